/* training.c - see training.h. */
#include "segment/training.h"

#include "base/fail.h"
#include "math/logit_coded.h"
#include "segment/recency_weights.h"
#include "segment/ridge.h"

#include <string.h>

#define RIDGE_TOLERANCE 1e-10 /* mean gradient of a fit with conditions */

/* Weights of the rows that were taken; NULL stays when all are alike. */
static icp_status take_weights(const icp_i_frame *frame, const size_t *rows, icp_i_pool *pool, icp_i_fit *fit, icp_error *err)
{
    fit->total = (double)fit->rows;
    bool alike = true;
    for (size_t i = 1; frame->weight && i < fit->rows && alike; i++) alike = frame->weight[rows[i]] == frame->weight[rows[0]];
    if (alike) return ICP_OK;
    fit->weight = ICP_I_NEW(pool, double, fit->rows);
    if (!fit->weight) return icp_i_fail_memory(err, "taking training rows");
    for (size_t i = 0; i < fit->rows; i++) fit->weight[i] = frame->weight[rows[i]];
    icp_i_weights_scale(fit->weight, fit->rows);
    fit->total = icp_i_recency_effective(fit->weight, fit->rows);
    return ICP_OK;
}

icp_status icp_i_fit_take(const icp_i_frame *frame, const double *y, const unsigned char *use, icp_i_pool *pool, icp_i_fit *out, icp_error *err)
{
    icp_i_fit fit = {0};
    ICP_I_TRY(icp_i_design_fit(frame, use, pool, &fit.design, err));
    size_t *rows = ICP_I_NEW(pool, size_t, frame->rows);
    fit.y = ICP_I_NEW(pool, double, frame->rows);
    if (!rows || !fit.y) return icp_i_fail_memory(err, "taking training rows");
    for (size_t i = 0; i < frame->rows; i++) {
        if (!use[i]) continue;
        fit.y[fit.rows] = y[i];
        rows[fit.rows++] = i;
    }
    ICP_I_TRY(take_weights(frame, rows, pool, &fit, err));
    size_t numbers = fit.design.coded.numbers.cols, codes = fit.design.coded.codes, values, places;
    bool sizes = icp_i_multiply(fit.rows, numbers, &values) && icp_i_multiply(fit.rows, codes, &places);
    double *x = sizes ? ICP_I_NEW(pool, double, values) : NULL;
    uint16_t *place = x ? ICP_I_NEW(pool, uint16_t, places) : NULL;
    if (!place) return icp_i_fail_memory(err, "making the matrix of an outcome model");
    icp_i_design_take(&fit.design, rows, fit.rows, x, numbers, place);
    fit.x = fit.design.coded;
    fit.x.numbers = icp_view_rows(x, fit.rows, numbers);
    fit.x.place = place;
    icp_i_release(pool, rows);
    *out = fit;
    return ICP_OK;
}

void icp_i_fit_release(icp_i_pool *pool, icp_i_fit *fit)
{
    icp_i_release(pool, (double *)fit->x.numbers.data);
    icp_i_release(pool, (uint16_t *)fit->x.place);
    icp_i_release(pool, fit->weight);
    icp_i_release(pool, fit->y);
}

bool icp_i_fit_matrix(const icp_i_fit *fit, icp_kernel kernel, icp_i_pool *pool, icp_i_logit_matrix *matrix, double **weight)
{
    const icp_i_coded *x = &fit->x;
    size_t p = x->numbers.cols;
    bool room = icp_i_logit_matrix_new(fit->rows, p, x, kernel, pool, matrix);
    *weight = room ? ICP_I_NEW(pool, double, matrix->room) : NULL;
    if (!*weight) return false;
    for (size_t i = 0; i < fit->rows; i++) {
        memcpy(matrix->z + i * matrix->stride, x->numbers.data + i * p, p * sizeof(double));
        matrix->y[i] = fit->y[i];
        (*weight)[i] = fit->weight ? fit->weight[i] : 1;
    }
    memcpy(matrix->place, x->place, fit->rows * x->codes * sizeof *x->place);
    return true;
}

double *icp_i_fit_dense(const icp_i_fit *fit, icp_i_pool *pool)
{
    size_t values;
    double *x = icp_i_multiply(fit->rows, fit->design.terms, &values) ? ICP_I_NEW(pool, double, values) : NULL;
    if (x) icp_i_coded_fill(&fit->x, x);
    return x;
}

/* ---- ridge ---- */

static icp_status fit_evenly(const icp_i_frame *frame, const icp_i_fit *fit, double ridge, double *coefficient, icp_error *err)
{
    icp_logit model;
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = ridge * fit->total;
    settings.threads = frame->settings->threads;
    settings.kernel = frame->settings->kernel;
    settings.hooks = &frame->settings->hooks;
    ICP_I_TRY(icp_i_logit_fit_coded(fit->x, fit->y, fit->weight, NULL, &settings, &model, err));
    memcpy(coefficient, model.coefficients, (fit->design.terms + 1) * sizeof *coefficient);
    icp_logit_free(&model);
    return ICP_OK;
}

static icp_status fit_conditioned(const icp_i_frame *frame, const icp_i_fit *fit, double ridge, icp_i_pool *pool, double *coefficient, icp_error *err)
{
    icp_i_logit_matrix m;
    icp_i_logit_series series;
    double *weight, *penalty = ICP_I_NEW(pool, double, fit->design.terms + 1);
    bool room = penalty && icp_i_fit_matrix(fit, frame->settings->kernel, pool, &m, &weight) && icp_i_logit_series_new(&m, pool, &series);
    if (!room) return icp_i_fail_memory(err, "fitting an outcome model");
    icp_i_logit_matrix_standardise(&m, weight);
    if (!icp_i_ridge_null(&m, weight, &series.theta[0])) return icp_i_fail(err, ICP_E_OUTCOME, "the outcome has one class only");
    icp_i_logit_series_rows(&series, weight);
    icp_i_ridge_set(&series, fit->design.conditions, ridge, penalty);
    icp_i_logit_series_fit(&series, penalty, RIDGE_TOLERANCE);
    icp_i_logit_matrix_coefficients(&m, series.theta, coefficient);
    return ICP_OK;
}

icp_status icp_i_fit_ridge(const icp_i_frame *frame, const icp_i_fit *fit, double ridge, icp_i_pool *scratch, double *coefficient, icp_error *err)
{
    if (fit->design.conditions == 0) return fit_evenly(frame, fit, ridge, coefficient, err);
    icp_i_pool *pool = icp_i_pool_new(icp_i_pool_hooks(scratch));
    icp_status status = pool ? fit_conditioned(frame, fit, ridge, pool, coefficient, err) : icp_i_fail_memory(err, "fitting an outcome model");
    icp_i_pool_free(pool);
    return status;
}
