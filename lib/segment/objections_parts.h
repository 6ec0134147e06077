/* objections_parts.h - the two halves of the objections topic. Must not know: segments. */
#ifndef ICP_I_OBJECTIONS_PARTS_H
#define ICP_I_OBJECTIONS_PARTS_H

#include "segment/objections.h"

/* Reads reasons into classes: every field but those of the view (objections.c). */
icp_status icp_i_objections_read(const icp_i_frame *frame, const double *lost, icp_i_pool *pool, icp_i_objections *out, icp_error *err);
/* Fills used, why and the view (objections_view.c). */
icp_status icp_i_objections_view(const icp_i_frame *frame, icp_i_pool *pool, icp_i_objections *objections, icp_error *err);

#endif
