/* tier.c - see tier.h. */
#include "icp/tier.h"

#include "base/number.h"

#include <math.h>

const char *icp_tier_key(icp_tier tier)
{
    static const char *const keys[] = {"core", "second", "opportunistic", "avoid", "undecided"};
    return (unsigned)tier < sizeof keys / sizeof keys[0] ? keys[tier] : "undecided";
}

const char *icp_tier_label(icp_tier tier)
{
    static const char *const labels[] = {"Tier 1", "Tier 2", "Tier 3", "Not ICP", "Undecided"};
    return (unsigned)tier < sizeof labels / sizeof labels[0] ? labels[tier] : "Undecided";
}

icp_tier icp_i_tier(const icp_i_tier_evidence *e)
{
    if (!e->informative || e->log_width_90 > log(4)) return ICP_TIER_UNDECIDED;
    if (e->above_core >= ICP_I_SURE && e->outcomes_above >= ICP_I_SURE && e->confirmed) return ICP_TIER_CORE;
    if (e->below_avoid >= ICP_I_SURE && e->outcomes_below >= ICP_I_SURE) return ICP_TIER_AVOID;
    return e->above_base >= ICP_I_SURE && e->outcomes_above >= ICP_I_SURE ? ICP_TIER_SECOND : ICP_TIER_OPPORTUNISTIC;
}

const char *icp_i_tier_why(const icp_i_tier_evidence *e, icp_tier tier, icp_i_pool *pool)
{
    char score[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE], p[ICP_I_NUMBER_SIZE];
    if (!e->informative)
        return icp_i_print(pool, "no outcome can be told from chance on held-out accounts, so nothing says who is the better customer");
    double shown = tier == ICP_TIER_CORE ? e->above_core : tier == ICP_TIER_AVOID ? e->below_avoid : e->above_base;
    icp_i_number_fixed(e->score.value, 2, score);
    icp_i_number_fixed(e->score.low, 2, low);
    icp_i_number_fixed(e->score.high, 2, high);
    icp_i_number_fixed(shown, 2, p);
    const char *claim = "above the company base";
    if (tier == ICP_TIER_CORE) claim = "above 1.25";
    if (tier == ICP_TIER_AVOID) claim = "below 0.80";
    const char *verdict = "";
    bool by_usage = e->above_base >= ICP_I_SURE || e->below_avoid >= ICP_I_SURE;
    if (tier == ICP_TIER_OPPORTUNISTIC)
        verdict = by_usage ? ": by usage only, its outcomes are like everybody's or point the other way"
                           : ": not enough for Tier 2, which needs 0.80";
    if (tier == ICP_TIER_SECOND && e->above_core >= ICP_I_SURE) verdict = "; Tier 1 needs a rule that finds them, and none is confirmed";
    if (tier == ICP_TIER_UNDECIDED) verdict = ": the interval is too wide to decide";
    return icp_i_print(pool, "index %s (%s to %s, base 1), %s with probability %s on held-out accounts%s", score, low, high, claim, p, verdict);
}
