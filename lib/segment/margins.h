/* margins.h - the columns that behaviour is mixed from, for a reference that keeps their margins. Must not know: what is concluded from it. */
#ifndef ICP_I_MARGINS_H
#define ICP_I_MARGINS_H

#include "math/null_reference.h"
#include "segment/axes.h"

/* Usage columns with the features made of them, as they stand in the table, and the columns of the other axes as they stand in the behaviour, for
 * `count` of its rows. In `pool`. */
icp_status icp_i_margins_take(const icp_i_frame *frame, const icp_i_behaviour *behaviour, const size_t *rows, size_t count, icp_i_pool *pool,
                              icp_i_null_margins *out, icp_error *err);

#endif
