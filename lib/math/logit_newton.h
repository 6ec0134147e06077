/* logit_newton.h - the maximum of a penalised log-likelihood. Owns: the iteration and its stop rule. Must not know: rows, units. */
#ifndef ICP_I_LOGIT_NEWTON_H
#define ICP_I_LOGIT_NEWTON_H

#include "math/logit_pass.h"

typedef struct icp_i_logit_climb {
    const double *penalty;  /* rank: 1/2 sum_j penalty_j theta_j^2 is taken off the log-likelihood; NULL = 0 */
    double weight;          /* sum of weights */
    double least;           /* log-likelihood known to be reached at the start, or -INFINITY */
    bool sample;            /* the sample of rows tells all terms apart: the climb may begin on it */
    size_t max_iterations;
} icp_i_logit_climb;

typedef struct icp_i_logit_optimum {
    double *theta;          /* rank; the start on entry */
    double *gradient;       /* rank: penalised score */
    double *information;    /* rank x rank at theta, penalty included */
    double log_likelihood;  /* unpenalised */
    double max_gradient;    /* largest |component of gradient| / weight */
    size_t iterations;      /* steps on all rows */
    icp_stop stop;
} icp_i_logit_optimum;

/* Climbs from optimum->theta; the arrays are the caller's. The pool's `cancelled` hook is asked once a step. */
icp_status icp_i_logit_newton(const icp_i_logit_climb *climb, icp_i_logit_pass *pass, icp_i_pool *pool, icp_i_logit_optimum *optimum, icp_error *err);

#endif
