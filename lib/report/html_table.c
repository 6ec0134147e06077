/* html_table.c - the table of segments: who, how many, how well they do, what to do next. Owns: the next steps. Must not know: how tiers are decided.
 */
#include "report/html_parts.h"
#include "report/rule_forms.h"

#include <math.h>

/* Rules found on outcomes that have no row of their own. */
static size_t folded_rules(const icp_i_sheet *sheet)
{
    size_t count = 0;
    for (size_t c = sheet->niche; c < sheet->result->candidate_count; c++) count += sheet->result->candidates[c].route == ICP_ROUTE_OUTCOME;
    return count;
}

static bool any_folded(const icp_i_sheet *sheet) { return sheet->named < sheet->group_count || folded_rules(sheet) > 0; }

size_t icp_i_html_table_rows(const icp_i_sheet *sheet) { return sheet->niche + sheet->named + any_folded(sheet); }

/* ---- what to do next ---- */

static void add_search(const icp_i_sheet *sheet, icp_i_phrase *phrase, const icp_i_group *group)
{
    const char *rule = group->candidate->rule.findable ? icp_i_rule_text(sheet->result, &group->candidate->rule, sheet->pool) : NULL;
    if (!rule) return;
    icp_i_phrase_add(phrase, " Search: ");
    icp_i_phrase_user(phrase, rule, 0);
    icp_i_phrase_add(phrase, ".");
}

static void add_objection(icp_i_phrase *phrase, const icp_candidate *candidate)
{
    const char *objection = candidate->unlock_objection ? candidate->unlock_objection : candidate->top_objection;
    if (!objection || !objection[0]) {
        icp_i_phrase_add(phrase, "Take them as they come.");
        return;
    }
    icp_i_phrase_add(phrase, "Answer first: ");
    icp_i_phrase_user(phrase, objection, ICP_I_CAP);
    if (candidate->unlock_objection && candidate->unlock_deals > 0) {
        icp_i_phrase_add(phrase, " (");
        icp_i_phrase_count(phrase, candidate->unlock_deals);
        icp_i_phrase_add(phrase, " lost)");
    }
    icp_i_phrase_add(phrase, ".");
}

static void add_refusal(icp_i_phrase *phrase, const icp_candidate *candidate)
{
    icp_i_phrase_add(phrase, "Do not prospect");
    if (candidate->top_objection && candidate->top_objection[0]) icp_i_phrase_add(phrase, "; they say: ");
    icp_i_phrase_user(phrase, candidate->top_objection ? candidate->top_objection : "", ICP_I_CAP);
    icp_i_phrase_add(phrase, ".");
}

static void next_step(const icp_i_sheet *sheet, icp_i_phrase *phrase, size_t g)
{
    const icp_i_group *group = &sheet->groups[g];
    icp_i_phrase_start(phrase);
    if (!group->candidate || isnan(group->candidate->score.value)) {
        icp_i_phrase_add(phrase, sheet->grouped ? "Collect outcomes before deciding." : "No segments to choose between.");
        return;
    }
    switch (group->tier) {
    case ICP_TIER_CORE:
        icp_i_phrase_add(phrase, g == 0 && !sheet->niche && group->candidate->rule.findable ? "Sell to these first (see above)."
                                                                                            : "Sell to these first.");
        break;
    case ICP_TIER_SECOND: icp_i_phrase_add(phrase, "Sell to these next."); break;
    case ICP_TIER_OPPORTUNISTIC: add_objection(phrase, group->candidate); break;
    case ICP_TIER_AVOID: add_refusal(phrase, group->candidate); return;
    default: icp_i_phrase_add(phrase, "Wait: too little evidence."); break;
    }
    if (g > 0 || sheet->niche) add_search(sheet, phrase, group);
}

/* ---- cells ---- */

static void cell(icp_i_sheet *sheet, const char *text)
{
    icp_i_builder_add(&sheet->out, "<td class=\"n\">");
    icp_i_markup_text(&sheet->out, text[0] ? text : "\xE2\x80\x93");
    icp_i_builder_add(&sheet->out, "</td>");
}

static void count_cell(icp_i_sheet *sheet, const icp_segment *segment)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_count(&words, segment->customers);
    icp_i_phrase_add(&words, " \xC2\xB7 ");
    icp_i_figure_percent(&words, segment->share);
    cell(sheet, words.text);
}

static void rate_cell(icp_i_sheet *sheet, const icp_estimate *rate)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    if (!isnan(rate->value)) icp_i_figure_rate(&words, rate);
    cell(sheet, words.text);
}

static void share_cell(icp_i_sheet *sheet, double share)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    if (!isnan(share)) icp_i_figure_percent(&words, share);
    cell(sheet, words.text);
}

static void found_cell(icp_i_sheet *sheet, const icp_segment *segment)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    if (icp_i_sheet_tested(segment)) icp_i_figure_part(&words, (icp_part){segment->found_again, segment->stability.n});
    cell(sheet, words.text);
}

/* ---- rows ---- */

static bool has_revenue(const icp_i_sheet *sheet) { return !isnan(sheet->result->revenue); }

static bool was_tested(const icp_i_sheet *sheet) { return sheet->group_count > 0 && icp_i_sheet_tested(sheet->groups[0].segment); }

/* Outcomes that get a column: at most two, so that the next step keeps its room. */
static size_t columns_of(const icp_i_sheet *sheet, const icp_i_outcome_words *out[2])
{
    static const size_t order[] = {1, 0, 2};
    size_t count = 0;
    for (size_t i = 0; i < 3 && count < 2; i++)
        if (icp_i_outcome_model_of(sheet->result, icp_i_outcome_list[order[i]].role)->present) out[count++] = &icp_i_outcome_list[order[i]];
    return count;
}

static void head(icp_i_sheet *sheet)
{
    static const char *const heads[] = {"Won", "Buy more", "Leave"};
    const icp_i_outcome_words *outcomes[2];
    size_t count = columns_of(sheet, outcomes);
    icp_i_builder_add(&sheet->out,
                      "<thead><tr><th scope=\"col\">Segment</th><th scope=\"col\">Tier</th><th scope=\"col\" class=\"n\">Customers</th>");
    if (has_revenue(sheet)) icp_i_builder_add(&sheet->out, "<th scope=\"col\" class=\"n\">Revenue</th>");
    for (size_t o = 0; o < count; o++) {
        icp_i_builder_add(&sheet->out, "<th scope=\"col\" class=\"n\">");
        icp_i_builder_add(&sheet->out, heads[outcomes[o] - icp_i_outcome_list]);
        icp_i_builder_add(&sheet->out, "</th>");
    }
    if (was_tested(sheet)) icp_i_builder_add(&sheet->out, "<th scope=\"col\" class=\"n\">Found again</th>");
    icp_i_builder_add(&sheet->out, "<th scope=\"col\" class=\"w\">Next step</th></tr></thead>\n<tbody>\n");
}

static void mark(icp_i_sheet *sheet, size_t look)
{
    icp_i_builder_add(&sheet->out, "<svg aria-hidden=\"true\" width=\"3mm\" height=\"2.6mm\" viewBox=\"0 0 3 2.6\">");
    icp_i_svg_mark(&sheet->out, look, 1.3, 1.3, 2.1);
    icp_i_builder_add(&sheet->out, "</svg>");
}

static void row(icp_i_sheet *sheet, size_t g)
{
    const icp_i_group *group = &sheet->groups[g];
    const icp_i_outcome_words *outcomes[2];
    size_t count = columns_of(sheet, outcomes);
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_segment(&words, group->segment);
    icp_i_builder_add(&sheet->out, "<tr><th scope=\"row\">");
    mark(sheet, group->look);
    icp_i_markup_text(&sheet->out, words.text);
    icp_i_builder_add(&sheet->out, "</th><td>");
    icp_i_markup_text(&sheet->out, group->candidate ? icp_tier_label(group->tier) : "\xE2\x80\x93");
    icp_i_builder_add(&sheet->out, "</td>");
    count_cell(sheet, group->segment);
    if (has_revenue(sheet)) share_cell(sheet, group->segment->revenue_share);
    for (size_t o = 0; o < count; o++) rate_cell(sheet, icp_i_segment_rate(group->segment, outcomes[o]->role));
    if (was_tested(sheet)) found_cell(sheet, group->segment);
    next_step(sheet, &words, g);
    icp_i_builder_add(&sheet->out, "<td class=\"w\"");
    icp_i_markup_word(&sheet->out, "title", words.text);
    icp_i_builder_char(&sheet->out, '>');
    icp_i_markup_text(&sheet->out, words.text);
    icp_i_builder_add(&sheet->out, "</td>");
    icp_i_builder_add(&sheet->out, "</tr>\n");
}

/* The first candidate where it is no segment: its rates are lifts, and stand above. */
static void niche_row(icp_i_sheet *sheet)
{
    const icp_i_outcome_words *outcomes[2];
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_count(&words, sheet->first->customers);
    icp_i_builder_add(&sheet->out, "<tr><th scope=\"row\">");
    mark(sheet, ICP_I_LOOKS);
    icp_i_markup_text(&sheet->out, sheet->first->name);
    icp_i_builder_add(&sheet->out, "</th><td>");
    icp_i_markup_text(&sheet->out, icp_tier_label(sheet->first->tier));
    icp_i_builder_add(&sheet->out, "</td>");
    cell(sheet, words.text);
    for (size_t i = columns_of(sheet, outcomes) + has_revenue(sheet) + was_tested(sheet); i-- > 0;) cell(sheet, "");
    icp_i_builder_add(&sheet->out, "<td class=\"w\">Sell to these first (see above).</td></tr>\n");
}

/* Segments that have no colour of their own, by tier. */
static void folded_row(icp_i_sheet *sheet)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    size_t counts[ICP_I_TIERS] = {0}, named = 0, rules = folded_rules(sheet);
    for (size_t g = sheet->named; g < sheet->group_count; g++) counts[sheet->groups[g].tier]++;
    if (sheet->named < sheet->group_count) icp_i_figure_word(&words, sheet->group_count - sheet->named, true);
    if (sheet->named < sheet->group_count)
        icp_i_phrase_add(&words, sheet->group_count - sheet->named == 1 ? " other segment: " : " other segments: ");
    for (size_t t = 0; t < ICP_I_TIERS; t++) {
        if (counts[t] == 0) continue;
        icp_i_phrase_add(&words, named++ ? ", " : "");
        icp_i_figure_word(&words, counts[t], false);
        icp_i_phrase_add(&words, " ");
        icp_i_phrase_add(&words, icp_tier_label((icp_tier)t));
    }
    if (rules && named) icp_i_phrase_add(&words, "; ");
    if (rules) icp_i_figure_word(&words, rules, named == 0);
    if (rules) icp_i_phrase_add(&words, rules == 1 ? " search found on outcomes" : " searches found on outcomes");
    icp_i_phrase_add(&words, "; see candidates.csv");
    const icp_i_outcome_words *outcomes[2];
    char span[4] = {(char)('4' + (char)columns_of(sheet, outcomes) + has_revenue(sheet) + was_tested(sheet)), '\0', '\0', '\0'};
    icp_i_builder_add(&sheet->out, "<tr><td colspan=\"");
    icp_i_builder_add(&sheet->out, span);
    icp_i_builder_add(&sheet->out, "\">");
    mark(sheet, ICP_I_LOOKS);
    icp_i_markup_text(&sheet->out, words.text);
    icp_i_builder_add(&sheet->out, "</td></tr>\n");
}

void icp_i_html_table(icp_i_sheet *sheet, double width, double height)
{
    (void)height;
    icp_i_html_heading(sheet, sheet->grouped ? "What to do next" : "All customers", width);
    icp_i_builder_add(&sheet->out, "<table>\n");
    head(sheet);
    if (sheet->niche) niche_row(sheet);
    for (size_t g = 0; g < sheet->named; g++) row(sheet, g);
    if (any_folded(sheet)) folded_row(sheet);
    icp_i_builder_add(&sheet->out, "</tbody></table>\n");
}
