/* checks.h - what the numeric functions accept from a caller. Owns: refusing shapes and values that cannot be computed with.
 * Must not know: what is computed. */
#ifndef ICP_I_CHECKS_H
#define ICP_I_CHECKS_H

#include "icpcluster/matrix.h"

static inline double icp_i_view_at(icp_view x, size_t row, size_t column)
{
    return x.data[row * x.row_stride + column * x.col_stride];
}
/* Sizes and strides that can be addressed; no rows or no columns are fine. Reads no value. */
icp_status icp_i_shape_check(icp_view x, const char *name, icp_error *err);
/* At least one row and one column, sizes that can be addressed. Reads no value. `name` is the argument's. */
icp_status icp_i_rows_check(icp_view x, const char *name, icp_error *err);
/* At least one row and one column, sizes that can be addressed, every value finite and at most 1e150 in magnitude. `name` is the argument's. */
icp_status icp_i_view_check(icp_view x, const char *name, icp_error *err);
/* n labels in 0 .. k-1. */
icp_status icp_i_labels_check(const int32_t *labels, size_t n, size_t k, icp_error *err);
/* n finite values >= 0 and at most 1e150; NULL is fine. */
icp_status icp_i_weights_check(const double *weights, size_t n, icp_error *err);

#endif
