/* html_report.c - report.html: one self-contained page. Owns: its skeleton, where each part stands, the policy that lets nothing load or run. Must
 * not know: what the parts say. */
#include "report/html_parts.h"

#include "base/fail.h"
#include "base/hash.h"

#include <math.h>
#include <string.h>

#define WIDTH 190.0
#define HEIGHT 257.0
#define GAP_X 5.0
#define GAP_Y 2.6
#define HEAD 9.0
#define ANSWER 26.0
#define PROFILE_HEAD 12.0 /* heading and key */
#define PROFILE_ROW 5.2
#define PROFILE_LEAST 4 /* rows */
#define SEARCH 34.0 /* at least: a rule is shown whole where it can be */
#define FOOT 7.6
#define TABLE_HEAD 10.0 /* heading and first row */
#define TABLE_ROW 4.8
#define CHARTS_LEAST 48.0
#define CHARTS_MOST 70.0
#define NOTES_LEAST 30.0
#define NOTES_SQUEEZED 16.0 /* by a long rule */

/* Width of `columns` of the twelve. */
static double span(size_t columns) { return (WIDTH + GAP_X) / 12 * (double)columns - GAP_X; }

static void add(icp_i_sheet *sheet, const char *text) { icp_i_builder_add(&sheet->out, text); }

/* ---- head ---- */

static void policy(icp_i_sheet *sheet)
{
    icp_i_sha256 hash;
    char digest[45];
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, icp_i_html_style, strlen(icp_i_html_style));
    icp_i_sha256_base64(&hash, digest);
    add(sheet, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
    add(sheet, digest);
    add(sheet, "'; base-uri 'none'; form-action 'none'\">\n");
}

static void head(icp_i_sheet *sheet)
{
    add(sheet, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    policy(sheet);
    add(sheet, "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Who to sell to next</title>\n<style>");
    add(sheet, icp_i_html_style);
    add(sheet, "</style>\n</head>\n<body>\n<div class=\"page\">\n");
}

static void header(icp_i_sheet *sheet)
{
    const icp_input *inputs;
    size_t count = icp_table_inputs(sheet->result->table, &inputs);
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    if (count > 0) icp_i_phrase_user(&words, inputs[0].name, 40);
    if (count > 1) icp_i_phrase_add(&words, " and ");
    if (count > 1) icp_i_phrase_count(&words, count - 1);
    if (count > 1) icp_i_phrase_add(&words, " more");
    icp_i_phrase_add(&words, count ? " \xC2\xB7 " : "");
    icp_i_phrase_count(&words, sheet->result->rows_used);
    icp_i_phrase_add(&words, " of ");
    icp_i_phrase_count(&words, sheet->result->rows_read);
    icp_i_phrase_add(&words, " rows used");
    for (size_t i = 0; i < sheet->result->left_out_count && i < 2; i++) {
        if (sheet->result->left_out[i].rows == 0) continue;
        icp_i_phrase_add(&words, ", ");
        icp_i_phrase_count(&words, sheet->result->left_out[i].rows);
        icp_i_phrase_add(&words, " ");
        icp_i_phrase_user(&words, sheet->result->left_out[i].reason, 16);
    }
    if (sheet->result->as_of[0]) icp_i_phrase_add(&words, " \xC2\xB7 as of ");
    icp_i_phrase_user(&words, sheet->result->as_of, 0);
    add(sheet, "<header><h1>Who to sell to next</h1><p>");
    icp_i_markup_text(&sheet->out, words.text);
    add(sheet, "</p></header>\n<main>\n");
}

/* ---- body ---- */

static void section(icp_i_sheet *sheet, const char *class, double height, double width, icp_i_html_part part)
{
    add(sheet, "<section class=\"");
    add(sheet, class);
    add(sheet, "\">\n");
    part(sheet, width, height);
    add(sheet, "</section>\n");
}

double icp_i_html_row_gap(double height, size_t rows) { return fmin(7.5, (height - 6) / (double)rows); }

/* As many rows as the longer of the two charts needs. */
static double profile_height(const icp_i_sheet *sheet)
{
    size_t usage = icp_i_html_profile_rows(sheet), objections = icp_i_html_objection_rows(sheet), rows = usage > objections ? usage : objections;
    return PROFILE_HEAD + PROFILE_ROW * (double)(rows > PROFILE_LEAST ? rows : PROFILE_LEAST);
}

static void body(icp_i_sheet *sheet)
{
    double table = TABLE_HEAD + TABLE_ROW * (double)icp_i_html_table_rows(sheet);
    double profile = profile_height(sheet);
    double left = HEIGHT - HEAD - ANSWER - profile - FOOT - table - 7 * GAP_Y;
    double room = fmax(SEARCH, left - CHARTS_LEAST - NOTES_SQUEEZED), search = fmax(SEARCH, icp_i_html_search_height(sheet, span(7), room));
    left -= search;
    double charts = fmin(CHARTS_MOST, fmax(CHARTS_LEAST, left - NOTES_LEAST)), notes = left - charts;
    section(sheet, "rings", ANSWER, span(3), icp_i_html_rings);
    section(sheet, "say", ANSWER, span(9), icp_i_html_answer);
    section(sheet, "half", charts, span(6), icp_i_html_map);
    section(sheet, "half", charts, span(6), icp_i_html_bubbles);
    section(sheet, "wide", profile, span(7), icp_i_html_profile);
    section(sheet, "rest", profile, span(5), icp_i_html_objections);
    section(sheet, "wide", room, span(7), icp_i_html_search);
    section(sheet, "rest", search, span(5), icp_i_html_reach);
    section(sheet, "all", table, WIDTH, icp_i_html_table);
    section(sheet, "third", notes, span(4), icp_i_html_against);
    section(sheet, "third", notes, span(4), icp_i_html_stated);
    section(sheet, "third", notes, span(4), icp_i_html_unknown);
}

/* What it takes to make the page again. */
static const char *identity(const icp_i_sheet *sheet)
{
    const icp_result *result = sheet->result;
    static const char form[] = " \xC2\xB7 seed %llu \xC2\xB7 model %.12s \xC2\xB7 icpcluster %s";
    return icp_i_print(sheet->pool, form, (unsigned long long)result->settings.seed, result->model_id, icp_version());
}

static void footer(icp_i_sheet *sheet)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_add(&words, "Brackets and bars are ");
    icp_i_phrase_number(&words, 100 * sheet->result->settings.level);
    icp_i_phrase_add(&words, "% intervals. Association, not cause. Every figure is in report.json. Nothing on this page loads from a network.");
    add(sheet, "</main>\n<footer><p>");
    icp_i_markup_text(&sheet->out, words.text);
    add(sheet, sheet->command[0] ? "</p><p>Made by <code>" : "</p><p>Made by the library<code>");
    const char *from = identity(sheet), *command = NULL;
    if (from)
        command = icp_i_letters_fit(sheet->command, ICP_I_CODE_TEXT, ICP_I_MONO,
                                    WIDTH - 16 - icp_i_letters_width(from, ICP_I_BODY_TEXT, ICP_I_PLAIN), 1, sheet->pool);
    if (!command) sheet->out.failed = true;
    else icp_i_markup_text(&sheet->out, command);
    add(sheet, "</code>");
    icp_i_markup_text(&sheet->out, from ? from : "");
    add(sheet, "</p></footer>\n</div>\n</body>\n</html>\n");
}

icp_status icp_report_html(const icp_result *result, const char *command, const icp_sink *sink, icp_error *err)
{
    icp_i_sheet sheet;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return icp_i_fail_memory(err, "writing report.html");
    icp_status status = icp_i_sheet_make(result, command, pool, &sheet, err);
    if (status != ICP_OK) goto done;
    head(&sheet);
    header(&sheet);
    body(&sheet);
    footer(&sheet);
    const char *text = icp_i_builder_text(&sheet.out);
    if (!text) status = icp_i_fail_memory(err, "writing report.html");
    else if (sink->write(sink->context, text, sheet.out.size) != 0) status = icp_i_fail(err, ICP_E_WRITE, "report.html could not be written");
done:
    icp_i_pool_free(pool);
    return status;
}
