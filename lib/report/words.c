/* words.c - see words.h. */
#include "report/words.h"

#include <stdbool.h>
#include <string.h>

const char *icp_i_role_name(icp_role role)
{
    for (size_t i = 0; icp_role_row(i); i++)
        if (icp_role_row(i)->role == role) return icp_role_row(i)->name;
    return "";
}

const char *icp_i_origin_name(unsigned char origin)
{
    static const char *const names[] = {"default", "config", "environment", "flag"};
    return names[origin <= ICP_ORIGIN_FLAG ? origin : ICP_ORIGIN_DEFAULT];
}

const char *icp_i_column_name(const icp_result *result, size_t column)
{
    const icp_column *found = icp_table_column(result->table, column);
    return found ? found->name : "";
}

const char *icp_i_shown_id(const icp_result *result, const icp_candidate *candidate)
{
    return candidate->segment < result->segment_count ? result->segments[candidate->segment].id : candidate->id;
}

const char *icp_i_finds_words(const icp_outcome_rule *rule)
{
    bool no = rule->unwanted != 0;
    if (rule->role == ICP_ROLE_WIN) return no ? "were lost" : "were won";
    if (rule->role == ICP_ROLE_UPSELL) return no ? "bought no more" : "bought more";
    return no ? "left" : "stayed";
}

const char *icp_i_candidate_finds(const icp_result *result, const icp_candidate *candidate)
{
    for (size_t i = 0; candidate->finds && i < result->outcome_rule_count; i++)
        if (strcmp(icp_outcome_rule_finds(&result->outcome_rules[i]), candidate->finds) == 0) return icp_i_finds_words(&result->outcome_rules[i]);
    return "";
}

const char *icp_i_alike_words(const icp_result *result)
{
    const icp_clustering *c = &result->clustering;
    bool alike = c->k < 2;
    for (size_t i = 0; i < c->difference_count; i++) alike = alike || !c->differences[i].differs;
    return alike ? c->differences_why : NULL;
}

const icp_candidate *icp_i_candidate_of(const icp_result *result, size_t segment)
{
    for (size_t i = 0; i < result->candidate_count; i++)
        if (result->candidates[i].segment == segment) return &result->candidates[i];
    return NULL;
}
