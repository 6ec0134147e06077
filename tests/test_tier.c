/* test_tier.c - thresholds of tiers, each side of each border, and the sentence that gives the reason. */
#include "support/check.h"

#include "icp/tier.h"

#include <string.h>

static icp_i_tier_evidence sure_core(void)
{
    return (icp_i_tier_evidence){.informative = true,
                                 .above_core = .8,
                                 .above_base = .99,
                                 .outcomes_above = .8,
                                 .outcomes_below = .2,
                                 .log_width_90 = .3,
                                 .score = {1.5, 1.3, 1.7, .9, 200},
                                 .confirmed = true};
}

static void each_threshold_decides(void)
{
    icp_i_tier_evidence e = sure_core();
    CHECK(icp_i_tier(&e) == ICP_TIER_CORE);
    e.confirmed = false;
    CHECK(icp_i_tier(&e) == ICP_TIER_SECOND);
    e.confirmed = true;
    e.above_core = .799;
    CHECK(icp_i_tier(&e) == ICP_TIER_SECOND);
    e.above_base = .799;
    CHECK(icp_i_tier(&e) == ICP_TIER_OPPORTUNISTIC);
    e.below_avoid = .8;
    e.outcomes_below = .8;
    CHECK(icp_i_tier(&e) == ICP_TIER_AVOID);
    e.log_width_90 = 1.3863; /* log 4 is 1.386294 */
    CHECK(icp_i_tier(&e) == ICP_TIER_UNDECIDED);
}

/* Segments are cut by usage: a tier that rests on usage alone would be true of any cut. */
static void usage_alone_buys_no_tier(void)
{
    icp_i_tier_evidence e = sure_core();
    e.outcomes_above = .79;
    CHECK(icp_i_tier(&e) == ICP_TIER_OPPORTUNISTIC);
    e.above_core = e.above_base = 0;
    e.below_avoid = 1;
    e.outcomes_below = .79;
    CHECK(icp_i_tier(&e) == ICP_TIER_OPPORTUNISTIC);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK(strstr(icp_i_tier_why(&e, ICP_TIER_OPPORTUNISTIC, pool), "by usage only") != NULL);
    icp_i_pool_free(pool);
}

static void nothing_informative_decides_nothing(void)
{
    icp_i_tier_evidence e = sure_core();
    e.informative = false;
    CHECK(icp_i_tier(&e) == ICP_TIER_UNDECIDED);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK(strstr(icp_i_tier_why(&e, ICP_TIER_UNDECIDED, pool), "chance") != NULL);
    icp_i_pool_free(pool);
}

static void the_reason_carries_the_numbers(void)
{
    icp_i_tier_evidence e = sure_core();
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const char *why = icp_i_tier_why(&e, ICP_TIER_CORE, pool);
    CHECK(strstr(why, "1.50") && strstr(why, "1.30") && strstr(why, "1.70") && strstr(why, "0.80"));
    CHECK(strstr(why, "cause") == NULL && strstr(why, "rule") == NULL);
    e.confirmed = false;
    CHECK(strstr(icp_i_tier_why(&e, icp_i_tier(&e), pool), "Tier 1 needs a rule") != NULL);
    icp_i_pool_free(pool);
}

static void words_are_those_of_files_and_people(void)
{
    CHECK(strcmp(icp_tier_key(ICP_TIER_AVOID), "avoid") == 0 && strcmp(icp_tier_label(ICP_TIER_AVOID), "Not ICP") == 0);
    CHECK(strcmp(icp_tier_key(ICP_TIER_CORE), "core") == 0 && strcmp(icp_tier_label(ICP_TIER_CORE), "Tier 1") == 0);
    CHECK(strcmp(icp_tier_key((icp_tier)99), "undecided") == 0);
}

void test_tier(void)
{
    static const icp_t_case cases[] = {{"each threshold decides", each_threshold_decides},
                                       {"usage alone buys no tier", usage_alone_buys_no_tier},
                                       {"nothing informative decides nothing", nothing_informative_decides_nothing},
                                       {"the reason carries the numbers", the_reason_carries_the_numbers},
                                       {"words are those of files and people", words_are_those_of_files_and_people}};
    ICP_T_SUITE("tier", cases);
}
