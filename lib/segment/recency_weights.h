/* recency_weights.h - how much a row counts by its age. Owns: weights by half-life, Kish's effective number. Must not know: rates, ranks. */
#ifndef ICP_I_RECENCY_WEIGHTS_H
#define ICP_I_RECENCY_WEIGHTS_H

#include "segment/frame.h"

#include <stdbool.h>

/* Whether rows have ages: a date column plays the role, and the day they are seen from (YYYY-MM-DD, "" = unknown) is known. */
bool icp_i_recency_known(const icp_i_frame *frame, const char *as_of);
/* Frame rows of a day after `as_of`. Needs icp_i_recency_known. */
size_t icp_i_recency_later(const icp_i_frame *frame, const char *as_of);
/* weight[i] = 2^(-age/half_life) of each frame row; age in days before `as_of`, 0 of a later date. A row without a date weighs the median of
 * those with one; *undated counts such rows. half_life NaN or 0: all 1. Needs icp_i_recency_known. */
icp_status icp_i_recency_weigh(const icp_i_frame *frame, const char *as_of, double half_life, icp_i_pool *scratch, double *weight, size_t *undated,
                               icp_error *err);
/* Kish: (sum w)^2 / sum w^2, as many equal rows tell as much. */
double icp_i_recency_effective(const double *weight, size_t rows);

/* Times one factor, so that the weights add up to Kish's number: what is fitted with them is as sure of itself as it may be. Equal weights become
 * 1. */
void icp_i_weights_scale(double *weight, size_t rows);

#endif
