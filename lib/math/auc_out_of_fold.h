/* auc_out_of_fold.h - the interval of an AUC whose scores come from cross-validation. Must not know: models. */
#ifndef ICP_I_AUC_OUT_OF_FOLD_H
#define ICP_I_AUC_OUT_OF_FOLD_H

#include "icpcluster/quality.h"

/* Widens an interval that treats scores as given (DeLong's, Obuchowski's; symmetric but for the cut at 0 and 1) to one for scores of models that
 * were trained on the other folds. A row's outcome helps to score the rows of other folds, so that the folds' AUCs are correlated. Where there is
 * nothing to learn, the AUC is in effect a sum over pairs of folds f, g of <d_f, d_g>, d the difference of the classes' means: each pair counts
 * twice, and the variance is twice what independent folds would give. Where scores hardly depend on the training rows, it is what it seems. Between
 * the two the variance is multiplied by 1 + w, w the share of noise in the direction of the scores. It cannot be told from 1 as long as
 * z^2 <= 2 c^2, z the AUC's distance from 1/2 in apparent standard errors, c the normal quantile of the level: w = min(1, 2 c^2 / z^2). */
icp_estimate icp_i_auc_out_of_fold(icp_estimate apparent);

#endif
