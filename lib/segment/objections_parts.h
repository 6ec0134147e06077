/* objections_parts.h - what objections.c asks of objections_view.c. Must not know: segments. */
#ifndef ICP_I_OBJECTIONS_PARTS_H
#define ICP_I_OBJECTIONS_PARTS_H

#include "segment/objections.h"

/* Fills used, why and the view. */
icp_status icp_i_objections_view(const icp_i_frame *frame, icp_i_pool *pool, icp_i_objections *objections, icp_error *err);

#endif
