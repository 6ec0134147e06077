/* poisson_binomial.h - the number of successes in trials that each have a chance of their own, and how many trials a test of it needs. Must not know:
 * what is tried. */
#ifndef ICP_I_POISSON_BINOMIAL_H
#define ICP_I_POISSON_BINOMIAL_H

#include "base/pool.h"
#include "icpcluster/quality.h"

#define ICP_I_POISSON_BINOMIAL_EXACT ((size_t)5000) /* trials whose distribution is computed exactly */

typedef struct icp_i_poisson_binomial {
    double mean, sd;
    double at_least, at_most; /* P(W >= seen), P(W <= seen); at_least + at_most - 1 = P(W = seen) */
} icp_i_poisson_binomial;

/* p: n chances in [0,1]; seen: 0 .. n. Exact by convolution, O(n^2), up to ICP_I_POISSON_BINOMIAL_EXACT trials; beyond, the normal distribution with
 * a correction for continuity. n = 0 gives mean 0 and both probabilities 1. */
icp_status icp_i_poisson_binomial_test(const double *p, size_t n, size_t seen, icp_i_pool *scratch, icp_i_poisson_binomial *out, icp_error *err);

/* Jeffreys interval of a rate (Brown, Cai & DasGupta 2001): quantiles of Beta(events + 1/2, n - events + 1/2), 0 and 1 at the ends. n = 0: value NaN,
 * interval [0,1]. */
icp_estimate icp_i_jeffreys(double events, double n, double level);

/* The smallest number of trials with which an exact one-sided binomial test of rate `null` at level alpha finds a true rate `truth` with probability
 * `power`; truth above null is tested for upwards, below it downwards. 0: not within `most` trials, or the rates are equal or no rates. */
size_t icp_i_trials_needed(double null, double truth, double alpha, double power, size_t most);

#endif
