/* worth.h - what an account is worth, to tell the largest by. Owns: revenue before use. Must not know: who counts as good, segments. */
#ifndef ICP_I_WORTH_H
#define ICP_I_WORTH_H

#include "segment/frame.h"

typedef struct icp_i_worth {
    size_t accounts;
    const double *worth;  /* accounts: revenue summed, else usage level averaged, NaN where nothing tells; NULL where there is neither */
    bool by_revenue;
} icp_i_worth;

/* In `pool`. */
icp_status icp_i_worth_make(const icp_i_frame *frame, icp_i_pool *pool, icp_i_worth *out, icp_error *err);

#endif
