/* test_repeated_key.c - a column whose header names the id although rows share its values: which one it is, and how many rows. */
#include "support/check.h"

#include "data/roles.h"
#include "icpcluster.h"

#include <stdio.h>

#define ROWS 60

/* A column of text in which value r stands in rows r, r + different, ...; the first `blank` cells are empty. */
static void add_keys(icp_table *table, const char *name, size_t different, size_t blank)
{
    static char text[ROWS][16];
    const char *cells[ROWS];
    icp_error err = {0};
    for (size_t r = 0; r < ROWS; r++) {
        snprintf(text[r], sizeof text[r], "K-%03zu", r % different);
        cells[r] = r < blank ? NULL : text[r];
    }
    CHECK_OK(icp_table_add_text(table, name, cells, ROWS, &err), &err);
}

static icp_table *with_keys(const icp_hooks *hooks, const char *name, size_t different, size_t blank)
{
    icp_table *table = NULL;
    icp_error err = {0};
    double logins[ROWS];
    for (size_t r = 0; r < ROWS; r++) logins[r] = (double)(r * r % 37);
    CHECK_OK(icp_table_new(hooks, &table, &err), &err);
    CHECK_OK(icp_table_add_number(table, "logins", logins, ROWS, &err), &err);
    add_keys(table, name, different, blank);
    return table;
}

/* The column found ("" none) and its rows without an id of their own, under these roles. */
static void expect(const icp_table *table, const icp_roles *roles, const char *name, size_t rows)
{
    icp_role_map map;
    icp_error err = {0};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    size_t column = 0, again = 0;
    CHECK_OK(icp_roles_settle(roles, table, NULL, &map, &err), &err);
    CHECK_OK(icp_i_role_repeated_key(table, &map, pool, &column, &again, &err), &err);
    CHECK(column == icp_table_find(table, name));
    CHECK(again == rows);
    icp_role_map_free(&map);
    icp_i_pool_free(pool);
}

static void expect_in(const char *header, size_t different, size_t blank, const char *name, size_t rows)
{
    icp_table *table = with_keys(NULL, header, different, blank);
    expect(table, NULL, name, rows);
    icp_table_free(table);
}

static void found_by_header_and_values(void)
{
    expect_in("account_id", 59, 0, "account_id", 1);
    expect_in("Customer ID", 60, 2, "Customer ID", 2);
    expect_in("id", 30, 0, "id", 30);
    expect_in("id", 60, 0, "none", 0);          /* it is the id */
    expect_in("id", 29, 0, "none", 0);          /* rows are something else than accounts */
    expect_in("account_id", 30, 0, "none", 0);  /* it is the group */
    expect_in("owner id", 59, 0, "none", 0);    /* a key, but not of the row */
}

static void the_plainest_header_wins(void)
{
    icp_table *table = with_keys(NULL, "user id", 59, 0);
    add_keys(table, "record id", 58, 0);
    expect(table, NULL, "record id", 2);
    icp_table_free(table);
}

static void what_was_said_stands(void)
{
    static const struct { icp_role role; const char *text; } given[] = {{ICP_ROLE_IGNORE, "account_id"}, {ICP_ROLE_GROUP, "account_id"}};
    icp_table *table = with_keys(NULL, "account_id", 59, 0);
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        icp_roles *roles = NULL;
        icp_error err = {0};
        CHECK_OK(icp_roles_new(NULL, &roles, &err), &err);
        CHECK_OK(icp_roles_give(roles, given[i].role, given[i].text, &err), &err);
        expect(table, roles, "none", 0);
        icp_roles_free(roles);
    }
    icp_table_free(table);
}

static void an_allocation_may_fail(void)
{
    icp_table *table = with_keys(NULL, "account_id", 59, 0);
    icp_role_map map;
    icp_error err = {0};
    bool done = false;
    CHECK_OK(icp_roles_settle(NULL, table, NULL, &map, &err), &err);
    for (size_t fail_at = 1; !done && fail_at < 100; fail_at++) {
        icp_t_memory memory = {.fail_at = fail_at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        size_t column = 0, again = 0;
        icp_status status = pool ? icp_i_role_repeated_key(table, &map, pool, &column, &again, &err) : ICP_ENOMEM;
        CHECK(status == ICP_OK || status == ICP_ENOMEM);
        done = status == ICP_OK;
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(done);
    icp_role_map_free(&map);
    icp_table_free(table);
}

void test_repeated_key(void)
{
    static const icp_t_case cases[] = {{"found by its header and values", found_by_header_and_values},
                                       {"the plainest header wins", the_plainest_header_wins},
                                       {"what was said stands", what_was_said_stands},
                                       {"an allocation may fail", an_allocation_may_fail}};
    ICP_T_SUITE("repeated_key", cases);
}
