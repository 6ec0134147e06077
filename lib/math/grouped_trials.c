/* grouped_trials.c - see grouped_trials.h. */
#include "math/grouped_trials.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>

#define QUANTILE 0.1 /* of F: the other side of the interval of `alike` */

/* Of one group. */
typedef struct group_sum {
    double trials, residual, spread; /* spread: sum of standard deviations */
} group_sum;

typedef struct totals {
    double trials, squares;           /* sum of squared group sizes over trials */
    double residual, residual_square; /* of standardised residuals */
    double variance;                  /* sum of p (1 - p) */
    size_t groups;
} totals;

static totals add_up(const double *p, const unsigned char *success, const uint32_t *group, size_t n, group_sum *sum)
{
    totals t = {.trials = (double)n};
    for (size_t i = 0; i < n; i++) {
        double sd = sqrt(p[i] * (1 - p[i])), z = sd > 0 ? ((success[i] ? 1 : 0) - p[i]) / sd : 0;
        group_sum *own = &sum[group[i]];
        own->trials += 1;
        own->residual += z;
        own->spread += sd;
        t.residual += z;
        t.residual_square += z * z;
        t.variance += sd * sd;
    }
    return t;
}

static double f_quantile(double p, double df1, double df2)
{
    double x = icp_i_beta_quantile(p, df1 / 2, df2 / 2);
    return df2 * x / (df1 * (1 - x));
}

/* Upper end of the intraclass correlation: the F ratio is divided by a quantile of what it would be without any. */
static double most_alike(const totals *t, double between)
{
    double df1 = (double)t->groups - 1, df2 = t->trials - (double)t->groups;
    double within = t->residual_square - t->residual * t->residual / t->trials - between;
    if (df2 <= 0) return 0;
    if (t->groups < ICP_I_GROUPS_TELL || !(within > 1e-12 * t->trials)) return 1;
    double size = (t->trials - t->squares / t->trials) / df1; /* of a typical group */
    double f = between / df1 / (within / df2) / f_quantile(QUANTILE, df1, df2);
    return fmin(1, fmax(0, (f - 1) / (f + size - 1)));
}

icp_status icp_i_group_effect_of(const double *p, const unsigned char *success, const uint32_t *group, size_t n, size_t groups, icp_i_pool *scratch,
                                 icp_i_group_effect *out, icp_error *err)
{
    group_sum *sum = ICP_I_NEW(scratch, group_sum, groups);
    if (!sum) return icp_i_fail_memory(err, "counting trials by group");
    totals t = add_up(p, success, group, n, sum);
    double mean = n > 0 ? t.residual / t.trials : 0, between = 0, pairs = -t.variance;
    for (size_t g = 0; g < groups; g++) {
        if (sum[g].trials == 0) continue;
        double apart = sum[g].residual / sum[g].trials - mean;
        t.groups++;
        t.squares += sum[g].trials * sum[g].trials;
        between += sum[g].trials * apart * apart;
        pairs += sum[g].spread * sum[g].spread;
    }
    icp_i_release(scratch, sum);
    icp_i_group_effect made = {t.groups, most_alike(&t, between), 1};
    if (t.variance > 0) made.design = fmax(1, 1 + made.alike * pairs / t.variance);
    *out = made;
    return ICP_OK;
}

double icp_i_grouped_at_least(double p, double seen, double n, double design)
{
    if (!(seen > 0)) return 1;
    return icp_i_beta_cdf(p, seen / design, (n - seen) / design + 1);
}

double icp_i_grouped_at_most(double p, double seen, double n, double design)
{
    return icp_i_grouped_at_least(1 - p, n - seen, n, design);
}
