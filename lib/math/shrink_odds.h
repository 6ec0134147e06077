/* shrink_odds.h - how far the odds of several groups lie beyond what was expected of them, shrunk towards each other. Must not know: segments.
 * Within a group each trial's log-odds are those expected of it plus the group's own shift: logit p_i = logit e_i + d_g. The shifts are
 * normal(mu, tau^2); mu is flat, tau has the uniform-shrinkage weight of shrink.h; all is summed on grids laid over the likelihoods, so that no
 * events, or nothing but events, are as well behaved as anything else. Published is the ratio of events under d_g to those expected,
 * sum_i p_i / sum_i e_i: indirect standardisation. At the shift that fits a group best by itself it is observed over expected events to the digit
 * (the score equation of d_g). */
#ifndef ICP_I_SHRINK_ODDS_H
#define ICP_I_SHRINK_ODDS_H

#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster/quality.h"

#define ICP_I_ODDS_BINS ((size_t)129)

/* Trials of a group by what was expected of them. Zeroed before the first is added. */
typedef struct icp_i_odds_tally {
    double n[ICP_I_ODDS_BINS], y[ICP_I_ODDS_BINS];
} icp_i_odds_tally;

/* A trial of weight w with outcome y in [0,1] and expected probability in (0,1); it is shared by the two nearest of the bins of log-odds, which lie
 * an eighth apart, so that its expected log-odds are kept. Those beyond -8 or 8 count as there. */
void icp_i_odds_add(icp_i_odds_tally *tally, double weight, double y, double expected);
/* Posterior of the ratio of each group: out, draws_out (draws x groups or NULL) as in icp_i_shrink_rates. A group without trials is judged by the
 * expectations of all. */
icp_status icp_i_shrink_odds(const icp_i_odds_tally *tally, size_t groups, double level, size_t draws, icp_i_rng *rng, icp_i_pool *scratch,
                             icp_estimate *out, double *draws_out, icp_error *err);

#endif
