/* test_fair_share.c - deals won against 1/players: four verdicts, deals of one account, reach that is not fit. */
#include "support/check.h"
#include "support/survey_world.h"

#include "math/stats.h"

#include <stdlib.h>
#include <string.h>

/* The first `deals` rows speak for the candidate, `won` of them are won, each has so many players. */
static icp_fair_share share_of(icp_t_survey *w, size_t deals, size_t won, double players)
{
    icp_candidate candidate = {.market = {.why = ""}};
    icp_fair_share share = {.why = NULL};
    w->c.roles.players_number = players;
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        w->label[i] = i >= deals;
        w->y[i] = i < won;
    }
    CHECK_OK(icp_i_share(&w->survey, &candidate, w->pool, &share, &w->err), &w->err);
    return share;
}

static void four_verdicts(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_fair_share s = share_of(w, 80, 30, 4);
    CHECK(s.present && s.deals == 80 && s.won == 30 && s.verdict == ICP_SHARE_UNFAIR);
    CHECK_REL(s.expected, .25, 1e-12);
    CHECK_REL(s.captured.value, 1.5, 1e-12);
    CHECK_ABS(s.p_above, .0089396743, 5e-11); /* R: binom.test(30, 80, .25, "greater") */
    CHECK(share_of(w, 80, 8, 4).verdict == ICP_SHARE_BELOW);
    CHECK(share_of(w, 80, 27, 4).verdict == ICP_SHARE_UNFAIR);      /* R: p .0499, where one in twenty is the border on either side */
    CHECK(share_of(w, 80, 26, 4).verdict == ICP_SHARE_CANNOT_TELL); /* R: p .0805 */
    CHECK(share_of(w, 80, 14, 4).verdict == ICP_SHARE_CANNOT_TELL); /* R: binom.test(14, 80, .25, "less"), p .0740 */
    s = share_of(w, 40, 14, 4); /* .35 against .25: 129 deals have a power of 80 % */
    CHECK(s.verdict == ICP_SHARE_CANNOT_TELL && strstr(s.why, "telling 35% from 25% takes about 129 deals") != NULL);
    CHECK(share_of(w, 900, 225, 4).verdict == ICP_SHARE_FAIR);
    CHECK_REL(share_of(w, 80, 60, 1).expected, .8, 1e-12); /* alone one does not win always */
    s = share_of(w, 80, 30, NAN);
    CHECK(!s.present && strstr(s.why, "--players") != NULL);
    icp_t_survey_end(w);
}

/* The same deals of 20 accounts that win all of theirs or none: 40 of 80 in place of 20 are no more than 10 of 20 accounts. */
static void deals_of_one_account_are_not_independent(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    const uint32_t *own = w->c.frame.unit;
    uint32_t *shared = calloc(ICP_T_ACCOUNTS, sizeof *shared);
    if (!shared) abort();
    icp_fair_share s = share_of(w, 80, 36, 4);
    CHECK(s.verdict == ICP_SHARE_UNFAIR && s.accounts == 80 && s.design_effect == 1 && !strstr(s.why, "accounts"));
    double independent = s.p_above;
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) shared[i] = (uint32_t)(i / 4);
    w->c.roles.group = 0;
    w->c.frame.unit = shared;
    s = share_of(w, 80, 36, 4); /* the first nine accounts win */
    CHECK(s.accounts == 20 && s.won == 36);
    CHECK_REL(s.design_effect, 4, 1e-9);
    CHECK_REL(s.p_above, icp_i_beta_cdf(.25, 9, 12), 1e-9);
    CHECK_ABS(s.captured.low, .2800912 / .25, 1e-6); /* R: qbeta(c(.05, .95), 9.5, 11.5) */
    CHECK_ABS(s.captured.high, .6299533 / .25, 1e-6);
    CHECK(s.p_above > 5 * independent && strstr(s.why, "won 36 of 80 deals (of 20 accounts; deals of one may go alike, so they count as 20)"));
    s = share_of(w, 80, 4, 4); /* one of twenty accounts wins: at most one of 20 */
    CHECK_REL(s.design_effect, 4, 1e-9);
    CHECK_REL(s.p_below, pow(.75, 20) + 20 * .25 * pow(.75, 19), 1e-9);
    s = share_of(w, 40, 16, 4); /* four of ten: R tells .4 from .25 with 62 accounts, which have 248 deals */
    CHECK_REL(s.design_effect, 4, 1e-9);
    CHECK(s.verdict == ICP_SHARE_CANNOT_TELL && strstr(s.why, "telling 40% from 25% takes about 248 deals") != NULL);
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) shared[i] = (uint32_t)(i % 20);
    s = share_of(w, 80, 36, 4); /* every account wins one or two of four: less alike than chance would have it */
    CHECK(s.design_effect == 1 && s.verdict == ICP_SHARE_UNFAIR);
    CHECK(s.p_above >= independent);
    w->c.frame.unit = own;
    w->c.roles.group = (size_t)-1;
    icp_t_survey_end(w);
    free(shared);
}

/* For a rule of an outcome speak the accounts it matches that had no part in finding it, whatever segment they are of. */
static void deals_of_a_rule_are_held_out(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_literal literals[2];
    icp_fair_share share;
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    size_t deals = 0, won = 0;
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        bool matches = w->label[i] == 0 && w->ground.held_out[i];
        deals += matches, won += matches && w->y[i] > .5;
        w->label[i] = (int32_t)(i % 2);
    }
    candidate.route = ICP_ROUTE_OUTCOME;
    w->c.roles.players_number = 4;
    CHECK_OK(icp_i_share(&w->survey, &candidate, w->pool, &share, &w->err), &w->err);
    CHECK(deals > 20 && share.deals == deals && share.won == won);
    icp_t_survey_end(w);
}

static void reach_is_not_fit(void)
{
    icp_t_survey *w = icp_t_survey_begin(.7, .7);
    icp_literal literals[2];
    icp_fair_share share;
    icp_candidate candidate = icp_t_survey_niche(w, literals);
    candidate.market = (icp_market_count){.counted = 1, .why = "", .matched = 1000, .worked = 80, .customers = 60, .linked_by = "name"};
    w->c.roles.players_number = 4;
    CHECK_OK(icp_i_share(&w->survey, &candidate, w->pool, &share, &w->err), &w->err);
    CHECK_REL(share.reach.value, .08, 1e-12);
    CHECK(strstr(share.why, "80 of its 1000 listed accounts were worked and 60 of them are customers: reach 8.0% x won 75% = 6.0% of its market"));
    CHECK(share.verdict == ICP_SHARE_UNFAIR && strstr(share.why, "what is missing is reach, not fit") != NULL);
    candidate.market.linked_by = NULL;
    CHECK_OK(icp_i_share(&w->survey, &candidate, w->pool, &share, &w->err), &w->err);
    CHECK(isnan(share.reach.value) && strstr(share.why, "reach") == NULL);
    icp_t_survey_end(w);
}

void test_fair_share(void)
{
    static const icp_t_case cases[] = {{"four verdicts", four_verdicts},
                                       {"deals of one account are not independent", deals_of_one_account_are_not_independent},
                                       {"deals of a rule are held out", deals_of_a_rule_are_held_out},
                                       {"reach is not fit", reach_is_not_fit}};
    ICP_T_SUITE("fair_share", cases);
}
