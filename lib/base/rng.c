/* rng.c - see rng.h. A stream is GSL's mt19937 in memory of our pool: gsl_rng_alloc would call GSL's error handler, which aborts, when memory
 * is short. For the same reason every argument is checked before GSL sees it. */
#include "base/rng.h"

#include "base/hash.h"
#include "base/pool.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

struct icp_i_rng {
    icp_i_pool *pool;
    gsl_rng gsl;
};

/* mt19937 takes 32 bits of seed. The last steps are a bijection of the index (finaliser of MurmurHash3, Appleby), so that the first 2^32
 * indices of one (seed, purpose) have 2^32 different streams. */
uint32_t icp_i_rng_key(uint64_t seed, const char *purpose, uint64_t index)
{
    uint64_t task = icp_i_hash64(purpose, strlen(purpose), seed);
    task = icp_i_hash64(NULL, 0, task ^ index >> 32);
    uint32_t key = (uint32_t)(task ^ task >> 32) + (uint32_t)index;
    key = (key ^ key >> 16) * 0x85EBCA6BU;
    key = (key ^ key >> 13) * 0xC2B2AE35U;
    return key ^ key >> 16;
}

icp_i_rng *icp_i_rng_new(uint64_t seed, const char *purpose, uint64_t index)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return NULL;
    icp_i_rng *rng = ICP_I_NEW(pool, icp_i_rng, 1);
    void *state = rng ? icp_i_alloc(pool, 1, gsl_rng_mt19937->size) : NULL;
    if (!state) {
        icp_i_pool_free(pool);
        return NULL;
    }
    rng->pool = pool;
    rng->gsl.type = gsl_rng_mt19937;
    rng->gsl.state = state;
    gsl_rng_set(&rng->gsl, icp_i_rng_key(seed, purpose, index));
    return rng;
}

void icp_i_rng_free(icp_i_rng *rng)
{
    if (rng) icp_i_pool_free(rng->pool);
}

double icp_i_rng_uniform(icp_i_rng *rng)
{
    return gsl_rng_uniform(&rng->gsl);
}

/* 64 random bits below the largest multiple of n, for an n that 32 bits cannot serve. */
static size_t below_large(icp_i_rng *rng, size_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, bits;
    do bits = (uint64_t)gsl_rng_get(&rng->gsl) << 32 | (uint64_t)gsl_rng_get(&rng->gsl);
    while (bits >= limit);
    return (size_t)(bits % n);
}

size_t icp_i_rng_below(icp_i_rng *rng, size_t n)
{
    if (n < 2) return 0;
    return n <= UINT32_MAX ? gsl_rng_uniform_int(&rng->gsl, n) : below_large(rng, n);
}

double icp_i_rng_normal(icp_i_rng *rng)
{
    return gsl_ran_gaussian_ziggurat(&rng->gsl, 1);
}

double icp_i_rng_gamma(icp_i_rng *rng, double shape)
{
    return shape > 0 && isfinite(shape) ? gsl_ran_gamma(&rng->gsl, shape, 1) : NAN;
}

double icp_i_rng_beta(icp_i_rng *rng, double a, double b)
{
    return a > 0 && b > 0 && isfinite(a) && isfinite(b) ? gsl_ran_beta(&rng->gsl, a, b) : NAN;
}

unsigned icp_i_rng_poisson(icp_i_rng *rng, double mean)
{
    if (!(mean > 0)) return 0;
    return gsl_ran_poisson(&rng->gsl, mean < ICP_I_POISSON_MEAN ? mean : ICP_I_POISSON_MEAN);
}

void icp_i_rng_shuffle(icp_i_rng *rng, size_t *values, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = icp_i_rng_below(rng, i), kept = values[i - 1];
        values[i - 1] = values[j];
        values[j] = kept;
    }
}
