/* json_said.c - the JSON objects commands print beside report.json: an inspection, the settings, an error. Must not know: exit codes. */
#include "report/json_report.h"

#include "base/fail.h"

#include <stdio.h>

icp_status icp_report_settings_json(const icp_settings *settings, const icp_sink *sink, icp_error *err)
{
    icp_i_json json;
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "schema", "icp-settings/1");
    icp_i_json_key_array(&json, "settings");
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        icp_i_json_object(&json);
        icp_i_json_key_text(&json, "key", row->key);
        icp_i_json_key(&json, "value");
        icp_i_json_setting(&json, settings, i);
        icp_i_json_key_text(&json, "origin", icp_i_origin_name(settings->origin[i]));
        icp_i_json_key_text(&json, "default", row->fallback);
        icp_i_json_key_bool(&json, "changes_result", row->changes_result != 0);
        icp_i_json_key_text(&json, "help", row->help);
        icp_i_json_end(&json);
    }
    icp_i_json_end(&json);
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}

icp_status icp_report_inspect_json(const icp_result *result, const icp_sink *sink, icp_error *err)
{
    icp_i_json json;
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "schema", "icp-inspect/1");
    icp_i_json_key_text(&json, "version", icp_version());
    icp_i_json_input(&json, result);
    icp_i_json_columns(&json, result);
    icp_i_json_key_array(&json, "roles");
    for (size_t i = 0; i < icp_table_columns(result->table); i++) {
        icp_i_json_object(&json);
        icp_i_json_key_text(&json, "column", icp_i_column_name(result, i));
        icp_i_json_key_text(&json, "role", icp_i_role_name(result->roles.role[i]));
        icp_i_json_key_bool(&json, "detected", result->roles.detected[i] != 0);
        icp_i_json_key_word(&json, "why", result->roles.why[i]);
        icp_i_json_end(&json);
    }
    icp_i_json_end(&json);
    icp_i_json_key_array(&json, "outcome_values");
    for (size_t i = 0; i < result->outcome_value_count; i++) {
        icp_i_json_object(&json);
        icp_i_json_key_text(&json, "role", icp_i_role_name(result->outcome_values[i].role));
        icp_i_json_key_text(&json, "value", result->outcome_values[i].value);
        icp_i_json_key_text(&json, "meaning", result->outcome_values[i].meaning);
        icp_i_json_key_count(&json, "rows", result->outcome_values[i].rows);
        icp_i_json_end(&json);
    }
    icp_i_json_end(&json);
    icp_i_json_questions(&json, result);
    icp_i_json_warnings(&json, result);
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}

icp_status icp_report_error_json(const icp_error *what, const icp_sink *sink, icp_error *err)
{
    char code[16];
    snprintf(code, sizeof code, "E%03d", (int)what->code);
    icp_i_json json;
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "code", code);
    icp_i_json_key_text(&json, "message", what->message);
    icp_i_json_key_word(&json, "file", what->file);
    icp_i_json_key(&json, "line");
    if (what->line) icp_i_json_count(&json, what->line);
    else icp_i_json_null(&json);
    icp_i_json_key(&json, "column");
    if (what->column) icp_i_json_count(&json, what->column);
    else icp_i_json_null(&json);
    icp_i_json_key_word(&json, "field", what->field);
    icp_i_json_key_word(&json, "value", what->value);
    icp_i_json_key_word(&json, "expected", what->expected);
    icp_i_json_key_word(&json, "help", what->help);
    icp_i_json_key_count(&json, "exit_code", (uint64_t)icp_status_exit_code(what->status));
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}
