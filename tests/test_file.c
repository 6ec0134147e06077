/* test_file.c - reading inputs of every kind, whole or not at all. */
#include "support/check.h"
#include "support/scratch.h"

#include "base/file.h"
#include "icpcluster/settings.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void put_file(const char *name, const char *text)
{
    icp_t_file_write(icp_t_scratch(name), text, strlen(text));
}

static void a_file_is_read_whole(void)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 70000};
    icp_t_scratch_enter();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *content = malloc(sizes[i] + 1), *bytes = NULL;
        for (size_t j = 0; j < sizes[i]; j++) content[j] = (char)(j * 7 % 251);
        icp_t_file_write(icp_t_scratch("data"), content, sizes[i]);
        icp_i_pool *pool = icp_i_pool_new(NULL);
        size_t size = 77;
        CHECK_OK(icp_i_file_read(icp_t_scratch("data"), 70000, SIZE_MAX, pool, &bytes, &size, NULL), NULL);
        CHECK(size == sizes[i] && bytes && memcmp(bytes, content, size) == 0 && bytes[size] == '\0');
        icp_i_pool_free(pool);
        free(content);
    }
    icp_t_scratch_leave();
}

static void check_not_read(const char *path, size_t limit, icp_code code, const char *word)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    char *bytes = NULL;
    size_t size = 77;
    icp_error err;
    CHECK_STATUS(icp_i_file_read(path, limit, SIZE_MAX, pool, &bytes, &size, &err), ICP_EINPUT, &err);
    CHECK(err.code == code && strstr(err.message, word) && strcmp(err.file, path) == 0 && bytes == NULL && size == 77);
    icp_i_pool_free(pool);
}

static void what_is_not_a_file_is_refused(void)
{
    icp_t_scratch_enter();
    CHECK(mkfifo(icp_t_scratch("pipe"), 0600) == 0);
    check_not_read(icp_t_scratch("pipe"), 100, ICP_E_OPEN, "a pipe");
    check_not_read(icp_t_scratch(""), 100, ICP_E_OPEN, "a directory");
    check_not_read("/dev/zero", 100, ICP_E_OPEN, "a device");
    check_not_read(icp_t_scratch("missing"), 100, ICP_E_OPEN, "No such file");
    put_file("data", "12345");
    check_not_read(icp_t_scratch("data"), 4, ICP_E_LIMIT, "limit is 4");
    icp_t_scratch_leave();
}

/* Appends once to the file of five bytes that is being read, through the question that is asked between reads. */
static int append(void *context)
{
    struct stat found;
    if (stat(context, &found) != 0 || found.st_size != 5) return 0;
    FILE *file = fopen(context, "ab");
    fputs("more", file);
    fclose(file);
    return 0;
}

static int say_stop(void *context)
{
    (void)context;
    return 1;
}

static void a_file_that_changes_is_refused(void)
{
    icp_t_scratch_enter();
    put_file("data", "12345");
    icp_hooks hooks = {.context = (void *)(uintptr_t)icp_t_scratch("data"), .cancelled = append};
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    char *bytes = NULL;
    size_t size;
    icp_error err;
    CHECK_STATUS(icp_i_file_read(icp_t_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, &err), ICP_EINPUT, &err);
    CHECK(strstr(err.message, "changed") && err.help[0] && !bytes);
    icp_i_pool_free(pool);
    hooks.cancelled = say_stop;
    pool = icp_i_pool_new(&hooks);
    CHECK_STATUS(icp_i_file_read(icp_t_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, &err), ICP_ECANCELLED, &err);
    icp_i_pool_free(pool);
    icp_t_scratch_leave();
}

/* Reads standard input that is a pipe with `count` bytes in small writes, in a child so that ours stays as it is. */
static int read_pipe(size_t count, size_t limit, size_t line_limit)
{
    int ends[2];
    if (pipe(ends) != 0) return -1;
    pid_t writer = fork();
    if (writer == 0) {
        signal(SIGPIPE, SIG_IGN);
        for (size_t i = 0; i < count; i += 10)
            if (write(ends[1], "0123456789", 10) != 10) break;
        _exit(0);
    }
    close(ends[1]);
    pid_t reader = fork();
    if (reader == 0) {
        dup2(ends[0], 0);
        icp_i_pool *pool = icp_i_pool_new(NULL);
        char *bytes;
        size_t size;
        icp_status status = icp_i_file_read("-", limit, line_limit, pool, &bytes, &size, NULL);
        bool right = status == ICP_OK && size == count && bytes[count - 1] == '9' && bytes[count] == '\0';
        _exit(status == ICP_OK && !right ? 99 : (int)status);
    }
    close(ends[0]);
    int result = -1;
    waitpid(reader, &result, 0);
    waitpid(writer, NULL, 0);
    return WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

static void standard_input_may_be_a_pipe(void)
{
    CHECK(read_pipe(3000000, 3000000, 3000000) == ICP_OK);
    CHECK(read_pipe(10, 100, 100) == ICP_OK);
    CHECK(read_pipe(3000000, 2999999, SIZE_MAX) == ICP_EINPUT);
    CHECK(read_pipe(3000000, SIZE_MAX, 2999999) == ICP_EINPUT); /* no line end at all */
}

static void reading_survives_lack_of_memory(void)
{
    icp_t_scratch_enter();
    put_file("data", "12345");
    icp_t_memory memory = {.fail_at = 2};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    char *bytes = NULL;
    size_t size = 77;
    CHECK_STATUS(icp_i_file_read(icp_t_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, NULL), ICP_ENOMEM, NULL);
    CHECK(!bytes && size == 77);
    CHECK_OK(icp_i_file_read(icp_t_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, NULL), NULL);
    CHECK(size == 5);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
    icp_t_scratch_leave();
}

/* No file descriptor may stay open, whichever way a reading ends. */
static void descriptors_are_closed(void)
{
    static void (*const tests[])(void) = {a_file_is_read_whole, a_file_that_changes_is_refused,
                                          what_is_not_a_file_is_refused, reading_survives_lack_of_memory};
    icp_t_descriptors_closed(tests, sizeof tests / sizeof tests[0]);
}

void test_file(void)
{
    static const icp_t_case cases[] = {{"a file is read whole", a_file_is_read_whole},
                                       {"what is not a file is refused", what_is_not_a_file_is_refused},
                                       {"a file that changes is refused", a_file_that_changes_is_refused},
                                       {"standard input may be a pipe", standard_input_may_be_a_pipe},
                                       {"reading survives lack of memory", reading_survives_lack_of_memory},
                                       {"descriptors are closed", descriptors_are_closed}};
    ICP_T_SUITE("file", cases);
}
