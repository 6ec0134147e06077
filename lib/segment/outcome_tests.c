/* outcome_tests.c - see outcome_tests.h. The fits without each column are one series each on one standardised matrix: they begin at the fit of all
 * terms, with its information. */
#include "segment/outcome_tests.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/logit_series.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define REDUCED 1e-8 /* mean gradient of a fit without a column: its likelihood is then known to rows x 1e-15 */
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

/* All tests of a model. A task writes only its own chi-square and error. */
typedef struct testing {
    const icp_logit *plain;
    const size_t *group;       /* terms */
    icp_i_logit_matrix matrix;
    double *weight;            /* matrix.room */
    icp_i_logit_series full;   /* at the fit of all terms */
    icp_hooks hooks;
    double *chi_square;        /* groups */
    icp_error *errors;         /* groups */
} testing;

/* Twice the log-likelihood of `plain` beyond that of a fit without the terms of one group; NaN when that fit does not end. Where the fit of all terms
 * has a finite maximum, so have those of fewer. */
static icp_status test_group(testing *t, size_t g, icp_i_pool *pool, icp_error *err)
{
    size_t terms = t->matrix.columns;
    icp_i_logit_series series;
    double *penalty = ICP_I_NEW(pool, double, terms + 1);
    if (!penalty || !icp_i_logit_series_new(&t->matrix, pool, &series)) return icp_i_fail_memory(err, "testing columns");
    for (size_t j = 0; j < terms; j++) {
        size_t term = icp_i_coded_column(&t->matrix.coded, j);
        penalty[j + 1] = t->group[term] == g || t->plain->aliased[term + 1] ? INFINITY : 0;
    }
    icp_i_logit_series_follow(&series, &t->full);
    for (size_t j = 0; j < terms; j++)
        if (isinf(penalty[j + 1])) series.theta[j + 1] = 0;
    icp_i_logit_series_rows(&series, t->weight);
    bool holds = icp_i_logit_series_fit(&series, penalty, REDUCED);
    t->chi_square[g] = holds ? fmax(0, 2 * (t->plain->log_likelihood - series.log_likelihood)) : (double)NAN;
    return ICP_OK;
}

static void test_task(void *context, size_t task, int worker)
{
    (void)worker;
    testing *t = context;
    icp_i_pool *pool = icp_i_pool_new(&t->hooks);
    icp_error *err = &t->errors[task];
    err->status = pool ? test_group(t, task, pool, err) : icp_i_fail_memory(err, "testing columns");
    icp_i_pool_free(pool);
}

/* The matrix, and where the fit of all terms stands on it. */
static icp_status begin_tests(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool, testing *t, icp_error *err)
{
    const icp_i_coded *x = &fit->x;
    bool room = icp_i_fit_matrix(fit, frame->settings->kernel, pool, &t->matrix, &t->weight) && icp_i_logit_series_new(&t->matrix, pool, &t->full);
    if (!room) return icp_i_fail_memory(err, "testing columns");
    icp_i_logit_matrix_standardise(&t->matrix, NULL);
    double *theta = t->full.theta;
    theta[0] = plain->coefficients[0];
    for (size_t j = 0; j < t->matrix.columns; j++) {
        size_t term = icp_i_coded_column(x, j) + 1;
        if (plain->aliased[term]) continue;
        theta[j + 1] = plain->coefficients[term] * t->matrix.scale[j];
        theta[0] += plain->coefficients[term] * t->matrix.centre[j];
    }
    icp_i_logit_series_rows(&t->full, t->weight);
    return ICP_OK;
}

static icp_status run_tests(const icp_i_frame *frame, testing *t, size_t columns, icp_error *err)
{
    const icp_hooks *hooks = &frame->settings->hooks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "stopped while testing columns");
    t->hooks = (icp_hooks){.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release};
    /* a caller's allocator may be called on the caller's thread only */
    icp_i_parallel(columns, hooks->allocate ? 1 : frame->settings->threads, test_task, t);
    for (size_t g = 0; g < columns; g++) {
        if (t->errors[g].status == ICP_OK) continue;
        if (err) *err = t->errors[g];
        return t->errors[g].status;
    }
    return ICP_OK;
}

icp_status icp_i_outcome_test_columns(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool,
                                      icp_outcome_model *model, icp_error *err)
{
    size_t columns;
    if (fit->rows > MOST_ROWS) return ICP_OK;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    size_t *group = scratch ? icp_i_outcome_groups(&fit->design, scratch, &columns) : NULL;
    testing t = {.plain = plain, .group = group};
    t.chi_square = group ? ICP_I_NEW(scratch, double, columns) : NULL;
    t.errors = t.chi_square ? ICP_I_NEW(scratch, icp_error, columns) : NULL;
    size_t *df = t.errors ? ICP_I_NEW(scratch, size_t, columns) : NULL;
    icp_status status = df ? begin_tests(frame, fit, plain, scratch, &t, err) : icp_i_fail_memory(err, "testing columns");
    for (size_t j = 0; status == ICP_OK && j < fit->design.terms; j++) df[group[j]] += !plain->aliased[j + 1];
    if (status == ICP_OK) status = run_tests(frame, &t, columns, err);
    if (status == ICP_OK) status = icp_i_outcome_note_tests(&fit->design, group, columns, t.chi_square, df, pool, model, err);
    icp_i_pool_free(scratch);
    return status;
}
