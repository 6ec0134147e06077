/* coded_gram.c - see coded_gram.h. */
#include "math/coded_gram.h"

#include "math/linalg.h"
#include "math/logit_kernel.h"

#include <string.h>

bool icp_i_coded_gram_new(const icp_i_coded *x, size_t most, icp_i_pool *pool, icp_i_coded_gram *out)
{
    icp_i_coded_gram made = {.x = x};
    if (!icp_i_logit_sums_new(x, x->numbers.cols, true, pool, &made.sums)) return false;
    made.stride = made.sums.dense;
    made.part = ICP_I_NEW(pool, double, made.stride * made.stride);
    made.ones = ICP_I_NEW(pool, double, most);
    *out = made;
    if (!made.part || !made.ones) {
        icp_i_coded_gram_free(out, pool);
        return false;
    }
    for (size_t i = 0; i < most; i++) made.ones[i] = 1;
    return true;
}

void icp_i_coded_gram_free(icp_i_coded_gram *gram, icp_i_pool *pool)
{
    icp_i_logit_sums_free(&gram->sums, pool);
    icp_i_release(pool, gram->part);
    icp_i_release(pool, gram->ones);
}

void icp_i_coded_gram_add(icp_i_coded_gram *gram, double *numbers, const uint16_t *place, size_t rows)
{
    size_t p = gram->x->numbers.cols, stride = gram->stride, width = gram->sums.width;
    double *sum = gram->sums.information;
    for (size_t i = 0; i < rows; i++) {
        numbers[i * stride + p] = 1;
        for (size_t j = p + 1; j < stride; j++) numbers[i * stride + j] = 0;
    }
    icp_i_cross(numbers, stride, NULL, rows, p + 1, NULL, gram->part, stride);
    for (size_t j = 0; j <= p; j++)
        for (size_t l = j; l <= p; l++) sum[j * width + l] += gram->part[j * stride + l];
    icp_i_logit_chunk chunk = {.rows = rows, .place = place, .codes = gram->x->codes};
    if (chunk.codes > 0) icp_i_logit_kernel_best()->count(&chunk, gram->ones, numbers, stride, stride, sum + stride * width, width);
}

void icp_i_coded_gram_give(icp_i_coded_gram *gram, double *out)
{
    size_t p = gram->x->numbers.cols, columns = icp_i_coded_columns(gram->x), q = columns + 1;
    icp_i_logit_sums_close(&gram->sums, true);
    for (size_t j = 0; j < q; j++)
        for (size_t l = 0; l < q; l++) {
            /* the last stands for 1 */
            size_t a = j < p ? j : j == columns ? p : gram->stride + (j - p), b = l < p ? l : l == columns ? p : gram->stride + (l - p);
            size_t row = j < columns ? icp_i_coded_column(gram->x, j) + 1 : 0, column = l < columns ? icp_i_coded_column(gram->x, l) + 1 : 0;
            out[row * q + column] = icp_i_logit_sums_product(&gram->sums, a, 0, b, 0);
        }
}
