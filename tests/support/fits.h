/* fits.h - one-line fits for tests, and rows with planted coefficients to fit. */
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

enum { ICP_T_LOGIT_ROWS = 9001, ICP_T_LOGIT_COLUMNS = 5 }; /* three blocks of rows */

/* Outcomes from a planted logistic model; columns of several shapes, the last nearly constant. x: rows x columns; the others: rows. */
void icp_t_logit_plant(double *x, double *y, double *weights, double *offset);
/* A fit that must succeed; weights, offset and settings may be NULL. */
icp_logit icp_t_logit_fit(icp_view x, const double *y, const double *weights, const double *offset, const icp_logit_settings *settings);

#endif
