/* identity.h - what makes two runs the same run. Owns: the hash of rows, roles and settings. Must not know: results. */
#ifndef ICP_I_IDENTITY_H
#define ICP_I_IDENTITY_H

#include "segment/frame.h"

/* SHA-256 of the rows in canonical order, the roles, and the settings that can change the result. */
icp_status icp_i_identity(const icp_i_frame *frame, char hex[65], icp_error *err);

#endif
