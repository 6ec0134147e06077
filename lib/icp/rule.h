/* rule.h - from a target to a rule that finds it by traits. Owns: which rows search and which rows judge, how bold the search is, the chance
 * reference, the verdict. Must not know: what a rule looks like in any language, where targets come from. */
#ifndef ICP_I_RULE_H
#define ICP_I_RULE_H

#include "icp/rule_rows.h"
#include "icp/traits.h"

#define ICP_I_FINDABLE_LIFT 1.2 /* the lower end of the held-out lift must reach it ... */
#define ICP_I_FINDABLE_P .05    /* ... and chance must do as well no more often than this */
#define ICP_I_LAMBDA_SEGMENT 2.0
#define ICP_I_LAMBDA_OUTCOME 1.25

/* What every rule of a run shares. */
typedef struct icp_i_rule_ground {
    const icp_i_frame *frame;
    icp_i_traits traits;
    const unsigned char *held_out; /* frame rows: 1 = had no part in any search; two units in five */
} icp_i_rule_ground;

icp_status icp_i_rule_ground_make(const icp_i_frame *frame, icp_i_pool *pool, icp_i_rule_ground *out, icp_error *err);
/* Searches a rule for a target among the rows that are not held out (rule_rows.h) and judges it on those that are. A row must bring lambda times the
 * mean of the target, or half the way from the mean to 1 where that is less; of a target with expected values it is the ratio to these that must be
 * so large, so that no condition is found for what the conditions of the outcome explain. Rows weigh as the frame says. key: a number of its own for
 * each target of a run; streams hang on it. In `pool`. */
icp_status icp_i_rule_find(const icp_i_rule_ground *ground, const icp_i_rule_target *target, double lambda, uint64_t key, icp_i_pool *pool,
                           icp_rule *out, icp_error *err);
/* The same without asking what chance and other samples find: literals and held-out figures, no verdict. */
icp_status icp_i_rule_glance(const icp_i_rule_ground *ground, const icp_i_rule_target *target, double lambda, icp_i_pool *pool, icp_rule *out,
                             icp_error *err);
/* The held-out half of icp_i_rule_find: counts, precision, recall, lift and coverage of rule->literals. With a group role a unit counts once among
 * the rows that match and once among those that do not, with the mean of its rows; with unequal weights numbers of rows are effective (Kish). */
icp_status icp_i_rule_judge(const icp_i_rule_ground *ground, const icp_i_rule_target *target, icp_i_pool *scratch, icp_rule *rule, icp_error *err);
/* 1: a value is under the condition, 0: not; a number may be missing (NaN): -1. */
int icp_i_literal_holds_number(const icp_literal *literal, double value);
int icp_i_literal_holds_text(const icp_literal *literal, const char *text);
/* icp_rule_match of every frame row. */
void icp_i_rule_match_rows(const icp_rule *rule, const icp_i_frame *frame, signed char *match);
/* A rule for each of the segments 0 .. segments-1 of label (frame rows). */
icp_status icp_i_rules_of_segments(const icp_i_rule_ground *ground, const int32_t *label, size_t segments, icp_i_pool *pool, icp_rule **out,
                                   icp_error *err);
/* A rule for one outcome: the event of an upsell or a win, staying for a churn; `unwanted` turns each round. *made is false when fewer than 20 rows
 * say yes, or no. */
icp_status icp_i_rule_of_outcome(const icp_i_rule_ground *ground, const icp_i_outcome *outcome, bool unwanted, icp_i_pool *pool,
                                 icp_outcome_rule *out, bool *made, icp_error *err);

#endif
