/* list_count.c - a hand-written rule counted in a list of companies. Owns: the counts. Must not know: how the rule was written down. */
#include "base/fail.h"
#include "icp/clauses.h"
#include "icpcluster/market.h"

#include <string.h>

/* Each clause looked up in the list; in a count every one of them must be there. */
static icp_status look_up(const icp_table *list, const icp_i_written_icp *icp, icp_i_pool *pool, icp_i_condition *found, icp_literal *literals,
                          icp_error *err)
{
    for (size_t c = 0; c < icp->clauses; c++) {
        const icp_i_clause *clause = &icp->clause[c];
        ICP_I_TRY(icp_i_clause_look_up(icp, c, list, pool, &found[c], err));
        literals[c] = found[c].literal;
        if (found[c].observable) continue;
        icp_status status = icp_i_fail(err, ICP_E_COLUMN, "'%s' cannot be counted: %s", clause->text, found[c].why);
        icp_i_fail_about(err, clause->column, clause->value[0], NULL);
        icp_i_fail_place(err, icp->file, clause->line, 0);
        if (found[c].literal.column == ICP_NONE)
            icp_i_fail_help(err, "[map] says what a column is called in the list: \"%s\" = HEADER", clause->column);
        else icp_i_fail_help(err, "values are compared exactly, without outer blanks; a clause that no row can meet counts nobody");
        return status;
    }
    return ICP_OK;
}

static void count_row(const icp_table *list, const icp_literal *literals, size_t row, icp_list_count *count)
{
    int all = 1;
    for (size_t c = 0; c < count->clause_count; c++) {
        const icp_rule one = {.literals = &literals[c], .literal_count = 1};
        int match = icp_rule_match(&one, list, row);
        count->clauses[c].matched += match > 0;
        count->clauses[c].other += match == 0;
        count->clauses[c].unknown += match < 0;
        all = match == 0 || all == 0 ? 0 : match < 0 ? -1 : all;
        count->clauses[c].together += all > 0;
    }
    count->rows++;
    count->matched += all > 0;
    count->other += all == 0;
    count->unknown += all < 0;
}

static icp_status count_all(const icp_table *list, const char *text, size_t size, const char *name, icp_i_pool *pool, icp_list_count *count,
                            icp_error *err)
{
    icp_i_written_icp icp;
    const char *file = icp_i_copy_text(pool, name, strlen(name));
    if (!file) return icp_i_fail_memory(err, "counting a rule");
    ICP_I_TRY(icp_i_written_icp_read(text, size, file, pool, &icp, err));
    icp_i_condition *found = ICP_I_NEW(pool, icp_i_condition, icp.clauses);
    icp_literal *literals = ICP_I_NEW(pool, icp_literal, icp.clauses);
    count->clauses = ICP_I_NEW(pool, icp_clause_count, icp.clauses);
    if (!found || !literals || !count->clauses) return icp_i_fail_memory(err, "counting a rule");
    ICP_I_TRY(look_up(list, &icp, pool, found, literals, err));
    count->author = icp.author;
    count->date = icp.date;
    count->clause_count = icp.clauses;
    for (size_t c = 0; c < icp.clauses; c++) {
        count->clauses[c].text = icp.clause[c].text;
        count->clauses[c].column = icp_table_column(list, literals[c].column)->name;
        count->clauses[c].absent = found[c].absent;
    }
    for (size_t row = 0; row < icp_table_rows(list); row++) count_row(list, literals, row, count);
    return ICP_OK;
}

icp_status icp_list_count_rule(const icp_table *list, const char *text, size_t size, const char *name, const icp_hooks *hooks, icp_list_count *out,
                               icp_error *err)
{
    if (!list || !text || !name || !out) return icp_i_fail(err, ICP_E_ARGUMENT, "a list, a rule, its name and a place for the count are needed");
    icp_list_count made = {.list = list};
    icp_i_pool *pool = icp_i_pool_new(hooks);
    if (!pool) return icp_i_fail_memory(err, "counting a rule");
    icp_status status = count_all(list, text, size, name, pool, &made, err);
    if (status != ICP_OK) {
        icp_i_pool_free(pool);
        return status;
    }
    made.owner = pool;
    *out = made;
    return ICP_OK;
}

void icp_list_count_free(icp_list_count *count)
{
    if (!count) return;
    icp_i_pool_free(count->owner);
    *count = (icp_list_count){0};
}
