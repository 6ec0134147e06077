/* silhouette.h - silhouettes of several labelings of the same rows at the price of one. Must not know: how labels were made. */
#ifndef ICP_I_SILHOUETTE_H
#define ICP_I_SILHOUETTE_H

#include "icpcluster/matrix.h"
#include "math/silhouette_kernel.h"

typedef struct icp_i_labelings {
    const int32_t *const *label; /* count labelings of the rows: 0 .. k[l]-1 */
    const size_t *k;
    size_t count;
} icp_i_labelings;

/* As icp_silhouette for each labeling, every distance computed once: mean[count], and each (count x rows) unless NULL. A labeling with rows in fewer
 * than two clusters has mean NaN and leaves its part of `each` alone. kernel NULL: the fastest. */
icp_status icp_i_silhouettes(icp_view x, const icp_i_labelings *labelings, const icp_i_silhouette_kernel *kernel, int threads, double *mean,
                             double *each, icp_error *err);

#endif
