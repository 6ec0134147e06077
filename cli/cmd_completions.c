/* cmd_completions.c - prints the completion of a shell, made from the tables of commands, options, roles and settings. */
#include "commands.h"

#include <string.h>

/* "a|b|c" as words. */
static void print_words(const char *choices)
{
    for (; *choices; choices++) putchar(*choices == '|' ? ' ' : *choices);
}

/* A case of what stands behind an option: files, folders or words. */
static void print_case(const char *name, char letter, const char *value, const char *choices)
{
    bool folder = strcmp(value, "DIR") == 0, file = strcmp(value, "FILE") == 0;
    if (!choices && !folder && !file) return;
    printf("    --%s", name);
    if (letter) printf(" | -%c", letter);
    printf(")\n        ");
    if (choices) {
        printf("_icp_cluster_words '");
        print_words(choices);
        printf("'\n");
    } else {
        puts(folder ? "_icp_cluster_paths -d" : "_icp_cluster_paths -f");
    }
    puts("        return ;;");
}

static void print_values(void)
{
    for (size_t i = 0; options_own(i); i++) {
        const own_option *option = options_own(i);
        if (option->value) print_case(option->name, option->letter, option->value, strcmp(option->name, "color") == 0 ? "auto|always|never" : NULL);
    }
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        print_case(row->key, 0, row->value, row->type == ICP_SETTING_CHOICE ? row->choices : NULL);
    }
}

/* The options of one command; a flag that needs a value ends in nothing else, for the value is the next word. */
static void print_options(unsigned which)
{
    for (size_t i = 0; options_own(i); i++) {
        if (!(options_own(i)->commands & which)) continue;
        if (options_own(i)->letter) printf(" -%c", options_own(i)->letter);
        printf(" --%s", options_own(i)->name);
    }
    for (size_t i = 0; icp_role_row(i) && (which & FOR_ROLES); i++) {
        printf(" --%s", icp_role_row(i)->flag);
        if (icp_role_row(i)->alias) printf(" --%s", icp_role_row(i)->alias);
    }
    for (size_t i = 0; i < icp_setting_count(); i++)
        if (options_take(which, icp_setting_row(i))) printf(" --%s", icp_setting_row(i)->key);
}

static void print_commands(void)
{
    for (size_t i = 0; command_row(i); i++) printf("%s%s", i ? " " : "", command_row(i)->name);
}

static void print_bash(void)
{
    puts("# bash completion of icp-cluster, written by `icp-cluster completions bash`");
    puts("_icp_cluster_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$word\")); }");
    puts("_icp_cluster_paths() { compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen \"$1\" -- \"$word\")); }");
    puts("_icp_cluster() {");
    puts("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}");
    puts("    COMPREPLY=()");
    puts("    if [ \"$word\" = = ]; then word=; elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi");
    printf("    if [ \"$COMP_CWORD\" = 1 ]; then _icp_cluster_words '");
    print_commands();
    puts(" --help --version'; return; fi");
    puts("    case $before in");
    print_values();
    puts("    esac");
    puts("    case $word in -*) ;; *)");
    printf("        case ${COMP_WORDS[1]} in\n        help) _icp_cluster_words '");
    print_commands();
    puts("' ;;\n        completions) _icp_cluster_words bash ;;\n        *) _icp_cluster_paths -f ;;\n        esac\n        return ;;\n    esac");
    puts("    case ${COMP_WORDS[1]} in");
    for (size_t i = 0; command_row(i); i++) {
        if (!command_row(i)->options) continue;
        printf("    %s) _icp_cluster_words '", command_row(i)->name);
        print_options(command_row(i)->options);
        puts("' ;;");
    }
    puts("    esac\n}\ncomplete -F _icp_cluster icp-cluster");
}

int cmd_completions(int argc, char **argv)
{
    term how = {.json = options_want_json(argc, argv)};
    icp_error err;
    bool help = argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (help) {
        help_print(command_named(argv[0]));
    } else if (argc == 2 && strcmp(argv[1], "bash") == 0) {
        print_bash();
    } else {
        term_error(&err, ICP_E_COMMAND, "type: icp-cluster completions bash >~/.local/share/bash-completion/completions/icp-cluster",
                   "`completions` needs the name of a shell: bash");
        return term_fail(&how, &err);
    }
    return term_done(&how, 0);
}
