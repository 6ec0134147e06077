/* sample_result.h - a small complete result made by hand: three segments of six accounts, every list filled, hostile names among them. */
#ifndef ICP_T_SAMPLE_RESULT_H
#define ICP_T_SAMPLE_RESULT_H

#include "icpcluster.h"

#include <stdbool.h>

#define ICP_T_SAMPLE_LIST 12

/* Owns what the result points to. */
typedef struct icp_t_sample {
    icp_result result;
    icp_table *table;
    icp_role role[8];
    unsigned char detected[8];
    const char *why[8];
    size_t usage_columns[1], trait_columns[1];
    const char *events[1], *aliased[1];
    icp_left_out left_out[2];
    icp_question questions[5];
    icp_outcome_value values[3];
    icp_reliability_bin bins[1];
    icp_coefficient coefficients[2];
    icp_usage_profile usage[1], segment_usage[1];
    icp_objection_rate objections[2];
    icp_k_row k_rows[2];
    icp_segment segments[ICP_T_SAMPLE_LIST];
    icp_profile_effect effects[1];
    icp_trait_lift traits[1];
    icp_contact_coverage contacts[1];
    icp_candidate candidates[ICP_T_SAMPLE_LIST];
    size_t ties[1];
    icp_warning warnings[1];
    int32_t row_segment[6];
    double ease[6], risk[6], distance[6];
    icp_map_point points[1];
    icp_map_ellipse ellipses[1];
} icp_t_sample;

/* Fills *sample; `segments` (2 .. ICP_T_SAMPLE_LIST) segments, all candidates but the last. false when the table cannot be built. */
bool icp_t_sample_make(icp_t_sample *sample, size_t segments);
void icp_t_sample_free(icp_t_sample *sample);

/* A sink into memory; `room` bytes are taken, then writing fails (SIZE_MAX: never). */
typedef struct icp_t_bytes {
    char *data;
    size_t size, room;
} icp_t_bytes;
icp_sink icp_t_sink(icp_t_bytes *bytes);
void icp_t_bytes_free(icp_t_bytes *bytes);

#endif
