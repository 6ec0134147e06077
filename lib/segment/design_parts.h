/* design_parts.h - what the two files of designs share. Owns: nothing. */
#ifndef ICP_I_DESIGN_PARTS_H
#define ICP_I_DESIGN_PARTS_H

#include "segment/design.h"

/* Once terms are numbered, raw ones or those that are kept: which of them a coded matrix keeps as codes. Fills in design->coded and what encodings
 * know of it. */
icp_status icp_i_design_arrange(icp_i_pool *pool, icp_i_encoding *encodings, icp_i_design *design, icp_error *err);

#endif
