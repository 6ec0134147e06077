/* text_rules.c - what to search for: the rule of the best segment with what it is worth on held-out accounts, or what its accounts have in common and
 * that no rule finds them. Must not know: how rules are searched. */
#include "base/pool.h"
#include "report/rule_forms.h"
#include "report/text_parts.h"

#include <math.h>

static void say(icp_i_page *page, const char *label, const icp_i_phrase *phrase) { icp_i_page_item(page, label, ICP_I_LABEL, phrase->text, 2); }

/* The rule's own words; false when memory ran out. */
static bool add_rule(icp_i_phrase *phrase, const icp_result *result, const icp_rule *rule)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const char *text = pool ? icp_i_rule_text(result, rule, pool) : NULL;
    if (text) icp_i_phrase_user(phrase, text, 0);
    icp_i_pool_free(pool);
    return text != NULL;
}

/* " - held out: 2.31x as many as among all (1.94-2.75, n 90), finds 64% of them" */
static void add_worth(icp_i_phrase *phrase, const icp_result *result, const icp_rule *rule)
{
    icp_i_phrase_add(phrase, " - held out: ");
    icp_i_phrase_ratio(phrase, &rule->lift, "x as many as among all");
    icp_i_phrase_add(phrase, icp_i_rule_conditions_words(result, rule));
    icp_i_phrase_add(phrase, ", finds ");
    icp_i_phrase_percent(phrase, rule->recall.value);
    icp_i_phrase_add(phrase, " of them");
}

/* " - held out: 2.31x as many (1.94-2.75, n 90)", for a rule whose own words leave no room for more. */
static void add_worth_briefly(icp_i_phrase *phrase, const icp_result *result, const icp_rule *rule)
{
    icp_i_phrase_add(phrase, " - held out: ");
    icp_i_phrase_ratio(phrase, &rule->lift, "x as many");
    icp_i_phrase_add(phrase, icp_i_rule_conditions_words(result, rule));
}

/* ---- the short answer ---- */

static const icp_outcome_rule *findable_outcome(const icp_result *result)
{
    for (size_t i = 0; i < result->outcome_rule_count; i++)
        if (result->outcome_rules[i].rule.findable && !result->outcome_rules[i].unwanted) return &result->outcome_rules[i];
    return NULL;
}

/* Takes back what was added since `mark` when the phrase got too long for two lines: a list ends between its items. */
static bool keep(const icp_i_page *page, icp_i_phrase *phrase, size_t mark)
{
    bool fits = icp_i_page_lines(page, ICP_I_LABEL, phrase->text) <= 2;
    if (!fits) icp_i_phrase_back(phrase, mark);
    return fits;
}

static void add_trait(icp_i_phrase *phrase, const icp_result *result, const icp_trait_lift *trait, double segment_share)
{
    icp_i_phrase_user(phrase, icp_i_column_name(result, trait->column), 24);
    icp_i_phrase_add(phrase, " = ");
    icp_i_phrase_user(phrase, trait->value, 28);
    icp_i_phrase_add(phrase, " ");
    icp_i_phrase_percent(phrase, trait->share);
    icp_i_phrase_others(phrase, trait, segment_share);
}

static void in_common(icp_i_page *page, const icp_result *result)
{
    if (result->candidate_count == 0 || result->candidates[0].segment >= result->segment_count) return;
    const icp_segment *segment = &result->segments[result->candidates[0].segment];
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, segment->id);
    icp_i_phrase_add(&phrase, " (n ");
    icp_i_phrase_count(&phrase, segment->size);
    icp_i_phrase_add(&phrase, ")");
    size_t named = 0, mark = phrase.used;
    if (result->candidates[0].rule.searched) icp_i_phrase_add(&phrase, ": " ICP_I_NOT_FINDABLE);
    for (size_t i = 0; i < segment->trait_count && keep(page, &phrase, mark); i++) {
        if (!(segment->traits[i].lift.low > 1)) continue;
        mark = phrase.used;
        icp_i_phrase_add(&phrase, named++ == 0 && !result->candidates[0].rule.searched ? ": " : "; ");
        add_trait(&phrase, result, &segment->traits[i], segment->share);
    }
    (void)keep(page, &phrase, mark);
    if (named == 0) icp_i_phrase_add(&phrase, result->roles.trait_count ? ": no trait sets them clearly apart" : ": cannot tell, no trait column");
    say(page, "In common", &phrase);
}

/* The rule of the best candidate; else the rule of an outcome; else what the best have in common. */
void icp_i_search_for(icp_i_page *page, const icp_result *result)
{
    const icp_candidate *best = result->candidate_count ? &result->candidates[0] : NULL;
    const icp_outcome_rule *outcome = findable_outcome(result);
    bool of_best = best && best->rule.findable;
    if (!of_best && !outcome) {
        in_common(page, result);
        return;
    }
    const icp_rule *rule = of_best ? &best->rule : &outcome->rule;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (of_best) icp_i_phrase_add(&phrase, icp_i_shown_id(result, best));
    if (of_best && best->finds) icp_i_phrase_add(&phrase, ", accounts that ");
    if (of_best) icp_i_phrase_add(&phrase, icp_i_candidate_finds(result, best));
    else icp_i_phrase_add(&phrase, "accounts that "), icp_i_phrase_add(&phrase, icp_i_finds_words(outcome));
    icp_i_phrase_add(&phrase, ": ");
    if (!add_rule(&phrase, result, rule)) icp_i_phrase_add(&phrase, "(no memory to write the rule)");
    size_t mark = phrase.used;
    add_worth(&phrase, result, rule);
    if (!keep(page, &phrase, mark)) add_worth_briefly(&phrase, result, rule);
    bool wanted = !of_best || (best->tier != ICP_TIER_AVOID && best->tier != ICP_TIER_UNDECIDED);
    say(page, wanted ? "Search for" : "Found by", &phrase);
}

/* ---- everything, for -v ---- */

static void rule_detail(icp_i_page *page, const icp_result *result, const char *what, const icp_rule *rule)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (rule->literal_count > 0 && !add_rule(&phrase, result, rule)) return;
    if (!rule->findable) icp_i_phrase_add(&phrase, phrase.used ? " - not findable: " : "not findable: ");
    if (!rule->findable) icp_i_phrase_user(&phrase, rule->why ? rule->why : "", 0);
    if (rule->literal_count > 0) {
        if (rule->findable) add_worth(&phrase, result, rule);
        icp_i_phrase_add(&phrase, "; precision ");
        icp_i_phrase_rate(&phrase, &rule->precision, "");
        icp_i_phrase_add(&phrase, ", recall ");
        icp_i_phrase_rate(&phrase, &rule->recall, "");
        icp_i_phrase_add(&phrase, ", matches ");
        icp_i_phrase_rate(&phrase, &rule->coverage, "");
        icp_i_phrase_add(&phrase, ", unknown ");
        icp_i_phrase_count(&phrase, rule->holdout_unknown);
        icp_i_phrase_add(&phrase, "; by chance p ");
        icp_i_phrase_fixed(&phrase, rule->permutation_p, 3);
        icp_i_phrase_add(&phrase, "; same columns in ");
        icp_i_phrase_count(&phrase, rule->agreement_found);
        icp_i_phrase_add(&phrase, " of ");
        icp_i_phrase_count(&phrase, rule->agreement_of);
        icp_i_phrase_add(&phrase, " resamples");
    }
    icp_i_page_item(page, what, ICP_I_LABEL, phrase.text, 0);
}

void icp_i_rule_details(icp_i_page *page, const icp_result *result)
{
    if (result->candidate_count + result->outcome_rule_count == 0) return;
    icp_i_page_line(page, ICP_I_INK_PLAIN, "");
    icp_i_page_line(page, ICP_I_INK_HEAD, "Rules to search by, judged on accounts that had no part in the search");
    for (size_t i = 0; i < result->candidate_count; i++)
        if (result->candidates[i].route == ICP_ROUTE_SEGMENT)
            rule_detail(page, result, icp_i_shown_id(result, &result->candidates[i]), &result->candidates[i].rule);
    for (size_t i = 0; i < result->outcome_rule_count; i++)
        rule_detail(page, result, icp_i_finds_words(&result->outcome_rules[i]), &result->outcome_rules[i].rule);
}
