/* kmeans.h - many starts of k-means and the best of them. Owns: restarts, which of them get an exchange pass, the choice.
 * Must not know: how arguments are checked and results published. */
#ifndef ICP_I_KMEANS_H
#define ICP_I_KMEANS_H

#include "math/lloyd.h"

/* What a contest of starts ends with; `best` holds labels, centres, masses and inertia in the points' scale. */
typedef struct icp_i_contest_end {
    icp_i_start *best;
    size_t best_hits;
    bool no_stream; /* out of memory for a random stream */
} icp_i_contest_end;

/* Runs settings->restarts starts (one from `given`, k x d in the points' scale, when not NULL), side by side or one after the other whatever is
 * faster. false: out of memory. On cancel the end is unset. Scratch and *end live in the pool. */
bool icp_i_contest(const icp_i_points *points, const double *given, const icp_kmeans_settings *settings, icp_i_cancel *cancel, icp_i_pool *pool,
                   icp_i_contest_end *end);

#endif
