/* csv_blocks.c - see csv_blocks.h. Two sets of blocks take turns: while one is being made the other is written. */
#include "base/csv_blocks.h"
#include "base/fail.h"
#include "base/parallel.h"
#include "base/pool.h"

#include <string.h>

#define ROWS ((size_t)1024)
#define BLOCKS ((size_t)16) /* of a set */

typedef struct block {
    icp_i_pool *pool; /* its own: blocks grow at the same time */
    char *bytes;
    size_t used, room;
    icp_i_csv_out out;
} block;

typedef struct blocks {
    icp_i_csv_out *out;
    icp_i_csv_row row;
    const void *context;
    size_t rows, first; /* first: row of the set being made */
    block *made, *done; /* the set being made; the one to be written */
    size_t done_count;  /* its blocks */
} blocks;

static int add_bytes(void *context, const void *bytes, size_t size)
{
    block *b = context;
    if (!icp_i_grow(b->pool, (void **)&b->bytes, &b->room, b->used + size, 1)) return -1;
    memcpy(b->bytes + b->used, bytes, size);
    b->used += size;
    return 0;
}

static void write_done(blocks *all)
{
    for (size_t i = 0; i < all->done_count; i++) icp_i_csv_out_rows(all->out, all->done[i].bytes, all->done[i].used);
    all->done_count = 0;
}

/* Worker 0 is the calling thread. */
static void make_block(void *context, size_t task, int worker)
{
    blocks *all = context;
    block *b = &all->made[task];
    const icp_sink sink = {b, add_bytes};
    size_t begin = all->first + task * ROWS, end = all->rows - begin < ROWS ? all->rows : begin + ROWS;
    if (worker == 0) write_done(all);
    b->used = 0;
    icp_i_csv_out_start(&b->out, &sink, all->out->raw);
    for (size_t row = begin; row < end; row++) all->row(all->context, row, &b->out);
    (void)icp_i_csv_out_finish(&b->out, NULL); /* what failed is seen in b->out */
}

static icp_status write_all(blocks *all, int threads, icp_error *err)
{
    for (; all->first < all->rows && !all->out->failed; all->first += BLOCKS * ROWS) {
        size_t left = (all->rows - all->first + ROWS - 1) / ROWS, count = left < BLOCKS ? left : BLOCKS;
        icp_i_parallel(count, threads, make_block, all);
        write_done(all); /* unless the calling thread came to it above */
        for (size_t i = 0; i < count; i++)
            if (all->made[i].out.failed) return icp_i_fail_memory(err, "writing CSV rows");
        block *made = all->made;
        all->made = all->done;
        all->done = made;
        all->done_count = count;
    }
    write_done(all);
    return ICP_OK;
}

icp_status icp_i_csv_blocks(icp_i_csv_out *out, size_t rows, int threads, icp_i_csv_row row, const void *context, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    block *block_of = pool ? ICP_I_NEW(pool, block, 2 * BLOCKS) : NULL;
    bool room = block_of != NULL;
    for (size_t i = 0; i < 2 * BLOCKS && room; i++) room = (block_of[i].pool = icp_i_pool_new(NULL)) != NULL;
    blocks all = {.out = out, .row = row, .context = context, .rows = rows, .made = block_of, .done = room ? block_of + BLOCKS : NULL};
    icp_status status = room ? write_all(&all, threads, err) : icp_i_fail_memory(err, "writing CSV rows");
    for (size_t i = 0; i < 2 * BLOCKS && block_of; i++) icp_i_pool_free(block_of[i].pool);
    icp_i_pool_free(pool);
    return status;
}
