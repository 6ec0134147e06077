/* calibration.h - how well predicted probabilities agree with what happened. Must not know: who predicted, what is predicted. */
#ifndef ICP_I_CALIBRATION_H
#define ICP_I_CALIBRATION_H

#include "base/pool.h"
#include "icpcluster/quality.h"

#define ICP_I_CALIBRATION_BINS 10

/* One bin of the reliability table: rows of neighbouring predictions. */
typedef struct icp_i_calibration_bin {
    double predicted;        /* mean predicted probability */
    icp_estimate observed;   /* share of events, Wilson */
} icp_i_calibration_bin;

typedef struct icp_i_calibration {
    double log_loss;         /* mean of -log(probability given to what happened), natural logarithm */
    double brier;            /* mean of (y - p)^2 */
    double slope, intercept; /* of the logistic regression of y on the log-odds: 1 and 0 when calibrated; NaN when it has no finite answer
                                (one class, constant log-odds, separation) */
    double ece;              /* expected calibration error: mean over rows of |predicted - observed| of the row's bin */
    double ece_null95;       /* what the ece of outcomes drawn with these very probabilities stays below in 95 of 100 samples */
    icp_i_calibration_bin bin[ICP_I_CALIBRATION_BINS]; /* in ascending order of prediction */
    size_t bins;             /* bins used: equal mass, but rows with equal predictions stay together, so there may be fewer than 10 */
} icp_i_calibration;

/* y: n values 0 or 1; weight: n values > 0, or NULL = 1: means and bins go by weight, and rates count as many rows as Kish's effective number;
 * log_odds: n finite values, of predictions that were made without the row itself; level of the Wilson intervals.
 * n = 0 is ICP_E_TOO_FEW. Memory is taken from scratch and given back. *out only on success. */
icp_status icp_i_calibrate(const double *y, const double *log_odds, const double *weight, size_t n, double level, icp_i_pool *scratch,
                           icp_i_calibration *out, icp_error *err);

#endif
