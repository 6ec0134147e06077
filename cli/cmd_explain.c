/* cmd_explain.c - why one account of a file gets its answer. No arithmetic on data. */
#include "commands.h"

icp_status cmd_explain(options *given, icp_error *err)
{
    static const char usage[] = "type: icp-cluster explain -m model.json --id ID FILE      or: --name NAME";
    icp_model *model = NULL;
    icp_explain_options how = {.struct_size = sizeof how, .id = given->id, .name = given->name, .settings = &given->settings,
                               .customers = given->customers, .json = given->term.json};
    if (!given->model_file) return term_error(err, ICP_E_COMMAND, usage, "`explain` needs the model of a run");
    if (given->file_count != 1) return term_error(err, ICP_E_COMMAND, usage, "`explain` takes one file");
    if (!given->id == !given->name) return term_error(err, ICP_E_COMMAND, usage, "`explain` needs the id or the name of one account");
    how.path = given->files[0];
    given->settings.hooks.cancelled = term_interrupted;
    icp_sink sink = term_sink(stdout);
    icp_status status = icp_model_read(given->model_file, NULL, &model, err);
    if (status == ICP_OK) status = icp_explain_file(model, &how, &sink, err);
    if (status == ICP_OK && !how.customers && !given->term.quiet) fprintf(stderr, "mention, most like: --customers FILE fills them\n");
    icp_model_free(model);
    return status;
}
