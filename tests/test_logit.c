/* test_logit.c - logistic regression against reference digits (reference/logit.h) and closed forms. Data that may not be shipped is read from the
 * public data beside the project; where it is not there the case is skipped. */
#include "support/check.h"

#include "icpcluster.h"
#include "math/calibration.h"
#include "math/stats.h"
#include "reference/logit.h"
#include "support/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COEFFICIENT 1e-8
#define ERROR 1e-7

static void fit_or_fail(icp_view x, const double *y, const double *w, const double *offset, const icp_logit_settings *settings, icp_logit *out)
{
    icp_error err;
    memset(out, 0, sizeof *out);
    CHECK_OK(icp_logit_fit(x, y, w, offset, settings, out, &err), &err);
}

static void check_terms(const icp_logit *m, const double *coefficients, const double *errors, size_t terms)
{
    CHECK(m->terms == terms && m->rank == terms && m->stop == ICP_STOP_CONVERGED && !m->separated);
    if (m->terms != terms) return;
    for (size_t j = 0; j < terms; j++) {
        CHECK_REL(m->coefficients[j], coefficients[j], COEFFICIENT);
        if (errors) CHECK_REL(m->standard_errors[j], errors[j], ERROR);
    }
}

/* value, low, high at 0.95 */
static void check_auc(const double *score, const double *y, size_t n, const double expected[3])
{
    icp_estimate auc;
    CHECK_OK(icp_auc(score, y, n, 0.95, &auc, NULL, NULL), NULL);
    CHECK_REL(auc.value, expected[0], 1e-10);
    CHECK_REL(auc.low, expected[1], 1e-10);
    CHECK_REL(auc.high, expected[2], 1e-10);
}

static void budworm_as_shares_with_weights(void)
{
    double x[DOSES * 3], two[DOSES * 3], y[DOSES], w[DOSES];
    for (size_t i = 0; i < DOSES; i++) {
        double male = i < 6, dose = (double)(i % 6);
        double row[3] = {male, dose, male * dose}, cells[3] = {1 - male, male, dose};
        memcpy(x + 3 * i, row, sizeof row);
        memcpy(two + 3 * i, cells, sizeof cells);
        y[i] = killed[i] / 20;
        w[i] = 20;
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(x, DOSES, 3), y, w, NULL, NULL, &m);
    check_terms(&m, budworm_b, budworm_se, 4);
    CHECK_REL(m.deviance, budworm_deviance, 1e-9);
    CHECK(m.events == 111 && m.weight == 240 && m.rows == DOSES);
    icp_logit_free(&m);

    icp_logit_settings settings = icp_logit_settings_default();
    settings.intercept = 0;
    fit_or_fail(icp_view_rows(two, DOSES, 3), y, w, NULL, &settings, &m);
    check_terms(&m, budworm_by_sex_b, NULL, 3);
    CHECK_REL(m.deviance, budworm_by_sex_deviance, 1e-9);
    icp_logit_free(&m);
}

/* y = 1 with weight `killed` and y = 0 with weight 20 - killed is the same likelihood as shares of 20. */
static void budworm_as_cases_gives_the_same_estimates(void)
{
    double x[4 * DOSES], y[2 * DOSES], w[2 * DOSES];
    for (size_t i = 0; i < 2 * DOSES; i++) {
        size_t cell = i / 2;
        x[2 * i] = cell < 6;
        x[2 * i + 1] = (double)(cell % 6);
        y[i] = i % 2 ? 0 : 1;
        w[i] = i % 2 ? 20 - killed[cell] : killed[cell];
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(x, 2 * DOSES, 2), y, w, NULL, NULL, &m);
    double b[] = {budworm_by_sex_b[0], budworm_by_sex_b[1] - budworm_by_sex_b[0], budworm_by_sex_b[2]};
    check_terms(&m, b, NULL, 3);
    icp_logit_free(&m);
}

/* Saturated 2x2 table: log odds and log odds ratio are those of the counts, variances the sums of reciprocal counts (Woolf 1955). */
static void two_by_two_has_closed_forms(void)
{
    static const double x[] = {0, 0, 1, 1}, y[] = {1, 0, 1, 0}, n[] = {5, 15, 7, 3};
    icp_logit m;
    fit_or_fail(icp_view_rows(x, 4, 1), y, n, NULL, NULL, &m);
    double b[] = {log(5.0 / 15), log(7.0 / 3) - log(5.0 / 15)};
    double se[] = {sqrt(1.0 / 5 + 1.0 / 15), sqrt(1.0 / 5 + 1.0 / 15 + 1.0 / 7 + 1.0 / 3)};
    check_terms(&m, b, se, 2);
    CHECK_REL(m.covariance[1], -(1.0 / 5 + 1.0 / 15), 1e-9);
    CHECK_REL(m.log_likelihood, 5 * log(.25) + 15 * log(.75) + 7 * log(.7) + 3 * log(.3), 1e-12);
    CHECK_REL(m.deviance, -2 * m.log_likelihood, 1e-14);
    CHECK_REL(m.null_deviance, -2 * (12 * log(.4) + 18 * log(.6)), 1e-12);
    icp_logit_free(&m);
}

static void intercept_alone_is_the_log_odds_of_the_share(void)
{
    double y[50] = {0}, offset[50];
    for (size_t i = 0; i < 50; i++) {
        y[i] = i % 7 == 0;
        offset[i] = 2.5;
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(NULL, 50, 0), y, NULL, NULL, NULL, &m);
    double share = 8.0 / 50;
    CHECK_REL(m.coefficients[0], log(share / (1 - share)), 1e-12);
    CHECK_REL(m.standard_errors[0], 1 / sqrt(50 * share * (1 - share)), 1e-10);
    CHECK_REL(m.deviance, m.null_deviance, 1e-14);
    double b0 = m.coefficients[0];
    icp_logit_free(&m);
    fit_or_fail(icp_view_rows(NULL, 50, 0), y, NULL, offset, NULL, &m);
    CHECK_REL(m.coefficients[0], b0 - 2.5, 1e-12);
    icp_logit_free(&m);
}

/* Hosmer & Lemeshow 1980: ten groups between the type-7 deciles of the fitted probabilities; a value on a border belongs below it. n <= 400. */
static void check_hosmer(const double *eta, const double *y, size_t n, const double expected[2], double p_digits)
{
    double sorted[400], chi_square = 0;
    for (size_t i = 0; i < n; i++) sorted[i] = 1 / (1 + exp(-eta[i]));
    icp_i_sort(sorted, n);
    for (size_t g = 0; g < 10; g++) {
        double from = g > 0 ? icp_quantile_sorted(sorted, n, .1 * (double)g) : -1, to = icp_quantile_sorted(sorted, n, .1 * (double)(g + 1));
        double seen = 0, awaited = 0, rows = 0;
        for (size_t i = 0; i < n; i++) {
            double p = 1 / (1 + exp(-eta[i]));
            if (p <= from || (p > to && g < 9)) continue;
            seen += y[i], awaited += p, rows += 1;
        }
        chi_square += (seen - awaited) * (seen - awaited) * (1 / awaited + 1 / (rows - awaited));
    }
    CHECK_REL(chi_square, expected[0], 1e-8);
    CHECK_ABS(icp_i_chisq_tail(chi_square, 8), expected[1], p_digits);
}

/* Hosmer & Lemeshow's birth weights (R package MASS). */
static void birthwt_digits(void)
{
    double data[200 * 10], x[200 * 9], y[200], eta[200];
    size_t n = icp_t_numbers(icp_t_data("logistic_reference/birthwt.csv"), 10, 200, data);
    if (n != 189) {
        icp_t_skip("birthwt.csv is not there");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const double *d = data + 10 * i;
        double row[9] = {d[1], d[2], d[3] == 2, d[3] == 3, d[4], d[5], d[6], d[7], d[8]};
        memcpy(x + 9 * i, row, sizeof row);
        y[i] = d[0];
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(x, n, 9), y, NULL, NULL, NULL, &m);
    check_terms(&m, birthwt_b, birthwt_se, 10);
    CHECK_REL(m.deviance, birthwt_deviance, 1e-12);
    CHECK_REL(m.null_deviance, birthwt_null_deviance, 1e-12);
    CHECK_OK(icp_logit_predict(&m, icp_view_rows(x, n, 9), NULL, eta, NULL), NULL);
    check_auc(eta, y, n, birthwt_auc);
    CHECK_REL(m.deviance + 2 * (double)m.rank, birthwt_aic, 1e-9);
    check_hosmer(eta, y, n, birthwt_hosmer, 5e-5);
    icp_logit_free(&m);
}

static void lr_test_of_rank(const double *x, const double *y, double deviance)
{
    double small[800];
    for (size_t i = 0; i < 400; i++) memcpy(small + 2 * i, x + 5 * i, 2 * sizeof *x);
    icp_logit m;
    fit_or_fail(icp_view_rows(small, 400, 2), y, NULL, NULL, NULL, &m);
    CHECK_REL(m.deviance - deviance, ucla_rank_lr, 1e-9);
    CHECK_REL(icp_i_chisq_tail(m.deviance - deviance, 3), ucla_rank_p, 1e-9);
    icp_logit_free(&m);
}

/* At either end of the profile interval the model with that coefficient held fixed fits worse by the 95 % quantile of chi-square. R interpolates the
 * profile by a spline: its ends are good to 2e-5. */
static void profile_interval_of_gpa(const double *x, const double *y, double deviance)
{
    double without[400 * 4], offset[400];
    for (size_t end = 0; end < 2; end++) {
        for (size_t i = 0; i < 400; i++) {
            const double *d = x + 5 * i;
            double row[4] = {d[0], d[2], d[3], d[4]};
            memcpy(without + 4 * i, row, sizeof row);
            offset[i] = ucla_gpa_interval[end] * d[1];
        }
        icp_logit m;
        fit_or_fail(icp_view_rows(without, 400, 4), y, NULL, offset, NULL, &m);
        CHECK_REL(m.deviance - deviance, 3.841458820694124, 1e-4);
        icp_logit_free(&m);
    }
}

static void brier_score(const double *eta, const double *y)
{
    icp_i_calibration c;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK_OK(icp_i_calibrate(y, eta, NULL, 400, .9, pool, &c, NULL), NULL);
    CHECK_REL(c.brier, ucla_brier, 1e-10);
    icp_i_pool_free(pool);
}

static void ucla_weighted_with_offset(const double *x, const double *y)
{
    static const double cycle[] = {1, 2, .5, 1.5};
    double without[400 * 4], w[400], offset[400];
    for (size_t i = 0; i < 400; i++) {
        const double *d = x + 5 * i;
        double row[4] = {d[0], d[2], d[3], d[4]};
        memcpy(without + 4 * i, row, sizeof row);
        w[i] = cycle[i % 4];
        offset[i] = (d[1] - 3.4) / 2;
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(without, 400, 4), y, w, offset, NULL, &m);
    check_terms(&m, ucla_weighted_b, NULL, 5);
    CHECK_REL(m.deviance, ucla_weighted_deviance, 1e-10);
    icp_logit_free(&m);
}

/* Coefficients of the scaled columns, as scikit-learn prints them; the intercept belongs to uncentred scaled columns. */
static void ucla_ridge(const double *x, const double *y)
{
    double centred[400 * 5], scale[5];
    for (size_t j = 0; j < 5; j++) {
        double mean = 0, square = 0;
        for (size_t i = 0; i < 400; i++) mean += x[5 * i + j] / 400;
        for (size_t i = 0; i < 400; i++) square += (x[5 * i + j] - mean) * (x[5 * i + j] - mean) / 400;
        scale[j] = sqrt(square);
        for (size_t i = 0; i < 400; i++) centred[5 * i + j] = x[5 * i + j] - mean;
    }
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = 10;
    icp_logit m, shifted;
    fit_or_fail(icp_view_rows(x, 400, 5), y, NULL, NULL, &settings, &m);
    fit_or_fail(icp_view_rows(centred, 400, 5), y, NULL, NULL, &settings, &shifted);
    CHECK_REL(shifted.coefficients[0], ucla_ridge_b[0], COEFFICIENT);
    for (size_t j = 1; j < 6; j++) {
        CHECK_REL(m.coefficients[j] * scale[j - 1], ucla_ridge_b[j], COEFFICIENT);
        CHECK_REL(shifted.coefficients[j], m.coefficients[j], 1e-11);
        CHECK(isnan(m.standard_errors[j]));
    }
    icp_logit_free(&m);
    icp_logit_free(&shifted);
}

/* Admissions of the UCLA statistics pages. */
static void ucla_digits(void)
{
    double data[400 * 4], x[400 * 5], y[400], eta[400];
    size_t n = icp_t_numbers(icp_t_data("logistic_reference/ucla_admissions_binary.csv"), 4, 400, data);
    if (n != 400) {
        icp_t_skip("ucla_admissions_binary.csv is not there");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const double *d = data + 4 * i;
        double row[5] = {d[1], d[2], d[3] == 2, d[3] == 3, d[3] == 4};
        memcpy(x + 5 * i, row, sizeof row);
        y[i] = d[0];
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(x, n, 5), y, NULL, NULL, NULL, &m);
    check_terms(&m, ucla_b, ucla_se, 6);
    CHECK_REL(m.deviance, ucla_deviance, 1e-12);
    CHECK_REL(m.null_deviance, ucla_null_deviance, 1e-12);
    CHECK_OK(icp_logit_predict(&m, icp_view_rows(x, n, 5), NULL, eta, NULL), NULL);
    check_auc(eta, y, n, ucla_auc);
    check_hosmer(eta, y, n, ucla_hosmer, 1e-9);
    brier_score(eta, y);
    double deviance = m.deviance;
    icp_logit_free(&m);
    lr_test_of_rank(x, y, deviance);
    profile_interval_of_gpa(x, y, deviance);
    ucla_weighted_with_offset(x, y);
    ucla_ridge(x, y);
}

/* Spector & Mazzeo (1980), as in statsmodels. */
static void spector_digits(void)
{
    double data[32 * 5], x[32 * 3], y[32];
    size_t n = icp_t_numbers(icp_t_data("logistic_reference/spector.csv"), 5, 32, data);
    if (n != 32) {
        icp_t_skip("spector.csv is not there");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(x + 3 * i, data + 5 * i + 1, 3 * sizeof *x);
        y[i] = data[5 * i + 4];
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(x, n, 3), y, NULL, NULL, NULL, &m);
    check_terms(&m, spector_b, NULL, 4);
    CHECK_REL(m.log_likelihood, spector_log_likelihood, 1e-11);
    icp_logit_free(&m);
}

enum { TELCO_ROWS = 7100, TELCO_TERMS = 7, TELCO_FIELDS = 21 };

/* One account of the export (no quoted fields) as tenure, MonthlyCharges, One year, Two year, DSL, Fiber optic, SeniorCitizen; false where
 * TotalCharges is blank: the reference fit leaves those 11 rows out. */
static bool telco_row(char *line, double *x, double *y)
{
    char *field[TELCO_FIELDS] = {NULL};
    size_t fields = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && fields < TELCO_FIELDS; fields++) field[fields] = strsep(&at, ",");
    if (fields != TELCO_FIELDS || field[19][strspn(field[19], " ")] == '\0') return false;
    double row[TELCO_TERMS] = {atof(field[5]), atof(field[18]), strcmp(field[15], "One year") == 0, strcmp(field[15], "Two year") == 0,
                               strcmp(field[8], "DSL") == 0, strcmp(field[8], "Fiber optic") == 0, atof(field[2])};
    memcpy(x, row, sizeof row);
    *y = strcmp(field[20], "Yes") == 0;
    return true;
}

static size_t telco_rows(const char *path, double *x, double *y)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file) return 0;
    char line[1024];
    size_t n = 0;
    if (!fgets(line, sizeof line, file)) n = TELCO_ROWS;
    while (n < TELCO_ROWS && fgets(line, sizeof line, file))
        if (telco_row(line, x + n * TELCO_TERMS, y + n)) n++;
    fclose(file);
    return n;
}

/* IBM's sample of telephone accounts. */
static void telco_digits(void)
{
    static double x[TELCO_ROWS * TELCO_TERMS], y[TELCO_ROWS], eta[TELCO_ROWS];
    size_t n = telco_rows(icp_t_data("ibm_telco/Telco-Customer-Churn.csv"), x, y);
    if (n != 7032) {
        CHECK(n == 0);
        icp_t_skip("Telco-Customer-Churn.csv is not there");
        return;
    }
    icp_logit m;
    fit_or_fail(icp_view_rows(x, n, TELCO_TERMS), y, NULL, NULL, NULL, &m);
    check_terms(&m, telco_b, NULL, TELCO_TERMS + 1);
    CHECK(m.events == 1869);
    CHECK_REL(m.deviance, telco_deviance, 1e-11);
    CHECK_OK(icp_logit_predict(&m, icp_view_rows(x, n, TELCO_TERMS), NULL, eta, NULL), NULL);
    check_auc(eta, y, n, telco_auc);
    icp_logit_free(&m);
}

void test_logit(void)
{
    static const icp_t_case cases[] = {{"budworm as shares with weights", budworm_as_shares_with_weights},
                                       {"budworm as cases gives the same estimates", budworm_as_cases_gives_the_same_estimates},
                                       {"2x2 table has closed forms", two_by_two_has_closed_forms},
                                       {"intercept alone is the log-odds of the share", intercept_alone_is_the_log_odds_of_the_share},
                                       {"birthwt", birthwt_digits},
                                       {"UCLA admissions: plain, LR, weighted with offset, ridge", ucla_digits},
                                       {"Spector", spector_digits},
                                       {"Telco churn", telco_digits}};
    ICP_T_SUITE("logit", cases);
}
