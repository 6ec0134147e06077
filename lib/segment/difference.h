/* difference.h - whether outcomes differ between segments. Owns: that test and its words. Must not know: how segments were made, verdicts. */
#ifndef ICP_I_DIFFERENCE_H
#define ICP_I_DIFFERENCE_H

#include "segment/profile.h"

#define ICP_I_DIFFERENT_P 0.05

typedef struct icp_i_difference {
    size_t tested;                     /* outcomes that could be compared */
    icp_segment_difference outcome[3]; /* of these */
    double p;                          /* least one; 1 when none could be tested */
    const char *word;                  /* outcome it is of; "" without one */
} icp_i_difference;

/* Chi-square tests of the outcomes over the held-out labels of the input, adjusted for their number. An outcome that conditions (exposure, starting
 * size) let expect something of each account is compared with that, as if it were known: where segments are unlike in the conditions the test is
 * cautious (at 0.05 it finds one of 40 samples in which nothing differs, one of 20 where segments are alike in them). */
icp_status icp_i_outcomes_differ(const icp_i_profile_input *input, icp_i_difference *out, icp_error *err);

/* The test among the segments of a clustering: fills its differences and differences_why; with one segment, or nothing to compare, that sentence says
 * why. The sentence is in `pool`. */
icp_status icp_i_differences_note(const icp_i_profile_input *input, icp_clustering *clustering, icp_i_pool *pool, icp_error *err);

/* "p 0.012"; a p below a thousandth is not told more closely. In `pool`, or NULL. */
const char *icp_i_p_in_words(double p, icp_i_pool *pool);

#endif
