/* test_file.c - reading inputs of every kind; sets that appear whole or not at all, whatever stands in their place and whatever fails. */
#include "support/check.h"

#include "base/file.h"
#include "icpcluster/settings.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a scratch directory ---- */

static char scratch[64];

static const char *in_scratch(const char *name)
{
    static char paths[4][400];
    static size_t next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

static void enter(void)
{
    strcpy(scratch, "/tmp/icp-test-XXXXXX");
    if (!mkdtemp(scratch)) abort();
}

static void leave(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", scratch);
    CHECK(system(command) == 0);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    fputs(text, file);
    fclose(file);
}

static bool holds(const char *path, const char *text)
{
    char found[4096];
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    size_t length = fread(found, 1, sizeof found - 1, file);
    found[length] = '\0';
    fclose(file);
    return strcmp(found, text) == 0;
}

/* Names in a directory, "." and ".." not counted; -1 when it is none. */
static int entries(const char *path)
{
    int count = 0;
    DIR *list = opendir(path);
    if (!list) return -1;
    while (readdir(list)) count++;
    closedir(list);
    return count - 2;
}

/* ---- reading ---- */

static void a_file_is_read_whole(void)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 70000};
    enter();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *content = malloc(sizes[i] + 1), *bytes = NULL;
        for (size_t j = 0; j < sizes[i]; j++) content[j] = (char)(j * 7 % 251);
        FILE *file = fopen(in_scratch("data"), "wb");
        CHECK(fwrite(content, 1, sizes[i], file) == sizes[i]);
        fclose(file);
        icp_i_pool *pool = icp_i_pool_new(NULL);
        size_t size = 77;
        CHECK_OK(icp_i_file_read(in_scratch("data"), 70000, SIZE_MAX, pool, &bytes, &size, NULL), NULL);
        CHECK(size == sizes[i] && bytes && memcmp(bytes, content, size) == 0 && bytes[size] == '\0');
        icp_i_pool_free(pool);
        free(content);
    }
    leave();
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
    enter();
    CHECK(mkfifo(in_scratch("pipe"), 0600) == 0);
    check_not_read(in_scratch("pipe"), 100, ICP_E_OPEN, "a pipe");
    check_not_read(scratch, 100, ICP_E_OPEN, "a directory");
    check_not_read("/dev/zero", 100, ICP_E_OPEN, "a device");
    check_not_read(in_scratch("missing"), 100, ICP_E_OPEN, "No such file");
    put_file(in_scratch("data"), "12345");
    check_not_read(in_scratch("data"), 4, ICP_E_LIMIT, "limit is 4");
    leave();
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
    enter();
    put_file(in_scratch("data"), "12345");
    icp_hooks hooks = {.context = (void *)(uintptr_t)in_scratch("data"), .cancelled = append};
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    char *bytes = NULL;
    size_t size;
    icp_error err;
    CHECK_STATUS(icp_i_file_read(in_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, &err), ICP_EINPUT, &err);
    CHECK(strstr(err.message, "changed") && err.help[0] && !bytes);
    icp_i_pool_free(pool);
    hooks.cancelled = say_stop;
    pool = icp_i_pool_new(&hooks);
    CHECK_STATUS(icp_i_file_read(in_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, &err), ICP_ECANCELLED, &err);
    icp_i_pool_free(pool);
    leave();
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
    enter();
    put_file(in_scratch("data"), "12345");
    icp_t_memory memory = {.fail_at = 2};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    char *bytes = NULL;
    size_t size = 77;
    CHECK_STATUS(icp_i_file_read(in_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, NULL), ICP_ENOMEM, NULL);
    CHECK(!bytes && size == 77);
    CHECK_OK(icp_i_file_read(in_scratch("data"), 100, SIZE_MAX, pool, &bytes, &size, NULL), NULL);
    CHECK(size == 5);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
    leave();
}

/* ---- sets ---- */

static icp_status write_file(icp_i_set *set, const char *name, const char *text, char hex[65], size_t *bytes, icp_error *err)
{
    const icp_sink *sink;
    icp_status status = icp_i_set_open(set, name, &sink, err);
    if (status != ICP_OK) return status;
    sink->write(sink->context, text, strlen(text));
    return icp_i_set_close(set, hex, bytes, err);
}

/* A set of a.txt (`text`) and b.txt; published or thrown away. */
static icp_status make_set(const char *dir, const char *text, const icp_hooks *hooks, icp_error *err)
{
    icp_i_set *set = NULL;
    icp_status status = icp_i_set_begin(dir, hooks, &set, err);
    if (status == ICP_OK) status = write_file(set, "a.txt", text, NULL, NULL, err);
    if (status == ICP_OK) status = write_file(set, "b.txt", "second", NULL, NULL, err);
    if (status == ICP_OK) return icp_i_set_publish(set, err);
    icp_i_set_discard(set);
    return status;
}

static bool is_set(const char *dir, const char *text)
{
    char path[500];
    snprintf(path, sizeof path, "%s/a.txt", dir);
    bool first = holds(path, text);
    snprintf(path, sizeof path, "%s/b.txt", dir);
    return first && holds(path, "second") && entries(dir) == 2;
}

static void a_set_appears_and_is_replaced(void)
{
    enter();
    icp_error err;
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, &err), &err);
    CHECK(is_set(in_scratch("out"), "one") && entries(scratch) == 1);
    CHECK_OK(make_set(in_scratch("out///"), "two", NULL, &err), &err);
    CHECK(is_set(in_scratch("out"), "two") && entries(scratch) == 1);
    leave();
}

static void nothing_is_seen_before_publish(void)
{
    enter();
    icp_error err;
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, &err), &err);
    icp_i_set *set = NULL;
    char hex[65] = "";
    size_t bytes = 0;
    CHECK_OK(icp_i_set_begin(in_scratch("out"), NULL, &set, &err), &err);
    CHECK_OK(write_file(set, "a.txt", "abc", hex, &bytes, &err), &err);
    CHECK(strcmp(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0 && bytes == 3);
    CHECK(is_set(in_scratch("out"), "one") && entries(scratch) == 2);
    icp_i_set_discard(set);
    CHECK(is_set(in_scratch("out"), "one") && entries(scratch) == 1);
    icp_i_set_discard(NULL);
    leave();
}

static void a_link_is_replaced_and_not_followed(void)
{
    enter();
    icp_error err;
    CHECK(mkdir(in_scratch("precious"), 0700) == 0);
    put_file(in_scratch("precious/data"), "kept");
    CHECK(symlink("precious", in_scratch("out")) == 0);
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, &err), &err);
    struct stat found;
    CHECK(lstat(in_scratch("out"), &found) == 0 && S_ISDIR(found.st_mode));
    CHECK(is_set(in_scratch("out"), "one") && holds(in_scratch("precious/data"), "kept") && entries(scratch) == 2);
    put_file(in_scratch("plain"), "text");
    CHECK_OK(make_set(in_scratch("plain"), "one", NULL, &err), &err);
    CHECK(is_set(in_scratch("plain"), "one") && entries(scratch) == 3);
    leave();
}

static void an_old_tree_goes_without_following_links(void)
{
    enter();
    icp_error err;
    CHECK(mkdir(in_scratch("elsewhere"), 0700) == 0 && mkdir(in_scratch("out"), 0750) == 0 && mkdir(in_scratch("out/deep"), 0700) == 0);
    put_file(in_scratch("elsewhere/data"), "kept");
    put_file(in_scratch("out/deep/file"), "goes");
    CHECK(symlink("../../elsewhere", in_scratch("out/deep/link")) == 0);
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, &err), &err);
    struct stat found;
    CHECK(stat(in_scratch("out"), &found) == 0 && (found.st_mode & 0777) == 0750);
    CHECK(is_set(in_scratch("out"), "one") && holds(in_scratch("elsewhere/data"), "kept") && entries(scratch) == 2);
    leave();
}

/* Out of descriptors at any moment: a failure leaves nothing behind. */
static void no_free_descriptor_leaves_nothing_behind(void)
{
    enter();
    icp_error err;
    struct rlimit before, few;
    int next = dup(STDERR_FILENO);
    close(next);
    CHECK(next > 0 && getrlimit(RLIMIT_NOFILE, &before) == 0);
    for (int spare = 0; spare < 3; spare++) { /* a set needs its parent, its own directory and one file */
        few = (struct rlimit){(rlim_t)(next + spare), before.rlim_max};
        CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
        icp_status status = make_set(in_scratch("out"), "one", NULL, &err);
        CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
        CHECK(status == ICP_EOUTPUT && entries(scratch) == 0);
    }
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, &err), &err);
    leave();
}

static mode_t mode_of(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 ? found.st_mode & 0777 : 0;
}

static void modes_follow_the_umask(void)
{
    enter();
    mode_t before = umask(027);
    CHECK_OK(make_set(in_scratch("group"), "x", NULL, NULL), NULL);
    CHECK(mode_of(in_scratch("group")) == 0750 && mode_of(in_scratch("group/a.txt")) == 0640);
    umask(077);
    CHECK_OK(make_set(in_scratch("own"), "x", NULL, NULL), NULL);
    CHECK(mode_of(in_scratch("own")) == 0700 && mode_of(in_scratch("own/a.txt")) == 0600);
    umask(0);
    icp_i_set *set = NULL;
    CHECK_OK(icp_i_set_begin(in_scratch("open"), NULL, &set, NULL), NULL);
    DIR *list = opendir(scratch);
    for (struct dirent *entry; (entry = readdir(list));)
        if (strncmp(entry->d_name, ".icp-set-", 9) == 0) CHECK(mode_of(in_scratch(entry->d_name)) == 0700);
    closedir(list);
    icp_i_set_discard(set);
    umask(before);
    leave();
}

/* What a killed process leaves is removed by the next set; a set that is being built elsewhere is not. */
static void what_a_killed_process_left_is_removed(void)
{
    enter();
    icp_error err;
    pid_t child = fork();
    if (child == 0) {
        icp_i_set *killed = NULL;
        if (icp_i_set_begin(in_scratch("out"), NULL, &killed, NULL) != ICP_OK || write_file(killed, "a.txt", "x", NULL, NULL, NULL) != ICP_OK)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    int result;
    CHECK(waitpid(child, &result, 0) == child && WIFSIGNALED(result));
    CHECK(entries(scratch) == 1);
    CHECK(mkdir(in_scratch("icp-set-mine"), 0700) == 0);
    icp_i_set *alive = NULL;
    CHECK_OK(icp_i_set_begin(in_scratch("other"), NULL, &alive, &err), &err);
    CHECK(entries(scratch) == 2);
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, &err), &err);
    CHECK_OK(write_file(alive, "a.txt", "alive", NULL, NULL, &err), &err);
    CHECK_OK(write_file(alive, "b.txt", "second", NULL, NULL, &err), &err);
    CHECK_OK(icp_i_set_publish(alive, &err), &err);
    CHECK(is_set(in_scratch("out"), "one") && is_set(in_scratch("other"), "alive") && entries(scratch) == 3);
    leave();
}

static void impossible_places_are_refused(void)
{
    static const char *const wrong[] = {"", ".", "..", "/", "x/..", "./"};
    enter();
    icp_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_STATUS(make_set(wrong[i], "x", NULL, &err), ICP_EUSAGE, &err);
        CHECK(err.help[0]);
    }
    CHECK_STATUS(make_set(in_scratch("no/such"), "x", NULL, &err), ICP_EOUTPUT, &err);
    CHECK(err.code == ICP_E_WRITE && err.help[0] && entries(scratch) == 0);
    put_file(in_scratch("plain"), "text");
    CHECK_STATUS(make_set(in_scratch("plain/out"), "x", NULL, &err), ICP_EOUTPUT, &err);
    CHECK(holds(in_scratch("plain"), "text") && entries(scratch) == 1);
    leave();
}

static void wrong_calls_are_internal_errors(void)
{
    enter();
    icp_i_set *set = NULL;
    const icp_sink *sink = NULL;
    CHECK_OK(icp_i_set_begin(in_scratch("out"), NULL, &set, NULL), NULL);
    CHECK_STATUS(icp_i_set_close(set, NULL, NULL, NULL), ICP_EINTERNAL, NULL);
    CHECK_STATUS(icp_i_set_open(set, "../x", &sink, NULL), ICP_EINTERNAL, NULL);
    CHECK_OK(icp_i_set_open(set, "x", &sink, NULL), NULL);
    CHECK_STATUS(icp_i_set_open(set, "y", &sink, NULL), ICP_EINTERNAL, NULL);
    CHECK_OK(icp_i_set_close(set, NULL, NULL, NULL), NULL);
    CHECK(sink->write(sink->context, "late", 4) != 0);
    CHECK_STATUS(icp_i_set_open(set, "x", &sink, NULL), ICP_EOUTPUT, NULL);
    CHECK_OK(icp_i_set_open(set, "y", &sink, NULL), NULL);
    CHECK_STATUS(icp_i_set_publish(set, NULL), ICP_EINTERNAL, NULL);
    CHECK(entries(scratch) == 0);
    leave();
}

/* A file that may not grow beyond 100,000 bytes: the write fails, the old set stands, nothing else is left. */
static void a_full_disk_leaves_the_old_set(void)
{
    enter();
    CHECK_OK(make_set(in_scratch("out"), "one", NULL, NULL), NULL);
    pid_t child = fork();
    if (child == 0) {
        static char large[300000];
        icp_error err;
        memset(large, 'x', sizeof large - 1);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, 100000});
        icp_status status = make_set(in_scratch("out"), large, NULL, &err);
        _exit(status == ICP_EOUTPUT && err.code == ICP_E_WRITE && strstr(err.message, "a.txt") ? 0 : 1);
    }
    int result;
    CHECK(waitpid(child, &result, 0) == child && WIFEXITED(result) && WEXITSTATUS(result) == 0);
    CHECK(is_set(in_scratch("out"), "one") && entries(scratch) == 1);
    leave();
}

static void sets_survive_lack_of_memory(void)
{
    icp_t_memory memory = {0};
    icp_status status = ICP_ENOMEM;
    enter();
    for (size_t fail_at = 1; status != ICP_OK && fail_at < 50; fail_at++) {
        memory = (icp_t_memory){.fail_at = fail_at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        status = make_set(in_scratch("out"), "one", &hooks, NULL);
        CHECK(status == ICP_OK || (status == ICP_ENOMEM && entries(scratch) == 0));
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK && memory.fail_at > 5 && is_set(in_scratch("out"), "one"));
    leave();
}

/* No file descriptor may stay open, whichever way a set ends. */
static void descriptors_are_closed(void)
{
    int before = entries("/proc/self/fd");
    if (before < 0) {
        icp_t_skip("no /proc");
        return;
    }
    a_set_appears_and_is_replaced();
    wrong_calls_are_internal_errors();
    impossible_places_are_refused();
    sets_survive_lack_of_memory();
    a_file_that_changes_is_refused();
    what_is_not_a_file_is_refused();
    CHECK(entries("/proc/self/fd") == before);
}

void test_file(void)
{
    static const icp_t_case cases[] = {{"a file is read whole", a_file_is_read_whole},
                                       {"what is not a file is refused", what_is_not_a_file_is_refused},
                                       {"a file that changes is refused", a_file_that_changes_is_refused},
                                       {"standard input may be a pipe", standard_input_may_be_a_pipe},
                                       {"reading survives lack of memory", reading_survives_lack_of_memory},
                                       {"a set appears and is replaced", a_set_appears_and_is_replaced},
                                       {"nothing is seen before publish", nothing_is_seen_before_publish},
                                       {"a link is replaced and not followed", a_link_is_replaced_and_not_followed},
                                       {"an old tree goes without following links", an_old_tree_goes_without_following_links},
                                       {"no free descriptor leaves nothing behind", no_free_descriptor_leaves_nothing_behind},
                                       {"modes follow the umask", modes_follow_the_umask},
                                       {"what a killed process left is removed", what_a_killed_process_left_is_removed},
                                       {"impossible places are refused", impossible_places_are_refused},
                                       {"wrong calls are internal errors", wrong_calls_are_internal_errors},
                                       {"a full disk leaves the old set", a_full_disk_leaves_the_old_set},
                                       {"sets survive lack of memory", sets_survive_lack_of_memory},
                                       {"descriptors are closed", descriptors_are_closed}};
    ICP_T_SUITE("file", cases);
}
