/* test_auc.c - AUC and DeLong's variance against the definition over all pairs, closed forms and pROC's published example. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "math/stats.h"
#include "support/numbers.h"

#include <math.h>
#include <string.h>

/* Mann-Whitney kernel and DeLong's structural components, straight from the paper: O(events * others). */
static double kernel(double event, double other)
{
    return event > other ? 1 : event == other ? 0.5 : 0;
}

static double component_variance(const double *v, size_t n, double mean)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (v[i] - mean) * (v[i] - mean);
    return sum / (double)(n - 1) / (double)n;
}

static double by_pairs(const double *event, size_t m, const double *other, size_t n, double *variance)
{
    double v10[64] = {0}, v01[64] = {0}, sum = 0;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double k = kernel(event[i], other[j]);
            v10[i] += k / (double)n;
            v01[j] += k / (double)m;
            sum += k / (double)(m * n);
        }
    *variance = component_variance(v10, m, sum) + component_variance(v01, n, sum);
    return sum;
}

static void agrees_with_the_definition(void)
{
    icp_i_rng *rng = icp_i_rng_new(7, "test auc", 0);
    for (size_t round = 0; round < 60; round++) {
        double event[64], other[64], score[128], y[128], expected_variance, variance;
        size_t m = 2 + icp_i_rng_below(rng, 60), n = 2 + icp_i_rng_below(rng, 60), levels = 2 + icp_i_rng_below(rng, 40);
        for (size_t i = 0; i < m; i++) score[i] = event[i] = (double)icp_i_rng_below(rng, levels) + 1, y[i] = 1;
        for (size_t j = 0; j < n; j++) score[m + j] = other[j] = (double)icp_i_rng_below(rng, levels), y[m + j] = 0;
        double expected = by_pairs(event, m, other, n, &expected_variance);
        icp_estimate auc;
        icp_error err;
        CHECK_OK(icp_auc(score, y, m + n, 0.95, &auc, &variance, &err), &err);
        CHECK_REL(auc.value, expected, 1e-13);
        CHECK_ABS(variance, expected_variance, 1e-14);
        CHECK(auc.n == m + n && auc.level == 0.95 && auc.low >= 0 && auc.low <= auc.value && auc.value <= auc.high && auc.high <= 1);
    }
    icp_i_rng_free(rng);
}

static void order_of_rows_and_monotone_changes_do_not_matter(void)
{
    enum { N = 500 };
    double score[N], y[N], turned[N], turned_y[N], a, b;
    icp_i_rng *rng = icp_i_rng_new(3, "test auc", 1);
    for (size_t i = 0; i < N; i++) {
        score[i] = (double)icp_i_rng_below(rng, 40) / 8;
        y[i] = icp_i_rng_uniform(rng) < 0.1 + score[i] / 8;
        turned[N - 1 - i] = exp(3 * score[i]);
        turned_y[N - 1 - i] = y[i];
    }
    icp_i_rng_free(rng);
    icp_estimate first, second;
    CHECK_OK(icp_auc(score, y, N, 0.9, &first, &a, NULL), NULL);
    CHECK_OK(icp_auc(turned, turned_y, N, 0.9, &second, &b, NULL), NULL);
    CHECK(memcmp(&first, &second, sizeof first) == 0 && a == b);
    for (size_t i = 0; i < N; i++) y[i] = 1 - y[i];
    CHECK_OK(icp_auc(score, y, N, 0.9, &second, &b, NULL), NULL);
    CHECK_REL(second.value, 1 - first.value, 1e-12);
    CHECK_REL(a, b, 1e-12);
}

static void perfect_useless_and_single_row_classes(void)
{
    static const double score[] = {1, 2, 3, 4}, same[] = {5, 5, 5, 5}, y[] = {0, 0, 1, 1}, one[] = {0, 0, 0, 1};
    icp_estimate auc;
    double variance;
    CHECK_OK(icp_auc(score, y, 4, 0.95, &auc, &variance, NULL), NULL);
    CHECK(auc.value == 1 && auc.low == 1 && auc.high == 1 && variance == 0);
    CHECK_OK(icp_auc(same, y, 4, 0.95, &auc, NULL, NULL), NULL);
    CHECK(auc.value == 0.5);
    CHECK_OK(icp_auc(score, one, 4, 0.95, &auc, &variance, NULL), NULL);
    CHECK(auc.value == 1 && auc.low == 0 && auc.high == 1 && isnan(variance));
}

static void refusals_name_the_row_and_leave_the_result_alone(void)
{
    static const double score[] = {1, 2, NAN, 4}, fine[] = {1, 2, 3, 4}, y[] = {0, 0, 1, 1}, odd[] = {0, 2, 1, 1}, all[] = {1, 1, 1, 1};
    icp_estimate auc = {.value = 42};
    icp_error err;
    CHECK_STATUS(icp_auc(score, y, 4, 0.95, &auc, NULL, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_NOT_FINITE && strstr(err.message, "row 3"));
    CHECK_STATUS(icp_auc(fine, odd, 4, 0.95, &auc, NULL, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.message, "row 2") != NULL);
    CHECK_STATUS(icp_auc(fine, all, 4, 0.95, &auc, NULL, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_OUTCOME);
    CHECK_STATUS(icp_auc(fine, y, 0, 0.95, &auc, NULL, &err), ICP_EINPUT, &err);
    CHECK_STATUS(icp_auc(fine, y, 4, 1, &auc, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_auc(NULL, y, 4, 0.95, &auc, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_auc(fine, NULL, 4, 0.95, &auc, NULL, &err), ICP_EUSAGE, &err);
    CHECK(auc.value == 42);
}

enum { BLEEDS = 113 };

/* DeLong, DeLong & Clarke-Pearson 1988: what each row adds to an AUC is the AUC with that row alone in its class. */
static void placements(const double *score, const double *y, double *out)
{
    for (size_t i = 0; i < BLEEDS; i++) {
        double kept[BLEEDS], answer[BLEEDS];
        size_t n = 0;
        icp_estimate auc;
        for (size_t j = 0; j < BLEEDS; j++)
            if (j == i || y[j] != y[i]) kept[n] = score[j], answer[n++] = y[j];
        CHECK_OK(icp_auc(kept, answer, n, 0.95, &auc, NULL, NULL), NULL);
        out[i] = auc.value;
    }
}

/* Variance of the difference of two AUCs on the same rows, from the differences of their placements. */
static double paired_variance(const double *a, const double *b, const double *y, double difference)
{
    double square[2] = {0}, rows[2] = {0};
    for (size_t i = 0; i < BLEEDS; i++) {
        double off = a[i] - b[i] - difference;
        square[y[i] > .5] += off * off;
        rows[y[i] > .5] += 1;
    }
    return square[0] / (rows[0] - 1) / rows[0] + square[1] / (rows[1] - 1) / rows[1];
}

/* Robin et al. 2011 (pROC 1.18, aSAH): S100b AUC 0.7313686, 95 % interval 0.6301182-0.8326189; NDKA 0.6119580; paired Z 1.39077, p 0.1642952. */
static void proc_example(void)
{
    double data[BLEEDS * 3], y[BLEEDS], s100b[BLEEDS], ndka[BLEEDS], first[BLEEDS], second[BLEEDS], variance;
    CHECK(icp_t_numbers(icp_t_source("tests/reference/asah.csv"), 3, BLEEDS, data) == BLEEDS);
    for (size_t i = 0; i < BLEEDS; i++) {
        y[i] = data[3 * i];
        s100b[i] = data[3 * i + 1];
        ndka[i] = data[3 * i + 2];
    }
    icp_estimate auc, other;
    CHECK_OK(icp_auc(s100b, y, BLEEDS, 0.95, &auc, &variance, NULL), NULL);
    CHECK_REL(auc.value, 0.7313685637, 1e-9);
    CHECK_REL(auc.low, 0.6301182118, 1e-9);
    CHECK_REL(auc.high, 0.8326189156, 1e-9);
    CHECK_REL(variance, 0.002668682457, 1e-9);
    CHECK_OK(icp_auc(ndka, y, BLEEDS, 0.95, &other, NULL, NULL), NULL);
    CHECK_REL(other.value, 0.6119579946, 1e-9);
    placements(s100b, y, first);
    placements(ndka, y, second);
    double difference = auc.value - other.value, z = difference / sqrt(paired_variance(first, second, y, difference));
    CHECK_ABS(z, 1.39077, 5e-6);
    CHECK_ABS(2 * icp_i_normal_tail(z), 0.1642952, 1e-6);
}

void test_auc(void)
{
    static const icp_t_case cases[] = {{"agrees with the definition over all pairs", agrees_with_the_definition},
                                       {"order of rows and monotone changes do not matter", order_of_rows_and_monotone_changes_do_not_matter},
                                       {"perfect, useless, single-row classes", perfect_useless_and_single_row_classes},
                                       {"refusals name the row and leave the result alone", refusals_name_the_row_and_leave_the_result_alone},
                                       {"pROC's example", proc_example}};
    ICP_T_SUITE("auc", cases);
}
