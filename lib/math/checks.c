/* checks.c - see checks.h. Rows and columns in messages are counted from 1, as people count. */
#include "math/checks.h"

#include "base/fail.h"
#include "base/number.h"
#include "base/pool.h"
#include "math/linalg.h"

#include <math.h>

static icp_status refuse_value(double value, const char *name, size_t row, size_t column, icp_error *err)
{
    char digits[ICP_I_NUMBER_SIZE] = "";
    if (isfinite(value)) icp_i_number_format(value, digits);
    const char *kind = isnan(value) ? "NaN" : isinf(value) ? "infinite" : digits;
    icp_code code = isfinite(value) ? ICP_E_RANGE : ICP_E_NOT_FINITE;
    icp_status status = icp_i_fail(err, code, "%s: row %zu, column %zu is %s", name, row + 1, column + 1, kind);
    if (code == ICP_E_RANGE) icp_i_fail_help(err, "the square of a value beyond 1e150 is no longer a number; rescale the column");
    else icp_i_fail_help(err, "fill in or leave out missing values first");
    return status;
}

/* The last element, as an index that can be addressed? */
static bool strides_fit(icp_view x)
{
    size_t row, column, limit = SIZE_MAX / sizeof(double);
    return icp_i_multiply(x.rows - 1, x.row_stride, &row) && icp_i_multiply(x.cols - 1, x.col_stride, &column) && row < limit && column < limit - row;
}

icp_status icp_i_shape_check(icp_view x, const char *name, icp_error *err)
{
    size_t count, bytes;
    if (!icp_i_multiply(x.rows, x.cols, &count) || !icp_i_multiply(count, sizeof(double), &bytes))
        return icp_i_fail(err, ICP_E_SHAPE, "%s: %zu x %zu values are more than can be addressed", name, x.rows, x.cols);
    if (count > 0 && !x.data) return icp_i_fail(err, ICP_E_ARGUMENT, "%s: data is NULL", name);
    if (count > 0 && !strides_fit(x))
        return icp_i_fail(err, ICP_E_SHAPE, "%s: strides of %zu and %zu reach further than can be addressed", name, x.row_stride, x.col_stride);
    return ICP_OK;
}

icp_status icp_i_rows_check(icp_view x, const char *name, icp_error *err)
{
    ICP_I_TRY(icp_i_shape_check(x, name, err));
    if (x.rows > 0 && x.cols > 0) return ICP_OK;
    return icp_i_fail(err, ICP_E_SHAPE, "%s: %zu rows and %zu columns; at least one of each is needed", name, x.rows, x.cols);
}

icp_status icp_i_view_check(icp_view x, const char *name, icp_error *err)
{
    ICP_I_TRY(icp_i_rows_check(x, name, err));
    if (x.col_stride == 1 && x.row_stride == x.cols && icp_i_finite(x.data, x.rows * x.cols, NULL)) return ICP_OK;
    for (size_t i = 0; i < x.rows; i++)
        for (size_t j = 0; j < x.cols; j++) {
            double value = icp_i_view_at(x, i, j);
            if (!icp_i_finite(&value, 1, NULL)) return refuse_value(value, name, i, j, err);
        }
    return ICP_OK;
}

icp_status icp_i_labels_check(const int32_t *labels, size_t n, size_t k, icp_error *err)
{
    if (!labels && n) return icp_i_fail(err, ICP_E_ARGUMENT, "labels is NULL");
    for (size_t i = 0; i < n; i++)
        if (labels[i] < 0 || (size_t)labels[i] >= k)
            return icp_i_fail(err, ICP_E_ARGUMENT, "labels: row %zu has label %ld; with k %zu they run from 0 to k-1", i + 1, (long)labels[i], k);
    return ICP_OK;
}

icp_status icp_i_weights_check(const double *weights, size_t n, icp_error *err)
{
    size_t at = 0;
    if (!weights) return ICP_OK;
    if (!icp_i_finite(weights, n, &at)) return refuse_value(weights[at], "weights", at, 0, err);
    for (size_t i = 0; i < n; i++)
        if (weights[i] < 0) return icp_i_fail(err, ICP_E_ARGUMENT, "weights: row %zu has a negative weight", i + 1);
    return ICP_OK;
}
