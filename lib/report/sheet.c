/* sheet.c - see sheet.h: the cast and the elements of HTML. */
#include "report/sheet.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

#define SHORT_NAME 20 /* a longer one leaves a title no room for its finding */

static bool is_segment(const icp_result *result, const icp_candidate *candidate)
{
    return candidate->route == ICP_ROUTE_SEGMENT && candidate->segment < result->segment_count;
}

static void add_group(icp_i_sheet *sheet, size_t segment, const icp_candidate *candidate)
{
    icp_i_group *group = &sheet->groups[sheet->group_count++];
    *group = (icp_i_group){&sheet->result->segments[segment], candidate, candidate ? candidate->tier : ICP_TIER_UNDECIDED, segment, ICP_I_LOOKS};
    if (candidate && !isnan(candidate->score.value)) sheet->ranked = true;
}

/* A rule found on an outcome comes first only when it is one to act on. */
static void choose_first(icp_i_sheet *sheet)
{
    const icp_candidate *best = sheet->result->candidate_count ? &sheet->result->candidates[0] : NULL;
    sheet->niche = best && best->route == ICP_ROUTE_OUTCOME && best->tier <= ICP_TIER_SECOND;
    sheet->first = sheet->niche ? best : sheet->group_count ? sheet->groups[0].candidate : NULL;
    for (size_t i = 0; sheet->niche && i < sheet->result->outcome_rule_count; i++)
        if (sheet->result->outcome_rules[i].rule.literals == best->rule.literals) sheet->niche_role = sheet->result->outcome_rules[i].role;
}

static bool is_known(const icp_result *result, const icp_i_outcome_words *words)
{
    bool known = false;
    for (size_t s = 0; s < result->segment_count; s++) known = known || !isnan(icp_i_segment_rate(&result->segments[s], words->role)->value);
    return known && icp_i_outcome_model_of(result, words->role)->present;
}

static const icp_i_outcome_words *first_outcome(const icp_result *result)
{
    static const size_t order[] = {1, 0, 2};
    for (size_t i = 0; i < 3; i++)
        if (is_known(result, &icp_i_outcome_list[order[i]])) return &icp_i_outcome_list[order[i]];
    return NULL;
}

icp_status icp_i_sheet_make(const icp_result *result, const char *command, icp_i_pool *pool, icp_i_sheet *out, icp_error *err)
{
    icp_i_sheet sheet = {.result = result, .command = command ? command : "", .pool = pool, .out = {.pool = pool}};
    sheet.groups = ICP_I_NEW(pool, icp_i_group, result->segment_count + 1);
    if (!sheet.groups) return icp_i_fail_memory(err, "laying out report.html");
    for (size_t c = 0; c < result->candidate_count; c++)
        if (is_segment(result, &result->candidates[c])) add_group(&sheet, result->candidates[c].segment, &result->candidates[c]);
    for (size_t s = 0; s < result->segment_count; s++)
        if (!icp_i_candidate_of(result, s)) add_group(&sheet, s, NULL);
    sheet.named = sheet.group_count <= ICP_I_LOOKS ? sheet.group_count : ICP_I_LOOKS - 1;
    for (size_t g = 0; g < sheet.named; g++) sheet.groups[g].look = g;
    sheet.outcome = first_outcome(result);
    sheet.grouped = sheet.group_count > 1;
    choose_first(&sheet);
    *out = sheet;
    return ICP_OK;
}

const char *icp_i_sheet_lead(const icp_i_sheet *sheet)
{
    icp_i_tier_sum tiers[ICP_I_TIERS];
    if (sheet->group_count == 0) return "";
    icp_i_summary_tiers(sheet->result, tiers);
    bool only = sheet->groups[0].tier == ICP_TIER_CORE && tiers[ICP_TIER_CORE].segments == 1;
    const icp_segment *lead = sheet->groups[0].segment;
    return only ? icp_tier_label(ICP_TIER_CORE) : icp_i_shown_width(lead->name) <= SHORT_NAME ? lead->name : lead->id;
}

const icp_estimate *icp_i_sheet_rate(const icp_i_sheet *sheet, const icp_i_group *group)
{
    const icp_estimate *rate = sheet->outcome ? icp_i_segment_rate(group->segment, sheet->outcome->role) : NULL;
    return rate && !isnan(rate->value) ? rate : NULL;
}

const icp_outcome_model *icp_i_sheet_model(const icp_i_sheet *sheet)
{
    return sheet->outcome ? icp_i_outcome_model_of(sheet->result, sheet->outcome->role) : NULL;
}

bool icp_i_sheet_tested(const icp_segment *segment) { return segment->stability.n > 0 && !isnan(segment->stability.value); }

const char *icp_i_sheet_verb(icp_role role) { return role == ICP_ROLE_UPSELL ? "buy more" : role == ICP_ROLE_WIN ? "are won" : "leave"; }

/* ---- elements ---- */

static void open_tag(icp_i_sheet *sheet, const char *tag, const char *style, const char *whole)
{
    icp_i_builder_char(&sheet->out, '<');
    icp_i_builder_add(&sheet->out, tag);
    if (style && style[0]) icp_i_markup_word(&sheet->out, "class", style);
    if (whole) icp_i_markup_word(&sheet->out, "title", whole);
    icp_i_builder_char(&sheet->out, '>');
}

/* Flags (--market) and ranges (48–58%) do not break inside. */
static bool stays_whole(const char *word, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++)
        if (strncmp(word + i, "--", 2) == 0 || strncmp(word + i, "\xE2\x80\x93", 3) == 0) return length <= ICP_I_CAP;
    return false;
}

static void add_words(icp_i_sheet *sheet, const char *text)
{
    for (size_t length; *text; text += length) {
        length = text[0] == ' ' ? strspn(text, " ") : strcspn(text, " ");
        char *word = icp_i_copy_text(sheet->pool, text, length);
        bool whole = stays_whole(text, length);
        if (!word) {
            sheet->out.failed = true;
            return;
        }
        if (whole) icp_i_builder_add(&sheet->out, "<span>");
        icp_i_markup_text(&sheet->out, word);
        if (whole) icp_i_builder_add(&sheet->out, "</span>");
    }
}

static size_t add_element(icp_i_sheet *sheet, const char *tag, const char *style, const char *text, double size, icp_i_face face, double width,
                          size_t lines)
{
    const char *fitted = icp_i_letters_fit(text, size, face, width, lines, sheet->pool);
    if (!fitted) {
        sheet->out.failed = true;
        return 0;
    }
    bool cut = strcmp(fitted, text) != 0 && strstr(fitted, ICP_I_CUT);
    open_tag(sheet, tag, style, cut ? text : NULL);
    add_words(sheet, fitted);
    icp_i_builder_add(&sheet->out, "</");
    icp_i_builder_add(&sheet->out, tag);
    icp_i_builder_add(&sheet->out, ">\n");
    return icp_i_letters_lines(fitted, size, face, width);
}

void icp_i_html_heading(icp_i_sheet *sheet, const char *text, double width)
{
    (void)add_element(sheet, "h2", NULL, text, ICP_I_HEAD_TEXT, ICP_I_BOLD, width, 1);
}

size_t icp_i_html_text(icp_i_sheet *sheet, const char *tag, const char *style, const char *text, double width, size_t lines)
{
    if (style && strcmp(style, "code") == 0) return add_element(sheet, tag, style, text, ICP_I_CODE_TEXT, ICP_I_MONO, width, lines);
    icp_i_face face = style && strcmp(style, "rule") == 0 ? ICP_I_BOLD : ICP_I_PLAIN;
    return add_element(sheet, tag, style, text, ICP_I_BODY_TEXT, face, width, lines);
}
