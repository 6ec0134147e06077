/* text_stated.c - what speaks against the first candidate, and what became of stated ICPs. Wording is what the data support; nobody is told to be
 * wrong. Must not know: how they were judged. */
#include "base/pool.h"
#include "report/rule_forms.h"
#include "report/text_parts.h"

#include <math.h>
#include <string.h>

static void add_part(icp_i_phrase *phrase, icp_part part)
{
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_percent(phrase, (double)part.n / (double)part.of);
    icp_i_phrase_add(phrase, ")");
}

/* "misses 88 of 210 best customers (42%), and 21 of the 410 it finds left (5%)" */
static void add_against(icp_i_phrase *phrase, const icp_result *result, icp_part outside, icp_part inside)
{
    if (outside.of > 0) {
        icp_i_phrase_add(phrase, "misses ");
        icp_i_phrase_count(phrase, outside.n);
        icp_i_phrase_add(phrase, " of ");
        icp_i_phrase_count(phrase, outside.of);
        icp_i_phrase_add(phrase, " best customers");
        add_part(phrase, outside);
    }
    if (inside.of == 0) return;
    icp_i_phrase_add(phrase, outside.of > 0 ? ", and " : "");
    icp_i_phrase_count(phrase, inside.n);
    icp_i_phrase_add(phrase, " of the ");
    icp_i_phrase_count(phrase, inside.of);
    icp_i_phrase_add(phrase, result->churn.present ? " it finds left" : " it finds were lost");
    add_part(phrase, inside);
}

static bool wanted(icp_tier tier) { return tier != ICP_TIER_AVOID && tier != ICP_TIER_UNDECIDED; }

static void speaks_against(icp_i_page *page, const icp_result *result)
{
    const icp_candidate *first = result->candidate_count > 0 ? &result->candidates[0] : NULL;
    if (!first || !wanted(first->tier) || first->best_outside.of + first->churners_inside.of == 0) return;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, icp_i_shown_id(result, first));
    icp_i_phrase_add(&phrase, " ");
    add_against(&phrase, result, first->best_outside, first->churners_inside);
    icp_i_page_item(page, "Speaks against", ICP_I_LABEL, phrase.text, 1);
}

/* ---- stated ICPs ---- */

static const char *lift_words(const char *target)
{
    return strcmp(target, "won") == 0      ? "x as many won as among all"
           : strcmp(target, "upsold") == 0 ? "x as many bought more as among all"
                                           : "x as many stayed as among all";
}

const char *icp_i_stated_no_lift(const icp_stated *stated)
{
    return stated->rule.lift.n > 0 ? "every held-out account matches, so it tells nobody apart" : "no held-out account matches";
}

const char *icp_i_stated_beside(const icp_stated *stated)
{
    const icp_estimate *difference = &stated->difference;
    if (isnan(difference->value)) return "";
    if (difference->low > 0) return ", beaten by the rule found";
    return difference->high < 0 ? ", better than the rule found" : ", not beaten by the rule found";
}

static void add_author(icp_i_phrase *phrase, const icp_stated *stated, size_t index)
{
    if (stated->author[0]) icp_i_phrase_user(phrase, stated->author, 24);
    else icp_i_phrase_add(phrase, "ICP "), icp_i_phrase_count(phrase, index + 1);
}

/* "-0.14 (-0.30 to 0.02)" */
static void add_difference(icp_i_phrase *phrase, const icp_estimate *difference, double sign)
{
    icp_i_phrase_fixed(phrase, sign * difference->value, 2);
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_fixed(phrase, sign > 0 ? difference->low : -difference->high, 2);
    icp_i_phrase_add(phrase, " to ");
    icp_i_phrase_fixed(phrase, sign > 0 ? difference->high : -difference->low, 2);
    icp_i_phrase_add(phrase, ")");
}

static void add_comparison(icp_i_phrase *phrase, const icp_stated *stated)
{
    const icp_estimate *difference = &stated->difference;
    bool found = stated->found.literal_count > 0;
    if (isnan(difference->value)) {
        icp_i_phrase_add(phrase, found ? "too few accounts to compare it with the rule found" : "no rule was found to compare it with");
        return;
    }
    if (difference->low > 0) icp_i_phrase_add(phrase, "the rule found has a lift higher by ");
    else if (difference->high < 0) icp_i_phrase_add(phrase, "the rule found has a lift lower by ");
    else icp_i_phrase_add(phrase, "the data do not beat it, difference of lifts ");
    add_difference(phrase, difference, difference->high < 0 ? -1 : 1);
}

static void add_worth(icp_i_phrase *phrase, const icp_result *result, const icp_stated *stated)
{
    if (stated->rule.literal_count == 0) icp_i_phrase_user(phrase, stated->rule.why, 0);
    else if (!stated->target[0]) icp_i_phrase_add(phrase, "cannot tell, the file holds no outcome to judge it by");
    else if (isnan(stated->rule.lift.value)) icp_i_phrase_add(phrase, icp_i_stated_no_lift(stated));
    else {
        icp_i_phrase_ratio(phrase, &stated->rule.lift, lift_words(stated->target));
        icp_i_phrase_add(phrase, icp_i_rule_conditions_words(result, &stated->rule));
        icp_i_phrase_add(phrase, "; ");
        add_comparison(phrase, stated);
    }
}

/* One of several, in the room of one: its words are those of the first. */
static void add_worth_beside(icp_i_phrase *phrase, const icp_result *result, const icp_stated *stated, bool first)
{
    if (isnan(stated->rule.lift.value)) {
        add_worth(phrase, result, stated);
        return;
    }
    icp_i_phrase_ratio(phrase, &stated->rule.lift, first ? lift_words(stated->target) : "x");
    if (first) icp_i_phrase_add(phrase, icp_i_rule_conditions_words(result, &stated->rule));
    icp_i_phrase_add(phrase, icp_i_stated_beside(stated));
}

static void add_all(icp_i_phrase *phrase, const icp_result *result)
{
    bool first = true;
    icp_i_phrase_count(phrase, result->stated_count);
    icp_i_phrase_add(phrase, " (more of them: -v). ");
    for (size_t i = 0; i < result->stated_count; i++) {
        const icp_stated *stated = &result->stated[i];
        icp_i_phrase_add(phrase, i ? "; " : "");
        add_author(phrase, stated, i);
        icp_i_phrase_add(phrase, ": ");
        add_worth_beside(phrase, result, stated, first);
        first = first && isnan(stated->rule.lift.value);
    }
}

size_t icp_i_stated_lines(const icp_result *result)
{
    return result->stated_count > 1 ? 3 : result->stated_count > 0 ? 2 : 0;
}

static void stated_answer(icp_i_page *page, const icp_result *result, size_t most)
{
    size_t lines = icp_i_stated_lines(result);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (result->stated_count > 1) add_all(&phrase, result);
    else {
        add_author(&phrase, &result->stated[0], 0);
        icp_i_phrase_add(&phrase, ": ");
        add_worth(&phrase, result, &result->stated[0]);
    }
    icp_i_page_item(page, "Stated ICP", ICP_I_LABEL, phrase.text, most < lines ? most : lines);
}

/* What somebody asked for comes before what nobody did. */
void icp_i_hypotheses(icp_i_page *page, const icp_result *result, size_t most)
{
    bool stated = result->stated_count > 0;
    size_t begun = page->lines;
    if (most > icp_i_stated_lines(result)) speaks_against(page, result);
    if (stated && most > page->lines - begun) stated_answer(page, result, most - (page->lines - begun));
}

/* ---- everything, for -v ---- */

static void clause_detail(icp_i_page *page, const icp_stated_clause *clause, const char *target, const char *at)
{
    static const char *const verdicts[] = {"supported", "contradicted", "cannot tell", "not observable"};
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, clause->text, 0);
    icp_i_phrase_add(&phrase, ": ");
    icp_i_phrase_add(&phrase, verdicts[clause->verdict]);
    if (!isnan(clause->effect.value)) {
        icp_i_phrase_add(&phrase, ", ");
        icp_i_phrase_ratio(&phrase, &clause->effect, lift_words(target));
        icp_i_phrase_add(&phrase, at);
    }
    if (clause->why[0]) icp_i_phrase_add(&phrase, "; "), icp_i_phrase_user(&phrase, clause->why, 0);
    icp_i_page_item(page, "  clause", ICP_I_LABEL, phrase.text, 0);
}

static void stated_detail(icp_i_page *page, const icp_result *result, size_t index)
{
    const icp_stated *stated = &result->stated[index];
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    add_author(&phrase, stated, index);
    if (stated->date[0]) icp_i_phrase_add(&phrase, ", "), icp_i_phrase_user(&phrase, stated->date, 0);
    icp_i_phrase_add(&phrase, ": ");
    add_worth(&phrase, result, stated);
    icp_i_page_item(page, "", 0, phrase.text, 0);
    const char *at = icp_i_rule_conditions_words(result, &stated->rule);
    for (size_t c = 0; c < stated->clause_count; c++) clause_detail(page, &stated->clauses[c], stated->target, at);
    icp_i_phrase_start(&phrase);
    add_against(&phrase, result, stated->missed_best, stated->churners_in);
    if (phrase.used) icp_i_page_item(page, "  against", ICP_I_LABEL, phrase.text, 0);
    for (size_t i = 0; i < stated->reason_count; i++) {
        icp_i_phrase_start(&phrase);
        icp_i_phrase_user(&phrase, stated->reasons[i].key, 40);
        icp_i_phrase_add(&phrase, ": ");
        icp_i_phrase_user(&phrase, stated->reasons[i].text, 0);
        icp_i_phrase_add(&phrase, " (stated by ");
        add_author(&phrase, stated, index);
        icp_i_phrase_add(&phrase, ", not measured)");
        icp_i_page_item(page, "  why", ICP_I_LABEL, phrase.text, 0);
    }
}

static void agreement_detail(icp_i_page *page, const icp_result *result, const icp_agreement *pair)
{
    icp_i_phrase phrase;
    if (isnan(pair->jaccard)) return;
    icp_i_phrase_start(&phrase);
    add_author(&phrase, &result->stated[pair->first], pair->first);
    icp_i_phrase_add(&phrase, " and ");
    add_author(&phrase, &result->stated[pair->second], pair->second);
    icp_i_phrase_add(&phrase, ": the accounts they find have a Jaccard index of ");
    icp_i_phrase_fixed(&phrase, pair->jaccard, 2);
    icp_i_phrase_add(&phrase, ", kappa ");
    icp_i_phrase_fixed(&phrase, pair->kappa, 2);
    icp_i_page_item(page, "  agreement", ICP_I_LABEL, phrase.text, 0);
}

void icp_i_stated_details(icp_i_page *page, const icp_result *result)
{
    if (result->stated_count == 0) return;
    icp_i_page_line(page, ICP_I_INK_PLAIN, "");
    icp_i_page_line(page, ICP_I_INK_HEAD, "Stated ICPs, judged on the accounts that judge the rules found");
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "Best customers: ");
    icp_i_phrase_add(&phrase, result->best_customers[0] ? result->best_customers : "nothing tells who they are");
    icp_i_page_item(page, "", 0, phrase.text, 0);
    for (size_t i = 0; i < result->stated_count; i++) stated_detail(page, result, i);
    for (size_t i = 0; i < result->agreement_count; i++) agreement_detail(page, result, &result->agreement[i]);
}
