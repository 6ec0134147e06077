/* words.h - names that stand in every output alike. Must not know: formats. */
#ifndef ICP_I_WORDS_H
#define ICP_I_WORDS_H

#include "icpcluster/run.h"

const char *icp_i_role_name(icp_role role);
/* "default", "config", "environment", "flag" */
const char *icp_i_origin_name(unsigned char origin);
/* Name of a table column, "" beyond the last. */
const char *icp_i_column_name(const icp_result *result, size_t column);
/* What a table of candidates calls one: the segment's id, or its own. */
const char *icp_i_shown_id(const icp_result *result, const icp_candidate *candidate);
/* "were won", "stayed", "left", ...: what a rule's accounts did; of a candidate "" when it is a segment. */
const char *icp_i_finds_words(const icp_outcome_rule *rule);
const char *icp_i_candidate_finds(const icp_result *result, const icp_candidate *candidate);
/* That no segment differs, in all outcomes or in some: the sentence of the clustering; NULL where all differ or none was tested. */
const char *icp_i_alike_words(const icp_result *result);
/* The candidate a segment became, or NULL. */
const icp_candidate *icp_i_candidate_of(const icp_result *result, size_t segment);

#endif
