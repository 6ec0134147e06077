/* matrix.c - the owned matrix. Owns: its memory and its alignment. Must not know: what is computed with it. */
#include "base/fail.h"
#include "base/pool.h"

#include "icpcluster/matrix.h"

#include <string.h>

#define DOUBLES_PER_LINE 8 /* 64 bytes: every row starts on a cache line */

icp_status icp_matrix_new(size_t rows, size_t cols, const icp_hooks *hooks, icp_matrix *out, icp_error *err)
{
    size_t stride = (cols + DOUBLES_PER_LINE - 1) / DOUBLES_PER_LINE * DOUBLES_PER_LINE, count, bytes;
    if (!out) return icp_i_fail(err, ICP_E_ARGUMENT, "out is NULL");
    if (stride < cols || !icp_i_multiply(rows, stride, &count) || !icp_i_multiply(count, sizeof(double), &bytes))
        return icp_i_fail(err, ICP_E_SHAPE, "a matrix of %zu x %zu has more elements than can be addressed", rows, cols);
    icp_i_pool *pool = icp_i_pool_new(hooks);
    double *data = pool ? ICP_I_NEW(pool, double, count) : NULL;
    if (!data) {
        icp_i_pool_free(pool);
        return icp_i_fail(err, ICP_E_MEMORY, "out of memory while making a matrix of %zu x %zu", rows, cols);
    }
    icp_matrix made = {data, rows, cols, stride, pool};
    *out = made;
    return ICP_OK;
}

void icp_matrix_free(icp_matrix *matrix)
{
    if (!matrix) return;
    icp_i_pool_free(matrix->owner);
    memset(matrix, 0, sizeof *matrix);
}
