/* dip.h - Hartigan's dip: how far a sample is from every distribution with one mode. Must not know: what the numbers measure. */
#ifndef ICP_I_DIP_H
#define ICP_I_DIP_H

#include "base/pool.h"

/* Greatest distance between the empirical distribution of x (n values, ascending) and the nearest one with a single mode (Hartigan & Hartigan 1985,
 * Annals of Statistics 13; computed as in AS 217, Applied Statistics 34). At least 1/(2n), also for n <= 1 and for equal values. O(n). work: 4 n. */
double icp_i_dip(const double *x, size_t n, size_t *work);

/* Dips of uniform samples, by size: the reference that is hardest to tell from two modes among distributions with one. */
typedef struct icp_i_dip_reference icp_i_dip_reference;

/* An empty reference in `pool`, whose samples come from streams of `seed`. hooks: memory, or NULL. NULL when out of memory. */
icp_i_dip_reference *icp_i_dip_reference_new(uint64_t seed, int threads, const icp_hooks *hooks, icp_i_pool *pool);
/* Share of 2,000 uniform samples of n values whose dip is at least `dip`, the observed one counted with them. The dips of a size are drawn once. */
icp_status icp_i_dip_p(icp_i_dip_reference *reference, double dip, size_t n, double *out, icp_error *err);

#endif
