/* cmd_export.c - a model for other systems: SQL, or a file of tiers that a CRM takes in. */
#include "commands.h"
#include "files.h"

#include <stdio.h>
#include <string.h>

typedef enum target { TO_NOTHING, TO_SQL, TO_SALESFORCE, TO_HUBSPOT, TO_PMML } target;

static target target_of(const char *word)
{
    static const char *const words[] = {"", "sql", "salesforce", "hubspot", "pmml"};
    for (size_t i = 1; word && i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0) return (target)i;
    return TO_NOTHING;
}

static icp_status check(const options *given, target to, icp_error *err)
{
    const char *usage = "type: icp-cluster export -m model.json --to sql      or: ... --to salesforce FILE      or: ... --to hubspot FILE";
    bool who = !given->placed_as || strcmp(given->placed_as, "prospects") == 0 || strcmp(given->placed_as, "customers") == 0;
    if (to == TO_PMML) return term_error(err, ICP_E_ARGUMENT, "sql, salesforce and hubspot can be written", "PMML is not written yet");
    if (to == TO_NOTHING) return term_error(err, ICP_E_ARGUMENT, usage, "option --to: expected sql, salesforce or hubspot, found \"%s\"",
                                                given->to ? given->to : "nothing");
    if (!given->model_file) return term_error(err, ICP_E_COMMAND, usage, "`export` needs the model of a run");
    if (to == TO_SQL && given->file_count > 0) return term_error(err, ICP_E_COMMAND, usage, "SQL is made of the model alone: no file is read");
    if (to != TO_SQL && given->file_count != 1) return term_error(err, ICP_E_COMMAND, usage, "an upload is made of one file of accounts");
    if (!who)
        return term_error(err, ICP_E_ARGUMENT, "--as prospects or --as customers", "--as: expected prospects or customers, found \"%s\"",
                          given->placed_as);
    return ICP_OK;
}

static icp_status upload(const options *given, const icp_model *model, target to, const icp_sink *sink, icp_error *err)
{
    icp_score_options how = {.struct_size = sizeof how, .path = given->files[0], .settings = &given->settings, .raw_csv = given->raw_csv,
                             .upload = to == TO_SALESFORCE ? ICP_UPLOAD_SALESFORCE : ICP_UPLOAD_HUBSPOT, .id_field = given->id_field,
                             .tier_field = given->tier_field};
    if (!model->id_column[0])
        return term_error(err, ICP_E_ARGUMENT, "run again with --id, the CRM's record id",
                          "an upload needs the id of every record, and the run had none");
    icp_score_summary summary = {0};
    icp_status status = icp_score_file(model, &how, sink, &summary, err);
    if (status == ICP_OK && summary.skipped > 0 && !given->term.quiet)
        fprintf(stderr, "%zu rows written, %zu left out\n", summary.rows, summary.skipped);
    return status;
}

static icp_status write(options *given, const icp_model *model, target to, icp_error *err)
{
    files_output out = {.path = NULL};
    const char *const inputs[] = {given->model_file, given->file_count > 0 ? given->files[0] : NULL};
    icp_status status = files_not_input(given->out, inputs, sizeof inputs / sizeof inputs[0], err);
    if (status == ICP_OK) status = files_begin(&out, given->out, given->force, err);
    if (status != ICP_OK) return status;
    icp_sink sink = term_sink(out.stream);
    bool customers = given->placed_as && strcmp(given->placed_as, "customers") == 0;
    if (to == TO_SQL) status = icp_model_sql(model, given->table ? given->table : "accounts", customers, &sink, err);
    else status = upload(given, model, to, &sink, err);
    term_progress_end();
    icp_status ended = files_end(&out, status == ICP_OK, status == ICP_OK ? err : NULL);
    return status == ICP_OK ? ended : status;
}

icp_status cmd_export(options *given, icp_error *err)
{
    icp_model *model = NULL;
    target to = target_of(given->to);
    icp_status status = check(given, to, err);
    given->settings.hooks.cancelled = term_interrupted;
    if (status == ICP_OK) status = icp_model_read(given->model_file, NULL, &model, err);
    if (status == ICP_OK) status = write(given, model, to, err);
    icp_model_free(model);
    return status;
}
