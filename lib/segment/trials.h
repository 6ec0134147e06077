/* trials.h - events and trials of a rate. Owns: what counts as one trial, here and nowhere else. Must not know: segments, intervals. */
#ifndef ICP_I_TRIALS_H
#define ICP_I_TRIALS_H

#include "segment/frame.h"

/* Among the frame rows with outcome 1 or 0 (NaN = not eligible) that the frame may be fitted on, of those with label[i] == which (label NULL: all):
 * *trials and the *events in them. With a group role a group is one trial and counts with the mean of its rows, because rows of one account are not
 * independent; otherwise each row is one. Trials with unequal weights (frame->weight) count as many as Kish's effective number, (sum w)^2 / sum w^2,
 * with the weighted share of events. */
icp_status icp_i_trials_count(const icp_i_frame *frame, const double *outcome, const int32_t *label, int32_t which, icp_i_pool *scratch,
                              double *events, double *trials, icp_error *err);

/* One trial, with what was expected of it. */
typedef struct icp_i_trial {
    double weight, outcome, expected;
} icp_i_trial;

/* The same trials one by one, weights scaled to Kish's effective number; expected: frame rows. In `pool`. */
icp_status icp_i_trials_list(const icp_i_frame *frame, const double *outcome, const double *expected, const int32_t *label, int32_t which,
                             icp_i_pool *pool, icp_i_trial **out, size_t *count, icp_error *err);

#endif
