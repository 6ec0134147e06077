/* stability.h - the bootstrap behind icp_stability, replicate by replicate. Must not know: customers. */
#ifndef ICP_I_STABILITY_H
#define ICP_I_STABILITY_H

#include "icpcluster/matrix.h"

/* As icp_stability, on arguments already checked. drawn: replicates x k, the Jaccard index of each cluster with the nearest of the refit over the
 * rows drawn (Hennig 2007). predicted: the same over all rows, each in the cluster of the refit's nearest centre (segment-level stability within a
 * solution, Dolnicar & Leisch 2017), or NULL. NaN: a cluster no row of which was drawn, or a resample with fewer than k different rows. */
icp_status icp_i_stability_each(icp_view x, const int32_t *labels, size_t k, size_t replicates, uint64_t seed, int threads, double *drawn,
                                double *predicted, icp_error *err);
/* mean[k] over the replicates that are not NaN; NaN without one. */
void icp_i_stability_means(const double *each, size_t replicates, size_t k, double *mean);

#endif
