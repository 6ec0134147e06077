/* rank.c - see rank.h. */
#include "icp/rank.h"

#include "base/fail.h"
#include "base/number.h"
#include "icp/tier.h"
#include "math/stats.h"
#include "segment/counts.h"

#include <math.h>
#include <stdio.h>

/* One term of the index: its share, its draws as lifts over the company base (ICP_I_DRAWS x contenders), and of which contenders anything is known:
 * where nobody could buy more, buying more says nothing, and the other terms share its weight. */
typedef struct metric {
    double weight;
    double *lift;
    unsigned char *known; /* contenders */
} metric;

typedef struct ranking {
    const icp_i_contender *list;
    size_t count;
    const icp_i_profile_input *shared; /* its frame and outcomes are those of all inputs */
    icp_i_pool *pool, *scratch; /* of the result; of the draws */
    metric usage, upsell, retention, win;
    bool informative;  /* some outcome can be told from chance */
    double *log_score; /* ICP_I_DRAWS x contenders */
    double *log_kept;  /* the same of the outcomes alone: segments are cut by usage, so usage alone may not make a customer ideal */
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

/* What is drawn: a rate of an outcome (purpose: of its stream), or, without one, the level of usage. */
typedef struct drawn {
    const double *outcome, *level;
    const char *purpose;
    const icp_i_outcome *conditioned; /* NULL, or: draws are of its events over those that conditions let expect */
} drawn;

static icp_status draw_input(const ranking *r, const icp_i_profile_input *input, const drawn *what, icp_estimate *rates, double *draws,
                             icp_error *err)
{
    if (what->conditioned) return icp_i_segment_ratios(input, what->conditioned, what->purpose, r->scratch, rates, NULL, draws, err);
    return what->outcome ? icp_i_segment_rates(input, what->outcome, what->purpose, r->scratch, rates, draws, err)
                         : icp_i_segment_usage(input, what->level, r->scratch, rates, draws, err);
}

/* Draws of every contender, ICP_I_DRAWS x contenders, each input drawn once. */
static icp_status draw_all(const ranking *r, const drawn *what, metric *out, icp_error *err)
{
    double *draws = ICP_I_NEW(r->scratch, double, r->count *ICP_I_DRAWS);
    out->known = ICP_I_NEW(r->scratch, unsigned char, r->count);
    if (!draws || !out->known) return icp_i_fail_memory(err, "ranking candidates");
    for (size_t first = 0, last; first < r->count; first = last) {
        const icp_i_profile_input *input = r->list[first].input;
        icp_estimate *rates = ICP_I_NEW(r->scratch, icp_estimate, input->segments);
        double *own = ICP_I_NEW(r->scratch, double, input->segments *ICP_I_DRAWS);
        if (!rates || !own) return icp_i_fail_memory(err, "ranking candidates");
        ICP_I_TRY(draw_input(r, input, what, rates, own, err));
        for (last = first; last < r->count && r->list[last].input == input; last++) {
            out->known[last] = rates[r->list[last].segment].n > 0;
            for (size_t d = 0; d < ICP_I_DRAWS; d++) draws[d * r->count + last] = own[d * input->segments + r->list[last].segment];
        }
        icp_i_release(r->scratch, own);
        icp_i_release(r->scratch, rates);
    }
    out->lift = draws;
    return ICP_OK;
}

static icp_status outcome_metric(const ranking *r, const icp_i_outcome *outcome, const char *purpose, int keep, double weight, metric *out,
                                 icp_error *err)
{
    *out = (metric){0};
    if (!informative(outcome)) return ICP_OK;
    bool conditioned = outcome->expected != NULL;
    const drawn what = {.outcome = outcome->y, .purpose = purpose, .conditioned = conditioned ? outcome : NULL};
    ICP_I_TRY(draw_all(r, &what, out, err));
    to_lifts(out->lift, ICP_I_DRAWS * r->count, conditioned ? 1 : outcome->model.overall.value, keep);
    out->weight = weight;
    return ICP_OK;
}

static icp_status usage_metric(ranking *r, double weight, icp_error *err)
{
    double *level;
    ICP_I_TRY(icp_i_usage_level(r->shared->frame, r->scratch, &level, err));
    if (!level) return ICP_OK;
    const drawn what = {.level = level};
    ICP_I_TRY(draw_all(r, &what, &r->usage, err));
    to_lifts(r->usage.lift, ICP_I_DRAWS * r->count, 1, 0);
    r->usage.weight = weight;
    return ICP_OK;
}

/* The weights of the index are those of the axes, as the user set them or by default: usage, upsell ease, and keeping what was sold, which is the
 * other side of objections. Winning counts like expanding. */
static double weight_of(const ranking *r, icp_axis axis)
{
    static const double by_default[ICP_AXIS_COUNT] = {.4, .3, .3};
    double given = r->shared->frame->settings->weight[axis];
    return isnan(given) ? by_default[axis] : given;
}

static icp_status make_metrics(ranking *r, icp_error *err)
{
    double expand = weight_of(r, ICP_AXIS_UPSELL), keep = weight_of(r, ICP_AXIS_OBJECTIONS);
    ICP_I_TRY(outcome_metric(r, r->shared->upsell, "upsell rate", 0, expand, &r->upsell, err));
    ICP_I_TRY(outcome_metric(r, r->shared->churn, "churn rate", 1, keep, &r->retention, err));
    ICP_I_TRY(outcome_metric(r, r->shared->win, "win rate", 0, expand, &r->win, err));
    r->informative = r->upsell.weight + r->retention.weight + r->win.weight > 0;
    return r->informative ? usage_metric(r, weight_of(r, ICP_AXIS_USAGE), err) : ICP_OK;
}

static double weight_in(const metric *m, size_t contender)
{
    return m->lift && m->weight > 0 && m->known[contender] ? m->weight : 0;
}

/* sum = the weighted mean of the log lifts that are known, draw by draw. */
static void mean_of(const ranking *r, const metric *const *metrics, size_t count, double *sum)
{
    for (size_t c = 0; c < r->count; c++) {
        double total = 0;
        for (size_t m = 0; m < count; m++) total += weight_in(metrics[m], c);
        for (size_t m = 0; m < count; m++) {
            double share = total > 0 ? weight_in(metrics[m], c) / total : 0;
            for (size_t d = 0; share > 0 && d < ICP_I_DRAWS; d++) sum[d * r->count + c] += share * log(metrics[m]->lift[d * r->count + c]);
        }
    }
}

/* Rank of each contender within each draw; equal scores share the better rank. */
static void rank_draws(const ranking *r)
{
    size_t k = r->count;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) {
        const double *score = r->log_score + d * k;
        for (size_t a = 0; a < k; a++) {
            double rank = 1;
            for (size_t b = 0; b < k; b++) rank += score[b] > score[a];
            r->rank[d * k + a] = rank;
        }
    }
}

/* Usage alone is no index: of whom no outcome is known, the terms are what all accounts let expect, as wide as that is. */
static void expect_of_unknown(ranking *r)
{
    metric *const all[] = {&r->usage, &r->upsell, &r->retention, &r->win};
    for (size_t c = 0; c < r->count; c++) {
        double outcomes = weight_in(&r->upsell, c) + weight_in(&r->retention, c) + weight_in(&r->win, c);
        for (size_t m = 0; !(outcomes > 0) && m < sizeof all / sizeof all[0]; m++)
            if (all[m]->known) all[m]->known[c] = 1;
    }
}

static icp_status score_draws(ranking *r, icp_error *err)
{
    size_t cells = ICP_I_DRAWS * r->count;
    const metric *const all[] = {&r->usage, &r->upsell, &r->retention, &r->win};
    r->log_score = ICP_I_NEW(r->scratch, double, cells);
    r->log_kept = ICP_I_NEW(r->scratch, double, cells);
    r->rank = ICP_I_NEW(r->scratch, double, cells);
    if (!r->log_score || !r->log_kept || !r->rank) return icp_i_fail_memory(err, "ranking candidates");
    expect_of_unknown(r);
    mean_of(r, all, 4, r->log_score);
    mean_of(r, all + 1, 3, r->log_kept);
    rank_draws(r);
    return ICP_OK;
}

/* Column c of a draws x contenders matrix, sorted. */
static void sorted_column(const ranking *r, const double *draws, size_t c, double *column)
{
    for (size_t d = 0; d < ICP_I_DRAWS; d++) column[d] = draws[d * r->count + c];
    icp_i_sort(column, ICP_I_DRAWS);
}

static icp_estimate column_estimate(const ranking *r, const double *draws, size_t contender, size_t n, double *column)
{
    double level = r->shared->frame->settings->level;
    icp_estimate e = {NAN, NAN, NAN, level, n};
    if (!draws) return e;
    sorted_column(r, draws, contender, column);
    e.value = icp_quantile_sorted(column, ICP_I_DRAWS, .5);
    e.low = icp_quantile_sorted(column, ICP_I_DRAWS, (1 - level) / 2);
    e.high = icp_quantile_sorted(column, ICP_I_DRAWS, (1 + level) / 2);
    return e;
}

/* NaN where nothing is known, rather than what all accounts let expect. */
static icp_estimate lift_in(const ranking *r, const metric *m, size_t contender, size_t n, double *column)
{
    return column_estimate(r, m->known && m->known[contender] ? m->lift : NULL, contender, n, column);
}

/* Says which terms the index of a contender goes without. */
static const char *with_unknown(const ranking *r, size_t contender, const char *why)
{
    const struct {
        const metric *of;
        const char *name;
    } term[] = {{&r->usage, "usage"}, {&r->upsell, "upsell"}, {&r->retention, "churn"}, {&r->win, "deals won"}};
    for (size_t m = 0; why && r->informative && m < sizeof term / sizeof term[0]; m++) {
        if (!term[m].of->lift || weight_in(term[m].of, contender) > 0 || !(term[m].of->weight > 0)) continue;
        why = icp_i_print(r->pool, "%s; nothing is known there of %s, so the index is of the rest", why, term[m].name);
    }
    return why;
}

static double share_of_draws(const ranking *r, const double *draws, size_t contender, double threshold, int above)
{
    size_t hits = 0, k = r->count;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) hits += above ? draws[d * k + contender] > threshold : draws[d * k + contender] < threshold;
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

/* What decides the tier of a contender. */
static icp_i_tier_evidence evidence_of(const ranking *r, size_t s, icp_estimate score, double *column)
{
    icp_i_tier_evidence e = {.informative = r->informative, .score = score, .confirmed = r->list[s].rule->findable != 0};
    if (!r->informative) return e;
    e.above_core = share_of_draws(r, r->log_score, s, log(ICP_I_CORE_SCORE), 1);
    e.above_base = share_of_draws(r, r->log_score, s, 0, 1);
    e.below_avoid = share_of_draws(r, r->log_score, s, log(ICP_I_AVOID_SCORE), 0);
    e.outcomes_above = share_of_draws(r, r->log_kept, s, 0, 1);
    e.outcomes_below = share_of_draws(r, r->log_kept, s, 0, 0);
    sorted_column(r, r->log_score, s, column);
    e.log_width_90 = icp_quantile_sorted(column, ICP_I_DRAWS, .95) - icp_quantile_sorted(column, ICP_I_DRAWS, .05);
    return e;
}

/* Score and rank; without an informative outcome neither is known, and the candidate may stand anywhere. */
static void place(const ranking *r, size_t s, double *column, icp_candidate *c)
{
    size_t k = r->count, n = r->list[s].described->customers;
    c->score = (icp_estimate){NAN, NAN, NAN, r->shared->frame->settings->level, n};
    c->p_core = c->p_best = c->rank_median = NAN;
    c->rank_low = 1;
    c->rank_high = k;
    if (!r->informative) return;
    icp_estimate log_score = column_estimate(r, r->log_score, s, n, column), rank = column_estimate(r, r->rank, s, n, column);
    c->score = (icp_estimate){exp(log_score.value), exp(log_score.low), exp(log_score.high), log_score.level, n};
    c->rank_median = rank.value;
    c->rank_low = (size_t)floor(rank.low);
    c->rank_high = (size_t)ceil(rank.high);
    c->p_best = share_of_draws(r, r->rank, s, 1.5, 0);
    c->p_core = share_of_draws(r, r->log_score, s, log(ICP_I_CORE_SCORE), 1);
}

static icp_status describe(const ranking *r, size_t s, double *column, icp_candidate *c, icp_error *err)
{
    const icp_i_contender *contender = &r->list[s];
    const icp_segment *segment = contender->described;
    *c = (icp_candidate){.name = contender->name, .segment = contender->finds ? ICP_NONE : contender->segment, .customers = segment->customers,
                         .revenue = segment->revenue_sum, .route = contender->finds ? ICP_ROUTE_OUTCOME : ICP_ROUTE_SEGMENT,
                         .finds = contender->finds, .share = segment->share, .upsell = segment->upsell, .churn = segment->churn,
                         .win = segment->win, .upsell_expected = segment->upsell_expected};
    place(r, s, column, c);
    c->usage_lift = segment->usage_index;
    bool conditioned = r->upsell.lift && r->shared->upsell->expected; /* then it is the ratio that the segment is described by */
    c->upsell_lift = conditioned ? segment->upsell_for_size : lift_in(r, &r->upsell, s, segment->upsell.n, column);
    c->win_lift = lift_in(r, &r->win, s, segment->win.n, column);
    c->churn_lift = churn_lift(r->shared->churn, segment);
    c->top_objection = top_objection(segment, r->shared->frame->settings->min_cell);
    c->rule = *contender->rule;
    icp_i_tier_evidence evidence = evidence_of(r, s, c->score, column);
    c->tier = icp_i_tier(&evidence);
    c->why_tier = with_unknown(r, s, icp_i_tier_why(&evidence, c->tier, r->pool));
    return c->why_tier ? ICP_OK : icp_i_fail_memory(err, "ranking candidates");
}

/* Insertion sort, best score first, ties in the order of contenders: there are two dozen at most. from: contender of each candidate. */
static void sort_candidates(icp_candidate *c, size_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        icp_candidate moved = c[i];
        size_t j = i;
        for (; j > 0 && c[j - 1].score.value < moved.score.value; j--) c[j] = c[j - 1], from[j] = from[j - 1];
        c[j] = moved;
        from[j] = i;
    }
    for (size_t i = 0; i < count; i++) snprintf(c[i].id, sizeof c[i].id, "C%zu", i + 1);
}

static double share_better(const ranking *r, size_t a, size_t b)
{
    size_t k = r->count, better = 0;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) better += r->log_score[d * k + a] > r->log_score[d * k + b];
    return (double)better / (double)ICP_I_DRAWS;
}

/* Two candidates cannot be told apart when neither is better with probability .8. */
static icp_status find_ties(const ranking *r, icp_candidate *c, const size_t *from, icp_error *err)
{
    for (size_t i = 0; i < r->count; i++) {
        c[i].ties = ICP_I_NEW(r->pool, size_t, r->count);
        if (!c[i].ties) return icp_i_fail_memory(err, "ranking candidates");
        for (size_t j = 0; j < r->count; j++) {
            double p = r->informative ? share_better(r, from[i], from[j]) : .5;
            if (j != i && p < .8 && p > .2) c[i].ties[c[i].tie_count++] = j;
        }
    }
    return ICP_OK;
}

static icp_status rank_all(ranking *r, icp_candidate **out, icp_error *err)
{
    ICP_I_TRY(make_metrics(r, err));
    if (r->informative) ICP_I_TRY(score_draws(r, err));
    icp_candidate *made = ICP_I_NEW(r->pool, icp_candidate, r->count);
    double *column = ICP_I_NEW(r->scratch, double, ICP_I_DRAWS);
    size_t *from = ICP_I_NEW(r->scratch, size_t, r->count);
    if (!made || !column || !from) return icp_i_fail_memory(err, "ranking candidates");
    for (size_t s = 0; s < r->count; s++) ICP_I_TRY(describe(r, s, column, &made[s], err));
    sort_candidates(made, from, r->count);
    ICP_I_TRY(find_ties(r, made, from, err));
    *out = made;
    return ICP_OK;
}

void icp_i_segment_contenders(const icp_i_profile_input *input, const icp_segment *segments, const icp_rule *rules, icp_i_contender *list,
                              size_t *count)
{
    *count = input->segments > 1 ? input->segments : 0;
    for (size_t s = 0; s < *count; s++)
        list[s] = (icp_i_contender){.input = input, .segment = s, .described = &segments[s], .name = segments[s].name, .rule = &rules[s]};
}

icp_status icp_i_rank(const icp_i_contender *contenders, size_t count, icp_i_pool *pool, icp_candidate **out, icp_error *err)
{
    icp_candidate *made = NULL;
    icp_status status = ICP_OK;
    if (count > 0) {
        ranking r = {.list = contenders, .count = count, .shared = contenders[0].input, .pool = pool};
        r.scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
        status = r.scratch ? rank_all(&r, &made, err) : icp_i_fail_memory(err, "ranking candidates");
        icp_i_pool_free(r.scratch);
    }
    if (status == ICP_OK) *out = made;
    return status;
}

static icp_status find_first(ranking *r, size_t *first, icp_error *err)
{
    double *column = ICP_I_NEW(r->scratch, double, ICP_I_DRAWS), best = -INFINITY;
    size_t found = ICP_NONE;
    if (!column) return icp_i_fail_memory(err, "ranking candidates");
    ICP_I_TRY(make_metrics(r, err));
    if (r->informative) ICP_I_TRY(score_draws(r, err));
    for (size_t s = 0; r->informative && s < r->count; s++) {
        sorted_column(r, r->log_score, s, column);
        double median = icp_quantile_sorted(column, ICP_I_DRAWS, .5);
        if (!(median > best)) continue;
        best = median;
        found = s;
    }
    *first = found;
    return ICP_OK;
}

icp_status icp_i_rank_first(const icp_i_contender *contenders, size_t count, const icp_hooks *hooks, size_t *first, icp_error *err)
{
    icp_i_pool *scratch = icp_i_pool_new(hooks);
    ranking r = {.list = contenders, .count = count, .shared = contenders[0].input, .pool = scratch, .scratch = scratch};
    icp_status status = scratch ? find_first(&r, first, err) : icp_i_fail_memory(err, "ranking candidates");
    icp_i_pool_free(scratch);
    return status;
}
