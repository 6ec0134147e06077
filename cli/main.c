/* main.c - the table of commands. Must not know: what they do. No GSL handler is switched off here: the library checks arguments before it
 * calls GSL, so that none can run. */
#include "commands.h"

#include <string.h>

static const command commands[] = {
    {"run", "run FILE... [-o DIR]", "Read exports, find segments, rank them as ideal customer profiles, write files into DIR.", FOR_RUN,
     cmd_run, NULL},
    {"inspect", "inspect FILE...", "Show how each column was read, which role it would get, and which questions the file can answer.", FOR_INSPECT,
     cmd_inspect, NULL},
    {"market", "market --rule FILE LIST", "Count a hand-written rule in a list of companies.", FOR_MARKET, cmd_market, NULL},
    {"score", "score -m model.json FILE", "Tier, score and reasons for each account or prospect of a file, in its order.", FOR_SCORE,
     cmd_score, NULL},
    {"explain", "explain -m model.json --id ID|--name NAME FILE", "Why an account gets its answer, in parts that add up.", FOR_EXPLAIN,
     cmd_explain, NULL},
    {"export", "export -m model.json --to TARGET [FILE] [-o PATH]", "The model as SQL, or the accounts of a file with their tiers for a CRM.",
     FOR_EXPORT, cmd_export, NULL},
    {"settings", "settings", "List all settings with their values and where each comes from.", FOR_SETTINGS, cmd_settings, NULL},
    {"completions", "completions bash", "Print the completion script of a shell.", 0, NULL, cmd_completions},
    {"manual", "manual", "Print the manual page: icp-cluster manual | man -l -", 0, NULL, cmd_manual},
    {"help", "help [COMMAND]", "Print what a command does and takes.", 0, NULL, cmd_help},
};

const command *command_row(size_t i) { return i < sizeof commands / sizeof commands[0] ? &commands[i] : NULL; }

const command *command_named(const char *name)
{
    size_t i = 0;
    while (command_row(i) && strcmp(command_row(i)->name, name) != 0) i++;
    return command_row(i);
}

/* What every command with options is beside its work. */
static int work(const command *called, int argc, char **argv)
{
    options given;
    icp_error err = {0};
    bool json = options_want_json(argc, argv);
    icp_status status = options_read(&given, called->options, argc, argv, &err);
    given.term.json = json;
    if (status == ICP_OK && given.help) help_print(called);
    else if (status == ICP_OK) status = called->work(&given, &err);
    int code = status == ICP_OK ? term_done(&given.term, given.exit_code) : term_fail(&given.term, &err);
    options_free(&given);
    return code;
}

int main(int argc, char **argv)
{
    term_start();
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--version") == 0) return cmd_version();
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = "help";
    const command *called = command_named(word);
    if (!called) return command_unknown(argc - 1, argv + 1);
    return called->work ? work(called, argc - 1, argv + 1) : called->run(argc - 1, argv + 1);
}
