/* publish.c - the set of files a run leaves behind. Owns: which files, and the manifest. Must not know: how a set is swapped in, what the
 * files say, what may be replaced. */
#include "base/fail.h"
#include "base/file.h"
#include "base/json.h"
#include "icpcluster/model.h"
#include "report/words.h"
#include "run/target.h"

#include <string.h>

/* One file of the set. */
typedef struct output {
    const char *name;
    icp_status (*write)(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err);
} output;

static icp_status write_report(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err)
{
    return icp_report_json(result, options->command, sink, err);
}

static icp_status write_page(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err)
{
    return icp_report_html(result, options->command, sink, err);
}

static icp_status write_segments(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err)
{
    return icp_report_segments_csv(result, options->raw_csv, sink, err);
}

static icp_status write_candidates(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err)
{
    return icp_report_candidates_csv(result, options->raw_csv, sink, err);
}

static icp_status write_rejects(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err)
{
    return icp_report_rejects_csv(result, options->raw_csv, sink, err);
}

/* A result made by hand has no model, and its set no model.json. */
static icp_status write_model(const icp_result *result, const icp_publish_options *options, const icp_sink *sink, icp_error *err)
{
    (void)options;
    return icp_model_write(result->model, sink, err);
}

static const output outputs[] = {{"report.html", write_page},         {"report.json", write_report},   {"segments.csv", write_segments},
                                 {"candidates.csv", write_candidates}, {"rejects.csv", write_rejects}, {"model.json", write_model}};
#define OUTPUTS (sizeof outputs / sizeof outputs[0])

static bool has(const icp_result *result, size_t i)
{
    return outputs[i].write != write_model || result->model;
}

/* What the manifest says of a file that was written. */
typedef struct written {
    char hash[65];
    size_t bytes;
} written;

/* The options as this version knows them: fields a caller's older struct does not have are 0. */
static icp_publish_options known(const icp_publish_options *given)
{
    icp_publish_options options = {0};
    memcpy(&options, given, given->struct_size < sizeof options ? given->struct_size : sizeof options);
    return options;
}

icp_status icp_publish_check(const icp_publish_options *given, icp_error *err)
{
    const icp_publish_options known_options = known(given), *options = &known_options;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_set *set = NULL;
    if (!pool) return icp_i_fail_memory(err, "checking the output directory");
    icp_status status = icp_i_target_check(options, pool, err);
    if (status == ICP_OK) status = icp_i_set_begin(options->dir, NULL, &set, err);
    icp_i_set_discard(set);
    icp_i_pool_free(pool);
    return status;
}

/* ---- the set ---- */

static void write_manifest_inputs(icp_i_json *json, const char *key, const icp_input *inputs, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "name", inputs[i].name);
        icp_i_json_key_count(json, "bytes", inputs[i].bytes);
        icp_i_json_key_text(json, "sha256", inputs[i].sha256);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_manifest_outputs(icp_i_json *json, const icp_result *result, const written *files)
{
    icp_i_json_key_array(json, "outputs");
    for (size_t i = 0; i < OUTPUTS; i++) {
        if (!has(result, i)) continue;
        icp_i_json_object(json);
        icp_i_json_key_text(json, "name", outputs[i].name);
        icp_i_json_key_count(json, "bytes", files[i].bytes);
        icp_i_json_key_text(json, "sha256", files[i].hash);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_manifest_settings(icp_i_json *json, const icp_settings *settings)
{
    icp_i_json_key_array(json, "settings");
    for (size_t i = 0; i < icp_setting_count(); i++) {
        char text[1024];
        icp_settings_text(settings, i, text, sizeof text);
        icp_i_json_object(json);
        icp_i_json_key_text(json, "key", icp_setting_row(i)->key);
        icp_i_json_key_text(json, "value", text);
        icp_i_json_key_text(json, "origin", icp_i_origin_name(settings->origin[i]));
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static icp_status write_manifest(const icp_result *result, const icp_publish_options *options, const written *files, const icp_sink *sink,
                                 icp_error *err)
{
    icp_i_json json;
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "schema", ICP_I_MANIFEST_SCHEMA);
    icp_i_json_key_text(&json, "version", icp_version());
    icp_i_json_key_text(&json, "blas", icp_blas_version());
    icp_i_json_key_text(&json, "command", options->command ? options->command : "");
    icp_i_json_key_text(&json, "model_id", result->model_id);
    icp_i_json_key_count(&json, "seed", result->settings.seed);
    write_manifest_settings(&json, &result->settings);
    const icp_input *inputs;
    size_t count = icp_table_inputs(result->table, &inputs);
    write_manifest_inputs(&json, "inputs", inputs, count);
    write_manifest_inputs(&json, "market", result->market_inputs, result->market_input_count);
    write_manifest_outputs(&json, result, files);
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}

static icp_status write_set(icp_i_set *set, const icp_result *result, const icp_publish_options *options, icp_error *err)
{
    written files[OUTPUTS];
    const icp_sink *sink;
    for (size_t i = 0; i < OUTPUTS; i++) {
        if (!has(result, i)) continue;
        ICP_I_TRY(icp_i_set_open(set, outputs[i].name, &sink, err));
        ICP_I_TRY(outputs[i].write(result, options, sink, err));
        ICP_I_TRY(icp_i_set_close(set, files[i].hash, &files[i].bytes, err));
    }
    ICP_I_TRY(icp_i_set_open(set, ICP_I_MANIFEST, &sink, err));
    ICP_I_TRY(write_manifest(result, options, files, sink, err));
    return icp_i_set_close(set, NULL, NULL, err);
}

icp_status icp_publish(const icp_result *result, const icp_publish_options *given, icp_error *err)
{
    const icp_publish_options known_options = known(given), *options = &known_options;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_set *set = NULL;
    if (!pool) return icp_i_fail_memory(err, "publishing the result");
    icp_status status = icp_i_target_check(options, pool, err);
    if (status == ICP_OK) status = icp_i_set_begin(options->dir, NULL, &set, err);
    if (status == ICP_OK) status = write_set(set, result, options, err);
    if (status == ICP_OK) {
        status = icp_i_set_publish(set, err);
        set = NULL;
    }
    icp_i_set_discard(set);
    icp_i_pool_free(pool);
    return status;
}
