/* outcome_separation.h - what is published of a model whose maximum-likelihood estimates run away: Firth's. Must not know: folds, quality. */
#ifndef ICP_I_OUTCOME_SEPARATION_H
#define ICP_I_OUTCOME_SEPARATION_H

#include "icpcluster/firth.h"
#include "icpcluster/segment.h"
#include "segment/training.h"

/* Fits Firth's regression beside `plain`, the unpenalised fit that did not hold, and notes method, separation and likelihood-ratio tests in *model;
 * the terms that separate are those whose plain estimate or standard error lies far beyond Firth's. Intervals are profiles; of large models (rows x
 * terms^3 beyond 2e7) those of the separating terms only, the others Wald's. *made: a fit was possible, and *out must be freed. */
icp_status icp_i_outcome_separation(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool,
                                    icp_outcome_model *model, icp_firth *out, bool *made, icp_error *err);

#endif
