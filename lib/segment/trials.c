/* trials.c - see trials.h. */
#include "segment/trials.h"

#include "base/fail.h"

#include <math.h>

/* Sum and number of the rows that stand for one trial. */
typedef struct trial {
    double sum, rows;
} trial;

static bool counts(const icp_i_frame *frame, const double *outcome, const int32_t *label, int32_t which, size_t i)
{
    return !isnan(outcome[i]) && (!frame->fit || frame->fit[i]) && (!label || label[i] == which);
}

icp_status icp_i_trials_count(const icp_i_frame *frame, const double *outcome, const int32_t *label, int32_t which, icp_i_pool *scratch,
                              double *events, double *trials, icp_error *err)
{
    bool grouped = frame->roles->group != (size_t)-1;
    trial *unit = grouped ? ICP_I_NEW(scratch, trial, frame->units) : NULL;
    if (grouped && !unit) return icp_i_fail_memory(err, "counting outcomes");
    trial rows = {0, 0}, units = {0, 0};
    for (size_t i = 0; i < frame->rows; i++) {
        if (!counts(frame, outcome, label, which, i)) continue;
        trial *to = grouped ? &unit[frame->unit[i]] : &rows;
        to->sum += outcome[i];
        to->rows++;
    }
    for (size_t u = 0; grouped && u < frame->units; u++) {
        if (unit[u].rows == 0) continue;
        units.sum += unit[u].sum / unit[u].rows;
        units.rows++;
    }
    *events = grouped ? units.sum : rows.sum;
    *trials = grouped ? units.rows : rows.rows;
    icp_i_release(scratch, unit);
    return ICP_OK;
}
