/* fits.h - one-line k-means fits for tests. */
#ifndef ICP_T_FITS_H
#define ICP_T_FITS_H

#include "support/dataset.h"

#include "icpcluster.h"

icp_view icp_t_view(const icp_t_dataset *data);
/* The defaults with this k and these restarts. */
icp_kmeans_settings icp_t_kmeans_settings(size_t k, size_t restarts);
/* A fit that must succeed; start may be icp_t_no_start. */
extern const icp_view icp_t_no_start;
icp_kmeans icp_t_fit(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings);

#endif
