/* test_stats.c - distributions against R 4.2.2 (stats::p/q functions), closed forms and inverses; GSL's error handler never runs. */
#include "support/check.h"

#include "math/stats.h"

#include <gsl/gsl_errno.h>

#include <stdint.h>
#include <stdlib.h>

static void normal_and_chi_square_match_r(void)
{
    CHECK_REL(icp_i_normal_quantile(0.95), 1.644853626951472, 1e-13);
    CHECK_REL(icp_i_normal_quantile(0.975), 1.959963984540054, 1e-13);
    CHECK_REL(icp_i_normal_quantile(1e-10), -6.361340902404056, 1e-13);
    CHECK(icp_i_normal_quantile(0) == -INFINITY && icp_i_normal_quantile(1) == INFINITY && isnan(icp_i_normal_quantile(1.5)));
    CHECK_REL(icp_i_normal_tail(-3), 0.9986501019683699, 1e-14);
    CHECK_REL(icp_i_normal_tail(10), 7.619853024160527e-24, 1e-13);
    CHECK(icp_i_normal_tail(0) == 0.5 && icp_i_normal_tail(INFINITY) == 0);
    CHECK_REL(icp_i_chisq_tail(21.8264892089, 3), 7.088456177769985e-05, 1e-12);
    CHECK_REL(icp_i_chisq_tail(1000, 300), 3.729320485568002e-76, 1e-10);
    CHECK_REL(icp_i_chisq_tail(5, 2), exp(-2.5), 1e-14);
    CHECK(icp_i_chisq_tail(0, 3) == 1 && icp_i_chisq_tail(-1, 3) == 1 && icp_i_chisq_tail(1e9, 3) == 0 && isnan(icp_i_chisq_tail(1, 0)));
}

static void beta_matches_r_and_closed_forms(void)
{
    CHECK_REL(icp_i_beta_cdf(0.2, 2, 5), 0.34464, 1e-13);
    CHECK_REL(icp_i_beta_cdf(1e-9, 0.01, 5), 0.8298833620196531, 1e-12);
    CHECK_REL(icp_i_beta_cdf(0.3, 3e6, 7e6), 0.5000367061776155, 1e-8);
    CHECK_REL(icp_i_beta_cdf(0.3001, 3e7, 7e7), 0.9854477974556084, 1e-7);
    CHECK_REL(icp_i_beta_quantile(0.025, 10.5, 30.5), 0.1363934545472660, 1e-13);
    CHECK_REL(icp_i_beta_quantile(0.975, 10.5, 30.5), 0.3983060442752462, 1e-13);
    CHECK_REL(icp_i_beta_quantile(0.05, 0.01, 3), 1.771156265056302e-131, 1e-10);
    CHECK_REL(icp_i_beta_quantile(0.05, 3e6, 7e6), 0.2997616608169055, 1e-9);
    CHECK_REL(icp_i_beta_quantile(0.3, 1, 4), 1 - pow(0.7, 0.25), 1e-13);
    CHECK(icp_i_beta_quantile(0, 2, 3) == 0 && icp_i_beta_quantile(1, 2, 3) == 1);
    CHECK(icp_i_beta_cdf(-1, 2, 3) == 0 && icp_i_beta_cdf(2, 2, 3) == 1 && isnan(icp_i_beta_cdf(0.5, 0, 3)));
    CHECK_REL(icp_i_log_beta(0.5, 0.5), log(acos(-1)), 1e-14);
    CHECK_REL(icp_i_log_beta(1e6, 3), -40.75338749333037, 1e-13);
    CHECK_REL(icp_i_log_beta(1e-5, 1e7), 11.51275851193982, 1e-13);
}

static void quantiles_invert_the_distribution(void)
{
    for (double a = 0.05; a < 1e7; a *= 37)
        for (double b = 0.05; b < 1e7; b *= 23)
            for (double p = 0.025; p < 1; p += 0.19) {
                double x = icp_i_beta_quantile(p, a, b);
                /* a mass that lies within rounding of 1 has no double to stand for it */
                if (x < 1 - 1e-9) CHECK_ABS(icp_i_beta_cdf(x, a, b), p, 1e-8);
            }
}

static size_t handler_calls;
static void count_handler(const char *reason, const char *file, int line, int code)
{
    (void)reason, (void)file, (void)line, (void)code;
    handler_calls++;
}

static void no_argument_reaches_the_error_handler(void)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -1, 0, 1e-320, 1e-11, 1e-3, 0.5, 1, 2, 700, 1e5, 1e7, 1e10, 1e20, 1e300};
    enum { N = sizeof odd / sizeof odd[0] };
    gsl_error_handler_t *before = gsl_set_error_handler(count_handler);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double tail = icp_i_chisq_tail(odd[i], odd[j]);
            CHECK(isnan(tail) || (tail >= 0 && tail <= 1));
            CHECK(!isinf(icp_i_log_beta(odd[i], odd[j])));
            for (size_t k = 0; k < N; k++) {
                double p = icp_i_beta_cdf(odd[k], odd[i], odd[j]);
                CHECK(isnan(p) || (p >= 0 && p <= 1));
                if (odd[i] > 1e6 || odd[j] > 1e6) continue;
                double x = icp_i_beta_quantile(odd[k], odd[i], odd[j]);
                CHECK(isnan(x) || (x >= 0 && x <= 1));
            }
        }
    for (size_t i = 0; i < N; i++) icp_i_normal_quantile(odd[i]);
    gsl_set_error_handler(before);
    CHECK(handler_calls == 0);
}

static void sorting_and_median(void)
{
    double x[] = {3, -1, 2, 2, 10, -7};
    CHECK_REL(icp_i_median(x, 6), 2, 0);
    for (size_t i = 1; i < 6; i++) CHECK(x[i - 1] <= x[i]);
    double even[] = {4, 1, 3, 2};
    CHECK_REL(icp_i_median(even, 4), 2.5, 0);
    CHECK(isnan(icp_i_median(x, 0)));
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Value i of one kind: random, few different ones, mostly zero, ascending, descending, a hill, all the same. */
static double value_of_kind(int kind, size_t i, size_t n, uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    double u = *state / 4294967296.0;
    double kinds[] = {u - .5, floor(5 * u), u < .8 ? 0 : u, (double)i, -(double)i, (double)(i < n / 2 ? i : n - i), 4};
    return kinds[kind];
}

static void sorting_is_that_of_the_c_library(void)
{
    enum { N = 3000 };
    static double x[N], sorted[N];
    static size_t order[N];
    uint32_t state = 7;
    for (int kind = 0; kind < 7; kind++)
        for (size_t n = 0; n <= N; n += n < 40 ? 1 : 740) {
            size_t wrong = 0;
            for (size_t i = 0; i < n; i++) sorted[i] = x[i] = value_of_kind(kind, i, n, &state);
            qsort(sorted, n, sizeof *sorted, compare);
            icp_i_sort_order(x, n, order);
            for (size_t i = 0; i < n; i++) wrong += x[order[i]] != sorted[i] || (i > 0 && x[order[i - 1]] >= x[order[i]] && order[i - 1] >= order[i]);
            icp_i_sort(x, n);
            for (size_t i = 0; i < n; i++) wrong += x[i] != sorted[i];
            CHECK(wrong == 0);
        }
}

static void equal_values_keep_their_order(void)
{
    enum { N = 1000 };
    double x[N];
    size_t order[N];
    for (size_t i = 0; i < N; i++) x[i] = (double)(i * 7919 % 13);
    icp_i_sort_order(x, N, order);
    for (size_t i = 1; i < N; i++) CHECK(x[order[i - 1]] < x[order[i]] || (x[order[i - 1]] == x[order[i]] && order[i - 1] < order[i]));
}

void test_stats(void)
{
    static const icp_t_case cases[] = {{"normal and chi-square match R", normal_and_chi_square_match_r},
                                       {"beta matches R and closed forms", beta_matches_r_and_closed_forms},
                                       {"quantiles invert the distribution", quantiles_invert_the_distribution},
                                       {"no argument reaches the error handler", no_argument_reaches_the_error_handler},
                                       {"sorting and median", sorting_and_median},
                                       {"sorting is that of the C library", sorting_is_that_of_the_c_library},
                                       {"equal values keep their order", equal_values_keep_their_order}};
    ICP_T_SUITE("stats", cases);
}
