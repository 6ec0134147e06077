/* rule_sql.c - a rule as a condition in standard SQL. Owns: SQL quoting. A missing cell is NULL there and matches no condition, as it should. */
#include "report/builder.h"
#include "report/rule_forms.h"
#include "report/words.h"

#include <math.h>

/* In quotes, a quote within doubled: identifiers in double ones, values in single ones. */
static void add_quoted(icp_i_builder *out, const char *text, char quote)
{
    icp_i_builder_char(out, quote);
    for (; *text; text++) {
        if (*text == quote) icp_i_builder_char(out, quote);
        icp_i_builder_char(out, *text);
    }
    icp_i_builder_char(out, quote);
}

static void add_bound(icp_i_builder *out, const icp_result *result, const icp_literal *literal, const char *sign, double value)
{
    const icp_column *column = icp_table_column(result->table, literal->column);
    add_quoted(out, column->name, '"');
    icp_i_builder_add(out, sign);
    if (column->type == ICP_TYPE_DATE) {
        icp_i_builder_char(out, '\'');
        icp_i_builder_day(out, value);
        icp_i_builder_char(out, '\'');
    } else {
        icp_i_builder_number(out, value);
    }
}

static void add_values(icp_i_builder *out, const icp_result *result, const icp_literal *literal)
{
    add_quoted(out, icp_i_column_name(result, literal->column), '"');
    icp_i_builder_add(out, literal->op == ICP_RULE_IS ? " = " : " IN (");
    for (size_t v = 0; v < literal->value_count; v++) {
        if (v > 0) icp_i_builder_add(out, ", ");
        add_quoted(out, literal->values[v], '\'');
    }
    if (literal->op == ICP_RULE_IN) icp_i_builder_char(out, ')');
}

const char *icp_i_rule_sql(const icp_result *result, const icp_rule *rule, icp_i_pool *pool)
{
    return icp_i_rule_conditions(result, rule, add_values, add_bound, pool);
}
