/* summary.h - figures of the page that are sums over the result, computed once for report.json and report.html. Must not know: formats. */
#ifndef ICP_I_SUMMARY_H
#define ICP_I_SUMMARY_H

#include "base/json.h"
#include "icpcluster/run.h"

#define ICP_I_TIERS 5

typedef struct icp_i_tier_sum {
    size_t segments, rules, customers;
} icp_i_tier_sum;

/* By icp_tier; a segment that is no candidate is undecided. A rule found on an outcome counts when it is first of all, and its customers are in a
 * segment too. */
void icp_i_summary_tiers(const icp_result *result, icp_i_tier_sum tiers[ICP_I_TIERS]);
/* Share of all accounts that use less than the typical account of the segment; value NaN without usage. */
icp_estimate icp_i_summary_usage(const icp_segment *segment);
/* "summary" of report.json. */
void icp_i_json_summary(icp_i_json *json, const icp_result *result);

#endif
