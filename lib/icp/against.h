/* against.h - what speaks against a candidate: best customers that it does not reach, and customers it reaches that left. Owns: who the best
 * customers are. Must not know: ranks, how rules are searched. */
#ifndef ICP_I_AGAINST_H
#define ICP_I_AGAINST_H

#include "icp/rule.h"
#include "segment/profile.h"

/* The best accounts had every good outcome that the file has a column for (won, bought more) and no bad one (churned); where more than a fifth of
 * all did, those of the fifth with the highest revenue, or, without revenue, with the most use, all that are level with the last of them included.
 * Nobody is best without an outcome. */
typedef struct icp_i_known_customers {
    size_t accounts;
    const icp_i_frame *frame;
    unsigned char *best, *held_out; /* accounts */
    signed char *gone;              /* accounts: 1 churned or lost, 0 not, -1 not known */
    unsigned char *inside;          /* accounts: room to work in */
    const char *words;              /* who the best are: "accounts that stayed and bought more"; "" when nobody is */
} icp_i_known_customers;

/* lost: frame rows, 1 churned or lost, 0 not, NaN not observed; NULL when nothing tells. In `pool`. */
icp_status icp_i_customers_known(const icp_i_rule_ground *ground, const icp_i_profile_input *input, const double *lost, icp_i_pool *pool,
                                 icp_i_known_customers *out, icp_error *err);
/* Counts on held-out accounts. inside: frame rows, > 0 = reached; an account is reached by any of its rows. */
void icp_i_against(const icp_i_known_customers *known, const signed char *inside, icp_part *best_outside, icp_part *gone_inside);
/* Both parts of every candidate: reached are the accounts that its rule finds or, where no rule finds a segment, that fall into the segment when
 * their half of the file is left out. */
icp_status icp_i_candidates_against(const icp_i_known_customers *known, const icp_i_profile_input *input, icp_candidate *candidates, size_t count,
                                    icp_i_pool *scratch, icp_error *err);

#endif
