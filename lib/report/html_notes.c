/* html_notes.c - the honest corner of the page: what speaks against the answer, what was stated but not measured, what the file cannot tell. Owns:
 * which of it has room. Must not know: how it was found. */
#include "report/html_parts.h"
#include "report/text_parts.h"

#include <math.h>
#include <string.h>

#define LINE 3.3       /* height of a line */
#define INDENT 2.4     /* of a list */
#define MOST_LINES 4   /* of one item */
#define MOST_ITEMS 24

/* A list that is laid out when all its items are known. */
typedef struct list {
    icp_i_sheet *sheet;
    double width;
    size_t room, count;
    const char *items[MOST_ITEMS];
} list;

static list begin(icp_i_sheet *sheet, const char *heading, double width, double height)
{
    icp_i_html_heading(sheet, heading, width);
    icp_i_builder_add(&sheet->out, "<ul>\n");
    return (list){.sheet = sheet, .width = width - INDENT, .room = (size_t)fmax(1, floor((height - 5) / LINE))};
}

static void add(list *l, const char *text)
{
    if (!text || !text[0] || l->count == MOST_ITEMS) return;
    const char *copy = icp_i_copy_text(l->sheet->pool, text, strlen(text));
    if (copy) l->items[l->count++] = copy;
    else l->sheet->out.failed = true;
}

/* A clause of ours, or NULL for nothing. */
static void add_sentence(list *l, const char *clause)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    if (clause) icp_i_figure_sentence(&words, clause);
    add(l, words.text);
}

static size_t lines_of(const list *l, size_t i)
{
    size_t lines = icp_i_letters_lines(l->items[i], ICP_I_BODY_TEXT, ICP_I_PLAIN, l->width);
    return lines < MOST_LINES ? lines : MOST_LINES;
}

/* Whole items as long as they fit; where some do not, the last line says how many. */
static void end(list *l)
{
    size_t all = 0, used = 0, shown = 0;
    for (size_t i = 0; i < l->count; i++) all += lines_of(l, i);
    size_t room = all <= l->room ? l->room : l->room - 1;
    while (shown < l->count && used + lines_of(l, shown) <= room) used += lines_of(l, shown++);
    for (size_t i = 0; i < shown; i++) (void)icp_i_html_text(l->sheet, "li", NULL, l->items[i], l->width, MOST_LINES);
    if (shown < l->count) {
        icp_i_phrase words;
        icp_i_phrase_start(&words);
        icp_i_phrase_add(&words, "and ");
        icp_i_figure_word(&words, l->count - shown, false);
        icp_i_phrase_add(&words, " more");
        (void)icp_i_html_text(l->sheet, "li", "soft", words.text, l->width, 1);
    }
    icp_i_builder_add(&l->sheet->out, "</ul>\n");
}

/* ---- against ---- */

static void against_rule(list *l, const icp_candidate *lead)
{
    icp_i_phrase words;
    if (lead->best_outside.of > 0) {
        icp_i_phrase_start(&words);
        icp_i_figure_part(&words, lead->best_outside);
        icp_i_phrase_add(&words, " of your best customers are outside its search.");
        add(l, words.text);
    }
    if (lead->churners_inside.of > 0) {
        icp_i_phrase_start(&words);
        icp_i_figure_part(&words, lead->churners_inside);
        icp_i_phrase_add(&words, " customers that the search finds have left or were lost.");
        add(l, words.text);
    }
}

static void against_rank(list *l, const icp_i_sheet *sheet)
{
    const icp_candidate *lead = sheet->first;
    icp_i_phrase words;
    if (lead->tie_count == 0 || isnan(lead->score.value)) return;
    icp_i_phrase_start(&words);
    icp_i_phrase_add(&words, "Its rank cannot be told from that of ");
    for (size_t i = 0; i < lead->tie_count && i < 3; i++) {
        if (lead->ties[i] >= sheet->result->candidate_count) continue;
        icp_i_phrase_add(&words, i ? ", " : "");
        icp_i_phrase_user(&words, sheet->result->candidates[lead->ties[i]].name, ICP_I_CAP);
    }
    icp_i_phrase_add(&words, ".");
    add(l, words.text);
}

static void against_warnings(list *l, const icp_result *result)
{
    static const char *const codes[] = {"leak", "separation", "small_segment"};
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++)
        for (size_t i = 0; i < result->warning_count; i++)
            if (strcmp(result->warnings[i].code, codes[c]) == 0) add(l, result->warnings[i].message);
    if (result->clustering.replication_ari < ICP_REPLICATED_ARI)
        add(l, "The segments are not found again: half of the customers alone would be cut differently.");
}

void icp_i_html_against(icp_i_sheet *sheet, double width, double height)
{
    list l = begin(sheet, "What speaks against it", width, height);
    icp_clustering c = sheet->result->clustering;
    bool told = c.verdict_why && (c.verdict == ICP_VERDICT_CONSTRUCTIVE || c.verdict == ICP_VERDICT_NONE);
    against_warnings(&l, sheet->result);
    if (!told) add_sentence(&l, icp_i_alike_words(sheet->result));
    if (sheet->first) {
        against_rule(&l, sheet->first);
        against_rank(&l, sheet);
    }
    if (told) add(&l, c.verdict_why);
    if (l.count == 0) add(&l, sheet->ranked || sheet->niche ? "Nothing in this file does." : "There is no answer to speak against.");
    add(&l, "Past customers are those somebody chose to sell to: nobody else was asked.");
    end(&l);
}

/* ---- stated ---- */

/* "founder: ", where several have stated one. */
static void add_author(icp_i_phrase *words, const icp_result *result, const icp_stated *stated)
{
    if (result->stated_count < 2) return;
    if (stated->author && stated->author[0]) icp_i_phrase_user(words, stated->author, 24);
    else icp_i_phrase_add(words, "ICP "), icp_i_phrase_count(words, (size_t)(stated - result->stated) + 1);
    icp_i_phrase_add(words, ": ");
}

/* "founder: 1.9× (1.6–2.1), not beaten by the rule found." */
static void add_whole(list *l, const icp_result *result, const icp_stated *stated)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    add_author(&words, result, stated);
    if (stated->rule.literal_count == 0) icp_i_phrase_user(&words, stated->rule.why, 0);
    else if (!stated->target[0]) icp_i_phrase_add(&words, "cannot tell, no outcome to judge it by");
    else if (isnan(stated->rule.lift.value)) icp_i_phrase_add(&words, icp_i_stated_no_lift(stated));
    else {
        icp_i_figure_lift(&words, &stated->rule.lift);
        icp_i_phrase_add(&words, icp_i_rule_conditions_words(result, &stated->rule));
        icp_i_phrase_add(&words, icp_i_stated_beside(stated));
    }
    icp_i_phrase_add(&words, ".");
    add(l, words.text);
}

static void add_stated(list *l, const icp_result *result, const icp_stated *stated)
{
    static const char *const verdicts[] = {"supported", "contradicted", "cannot tell", "not in the data"};
    for (size_t i = 0; i < stated->clause_count; i++) {
        const icp_stated_clause *clause = &stated->clauses[i];
        icp_i_phrase words;
        icp_i_phrase_start(&words);
        add_author(&words, result, stated);
        icp_i_phrase_user(&words, clause->text ? clause->text : "", 60);
        icp_i_phrase_add(&words, ": ");
        icp_i_phrase_add(&words, verdicts[clause->verdict <= ICP_CLAUSE_NOT_OBSERVABLE ? clause->verdict : ICP_CLAUSE_CANNOT_TELL]);
        if (!isnan(clause->effect.value) && clause->verdict != ICP_CLAUSE_NOT_OBSERVABLE) {
            icp_i_phrase_add(&words, ", ");
            icp_i_figure_lift(&words, &clause->effect);
            icp_i_phrase_add(&words, icp_i_rule_conditions_words(result, &stated->rule));
        }
        icp_i_phrase_add(&words, ".");
        add(l, words.text);
    }
    for (size_t i = 0; i < stated->reason_count; i++) {
        icp_i_phrase words;
        icp_i_phrase_start(&words);
        icp_i_phrase_user(&words, stated->reasons[i].key, 24);
        icp_i_phrase_add(&words, ": ");
        icp_i_phrase_user(&words, stated->reasons[i].text, 0);
        icp_i_phrase_add(&words, " (stated by ");
        icp_i_phrase_user(&words, stated->author && stated->author[0] ? stated->author : "you", 24);
        icp_i_phrase_add(&words, ", not measured).");
        add(l, words.text);
    }
}

void icp_i_html_stated(icp_i_sheet *sheet, double width, double height)
{
    list l = begin(sheet, sheet->result->stated_count ? "Stated, and what the data says" : "Stated, not measured", width, height);
    const icp_result *result = sheet->result;
    for (size_t i = 0; result->stated_count > 1 && i < result->stated_count; i++) add_whole(&l, result, &result->stated[i]);
    for (size_t i = 0; i < result->stated_count; i++) add_stated(&l, result, &result->stated[i]);
    if (result->stated_count == 0) {
        add(&l, "You stated no ICP: --stated FILE sets yours against this one, clause by clause.");
        add(&l, "Why they need you, their pain, whether they know you: no export holds it. Ask a few of them.");
    }
    end(&l);
}

/* ---- unknown ---- */

/* Why an outcome cannot be foretold goes without the measure of it, which report.json has. */
static void add_without_figures(list *l, const char *clause)
{
    icp_i_phrase words, sentence;
    icp_i_phrase_start(&words);
    icp_i_phrase_start(&sentence);
    icp_i_phrase_user(&words, clause, 0);
    const char *measure = strstr(words.text, ": out-of-fold");
    if (measure) icp_i_phrase_back(&words, (size_t)(measure - words.text));
    icp_i_figure_sentence(&sentence, words.text);
    add(l, sentence.text);
}

/* Other parts of the page say which column would answer these. */
static bool answered_elsewhere(const icp_i_sheet *sheet, const icp_question *question)
{
    bool objections = strcmp(question->id, "objections") == 0 && icp_i_html_objection_rows(sheet) == 0;
    return question->status == ICP_ANSWERED || objections || strcmp(question->id, "competitors") == 0;
}

/* Upsell has a question of its own. */
static bool said_elsewhere(const icp_i_sheet *sheet, const icp_warning *warning)
{
    static const char *const codes[] = {"leak", "separation", "unstable", "small_segment"};
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++)
        if (strcmp(warning->code, codes[c]) == 0) return true;
    if (strcmp(warning->code, "uninformative") == 0 && sheet->result->upsell.present)
        return strcmp(warning->column, icp_i_column_name(sheet->result, sheet->result->upsell.column)) == 0;
    return !sheet->grouped && strcmp(warning->code, "no_structure") == 0;
}

/* A column with one value says nothing, and "this column" has to be named. */
static void add_warnings(list *l, const icp_i_sheet *sheet, bool constant)
{
    for (size_t i = 0; i < sheet->result->warning_count; i++) {
        const icp_warning *warning = &sheet->result->warnings[i];
        if (said_elsewhere(sheet, warning) || (strcmp(warning->code, "constant") == 0) != constant) continue;
        icp_i_phrase words;
        icp_i_phrase_start(&words);
        if (constant) icp_i_phrase_user(&words, warning->column, ICP_I_CAP), icp_i_phrase_add(&words, ": ");
        icp_i_phrase_user(&words, warning->message, 0);
        add_without_figures(l, words.text);
    }
}

void icp_i_html_unknown(icp_i_sheet *sheet, double width, double height)
{
    const icp_result *result = sheet->result;
    list l = begin(sheet, "What this page cannot tell", width, height);
    for (size_t i = 0; i < result->question_count; i++) {
        const icp_question *question = &result->questions[i];
        if (answered_elsewhere(sheet, question)) continue;
        icp_i_phrase words;
        icp_i_phrase_start(&words);
        icp_i_phrase_user(&words, question->id, 0);
        icp_i_phrase_add(&words, question->status == ICP_ANSWERED_PARTLY ? " (in part): " : ": ");
        icp_i_phrase_user(&words, question->why ? question->why : "", 0);
        add_without_figures(&l, words.text);
    }
    if (result->upsell.used && result->upsell.condition_count == 0 && result->upsell.conditioned) add_without_figures(&l, result->upsell.conditioned);
    add_warnings(&l, sheet, false);
    add(&l, "Causes: who buys more is not who would, if you sold more of it. Test before a roll-out.");
    add_warnings(&l, sheet, true);
    end(&l);
}
