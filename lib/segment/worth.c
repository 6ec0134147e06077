/* worth.c - see worth.h. */
#include "segment/worth.h"

#include "base/fail.h"
#include "segment/counts.h"

#include <math.h>

icp_status icp_i_worth_make(const icp_i_frame *frame, icp_i_pool *pool, icp_i_worth *out, icp_error *err)
{
    icp_i_worth made = {.accounts = icp_i_accounts(frame)};
    const icp_column *revenue = frame->roles->revenue == ICP_NONE ? NULL : icp_table_column(frame->table, frame->roles->revenue);
    double *worth = ICP_I_NEW(pool, double, made.accounts), *rows = ICP_I_NEW(pool, double, made.accounts), *level = NULL;
    if (!worth || !rows) return icp_i_fail_memory(err, "looking for the largest accounts");
    made.by_revenue = revenue && revenue->numbers;
    if (!made.by_revenue) ICP_I_TRY(icp_i_usage_level(frame, pool, &level, err));
    for (size_t i = 0; i < frame->rows && (made.by_revenue || level); i++) {
        double value = made.by_revenue ? revenue->numbers[frame->row[i]] : level[i];
        if (isnan(value)) continue;
        worth[icp_i_account_of(frame, i)] += value;
        rows[icp_i_account_of(frame, i)] += 1;
    }
    for (size_t a = 0; a < made.accounts; a++) worth[a] = rows[a] > 0 ? worth[a] / (made.by_revenue ? 1 : rows[a]) : NAN;
    made.worth = made.by_revenue || level ? worth : NULL;
    icp_i_release(pool, rows);
    *out = made;
    return ICP_OK;
}
