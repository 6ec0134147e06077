/* text_words.c - outcomes, segments and traits as the parts of the summary name them. Must not know: the order of the summary. */
#include "report/text_parts.h"

#include "segment/conditions.h"

#include <math.h>

const icp_i_outcome_words icp_i_outcome_list[3] = {{ICP_ROLE_WIN, "WIN", "win rate", 1},
                                                   {ICP_ROLE_UPSELL, "UPSELL", "upsell rate", 1},
                                                   {ICP_ROLE_CHURN, "CHURN", "churn rate", -1}};

const icp_outcome_model *icp_i_outcome_model_of(const icp_result *result, icp_role role)
{
    return role == ICP_ROLE_WIN ? &result->win : role == ICP_ROLE_UPSELL ? &result->upsell : &result->churn;
}

const icp_estimate *icp_i_segment_rate(const icp_segment *segment, icp_role role)
{
    return role == ICP_ROLE_WIN ? &segment->win : role == ICP_ROLE_UPSELL ? &segment->upsell : &segment->churn;
}

const icp_estimate *icp_i_candidate_rate(const icp_candidate *candidate, icp_role role)
{
    return role == ICP_ROLE_WIN ? &candidate->win : role == ICP_ROLE_UPSELL ? &candidate->upsell : &candidate->churn;
}

void icp_i_phrase_segment(icp_i_phrase *phrase, const icp_segment *segment)
{
    icp_i_phrase_add(phrase, segment->id);
    icp_i_phrase_add(phrase, " ");
    icp_i_phrase_user(phrase, segment->name, 28);
}

void icp_i_phrase_others(icp_i_phrase *phrase, const icp_trait_lift *trait, double segment_share)
{
    double others = segment_share < 1 ? fmax(0, (trait->overall - segment_share * trait->share) / (1 - segment_share)) : 0;
    icp_i_phrase_add(phrase, ", ");
    if (others < 1e-9) {
        icp_i_phrase_add(phrase, "no other has it");
        return;
    }
    icp_i_phrase_add(phrase, "others ");
    icp_i_phrase_percent(phrase, others);
    icp_i_phrase_add(phrase, trait->lift.value > 100 ? " (>100x" : " (");
    if (!(trait->lift.value > 100)) {
        icp_i_phrase_fixed(phrase, trait->lift.value, 1);
        icp_i_phrase_add(phrase, "x, ");
        icp_i_phrase_fixed(phrase, trait->lift.low, 1);
        icp_i_phrase_add(phrase, "-");
        icp_i_phrase_fixed(phrase, trait->lift.high, 1);
    }
    icp_i_phrase_add(phrase, ")");
}

const char *icp_i_rule_conditions_words(const icp_result *result, const icp_rule *rule)
{
    return rule->expected > 0 ? icp_i_conditions_words(&result->upsell) : "";
}
