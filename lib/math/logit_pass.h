/* logit_pass.h - one pass over the rows of a logistic regression. Owns: log-likelihood, score and information of all rows, or of a fixed sample of
 * them, at one point, in fixed blocks, with the same bits for any number of threads. Must not know: how points are chosen. */
#ifndef ICP_I_LOGIT_PASS_H
#define ICP_I_LOGIT_PASS_H

#include "base/pool.h"
#include "icpcluster/logit.h"
#include "math/logit_rows.h"
#include "math/logit_sums.h"

typedef struct icp_i_logit_problem {
    const icp_i_logit_rows *rows;
    const double *y, *offset;          /* offset may be NULL */
    int threads;
    icp_kernel kernel;
    const icp_i_logit_kernel *native;  /* NULL = the best of this processor */
} icp_i_logit_problem;

/* Which rows a pass looks at. What it finds in the sample, the first sixteenth of each block, is scaled up to the weight of all rows. */
typedef enum icp_i_logit_share { ICP_I_LOGIT_ALL, ICP_I_LOGIT_SAMPLE } icp_i_logit_share;

/* Working memory of passes over one problem, used again from pass to pass. */
typedef struct icp_i_logit_pass {
    const icp_i_logit_problem *problem;
    const icp_i_logit_kernel *kernel;
    bool blas;              /* information by OpenBLAS */
    size_t stride;          /* of rows that wait for being multiplied: an odd number of cache lines */
    double *slots;          /* wave x slot: what the blocks of one wave found */
    size_t slot, wave;      /* doubles in a slot; blocks worked on before they are added up (the result does not depend on it) */
    icp_i_logit_sums sums;
    double *each;           /* indicators: slopes on their way to places */
    double *room;           /* workers x room_size */
    size_t room_size;
    double *sum_of;         /* indicators, then indicators x (dense + indicators): the same for 0/1 columns */
    double *work;           /* of putting that together */
    double *slope;          /* of the pass under way: theta_j / scale_j, and so on */
    double constant;
    double *step_slope;
    double step_constant;
    size_t first;           /* block of slot 0 */
    icp_i_logit_share share;
    bool likelihood, information;
    double sample_weight;   /* sum of weights in the sample */
} icp_i_logit_pass;

bool icp_i_logit_pass_new(const icp_i_logit_problem *problem, icp_i_pool *pool, icp_i_logit_pass *out);
void icp_i_logit_pass_free(icp_i_logit_pass *pass, icp_i_pool *pool);
/* Rows in the sample; 0 when it would be all of them. */
size_t icp_i_logit_pass_sample(const icp_i_logit_pass *pass);
/* Log-likelihood sum_i w_i (y_i eta_i - log(1 + exp(eta_i))) at theta; its gradient (rank), and unless NULL the information
 * sum_i w_i pi_i (1 - pi_i) z_i z_i' (rank x rank, both triangles). */
double icp_i_logit_pass_run(icp_i_logit_pass *pass, icp_i_logit_share share, const double *theta, double *gradient, double *information);
/* gram (rank x rank) = sum_i w_i z_i z_i' */
void icp_i_logit_pass_gram(icp_i_logit_pass *pass, icp_i_logit_share share, double *gram);
/* Largest |z_i step| among the rows whose fitted probability has reached 0 or 1, pi (1 - pi) < 1e-6. */
double icp_i_logit_pass_runaway(icp_i_logit_pass *pass, const double *theta, const double *step);

#endif
