/* target.h - may a set of files be put where the user wants it? Owns: what is ours and may be replaced. Must not know: what is written. */
#ifndef ICP_I_TARGET_H
#define ICP_I_TARGET_H

#include "base/pool.h"
#include "icpcluster/report.h"

#define ICP_I_MANIFEST "manifest.json"
#define ICP_I_MANIFEST_SCHEMA "icp-manifest/1"

/* ICP_OK when options->dir is free, empty, or a set of ours whose files still hash to its manifest; with force also when it holds other files.
 * Never when an input lies in it, when it holds directories, or when it is or holds the current directory. */
icp_status icp_i_target_check(const icp_publish_options *options, icp_i_pool *pool, icp_error *err);

#endif
