/* cmd_market.c - counts a hand-written rule in a list of companies. No arithmetic on data. */
#include "commands.h"
#include "files.h"

#include <stdlib.h>

static icp_status show(const options *given, const icp_list_count *count, icp_error *err)
{
    icp_sink sink = term_sink(stdout);
    icp_text_style style = term_style(&given->term, stdout);
    if (given->term.json) return icp_report_list_count_json(count, &sink, err);
    return given->term.quiet ? ICP_OK : icp_report_list_count_text(count, &style, &sink, err);
}

static icp_status count_in(const options *given, const char *rule, size_t size, icp_error *err)
{
    icp_table *list = NULL;
    icp_list_count count;
    icp_status status = icp_table_read(given->files, given->file_count, &given->settings, &list, err);
    if (status == ICP_OK) status = icp_list_count_rule(list, rule, size, given->rule_file, &given->settings.hooks, &count, err);
    term_progress_end();
    if (status == ICP_OK) {
        status = show(given, &count, err);
        icp_list_count_free(&count);
    }
    icp_table_free(list);
    return status;
}

icp_status cmd_market(options *given, icp_error *err)
{
    char *rule = NULL;
    size_t size = 0;
    if (!given->rule_file || given->file_count == 0)
        return term_error(err, ICP_E_COMMAND, "type: icp-cluster market --rule FILE LIST",
                          given->rule_file ? "`market` needs a list of companies to count in" : "`market` needs a rule to count");
    given->settings.hooks.cancelled = term_interrupted;
    given->settings.hooks.progress = given->term.quiet ? NULL : term_progress;
    icp_status status = files_read(given->rule_file, &rule, &size, err);
    if (status == ICP_OK) status = count_in(given, rule, size, err);
    free(rule);
    return status;
}
