/* spread.c - see spread.h. Owns: the way from canonical order back to the order of the export. */
#include "run/spread.h"

#include "base/fail.h"

#include <math.h>

/* Out-of-fold probability of a row; NaN where the outcome is absent or cannot be told from chance. */
static double probability(const icp_i_outcome *outcome, size_t i)
{
    return outcome->log_odds && outcome->model.used ? 1 / (1 + exp(-outcome->log_odds[i])) : (double)NAN;
}

icp_status icp_i_spread_rows(icp_i_intake *in, const icp_i_outcome *upsell, const icp_i_outcome *churn, const icp_i_partition *partition,
                             icp_error *err)
{
    icp_result *made = &in->made;
    made->row_segment = ICP_I_NEW(in->pool, int32_t, made->row_count);
    made->row_upsell_ease = ICP_I_NEW(in->pool, double, made->row_count);
    made->row_churn_risk = ICP_I_NEW(in->pool, double, made->row_count);
    made->row_distance = ICP_I_NEW(in->pool, double, made->row_count);
    if (!made->row_segment || !made->row_upsell_ease || !made->row_churn_risk || !made->row_distance)
        return icp_i_fail_memory(err, "putting rows back in the order of the export");
    for (size_t row = 0; row < made->row_count; row++) {
        made->row_segment[row] = -1;
        made->row_upsell_ease[row] = made->row_churn_risk[row] = made->row_distance[row] = NAN;
    }
    for (size_t i = 0; i < in->frame.rows; i++) {
        size_t row = in->frame.row[i];
        made->row_segment[row] = partition->label[i];
        made->row_distance[row] = partition->distance[i];
        made->row_upsell_ease[row] = probability(upsell, i);
        made->row_churn_risk[row] = probability(churn, i);
    }
    return ICP_OK;
}
