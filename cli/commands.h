/* commands.h - the commands there are. */
#ifndef ICP_CLI_COMMANDS_H
#define ICP_CLI_COMMANDS_H

#include "options.h"

typedef struct command {
    const char *name;
    const char *form;      /* "run FILE... [-o DIR]" */
    const char *summary;
    unsigned options;      /* FOR_X, 0: takes none */
    icp_status (*work)(options *given, icp_error *err); /* of a command with options: all but reading them, help and the end */
    int (*run)(int argc, char **argv); /* of one without: argv[0] is the command's word; returns the exit code */
} command;

const command *command_row(size_t i); /* NULL beyond the last */
const command *command_named(const char *name); /* NULL: there is none */

icp_status cmd_run(options *given, icp_error *err);
icp_status cmd_inspect(options *given, icp_error *err);
icp_status cmd_market(options *given, icp_error *err);
icp_status cmd_score(options *given, icp_error *err);
icp_status cmd_explain(options *given, icp_error *err);
icp_status cmd_export(options *given, icp_error *err);
icp_status cmd_settings(options *given, icp_error *err);
int cmd_completions(int argc, char **argv);
int cmd_manual(int argc, char **argv);
int cmd_help(int argc, char **argv);
/* Prints the help of one command, or of all when it is NULL, on standard output. */
void help_print(const command *which);
/* Prints name, version and the BLAS that is bound. */
int cmd_version(void);
/* Exit code 2: no command, or none of this name; says what to type. */
int command_unknown(int argc, char **argv);

#endif
