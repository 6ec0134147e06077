/* test_firth.c - Firth's logistic regression against published digits, a closed form and what must not depend on units or order. */
#include "support/check.h"
#include "support/numbers.h"

#include "icpcluster.h"

#include <string.h>

static icp_firth fit(const double *x, size_t n, size_t p, const double *y, const double *weights, const icp_firth_settings *settings)
{
    icp_firth made = {0};
    icp_error err = {0};
    CHECK_OK(icp_firth_fit(icp_view_rows(x, n, p), y, weights, settings, &made, &err), &err);
    return made;
}

/* A saturated 2 x 2 table: Firth adds half a case to each cell. 10 of 10 against 5 of 20. */
static void two_by_two(double *x, double *y)
{
    for (size_t i = 0; i < 30; i++) {
        x[i] = i < 10;
        y[i] = i < 10 || i < 15;
    }
}

static void half_a_case_is_added_to_each_cell(void)
{
    double x[30], y[30];
    two_by_two(x, y);
    icp_firth made = fit(x, 30, 1, y, NULL, NULL);
    double first = log(5.5 / 15.5), second = log(10.5 / .5) - first;
    CHECK_REL(made.coefficients[0], -1.0360919317, 1e-9);
    CHECK_REL(made.coefficients[1], 4.0806143694, 1e-10);
    CHECK_REL(made.coefficients[0], first, 1e-10);
    CHECK_REL(made.coefficients[1], second, 1e-10);
    /* (X'WX)^-1 of a saturated table: sums of 1 / (n pi (1 - pi)), at the shrunk probabilities */
    double low = 1 / (20 * (5.5 / 21) * (15.5 / 21)), high = 1 / (10 * (10.5 / 11) * (.5 / 11));
    CHECK_REL(made.standard_errors[0], sqrt(low), 1e-9);
    CHECK_REL(made.standard_errors[1], sqrt(low + high), 1e-9);
    CHECK(made.stop == ICP_STOP_CONVERGED && isfinite(made.low[1]) && isfinite(made.high[1]));
    CHECK(made.low[1] > 0 && made.high[1] > made.coefficients[1]);
    /* the penalised profile of a 2 x 2 table in one dimension: at a fixed log odds ratio the best intercept, found here by golden section */
    for (int side = 0; side < 2; side++) {
        double b = side ? made.high[1] : made.low[1], best = -INFINITY;
        for (double from = -30, to = 30, width = 1; width > 1e-9; width = (to - from) / 3) {
            double value[2], at[2] = {from + (to - from) / 3, to - (to - from) / 3};
            for (int m = 0; m < 2; m++) {
                double p = 1 / (1 + exp(-at[m])), q = 1 / (1 + exp(-at[m] - b));
                value[m] = 5.5 * log(p) + 15.5 * log1p(-p) + 10.5 * log(q) + .5 * log1p(-q); /* half a case is the penalty, up to a constant */
            }
            *(value[0] < value[1] ? &from : &to) = at[value[0] >= value[1]];
            best = fmax(best, fmax(value[0], value[1]));
        }
        double top = 5.5 * log(5.5 / 21) + 15.5 * log(15.5 / 21) + 10.5 * log(10.5 / 11) + .5 * log(.5 / 11);
        CHECK_REL(2 * (top - best), 3.8414588206941254, 1e-6);
    }
    icp_firth_free(&made);
    CHECK(made.owner == NULL && made.coefficients == NULL);
}

/* Heinze & Schemper 2002, R package logistf: sex2. Digits by brglm2 0.9, own Newton and logistf 1.24 where it has them. */
static void sex2_is_reproduced(void)
{
    static const double b[] = {.12025404913, -1.10598133138, -.06881672706, 2.26887465224, -2.11140818530, -.78831695140, 3.09601182735};
    static const double se[] = {.4855415059, .4236601287, .4437934459, .5484159590, .5430823549, .4173675658, 1.6750084136};
    static double data[239 * 7], x[239 * 6], y[239];
    if (icp_t_numbers(icp_t_data("logistic_reference/sex2.csv"), 7, 239, data) != 239) {
        icp_t_skip("no logistic_reference/sex2.csv");
        return;
    }
    for (size_t i = 0; i < 239; i++) {
        y[i] = data[i * 7];
        memcpy(x + i * 6, data + i * 7 + 1, 6 * sizeof *x);
    }
    icp_firth made = fit(x, 239, 6, y, NULL, NULL);
    for (size_t j = 0; j < 7; j++) {
        CHECK_REL(made.coefficients[j], b[j], 1e-8);
        CHECK_REL(made.standard_errors[j], se[j], 1e-7);
    }
    CHECK_REL(made.penalised, -132.5393795, 1e-9);
    CHECK_REL(made.log_likelihood, -138.455293332228, 1e-9);
    CHECK_REL(made.chi_square, 49.09064279, 1e-8);
    CHECK(made.df == 6);
    CHECK_REL(made.low[1], -1.973788383, 1e-8);
    CHECK_REL(made.high[1], -.307425142, 1e-8);
    CHECK_REL(made.p_values[1], .006143471845, 1e-8);
    CHECK_REL(made.low[6], .774568169, 1e-8);
    CHECK_REL(made.high[6], 8.030293522, 1e-8);
    CHECK_REL(made.p_values[6], .004951873386, 1e-8);
    CHECK_REL(made.prediction_intercept, .1315390994, 1e-8);
    icp_firth_free(&made);
}

/* Heinze & Schemper 2002, R package brglm2: endometrial, NV separates. */
static void endometrial_is_reproduced(void)
{
    static const double b[] = {3.77455971365, 2.92927335320, -.03475175987, -2.60416392529};
    static const double se[] = {1.48869166344, 1.55076372945, .03957814735, .77601764250};
    static double data[79 * 4], x[79 * 3], y[79];
    if (icp_t_numbers(icp_t_data("logistic_reference/endometrial.csv"), 4, 79, data) != 79) {
        icp_t_skip("no logistic_reference/endometrial.csv");
        return;
    }
    for (size_t i = 0; i < 79; i++) {
        y[i] = data[i * 4 + 3];
        memcpy(x + i * 3, data + i * 4, 3 * sizeof *x);
    }
    icp_firth made = fit(x, 79, 3, y, NULL, NULL);
    for (size_t j = 0; j < 4; j++) {
        CHECK_REL(made.coefficients[j], b[j], 1e-8);
        CHECK_REL(made.standard_errors[j], se[j], 1e-7);
    }
    CHECK_REL(made.low[1], .6097244, 1e-6);
    CHECK_REL(made.high[1], 7.8546317, 1e-6);
    CHECK_REL(made.low[3], -4.3651832, 1e-6);
    CHECK_REL(made.high[3], -1.2327211, 1e-6);
    icp_firth_free(&made);
}

/* Other units, columns that say nothing new, weights for repeated rows: the same model. */
static void units_copies_and_weights_change_nothing(void)
{
    double x[30], y[30], wide[90], cell[8], events[4] = {1, 0, 1, 0}, weights[4] = {10, 0, 5, 15};
    two_by_two(x, y);
    icp_firth plain = fit(x, 30, 1, y, NULL, NULL);
    for (size_t i = 0; i < 30; i++) {
        wide[3 * i] = 1e6 + 1000 * x[i];
        wide[3 * i + 1] = 7; /* constant */
        wide[3 * i + 2] = 2 - x[i];
    }
    icp_firth other = fit(wide, 30, 3, y, NULL, NULL);
    CHECK(other.rank == 2 && !other.aliased[1] && other.aliased[2] && other.aliased[3] && other.coefficients[2] == 0 && isnan(other.low[3]));
    CHECK_REL(1000 * other.coefficients[1], plain.coefficients[1], 1e-9);
    CHECK_REL(1000 * other.low[1], plain.low[1], 1e-8);
    CHECK_REL(1000 * other.high[1], plain.high[1], 1e-8);
    CHECK_REL(other.p_values[1], plain.p_values[1], 1e-8);
    CHECK_REL(other.penalised, plain.penalised + log(1000), 1e-9);
    CHECK_REL(other.prediction_intercept + 1e6 * other.coefficients[1], plain.prediction_intercept, 1e-6);
    for (size_t i = 0; i < 4; i++) cell[i] = i < 2;
    icp_firth weighted = fit(cell, 4, 1, events, weights, NULL);
    CHECK_REL(weighted.coefficients[1], plain.coefficients[1], 1e-10);
    CHECK_REL(weighted.high[1], plain.high[1], 1e-9);
    CHECK_REL(weighted.standard_errors[1], plain.standard_errors[1], 1e-10);
    icp_firth_free(&weighted);
    icp_firth_free(&other);
    icp_firth_free(&plain);
}

/* FLIC: the mean probability is the share of events, which Firth's own intercept misses. A group of one term is tested as the term is. */
static void prediction_and_groups(void)
{
    double x[30], y[30];
    two_by_two(x, y);
    const size_t group[1] = {0};
    const unsigned char none[1] = {0};
    icp_firth_settings settings = icp_firth_settings_default();
    settings.group = group;
    settings.groups = 2;
    icp_firth made = fit(x, 30, 1, y, NULL, &settings);
    double mean = 0, own = 0;
    for (size_t i = 0; i < 30; i++) {
        mean += 1 / (1 + exp(-made.prediction_intercept - x[i] * made.coefficients[1])) / 30;
        own += 1 / (1 + exp(-made.coefficients[0] - x[i] * made.coefficients[1])) / 30;
    }
    CHECK_REL(mean, .5, 1e-12);
    CHECK(fabs(own - .5) > .001);
    CHECK(made.group_df[0] == 1 && made.group_df[1] == 0 && isnan(made.group_chi_square[1]));
    CHECK_REL(made.group_chi_square[0], made.chi_square, 1e-9);
    CHECK_REL(erfc(sqrt(made.group_chi_square[0] / 2)), made.p_values[1], 1e-8); /* P(chi-square of 1 df > x) */
    settings.profile = none;
    icp_firth wald = fit(x, 30, 1, y, NULL, &settings);
    CHECK_REL(wald.high[1], wald.coefficients[1] + 1.959963984540054 * wald.standard_errors[1], 1e-9);
    icp_firth_free(&wald);
    icp_firth_free(&made);
}

static void wrong_arguments_are_refused(void)
{
    double x[4] = {0, 1, 2, 3}, y[4] = {0, 1, 1, 0}, ones[4] = {1, 1, 1, 1}, bad[4] = {0, 1, NAN, 3};
    icp_firth made = {0};
    icp_error err;
    icp_firth_settings settings = icp_firth_settings_default();
    icp_view view = icp_view_rows(x, 4, 1);
    CHECK(icp_firth_fit(view, ones, NULL, NULL, &made, &err) != ICP_OK && err.code == ICP_E_OUTCOME);
    CHECK(icp_firth_fit(icp_view_rows(bad, 4, 1), y, NULL, NULL, &made, &err) != ICP_OK && err.code == ICP_E_NOT_FINITE);
    CHECK(icp_firth_fit(view, bad, NULL, NULL, &made, &err) != ICP_OK && err.code == ICP_E_NOT_FINITE);
    CHECK(icp_firth_fit(view, x, NULL, NULL, &made, &err) != ICP_OK && err.code == ICP_E_ARGUMENT);
    CHECK(icp_firth_fit(view, NULL, NULL, NULL, &made, &err) != ICP_OK && err.code == ICP_E_ARGUMENT);
    settings.level = 1;
    CHECK(icp_firth_fit(view, y, NULL, &settings, &made, &err) != ICP_OK && err.code == ICP_E_ARGUMENT);
    settings = icp_firth_settings_default();
    settings.struct_size = 0;
    CHECK(icp_firth_fit(view, y, NULL, &settings, &made, &err) != ICP_OK && err.code == ICP_E_ARGUMENT);
    settings = icp_firth_settings_default();
    settings.max_iterations = 1;
    CHECK_OK(icp_firth_fit(icp_view_rows(x, 4, 1), y, NULL, &settings, &made, &err), &err);
    icp_firth_free(&made);
}

static void every_allocation_may_fail(void)
{
    double x[30], y[30];
    icp_error err;
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    two_by_two(x, y);
    icp_firth_settings settings = icp_firth_settings_default();
    settings.hooks = &hooks;
    icp_firth made = fit(x, 30, 1, y, NULL, &settings);
    size_t calls = memory.calls;
    icp_firth_free(&made);
    CHECK(calls > 20 && memory.outstanding == 0);
    for (size_t at = 1; at <= calls; at++) {
        memory = (icp_t_memory){.fail_at = at};
        CHECK_STATUS(icp_firth_fit(icp_view_rows(x, 30, 1), y, NULL, &settings, &made, &err), ICP_ENOMEM, &err);
        CHECK(memory.outstanding == 0 && made.owner == NULL);
    }
}

void test_firth(void)
{
    static const icp_t_case cases[] = {{"half a case is added to each cell", half_a_case_is_added_to_each_cell},
                                       {"sex2 is reproduced", sex2_is_reproduced},
                                       {"endometrial is reproduced", endometrial_is_reproduced},
                                       {"units, copies and weights change nothing", units_copies_and_weights_change_nothing},
                                       {"prediction and groups", prediction_and_groups},
                                       {"wrong arguments are refused", wrong_arguments_are_refused},
                                       {"every allocation may fail", every_allocation_may_fail}};
    ICP_T_SUITE("firth", cases);
}
