/* counts.h - outcome rates and usage levels of segments, shrunk, with the draws they come from. Owns: who counts in which segment. Must not
 * know: ranks, names. Everything is counted over held-out labels: no account helped to make the segment it is counted in. */
#ifndef ICP_I_COUNTS_H
#define ICP_I_COUNTS_H

#include "segment/profile.h"

/* Posterior draws behind every published rate. */
#define ICP_I_DRAWS ((size_t)2000)

/* y[s] events of n[s] eligible trials of each segment, as trials.h counts them: with a group role a unit counts once a segment. */
icp_status icp_i_counts(const icp_i_profile_input *input, const double *outcome, icp_i_pool *scratch, double *y, double *n, icp_error *err);
/* Shrunk rates of an outcome by segment at settings->level; draws: ICP_I_DRAWS x segments or NULL. The stream is keyed by `purpose`, so that
 * the same outcome has the same draws wherever it is asked for. */
icp_status icp_i_segment_rates(const icp_i_profile_input *input, const double *outcome, const char *purpose, icp_i_pool *scratch, icp_estimate *rates,
                               double *draws, icp_error *err);
/* Observed events over those expected (outcome->expected, which must be there), shrunk: 1 = as many as conditions let expect. draws as above.
 * expected: the mean expectation of each segment's trials, or NULL. */
icp_status icp_i_segment_ratios(const icp_i_profile_input *input, const icp_i_outcome *outcome, const char *purpose, icp_i_pool *scratch,
                                icp_estimate *ratios, double *expected, double *draws, icp_error *err);
/* Usage level of each frame row: mean over its usage columns of the mid-rank percentile, columns that count idle time turned round; NaN where
 * all are missing. In the pool; NULL when there are no usage columns (still ICP_OK). */
icp_status icp_i_usage_level(const icp_i_frame *frame, icp_i_pool *pool, double **level, icp_error *err);
/* Shrunk mean usage level by segment over the mean of all accounts: 1 = like everybody. draws as above. */
icp_status icp_i_segment_usage(const icp_i_profile_input *input, const double *level, icp_i_pool *scratch, icp_estimate *index, double *draws,
                               icp_error *err);

#endif
