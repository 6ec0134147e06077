/* test_shrink.c - shrunk rates and means against published posterior means, integrals computed by R, limits with closed forms, and coverage. */
#include "support/check.h"

#include "icpcluster.h"
#include "math/shrink.h"
#include "math/stats.h"

#include <string.h>

enum { DRAWS = 4000 };

static icp_i_rng *stream(uint64_t index)
{
    return icp_i_rng_new(99, "test shrink", index);
}

static void shrink_rates(const double *y, const double *n, size_t groups, double level, icp_estimate *out, double *draws)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rng *rng = stream(0);
    icp_error err;
    CHECK_OK(icp_i_shrink_rates(y, n, groups, level, DRAWS, rng, pool, out, draws, &err), &err);
    CHECK(icp_i_pool_bytes(pool, NULL) == 0);
    icp_i_rng_free(rng);
    icp_i_pool_free(pool);
}

static void shrink_means(const double *mean, const double *se, size_t groups, icp_estimate *out, double *draws)
{
    static const double n[16] = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rng *rng = stream(1);
    icp_error err;
    CHECK_OK(icp_i_shrink_means(mean, se, n, groups, 0.9, DRAWS, rng, pool, out, draws, &err), &err);
    CHECK(icp_i_pool_bytes(pool, NULL) == 0);
    icp_i_rng_free(rng);
    icp_i_pool_free(pool);
}

/* Mean and standard deviation of one group's draws. */
static void describe(const double *draws, size_t groups, size_t k, double *mean, double *deviation)
{
    *mean = *deviation = 0;
    for (size_t i = 0; i < DRAWS; i++) *mean += draws[i * groups + k] / DRAWS;
    for (size_t i = 0; i < DRAWS; i++) *deviation += (draws[i * groups + k] - *mean) * (draws[i * groups + k] - *mean) / DRAWS;
    *deviation = sqrt(*deviation);
}

/* Posterior means of an independent R program for the same prior. */
static void rates_match_the_oracles(void)
{
    static const double y[] = {9, 3, 12, 40, 2, 0}, n[] = {20, 5, 60, 160, 25, 6};
    static const double expected[] = {.35040965, .33995879, .21404117, .24923974, .15653405, .18130225};
    static const double y4[] = {1, 0, 7, 30}, n4[] = {40, 25, 200, 1000}, expected4[] = {.03167981, .02904640, .03351808, .03056389};
    icp_estimate out[6];
    static double draws[DRAWS * 6];
    shrink_rates(y, n, 6, 0.9, out, draws);
    for (size_t k = 0; k < 6; k++) {
        double mean, deviation;
        CHECK_ABS(out[k].value, expected[k], 1e-6);
        CHECK(out[k].n == (size_t)n[k] && out[k].level == 0.9 && 0 < out[k].low && out[k].low < out[k].value && out[k].value < out[k].high);
        describe(draws, 6, k, &mean, &deviation);
        CHECK_ABS(mean, expected[k], 4 * deviation / sqrt(DRAWS));
    }
    shrink_rates(y4, n4, 4, 0.9, out, NULL);
    for (size_t k = 0; k < 4; k++) CHECK_ABS(out[k].value, expected4[k], 1e-6);
}

/* With a great many cases nothing is left to learn from the others: the posterior is Beta(y, n - y) but for a share of order M/n. */
static void large_groups_keep_their_own_rate(void)
{
    static const double y[] = {100000, 500000, 900000}, n[] = {1e6, 1e6, 1e6};
    icp_estimate out[3];
    shrink_rates(y, n, 3, 0.95, out, NULL);
    for (size_t k = 0; k < 3; k++) {
        CHECK_REL(out[k].value, y[k] / n[k], 1e-4);
        CHECK_ABS(out[k].low, icp_i_beta_quantile(0.025, y[k], n[k] - y[k]), 1e-4);
        CHECK_ABS(out[k].high, icp_i_beta_quantile(0.975, y[k], n[k] - y[k]), 1e-4);
    }
}

static void an_empty_group_gets_the_middle_and_a_wide_interval(void)
{
    static const double y[] = {20, 30, 25, 0}, n[] = {100, 100, 100, 0};
    icp_estimate out[4];
    shrink_rates(y, n, 4, 0.9, out, NULL);
    CHECK(out[3].n == 0 && out[3].value > 0.2 && out[3].value < 0.3);
    CHECK(out[3].high - out[3].low > 1.5 * (out[0].high - out[0].low));
}

/* Rates drawn from Beta(6, 24): 90 % intervals must hold the truth about that often, and shrunk rates must beat raw ones. */
static void intervals_cover_the_truth(void)
{
    enum { GROUPS = 10, ROUNDS = 40 };
    icp_i_pool *pool = icp_i_pool_new(NULL);
    size_t covered = 0;
    double shrunk = 0, raw = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        icp_i_rng *rng = stream(100 + round);
        double truth[GROUPS], y[GROUPS] = {0}, n[GROUPS];
        icp_estimate out[GROUPS];
        for (size_t k = 0; k < GROUPS; k++) {
            truth[k] = icp_i_rng_beta(rng, 6, 24);
            n[k] = 20 + (double)icp_i_rng_below(rng, 100);
            for (size_t i = 0; i < (size_t)n[k]; i++) y[k] += icp_i_rng_uniform(rng) < truth[k];
        }
        CHECK_OK(icp_i_shrink_rates(y, n, GROUPS, 0.9, 1000, rng, pool, out, NULL, NULL), NULL);
        for (size_t k = 0; k < GROUPS; k++) {
            covered += truth[k] >= out[k].low && truth[k] <= out[k].high;
            shrunk += (out[k].value - truth[k]) * (out[k].value - truth[k]);
            raw += (y[k] / n[k] - truth[k]) * (y[k] / n[k] - truth[k]);
        }
        icp_i_rng_free(rng);
    }
    double share = (double)covered / (GROUPS * ROUNDS);
    CHECK(share > 0.84 && share < 0.96); /* four standard errors of 1.5 % */
    CHECK(shrunk < 0.95 * raw);
    icp_i_pool_free(pool);
}

/* Rubin's eight schools; posterior under the uniform-shrinkage prior integrated over tau^2 by R 4.2.2 integrate (tolerance 1e-12). */
static void means_match_an_integral(void)
{
    static const double mean[] = {28, 8, -3, 7, -1, 1, 18, 12}, se[] = {15, 10, 16, 11, 9, 11, 10, 18};
    static const double expected[] = {11.39743961842, 7.91984314491, 6.18114636335, 7.65962017707,
                                      4.97410549507,  6.09621663658, 10.83357558593, 8.45797654634};
    static const double deviations[] = {7.99815729147, 6.36331126776, 7.65546934208, 6.62322799620,
                                        6.32581649352, 6.73049985819, 6.70951634460, 7.79628960682};
    icp_estimate out[8];
    static double draws[DRAWS * 8];
    shrink_means(mean, se, 8, out, draws);
    for (size_t k = 0; k < 8; k++) {
        double of_draws, deviation;
        CHECK_ABS(out[k].value, expected[k], 2e-3);
        describe(draws, 8, k, &of_draws, &deviation);
        CHECK_ABS(of_draws, expected[k], 4 * deviations[k] / sqrt(DRAWS));
        CHECK_REL(deviation, deviations[k], 0.06);
        CHECK(out[k].low < out[k].value && out[k].value < out[k].high && out[k].n == 10);
    }
}

static void limits_of_means(void)
{
    static const double same[] = {5, 5, 5}, far[] = {-1e6, 0, 2e6}, se[] = {1, 1, 1}, exact[] = {0, 0, 0}, one_lost[] = {1, 1, INFINITY};
    static const double with_nan[] = {4, 6, NAN};
    icp_estimate out[3];
    shrink_means(same, se, 3, out, NULL);
    for (size_t k = 0; k < 3; k++) CHECK_REL(out[k].value, 5, 1e-12);
    CHECK(out[0].high - out[0].low < 2 * 1.645); /* they lend each other strength */
    shrink_means(far, se, 3, out, NULL);
    for (size_t k = 0; k < 3; k++) {
        CHECK_ABS(out[k].value, far[k], 1e-2);
        CHECK_ABS(out[k].high - out[k].low, 2 * 1.645, 0.2);
    }
    shrink_means(far, exact, 3, out, NULL);
    for (size_t k = 0; k < 3; k++) {
        CHECK_REL(out[k].value, far[k], 1e-12);
        CHECK(out[k].low == far[k] && out[k].high == far[k]);
    }
    shrink_means(with_nan, one_lost, 3, out, NULL);
    CHECK_REL(out[2].value, 5, 1e-12);
    CHECK(out[2].low < out[0].low && out[2].high > out[1].high);
    shrink_means(far, se, 1, out, NULL);
    CHECK_REL(out[0].value, -1e6, 1e-12);
    CHECK_ABS(out[0].high - out[0].low, 2 * 1.645, 0.2);
}

static void same_stream_same_bits(void)
{
    static const double y[] = {9, 3, 12}, n[] = {20, 5, 60};
    icp_estimate a[3], b[3];
    shrink_rates(y, n, 3, 0.9, a, NULL);
    shrink_rates(y, n, 3, 0.9, b, NULL);
    CHECK(memcmp(a, b, sizeof a) == 0);
}

static void refusals_and_failing_memory(void)
{
    double y[] = {1, 2}, n[] = {5, 6}, se[] = {1, INFINITY}, lost[] = {INFINITY, INFINITY};
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    icp_i_rng *rng = stream(7);
    icp_estimate out[2] = {{.value = 42}, {.value = 42}};
    icp_error err;
    CHECK_STATUS(icp_i_shrink_rates(y, n, 0, 0.9, 10, rng, pool, out, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_i_shrink_rates(y, n, 2, 1, 10, rng, pool, out, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_i_shrink_rates(y, n, 2, 0.9, 0, rng, pool, out, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_i_shrink_means(y, lost, n, 2, 0.9, 10, rng, pool, out, NULL, &err), ICP_EINPUT, &err);
    y[1] = NAN;
    CHECK_STATUS(icp_i_shrink_rates(y, n, 2, 0.9, 10, rng, pool, out, NULL, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.message, "group 2 of 2") != NULL);
    CHECK_OK(icp_i_shrink_means(y, se, n, 2, 0.9, 10, rng, pool, out, NULL, &err), &err);
    y[1] = 2;
    out[0].value = 42;
    size_t held = memory.outstanding;
    for (size_t fail = 1; fail <= 2; fail++) {
        memory.calls = 0;
        memory.fail_at = fail;
        CHECK_STATUS(icp_i_shrink_rates(y, n, 2, 0.9, 10, rng, pool, out, NULL, &err), ICP_ENOMEM, &err);
        memory.calls = 0;
        CHECK_STATUS(icp_i_shrink_means(y, se, n, 2, 0.9, 10, rng, pool, out, NULL, &err), ICP_ENOMEM, &err);
        CHECK(out[0].value == 42 && memory.outstanding == held);
    }
    CHECK_OK(icp_i_shrink_rates(y, n, 2, 0.9, 10, rng, pool, out, NULL, &err), &err);
    icp_i_rng_free(rng);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
}

void test_shrink(void)
{
    static const icp_t_case cases[] = {{"rates match the oracles", rates_match_the_oracles},
                                       {"large groups keep their own rate", large_groups_keep_their_own_rate},
                                       {"an empty group gets the middle and a wide interval", an_empty_group_gets_the_middle_and_a_wide_interval},
                                       {"intervals cover the truth", intervals_cover_the_truth},
                                       {"means match an integral", means_match_an_integral},
                                       {"limits of means", limits_of_means},
                                       {"same stream, same bits", same_stream_same_bits},
                                       {"refusals and failing memory", refusals_and_failing_memory}};
    ICP_T_SUITE("shrink", cases);
}
