/* json_rule.c - a rule in report.json, in every language it can be searched in. Must not know: their quoting. */
#include "report/json_report.h"
#include "report/rule_forms.h"

#include <math.h>

static void write_ends(icp_i_json *json, const icp_literal *literal)
{
    icp_i_json_number(json, literal->low); /* an open end is null */
    icp_i_json_number(json, literal->high);
}

static void write_literals(icp_i_json *json, const icp_result *result, const icp_rule *rule)
{
    static const char *const ops[] = {"in", "between", "is"};
    icp_i_json_key_array(json, "literals");
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, literal->column));
        icp_i_json_key_text(json, "op", ops[literal->op]);
        icp_i_json_key_array(json, "values");
        if (literal->op == ICP_RULE_BETWEEN) write_ends(json, literal);
        for (size_t v = 0; v < literal->value_count; v++) icp_i_json_text(json, literal->values[v]);
        icp_i_json_end(json);
        icp_i_json_key_bool(json, "closed", literal->closed != 0);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

void icp_i_json_holdout(icp_i_json *json, const icp_rule *rule)
{
    icp_i_json_key_object(json, "holdout");
    icp_i_json_key_count(json, "rows", rule->holdout_rows);
    icp_i_json_key_estimate(json, "precision", &rule->precision);
    icp_i_json_key_number(json, "expected", rule->expected > 0 ? rule->expected : (double)NAN);
    icp_i_json_key_estimate(json, "recall", &rule->recall);
    icp_i_json_key_estimate(json, "lift", &rule->lift);
    icp_i_json_key_estimate(json, "coverage", &rule->coverage);
    icp_i_json_key_count(json, "unknown", rule->holdout_unknown);
    icp_i_json_end(json);
}

static void write_evidence(icp_i_json *json, const icp_rule *rule)
{
    icp_i_json_holdout(json, rule);
    icp_i_json_key_number(json, "permutation_p", rule->permutation_p);
    icp_i_json_key_object(json, "agreement");
    icp_i_json_key_count(json, "found", rule->agreement_found);
    icp_i_json_key_count(json, "of", rule->agreement_of);
    icp_i_json_end(json);
}

static void write_no_evidence(icp_i_json *json)
{
    icp_i_json_key_null(json, "holdout");
    icp_i_json_key_null(json, "permutation_p");
    icp_i_json_key_null(json, "agreement");
}

bool icp_i_json_rule(icp_i_json *json, const icp_result *result, const icp_rule *rule, icp_i_pool *pool)
{
    bool found = rule->findable != 0;
    const char *text = icp_i_rule_or_verdict(result, rule, pool), *sql = found ? icp_i_rule_sql(result, rule, pool) : "";
    const char *salesforce = found ? icp_i_rule_salesforce(result, rule, pool) : "", *hubspot = found ? icp_i_rule_hubspot(result, rule, pool) : "";
    if (!text || !sql || !salesforce || !hubspot) return false;
    icp_i_json_key_object(json, "rule");
    icp_i_json_key_text(json, "text", text);
    icp_i_json_key_word(json, "sql", sql);
    icp_i_json_key_object(json, "filters");
    icp_i_json_key_word(json, "salesforce", salesforce);
    icp_i_json_key_word(json, "hubspot", hubspot);
    icp_i_json_end(json);
    write_literals(json, result, rule);
    if (rule->literal_count > 0) write_evidence(json, rule);
    else write_no_evidence(json);
    if (rule->searched) icp_i_json_key_bool(json, "findable", found);
    else icp_i_json_key_null(json, "findable");
    icp_i_json_key_word(json, "why", rule->why);
    icp_i_json_end(json);
    return true;
}

bool icp_i_json_outcome_rules(icp_i_json *json, const icp_result *result, icp_i_pool *pool)
{
    bool written = true;
    icp_i_json_key_array(json, "outcome_rules");
    for (size_t i = 0; i < result->outcome_rule_count && written; i++) {
        const icp_outcome_rule *outcome = &result->outcome_rules[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "finds", icp_outcome_rule_finds(outcome));
        written = icp_i_json_rule(json, result, &outcome->rule, pool);
        icp_i_json_key_word(json, "no_candidate", outcome->note);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    return written;
}
