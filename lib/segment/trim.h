/* trim.h - a second round of k-means without the rows that fit nowhere. Owns: which rows have no part in the centres. Must not know: axes, names. */
#ifndef ICP_I_TRIM_H
#define ICP_I_TRIM_H

#include "segment/partition.h"

/* Of the rows with positive weight (NULL = all), those whose squared distance to their centre lies beyond the median of their cluster by more than
 * five standard deviations (1.4826 times the median absolute deviation), at most 2 % of all, the farthest first (ties: the first row), lose their
 * weight; k-means goes on from the centres, and every row goes to the nearest one. keep_order: as centres that were given keep theirs; else clusters
 * are put in order again. *partition is replaced, its inertia that of all rows with weight; *trimmed: rows that lost it. In `pool`. */
icp_status icp_i_partition_trim(const double *x, const double *weight, size_t rows, size_t cols, bool keep_order, const icp_settings *settings,
                                icp_i_pool *pool, icp_i_partition *partition, size_t *trimmed, icp_error *err);

#endif
