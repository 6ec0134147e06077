/* test_survey.c - market lists, fronts and unlocking objections against worlds in which the answer is known. */
#include "support/check.h"
#include "support/survey_world.h"

#include <string.h>

/* ---- market ---- */

static void a_list_is_counted_as_by_hand(void)
{
    icp_t_survey *w = icp_t_survey_begin(.9, .1);
    icp_literal literals[2];
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    icp_market_count count;
    size_t matched = 0, unknown = 0, customers = 0, worked = 0, air = 0;
    icp_t_survey_list(w, false);
    CHECK(w->market.linked_by && strcmp(w->market.linked_by, "name") == 0);
    CHECK_OK(icp_i_market_count(&w->market, &candidate.rule, w->y, 1, w->pool, &count, &w->err), &w->err);
    const icp_column *won = icp_table_column(w->c.table, icp_table_find(w->c.table, "won"));
    for (size_t i = 0; i < ICP_T_LISTED; i++) {
        bool size = 30 + (double)(i % 97) >= 40, missing = i % 50 == 7, road = i % 10 == 1;
        bool match = size && !missing && !road;
        matched += match;
        air += match && i % 10 != 0;
        unknown += size && missing;
        worked += match && i % 3 == 0;
        customers += match && i % 3 == 0 && won->numbers[i] > .5;
    }
    CHECK(count.counted && count.rows == ICP_T_LISTED && count.matched == matched && count.unknown == unknown);
    CHECK(count.customers == customers && count.worked == worked && customers > 0 && customers < worked);
    /* Air wins 90 %, Rail 10 %; of the list's matches far more are Air than of the export's */
    double truth = .9 * (double)air + .1 * (double)(matched - air);
    CHECK(count.good_fits.low < truth && truth < count.good_fits.high && count.good_fits.low > .65 * (double)matched);
    icp_t_survey_end(w);
}

/* Where a row is a deal its account is the group; it is known again by equal text. */
static void accounts_of_deals_are_linked_by_their_group(void)
{
    icp_t_survey *w = icp_t_survey_begin(.9, .1);
    icp_literal literals[2];
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    icp_market_count count;
    w->c.roles.group = w->c.roles.name;
    w->c.roles.name = (size_t)-1;
    icp_t_survey_list(w, true);
    CHECK(w->market.linked_by && strcmp(w->market.linked_by, "group") == 0);
    CHECK_OK(icp_i_market_count(&w->market, &candidate.rule, w->y, 1, w->pool, &count, &w->err), &w->err);
    size_t worked = 0;
    for (size_t i = 0; i < ICP_T_LISTED; i += 3) worked += 30 + (double)(i % 97) >= 40 && i % 50 != 7 && i % 10 != 1;
    CHECK(count.counted && count.worked == worked && count.customers > 0 && count.customers < worked);
    icp_t_survey_end(w);
}

static void what_cannot_be_counted_says_why(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_literal literals[2];
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    icp_market_count count;
    icp_t_survey_list(w, false);
    static const char *const martian[] = {"Mars"};
    literals[0].values = martian;
    literals[0].value_count = 1;
    CHECK_OK(icp_i_market_count(&w->market, &candidate.rule, w->y, 1, w->pool, &count, &w->err), &w->err);
    CHECK(!count.counted && strstr(count.why, "none of the values") != NULL);
    literals[0].column = icp_table_find(w->c.table, "won");
    CHECK_OK(icp_i_market_count(&w->market, &candidate.rule, w->y, 1, w->pool, &count, &w->err), &w->err);
    CHECK(!count.counted && strstr(count.why, "no column \"won\"") != NULL);
    w->notes[0].value = "sectro";
    icp_i_market market;
    CHECK_STATUS(icp_i_market_open(w->list, &w->input, &w->ground, w->pool, &market, &w->err), ICP_EUSAGE, &w->err);
    CHECK(strstr(w->err.help, "sector") != NULL);
    icp_t_survey_end(w);
}

/* ---- front and unlocking ---- */

static void a_rule_narrows_and_feeds(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_literal literals[2];
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    icp_t_survey_list(w, false);
    CHECK_OK(icp_i_market_count(&w->market, &candidate.rule, w->y, 1, w->pool, &candidate.market, &w->err), &w->err);
    CHECK_OK(icp_i_front(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(candidate.front_count == 2 && candidate.front[0].literal_count == 1);
    size_t wide = candidate.front[0].accounts, narrow = candidate.front[1].accounts;
    CHECK(wide > narrow && narrow == candidate.market.matched - candidate.market.customers);
    CHECK(!candidate.front[0].recommended && !candidate.front[1].recommended);
    CHECK(candidate.front[1].lift.value > candidate.front[0].lift.value);
    w->c.settings.capacity = narrow / 3 * 2;
    CHECK_OK(icp_i_front(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(!candidate.front[0].recommended && candidate.front[1].recommended);
    candidate.tier = ICP_TIER_AVOID; /* whom not to sell to feeds nobody */
    CHECK_OK(icp_i_front(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(!candidate.front[0].recommended && !candidate.front[1].recommended);
    candidate.tier = ICP_TIER_CORE;
    w->c.settings.capacity = (narrow + 1) / 3 * 2 + 2;
    CHECK_OK(icp_i_front(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(candidate.front[0].recommended == ((double)wide >= 1.5 * (double)w->c.settings.capacity) && !candidate.front[1].recommended);
    w->c.settings.capacity = 1000000;
    CHECK_OK(icp_i_front(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(!candidate.front[0].recommended && !candidate.front[1].recommended);
    icp_t_survey_end(w);
}

static void an_objection_unlocks(void)
{
    static const char *const names[] = {"price", "missing feature", "rival"}, *const kinds[] = {"objection", "objection", "competitor"};
    static unsigned char has[ICP_T_ACCOUNTS * 3], event[ICP_T_ACCOUNTS];
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_candidate candidate = {.tier = ICP_TIER_OPPORTUNISTIC};
    /* 100 deals, 10 won where all win 25 %: 64 losses lack a feature, 20 are too dear, 6 went to a rival */
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        w->label[i] = i >= 100;
        w->y[i] = i < 10;
        event[i] = i >= 10 && i < 100;
        has[i * 3] = event[i] && i < 30;
        has[i * 3 + 1] = event[i] && i >= 30 && i < 94;
        has[i * 3 + 2] = event[i] && i >= 94;
    }
    w->objections = (icp_i_objections){.present = 1, .classes = 3, .names = names, .kinds = kinds, .has = has, .event = event, .events = 90};
    CHECK_OK(icp_i_unlock(&w->survey, &candidate, w->pool, &w->err), &w->err);
    /* without them 26 of 36 are lost, fewer than 75 in 100; without the 20 that are too dear 70 of 80 still are */
    CHECK(candidate.unlock_objection && strcmp(candidate.unlock_objection, "missing feature") == 0 && candidate.unlock_deals == 64);
    w->c.settings.min_cell = 65; /* too few to be told */
    CHECK_OK(icp_i_unlock(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(candidate.unlock_objection == NULL && candidate.unlock_deals == 0);
    w->c.settings.min_cell = 64;
    candidate.tier = ICP_TIER_CORE;
    CHECK_OK(icp_i_unlock(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(candidate.unlock_objection == NULL && candidate.unlock_deals == 0);
    candidate.tier = ICP_TIER_OPPORTUNISTIC;
    w->win.model.overall.value = .05; /* it is better than all already */
    CHECK_OK(icp_i_unlock(&w->survey, &candidate, w->pool, &w->err), &w->err);
    CHECK(candidate.unlock_objection == NULL);
    icp_t_survey_end(w);
}

/* Every account in Air buys more, none in Rail can: of the list's matches those in Air are good fits, and nobody else. */
static void who_cannot_buy_is_no_good_fit(void)
{
    static const char *const buys[] = {"Air"}, *const stays[] = {"Road", "Sea"};
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_literal literals[2];
    double bought[ICP_T_ACCOUNTS], air = 0, rail = 0;
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    icp_t_survey_list(w, false);
    w->c.roles.upsell = (icp_outcome_form){icp_table_find(w->c.table, "industry"), buys, 1, stays, 2};
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        const char *industry = w->industry[w->c.frame.row[i]];
        bought[i] = strcmp(industry, "Air") == 0 ? 1 : strcmp(industry, "Rail") == 0 ? (double)NAN : 0;
    }
    w->win.model.present = w->win.model.used = 0;
    w->upsell = (icp_i_outcome){.role = ICP_ROLE_UPSELL, .y = bought, .model = {.present = 1, .used = 1}};
    CHECK_OK(icp_i_survey_candidates(&w->survey, &candidate, 1, w->pool, &w->err), &w->err);
    for (size_t i = 0; i < ICP_T_LISTED; i++) {
        bool match = 30 + (double)(i % 97) >= 40 && i % 50 != 7 && i % 10 != 1;
        air += match && i % 10 != 0;
        rail += match && i % 10 == 0;
    }
    CHECK(candidate.market.matched == (size_t)(air + rail) && rail > 20);
    CHECK(candidate.market.good_fits.high < air + rail / 4 && candidate.market.good_fits.low > .8 * air);
    w->c.roles.upsell = (icp_outcome_form){.column = (size_t)-1};
    icp_t_survey_end(w);
}

/* ---- memory ---- */

static void memory_can_run_out(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_literal literals[2];
    icp_t_survey_list(w, false);
    w->c.roles.players_number = 4;
    icp_status status = ICP_ENOMEM;
    for (size_t nth = 1; status != ICP_OK && nth < 100000; nth += 1 + nth / 8) {
        icp_t_memory memory = {.fail_at = nth};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_candidate candidate = icp_t_survey_niche(w, literals);
        icp_i_market market;
        icp_i_survey survey = {&w->input, &w->ground, &market};
        status = pool ? icp_i_market_open(w->list, &w->input, &w->ground, pool, &market, &w->err) : ICP_ENOMEM;
        if (status == ICP_OK) status = icp_i_survey_candidates(&survey, &candidate, 1, pool, &w->err);
        icp_i_pool_free(pool);
        CHECK((status == ICP_OK || status == ICP_ENOMEM) && memory.outstanding == 0);
    }
    CHECK(status == ICP_OK);
    icp_t_survey_end(w);
}

void test_survey(void)
{
    static const icp_t_case cases[] = {{"a list is counted as by hand", a_list_is_counted_as_by_hand},
                                       {"accounts of deals are linked by their group", accounts_of_deals_are_linked_by_their_group},
                                       {"what cannot be counted says why", what_cannot_be_counted_says_why},
                                       {"a rule narrows and feeds", a_rule_narrows_and_feeds},
                                       {"an objection unlocks", an_objection_unlocks},
                                       {"who cannot buy is no good fit", who_cannot_buy_is_no_good_fit},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("survey", cases);
}
