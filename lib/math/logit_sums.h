/* logit_sums.h - what a pass over rows adds up, and what follows from it for standardised terms. Owns: where sums stand, and centring after the fact:
 * numbers are standardised when they are added up, 0/1 columns kept as codes are counted as they are. Must not know: likelihoods, threads. */
#ifndef ICP_I_LOGIT_SUMS_H
#define ICP_I_LOGIT_SUMS_H

#include "math/coded.h"

/* Sums stand in the order numbers, intercept (if any), filled up to a multiple of 8: the dense ones; then the places of codes, filled up again. Terms
 * are named by where they stand in that, indicator k of a code by dense + k. */
typedef struct icp_i_logit_sums {
    const icp_i_coded *coded;
    size_t numbers, dense, width;
    double *gradient;    /* width */
    double *information; /* width x width: upper triangle of the dense; of each place the dense, the places of earlier codes, and itself */
    double *of, *products, *work; /* the same for indicators: their number, that times (dense + indicators), and work to put them together */
} icp_i_logit_sums;

/* A part of a sum that a worker adds up may use the same layout. false: out of memory. */
bool icp_i_logit_sums_new(const icp_i_coded *coded, size_t numbers, bool intercept, icp_i_pool *pool, icp_i_logit_sums *out);
void icp_i_logit_sums_free(icp_i_logit_sums *sums, icp_i_pool *pool);
/* All is 0 in sums of the same layout elsewhere. */
void icp_i_logit_sums_clear(const icp_i_logit_sums *layout, double *gradient, double *information);
/* sums += those; information may be NULL. */
void icp_i_logit_sums_add(icp_i_logit_sums *sums, size_t rank, const double *gradient, const double *information);
/* To be called when all has been added up, and before the next two. */
void icp_i_logit_sums_close(icp_i_logit_sums *sums, bool information);
/* Sum for term a less `shift` times that for the intercept. */
double icp_i_logit_sums_gradient(const icp_i_logit_sums *sums, size_t a, double shift);
/* Sum of (a - shift_a) (b - shift_b); a shift other than 0 wants an intercept. */
double icp_i_logit_sums_product(const icp_i_logit_sums *sums, size_t a, double shift_a, size_t b, double shift_b);
/* slope[place] (places) of a linear predictor with slopes by indicator. */
void icp_i_logit_sums_slopes(const icp_i_logit_sums *sums, const double *by_indicator, double *slope);

#endif
