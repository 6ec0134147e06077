/* test_stream_rows.c - rows a batch at a time: every row of the file once and in order, two batches at hand at the same time, places of cells. */
#include "support/check.h"
#include "support/scratch.h"

#include "data/stream.h"
#include "icpcluster/settings.h"

#include <stdio.h>
#include <string.h>

#define ROWS ((size_t)120000)
#define LONG ((size_t)1000000) /* bytes of one cell */

/* Cells that tell their row; some in quotes with quotes and line ends inside, which do not stand in the window as they are read. */
static size_t expected(size_t row, size_t column, char *out, size_t size)
{
    if (column == 0) return (size_t)snprintf(out, size, "%zu", row);
    if (row % 50 == 7) return (size_t)snprintf(out, size, "say \"%zu\",\nnew line", row * column);
    return (size_t)snprintf(out, size, "cell %zu of a row that is wide enough to fill windows", row * column);
}

static bool write_file(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fputs("id,one,two\n", file);
    for (size_t r = 0; r < ROWS; r++) {
        char one[100];
        expected(r, 1, one, sizeof one);
        fprintf(file, "%zu,", r);
        if (r % 50 == 7) fprintf(file, "\"say \"\"%zu\"\",\nnew line\",", r);
        else fprintf(file, "%s,", one);
        if (r % 50 == 7) fprintf(file, "\"say \"\"%zu\"\",\nnew line\"", 2 * r);
        else if (r == ROWS / 2) for (size_t i = 0; i < LONG; i++) fputc('x', file);
        else fprintf(file, "cell %zu of a row that is wide enough to fill windows", 2 * r);
        fputc('\n', file);
    }
    return fclose(file) == 0;
}

/* Cells of the batch that are not those of the rows from `first` on. */
static size_t differing(const icp_i_batch *batch, size_t first)
{
    size_t differ = 0;
    for (size_t r = 0; r < batch->rows; r++) {
        for (size_t c = 0; c < 3; c++) {
            char wanted[100];
            const icp_i_field *field = &batch->field[r * 3 + c];
            size_t length = expected(first + r, c, wanted, sizeof wanted);
            if (first + r == ROWS / 2 && c == 2) differ += field->length != LONG || field->text[LONG - 1] != 'x';
            else differ += field->length != length || memcmp(field->text, wanted, length) != 0;
        }
        differ += batch->number[r] != first + r + 1;
    }
    return differ;
}

static void a_batch_stays_while_the_next_is_read(void)
{
    icp_t_scratch_enter();
    const char *path = icp_t_scratch("rows.csv");
    icp_settings settings = icp_settings_default();
    icp_i_stream *stream = NULL;
    icp_error err;
    icp_i_batch batch[2];
    size_t first = 0, batches = 0, differ = 0;
    CHECK(write_file(path));
    CHECK_OK(icp_i_stream_open(path, &settings, &stream, &err), &err);
    CHECK_OK(icp_i_stream_next(stream, &batch[0], &err), &err);
    while (batch[batches % 2].rows > 0) {
        const icp_i_batch *now = &batch[batches % 2];
        CHECK_OK(icp_i_stream_next(stream, &batch[++batches % 2], &err), &err);
        differ += differing(now, first);
        icp_error shown = {.line = 0};
        icp_i_stream_show(stream, now, 0, 0, &shown);
        differ += shown.line != first + 2 + 2 * (first / 50 + (first % 50 > 7)); /* a header, and two line ends in every 50 rows */
        first += now->rows;
    }
    CHECK(first == ROWS && batches > 3 && differ == 0);
    icp_i_stream_close(stream);
    icp_t_scratch_leave();
}

/* More broken rows than both windows hold, between two that are read; the last line shows that none was lost or counted twice. */
static void broken_rows_pass_through_the_window(void)
{
    enum { BROKEN = 100000 };
    icp_t_scratch_enter();
    const char *path = icp_t_scratch("broken.csv");
    icp_settings settings = icp_settings_default();
    icp_i_stream *stream = NULL;
    icp_error err, shown = {.line = 0};
    icp_i_batch first, second, end;
    FILE *file = fopen(path, "w");
    fputs("id,one,two\nfirst,a,b\n", file);
    for (size_t r = 0; r < BROKEN; r++) fprintf(file, "%zu,a row of this file that is long enough to fill a window, and of four fields,\n", r);
    fputs("last,c,d\n", file);
    CHECK(fclose(file) == 0);
    settings.bad_rows = ICP_BAD_ROWS_SKIP;
    CHECK_OK(icp_i_stream_open(path, &settings, &stream, &err), &err);
    CHECK_OK(icp_i_stream_next(stream, &first, &err), &err);
    CHECK(first.rows == 1 && first.field[0].length == 5 && memcmp(first.field[0].text, "first", 5) == 0);
    CHECK_OK(icp_i_stream_next(stream, &second, &err), &err);
    CHECK(second.rows == 1 && second.field[0].length == 4 && memcmp(second.field[0].text, "last", 4) == 0);
    CHECK(second.skipped == BROKEN && second.number[0] == BROKEN + 2);
    CHECK(memcmp(first.field[0].text, "first", 5) == 0); /* it stays until the next but one */
    icp_i_stream_show(stream, &second, 0, 0, &shown);
    CHECK(shown.line == BROKEN + 3);
    CHECK_OK(icp_i_stream_next(stream, &end, &err), &err);
    CHECK(end.rows == 0);
    icp_i_stream_close(stream);
    icp_t_scratch_leave();
}

void test_stream_rows(void)
{
    static const icp_t_case cases[] = {{"a batch stays while the next is read", a_batch_stays_while_the_next_is_read},
                                       {"broken rows pass through the window", broken_rows_pass_through_the_window}};
    ICP_T_SUITE("stream_rows", cases);
}
