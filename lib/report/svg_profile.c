/* svg_profile.c - usage of the segments in the units of the file: one line a column, from the lowest median to the highest. Must not know:
 * deviations. */
#include "report/html_parts.h"

#include <math.h>
#include <string.h>

#define ROWS ICP_I_CHART_ROWS
#define NAME_WIDTH 33.0
#define LOW_END 44.0
#define TRACK 46.0
#define TRACK_END 75.0
#define LEAD_END 97.0
#define CLOSE 2.0 /* marks nearer than this step aside */

/* A usage column on the chart. */
typedef struct line {
    size_t column;
    double importance, low, high, overall;
} line;

static double median_of(const icp_segment *segment, size_t column)
{
    for (size_t i = 0; i < segment->usage_count; i++)
        if (segment->usage[i].column == column) return segment->usage[i].median;
    return NAN;
}

static const icp_profile_effect *effect_of(const icp_segment *segment, size_t column)
{
    for (size_t i = 0; i < segment->profile_count; i++)
        if (segment->profile[i].column == column) return &segment->profile[i];
    return NULL;
}

static line measure(const icp_i_sheet *sheet, const icp_usage_profile *usage)
{
    line row = {usage->column, 0, usage->median, usage->median, usage->median};
    for (size_t g = 0; g < sheet->group_count; g++) {
        const icp_profile_effect *effect = effect_of(sheet->groups[g].segment, usage->column);
        double median = median_of(sheet->groups[g].segment, usage->column);
        if (effect) row.importance = fmax(row.importance, effect->importance);
        row.low = fmin(row.low, median);
        row.high = fmax(row.high, median);
    }
    return row;
}

/* The columns that set segments apart the most, in descending order; ties as in the file. */
static size_t choose(const icp_i_sheet *sheet, line rows[ROWS])
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->result->usage_count; i++) {
        line row = measure(sheet, &sheet->result->usage[i]);
        size_t at = count;
        while (at > 0 && rows[at - 1].importance < row.importance) at--;
        if (at >= ROWS) continue;
        size_t last = count < ROWS ? count : ROWS - 1;
        memmove(rows + at + 1, rows + at, (last - at) * sizeof *rows);
        rows[at] = row;
        if (count < ROWS) count++;
    }
    return count;
}

static void number_at(icp_i_sheet *sheet, double x, double y, double value, icp_i_ink_style style)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_figure_short(&words, value);
    icp_i_svg_words(&sheet->out, x, y, words.text, style);
}

/* Segments with nearly the same median stand one above the other. */
static void draw_marks(icp_i_sheet *sheet, const line *row, double y)
{
    static const double aside[] = {0, -1.5, 1.5};
    double taken[ICP_I_LOOKS];
    size_t level[ICP_I_LOOKS];
    double spread = row->high - row->low;
    for (size_t g = 0; g < sheet->named; g++) {
        double median = median_of(sheet->groups[g].segment, row->column);
        taken[g] = spread > 0 ? TRACK + (median - row->low) / spread * (TRACK_END - TRACK) : (TRACK + TRACK_END) / 2;
        bool used[3] = {false, false, false};
        for (size_t other = 0; other < g; other++)
            if (fabs(taken[other] - taken[g]) < CLOSE) used[level[other]] = true;
        level[g] = !used[0] ? 0 : !used[1] ? 1 : 2;
    }
    for (size_t g = sheet->named; g-- > 0;)
        if (!isnan(taken[g])) icp_i_svg_mark(&sheet->out, sheet->groups[g].look, taken[g], y + aside[level[g]], 2.1);
}

static void draw_row(icp_i_sheet *sheet, const line *row, double y, double width)
{
    const char *name = icp_i_letters_fit(icp_i_column_name(sheet->result, row->column), ICP_I_CHART_TEXT, ICP_I_PLAIN, NAME_WIDTH, 1, sheet->pool);
    if (!name) {
        sheet->out.failed = true;
        return;
    }
    double spread = row->high - row->low,
           all = spread > 0 ? TRACK + (row->overall - row->low) / spread * (TRACK_END - TRACK) : (TRACK + TRACK_END) / 2;
    icp_i_svg_words(&sheet->out, 0, y + 0.9, name, (icp_i_ink_style){.anchor = ICP_I_START});
    if (!sheet->grouped) {
        number_at(sheet, LOW_END, y + 0.9, row->overall, (icp_i_ink_style){.anchor = ICP_I_END, .bold = true});
        return;
    }
    icp_i_svg_line(&sheet->out, TRACK, y, TRACK_END, y, ICP_I_GRID, 0.3, NULL);
    icp_i_svg_line(&sheet->out, all, y - 2.1, all, y + 2.1, "#404040", 0.4, NULL);
    number_at(sheet, LOW_END, y + 0.9, row->low, (icp_i_ink_style){.anchor = ICP_I_END, .color = ICP_I_SOFT});
    number_at(sheet, TRACK_END + 2, y + 0.9, row->high, (icp_i_ink_style){.color = ICP_I_SOFT});
    number_at(sheet, LEAD_END, y + 0.9, median_of(sheet->groups[0].segment, row->column), (icp_i_ink_style){.anchor = ICP_I_END, .bold = true});
    draw_marks(sheet, row, y);
    number_at(sheet, width, y + 0.9, row->overall, (icp_i_ink_style){.anchor = ICP_I_END});
}

static void draw_key(icp_i_sheet *sheet, double width)
{
    double x = TRACK - 12;
    icp_i_svg_words(&sheet->out, 0, 2.4, "median, in the file's units", (icp_i_ink_style){.color = ICP_I_SOFT});
    if (!sheet->grouped) return;
    for (size_t g = 0; g < sheet->named; g++, x += 8) {
        icp_i_svg_mark(&sheet->out, sheet->groups[g].look, x + 4, 1.6, 2.1);
        icp_i_svg_words(&sheet->out, x + 5.4, 2.4, sheet->groups[g].segment->id, (icp_i_ink_style){.anchor = ICP_I_START});
    }
    icp_i_svg_words(&sheet->out, LEAD_END, 2.4, sheet->groups[0].segment->id, (icp_i_ink_style){.anchor = ICP_I_END, .bold = true});
    icp_i_svg_line(&sheet->out, width - 5.4, 0.6, width - 5.4, 2.7, "#404040", 0.4, NULL);
    icp_i_svg_words(&sheet->out, width, 2.4, "all", (icp_i_ink_style){.anchor = ICP_I_END});
}

size_t icp_i_html_profile_rows(const icp_i_sheet *sheet) { return sheet->result->usage_count < ROWS ? sheet->result->usage_count : ROWS; }

/* "Tier 1 uses more storage_gb and logins_90d": columns whose interval leaves no difference out, most telling first. */
static bool add_more(icp_i_sheet *sheet, icp_i_phrase *phrase, const line *rows, size_t count, int sign, const char *verb)
{
    size_t named = 0;
    for (size_t i = 0; i < count && named < 2; i++) {
        const icp_profile_effect *effect = effect_of(sheet->groups[0].segment, rows[i].column);
        double median = median_of(sheet->groups[0].segment, rows[i].column);
        if (!effect || !(sign > 0 ? effect->effect.low > 0 && median > rows[i].overall : effect->effect.high < 0 && median < rows[i].overall))
            continue;
        icp_i_phrase_add(phrase, named++ ? " and " : verb);
        icp_i_phrase_user(phrase, icp_i_column_name(sheet->result, rows[i].column), 18);
    }
    return named > 0;
}

static void title(icp_i_sheet *sheet, icp_i_phrase *phrase, const line *rows, size_t count)
{
    icp_i_phrase_start(phrase);
    if (!sheet->grouped || count == 0) {
        icp_i_phrase_add(phrase, count == 0 ? "How they use the product is not in this file" : "What a typical customer uses");
        return;
    }
    icp_i_phrase_user(phrase, icp_i_sheet_lead(sheet), 24);
    if (add_more(sheet, phrase, rows, count, 1, ": more ") || add_more(sheet, phrase, rows, count, -1, ": less ")) return;
    icp_i_phrase_start(phrase);
    icp_i_phrase_add(phrase, "No clear difference in usage for ");
    icp_i_phrase_user(phrase, icp_i_sheet_lead(sheet), 24);
}

void icp_i_html_profile(icp_i_sheet *sheet, double width, double height)
{
    line rows[ROWS + 1];
    icp_i_phrase words;
    size_t count = choose(sheet, rows);
    title(sheet, &words, rows, count);
    icp_i_html_heading(sheet, words.text, width);
    if (count == 0) {
        (void)icp_i_html_text(sheet, "p", "soft",
                              "No column says how much the product is used: logins, seats, orders or minutes, named by --usage, would show it here.",
                              width, 4);
        return;
    }
    height -= 5;
    icp_i_svg_begin(&sheet->out, "pro", width, height, words.text,
                    "One line for each usage column: the median of every segment and, as a tick, of all customers.");
    draw_key(sheet, width);
    for (size_t i = 0; i < count; i++) draw_row(sheet, &rows[i], 7.2 + (double)i * icp_i_html_row_gap(height, count), width);
    icp_i_svg_end(&sheet->out);
}
