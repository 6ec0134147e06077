/* text_inspect.c - what `inspect` says: how each column was read, its role, and which questions the file can answer. Must not know: models. */
#include "report/text_parts.h"

#include <math.h>

static void files_read(icp_i_page *page, const icp_result *result)
{
    const icp_input *inputs;
    size_t count = icp_table_inputs(result->table, &inputs);
    for (size_t i = 0; i < count; i++) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_user(&phrase, inputs[i].name, 60);
        icp_i_phrase_add(&phrase, ": ");
        icp_i_phrase_count(&phrase, inputs[i].rows);
        icp_i_phrase_add(&phrase, " rows, ");
        icp_i_phrase_count(&phrase, inputs[i].columns);
        icp_i_phrase_add(&phrase, " columns, ");
        icp_i_phrase_user(&phrase, inputs[i].encoding, 0);
        icp_i_phrase_add(&phrase, ", separated by ");
        char separator[2] = {inputs[i].separator, '\0'};
        icp_i_phrase_add(&phrase, separator[0] == '\t' ? "tabs" : separator[0] ? separator : "nothing");
        icp_i_page_line(page, ICP_I_INK_PLAIN, phrase.text);
    }
    const icp_left_out *left_out;
    count = icp_table_left_out(result->table, &left_out);
    for (size_t i = 0; i < count; i++) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, "left out: ");
        icp_i_phrase_count(&phrase, left_out[i].rows);
        icp_i_phrase_add(&phrase, " ");
        icp_i_phrase_user(&phrase, left_out[i].reason, 0);
        icp_i_page_line(page, ICP_I_INK_PLAIN, phrase.text);
    }
}

/* Up to three different values of a coded column; numbers are told by their range. */
static void add_samples(icp_i_phrase *phrase, const icp_column *column, size_t rows)
{
    if (column->codes) {
        for (size_t i = 0; i < column->level_count && i < 3; i++) {
            icp_i_phrase_add(phrase, i == 0 ? "" : " | ");
            icp_i_phrase_user(phrase, column->levels[i], 16);
        }
        if (column->level_count > 3) {
            icp_i_phrase_add(phrase, " | ... ");
            icp_i_phrase_count(phrase, column->level_count);
            icp_i_phrase_add(phrase, " values");
        }
        return;
    }
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; column->numbers && i < rows; i++) {
        if (isnan(column->numbers[i])) continue;
        low = fmin(low, column->numbers[i]);
        high = fmax(high, column->numbers[i]);
    }
    if (low > high || column->type == ICP_TYPE_DATE) return;
    icp_i_phrase_number(phrase, low);
    icp_i_phrase_add(phrase, " to ");
    icp_i_phrase_number(phrase, high);
}

static void column_line(icp_i_page *page, const icp_result *result, size_t index, bool evidence)
{
    const icp_column *column = icp_table_column(result->table, index);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, column->name, 24);
    icp_i_phrase_pad(&phrase, 25);
    icp_i_phrase_add(&phrase, icp_i_role_name(result->roles.role[index]));
    icp_i_phrase_add(&phrase, result->roles.detected[index] ? "?" : "");
    icp_i_phrase_pad(&phrase, 37);
    icp_i_phrase_add(&phrase, icp_type_name(column->type));
    icp_i_phrase_pad(&phrase, 46);
    icp_i_phrase_count(&phrase, column->used);
    icp_i_phrase_pad(&phrase, 56);
    icp_i_phrase_count(&phrase, column->missing);
    icp_i_phrase_pad(&phrase, 65);
    icp_i_phrase_count(&phrase, column->rejected);
    icp_i_phrase_pad(&phrase, 74);
    if (column->type != ICP_TYPE_ID && column->type != ICP_TYPE_TEXT) add_samples(&phrase, column, icp_table_rows(result->table));
    icp_i_page_line(page, ICP_I_INK_PLAIN, phrase.text);
    const char *note = column->note ? column->note : "", *why = evidence && result->roles.why[index] ? result->roles.why[index] : "";
    if (!note[0] && !why[0]) return;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, note, 0);
    icp_i_phrase_add(&phrase, note[0] && why[0] ? "; " : "");
    icp_i_phrase_user(&phrase, why, 0);
    icp_i_page_item(page, "", 25, phrase.text, 2);
}

static void questions(icp_i_page *page, const icp_result *result)
{
    static const char *const status[] = {"yes", "in part", "no"};
    icp_i_page_line(page, ICP_I_INK_PLAIN, "");
    icp_i_page_line(page, ICP_I_INK_HEAD, "Can this file answer");
    for (size_t i = 0; i < result->question_count; i++) {
        const icp_question *question = &result->questions[i];
        icp_i_phrase label, phrase;
        icp_i_phrase_start(&label);
        icp_i_phrase_add(&label, "  ");
        icp_i_phrase_user(&label, question->id, 0);
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, status[question->status]);
        icp_i_phrase_add(&phrase, ": ");
        icp_i_phrase_user(&phrase, question->why ? question->why : "", 0);
        icp_i_page_item(page, label.text, 16, phrase.text, 0);
    }
}

icp_status icp_report_inspect_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    icp_i_page page;
    icp_i_page_start(&page, style, sink);
    files_read(&page, result);
    icp_i_page_line(&page, ICP_I_INK_PLAIN, "");
    icp_i_page_line(&page, ICP_I_INK_HEAD, "COLUMN                   ROLE        TYPE     USED      MISSING  REJECTED VALUES");
    for (size_t i = 0; i < icp_table_columns(result->table); i++) column_line(&page, result, i, style && style->verbose);
    icp_i_page_line(&page, ICP_I_INK_FAINT, "? = assumed (-v: why). To correct: --write-roles roles.ini, edit it, run FILE --roles roles.ini");
    icp_i_value_tables(&page, result);
    questions(&page, result);
    if (result->warning_count) icp_i_page_line(&page, ICP_I_INK_PLAIN, "");
    icp_i_warnings(&page, result, 0);
    return icp_i_page_finish(&page, err);
}
