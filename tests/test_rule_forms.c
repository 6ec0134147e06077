/* test_rule_forms.c - one rule in every language, with names and values that try to break out of their quotes. A command-line case runs the SQL. */
#include "support/check.h"

#include "base/json.h"
#include "data/roles.h"
#include "report/rule_forms.h"

#include <stdio.h>
#include <string.h>

enum { INDUSTRY, EMPLOYEES, SINCE, MARGIN, COLUMNS };

typedef struct forms {
    icp_result result;
    icp_table *table;
    icp_i_pool *pool;
    icp_i_role_owner owner;
    icp_i_role_note notes[3];
    icp_literal literals[4];
    icp_rule rule;
} forms;

static void begin(forms *f)
{
    static const char *const industry[] = {"O'Neil \\ Co", "Media", "say \"x\""}, *const since[] = {"2021-03-01", "2022-05-06", "2023-01-31"};
    static const char *const margin[] = {"10%", "20%", "35.5%"};
    static const double employees[] = {10, 20, 30};
    icp_error err;
    memset(f, 0, sizeof *f);
    f->pool = icp_i_pool_new(NULL);
    CHECK_OK(icp_table_new(NULL, &f->table, &err), &err);
    CHECK_OK(icp_table_add_text(f->table, "in\"dus'try", industry, 3, &err), &err);
    CHECK_OK(icp_table_add_number(f->table, "Employees; DROP TABLE x", employees, 3, &err), &err);
    CHECK_OK(icp_table_add_text(f->table, "since", since, 3, &err), &err);
    CHECK_OK(icp_table_add_text(f->table, "margin", margin, 3, &err), &err);
    f->notes[0] = (icp_i_role_note){"map", "in\"dus'try", "category"};
    f->notes[1] = (icp_i_role_note){"fields", "in\"dus'try", "Industry__c"};
    f->notes[2] = (icp_i_role_note){"fields", "since", "Since OR Id != null"};
    f->owner = (icp_i_role_owner){f->pool, f->notes, 3};
    f->result.table = f->table;
    f->result.roles.owner = &f->owner;
    f->rule = (icp_rule){.searched = 1, .findable = 1, .literals = f->literals};
}

static void end(forms *f)
{
    icp_i_pool_free(f->pool);
    icp_table_free(f->table);
}

static void add_values(forms *f, const char *const *values, size_t count)
{
    f->literals[f->rule.literal_count++] = (icp_literal){INDUSTRY, count > 1 ? ICP_RULE_IN : ICP_RULE_IS, values, count, NAN, NAN, 0};
}

static void add_range(forms *f, size_t column, double low, double high)
{
    f->literals[f->rule.literal_count++] = (icp_literal){column, ICP_RULE_BETWEEN, NULL, 0, low, high, 0};
}

static bool says(const char *got, const char *expected)
{
    bool same = got && strcmp(got, expected) == 0;
    if (!same) printf("\n    got      %s\n    expected %s", got ? got : "(null)", expected);
    return same;
}

static const char *const hostile[] = {"O'Neil \\ Co", "Media", "say \"x\""};

static void people_read_words(void)
{
    forms f;
    begin(&f);
    add_values(&f, hostile, 3);
    add_range(&f, EMPLOYEES, 50, 500);
    CHECK(says(icp_i_rule_text(&f.result, &f.rule, f.pool),
               "in\"dus'try is O'Neil \\ Co, Media or say \"x\", and Employees; DROP TABLE x from 50 to under 500"));
    f.rule.literal_count = 0;
    add_range(&f, EMPLOYEES, .3, INFINITY);
    add_range(&f, MARGIN, -INFINITY, .255);
    add_range(&f, SINCE, 18993, INFINITY);
    CHECK(says(icp_i_rule_text(&f.result, &f.rule, f.pool),
               "Employees; DROP TABLE x at least 0.3, and margin under 25.5%, and since from 2022-01-01 on"));
    f.rule.literal_count = 0;
    add_range(&f, SINCE, -INFINITY, 18993);
    CHECK(says(icp_i_rule_text(&f.result, &f.rule, f.pool), "since before 2022-01-01"));
    end(&f);
}

static void an_end_can_belong_to_a_range(void)
{
    forms f;
    begin(&f);
    add_range(&f, EMPLOYEES, 50, 500);
    add_range(&f, MARGIN, -INFINITY, .2);
    add_range(&f, EMPLOYEES, 20, 20);
    for (size_t l = 0; l < f.rule.literal_count; l++) f.literals[l].closed = 1;
    CHECK(says(icp_i_rule_text(&f.result, &f.rule, f.pool),
               "Employees; DROP TABLE x from 50 to 500, and margin at most 20%, and Employees; DROP TABLE x is 20"));
    f.rule.literal_count = 1;
    CHECK(says(icp_i_rule_sql(&f.result, &f.rule, f.pool), "\"Employees; DROP TABLE x\" >= 50 AND \"Employees; DROP TABLE x\" <= 500"));
    const char *hubspot = icp_i_rule_hubspot(&f.result, &f.rule, f.pool);
    CHECK(hubspot && strstr(hubspot, "\"LTE\"") != NULL && strstr(hubspot, "\"LT\"") == NULL);
    end(&f);
}

static void what_is_not_findable_is_said(void)
{
    forms f;
    begin(&f);
    add_range(&f, EMPLOYEES, 50, 500);
    f.rule.findable = 0;
    CHECK(says(icp_i_rule_or_verdict(&f.result, &f.rule, f.pool), "real, but no search can find it"));
    f.rule.searched = 0;
    CHECK(says(icp_i_rule_or_verdict(&f.result, &f.rule, f.pool), ""));
    end(&f);
}

static void sql_quotes_names_and_values(void)
{
    forms f;
    begin(&f);
    add_values(&f, hostile, 3);
    add_range(&f, EMPLOYEES, 50, 500);
    add_range(&f, SINCE, 18993, INFINITY);
    CHECK(says(icp_i_rule_sql(&f.result, &f.rule, f.pool),
               "\"in\"\"dus'try\" IN ('O''Neil \\ Co', 'Media', 'say \"x\"') AND \"Employees; DROP TABLE x\" >= 50"
               " AND \"Employees; DROP TABLE x\" < 500 AND \"since\" >= '2022-01-01'"));
    f.rule.literal_count = 0;
    add_values(&f, hostile, 1);
    CHECK(says(icp_i_rule_sql(&f.result, &f.rule, f.pool), "\"in\"\"dus'try\" = 'O''Neil \\ Co'"));
    end(&f);
}

static void salesforce_takes_names_from_fields(void)
{
    forms f;
    begin(&f);
    add_values(&f, hostile, 2);
    add_range(&f, EMPLOYEES, -INFINITY, 500);
    add_range(&f, SINCE, 18993, INFINITY);
    add_range(&f, MARGIN, .255, INFINITY);
    CHECK(says(icp_i_rule_salesforce(&f.result, &f.rule, f.pool),
               "Industry__c IN ('O\\'Neil \\\\ Co', 'Media') AND <API name of \"Employees; DROP TABLE x\"> < 500"
               " AND <API name of \"since\"> >= 2022-01-01 AND <API name of \"margin\"> >= 25.5"));
    end(&f);
}

static void hubspot_is_json(void)
{
    forms f;
    begin(&f);
    add_values(&f, hostile, 3);
    add_range(&f, EMPLOYEES, 50, 500);
    add_range(&f, SINCE, -INFINITY, 18993);
    const char *text = icp_i_rule_hubspot(&f.result, &f.rule, f.pool);
    const icp_i_json_value *root = NULL;
    icp_error err;
    CHECK_OK(icp_i_json_read(text, strlen(text), "hubspot", f.pool, &root, &err), &err);
    const icp_i_json_value *filters = icp_i_json_get(&icp_i_json_get(root, "filterGroups")->items[0], "filters");
    CHECK(filters->count == 4);
    CHECK(strcmp(icp_i_json_get(&filters->items[0], "propertyName")->text, "Industry__c") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[0], "operator")->text, "IN") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[0], "values")->items[2].text, "say \"x\"") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[1], "propertyName")->text, "<API name of \"Employees; DROP TABLE x\">") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[1], "operator")->text, "GTE") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[1], "value")->text, "50") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[2], "operator")->text, "LT") == 0);
    CHECK(strcmp(icp_i_json_get(&filters->items[3], "value")->text, "1640995200000") == 0); /* 2022-01-01T00:00:00Z */
    end(&f);
}

static void memory_can_run_out(void)
{
    typedef const char *(*form)(const icp_result *, const icp_rule *, icp_i_pool *);
    static const form forms_of[] = {icp_i_rule_text, icp_i_rule_sql, icp_i_rule_salesforce, icp_i_rule_hubspot};
    forms f;
    begin(&f);
    add_values(&f, hostile, 3);
    for (size_t i = 0; i < sizeof forms_of / sizeof forms_of[0]; i++) {
        bool done = false;
        for (size_t at = 2; !done && at < 50; at++) {
            icp_t_memory memory = {.fail_at = at, .for_ever = true};
            icp_hooks hooks = icp_t_memory_hooks(&memory);
            icp_i_pool *pool = icp_i_pool_new(&hooks);
            done = pool && forms_of[i](&f.result, &f.rule, pool) != NULL;
            icp_i_pool_free(pool);
            CHECK(memory.outstanding == 0);
        }
        CHECK(done);
    }
    end(&f);
}

void test_rule_forms(void)
{
    static const icp_t_case cases[] = {{"people read words", people_read_words},
                                       {"an end can belong to a range", an_end_can_belong_to_a_range},
                                       {"what is not findable is said", what_is_not_findable_is_said},
                                       {"SQL quotes names and values", sql_quotes_names_and_values},
                                       {"Salesforce takes names from fields", salesforce_takes_names_from_fields},
                                       {"HubSpot is JSON", hubspot_is_json},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("rule_forms", cases);
}
