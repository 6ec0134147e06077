/* cmd_settings.c - lists the settings. */
#include "commands.h"

static icp_status list(const options *given, icp_error *err)
{
    icp_sink sink = term_sink(stdout);
    icp_text_style style = term_style(&given->term, stdout);
    if (given->file_count > 0) return term_error(err, ICP_E_COMMAND, "to read a file, type: icp-cluster run FILE", "`settings` takes no file");
    return given->term.json ? icp_report_settings_json(&given->settings, &sink, err) : icp_report_settings_text(&given->settings, &style, &sink, err);
}

int cmd_settings(int argc, char **argv)
{
    options given;
    icp_error err = {0};
    bool json = options_want_json(argc, argv);
    icp_status status = options_read(&given, FOR_SETTINGS, argc, argv, &err);
    given.term.json = json;
    if (status == ICP_OK && given.help) help_print(command_named(argv[0]));
    else if (status == ICP_OK) status = list(&given, &err);
    int code = status == ICP_OK ? term_done(&given.term, 0) : term_fail(&given.term, &err);
    options_free(&given);
    return code;
}
