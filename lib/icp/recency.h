/* recency.h - who is ranked first when old rows count less. Owns: the half-lives that are tried. Must not know: the index, dates. */
#ifndef ICP_I_RECENCY_H
#define ICP_I_RECENCY_H

#include "icp/rank.h"
#include "icpcluster/run.h"
#include "segment/warn.h"

/* Ranks the contenders again with rates whose rows weigh 2^(-age/h), for h of none, 365 and 180 days and that of the settings. Every n is Kish's;
 * segments, models, rules and usage stay as they are: this says whether outcomes have moved, not what would be found in recent rows alone. first: the
 * published first candidate, "" when there is none. Leaves *out_count alone where rows have no ages. In `pool`. */
icp_status icp_i_recency(const icp_i_contender *contenders, size_t count, const char *as_of, const char *first, icp_i_pool *pool, icp_recency **out,
                         size_t *out_count, icp_error *err);
/* Says for which half-lives another than `first` ranks first. */
icp_status icp_i_recency_warn(const icp_recency *recency, size_t count, const char *first, icp_i_warnings *warnings, icp_error *err);

#endif
