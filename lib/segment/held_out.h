/* held_out.h - the segment an account falls into when nothing was fitted on it. Owns: the two halves and their refits. Must not know: rates. */
#ifndef ICP_I_HELD_OUT_H
#define ICP_I_HELD_OUT_H

#include "segment/axes.h"
#include "segment/partition.h"

/* Splits the units into two halves. For each, outcome models, objections, scales and k-means (started from the published segments) are fitted on the
 * other half only, and the rows of this half go to the nearest centre: their labels do not depend on their own outcomes. label: rows. lost: as
 * icp_i_objections_find takes it. ari: adjusted Rand index with the published labels, NaN at k = 1. A half that holds fewer different
 * positions than there are segments carries no such segmentation: every label is then -1 and ari NaN. Memory is taken aside and given back. */
icp_status icp_i_held_out(const icp_i_frame *frame, const double *lost, const icp_i_axis_plan *plan, const icp_i_partition *published, int32_t *label,
                          double *ari, icp_error *err);

#endif
