/* unused.h - options that were given and have nothing to work on. Must not know: what they do where they have. */
#ifndef ICP_I_UNUSED_H
#define ICP_I_UNUSED_H

#include "run/intake.h"

/* A remark for each: players without deals won or lost, exposure and starting size without upsell. */
icp_status icp_i_unused_warn(icp_i_intake *in, icp_error *err);

#endif
