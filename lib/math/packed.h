/* packed.h - all rows in the layout of the tile kernels, made once and shared by every start. */
#ifndef ICP_I_PACKED_H
#define ICP_I_PACKED_H

#include "math/points.h"
#include "math/tile.h"

typedef struct icp_i_packed {
    const icp_i_tile *tile;
    double factor;  /* of the floats */
    size_t size;    /* floats in a tile */
    float *tiles;   /* the rows of a block begin a tile */
} icp_i_packed;

/* false: out of memory. */
bool icp_i_packed_make(const icp_i_points *points, int threads, icp_i_pool *pool, icp_i_packed *out);

/* The tile that begins with this row, a multiple of the rows of a tile. */
static inline const float *icp_i_packed_at(const icp_i_packed *packed, size_t row)
{
    return packed->tiles + row / packed->tile->rows * packed->size;
}

#endif
