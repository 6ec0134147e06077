/* test_rank.c - ranks and tiers on customers whose truth is known: the planted order, the index in closed form, and no verdict without evidence. */
#include "support/check.h"
#include "support/stage.h"

#include <string.h>

enum { GROUPS = ICP_T_STAGE_GROUPS, ROWS = ICP_T_STAGE_ROWS };

static void ranks_follow_the_planted_order(void)
{
    icp_t_stage *s = icp_t_stage_new();
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
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
    icp_t_stage_free(s);
}

static void without_an_informative_outcome_nobody_is_core(void)
{
    icp_t_stage *s = icp_t_stage_new();
    s->upsell.model.used = s->churned.model.used = 0;
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    for (size_t c = 0; c < d.candidate_count; c++) {
        CHECK(d.candidates[c].tier == ICP_TIER_UNDECIDED && isnan(d.candidates[c].score.value));
        CHECK(d.candidates[c].rank_low == 1 && d.candidates[c].rank_high == GROUPS && d.candidates[c].tie_count == GROUPS - 1);
    }
    s->input.segments = 1;
    memset(s->label, 0, sizeof s->label);
    icp_i_pool_free(d.pool);
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK(d.candidate_count == 0 && strcmp(d.segments[0].name, "All accounts") == 0);
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

/* Usage differs as planted, outcomes are the same everywhere: nobody is Tier 1 or Not ICP. */
static void usage_without_outcomes_decides_nothing(void)
{
    icp_t_stage *s = icp_t_stage_new();
    for (size_t i = 0; i < ROWS; i++) {
        s->up[i] = icp_t_stage_member(i / GROUPS, .24);
        s->churn[i] = icp_t_stage_member(i / GROUPS, .26);
    }
    icp_t_stage_outcome(&s->upsell, ICP_ROLE_UPSELL, s->up, true);
    icp_t_stage_outcome(&s->churned, ICP_ROLE_CHURN, s->churn, true);
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK(d.candidates[0].score.value > 1.2); /* by usage */
    for (size_t c = 0; c < d.candidate_count; c++)
        CHECK(d.candidates[c].tier == ICP_TIER_OPPORTUNISTIC || d.candidates[c].tier == ICP_TIER_UNDECIDED);
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void weights_of_the_user_weigh_the_index(void)
{
    icp_t_stage *s = icp_t_stage_new();
    s->settings.weight[ICP_AXIS_USAGE] = 0;
    s->settings.weight[ICP_AXIS_UPSELL] = 1;
    s->settings.weight[ICP_AXIS_OBJECTIONS] = 0;
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    CHECK_REL(d.candidates[0].score.value, d.candidates[0].upsell_lift.value, 1e-9);
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

static void equal_groups_tie(void)
{
    icp_t_stage *s = icp_t_stage_new();
    for (size_t i = 0; i < ROWS; i++) s->label[i] = (int32_t)((i / GROUPS) % GROUPS);
    icp_t_described d;
    icp_error err = {0};
    CHECK_OK(icp_t_describe(s, NULL, &d, &err), &err);
    for (size_t c = 0; c < d.candidate_count; c++) {
        CHECK(d.candidates[c].tier != ICP_TIER_CORE && d.candidates[c].tier != ICP_TIER_AVOID);
        CHECK(d.candidates[c].rank_low < d.candidates[c].rank_high);
    }
    icp_i_pool_free(d.pool);
    icp_t_stage_free(s);
}

void test_rank(void)
{
    static const icp_t_case cases[] = {{"ranks follow the planted order", ranks_follow_the_planted_order},
                                       {"without an informative outcome nobody is core", without_an_informative_outcome_nobody_is_core},
                                       {"usage without outcomes decides nothing", usage_without_outcomes_decides_nothing},
                                       {"weights of the user weigh the index", weights_of_the_user_weigh_the_index},
                                       {"equal groups tie", equal_groups_tie}};
    ICP_T_SUITE("rank", cases);
}
