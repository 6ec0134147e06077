/* difference.h - whether outcomes differ between segments. Owns: that test. Must not know: how segments were made, verdicts. */
#ifndef ICP_I_DIFFERENCE_H
#define ICP_I_DIFFERENCE_H

#include "segment/profile.h"

typedef struct icp_i_difference {
    size_t tested;     /* outcomes that could be compared */
    double p;          /* least one, adjusted for the number of outcomes (Bonferroni); 1 when none could be tested */
    const char *word;  /* outcome it is of: "churn", "upsell", "win"; "" without one */
} icp_i_difference;

/* Chi-square tests of the outcomes over the held-out labels of the input. */
icp_status icp_i_outcomes_differ(const icp_i_profile_input *input, icp_i_difference *out, icp_error *err);

#endif
