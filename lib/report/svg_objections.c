/* svg_objections.c - why the first segment leaves or is lost, against all customers; where too few of it say why, why all do. Must not know: the
 * dictionary. */
#include "report/html_parts.h"

#include <math.h>
#include <string.h>

#define ROWS ICP_I_CHART_ROWS
#define TRACK 25.0
#define VALUE_WIDTH 9.0

/* What the bars stand for. */
typedef struct bars {
    const icp_objection_rate *rates;
    size_t count;
    bool lead; /* of the first segment, with ticks at all customers */
} bars;

static bool is_told(const icp_objection_rate *rate)
{
    return !isnan(rate->rate.value) && (strcmp(rate->kind, "objection") == 0 || strcmp(rate->kind, "competitor") == 0);
}

static size_t told(const icp_objection_rate *rates, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) found += is_told(&rates[i]);
    return found;
}

static bars choose(const icp_i_sheet *sheet)
{
    const icp_result *result = sheet->result;
    const icp_segment *lead = sheet->grouped ? sheet->groups[0].segment : NULL;
    if (lead && told(lead->objections, lead->objection_count)) return (bars){lead->objections, lead->objection_count, true};
    return (bars){result->objections, result->objection_count, false};
}

size_t icp_i_html_objection_rows(const icp_i_sheet *sheet)
{
    bars b = choose(sheet);
    size_t rows = told(b.rates, b.count);
    return rows < ROWS ? rows : ROWS;
}

/* A class name as the first words of a sentence. */
static void add_class(icp_i_phrase *phrase, const char *name)
{
    size_t mark = phrase->used;
    icp_i_phrase_user(phrase, name, 20);
    if (phrase->text[mark] >= 'a' && phrase->text[mark] <= 'z') phrase->text[mark] = (char)(phrase->text[mark] - ('a' - 'A'));
}

/* Sign +1: the class that stops the first segment more often than others, -1: less often; most customers first. NULL: the intervals tell none. */
static const icp_objection_rate *telling(const bars *b, int sign)
{
    const icp_objection_rate *best = NULL;
    for (size_t i = 0; i < b->count; i++) {
        const icp_objection_rate *rate = &b->rates[i];
        bool clear = is_told(rate) && (sign > 0 ? rate->rate.low > rate->overall : rate->rate.high < rate->overall);
        if (clear && (!best || rate->overall > best->overall)) best = rate;
    }
    return best;
}

static void title(const icp_i_sheet *sheet, const bars *b, icp_i_phrase *phrase)
{
    icp_i_phrase_start(phrase);
    if (told(b->rates, b->count) == 0) {
        icp_i_phrase_add(phrase, "Why customers leave: cannot tell");
        return;
    }
    if (!b->lead) {
        const icp_objection_rate *top = NULL;
        for (size_t i = 0; i < b->count; i++)
            if (is_told(&b->rates[i]) && (!top || b->rates[i].rate.value > top->rate.value)) top = &b->rates[i];
        add_class(phrase, top->class_name);
        icp_i_phrase_add(phrase, ": the reason heard most");
        return;
    }
    const icp_objection_rate *more = telling(b, 1), *less = telling(b, -1);
    if (more || less) add_class(phrase, (more ? more : less)->class_name);
    icp_i_phrase_add(phrase, more ? " stops more of " : less ? " stops fewer of " : "No clear difference in objections");
    if (more || less) icp_i_phrase_user(phrase, icp_i_sheet_lead(sheet), ICP_I_CAP);
}

static void draw_key(icp_i_sheet *sheet, const bars *b, double width)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    const icp_objection_rate *first = &b->rates[0];
    icp_i_phrase_add(&words, "of ");
    icp_i_phrase_count(&words, first->rate.n);
    icp_i_phrase_add(&words, b->lead ? " that said why in " : " customers that said why");
    if (b->lead) icp_i_phrase_add(&words, sheet->groups[0].segment->id);
    else if (sheet->grouped) icp_i_phrase_add(&words, "; too few of ");
    if (!b->lead && sheet->grouped) icp_i_phrase_add(&words, sheet->groups[0].segment->id);
    icp_i_svg_words(&sheet->out, 0, 2.4, words.text, (icp_i_ink_style){.color = ICP_I_SOFT});
    if (!b->lead) return;
    icp_i_svg_line(&sheet->out, width - 5.2, 0.6, width - 5.2, 2.7, "#404040", 0.5, NULL);
    icp_i_svg_words(&sheet->out, width, 2.4, "all", (icp_i_ink_style){.anchor = ICP_I_END});
}

static void draw_row(icp_i_sheet *sheet, const bars *b, const icp_objection_rate *rate, double y, double scale)
{
    const char *name = icp_i_letters_fit(rate->class_name, ICP_I_CHART_TEXT, ICP_I_PLAIN, TRACK - 1.5, 1, sheet->pool),
               *color = icp_i_look_color(b->lead ? 0 : ICP_I_LOOKS);
    icp_i_phrase value;
    icp_i_phrase_start(&value);
    icp_i_figure_percent(&value, rate->rate.value);
    if (!name) {
        sheet->out.failed = true;
        return;
    }
    icp_i_svg_words(&sheet->out, 0, y + 0.9, name, (icp_i_ink_style){.anchor = ICP_I_START});
    icp_i_svg_box(&sheet->out, TRACK, y - 1.3, rate->rate.value * scale, 2.6, color, 0.85);
    icp_i_svg_line(&sheet->out, TRACK + rate->rate.low * scale, y, TRACK + rate->rate.high * scale, y, ICP_I_INK, 0.3, NULL);
    double end = rate->rate.high;
    if (b->lead) {
        icp_i_svg_line(&sheet->out, TRACK + rate->overall * scale, y - 2, TRACK + rate->overall * scale, y + 2, "#404040", 0.5, NULL);
        end = fmax(end, rate->overall);
    }
    icp_i_svg_words(&sheet->out, TRACK + end * scale + 1.2, y + 0.9, value.text, (icp_i_ink_style){.bold = true});
}

/* The largest rate below `limit`; -1 when there is none. */
static double next_rate(const bars *b, double limit)
{
    double most = -1;
    for (size_t i = 0; i < b->count; i++)
        if (is_told(&b->rates[i]) && b->rates[i].rate.value < limit) most = fmax(most, b->rates[i].rate.value);
    return most;
}

static void draw(icp_i_sheet *sheet, const bars *b, double width, double height)
{
    double most = 0;
    size_t rows = told(b->rates, b->count), drawn = 0;
    if (rows > ROWS) rows = ROWS;
    for (size_t i = 0; i < b->count; i++)
        if (is_told(&b->rates[i])) most = fmax(most, fmax(b->rates[i].rate.high, b->lead ? b->rates[i].overall : 0));
    double scale = (width - TRACK - VALUE_WIDTH) / fmax(most, 1e-9);
    double most_left = INFINITY, gap = icp_i_html_row_gap(height, rows);
    while (drawn < rows && (most_left = next_rate(b, most_left)) >= 0)
        for (size_t i = 0; i < b->count && drawn < rows; i++)
            if (is_told(&b->rates[i]) && b->rates[i].rate.value == most_left) draw_row(sheet, b, &b->rates[i], 7.2 + (double)drawn++ * gap, scale);
    icp_i_svg_line(&sheet->out, TRACK, 4.4, TRACK, 7.2 + (double)(rows - 1) * gap + 2.4, ICP_I_LINE, 0.25, NULL);
}

static void instead(icp_i_sheet *sheet, double width)
{
    const char *why = "";
    for (size_t i = 0; i < sheet->result->question_count; i++)
        if (strcmp(sheet->result->questions[i].id, "objections") == 0 && sheet->result->questions[i].why) why = sheet->result->questions[i].why;
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_figure_sentence(&words, why);
    (void)icp_i_html_text(sheet, "p", "soft", words.text, width, 4);
}

void icp_i_html_objections(icp_i_sheet *sheet, double width, double height)
{
    bars b = choose(sheet);
    icp_i_phrase words;
    title(sheet, &b, &words);
    icp_i_html_heading(sheet, words.text, width);
    if (told(b.rates, b.count) == 0) {
        instead(sheet, width);
        return;
    }
    height -= 5;
    icp_i_svg_begin(&sheet->out, "obj", width, height, words.text,
                    "Bars: how often a reason is given by those that left or were lost, with the interval as a line.");
    draw_key(sheet, &b, width);
    draw(sheet, &b, width, height);
    icp_i_svg_end(&sheet->out);
}
