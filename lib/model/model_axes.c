/* model_axes.c - how an account is placed among the segments. Owns: usage terms, the predictors that enter the distance, axes and centres. Must not
 * know: prospects, candidates. */
#include "base/fail.h"
#include "model/build.h"
#include "segment/conditions.h"
#include "model/evaluate.h"

#include <math.h>
#include <string.h>

/* Usage columns as they entered the axis, one term a feature. */
static icp_status take_usage(icp_i_model_maker *m, const icp_i_axis_recipe *recipe, icp_error *err)
{
    icp_model_design *design = &m->model->usage;
    icp_model_encoding *encoding = ICP_I_NEW(m->pool, icp_model_encoding, recipe->origins);
    const char **names = ICP_I_NEW(m->pool, const char *, recipe->origins);
    double *mean = ICP_I_NEW(m->pool, double, recipe->origins);
    if (!encoding || !names || !mean) return icp_i_fail_memory(err, "keeping how usage is measured");
    *design = (icp_model_design){.encoding = encoding, .terms = recipe->origins, .term = names, .mean = mean};
    for (size_t o = 0; o < recipe->origins; o++) {
        const icp_i_origin *from = &recipe->origin[o];
        names[o] = m->model->columns[m->place[from->index]].name;
        icp_model_encoding *e = &encoding[design->encoding_count];
        if (from->part > 0) e--;
        else {
            *e = (icp_model_encoding){.column = m->place[from->index], .numeric = 1, .feature_term = ICP_I_NO_TERMS, .missing_term = ICP_NONE};
            icp_i_model_transform(&from->transform, &e->transform);
            design->encoding_count++;
        }
        e->feature_term[from->part] = o;
    }
    return ICP_OK;
}

static icp_model_source source_of(icp_role role)
{
    switch (role) {
    case ICP_ROLE_USAGE: return ICP_SOURCE_USAGE;
    case ICP_ROLE_UPSELL: return ICP_SOURCE_UPSELL;
    case ICP_ROLE_CHURN: return ICP_SOURCE_CHURN;
    case ICP_ROLE_WIN: return ICP_SOURCE_WIN;
    default: return ICP_SOURCE_OBJECTION;
    }
}

static icp_status take_axis(icp_i_model_maker *m, size_t a, icp_error *err)
{
    const icp_i_axis_recipe *recipe = &m->ground->behaviour->recipe[a];
    const icp_i_view *view = &recipe->view;
    icp_model_axis *axis = &m->model->axis[a];
    *axis = (icp_model_axis){.weight = m->ground->plan->weight[a], .input_count = view->cols > 0 ? view->features : 0, .cols = view->cols};
    axis->input = ICP_I_NEW(m->pool, icp_model_input, axis->input_count);
    axis->loading = ICP_I_NEW(m->pool, double, axis->cols * axis->input_count);
    if (!axis->input || !axis->loading) return icp_i_fail_memory(err, "keeping an axis");
    for (size_t f = 0; f < axis->input_count; f++) {
        const icp_i_origin *from = &recipe->origin[view->chosen[f]];
        size_t index = from->role == ICP_ROLE_USAGE ? view->chosen[f] : from->role == ICP_ROLE_OBJECTION ? from->index : 0;
        axis->input[f] = (icp_model_input){source_of(from->role), index, view->centre[f], view->scale[f]};
    }
    if (axis->cols > 0) memcpy(axis->loading, view->loading, axis->cols * axis->input_count * sizeof *axis->loading);
    m->model->cols += axis->cols;
    return ICP_OK;
}

static icp_status take_outcome(icp_i_model_maker *m, icp_role role, const icp_i_outcome *outcome, icp_model_predictor *out, icp_error *err)
{
    if (!m->ground->plan->enters[role] || !outcome->log_odds) return ICP_OK;
    icp_i_conditions conditions;
    ICP_I_TRY(icp_i_conditions_of(m->frame, role, m->scratch, &conditions, err));
    return icp_i_model_predictor(m, &conditions.with, outcome->y, outcome->ridge_per_row, out, err);
}

static icp_status take_objection(icp_i_model_maker *m, const icp_i_objections *o, size_t v, double *y, icp_model_objection *out, icp_error *err)
{
    double gave = 0, reasons = 0;
    size_t class = o->view_class[v];
    for (size_t i = 0; i < m->frame->rows; i++) {
        y[i] = o->event[i] ? (double)o->has[i * o->classes + class] : (double)NAN;
        reasons += o->event[i];
        gave += o->event[i] && o->has[i * o->classes + class];
    }
    out->overall = gave / reasons;
    out->name = icp_i_copy_text(m->pool, o->names[class], strlen(o->names[class]));
    if (!out->name) return icp_i_fail_memory(err, "keeping an objection");
    return icp_i_model_predictor(m, m->frame, y, o->view_ridge[v], &out->predictor, err);
}

static icp_status take_objections(icp_i_model_maker *m, icp_error *err)
{
    const icp_i_objections *o = m->ground->evidence->objections;
    if (!m->ground->plan->enters[ICP_ROLE_OBJECTION] || !o->view) return ICP_OK;
    double *y = ICP_I_NEW(m->scratch, double, m->frame->rows);
    m->model->objections = ICP_I_NEW(m->pool, icp_model_objection, o->view_classes);
    if (!y || !m->model->objections) return icp_i_fail_memory(err, "keeping objections");
    for (size_t v = 0; v < o->view_classes; v++) ICP_I_TRY(take_objection(m, o, v, y, &m->model->objections[v], err));
    m->model->objection_count = o->view_classes;
    icp_i_release(m->scratch, y);
    return ICP_OK;
}

icp_status icp_i_model_axes(icp_i_model_maker *m, icp_error *err)
{
    const icp_i_evidence *evidence = m->ground->evidence;
    const icp_i_partition *partition = m->ground->partition;
    ICP_I_TRY(take_usage(m, &m->ground->behaviour->recipe[ICP_AXIS_USAGE], err));
    ICP_I_TRY(take_outcome(m, ICP_ROLE_UPSELL, evidence->upsell, &m->model->upsell, err));
    ICP_I_TRY(take_outcome(m, ICP_ROLE_CHURN, evidence->churn, &m->model->churn, err));
    ICP_I_TRY(take_outcome(m, ICP_ROLE_WIN, evidence->win, &m->model->win, err));
    ICP_I_TRY(take_objections(m, err));
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) ICP_I_TRY(take_axis(m, a, err));
    size_t cells = partition->k * m->model->cols;
    m->model->center = ICP_I_NEW(m->pool, double, cells);
    if (!m->model->center) return icp_i_fail_memory(err, "keeping the centres");
    if (cells > 0) memcpy(m->model->center, partition->center, cells * sizeof *m->model->center);
    return ICP_OK;
}
