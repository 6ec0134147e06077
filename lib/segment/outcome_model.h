/* outcome_model.h - the model of an outcome on all eligible rows, as it is published. Must not know: folds, quality. */
#ifndef ICP_I_OUTCOME_MODEL_H
#define ICP_I_OUTCOME_MODEL_H

#include "base/pool.h"
#include "icpcluster/segment.h"
#include "segment/frame.h"

/* Fills lambda, method, coefficients, aliased, tests and separation of *model from a ridge fit of y on the frame rows with use[i] != 0. `ridge` is
 * the coefficient that predicts; estimate, standard error, odds ratio and its 95 % interval are those of an unpenalised refit of the same terms,
 * because a penalised estimate has no honest error. Where that refit does not hold (separation), all of them are Firth's, and the method says so.
 * Where not even that fit ends, the estimate is the ridge coefficient and the error and interval are NaN. */
icp_status icp_i_outcome_model_fit(const icp_i_frame *frame, const double *y, const unsigned char *use, double ridge_per_row, icp_i_pool *pool,
                                   icp_outcome_model *model, icp_error *err);

#endif
