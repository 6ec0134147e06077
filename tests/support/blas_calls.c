/* blas_calls.c - see blas_calls.h. Owns: one counter, and the doors that the linker puts before BLAS. */
#include "support/blas_calls.h"

#include <stdatomic.h>

static atomic_size_t calls;

size_t icp_t_blas_calls(void)
{
    return atomic_load(&calls);
}

/* A door: counts and passes on. Enumerations are int in the ABI; LAPACK's characters have hidden lengths. */
#define DOOR(name, parameters, arguments)                                                                                                            \
    void __real_##name parameters;                                                                                                                   \
    __attribute__((visibility("default"))) void __wrap_##name parameters;                                                                            \
    void __wrap_##name parameters                                                                                                                    \
    {                                                                                                                                                \
        atomic_fetch_add(&calls, 1);                                                                                                                 \
        __real_##name arguments;                                                                                                                     \
    }

DOOR(cblas_dgemm,
     (int o, int ta, int tb, int m, int n, int k, double x, const double *a, int la, const double *b, int lb, double y, double *c, int lc),
     (o, ta, tb, m, n, k, x, a, la, b, lb, y, c, lc))
DOOR(cblas_dsyrk, (int o, int u, int t, int n, int k, double x, const double *a, int la, double y, double *c, int lc),
     (o, u, t, n, k, x, a, la, y, c, lc))
DOOR(dpotrf_, (const char *u, const int *n, double *a, const int *la, int *info, size_t l), (u, n, a, la, info, l))
DOOR(dpotri_, (const char *u, const int *n, double *a, const int *la, int *info, size_t l), (u, n, a, la, info, l))
DOOR(dpotrs_, (const char *u, const int *n, const int *m, const double *a, const int *la, double *b, const int *lb, int *info, size_t l),
     (u, n, m, a, la, b, lb, info, l))
DOOR(dsyev_,
     (const char *j, const char *u, const int *n, double *a, const int *la, double *w, double *s, const int *ls, int *info, size_t p, size_t q),
     (j, u, n, a, la, w, s, ls, info, p, q))
