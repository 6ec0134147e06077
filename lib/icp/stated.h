/* stated.h - an ICP that somebody stated, judged like a found rule: on the same held-out accounts, by the same code. Owns: which outcome it is held
 * against, the verdict on each clause, what it is compared with. Must not know: files, how rules are searched. */
#ifndef ICP_I_STATED_H
#define ICP_I_STATED_H

#include "icp/against.h"
#include "icp/clauses.h"

/* A stated ICP with its clauses looked up. */
typedef struct icp_i_claim {
    icp_i_written_icp icp;
    icp_i_condition *condition; /* one a clause */
} icp_i_claim;

/* Reads a text and looks its clauses up in the frame's table. A column that is known only after an outcome cannot be searched by: it is not
 * observable. name: for messages. In `pool`. */
icp_status icp_i_claim_read(const char *text, const char *name, const icp_i_frame *frame, icp_i_pool *pool, icp_i_claim *out, icp_error *err);

/* What a claim is judged by. */
typedef struct icp_i_court {
    const icp_i_rule_ground *ground;
    const icp_i_profile_input *input;
    const icp_i_known_customers *customers;
    const icp_outcome_rule *outcome_rules;
    size_t outcome_rule_count;
    const icp_candidate *candidates;
    size_t candidate_count;
} icp_i_court;

/* The claim's rule holds all clauses that can be observed. Its target is the first of won, bought more and stayed that can be told from chance (else
 * the first there is); it is compared with the rule that was found for that target, or, where none is findable, with that of the first candidate.
 * A clause is supported when the interval of its lift lies above 1, contradicted when below, with at least 20 held-out accounts under it. */
icp_status icp_i_claim_judge(const icp_i_court *court, const icp_i_claim *claim, icp_i_pool *pool, icp_stated *out, icp_error *err);
/* Every pair of stated ICPs, over all accounts (rows): count * (count - 1) / 2 of them, NaN for one without an observable clause. In `pool`. */
icp_status icp_i_claims_agree(const icp_i_frame *frame, const icp_stated *stated, size_t count, icp_i_pool *pool, icp_agreement **out,
                              icp_error *err);

#endif
