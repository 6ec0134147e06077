/* kmeans.h - exact weighted k-means. Knows matrices and labels, no customers. */
#ifndef ICPCLUSTER_KMEANS_H
#define ICPCLUSTER_KMEANS_H

#include "icpcluster/matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum icp_kernel { ICP_KERNEL_AUTO, ICP_KERNEL_BLAS, ICP_KERNEL_NATIVE } icp_kernel;

/* How an iteration ended. */
typedef enum icp_stop { ICP_STOP_CONVERGED, ICP_STOP_MAX_ITERATIONS } icp_stop;

typedef struct icp_kmeans_settings {
    size_t struct_size;      /* sizeof(icp_kmeans_settings) */
    size_t k;                /* clusters, 1 .. number of distinct rows of positive weight */
    size_t restarts;         /* k-means++ starts, >= 1; ignored when starting centres are given (then 1) */
    size_t max_iterations;   /* Lloyd iterations per start, >= 1 */
    int exchange;            /* non-zero: Hartigan exchange pass after Lloyd, on every start up to 20,000 rows, on the five best above (those in the
                              same clusters as an earlier start share its result) */
    int threads;             /* 0 = all; the result does not depend on it */
    uint64_t seed;
    icp_kernel kernel;       /* blas: GEMM distances; native: own kernels; auto: native, faster on every shape measured. Labels are the same. */
    const icp_hooks *hooks;  /* memory, and `cancelled`, asked at every iteration; may be NULL */
} icp_kmeans_settings;

typedef struct icp_kmeans {
    size_t k, rows, cols;
    double *centers;         /* k x cols, row-major; clusters in the order the best start made them */
    int32_t *labels;         /* rows: 0 .. k-1; ties go to the lowest index */
    double *weights;         /* k: sum of row weights */
    size_t *sizes;           /* k: rows, whatever their weight */
    double inertia;          /* sum of weight * squared Euclidean distance to the own centre */
    size_t iterations;       /* Lloyd iterations of the best start */
    icp_stop stop;           /* of the best start */
    size_t restarts;         /* starts made */
    size_t best_hits;        /* starts that reached the best inertia to 1e-9 relative */
    void *owner;             /* private */
} icp_kmeans;

/* {k = 8, restarts = 50, max_iterations = 300, exchange = 1, threads = 0, seed = 42, kernel = auto} */
ICP_API icp_kmeans_settings icp_kmeans_settings_default(void);

/* Minimises sum_i w_i ||x_i - c_label(i)||^2 by Lloyd iterations from greedy k-means++ starts (Arthur & Vassilvitskii 2007, 2 + floor(log k)
 * candidates), stopped when no assignment changes, then Hartigan's exchange pass (1975) on the starts that converged. An empty cluster is
 * reseeded at the row with the largest w*d^2. Centres are the weighted means of their rows. x: n x d, finite, |value| <= 1e150. weights: n
 * values >= 0, NULL = all 1; a row of weight 0 is labelled but moves no centre. start: k x d centres to start from, or a view with data NULL.
 * settings NULL: the defaults, with k = the rows of start where it is given.
 * Inputs are borrowed for the call. *out is written only on success. Errors: ICP_E_NOT_FINITE and ICP_E_RANGE
 * name row and column; ICP_E_TOO_FEW: k is above the number of distinct rows of positive weight. */
ICP_API ICP_NODISCARD icp_status icp_kmeans_fit(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings,
                                                icp_kmeans *out, icp_error *err);
/* Nearest of `centers` (k x d) for each row of x (n x d): labels[n] (ties to the lowest index) and, if not NULL, squared distances[n]. */
ICP_API ICP_NODISCARD icp_status icp_kmeans_assign(icp_view x, icp_view centers, int32_t *labels, double *distances, icp_error *err);
/* Frees and zeroes. */
ICP_API void icp_kmeans_free(icp_kmeans *kmeans);

#ifdef __cplusplus
}
#endif
#endif
