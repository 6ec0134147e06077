/* test_competitor.c - rivals of the export and of a market list: deals, win rates, what is lost to them. */
#include "support/check.h"
#include "support/survey_world.h"

#include "icp/competitor.h"

#include <string.h>

static const icp_competitor *rival_named(const icp_competitor *list, size_t count, const char *name, const char *source)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].name, name) == 0 && strcmp(list[i].source, source) == 0) return &list[i];
    return NULL;
}

static bool about(const icp_t_survey *w, const icp_rule *rule, const char *column, const char *value)
{
    for (size_t l = 0; l < rule->literal_count; l++)
        if (rule->literals[l].column == icp_table_find(w->c.table, column))
            for (size_t v = 0; v < rule->literals[l].value_count; v++)
                if (strcmp(rule->literals[l].values[v], value) == 0) return true;
    return false;
}

static void rivals_of_the_export_and_of_the_list(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_competitor *list = NULL;
    size_t count = 0, rex = 0, rex_won = 0;
    icp_t_survey_list(w, false);
    CHECK_OK(icp_i_competitors(&w->survey, w->lost, w->pool, &list, &count, &w->err), &w->err);
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        const char *named = w->rival[w->c.frame.row[i]];
        bool is_rex = named && strstr(named, "Rex");
        rex += is_rex;
        rex_won += is_rex && w->y[i] > .5;
    }
    const icp_competitor *found = rival_named(list, count, "Rex", "lost to"), *listed = rival_named(list, count, "Rex", "market list");
    CHECK(count >= 4 && strcmp(list[0].name, "") == 0 && rival_named(list, count, "Ada", "lost to") != NULL);
    CHECK(rival_named(list, count, "Ada", "market list") == NULL); /* ten users are too few to say anything */
    CHECK(found && found->deals == rex && found->rule.findable && about(w, &found->rule, "industry", "Sea"));
    CHECK(found && found->win_rate.low <= (double)rex_won / (double)rex && (double)rex_won / (double)rex <= found->win_rate.high);
    CHECK(listed && listed->deals == ICP_T_LISTED / 10 && isnan(listed->win_rate.value));
    CHECK(listed && listed->rule.findable && about(w, &listed->rule, "industry", "Rail"));
    icp_t_survey_end(w);
}

/* A column of which one value says that a rival won names nobody, here and in a list that has it. */
static void a_column_of_reasons_lists_no_rivals(void)
{
    static const char *const events[] = {"Rex"};
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_competitor *list = NULL;
    size_t count = 0;
    icp_t_survey_list(w, false);
    w->c.roles.competitor.events = events, w->c.roles.competitor.event_count = 1;
    CHECK_OK(icp_i_competitors(&w->survey, w->lost, w->pool, &list, &count, &w->err), &w->err);
    CHECK(count == 1 && list[0].name[0] == '\0' && strcmp(list[0].source, "lost to") == 0);
    w->c.roles.competitor.events = NULL, w->c.roles.competitor.event_count = 0;
    icp_t_survey_end(w);
}

/* Four deals an account: where a rival is named, an account counts once, with the mean of its deals. */
static void deals_of_one_account_meet_a_rival_once(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    const uint32_t *own = w->c.frame.unit;
    uint32_t shared[ICP_T_ACCOUNTS];
    double deals[ICP_T_ACCOUNTS / 4] = {0}, won[ICP_T_ACCOUNTS / 4] = {0}, accounts = 0, sum = 0, all = 0;
    icp_competitor *list = NULL;
    size_t count = 0;
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        shared[i] = (uint32_t)(i / 4);
        if (!w->rival[w->c.frame.row[i]]) continue;
        all += 1;
        deals[i / 4] += 1;
        won[i / 4] += w->y[i];
    }
    for (size_t u = 0; u < ICP_T_ACCOUNTS / 4; u++)
        if (deals[u] > 0) accounts += 1, sum += won[u] / deals[u];
    w->c.roles.group = 0;
    w->c.frame.unit = shared;
    CHECK_OK(icp_i_competitors(&w->survey, w->lost, w->pool, &list, &count, &w->err), &w->err);
    icp_estimate rate = icp_wilson(sum, accounts, .9);
    CHECK(count > 0 && strcmp(list[0].name, "") == 0 && list[0].deals == (size_t)all && all > 1.2 * accounts);
    CHECK_REL(list[0].win_rate.value, rate.value, 1e-12);
    CHECK_REL(list[0].win_rate.low, rate.low, 1e-12);
    CHECK(list[0].win_rate.n == (size_t)accounts);
    w->c.frame.unit = own;
    w->c.roles.group = (size_t)-1;
    icp_t_survey_end(w);
}

/* Sea is full of Rex, but those deals were won; what is lost to Rex is lost at random. Deals that are open are not counted. */
static void a_rival_named_is_not_a_rival_who_won(void)
{
    icp_t_survey *w = icp_t_survey_begin(.1, .1);
    icp_competitor *list = NULL;
    size_t count = 0, rex = 0;
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        const char *named = w->rival[w->c.frame.row[i]];
        if (named && strcmp(named, "Rex") == 0) w->lost[i] = 0, w->y[i] = 1;
        if (i % 5 == 0) w->lost[i] = w->y[i] = NAN;
        rex += named && strstr(named, "Rex") && i % 5;
    }
    CHECK_OK(icp_i_competitors(&w->survey, w->lost, w->pool, &list, &count, &w->err), &w->err);
    const icp_competitor *found = rival_named(list, count, "Rex", "lost to");
    CHECK(found && found->deals == rex && !(found->rule.findable && about(w, &found->rule, "industry", "Sea")));
    icp_t_survey_end(w);
}

/* A value that says "lost to a competitor" counts where the deal was lost, and is no name. */
static void a_value_that_says_lost_counts_losses(void)
{
    static const char *const rex[] = {"Rex"};
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_competitor *list = NULL;
    size_t count = 0, lost = 0;
    w->c.roles.competitor.events = rex;
    w->c.roles.competitor.event_count = 1;
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        const char *named = w->rival[w->c.frame.row[i]];
        bool says = named && strcmp(named, "Rex") == 0;
        if (says && i % 3 == 0) w->lost[i] = 0, w->y[i] = 1;
        lost += says && i % 3;
    }
    CHECK_OK(icp_i_competitors(&w->survey, w->lost, w->pool, &list, &count, &w->err), &w->err);
    CHECK(count == 1 && list[0].name[0] == '\0' && list[0].deals == lost && isnan(list[0].win_rate.value));
    CHECK(list[0].rule.findable && about(w, &list[0].rule, "industry", "Sea"));
    icp_t_survey_end(w);
}

void test_competitor(void)
{
    static const icp_t_case cases[] = {{"rivals of the export and of the list", rivals_of_the_export_and_of_the_list},
                                       {"a column of reasons lists no rivals", a_column_of_reasons_lists_no_rivals},
                                       {"deals of one account meet a rival once", deals_of_one_account_meet_a_rival_once},
                                       {"a rival named is not a rival who won", a_rival_named_is_not_a_rival_who_won},
                                       {"a value that says lost counts losses", a_value_that_says_lost_counts_losses}};
    ICP_T_SUITE("competitor", cases);
}
