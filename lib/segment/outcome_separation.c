/* outcome_separation.c - see outcome_separation.h. */
#include "segment/outcome_separation.h"

#include "base/fail.h"
#include "segment/outcome_tests.h"

#include <math.h>

#define FAR 5.0        /* times Firth's standard error */
#define AFFORDABLE 2e7 /* rows x terms^3 up to which every term gets a profile */

/* How far the plain estimate of a term has run: the larger of its standard error and its distance, in Firth's standard errors. */
static double runaway(const icp_logit *plain, const icp_firth *firth, size_t at)
{
    double unit = firth->standard_errors[at];
    if (plain->aliased[at] || !(unit > 0)) return 0;
    double spread = isnan(plain->standard_errors[at]) ? 0 : plain->standard_errors[at] / unit;
    return fmax(spread, fabs(plain->coefficients[at] - firth->coefficients[at]) / unit);
}

/* Marks the terms that have run away; when separation was found and none is far, the farthest. */
static size_t mark_terms(const icp_logit *plain, const icp_firth *firth, size_t terms, unsigned char *marked)
{
    size_t count = 0, farthest = 0;
    for (size_t t = 0; t < terms; t++) {
        double far = runaway(plain, firth, t + 1);
        marked[t] = far > FAR;
        count += marked[t];
        if (far > runaway(plain, firth, farthest + 1)) farthest = t;
    }
    if (count > 0 || terms == 0 || !plain->separated) return count;
    marked[farthest] = 1;
    return 1;
}

static icp_status note_separation(const icp_i_design *design, const unsigned char *marked, size_t count, icp_i_pool *pool, icp_outcome_model *model,
                                  icp_error *err)
{
    const char **names = ICP_I_NEW(pool, const char *, count);
    if (!names) return icp_i_fail_memory(err, "naming separating terms");
    for (size_t t = 0, at = 0; t < design->terms; t++)
        if (marked[t]) names[at++] = design->term[t].name;
    model->separation = names;
    model->separation_count = count;
    return ICP_OK;
}

/* Only running out of memory or being told to stop is a failure; else *made says whether there is a fit. */
static icp_status fit_firth(const icp_i_fit *fit, const double *x, const icp_firth_settings *settings, icp_firth *out, bool *made, icp_error *err)
{
    icp_error detail = {0};
    icp_status status = icp_firth_fit(icp_view_rows(x, fit->rows, fit->design.terms), fit->y, fit->weight, settings, out, &detail);
    *made = status == ICP_OK && out->stop == ICP_STOP_CONVERGED;
    if (status == ICP_OK && !*made) icp_firth_free(out);
    if (status != ICP_ENOMEM && status != ICP_ECANCELLED) return ICP_OK;
    if (err) *err = detail;
    return status;
}

static icp_status publish(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool, icp_outcome_model *model,
                          icp_firth *out, bool *made, icp_error *err)
{
    size_t terms = fit->design.terms, columns, *group = icp_i_outcome_groups(&fit->design, pool, &columns);
    unsigned char *marked = ICP_I_NEW(pool, unsigned char, terms);
    double *x = icp_i_fit_dense(fit, pool);
    if (!group || !marked || !x) return icp_i_fail_memory(err, "fitting a separated model");
    icp_firth_settings settings = icp_firth_settings_default();
    settings.hooks = &frame->settings->hooks;
    settings.profile = marked; /* none yet: first the estimates, to see which terms have run away */
    ICP_I_TRY(fit_firth(fit, x, &settings, out, made, err));
    if (!*made) return ICP_OK;
    size_t count = mark_terms(plain, out, terms, marked);
    ICP_I_TRY(note_separation(&fit->design, marked, count, pool, model, err));
    icp_firth_free(out);
    bool affordable = (double)fit->rows * pow((double)terms, 3) <= AFFORDABLE;
    settings.profile = affordable ? NULL : marked;
    settings.group = group;
    settings.groups = affordable ? columns : 0;
    ICP_I_TRY(fit_firth(fit, x, &settings, out, made, err));
    if (!*made) return ICP_OK;
    model->method = ICP_MODEL_FIRTH;
    if (affordable)
        ICP_I_TRY(icp_i_outcome_note_tests(&fit->design, group, columns, out->group_chi_square, out->group_df, pool, model, err));
    icp_i_release(pool, x);
    icp_i_release(pool, marked);
    icp_i_release(pool, group);
    return ICP_OK;
}

icp_status icp_i_outcome_separation(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool,
                                    icp_outcome_model *model, icp_firth *out, bool *made, icp_error *err)
{
    *made = false;
    icp_status status = publish(frame, fit, plain, pool, model, out, made, err);
    if (status != ICP_OK) icp_firth_free(out);
    return status;
}
