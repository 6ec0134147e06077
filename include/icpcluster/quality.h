/* quality.h - how good a clustering, a classifier or a rate is. Knows labels and numbers, no customers. */
#ifndef ICPCLUSTER_QUALITY_H
#define ICPCLUSTER_QUALITY_H

#include "icpcluster/matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A number with its interval: value in [low, high] at confidence `level` from n observations. NaN value: not known. */
typedef struct icp_estimate {
    double value, low, high, level;
    size_t n;
} icp_estimate;

/* Mean silhouette of x (n x d) under labels 0..k-1 (Rousseeuw 1987), Euclidean, exact, O(n^2 d). A row alone in its cluster counts 0.
 * each: n values or NULL. threads 0 = all; the result does not depend on it. Needs at least two non-empty clusters. */
ICP_API ICP_NODISCARD icp_status icp_silhouette(icp_view x, const int32_t *labels, size_t k, int threads, double *mean, double *each,
                                                icp_error *err);
/* How surely each cluster of a k-means partition is found again (Hennig 2007; fpc::clusterboot with bscompare): rows are drawn with replacement
 * `replicates` times (100 is usual), k-means is run on each resample (from the means of the clusters and from two starts of its own, the better one
 * counts), and each cluster, restricted to the rows drawn and counted as often as they were, is compared with the cluster found that has the largest
 * Jaccard index with it. jaccard[k]: means over replicates; up to .5 a cluster is dissolved, from .75 on stable, from .85 on highly stable. NaN for a
 * cluster without rows. A resample with fewer than k different rows is left out. threads 0 = all; the result does not depend on it. *jaccard is
 * written only on success. */
ICP_API ICP_NODISCARD icp_status icp_stability(icp_view x, const int32_t *labels, size_t k, size_t replicates, uint64_t seed, int threads,
                                               double *jaccard, icp_error *err);
/* (B/(k-1)) / (W/(n-k)) of labels 0..k-1 (Calinski & Harabasz 1974). Needs 2 <= k < n; k counts clusters
 * that hold rows. Infinite when W is 0, 0 when B is. */
ICP_API ICP_NODISCARD icp_status icp_calinski_harabasz(icp_view x, const int32_t *labels, size_t k, double *out, icp_error *err);
/* Adjusted Rand index of two labelings of n rows (Hubert & Arabie 1985): 1 = same partition, about 0 = chance. Any label values.
 * Two labelings that both put every row in one cluster, or both every row alone, are the same partition: 1. */
ICP_API ICP_NODISCARD icp_status icp_adjusted_rand(const int32_t *a, const int32_t *b, size_t n, double *out, icp_error *err);
/* Wilson score interval of a rate (Wilson 1927): events of n at two-sided `level` in (0,1). n = 0: value NaN, interval [0,1]. */
ICP_API icp_estimate icp_wilson(double events, double n, double level);
/* Area under the ROC curve by mid-ranks with DeLong's interval (DeLong et al. 1988; Sun & Xu 2014), O(n log n). y: n values 0 or 1.
 * Interval is symmetric, cut to [0,1]. variance may be NULL. One class only: ICP_E_OUTCOME. */
ICP_API ICP_NODISCARD icp_status icp_auc(const double *score, const double *y, size_t n, double level, icp_estimate *out, double *variance,
                                         icp_error *err);
/* Quantile p in [0,1] of n values that are sorted ascending, linear interpolation (Hyndman & Fan type 7). n = 0: NaN. */
ICP_API double icp_quantile_sorted(const double *sorted, size_t n, double p);

#ifdef __cplusplus
}
#endif
#endif
