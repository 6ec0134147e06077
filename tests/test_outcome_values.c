/* test_outcome_values.c - what each value of an outcome column is taken for, counted by hand. */
#include "support/check.h"
#include "support/customers.h"

#include "segment/outcomes.h"

#include <string.h>

static const icp_outcome_value *value_named(const icp_outcome_value *values, size_t count, const char *text)
{
    for (size_t v = 0; v < count; v++)
        if (strcmp(values[v].value, text) == 0) return &values[v];
    return NULL;
}

static void check_value(const icp_outcome_value *values, size_t count, const char *text, const char *meaning, size_t rows)
{
    const icp_outcome_value *v = value_named(values, count, text);
    CHECK(v && strcmp(v->meaning, meaning) == 0 && v->rows == rows && v->role == ICP_ROLE_CHURN);
}

static void every_value_is_counted_once(void)
{
    static const char *const texts[] = {"Yes", "No", "No", NULL, "later", "later", "later", "Yes", NULL, "odd"};
    double numbers[60];
    icp_t_customers c;
    icp_outcome_value *values;
    size_t count;
    icp_t_customers_start(&c, 10, NULL);
    icp_t_customers_text(&c, ICP_ROLE_CHURN, "outcome", texts);
    icp_t_customers_events(&c, ICP_ROLE_CHURN, "Yes", "No");
    CHECK_OK(icp_i_outcome_values(c.table, &c.roles, ICP_ROLE_CHURN, c.pool, &values, &count, NULL), NULL);
    CHECK(count == 5);
    check_value(values, count, "Yes", "event", 2);
    check_value(values, count, "No", "non-event", 2);
    check_value(values, count, "later", "not eligible", 3);
    check_value(values, count, "(blank)", "not observed", 2);
    icp_t_customers_events(&c, ICP_ROLE_CHURN, " Yes", NULL);
    CHECK_OK(icp_i_outcome_values(c.table, &c.roles, ICP_ROLE_CHURN, c.pool, &values, &count, NULL), NULL);
    check_value(values, count, "later", "non-event", 3);
    CHECK_OK(icp_i_outcome_values(c.table, &c.roles, ICP_ROLE_WIN, c.pool, &values, &count, NULL), NULL);
    CHECK(count == 0);
    icp_t_customers_free(&c);
    for (int i = 0; i < 60; i++) numbers[i] = i % 30 == 29 ? (double)NAN : (double)(i % 30);
    icp_t_customers_start(&c, 60, NULL);
    icp_t_customers_number(&c, ICP_ROLE_CHURN, "outcome", numbers);
    icp_t_customers_events(&c, ICP_ROLE_CHURN, " 1.0", "0 ");
    CHECK_OK(icp_i_outcome_values(c.table, &c.roles, ICP_ROLE_CHURN, c.pool, &values, &count, NULL), NULL);
    CHECK(count == 4 && strcmp(values[0].meaning, "event") == 0);
    check_value(values, count, "1", "event", 2);
    check_value(values, count, "0", "non-event", 2);
    check_value(values, count, "(27 other values)", "not eligible", 54);
    check_value(values, count, "(blank)", "not observed", 2);
    icp_t_customers_free(&c);
}

static void value_tables_survive_running_out_of_memory(void)
{
    static const char *const texts[] = {"Yes", "No", NULL, "later"};
    double numbers[] = {1, 0, NAN, 3};
    icp_t_customers c;
    icp_t_customers_start(&c, 4, NULL);
    icp_t_customers_text(&c, ICP_ROLE_CHURN, "text", texts);
    icp_t_customers_number(&c, ICP_ROLE_WIN, "number", numbers);
    icp_t_customers_events(&c, ICP_ROLE_CHURN, "Yes", "No");
    icp_t_customers_events(&c, ICP_ROLE_WIN, "1", "0");
    for (int kind = 0; kind < 2; kind++) {
        icp_status status = ICP_ENOMEM;
        for (size_t nth = 1; status != ICP_OK && nth < 50; nth++) {
            icp_t_memory memory = {0};
            icp_hooks hooks = icp_t_memory_hooks(&memory);
            icp_i_pool *pool = icp_i_pool_new(&hooks);
            icp_outcome_value *values = NULL;
            size_t count = 77;
            memory.fail_at = memory.calls + nth;
            status = icp_i_outcome_values(c.table, &c.roles, kind ? ICP_ROLE_WIN : ICP_ROLE_CHURN, pool, &values, &count, NULL);
            CHECK(status == ICP_OK ? count == 4 : status == ICP_ENOMEM && count == 77 && !values);
            icp_i_pool_free(pool);
            CHECK(memory.outstanding == 0);
        }
        CHECK(status == ICP_OK);
    }
    icp_t_customers_free(&c);
}

void test_outcome_values(void)
{
    static const icp_t_case cases[] = {{"every value is counted once", every_value_is_counted_once},
                                       {"value tables survive running out of memory", value_tables_survive_running_out_of_memory}};
    ICP_T_SUITE("outcome_values", cases);
}
