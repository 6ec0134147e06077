/* stage.h - the stages of a run as they pass: asks whether to stop, tells how far it is, takes the time. Must not know: what a stage does. */
#ifndef ICP_I_STAGE_H
#define ICP_I_STAGE_H

#include "icpcluster/run.h"

#define ICP_I_STAGES 24

typedef struct icp_i_stages {
    const icp_hooks *hooks;
    size_t rows;                      /* of the table */
    icp_timing list[ICP_I_STAGES];
    size_t count;
    double began;                     /* seconds on the monotonic clock */
} icp_i_stages;

/* Ends the stage before and begins the one named `name` (static text): ICP_E_CANCELLED when the caller says stop. */
icp_status icp_i_stage_begin(icp_i_stages *stages, const char *name, icp_error *err);
/* Ends the last stage. */
void icp_i_stage_end(icp_i_stages *stages);

#endif
