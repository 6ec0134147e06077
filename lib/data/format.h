/* format.h - tells files that are not CSV at all by their first bytes. Owns: magic bytes and the remedy for each. Must not know: columns. */
#ifndef ICP_I_FORMAT_H
#define ICP_I_FORMAT_H

#include "icpcluster/status.h"

/* ICP_OK, or ICP_E_NOT_CSV naming the format found and the command that makes a CSV of it. */
icp_status icp_i_format_check(const char *bytes, size_t size, const char *name, icp_error *err);

#endif
