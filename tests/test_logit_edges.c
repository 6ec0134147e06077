/* test_logit_edges.c - what logistic regression does with awkward input, and the invariants any correct fit obeys: no digits of our own are expected
 * here, only identities, the score equations, and refusals that name the place. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "support/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 9001, P = 5 }; /* three blocks of rows */

static double x[N * P], y[N], weights[N], offset[N];

/* Outcomes from a planted model; columns of several shapes, the last nearly constant. */
static void plant(void)
{
    icp_i_rng *rng = icp_i_rng_new(23, "test logit", 0);
    for (size_t i = 0; i < N; i++) {
        double *row = x + i * P;
        row[0] = 40 + 12 * icp_i_rng_normal(rng);
        row[1] = exp(icp_i_rng_normal(rng));
        row[2] = (double)icp_i_rng_below(rng, 3);
        row[3] = icp_i_rng_uniform(rng) < 0.2;
        row[4] = 1e6 + icp_i_rng_normal(rng);
        offset[i] = 0.3 * icp_i_rng_normal(rng);
        weights[i] = 0.25 * (double)icp_i_rng_below(rng, 9);
        double eta = -2 + 0.03 * row[0] - 0.4 * row[1] + 0.5 * row[2] + row[3] + 0.2 * (row[4] - 1e6) + offset[i];
        y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-eta));
    }
    icp_i_rng_free(rng);
}

static icp_view planted(void)
{
    return icp_view_rows(x, N, P);
}

static icp_logit fitted(icp_view view, const double *outcome, const double *w, const double *shift, const icp_logit_settings *settings)
{
    icp_logit model = {0};
    icp_error err;
    CHECK_OK(icp_logit_fit(view, outcome, w, shift, settings, &model, &err), &err);
    return model;
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

static void check_finite(const icp_logit *m)
{
    for (size_t j = 0; j < m->terms; j++) CHECK(isfinite(m->coefficients[j]));
    CHECK(isfinite(m->log_likelihood) && isfinite(m->deviance) && isfinite(m->null_deviance) && isfinite(m->max_gradient));
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
        icp_logit m = fitted(planted(), y, weights, offset, &settings);
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
        by_kernel[kernel] = fitted(planted(), y, weights, offset, &settings);
        for (settings.threads = 2; settings.threads <= 4; settings.threads++) {
            icp_logit m = fitted(planted(), y, weights, offset, &settings);
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
    icp_logit a = fitted(planted(), y, NULL, NULL, NULL), b = fitted(icp_view_columns(columns, N, P), y, NULL, NULL, NULL);
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
    icp_logit a = fitted(planted(), y, weights, offset, NULL);
    double *turned = malloc(sizeof x), ty[N], tw[N], to[N];
    for (size_t i = 0; i < N; i++) {
        size_t from = i * 4001 % N;
        memcpy(turned + i * P, x + from * P, P * sizeof *x);
        ty[i] = y[from];
        tw[i] = weights[from];
        to[i] = offset[from];
    }
    icp_logit b = fitted(icp_view_rows(turned, N, P), ty, tw, to, NULL);
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
        icp_logit a = fitted(icp_view_rows(x, SMALL, P), y, w, NULL, &settings), b = fitted(icp_view_rows(copies, n, P), cy, NULL, NULL, &settings);
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
    icp_logit a = fitted(planted(), y, weights, NULL, NULL), b = fitted(planted(), y, weights, shift, NULL);
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
        icp_logit a = fitted(planted(), y, NULL, NULL, &settings), b = fitted(icp_view_rows(other, N, P), y, NULL, NULL, &settings);
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
    icp_logit a = fitted(icp_view_rows(wide, N, Q), y, weights, NULL, NULL), b = fitted(icp_view_rows(narrow, N, 4), y, weights, NULL, NULL);
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
    icp_logit a = fitted(two, y, weights, offset, &settings);
    settings.intercept = 0;
    icp_logit b = fitted(icp_view_rows(with, N, 3), y, weights, offset, &settings);
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

static void check_separated(icp_view view, const double *outcome, double expected_deviance)
{
    icp_logit m = fitted(view, outcome, NULL, NULL, NULL);
    CHECK(m.separated);
    check_finite(&m);
    CHECK_ABS(m.deviance, expected_deviance, 1e-6);
    icp_logit_free(&m);
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = 1;
    m = fitted(view, outcome, NULL, NULL, &settings);
    CHECK(!m.separated && m.stop == ICP_STOP_CONVERGED);
    check_finite(&m);
    icp_logit_free(&m);
}

static void separation_is_seen(void)
{
    static const double one[] = {1, 2, 3, 4, 5, 6, 7, 8}, apart[] = {0, 0, 0, 0, 1, 1, 1, 1}, touching[] = {1, 2, 3, 4, 4, 6, 7, 8};
    static const double mixed[] = {0, 1, 0, 0, 1, 0, 1, 1}, dummy[] = {0, 0, 0, 1, 0, 0, 1, 0}, dummy_y[] = {0, 1, 0, 1, 1, 0, 1, 0};
    check_separated(icp_view_rows(one, 8, 1), apart, 0);
    check_separated(icp_view_rows(touching, 8, 1), apart, 4 * log(2)); /* the two rows at 4 are a fair coin */
    check_separated(icp_view_rows(dummy, 8, 1), dummy_y, -2 * (2 * log(1.0 / 3) + 4 * log(2.0 / 3)));
    icp_logit m = fitted(icp_view_rows(one, 8, 1), mixed, NULL, NULL, NULL);
    CHECK(!m.separated && m.stop == ICP_STOP_CONVERGED);
    icp_logit_free(&m);
}

/* logistf's sex2: ML diverges on `dia`, no other term. R package logistf. */
static void published_quasi_separation(void)
{
    double data[239 * 7], z[239 * 6], outcome[239];
    size_t n = icp_t_numbers(icp_t_data("logistic_reference/sex2.csv"), 7, 239, data);
    if (n != 239) {
        icp_t_skip("sex2.csv is not there");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(z + 6 * i, data + 7 * i + 1, 6 * sizeof *z);
        outcome[i] = data[7 * i];
    }
    icp_logit m = fitted(icp_view_rows(z, n, 6), outcome, NULL, NULL, NULL);
    CHECK(m.separated && m.coefficients[6] > 15);
    check_finite(&m);
    icp_logit_free(&m);
    icp_view without = {z, n, 5, 6, 1};
    m = fitted(without, outcome, NULL, NULL, NULL);
    CHECK(!m.separated);
    icp_logit_free(&m);
}

/* A strong but finite effect, and a long tail that drives fitted probabilities to 0 and 1, are no separation. */
static void strong_effects_are_not_separation(void)
{
    icp_i_rng *rng = icp_i_rng_new(4, "test logit", 1);
    double steep[2000], outcome[2000];
    for (size_t i = 0; i < 2000; i++) {
        steep[i] = exp(2 * icp_i_rng_normal(rng));
        outcome[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(5 - 5 * steep[i]));
    }
    icp_i_rng_free(rng);
    icp_logit m = fitted(icp_view_rows(steep, 2000, 1), outcome, NULL, NULL, NULL);
    CHECK(!m.separated && m.stop == ICP_STOP_CONVERGED);
    CHECK_ABS(m.coefficients[1], 5, 4 * m.standard_errors[1]);
    icp_logit_free(&m);
}

static void fewer_rows_than_columns(void)
{
    plant();
    icp_view wide = {x, 7, 12, 12, 1};
    static const double outcome[] = {0, 1, 0, 0, 1, 1, 0};
    icp_logit m = fitted(wide, outcome, NULL, NULL, NULL);
    CHECK(m.terms == 13 && m.rank <= 7 && m.separated);
    check_finite(&m);
    icp_logit_free(&m);
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = 1;
    m = fitted(wide, outcome, NULL, NULL, &settings);
    CHECK(m.stop == ICP_STOP_CONVERGED && !m.separated);
    check_finite(&m);
    icp_logit_free(&m);
}

/* Offsets so far out that every probability is 0 or 1 at the start: the climb must still find the closed form. */
static void far_offsets_are_climbed_back_from(void)
{
    static const double outcome[] = {0, 1, 1, 0, 1, 1, 0, 1}, group[] = {0, 0, 0, 0, 1, 1, 1, 1};
    double far[8];
    for (size_t i = 0; i < 8; i++) far[i] = group[i] > 0 ? 60 : -60;
    icp_logit m = fitted(icp_view_rows(group, 8, 1), outcome, NULL, far, NULL);
    CHECK(m.stop == ICP_STOP_CONVERGED);
    CHECK_REL(m.coefficients[0], 60, 1e-7);
    CHECK_REL(m.coefficients[1], log(3) - 120, 1e-7);
    icp_logit_free(&m);
}

static void weights_of_very_different_size(void)
{
    static const double outcome[] = {1, 0, 1}, w[] = {1e100, 1, 1e-150};
    icp_logit m = fitted(icp_view_rows(NULL, 3, 0), outcome, w, NULL, NULL);
    CHECK_REL(m.coefficients[0], 100 * log(10), 1e-9);
    check_finite(&m);
    icp_logit_free(&m);
}

static void few_iterations_are_a_result(void)
{
    plant();
    icp_logit_settings settings = icp_logit_settings_default();
    settings.max_iterations = 1;
    icp_logit m = fitted(planted(), y, weights, offset, &settings);
    CHECK(m.stop == ICP_STOP_MAX_ITERATIONS && m.iterations == 1 && !m.separated);
    check_finite(&m);
    icp_logit_free(&m);
}

static void refused(icp_view view, const double *outcome, const double *w, const double *shift, const icp_logit_settings *settings, icp_code code,
                    const char *says)
{
    icp_logit m, before;
    memset(&m, 0xA5, sizeof m);
    before = m;
    icp_error err = {0};
    CHECK_STATUS(icp_logit_fit(view, outcome, w, shift, settings, &m, &err), (int)icp_code_status(code), &err);
    bool right = err.code == code && strstr(err.message, says) && memcmp(&m, &before, sizeof m) == 0;
    CHECK(right);
    if (!right) fprintf(stderr, "    code %d: %s\n", (int)err.code, err.message);
}

static void refusals_name_the_place(void)
{
    plant();
    icp_view view = planted();
    double ones[N], bad[N];
    for (size_t i = 0; i < N; i++) ones[i] = 1;
    refused(view, ones, NULL, NULL, NULL, ICP_E_OUTCOME, "no non-events");
    memset(bad, 0, sizeof bad);
    refused(view, bad, NULL, NULL, NULL, ICP_E_OUTCOME, "no events");
    refused(view, y, bad, NULL, NULL, ICP_E_OUTCOME, "no events");
    refused(icp_view_rows(x, 0, P), y, NULL, NULL, NULL, ICP_E_OUTCOME, "0 rows");
    bad[4567] = NAN;
    refused(view, bad, NULL, NULL, NULL, ICP_E_NOT_FINITE, "outcome of row 4568");
    refused(view, y, bad, NULL, NULL, ICP_E_NOT_FINITE, "weight of row 4568");
    refused(view, y, NULL, bad, NULL, ICP_E_NOT_FINITE, "offset of row 4568");
    bad[4567] = -1;
    refused(view, bad, NULL, NULL, NULL, ICP_E_ARGUMENT, "outcome of row 4568");
    refused(view, y, bad, NULL, NULL, ICP_E_ARGUMENT, "weight of row 4568");
    double kept = x[5000 * P + 2];
    x[8000 * P] = INFINITY;
    x[5000 * P + 2] = NAN;
    refused(view, y, NULL, NULL, NULL, ICP_E_NOT_FINITE, "row 5001, column 3 of the matrix is not a number");
    x[5000 * P + 2] = -1e200;
    refused(view, y, NULL, NULL, NULL, ICP_E_RANGE, "row 5001, column 3");
    x[5000 * P + 2] = kept;
    refused(view, y, NULL, NULL, NULL, ICP_E_NOT_FINITE, "row 8001, column 1 of the matrix is infinite");
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = -1;
    refused(view, y, NULL, NULL, &settings, ICP_E_ARGUMENT, "ridge");
    settings.ridge = 0;
    settings.max_iterations = 0;
    refused(view, y, NULL, NULL, &settings, ICP_E_ARGUMENT, "iteration");
    settings.struct_size = 0;
    refused(view, y, NULL, NULL, &settings, ICP_E_ARGUMENT, "struct_size");
}

static void predictions_are_refused_by_place(void)
{
    plant();
    double eta[3] = {1, 2, 3}, shift[3] = {0, 0, INFINITY};
    icp_logit m = fitted(planted(), y, NULL, NULL, NULL);
    icp_error err;
    icp_view three = {x, 3, P, P, 1}, narrow = {x, 3, P - 1, P, 1}, wide = {x, 3, P + 1, P + 1, 1};
    CHECK_STATUS(icp_logit_predict(&m, narrow, NULL, eta, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_SHAPE);
    CHECK_STATUS(icp_logit_predict(&m, wide, NULL, eta, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_SHAPE && strstr(err.message, "6 columns, the model was fitted on 5"));
    CHECK_STATUS(icp_logit_predict(&m, three, shift, eta, &err), ICP_EINPUT, &err);
    CHECK(strstr(err.message, "offset of row 3") != NULL);
    x[P + 3] = NAN;
    CHECK_STATUS(icp_logit_predict(&m, three, NULL, eta, &err), ICP_EINPUT, &err);
    CHECK(strstr(err.message, "row 2, column 4") != NULL);
    CHECK(eta[0] == 1 && eta[1] == 2 && eta[2] == 3);
    icp_logit_free(&m);
}

static int always(void *context)
{
    (void)context;
    return 1;
}

static void memory_failures_and_cancelling_leave_nothing(void)
{
    plant();
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_logit_settings settings = icp_logit_settings_default();
    settings.hooks = &hooks;
    icp_view view = icp_view_rows(x, 300, P);
    icp_logit m = {.rank = 42};
    icp_error err;
    icp_status status = ICP_ENOMEM;
    size_t failures = 0;
    for (; status == ICP_ENOMEM && failures < 500; failures++) {
        memory.calls = 0;
        memory.fail_at = failures + 1;
        status = icp_logit_fit(view, y, weights, offset, &settings, &m, &err);
        CHECK(status == ICP_OK || (m.rank == 42 && memory.outstanding == 0 && err.code == ICP_E_MEMORY));
    }
    CHECK(status == ICP_OK && failures > 20 && m.rank == P + 1);
    icp_logit_free(&m);
    CHECK(memory.outstanding == 0 && m.coefficients == NULL);
    hooks.cancelled = always;
    memory.fail_at = 0;
    CHECK_STATUS(icp_logit_fit(view, y, weights, offset, &settings, &m, &err), ICP_ECANCELLED, &err);
    CHECK(memory.outstanding == 0);
}

void test_logit_edges(void)
{
    static const icp_t_case cases[] = {{"score equations hold with and without ridge", score_equations_hold_with_and_without_ridge},
                                       {"kernels agree, threads do not matter", kernels_agree_and_threads_do_not_matter},
                                       {"layout does not matter", layout_does_not_matter},
                                       {"order of rows does not matter", order_of_rows_does_not_matter},
                                       {"weights are replication", weights_are_replication},
                                       {"offsets shift coefficients", offsets_shift_coefficients},
                                       {"units do not matter", units_do_not_matter},
                                       {"aliased columns are left out", aliased_columns_are_left_out},
                                       {"without intercept a constant column is one", without_intercept_a_constant_column_is_one},
                                       {"separation is seen", separation_is_seen},
                                       {"published quasi-separation", published_quasi_separation},
                                       {"strong effects are not separation", strong_effects_are_not_separation},
                                       {"fewer rows than columns", fewer_rows_than_columns},
                                       {"far offsets are climbed back from", far_offsets_are_climbed_back_from},
                                       {"weights of very different size", weights_of_very_different_size},
                                       {"few iterations are a result", few_iterations_are_a_result},
                                       {"refusals name the place", refusals_name_the_place},
                                       {"predictions are refused by place", predictions_are_refused_by_place},
                                       {"memory failures and cancelling leave nothing", memory_failures_and_cancelling_leave_nothing}};
    ICP_T_SUITE("logit_edges", cases);
}
