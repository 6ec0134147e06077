/* fits.c - see fits.h. */
#include "support/fits.h"
#include "support/check.h"

#include "base/rng.h"

#include <math.h>

const icp_view icp_t_no_start = {0};

icp_view icp_t_view(const icp_t_dataset *data)
{
    return icp_view_rows(data->x, data->rows, data->cols);
}

icp_kmeans_settings icp_t_kmeans_settings(size_t k, size_t restarts)
{
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    settings.k = k;
    settings.restarts = restarts;
    return settings;
}

icp_kmeans icp_t_fit(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings)
{
    icp_error err;
    icp_kmeans fit = {0};
    CHECK_OK(icp_kmeans_fit(x, weights, start, settings, &fit, &err), &err);
    return fit;
}

void icp_t_logit_plant(double *x, double *y, double *weights, double *offset)
{
    icp_i_rng *rng = icp_i_rng_new(23, "test logit", 0);
    for (size_t i = 0; i < ICP_T_LOGIT_ROWS; i++) {
        double *row = x + i * ICP_T_LOGIT_COLUMNS;
        row[0] = 40 + 12 * icp_i_rng_normal(rng);
        row[1] = exp(icp_i_rng_normal(rng));
        row[2] = (double)icp_i_rng_below(rng, 3);
        row[3] = icp_i_rng_uniform(rng) < 0.2;
        row[4] = 1e6 + icp_i_rng_normal(rng);
        offset[i] = 0.3 * icp_i_rng_normal(rng);
        weights[i] = 0.25 * (double)icp_i_rng_below(rng, 9);
        double eta = -2 + 0.03 * row[0] - 0.4 * row[1] + 0.5 * row[2] + row[3] + 0.2 * (row[4] - 1e6) + offset[i];
        y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-eta));
    }
    icp_i_rng_free(rng);
}

icp_logit icp_t_logit_fit(icp_view x, const double *y, const double *weights, const double *offset, const icp_logit_settings *settings)
{
    icp_logit model = {0};
    icp_error err;
    CHECK_OK(icp_logit_fit(x, y, weights, offset, settings, &model, &err), &err);
    return model;
}
