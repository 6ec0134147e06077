/* cells.c - worlds made of a handful of numbers, one for each cell of a question: which of several small groups is best (raw or shrunk rates), and
 * whether segments cut by a supervised column differ where nothing does. Must not know: the generator of datasets/. */
#include "benchmarks/simulate/simulate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- small groups with rates of their own ---- */

enum { MOST_GROUPS = 12, SMALLEST = 30, SPREAD = 120, MOST_ROWS = MOST_GROUPS * (SMALLEST + SPREAD) };

/* Rows and the truth behind them. */
typedef struct groups {
    size_t count, rows;
    double rate[MOST_GROUPS], p[MOST_ROWS], more[MOST_ROWS], less[MOST_ROWS];
    const char *name[MOST_ROWS], *bought[MOST_ROWS];
} groups;

/* Gamma of a whole or half shape by sums of exponentials and a squared normal. */
static double draw_gamma(draw *d, double shape)
{
    double sum = 0;
    for (; shape >= 1; shape--) sum -= log(1 - draw_uniform(d));
    if (shape >= .5) {
        double z = draw_normal(d);
        sum += z * z / 2;
    }
    return sum;
}

/* alike: rates are Beta(alike / 4, 3 alike / 4), 0: they are all one quarter. Groups are far apart in two columns, one of which falls as the other
 * rises, so that none of them uses more than another. */
static void draw_groups_of(groups *g, size_t count, double alike, draw *d)
{
    static const char *const names[MOST_GROUPS] = {"bank", "farm", "shop", "mill", "port", "camp", "bars", "inns", "labs", "ship", "rail", "road"};
    g->count = count;
    g->rows = 0;
    for (size_t k = 0; k < count; k++) {
        size_t size = SMALLEST + draw_below(d, SPREAD);
        double a = alike > 0 ? draw_gamma(d, alike / 4) : 1, b = alike > 0 ? draw_gamma(d, 3 * alike / 4) : 3;
        g->rate[k] = a / (a + b);
        for (size_t i = 0; i < size; i++, g->rows++) {
            g->more[g->rows] = 100 + 10 * (double)k + draw_uniform(d);
            g->less[g->rows] = 100 + 10 * (double)(count - 1 - k) + draw_uniform(d);
            g->p[g->rows] = g->rate[k];
            g->name[g->rows] = names[k];
            g->bought[g->rows] = draw_chance(d, g->rate[k]) ? "yes" : "no";
        }
    }
}

static icp_table *table_of(const groups *g)
{
    icp_table *table;
    icp_error err = {0};
    need(icp_table_new(NULL, &table, &err), &err);
    need(icp_table_add_number(table, "more", g->more, g->rows, &err), &err);
    need(icp_table_add_number(table, "less", g->less, g->rows, &err), &err);
    need(icp_table_add_text(table, "industry", g->name, g->rows, &err), &err);
    need(icp_table_add_text(table, "bought", g->bought, g->rows, &err), &err);
    return table;
}

typedef struct tally {
    double truth, seen, n;
} tally;

static void tally_segments(const groups *g, const icp_result *result, tally t[MOST_GROUPS])
{
    memset(t, 0, MOST_GROUPS * sizeof *t);
    for (size_t i = 0; i < g->rows; i++) {
        tally *own = &t[result->row_segment[i]];
        own->truth += g->p[i], own->seen += strcmp(g->bought[i], "yes") == 0, own->n++;
    }
    for (size_t s = 0; s < result->segment_count; s++) t[s].truth /= t[s].n, t[s].seen /= t[s].n;
}

static void measure_intervals(const groups *g, const icp_result *result)
{
    tally t[MOST_GROUPS];
    size_t covered = 0, of = 0;
    tally_segments(g, result, t);
    for (size_t s = 0; s < result->segment_count; s++) {
        const icp_estimate *e = &result->segments[s].upsell;
        of += isnan(e->value) ? 0 : 1;
        covered += e->low <= t[s].truth && t[s].truth <= e->high;
    }
    print_share("rates_covered", covered, of);
}

/* The best group by its shrunk rate, by its raw rate, and in truth. */
static void measure_choice(const groups *g, const icp_result *result)
{
    tally t[MOST_GROUPS];
    size_t best = 0, raw = 0, right = 0;
    tally_segments(g, result, t);
    for (size_t s = 0; s < result->segment_count; s++) {
        if (result->segments[s].upsell.value > result->segments[best].upsell.value) best = s;
        if (t[s].seen > t[raw].seen) raw = s;
        if (t[s].truth > t[right].truth) right = s;
    }
    print_number("regret_shrunk", t[right].truth - t[best].truth);
    print_number("regret_raw", t[right].truth - t[raw].truth);
    print_number("overstated_shrunk", result->segments[best].upsell.value - t[best].truth);
    print_number("overstated_raw", t[raw].seen - t[raw].truth);
}

/* True rate of the accounts a candidate stands for. */
static double truth_of_candidate(const groups *g, const icp_result *result, const icp_candidate *c)
{
    double sum = 0, n = 0;
    for (size_t i = 0; i < g->rows; i++) {
        bool inside = c->route == ICP_ROUTE_SEGMENT ? (size_t)result->row_segment[i] == c->segment : icp_rule_match(&c->rule, result->table, i) == 1;
        if (!inside) continue;
        sum += g->p[i];
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

static void measure_places(const groups *g, const icp_result *result)
{
    size_t covered = 0, of = 0;
    for (size_t i = 0; i < result->candidate_count; i++) {
        const icp_candidate *c = &result->candidates[i];
        double truth = truth_of_candidate(g, result, c);
        size_t rank = 1, ties = 0;
        if (isnan(c->score.value)) continue;
        for (size_t j = 0; j < result->candidate_count; j++) {
            double other = truth_of_candidate(g, result, &result->candidates[j]);
            rank += other > truth;
            ties += j != i && other == truth;
        }
        of++;
        covered += c->rank_low <= rank + ties && rank <= c->rank_high; /* of equal rates any of their places is right */
    }
    print_share("ranks_covered", covered, of);
}

typedef void (*question)(const groups *g, const icp_result *result);

/* A run with as many segments as groups, and what is asked of it, ended by NULL. weights NULL: the default. */
static void ask(const groups *g, const char *weights, uint64_t seed, const question *measure)
{
    icp_settings settings = icp_settings_default();
    icp_roles *roles;
    icp_result result;
    icp_error err = {0};
    icp_table *table = table_of(g);
    settings.threads = 1;
    settings.seed = seed;
    settings.k_low = settings.k_high = g->count;
    if (weights) need(icp_settings_set(&settings, "weights", weights, ICP_ORIGIN_FLAG, &err), &err);
    need(icp_settings_set(&settings, "resamples", "none", ICP_ORIGIN_FLAG, &err), &err);
    need(icp_roles_new(NULL, &roles, &err), &err);
    need(icp_roles_give(roles, ICP_ROLE_USAGE, "more,less", &err), &err);
    need(icp_roles_give(roles, ICP_ROLE_TRAIT, "industry", &err), &err);
    need(icp_roles_give(roles, ICP_ROLE_UPSELL, "bought=yes/no", &err), &err);
    need(icp_run(table, roles, &settings, &result, &err), &err);
    for (; *measure; measure++) (*measure)(g, &result);
    icp_result_free(&result);
    icp_roles_free(roles);
    icp_table_free(table);
}

/* Intervals and places are asked of the default. Whether shrinking helps to choose is asked where the segments are the groups, held out, too: with
 * upsell in the distance, raw rates would be of other accounts than the shrunk ones. */
void simulate_rates(size_t count, double alike, uint64_t seed)
{
    static groups g; /* one at a time */
    draw d = draw_new(seed + 70000);
    draw_groups_of(&g, count, alike, &d);
    ask(&g, NULL, seed, (const question[]){measure_intervals, measure_places, NULL});
    ask(&g, "usage=1,upsell=0", seed, (const question[]){measure_choice, NULL});
}

/* ---- a supervised column without anything to supervise ---- */

enum { GUARD_ROWS = 600, GUARD_COLUMNS = 15, GUARD_K = 4 };

typedef struct noise {
    double x[GUARD_ROWS * GUARD_COLUMNS], y[GUARD_ROWS];
} noise;

static void draw_noise(noise *w, draw *d)
{
    for (size_t i = 0; i < GUARD_ROWS * GUARD_COLUMNS; i++) w->x[i] = draw_normal(d);
    for (size_t i = 0; i < GUARD_ROWS; i++) w->y[i] = draw_chance(d, .25);
}

/* What a run does with churn risk in the distance, whatever it is worth: the weight is given. p of one outcome, so that it is not adjusted. */
static bool differs_held_out(const noise *w, uint64_t seed)
{
    icp_settings settings = icp_settings_default();
    icp_table *table;
    icp_roles *roles;
    icp_result result;
    icp_error err = {0};
    double *column = malloc(GUARD_ROWS * sizeof *column);
    if (!column) exit(1);
    need(icp_table_new(NULL, &table, &err), &err);
    for (size_t j = 0; j < GUARD_COLUMNS; j++) {
        char name[16];
        snprintf(name, sizeof name, "measure_%zu", j);
        for (size_t i = 0; i < GUARD_ROWS; i++) column[i] = w->x[i * GUARD_COLUMNS + j];
        need(icp_table_add_number(table, name, column, GUARD_ROWS, &err), &err);
    }
    need(icp_table_add_number(table, "left", w->y, GUARD_ROWS, &err), &err);
    free(column);
    settings.threads = 1;
    settings.seed = seed;
    settings.k_low = settings.k_high = GUARD_K;
    need(icp_settings_set(&settings, "weights", "usage=.4,objections=.6", ICP_ORIGIN_FLAG, &err), &err);
    need(icp_settings_set(&settings, "resamples", "none", ICP_ORIGIN_FLAG, &err), &err);
    need(icp_roles_new(NULL, &roles, &err), &err);
    need(icp_roles_give(roles, ICP_ROLE_USAGE, "measure_*", &err), &err);
    need(icp_roles_give(roles, ICP_ROLE_CHURN, "left=1/0", &err), &err);
    need(icp_run(table, roles, &settings, &result, &err), &err);
    if (result.clustering.difference_count != 1 || !(result.clustering.weight[ICP_AXIS_OBJECTIONS] > .5)) exit(1); /* churn risk is in the distance */
    bool differs = result.clustering.differences[0].differs != 0;
    icp_result_free(&result);
    icp_roles_free(roles);
    icp_table_free(table);
    return differs;
}

/* Chi-square of y over four labels against its 5 % point with 3 degrees of freedom. */
static bool differs_between(const int32_t *label, const double *y)
{
    double events[GUARD_K] = {0}, n[GUARD_K] = {0}, rate = 0, sum = 0;
    for (size_t i = 0; i < GUARD_ROWS; i++) events[label[i]] += y[i], n[label[i]]++, rate += y[i] / GUARD_ROWS;
    for (size_t s = 0; s < GUARD_K; s++) sum += (events[s] - n[s] * rate) * (events[s] - n[s] * rate) / (n[s] * rate * (1 - rate));
    return sum > 7.814728;
}

/* The same, done as one must not: log-odds of a model that saw the outcomes, and the test on the accounts that made the segments. */
static bool differs_in_sample(const noise *w, uint64_t seed)
{
    static double x[GUARD_ROWS * (GUARD_COLUMNS + 1)], risk[GUARD_ROWS];
    icp_logit_settings logit = icp_logit_settings_default();
    icp_kmeans_settings kmeans = icp_kmeans_settings_default();
    icp_logit model;
    icp_kmeans segments;
    icp_error err = {0};
    icp_view view = icp_view_rows(w->x, GUARD_ROWS, GUARD_COLUMNS);
    need(icp_logit_fit(view, w->y, NULL, NULL, &logit, &model, &err), &err);
    need(icp_logit_predict(&model, view, NULL, risk, &err), &err);
    double mean = 0, square = 0;
    for (size_t i = 0; i < GUARD_ROWS; i++) mean += risk[i] / GUARD_ROWS;
    for (size_t i = 0; i < GUARD_ROWS; i++) square += (risk[i] - mean) * (risk[i] - mean) / GUARD_ROWS;
    for (size_t i = 0; i < GUARD_ROWS; i++) {
        double *row = x + i * (GUARD_COLUMNS + 1);
        for (size_t j = 0; j < GUARD_COLUMNS; j++) row[j] = sqrt(.4 / GUARD_COLUMNS) * w->x[i * GUARD_COLUMNS + j];
        row[GUARD_COLUMNS] = sqrt(.6 / square) * (risk[i] - mean);
    }
    kmeans.k = GUARD_K;
    kmeans.threads = 1;
    kmeans.seed = seed;
    need(icp_kmeans_fit(icp_view_rows(x, GUARD_ROWS, GUARD_COLUMNS + 1), NULL, (icp_view){0}, &kmeans, &segments, &err), &err);
    bool differs = differs_between(segments.labels, w->y);
    icp_kmeans_free(&segments);
    icp_logit_free(&model);
    return differs;
}

void simulate_guard(uint64_t seed)
{
    static noise w; /* one at a time */
    draw d = draw_new(seed + 80000);
    draw_noise(&w, &d);
    print_share("differs_held_out", differs_held_out(&w, seed), 1);
    print_share("differs_in_sample", differs_in_sample(&w, seed), 1);
}
