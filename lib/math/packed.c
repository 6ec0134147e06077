/* packed.c - see packed.h. */
#include "math/packed.h"

#include "base/parallel.h"

typedef struct packing {
    const icp_i_points *points;
    icp_i_packed *packed;
} packing;

_Static_assert(ICP_I_BLOCK % ICP_I_TILE_ROWS == 0, "a block is made of whole tiles");

static void pack_block(void *context, size_t b, int worker)
{
    (void)worker;
    const packing *p = context;
    const icp_i_points *points = p->points;
    const icp_i_tile *tile = p->packed->tile;
    size_t end = icp_i_block_end(b, points->n);
    for (size_t i = icp_i_block_begin(b); i < end; i += tile->rows)
        tile->pack(points->x + i * points->d, NULL, end - i < tile->rows ? end - i : tile->rows, points->d, p->packed->factor,
                   p->packed->tiles + i / tile->rows * p->packed->size);
}

bool icp_i_packed_make(const icp_i_points *points, int threads, icp_i_pool *pool, icp_i_packed *out)
{
    const icp_i_tile *tile = points->tile;
    icp_i_packed made = {.tile = tile, .factor = points->factor, .size = icp_i_tile_size(tile, points->d)};
    size_t count;
    if (!icp_i_multiply((points->n + tile->rows - 1) / tile->rows, made.size, &count)) return false;
    made.tiles = ICP_I_NEW(pool, float, count);
    if (!made.tiles) return false;
    packing p = {points, &made};
    icp_i_parallel(icp_i_blocks(points->n), threads, pack_block, &p);
    *out = made;
    return true;
}
