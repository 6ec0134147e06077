/* profile.h - what sets a segment apart: usage, rates, objections, traits, contacts; and its name. Owns: the public icp_segment of each
 * cluster. Must not know: how clusters were made, ranks and tiers. Segments are never tested on the columns that made them. */
#ifndef ICP_I_PROFILE_H
#define ICP_I_PROFILE_H

#include "segment/objections.h"
#include "segment/outcomes.h"

/* All that is known when segments are described. Rows are frame rows. */
typedef struct icp_i_profile_input {
    const icp_i_frame *frame;
    const int32_t *label;            /* rows: 0 .. segments-1, in descending size already (ties: first canonical row) */
    const int32_t *held_out;         /* rows: the segment each row falls into when segmentation and models are fitted without its half of the
                                        accounts; rates that ranks and tiers rest on are counted over these labels */
    size_t segments;
    const icp_i_outcome *upsell, *churn, *win;
    const icp_i_objections *objections;
    uint64_t stream;                 /* draws of inputs with different numbers are independent */
} icp_i_profile_input;

/* The outcome of ICP_ROLE_UPSELL, CHURN or WIN. */
static inline const icp_i_outcome *icp_i_profile_outcome(const icp_i_profile_input *input, icp_role role)
{
    return role == ICP_ROLE_UPSELL ? input->upsell : role == ICP_ROLE_CHURN ? input->churn : input->win;
}

/* Segments with every field filled but the name (icp_i_names) and what evidence.h finds (verdict, stability, found_again, dip_p); overall usage
 * medians and objection rates beside them. Rates are shrunk (beta-binomial on a grid) with intervals at settings->level; counts below
 * settings->min_cell are left out. All in `pool`. */
icp_status icp_i_profile(const icp_i_profile_input *input, icp_i_pool *pool, icp_segment **segments, icp_usage_profile **usage, size_t *usage_count,
                         icp_objection_rate **objections, size_t *objection_count, icp_error *err);
#define ICP_I_NAME_CHARACTERS ((size_t)28) /* most of a name: of a segment, of a candidate */

/* Gives each segment a name of at most ICP_I_NAME_CHARACTERS, unique, from its two most distinguishing traits or usage words. */
icp_status icp_i_names(const icp_i_profile_input *input, icp_segment *segments, icp_i_pool *pool, icp_error *err);

#endif
