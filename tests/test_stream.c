/* test_stream.c - large files, which pass through small buffers, against the same bytes read from memory by libcsv alone: the whole table or
 * the whole error is the same, whatever disturbs the stream and wherever. */
#include "support/check.h"
#include "support/same_table.h"
#include "support/scratch.h"

#include "base/memory.h"
#include "data/source.h"
#include "data/table_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS ((size_t)60000)

static const char *path[2];

static void enter(void)
{
    icp_t_scratch_enter();
    path[0] = icp_t_scratch("first.csv");
    path[1] = icp_t_scratch("second.csv");
}

typedef struct disturbance {
    const char *label, *mark, *end, *row, *tail; /* mark: before the header; end: of a line; row: stands once, late; tail: behind the last row */
} disturbance;

static char *compose(const disturbance *d, size_t *size)
{
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, size);
    fprintf(out, "%sid,plan,seats,spend,since%s", d->mark, d->end);
    for (size_t r = 0; r < ROWS; r++) {
        if (r == ROWS - 7000 && d->row) fprintf(out, "%s%s", d->row, d->end);
        fprintf(out, "C-%06zu,%s,%zu,%zu.%04zu,20%02zu-%02zu-01%s", r, r % 3 ? "\"big, yearly\"" : "small", r % 97, r * 31 % 5000, r % 10000, r % 25,
                1 + r % 12, r + 1 < ROWS ? d->end : "");
    }
    fputs(d->tail, out);
    fclose(out);
    return bytes;
}

typedef struct outcome {
    icp_table *table;
    icp_error err;
} outcome;

static void compare(const disturbance *d, icp_bad_rows bad_rows)
{
    size_t size;
    char *bytes = compose(d, &size);
    const char *name = path[0];
    outcome streamed = {0}, expected = {0};
    icp_settings settings = icp_settings_default();
    settings.bad_rows = bad_rows;
    CHECK(size > (size_t)2 << 20);
    icp_t_file_write(path[0], bytes, size);
    icp_i_way reference = {.chunk = 65536, .reference = true};
    if (icp_i_table_read_way(bytes, size, name, &settings, reference, &expected.table, &expected.err) == ICP_OK) expected.err = (icp_error){0};
    settings.threads = 2;
    if (icp_table_read(&name, 1, &settings, &streamed.table, &streamed.err) == ICP_OK) streamed.err = (icp_error){0};
    bool same = icp_t_same_table(streamed.table, expected.table) && icp_t_same_error(&streamed.err, &expected.err);
    if (!same)
        printf("\n    %s: streamed E%03d %s, expected E%03d %s", d->label, (int)streamed.err.code, streamed.err.message, (int)expected.err.code,
               expected.err.message);
    CHECK(same);
    icp_table_free(streamed.table);
    icp_table_free(expected.table);
    free(bytes);
}

static void whatever_disturbs_the_stream(void)
{
    static char long_line[300000];
    memset(long_line, 'x', sizeof long_line - 12);
    memcpy(long_line, "L,", 2);
    strcpy(long_line + sizeof long_line - 13, ",1,1,2020");
    const disturbance cases[] = {
        {"nothing", "", "\n", NULL, "\n"},
        {"no last line end, CRLF", "", "\r\n", NULL, ""},
        {"a byte order mark", "\xef\xbb\xbf", "\n", NULL, "\n"},
        {"a quoted last cell without a line end", "", "\n", NULL, "\nC,\"x\ny\",1,2,\"2020-01-01\""},
        {"an end-of-file mark", "", "\n", NULL, "\n\x1a"},
        {"CR alone", "", "\r", NULL, "\r"},
        {"lines inside a cell", "", "\n", "C,\"x\n\ny, \"\"z\"\"\",1,2,2020-01-01", "\n"},
        {"a late text in a number column", "", "\n", "C,big,many,2,2020-01-01", "\n"},
        {"blank lines and a footer", "", "\n", NULL, "\n\n\nCopyright (c) 2020\nConfidential Information\n"},
        {"a short row", "", "\n", "C,big,1", "\n"},
        {"an open quote", "", "\n", "C,\"big,1,2,2020-01-01", "\n"},
        {"Windows-1252 late", "", "\n", "C,gr\xf6\xdf" "er,1,2,2020-01-01", "\n"},
        {"broken UTF-8 behind a mark", "\xef\xbb\xbf", "\n", "C,gr\xf6\xdf" "er,1,2,2020-01-01", "\n"},
        {"characters of several bytes", "", "\n", "C,gr\xc3\xb6\xc3\x9f" "er \xe2\x82\xac,1,2,2020-01-01", "\n"},
        {"a line longer than a window", "", "\n", long_line, "\n"},
        {"blanks before quotes", "", "\n", "C, \"big\",1,2,2020-01-01", "\n"}};
    enter();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) compare(&cases[i], i % 2 ? ICP_BAD_ROWS_STOP : ICP_BAD_ROWS_SKIP);
    compare(&cases[9], ICP_BAD_ROWS_SKIP);
    compare(&cases[10], ICP_BAD_ROWS_STOP);
    icp_t_scratch_leave();
}

/* Several files: the columns of the second stand in another order. The first is streamed indeed. */
static void files_are_appended(void)
{
    size_t size;
    enter();
    char *bytes = compose(&(disturbance){"", "", "\n", NULL, "\n"}, &size);
    icp_t_file_write(path[0], bytes, size);
    free(bytes);
    static const char second[] = "plan,id,since,seats,spend\nsmall,D-1,2024-01-01,777,1.5\n";
    icp_t_file_write(path[1], second, strlen(second));
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_source source = {0};
    const char *head;
    bool streams = icp_i_source_stream(&source, path[0], pool, &head, &size);
    CHECK(streams && source.mark == 0);
    icp_i_file_close(&source.file);
    CHECK(!icp_i_source_stream(&source, path[1], pool, &head, &size));
    icp_i_pool_free(pool);
    const char *const both[] = {path[0], path[1]};
    icp_table *table = NULL;
    icp_error err = {0};
    CHECK_OK(icp_table_read(both, 2, NULL, &table, &err), &err);
    CU_ASSERT_FATAL(table != NULL);
    const icp_column *seats = icp_table_column(table, 2), *spend = icp_table_column(table, 3);
    const icp_input *inputs;
    CHECK(icp_table_rows(table) == ROWS + 1 && spend->numbers[ROWS] == 1.5 && spend->numbers[10001] == 10001 * 31 % 5000 + .0001);
    CHECK(seats->numbers && seats->numbers[ROWS] == 777 && seats->numbers[96] == 96);
    CHECK(icp_table_inputs(table, &inputs) == 2 && strcmp(inputs[0].sha256, inputs[1].sha256) != 0 && inputs[0].rows == ROWS && inputs[1].rows == 1);
    icp_table_free(table);
    const char *const twice[] = {path[0], path[0]};
    CHECK_STATUS(icp_table_read(twice, 2, NULL, &table, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_FILES);
    icp_t_scratch_leave();
}

/* Small files whose modes differ: numbers in the first, texts or dates in the second. */
static void later_files_change_the_column(void)
{
    enter();
    static const char first[] = "id,a\nx1,1\nx2,3\nx3,5\n";
    static const char *const second[] = {"id,a\ny1,u\ny2,v\n", "id,a\ny1,2020-01-02\ny2,2020-01-03\n"};
    for (size_t i = 0; i < 2; i++) {
        icp_t_file_write(path[0], first, strlen(first));
        icp_t_file_write(path[1], second[i], strlen(second[i]));
        const char *const both[] = {path[0], path[1]};
        icp_table *table = NULL;
        icp_error err = {0};
        CHECK_OK(icp_table_read(both, 2, NULL, &table, &err), &err);
        CU_ASSERT_FATAL(table != NULL);
        const icp_column *a = icp_table_column(table, 1);
        CHECK(a->codes && a->level_count == 5 && a->used == 5);
        if (a->codes) CHECK(strcmp(a->levels[a->codes[0]], "1") == 0 && strcmp(a->levels[a->codes[4]], i ? "2020-01-03" : "v") == 0);
        icp_table_free(table);
    }
    icp_t_scratch_leave();
}

/* In a process of its own with little address space: a large file is refused before it is read, with what it would need; a small one is read. */
static void more_than_memory_is_refused_beforehand(void)
{
#ifdef __SANITIZE_ADDRESS__
    icp_t_skip("the sanitizer itself needs more address space than the limit allows");
    return;
#endif
    enter();
    size_t size;
    char *bytes = compose(&(disturbance){"", "", "\n", NULL, "\n"}, &size);
    icp_t_file_write(path[0], bytes, size);
    free(bytes);
    static const char second[] = "id,a\nx1,1\nx2,3\n";
    icp_t_file_write(path[1], second, strlen(second));
    CHECK(truncate(path[0], (off_t)20 << 30) == 0);
    pid_t child = fork();
    if (child == 0) {
        const char *large = path[0], *small = path[1];
        struct rlimit limit = {(rlim_t)4 << 30, (rlim_t)4 << 30};
        icp_table *table = NULL;
        icp_error err = {0};
        icp_settings settings = icp_settings_default();
        settings.threads = 1;
        setrlimit(RLIMIT_AS, &limit);
        bool refused = icp_table_read(&large, 1, &settings, &table, &err) == ICP_ENOMEM && err.code == ICP_E_MEMORY && !table &&
                       strstr(err.message, "needs about") && strstr(err.message, "can be had");
        bool read = icp_table_read(&small, 1, &settings, &table, &err) == ICP_OK && icp_table_rows(table) == 2;
        _exit(refused && read ? 0 : refused ? 1 : 2);
    }
    int status = -1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    icp_t_scratch_leave();
}

static void memory_left_is_told(void)
{
    icp_error err = {0};
    size_t left = icp_i_memory_left();
    CHECK(left > 0);
    CHECK_OK(icp_i_memory_check("x.csv", 1000, &err), &err);
    if (left == SIZE_MAX) {
        icp_t_skip("the system does not say how much memory it has");
        return;
    }
    CHECK_STATUS(icp_i_memory_check("x.csv", SIZE_MAX, &err), ICP_ENOMEM, &err);
    CHECK(strstr(err.message, "x.csv") && err.help[0]);
}

static void line_ends_are_counted(void)
{
    char text[700];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "\nab\r\ncd\rxyz\r\r\n\n"[i * 7 % 15];
    for (size_t from = 0; from < 40; from++) {
        for (size_t to = from; to <= sizeof text; to += 11) {
            size_t count = 0;
            for (size_t i = from; i < to; i++) count += text[i] == '\n' || (text[i] == '\r' && (i + 1 == sizeof text || text[i + 1] != '\n'));
            CHECK(icp_i_line_ends(text, sizeof text, from, to) == count);
        }
    }
}

void test_stream(void)
{
    static const icp_t_case cases[] = {{"whatever disturbs the stream", whatever_disturbs_the_stream},
                                       {"files are appended", files_are_appended},
                                       {"later files change the column", later_files_change_the_column},
                                       {"more than memory is refused beforehand", more_than_memory_is_refused_beforehand},
                                       {"memory left is told", memory_left_is_told},
                                       {"line ends are counted", line_ends_are_counted}};
    ICP_T_SUITE("stream", cases);
}
