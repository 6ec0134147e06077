/* blas_calls.h - how often the library called BLAS and LAPACK. The linker's --wrap puts the counters in between, so that the library itself
 * carries no counter. */
#ifndef ICP_T_BLAS_CALLS_H
#define ICP_T_BLAS_CALLS_H
#include <stddef.h>

/* Calls of dgemm, dsyrk, dpotrf, dpotri, dpotrs and dsyev so far, by all threads. */
size_t icp_t_blas_calls(void);

#endif
