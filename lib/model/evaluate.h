/* evaluate.h - cells -> terms -> log-odds. Owns: the arithmetic of designs and predictors, in one order of operations. Must not know: where cells
 * come from, what the numbers mean. */
#ifndef ICP_I_MODEL_EVALUATE_H
#define ICP_I_MODEL_EVALUATE_H

#include "icpcluster/model.h"

#define ICP_I_NO_TERMS {ICP_NONE, ICP_NONE, ICP_NONE, ICP_NONE, ICP_NONE, ICP_NONE} /* ICP_MODEL_FEATURES of them */

/* x: design->terms values. */
void icp_i_model_terms(const icp_model_design *design, const icp_model_column *columns, const icp_model_cell *cells, double *x);
/* intercept + terms * coefficients of one output. */
double icp_i_model_log_odds(const icp_model_predictor *predictor, size_t output, const double *x);
/* mean[i]: what the column of encoding i adds to the log-odds of an output on average. */
void icp_i_model_means(const icp_model_predictor *predictor, size_t output, const icp_model_column *columns, double *mean);
/* part[c]: what column c adds beyond its mean; parts of columns that are not in the design stay as they are. */
void icp_i_model_parts(const icp_model_predictor *predictor, size_t output, const icp_model_cell *cells, const double *x, const double *mean,
                       double *part);
/* What a cell of that level (-1 missing) in the coded column of encoding i adds beyond mean[i]. */
double icp_i_model_level_part(const icp_model_predictor *predictor, size_t output, size_t encoding, int32_t level, const double *mean);

#endif
