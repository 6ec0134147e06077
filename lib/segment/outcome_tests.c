/* outcome_tests.c - see outcome_tests.h. */
#include "segment/outcome_tests.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>

#define MOST_ROWS 200000 /* refits of a model without each column are dear beyond, and every p is 0 */

size_t *icp_i_outcome_groups(const icp_i_design *design, icp_i_pool *pool, size_t *columns)
{
    size_t *group = ICP_I_NEW(pool, size_t, design->terms);
    *columns = 0;
    for (size_t t = 0; group && t < design->terms; t++) {
        if (t == 0 || design->term[t].column != design->term[t - 1].column) ++*columns;
        group[t] = *columns - 1;
    }
    return group;
}

/* Holm (1979): the i-th smallest of m p-values times m - i, never below the one before, at most 1. */
static icp_status adjust(icp_lr_test *tests, size_t count, icp_i_pool *pool, icp_error *err)
{
    double *p = ICP_I_NEW(pool, double, count), least = 0;
    size_t *order = ICP_I_NEW(pool, size_t, count);
    if (!p || !order) return icp_i_fail_memory(err, "testing columns");
    for (size_t i = 0; i < count; i++) p[i] = tests[i].p;
    icp_i_sort_order(p, count, order);
    for (size_t i = 0; i < count; i++) {
        least = fmin(1, fmax(least, (double)(count - i) * p[order[i]]));
        tests[order[i]].holm = least;
    }
    icp_i_release(pool, order);
    icp_i_release(pool, p);
    return ICP_OK;
}

icp_status icp_i_outcome_note_tests(const icp_i_design *design, const size_t *group, size_t columns, const double *chi_square, const size_t *df,
                                    icp_i_pool *pool, icp_outcome_model *model, icp_error *err)
{
    icp_lr_test *tests = ICP_I_NEW(pool, icp_lr_test, columns);
    size_t count = 0;
    if (!tests) return icp_i_fail_memory(err, "testing columns");
    for (size_t t = 0; t < design->terms; t++) {
        size_t g = group[t];
        if ((t > 0 && group[t - 1] == g) || df[g] == 0 || isnan(chi_square[g])) continue;
        double p = icp_i_chisq_tail(chi_square[g], (double)df[g]);
        tests[count++] = (icp_lr_test){design->term[t].column, chi_square[g], df[g], p, NAN};
    }
    model->lr_tests = tests;
    model->lr_test_count = count;
    return adjust(tests, count, pool, err);
}

/* Twice the log-likelihood of `plain` beyond that of a fit without the terms of one group; NaN when that fit does not hold. */
static icp_status test_group(const icp_i_fit *fit, const icp_logit *plain, const icp_logit_settings *settings, const size_t *group, size_t g,
                             double *x, double *chi_square, icp_error *err)
{
    size_t p = fit->design.terms, kept = 0;
    for (size_t t = 0; t < p; t++) kept += group[t] != g;
    for (size_t i = 0; i < fit->rows; i++)
        for (size_t t = 0, at = 0; t < p; t++)
            if (group[t] != g) x[i * kept + at++] = fit->x[i * p + t];
    icp_logit reduced = {0};
    icp_error detail = {0};
    icp_status status = icp_logit_fit(icp_view_rows(x, fit->rows, kept), fit->y, NULL, NULL, settings, &reduced, &detail);
    bool holds = status == ICP_OK && reduced.stop == ICP_STOP_CONVERGED && !reduced.separated;
    *chi_square = holds ? fmax(0, 2 * (plain->log_likelihood - reduced.log_likelihood)) : (double)NAN;
    icp_logit_free(&reduced);
    if (status != ICP_ENOMEM && status != ICP_ECANCELLED) return ICP_OK;
    if (err) *err = detail;
    return status;
}

icp_status icp_i_outcome_test_columns(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool,
                                      icp_outcome_model *model, icp_error *err)
{
    size_t columns, values;
    if (fit->rows > MOST_ROWS) return ICP_OK;
    icp_logit_settings settings = icp_logit_settings_default();
    settings.threads = frame->settings->threads;
    settings.kernel = frame->settings->kernel;
    settings.hooks = &frame->settings->hooks;
    size_t *group = icp_i_outcome_groups(&fit->design, pool, &columns);
    double *x = group && icp_i_multiply(fit->rows, fit->design.terms, &values) ? ICP_I_NEW(pool, double, values) : NULL;
    double *chi_square = x ? ICP_I_NEW(pool, double, columns) : NULL;
    size_t *df = chi_square ? ICP_I_NEW(pool, size_t, columns) : NULL;
    if (!df) return icp_i_fail_memory(err, "testing columns");
    for (size_t t = 0; t < fit->design.terms; t++) df[group[t]] += !plain->aliased[t + 1];
    for (size_t g = 0; g < columns; g++) ICP_I_TRY(test_group(fit, plain, &settings, group, g, x, &chi_square[g], err));
    ICP_I_TRY(icp_i_outcome_note_tests(&fit->design, group, columns, chi_square, df, pool, model, err));
    icp_i_release(pool, df);
    icp_i_release(pool, chi_square);
    icp_i_release(pool, x);
    icp_i_release(pool, group);
    return ICP_OK;
}
