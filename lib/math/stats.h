/* stats.h - the only GSL distributions and sorting. Owns: quantiles and tails. Must not know: what is tested.
 * Outside its range (p in [0,1], shapes and degrees of freedom in [1e-10, 1e10]) a function gives NaN. */
#ifndef ICP_I_STATS_H
#define ICP_I_STATS_H

#include <stddef.h>

double icp_i_normal_quantile(double p);               /* Phi^-1 */
double icp_i_normal_tail(double z);                   /* P(Z > z) */
double icp_i_chisq_tail(double x, double df);         /* P(X > x) */
double icp_i_beta_cdf(double x, double a, double b);
double icp_i_beta_quantile(double p, double a, double b);
double icp_i_log_beta(double a, double b);            /* log B(a,b) */
/* Sorts n doubles ascending (no NaN). */
void icp_i_sort(double *x, size_t n);
/* order[0 .. n-1] = indices of x in ascending order of value (no NaN); equal values keep the order of their indices. */
void icp_i_sort_order(const double *x, size_t n, size_t *order);
/* Median of n values (type 7), sorting x. n = 0: NaN. */
double icp_i_median(double *x, size_t n);

#endif
