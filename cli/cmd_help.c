/* cmd_help.c - help, --version, and what to type instead of a command that does not exist. Must not know: the options by name. */
#include "commands.h"

#include <string.h>
#include <unistd.h>

static void print_own(unsigned which)
{
    for (size_t i = 0; options_own(i); i++) {
        const own_option *option = options_own(i);
        char left[64], letter[8] = "    ";
        if (!(option->commands & which)) continue;
        if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
        snprintf(left, sizeof left, "  %s--%s%s%s", letter, option->name, option->value ? " " : "", option->value ? option->value : "");
        term_item(stdout, left, 32, option->help);
    }
}

static void print_roles(void)
{
    puts("\nRoles of columns (exact header names or globs, comma-separated; those not given are detected):");
    for (size_t i = 0; icp_role_row(i); i++) {
        const icp_role_info *role = icp_role_row(i);
        char left[96];
        snprintf(left, sizeof left, "  --%s%s%s %s", role->flag, role->alias ? ", --" : "", role->alias ? role->alias : "", role->value);
        term_item(stdout, left, 32, role->help);
    }
}

static void print_settings(unsigned which)
{
    puts("\nSettings (also as ICP_NAME in the environment, or as `name = value` in a --config file):");
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        char left[96], help[512];
        if (!options_take(which, row)) continue;
        snprintf(left, sizeof left, "  --%s %s", row->key, row->type == ICP_SETTING_CHOICE ? row->choices : row->value);
        snprintf(help, sizeof help, "%s%s%s%s", row->help, row->fallback[0] ? " Default " : "", row->fallback, row->fallback[0] ? "." : "");
        term_item(stdout, left, 32, help);
    }
}

static void print_overview(void)
{
    puts("icp-cluster finds and ranks ideal customer profiles in CRM exports.\n");
    for (size_t i = 0; command_row(i); i++) {
        char left[96];
        snprintf(left, sizeof left, "  icp-cluster %s", command_row(i)->form);
        term_item(stdout, left, 38, command_row(i)->summary);
    }
    term_item(stdout, "  icp-cluster --version", 38, "Print the version and the BLAS that is used.");
    puts("\nBegin with:  icp-cluster inspect crm.csv     then:  icp-cluster run crm.csv -o out");
    puts("Exit codes:  0 done, 1 a --fail-on condition holds, 2 wrong use, 3 input cannot be used, 4 output not written,");
    puts("             5 internal error or out of memory, 130 interrupted");
}

void help_print(const command *which)
{
    if (!which) {
        print_overview();
        return;
    }
    printf("usage: icp-cluster %s\n\n%s\n", which->form, which->summary);
    if (which->work == cmd_run) {
        puts("\nINDEX (`score` in report.json, `lift` in candidates.csv): weighted geometric mean of usage, upsell and");
        puts("retention against all accounts, 1 = like all. Tier 1 (core), Tier 2 (second) and Tier 3 (opportunistic) go by");
        puts("the index and its interval; Not ICP (avoid) is below all accounts; Undecided: the data cannot tell.");
    }
    if (which->options) puts("\nOptions:");
    print_own(which->options);
    if (which->options & FOR_ROLES) print_roles();
    if (which->options) print_settings(which->options);
}

/* "man" is the begin of "manual"; else the name that is near, -1 when none is. */
static int meant(const char *word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(word) > 1 && strncmp(word, names[i], strlen(word)) == 0) return (int)i;
    return icp_nearest_name(word, names, count);
}

static int fail_command(const char *word, bool json)
{
    const char *names[16];
    size_t count = 0;
    term how = {.json = json};
    icp_error err;
    char help[512] = "`icp-cluster help` lists the commands";
    while (count < 16 && command_row(count)) {
        names[count] = command_row(count)->name;
        count++;
    }
    int near = meant(word, names, count);
    bool file = strchr(word, '.') || strchr(word, '/') || access(word, F_OK) == 0;
    if (word[0] == '-' && word[1]) snprintf(help, sizeof help, "the command comes first, its options after it: icp-cluster run FILE %s", word);
    else if (file) snprintf(help, sizeof help, "to run it, type: icp-cluster run %s", word);
    else if (near >= 0) snprintf(help, sizeof help, "did you mean: icp-cluster %s", names[near]);
    if (!word[0]) term_error(&err, ICP_E_COMMAND, "type: icp-cluster run FILE      or: icp-cluster help", "no command is given");
    else term_error(&err, ICP_E_COMMAND, help, "there is no command \"%s\"", word);
    return term_fail(&how, &err);
}

int command_unknown(int argc, char **argv) { return fail_command(argc > 0 ? argv[0] : "", options_want_json(argc, argv)); }

int cmd_help(int argc, char **argv)
{
    term how = {.json = options_want_json(argc, argv)};
    const command *which = NULL;
    bool itself = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (itself) argv[1] = argv[0];
    if (argc > 1) which = command_named(argv[1]);
    if (argc > 1 && !which) return fail_command(argv[1], how.json);
    help_print(which);
    return term_done(&how, 0);
}

int cmd_version(void)
{
    term how = {0};
    printf("icp-cluster %s\nBLAS: %s\n", icp_version(), icp_blas_version());
    return term_done(&how, 0);
}
