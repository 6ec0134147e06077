/* rates.c - the interval of one rate, and quantiles of sorted values. Must not know: what was counted. */
#include "icpcluster/quality.h"
#include "math/stats.h"

#include <math.h>

icp_estimate icp_wilson(double events, double n, double level)
{
    icp_estimate out = {NAN, 0, 1, level, n > 0 && n < 0x1p63 ? (size_t)n : 0};
    if (!(n > 0) || !(events >= 0 && events <= n) || !(level > 0 && level < 1)) return out;
    double z = icp_i_normal_quantile(0.5 + level / 2), rate = events / n;
    double centre = rate + z * z / (2 * n), scale = 1 + z * z / n;
    double half = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
    out.value = rate;
    /* At the ends the formula gives exactly 0 and 1; rounding would leave a speck beside them. */
    out.low = events > 0 ? fmax(0, (centre - half) / scale) : 0;
    out.high = events < n ? fmin(1, (centre + half) / scale) : 1;
    return out;
}

double icp_quantile_sorted(const double *sorted, size_t n, double p)
{
    if (n == 0 || !(p >= 0 && p <= 1)) return NAN;
    double position = p * (double)(n - 1);
    size_t below = (size_t)position;
    if (below >= n - 1) return sorted[n - 1];
    double part = position - (double)below;
    return part > 0 ? sorted[below] + part * (sorted[below + 1] - sorted[below]) : sorted[below];
}
