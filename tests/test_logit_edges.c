/* test_logit_edges.c - what logistic regression does with awkward input: separation, too few rows, offsets and weights of any size, and refusals
 * that name the place. */
#include "support/check.h"
#include "support/fits.h"
#include "support/numbers.h"

#include "base/rng.h"
#include "icpcluster.h"

#include <stdio.h>
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

static void check_finite(const icp_logit *m)
{
    for (size_t j = 0; j < m->terms; j++) CHECK(isfinite(m->coefficients[j]));
    CHECK(isfinite(m->log_likelihood) && isfinite(m->deviance) && isfinite(m->null_deviance) && isfinite(m->max_gradient));
}

static void check_separated(icp_view view, const double *outcome, double expected_deviance)
{
    icp_logit m = icp_t_logit_fit(view, outcome, NULL, NULL, NULL);
    CHECK(m.separated);
    check_finite(&m);
    CHECK_ABS(m.deviance, expected_deviance, 1e-6);
    icp_logit_free(&m);
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = 1;
    m = icp_t_logit_fit(view, outcome, NULL, NULL, &settings);
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
    icp_logit m = icp_t_logit_fit(icp_view_rows(one, 8, 1), mixed, NULL, NULL, NULL);
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
    icp_logit m = icp_t_logit_fit(icp_view_rows(z, n, 6), outcome, NULL, NULL, NULL);
    CHECK(m.separated && m.coefficients[6] > 15);
    check_finite(&m);
    icp_logit_free(&m);
    icp_view without = {z, n, 5, 6, 1};
    m = icp_t_logit_fit(without, outcome, NULL, NULL, NULL);
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
    icp_logit m = icp_t_logit_fit(icp_view_rows(steep, 2000, 1), outcome, NULL, NULL, NULL);
    CHECK(!m.separated && m.stop == ICP_STOP_CONVERGED);
    CHECK_ABS(m.coefficients[1], 5, 4 * m.standard_errors[1]);
    icp_logit_free(&m);
}

static void fewer_rows_than_columns(void)
{
    plant();
    icp_view wide = {x, 7, 12, 12, 1};
    static const double outcome[] = {0, 1, 0, 0, 1, 1, 0};
    icp_logit m = icp_t_logit_fit(wide, outcome, NULL, NULL, NULL);
    CHECK(m.terms == 13 && m.rank <= 7 && m.separated);
    check_finite(&m);
    icp_logit_free(&m);
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = 1;
    m = icp_t_logit_fit(wide, outcome, NULL, NULL, &settings);
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
    icp_logit m = icp_t_logit_fit(icp_view_rows(group, 8, 1), outcome, NULL, far, NULL);
    CHECK(m.stop == ICP_STOP_CONVERGED);
    CHECK_REL(m.coefficients[0], 60, 1e-7);
    CHECK_REL(m.coefficients[1], log(3) - 120, 1e-7);
    icp_logit_free(&m);
}

static void weights_of_very_different_size(void)
{
    static const double outcome[] = {1, 0, 1}, w[] = {1e100, 1, 1e-150};
    icp_logit m = icp_t_logit_fit(icp_view_rows(NULL, 3, 0), outcome, w, NULL, NULL);
    CHECK_REL(m.coefficients[0], 100 * log(10), 1e-9);
    check_finite(&m);
    icp_logit_free(&m);
}

static void few_iterations_are_a_result(void)
{
    plant();
    icp_logit_settings settings = icp_logit_settings_default();
    settings.max_iterations = 1;
    icp_logit m = icp_t_logit_fit(planted(), y, weights, offset, &settings);
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
    icp_logit m = icp_t_logit_fit(planted(), y, NULL, NULL, NULL);
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
    static const icp_t_case cases[] = {{"separation is seen", separation_is_seen},
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
