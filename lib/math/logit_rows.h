/* logit_rows.h - the rows of a logistic regression as Newton's method wants them. Owns: the centring and scaling that make the problem well
 * conditioned whatever the units, and handing out rows a chunk at a time. Must not know: the likelihood.
 *
 * The caller's matrix is not copied: rows are centred and scaled whenever they are read, which costs less than reading a copy would. */
#ifndef ICP_I_LOGIT_ROWS_H
#define ICP_I_LOGIT_ROWS_H

#include "base/pool.h"
#include "math/coded.h"
#include "math/logit_kernel.h"

/* Terms are numbered as the caller sees them: the intercept (if any), then the columns. Columns that do not vary are aliased from the start and
 * icp_i_logit_alias finds the others; those that are left stand in this order: z = 1, or z = (x - centre) / scale, numbers before columns kept as
 * codes, each kind in its own order. With an intercept centre and scale are the weighted mean and 1/n standard deviation; without one centre is 0 and
 * scale the root mean square. */
typedef struct icp_i_logit_rows {
    icp_view x;              /* the numbers */
    icp_i_coded coded;       /* all columns */
    const double *weights;   /* x.rows, or NULL = all 1; borrowed */
    double weight;           /* their sum */
    size_t terms, rank;
    int intercept;
    size_t columns;          /* rank less the intercept */
    size_t numbers;          /* the first of them; the others are kept as codes */
    size_t *source;          /* columns: column of x, or indicator of coded */
    bool contiguous;         /* the numbers are the columns of x, side by side */
    double *number_centre, *number_inverse; /* numbers, filled up with zeros to a multiple of 8: what a chunk carries */
    /* Arrays over columns. */
    double *centre, *scale, *inverse_scale;
    double *spread;          /* standard deviation / scale, what the ridge penalty measures a coefficient by */
    double *reach;           /* largest |z| */
    unsigned char *aliased;  /* terms */
} icp_i_logit_rows;

/* Measures x (finite, |x| <= 1e150, else ICP_E_NOT_FINITE or ICP_E_RANGE naming row and column); everything in `pool`. */
icp_status icp_i_logit_rows_make(icp_i_coded x, const double *weights, int intercept, int threads, icp_i_pool *pool, icp_i_logit_rows *out,
                                 icp_error *err);
/* Term of the caller that stands at place `at` of the rank terms. */
size_t icp_i_logit_rows_term(const icp_i_logit_rows *rows, size_t at);
/* Leaves out the terms at the places where drop (rank) is set. */
void icp_i_logit_rows_drop(icp_i_logit_rows *rows, const unsigned char *drop);
/* Doubles of working memory a worker needs to take chunks, and the chunk of `count` rows from row `first` on: the caller's rows, or a copy. */
size_t icp_i_logit_rows_room(const icp_i_logit_rows *rows);
icp_i_logit_chunk icp_i_logit_rows_take(const icp_i_logit_rows *rows, size_t first, size_t count, double *room);
/* weight[0 .. ICP_I_LOGIT_CHUNK - 1]: those of `count` rows from `first` on, then zeros. */
void icp_i_logit_rows_weights(const icp_i_logit_rows *rows, size_t first, size_t count, double *weight);

#endif
