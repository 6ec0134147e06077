/* rule_text.c - a rule as people say it. Must not know: terminals, markup. */
#include "report/builder.h"
#include "report/rule_forms.h"
#include "report/words.h"

#include <math.h>

static void add_end(icp_i_builder *out, icp_type type, double value)
{
    if (type == ICP_TYPE_DATE) {
        icp_i_builder_day(out, value);
    } else if (type == ICP_TYPE_PERCENT) {
        icp_i_builder_number(out, round(value * 1e8) / 1e6);
        icp_i_builder_char(out, '%');
    } else {
        icp_i_builder_number(out, value);
    }
}

static void add_interval(icp_i_builder *out, icp_type type, const icp_literal *literal)
{
    bool date = type == ICP_TYPE_DATE;
    if (literal->closed && literal->low >= literal->high) {
        icp_i_builder_add(out, " is ");
        add_end(out, type, literal->low);
        return;
    }
    if (!isinf(literal->low)) {
        icp_i_builder_add(out, isinf(literal->high) && !date ? " at least " : " from ");
        add_end(out, type, literal->low);
        icp_i_builder_add(out, isinf(literal->high) && date ? " on" : "");
    }
    if (isinf(literal->high)) return;
    icp_i_builder_add(out, isinf(literal->low) ? "" : " to");
    icp_i_builder_add(out, date ? " before " : !literal->closed ? " under " : isinf(literal->low) ? " at most " : " ");
    add_end(out, type, literal->high);
}

const char *icp_i_rule_text(const icp_result *result, const icp_rule *rule, icp_i_pool *pool)
{
    icp_i_builder out = {.pool = pool};
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        if (l > 0) icp_i_builder_add(&out, ", and ");
        icp_i_builder_add(&out, icp_i_column_name(result, literal->column));
        if (literal->op == ICP_RULE_BETWEEN) add_interval(&out, icp_table_column(result->table, literal->column)->type, literal);
        for (size_t v = 0; v < literal->value_count; v++) {
            icp_i_builder_add(&out, v == 0 ? " is " : v + 1 < literal->value_count ? ", " : " or ");
            icp_i_builder_add(&out, literal->values[v]);
        }
    }
    return icp_i_builder_text(&out);
}

const char *icp_i_rule_or_verdict(const icp_result *result, const icp_rule *rule, icp_i_pool *pool)
{
    if (!rule->searched) return "";
    return rule->findable ? icp_i_rule_text(result, rule, pool) : ICP_I_NOT_FINDABLE;
}
