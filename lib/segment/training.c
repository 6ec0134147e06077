/* training.c - see training.h. */
#include "segment/training.h"

#include "base/fail.h"

icp_status icp_i_fit_take(const icp_i_frame *frame, const double *y, const unsigned char *use, icp_i_pool *pool, icp_i_fit *out, icp_error *err)
{
    icp_i_fit fit = {0};
    ICP_I_TRY(icp_i_design_fit(frame, use, pool, &fit.design, err));
    size_t *rows = ICP_I_NEW(pool, size_t, frame->rows);
    fit.y = ICP_I_NEW(pool, double, frame->rows);
    if (!rows || !fit.y) return icp_i_fail_memory(err, "taking training rows");
    for (size_t i = 0; i < frame->rows; i++) {
        if (!use[i]) continue;
        fit.y[fit.rows] = y[i];
        rows[fit.rows++] = i;
    }
    size_t values;
    fit.x = icp_i_multiply(fit.rows, fit.design.terms, &values) ? ICP_I_NEW(pool, double, values) : NULL;
    if (!fit.x) return icp_i_fail_memory(err, "making the matrix of an outcome model");
    icp_i_design_apply(&fit.design, rows, fit.rows, fit.x, fit.design.terms);
    icp_i_release(pool, rows);
    *out = fit;
    return ICP_OK;
}
