/* report_text.c - the summary a founder reads: reconciliation, axes, stack rank, next command. Owns: order and wording of the whole. Must not
 * know: escapes, wrapping. Wording is association, never cause; "cannot tell" is an answer. */
#include "report/text_parts.h"

#include <math.h>
#include <string.h>

/* ---- line 1: what was read, to compare with the CRM ---- */

/* Footer and blank lines are no data rows: they are not part of rows read. */
static bool is_data_row(const icp_left_out *left_out)
{
    return strcmp(left_out->reason, "footer") != 0 && strcmp(left_out->reason, "blank") != 0;
}

static void add_left_out(icp_i_phrase *phrase, const icp_result *result, bool data_rows, const char *first, const char *next)
{
    const char *separator = first;
    for (size_t i = 0; i < result->left_out_count; i++) {
        if (is_data_row(&result->left_out[i]) != data_rows || result->left_out[i].rows == 0) continue;
        icp_i_phrase_add(phrase, separator);
        icp_i_phrase_count(phrase, result->left_out[i].rows);
        icp_i_phrase_add(phrase, " ");
        icp_i_phrase_user(phrase, result->left_out[i].reason, 0);
        separator = next;
    }
    if (separator != first && !data_rows) icp_i_phrase_add(phrase, " lines)");
}

static void reconcile(icp_i_page *page, const icp_result *result)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_count(&phrase, result->rows_read);
    icp_i_phrase_add(&phrase, result->rows_read == 1 ? " row read = " : " rows read = ");
    icp_i_phrase_count(&phrase, result->rows_used);
    icp_i_phrase_add(&phrase, " used");
    add_left_out(&phrase, result, true, " + ", " + ");
    add_left_out(&phrase, result, false, " (besides: ", ", ");
    icp_i_phrase_add(&phrase, "; ");
    icp_i_phrase_count(&phrase, result->customers);
    icp_i_phrase_add(&phrase, result->customers == 1 ? " customer, " : " customers, ");
    if (isnan(result->revenue)) icp_i_phrase_add(&phrase, "no revenue column");
    else {
        icp_i_phrase_add(&phrase, "revenue ");
        icp_i_phrase_fixed(&phrase, result->revenue, 0);
    }
    icp_i_phrase_add(&phrase, ": compare with your CRM.");
    icp_i_page_item(page, "", 0, phrase.text, 2);
}

/* ---- line 2: which axes the grouping used ---- */

/* The reason without its figures and remedies, which "Cannot tell" has: up to the first colon or bracket. */
static void add_reason(icp_i_phrase *phrase, const char *why)
{
    size_t mark = phrase->used;
    icp_i_phrase_user(phrase, why, 0);
    const char *colon = strstr(phrase->text + mark, ": "), *bracket = strstr(phrase->text + mark, " (");
    const char *end = colon && (!bracket || colon < bracket) ? colon : bracket;
    if (end) icp_i_phrase_back(phrase, (size_t)(end - phrase->text));
}

static void axes(icp_i_page *page, const icp_result *result)
{
    bool reasons = result->roles.objection != ICP_NONE;
    const char *const names[ICP_AXIS_COUNT] = {"usage", "upsell ease", reasons ? "objections and churn risk" : "churn risk"};
    const icp_clustering *clustering = &result->clustering;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    size_t used = 0, named = 0;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) used += clustering->weight[a] > 0;
    if (used) icp_i_phrase_count(&phrase, result->segment_count);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        if (!(clustering->weight[a] > 0)) continue;
        const char *begin = result->segment_count == 1 ? " segment, by " : " segments, grouped by ";
        icp_i_phrase_add(&phrase, named == 0 ? begin : named + 1 == used ? " and " : ", ");
        icp_i_phrase_add(&phrase, names[a]);
        icp_i_phrase_add(&phrase, named == 0 ? " (weight " : " (");
        icp_i_phrase_fixed(&phrase, 100 * clustering->weight[a], 0);
        icp_i_phrase_add(&phrase, "%)");
        named++;
    }
    icp_i_phrase_add(&phrase, phrase.used ? "." : "Not grouped: no axis says anything about these accounts.");
    const char *separator = " Left out: ";
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        if (clustering->weight[a] > 0) continue;
        icp_i_phrase_add(&phrase, separator);
        icp_i_phrase_add(&phrase, names[a]);
        icp_i_phrase_add(&phrase, " - ");
        add_reason(&phrase, clustering->axis_why[a] ? clustering->axis_why[a] : "");
        separator = "; ";
    }
    icp_i_phrase_add(&phrase, separator[0] == ';' ? "." : "");
    icp_i_page_item(page, "", 0, phrase.text, 3);
}

/* ---- the stack rank ---- */

/* Where the columns of the table begin; with three outcomes the index goes without its interval so that the names keep their room. */
typedef struct layout {
    size_t tier, index, customers, outcome[3], name; /* an outcome without a column: 0 */
    bool index_interval;
} layout;

/* 59% (56-61) */
static void rate_cell(icp_i_phrase *phrase, const icp_estimate *rate)
{
    int decimals = rate->high < 0.0195 ? 1 : 0;
    icp_i_phrase_fixed(phrase, 100 * rate->value, decimals);
    if (isnan(rate->value)) return;
    icp_i_phrase_add(phrase, "% (");
    icp_i_phrase_fixed(phrase, 100 * rate->low, decimals);
    icp_i_phrase_add(phrase, "-");
    icp_i_phrase_fixed(phrase, 100 * rate->high, decimals);
    icp_i_phrase_add(phrase, ")");
}

static size_t widest_rate(const icp_result *result, icp_role role)
{
    size_t widest = strlen("UPSELL");
    for (size_t i = 0; i < result->candidate_count; i++) {
        icp_i_phrase cell;
        icp_i_phrase_start(&cell);
        rate_cell(&cell, icp_i_candidate_rate(&result->candidates[i], role));
        if (cell.used > widest) widest = cell.used;
    }
    return widest;
}

static layout lay_out(const icp_result *result)
{
    size_t outcomes = 0;
    for (size_t o = 0; o < 3; o++) outcomes += icp_i_outcome_model_of(result, icp_i_outcome_list[o].role)->present != 0;
    layout at = {.tier = 9, .index = 19, .index_interval = outcomes < 3};
    at.customers = at.index + (at.index_interval ? 17 : 6);
    at.name = at.customers + 11;
    for (size_t o = 0; o < 3; o++) {
        if (!icp_i_outcome_model_of(result, icp_i_outcome_list[o].role)->present) continue;
        at.outcome[o] = at.name;
        at.name += widest_rate(result, icp_i_outcome_list[o].role) + 1;
    }
    return at;
}

static void table_head(icp_i_page *page, const layout *at)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "RANK ID");
    icp_i_phrase_pad(&phrase, at->tier);
    icp_i_phrase_add(&phrase, "TIER");
    icp_i_phrase_pad(&phrase, at->index);
    icp_i_phrase_add(&phrase, "INDEX");
    icp_i_phrase_pad(&phrase, at->customers);
    icp_i_phrase_add(&phrase, "CUSTOMERS");
    for (size_t o = 0; o < 3; o++) {
        if (at->outcome[o] == 0) continue;
        icp_i_phrase_pad(&phrase, at->outcome[o]);
        icp_i_phrase_add(&phrase, icp_i_outcome_list[o].head);
    }
    icp_i_phrase_pad(&phrase, at->name);
    icp_i_phrase_add(&phrase, "WHO");
    icp_i_page_line(page, ICP_I_INK_HEAD, phrase.text);
}

static void rank_cell(icp_i_phrase *phrase, const icp_candidate *candidate)
{
    if (isnan(candidate->score.value)) {
        icp_i_phrase_add(phrase, "-");
        return;
    }
    icp_i_phrase_count(phrase, candidate->rank_low);
    if (candidate->rank_low == candidate->rank_high) return;
    icp_i_phrase_add(phrase, "-");
    icp_i_phrase_count(phrase, candidate->rank_high);
}

static void index_cell(icp_i_phrase *phrase, const icp_estimate *score, bool interval)
{
    icp_i_phrase_fixed(phrase, score->value, 2);
    if (!interval || isnan(score->value)) return;
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_fixed(phrase, score->low, 2);
    icp_i_phrase_add(phrase, "-");
    icp_i_phrase_fixed(phrase, score->high, 2);
    icp_i_phrase_add(phrase, ")");
}

static void table_row(icp_i_page *page, const icp_result *result, const layout *at, const icp_candidate *candidate)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    rank_cell(&phrase, candidate);
    icp_i_phrase_pad(&phrase, 5);
    icp_i_phrase_add(&phrase, icp_i_shown_id(result, candidate));
    icp_i_phrase_pad(&phrase, at->tier);
    icp_i_phrase_add(&phrase, icp_tier_label(candidate->tier));
    icp_i_phrase_pad(&phrase, at->index);
    index_cell(&phrase, &candidate->score, at->index_interval);
    icp_i_phrase_pad(&phrase, at->customers);
    icp_i_phrase_count(&phrase, candidate->customers);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_fixed(&phrase, 100 * candidate->share, 0);
    icp_i_phrase_add(&phrase, "%");
    for (size_t o = 0; o < 3; o++) {
        if (at->outcome[o] == 0) continue;
        icp_i_phrase_pad(&phrase, at->outcome[o]);
        rate_cell(&phrase, icp_i_candidate_rate(candidate, icp_i_outcome_list[o].role));
    }
    icp_i_phrase_pad(&phrase, at->name);
    icp_i_phrase_user(&phrase, candidate->name, 28);
    icp_i_ink ink = candidate->tier == ICP_TIER_CORE ? ICP_I_INK_GOOD : candidate->tier == ICP_TIER_AVOID ? ICP_I_INK_BAD : ICP_I_INK_PLAIN;
    icp_i_page_line(page, ink, phrase.text);
}

static bool nothing_ranked(const icp_result *result)
{
    for (size_t i = 0; i < result->candidate_count; i++)
        if (!isnan(result->candidates[i].score.value)) return false;
    return true;
}

/* An outcome that is not in the file is another matter than one that nothing foretells. */
static const char *why_not_ranked(const icp_result *result)
{
    if (result->upsell.present || result->churn.present || result->win.present)
        return "cannot tell: no outcome is predictable, so the segments are not ranked.";
    return "cannot tell: the file holds no outcome to rank the segments by.";
}

/* Whom not to sell to is told as loudly as whom to: of a table with room for `most` lines the last two are for the worst, when they are Not ICP. */
static size_t worst_to_show(const icp_result *result, size_t most)
{
    size_t worst = 0;
    while (worst < 2 && worst + 3 < most && result->candidates[result->candidate_count - 1 - worst].tier == ICP_TIER_AVOID) worst++;
    return worst;
}

static bool grouped(const icp_result *result)
{
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
        if (result->clustering.weight[a] > 0) return true;
    return false;
}

static void stack_rank(icp_i_page *page, const icp_result *result, size_t most)
{
    if (result->candidate_count == 0) {
        const char *why = result->clustering.k_why && result->clustering.k_why[0] ? result->clustering.k_why : "there is one group only";
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, grouped(result) ? "cannot tell: " : "no segment differs: ");
        icp_i_phrase_user(&phrase, why, 0);
        icp_i_page_item(page, "Whom to sell to", ICP_I_LABEL + 1, phrase.text, 2);
        return;
    }
    if (nothing_ranked(result))
        icp_i_page_item(page, "Whom to sell to", ICP_I_LABEL + 1, why_not_ranked(result), 2);
    layout at = lay_out(result);
    table_head(page, &at);
    size_t count = result->candidate_count, last = count > most ? worst_to_show(result, most) : 0, first = count > most ? most - 1 - last : count;
    for (size_t i = 0; i < first; i++) table_row(page, result, &at, &result->candidates[i]);
    if (first + last < count) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, last ? "... " : "and ");
        icp_i_phrase_count(&phrase, count - first - last);
        icp_i_phrase_add(&phrase, last ? " more between: -v" : " more: -v");
        icp_i_page_line(page, ICP_I_INK_FAINT, phrase.text);
    }
    for (size_t i = count - last; i < count; i++) table_row(page, result, &at, &result->candidates[i]);
}

/* ---- last lines ---- */

static bool any_rate_unknown(const icp_result *result)
{
    for (size_t i = 0; i < result->candidate_count; i++)
        for (size_t o = 0; o < 3; o++) {
            icp_role role = icp_i_outcome_list[o].role;
            if (icp_i_outcome_model_of(result, role)->present && isnan(icp_i_candidate_rate(&result->candidates[i], role)->value)) return true;
        }
    return false;
}

/* Does a candidate stand below one of a lower tier? Tiers ask more than the index says. */
static bool tiers_leave_the_order(const icp_result *result)
{
    icp_tier lowest = ICP_TIER_CORE;
    for (size_t i = 0; i < result->candidate_count; i++) {
        icp_tier tier = result->candidates[i].tier;
        if (tier == ICP_TIER_UNDECIDED) continue;
        if (tier < lowest) return true;
        lowest = tier;
    }
    return false;
}

static void how_to_read(icp_i_page *page, const icp_result *result, bool verbose)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "Association, not proof of cause. Brackets: ");
    icp_i_phrase_number(&phrase, 100 * result->settings.level);
    icp_i_phrase_add(&phrase, "% intervals (odds 95%). ");
    if (any_rate_unknown(result)) icp_i_phrase_add(&phrase, "\"-\": fewer than 20 eligible accounts. ");
    if (result->candidate_count && nothing_ranked(result)) {
        icp_i_phrase_add(&phrase, "No INDEX, which ranks segments, without an outcome that can be predicted.");
    } else if (result->candidate_count) {
        if (tiers_leave_the_order(result))
            icp_i_phrase_add(&phrase, "TIER also asks for outcomes, not usage alone, and a rule: it need not follow INDEX (-v: why). ");
        icp_i_phrase_add(&phrase, "INDEX: weighted geometric mean of usage, upsell and retention against all accounts (= 1). ");
        icp_i_phrase_add(&phrase, "Rates count each account in the segment it falls into when its half of the file is left out, ");
        icp_i_phrase_add(&phrase, "so n can differ from CUSTOMERS.");
    }
    while (phrase.used && phrase.text[phrase.used - 1] == ' ') icp_i_phrase_back(&phrase, phrase.used - 1);
    size_t room = ICP_I_SUMMARY_LINES > page->lines + 1 ? ICP_I_SUMMARY_LINES - 1 - page->lines : 1;
    icp_i_page_item(page, "", 0, phrase.text, verbose ? 0 : room < 4 ? room : 4);
}

static bool anything_detected(const icp_result *result)
{
    for (size_t i = 0; i < icp_table_columns(result->table); i++)
        if (result->roles.detected && result->roles.detected[i]) return true;
    return false;
}

static void next_command(icp_i_page *page, const icp_result *result, bool verbose)
{
    bool detected = anything_detected(result);
    if (verbose && !detected) return;
    const char *words = detected ? "icp-cluster inspect FILE --write-roles roles.ini   then: run FILE --roles roles.ini"
                                 : "icp-cluster score -m DIR/model.json PROSPECTS   (DIR: that of -o; more: -v)";
    icp_i_page_item(page, "Next", ICP_I_LABEL, words, 1);
}

/* Candidates there is room for: alarms and a stated ICP take theirs. */
static size_t table_room(const icp_result *result, size_t alarms)
{
    size_t taken = alarms + icp_i_stated_lines(result);
    return taken < 3 ? 6 - taken : 3;
}

/* Before how to read it and what comes next, a line each at least. */
static size_t lines_left(const icp_i_page *page)
{
    return page->lines + 2 < ICP_I_SUMMARY_LINES ? ICP_I_SUMMARY_LINES - 2 - page->lines : 0;
}

icp_status icp_report_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    bool verbose = style && style->verbose;
    icp_i_page page;
    icp_i_page_start(&page, style, sink);
    reconcile(&page, result);
    axes(&page, result);
    icp_i_existence(&page, result);
    icp_i_silent(&page, result);
    size_t above = page.lines;
    icp_i_alarms(&page, result);
    size_t alarms = page.lines - above; /* the table makes room for them */
    icp_i_page_line(&page, ICP_I_INK_PLAIN, "");
    stack_rank(&page, result, verbose ? result->candidate_count : table_room(result, alarms));
    icp_i_answers(&page, result);
    if (verbose || lines_left(&page) > 1) icp_i_market_lines(&page, result, verbose || lines_left(&page) > 2 + icp_i_stated_lines(result) ? 2 : 1);
    if (verbose || lines_left(&page) > 0) icp_i_hypotheses(&page, result, verbose ? 4 : lines_left(&page));
    how_to_read(&page, result, verbose);
    size_t room = page.lines + 1 < ICP_I_SUMMARY_LINES ? ICP_I_SUMMARY_LINES - 1 - page.lines : 0;
    if (verbose || room > 0) icp_i_unanswered(&page, result, verbose ? 0 : room);
    if (verbose) icp_i_details(&page, result);
    next_command(&page, result, verbose);
    return icp_i_page_finish(&page, err);
}
