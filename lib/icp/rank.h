/* rank.h - whoever could be sold to, judged and stack-ranked as ICP candidates with intervals and tiers. Owns: the index, its posterior draws, ties.
 * Must not know: clustering, files, how rules are searched. */
#ifndef ICP_I_RANK_H
#define ICP_I_RANK_H

#include "icpcluster/candidate.h"
#include "segment/profile.h"

/* One to be ranked: a segment, or the accounts that an outcome's rule finds. */
typedef struct icp_i_contender {
    const icp_i_profile_input *input; /* it is counted in this; contenders of one input stand together */
    size_t segment;                   /* of the input */
    const icp_segment *described;     /* that segment's profile */
    const char *name;
    const icp_rule *rule;
    const char *finds;                /* what the rule was searched for; NULL of a segment */
} icp_i_contender;

/* The segments of an input into list[0 .. *count-1]; rules: one a segment. One segment alone is nobody's rival: none. */
void icp_i_segment_contenders(const icp_i_profile_input *input, const icp_segment *segments, const icp_rule *rules, icp_i_contender *list,
                              size_t *count);
/* Candidates in rank order (ties: the earlier contender), all in `pool`. log S_k = sum_m omega_m s_m log(theta_km / theta_0m) per posterior draw over
 * the outcomes that are informative (win +, upsell +, churn as retention) and usage, weighted like the axes; a conditioned upsell (outcomes.h) counts
 * by its events over those expected; rates come from held-out outcomes and are shrunk within an input. Without an informative outcome nothing is
 * scored and every candidate is UNDECIDED. Tier 1 needs P(S > 1.25) >= .8 and a findable rule, second P(S > 1) >= .8, and both P(outcomes alone > 1)
 * >= .8: segments are cut by usage, so usage alone buys no tier; avoid P(S < .8) >= .8 and P(outcomes alone < 1) >= .8; undecided when the 90 %
 * interval of log S is wider than log 4; opportunistic otherwise.
 * A term of which nothing is known of a contender (nobody there could buy more) has no part in its S, as long as some outcome is known there; without
 * any, its terms are drawn from what all let expect.
 * Draws of different inputs are independent, so that candidates that share accounts are told apart rather too rarely. */
icp_status icp_i_rank(const icp_i_contender *contenders, size_t count, icp_i_pool *pool, icp_candidate **out, icp_error *err);

/* Which of the contenders (only input and segment are looked at) has the best median score, the earlier where scores tie; ICP_NONE without an
 * informative outcome. count >= 1. Memory from `hooks` (may be NULL), given back. */
icp_status icp_i_rank_first(const icp_i_contender *contenders, size_t count, const icp_hooks *hooks, size_t *first, icp_error *err);

#endif
