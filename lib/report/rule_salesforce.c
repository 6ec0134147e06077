/* rule_salesforce.c - a rule as a condition in SOQL. Owns: SOQL quoting. */
#include "report/builder.h"
#include "report/rule_forms.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

static void add_value(icp_i_builder *out, const char *text)
{
    static const char plain[] = "\n\r\t", letter[] = "nrt";
    icp_i_builder_char(out, '\'');
    for (; *text; text++) {
        const char *control = strchr(plain, *text);
        if (control || *text == '\'' || *text == '\\') icp_i_builder_char(out, '\\');
        icp_i_builder_char(out, control ? letter[control - plain] : *text);
    }
    icp_i_builder_char(out, '\'');
}

/* An API name is letters, digits, underscores and dots; anything else is not one. */
static void add_field(icp_i_builder *out, const icp_result *result, size_t column)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";
    const char *name = icp_i_api_name(result, column);
    if (name && name[strspn(name, letters)] == '\0') {
        icp_i_builder_add(out, name);
        return;
    }
    icp_i_builder_add(out, "<API name of \"");
    icp_i_builder_add(out, icp_i_column_name(result, column));
    icp_i_builder_add(out, "\">");
}

static void add_bound(icp_i_builder *out, const icp_result *result, const icp_literal *literal, const char *sign, double value)
{
    icp_type type = icp_table_column(result->table, literal->column)->type;
    add_field(out, result, literal->column);
    icp_i_builder_add(out, sign);
    if (type == ICP_TYPE_DATE) icp_i_builder_day(out, value);
    else icp_i_builder_number(out, type == ICP_TYPE_PERCENT ? round(value * 1e8) / 1e6 : value); /* 45% is 45 there */
}

static void add_values(icp_i_builder *out, const icp_result *result, const icp_literal *literal)
{
    add_field(out, result, literal->column);
    icp_i_builder_add(out, literal->op == ICP_RULE_IS ? " = " : " IN (");
    for (size_t v = 0; v < literal->value_count; v++) {
        if (v > 0) icp_i_builder_add(out, ", ");
        add_value(out, literal->values[v]);
    }
    if (literal->op == ICP_RULE_IN) icp_i_builder_char(out, ')');
}

const char *icp_i_rule_salesforce(const icp_result *result, const icp_rule *rule, icp_i_pool *pool)
{
    return icp_i_rule_conditions(result, rule, add_values, add_bound, pool);
}
