/* model_tables.c - segments and candidates as a model keeps them. Owns: what is said of each. Must not know: how accounts are placed or scored. */
#include "base/fail.h"
#include "model/build.h"

#include <math.h>
#include <string.h>

static const char *keep(icp_i_model_maker *m, const char *text)
{
    return icp_i_copy_text(m->pool, text ? text : "", text ? strlen(text) : 0);
}

/* The objection given most often, by its shrunk rate; NULL when none is given by enough accounts. */
static const icp_objection_rate *top_objection(const icp_segment *segment, size_t min_cell)
{
    const icp_objection_rate *top = NULL;
    for (size_t i = 0; i < segment->objection_count; i++) {
        const icp_objection_rate *rate = &segment->objections[i];
        if (strcmp(rate->kind, "objection") != 0 || rate->events < min_cell) continue;
        if (!top || rate->rate.value > top->rate.value) top = rate;
    }
    return top;
}

static icp_status take_segment(icp_i_model_maker *m, size_t s, icp_error *err)
{
    const icp_result *made = m->ground->made;
    const icp_segment *from = &made->segments[s];
    const icp_objection_rate *top = top_objection(from, m->frame->settings->min_cell);
    icp_model_segment *to = &m->model->segments[s];
    *to = (icp_model_segment){.id = keep(m, from->id), .name = keep(m, from->name), .size = from->size, .share = from->share,
                              .upsell = from->upsell, .churn = from->churn, .win = from->win, .objection = keep(m, top ? top->class_name : ""),
                              .objection_rate = top ? top->rate : (icp_estimate){NAN, NAN, NAN, made->settings.level, 0}, .value = NAN,
                              .candidate = ICP_NONE};
    for (size_t c = 0; c < made->candidate_count; c++)
        if (made->candidates[c].route == ICP_ROUTE_SEGMENT && made->candidates[c].segment == s) to->candidate = c;
    return to->id && to->name && to->objection ? ICP_OK : icp_i_fail_memory(err, "keeping the segments");
}

static icp_status take_literal(icp_i_model_maker *m, const icp_literal *from, icp_model_literal *to, icp_error *err)
{
    const char **values = ICP_I_NEW(m->pool, const char *, from->value_count);
    if (!values) return icp_i_fail_memory(err, "keeping a rule");
    for (size_t v = 0; v < from->value_count; v++) {
        values[v] = keep(m, from->values[v]);
        if (!values[v]) return icp_i_fail_memory(err, "keeping a rule");
    }
    *to = (icp_model_literal){m->place[from->column], from->op, values, from->value_count, from->low, from->high};
    return ICP_OK;
}

static icp_status take_candidate(icp_i_model_maker *m, const icp_candidate *from, icp_model_candidate *to, icp_error *err)
{
    *to = (icp_model_candidate){.id = keep(m, from->id), .name = keep(m, from->name), .tier = from->tier, .score = from->score,
                                .segment = from->route == ICP_ROUTE_SEGMENT ? from->segment : ICP_NONE, .findable = from->rule.findable,
                                .precision = from->rule.precision, .lift = from->rule.lift,
                                .literals = ICP_I_NEW(m->pool, icp_model_literal, from->rule.literal_count)};
    if (!to->id || !to->name || !to->literals) return icp_i_fail_memory(err, "keeping the candidates");
    for (size_t l = 0; l < from->rule.literal_count; l++) ICP_I_TRY(take_literal(m, &from->rule.literals[l], &to->literals[l], err));
    to->literal_count = from->rule.literal_count;
    return ICP_OK;
}

icp_status icp_i_model_tables(icp_i_model_maker *m, icp_error *err)
{
    const icp_result *made = m->ground->made;
    m->model->segments = ICP_I_NEW(m->pool, icp_model_segment, made->segment_count);
    m->model->candidates = ICP_I_NEW(m->pool, icp_model_candidate, made->candidate_count);
    if (!m->model->segments || !m->model->candidates) return icp_i_fail_memory(err, "keeping segments and candidates");
    for (size_t s = 0; s < made->segment_count; s++) ICP_I_TRY(take_segment(m, s, err));
    for (size_t c = 0; c < made->candidate_count; c++) ICP_I_TRY(take_candidate(m, &made->candidates[c], &m->model->candidates[c], err));
    m->model->segment_count = made->segment_count;
    m->model->candidate_count = made->candidate_count;
    return ICP_OK;
}
