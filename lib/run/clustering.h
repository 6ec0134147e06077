/* clustering.h - what the choice of segments comes to in the result, and what is warned of. Must not know: how segments are found. */
#ifndef ICP_I_CLUSTERING_H
#define ICP_I_CLUSTERING_H

#include "segment/choose.h"
#include "segment/warn.h"

/* Fills made->clustering but for the evidence; texts and tables are those of `plan` and `choice`. The outcome models of `made` are there. */
void icp_i_clustering_describe(const icp_i_axis_plan *plan, const icp_i_behaviour *behaviour, const icp_i_choice *choice, icp_result *made);
/* No segments, or one of too few accounts. */
icp_status icp_i_clustering_warn_of_size(const icp_i_choice *choice, icp_i_warnings *warnings, icp_error *err);
/* Segments that half of the accounts would not find again (Dolnicar & Leisch 2010: reproducible from 0.7 on). */
icp_status icp_i_clustering_warn_of_instability(const icp_clustering *clustering, icp_i_warnings *warnings, icp_error *err);

#endif
