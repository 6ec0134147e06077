/* options.c - see options.h. */
#include "options.h"

#include "files.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(options, field)

static const own_option own[] = {
    {"output", 'o', "PATH", AT(out), FOR_RUN | FOR_SCORE | FOR_EXPORT,
     "run: directory for the files (default icp-out); score, export: the file (default standard output)."},
    {"model", 'm', "FILE", AT(model_file), FOR_MODEL, "The model.json of a run."},
    {"force", 0, NULL, AT(force), FOR_ROLES | FOR_SCORE | FOR_EXPORT, "Replace what stands in the way of an output."},
    {"roles", 0, "FILE", AT(roles_file), FOR_ROLES, "Roles file: which column is what. A role given as a flag wins."},
    {"no-detect", 0, NULL, AT(no_detect), FOR_ROLES, "Do not look for the roles that were not given."},
    {"write-roles", 0, "FILE", AT(write_roles), FOR_INSPECT, "Write the roles down as a roles file, to be corrected and used with --roles."},
    {"rule", 0, "FILE", AT(rule_file), FOR_MARKET,
     "The rule: [clauses] with lines \"column\" = a | b, or lo..hi (ends included); [map] with lines \"column\" = header in the list."},
    {"market", 0, "FILE", AT(market), FOR_RUN, "A list of companies to count rules in; [map] of the roles file names its columns where they differ."},
    {"top", 0, "N", AT(top), FOR_SCORE, "The call list: the N best, ranked; a tenth of them drawn at random from Tier 2 and Tier 3."},
    {"customers", 0, "FILE", AT(customers), FOR_SCORE | FOR_EXPLAIN, "Your customers: never listed; fills mention, neighbours and status."},
    {"last", 0, "FILE", AT(last), FOR_SCORE, "The last call list: its accounts stay unless they fall below 1.3 times its length."},
    {"id", 0, "ID", AT(id), FOR_EXPLAIN, "The account to explain, by its id."},
    {"name", 0, "NAME", AT(name), FOR_EXPLAIN, "The account to explain, by its name."},
    {"to", 0, "TARGET", AT(to), FOR_EXPORT,
     "sql (PostgreSQL, SQLite and DuckDB; BigQuery is untested), or salesforce or hubspot: a file to upload, made of FILE."},
    {"as", 0, "WHO", AT(placed_as), FOR_EXPORT, "sql: prospects, by their traits (default), or customers, placed by their usage."},
    {"table", 0, "NAME", AT(table), FOR_EXPORT, "sql: the table of the accounts (default accounts)."},
    {"id-field", 0, "NAME", AT(id_field), FOR_EXPORT, "The CRM's name of the record's id (default Id for Salesforce, Record ID for HubSpot)."},
    {"tier-field", 0, "NAME", AT(tier_field), FOR_EXPORT,
     "The CRM's name of the tier (default ICP_Tier__c for Salesforce, hs_ideal_customer_profile for HubSpot)."},
    {"stated", 0, "FILE", AT(stated_file), FOR_RUN,
     "An ICP somebody stated ([icp] author, [clauses], [why]), judged on the accounts that judge the rules found; may be given several times."},
    {"fail-on", 0, "WHAT,...", AT(fail_on), FOR_RUN, "Exit 1 when one of these holds: unstable, no-structure, rejects, leak, low-events."},
    {"raw-csv", 0, NULL, AT(raw_csv), FOR_RUN | FOR_SCORE | FOR_EXPORT, "Do not guard CSV text cells against being run as spreadsheet formulas."},
    {"timings", 0, NULL, AT(timings), FOR_RUN, "Print seconds, rows a second and peak memory by stage on stderr."},
    {"config", 0, "FILE", AT(config), FOR_ALL, "Settings from a file of `key = value` lines."},
    {"json", 0, NULL, AT(term.json), FOR_ALL, "Standard output holds exactly one JSON object, an error included."},
    {"quiet", 'q', NULL, AT(term.quiet), FOR_ROLES | FOR_MARKET | FOR_MODEL, "Say nothing but errors."},
    {"verbose", 'v', NULL, AT(term.verbose), FOR_ROLES,
     "Say more: k table, profiles, value tables, models; for inspect the evidence of each role."},
    {"color", 0, "WHEN", AT(term.color), FOR_ALL, "auto, always or never."},
    {"help", 'h', NULL, AT(help), FOR_ALL, "Print the help of this command."},
};
#define OWN (sizeof own / sizeof own[0])

const own_option *options_own(size_t i) { return i < OWN ? &own[i] : NULL; }

bool options_take(unsigned commands, const icp_setting *setting)
{
    static const struct {
        unsigned command, calls;
    } uses[] = {{FOR_RUN, ICP_USED_READING | ICP_USED_RUNNING},
                {FOR_INSPECT, ICP_USED_READING | ICP_USED_INSPECTING},
                {FOR_MARKET, ICP_USED_READING},
                {FOR_SCORE, ICP_USED_STREAMING | ICP_USED_SCORING | ICP_USED_LISTING},
                {FOR_EXPLAIN, ICP_USED_STREAMING},
                {FOR_EXPORT, ICP_USED_STREAMING | ICP_USED_SCORING},
                {FOR_SETTINGS, ~0U}};
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
        if ((uses[i].command & commands) && (uses[i].calls & setting->used)) return true;
    return false;
}

/* What a name on the command line stands for: exactly one of the three. */
typedef struct meaning {
    const own_option *option;
    const icp_role_info *role;
    const icp_setting *setting;
} meaning;

static bool same(const char *name, const char *text, size_t length) { return name && strlen(name) == length && memcmp(name, text, length) == 0; }

static bool find_own(const char *name, size_t length, unsigned commands, meaning *out)
{
    for (size_t i = 0; i < OWN; i++)
        if ((own[i].commands & commands) && same(own[i].name, name, length)) return *out = (meaning){.option = &own[i]}, true;
    return false;
}

/* A name may be an option of one command and a role for others. */
static bool find_long(const char *name, size_t length, unsigned command, meaning *out)
{
    if (find_own(name, length, command, out)) return true;
    for (size_t i = 0; icp_role_row(i); i++) {
        const icp_role_info *role = icp_role_row(i);
        if (same(role->flag, name, length) || same(role->alias, name, length)) return *out = (meaning){.role = role}, true;
    }
    for (size_t i = 0; i < icp_setting_count(); i++)
        if (same(icp_setting_row(i)->key, name, length)) return *out = (meaning){.setting = icp_setting_row(i)}, true;
    return find_own(name, length, ~0U, out);
}

static icp_status fail_unknown(const char *name, size_t length, unsigned command, icp_error *err)
{
    enum { MOST = OWN + 2 * ICP_ROLE_COUNT + ICP_SETTING_LIMIT };
    const char *names[MOST];
    size_t count = 0;
    for (size_t i = 0; i < OWN; i++)
        if (own[i].commands & command) names[count++] = own[i].name;
    for (size_t i = 0; icp_role_row(i) && (command & FOR_ROLES); i++) {
        if (icp_role_row(i)->flag) names[count++] = icp_role_row(i)->flag;
        if (icp_role_row(i)->alias) names[count++] = icp_role_row(i)->alias;
    }
    for (size_t i = 0; i < icp_setting_count(); i++)
        if (options_take(command, icp_setting_row(i))) names[count++] = icp_setting_row(i)->key;
    char word[64], help[128] = "`icp-cluster help` lists commands and options";
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    int near = icp_nearest_name(word, names, count);
    if (near >= 0) snprintf(help, sizeof help, "did you mean --%s?", names[near]);
    return term_error(err, ICP_E_SETTING, help, "there is no option --%s", word);
}

/* ---- giving a value ---- */

static icp_status keep(options *out, void *text, icp_error *err)
{
    if (!text) return term_error(err, ICP_E_MEMORY, NULL, "out of memory while reading options");
    if (out->kept_count == OPTIONS_KEPT) {
        free(text);
        return term_error(err, ICP_E_LIMIT, NULL, "more than %d texts are given as settings", OPTIONS_KEPT);
    }
    out->kept[out->kept_count++] = text;
    return ICP_OK;
}

/* Several --type add up. */
static icp_status add_type(options *out, const char *value, icp_error *err)
{
    size_t used = strlen(out->types), need = strlen(value) + 2;
    if (used + need > sizeof out->types)
        return term_error(err, ICP_E_LIMIT, NULL, "the --type options together are longer than %zu bytes", sizeof out->types);
    if (used) out->types[used++] = ',';
    memcpy(out->types + used, value, need - 1);
    return icp_settings_set(&out->settings, "type", out->types, ICP_ORIGIN_FLAG, err);
}

/* A setting whose value is a FILE gets the file's text; a text that does not outlive the call is kept. */
static icp_status give_setting(options *out, const icp_setting *row, const char *value, icp_origin origin, icp_error *err)
{
    bool text = row->type == ICP_SETTING_TEXT || row->type == ICP_SETTING_DATE;
    if (origin == ICP_ORIGIN_FLAG && strcmp(row->key, "type") == 0) return add_type(out, value, err);
    if (text && strcmp(row->value, "FILE") == 0) {
        char *content;
        size_t size;
        icp_status status = files_read(value, &content, &size, err);
        if (status == ICP_OK) status = keep(out, content, err);
        return status == ICP_OK ? icp_settings_set(&out->settings, row->key, content, origin, err) : status;
    }
    if (text && origin == ICP_ORIGIN_CONFIG) {
        icp_status status = keep(out, strdup(value), err);
        if (status != ICP_OK) return status;
        value = out->kept[out->kept_count - 1];
    }
    return icp_settings_set(&out->settings, row->key, value, origin, err);
}

static icp_status add_stated(options *out, const char *path, icp_error *err)
{
    char *text;
    size_t size;
    if (out->stated_count == STATED_KEPT) return term_error(err, ICP_E_LIMIT, NULL, "more than %d stated ICPs are given", STATED_KEPT);
    icp_status status = files_read(path, &text, &size, err);
    if (status == ICP_OK) status = keep(out, text, err);
    if (status != ICP_OK) return status;
    out->stated[out->stated_count] = text;
    out->stated_file[out->stated_count++] = path;
    return ICP_OK;
}

static icp_status give_own(options *out, const own_option *option, const char *value, icp_error *err)
{
    char *at = (char *)out + option->offset;
    if (!option->value) {
        *(bool *)(void *)at = true;
        return ICP_OK;
    }
    if (option->offset == AT(term.color) && strcmp(value, "auto") != 0 && strcmp(value, "always") != 0 && strcmp(value, "never") != 0)
        return term_error(err, ICP_E_ARGUMENT, "--color auto|always|never", "option --color: expected auto, always or never, found \"%s\"", value);
    if (option->offset == AT(stated_file)) return add_stated(out, value, err);
    memcpy(at, &value, sizeof value);
    return ICP_OK;
}

/* ---- the command line as it is repeated in report.json ---- */

/* Adds one word as a shell takes it. What does not fit is left out. */
static void echo(options *out, const char *word)
{
    const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/+,:=@%-";
    size_t used = strlen(out->command), size = sizeof out->command;
    if (used + 4 * strlen(word) + 4 > size) return;
    if (used) out->command[used++] = ' ';
    bool bare = word[0] && word[strspn(word, plain)] == '\0';
    if (!bare) out->command[used++] = '\'';
    for (; *word; word++) {
        const char *piece = *word == '\'' ? "'\\''" : (char[]){*word, '\0'};
        used += (size_t)snprintf(out->command + used, size - used, "%s", piece);
    }
    if (!bare) out->command[used++] = '\'';
    out->command[used] = '\0';
}

/* Only what can change the result: roles, settings printed in the report, and files by their names. */
static void echo_option(options *out, const meaning *what, const char *value)
{
    char flag[64];
    size_t at = what->option ? what->option->offset : 0;
    bool own_file = what->option && (at == AT(roles_file) || at == AT(market) || at == AT(stated_file));
    bool file = own_file || (what->setting && strcmp(what->setting->value, "FILE") == 0);
    bool counts = what->role || (what->setting && what->setting->changes_result) || file || (what->option && what->option->offset == AT(no_detect));
    if (!counts) return;
    snprintf(flag, sizeof flag, "--%s", what->option ? what->option->name : what->role ? what->role->flag : what->setting->key);
    echo(out, flag);
    if (value) echo(out, file ? files_base(value) : value);
}

/* ---- reading the command line ---- */

static icp_status give(options *out, unsigned command, const meaning *what, const char *value, icp_error *err)
{
    bool belongs = what->option ? (what->option->commands & command) != 0
                   : what->role ? (command & FOR_ROLES) != 0
                                : options_take(command, what->setting);
    const char *name = what->option ? what->option->name : what->role ? what->role->flag : what->setting->key;
    if (!belongs)
        return term_error(err, ICP_E_SETTING, "`icp-cluster help COMMAND` lists what a command takes", "--%s does not belong to this command", name);
    echo_option(out, what, value);
    if (what->option) return give_own(out, what->option, value, err);
    if (what->role) return icp_roles_give(out->roles, what->role->role, value, err);
    return give_setting(out, what->setting, value, ICP_ORIGIN_FLAG, err);
}

static bool takes_value(const meaning *what) { return !what->option || what->option->value; }

/* argv[*i] is --NAME, --NAME=VALUE or --NAME VALUE. */
static icp_status read_long(options *out, unsigned command, int argc, char **argv, int *i, icp_error *err)
{
    const char *name = argv[*i] + 2, *equals = strchr(name, '='), *value = equals ? equals + 1 : NULL;
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    meaning what;
    if (!find_long(name, length, command, &what)) return fail_unknown(name, length, command, err);
    if (!takes_value(&what) && value) return term_error(err, ICP_E_ARGUMENT, NULL, "option --%.*s takes no value", (int)length, name);
    if (takes_value(&what) && !value) {
        if (*i + 1 >= argc || strncmp(argv[*i + 1], "--", 2) == 0)
            return term_error(err, ICP_E_ARGUMENT, "a value that begins with -- is given as --NAME=VALUE", "option --%s needs a value", name);
        value = argv[++*i];
    }
    return give(out, command, &what, value, err);
}

/* argv[*i] is -x, -xVALUE or -x VALUE; switches may stand together as in -qv. */
static icp_status read_letters(options *out, unsigned command, int argc, char **argv, int *i, icp_error *err)
{
    for (const char *letter = argv[*i] + 1; *letter; letter++) {
        meaning what = {0};
        for (size_t o = 0; o < OWN; o++)
            if (own[o].letter == *letter) what.option = &own[o];
        if (!what.option) return term_error(err, ICP_E_SETTING, "`icp-cluster help` lists commands and options", "there is no option -%c", *letter);
        const char *value = what.option->value ? letter + 1 : NULL;
        if (value && !*value && *i + 1 >= argc) return term_error(err, ICP_E_ARGUMENT, NULL, "option -%c needs a value", *letter);
        if (value && !*value) value = argv[++*i];
        icp_status status = give(out, command, &what, value, err);
        if (status != ICP_OK || value) return status;
    }
    return ICP_OK;
}

static icp_status read_arguments(options *out, unsigned command, int argc, char **argv, icp_error *err)
{
    bool only_files = false;
    for (int i = 1; i < argc; i++) {
        icp_status status = ICP_OK;
        if (!only_files && strcmp(argv[i], "--") == 0) only_files = true;
        else if (!only_files && strncmp(argv[i], "--", 2) == 0) status = read_long(out, command, argc, argv, &i, err);
        else if (!only_files && argv[i][0] == '-' && argv[i][1]) status = read_letters(out, command, argc, argv, &i, err);
        else argv[out->file_count++] = argv[i];
        if (status != ICP_OK) return status;
    }
    return ICP_OK;
}

/* ---- environment and configuration ---- */

static icp_status read_environment(options *out, icp_error *err)
{
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        char name[64];
        int length = snprintf(name, sizeof name, "ICP_%s", row->key);
        for (int c = 0; c < length; c++) name[c] = name[c] == '-' ? '_' : (char)toupper((unsigned char)name[c]);
        const char *value = getenv(name);
        icp_status status = value && *value ? give_setting(out, row, value, ICP_ORIGIN_ENVIRONMENT, err) : ICP_OK;
        if (status != ICP_OK && !err->file[0]) snprintf(err->file, sizeof err->file, "%s in the environment", name);
        if (status != ICP_OK) return status;
    }
    return ICP_OK;
}

static icp_status config_entry(void *context, const char *key, const char *value, icp_error *err)
{
    options *out = context;
    for (size_t i = 0; i < icp_setting_count(); i++)
        if (strcmp(icp_setting_row(i)->key, key) == 0) return give_setting(out, icp_setting_row(i), value, ICP_ORIGIN_CONFIG, err);
    return icp_settings_set(&out->settings, key, value, ICP_ORIGIN_CONFIG, err); /* says which name is near */
}

static icp_status read_file(const char *path, options *out, icp_status (*use)(options *, const char *, size_t, icp_error *), icp_error *err)
{
    char *text;
    size_t size;
    if (!path) return ICP_OK;
    icp_status status = files_read(path, &text, &size, err);
    if (status != ICP_OK) return status;
    status = use(out, text, size, err);
    free(text);
    return status;
}

static icp_status use_config(options *out, const char *text, size_t size, icp_error *err)
{
    return icp_config_read(text, size, out->config, config_entry, out, err);
}

static icp_status use_roles(options *out, const char *text, size_t size, icp_error *err)
{
    return icp_roles_read(out->roles, text, size, out->roles_file, err);
}

icp_status options_read(options *out, unsigned command, int argc, char **argv, icp_error *err)
{
    *out = (options){.settings = icp_settings_default(), .out = command & FOR_RUN ? "icp-out" : NULL};
    echo(out, "icp-cluster");
    echo(out, argv[0]);
    icp_status status = icp_roles_new(NULL, &out->roles, err);
    if (status == ICP_OK) status = read_arguments(out, command, argc, argv, err);
    out->files = (const char *const *)argv;
    if (status == ICP_OK && out->help) return ICP_OK;
    if (status == ICP_OK) status = read_environment(out, err);
    if (status == ICP_OK) status = read_file(out->config, out, use_config, err);
    if (status == ICP_OK) status = read_file(out->roles_file, out, use_roles, err);
    if (status == ICP_OK && out->no_detect) icp_roles_detect(out->roles, 0);
    for (size_t i = 0; i < out->file_count; i++) echo(out, files_base(out->files[i]));
    return status;
}

void options_free(options *given)
{
    icp_roles_free(given->roles);
    for (size_t i = 0; i < given->kept_count; i++) free(given->kept[i]);
    *given = (options){0};
}

bool options_want_json(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0) return true;
    return false;
}
