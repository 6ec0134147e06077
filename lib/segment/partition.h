/* partition.h - points -> clusters in their published order. Owns: the order of clusters. Must not know: axes, how k was chosen, names. */
#ifndef ICP_I_PARTITION_H
#define ICP_I_PARTITION_H

#include "base/pool.h"
#include "icpcluster/settings.h"

typedef struct icp_i_partition {
    size_t k;
    int32_t *label;      /* rows: clusters by descending number of rows (ties: the one whose first row comes first) */
    double *center;      /* k x cols */
    size_t *size;        /* k: rows */
    double *distance;    /* rows: Euclidean, to the own centre */
    double inertia;
    size_t restarts, best_hits;
} icp_i_partition;

/* k-means of x (rows x cols, row-major) under settings: seed, threads, kernel, hooks. weight: rows or NULL; a row of weight 0 is labelled but moves
 * no centre. start: k x cols centres to start from, or NULL for `restarts` starts of its own; with start the clusters keep its order. cols = 0: one
 * cluster, whatever k. In `pool`. */
icp_status icp_i_partition_make(const double *x, const double *weight, size_t rows, size_t cols, size_t k, size_t restarts, const double *start,
                                const icp_settings *settings, icp_i_pool *pool, icp_i_partition *out, icp_error *err);
/* Numbers the clusters anew: by descending number of rows, ties by first row. */
icp_status icp_i_partition_order(icp_i_partition *partition, size_t rows, size_t cols, icp_i_pool *pool, icp_error *err);
/* Gives the arrays of a partition back to the pool. */
void icp_i_partition_release(icp_i_partition *partition, icp_i_pool *pool);
/* Different rows among those of positive weight (NULL = all), counting no further than `enough`. */
icp_status icp_i_partition_distinct(const double *x, const double *weight, size_t rows, size_t cols, size_t enough, icp_i_pool *scratch, size_t *out,
                                    icp_error *err);

#endif
