/* conditions.h - what an outcome is compared at equal values of. Owns: which columns those are, and the frames of the two models: one of the
 * conditions alone, which says what to expect, one of conditions and all other columns. Must not know: folds, rates.
 *
 * Whoever has been there for longer, or began larger, had more occasion to buy more. With one row an account the chance of ever having done so within
 * a time t at a constant pace is 1 - exp(-pace t): its log-odds rise with log t by one at first and by less when most have. So the length of time is
 * no fixed offset but a term of its own, a line that may bend (transform.h), and so is the starting size. */
#ifndef ICP_I_CONDITIONS_H
#define ICP_I_CONDITIONS_H

#include "icpcluster/segment.h"
#include "segment/frame.h"

typedef struct icp_i_conditions {
    size_t count;              /* columns; 0: nothing to condition on, and the frames are that of the run */
    icp_i_frame alone, with;   /* conditions only; conditions first, then usage and traits */
    icp_condition column[2];
    const char *why;           /* sentence: what the outcome is compared at equal values of, or that nothing says; "" of other outcomes than upsell */
} icp_i_conditions;

/* The conditions of an outcome; columns without two values condition nothing. In `pool`. */
icp_status icp_i_conditions_of(const icp_i_frame *frame, icp_role role, icp_i_pool *pool, icp_i_conditions *out, icp_error *err);

/* " at equal exposure", " at equal exposure and starting size"; "" of a model without conditions. */
const char *icp_i_conditions_words(const icp_outcome_model *model);

#endif
