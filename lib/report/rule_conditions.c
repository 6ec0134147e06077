/* rule_conditions.c - a rule as conditions joined by AND. Owns: the order of a query's parts. Must not know: how a language quotes. */
#include "report/rule_forms.h"

#include <math.h>

const char *icp_i_rule_conditions(const icp_result *result, const icp_rule *rule, icp_i_add_values add_values, icp_i_add_bound add_bound,
                                  icp_i_pool *pool)
{
    icp_i_builder out = {.pool = pool};
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        if (l > 0) icp_i_builder_add(&out, " AND ");
        if (literal->op != ICP_RULE_BETWEEN) {
            add_values(&out, result, literal);
            continue;
        }
        if (!isinf(literal->low)) add_bound(&out, result, literal, " >= ", literal->low);
        if (!isinf(literal->low) && !isinf(literal->high)) icp_i_builder_add(&out, " AND ");
        if (!isinf(literal->high)) add_bound(&out, result, literal, literal->closed ? " <= " : " < ", literal->high);
    }
    return icp_i_builder_text(&out);
}
