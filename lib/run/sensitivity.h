/* sensitivity.h - the answer under changed assumptions: other weights, fewer columns, other k, other seeds, without the largest accounts. Must not
 * know: how models are fitted (they are kept), files. */
#ifndef ICP_I_SENSITIVITY_H
#define ICP_I_SENSITIVITY_H

#include "icp/rank.h"
#include "segment/choose.h"

#define ICP_I_SENSITIVITY_ROWS 50000 /* beyond, the panel is left out: its verdict is then NULL */

typedef struct icp_i_sensitivity_ground {
    const icp_i_evidence *evidence;
    const icp_i_axis_plan *plan;
    const icp_i_behaviour *behaviour;
    const icp_i_partition *partition;
    const icp_i_profile_input *published;
    const icp_segment *segments;
    const icp_i_contender *contender; /* the segments of `published`, where there are several, then rules of outcomes */
    size_t contenders;
    size_t first;                     /* contender that is ranked first; ICP_NONE when nothing is ranked */
} icp_i_sensitivity_ground;

/* Clusters again and ranks the new segments with the rules of outcomes under each change, with the outcome models of the run; "fragile" when the
 * contender ranked first (a segment: what is most like it) is first in fewer than 80 % of them, with a warning, else "stable". Nothing (count 0,
 * verdict NULL) where nothing is ranked, there is one group, or with settings->resamples = 0. In `pool`. */
icp_status icp_i_sensitivity(const icp_i_sensitivity_ground *ground, icp_i_warnings *warnings, icp_i_pool *pool, icp_sensitivity_run **runs,
                             size_t *count, const char **verdict, icp_error *err);

#endif
