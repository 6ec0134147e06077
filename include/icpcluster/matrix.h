/* matrix.h - the BLAS-backed matrix, and the view through which numpy, R and gsl_matrix pass without a copy. */
#ifndef ICPCLUSTER_MATRIX_H
#define ICPCLUSTER_MATRIX_H

#include "icpcluster/hooks.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed memory: element (i,j) is data[i*row_stride + j*col_stride] (strides in elements, both >= 0).
 * Row-major: {x, n, d, d, 1}. Column-major: {x, n, d, 1, n}. Values must be finite; NaN is refused with ICP_E_NOT_FINITE. */
typedef struct icp_view {
    const double *data;
    size_t rows, cols;
    size_t row_stride, col_stride;
} icp_view;

/* Owned, row-major, 64-byte aligned; element (i,j) is data[i*stride + j], stride >= cols is the leading dimension. */
typedef struct icp_matrix {
    double *data;
    size_t rows, cols, stride;
    void *owner; /* private */
} icp_matrix;

/* A zeroed rows x cols matrix (both may be 0). hooks may be NULL. Free with icp_matrix_free. */
ICP_API ICP_NODISCARD icp_status icp_matrix_new(size_t rows, size_t cols, const icp_hooks *hooks, icp_matrix *out, icp_error *err);
/* Frees and zeroes. A zeroed matrix or NULL is fine. */
ICP_API void icp_matrix_free(icp_matrix *matrix);

static inline icp_view icp_matrix_view(const icp_matrix *m)
{
    icp_view v = {m->data, m->rows, m->cols, m->stride, 1};
    return v;
}
/* Row-major contiguous caller memory as a view. */
static inline icp_view icp_view_rows(const double *data, size_t rows, size_t cols)
{
    icp_view v = {data, rows, cols, cols, 1};
    return v;
}
/* Column-major contiguous caller memory (R, Fortran, numpy order='F') as a view. */
static inline icp_view icp_view_columns(const double *data, size_t rows, size_t cols)
{
    icp_view v = {data, rows, cols, 1, rows};
    return v;
}

#ifdef __cplusplus
}
#endif
#endif
