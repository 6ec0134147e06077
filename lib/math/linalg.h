/* linalg.h - the only BLAS and LAPACK. Owns: products, factorisations, and OpenBLAS's thread count. Must not know: clusters, regressions.
 * Every input is checked for finiteness before a factorisation (LAPACK may never return on Inf), sizes before they become int. */
#ifndef ICP_I_LINALG_H
#define ICP_I_LINALG_H

#include "icpcluster/matrix.h"

#include <stdbool.h>

/* true when `threads` threads can each map OpenBLAS's work buffer. Where the address space is capped below that, OpenBLAS 0.3.21 does not fail but
 * tries for ever, so a caller asks before its first call. */
bool icp_i_blas_has_room(int threads);
/* Process-wide: sets OpenBLAS to one thread and returns the count to restore with icp_i_blas_restore. */
int icp_i_blas_single(void);
void icp_i_blas_restore(int threads);

/* c (m x n, ldc) = a (m x k, lda) * b' (n x k, ldb). Row-major. */
void icp_i_product_nt(const double *a, size_t lda, const double *b, size_t ldb, size_t m, size_t n, size_t k, double *c, size_t ldc);
/* c (p x p, ldc, upper triangle and its mirror) = sum_i w_i x_i x_i' over n rows of x (row-major, ldx); w NULL = 1. scratch: n * p doubles when w
 * (no more than ICP_I_BLOCK rows of it are used). */
void icp_i_cross(const double *x, size_t ldx, const double *w, size_t n, size_t p, double *scratch, double *c, size_t ldc);
/* In place Cholesky of the p x p symmetric a (row-major, upper given): a becomes its inverse (full, symmetric) and, if b is not NULL, b (p)
 * becomes a^-1 b. false when not positive definite or not finite. log_det may be NULL. */
bool icp_i_spd_inverse(double *a, size_t p, double *b, double *log_det);
/* b (p) = a^-1 b by Cholesky; a is destroyed. false when not positive definite or not finite. */
bool icp_i_spd_solve(double *a, size_t p, double *b);
/* Columns of a positive semi-definite p x p Gram matrix that are linear combinations of earlier columns: aliased[j] = 1 when the part of column
 * j not explained by the earlier kept ones is below tolerance (relative to its own square). Earlier columns win. Returns the rank. a is destroyed. */
size_t icp_i_aliased(double *a, size_t p, double tolerance, unsigned char *aliased);
/* Eigenvalues (descending) and eigenvectors (row j of v = j-th vector, first non-zero component positive) of symmetric a (p x p). false when not
 * finite or LAPACK fails. a is destroyed; work is taken from the pool given by the caller as p*p + 8*p doubles. */
bool icp_i_eigen(double *a, size_t p, double *values, double *v, double *work);
/* true when all n values are finite and |x| <= 1e150; else *at is the first that is not. */
bool icp_i_finite(const double *x, size_t n, size_t *at);

#endif
