/* null_reference.h - what k-means makes of points that look like the data but hold no clusters. Must not know: customers, how k is chosen. */
#ifndef ICP_I_NULL_REFERENCE_H
#define ICP_I_NULL_REFERENCE_H

#include "icpcluster/kmeans.h"

/* Reference distributions without clusters (Hennig & Lin 2015): one Gaussian with the mean and covariance of the data, or a Gaussian copula with
 * their normal-score correlations under their own margins: the values of each column stay, their order is drawn. */
typedef enum icp_i_null_kind { ICP_I_NULL_GAUSSIAN, ICP_I_NULL_COPULA, ICP_I_NULL_KINDS } icp_i_null_kind;

/* What points are made of, when their columns are mixtures of others that have margins of their own: a mixture hides that a column is half zeros. */
typedef struct icp_i_null_margins {
    size_t columns;
    const double *value;     /* rows x columns: what is ranked; equal values are ties */
    const size_t *first;     /* columns + 1: features first[c] .. first[c+1]-1 are functions of column c */
    const double *feature;   /* rows x first[columns] */
    const double *loading;   /* cols of the points x first[columns]: a point is loading * feature, but for a shift of all points */
} icp_i_null_margins;

/* Points, and how they are cut: the same way for data and draws. */
typedef struct icp_i_null_ground {
    const double *x;         /* rows x cols, row-major, finite */
    const double *weight;    /* rows, positive */
    size_t rows, cols;
    size_t low, high;        /* numbers of clusters, 1 <= low <= high; no more than there are different rows */
    size_t restarts;
    uint64_t seed;
    int threads;             /* 0 = all; the result does not depend on it */
    const icp_hooks *hooks;  /* memory and `cancelled`; may be NULL */
    const icp_i_null_margins *margins; /* of the copula; NULL = those of the columns of x */
} icp_i_null_ground;

/* log W_k of the data for k = low .. high: out[k - low]. W_k: least sum of squares found; one that rounds to nothing counts as 1e-12 of all. */
icp_status icp_i_null_observe(const icp_i_null_ground *ground, double *out, icp_error *err);
/* The same of `draws` samples from a reference: out is draws x (high - low + 1). */
icp_status icp_i_null_draw(const icp_i_null_ground *ground, icp_i_null_kind kind, size_t draws, double *out, icp_error *err);
/* One draw of a reference, number `draw` of its stream, with its points in x (rows x cols, zeroed before): for whoever wants to look at it. */
icp_status icp_i_null_sample(const icp_i_null_ground *ground, icp_i_null_kind kind, uint64_t draw, double *x, icp_error *err);

#endif
