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
    size_t numbers = fit.design.coded.numbers.cols, codes = fit.design.coded.codes, values, places;
    bool sizes = icp_i_multiply(fit.rows, numbers, &values) && icp_i_multiply(fit.rows, codes, &places);
    double *x = sizes ? ICP_I_NEW(pool, double, values) : NULL;
    uint16_t *place = x ? ICP_I_NEW(pool, uint16_t, places) : NULL;
    if (!place) return icp_i_fail_memory(err, "making the matrix of an outcome model");
    icp_i_design_take(&fit.design, rows, fit.rows, x, numbers, place);
    fit.x = fit.design.coded;
    fit.x.numbers = icp_view_rows(x, fit.rows, numbers);
    fit.x.place = place;
    icp_i_release(pool, rows);
    *out = fit;
    return ICP_OK;
}

void icp_i_fit_release(icp_i_pool *pool, icp_i_fit *fit)
{
    icp_i_release(pool, (double *)fit->x.numbers.data);
    icp_i_release(pool, (uint16_t *)fit->x.place);
    icp_i_release(pool, fit->y);
}

double *icp_i_fit_dense(const icp_i_fit *fit, icp_i_pool *pool)
{
    size_t values;
    double *x = icp_i_multiply(fit->rows, fit->design.terms, &values) ? ICP_I_NEW(pool, double, values) : NULL;
    if (x) icp_i_coded_fill(&fit->x, x);
    return x;
}
