/* list_count.c - a rule counted in a list, as text and as JSON. Must not know: how it was counted. */
#include "report/json_report.h"
#include "report/page.h"
#include "report/phrase.h"

/* "  Country = Chile             12 match, 3 unknown; with those above 9" */
static void clause_line(icp_i_page *page, const icp_list_count *count, size_t c)
{
    const icp_clause_count *clause = &count->clauses[c];
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "  ");
    icp_i_phrase_user(&phrase, clause->text, 50);
    icp_i_phrase_pad(&phrase, 54);
    icp_i_phrase_count(&phrase, clause->matched);
    icp_i_phrase_add(&phrase, " match");
    if (clause->unknown) {
        icp_i_phrase_add(&phrase, ", ");
        icp_i_phrase_count(&phrase, clause->unknown);
        icp_i_phrase_add(&phrase, " unknown");
    }
    if (c > 0) {
        icp_i_phrase_add(&phrase, "; with those above ");
        icp_i_phrase_count(&phrase, clause->together);
    }
    icp_i_page_line(page, ICP_I_INK_PLAIN, phrase.text);
    if (!clause->absent[0]) return;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "on no row of the list: ");
    icp_i_phrase_user(&phrase, clause->absent, 0);
    icp_i_page_item(page, "", 4, phrase.text, 0);
}

icp_status icp_report_list_count_text(const icp_list_count *count, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    icp_i_page page;
    icp_i_phrase phrase;
    icp_i_page_start(&page, style, sink);
    icp_i_phrase_start(&phrase);
    icp_i_phrase_count(&phrase, count->matched);
    icp_i_phrase_add(&phrase, " of ");
    icp_i_phrase_count(&phrase, count->rows);
    icp_i_phrase_add(&phrase, " rows match; ");
    icp_i_phrase_count(&phrase, count->other);
    icp_i_phrase_add(&phrase, " do not; ");
    icp_i_phrase_count(&phrase, count->unknown);
    icp_i_phrase_add(&phrase, " unknown: a missing cell leaves it open.");
    icp_i_page_item(&page, "", 0, phrase.text, 0);
    for (size_t c = 0; c < count->clause_count; c++) clause_line(&page, count, c);
    return icp_i_page_finish(&page, err);
}

static void write_clause(icp_i_json *json, const icp_clause_count *clause)
{
    icp_i_json_object(json);
    icp_i_json_key_text(json, "text", clause->text);
    icp_i_json_key_text(json, "column", clause->column);
    icp_i_json_key_count(json, "matched", clause->matched);
    icp_i_json_key_count(json, "other", clause->other);
    icp_i_json_key_count(json, "unknown", clause->unknown);
    icp_i_json_key_count(json, "together", clause->together);
    icp_i_json_key_text(json, "absent", clause->absent[0] ? clause->absent : NULL);
    icp_i_json_end(json);
}

icp_status icp_report_list_count_json(const icp_list_count *count, const icp_sink *sink, icp_error *err)
{
    icp_i_json json;
    const icp_input *files;
    size_t file_count = icp_table_inputs(count->list, &files);
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "schema", "icp-market/1");
    icp_i_json_key_text(&json, "version", icp_version());
    icp_i_json_files(&json, "list", files, file_count);
    icp_i_json_key_count(&json, "rows_read", icp_table_rows_read(count->list));
    icp_i_json_key_text(&json, "author", count->author[0] ? count->author : NULL);
    icp_i_json_key_text(&json, "date", count->date[0] ? count->date : NULL);
    icp_i_json_key_count(&json, "rows", count->rows);
    icp_i_json_key_count(&json, "matched", count->matched);
    icp_i_json_key_count(&json, "other", count->other);
    icp_i_json_key_count(&json, "unknown", count->unknown);
    icp_i_json_key_array(&json, "clauses");
    for (size_t c = 0; c < count->clause_count; c++) write_clause(&json, &count->clauses[c]);
    icp_i_json_end(&json);
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}
