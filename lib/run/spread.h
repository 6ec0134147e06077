/* spread.h - what a run found out about each row, back in the order of the export. Must not know: how it was found out. */
#ifndef ICP_I_SPREAD_H
#define ICP_I_SPREAD_H

#include "run/intake.h"
#include "segment/outcomes.h"
#include "segment/partition.h"

/* Fills row_segment, row_distance, row_upsell_ease and row_churn_risk of in->made; a row that was not used has segment -1 and NaN. */
icp_status icp_i_spread_rows(icp_i_intake *in, const icp_i_outcome *upsell, const icp_i_outcome *churn, const icp_i_partition *partition,
                             icp_error *err);

#endif
