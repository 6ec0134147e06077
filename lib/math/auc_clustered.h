/* auc_clustered.h - area under the ROC curve when rows come in clusters whose members are alike. Must not know: what a cluster is. */
#ifndef ICP_I_AUC_CLUSTERED_H
#define ICP_I_AUC_CLUSTERED_H

#include "base/pool.h"
#include "icpcluster/quality.h"

/* icp_auc with Obuchowski's variance (Biometrics 53, 1997): placement values are summed within clusters 0 .. clusters-1, so that ten rows of one
 * account do not count as ten accounts. Equals DeLong's when every cluster is one row. weight: of each row, or NULL = 1; pairs count with the product
 * of theirs. n of the estimate is the number of clusters that hold rows, with weights Kish's effective number of them. With events or non-events in
 * fewer than two clusters the interval is [0,1]. Memory is given back. */
icp_status icp_i_auc_clustered(const double *score, const double *y, const double *weight, const uint32_t *cluster, size_t clusters, size_t n,
                               double level, icp_i_pool *scratch, icp_estimate *out, icp_error *err);

#endif
