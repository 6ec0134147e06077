/* tile_portable.c - the kernels in plain C with the vectors every processor we build for has: eight rows to a tile. See tile_body.h. */
#include "math/tile.h"

#include <math.h>

#define TARGET
#define WIDTH 4
#define SPLAT(value) ((reals){(value), (value), (value), (value)})
#define SPLAT_INT(value) ((ints){(value), (value), (value), (value)})
#define FUSED(a, b, c) ((a) * (b) + (c))
#define LEAST(a, b) ((reals)PICK((a) < (b), (ints)(a), (ints)(b)))
#define MOST(a, b) ((reals)PICK((a) > (b), (ints)(a), (ints)(b)))
#define ROOT(a) root(a)
#define PICK(mask, a, b) (((mask) & (a)) | (~(mask) & (b)))
#define GATHER(table, index) ((reals){(table)[(index)[0]], (table)[(index)[1]], (table)[(index)[2]], (table)[(index)[3]]})
#define BITS(mask) (((uint32_t)(mask)[0] & 1) | ((uint32_t)(mask)[1] & 2) | ((uint32_t)(mask)[2] & 4) | ((uint32_t)(mask)[3] & 8))
#define SMALL 0

typedef float root_of __attribute__((vector_size(16)));
static inline root_of root(root_of a)
{
    return (root_of){sqrtf(a[0]), sqrtf(a[1]), sqrtf(a[2]), sqrtf(a[3])};
}

#include "math/tile_body.h"

const icp_i_tile icp_i_tile_portable = TILE_KERNELS("portable");
