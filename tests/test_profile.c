/* test_profile.c - profiles and names on customers whose truth is known: rates, lifts and shares are checked against arithmetic on
 * the planted counts, not against earlier output. */
#include "support/check.h"
#include "support/stage.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/counts.h"

#include <stdio.h>
#include <string.h>

enum { GROUPS = ICP_T_STAGE_GROUPS, ROWS = ICP_T_STAGE_ROWS };

static void sizes_revenue_and_usage_are_counts(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
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
    icp_t_stage_free(s);
}

static void rates_are_those_planted_and_carry_n(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        CHECK(d.segments[g].churn.n == 300 && d.segments[g].upsell.n == 288);
        CHECK_ABS(d.segments[g].churn.value, icp_t_stage_churn[g], .02);
        CHECK(d.segments[g].churn.low < icp_t_stage_churn[g] && icp_t_stage_churn[g] < d.segments[g].churn.high);
        CHECK(d.segments[g].churn.level == .9 && isnan(d.segments[g].win.value));
    }
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void traits_show_what_is_over_represented(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
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
    icp_t_stage_free(s);
}

/* arr is 1000 in the first group and 100 in the others: each group is told by the value it has, not by the one it lacks. */
static void a_trait_of_two_values_is_said_once(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    s->traits[0] = 1;
    s->roles.trait_count = 1;
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        CHECK(d.segments[g].trait_count == 1 && d.segments[g].traits[0].lift.low > 1);
        CHECK(strcmp(d.segments[g].traits[0].value, g == 0 ? "1000 or more" : "below 1000") == 0);
    }
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void names_are_short_unique_and_telling(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK(strcmp(d.segments[0].name, "Heavy use, Software") == 0);
    CHECK(strcmp(d.segments[2].name, "Light use, Hospitality") == 0);
    for (size_t a = 0; a < GROUPS; a++) {
        CHECK(strlen(d.segments[a].name) <= 28);
        for (size_t b = 0; b < a; b++) CHECK(strcmp(d.segments[a].name, d.segments[b].name) != 0);
    }
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void equal_profiles_get_different_names(void)
{
    icp_t_stage *s = icp_t_stage_new();
    for (size_t i = 0; i < ROWS; i++) s->label[i] = (int32_t)((i / GROUPS) % GROUPS); /* labels that tell nothing */
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK(strcmp(d.segments[0].name, d.segments[1].name) != 0 && strcmp(d.segments[1].name, d.segments[2].name) != 0);
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void objections_are_rates_among_those_who_left(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    /* 150 of group 2 left and all said price; 12 and 60 of the others said missing feature */
    CHECK(d.segments[2].objection_count == 1 && strcmp(d.segments[2].objections[0].class_name, "price") == 0);
    CHECK(d.segments[2].objections[0].events == 150 && d.segments[2].objections[0].rate.n == 150);
    CHECK(d.segments[2].objections[0].rate.value > .97);
    CHECK_REL(d.segments[2].objections[0].overall, 150.0 / 222, 1e-12);
    CHECK(d.objection_count == 2 && d.objections[0].events == 150);
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void contacts_compare_kept_with_churned(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
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
    icp_t_stage_free(s);
}

/* Thirty titles at random: one of them looks better among those kept, in a quarter of the worlds by its own interval, and is not named. One that
 * stands on half of those kept, and on nobody else, is. */
static void of_many_contacts_none_stands_out_by_chance(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_i_rng *rng = icp_i_rng_new(7, "test of contacts", 0);
    char titles[30][8], name[16];
    const char *title[ROWS];
    icp_error err = {0};
    size_t alone = 0;
    for (size_t t = 0; t < 30; t++) snprintf(titles[t], sizeof titles[t], "T%zu", t);
    for (size_t world = 0; world <= 60; world++) {
        icp_t_described d;
        bool planted = world == 60;
        for (size_t i = 0; i < ROWS; i++) title[i] = titles[planted && s->churn[i] == 0 && i % 2 ? 0 : 1 + icp_i_rng_below(rng, 29)];
        snprintf(name, sizeof name, "title %zu", world);
        CHECK_OK(icp_table_add_text(s->table, name, title, ROWS, &err), &err);
        s->roles.contact = icp_table_find(s->table, name);
        CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
        for (size_t c = 0; c < d.segments[2].contact_count; c++) {
            const icp_contact_coverage *one = &d.segments[2].contacts[c];
            alone += !planted && one->won.low > one->lost.high;
            CHECK((one->stands_out != 0) == (planted && strcmp(one->role, "T0") == 0));
        }
        icp_i_pool_free(d.pool);
    }
    CHECK(alone > 5);
    icp_i_rng_free(rng);
    icp_t_stage_free(s);
}

static void a_rate_of_few_trials_is_not_published(void)
{
    icp_t_stage *s = icp_t_stage_new();
    size_t left = 0;
    for (size_t i = 0; i < ROWS; i += GROUPS) /* group 0: 19 eligible accounts are left */
        if (!isnan(s->up[i]) && ++left > 19) s->up[i] = NAN;
    icp_t_stage_outcome(&s->upsell, ICP_ROLE_UPSELL, s->up, true);
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK(isnan(d.segments[0].upsell.value) && d.segments[0].upsell.n == 19);
    CHECK(!isnan(d.segments[1].upsell.value) && !isnan(d.segments[0].churn.value));
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

/* A value that nobody else has is the strongest trait there can be, whatever is done about its empty cell. */
static void a_value_nobody_else_has_comes_first(void)
{
    icp_t_stage *s = icp_t_stage_new();
    const char *text[ROWS];
    for (size_t i = 0; i < ROWS; i++) text[i] = i % GROUPS == 0 && i % 10 != 0 ? "renewed" : "open";
    icp_error err = {0};
    CHECK_OK(icp_table_add_text(s->table, "last campaign", text, ROWS, &err), &err);
    s->traits[0] = 5;
    icp_t_described d;
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK(d.segments[0].trait_count > 0 && strcmp(d.segments[0].traits[0].value, "renewed") == 0);
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

/* Many rows of one account are one trial: the interval is that of accounts, not of rows. */
static void grouped_rows_count_once(void)
{
    icp_t_stage *s = icp_t_stage_new();
    s->roles.group = 3;
    for (size_t i = 0; i < ROWS; i++) s->unit[i] = (uint32_t)(i / 30);
    s->frame.units = ROWS / 30;
    double y[GROUPS], n[GROUPS];
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_error err = {0};
    CHECK_OK(icp_i_counts(&s->input, s->churn, pool, y, n, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        CHECK(n[g] == 30);
        CHECK_ABS(y[g] / n[g], icp_t_stage_churn[g], 1e-9);
    }
    icp_i_pool_free(pool);
    icp_t_stage_free(s);
}

/* Thirty rows of an account with one level of use tell as much of its segment's use as one row does. */
static void use_of_one_account_counts_once(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_estimate by_rows[GROUPS], by_accounts[GROUPS];
    double level[ROWS];
    icp_error err = {0};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (size_t i = 0; i < ROWS; i++) s->unit[i] = (uint32_t)(i / 30), level[i] = .1 + .8 * (double)(i / 30) / (ROWS / 30.0);
    CHECK_OK(icp_i_segment_usage(&s->input, level, pool, by_rows, NULL, &err), &err);
    s->roles.group = 3;
    s->frame.units = ROWS / 30;
    CHECK_OK(icp_i_segment_usage(&s->input, level, pool, by_accounts, NULL, &err), &err);
    for (size_t g = 0; g < GROUPS; g++) {
        double ratio = (by_accounts[g].high - by_accounts[g].low) / (by_rows[g].high - by_rows[g].low);
        double means = (by_accounts[g].value - by_rows[g].value) / by_rows[g].value;
        CHECK(by_rows[g].n == 300 && by_accounts[g].n == 30);
        CHECK(ratio > 2.5 && ratio < 4 && fabs(means) < .05); /* sqrt(300 / 30) = 3.16 */
    }
    icp_i_pool_free(pool);
    icp_t_stage_free(s);
}

static void memory_may_fail_anywhere(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_error err = {0};
    icp_t_described d;
    icp_t_memory count = {0};
    icp_hooks hooks = icp_t_memory_hooks(&count);
    CHECK_OK(icp_t_describe(s, &hooks, &d, &err), &err);
    icp_i_pool_free(d.pool);
    CHECK(count.outstanding == 0 && count.calls > 50);
    size_t step = count.calls > 150 ? count.calls / 150 : 1;
    for (size_t at = 1; at < count.calls; at += step) {
        icp_t_memory memory = {.fail_at = at};
        hooks = icp_t_memory_hooks(&memory);
        CHECK(icp_t_describe(s, &hooks, &d, &err) == ICP_ENOMEM);
        icp_i_pool_free(d.pool);
        CHECK(memory.outstanding == 0);
    }
    icp_t_stage_free(s);
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
                                       {"of many contacts none stands out by chance", of_many_contacts_none_stands_out_by_chance},
                                       {"a rate of few trials is not published", a_rate_of_few_trials_is_not_published},
                                       {"a value nobody else has comes first", a_value_nobody_else_has_comes_first},
                                       {"grouped rows count once", grouped_rows_count_once},
                                       {"use of one account counts once", use_of_one_account_counts_once},
                                       {"memory may fail anywhere", memory_may_fail_anywhere}};
    ICP_T_SUITE("profile", cases);
}
