/* splits.h - segments within segments: a tree of splits, each of which must show itself. Owns: what a split must show, how deep one looks. Must not
 * know: how segments were found, ranks. A split that holds is reported; segments, rules and ranks stay those of the run. */
#ifndef ICP_I_SPLITS_H
#define ICP_I_SPLITS_H

#include "icp/rule.h"
#include "segment/choose.h"
#include "segment/profile.h"

#define ICP_I_SPLIT_SIZES 4     /* times the smallest segment: fewer accounts are not looked into */
#define ICP_I_SPLIT_DEPTH 3
#define ICP_I_SPLIT_P 0.05      /* that outcomes differ, divided by the splits tried ... */
#define ICP_I_SPLIT_RATIO 1.3   /* ... or the ratio of the shrunk rates of two parts ... */
#define ICP_I_SPLIT_SURE 0.9    /* ... with this probability */
#define ICP_I_SPLIT_LIFT 2.0    /* held-out lift of the rule of each part among all accounts; and how many times as often as in the other parts a rule
                                   must hold in it */

typedef struct icp_i_splits_ground {
    const icp_i_rule_ground *rules;
    const icp_i_behaviour *behaviour;
    const icp_i_choice *choice;
    const icp_i_profile_input *published;
} icp_i_splits_ground;

/* Cuts every segment of at least ICP_I_SPLIT_SIZES smallest ones (effective number of accounts) into two, and where that does not hold into three
 * parts. A cut holds when every part is large enough; resamples find every part again (mean Jaccard index >= .75); on accounts that had no part in
 * the centres that label them an outcome differs between the parts; and every part has a rule that finds it among all accounts, and one that tells it
 * from the other parts: a rule that finds the whole finds each part too. Parts of a cut that holds are looked into in turn. Nothing with one segment,
 * without structure, or with settings->resamples = 0. Fills splits and split_count of the clustering, segments first, then parts, level by level. In
 * `pool`. */
icp_status icp_i_splits(const icp_i_splits_ground *ground, icp_i_pool *pool, icp_clustering *clustering, icp_error *err);

#endif
