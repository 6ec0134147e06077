/* rng.h - the only GSL random numbers. Owns: streams. Must not know: what they are for.
 * One stream per task, keyed by (seed, purpose, index), so that threads and order never change a draw. */
#ifndef ICP_I_RNG_H
#define ICP_I_RNG_H

#include "icpcluster/status.h"

typedef struct icp_i_rng icp_i_rng;

#define ICP_I_POISSON_MEAN 1e9 /* larger means are cut to it: counts are unsigned */

/* Seed of mt19937 behind a stream. */
uint32_t icp_i_rng_key(uint64_t seed, const char *purpose, uint64_t index);

/* Stream for (seed, purpose, index); NULL when out of memory. Free with icp_i_rng_free (NULL is fine). */
icp_i_rng *icp_i_rng_new(uint64_t seed, const char *purpose, uint64_t index);
void icp_i_rng_free(icp_i_rng *rng);
double icp_i_rng_uniform(icp_i_rng *rng);                          /* [0,1) */
size_t icp_i_rng_below(icp_i_rng *rng, size_t n);                  /* 0 .. n-1, n >= 1 */
double icp_i_rng_normal(icp_i_rng *rng);
double icp_i_rng_gamma(icp_i_rng *rng, double shape);              /* scale 1; NaN unless 0 < shape < infinity */
double icp_i_rng_beta(icp_i_rng *rng, double a, double b);         /* NaN unless both are positive and finite */
unsigned icp_i_rng_poisson(icp_i_rng *rng, double mean);           /* 0 unless mean > 0 */
void icp_i_rng_shuffle(icp_i_rng *rng, size_t *values, size_t n);  /* Fisher-Yates */

#endif
