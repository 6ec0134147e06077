/* json_stated.c - stated ICPs, their agreement, and who the best customers are, in report.json. Must not know: how they were judged. */
#include "report/json_report.h"
#include "report/rule_forms.h"

#include <math.h>

static void write_clauses(icp_i_json *json, const icp_stated *stated)
{
    static const char *const verdicts[] = {"supported", "contradicted", "cannot_tell", "not_observable"};
    icp_i_json_key_array(json, "clauses");
    for (size_t c = 0; c < stated->clause_count; c++) {
        const icp_stated_clause *clause = &stated->clauses[c];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "text", clause->text);
        icp_i_json_key_text(json, "verdict", verdicts[clause->verdict]);
        icp_i_json_key_estimate(json, "effect", &clause->effect);
        icp_i_json_key_word(json, "why", clause->why);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_reasons(icp_i_json *json, const icp_stated *stated)
{
    icp_i_json_key_array(json, "reasons");
    for (size_t i = 0; i < stated->reason_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "key", stated->reasons[i].key);
        icp_i_json_key_text(json, "text", stated->reasons[i].text);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static bool write_stated(icp_i_json *json, const icp_result *result, const icp_stated *stated, icp_i_pool *pool)
{
    const char *rule = stated->rule.literal_count > 0 ? icp_i_rule_text(result, &stated->rule, pool) : "";
    const char *found = stated->found.literal_count > 0 ? icp_i_rule_text(result, &stated->found, pool) : "";
    if (!rule || !found) return false;
    icp_i_json_object(json);
    icp_i_json_key_text(json, "author", stated->author);
    icp_i_json_key_text(json, "date", stated->date);
    write_clauses(json, stated);
    if (isnan(stated->rule.coverage.value)) icp_i_json_key_null(json, "holdout");
    else icp_i_json_holdout(json, &stated->rule);
    icp_i_json_key_part(json, "missed_best", stated->missed_best);
    icp_i_json_key_part(json, "churners_in", stated->churners_in);
    icp_i_json_key_estimate(json, "difference", &stated->difference);
    icp_i_json_key_number(json, "players", stated->players);
    icp_i_json_key_word(json, "target", stated->target);
    icp_i_json_key_word(json, "rule", rule);
    icp_i_json_key_word(json, "compared_with", found);
    write_reasons(json, stated);
    icp_i_json_end(json);
    return true;
}

bool icp_i_json_stated(icp_i_json *json, const icp_result *result, icp_i_pool *pool)
{
    bool written = true;
    icp_i_json_key_array(json, "stated");
    for (size_t i = 0; i < result->stated_count && written; i++) written = write_stated(json, result, &result->stated[i], pool);
    icp_i_json_end(json);
    return written;
}

void icp_i_json_agreement(icp_i_json *json, const icp_result *result)
{
    if (result->agreement_count == 0) {
        icp_i_json_key_null(json, "agreement");
        return;
    }
    icp_i_json_key_array(json, "agreement");
    for (size_t i = 0; i < result->agreement_count; i++) {
        const icp_agreement *pair = &result->agreement[i];
        icp_i_json_object(json);
        icp_i_json_key_count(json, "first", pair->first);
        icp_i_json_key_count(json, "second", pair->second);
        icp_i_json_key_number(json, "jaccard", pair->jaccard);
        icp_i_json_key_number(json, "kappa", pair->kappa);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}
