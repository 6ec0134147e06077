/* test_conditions.c - upsell at equal exposure and starting size: planted worlds with and without an effect of the segment, and what is shrunk. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icp/rank.h"
#include "icpcluster.h"
#include "math/shrink_odds.h"
#include "segment/conditions.h"
#include "segment/counts.h"
#include "segment/crossfit.h"
#include "segment/difference.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 2400
#define GROUPS 3

/* Three groups of customers with tenures of their own; who buys more hangs on tenure and first seats, and, by `effect`, on the group. */
typedef struct world {
    double tenure[ROWS], seats[ROWS], logins[ROWS];
    const char *outcome[ROWS], *region[ROWS];
    int32_t group[ROWS], label[ROWS]; /* of rows; of frame rows */
    icp_t_customers c;
    icp_i_outcome upsell;
} world;

static double chance(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

static world *new_world(uint64_t index, const double effect[GROUPS], bool conditioned)
{
    static const char *const regions[] = {"north", "south", "west"};
    static const double pace[] = {6, 18, 48}; /* mean months */
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(index, "conditions test", 0);
    if (!w || !rng) abort();
    for (size_t i = 0; i < ROWS; i++) {
        size_t g = i % GROUPS;
        w->group[i] = (int32_t)g;
        w->tenure[i] = 1 + floor(pace[g] * icp_i_rng_gamma(rng, 2) / 2);
        w->seats[i] = ceil(exp(2 + .3 * (double)g + icp_i_rng_normal(rng)));
        w->logins[i] = exp(icp_i_rng_normal(rng) + .5 * (double)g);
        w->region[i] = regions[icp_i_rng_below(rng, 3)];
        double log_odds = -3.4 + .8 * log(w->tenure[i]) + .4 * log(w->seats[i]) + effect[g];
        w->outcome[i] = icp_i_rng_uniform(rng) < chance(log_odds) ? "Yes" : "No";
    }
    icp_i_rng_free(rng);
    icp_t_customers_start(&w->c, ROWS, NULL);
    icp_t_customers_number(&w->c, conditioned ? ICP_ROLE_EXPOSURE : ICP_ROLE_IGNORE, "tenure", w->tenure);
    icp_t_customers_number(&w->c, conditioned ? ICP_ROLE_START : ICP_ROLE_IGNORE, "first seats", w->seats);
    icp_t_customers_number(&w->c, ICP_ROLE_USAGE, "logins", w->logins);
    icp_t_customers_role(&w->c, ICP_ROLE_USAGE, "tenure");
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "region", w->region);
    icp_t_customers_text(&w->c, ICP_ROLE_UPSELL, "upsold", w->outcome);
    icp_t_customers_events(&w->c, ICP_ROLE_UPSELL, "Yes", "No");
    icp_error err;
    bool framed = icp_t_customers_frame(&w->c);
    for (size_t i = 0; framed && i < ROWS; i++) w->label[i] = w->group[w->c.frame.row[i]];
    if (framed) CHECK_OK(icp_i_outcome_fit(&w->c.frame, ICP_ROLE_UPSELL, w->c.pool, &w->upsell, &err), &err);
    return w;
}

static void free_world(world *w)
{
    icp_t_customers_free(&w->c);
    free(w);
}

static icp_i_profile_input input_of(world *w)
{
    return (icp_i_profile_input){.frame = &w->c.frame, .label = w->label, .held_out = w->label, .segments = GROUPS, .upsell = &w->upsell};
}

static bool holds(const icp_estimate *e, double value)
{
    return e->low <= value && value <= e->high;
}

static void rates_of(world *w, icp_estimate raw[GROUPS], icp_estimate ratio[GROUPS], double expected[GROUPS])
{
    icp_i_profile_input input = input_of(w);
    icp_error err;
    CHECK_OK(icp_i_segment_rates(&input, w->upsell.y, "upsell rate", w->c.pool, raw, NULL, &err), &err);
    CHECK(w->upsell.expected != NULL);
    if (w->upsell.expected) CHECK_OK(icp_i_segment_ratios(&input, &w->upsell, "upsell rate", w->c.pool, ratio, expected, NULL, &err), &err);
}

/* Whether the groups differ in upsell, at equal conditions and, without what is expected, in the raw rates. */
static void differences_of(world *w, bool *equal, bool *raw)
{
    icp_i_outcome none = {0}, plain = w->upsell;
    icp_i_profile_input input = input_of(w);
    icp_i_difference told = {0}, bare = {0};
    icp_error err;
    input.churn = input.win = &none;
    CHECK_OK(icp_i_outcomes_differ(&input, &told, &err), &err);
    plain.expected = NULL;
    input.upsell = &plain;
    CHECK_OK(icp_i_outcomes_differ(&input, &bare, &err), &err);
    CHECK(told.tested == 1 && bare.tested == 1);
    *equal = told.p <= ICP_I_DIFFERENT_P;
    *raw = bare.p <= ICP_I_DIFFERENT_P;
}

/* Raw rates differ a lot, and all of it is tenure and size: intervals hold 1, and the axis is told to be noise. */
static void an_echo_of_tenure_is_taken_away(void)
{
    static const double none[GROUPS] = {0};
    size_t held = 0, used = 0, differ = 0, of = 8;
    for (uint64_t index = 0; index < of; index++) {
        world *w = new_world(index, none, true);
        icp_estimate raw[GROUPS], ratio[GROUPS];
        double expected[GROUPS];
        rates_of(w, raw, ratio, expected);
        CHECK(raw[2].low > 1.4 * raw[0].high);
        for (size_t g = 0; g < GROUPS; g++) {
            held += holds(&ratio[g], 1);
            CHECK(fabs(expected[g] - raw[g].value) < .06 && ratio[g].n == ROWS / GROUPS);
        }
        bool equal = true, bare = false;
        differences_of(w, &equal, &bare);
        CHECK(bare);
        differ += equal;
        used += w->upsell.model.used != 0;
        CHECK(w->upsell.model.auc.value > .65 && fabs(w->upsell.model.auc_conditioned.value - .5) < .06);
        if (!w->upsell.model.used) CHECK(strstr(w->upsell.model.why, "at equal exposure and starting size") != NULL);
        free_world(w);
    }
    CHECK(held >= 20 && used == 0); /* of 24 at 0.90 */
    CHECK(differ <= 2);              /* of 8 at 0.05 */
}

static void a_true_effect_is_kept(void)
{
    static const double effect[GROUPS] = {.9, 0, -.9}; /* against the tenure: raw rates hide it */
    world *w = new_world(21, effect, true);
    icp_estimate raw[GROUPS], ratio[GROUPS];
    double expected[GROUPS];
    rates_of(w, raw, ratio, expected);
    CHECK(raw[0].low < raw[2].high && raw[2].low < raw[0].high);
    CHECK(ratio[0].low > 1.04 && holds(&ratio[1], 1) && ratio[2].high < .96);
    bool equal = false, bare = false;
    differences_of(w, &equal, &bare);
    CHECK(equal);
    free_world(w);
}

/* Without such columns nothing is conditioned, and that is said. */
static void without_columns_it_is_said(void)
{
    static const double none[GROUPS] = {0};
    world *w = new_world(1, none, false);
    CHECK(!w->upsell.expected && w->upsell.model.condition_count == 0 && isnan(w->upsell.model.auc_conditioned.value));
    CHECK(strstr(w->upsell.model.conditioned, "--exposure") != NULL);
    CHECK(w->upsell.model.used); /* tenure is usage, too, and tells */
    free_world(w);
    w = new_world(1, none, true);
    CHECK(w->upsell.model.condition_count == 2 && strcmp(w->upsell.model.conditions[0].is, "exposure") == 0);
    CHECK(strstr(w->upsell.model.conditioned, "equal \"tenure\" (exposure) and \"first seats\" (starting size)") != NULL);
    free_world(w);
}

/* A row's score does not change with its tenure: the model holds it. */
static void scores_hold_conditions_at_their_means(void)
{
    static const double effect[GROUPS] = {.5, 0, -.5};
    world *w = new_world(3, effect, true);
    icp_i_conditions k;
    icp_i_crossfit made;
    icp_error err;
    uint32_t *fold = ICP_I_NEW(w->c.pool, uint32_t, ROWS);
    CHECK_OK(icp_i_conditions_of(&w->c.frame, ICP_ROLE_UPSELL, w->c.pool, &k, &err), &err);
    CHECK(k.count == 2 && k.with.roles->usage_count == 3 && k.with.conditions == 2 && k.alone.roles->usage_count == 2);
    CHECK_OK(icp_i_crossfit_deal(&k.with, w->upsell.y, 5, 1, "folds", w->c.pool, fold, &err), &err);
    CHECK_OK(icp_i_crossfit_rows(&k.with, w->upsell.y, fold, 5, 1, w->c.pool, &made, &err), &err);
    double apart = 0;
    for (size_t i = 0; i < ROWS; i++) apart += fabs(made.whole[i] - made.contrast[i]) / ROWS;
    CHECK(apart > .3);
    double *column = (double *)(uintptr_t)icp_table_column(w->c.table, icp_table_find(w->c.table, "tenure"))->numbers;
    size_t row = w->c.frame.row[7];
    double before = column[row];
    icp_i_crossfit moved;
    double *y = ICP_I_NEW(w->c.pool, double, ROWS);
    memcpy(y, w->upsell.y, ROWS * sizeof *y);
    y[7] = NAN; /* so that the row itself is learnt from by nobody */
    CHECK_OK(icp_i_crossfit_rows(&k.with, y, fold, 5, 1, w->c.pool, &made, &err), &err);
    column[row] = before + 30;
    CHECK_OK(icp_i_crossfit_rows(&k.with, y, fold, 5, 1, w->c.pool, &moved, &err), &err);
    CHECK(fabs(moved.contrast[7] - made.contrast[7]) < 1e-12 && fabs(moved.whole[7] - made.whole[7]) > .1);
    column[row] = before;
    free_world(w);
}

/* ---- shrunk ratios ---- */

static icp_estimate ratio_of(const icp_i_odds_tally *tally, size_t groups, size_t which)
{
    icp_estimate out[8] = {{0}};
    icp_error err;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rng *rng = icp_i_rng_new(5, "ratios", 0);
    CHECK_OK(icp_i_shrink_odds(tally, groups, .9, 4000, rng, pool, out, NULL, &err), &err);
    icp_i_rng_free(rng);
    icp_i_pool_free(pool);
    return out[which];
}

/* Many trials: observed over expected, and the interval of the delta method with sum of p (1 - p) as the variance of events. */
static void many_trials_give_observed_over_expected(void)
{
    icp_i_odds_tally tally[3] = {{{0}, {0}}, {{0}, {0}}, {{0}, {0}}};
    double truth[3] = {1.5, 1, .6};
    for (size_t g = 0; g < 3; g++)
        for (size_t t = 0; t < 3; t++) icp_i_odds_add(&tally[g], 20000, truth[g] * (.1 + .1 * (double)t), .1 + .1 * (double)t);
    for (size_t g = 0; g < 3; g++) {
        icp_estimate e = ratio_of(tally, 3, g);
        double variance = 0, expected = 20000 * .6;
        for (size_t t = 0; t < 3; t++) {
            double p = truth[g] * (.1 + .1 * (double)t);
            variance += 20000 * p * (1 - p);
        }
        double half = 1.6448536 * sqrt(variance) / expected;
        CHECK(fabs(e.value - truth[g]) < .004 && e.n == 60000);
        CHECK(fabs((e.high - e.low) / (2 * half) - 1) < .1);
    }
}

static void few_trials_are_pulled_and_nothing_breaks(void)
{
    icp_i_odds_tally tally[4];
    memset(tally, 0, sizeof tally);
    icp_i_odds_add(&tally[0], 5, 0, .3);
    icp_i_odds_add(&tally[1], 5, 1, .3);
    icp_i_odds_add(&tally[2], 400, .3, .3);
    icp_estimate none = ratio_of(tally, 4, 0), all = ratio_of(tally, 4, 1), many = ratio_of(tally, 4, 2), empty = ratio_of(tally, 4, 3);
    CHECK(none.value > 0 && none.value < 1 && none.low < none.value && none.value < none.high);
    CHECK(all.value > 1 && all.value < 1 / .3 && holds(&many, 1) && many.high - many.low < all.high - all.low);
    CHECK(empty.n == 0 && holds(&empty, 1) && empty.high - empty.low > many.high - many.low);
    icp_i_odds_tally odd = {{0}, {0}};
    icp_i_odds_add(&odd, 10, .5, 1e-6);
    icp_i_odds_add(&odd, 10, .5, 1 - 1e-6);
    icp_estimate far = ratio_of(&odd, 1, 0);
    CHECK(isfinite(far.value) && far.low <= far.value && far.value <= far.high);
}

static void memory_runs_out(void)
{
    icp_i_odds_tally tally[2];
    memset(tally, 0, sizeof tally);
    icp_i_odds_add(&tally[0], 50, .2, .3);
    icp_i_odds_add(&tally[1], 50, .4, .3);
    icp_status status = ICP_ENOMEM;
    for (size_t nth = 1; status != ICP_OK && nth < 40; nth++) {
        icp_t_memory memory = {0};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_rng *rng = icp_i_rng_new(5, "ratios", 0);
        icp_estimate out[2] = {{.n = 77}, {.n = 77}};
        icp_error err = {0};
        memory.fail_at = memory.calls + nth;
        status = icp_i_shrink_odds(tally, 2, .9, 100, rng, pool, out, NULL, &err);
        CHECK(status == ICP_OK ? out[1].n == 50 : status == ICP_ENOMEM && err.code == ICP_E_MEMORY && out[1].n == 77);
        icp_i_rng_free(rng);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK);
}

void test_conditions(void)
{
    static const icp_t_case cases[] = {{"an echo of tenure is taken away", an_echo_of_tenure_is_taken_away},
                                       {"a true effect is kept", a_true_effect_is_kept},
                                       {"without columns it is said", without_columns_it_is_said},
                                       {"scores hold conditions at their means", scores_hold_conditions_at_their_means},
                                       {"many trials give observed over expected", many_trials_give_observed_over_expected},
                                       {"few trials are pulled and nothing breaks", few_trials_are_pulled_and_nothing_breaks},
                                       {"memory runs out", memory_runs_out}};
    ICP_T_SUITE("conditions", cases);
}
