/* training.h - the matrix and outcome of the rows that one model of all of them is fitted on. Owns: taking them out of a frame, its ridge fit. Must
 * not know: folds, how penalties are chosen. */
#ifndef ICP_I_TRAINING_H
#define ICP_I_TRAINING_H

#include "math/logit_series.h"
#include "segment/design.h"

/* y and the terms of usage and traits of the rows with use[i] != 0. */
typedef struct icp_i_fit {
    icp_i_design design;
    icp_i_coded x;   /* rows x terms */
    double *y;       /* rows */
    double *weight;  /* rows: they add up to Kish's effective number (recency_weights.h); NULL = all 1 */
    double total;    /* their sum */
    size_t rows;
} icp_i_fit;

/* The matrix and outcome of the rows with use[i] != 0, with a design fitted on them. */
icp_status icp_i_fit_take(const icp_i_frame *frame, const double *y, const unsigned char *use, icp_i_pool *pool, icp_i_fit *out, icp_error *err);
void icp_i_fit_release(icp_i_pool *pool, icp_i_fit *fit);
/* The same rows as the matrix of a series, not standardised yet; *weight: matrix->room. In `pool`; false: out of memory. */
bool icp_i_fit_matrix(const icp_i_fit *fit, icp_kernel kernel, icp_i_pool *pool, icp_i_logit_matrix *matrix, double **weight);
/* fit->x in full: rows x terms, row-major, in `pool`; NULL when out of memory. */
double *icp_i_fit_dense(const icp_i_fit *fit, icp_i_pool *pool);
/* coefficient (terms + 1, intercept first) of the fit with `ridge` for each unit of weight on every term but conditions, which get next to none. */
icp_status icp_i_fit_ridge(const icp_i_frame *frame, const icp_i_fit *fit, double ridge, icp_i_pool *scratch, double *coefficient, icp_error *err);

#endif
