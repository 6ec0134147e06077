/* test_roles.c - roles given, refused, read from a file and written back. What detection finds is in test_roles_detect.c. */
#include "support/check.h"

#include "icpcluster.h"

#include <string.h>

#define ROWS 40

/* Columns that repeat their values down ROWS rows. */
static void add_text(icp_table *table, const char *name, const char *const *values, size_t count)
{
    const char *cells[ROWS];
    icp_error err = {0};
    for (size_t r = 0; r < ROWS; r++) cells[r] = values[r % count];
    CHECK_OK(icp_table_add_text(table, name, cells, ROWS, &err), &err);
}

static void add_number(icp_table *table, const char *name, double scale)
{
    double cells[ROWS];
    icp_error err = {0};
    for (size_t r = 0; r < ROWS; r++) cells[r] = (double)r * scale + 0.5;
    CHECK_OK(icp_table_add_number(table, name, cells, ROWS, &err), &err);
}

static icp_table *deals(const icp_hooks *hooks)
{
    static const char *const stage[] = {"Won", "Lost", "Engaging", "Prospecting"}, *const kept[] = {"Yes", "No"},
                             *const industry[] = {"Retail", "Bank"};
    icp_table *table = NULL;
    icp_error err = {0};
    CHECK_OK(icp_table_new(hooks, &table, &err), &err);
    add_text(table, "deal_stage", stage, 4);
    add_text(table, "kept", kept, 2);
    add_text(table, "Industry", industry, 2);
    add_number(table, "logins_90d", 3);
    add_number(table, "logins_30d", 2);
    add_number(table, "Revenue, total", 5);
    add_number(table, "a=b|c/d", 7);
    double flag[ROWS];
    for (size_t r = 0; r < ROWS; r++) flag[r] = r % 2 == 0;
    CHECK_OK(icp_table_add_number(table, "flag", flag, ROWS, &err), &err);
    add_text(table, "A \"quoted\"; x: y", industry, 2);
    return table;
}

static icp_roles *no_detection(void)
{
    icp_roles *roles = NULL;
    icp_error err = {0};
    CHECK_OK(icp_roles_new(NULL, &roles, &err), &err);
    icp_roles_detect(roles, 0);
    return roles;
}

/* Settles one flag on the table of deals and frees all; *map is kept when it is asked for. */
static icp_status settle_one(icp_role role, const char *text, icp_role_map *map, icp_error *err)
{
    icp_table *table = deals(NULL);
    icp_roles *roles = no_detection();
    icp_role_map made;
    memset(err, 0, sizeof *err);
    icp_status status = icp_roles_give(roles, role, text, err);
    if (status == ICP_OK) status = icp_roles_settle(roles, table, NULL, &made, err);
    if (status == ICP_OK && map)
        *map = made;
    else if (status == ICP_OK)
        icp_role_map_free(&made);
    icp_roles_free(roles);
    icp_table_free(table);
    return status;
}

static void the_table_of_roles(void)
{
    for (size_t r = 0; r < ICP_ROLE_COUNT; r++) {
        const icp_role_info *row = icp_role_row(r);
        CHECK(row->role == (icp_role)r && *row->name && *row->flag && *row->value && *row->help);
        for (size_t s = 0; s < r; s++) CHECK(strcmp(row->flag, icp_role_row(s)->flag) != 0);
    }
    CHECK(icp_role_row(ICP_ROLE_COUNT) == NULL);
    CHECK(strcmp(icp_role_row(ICP_ROLE_TRAIT)->alias, "firmographics") == 0);
}

static void lists_of_names_and_globs(void)
{
    icp_role_map map;
    icp_error err;
    CHECK_OK(settle_one(ICP_ROLE_USAGE, " logins_90d , \"Revenue, total\"", &map, &err), &err);
    CHECK(map.usage_count == 2 && map.usage[0] == 3 && map.usage[1] == 5 && map.role[3] == ICP_ROLE_USAGE && map.role[0] == ICP_ROLE_IGNORE);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_USAGE, "logins_*", &map, &err), &err);
    CHECK(map.usage_count == 2 && map.usage[0] == 3 && map.usage[1] == 4);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_USAGE, "Revenue, total", &map, &err), &err); /* the whole text is a header */
    CHECK(map.usage_count == 1 && map.usage[0] == 5);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_USAGE, "", &map, &err), &err); /* given: no column */
    CHECK(map.usage_count == 0);
    icp_role_map_free(&map);
    CHECK_STATUS(settle_one(ICP_ROLE_USAGE, "\"logins_*\"", NULL, &err), ICP_EUSAGE, &err); /* quoted names are exact */
    CHECK(err.code == ICP_E_COLUMN);
}

static void unknown_columns_suggest_the_near_name(void)
{
    icp_error err;
    CHECK_STATUS(settle_one(ICP_ROLE_TRAIT, "industri", NULL, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_COLUMN && strstr(err.message, "--traits") && strstr(err.message, "industri") && strstr(err.help, "'Industry'"));
    CHECK_STATUS(settle_one(ICP_ROLE_CHURN, "keptt=Yes", NULL, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_COLUMN && strstr(err.help, "'kept'"));
    CHECK_STATUS(settle_one(ICP_ROLE_USAGE, "zz*", NULL, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_COLUMN);
}

static void outcome_forms(void)
{
    icp_role_map map;
    icp_error err;
    CHECK_OK(settle_one(ICP_ROLE_CHURN, "kept", &map, &err), &err);
    CHECK(map.churn.column == 1 && map.churn.event_count == 1 && strcmp(map.churn.events[0], "Yes") == 0 && map.churn.nonevents == NULL);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_CHURN, "flag", &map, &err), &err);
    CHECK(map.churn.event_count == 1 && strcmp(map.churn.events[0], "1") == 0);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_CHURN, "flag=1.0/0", &map, &err), &err); /* numbers are compared as numbers */
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_WIN, "deal_stage= Won / Lost|Engaging", &map, &err), &err);
    CHECK(map.win.event_count == 1 && strcmp(map.win.events[0], "Won") == 0 && map.win.nonevent_count == 2 &&
          strcmp(map.win.nonevents[1], "Engaging") == 0);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_CHURN, "\"a=b|c/d\"=7.5/14.5", &map, &err), &err);
    CHECK(map.churn.column == 6 && map.role[6] == ICP_ROLE_CHURN);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_COMPETITOR, "Industry=Bank", &map, &err), &err);
    CHECK(map.competitor.event_count == 1);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_COMPETITOR, "Industry", &map, &err), &err);
    CHECK(map.competitor.column == 2 && map.competitor.events == NULL);
    icp_role_map_free(&map);
    CHECK_OK(settle_one(ICP_ROLE_PLAYERS, "4", &map, &err), &err);
    CHECK(map.players_number == 4 && map.players == (size_t)-1);
    icp_role_map_free(&map);
}

static void forms_that_are_refused(void)
{
    static const struct {
        icp_role role;
        const char *text, *expected;
        icp_code code;
    } refused[] = {{ICP_ROLE_CHURN, "Industry", "neither yes/no nor 0/1", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "logins_90d", "neither yes/no nor 0/1", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "kept=", "a value is empty", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "=Yes", "no column", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "kept=Yes/No/Maybe", "a '/' too many", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "kept=yes", "never holds 'yes'", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "kept=Yes/Yes", "as an event and as a non-event", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_CHURN, "\"kept=Yes", "never closed", ICP_E_OUTCOME_FORM},
                   {ICP_ROLE_ID, "logins_*", "names 2 columns", ICP_E_ROLE},
                   {ICP_ROLE_PLAYERS, "0", "a whole number of players", ICP_E_ARGUMENT},
                   {ICP_ROLE_PLAYERS, "-3", "a whole number of players", ICP_E_ARGUMENT},
                   {ICP_ROLE_PLAYERS, "2.5", "a whole number of players", ICP_E_ARGUMENT},
                   {ICP_ROLE_PLAYERS, "1000001", "a whole number of players", ICP_E_ARGUMENT},
                   {ICP_ROLE_PLAYERS, "four", "named 'four', and it is no whole number", ICP_E_COLUMN},
                   {ICP_ROLE_PLAYERS, "Industry", "needs a column of numbers", ICP_E_ROLE}};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        icp_error err;
        CHECK_STATUS(settle_one(refused[i].role, refused[i].text, NULL, &err), ICP_EUSAGE, &err);
        CHECK(err.code == refused[i].code && strstr(err.message, refused[i].expected) != NULL && err.message[0] == '-');
    }
}

/* Every spelling of yes is an event; a column that never says yes is no outcome. */
static void spellings_and_one_class(void)
{
    static const char *const mixed[] = {"Yes", "YES", "no", "No"}, *const never[] = {"No"};
    icp_table *table = NULL;
    icp_roles *roles = no_detection();
    icp_role_map map;
    icp_error err = {0};
    CHECK_OK(icp_table_new(NULL, &table, &err), &err);
    add_text(table, "left", mixed, 4);
    add_text(table, "grew", never, 1);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_CHURN, "left", &err), &err);
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    size_t covered = 0;
    const icp_column *left = icp_table_column(table, 0);
    for (size_t e = 0; e < map.churn.event_count; e++)
        for (size_t r = 0; r < ROWS; r++) covered += strcmp(left->levels[left->codes[r]], map.churn.events[e]) == 0;
    CHECK(covered == ROWS / 2);
    icp_role_map_free(&map);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_UPSELL, "grew", &err), &err);
    CHECK_STATUS(icp_roles_settle(roles, table, NULL, &map, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_OUTCOME && strstr(err.message, "'grew' says no"));
    icp_roles_free(roles);
    icp_table_free(table);
}

/* The flag an error offers must itself be accepted. */
static void open_stages_are_refused_with_the_flag_to_type(void)
{
    icp_error err;
    icp_role_map map;
    CHECK_STATUS(settle_one(ICP_ROLE_WIN, "deal_stage=Won", NULL, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_OUTCOME_FORM && strstr(err.message, "'Engaging'") && strstr(err.help, "--win 'deal_stage=Won/Lost'"));
    CHECK_OK(settle_one(ICP_ROLE_WIN, "deal_stage=Won/Lost", &map, &err), &err);
    icp_role_map_free(&map);
}

static void roles_that_exclude_each_other(void)
{
    icp_table *table = deals(NULL);
    icp_role_map map;
    icp_error err = {0};
    icp_roles *roles = no_detection();
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_USAGE, "logins_90d", &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_TRAIT, "Industry,logins_90d", &err), &err);
    CHECK_STATUS(icp_roles_settle(roles, table, NULL, &map, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ROLE && strstr(err.message, "'logins_90d'") && strstr(err.message, "--usage") && strstr(err.message, "--traits"));
    CHECK_STATUS(icp_roles_give(roles, ICP_ROLE_USAGE, "flag", &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ROLE && strstr(err.message, "twice"));
    icp_roles_free(roles);
    static const icp_role other[] = {ICP_ROLE_WIN, ICP_ROLE_UPSELL};
    for (size_t i = 0; i < 2; i++) { /* what was won has not churned in the same cell */
        roles = no_detection();
        CHECK_OK(icp_roles_give(roles, other[i], "deal_stage=Won/Lost", &err), &err);
        CHECK_OK(icp_roles_give(roles, ICP_ROLE_CHURN, "deal_stage=Lost/Won", &err), &err);
        CHECK_STATUS(icp_roles_settle(roles, table, NULL, &map, &err), ICP_EUSAGE, &err);
        CHECK(err.code == ICP_E_ROLE && strstr(err.message, "'deal_stage'") && strstr(err.message, "--churn"));
        icp_roles_free(roles);
    }
    roles = no_detection(); /* an outcome cannot be held equal */
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_UPSELL, "flag=1", &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_EXPOSURE, "flag", &err), &err);
    CHECK_STATUS(icp_roles_settle(roles, table, NULL, &map, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ROLE && strstr(err.message, "'flag'") && strstr(err.message, "--exposure"));
    icp_roles_free(roles);
    roles = no_detection(); /* a status column may tell two outcomes, usage may be money */
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_WIN, "deal_stage=Won/Lost", &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_UPSELL, "deal_stage=Won/Lost", &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_USAGE, "logins_90d", &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_REVENUE, "logins_90d", &err), &err);
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    CHECK(map.win.column == 0 && map.upsell.column == 0 && map.revenue == 3 && map.role[3] == ICP_ROLE_USAGE);
    icp_role_map_free(&map);
    icp_roles_free(roles);
    icp_table_free(table);
}

static void repeated_headers(void)
{
    static const char csv[] = "id,Country,score,Country\na,DE,1,Germany\nb,FR,2,France\nc,DE,3,Germany\n";
    icp_settings settings = icp_settings_default();
    icp_table *table = NULL;
    icp_error err = {0};
    CHECK_OK(icp_table_read_memory(csv, strlen(csv), "x.csv", &settings, &table, &err), &err);
    if (!table) return;
    static const struct {
        const char *name;
        size_t column;
    } named[] = {{"Country", (size_t)-1}, {"Country (1)", 1}, {"Country (2)", 3}};
    for (size_t i = 0; i < 3; i++) {
        icp_roles *roles = no_detection();
        icp_role_map map;
        CHECK_OK(icp_roles_give(roles, ICP_ROLE_TRAIT, named[i].name, &err), &err);
        bool ambiguous = named[i].column == (size_t)-1;
        CHECK_STATUS(icp_roles_settle(roles, table, &settings, &map, &err), ambiguous ? ICP_EINPUT : ICP_OK, &err);
        if (ambiguous) {
            CHECK(err.code == ICP_E_HEADER && strstr(err.help, "'Country (2)'"));
        } else {
            CHECK(map.trait_count == 1 && map.traits[0] == named[i].column);
            char *text = NULL;
            CHECK_OK(icp_roles_write(&map, table, &text, &err), &err);
            CHECK(strstr(text, named[i].name) != NULL);
            icp_text_free(text);
            icp_role_map_free(&map);
        }
        icp_roles_free(roles);
    }
    icp_table_free(table);
}

static bool same_lists(const size_t *a, size_t n, const size_t *b, size_t m)
{
    return n == m && memcmp(a, b, n * sizeof *a) == 0;
}

static bool same_forms(const icp_outcome_form *a, const icp_outcome_form *b)
{
    bool same = a->column == b->column && a->event_count == b->event_count && a->nonevent_count == b->nonevent_count;
    for (size_t i = 0; same && i < a->event_count; i++) same = strcmp(a->events[i], b->events[i]) == 0;
    for (size_t i = 0; same && i < a->nonevent_count; i++) same = strcmp(a->nonevents[i], b->nonevents[i]) == 0;
    return same;
}

static void a_roles_file_reads_back(void)
{
    static const char file[] =
        "[roles]\nchurn = \"kept=Yes/No\"\nwin = \"\"\"a=b|c/d\"\"=7.5|14.5/21.5\"\nusage =\n  \"logins_90d\"\n  \"Revenue, total\"\n"
        "traits = Industry, \"A \"\"quoted\"\"; x: y\"\nrevenue = logins_30d\nplayers = 3\nupsell =\n"
        "[fields]\n\"Industry\" = Industry__c\n\"x, y\" = \"Z; \"\"z\"\"\"\n[map]\n\"Industry\" = category\n";
    icp_table *table = deals(NULL);
    icp_roles *roles = NULL, *again = NULL;
    icp_role_map map = {0}, second = {0};
    icp_error err = {0};
    char *text = NULL, *text_again = NULL;
    CHECK_OK(icp_roles_new(NULL, &roles, &err), &err);
    CHECK_OK(icp_roles_read(roles, file, strlen(file), "roles.ini", &err), &err);
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    CHECK(map.usage_count == 2 && map.usage[1] == 5 && map.trait_count == 2 && map.traits[1] == 8 && map.win.column == 6 && map.win.event_count == 2);
    CHECK(map.players_number == 3 && map.revenue == 4 && map.upsell.column == (size_t)-1);
    CHECK_OK(icp_roles_write(&map, table, &text, &err), &err);
    CHECK_OK(icp_roles_new(NULL, &again, &err), &err);
    CHECK_OK(icp_roles_read(again, text, strlen(text), "again.ini", &err), &err);
    CHECK_OK(icp_roles_settle(again, table, NULL, &second, &err), &err);
    CHECK(memcmp(map.role, second.role, icp_table_columns(table) * sizeof *map.role) == 0);
    CHECK(same_lists(map.usage, map.usage_count, second.usage, second.usage_count) &&
          same_lists(map.traits, map.trait_count, second.traits, second.trait_count));
    CHECK(same_forms(&map.churn, &second.churn) && same_forms(&map.win, &second.win) && same_forms(&map.upsell, &second.upsell));
    CHECK(map.revenue == second.revenue && second.players_number == 3 && map.id == second.id && map.name == second.name);
    CHECK_OK(icp_roles_write(&second, table, &text_again, &err), &err);
    CHECK(strcmp(text, text_again) == 0);
    CHECK(strstr(text, "Industry__c") && strstr(text, "\"x, y\" = \"Z; \"\"z\"\"\"") && strstr(text, "[map]\nIndustry = category\n"));
    icp_text_free(text);
    icp_text_free(text_again);
    icp_role_map_free(&map);
    icp_role_map_free(&second);
    icp_roles_free(roles);
    icp_roles_free(again);
    icp_table_free(table);
}

static void flags_stand_over_a_roles_file(void)
{
    static const char file[] = "[roles]\nusage = logins_30d\nchurn = kept\n", bad[] = "[roles]\nusage = flag\nfoo = x\n";
    icp_table *table = deals(NULL);
    icp_roles *roles = no_detection();
    icp_role_map map;
    icp_error err = {0};
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_USAGE, "logins_90d", &err), &err);
    CHECK_OK(icp_roles_read(roles, file, strlen(file), "roles.ini", &err), &err);
    CHECK_STATUS(icp_roles_read(roles, bad, strlen(bad), "bad.ini", &err), ICP_EINPUT, &err); /* leaves the roles as they were */
    CHECK(err.code == ICP_E_FILE_FORM && err.line == 3 && strcmp(err.file, "bad.ini") == 0);
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    CHECK(map.usage_count == 1 && map.usage[0] == 3 && map.churn.column == 1);
    icp_role_map_free(&map);
    icp_roles_free(roles);
    icp_table_free(table);
}

/* Reads, settles and writes with one allocation failing; true when nothing failed. */
static bool whole_way(const icp_table *table, const icp_hooks *hooks)
{
    static const char file[] = "[roles]\nchurn = \"kept=Yes/No\"\nusage = logins_*\n[map]\n\"a\" = b\n";
    icp_roles *roles = NULL;
    icp_role_map map = {0};
    icp_settings settings = icp_settings_default();
    char *text = NULL;
    icp_error err = {0};
    settings.hooks = *hooks;
    icp_status status = icp_roles_new(hooks, &roles, &err);
    CHECK((status == ICP_OK) == (roles != NULL));
    if (status == ICP_OK) status = icp_roles_give(roles, ICP_ROLE_WIN, "deal_stage=Won/Lost", &err);
    if (status == ICP_OK) status = icp_roles_read(roles, file, strlen(file), "roles.ini", &err);
    if (status == ICP_OK) {
        icp_role_map untouched = map;
        status = icp_roles_settle(roles, table, &settings, &map, &err);
        CHECK(status == ICP_OK || memcmp(&map, &untouched, sizeof map) == 0);
    }
    if (status == ICP_OK) status = icp_roles_write(&map, table, &text, &err);
    CHECK((status == ICP_OK) == (text != NULL));
    CHECK(status == ICP_OK || (status == ICP_ENOMEM && err.code == ICP_E_MEMORY));
    icp_text_free(text);
    icp_role_map_free(&map);
    icp_roles_free(roles);
    return status == ICP_OK;
}

static void any_allocation_may_fail(void)
{
    icp_table *table = deals(NULL);
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        bool done = false;
        for (size_t fail_at = 1; !done && fail_at < 5000; fail_at++) {
            icp_t_memory memory = {.fail_at = fail_at, .for_ever = for_ever != 0};
            icp_hooks hooks = icp_t_memory_hooks(&memory);
            done = whole_way(table, &hooks);
            CHECK(memory.outstanding == 0);
            if (memory.calls < fail_at) CHECK(done);
        }
        CHECK(done);
    }
    icp_table_free(table);
}

void test_roles(void)
{
    static const icp_t_case cases[] = {{"the table of roles", the_table_of_roles},
                                       {"lists of names and globs", lists_of_names_and_globs},
                                       {"unknown columns suggest the near name", unknown_columns_suggest_the_near_name},
                                       {"outcome forms", outcome_forms},
                                       {"forms that are refused", forms_that_are_refused},
                                       {"spellings and one class", spellings_and_one_class},
                                       {"open stages are refused with the flag to type", open_stages_are_refused_with_the_flag_to_type},
                                       {"roles that exclude each other", roles_that_exclude_each_other},
                                       {"repeated headers", repeated_headers},
                                       {"a roles file reads back", a_roles_file_reads_back},
                                       {"flags stand over a roles file", flags_stand_over_a_roles_file},
                                       {"any allocation may fail", any_allocation_may_fail}};
    ICP_T_SUITE("roles", cases);
}
