/* json_market.c - what market lists, deals and rivals say, in report.json. Must not know: how it was counted. */
#include "report/json_report.h"

#include <math.h>

void icp_i_json_market(icp_i_json *json, const icp_candidate *candidate)
{
    const icp_market_count *market = &candidate->market;
    icp_i_json_key(json, "market");
    if (!market->counted) {
        icp_i_json_null(json);
        return;
    }
    icp_i_json_object(json);
    icp_i_json_key_count(json, "rows", market->rows);
    icp_i_json_key_count(json, "matched", market->matched);
    icp_i_json_key_count(json, "unknown", market->unknown);
    icp_i_json_key(json, "customers");
    if (market->linked_by) icp_i_json_count(json, market->customers);
    else icp_i_json_null(json);
    icp_i_json_key_estimate(json, "good_fits", &market->good_fits);
    icp_i_json_key_word(json, "good", market->good);
    icp_i_json_key(json, "worked");
    if (market->linked_by) icp_i_json_count(json, market->worked);
    else icp_i_json_null(json);
    icp_i_json_key_word(json, "linked_by", market->linked_by);
    icp_i_json_end(json);
}

void icp_i_json_fair_share(icp_i_json *json, const icp_candidate *candidate)
{
    static const char *const verdicts[] = {"cannot_tell", "below", "fair", "unfair"};
    const icp_fair_share *share = &candidate->fair_share;
    icp_i_json_key(json, "fair_share");
    if (!share->present) {
        icp_i_json_null(json);
        return;
    }
    icp_i_json_object(json);
    icp_i_json_key_number(json, "expected", share->expected);
    icp_i_json_key_estimate(json, "captured", &share->captured);
    icp_i_json_key_count(json, "deals", share->deals);
    icp_i_json_key_number(json, "reach", share->reach.value);
    icp_i_json_key_number(json, "win_rate", share->win_rate.value);
    icp_i_json_key_text(json, "verdict", verdicts[share->verdict]);
    icp_i_json_key_count(json, "won", share->won);
    icp_i_json_key_estimate(json, "win_rate_interval", &share->win_rate);
    icp_i_json_key_number(json, "p_above", share->p_above);
    icp_i_json_key_number(json, "p_below", share->p_below);
    icp_i_json_key_word(json, "why", share->why);
    icp_i_json_key_count(json, "accounts", share->accounts);
    icp_i_json_key_number(json, "design_effect", share->design_effect);
    icp_i_json_end(json);
}

void icp_i_json_unlock(icp_i_json *json, const icp_candidate *candidate)
{
    icp_i_json_key(json, "unlock");
    if (!candidate->unlock_objection) {
        icp_i_json_null(json);
        return;
    }
    icp_i_json_object(json);
    icp_i_json_key_text(json, "objection", candidate->unlock_objection);
    icp_i_json_key_count(json, "deals", candidate->unlock_deals);
    icp_i_json_end(json);
}

void icp_i_json_front(icp_i_json *json, const icp_candidate *candidate)
{
    icp_i_json_key_array(json, "front");
    for (size_t p = 0; p < candidate->front_count; p++) {
        const icp_front_point *point = &candidate->front[p];
        icp_i_json_object(json);
        icp_i_json_key_count(json, "literals", point->literal_count);
        icp_i_json_key_count(json, "accounts", point->accounts);
        icp_i_json_key_estimate(json, "lift", &point->lift);
        icp_i_json_key_bool(json, "recommended", point->recommended != 0);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_market_list(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key(json, "market_list");
    if (result->market_input_count == 0) {
        icp_i_json_null(json);
        return;
    }
    icp_i_json_object(json);
    icp_i_json_files(json, "files", result->market_inputs, result->market_input_count);
    icp_i_json_key_count(json, "rows", result->market_rows);
    icp_i_json_end(json);
}

bool icp_i_json_competitors(icp_i_json *json, const icp_result *result, icp_i_pool *pool)
{
    bool written = true;
    icp_i_json_key_array(json, "competitors");
    for (size_t i = 0; i < result->competitor_count && written; i++) {
        const icp_competitor *rival = &result->competitors[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "name", rival->name);
        icp_i_json_key_count(json, "deals", rival->deals);
        icp_i_json_key_estimate(json, "win_rate", &rival->win_rate);
        written = icp_i_json_rule(json, result, &rival->rule, pool);
        icp_i_json_key_text(json, "source", rival->source);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    return written;
}
