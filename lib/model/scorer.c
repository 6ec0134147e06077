/* scorer.c - what a model says of one account. Owns: segment, score, tier, reasons, and what lies outside what the model has seen. Must not know:
 * files, text. */
#include "base/fail.h"
#include "base/pool.h"
#include "icp/tier.h"
#include "math/multinomial.h"
#include "model/evaluate.h"

#include <math.h>
#include <string.h>

#define WORTH_SAYING 0.0487901641694320 /* log 1.05: a smaller part is no reason */
#define RARE_OTHERS 0.01                /* where fewer training rows had unlisted values, one is a surprise */

struct icp_scorer {
    const icp_model *model;
    icp_i_pool *pool;
    bool measured;          /* accounts are placed by the distance, not by chances */
    icp_i_terms terms;      /* of the design under way */
    icp_i_terms usage;      /* of the usage design */
    double *position, *input;
    double *probability;    /* segments; NaN when there is no such model */
    double *part;           /* columns */
    double *mean;           /* encodings of the direct design: what each adds on average */
    double log_odds, average;
    unsigned char ***under; /* candidates x their literals: by level, 1 = the literal holds; NULL for ranges */
};

static size_t most_terms(const icp_model *m)
{
    size_t most = m->usage.terms;
    const icp_model_predictor *p[] = {&m->upsell, &m->churn, &m->win, &m->prospect.direct, &m->prospect.segments};
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++)
        if (p[i]->design.terms > most) most = p[i]->design.terms;
    for (size_t i = 0; i < m->objection_count; i++)
        if (m->objections[i].predictor.design.terms > most) most = m->objections[i].predictor.design.terms;
    return most;
}

static size_t most_inputs(const icp_model *m)
{
    size_t most = 0;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
        if (m->axis[a].input_count > most) most = m->axis[a].input_count;
    return most;
}

static bool has_usage(const icp_model *m)
{
    for (size_t c = 0; c < m->column_count; c++)
        if (m->columns[c].role == ICP_ROLE_USAGE) return true;
    return false;
}

/* Which levels are under each condition, so that rows need not compare texts. */
static bool list_levels(icp_scorer *s)
{
    const icp_model *m = s->model;
    s->under = ICP_I_NEW(s->pool, unsigned char **, m->candidate_count);
    for (size_t c = 0; c < m->candidate_count && s->under; c++) {
        s->under[c] = ICP_I_NEW(s->pool, unsigned char *, m->candidates[c].literal_count);
        if (!s->under[c]) return false;
        for (size_t l = 0; l < m->candidates[c].literal_count; l++) {
            const icp_model_literal *literal = &m->candidates[c].literals[l];
            const icp_model_column *column = &m->columns[literal->column];
            if (literal->op == ICP_RULE_BETWEEN) continue;
            s->under[c][l] = ICP_I_NEW(s->pool, unsigned char, column->level_count + 1);
            if (!s->under[c][l]) return false;
            for (size_t v = 0; v < literal->value_count; v++)
                for (size_t k = 0; k < column->level_count; k++)
                    if (strcmp(column->levels[k], literal->values[v]) == 0) s->under[c][l][k] = 1;
        }
    }
    return s->under != NULL;
}

static bool room_for_terms(icp_scorer *s)
{
    size_t most = most_terms(s->model);
    s->terms = (icp_i_terms){.x = ICP_I_NEW(s->pool, double, most), .active = ICP_I_NEW(s->pool, size_t, most),
                             .shaped = ICP_I_NEW(s->pool, icp_i_shaped, s->model->column_count)};
    s->usage.x = ICP_I_NEW(s->pool, double, s->model->usage.terms);
    return s->terms.x && s->terms.active && s->terms.shaped && s->usage.x;
}

/* Those of the account whose terms all are the average ones. */
static double log_odds_of_means(icp_scorer *s, const icp_model_predictor *p)
{
    s->terms.count = p->design.terms;
    memcpy(s->terms.x, p->design.mean, p->design.terms * sizeof *s->terms.x);
    for (size_t t = 0; t < p->design.terms; t++) s->terms.active[t] = t;
    return icp_i_model_log_odds(p, 0, &s->terms);
}

icp_status icp_scorer_new(const icp_model *model, int usage, icp_scorer **out, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_scorer *s = pool ? ICP_I_NEW(pool, icp_scorer, 1) : NULL;
    if (s) {
        *s = (icp_scorer){.model = model, .pool = pool, .measured = usage || !has_usage(model), .position = ICP_I_NEW(pool, double, model->cols),
                          .input = ICP_I_NEW(pool, double, most_inputs(model)), .probability = ICP_I_NEW(pool, double, model->segment_count),
                          .part = ICP_I_NEW(pool, double, model->column_count), .log_odds = 0, .average = 0};
        s->mean = ICP_I_NEW(pool, double, model->prospect.direct.design.encoding_count);
        if (room_for_terms(s) && s->position && s->input && s->probability && s->part && s->mean && list_levels(s)) {
            if (model->prospect.scored) {
                icp_i_model_means(&model->prospect.direct, 0, model->columns, s->mean);
                s->average = log_odds_of_means(s, &model->prospect.direct);
            }
            *out = s;
            return ICP_OK;
        }
    }
    icp_i_pool_free(pool);
    return icp_i_fail_memory(err, "preparing to score");
}

void icp_scorer_free(icp_scorer *scorer)
{
    if (scorer) icp_i_pool_free(scorer->pool);
}

/* ---- segment ---- */

static double outcome_log_odds(icp_scorer *s, const icp_model_predictor *p, const icp_model_cell *cells)
{
    icp_i_model_terms(&p->design, s->model->columns, cells, &s->terms);
    return icp_i_model_log_odds(p, 0, &s->terms);
}

static double input_value(icp_scorer *s, const icp_model_input *input, const icp_model_cell *cells)
{
    const icp_model *m = s->model;
    switch (input->source) {
    case ICP_SOURCE_USAGE: return s->usage.x[input->index];
    case ICP_SOURCE_UPSELL: return outcome_log_odds(s, &m->upsell, cells);
    case ICP_SOURCE_CHURN: return outcome_log_odds(s, &m->churn, cells);
    case ICP_SOURCE_WIN: return outcome_log_odds(s, &m->win, cells);
    case ICP_SOURCE_OBJECTION: break;
    }
    const icp_model_objection *o = &m->objections[input->index];
    return -log1p(exp(-outcome_log_odds(s, &o->predictor, cells))) - log(o->overall);
}

static void take_position(icp_scorer *s, const icp_model_cell *cells)
{
    const icp_model *m = s->model;
    double *to = s->position;
    icp_i_model_terms(&m->usage, m->columns, cells, &s->usage);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        const icp_model_axis *axis = &m->axis[a];
        for (size_t i = 0; i < axis->input_count; i++)
            s->input[i] = (input_value(s, &axis->input[i], cells) - axis->input[i].centre) * axis->input[i].scale;
        for (size_t c = 0; c < axis->cols; c++, to++) {
            *to = 0;
            for (size_t i = 0; i < axis->input_count; i++) *to += axis->loading[c * axis->input_count + i] * s->input[i];
        }
    }
}

static double squared_distance(const icp_scorer *s, size_t segment)
{
    const icp_model *m = s->model;
    double sum = 0;
    for (size_t c = 0; c < m->cols; c++) {
        double d = s->position[c] - m->center[segment * m->cols + c];
        sum += d * d;
    }
    return sum;
}

/* The nearest centre; of equally near ones the first. */
static size_t nearest(const icp_scorer *s)
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t k = 0; k < s->model->segment_count; k++) {
        double sum = squared_distance(s, k);
        if (sum < least) {
            least = sum;
            best = k;
        }
    }
    return best;
}

static void find_chances(icp_scorer *s, const icp_model_cell *cells)
{
    const icp_model *m = s->model;
    const icp_model_predictor *p = &m->prospect.segments;
    for (size_t k = 0; k < m->segment_count; k++) s->probability[k] = NAN;
    if (p->outputs == 0) return;
    icp_i_model_terms(&p->design, m->columns, cells, &s->terms);
    for (size_t k = 0; k < p->outputs; k++) s->probability[k] = icp_i_model_log_odds(p, k, &s->terms);
    icp_i_softmax(s->probability, p->outputs);
}

static void find_segment(icp_scorer *s, const icp_model_cell *cells, icp_scored *out)
{
    const icp_model *m = s->model;
    out->customer = s->measured;
    out->probability = NAN;
    out->segment = ICP_NONE;
    if (m->segment_count == 1 || s->measured) {
        take_position(s, cells);
        out->segment = m->segment_count == 1 ? 0 : nearest(s);
        return;
    }
    for (size_t k = 0; k < m->prospect.segments.outputs; k++)
        if (out->segment == ICP_NONE || s->probability[k] > s->probability[out->segment]) out->segment = k;
    if (out->segment != ICP_NONE) out->probability = s->probability[out->segment];
}

/* ---- score ---- */

static double logit(double p)
{
    return log(p / (1 - p));
}

static void find_score(icp_scorer *s, const icp_model_cell *cells, icp_scored *out)
{
    const icp_model *m = s->model;
    const icp_model_prospect *p = &m->prospect;
    memset(s->part, 0, m->column_count * sizeof *s->part);
    s->log_odds = 0;
    out->score = NAN;
    out->percentile = -1;
    if (!p->scored) return;
    icp_i_model_terms(&p->direct.design, m->columns, cells, &s->terms);
    s->log_odds = icp_i_model_log_odds(&p->direct, 0, &s->terms);
    icp_i_model_parts(&p->direct, 0, cells, s->terms.x, s->mean, s->part);
    double log_odds = s->log_odds;
    if (p->by_segments) {
        double value = 0;
        for (size_t k = 0; k < p->segments.outputs; k++) value += s->probability[k] * m->segments[k].value;
        log_odds = logit(fmin(fmax(value, 1e-12), 1 - 1e-12));
    }
    out->score = 1 / (1 + exp(-(p->intercept + p->slope * log_odds)));
    out->percentile = 0; /* cuts below the score; they ascend */
    for (int left = ICP_MODEL_CUTS; left > 0;) {
        int half = left / 2;
        bool above = p->cut[out->percentile + half] < out->score;
        out->percentile += above ? half + 1 : 0;
        left = above ? left - half - 1 : half;
    }
}

/* ---- tier ---- */

int icp_model_literal_match(const icp_model *model, const icp_model_literal *literal, const icp_model_cell *cells)
{
    const icp_model_column *column = &model->columns[literal->column];
    const icp_model_cell *cell = &cells[literal->column];
    if (literal->op == ICP_RULE_BETWEEN) return isnan(cell->number) ? -1 : cell->number >= literal->low && cell->number < literal->high;
    if (cell->level < 0) return -1;
    for (size_t v = 0; v < literal->value_count && (size_t)cell->level < column->level_count; v++)
        if (strcmp(column->levels[cell->level], literal->values[v]) == 0) return 1;
    return 0;
}

static bool under_rule(const icp_scorer *s, size_t candidate, const icp_model_cell *cells)
{
    const icp_model_candidate *c = &s->model->candidates[candidate];
    for (size_t l = 0; l < c->literal_count; l++) {
        const unsigned char *under = s->under[candidate][l];
        int32_t level = cells[c->literals[l].column].level;
        if (under ? level < 0 || !under[level] : icp_model_literal_match(s->model, &c->literals[l], cells) != 1) return false;
    }
    return c->literal_count > 0;
}

/* Without a rule that holds, the score against the average row; Tier 1 is for accounts that a confirmed rule finds. */
static icp_tier tier_by_score(const icp_model *m, double score)
{
    double lift = score / m->prospect.base;
    if (isnan(score)) return ICP_TIER_UNDECIDED;
    return lift >= ICP_I_CORE_SCORE ? ICP_TIER_SECOND : lift <= ICP_I_AVOID_SCORE ? ICP_TIER_AVOID : ICP_TIER_OPPORTUNISTIC;
}

/* A customer has the tier of its segment. A prospect has that of the first candidate whose confirmed rule holds. */
static void find_tier(const icp_scorer *s, const icp_model_cell *cells, icp_scored *out)
{
    const icp_model *m = s->model;
    out->candidate = ICP_NONE;
    if (out->customer && m->segment_count > 1) out->candidate = m->segments[out->segment].candidate;
    for (size_t c = 0; c < m->candidate_count && !out->customer && out->candidate == ICP_NONE; c++)
        if (m->candidates[c].findable && under_rule(s, c, cells)) out->candidate = c;
    out->tier = out->candidate != ICP_NONE ? m->candidates[out->candidate].tier : tier_by_score(m, out->score);
}

/* ---- reasons, surprises ---- */

/* Two places for the largest of sign * part, ties to the first column. */
static void find_strongest(const icp_scorer *s, double sign, size_t *column, double *log_odds)
{
    double first = WORTH_SAYING, second = WORTH_SAYING;
    column[0] = column[1] = ICP_NONE;
    for (size_t c = 0; c < s->model->column_count; c++) {
        double size = sign * s->part[c];
        if (!(size > second)) continue;
        bool ahead = size > first;
        column[1] = ahead ? column[0] : c;
        second = ahead ? first : size;
        if (!ahead) continue;
        column[0] = c;
        first = size;
    }
    for (size_t r = 0; r < 2; r++) log_odds[r] = column[r] == ICP_NONE ? 0 : s->part[column[r]];
}

/* Places 0 and 1 are for, 2 and 3 against. */
static void find_reasons(const icp_scorer *s, icp_scored *out)
{
    find_strongest(s, 1, out->reason, out->reason_log_odds);
    find_strongest(s, -1, out->reason + 2, out->reason_log_odds + 2);
}

static bool surprising(const icp_model_column *column, const icp_model_cell *cell)
{
    if (column->type >= ICP_TYPE_NUMBER) return cell->number < column->low || cell->number > column->high;
    return cell->level >= 0 && (size_t)cell->level == column->level_count && column->unlisted < RARE_OTHERS;
}

static void find_surprise(const icp_scorer *s, const icp_model_cell *cells, icp_scored *out)
{
    const icp_model *m = s->model;
    out->extrapolated = ICP_NONE;
    for (size_t c = 0; c < m->column_count && out->extrapolated == ICP_NONE; c++) {
        bool looked_at = m->columns[c].role == ICP_ROLE_TRAIT || s->measured;
        if (looked_at && surprising(&m->columns[c], &cells[c])) out->extrapolated = c;
    }
}

void icp_scorer_score(icp_scorer *s, const icp_model_cell *cells, icp_scored *out)
{
    find_chances(s, cells);
    find_segment(s, cells, out);
    find_score(s, cells, out);
    find_tier(s, cells, out);
    find_reasons(s, out);
    find_surprise(s, cells, out);
}

void icp_scorer_parts(const icp_scorer *s, double *part, double *log_odds, double *average)
{
    memcpy(part, s->part, s->model->column_count * sizeof *part);
    if (log_odds) *log_odds = s->log_odds;
    if (average) *average = s->average;
}

void icp_scorer_segments(const icp_scorer *s, double *probability)
{
    memcpy(probability, s->probability, s->model->segment_count * sizeof *probability);
}

void icp_scorer_distances(const icp_scorer *s, double *distance)
{
    for (size_t k = 0; k < s->model->segment_count; k++) distance[k] = s->measured ? sqrt(squared_distance(s, k)) : (double)NAN;
}
