/* coded_gram.h - which columns of a coded matrix, and 1, determine which others. Owns: their Gram matrix, block after block of rows. Must not know:
 * who asks. */
#ifndef ICP_I_CODED_GRAM_H
#define ICP_I_CODED_GRAM_H

#include "math/logit_sums.h"

typedef struct icp_i_coded_gram {
    icp_i_logit_sums sums;
    const icp_i_coded *x; /* arranged; numbers.cols is all that is asked of its numbers */
    size_t stride;        /* of numbers: more than numbers.cols */
    double *part, *ones;
} icp_i_coded_gram;

/* Rows come in pieces of at most `most`. false: out of memory. */
bool icp_i_coded_gram_new(const icp_i_coded *x, size_t most, icp_i_pool *pool, icp_i_coded_gram *out);
void icp_i_coded_gram_free(icp_i_coded_gram *gram, icp_i_pool *pool);
/* Adds rows; what follows the numbers of each, up to the stride, is overwritten. */
void icp_i_coded_gram_add(icp_i_coded_gram *gram, double *numbers, const uint16_t *place, size_t rows);
/* out ((1 + columns) x (1 + columns)): sum of x x' with 1 first, then the columns by their maker's numbers. */
void icp_i_coded_gram_give(icp_i_coded_gram *gram, double *out);

#endif
