/* outcome_model.c - see outcome_model.h. Must not know: folds, quality. */
#include "segment/outcome_model.h"

#include "base/fail.h"
#include "math/logit_coded.h"
#include "math/stats.h"
#include "segment/training.h"
#include "segment/outcome_separation.h"
#include "segment/outcome_tests.h"

#include <math.h>

static icp_logit_settings plain_settings(const icp_i_frame *frame)
{
    icp_logit_settings settings = icp_logit_settings_default();
    settings.threads = frame->settings->threads;
    settings.kernel = frame->settings->kernel;
    settings.hooks = &frame->settings->hooks;
    return settings;
}

/* Term t of the design is coefficient t + 1: the intercept comes first. */
static void note_coefficient(icp_coefficient *out, const char *term, size_t at, double scoring, const icp_logit *plain)
{
    *out = (icp_coefficient){term, scoring, NAN, exp(scoring), NAN, NAN, scoring};
    if (!plain || plain->aliased[at]) return;
    double estimate = plain->coefficients[at], half = icp_i_normal_quantile(0.975) * plain->standard_errors[at];
    *out = (icp_coefficient){term, estimate, plain->standard_errors[at], exp(estimate), exp(estimate - half), exp(estimate + half), scoring};
}

static void note_firth(icp_coefficient *out, const char *term, size_t at, double scoring, const icp_firth *firth)
{
    double estimate = firth->coefficients[at];
    *out = (icp_coefficient){term, estimate, firth->standard_errors[at], exp(estimate), exp(firth->low[at]), exp(firth->high[at]), scoring};
}

static icp_status note_model(const icp_i_fit *fit, const double *ridge, const icp_logit *plain, const icp_firth *firth, icp_i_pool *pool,
                             icp_outcome_model *model, icp_error *err)
{
    const icp_i_design *design = &fit->design;
    icp_coefficient *coefficients = ICP_I_NEW(pool, icp_coefficient, design->terms);
    const char **aliased = ICP_I_NEW(pool, const char *, design->aliased_count);
    if (!coefficients || !aliased) return icp_i_fail_memory(err, "keeping an outcome model");
    for (size_t t = 0; t < design->terms; t++) {
        if (firth) note_firth(&coefficients[t], design->term[t].name, t + 1, ridge[t + 1], firth);
        else note_coefficient(&coefficients[t], design->term[t].name, t + 1, ridge[t + 1], plain);
    }
    for (size_t a = 0; a < design->aliased_count; a++) aliased[a] = design->aliased[a];
    model->coefficients = coefficients;
    model->coefficient_count = design->terms;
    model->condition_terms = design->conditions;
    model->aliased = aliased;
    model->aliased_count = design->aliased_count;
    return ICP_OK;
}

/* The unpenalised refit is a convenience: only running out of memory or being told to stop is a failure. *there: it ended; *good: and holds. */
static icp_status refit_plain(const icp_i_frame *frame, const icp_i_fit *fit, icp_logit *plain, bool *there, bool *good, icp_error *err)
{
    icp_logit_settings settings = plain_settings(frame);
    icp_error detail = {0};
    icp_status status = icp_i_logit_fit_coded(fit->x, fit->y, fit->weight, NULL, &settings, plain, &detail);
    *there = status == ICP_OK;
    *good = *there && plain->stop == ICP_STOP_CONVERGED && !plain->separated;
    if (status != ICP_ENOMEM && status != ICP_ECANCELLED) return ICP_OK;
    if (err) *err = detail;
    return status;
}

/* What is published beside the ridge coefficients. Held-out refits (frame->fit) publish nothing, and go without tests and Firth. */
static icp_status refit(const icp_i_frame *frame, const icp_i_fit *fit, const double *ridge, icp_i_pool *pool, icp_outcome_model *model,
                        icp_error *err)
{
    icp_logit plain = {0};
    icp_firth firth = {0};
    bool there = false, good = false, separated = false;
    model->method = model->lambda > 0 ? ICP_MODEL_RIDGE : ICP_MODEL_ML;
    icp_status status = refit_plain(frame, fit, &plain, &there, &good, err);
    if (status == ICP_OK && good && !frame->fit) status = icp_i_outcome_test_columns(frame, fit, &plain, pool, model, err);
    if (status == ICP_OK && there && !good && !frame->fit)
        status = icp_i_outcome_separation(frame, fit, &plain, pool, model, &firth, &separated, err);
    if (status == ICP_OK) status = note_model(fit, ridge, good ? &plain : NULL, separated ? &firth : NULL, pool, model, err);
    icp_firth_free(&firth);
    icp_logit_free(&plain);
    return status;
}

icp_status icp_i_outcome_model_fit(const icp_i_frame *frame, const double *y, const unsigned char *use, double ridge_per_row, icp_i_pool *pool,
                                   icp_outcome_model *model, icp_error *err)
{
    icp_i_fit fit;
    ICP_I_TRY(icp_i_fit_take(frame, y, use, pool, &fit, err));
    double *ridge = ICP_I_NEW(pool, double, fit.design.terms + 1);
    if (!ridge) return icp_i_fail_memory(err, "keeping an outcome model");
    model->lambda = ridge_per_row * fit.total;
    ICP_I_TRY(icp_i_fit_ridge(frame, &fit, ridge_per_row, pool, ridge, err));
    ICP_I_TRY(refit(frame, &fit, ridge, pool, model, err));
    icp_i_release(pool, ridge);
    icp_i_fit_release(pool, &fit);
    return ICP_OK;
}
