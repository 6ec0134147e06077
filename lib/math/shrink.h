/* shrink.h - rates and means of several groups shrunk towards each other, hyper-parameters integrated on a grid. Must not know: segments.
 * Beta-binomial: logit(mu) in 101 equal steps on logit(.001) .. logit(.999) with weight mu(1-mu); log M in 41 equal steps on log 1 .. log 1e4
 * with weight M n0/(n0+M)^2, n0 = median n_k (uniform-shrinkage prior, Christiansen & Morris). */
#ifndef ICP_I_SHRINK_H
#define ICP_I_SHRINK_H

#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster/quality.h"

/* Posterior of `groups` rates from y events of n (weighted counts allowed, 0 <= y <= n; n = 0 is a group of which nothing is known). out: groups
 * estimates (posterior mean; equal-tailed interval at `level` from `draws` draws). draws_out: draws x groups, row-major, or NULL; every drawn rate
 * lies inside (0,1). Memory from scratch is given back. */
icp_status icp_i_shrink_rates(const double *y, const double *n, size_t groups, double level, size_t draws, icp_i_rng *rng, icp_i_pool *scratch,
                              icp_estimate *out, double *draws_out, icp_error *err);
/* The same for means with standard errors: normal-normal with a flat prior on the overall mean, tau^2 on a log grid with weight
 * tau^2 s0^2/(s0^2+tau^2)^2, s0^2 = median se^2. se = 0: known exactly; se = INFINITY: nothing known (its mean is not looked at). n is only
 * reported. */
icp_status icp_i_shrink_means(const double *mean, const double *se, const double *n, size_t groups, double level, size_t draws, icp_i_rng *rng,
                              icp_i_pool *scratch, icp_estimate *out, double *draws_out, icp_error *err);

#endif
