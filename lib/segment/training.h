/* training.h - the matrix and outcome of the rows that one model of all of them is fitted on. Owns: taking them out of a frame. Must not know: folds,
 * penalties. */
#ifndef ICP_I_TRAINING_H
#define ICP_I_TRAINING_H

#include "segment/design.h"

/* y and the terms of usage and traits of the rows with use[i] != 0. */
typedef struct icp_i_fit {
    icp_i_design design;
    icp_i_coded x;   /* rows x terms */
    double *y;       /* rows */
    size_t rows;
} icp_i_fit;

/* The matrix and outcome of the rows with use[i] != 0, with a design fitted on them. */
icp_status icp_i_fit_take(const icp_i_frame *frame, const double *y, const unsigned char *use, icp_i_pool *pool, icp_i_fit *out, icp_error *err);
void icp_i_fit_release(icp_i_pool *pool, icp_i_fit *fit);
/* fit->x in full: rows x terms, row-major, in `pool`; NULL when out of memory. */
double *icp_i_fit_dense(const icp_i_fit *fit, icp_i_pool *pool);

#endif
