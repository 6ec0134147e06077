/* measure.c - what is asked of a finished run about groups, rates, ranks, models and warnings, against the planted truth. Rules: measure_rules.c. */
#include "benchmarks/simulate/simulate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- groups ---- */

void measure_segments(const repetition *r)
{
    const icp_clustering *c = &r->result->clustering;
    int32_t *truth = malloc(r->seen->rows * sizeof *truth);
    icp_error err = {0};
    double ari;
    if (!truth) exit(1);
    for (size_t i = 0; i < r->seen->rows; i++) truth[i] = (int32_t)r->seen->accounts[i].segment;
    need(icp_adjusted_rand(r->result->row_segment, truth, r->seen->rows, &ari, &err), &err);
    print_number("k", (double)c->k);
    print_number("ari", ari);
    print_share("natural", c->verdict == ICP_VERDICT_NATURAL, 1);
    print_share("reproducible", c->verdict == ICP_VERDICT_REPRODUCIBLE, 1);
    size_t differ = 0; /* each outcome on its own: the adjustment for their number taken back */
    for (size_t i = 0; i < c->difference_count; i++) differ += c->differences[i].p / (double)c->difference_count <= .05;
    print_share("differ", differ, c->difference_count);
    free(truth);
}

/* ---- rates ---- */

/* The true probability an outcome of account i was drawn from. */
static double truth_of(const account *a, icp_role role)
{
    return role == ICP_ROLE_CHURN ? a->p_churn : a->p_upsell;
}

/* Mean true probability of the accounts of a segment; of all when segment < 0. */
static double true_rate(const repetition *r, icp_role role, long segment)
{
    double sum = 0, n = 0;
    for (size_t i = 0; i < r->seen->rows; i++) {
        if (segment >= 0 && r->result->row_segment[i] != segment) continue;
        sum += truth_of(&r->seen->accounts[i], role);
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

/* Share of events that was seen: of the eligible, where the outcome is an expansion. */
static double raw_rate(const repetition *r, icp_role role, long segment)
{
    double sum = 0, n = 0;
    for (size_t i = 0; i < r->seen->rows; i++) {
        const account *a = &r->seen->accounts[i];
        if (r->result->row_segment[i] != segment || (role == ICP_ROLE_UPSELL && !a->eligible)) continue;
        sum += role == ICP_ROLE_CHURN ? a->churned : a->expanded;
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

static const icp_estimate *rate_of(const icp_segment *segment, icp_role role)
{
    return role == ICP_ROLE_CHURN ? &segment->churn : &segment->upsell;
}

void measure_rates(const repetition *r)
{
    static const icp_role roles[] = {ICP_ROLE_UPSELL, ICP_ROLE_CHURN};
    const icp_result *result = r->result;
    size_t covered = 0, of = 0;
    for (size_t s = 0; s < result->segment_count; s++)
        for (size_t o = 0; o < 2; o++) {
            const icp_estimate *e = rate_of(&result->segments[s], roles[o]);
            double truth = true_rate(r, roles[o], (long)s);
            if (isnan(e->value) || isnan(truth)) continue;
            of++;
            covered += e->low <= truth && truth <= e->high;
        }
    print_share("rates_covered", covered, of);
    size_t best = 0, raw = 0, right = 0;
    for (size_t s = 1; s < result->segment_count; s++) {
        if (rate_of(&result->segments[s], ICP_ROLE_UPSELL)->value > rate_of(&result->segments[best], ICP_ROLE_UPSELL)->value) best = s;
        if (raw_rate(r, ICP_ROLE_UPSELL, (long)s) > raw_rate(r, ICP_ROLE_UPSELL, (long)raw)) raw = s;
        if (true_rate(r, ICP_ROLE_UPSELL, (long)s) > true_rate(r, ICP_ROLE_UPSELL, (long)right)) right = s;
    }
    if (result->segment_count < 2 || isnan(rate_of(&result->segments[0], ICP_ROLE_UPSELL)->value)) return;
    double top = true_rate(r, ICP_ROLE_UPSELL, (long)right);
    print_number("regret_shrunk", top - true_rate(r, ICP_ROLE_UPSELL, (long)best));
    print_number("regret_raw", top - true_rate(r, ICP_ROLE_UPSELL, (long)raw));
    print_number("overstated_shrunk", rate_of(&result->segments[best], ICP_ROLE_UPSELL)->value - true_rate(r, ICP_ROLE_UPSELL, (long)best));
    print_number("overstated_raw", raw_rate(r, ICP_ROLE_UPSELL, (long)raw) - true_rate(r, ICP_ROLE_UPSELL, (long)raw));
}

/* ---- ranks ---- */

/* Mean true probability of the accounts a candidate stands for: those of its segment, or those its rule finds. */
static double candidate_rate(const repetition *r, icp_role role, const icp_candidate *c)
{
    if (c->route == ICP_ROUTE_SEGMENT) return true_rate(r, role, (long)c->segment);
    double sum = 0, n = 0;
    for (size_t i = 0; i < r->fresh->rows; i++) {
        if (icp_rule_match(&c->rule, r->fresh->table, i) != 1) continue;
        sum += truth_of(&r->fresh->accounts[i], role);
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

/* The index of a candidate if the true rates were known; usage is as published. */
static double true_score(const repetition *r, const icp_candidate *c)
{
    double sum = 0, weight = 0;
    if (!isnan(c->usage_lift.value)) sum += .4 * log(c->usage_lift.value), weight += .4;
    if (!isnan(c->upsell_lift.value)) sum += .3 * log(candidate_rate(r, ICP_ROLE_UPSELL, c) / true_rate(r, ICP_ROLE_UPSELL, -1)), weight += .3;
    if (!isnan(c->churn_lift.value))
        sum += .3 * log((1 - candidate_rate(r, ICP_ROLE_CHURN, c)) / (1 - true_rate(r, ICP_ROLE_CHURN, -1))), weight += .3;
    return exp(sum / weight);
}

void measure_ranks(const repetition *r)
{
    enum { MOST = 40 };
    const icp_result *result = r->result;
    double score[MOST];
    size_t covered = 0, of = 0, tier[5] = {0}, wrong[5] = {0}, count = result->candidate_count < MOST ? result->candidate_count : MOST;
    for (size_t i = 0; i < count; i++) score[i] = true_score(r, &result->candidates[i]);
    for (size_t i = 0; i < count; i++) {
        const icp_candidate *c = &result->candidates[i];
        tier[c->tier]++;
        wrong[c->tier] += c->tier == ICP_TIER_AVOID ? score[i] > 1 : score[i] < 1;
        if (isnan(c->score.value) || isnan(score[i])) continue;
        size_t rank = 1;
        for (size_t j = 0; j < count; j++) rank += score[j] > score[i];
        of++;
        covered += c->rank_low <= rank && rank <= c->rank_high;
    }
    print_share("ranks_covered", covered, of);
    print_share("core", tier[ICP_TIER_CORE] > 0, 1);
    print_share("core_wrong", wrong[ICP_TIER_CORE], tier[ICP_TIER_CORE]);
    print_share("avoid", tier[ICP_TIER_AVOID] > 0, 1);
    print_share("avoid_wrong", wrong[ICP_TIER_AVOID], tier[ICP_TIER_AVOID]);
}

/* ---- models ---- */

typedef struct scored {
    double score, p;
} scored;

static int by_score(const void *a, const void *b)
{
    double x = ((const scored *)a)->score, y = ((const scored *)b)->score;
    return (x > y) - (x < y);
}

/* Expected concordance of scores with outcomes drawn afresh from the true probabilities; equal scores count half. */
static double true_auc(const scored *sorted, size_t n)
{
    double pairs = 0, below = 0, events = 0, none = 0;
    for (size_t i = 0, j; i < n; i = j) {
        double p = 0, q = 0;
        for (j = i; j < n && sorted[j].score == sorted[i].score; j++) p += sorted[j].p, q += 1 - sorted[j].p;
        pairs += p * (below + q / 2);
        below += q;
        events += p;
        none += q;
    }
    return pairs / (events * none);
}

/* Share of repetitions whose interval of the AUC holds the concordance that the same scores would have with fresh outcomes. */
static void measure_auc(const repetition *r, const icp_outcome_model *model, icp_role role, const double *probability)
{
    scored *s = malloc(r->seen->rows * sizeof *s);
    size_t n = 0;
    if (!s) exit(1);
    for (size_t i = 0; i < r->seen->rows; i++)
        if (!isnan(probability[i]) && (role == ICP_ROLE_CHURN || r->seen->accounts[i].eligible))
            s[n++] = (scored){probability[i], truth_of(&r->seen->accounts[i], role)};
    qsort(s, n, sizeof *s, by_score);
    double truth = n > 0 ? true_auc(s, n) : (double)NAN;
    if (n > 0) print_share("auc_covered", model->auc.low <= truth && truth <= model->auc.high, 1);
    free(s);
}

/* Both outcomes count in the same shares and means; they are drawn apart. */
static void measure_model(const repetition *r, const icp_outcome_model *model, icp_role role, const double *probability)
{
    if (!model->present || isnan(model->auc.value)) return;
    const char *slope = role == ICP_ROLE_CHURN ? "slope_churn" : "slope_upsell";
    print_number(role == ICP_ROLE_CHURN ? "auc_churn" : "auc_upsell", model->auc.value);
    print_number(slope, model->calibration_slope);
    print_share(role == ICP_ROLE_CHURN ? "used_churn" : "used_upsell", model->used != 0, 1);
    print_share(role == ICP_ROLE_CHURN ? "ece_churn" : "ece_upsell", model->ece <= model->ece_null95, 1);
    print_share(role == ICP_ROLE_CHURN ? "half_churn" : "half_upsell", model->auc.low <= .5 && .5 <= model->auc.high, 1);
    measure_auc(r, model, role, probability);
}

void measure_models(const repetition *r)
{
    measure_model(r, &r->result->upsell, ICP_ROLE_UPSELL, r->result->row_upsell_ease);
    measure_model(r, &r->result->churn, ICP_ROLE_CHURN, r->result->row_churn_risk);
}

/* ---- warnings ---- */

static bool warned(const icp_result *result, const char *code, const char *column)
{
    for (size_t i = 0; i < result->warning_count; i++)
        if (strcmp(result->warnings[i].code, code) == 0 && (!column || strcmp(result->warnings[i].column, column) == 0)) return true;
    return false;
}

static bool finite_intervals(const icp_outcome_model *model)
{
    for (size_t i = 0; i < model->coefficient_count; i++)
        if (!isfinite(model->coefficients[i].low) || !isfinite(model->coefficients[i].high)) return false;
    return model->coefficient_count > 0;
}

void measure_alarms(const repetition *r)
{
    const icp_outcome_model *churn = &r->result->churn;
    print_share("leak_named", warned(r->result, "leak", r->world->leak ? "health" : NULL), 1);
    print_share("firth", churn->method == ICP_MODEL_FIRTH && finite_intervals(churn) && warned(r->result, "separation", NULL), 1);
    print_share("unstable", warned(r->result, "unstable", NULL), 1);
}
