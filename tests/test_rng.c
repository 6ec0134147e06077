/* test_rng.c - streams against an independent Mersenne Twister, their independence of order, moments of each distribution, wrong arguments. */
#include "support/check.h"

#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

/* MT19937 as its authors define it (Matsumoto & Nishimura 1998, initialisation of 2002). */
typedef struct twister {
    uint32_t word[624];
    size_t next;
} twister;

static void twister_seed(twister *t, uint32_t seed)
{
    t->word[0] = seed;
    for (uint32_t i = 1; i < 624; i++) t->word[i] = 1812433253U * (t->word[i - 1] ^ t->word[i - 1] >> 30) + i;
    t->next = 624;
}

static uint32_t twister_draw(twister *t)
{
    if (t->next == 624) {
        for (size_t i = 0; i < 624; i++) {
            uint32_t y = (t->word[i] & 0x80000000U) | (t->word[(i + 1) % 624] & 0x7FFFFFFFU);
            t->word[i] = t->word[(i + 397) % 624] ^ y >> 1 ^ ((y & 1U) ? 0x9908B0DFU : 0U);
        }
        t->next = 0;
    }
    uint32_t y = t->word[t->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680U;
    y ^= y << 15 & 0xEFC60000U;
    return y ^ y >> 18;
}

static void streams_are_mt19937_of_their_key(void)
{
    static twister t;
    twister_seed(&t, 5489);
    CHECK(twister_draw(&t) == 3499211612U); /* published first and (C++11, 26.5.5) 10000th values for seed 5489 */
    for (size_t i = 1; i < 9999; i++) twister_draw(&t);
    CHECK(twister_draw(&t) == 4123659995U);
    for (uint64_t index = 0; index < 20; index++) {
        icp_i_rng *rng = icp_i_rng_new(42, "kmeans start", index);
        twister_seed(&t, icp_i_rng_key(42, "kmeans start", index));
        for (size_t i = 0; i < 700; i++) CHECK(icp_i_rng_uniform(rng) == twister_draw(&t) / 4294967296.0);
        icp_i_rng_free(rng);
    }
}

static int compare_keys(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void no_two_indices_share_a_stream(void)
{
    enum { COUNT = 100000 };
    uint32_t *keys = malloc(COUNT * sizeof *keys);
    size_t same = 0;
    for (uint32_t i = 0; i < COUNT; i++) keys[i] = icp_i_rng_key(42, "bootstrap", i);
    qsort(keys, COUNT, sizeof *keys, compare_keys);
    for (size_t i = 1; i < COUNT; i++) same += keys[i] == keys[i - 1];
    CHECK(same == 0);
    free(keys);
    CHECK(icp_i_rng_key(42, "a", 0) != icp_i_rng_key(42, "b", 0));
    CHECK(icp_i_rng_key(42, "a", 0) != icp_i_rng_key(43, "a", 0));
    CHECK(icp_i_rng_key(42, "a", 1) != icp_i_rng_key(42, "a", 1 + ((uint64_t)1 << 32)));
    CHECK(icp_i_rng_key(42, "a", 1) != icp_i_rng_key(42, "a", 0));
}

static void streams_do_not_depend_on_each_other(void)
{
    double alone[50];
    icp_i_rng *first = icp_i_rng_new(1, "x", 0);
    for (size_t i = 0; i < 50; i++) alone[i] = icp_i_rng_normal(first) + icp_i_rng_gamma(first, 0.7);
    icp_i_rng_free(first);
    icp_i_rng *other = icp_i_rng_new(1, "x", 1), *again = icp_i_rng_new(1, "x", 0);
    for (size_t i = 0; i < 50; i++) {
        icp_i_rng_normal(other);
        CHECK(icp_i_rng_normal(again) + icp_i_rng_gamma(again, 0.7) == alone[i]);
        icp_i_rng_below(other, 10);
    }
    icp_i_rng_free(other);
    icp_i_rng_free(again);
}

typedef double draw(icp_i_rng *rng);
static double draw_uniform(icp_i_rng *rng)
{
    return icp_i_rng_uniform(rng);
}
static double draw_normal(icp_i_rng *rng)
{
    return icp_i_rng_normal(rng);
}
static double draw_gamma_small(icp_i_rng *rng)
{
    return icp_i_rng_gamma(rng, 0.5);
}
static double draw_gamma_large(icp_i_rng *rng)
{
    return icp_i_rng_gamma(rng, 20);
}
static double draw_beta(icp_i_rng *rng)
{
    return icp_i_rng_beta(rng, 2, 6);
}
static double draw_poisson(icp_i_rng *rng)
{
    return icp_i_rng_poisson(rng, 3.5);
}
static double draw_below(icp_i_rng *rng)
{
    return (double)icp_i_rng_below(rng, 7);
}
static double draw_below_large(icp_i_rng *rng)
{
    return (double)icp_i_rng_below(rng, (size_t)3 << 40) / (double)((size_t)3 << 40);
}

/* Mean and variance within five standard errors of the closed forms. */
static void moments(void)
{
    static const struct {
        draw *draw;
        double mean, variance, fourth; /* fourth central moment */
    } known[] = {{draw_uniform, 0.5, 1.0 / 12, 1.0 / 80},
                 {draw_normal, 0, 1, 3},
                 {draw_gamma_small, 0.5, 0.5, 3.75},
                 {draw_gamma_large, 20, 20, 1320},
                 {draw_beta, 0.25, 0.0208333333333333, 0.00134943},
                 {draw_poisson, 3.5, 3.5, 40.25},
                 {draw_below, 3, 4, 28},
                 {draw_below_large, 0.5, 1.0 / 12, 1.0 / 80}};
    enum { DRAWS = 40000 };
    for (size_t c = 0; c < sizeof known / sizeof known[0]; c++) {
        icp_i_rng *rng = icp_i_rng_new(7, "moments", c);
        double sum = 0, square = 0;
        for (size_t i = 0; i < DRAWS; i++) {
            double x = known[c].draw(rng) - known[c].mean;
            sum += x;
            square += x * x;
        }
        CHECK_ABS(sum / DRAWS, 0, 5 * sqrt(known[c].variance / DRAWS));
        CHECK_ABS(square / DRAWS, known[c].variance, 5 * sqrt((known[c].fourth - known[c].variance * known[c].variance) / DRAWS));
        icp_i_rng_free(rng);
    }
}

static void below_stays_below(void)
{
    icp_i_rng *rng = icp_i_rng_new(7, "below", 0);
    size_t seen[3] = {0};
    for (size_t i = 0; i < 3000; i++) {
        size_t value = icp_i_rng_below(rng, 3);
        CHECK(value < 3);
        if (value < 3) seen[value]++;
    }
    for (size_t i = 0; i < 3; i++) CHECK_ABS(seen[i], 1000, 5 * sqrt(3000 * 2.0 / 9));
    CHECK(icp_i_rng_below(rng, 1) == 0 && icp_i_rng_below(rng, 0) == 0);
    for (size_t i = 0; i < 100; i++) {
        CHECK(icp_i_rng_below(rng, UINT32_MAX) < UINT32_MAX);
        CHECK(icp_i_rng_below(rng, ((size_t)1 << 33) + 1) <= (size_t)1 << 33);
    }
    icp_i_rng_free(rng);
}

static void a_shuffle_is_a_fair_permutation(void)
{
    size_t counts[4][4] = {{0}};
    icp_i_rng *rng = icp_i_rng_new(7, "shuffle", 0);
    for (size_t trial = 0; trial < 4000; trial++) {
        size_t values[4] = {0, 1, 2, 3}, seen = 0;
        icp_i_rng_shuffle(rng, values, 4);
        for (size_t i = 0; i < 4; i++) {
            CHECK(values[i] < 4);
            seen |= (size_t)1 << values[i];
            counts[i][values[i]]++;
        }
        CHECK(seen == 15);
    }
    for (size_t i = 0; i < 16; i++) CHECK_ABS(counts[i / 4][i % 4], 1000, 5 * sqrt(4000 * 3.0 / 16));
    icp_i_rng_shuffle(rng, NULL, 0);
    icp_i_rng_free(rng);
}

/* GSL would call its aborting error handler, loop or overflow on these. */
static void wrong_arguments_are_caught(void)
{
    icp_i_rng *rng = icp_i_rng_new(7, "wrong", 0);
    CHECK(isnan(icp_i_rng_gamma(rng, 0)) && isnan(icp_i_rng_gamma(rng, -1)) && isnan(icp_i_rng_gamma(rng, NAN)) &&
          isnan(icp_i_rng_gamma(rng, INFINITY)));
    CHECK(isnan(icp_i_rng_beta(rng, 0, 1)) && isnan(icp_i_rng_beta(rng, 1, NAN)) && isnan(icp_i_rng_beta(rng, INFINITY, 1)));
    CHECK(icp_i_rng_poisson(rng, 0) == 0 && icp_i_rng_poisson(rng, -1) == 0 && icp_i_rng_poisson(rng, NAN) == 0);
    CHECK_REL(icp_i_rng_poisson(rng, 1e300), ICP_I_POISSON_MEAN, 1e-3);
    icp_i_rng_free(rng);
    icp_i_rng_free(NULL);
}

void test_rng(void)
{
    static const icp_t_case cases[] = {{"streams are mt19937 of their key", streams_are_mt19937_of_their_key},
                                       {"no two indices share a stream", no_two_indices_share_a_stream},
                                       {"streams do not depend on each other", streams_do_not_depend_on_each_other},
                                       {"moments", moments},
                                       {"below stays below", below_stays_below},
                                       {"a shuffle is a fair permutation", a_shuffle_is_a_fair_permutation},
                                       {"wrong arguments are caught", wrong_arguments_are_caught}};
    ICP_T_SUITE("rng", cases);
}
