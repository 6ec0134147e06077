/* multinomial.h - logistic regression with several classes and a ridge penalty, by Newton's method. Knows matrices, no customers. */
#ifndef ICP_I_MULTINOMIAL_H
#define ICP_I_MULTINOMIAL_H

#include "base/pool.h"
#include "icpcluster/status.h"

typedef struct icp_i_multinomial {
    size_t classes, columns;
    double *intercept;      /* classes; they sum to 0 */
    double *coefficient;    /* classes x columns, row-major, per unit of the column; each column's sum to 0 */
    double log_likelihood;  /* unpenalised */
    size_t iterations;
    bool converged;         /* the largest component of the penalised score per row is at most 1e-9 */
} icp_i_multinomial;

/* P(class k | x) = exp(a_k + x b_k) / sum_l exp(a_l + x b_l), maximising sum_i log P(label_i) - ridge/2 sum_k sum_j (s_j b_kj)^2, s_j the column's
 * 1/n standard deviation; intercepts are not penalised. No class is a reference: the penalty treats all alike. x: rows x columns, row-major, finite;
 * label: 0 .. classes-1, every class at least once, classes >= 2. ridge > 0, or 0 when the maximum exists and is unique: where the information cannot
 * be factorised ICP_E_NUMERIC. The result is in `pool`, working memory is given back. */
icp_status icp_i_multinomial_fit(const double *x, size_t rows, size_t columns, const int32_t *label, size_t classes, double ridge, icp_i_pool *pool,
                                 icp_i_multinomial *out, icp_error *err);
/* probability (rows x classes, row-major) of each class. */
void icp_i_multinomial_predict(const icp_i_multinomial *model, const double *x, size_t rows, double *probability);
/* In place: log-odds -> probabilities that sum to 1, without overflow. */
void icp_i_softmax(double *values, size_t count);

#endif
