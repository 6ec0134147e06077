/* logit_rows.h - the rows of a logistic regression as Newton's method wants them. Owns: which terms can be told apart, and the centring and
 * scaling that make the problem well conditioned whatever the units. Must not know: the likelihood. */
#ifndef ICP_I_LOGIT_ROWS_H
#define ICP_I_LOGIT_ROWS_H

#include "base/pool.h"
#include "icpcluster/matrix.h"

/* Terms are numbered as the caller sees them: the intercept (if any), then the columns. The `rank` terms that are not aliased are kept in this
 * order: z = 1, or z = (x - centre) / scale. With an intercept centre and scale are the weighted mean and 1/n standard deviation; without one
 * centre is 0 and scale the root mean square. */
typedef struct icp_i_logit_rows {
    size_t rows, terms, rank;
    int intercept;
    double *z;              /* rows x rank, row-major, leading dimension `stride`; rows of weight 0 are all zeros */
    size_t stride;
    const double *weights;  /* rows, or NULL = all 1; borrowed */
    double weight;          /* their sum */
    size_t *term;           /* rank: the kept terms */
    double *centre, *scale; /* rank */
    double *spread;         /* rank: standard deviation / scale, what the ridge penalty measures a coefficient by; 0 for the intercept */
    double *gram;           /* rank x rank: sum_i w_i z_i z_i' */
    unsigned char *aliased; /* terms */
} icp_i_logit_rows;

/* Reads x (finite, |x| <= 1e150, else ICP_E_NOT_FINITE or ICP_E_RANGE naming row and column); everything in `pool`. */
icp_status icp_i_logit_rows_make(icp_view x, const double *weights, int intercept, int threads, icp_i_pool *pool, icp_i_logit_rows *out,
                                 icp_error *err);

#endif
