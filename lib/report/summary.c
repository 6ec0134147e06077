/* summary.c - see summary.h. */
#include "report/summary.h"

#include "report/json_report.h"

#include <string.h>

void icp_i_summary_tiers(const icp_result *result, icp_i_tier_sum tiers[ICP_I_TIERS])
{
    memset(tiers, 0, ICP_I_TIERS * sizeof *tiers);
    for (size_t s = 0; s < result->segment_count; s++) {
        const icp_candidate *candidate = icp_i_candidate_of(result, s);
        icp_i_tier_sum *tier = &tiers[candidate ? candidate->tier : ICP_TIER_UNDECIDED];
        tier->segments++;
        tier->customers += result->segments[s].customers;
    }
    const icp_candidate *first = result->candidate_count ? &result->candidates[0] : NULL;
    if (!first || first->route != ICP_ROUTE_OUTCOME || first->tier > ICP_TIER_SECOND) return;
    tiers[first->tier].rules++;
    tiers[first->tier].customers += first->customers;
}

/* The index is a percentile over one half. */
icp_estimate icp_i_summary_usage(const icp_segment *segment)
{
    icp_estimate usage = segment->usage_index;
    usage.value /= 2;
    usage.low /= 2;
    usage.high /= 2;
    return usage;
}

static void write_tiers(icp_i_json *json, const icp_result *result)
{
    icp_i_tier_sum tiers[ICP_I_TIERS];
    icp_i_summary_tiers(result, tiers);
    icp_i_json_key_array(json, "tiers");
    for (size_t t = 0; t < ICP_I_TIERS; t++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "tier", icp_tier_key((icp_tier)t));
        icp_i_json_key_count(json, "segments", tiers[t].segments);
        icp_i_json_key_count(json, "customers", tiers[t].customers);
        icp_i_json_key_count(json, "rules", tiers[t].rules);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_summary(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_object(json, "summary");
    write_tiers(json, result);
    icp_i_json_key_array(json, "uses_more_than");
    for (size_t s = 0; s < result->segment_count; s++) {
        icp_estimate usage = icp_i_summary_usage(&result->segments[s]);
        icp_i_json_object(json);
        icp_i_json_key_text(json, "segment", result->segments[s].id);
        icp_i_json_key_estimate(json, "share", &usage);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_end(json);
}
