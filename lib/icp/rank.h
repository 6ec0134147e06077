/* rank.h - segments judged and stack-ranked as ICP candidates with intervals and tiers. Owns: the index, its posterior draws, tiers and their
 * thresholds. Must not know: clustering, files. */
#ifndef ICP_I_RANK_H
#define ICP_I_RANK_H

#include "icpcluster/candidate.h"
#include "segment/profile.h"

/* Candidates in rank order, all in `pool`. log S_k = sum_m omega_m s_m log(theta_km / theta_0m) per posterior draw over the outcomes that are
 * informative (win +, upsell +, churn as retention) and usage, weighted like the axes; rates come from held-out outcomes. Without an informative
 * outcome nothing is scored and every candidate is UNDECIDED. Tier 1 needs P(S > 1.25) >= .8 and a findable rule, second P(S > 1) >= .8,
 * and both P(outcomes alone > 1) >= .8: segments are cut by usage, so usage alone buys no tier; avoid P(S < .8) >= .8 and
 * P(outcomes alone < 1) >= .8; undecided when the 90 % interval of log S is wider than log 4; opportunistic otherwise. Segments of one cluster only
 * (k = 1): no candidates. rules: one a segment. */
icp_status icp_i_rank(const icp_i_profile_input *input, const icp_segment *segments, const icp_rule *rules, icp_i_pool *pool, icp_candidate **out,
                      size_t *count, icp_error *err);

#endif
