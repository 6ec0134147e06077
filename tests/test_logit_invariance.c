/* test_logit_invariance.c - what any correct logistic regression obeys: the score equations, and what may not change a fit (layout, order, threads,
 * kernel) or changes it in a known way (weights, offsets, units). No digits of our own are expected. */
#include "support/check.h"
#include "support/fits.h"

#include "icpcluster.h"

#include <stdlib.h>
#include <string.h>

enum { N = ICP_T_LOGIT_ROWS, P = ICP_T_LOGIT_COLUMNS };

static double x[N * P], y[N], weights[N], offset[N];

static void plant(void)
{
    icp_t_logit_plant(x, y, weights, offset);
}

static icp_view planted(void)
{
    return icp_view_rows(x, N, P);
}

/* Both fits agree, every term to `tolerance`. */
static void check_same(const icp_logit *a, const icp_logit *b, double tolerance)
{
    CHECK(a->terms == b->terms && a->rank == b->rank);
    for (size_t j = 0; j < a->terms && a->terms == b->terms; j++) {
        CHECK_REL(a->coefficients[j], b->coefficients[j], tolerance);
        CHECK_REL(a->standard_errors[j], b->standard_errors[j], tolerance);
    }
    CHECK_REL(a->deviance, b->deviance, tolerance);
    CHECK_REL(a->null_deviance, b->null_deviance, tolerance);
}

static bool same_bits(const icp_logit *a, const icp_logit *b)
{
    size_t bytes = a->terms * sizeof(double);
    return a->terms == b->terms && a->iterations == b->iterations && a->log_likelihood == b->log_likelihood &&
           memcmp(a->coefficients, b->coefficients, bytes) == 0 && memcmp(a->covariance, b->covariance, a->terms * bytes) == 0;
}

static double standard_deviation(size_t column)
{
    double mean = 0, square = 0, sum = 0;
    for (size_t i = 0; i < N; i++) sum += weights[i];
    for (size_t i = 0; i < N; i++) mean += weights[i] * x[i * P + column] / sum;
    for (size_t i = 0; i < N; i++) square += weights[i] * (x[i * P + column] - mean) * (x[i * P + column] - mean) / sum;
    return sqrt(square);
}

/* At the maximum sum_i w_i (y_i - pi_i) x_ij = lambda s_j^2 b_j, and 0 for the intercept; and no neighbour is better. */
static void check_score_equations(const icp_logit *m, double ridge)
{
    double score[P + 1] = {0}, eta[N], sum = 0;
    CHECK_OK(icp_logit_predict(m, planted(), offset, eta, NULL), NULL);
    for (size_t i = 0; i < N; i++) {
        double residual = weights[i] * (y[i] - 1 / (1 + exp(-eta[i])));
        score[0] += residual;
        for (size_t j = 0; j < P; j++) score[j + 1] += residual * (x[i * P + j] - x[j]);
        sum += weights[i];
    }
    CHECK_ABS(score[0] / sum, 0, 1e-9);
    for (size_t j = 0; j < P; j++) {
        double s = standard_deviation(j);
        CHECK_ABS((score[j + 1] / s - ridge * s * m->coefficients[j + 1]) / sum, 0, 1e-8);
    }
}

static void score_equations_hold_with_and_without_ridge(void)
{
    plant();
    icp_logit_settings settings = icp_logit_settings_default();
    static const double ridges[] = {0, 1, 300, 1e7};
    for (size_t k = 0; k < 4; k++) {
        settings.ridge = ridges[k];
        icp_logit m = icp_t_logit_fit(planted(), y, weights, offset, &settings);
        CHECK(m.stop == ICP_STOP_CONVERGED && !m.separated && m.max_gradient < 1e-9);
        check_score_equations(&m, ridges[k]);
        if (ridges[k] > 1e6) CHECK_ABS(m.coefficients[1] * standard_deviation(0), 0, 1e-3);
        icp_logit_free(&m);
    }
}

static void kernels_agree_and_threads_do_not_matter(void)
{
    plant();
    icp_logit_settings settings = icp_logit_settings_default();
    icp_logit by_kernel[2];
    for (int kernel = 0; kernel < 2; kernel++) {
        settings.kernel = kernel ? ICP_KERNEL_BLAS : ICP_KERNEL_NATIVE;
        settings.threads = 1;
        by_kernel[kernel] = icp_t_logit_fit(planted(), y, weights, offset, &settings);
        for (settings.threads = 2; settings.threads <= 4; settings.threads++) {
            icp_logit m = icp_t_logit_fit(planted(), y, weights, offset, &settings);
            CHECK(same_bits(&m, &by_kernel[kernel]));
            icp_logit_free(&m);
        }
    }
    check_same(&by_kernel[0], &by_kernel[1], 1e-10);
    icp_logit_free(&by_kernel[0]);
    icp_logit_free(&by_kernel[1]);
}

static void layout_does_not_matter(void)
{
    plant();
    double *columns = malloc(sizeof x);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < P; j++) columns[j * N + i] = x[i * P + j];
    icp_logit a = icp_t_logit_fit(planted(), y, NULL, NULL, NULL), b = icp_t_logit_fit(icp_view_columns(columns, N, P), y, NULL, NULL, NULL);
    CHECK(same_bits(&a, &b));
    double eta[2], expected = a.coefficients[0];
    for (size_t j = 0; j < P; j++) expected += a.coefficients[j + 1] * x[P + j];
    icp_view two = {columns, 2, P, 1, N};
    CHECK_OK(icp_logit_predict(&b, two, NULL, eta, NULL), NULL);
    CHECK_REL(eta[1], expected, 1e-12);
    free(columns);
    icp_logit_free(&a);
    icp_logit_free(&b);
}

static void order_of_rows_does_not_matter(void)
{
    plant();
    icp_logit a = icp_t_logit_fit(planted(), y, weights, offset, NULL);
    double *turned = malloc(sizeof x), ty[N], tw[N], to[N];
    for (size_t i = 0; i < N; i++) {
        size_t from = i * 4001 % N;
        memcpy(turned + i * P, x + from * P, P * sizeof *x);
        ty[i] = y[from];
        tw[i] = weights[from];
        to[i] = offset[from];
    }
    icp_logit b = icp_t_logit_fit(icp_view_rows(turned, N, P), ty, tw, to, NULL);
    for (size_t j = 1; j <= P; j++) CHECK_REL(a.coefficients[j], b.coefficients[j], 1e-11);
    CHECK_REL(a.deviance, b.deviance, 1e-12);
    free(turned);
    icp_logit_free(&a);
    icp_logit_free(&b);
}

/* Whole weights are repeated rows; weight 0 is absence, whatever stands in the row. */
static void weights_are_replication(void)
{
    enum { SMALL = 400 };
    plant();
    double copies[3 * SMALL * P], cy[3 * SMALL], w[SMALL];
    size_t n = 0;
    for (size_t i = 0; i < SMALL; i++) {
        w[i] = (double)(i % 4);
        for (size_t k = 0; k < i % 4; k++, n++) {
            memcpy(copies + n * P, x + i * P, P * sizeof *x);
            cy[n] = y[i];
        }
        if (i % 4 == 0) x[i * P] = 1e140;
    }
    static const double ridges[] = {0, 5};
    for (size_t k = 0; k < 2; k++) {
        icp_logit_settings settings = icp_logit_settings_default();
        settings.ridge = ridges[k];
        icp_logit a = icp_t_logit_fit(icp_view_rows(x, SMALL, P), y, w, NULL, &settings);
        icp_logit b = icp_t_logit_fit(icp_view_rows(copies, n, P), cy, NULL, NULL, &settings);
        CHECK(a.weight == (double)n && a.events == b.events);
        for (size_t j = 1; j <= P; j++) CHECK_REL(a.coefficients[j], b.coefficients[j], 1e-10);
        CHECK_REL(a.deviance, b.deviance, 1e-12);
        icp_logit_free(&a);
        icp_logit_free(&b);
    }
}

/* An offset that is itself a combination of the terms is taken back by the coefficients. */
static void offsets_shift_coefficients(void)
{
    plant();
    double shift[N];
    for (size_t i = 0; i < N; i++) shift[i] = 1.5 - 0.25 * x[i * P + 1];
    icp_logit a = icp_t_logit_fit(planted(), y, weights, NULL, NULL), b = icp_t_logit_fit(planted(), y, weights, shift, NULL);
    CHECK_REL(b.coefficients[2], a.coefficients[2] + 0.25, 1e-8);
    CHECK_REL(b.coefficients[1], a.coefficients[1], 1e-8);
    CHECK_REL(b.coefficients[4], a.coefficients[4], 1e-8);
    CHECK_REL(a.deviance, b.deviance, 1e-11);
    icp_logit_free(&a);
    icp_logit_free(&b);
}

/* A change of unit changes the coefficient by its inverse, even across sixteen orders of magnitude. */
static void units_do_not_matter(void)
{
    plant();
    static const double unit[P] = {1e8, 1e-8, 1, 1e-8, 1};
    double *other = malloc(sizeof x);
    for (size_t i = 0; i < N * P; i++) other[i] = x[i] * unit[i % P];
    icp_logit_settings settings = icp_logit_settings_default();
    for (settings.ridge = 0; settings.ridge < 100; settings.ridge += 50) {
        icp_logit a = icp_t_logit_fit(planted(), y, NULL, NULL, &settings), b = icp_t_logit_fit(icp_view_rows(other, N, P), y, NULL, NULL, &settings);
        CHECK(b.rank == P + 1);
        for (size_t j = 0; j < P; j++) CHECK_REL(b.coefficients[j + 1] * unit[j], a.coefficients[j + 1], 1e-9);
        icp_logit_free(&a);
        icp_logit_free(&b);
    }
    free(other);
}

/* One column constant, one a copy in another unit, dummies of every level of a class: the later of each is left out, by flag. */
static void aliased_columns_are_left_out(void)
{
    enum { Q = 8 };
    plant();
    double *wide = malloc(N * Q * sizeof *wide), *narrow = malloc(N * 4 * sizeof *narrow);
    for (size_t i = 0; i < N; i++) {
        const double *row = x + i * P;
        double all[Q] = {row[0], 7.1, row[1], 3 - 2e5 * row[0], row[2] == 0, row[2] == 1, row[2] == 2, 0};
        double kept[4] = {row[0], row[1], row[2] == 0, row[2] == 1};
        memcpy(wide + i * Q, all, sizeof all);
        memcpy(narrow + i * 4, kept, sizeof kept);
    }
    icp_logit a = icp_t_logit_fit(icp_view_rows(wide, N, Q), y, weights, NULL, NULL);
    icp_logit b = icp_t_logit_fit(icp_view_rows(narrow, N, 4), y, weights, NULL, NULL);
    static const unsigned char expected[Q + 1] = {0, 0, 1, 0, 1, 0, 0, 1, 1};
    CHECK(memcmp(a.aliased, expected, sizeof expected) == 0 && a.rank == 5 && b.rank == 5);
    for (size_t j = 0, at = 0; j <= Q; j++) {
        if (expected[j]) CHECK(a.coefficients[j] == 0 && isnan(a.standard_errors[j]) && a.covariance[j * (Q + 1) + j] == 0);
        else {
            CHECK_REL(a.coefficients[j], b.coefficients[at], 1e-9);
            CHECK_REL(a.standard_errors[j], b.standard_errors[at], 1e-9);
            at++;
        }
    }
    CHECK_REL(a.deviance, b.deviance, 1e-12);
    icp_logit_free(&a);
    icp_logit_free(&b);
    free(wide);
    free(narrow);
}

static void without_intercept_a_constant_column_is_one(void)
{
    plant();
    double *with = malloc(N * 3 * sizeof *with);
    for (size_t i = 0; i < N; i++) {
        double row[3] = {2, x[i * P], x[i * P + 1]};
        memcpy(with + i * 3, row, sizeof row);
    }
    icp_view two = {x, N, 2, P, 1};
    icp_logit_settings settings = icp_logit_settings_default();
    icp_logit a = icp_t_logit_fit(two, y, weights, offset, &settings);
    settings.intercept = 0;
    icp_logit b = icp_t_logit_fit(icp_view_rows(with, N, 3), y, weights, offset, &settings);
    CHECK_REL(2 * b.coefficients[0], a.coefficients[0], 1e-8);
    CHECK_REL(2 * b.standard_errors[0], a.standard_errors[0], 1e-8);
    CHECK_REL(b.coefficients[2], a.coefficients[2], 1e-8);
    CHECK_REL(a.deviance, b.deviance, 1e-11);
    double none = 0;
    for (size_t i = 0; i < N; i++) none += 2 * weights[i] * (log1p(exp(offset[i])) - y[i] * offset[i]);
    CHECK_REL(b.null_deviance, none, 1e-11);
    icp_logit_free(&a);
    icp_logit_free(&b);
    free(with);
}

void test_logit_invariance(void)
{
    static const icp_t_case cases[] = {{"score equations hold with and without ridge", score_equations_hold_with_and_without_ridge},
                                       {"kernels agree, threads do not matter", kernels_agree_and_threads_do_not_matter},
                                       {"layout does not matter", layout_does_not_matter},
                                       {"order of rows does not matter", order_of_rows_does_not_matter},
                                       {"weights are replication", weights_are_replication},
                                       {"offsets shift coefficients", offsets_shift_coefficients},
                                       {"units do not matter", units_do_not_matter},
                                       {"aliased columns are left out", aliased_columns_are_left_out},
                                       {"without intercept a constant column is one", without_intercept_a_constant_column_is_one}};
    ICP_T_SUITE("logit_invariance", cases);
}
