/* main.c - the table of commands. Must not know: what they do. No GSL handler is switched off here: the library checks arguments before it
 * calls GSL, so that none can run. */
#include "commands.h"

#include <string.h>

static const command commands[] = {
    {"run", "run FILE... [-o DIR]", "Read exports, find segments, rank them as ideal customer profiles, write files into DIR.", FOR_RUN, cmd_run},
    {"inspect", "inspect FILE...", "Show how each column was read, which role it would get, and which questions the file can answer.", FOR_INSPECT,
     cmd_inspect},
    {"market", "market --rule FILE LIST", "Count a hand-written rule in a list of companies.", FOR_MARKET, cmd_market},
    {"score", "score -m model.json FILE", "Tier, score and reasons for each account or prospect of a file, in its order.", FOR_SCORE, cmd_score},
    {"explain", "explain -m model.json --id ID|--name NAME FILE", "Why an account gets its answer, in parts that add up.", FOR_EXPLAIN,
     cmd_explain},
    {"export", "export -m model.json --to TARGET [FILE] [-o PATH]", "The model as SQL, or the accounts of a file with their tiers for a CRM.",
     FOR_EXPORT, cmd_export},
    {"settings", "settings", "List all settings with their values and where each comes from.", FOR_SETTINGS, cmd_settings},
    {"completions", "completions bash", "Print the completion script of a shell.", 0, cmd_completions},
    {"manual", "manual", "Print the manual page: icp-cluster manual | man -l -", 0, cmd_manual},
    {"help", "help [COMMAND]", "Print what a command does and takes.", 0, cmd_help},
};

const command *command_row(size_t i) { return i < sizeof commands / sizeof commands[0] ? &commands[i] : NULL; }

const command *command_named(const char *name)
{
    size_t i = 0;
    while (command_row(i) && strcmp(command_row(i)->name, name) != 0) i++;
    return command_row(i);
}

int main(int argc, char **argv)
{
    term_start();
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--version") == 0) return cmd_version();
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = "help";
    const command *called = command_named(word);
    return called ? called->run(argc - 1, argv + 1) : command_unknown(argc - 1, argv + 1);
}
