/* test_csv_blocks.c - rows made by several threads against the same rows written one after another: order, left-out rows, wide rows, who calls the
 * sink, and a sink that fails. */
#include "support/check.h"
#include "support/sample_result.h"

#include "base/csv_blocks.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { WIDE = 20000 }; /* bytes of a cell: more than a writer holds at once */

static char wide_text[WIDE + 1];

typedef struct example {
    size_t every;  /* rows not divisible by it are left out */
    size_t wide;   /* every so many rows a cell is wide; 0: never */
    atomic_size_t made;
} example;

static void make_row(const void *context, size_t row, icp_i_csv_out *out)
{
    example *e = (example *)(uintptr_t)context;
    atomic_fetch_add(&e->made, 1);
    if (row % e->every != 0) return;
    icp_i_csv_out_count(out, row);
    icp_i_csv_out_text(out, row % 3 == 0 ? "a \"quoted\" cell" : row % 3 == 1 ? "=1+1" : "");
    icp_i_csv_out_number(out, (double)row / 7);
    if (e->wide > 0 && row % e->wide == 0) icp_i_csv_out_text(out, wide_text);
    icp_i_csv_out_end_row(out);
}

static void by_one_writer(example *e, size_t rows, bool raw, icp_t_bytes *bytes)
{
    icp_sink sink = icp_t_sink(bytes);
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, &sink, raw);
    icp_i_csv_out_text(&out, "head");
    icp_i_csv_out_end_row(&out);
    for (size_t row = 0; row < rows; row++) make_row(e, row, &out);
    CHECK_OK(icp_i_csv_out_finish(&out, NULL), NULL);
}

/* A sink that also sees which thread calls it. */
typedef struct watched {
    icp_sink to;
    pthread_t caller;
    size_t foreign;
} watched;

static int watch(void *context, const void *bytes, size_t size)
{
    watched *w = context;
    w->foreign += !pthread_equal(w->caller, pthread_self());
    return w->to.write(w->to.context, bytes, size);
}

static icp_status by_blocks(example *e, size_t rows, bool raw, int threads, icp_t_bytes *bytes)
{
    watched w = {icp_t_sink(bytes), pthread_self(), 0};
    icp_sink sink = {&w, watch};
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, &sink, raw);
    icp_i_csv_out_text(&out, "head");
    icp_i_csv_out_end_row(&out);
    CHECK_OK(icp_i_csv_blocks(&out, rows, threads, make_row, e, NULL), NULL);
    CHECK(w.foreign == 0);
    return icp_i_csv_out_finish(&out, NULL);
}

static void the_same_bytes_for_any_number_of_threads(void)
{
    static const size_t counts[] = {0, 1, 1023, 1024, 1025, 16384, 16385, 40000};
    static const int threads[] = {1, 2, 3, 16};
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
            example e = {.every = c % 2 == 0 ? 1 : 3, .wide = c == 4 ? 100 : 0};
            icp_t_bytes one = {.room = SIZE_MAX}, many = {.room = SIZE_MAX};
            by_one_writer(&e, counts[c], t % 2 == 1, &one);
            CHECK(by_blocks(&e, counts[c], t % 2 == 1, threads[t], &many) == ICP_OK);
            CHECK(one.size == many.size && memcmp(one.data, many.data, one.size) == 0 && e.made == 2 * counts[c]);
            icp_t_bytes_free(&one);
            icp_t_bytes_free(&many);
        }
    }
}

/* A full disk is told, and hardly anything is made in vain. */
static void a_failing_sink_ends_it(void)
{
    static const int threads[] = {1, 3};
    for (size_t t = 0; t < 2; t++) {
        example e = {.every = 1};
        icp_t_bytes bytes = {.room = 100000};
        CHECK(by_blocks(&e, 1000000, false, threads[t], &bytes) == ICP_EOUTPUT);
        CHECK(bytes.size <= 100000 && e.made < 100000);
        icp_t_bytes_free(&bytes);
    }
}

void test_csv_blocks(void)
{
    static const icp_t_case cases[] = {{"the same bytes for any number of threads", the_same_bytes_for_any_number_of_threads},
                                       {"a failing sink ends it", a_failing_sink_ends_it}};
    memset(wide_text, 'w', WIDE);
    ICP_T_SUITE("csv_blocks", cases);
}
