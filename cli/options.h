/* options.h - the command line, the environment and the configuration file as settings, roles and the command's own options. Flags of settings
 * and roles come from the library's tables; only the command's own options are listed here. Must not know: what commands do. */
#ifndef ICP_CLI_OPTIONS_H
#define ICP_CLI_OPTIONS_H

#include "term.h"

/* Which command an option belongs to. */
enum { FOR_RUN = 1, FOR_INSPECT = 2, FOR_SETTINGS = 4, FOR_MARKET = 8, FOR_SCORE = 16, FOR_EXPLAIN = 32, FOR_EXPORT = 64 };
#define FOR_ROLES (FOR_RUN | FOR_INSPECT) /* commands that take roles and files */
#define FOR_MODEL (FOR_SCORE | FOR_EXPLAIN | FOR_EXPORT) /* commands that take a model */
#define FOR_ALL (FOR_ROLES | FOR_SETTINGS | FOR_MARKET | FOR_MODEL)
#define OPTIONS_KEPT 64
#define STATED_KEPT 16

typedef struct options {
    icp_settings settings;
    icp_roles *roles;
    const char *const *files;
    size_t file_count;
    term term;
    const char *out, *config, *roles_file, *write_roles, *fail_on, *rule_file, *market, *model_file;
    const char *top, *customers, *last, *id, *name, *to, *placed_as, *table, *id_field, *tier_field;
    const char *stated[STATED_KEPT], *stated_file[STATED_KEPT]; /* texts and paths of --stated, given any number of times */
    size_t stated_count;
    int exit_code; /* of a command that works: 0 unless it sets another */
    bool force, no_detect, timings, raw_csv, help;
    char types[4096];    /* --type given several times */
    char command[8192];  /* the command line without what cannot change the result */
    void *kept[OPTIONS_KEPT]; /* texts the settings borrow */
    size_t kept_count;
} options;

/* One of the command's own options. */
typedef struct own_option {
    const char *name;   /* long, without -- */
    char letter;        /* 0 = none */
    const char *value;  /* what the help prints behind it; NULL: a switch */
    size_t offset;      /* in options: const char * with a value, bool without */
    unsigned commands;
    const char *help;
} own_option;

const own_option *options_own(size_t i); /* NULL beyond the last */
/* Does any of these commands look at the setting? `settings` shows them all. */
bool options_take(unsigned commands, const icp_setting *setting);

/* argv[0] is the command's word. Its entries are reordered. Free with options_free also after a failure. */
icp_status options_read(options *out, unsigned command, int argc, char **argv, icp_error *err);
void options_free(options *given);
/* Is --json among the arguments? Errors in the options themselves have to know. */
bool options_want_json(int argc, char **argv);

#endif
