/* evaluate.h - cells -> terms -> log-odds. Owns: the arithmetic of designs and predictors, in one order of operations. Must not know: where cells
 * come from, what the numbers mean. */
#ifndef ICP_I_MODEL_EVALUATE_H
#define ICP_I_MODEL_EVALUATE_H

#include "icpcluster/model.h"

#define ICP_I_NO_TERMS {ICP_NONE, ICP_NONE, ICP_NONE, ICP_NONE, ICP_NONE, ICP_NONE} /* ICP_MODEL_FEATURES of them */

/* What the last value of a column became in a transform: designs often share it. */
typedef struct icp_i_shaped {
    icp_shape shape;
    double lambda, value, result;
} icp_i_shaped;

/* The terms of an account in one design after another. */
typedef struct icp_i_terms {
    double *x;            /* room for those of the largest design */
    size_t *active;       /* which of them are not 0, ascending; NULL: nobody asks */
    size_t count;         /* of these */
    icp_i_shaped *shaped; /* model columns, all zero at first, or NULL */
} icp_i_terms;

void icp_i_model_terms(const icp_model_design *design, const icp_model_column *columns, const icp_model_cell *cells, icp_i_terms *terms);
/* intercept + terms * coefficients of one output, over the active terms. */
double icp_i_model_log_odds(const icp_model_predictor *predictor, size_t output, const icp_i_terms *terms);
/* mean[i]: what the column of encoding i adds to the log-odds of an output on average. */
void icp_i_model_means(const icp_model_predictor *predictor, size_t output, const icp_model_column *columns, double *mean);
/* part[c]: what column c adds beyond its mean; parts of columns that are not in the design stay as they are. */
void icp_i_model_parts(const icp_model_predictor *predictor, size_t output, const icp_model_cell *cells, const double *x, const double *mean,
                       double *part);
/* What a cell of that level (-1 missing) in the coded column of encoding i adds beyond mean[i]. */
double icp_i_model_level_part(const icp_model_predictor *predictor, size_t output, size_t encoding, int32_t level, const double *mean);

#endif
