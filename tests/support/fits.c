/* fits.c - see fits.h. */
#include "support/fits.h"
#include "support/check.h"

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
