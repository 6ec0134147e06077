/* cmd_inspect.c - shows how an export is read and which roles its columns would get; writes nothing but a roles file. */
#include "commands.h"
#include "files.h"

static icp_status write_roles(const options *given, const icp_result *result, icp_error *err)
{
    char *text = NULL;
    if (!given->write_roles) return ICP_OK;
    icp_status status = icp_roles_write(&result->roles, result->table, &text, err);
    if (status == ICP_OK) status = files_write(given->write_roles, text, given->force, err);
    icp_text_free(text);
    return status;
}

static icp_status show(const options *given, const icp_result *result, icp_error *err)
{
    icp_sink sink = term_sink(stdout);
    icp_text_style style = term_style(&given->term, stdout);
    if (given->term.json) return icp_report_inspect_json(result, &sink, err);
    if (given->term.quiet) return ICP_OK;
    icp_status status = icp_report_inspect_text(result, &style, &sink, err);
    if (status == ICP_OK && given->write_roles) fprintf(stderr, "roles written: correct them, then run with --roles\n");
    return status;
}

icp_status cmd_inspect(options *given, icp_error *err)
{
    icp_table *table = NULL;
    icp_result result = {0};
    if (given->file_count == 0) return term_error(err, ICP_E_COMMAND, "type: icp-cluster inspect FILE", "`inspect` needs a file");
    icp_status status = files_not_input(given->write_roles, given->files, given->file_count, err);
    if (status != ICP_OK) return status;
    given->settings.hooks.cancelled = term_interrupted;
    given->settings.hooks.progress = given->term.quiet ? NULL : term_progress;
    status = icp_table_read(given->files, given->file_count, &given->settings, &table, err);
    if (status == ICP_OK) status = icp_inspect(table, given->roles, &given->settings, &result, err);
    term_progress_end();
    if (status == ICP_OK) {
        status = write_roles(given, &result, err);
        if (status == ICP_OK) status = show(given, &result, err);
        icp_result_free(&result);
    }
    icp_table_free(table);
    return status;
}
