/* profile_parts.h - the parts of a profile that have a file each; called by profile.c only. Each fills its fields of all segments; results in
 * `pool`, everything else in `scratch`. */
#ifndef ICP_I_PROFILE_PARTS_H
#define ICP_I_PROFILE_PARTS_H

#include "segment/profile.h"

/* Standardised mean difference of each usage column between a segment and everybody else, and its share of what sets the segment apart. */
icp_status icp_i_profile_effects(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments, icp_error *err);
/* Levels and ranges of traits that are over- or under-represented, strongest evidence first, at most eight a segment. */
icp_status icp_i_profile_traits(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments, icp_error *err);
/* Share of accounts with each contact role, among won or kept and among lost or churned ones. */
icp_status icp_i_profile_contacts(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments, icp_error *err);
/* Rate of each class of reason among the accounts of a segment that gave one, shrunk over segments; and of all accounts. */
icp_status icp_i_profile_objections(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments,
                                    icp_objection_rate **overall, size_t *overall_count, icp_error *err);

#endif
