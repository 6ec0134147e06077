/* survey.h - what is asked of each ranked candidate: how many of its kind a market list holds, whether it wins its share, how narrow it may be, and
 * what would unlock it. Owns: which rows speak for a candidate. Must not know: how it was found and ranked. */
#ifndef ICP_I_SURVEY_H
#define ICP_I_SURVEY_H

#include "icp/market.h"
#include "icp/rule.h"
#include "segment/profile.h"

typedef struct icp_i_survey {
    const icp_i_profile_input *accounts;
    const icp_i_rule_ground *ground;
    const icp_i_market *market; /* NULL: no list was given */
} icp_i_survey;

/* Fills market, fair_share, unlock_* and front of each candidate; the conditions of a findable rule are put into the order in which each narrows
 * best. Texts in `pool`. */
icp_status icp_i_survey_candidates(const icp_i_survey *survey, icp_candidate *candidates, size_t count, icp_i_pool *pool, icp_error *err);

/* Frame row i counts for the candidate and had no part in finding it: it falls into its segment when its half of the accounts is left out, or it was
 * held out of the search for a rule of an outcome and matches it. */
bool icp_i_survey_speaks(const icp_i_survey *survey, const icp_candidate *candidate, size_t i);

/* Fair share of the deals that speak for a candidate (share.c). market is filled already. */
icp_status icp_i_share(const icp_i_survey *survey, const icp_candidate *candidate, icp_i_pool *pool, icp_fair_share *out, icp_error *err);

/* The objection that stands between a candidate of tier 3 and being as good as all accounts: unlock_objection and unlock_deals (unlock.c). */
icp_status icp_i_unlock(const icp_i_survey *survey, icp_candidate *candidate, icp_i_pool *pool, icp_error *err);

/* The rule's conditions from the widest to the narrowest rule, with counts and held-out lifts (front.c). */
icp_status icp_i_front(const icp_i_survey *survey, icp_candidate *candidate, icp_i_pool *pool, icp_error *err);

#endif
