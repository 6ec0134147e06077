/* tier.h - from the evidence for a candidate to its tier, and the sentence that says why. Owns: the thresholds. Must not know: draws. */
#ifndef ICP_I_TIER_H
#define ICP_I_TIER_H

#include "base/pool.h"
#include "icpcluster/candidate.h"

#include <stdbool.h>

#define ICP_I_CORE_SCORE 1.25   /* Tier 1 is at least a quarter better than the company base ... */
#define ICP_I_AVOID_SCORE 0.8   /* ... Not ICP at least a fifth worse ... */
#define ICP_I_SURE 0.8          /* ... with this probability */

typedef struct icp_i_tier_evidence {
    bool informative;           /* some outcome can be told from chance */
    double above_core, above_base, below_avoid; /* P(score > 1.25), P(score > 1), P(score < .8) */
    double outcomes_above, outcomes_below;      /* P(index of the outcomes alone > 1), P(... < 1) */
    double log_width_90;        /* width of the 90 % interval of the log score */
    icp_estimate score;
    bool confirmed;             /* a rule finds these accounts, on held-out rows */
} icp_i_tier_evidence;

icp_tier icp_i_tier(const icp_i_tier_evidence *evidence);
/* In the pool, or NULL. */
const char *icp_i_tier_why(const icp_i_tier_evidence *evidence, icp_tier tier, icp_i_pool *pool);

#endif
