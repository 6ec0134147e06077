/* replicate.h - samples of points, and whether random halves of the accounts find the same clusters. Must not know: how k is chosen, names. */
#ifndef ICP_I_REPLICATE_H
#define ICP_I_REPLICATE_H

#include "segment/axes.h"
#include "segment/partition.h"

/* Some rows of a matrix, copied in their order. */
typedef struct icp_i_sample {
    size_t rows, cols;
    size_t *row;         /* rows: where they stand in the matrix, ascending */
    double *x, *weight;  /* rows x cols; rows */
} icp_i_sample;

/* At most `want` of the rows list[0 .. count) of x (cols wide), drawn from the stream (seed, purpose, index). In `pool`. */
icp_status icp_i_sample_take(const double *x, const double *weight, size_t cols, const size_t *list, size_t count, size_t want, uint64_t seed,
                             const char *purpose, uint64_t index, icp_i_pool *pool, icp_i_sample *out, icp_error *err);

/* Random halves of the accounts; a unit is in one of them. */
typedef struct icp_i_halves {
    icp_i_sample half[2];
} icp_i_halves;

/* Split number `index`, at most 2,000 rows a half. */
icp_status icp_i_halves_make(const icp_i_frame *frame, const icp_i_behaviour *behaviour, uint64_t index, icp_i_pool *pool, icp_i_halves *out,
                             icp_error *err);
/* Tibshirani & Walther (2005): of each cluster a half finds, the share of its pairs that the centres of the other half also put together; the least
 * over clusters, averaged over both halves (0 when a half has fewer than k different points) and over `splits` of them. A cluster of one row has no
 * pairs and counts as not found again. For k = low .. high, all at once: out[k - low]; 1 at k = 1. Memory is taken aside and given back. */
icp_status icp_i_prediction_strengths(const icp_i_halves *halves, size_t splits, size_t low, size_t high, const icp_settings *settings, double *out,
                                      icp_error *err);

#endif
