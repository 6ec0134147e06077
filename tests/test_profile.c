/* test_profile.c - profiles, names and ranks on customers whose truth is known: rates, lifts, shares and order are checked against arithmetic on
 * the planted counts, not against earlier output. */
#include "support/check.h"

#include "icp/rank.h"
#include "icpcluster.h"
#include "segment/counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 900
#define GROUPS 3

/* Three groups of 300: group g expands with rate_up[g], churns with rate_churn[g], uses 100 / 50 / 10 a month, mostly sits in industry g. */
static const double rate_up[GROUPS] = {.5, .2, .02}, rate_churn[GROUPS] = {.04, .2, .5};

typedef struct stage {
    icp_t_memory memory;
    icp_hooks hooks;
    icp_table *table;
    icp_settings settings;
    icp_role role[6];
    size_t usage[1], traits[2], row[ROWS];
    icp_role_map roles;
    uint32_t unit[ROWS];
    double weight[ROWS], up[ROWS], churn[ROWS], win[ROWS];
    int32_t label[ROWS];
    unsigned char has[ROWS * 2], event[ROWS];
    icp_i_frame frame;
    icp_i_outcome upsell, churned, won;
    icp_i_objections objections;
    icp_i_profile_input input;
} stage;

/* The i-th member of a group has the event when i falls into the first `rate` of every 50: exact counts, no luck. */
static double member(size_t i, double rate)
{
    return (double)(i % 50) < 50 * rate - 1e-9 ? 1 : 0;
}

static void fill_columns(stage *s, icp_error *err)
{
    static const char *const industry[GROUPS] = {"Software", "Retail", "Hospitality"};
    const char *text[ROWS], *contact[ROWS];
    double use[ROWS], money[ROWS], size[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        size_t g = i % GROUPS, m = i / GROUPS;
        use[i] = (g == 0 ? 100 : g == 1 ? 50 : 10) + (double)(m % 7);
        money[i] = g == 0 ? 1000 : 100;
        size[i] = (double)(1 + (m * 37) % 500);
        text[i] = industry[m % 10 == 0 ? (g + 1) % GROUPS : g];
        contact[i] = m % 2 ? "Champion" : "Economic Buyer";
        s->up[i] = m % 25 == 24 ? NAN : member(m, rate_up[g]);
        s->churn[i] = member(m, rate_churn[g]);
        s->win[i] = NAN;
        s->label[i] = (int32_t)g;
        s->row[i] = i;
        s->unit[i] = (uint32_t)i;
        s->weight[i] = 1;
        s->event[i] = s->churn[i] > 0;
        s->has[2 * i] = s->event[i] && g == 2;
        s->has[2 * i + 1] = s->event[i] && g != 2;
    }
    CHECK_OK(icp_table_add_number(s->table, "logins", use, ROWS, err), err);
    CHECK_OK(icp_table_add_number(s->table, "arr", money, ROWS, err), err);
    CHECK_OK(icp_table_add_number(s->table, "employees", size, ROWS, err), err);
    CHECK_OK(icp_table_add_text(s->table, "industry", text, ROWS, err), err);
    CHECK_OK(icp_table_add_text(s->table, "contact", contact, ROWS, err), err);
}

static void describe_outcome(icp_i_outcome *o, icp_role role, const double *y, bool used)
{
    double events = 0, n = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (!isnan(y[i])) events += y[i], n += 1;
    o->role = role;
    o->y = y;
    o->model.present = n > 0;
    o->model.eligible = (size_t)n;
    o->model.events = (size_t)events;
    o->model.used = used;
    o->model.overall = icp_wilson(events, n, .9);
}

static stage *stage_new(void)
{
    static const char *const names[] = {"price", "missing feature"}, *const kinds[] = {"objection", "objection"};
    stage *s = calloc(1, sizeof *s);
    icp_error err = {0};
    if (!s || icp_table_new(NULL, &s->table, &err)) abort();
    fill_columns(s, &err);
    s->settings = icp_settings_default();
    s->usage[0] = 0;
    s->traits[0] = 2;
    s->traits[1] = 3;
    s->roles = (icp_role_map){.role = s->role,
                              .id = (size_t)-1,
                              .name = (size_t)-1,
                              .group = (size_t)-1,
                              .objection = (size_t)-1,
                              .revenue = 1,
                              .date = (size_t)-1,
                              .contact = 4,
                              .players = (size_t)-1,
                              .usage = s->usage,
                              .traits = s->traits,
                              .usage_count = 1,
                              .trait_count = 2,
                              .players_number = NAN};
    s->frame = (icp_i_frame){.table = s->table,
                             .roles = &s->roles,
                             .settings = &s->settings,
                             .rows = ROWS,
                             .row = s->row,
                             .units = ROWS,
                             .unit = s->unit,
                             .weight = s->weight};
    describe_outcome(&s->upsell, ICP_ROLE_UPSELL, s->up, true);
    describe_outcome(&s->churned, ICP_ROLE_CHURN, s->churn, true);
    describe_outcome(&s->won, ICP_ROLE_WIN, s->win, false);
    s->objections = (icp_i_objections){.present = 1, .classes = 2, .names = names, .kinds = kinds, .has = s->has, .event = s->event, .events = 222};
    s->input = (icp_i_profile_input){.frame = &s->frame,
                                     .label = s->label,
                                     .held_out = s->label,
                                     .segments = GROUPS,
                                     .upsell = &s->upsell,
                                     .churn = &s->churned,
                                     .win = &s->won,
                                     .objections = &s->objections};
    return s;
}

static void stage_free(stage *s)
{
    icp_table_free(s->table);
    free(s);
}

typedef struct described {
    icp_i_pool *pool;
    icp_segment *segments;
    icp_usage_profile *usage;
    icp_objection_rate *objections;
    size_t usage_count, objection_count, candidate_count;
    icp_candidate *candidates;
} described;

static icp_status describe(const stage *s, const icp_hooks *hooks, described *d, icp_error *err)
{
    const icp_rule rules[3] = {{.findable = 1}, {.findable = 1}, {.findable = 1}};
    memset(d, 0, sizeof *d);
    d->pool = icp_i_pool_new(hooks);
    if (!d->pool) return ICP_ENOMEM;
    icp_status status = icp_i_profile(&s->input, d->pool, &d->segments, &d->usage, &d->usage_count, &d->objections, &d->objection_count, err);
    if (!status) status = icp_i_names(&s->input, d->segments, d->pool, err);
    icp_i_contender list[3];
    if (!status) icp_i_segment_contenders(&s->input, d->segments, rules, list, &d->candidate_count);
    if (!status) status = icp_i_rank(list, d->candidate_count, d->pool, &d->candidates, err);
    return status;
}

static void sizes_revenue_and_usage_are_counts(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(d.segments[0].size == 300 && d.segments[0].customers == 300);
    CHECK_REL(d.segments[0].share, 1.0 / 3, 1e-12);
    CHECK_REL(d.segments[0].revenue_sum, 300000, 1e-12);
    CHECK_REL(d.segments[0].revenue_share, 300000.0 / 360000, 1e-12);
    CHECK_REL(d.segments[1].revenue_median, 100, 1e-12);
    CHECK(d.usage_count == 1 && d.segments[0].usage[0].median == 103 && d.segments[2].usage[0].median == 13);
    CHECK(d.usage[0].median == 53 && d.segments[0].usage[0].overall == 53);
    /* the three groups hold the upper, middle and lower third of use: mean percentiles 5/6, 1/2, 1/6 over 1/2 */
    CHECK_ABS(d.segments[0].usage_index.value, 5.0 / 3, .02);
    CHECK_ABS(d.segments[1].usage_index.value, 1, .02);
    CHECK_ABS(d.segments[2].usage_index.value, 1.0 / 3, .02);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void rates_are_those_planted_and_carry_n(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        CHECK(d.segments[g].churn.n == 300 && d.segments[g].upsell.n == 288);
        CHECK_ABS(d.segments[g].churn.value, rate_churn[g], .02);
        CHECK(d.segments[g].churn.low < rate_churn[g] && rate_churn[g] < d.segments[g].churn.high);
        CHECK(d.segments[g].churn.level == .9 && isnan(d.segments[g].win.value));
    }
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void traits_show_what_is_over_represented(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    bool found = false;
    for (size_t t = 0; t < d.segments[0].trait_count; t++) {
        const icp_trait_lift *trait = &d.segments[0].traits[t];
        CHECK(trait->column == 3); /* employees are the same in every group */
        if (strcmp(trait->value, "Software") != 0) continue;
        found = true;
        /* 270 of 300 against 0 of 300 and 30 of 300 in the other two groups */
        CHECK_REL(trait->share, .9, 1e-12);
        CHECK_REL(trait->overall, 300.0 / 900, 1e-12);
        CHECK_REL(trait->lift.value, (270.0 / 300) / (30.0 / 600), 1e-12);
        double se = sqrt(1.0 / 270 - 1.0 / 300 + 1.0 / 30 - 1.0 / 600);
        CHECK_REL(trait->lift.low, 18 * exp(-1.6448536269514722 * se), 1e-9);
    }
    CHECK(found);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

/* arr is 1000 in the first group and 100 in the others: each group is told by the value it has, not by the one it lacks. */
static void a_trait_of_two_values_is_said_once(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    s->traits[0] = 1;
    s->roles.trait_count = 1;
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        CHECK(d.segments[g].trait_count == 1 && d.segments[g].traits[0].lift.low > 1);
        CHECK(strcmp(d.segments[g].traits[0].value, g == 0 ? "1000 or more" : "below 1000") == 0);
    }
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void names_are_short_unique_and_telling(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(strcmp(d.segments[0].name, "Heavy use, Software") == 0);
    CHECK(strcmp(d.segments[2].name, "Light use, Hospitality") == 0);
    for (size_t a = 0; a < GROUPS; a++) {
        CHECK(strlen(d.segments[a].name) <= 28);
        for (size_t b = 0; b < a; b++) CHECK(strcmp(d.segments[a].name, d.segments[b].name) != 0);
    }
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void equal_profiles_get_different_names(void)
{
    stage *s = stage_new();
    for (size_t i = 0; i < ROWS; i++) s->label[i] = (int32_t)((i / GROUPS) % GROUPS); /* labels that tell nothing */
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(strcmp(d.segments[0].name, d.segments[1].name) != 0 && strcmp(d.segments[1].name, d.segments[2].name) != 0);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void objections_are_rates_among_those_who_left(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    /* 150 of group 2 left and all said price; 12 and 60 of the others said missing feature */
    CHECK(d.segments[2].objection_count == 1 && strcmp(d.segments[2].objections[0].class_name, "price") == 0);
    CHECK(d.segments[2].objections[0].events == 150 && d.segments[2].objections[0].rate.n == 150);
    CHECK(d.segments[2].objections[0].rate.value > .97);
    CHECK_REL(d.segments[2].objections[0].overall, 150.0 / 222, 1e-12);
    CHECK(d.objection_count == 2 && d.objections[0].events == 150);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void contacts_compare_kept_with_churned(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    const icp_segment *worst = &d.segments[2];
    CHECK(worst->contact_count == 2);
    for (size_t c = 0; c < worst->contact_count; c++) {
        CHECK(worst->contacts[c].won.n == 150 && worst->contacts[c].lost.n == 150);
        double share = 0;
        for (size_t i = 2; i < ROWS; i += GROUPS)
            share += s->churn[i] > 0 && (strcmp(worst->contacts[c].role, "Champion") == 0) == ((i / GROUPS) % 2 == 1);
        CHECK_REL(worst->contacts[c].lost.value, share / 150, 1e-12);
    }
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void ranks_follow_the_planted_order(void)
{
    stage *s = stage_new();
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(d.candidate_count == GROUPS);
    CHECK(d.candidates[0].segment == 0 && d.candidates[1].segment == 1 && d.candidates[2].segment == 2);
    CHECK(d.candidates[0].tier == ICP_TIER_CORE && d.candidates[2].tier == ICP_TIER_AVOID);
    CHECK(d.candidates[0].p_best > .999 && d.candidates[0].rank_high == 1 && d.candidates[2].rank_low == 3);
    CHECK(d.candidates[0].tie_count == 0 && strcmp(d.candidates[2].id, "C3") == 0);
    /* closed form at the planted rates: usage 5/3, upsell .5/.24, retention .96/(1 - 222/900), weights .4 .3 .3 */
    double up = s->upsell.model.overall.value, keep = 1 - s->churned.model.overall.value;
    double index = exp(.4 * log(5.0 / 3) + .3 * log(.5 / up) + .3 * log(.96 / keep));
    CHECK_ABS(d.candidates[0].score.value, index, .04);
    CHECK(d.candidates[0].score.low < index && index < d.candidates[0].score.high);
    CHECK(strcmp(d.candidates[2].top_objection, "price") == 0);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void without_an_informative_outcome_nobody_is_core(void)
{
    stage *s = stage_new();
    s->upsell.model.used = s->churned.model.used = 0;
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    for (size_t c = 0; c < d.candidate_count; c++) {
        CHECK(d.candidates[c].tier == ICP_TIER_UNDECIDED && isnan(d.candidates[c].score.value));
        CHECK(d.candidates[c].rank_low == 1 && d.candidates[c].rank_high == GROUPS && d.candidates[c].tie_count == GROUPS - 1);
    }
    s->input.segments = 1;
    memset(s->label, 0, sizeof s->label);
    icp_i_pool_free(d.pool);
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(d.candidate_count == 0 && strcmp(d.segments[0].name, "All accounts") == 0);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

/* Usage differs as planted, outcomes are the same everywhere: nobody is Tier 1 or Not ICP. */
static void usage_without_outcomes_decides_nothing(void)
{
    stage *s = stage_new();
    for (size_t i = 0; i < ROWS; i++) {
        s->up[i] = member(i / GROUPS, .24);
        s->churn[i] = member(i / GROUPS, .26);
    }
    describe_outcome(&s->upsell, ICP_ROLE_UPSELL, s->up, true);
    describe_outcome(&s->churned, ICP_ROLE_CHURN, s->churn, true);
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(d.candidates[0].score.value > 1.2); /* by usage */
    for (size_t c = 0; c < d.candidate_count; c++)
        CHECK(d.candidates[c].tier == ICP_TIER_OPPORTUNISTIC || d.candidates[c].tier == ICP_TIER_UNDECIDED);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void weights_of_the_user_weigh_the_index(void)
{
    stage *s = stage_new();
    s->settings.weight[ICP_AXIS_USAGE] = 0;
    s->settings.weight[ICP_AXIS_UPSELL] = 1;
    s->settings.weight[ICP_AXIS_OBJECTIONS] = 0;
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK_REL(d.candidates[0].score.value, d.candidates[0].upsell_lift.value, 1e-9);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void a_rate_of_few_trials_is_not_published(void)
{
    stage *s = stage_new();
    size_t left = 0;
    for (size_t i = 0; i < ROWS; i += GROUPS) /* group 0: 19 eligible accounts are left */
        if (!isnan(s->up[i]) && ++left > 19) s->up[i] = NAN;
    describe_outcome(&s->upsell, ICP_ROLE_UPSELL, s->up, true);
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(isnan(d.segments[0].upsell.value) && d.segments[0].upsell.n == 19);
    CHECK(!isnan(d.segments[1].upsell.value) && !isnan(d.segments[0].churn.value));
    icp_i_pool_free(d.pool);
    stage_free(s);
}

/* A value that nobody else has is the strongest trait there can be, whatever is done about its empty cell. */
static void a_value_nobody_else_has_comes_first(void)
{
    stage *s = stage_new();
    const char *text[ROWS];
    for (size_t i = 0; i < ROWS; i++) text[i] = i % GROUPS == 0 && i % 10 != 0 ? "renewed" : "open";
    icp_error err = {0};
    CHECK_OK(icp_table_add_text(s->table, "last campaign", text, ROWS, &err), &err);
    s->traits[0] = 5;
    described d;
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    CHECK(d.segments[0].trait_count > 0 && strcmp(d.segments[0].traits[0].value, "renewed") == 0);
    icp_i_pool_free(d.pool);
    stage_free(s);
}

static void equal_groups_tie(void)
{
    stage *s = stage_new();
    for (size_t i = 0; i < ROWS; i++) s->label[i] = (int32_t)((i / GROUPS) % GROUPS);
    described d;
    icp_error err = {0};
    CHECK_OK(describe(s, NULL, &d, &err), &err);
    for (size_t c = 0; c < d.candidate_count; c++) {
        CHECK(d.candidates[c].tier != ICP_TIER_CORE && d.candidates[c].tier != ICP_TIER_AVOID);
        CHECK(d.candidates[c].rank_low < d.candidates[c].rank_high);
    }
    icp_i_pool_free(d.pool);
    stage_free(s);
}

/* Many rows of one account are one trial: the interval is that of accounts, not of rows. */
static void grouped_rows_count_once(void)
{
    stage *s = stage_new();
    s->roles.group = 3;
    for (size_t i = 0; i < ROWS; i++) s->unit[i] = (uint32_t)(i / 30);
    s->frame.units = ROWS / 30;
    double y[GROUPS], n[GROUPS];
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_error err = {0};
    CHECK_OK(icp_i_counts(&s->input, s->churn, pool, y, n, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        CHECK(n[g] == 30);
        CHECK_ABS(y[g] / n[g], rate_churn[g], 1e-9);
    }
    icp_i_pool_free(pool);
    stage_free(s);
}

static void memory_may_fail_anywhere(void)
{
    stage *s = stage_new();
    icp_error err = {0};
    described d;
    icp_t_memory count = {0};
    icp_hooks hooks = icp_t_memory_hooks(&count);
    CHECK_OK(describe(s, &hooks, &d, &err), &err);
    icp_i_pool_free(d.pool);
    CHECK(count.outstanding == 0 && count.calls > 50);
    size_t step = count.calls > 150 ? count.calls / 150 : 1;
    for (size_t at = 1; at < count.calls; at += step) {
        icp_t_memory memory = {.fail_at = at};
        hooks = icp_t_memory_hooks(&memory);
        CHECK(describe(s, &hooks, &d, &err) == ICP_ENOMEM);
        icp_i_pool_free(d.pool);
        CHECK(memory.outstanding == 0);
    }
    stage_free(s);
}

void test_profile(void)
{
    static const icp_t_case cases[] = {{"sizes, revenue and usage are counts", sizes_revenue_and_usage_are_counts},
                                       {"rates are those planted and carry n", rates_are_those_planted_and_carry_n},
                                       {"traits show what is over-represented", traits_show_what_is_over_represented},
                                       {"a trait of two values is said once", a_trait_of_two_values_is_said_once},
                                       {"names are short, unique and telling", names_are_short_unique_and_telling},
                                       {"equal profiles get different names", equal_profiles_get_different_names},
                                       {"objections are rates among those who left", objections_are_rates_among_those_who_left},
                                       {"contacts compare kept with churned", contacts_compare_kept_with_churned},
                                       {"ranks follow the planted order", ranks_follow_the_planted_order},
                                       {"without an informative outcome nobody is core", without_an_informative_outcome_nobody_is_core},
                                       {"usage without outcomes decides nothing", usage_without_outcomes_decides_nothing},
        {"weights of the user weigh the index", weights_of_the_user_weigh_the_index},
        {"a rate of few trials is not published", a_rate_of_few_trials_is_not_published},
        {"a value nobody else has comes first", a_value_nobody_else_has_comes_first},
        {"equal groups tie", equal_groups_tie},
                                       {"grouped rows count once", grouped_rows_count_once},
                                       {"memory may fail anywhere", memory_may_fail_anywhere}};
    ICP_T_SUITE("profile", cases);
}
