/* json_candidates.c - the ICP candidates in report.json. Must not know: how candidates were ranked and counted. */
#include "report/json_report.h"

static void write_rank(icp_i_json *json, const icp_result *result, const icp_candidate *candidate)
{
    icp_i_json_key_object(json, "rank");
    icp_i_json_key_number(json, "median", candidate->rank_median);
    icp_i_json_key_count(json, "low", candidate->rank_low);
    icp_i_json_key_count(json, "high", candidate->rank_high);
    icp_i_json_end(json);
    icp_i_json_key_array(json, "ties");
    for (size_t i = 0; i < candidate->tie_count; i++)
        if (candidate->ties[i] < result->candidate_count) icp_i_json_text(json, result->candidates[candidate->ties[i]].id);
    icp_i_json_end(json);
}

void icp_i_json_key_part(icp_i_json *json, const char *key, icp_part part)
{
    icp_i_json_key_object(json, key);
    icp_i_json_key_count(json, "n", part.n);
    icp_i_json_key_count(json, "of", part.of);
    icp_i_json_end(json);
}

static void write_disconfirming(icp_i_json *json, const icp_candidate *candidate)
{
    if (candidate->best_outside.of + candidate->churners_inside.of == 0) {
        icp_i_json_key_null(json, "disconfirming");
        return;
    }
    icp_i_json_key_object(json, "disconfirming");
    icp_i_json_key_part(json, "best_outside", candidate->best_outside);
    icp_i_json_key_part(json, "churners_inside", candidate->churners_inside);
    icp_i_json_end(json);
}

static bool write_candidate(icp_i_json *json, const icp_result *result, const icp_candidate *candidate, icp_i_pool *pool)
{
    icp_i_json_object(json);
    icp_i_json_key_text(json, "id", candidate->id);
    icp_i_json_key_text(json, "name", candidate->name);
    icp_i_json_key_segment(json, "segment", result, candidate->segment);
    icp_i_json_key_text(json, "route", candidate->route == ICP_ROUTE_OUTCOME ? "outcome" : "segment");
    write_rank(json, result, candidate);
    icp_i_json_key_text(json, "tier", icp_tier_key(candidate->tier));
    icp_i_json_key_text(json, "why_tier", candidate->why_tier);
    icp_i_json_key_number(json, "p_core", candidate->p_core);
    icp_i_json_key_number(json, "p_best", candidate->p_best);
    icp_i_json_key_estimate(json, "score", &candidate->score);
    icp_i_json_key_count(json, "customers", candidate->customers);
    icp_i_json_key_number(json, "revenue", candidate->revenue);
    bool written = icp_i_json_rule(json, result, &candidate->rule, pool);
    icp_i_json_market(json, candidate);
    icp_i_json_fair_share(json, candidate);
    write_disconfirming(json, candidate);
    icp_i_json_unlock(json, candidate);
    icp_i_json_front(json, candidate);
    icp_i_json_key_object(json, "lifts");
    icp_i_json_key_estimate(json, "usage", &candidate->usage_lift);
    icp_i_json_key_estimate(json, "win", &candidate->win_lift);
    icp_i_json_key_estimate(json, "upsell", &candidate->upsell_lift);
    icp_i_json_key_estimate(json, "churn", &candidate->churn_lift);
    icp_i_json_end(json);
    icp_i_json_key_word(json, "top_objection", candidate->top_objection);
    icp_i_json_key_word(json, "finds", candidate->finds);
    icp_i_json_key_object(json, "rates");
    icp_i_json_key_estimate(json, "win", &candidate->win);
    icp_i_json_key_estimate(json, "upsell", &candidate->upsell);
    icp_i_json_key_estimate(json, "churn", &candidate->churn);
    icp_i_json_key_number(json, "upsell_expected", candidate->upsell_expected);
    icp_i_json_end(json);
    icp_i_json_end(json);
    return written;
}

bool icp_i_json_candidates(icp_i_json *json, const icp_result *result, icp_i_pool *pool)
{
    bool written = true;
    icp_i_json_key_array(json, "candidates");
    for (size_t i = 0; i < result->candidate_count && written; i++) written = write_candidate(json, result, &result->candidates[i], pool);
    icp_i_json_end(json);
    return written;
}
