/* words.h - names that stand in every output alike. Must not know: formats. */
#ifndef ICP_I_WORDS_H
#define ICP_I_WORDS_H

#include "icpcluster/run.h"

const char *icp_i_role_name(icp_role role);
/* "default", "config", "environment", "flag" */
const char *icp_i_origin_name(unsigned char origin);
/* Name of a table column, "" beyond the last. */
const char *icp_i_column_name(const icp_result *result, size_t column);
/* The candidate a segment became, or NULL. */
const icp_candidate *icp_i_candidate_of(const icp_result *result, size_t segment);

#endif
