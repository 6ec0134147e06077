/* logit.h - binary logistic regression by Newton's method. Knows matrices, no customers. */
#ifndef ICPCLUSTER_LOGIT_H
#define ICPCLUSTER_LOGIT_H

#include "icpcluster/kmeans.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct icp_logit_settings {
    size_t struct_size;      /* sizeof(icp_logit_settings) */
    double ridge;            /* lambda >= 0 of the penalty lambda/2 * sum_j (s_j b_j)^2, s_j = the column's 1/n standard deviation (weighted);
                                0 = maximum likelihood. The intercept is never penalised. scikit-learn: C = 1/lambda; glmnet: lambda/n. */
    int intercept;           /* non-zero: a constant term comes first */
    size_t max_iterations;   /* Newton steps, >= 1 */
    int threads;             /* 0 = all; the result does not depend on it */
    icp_kernel kernel;
    const icp_hooks *hooks;  /* may be NULL */
} icp_logit_settings;

typedef struct icp_logit {
    size_t terms;                /* columns of x, plus 1 with an intercept (then term 0) */
    double *coefficients;        /* terms: log-odds per unit of the column; 0 for an aliased term */
    double *standard_errors;     /* terms: sqrt of the diagonal of (X'WX)^-1; NaN with ridge > 0 and for aliased terms */
    double *covariance;          /* terms x terms, (X'WX)^-1, or (X'WX + P)^-1 with ridge; 0 in the rows of aliased terms */
    unsigned char *aliased;      /* terms: 1 = a linear combination of earlier terms, left out of the fit */
    size_t rank;                 /* terms that are not aliased */
    size_t rows;
    double events, weight;       /* sums of w*y and of w */
    double log_likelihood, deviance, null_deviance; /* unpenalised; null = intercept (if any) and offset only */
    double max_gradient;         /* largest absolute component of the penalised score divided by the sum of weights, with columns
                                    centred and scaled to standard deviation 1 */
    size_t iterations;
    icp_stop stop;
    int separated;               /* non-zero: fitted probabilities reach 0 or 1; coefficients are not estimates (METHODS: Firth) */
    int intercept;               /* non-zero: term 0 is the constant */
    void *owner;                 /* private */
} icp_logit;

/* {ridge 0, intercept 1, max_iterations 50, threads 0, kernel auto} */
ICP_API icp_logit_settings icp_logit_settings_default(void);

/* Maximises sum_i w_i (y_i eta_i - log(1+exp(eta_i))) - penalty, eta = offset + X b, by Newton steps with step-halving; columns that are
 * linear combinations of earlier ones are dropped by a pivoted Cholesky factorisation and flagged. x: n x p finite; y: n values in [0,1];
 * weights: n values >= 0 or NULL; offset: n values or NULL. y must hold both classes, else ICP_E_OUTCOME. *out only on success.
 * OpenBLAS has one thread meanwhile, in the whole process: see icpcluster.h before fitting in several threads at once. */
ICP_API ICP_NODISCARD icp_status icp_logit_fit(icp_view x, const double *y, const double *weights, const double *offset,
                                               const icp_logit_settings *settings, icp_logit *out, icp_error *err);
/* log_odds[i] = (offset ? offset[i] : 0) + intercept + x_i b, for each row of x; x has the columns of the fit. */
ICP_API ICP_NODISCARD icp_status icp_logit_predict(const icp_logit *model, icp_view x, const double *offset, double *log_odds, icp_error *err);
/* Frees and zeroes. */
ICP_API void icp_logit_free(icp_logit *model);

#ifdef __cplusplus
}
#endif
#endif
