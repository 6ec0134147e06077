/* tile.h - the kernels of k-means, one set per instruction set, chosen by what the processor has. Owns: rows side by side in vector lanes, single
 * precision, and the rounding it costs. Must not know: iterations.
 * A tile is a few rows transposed: d columns of `rows` floats and a last one with the squared norms. Every claim a kernel makes holds for the real
 * numbers behind the doubles, whatever the rounding; what it cannot claim is decided by the caller in double precision. So no instruction set
 * changes an answer. */
#ifndef ICP_I_TILE_H
#define ICP_I_TILE_H

#include "base/pool.h"

#include <stdint.h>

#define ICP_I_TILE_ROWS 32             /* the most rows a tile may have */
#define ICP_I_TILE_CENTERS ((size_t)4) /* centres handled together */
#define ICP_I_TILE_MOST 32             /* the most centres that can be weighed together */
#define ICP_I_TILE_BUNCHES 64          /* the most bunches of centres that can be told apart */
#define ICP_I_TILE_GAIN 4e-5           /* of a gain: rounding of ICP_I_BLOCK rows added up in single precision */

/* Centres as the kernels like them, times `factor`, a power of two that brings the values near 1. */
typedef struct icp_i_screen {
    size_t k, d, groups;
    double factor;
    float error;       /* e: a score h - x.c is within e(|c|^2/2 + |x|^2/4) of the truth */
    float tiny;        /* what underflow may add */
    float *negated;    /* groups x d x 4: -c */
    float *half_norms; /* 4 x groups: |c|^2 (1/2 - e), so that a score is too low rather than too high; infinite beyond k */
    float *norms;      /* 4 x groups: |c|^2 */
} icp_i_screen;

typedef struct icp_i_verdict {
    int32_t nearest[ICP_I_TILE_ROWS];
    float upper[ICP_I_TILE_ROWS]; /* the distance to `nearest` is at most this, times factor */
    float lower[ICP_I_TILE_ROWS]; /* the distance to any other centre is at least this */
    uint32_t sure;                /* bit r: `nearest` is nearest by the direct-form distance too, and alone */
} icp_i_verdict;

/* What is known of a tile and the bunches of centres that were looked at. Distances are times factor, rounded down. */
typedef struct icp_i_bunches {
    float first[ICP_I_TILE_BUNCHES][ICP_I_TILE_ROWS];  /* at least this far from every centre of the bunch */
    float second[ICP_I_TILE_BUNCHES][ICP_I_TILE_ROWS]; /* and from all of them but one, which is `nearest` where that is of this bunch */
    float any[ICP_I_TILE_ROWS];                        /* and from every centre looked at */
} icp_i_bunches;

typedef struct icp_i_tile {
    const char *name;
    size_t rows; /* of a tile */
    /* Packs `count` >= 1 rows of x, the first ones or those listed; the last is repeated to fill the tile. */
    void (*pack)(const double *x, const uint16_t *which, size_t count, size_t d, double factor, float *tile);
    void (*judge)(const icp_i_screen *screen, const float *tile, icp_i_verdict *out);
    /* The same of the centres in the `count` bunches listed, each of `groups` groups of centres in their order. */
    void (*judge_bunches)(const icp_i_screen *screen, const float *tile, const uint8_t *listed, size_t count, size_t groups, icp_i_verdict *out,
                          icp_i_bunches *each);
    /* For `count` tiles side by side and each of at most ICP_I_TILE_MOST centres: bit r of marks[tile * padded + c], padded = k rounded up to whole
     * groups: row r may be nearer to c than the square root of its reach. gains[c]: sum of weight * (reach - distance^2) over the rows for which that
     * is positive, too high by at most 4 error * the sum of weight * (|x|^2 + |c|^2 + reach), and rounded to ICP_I_TILE_GAIN of itself.
     * weights NULL: all 1. */
    void (*weigh)(const icp_i_screen *screen, const float *tiles, size_t count, const float *reach, const float *weights, double *gains,
                  uint32_t *marks);
    /* Lists the rows for which neither upper - lower + spent[label] <= 0 nor upper <= safe[label]; returns how many. */
    size_t (*doubtful)(const float *upper, const float *lower, const int32_t *labels, size_t n, const float *spent, const float *safe,
                       size_t k, uint16_t *which);
    /* Bit b: not lower[b] - spent[b] > upper. count: a multiple of 16; upper >= 0. least: at most the smallest lower[b] - spent[b]. */
    uint64_t (*near)(const float *lower, const float *spent, float upper, size_t count, float *least);
    /* out[i]: at least the distance, times factor, of row which[i] to the centre it is labelled with. */
    void (*own)(const double *x, const uint16_t *which, size_t count, size_t d, const double *centers, const int32_t *labels, double factor,
                float *out);
    /* Squared distance in eight partial sums: within 1e-12 of the direct form, the same bits from every set. */
    double (*distance2)(const double *a, const double *b, size_t d);
    /* Sum of values * weights (NULL: all 1) in eight partial sums, the same bits from every set. */
    double (*total)(const double *values, const double *weights, size_t n);
    /* Of `rows` rows (weights NULL: all 1): out[j] += sum of weight * (x - from[j]), out[d + j] += sum of weight * (x - from[j])^2, and out[2 * d]
     * becomes at least the largest |x|. What is not finite leaves some of the sums not finite. The same bits from every set. */
    void (*survey)(const double *x, const double *weights, size_t rows, size_t d, const double *from, double *out);
    /* sums += weight * x, d values. */
    void (*add)(double *sums, const double *x, double weight, size_t d);
    /* high + low += weight * x in twice the precision. */
    void (*add_exactly)(double *high, double *low, const double *x, double weight, size_t d);
    /* Squared distances of x to a panel of eight centres (d x 8), each summed in column order without fused operations. */
    void (*panel)(const double *panel, const double *x, size_t d, double *out);
} icp_i_tile;

/* Asks memory for a row that will be needed soon: rows picked from a block lie too far apart for the processor to guess. */
static inline void icp_i_fetch_row(const double *row, size_t d)
{
    for (size_t j = 0; j < d; j += 8) __builtin_prefetch(row + j);
}

/* The fastest this processor has. */
const icp_i_tile *icp_i_tile_best(void);
/* "portable", "avx2", "avx512"; NULL when the processor, or the build, has it not. */
const icp_i_tile *icp_i_tile_named(const char *name);

/* Floats of a packed tile, and of n rows packed one tile after the other. */
size_t icp_i_tile_size(const icp_i_tile *tile, size_t d);
/* false: out of memory. */
bool icp_i_screen_new(size_t k, size_t d, icp_i_pool *pool, icp_i_screen *out);
/* Takes k centres (k x d). */
void icp_i_screen_ready(icp_i_screen *screen, const double *rows, double factor);
/* 2^-e for the largest of count values, 1 when all are zero. */
double icp_i_screen_factor(const double *values, size_t count);

extern const icp_i_tile icp_i_tile_portable;
#if defined(__x86_64__)
extern const icp_i_tile icp_i_tile_avx2, icp_i_tile_avx512;
#endif

#endif
