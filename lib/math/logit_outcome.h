/* logit_outcome.h - what stands beside the matrix of a logistic regression: outcomes, weights, offsets. Owns: refusing what cannot be used, and
 * sums that need no fit. Must not know: columns. */
#ifndef ICP_I_LOGIT_OUTCOME_H
#define ICP_I_LOGIT_OUTCOME_H

#include "base/pool.h"
#include "icpcluster/status.h"

typedef struct icp_i_logit_outcome {
    size_t rows;
    const double *y, *weights, *offset; /* weights, offset may be NULL */
    double events, others;              /* sums of w y and of w (1 - y) */
    double offsets;                     /* sum of w offset */
    double saturated;                   /* log-likelihood of a model that fits every row: 0 unless outcomes are shares */
} icp_i_logit_outcome;

/* Fills in the sums from the arrays. Refuses what is not a number in its range, naming the row, and outcomes of one kind only. */
icp_status icp_i_logit_outcome_read(icp_i_logit_outcome *outcome, int threads, icp_i_pool *pool, icp_error *err);
/* "the WHAT of row ROW is ..." */
icp_status icp_i_logit_refuse_row(icp_error *err, const char *what, size_t row, double value, const char *expected);

#endif
