/* candidate.h - ICP candidates: segments judged as whom to sell to. Read-only results, owned by icp_result. */
#ifndef ICPCLUSTER_CANDIDATE_H
#define ICPCLUSTER_CANDIDATE_H

#include "icpcluster/rule.h"
#include "icpcluster/segment.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Tier 1, Tier 2, Tier 3, Not ICP, Undecided. */
typedef enum icp_tier { ICP_TIER_CORE, ICP_TIER_SECOND, ICP_TIER_OPPORTUNISTIC, ICP_TIER_AVOID, ICP_TIER_UNDECIDED } icp_tier;

/* "core", "second", "opportunistic", "avoid", "undecided" (for files) and "Tier 1", ..., "Not ICP", "Undecided" (for people). */
ICP_API const char *icp_tier_key(icp_tier tier);
ICP_API const char *icp_tier_label(icp_tier tier);

typedef struct icp_candidate {
    char id[24];                /* "C1" */
    const char *name;
    size_t segment;             /* index into icp_result.segments */
    double rank_median;
    size_t rank_low, rank_high; /* at settings level, over posterior draws */
    size_t *ties;               /* candidates that cannot be told apart from this one */
    size_t tie_count;
    icp_tier tier;
    const char *why_tier;       /* sentence with the numbers */
    double p_core, p_best;      /* P(score > 1.25), P(rank 1) */
    icp_estimate score;         /* ICP index: 1 = company base, weighted geometric mean of lifts; on held-out outcomes */
    size_t customers;
    double revenue;             /* NaN without revenue */
    icp_estimate usage_lift;    /* usage against all accounts */
    icp_estimate upsell_lift, churn_lift, win_lift; /* shrunk rate / overall rate */
    const char *top_objection;  /* "" if none */
    icp_rule rule;              /* finds the accounts of this segment */
} icp_candidate;

#ifdef __cplusplus
}
#endif
#endif
