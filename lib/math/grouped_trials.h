/* grouped_trials.h - trials that come in groups and may turn out alike within one: how many independent trials they are worth, and the test of their
 * number of successes that counts no more. Must not know: what is tried. */
#ifndef ICP_I_GROUPED_TRIALS_H
#define ICP_I_GROUPED_TRIALS_H

#include "base/pool.h"
#include "icpcluster/status.h"

#include <stdint.h>

#define ICP_I_GROUPS_TELL ((size_t)15) /* fewer groups cannot say how alike the trials of one are: they count as all alike */

typedef struct icp_i_group_effect {
    size_t groups;  /* with trials */
    double alike;   /* intraclass correlation of the trials, upper end of its one-sided 90 % interval; 0 with one trial a group */
    double design;  /* design effect, at least 1: so many trials are worth one that is independent */
} icp_i_group_effect;

/* p: n chances in [0,1]; success: n, 0 or 1; group: n, below `groups`. Standardised residuals of the trials are compared between and within groups
 * (one-way analysis of variance; Searle 1971 for the interval). */
icp_status icp_i_group_effect_of(const double *p, const unsigned char *success, const uint32_t *group, size_t n, size_t groups, icp_i_pool *scratch,
                                 icp_i_group_effect *out, icp_error *err);

/* P(W >= seen) and P(W <= seen) of n trials with mean chance p that are worth n / design ones: the exact binomial tail, carried over to fractions of
 * a trial by the beta function (Korn & Graubard 1998). */
double icp_i_grouped_at_least(double p, double seen, double n, double design);
double icp_i_grouped_at_most(double p, double seen, double n, double design);

#endif
