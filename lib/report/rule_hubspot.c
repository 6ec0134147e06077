/* rule_hubspot.c - a rule as the filters of a HubSpot search. Owns: operators and value forms there; JSON does the quoting. */
#include "base/json.h"
#include "report/builder.h"
#include "report/rule_forms.h"
#include "report/words.h"

#include <math.h>

#define DAY_MILLISECONDS 86400000.0

static const char *property(const icp_result *result, size_t column, icp_i_pool *pool)
{
    const char *name = icp_i_api_name(result, column);
    return name ? name : icp_i_print(pool, "<API name of \"%s\">", icp_i_column_name(result, column));
}

static void open_filter(icp_i_json *json, const char *name, const char *operator)
{
    icp_i_json_object(json);
    icp_i_json_key_text(json, "propertyName", name);
    icp_i_json_key_text(json, "operator", operator);
}

/* Numbers travel as texts, dates as milliseconds since 1970. */
static void add_bound(icp_i_json *json, const char *name, icp_type type, const char *operator, double value, icp_i_builder *digits)
{
    if (isinf(value)) return;
    digits->size = 0;
    icp_i_builder_number(digits, type == ICP_TYPE_DATE ? value * DAY_MILLISECONDS : value);
    open_filter(json, name, operator);
    icp_i_json_key_text(json, "value", icp_i_builder_text(digits));
    icp_i_json_end(json);
}

static void add_values(icp_i_json *json, const char *name, const icp_literal *literal)
{
    open_filter(json, name, literal->op == ICP_RULE_IS ? "EQ" : "IN");
    if (literal->op == ICP_RULE_IS) {
        icp_i_json_key_text(json, "value", literal->values[0]);
    } else {
        icp_i_json_key_array(json, "values");
        for (size_t v = 0; v < literal->value_count; v++) icp_i_json_text(json, literal->values[v]);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void add_filters(icp_i_json *json, const icp_result *result, const icp_rule *rule, icp_i_pool *pool, icp_i_builder *digits)
{
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        icp_type type = icp_table_column(result->table, literal->column)->type;
        const char *name = property(result, literal->column, pool);
        if (literal->op == ICP_RULE_BETWEEN) {
            add_bound(json, name, type, "GTE", literal->low, digits);
            add_bound(json, name, type, literal->closed ? "LTE" : "LT", literal->high, digits);
        } else {
            add_values(json, name, literal);
        }
    }
}

const char *icp_i_rule_hubspot(const icp_result *result, const icp_rule *rule, icp_i_pool *pool)
{
    icp_i_builder out = {.pool = pool}, digits = {.pool = pool};
    icp_sink sink = icp_i_builder_sink(&out);
    icp_i_json json;
    if (rule->literal_count == 0) return "";
    icp_i_json_start(&json, &sink);
    icp_i_json_object(&json);
    icp_i_json_key_array(&json, "filterGroups");
    icp_i_json_object(&json);
    icp_i_json_key_array(&json, "filters");
    add_filters(&json, result, rule, pool, &digits);
    for (int open = 0; open < 4; open++) icp_i_json_end(&json);
    if (icp_i_json_finish(&json, NULL) != ICP_OK || digits.failed) return NULL;
    if (out.size > 0 && out.text[out.size - 1] == '\n') out.text[out.size - 1] = '\0';
    return icp_i_builder_text(&out);
}
