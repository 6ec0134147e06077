/* logit_pass.h - one pass over the rows of a logistic regression. Owns: log-likelihood, score and information of all rows at one point, in fixed
 * blocks, with the same bits for any number of threads. Must not know: how points are chosen, the caller's units (see logit_rows.h). */
#ifndef ICP_I_LOGIT_PASS_H
#define ICP_I_LOGIT_PASS_H

#include "base/pool.h"
#include "icpcluster/logit.h"

/* eta_i = offset_i + z_i theta. */
typedef struct icp_i_logit_problem {
    size_t rows, rank;
    const double *z;                    /* rows x rank, row-major, leading dimension `stride` */
    size_t stride;
    const double *y, *weights, *offset; /* weights, offset may be NULL */
    int threads;
    icp_kernel kernel;
} icp_i_logit_problem;

/* Working memory of passes over one problem, used again from pass to pass. */
typedef struct icp_i_logit_pass {
    const icp_i_logit_problem *problem;
    double *slots;       /* wave x slot: what the blocks of one wave found */
    size_t slot, wave;   /* doubles in a slot; blocks worked on before they are added up (the result does not depend on it) */
    double *scratch;     /* workers x scratch_size */
    size_t scratch_size;
    const double *theta, *step; /* of the pass under way */
    size_t first;        /* block of slot 0 */
} icp_i_logit_pass;

bool icp_i_logit_pass_new(const icp_i_logit_problem *problem, icp_i_pool *pool, icp_i_logit_pass *out);
void icp_i_logit_pass_free(icp_i_logit_pass *pass, icp_i_pool *pool);
/* Log-likelihood sum_i w_i (y_i eta_i - log(1 + exp(eta_i))) at theta; its gradient (rank), and the information sum_i w_i pi_i (1 - pi_i) z_i z_i'
 * (rank x rank, both triangles). */
double icp_i_logit_pass_run(icp_i_logit_pass *pass, const double *theta, double *gradient, double *information);
/* Largest |z_i step| among the rows whose fitted probability has reached 0 or 1, pi (1 - pi) < 1e-6. */
double icp_i_logit_pass_runaway(icp_i_logit_pass *pass, const double *theta, const double *step);

#endif
