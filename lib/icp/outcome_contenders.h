/* outcome_contenders.h - rules found on outcomes as contenders beside the segments. Owns: which of them may run, their names, in which accounts they
 * are counted. Must not know: how rules are searched, the index. */
#ifndef ICP_I_OUTCOME_CONTENDERS_H
#define ICP_I_OUTCOME_CONTENDERS_H

#include "icp/rank.h"
#include "icp/rule.h"

#define ICP_I_SAME_ACCOUNTS .8 /* two rules whose accounts have a larger Jaccard index are one */

/* Appends a contender for each rule that is findable, whose outcome can be told from chance, and whose accounts are not those of a rule in the list
 * already (Jaccard index over all accounts); the others get a note. A contender is counted on the held-out accounts alone, against the held-out
 * accounts it does not find; accounts whose missing cells leave it open count on neither side. list has room for `rule_count` more. In `pool`. */
icp_status icp_i_outcome_contenders(const icp_i_rule_ground *ground, const icp_i_profile_input *all, icp_outcome_rule *rules, size_t rule_count,
                                    icp_i_contender *list, size_t *count, icp_i_pool *pool, icp_error *err);

#endif
