/* paired.h - two rules compared on the same accounts. Owns: the interval of a difference of lifts. Must not know: who wrote the rules. */
#ifndef ICP_I_PAIRED_H
#define ICP_I_PAIRED_H

#include "icp/rule.h"

#define ICP_I_PAIRED_FEWEST 20 /* accounts that either rule must find, below which nothing is compared */

/* Lift of `a` less the lift of `b`, both over the same held-out rows: those whose target is known and that both rules decide; accounts are counted as
 * icp_i_rule_judge counts them. The interval is that of the delta method: each account's influence on the difference (first-order, so that accounts
 * which both rules find largely cancel), squared and summed; it is what a Poisson bootstrap over accounts tends to, without its draws. value NaN when
 * a rule finds too few, or nobody has the target. */
icp_status icp_i_lift_difference(const icp_i_rule_ground *ground, const icp_i_rule_target *target, const icp_rule *a, const icp_rule *b,
                                 icp_i_pool *scratch, icp_estimate *out, icp_error *err);

#endif
