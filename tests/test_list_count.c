/* test_list_count.c - a hand-written rule counted in a list: sums, missing cells, running out of memory. */
#include "support/check.h"

#include "icpcluster.h"

#include <string.h>

static const char rule_text[] = "[icp]\nauthor = me\n[clauses]\nIndustry = Media | Mars\nSeats = 50..\n";

static icp_table *list_of(const char *const *industry, const double *seats, size_t rows)
{
    icp_table *table = NULL;
    icp_error err;
    CHECK_OK(icp_table_new(NULL, &table, &err), &err);
    CHECK_OK(icp_table_add_text(table, "Industry", industry, rows, &err), &err);
    CHECK_OK(icp_table_add_number(table, "Seats", seats, rows, &err), &err);
    return table;
}

static icp_table *small_list(void)
{
    static const char *const industry[] = {"Media", "Media", NULL, NULL, "Food", "Food"};
    static const double seats[] = {50, NAN, 60, 10, NAN, 70};
    return list_of(industry, seats, 6);
}

static void every_row_is_one_of_three(void)
{
    icp_error err;
    icp_list_count count;
    icp_table *list = small_list();
    CHECK_OK(icp_list_count_rule(list, rule_text, strlen(rule_text), "rule.ini", NULL, &count, &err), &err);
    /* by hand: matched row 1; open rows 2 and 3; the others fail a clause that is known */
    CHECK(count.rows == 6 && count.matched == 1 && count.unknown == 2 && count.other == 3);
    CHECK(count.clause_count == 2 && strcmp(count.author, "me") == 0);
    CHECK(count.clauses[0].matched == 2 && count.clauses[0].unknown == 2 && count.clauses[0].other == 2 && count.clauses[0].together == 2);
    CHECK(count.clauses[1].matched == 3 && count.clauses[1].unknown == 2 && count.clauses[1].other == 1 && count.clauses[1].together == 1);
    CHECK(strcmp(count.clauses[0].absent, "\"Mars\"") == 0 && strcmp(count.clauses[1].absent, "") == 0);
    icp_list_count_free(&count);
    icp_list_count_free(NULL);
    icp_table_free(list);
}

static void what_is_missing_is_refused(void)
{
    icp_error err;
    icp_list_count count = {.rows = 7};
    icp_table *list = small_list();
    static const char misspelt[] = "[clauses]\nSeets = 1..\n";
    CHECK_STATUS(icp_list_count_rule(list, misspelt, strlen(misspelt), "rule.ini", NULL, &count, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.message, "did you mean \"Seats\"?") != NULL && err.line == 2 && count.rows == 7);
    CHECK_STATUS(icp_list_count_rule(NULL, "", 0, "rule.ini", NULL, &count, &err), ICP_EUSAGE, &err);
    icp_table_free(list);
}

static void memory_may_run_out_anywhere(void)
{
    icp_error err;
    icp_table *list = small_list();
    icp_status status = ICP_ENOMEM;
    for (size_t nth = 1; status != ICP_OK && nth < 200; nth++) {
        icp_t_memory memory = {.fail_at = nth};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_list_count count = {.rows = 7};
        status = icp_list_count_rule(list, rule_text, strlen(rule_text), "rule.ini", &hooks, &count, &err);
        CHECK(status == ICP_OK || (status == ICP_ENOMEM && count.rows == 7 && memory.outstanding == 0));
        if (status == ICP_OK) {
            CHECK(nth > 2 && count.matched == 1);
            icp_list_count_free(&count);
            CHECK(memory.outstanding == 0);
        }
    }
    CHECK(status == ICP_OK);
    icp_table_free(list);
}

void test_list_count(void)
{
    static const icp_t_case cases[] = {{"every row is one of three", every_row_is_one_of_three},
                                       {"what is missing is refused", what_is_missing_is_refused},
                                       {"memory may run out anywhere", memory_may_run_out_anywhere}};
    ICP_T_SUITE("list_count", cases);
}
