/* html_search.c - how to find the first segment: its rule in words and in SQL, what it is worth on accounts that had no part in finding it, how many
 * a market list holds; without such a rule, what can be said instead. Must not know: how rules are searched. */
#include "report/html_parts.h"
#include "report/rule_forms.h"
#include "report/text_parts.h"

#include <math.h>
#include <string.h>

#define LINE 3.3     /* mm */
#define BESIDES 10.0 /* mm of the card that are no lines: heading, white space */

static const icp_outcome_rule *findable_outcome(const icp_result *result)
{
    for (size_t i = 0; i < result->outcome_rule_count; i++)
        if (result->outcome_rules[i].rule.findable) return &result->outcome_rules[i];
    return NULL;
}

static const char *outcome_noun(icp_role role)
{
    return role == ICP_ROLE_WIN ? "won deals" : role == ICP_ROLE_UPSELL ? "customers that bought more" : "customers that stayed";
}

/* The target of the first candidate's rule: a segment, or the outcome that the same rule was found for. */
static const char *what_it_finds(const icp_i_sheet *sheet)
{
    return sheet->niche ? outcome_noun(sheet->niche_role) : sheet->groups[0].segment->id;
}

/* ---- what the rule is worth ---- */

static void add_worth(icp_i_phrase *phrase, const icp_result *result, const icp_rule *rule, const char *what)
{
    icp_i_phrase_add(phrase, "Of ");
    icp_i_phrase_count(phrase, rule->precision.n);
    icp_i_phrase_add(phrase, " held-out customers it finds, ");
    icp_i_figure_rate(phrase, &rule->precision);
    icp_i_phrase_add(phrase, " are ");
    icp_i_phrase_user(phrase, what, 0);
    icp_i_phrase_add(phrase, ": ");
    icp_i_figure_lift(phrase, &rule->lift);
    icp_i_phrase_add(phrase, " the share among all");
    icp_i_phrase_add(phrase, icp_i_rule_conditions_words(result, rule));
    icp_i_phrase_add(phrase, ". It finds ");
    icp_i_figure_rate(phrase, &rule->recall);
    icp_i_phrase_add(phrase, " of them.");
}

/* ", of which about 2,850 (2,600–3,100) would be won" */
static void add_good_fits(icp_i_phrase *phrase, const icp_market_count *market)
{
    if (isnan(market->good_fits.value)) return;
    icp_i_phrase_add(phrase, "; about ");
    icp_i_phrase_fixed(phrase, market->good_fits.value, 0);
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_fixed(phrase, market->good_fits.low, 0);
    icp_i_phrase_add(phrase, "\xE2\x80\x93");
    icp_i_phrase_fixed(phrase, market->good_fits.high, 0);
    icp_i_phrase_add(phrase, ")");
    icp_i_phrase_add(phrase, market->good ? icp_i_would_words(market->good) : " would be good fits");
}

static void add_market(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    const icp_market_count *market = &sheet->first->market;
    icp_i_phrase_start(phrase);
    icp_i_phrase_add(phrase, "Market: ");
    if (!market->counted) {
        bool listed = sheet->result->market_input_count > 0 && market->why && market->why[0];
        icp_i_phrase_user(phrase, listed ? market->why : "a list of companies (--market FILE) would say how many more there are.", 0);
        return;
    }
    icp_i_phrase_count(phrase, market->matched);
    icp_i_phrase_add(phrase, " of ");
    icp_i_phrase_count(phrase, market->rows);
    icp_i_phrase_add(phrase, market->rows == 1 ? " listed company matches" : " listed companies match");
    if (market->unknown) {
        icp_i_phrase_add(phrase, ", ");
        icp_i_phrase_count(phrase, market->unknown);
        icp_i_phrase_add(phrase, " are unknown");
    }
    if (market->linked_by) {
        icp_i_phrase_add(phrase, ", ");
        icp_i_phrase_count(phrase, market->customers);
        icp_i_phrase_add(phrase, " are customers already");
    }
    icp_i_phrase_capacity(phrase, sheet->result, sheet->first);
    add_good_fits(phrase, market);
    icp_i_phrase_add(phrase, ".");
}

/* The filter of a CRM whose field names are known; else SQL over the headers of the file. */
static size_t write_query(icp_i_sheet *sheet, const icp_rule *rule, double width, size_t lines)
{
    bool named = rule->literal_count > 0;
    for (size_t l = 0; l < rule->literal_count; l++) named = named && icp_i_api_name(sheet->result, rule->literals[l].column);
    const char *query = named ? icp_i_rule_salesforce(sheet->result, rule, sheet->pool) : icp_i_rule_sql(sheet->result, rule, sheet->pool);
    if (!query) {
        sheet->out.failed = true;
        return 0;
    }
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_add(&words, named ? "Salesforce: WHERE " : "SQL: WHERE ");
    icp_i_phrase_user(&words, query, 0);
    return icp_i_html_text(sheet, "p", "code", words.text, width - 3, lines);
}

/* In at most `most` lines, of which what has to be typed gets all that are left. */
static size_t write_rule(icp_i_sheet *sheet, const icp_rule *rule, const char *what, double width, bool market, size_t most)
{
    icp_i_phrase words;
    const char *text = icp_i_rule_text(sheet->result, rule, sheet->pool);
    if (!text) {
        sheet->out.failed = true;
        return 0;
    }
    icp_i_phrase_start(&words);
    icp_i_phrase_add(&words, "Look for: ");
    icp_i_phrase_user(&words, text, 0);
    bool roomy = most > 8;
    size_t lines = icp_i_html_text(sheet, "p", "rule", words.text, width, roomy ? 4 : 2);
    icp_i_phrase_start(&words);
    add_worth(&words, sheet->result, rule, what);
    lines += icp_i_html_text(sheet, "p", NULL, words.text, width, roomy ? 3 : 2);
    if (market) {
        add_market(sheet, &words);
        lines += icp_i_html_text(sheet, "p", sheet->first->market.counted ? NULL : "soft", words.text, width, 3);
    }
    return lines + write_query(sheet, rule, width, most - lines);
}

/* ---- instead of a rule ---- */

/* "industry Software (52%; all 22%)": traits that are clearly more frequent than among the others. */
static size_t write_common(icp_i_sheet *sheet, double width)
{
    const icp_segment *lead = sheet->groups[0].segment;
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    size_t named = 0;
    for (size_t i = 0; i < lead->trait_count && named < 4; i++) {
        const icp_trait_lift *trait = &lead->traits[i];
        if (!(trait->lift.low > 1)) continue;
        icp_i_phrase_add(&words, named++ ? "; " : "More often than others they have: ");
        icp_i_phrase_user(&words, icp_i_column_name(sheet->result, trait->column), 20);
        icp_i_phrase_add(&words, " ");
        icp_i_phrase_user(&words, trait->value, 20);
        icp_i_phrase_add(&words, " (");
        icp_i_figure_percent(&words, trait->share);
        icp_i_phrase_add(&words, ", all ");
        icp_i_figure_percent(&words, trait->overall);
        icp_i_phrase_add(&words, ")");
    }
    icp_i_phrase_add(&words, named ? "." : "No trait sets them clearly apart from other customers.");
    return icp_i_html_text(sheet, "p", NULL, words.text, width, 3);
}

static size_t write_no_rule(icp_i_sheet *sheet, const icp_rule *rule, double width)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    if (rule && rule->searched) icp_i_figure_sentence(&words, rule->why ? rule->why : "");
    else if (sheet->result->roles.trait_count)
        icp_i_phrase_add(&words, "Nothing says which customers are the better, so there is nobody to look for.");
    else icp_i_phrase_add(&words, "Industry, size, country or plan, named by --traits, are what a rule can search for.");
    size_t lines = icp_i_html_text(sheet, "p", "soft", words.text, width, 3);
    return rule && sheet->result->roles.trait_count > 0 ? lines + write_common(sheet, width) : lines;
}

/* The rule of the first candidate, or NULL. */
static const icp_rule *first_rule(const icp_i_sheet *sheet)
{
    return sheet->first && !isnan(sheet->first->score.value) && (sheet->grouped || sheet->niche) ? &sheet->first->rule : NULL;
}

/* All but the heading; how many lines it takes. */
static size_t write_body(icp_i_sheet *sheet, double width, size_t most)
{
    const icp_rule *rule = first_rule(sheet);
    const icp_outcome_rule *outcome = findable_outcome(sheet->result);
    if (rule && rule->findable) return write_rule(sheet, rule, what_it_finds(sheet), width, true, most);
    if (outcome) return write_rule(sheet, &outcome->rule, outcome_noun(outcome->role), width, false, most);
    return write_no_rule(sheet, rule, width);
}

static void title(const icp_i_sheet *sheet, const icp_rule *rule, const icp_outcome_rule *outcome, icp_i_phrase *phrase)
{
    icp_i_phrase_start(phrase);
    if (rule && rule->findable) {
        icp_i_phrase_add(phrase, "One search finds ");
        icp_i_figure_percent(phrase, rule->recall.value);
        icp_i_phrase_add(phrase, " of ");
        icp_i_phrase_user(phrase, sheet->niche ? what_it_finds(sheet) : icp_i_sheet_lead(sheet), ICP_I_CAP);
    } else if (outcome) {
        icp_i_phrase_add(phrase, "One search finds more ");
        icp_i_phrase_add(phrase, outcome_noun(outcome->role));
    } else if (rule && rule->searched) {
        icp_i_phrase_user(phrase, icp_i_sheet_lead(sheet), ICP_I_CAP);
        icp_i_phrase_add(phrase, ": " ICP_I_NOT_FINDABLE);
    } else {
        icp_i_phrase_add(phrase, sheet->result->roles.trait_count ? "Nobody to search for yet" : "No column to search by in this file");
    }
}

static size_t lines_in(double height) { return (size_t)((height - BESIDES) / LINE); }

void icp_i_html_search(icp_i_sheet *sheet, double width, double height)
{
    icp_i_phrase words;
    title(sheet, first_rule(sheet), findable_outcome(sheet->result), &words);
    icp_i_html_heading(sheet, words.text, width);
    (void)write_body(sheet, width, lines_in(height));
}

double icp_i_html_search_height(icp_i_sheet *sheet, double width, double most)
{
    icp_i_builder page = sheet->out;
    sheet->out = (icp_i_builder){.pool = page.pool}; /* written once aside, to be measured */
    size_t lines = write_body(sheet, width, lines_in(most));
    page.failed |= sheet->out.failed;
    sheet->out = page;
    return BESIDES + LINE * (double)lines;
}
