/* evidence.h - whether the segments exist: references without clusters, resampled accounts, valleys between neighbours, and the verdict drawn from
 * them. Must not know: how segments were found, names, ranks. Nothing here tests a segment on the columns that made it against zero: it is held
 * against what k-means makes of accounts without segments. */
#ifndef ICP_I_EVIDENCE_H
#define ICP_I_EVIDENCE_H

#include "segment/choose.h"
#include "segment/profile.h"

#define ICP_I_NATURAL_P 0.05       /* of either reference; of the valley of a segment: this divided by the number of segments */
#define ICP_I_STABLE_JACCARD 0.75  /* mean Jaccard index from which a segment counts as found again in resamples (Hennig 2007) */
#define ICP_I_FOUND_JACCARD 0.5    /* in one resample */

/* What is looked at: settings->resamples bootstrap resamples and twice as many, less one, draws of either reference; nothing when it is 0. */
typedef struct icp_i_evidence_ground {
    const icp_i_frame *frame;
    const icp_i_behaviour *behaviour;
    const icp_i_choice *choice;
} icp_i_evidence_ground;

/* Gaussian and copula p of the clustering; gap, its error and null_p of each row of the k table. On at most 1,000 accounts. */
icp_status icp_i_evidence_nulls(const icp_i_evidence_ground *ground, icp_clustering *clustering, icp_error *err);
/* stability, slsw and slsa of each row of the k table, those of the chosen k from all resamples, of the others from a fifth of them; stability and
 * found_again of the segments. On at most 2,000 accounts. Arrays in `pool`. */
icp_status icp_i_evidence_resamples(const icp_i_evidence_ground *ground, icp_i_pool *pool, icp_clustering *clustering, icp_segment *segments,
                                    icp_error *err);
/* dip_p of the segments. Centres are fitted on one half of the accounts; those of the other half that they put into a segment or into its nearest
 * neighbour are projected on the line between the two, and Hartigan's dip is tested there; the larger p of the two ways round. */
icp_status icp_i_evidence_valleys(const icp_i_evidence_ground *ground, icp_segment *segments, icp_error *err);
/* Verdict of each segment and of the clustering with its sentence (in the pool of `warnings`), and a warning where there is no structure. A segment
 * is natural when both references are rejected, there is a valley to its neighbour and resamples find it; reproducible when resamples find it and
 * the two halves of the accounts agree on the segmentation; else a useful cut. The clustering is what segments with at least half of the accounts
 * are; useful cuts between which no outcome differs on held-out accounts are no structure. */
icp_status icp_i_evidence_verdicts(const icp_i_profile_input *input, icp_clustering *clustering, icp_segment *segments, icp_i_warnings *warnings,
                                   icp_error *err);

#endif
