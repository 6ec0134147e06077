/* cmd_settings.c - lists the settings. */
#include "commands.h"

icp_status cmd_settings(options *given, icp_error *err)
{
    icp_sink sink = term_sink(stdout);
    icp_text_style style = term_style(&given->term, stdout);
    if (given->file_count > 0) return term_error(err, ICP_E_COMMAND, "to read a file, type: icp-cluster run FILE", "`settings` takes no file");
    return given->term.json ? icp_report_settings_json(&given->settings, &sink, err) : icp_report_settings_text(&given->settings, &style, &sink, err);
}
