/* test_roles_headers.c - roles found from the headers of Salesforce, HubSpot and Stripe exports, by label and by internal name. */
#include "support/check.h"

#include "icpcluster.h"

#include <stdio.h>
#include <string.h>

#define ROWS 120

/* A header, the kind of its values, the role it must get. Kinds: k key, l label, c category, b yes/no, n number, m money, d date, r reason on few
 * rows, v rival on few rows, t title, s closed stage, a repeated account, e e-mail, x long text */
typedef struct header {
    const char *name;
    char kind;
    const char *role;
} header;

static const char *value_of(char kind, size_t row, char *text, size_t size)
{
    static const char *const categories[] = {"Retail", "Bank", "Health"}, *const titles[] = {"Economic Buyer", "Champion", "Influencer"},
                             *const reasons[] = {"Too expensive", "Missing features", "Poor support"}, *const rivals[] = {"Quantero", "Beaconly"},
                             *const stages[] = {"Closed Won", "Closed Lost", "Negotiation"};
    bool few = row % 4 == 0;
    switch (kind) {
    case 'k':
        snprintf(text, size, "001A%05zux", row * 7919 % 100000);
        return text;
    case 'l':
        snprintf(text, size, "Company %zu Ltd", row);
        return text;
    case 'c':
        return categories[(row * 7 + row / 5) % 3];
    case 'b':
        return row * 7 % 10 < 3 ? "Yes" : "No";
    case 'n':
        snprintf(text, size, "%zu", row * row % 997 + 3);
        return text;
    case 'm':
        snprintf(text, size, "$%zu,%03zu.50", row + 1, row * 37 % 1000);
        return text;
    case 'd':
        snprintf(text, size, "2025-%02zu-%02zu", row % 12 + 1, row % 28 + 1);
        return text;
    case 'r':
        return few ? reasons[row / 4 % 3] : NULL;
    case 'v':
        return few ? rivals[row / 4 % 2] : NULL;
    case 't':
        return titles[row % 3];
    case 's':
        return stages[(row * row + row / 7) % 3];
    case 'a':
        snprintf(text, size, "001B%03zu", row / 4);
        return text;
    case 'e':
        snprintf(text, size, "buyer%zu@example.com", row);
        return text;
    default:
        snprintf(text, size, "Spoke with them on day %zu about the renewal", row);
        return text;
    }
}

static void check_role(const icp_table *table, const icp_role_map *map, const header *expected)
{
    const char *got = icp_role_row(map->role[icp_table_find(table, expected->name)])->name;
    if (strcmp(got, expected->role) != 0) printf("\n    '%s' is %s, expected %s", expected->name, got, expected->role);
    CHECK(strcmp(got, expected->role) == 0);
}

static void check_headers(const header *headers, size_t count)
{
    static char texts[ROWS][64];
    const char *cells[ROWS];
    icp_table *table = NULL;
    icp_role_map map = {0};
    icp_error err = {0};
    CHECK_OK(icp_table_new(NULL, &table, &err), &err);
    for (size_t h = 0; h < count; h++) {
        for (size_t r = 0; r < ROWS; r++) cells[r] = value_of(headers[h].kind, r, texts[r], sizeof texts[r]);
        CHECK_OK(icp_table_add_text(table, headers[h].name, cells, ROWS, &err), &err);
    }
    CHECK_OK(icp_roles_settle(NULL, table, NULL, &map, &err), &err);
    for (size_t h = 0; map.owner && h < count; h++) check_role(table, &map, &headers[h]);
    icp_role_map_free(&map);
    icp_table_free(table);
}
#define CHECK_HEADERS(headers) check_headers((headers), sizeof(headers) / sizeof((headers)[0]))

static void salesforce_accounts_by_api_name(void)
{
    static const header headers[] = {{"Id", 'k', "id"},
                                     {"Name", 'l', "name"},
                                     {"Industry", 'c', "trait"},
                                     {"NumberOfEmployees", 'n', "trait"},
                                     {"AnnualRevenue", 'm', "trait"},
                                     {"BillingCountry", 'c', "trait"},
                                     {"Ownership", 'c', "trait"},
                                     {"AccountSource", 'c', "trait"},
                                     {"CreatedDate", 'd', "date"},
                                     {"OwnerId", 'a', "ignore"},
                                     {"ARR__c", 'm', "revenue"},
                                     {"Logins_90d__c", 'n', "usage"},
                                     {"Active_Users__c", 'n', "usage"},
                                     {"Seats_Paid__c", 'n', "usage"},
                                     {"Expanded__c", 'b', "upsell"},
                                     {"Churned__c", 'b', "churn"},
                                     {"Churn_Date__c", 'd', "ignore"},
                                     {"Churn_Reason__c", 'r', "objection"},
                                     {"Main_Competitors__c", 'v', "competitor"},
                                     {"Contact_Role__c", 't', "contact"},
                                     {"Health_Score__c", 'n', "ignore"},
                                     {"Email__c", 'e', "ignore"},
                                     {"Description", 'x', "ignore"},
                                     {"CurrencyIsoCode", 'c', "ignore"},
                                     {"Plan__c", 'c', "trait"}};
    CHECK_HEADERS(headers);
}

static void salesforce_opportunities(void)
{
    static const header headers[] = {{"Opportunity ID", 'k', "id"},
                                     {"Opportunity Name", 'l', "name"},
                                     {"Account ID", 'a', "group"},
                                     {"Stage", 's', "win"},
                                     {"Won", 'b', "ignore"},
                                     {"Amount", 'm', "revenue"},
                                     {"Close Date", 'd', "date"},
                                     {"Created Date", 'd', "ignore"},
                                     {"Lead Source", 'c', "trait"},
                                     {"Closed_Lost_Reason__c", 'r', "objection"},
                                     {"Main Competitor(s)", 'v', "competitor"},
                                     {"Industry", 'c', "trait"},
                                     {"Employees", 'n', "trait"},
                                     {"Primary Contact Role", 't', "contact"},
                                     {"Opportunity Owner", 'c', "ignore"},
                                     {"Probability (%)", 'n', "ignore"}};
    CHECK_HEADERS(headers);
}

static void hubspot_by_internal_name(void)
{
    static const header headers[] = {{"hs_object_id", 'k', "id"},
                                     {"name", 'l', "name"},
                                     {"industry", 'c', "trait"},
                                     {"numberofemployees", 'n', "trait"},
                                     {"annualrevenue", 'n', "trait"},
                                     {"country", 'c', "trait"},
                                     {"founded_year", 'n', "trait"},
                                     {"createdate", 'd', "date"},
                                     {"annual_recurring_revenue", 'n', "revenue"},
                                     {"seats", 'n', "usage"},
                                     {"active_users", 'n', "usage"},
                                     {"hs_num_logins", 'n', "usage"},
                                     {"upsold", 'b', "upsell"},
                                     {"churned", 'b', "churn"},
                                     {"closed_lost_reason", 'r', "objection"},
                                     {"main_competitor", 'v', "competitor"},
                                     {"hs_buying_role", 't', "contact"},
                                     {"lifecyclestage", 'c', "ignore"},
                                     {"hubspot_owner_id", 'a', "ignore"},
                                     {"domain", 'e', "ignore"}};
    CHECK_HEADERS(headers);
}

static void hubspot_deals_by_label(void)
{
    static const header headers[] = {{"Record ID", 'k', "id"},
                                     {"Deal Name", 'l', "name"},
                                     {"Deal Stage", 's', "win"},
                                     {"Amount", 'n', "revenue"},
                                     {"Close Date", 'd', "date"},
                                     {"Create Date", 'd', "ignore"},
                                     {"Closed Lost Reason", 'r', "objection"},
                                     {"Closed Won Reason", 'r', "ignore"},
                                     {"Deal Type", 'c', "trait"},
                                     {"Country/Region", 'c', "trait"},
                                     {"Number of Employees", 'n', "trait"},
                                     {"Deal owner", 'c', "ignore"},
                                     {"Buying Role", 't', "contact"},
                                     {"Currency", 'c', "ignore"}};
    CHECK_HEADERS(headers);
}

static void subscriptions(void)
{
    static const header headers[] = {{"id", 'k', "id"},
                                     {"customer", 'a', "group"},
                                     {"canceled_at", 'd', "ignore"},
                                     {"ended_at", 'd', "ignore"},
                                     {"cancellation_details_reason", 'r', "ignore"},
                                     {"cancellation_details_feedback", 'r', "objection"},
                                     {"mrr", 'n', "revenue"},
                                     {"quantity", 'n', "usage"},
                                     {"renewed", 'b', "churn"},
                                     {"plan", 'c', "trait"},
                                     {"customer_email", 'e', "ignore"},
                                     {"phone_number", 'l', "ignore"}};
    CHECK_HEADERS(headers);
}

void test_roles_headers(void)
{
    static const icp_t_case cases[] = {{"Salesforce accounts by API name", salesforce_accounts_by_api_name},
                                       {"Salesforce opportunities", salesforce_opportunities},
                                       {"HubSpot by internal name", hubspot_by_internal_name},
                                       {"HubSpot deals by label", hubspot_deals_by_label},
                                       {"subscriptions", subscriptions}};
    ICP_T_SUITE("roles_headers", cases);
}
