/* test_parallel.c - each piece once for any number of threads, private scratch per worker, nesting, and block borders that ignore threads. */
#include "support/check.h"

#include "base/parallel.h"

#include <string.h>

enum { PIECES = 1000, MOST_WORKERS = 64 };

typedef struct tally {
    int done[PIECES];        /* each written by its own piece only */
    size_t by[MOST_WORKERS]; /* each written by its own worker only */
    int workers, outside, nested_threads[PIECES];
} tally;

static void count_piece(void *context, size_t task, int worker)
{
    tally *t = context;
    t->done[task]++;
    if (worker >= 0 && worker < t->workers)
        t->by[worker]++;
    else
        t->outside = 1;
}

static void each_piece_is_done_once(void)
{
    static const int threads[] = {1, 2, 3, 7, 64, 0};
    static const size_t counts[] = {0, 1, 2, 63, PIECES};
    static tally t;
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            memset(&t, 0, sizeof t);
            t.workers = icp_i_threads(threads[i]);
            CHECK(t.workers >= 1 && t.workers <= MOST_WORKERS);
            icp_i_parallel(counts[c], threads[i], count_piece, &t);
            size_t sum = 0;
            for (int w = 0; w < t.workers; w++) sum += t.by[w];
            for (size_t p = 0; p < PIECES; p++) CHECK(t.done[p] == (p < counts[c]));
            CHECK(sum == counts[c] && !t.outside);
        }
    }
}

static void count_inside(void *context, size_t task, int worker)
{
    (void)worker;
    int *sum = context;
    sum[task]++;
}

static void nest(void *context, size_t task, int worker)
{
    tally *t = context;
    int inside[5] = {0};
    (void)worker;
    t->nested_threads[task] = icp_i_threads(8);
    icp_i_parallel(5, 8, count_inside, inside);
    t->done[task] = inside[0] + inside[1] + inside[2] + inside[3] + inside[4];
}

static void nested_calls_run_serially(void)
{
    static tally t;
    memset(&t, 0, sizeof t);
    icp_i_parallel(50, 4, nest, &t);
    for (size_t p = 0; p < 50; p++) CHECK(t.done[p] == 5 && t.nested_threads[p] == 1);
}

static void blocks_cover_all_rows(void)
{
    static const size_t rows[] = {0, 1, ICP_I_BLOCK - 1, ICP_I_BLOCK, ICP_I_BLOCK + 1, 10 * ICP_I_BLOCK, 123457};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t next = 0;
        for (size_t b = 0; b < icp_i_blocks(rows[i]); b++) {
            CHECK(icp_i_block_begin(b) == next && icp_i_block_end(b, rows[i]) > next && icp_i_block_end(b, rows[i]) - next <= ICP_I_BLOCK);
            next = icp_i_block_end(b, rows[i]);
        }
        CHECK(next == rows[i]);
    }
}

void test_parallel(void)
{
    static const icp_t_case cases[] = {{"each piece is done once", each_piece_is_done_once},
                                       {"nested calls run serially", nested_calls_run_serially},
                                       {"blocks cover all rows", blocks_cover_all_rows}};
    ICP_T_SUITE("parallel", cases);
}
