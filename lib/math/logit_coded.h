/* logit_coded.h - logistic regression on a matrix that keeps one-hot columns as codes. Owns: nothing; logit.c does the work. */
#ifndef ICP_I_LOGIT_CODED_H
#define ICP_I_LOGIT_CODED_H

#include "icpcluster/logit.h"
#include "math/coded.h"

/* icp_logit_fit, with a term for each column of x. Of columns that are linear combinations of others a number is kept before a 0/1 column kept as a
 * code, and else the earlier one. */
ICP_NODISCARD icp_status icp_i_logit_fit_coded(icp_i_coded x, const double *y, const double *weights, const double *offset,
                                               const icp_logit_settings *settings, icp_logit *out, icp_error *err);

#endif
