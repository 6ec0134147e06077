/* test_rates.c - Wilson's interval against its published value and its defining equation; type-7 quantiles against R. */
#include "support/check.h"

#include "icpcluster/quality.h"
#include "math/stats.h"

static void wilson_matches_the_published_interval(void)
{
    icp_estimate e = icp_wilson(10, 40, 0.95);
    CHECK_REL(e.value, 0.25, 0);
    CHECK_REL(e.low, 0.1418711864, 1e-9);
    CHECK_REL(e.high, 0.4019396142, 1e-9);
    CHECK(e.n == 40 && e.level == 0.95);
}

/* The limits are the rates whose score statistic is exactly z (Wilson 1927). */
static void wilson_limits_solve_the_score_equation(void)
{
    for (double n = 1; n < 1e7; n *= 9)
        for (double share = 0; share <= 1; share += 0.125) {
            double z = icp_i_normal_quantile(0.95), rate = share;
            icp_estimate e = icp_wilson(share * n, n, 0.9);
            CHECK(e.low >= 0 && e.low <= rate && rate <= e.high && e.high <= 1);
            if (share > 0) CHECK_REL((rate - e.low) / sqrt(e.low * (1 - e.low) / n), z, 1e-7);
            if (share < 1) CHECK_REL((e.high - rate) / sqrt(e.high * (1 - e.high) / n), z, 1e-7);
        }
}

static void wilson_at_the_ends_and_without_rows(void)
{
    double z = icp_i_normal_quantile(0.975);
    icp_estimate none = icp_wilson(0, 20, 0.95), all = icp_wilson(20, 20, 0.95), empty = icp_wilson(0, 0, 0.95), wrong = icp_wilson(3, 2, 0.95);
    CHECK(none.low == 0 && all.high == 1);
    CHECK_REL(none.high, z * z / (20 + z * z), 1e-13);
    CHECK_REL(all.low, 20 / (20 + z * z), 1e-13);
    CHECK(isnan(empty.value) && empty.low == 0 && empty.high == 1 && empty.n == 0);
    CHECK(isnan(wrong.value));
}

static void quantiles_match_r_type_7(void)
{
    static const double x[] = {1, 2, 4, 8, 16, 32}, p[] = {0, 0.1, 0.25, 0.333, 0.5, 0.9, 1}, expected[] = {1, 1.5, 2.5, 3.33, 6, 24, 32};
    for (size_t i = 0; i < 7; i++) CHECK_REL(icp_quantile_sorted(x, 6, p[i]), expected[i], 1e-14);
    CHECK(isnan(icp_quantile_sorted(x, 0, 0.5)) && isnan(icp_quantile_sorted(x, 6, -0.1)) && isnan(icp_quantile_sorted(x, 6, NAN)));
    CHECK(icp_quantile_sorted(x, 1, 0) == 1 && icp_quantile_sorted(x, 1, 1) == 1);
}

void test_rates(void)
{
    static const icp_t_case cases[] = {{"Wilson matches the published interval", wilson_matches_the_published_interval},
                                       {"Wilson limits solve the score equation", wilson_limits_solve_the_score_equation},
                                       {"Wilson at the ends and without rows", wilson_at_the_ends_and_without_rows},
                                       {"quantiles match R type 7", quantiles_match_r_type_7}};
    ICP_T_SUITE("rates", cases);
}
