/* cmd_manual.c - prints the manual page in mdoc, made from the tables of commands, options, roles and settings. */
#include "commands.h"

#include <ctype.h>
#include <string.h>

/* Running text: a sentence a line, nothing that mdoc would take for a request. */
static void print_text(const char *text)
{
    bool line_start = true;
    for (const char *c = text; *c; c++) {
        if (line_start && (*c == '.' || *c == '\'')) fputs("\\&", stdout);
        line_start = c[0] == '.' && c[1] == ' ' && isupper((unsigned char)c[2]);
        if (*c == '\\') fputs("\\e", stdout);
        else putchar(*c);
        if (!line_start) continue;
        putchar('\n');
        c++;
    }
    putchar('\n');
}

/* The argument of a macro, never taken for a macro itself. */
static void print_argument(const char *text)
{
    fputs(" \"\\&", stdout);
    for (; *text; text++) {
        if (*text == '"') fputs("\"\"", stdout);
        else if (*text == '\\') fputs("\\e", stdout);
        else putchar(*text);
    }
    putchar('"');
}

/* ".It Fl o , Fl -output Ar DIR" */
static void print_item(char letter, const char *name, const char *alias, const char *value)
{
    printf(".It");
    if (letter) printf(" Fl %c ,", letter);
    printf(" Fl -%s", name);
    if (alias) printf(" , Fl -%s", alias);
    if (value) printf(" Ar"), print_argument(value);
    putchar('\n');
}

static void print_synopsis(void)
{
    puts(".Sh SYNOPSIS");
    for (size_t i = 0; command_row(i); i++) {
        const char *rest = strchr(command_row(i)->form, ' ');
        printf(".Nm\n.Cm %s\n", command_row(i)->name);
        if (rest) printf(".Ar"), print_argument(rest + 1), putchar('\n');
    }
    puts(".Nm\n.Fl -version");
}

static void print_commands(void)
{
    puts(".Sh DESCRIPTION\n.Nm\nreads exports of a CRM or a data warehouse as CSV,\n"
         "groups the accounts by how they use the product, how readily they buy more\n"
         "and why they object or leave, and ranks the groups as ideal customer profiles.\n.Pp\nThe commands are:\n.Bl -tag -width Ds");
    for (size_t i = 0; command_row(i); i++) {
        printf(".It Cm %s\n", command_row(i)->name);
        print_text(command_row(i)->summary);
    }
    puts(".El");
}

/* "(run, score)": the commands of the set, or those that look at the setting. */
static void print_takers(unsigned commands, const icp_setting *setting)
{
    const char *between = "";
    putchar('(');
    for (size_t c = 0; command_row(c); c++) {
        unsigned which = command_row(c)->options;
        if (setting ? !options_take(which, setting) : !(which & commands)) continue;
        printf("%s%s", between, command_row(c)->name);
        between = ", ";
    }
    puts(")");
}

static void print_options(void)
{
    puts(".Sh OPTIONS\nIn brackets: the commands that take the option.\n.Bl -tag -width Ds");
    for (size_t i = 0; options_own(i); i++) {
        const own_option *option = options_own(i);
        print_item(option->letter, option->name, NULL, option->value);
        print_text(option->help);
        print_takers(option->commands, NULL);
    }
    puts(".El");
}

static void print_roles(void)
{
    puts(".Sh ROLES\nWhat a column is, by its exact header or a glob; several separated by commas, a name that holds a comma in double quotes.\n"
         "A role that is not given is detected.\n.Bl -tag -width Ds");
    for (size_t i = 0; icp_role_row(i); i++) {
        print_item(0, icp_role_row(i)->flag, icp_role_row(i)->alias, icp_role_row(i)->value);
        print_text(icp_role_row(i)->help);
    }
    puts(".El");
}

static void print_settings(void)
{
    puts(".Sh SETTINGS\nAlso as\n.Ev ICP_NAME\nin the environment or as\n.Ql name = value\nin a file given with\n.Fl -config ;\n"
         "a flag wins over the environment, the environment over the file.\n"
         "In brackets: the commands that take the flag; for the others a setting in the environment or the file is no error.\n.Bl -tag -width Ds");
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        print_item(0, row->key, NULL, row->type == ICP_SETTING_CHOICE ? row->choices : row->value);
        print_text(row->help);
        if (row->fallback[0]) printf("Default: %s.\n", row->fallback);
        print_takers(0, row);
    }
    puts(".El");
}

static void print_rest(void)
{
    puts(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev FORCE_COLOR , NO_COLOR\n"
         "Turn colour on or off;\n.Fl -color\nwins over both.\n.El");
    puts(".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n.It 0\nDone.\n.It 1\nDone, and a condition of\n.Fl -fail-on\nholds.\n"
         ".It 2\nWrong use.\n.It 3\n"
         "The input cannot be used.\n.It 4\nAn output could not be written completely.\n"
         ".It 5\nInternal error or out of memory.\n.It 130\nInterrupted.\n.El");
    puts(".Sh EXAMPLES\nLook at an export, then find its segments:\n.Bd -literal -offset indent\nicp-cluster inspect crm.csv\n"
         "icp-cluster run crm.csv --churn \\(aqStatus=Churned\\(aq -o out\n.Ed");
}

int cmd_manual(int argc, char **argv)
{
    term how = {.json = options_want_json(argc, argv)};
    icp_error err;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        help_print(command_named(argv[0]));
        return term_done(&how, 0);
    }
    if (argc > 1) {
        term_error(&err, ICP_E_COMMAND, "type: icp-cluster manual | man -l -", "`manual` takes no argument");
        return term_fail(&how, &err);
    }
    puts(".Dd November 22, 2026\n.Dt ICP-CLUSTER 1\n.Os\n.Sh NAME\n.Nm icp-cluster\n.Nd find and rank ideal customer profiles in CRM exports");
    print_synopsis();
    print_commands();
    print_options();
    print_roles();
    print_settings();
    print_rest();
    return term_done(&how, 0);
}
