/* text_market.c - market, fair share and rivals for people. Must not know: how they were counted. */
#include "base/pool.h"
#include "report/rule_forms.h"
#include "report/text_parts.h"

#include <math.h>

/* The id under which the stack rank shows it. */
static const char *shown_id(const icp_result *result, const icp_candidate *candidate)
{
    return candidate->route == ICP_ROUTE_SEGMENT ? result->segments[candidate->segment].id : candidate->id;
}

/* ---- in the summary ---- */

const char *icp_i_would_words(const char *good)
{
    return good[0] == 's' ? " would stay" : good[0] == 'u' ? " would buy more" : " would be won";
}

void icp_i_phrase_capacity(icp_i_phrase *phrase, const icp_result *result, const icp_candidate *candidate)
{
    size_t capacity = result->settings.capacity, count = candidate->front_count, feeds = 0;
    if (capacity == 0 || count == 0 || !candidate->market.counted || candidate->tier == ICP_TIER_AVOID) return;
    for (size_t p = 0; p < count && !feeds; p++) feeds = candidate->front[p].recommended ? p + 1 : 0;
    if (feeds == 0 || feeds == count) icp_i_phrase_add(phrase, feeds ? "; enough left for" : "; too few left for");
    else if (feeds == 1) icp_i_phrase_add(phrase, "; its first condition alone feeds");
    else {
        icp_i_phrase_add(phrase, "; its first ");
        icp_i_phrase_count(phrase, feeds);
        icp_i_phrase_add(phrase, " conditions alone feed");
    }
    icp_i_phrase_add(phrase, " capacity ");
    icp_i_phrase_count(phrase, capacity);
}

static void add_market(icp_i_phrase *phrase, const icp_result *result, const icp_candidate *candidate)
{
    const icp_market_count *market = &candidate->market;
    icp_i_phrase_count(phrase, market->matched);
    icp_i_phrase_add(phrase, " of ");
    icp_i_phrase_count(phrase, market->rows);
    icp_i_phrase_add(phrase, " match");
    if (market->unknown) {
        icp_i_phrase_add(phrase, ", ");
        icp_i_phrase_count(phrase, market->unknown);
        icp_i_phrase_add(phrase, " unknown");
    }
    if (market->linked_by) {
        icp_i_phrase_add(phrase, ", ");
        icp_i_phrase_count(phrase, market->customers);
        icp_i_phrase_add(phrase, " are customers");
    }
    icp_i_phrase_capacity(phrase, result, candidate);
    if (!market->good) return;
    icp_i_phrase_add(phrase, "; about ");
    icp_i_phrase_number(phrase, round(market->good_fits.value));
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_number(phrase, round(market->good_fits.low));
    icp_i_phrase_add(phrase, "-");
    icp_i_phrase_number(phrase, round(market->good_fits.high));
    icp_i_phrase_add(phrase, ")");
    icp_i_phrase_add(phrase, icp_i_would_words(market->good));
}

/* What keeps the first rule that was found from being counted. */
static void add_why_not(icp_i_phrase *phrase, const icp_result *result)
{
    for (size_t i = 0; i < result->candidate_count; i++) {
        const icp_candidate *candidate = &result->candidates[i];
        if (!candidate->rule.findable || !candidate->market.why || !candidate->market.why[0]) continue;
        icp_i_phrase_add(phrase, ": ");
        icp_i_phrase_user(phrase, candidate->market.why, 0);
        return;
    }
    icp_i_phrase_add(phrase, ": no search that finds them was found");
}

static void market_line(icp_i_page *page, const icp_result *result, size_t most)
{
    const icp_candidate *first = NULL;
    for (size_t i = 0; i < result->candidate_count && !first; i++)
        if (result->candidates[i].market.counted) first = &result->candidates[i];
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (first) {
        icp_i_phrase_user(&phrase, shown_id(result, first), 0);
        icp_i_phrase_add(&phrase, ": ");
        add_market(&phrase, result, first);
    } else {
        icp_i_phrase_count(&phrase, result->market_rows);
        icp_i_phrase_add(&phrase, result->market_rows == 1 ? " company is listed" : " companies are listed");
        icp_i_phrase_add(&phrase, ", and no rule can be counted in them");
        add_why_not(&phrase, result);
    }
    icp_i_page_item(page, "Market", ICP_I_LABEL, phrase.text, most);
}

static const char *verdict_words(icp_share_verdict verdict)
{
    switch (verdict) {
    case ICP_SHARE_UNFAIR: return "more than its share";
    case ICP_SHARE_BELOW: return "less than its share";
    case ICP_SHARE_FAIR: return "its fair share";
    default: return "cannot tell";
    }
}

static void share_line(icp_i_page *page, const icp_result *result, const icp_candidate *candidate)
{
    const icp_fair_share *share = &candidate->fair_share;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, shown_id(result, candidate), 0);
    icp_i_phrase_add(&phrase, ": won ");
    icp_i_phrase_count(&phrase, share->won);
    icp_i_phrase_add(&phrase, " of ");
    icp_i_phrase_count(&phrase, share->deals);
    icp_i_phrase_add(&phrase, " deals");
    if (share->accounts < share->deals) {
        icp_i_phrase_add(&phrase, " of ");
        icp_i_phrase_count(&phrase, share->accounts);
        icp_i_phrase_add(&phrase, share->accounts == 1 ? " account" : " accounts");
    }
    icp_i_phrase_add(&phrase, ", ");
    icp_i_phrase_ratio(&phrase, &share->captured, "x 1/players");
    icp_i_phrase_add(&phrase, ": ");
    icp_i_phrase_add(&phrase, verdict_words(share->verdict));
    icp_i_page_item(page, "Fair share", ICP_I_LABEL, phrase.text, 1);
}

void icp_i_market_lines(icp_i_page *page, const icp_result *result, size_t most)
{
    if (result->market_input_count && result->candidate_count) market_line(page, result, most);
    for (size_t i = 0; i < result->candidate_count; i++) {
        if (!result->candidates[i].fair_share.present) continue;
        share_line(page, result, &result->candidates[i]);
        return;
    }
}

/* ---- everything ---- */

/* "1 condition 812 (lift 1.4), 2 conditions 210 (2.1) <- feeds the capacity" */
static void add_front(icp_i_phrase *phrase, const icp_candidate *candidate, bool listed)
{
    icp_i_phrase_add(phrase, listed ? "to call: " : "accounts: ");
    for (size_t p = 0; p < candidate->front_count; p++) {
        const icp_front_point *point = &candidate->front[p];
        icp_i_phrase_add(phrase, p ? ", then " : "");
        icp_i_phrase_count(phrase, point->accounts);
        icp_i_phrase_add(phrase, p ? " with " : " by ");
        icp_i_phrase_count(phrase, point->literal_count);
        icp_i_phrase_add(phrase, point->literal_count == 1 ? " condition (lift " : " conditions (lift ");
        icp_i_phrase_fixed(phrase, point->lift.value, 2);
        icp_i_phrase_add(phrase, point->recommended ? ", the narrowest that feeds the capacity)" : ")");
    }
}

static void say(icp_i_page *page, const icp_result *result, const icp_candidate *candidate, const char *words)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, shown_id(result, candidate), 0);
    icp_i_phrase_add(&phrase, ": ");
    icp_i_phrase_user(&phrase, words, 0);
    icp_i_page_item(page, "", 2, phrase.text, 0);
}

static void candidate_details(icp_i_page *page, const icp_result *result, const icp_candidate *candidate)
{
    bool listed = result->market_input_count > 0;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (candidate->market.counted) add_market(&phrase, result, candidate);
    else if (listed) icp_i_phrase_user(&phrase, candidate->market.why, 0);
    if (phrase.used) say(page, result, candidate, phrase.text);
    if (candidate->fair_share.present) say(page, result, candidate, candidate->fair_share.why);
    icp_i_phrase_start(&phrase);
    if (candidate->front_count) add_front(&phrase, candidate, listed);
    if (phrase.used) say(page, result, candidate, phrase.text);
    if (!candidate->unlock_objection) return;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "would be as good as all without ");
    icp_i_phrase_count(&phrase, candidate->unlock_deals);
    icp_i_phrase_add(&phrase, " losses that name ");
    icp_i_phrase_user(&phrase, candidate->unlock_objection, 0);
    say(page, result, candidate, phrase.text);
}

static bool anything(const icp_result *result)
{
    for (size_t i = 0; i < result->candidate_count; i++) {
        const icp_candidate *c = &result->candidates[i];
        if (c->front_count || c->fair_share.present || c->unlock_objection) return true;
    }
    return result->market_input_count > 0;
}

static void rival_line(icp_i_page *page, const icp_result *result, const icp_competitor *rival, icp_i_pool *pool)
{
    bool listed = rival->source[0] == 'm';
    const char *naming = rival->name[0] ? " name it" : " name one"; /* who names a rival need not be lost */
    const char *lost = result->roles.competitor.events ? " lost to it" : naming;
    const char *rule = rival->rule.findable ? icp_i_rule_text(result, &rival->rule, pool) : rival->rule.why;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (rival->name[0]) icp_i_phrase_user(&phrase, rival->name, 40);
    else icp_i_phrase_add(&phrase, "any competitor");
    icp_i_phrase_add(&phrase, listed ? " (market list): " : ": ");
    icp_i_phrase_count(&phrase, rival->deals);
    icp_i_phrase_add(&phrase, listed ? " users" : isnan(rival->win_rate.value) ? lost : " deals, we win ");
    if (!isnan(rival->win_rate.value)) icp_i_phrase_rate(&phrase, &rival->win_rate, "");
    icp_i_phrase_add(&phrase, listed ? "; they have in common: " : "; what is lost to it has in common: ");
    icp_i_phrase_user(&phrase, rule ? rule : "", 0);
    if (rival->rule.findable) {
        icp_i_phrase_add(&phrase, " - held out: ");
        icp_i_phrase_ratio(&phrase, &rival->rule.lift, "x as many as among all");
    }
    icp_i_page_item(page, "", 2, phrase.text, 0);
}

void icp_i_market_details(icp_i_page *page, const icp_result *result)
{
    if (anything(result)) {
        icp_i_page_line(page, ICP_I_INK_PLAIN, "");
        icp_i_page_line(page, ICP_I_INK_HEAD, "Market, share of the deals, and how narrow");
        for (size_t i = 0; i < result->candidate_count; i++) candidate_details(page, result, &result->candidates[i]);
    }
    if (result->competitor_count == 0) return;
    icp_i_page_line(page, ICP_I_INK_PLAIN, "");
    icp_i_page_line(page, ICP_I_INK_HEAD, "Competitors, and what rules find on held-out accounts");
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (size_t i = 0; i < result->competitor_count && pool; i++) rival_line(page, result, &result->competitors[i], pool);
    icp_i_pool_free(pool);
}
