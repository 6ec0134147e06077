/* stage.c - see stage.h. Owns: the clock, cancel and progress between stages. Must not know: what a stage does. */
#include "run/stage.h"

#include "base/fail.h"

#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void icp_i_stage_end(icp_i_stages *stages)
{
    if (stages->count == 0) return;
    icp_timing *last = &stages->list[stages->count - 1];
    last->seconds = seconds() - stages->began;
    if (stages->hooks->progress) stages->hooks->progress(stages->hooks->context, last->stage, 1);
}

icp_status icp_i_stage_begin(icp_i_stages *stages, const char *name, icp_error *err)
{
    const icp_hooks *hooks = stages->hooks;
    icp_i_stage_end(stages);
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "cancelled before \"%s\"", name);
    if (stages->count == ICP_I_STAGES) return icp_i_fail(err, ICP_E_INTERNAL, "a run has more than %d stages", ICP_I_STAGES);
    if (hooks->progress) hooks->progress(hooks->context, name, 0);
    stages->list[stages->count++] = (icp_timing){name, 0, stages->rows};
    stages->began = seconds();
    return ICP_OK;
}
