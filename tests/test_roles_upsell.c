/* test_roles_upsell.c - which headers say for how long an account could have bought more, or how large it began, and which only sound like it. */
#include "support/check.h"

#include "icpcluster.h"

#include <stdio.h>
#include <string.h>

#define ROWS 120
#define NONE ((size_t)-1)

/* A header and the kind of its values: n number, m money, d date, c category, b yes/no. */
typedef struct header {
    const char *name;
    char kind;
} header;

static const char *value_of(char kind, size_t row, char *text, size_t size)
{
    static const char *const categories[] = {"Basic", "Team", "Enterprise"};
    switch (kind) {
    case 'n': snprintf(text, size, "%zu", row * row % 97 + 3); return text;
    case 'm': snprintf(text, size, "$%zu,%03zu.50", row + 1, row * 37 % 1000); return text;
    case 'd': snprintf(text, size, "2025-%02zu-%02zu", row % 12 + 1, row % 28 + 1); return text;
    case 'b': return row * 7 % 10 < 3 ? "Yes" : "No";
    default: return categories[(row * 7 + row / 5) % 3];
    }
}

static void add(icp_table *table, const header *of)
{
    static char texts[ROWS][32];
    const char *cells[ROWS];
    for (size_t r = 0; r < ROWS; r++) cells[r] = value_of(of->kind, r, texts[r], sizeof texts[r]);
    CHECK_OK(icp_table_add_text(table, of->name, cells, ROWS, NULL), NULL);
}

/* The settled roles of the headers, beside usage and, unless `outcome` is "", a column that says who bought more. Free both. */
static bool settle(const header *headers, size_t count, const char *outcome, const icp_roles *roles, icp_table **table, icp_role_map *map)
{
    icp_error err = {0};
    CHECK_OK(icp_table_new(NULL, table, &err), &err);
    add(*table, &(header){"logins", 'n'});
    if (*outcome) add(*table, &(header){outcome, 'b'});
    for (size_t h = 0; h < count; h++) add(*table, &headers[h]);
    memset(map, 0, sizeof *map);
    return icp_t_status(icp_roles_settle(roles, *table, NULL, map, &err), ICP_OK, &err, "settling", __FILE__, __LINE__);
}

/* "exposure", "start" or "": what a header is taken for when it stands alone, and the evidence. */
static const char *taken_for(const header *of, const char *outcome, char why[64])
{
    icp_table *table;
    icp_role_map map;
    const char *as = "";
    *why = '\0';
    if (settle(of, 1, outcome, NULL, &table, &map)) {
        size_t column = icp_table_find(table, of->name);
        CHECK(map.exposure == NONE || map.exposure == column);
        CHECK(map.start == NONE || (map.start == column && map.exposure == NONE));
        as = map.exposure != NONE ? "exposure" : map.start != NONE ? "start" : "";
        snprintf(why, 64, "%s", map.exposure != NONE ? map.exposure_why : map.start != NONE ? map.start_why : "");
        icp_role_map_free(&map);
    }
    icp_table_free(table);
    return as;
}

static void check_all(const header *headers, size_t count, const char *expected)
{
    char why[64];
    for (size_t h = 0; h < count; h++) {
        const char *got = taken_for(&headers[h], "expanded", why);
        if (strcmp(got, expected) != 0) printf("\n    '%s' (%c) is '%s', expected '%s'", headers[h].name, headers[h].kind, got, expected);
        CHECK(strcmp(got, expected) == 0);
        CHECK(*expected ? strncmp(why, "header says '", 13) == 0 : *why == '\0');
        CHECK(strcmp(taken_for(&headers[h], "", why), "") == 0); /* without an upsell outcome nothing is conditioned */
    }
}
#define CHECK_ALL(headers, expected) check_all((headers), sizeof(headers) / sizeof((headers)[0]), (expected))

static void lengths_and_beginnings_are_exposure(void)
{
    static const header headers[] = {{"tenure", 'n'},
                                     {"Tenure in Months", 'n'},
                                     {"account_age_days", 'n'},
                                     {"accountAge", 'n'},
                                     {"Months on book", 'n'},
                                     {"years_as_customer", 'n'},
                                     {"Days since signup", 'n'},
                                     {"months_since_first_order", 'n'},
                                     {"Subscription_Length", 'n'},
                                     {"Customer since", 'd'},
                                     {"member_since", 'd'},
                                     {"signup_date", 'd'},
                                     {"Sign-up date", 'd'},
                                     {"Contract Start Date", 'd'},
                                     {"subscription_start", 'd'},
                                     {"Start date", 'd'},
                                     {"First Purchase Date", 'd'}};
    CHECK_ALL(headers, "exposure");
}

static void first_sizes_and_plans_are_starting_size(void)
{
    static const header headers[] = {{"initial_seats", 'n'},
                                     {"First seats", 'n'},
                                     {"Seats at signup", 'n'},
                                     {"startingUsers", 'n'},
                                     {"original_licenses", 'n'},
                                     {"Initial ACV", 'm'},
                                     {"starting_mrr", 'm'},
                                     {"First order value", 'm'},
                                     {"opening contract value", 'm'},
                                     {"initial_plan", 'c'},
                                     {"Plan at signup", 'c'},
                                     {"First edition", 'c'}};
    CHECK_ALL(headers, "start");
}

/* A column taken wrongly would take a true difference away: what is so now, later, or of somebody else does not count, nor values of another kind. */
static void what_only_sounds_like_it_is_left_alone(void)
{
    static const header headers[] = {{"seats", 'n'},
                                     {"plan", 'c'},
                                     {"arr", 'm'},
                                     {"spend", 'm'},
                                     {"last login", 'd'},
                                     {"renewal_date", 'd'},
                                     {"contract_end_date", 'd'},
                                     {"Trial start date", 'd'},
                                     {"days_since_last_order", 'n'},
                                     {"founded", 'n'},
                                     {"age", 'n'},
                                     {"account manager", 'c'},
                                     {"contract term", 'c'},
                                     {"tenure", 'c'},
                                     {"tenure", 'd'},
                                     {"customer since", 'c'},
                                     {"signup channel", 'c'},
                                     {"First contact", 'c'},
                                     {"Initial seats", 'c'},
                                     {"initial_plan", 'n'}};
    CHECK_ALL(headers, "");
}

/* The clearest header wins wherever it stands, one column is not taken twice, and both may be found. */
static void the_clearest_header_wins(void)
{
    static const header headers[] = {{"first_order_date", 'd'}, {"initial_seats", 'n'}, {"signup_date", 'd'}, {"Tenure", 'n'}, {"initial plan", 'c'}};
    size_t count = sizeof headers / sizeof headers[0];
    icp_table *table;
    icp_role_map map;
    if (settle(headers, count, "expanded", NULL, &table, &map)) {
        CHECK(map.exposure == icp_table_find(table, "Tenure") && strcmp(map.exposure_why, "header says 'tenure'") == 0);
        CHECK(map.start == icp_table_find(table, "initial_seats") && strcmp(map.start_why, "header says 'initial seat'") == 0);
        icp_role_map_free(&map);
    }
    icp_table_free(table);
}

/* What is given stands, what is ignored or an outcome itself is not taken, and nothing is without detection. */
static void flags_come_first(void)
{
    static const struct {
        icp_role role;
        const char *text, *exposure;
        int detect;
    } given[] = {{ICP_ROLE_EXPOSURE, "signup_date", "signup_date", 1},
                 {ICP_ROLE_EXPOSURE, "logins", "logins", 1},
                 {ICP_ROLE_IGNORE, "tenure", "signup_date", 1},
                 {ICP_ROLE_GROUP, "tenure", "signup_date", 1},
                 {ICP_ROLE_USAGE, "tenure,logins", "tenure", 1},
                 {ICP_ROLE_TRAIT, "tenure", "tenure", 1},
                 {ICP_ROLE_UPSELL, "expanded=Yes/No", NULL, 0}};
    static const header headers[] = {{"tenure", 'n'}, {"signup_date", 'd'}};
    for (size_t g = 0; g < sizeof given / sizeof given[0]; g++) {
        icp_table *table;
        icp_role_map map;
        icp_roles *roles;
        CHECK_OK(icp_roles_new(NULL, &roles, NULL), NULL);
        CHECK_OK(icp_roles_give(roles, given[g].role, given[g].text, NULL), NULL);
        icp_roles_detect(roles, given[g].detect);
        if (settle(headers, 2, "expanded", roles, &table, &map)) {
            CHECK(map.upsell.column == icp_table_find(table, "expanded"));
            CHECK(map.exposure == (given[g].exposure ? icp_table_find(table, given[g].exposure) : NONE) && map.start == NONE);
            CHECK((*map.exposure_why == '\0') == (given[g].role == ICP_ROLE_EXPOSURE || !given[g].exposure));
            icp_role_map_free(&map);
        }
        icp_roles_free(roles);
        icp_table_free(table);
    }
}

void test_roles_upsell(void)
{
    static const icp_t_case cases[] = {{"lengths and beginnings are exposure", lengths_and_beginnings_are_exposure},
                                       {"first sizes and plans are starting size", first_sizes_and_plans_are_starting_size},
                                       {"what only sounds like it is left alone", what_only_sounds_like_it_is_left_alone},
                                       {"the clearest header wins", the_clearest_header_wins},
                                       {"flags come first", flags_come_first}};
    ICP_T_SUITE("roles upsell", cases);
}
