/* auc_out_of_fold.c - see auc_out_of_fold.h. */
#include "math/auc_out_of_fold.h"

#include "math/stats.h"

#include <math.h>

icp_estimate icp_i_auc_out_of_fold(icp_estimate apparent)
{
    icp_estimate made = apparent;
    double critical = icp_i_normal_quantile(0.5 + apparent.level / 2);
    double half = fmax(apparent.high - apparent.value, apparent.value - apparent.low), error = half / critical;
    if (!(error > 0)) return made;
    double z = (apparent.value - 0.5) / error, noise = fmin(1, 2 * critical * critical / (z * z));
    half *= sqrt(1 + noise);
    made.low = fmax(0, apparent.value - half);
    made.high = fmin(1, apparent.value + half);
    return made;
}
