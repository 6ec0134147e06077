/* json_report.c - report.json: order of its keys, and the parts that describe the run. Segments and models have files of their own.
 * Must not know: where the bytes go. */
#include "report/json_report.h"

#include "base/fail.h"
#include "base/number.h"
#include "report/summary.h"

#include <math.h>
#include <string.h>

void icp_i_json_key_estimate(icp_i_json *json, const char *key, const icp_estimate *estimate)
{
    if (isnan(estimate->value)) {
        icp_i_json_key_null(json, key);
        return;
    }
    icp_i_json_key_object(json, key);
    icp_i_json_key_number(json, "value", estimate->value);
    icp_i_json_key_number(json, "low", estimate->low);
    icp_i_json_key_number(json, "high", estimate->high);
    icp_i_json_key_number(json, "level", estimate->level);
    icp_i_json_key_count(json, "n", estimate->n);
    icp_i_json_end(json);
}

void icp_i_json_key_word(icp_i_json *json, const char *key, const char *text)
{
    icp_i_json_key_text(json, key, text && text[0] ? text : NULL);
}

static void write_empty(icp_i_json *json, const char *key)
{
    icp_i_json_key_array(json, key);
    icp_i_json_end(json);
}

void icp_i_json_key_segment(icp_i_json *json, const char *key, const icp_result *result, size_t segment)
{
    icp_i_json_key_text(json, key, segment < result->segment_count ? result->segments[segment].id : NULL);
}

void icp_i_json_setting(icp_i_json *json, const icp_settings *settings, size_t row)
{
    char text[1024];
    size_t length = icp_settings_text(settings, row, text, sizeof text);
    if (length >= sizeof text) length = sizeof text - 1;
    uint64_t count;
    double number;
    if (length == 0) icp_i_json_null(json);
    else if (icp_setting_row(row)->type == ICP_SETTING_TEXT) icp_i_json_text(json, text);
    else if (icp_i_count_parse(text, length, &count)) icp_i_json_count(json, count);
    else if (icp_i_number_parse(text, length, &number)) icp_i_json_number(json, number);
    else icp_i_json_text(json, text);
}

static void write_settings(icp_i_json *json, const icp_settings *settings)
{
    icp_i_json_key_object(json, "settings");
    for (size_t i = 0; i < icp_setting_count(); i++) {
        if (!icp_setting_row(i)->changes_result) continue;
        icp_i_json_key(json, icp_setting_row(i)->key);
        icp_i_json_setting(json, settings, i);
    }
    icp_i_json_end(json);
}

/* Null where it was not tested. */
static void write_sensitivity(icp_i_json *json, const icp_result *result)
{
    if (!result->sensitivity_verdict) {
        icp_i_json_key_null(json, "sensitivity");
        return;
    }
    icp_i_json_key_object(json, "sensitivity");
    icp_i_json_key_array(json, "runs");
    for (size_t i = 0; i < result->sensitivity_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "change", result->sensitivity[i].change);
        icp_i_json_key_number(json, "ari", result->sensitivity[i].ari);
        icp_i_json_key_bool(json, "rank1_kept", result->sensitivity[i].rank1_kept != 0);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_key_text(json, "verdict", result->sensitivity_verdict);
    icp_i_json_end(json);
}

static void write_recency(icp_i_json *json, const icp_result *result)
{
    bool weighted = result->half_life > 0;
    icp_i_json_key_object(json, "recency");
    icp_i_json_key_number(json, "half_life", weighted ? result->half_life : (double)NAN);
    icp_i_json_key_number(json, "n_eff", weighted ? result->n_eff : (double)NAN);
    icp_i_json_key_array(json, "rank1_under");
    for (size_t i = 0; i < result->recency_count; i++) {
        const icp_recency *under = &result->recency[i];
        icp_i_json_object(json);
        icp_i_json_key_number(json, "half_life", under->half_life);
        icp_i_json_key_number(json, "n_eff", under->n_eff);
        icp_i_json_key_word(json, "rank1", under->rank1);
        icp_i_json_key_bool(json, "same", under->same != 0);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_end(json);
}

static void key_events(icp_i_json *json, const char *key, const icp_outcome_model *model, size_t events)
{
    if (model->present) icp_i_json_key_count(json, key, events);
    else icp_i_json_key_null(json, key);
}

void icp_i_json_files(icp_i_json *json, const char *key, const icp_input *files, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "name", files[i].name);
        icp_i_json_key_count(json, "rows", files[i].rows);
        icp_i_json_key_count(json, "columns", files[i].columns);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_input(icp_i_json *json, const icp_result *result)
{
    const icp_input *files;
    size_t count = icp_table_inputs(result->table, &files);
    icp_i_json_key_object(json, "input");
    icp_i_json_files(json, "files", files, count);
    icp_i_json_key_count(json, "rows_read", result->rows_read);
    icp_i_json_key_count(json, "rows_used", result->rows_used);
    icp_i_json_key_array(json, "rows_left_out");
    for (size_t i = 0; i < result->left_out_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "reason", result->left_out[i].reason);
        icp_i_json_key_count(json, "rows", result->left_out[i].rows);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_key_object(json, "totals");
    icp_i_json_key_count(json, "customers", result->customers);
    icp_i_json_key_number(json, "revenue", result->revenue);
    key_events(json, "won", &result->win, result->won);
    key_events(json, "churned", &result->churn, result->churned);
    key_events(json, "upsold", &result->upsell, result->upsold);
    icp_i_json_end(json);
    icp_i_json_end(json);
}

void icp_i_json_columns(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_array(json, "columns");
    for (size_t i = 0; i < icp_table_columns(result->table); i++) {
        const icp_column *column = icp_table_column(result->table, i);
        icp_i_json_object(json);
        icp_i_json_key_text(json, "name", column->name);
        icp_i_json_key_text(json, "role", icp_i_role_name(result->roles.role[i]));
        icp_i_json_key_text(json, "type", icp_type_name(column->type));
        icp_i_json_key_count(json, "used", column->used);
        icp_i_json_key_count(json, "missing", column->missing);
        icp_i_json_key_count(json, "rejected", column->rejected);
        icp_i_json_key_text(json, "note", column->note);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_questions(icp_i_json *json, const icp_result *result)
{
    static const char *const status[] = {"answered", "partly", "not_enough_data"};
    icp_i_json_key_array(json, "questions");
    for (size_t i = 0; i < result->question_count; i++) {
        const icp_question *question = &result->questions[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "id", question->id);
        icp_i_json_key_text(json, "status", status[question->status]);
        icp_i_json_key_count(json, "events", question->events);
        icp_i_json_key_text(json, "why", question->why);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_warnings(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_array(json, "warnings");
    for (size_t i = 0; i < result->warning_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "code", result->warnings[i].code);
        icp_i_json_key_text(json, "column", result->warnings[i].column);
        icp_i_json_key_text(json, "message", result->warnings[i].message);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_overall(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_object(json, "overall");
    icp_i_json_key_estimate(json, "upsell", &result->upsell.overall);
    icp_i_json_key_estimate(json, "churn", &result->churn.overall);
    icp_i_json_key_estimate(json, "win", &result->win.overall);
    icp_i_json_key_array(json, "usage");
    for (size_t i = 0; i < result->usage_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, result->usage[i].column));
        icp_i_json_key_number(json, "median", result->usage[i].median);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_end(json);
}

icp_status icp_report_json(const icp_result *result, const char *command, const icp_sink *sink, icp_error *err)
{
    icp_i_json json;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return icp_i_fail_memory(err, "writing report.json");
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "schema", "icp-report/1");
    icp_i_json_key_text(&json, "version", icp_version());
    icp_i_json_key_text(&json, "command", command ? command : "");
    icp_i_json_key_text(&json, "model_id", result->model_id);
    icp_i_json_key_count(&json, "seed", result->settings.seed);
    icp_i_json_key_word(&json, "as_of", result->as_of);
    icp_i_json_key_number(&json, "level", result->settings.level);
    write_settings(&json, &result->settings);
    write_recency(&json, result);
    icp_i_json_input(&json, result);
    icp_i_json_columns(&json, result);
    icp_i_json_questions(&json, result);
    icp_i_json_models(&json, result);
    write_overall(&json, result);
    icp_i_json_clustering(&json, result);
    icp_i_json_segments(&json, result);
    bool written = icp_i_json_candidates(&json, result, pool);
    written = written && icp_i_json_competitors(&json, result, pool);
    written = written && icp_i_json_stated(&json, result, pool);
    icp_i_json_agreement(&json, result);
    write_sensitivity(&json, result);
    write_empty(&json, "personas");
    write_empty(&json, "trend");
    icp_i_json_map(&json, result);
    icp_i_json_warnings(&json, result);
    written = written && icp_i_json_outcome_rules(&json, result, pool);
    icp_i_json_summary(&json, result);
    icp_i_json_market_list(&json, result);
    icp_i_json_key_word(&json, "best_customers", result->best_customers);
    icp_i_json_end(&json);
    icp_i_pool_free(pool);
    if (!written) return icp_i_fail_memory(err, "writing rules into report.json");
    return icp_i_json_finish(&json, err);
}
