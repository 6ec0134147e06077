/* test_roles_detect.c - roles found without flags: shipped samples against their dictionary, CRM headers under label and internal name, public data.
 */
#include "support/check.h"

#include "icpcluster.h"

#include <stdio.h>
#include <string.h>

static icp_table *read_table(const char *path)
{
    icp_settings settings = icp_settings_default();
    icp_table *table = NULL;
    icp_error err = {0};
    settings.bad_rows = ICP_BAD_ROWS_SKIP;
    CHECK_OK(icp_table_read(&path, 1, &settings, &table, &err), &err);
    return table;
}

static bool detect(const icp_table *table, icp_role_map *map)
{
    icp_error err = {0};
    return table && icp_t_status(icp_roles_settle(NULL, table, NULL, map, &err), ICP_OK, &err, "detection", __FILE__, __LINE__);
}

static const char *role_of(const icp_table *table, const icp_role_map *map, const char *column)
{
    size_t c = icp_table_find(table, column);
    return c == (size_t)-1 ? "no such column" : icp_role_row(map->role[c])->name;
}

static void check_role(const icp_table *table, const icp_role_map *map, const char *column, const char *role)
{
    const char *got = role_of(table, map, column);
    if (strcmp(got, role) != 0) printf("\n    '%s' is %s, expected %s", column, got, role);
    CHECK(strcmp(got, role) == 0);
}

typedef struct expected {
    const char *column, *role;
} expected;

/* A public set and what must be found in it. */
static void check_set(const char *path, const expected *expect, size_t count, void (*more)(const icp_table *, const icp_role_map *))
{
    const char *found = icp_t_data(path);
    if (!found) {
        icp_t_skip(path);
        return;
    }
    icp_table *table = read_table(found);
    icp_role_map map;
    if (detect(table, &map)) {
        for (size_t i = 0; i < count; i++) check_role(table, &map, expect[i].column, expect[i].role);
        for (size_t c = 0; c < icp_table_columns(table); c++) CHECK(*map.why[c] != '\0'); /* evidence for every column, used or not */
        if (more) more(table, &map);
        icp_role_map_free(&map);
    }
    icp_table_free(table);
}
#define CHECK_SET(path, expect, more) check_set((path), (expect), sizeof(expect) / sizeof((expect)[0]), (more))

/* ---- the shipped samples ---- */

static const char *cell(const icp_table *table, const char *column, size_t row)
{
    const icp_column *c = icp_table_column(table, icp_table_find(table, column));
    return c->codes[row] < 0 ? "" : c->levels[c->codes[row]];
}

static void check_sample(const icp_table *dictionary, const char *name)
{
    char file[64];
    snprintf(file, sizeof file, "datasets/sample_%s.csv", name);
    icp_table *table = read_table(icp_t_source(file));
    icp_role_map map;
    if (!detect(table, &map)) return;
    size_t right = 0, all = 0;
    for (size_t r = 0; r < icp_table_rows(dictionary); r++) {
        if (strcmp(cell(dictionary, "sample", r), name) != 0) continue;
        const char *column = cell(dictionary, "column", r), *role = cell(dictionary, "role", r), *got = role_of(table, &map, column);
        all++;
        right += strcmp(got, role) == 0;
        if (strcmp(got, role) != 0) printf("\n    sample %s: '%s' is %s, its dictionary says %s", name, column, got, role);
    }
    CHECK(all >= 20 && 10 * right >= 9 * all);
    icp_role_map_free(&map);
    icp_table_free(table);
}

static void shipped_samples(void)
{
    icp_table *dictionary = read_table(icp_t_source("datasets/dictionary.csv"));
    if (!dictionary) return;
    check_sample(dictionary, "clean");
    check_sample(dictionary, "dirty");
    check_sample(dictionary, "salesforce");
    check_sample(dictionary, "hubspot");
    icp_table_free(dictionary);
}

/* ---- public data ---- */

static void no_outcome_is_a_feature(const icp_table *table, const icp_role_map *map)
{
    CHECK(map->churn.event_count == 1 && strcmp(map->churn.events[0], "Yes") == 0 && map->churn.nonevents == NULL);
    for (size_t i = 0; i < map->trait_count; i++) CHECK(strstr(icp_table_column(table, map->traits[i])->name, "hurn") == NULL);
    CHECK(map->usage_count == 3);
}

static void telco(void)
{
    static const expected expect[] = {{"customerID", "id"},         {"Churn", "churn"},         {"tenure", "usage"},
                                      {"MonthlyCharges", "usage"},  {"TotalCharges", "usage"},  {"Contract", "trait"},
                                      {"InternetService", "trait"}, {"PaymentMethod", "trait"}, {"SeniorCitizen", "trait"}};
    CHECK_SET("ibm_telco/Telco-Customer-Churn.csv", expect, no_outcome_is_a_feature);
}

static void churned_against_stayed(const icp_table *table, const icp_role_map *map)
{
    (void)table;
    CHECK(map->churn.event_count == 1 && strcmp(map->churn.events[0], "Churned") == 0);
    CHECK(map->churn.nonevent_count == 1 && strcmp(map->churn.nonevents[0], "Stayed") == 0); /* "Joined" had no time to churn */
    CHECK(map->competitor.event_count == 1 && strcmp(map->competitor.events[0], "Competitor") == 0);
}

static void maven(void)
{
    static const expected expect[] = {{"Customerid", "id"},
                                      {"Customerstatus", "churn"},
                                      {"Churnreason", "objection"},
                                      {"Churncategory", "competitor"},
                                      {"Tenureinmonths", "usage"},
                                      {"Avgmonthlygbdownload", "usage"},
                                      {"Numberofreferrals", "usage"},
                                      {"Monthlycharge", "usage"},
                                      {"Age", "trait"},
                                      {"Contract", "trait"},
                                      {"Internettype", "trait"},
                                      {"Offer", "trait"},
                                      {"City", "ignore"},
                                      {"Zipcode", "ignore"},
                                      {"Latitude", "ignore"}};
    CHECK_SET("maven_telecom_churn/telecom_customer_churn.csv", expect, churned_against_stayed);
}

static void iranian(void)
{
    static const expected expect[] = {{"Churn", "churn"},     {"Complains", "objection"}, {"Seconds of Use", "usage"}, {"Frequency of SMS", "usage"},
                                      {"Age Group", "trait"}, {"Tariff Plan", "trait"},   {"Status", "ignore"},        {"Customer Value", "ignore"}};
    CHECK_SET("iranian_churn/Customer_Churn.csv", expect, NULL);
}

static void duration_is_explained(const icp_table *table, const icp_role_map *map)
{
    CHECK(strstr(map->why[icp_table_find(table, "duration")], "only after") != NULL);
    CHECK(strcmp(map->upsell.events[0], "yes") == 0);
}

static void bank(void)
{
    static const expected expect[] = {{"y", "upsell"},  {"duration", "ignore"}, {"campaign", "usage"},   {"pdays", "usage"}, {"previous", "usage"},
                                      {"job", "trait"}, {"age", "trait"},       {"euribor3m", "ignore"}, {"month", "ignore"}};
    CHECK_SET("bank_marketing/bank-additional-full.csv", expect, duration_is_explained);
}

static void wholesale(void)
{
    static const expected expect[] = {
        {"Channel", "trait"}, {"Region", "trait"}, {"Fresh", "usage"}, {"Detergents_Paper", "usage"}, {"Delicassen", "usage"}};
    CHECK_SET("wholesale_customers/Wholesale customers data.csv", expect, NULL);
}

static void retail(void)
{
    static const expected expect[] = {{"CustomerID", "id"},
                                      {"country", "trait"},
                                      {"orders", "usage"},
                                      {"recency_days", "usage"},
                                      {"revenue", "usage"},
                                      {"churned", "churn"},
                                      {"bought_new_products", "upsell"},
                                      {"run_rate_up", "ignore"},
                                      {"future_revenue", "ignore"}};
    CHECK_SET("online_retail/derived_customers.csv", expect, NULL);
}

static void ravenstack(void)
{
    static const expected expect[] = {{"account_id", "id"},      {"account_name", "name"}, {"churn_flag", "churn"}, {"any_sub_churned", "ignore"},
                                      {"downgraded", "ignore"},  {"upgraded", "upsell"},   {"seats", "usage"},      {"usage_count", "usage"},
                                      {"mrr", "revenue"},        {"industry", "trait"},    {"plan_tier", "trait"},  {"last_reason_code", "objection"},
                                      {"satisfaction", "ignore"}};
    CHECK_SET("ravenstack_saas/derived_accounts.csv", expect, NULL);
}

static void won_against_lost(const icp_table *table, const icp_role_map *map)
{
    (void)table;
    CHECK(strcmp(map->win.events[0], "Won") == 0 && map->win.nonevent_count == 1 && strcmp(map->win.nonevents[0], "Lost") == 0);
}

static void crm_deals(void)
{
    static const expected expect[] = {{"opportunity_id", "id"},  {"account", "group"},   {"deal_stage", "win"}, {"close_value", "revenue"},
                                      {"sector", "trait"},       {"employees", "trait"}, {"revenue", "trait"},  {"product", "trait"},
                                      {"sales_agent", "ignore"}, {"close_date", "date"}};
    static const expected pipeline[] = {{"opportunity_id", "id"}, {"account", "group"}, {"deal_stage", "win"}};
    CHECK_SET("maven_crm_b2b/derived_closed_opportunities.csv", expect, won_against_lost);
    CHECK_SET("maven_crm_b2b/sales_pipeline.csv", pipeline, won_against_lost); /* with stages still open */
}

static void mail_test_and_lapses(void)
{
    static const expected mail[] = {{"visit", "upsell"},  {"conversion", "ignore"}, {"spend", "ignore"},  {"recency", "usage"},
                                    {"history", "usage"}, {"channel", "trait"},     {"zip_code", "trait"}};
    static const expected lapses[] = {{"lapse", "churn"}, {"policy_age", "usage"}, {"polholder_gender", "trait"}, {"vehicl_region", "trait"}};
    CHECK_SET("hillstrom/hillstrom.csv", mail, NULL);
    CHECK_SET("eu_direct_lapse/eudirectlapse.csv", lapses, NULL);
}

/* ---- what detection respects ---- */

/* A role given is complete: detection adds neither to it nor a second column of its kind, and the others are still found. */
static void given_roles_are_complete(void)
{
    icp_table *table = read_table(icp_t_source("datasets/sample_clean.csv"));
    icp_roles *roles = NULL;
    icp_role_map map;
    icp_error err = {0};
    CHECK_OK(icp_roles_new(NULL, &roles, &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_USAGE, "seats", &err), &err);
    CHECK_OK(icp_roles_give(roles, ICP_ROLE_CHURN, "", &err), &err);
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    CHECK(map.usage_count == 1 && map.churn.column == (size_t)-1 && map.upsell.column != (size_t)-1);
    check_role(table, &map, "churned", "ignore");
    check_role(table, &map, "active_users", "ignore");
    check_role(table, &map, "industry", "trait");
    CHECK(map.detected[icp_table_find(table, "seats")] == 0 && map.detected[icp_table_find(table, "industry")] == 1);
    icp_role_map_free(&map);
    icp_roles_detect(roles, 0);
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    CHECK(map.usage_count == 1 && map.trait_count == 0 && map.id == (size_t)-1);
    icp_role_map_free(&map);
    icp_roles_free(roles);
    icp_table_free(table);
}

/* A column filled in because of the outcome is left out whatever it is called. */
static void columns_filled_in_by_the_outcome(void)
{
    enum { N = 400 };
    static double level[N], settled[N], seats[N];
    static const char *churned[N], *desk[N];
    for (size_t r = 0; r < N; r++) {
        bool gone = r * 7 % 10 < 3;
        churned[r] = gone ? "Yes" : "No";
        settled[r] = gone ? (double)(r % 50 + 1) : 0;
        desk[r] = gone ? (r % 2 ? "north" : "south") : NULL;
        level[r] = (double)(r * 31 % 97) + 1;
        seats[r] = (double)(r % 40);
    }
    icp_table *table = NULL;
    icp_role_map map;
    icp_error err = {0};
    CHECK_OK(icp_table_new(NULL, &table, &err), &err);
    CHECK_OK(icp_table_add_text(table, "churned", churned, N, &err), &err);
    CHECK_OK(icp_table_add_number(table, "settled units", settled, N, &err), &err);
    CHECK_OK(icp_table_add_text(table, "desk", desk, N, &err), &err);
    CHECK_OK(icp_table_add_number(table, "active users", level, N, &err), &err);
    CHECK_OK(icp_table_add_number(table, "seats", seats, N, &err), &err);
    if (detect(table, &map)) {
        check_role(table, &map, "settled units", "ignore");
        check_role(table, &map, "desk", "ignore");
        check_role(table, &map, "active users", "usage");
        CHECK(strstr(map.why[1], "'churned'") != NULL && strstr(map.why[2], "'churned'") != NULL);
        icp_role_map_free(&map);
    }
    icp_table_free(table);
}

static void any_allocation_may_fail(void)
{
    icp_table *table = NULL;
    icp_error err = {0};
    static const char csv[] = "id,industry,seats,churned,churn_reason,competitor\na,x,1,Yes,price,R\nb,y,2,No,,\nc,x,3,Yes,support,Q\nd,y,5,No,,\n";
    icp_settings settings = icp_settings_default();
    CHECK_OK(icp_table_read_memory(csv, strlen(csv), "x.csv", &settings, &table, &err), &err);
    bool done = false;
    for (size_t fail_at = 1; table && !done && fail_at < 2000; fail_at++) {
        icp_t_memory memory = {.fail_at = fail_at};
        settings.hooks = icp_t_memory_hooks(&memory);
        icp_role_map map = {0};
        icp_status status = icp_roles_settle(NULL, table, &settings, &map, &err);
        CHECK(status == ICP_OK || (status == ICP_ENOMEM && map.owner == NULL));
        done = status == ICP_OK;
        icp_role_map_free(&map);
        CHECK(memory.outstanding == 0);
    }
    CHECK(done);
    icp_table_free(table);
}

void test_roles_detect(void)
{
    static const icp_t_case cases[] = {{"shipped samples", shipped_samples},
                                       {"telco", telco},
                                       {"telecom with reasons", maven},
                                       {"Iranian telecom", iranian},
                                       {"bank marketing", bank},
                                       {"wholesale customers", wholesale},
                                       {"online retail", retail},
                                       {"SaaS with contradicting churn flags", ravenstack},
                                       {"CRM deals", crm_deals},
                                       {"mail test and lapses", mail_test_and_lapses},
                                       {"given roles are complete", given_roles_are_complete},
                                       {"columns filled in by the outcome", columns_filled_in_by_the_outcome},
                                       {"any allocation may fail", any_allocation_may_fail}};
    ICP_T_SUITE("roles_detect", cases);
}
