/* rank.c - see rank.h. */
#include "icp/rank.h"

#include "base/fail.h"
#include "base/number.h"
#include "icp/tier.h"
#include "math/stats.h"
#include "segment/counts.h"

#include <math.h>
#include <stdio.h>

/* One term of the index: its share, its draws as lifts over the company base (ICP_I_DRAWS x segments). */
typedef struct metric {
    double weight;
    double *lift;
} metric;

typedef struct ranking {
    const icp_i_profile_input *input;
    const icp_segment *segments;
    icp_i_pool *pool, *scratch; /* of the result; of the draws */
    metric usage, upsell, retention, win;
    bool informative;  /* some outcome can be told from chance */
    double *log_score; /* ICP_I_DRAWS x segments */
    double *rank;      /* the same: 1 = best of the draw */
} ranking;

static bool informative(const icp_i_outcome *outcome)
{
    return outcome->model.present && outcome->model.used;
}

/* Turns draws of a rate into lifts over the company base; `keep` != 0 turns a churn rate into retention first. */
static void to_lifts(double *draws, size_t count, double base, int keep)
{
    double floor = 1e-4; /* a rate of 0 would make the geometric mean 0 whatever the other terms say */
    if (keep) base = 1 - base;
    for (size_t i = 0; i < count; i++) {
        double rate = keep ? 1 - draws[i] : draws[i];
        draws[i] = fmax(rate, floor) / fmax(base, floor);
    }
}

static icp_status outcome_metric(const ranking *r, const icp_i_outcome *outcome, const char *purpose, int keep, double weight, metric *out,
                                 icp_error *err)
{
    size_t k = r->input->segments;
    *out = (metric){0};
    if (!informative(outcome)) return ICP_OK;
    icp_estimate *rates = ICP_I_NEW(r->scratch, icp_estimate, k);
    out->lift = ICP_I_NEW(r->scratch, double, k * ICP_I_DRAWS);
    if (!rates || !out->lift) return icp_i_fail_memory(err, "ranking segments");
    ICP_I_TRY(icp_i_segment_rates(r->input, outcome->y, purpose, r->scratch, rates, out->lift, err));
    to_lifts(out->lift, ICP_I_DRAWS * k, outcome->model.overall.value, keep);
    out->weight = weight;
    return ICP_OK;
}

static icp_status usage_metric(ranking *r, double weight, icp_error *err)
{
    size_t k = r->input->segments;
    double *level;
    ICP_I_TRY(icp_i_usage_level(r->input->frame, r->scratch, &level, err));
    if (!level) return ICP_OK;
    icp_estimate *index = ICP_I_NEW(r->scratch, icp_estimate, k);
    r->usage.lift = ICP_I_NEW(r->scratch, double, k * ICP_I_DRAWS);
    if (!index || !r->usage.lift) return icp_i_fail_memory(err, "ranking segments");
    ICP_I_TRY(icp_i_segment_usage(r->input, level, r->scratch, index, r->usage.lift, err));
    to_lifts(r->usage.lift, ICP_I_DRAWS * k, 1, 0);
    r->usage.weight = weight;
    return ICP_OK;
}

/* The weights of the index are those of the axes: usage, upsell ease, and keeping what was sold. Winning counts like expanding. */
static icp_status make_metrics(ranking *r, icp_error *err)
{
    static const double usage_weight = .4, upsell_weight = .3, keep_weight = .3, win_weight = .3;
    ICP_I_TRY(outcome_metric(r, r->input->upsell, "upsell rate", 0, upsell_weight, &r->upsell, err));
    ICP_I_TRY(outcome_metric(r, r->input->churn, "churn rate", 1, keep_weight, &r->retention, err));
    ICP_I_TRY(outcome_metric(r, r->input->win, "win rate", 0, win_weight, &r->win, err));
    r->informative = r->upsell.lift || r->retention.lift || r->win.lift;
    return usage_metric(r, usage_weight, err);
}

static void add_metric(const ranking *r, const metric *m, double total)
{
    if (!m->lift) return;
    for (size_t i = 0; i < ICP_I_DRAWS * r->input->segments; i++) r->log_score[i] += m->weight / total * log(m->lift[i]);
}

/* Rank of each segment within each draw; equal scores share the better rank. */
static void rank_draws(const ranking *r)
{
    size_t k = r->input->segments;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) {
        const double *score = r->log_score + d * k;
        for (size_t a = 0; a < k; a++) {
            double rank = 1;
            for (size_t b = 0; b < k; b++) rank += score[b] > score[a];
            r->rank[d * k + a] = rank;
        }
    }
}

static icp_status score_draws(ranking *r, icp_error *err)
{
    size_t cells = ICP_I_DRAWS * r->input->segments;
    double total = r->usage.weight + r->upsell.weight + r->retention.weight + r->win.weight;
    r->log_score = ICP_I_NEW(r->scratch, double, cells);
    r->rank = ICP_I_NEW(r->scratch, double, cells);
    if (!r->log_score || !r->rank) return icp_i_fail_memory(err, "ranking segments");
    add_metric(r, &r->usage, total);
    add_metric(r, &r->upsell, total);
    add_metric(r, &r->retention, total);
    add_metric(r, &r->win, total);
    rank_draws(r);
    return ICP_OK;
}

/* Column s of a draws x segments matrix, sorted. */
static void sorted_column(const ranking *r, const double *draws, size_t segment, double *column)
{
    for (size_t d = 0; d < ICP_I_DRAWS; d++) column[d] = draws[d * r->input->segments + segment];
    icp_i_sort(column, ICP_I_DRAWS);
}

static icp_estimate column_estimate(const ranking *r, const double *draws, size_t segment, size_t n, double *column)
{
    double level = r->input->frame->settings->level;
    icp_estimate e = {NAN, NAN, NAN, level, n};
    if (!draws) return e;
    sorted_column(r, draws, segment, column);
    e.value = icp_quantile_sorted(column, ICP_I_DRAWS, .5);
    e.low = icp_quantile_sorted(column, ICP_I_DRAWS, (1 - level) / 2);
    e.high = icp_quantile_sorted(column, ICP_I_DRAWS, (1 + level) / 2);
    return e;
}

static double share_of_draws(const ranking *r, const double *draws, size_t segment, double threshold, int above)
{
    size_t hits = 0, k = r->input->segments;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) hits += above ? draws[d * k + segment] > threshold : draws[d * k + segment] < threshold;
    return (double)hits / (double)ICP_I_DRAWS;
}

/* Churn lift is published as churn over base churn, so low is good, while the index uses retention. */
static icp_estimate churn_lift(const icp_i_outcome *churn, const icp_segment *segment)
{
    icp_estimate e = {NAN, NAN, NAN, segment->churn.level, segment->churn.n};
    double base = churn->model.overall.value;
    if (!informative(churn) || !(base > 0)) return e;
    e.value = segment->churn.value / base;
    e.low = segment->churn.low / base;
    e.high = segment->churn.high / base;
    return e;
}

static const char *top_objection(const icp_segment *segment, size_t min_cell)
{
    const icp_objection_rate *top = NULL;
    for (size_t i = 0; i < segment->objection_count; i++) {
        const icp_objection_rate *o = &segment->objections[i];
        if (o->kind[0] != 'o' || o->events < min_cell) continue;
        if (!top || o->rate.value > top->rate.value) top = o;
    }
    return top ? top->class_name : "";
}

static icp_status describe(const ranking *r, size_t s, double *column, icp_candidate *c, icp_error *err)
{
    const icp_segment *segment = &r->segments[s];
    double level = r->input->frame->settings->level;
    *c = (icp_candidate){.name = segment->name, .segment = s, .customers = segment->customers, .revenue = segment->revenue_sum};
    icp_estimate log_score = column_estimate(r, r->log_score, s, segment->customers, column);
    c->score = (icp_estimate){exp(log_score.value), exp(log_score.low), exp(log_score.high), level, log_score.n};
    icp_estimate rank = column_estimate(r, r->rank, s, segment->customers, column);
    c->rank_median = rank.value;
    c->rank_low = (size_t)floor(rank.low);
    c->rank_high = (size_t)ceil(rank.high);
    c->p_best = share_of_draws(r, r->rank, s, 1.5, 0);
    c->usage_lift = column_estimate(r, r->usage.lift, s, segment->usage_index.n, column);
    c->upsell_lift = column_estimate(r, r->upsell.lift, s, segment->upsell.n, column);
    c->win_lift = column_estimate(r, r->win.lift, s, segment->win.n, column);
    c->churn_lift = churn_lift(r->input->churn, segment);
    c->top_objection = top_objection(segment, r->input->frame->settings->min_cell);
    icp_i_tier_evidence evidence = {.informative = r->informative,
                                    .above_core = share_of_draws(r, r->log_score, s, log(ICP_I_CORE_SCORE), 1),
                                    .above_base = share_of_draws(r, r->log_score, s, 0, 1),
                                    .below_avoid = share_of_draws(r, r->log_score, s, log(ICP_I_AVOID_SCORE), 0),
                                    .score = c->score,
                                    .log_width_90 = 0};
    sorted_column(r, r->log_score, s, column);
    evidence.log_width_90 = icp_quantile_sorted(column, ICP_I_DRAWS, .95) - icp_quantile_sorted(column, ICP_I_DRAWS, .05);
    c->p_core = evidence.above_core;
    c->tier = icp_i_tier(&evidence);
    c->why_tier = icp_i_tier_why(&evidence, c->tier, r->pool);
    return c->why_tier ? ICP_OK : icp_i_fail_memory(err, "ranking segments");
}

/* Insertion sort, best score first, ties by segment: k is a dozen at most. */
static void sort_candidates(icp_candidate *c, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        icp_candidate moved = c[i];
        size_t j = i;
        for (; j > 0 && c[j - 1].score.value < moved.score.value; j--) c[j] = c[j - 1];
        c[j] = moved;
    }
    for (size_t i = 0; i < count; i++) snprintf(c[i].id, sizeof c[i].id, "C%zu", i + 1);
}

static double share_better(const ranking *r, size_t a, size_t b)
{
    size_t k = r->input->segments, better = 0;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) better += r->log_score[d * k + a] > r->log_score[d * k + b];
    return (double)better / (double)ICP_I_DRAWS;
}

/* Two candidates cannot be told apart when neither is better with probability .8. */
static icp_status find_ties(const ranking *r, icp_candidate *c, size_t count, icp_error *err)
{
    for (size_t i = 0; i < count; i++) {
        c[i].ties = ICP_I_NEW(r->pool, size_t, count);
        if (!c[i].ties) return icp_i_fail_memory(err, "ranking segments");
        for (size_t j = 0; j < count; j++) {
            double p = share_better(r, c[i].segment, c[j].segment);
            if (j != i && p < .8 && p > .2) c[i].ties[c[i].tie_count++] = j;
        }
    }
    return ICP_OK;
}

static icp_status rank_all(ranking *r, icp_candidate **out, icp_error *err)
{
    size_t k = r->input->segments;
    ICP_I_TRY(make_metrics(r, err));
    if (!r->informative && !r->usage.lift) return ICP_OK;
    ICP_I_TRY(score_draws(r, err));
    icp_candidate *made = ICP_I_NEW(r->pool, icp_candidate, k);
    double *column = ICP_I_NEW(r->scratch, double, ICP_I_DRAWS);
    if (!made || !column) return icp_i_fail_memory(err, "ranking segments");
    for (size_t s = 0; s < k; s++) ICP_I_TRY(describe(r, s, column, &made[s], err));
    sort_candidates(made, k);
    ICP_I_TRY(find_ties(r, made, k, err));
    *out = made;
    return ICP_OK;
}

icp_status icp_i_rank(const icp_i_profile_input *input, const icp_segment *segments, icp_i_pool *pool, icp_candidate **out, size_t *count,
                      icp_error *err)
{
    icp_candidate *made = NULL;
    icp_status status = ICP_OK;
    if (input->segments > 1) {
        ranking r = {.input = input, .segments = segments, .pool = pool, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
        status = r.scratch ? rank_all(&r, &made, err) : icp_i_fail_memory(err, "ranking segments");
        icp_i_pool_free(r.scratch);
    }
    if (status != ICP_OK) return status;
    *out = made;
    *count = made ? input->segments : 0;
    return ICP_OK;
}
