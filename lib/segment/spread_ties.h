/* spread_ties.h - points in which a value that many accounts share leaves no clump. Must not know: what is looked for in them. */
#ifndef ICP_I_SPREAD_TIES_H
#define ICP_I_SPREAD_TIES_H

#include "segment/axes.h"

/* Copies `count` rows of the behaviour into out (count x cols); usage columns of which one value stands on a fifth of the accounts are spread: the
 * feature that tells that value from the others (used or not) is replaced by normal scores of ranks, ties in random order, with its mean and
 * standard deviation. Nobody using a feature is a spike, not a group of customers, and the gap beside it no valley. Streams hang on `index`. */
icp_status icp_i_spread_ties(const icp_i_frame *frame, const icp_i_behaviour *behaviour, const size_t *rows, size_t count, uint64_t index,
                             icp_i_pool *pool, double *out, icp_error *err);

#endif
