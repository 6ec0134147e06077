/* poisson_binomial.c - see poisson_binomial.h. */
#include "math/poisson_binomial.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>

/* mass[k] = P(W = k), one trial after the other. */
static void convolve(const double *p, size_t n, double *mass)
{
    mass[0] = 1;
    for (size_t i = 0; i < n; i++) {
        mass[i + 1] = mass[i] * p[i];
        for (size_t k = i; k > 0; k--) mass[k] = mass[k] * (1 - p[i]) + mass[k - 1] * p[i];
        mass[0] *= 1 - p[i];
    }
}

/* Each tail is summed from its far end, smallest terms first. */
static void sum_tails(const double *mass, size_t n, size_t seen, icp_i_poisson_binomial *out)
{
    for (size_t k = n + 1; k-- > seen;) out->at_least += mass[k];
    for (size_t k = 0; k <= seen; k++) out->at_most += mass[k];
    out->at_least = fmin(1, out->at_least);
    out->at_most = fmin(1, out->at_most);
}

icp_status icp_i_poisson_binomial_test(const double *p, size_t n, size_t seen, icp_i_pool *scratch, icp_i_poisson_binomial *out, icp_error *err)
{
    icp_i_poisson_binomial made = {0};
    double variance = 0;
    for (size_t i = 0; i < n; i++) made.mean += p[i], variance += p[i] * (1 - p[i]);
    made.sd = sqrt(variance);
    if (n > ICP_I_POISSON_BINOMIAL_EXACT && made.sd > 0) {
        made.at_least = icp_i_normal_tail(((double)seen - .5 - made.mean) / made.sd);
        made.at_most = icp_i_normal_tail((made.mean - .5 - (double)seen) / made.sd);
    } else if (n > ICP_I_POISSON_BINOMIAL_EXACT) {
        made.at_least = (double)seen <= made.mean; /* every trial is certain */
        made.at_most = (double)seen >= made.mean;
    } else {
        double *mass = ICP_I_NEW(scratch, double, n + 1);
        if (!mass) return icp_i_fail_memory(err, "testing a share");
        convolve(p, n, mass);
        sum_tails(mass, n, seen, &made);
        icp_i_release(scratch, mass);
    }
    *out = made;
    return ICP_OK;
}

icp_estimate icp_i_jeffreys(double events, double n, double level)
{
    icp_estimate out = {NAN, 0, 1, level, n > 0 && n < 0x1p63 ? (size_t)n : 0};
    if (!(n > 0) || !(events >= 0 && events <= n) || !(level > 0 && level < 1)) return out;
    out.value = events / n;
    if (events > 0) out.low = icp_i_beta_quantile((1 - level) / 2, events + .5, n - events + .5);
    if (events < n) out.high = icp_i_beta_quantile((1 + level) / 2, events + .5, n - events + .5);
    return out;
}

/* P(W >= k) of n trials with the same chance. */
static double binomial_tail(size_t k, size_t n, double p)
{
    if (k == 0) return 1;
    return k > n ? 0 : icp_i_beta_cdf(p, (double)k, (double)(n - k + 1));
}

size_t icp_i_trials_needed(double null, double truth, double alpha, double power, size_t most)
{
    if (!(null > 0 && null < 1) || !(truth >= 0 && truth <= 1) || truth == null) return 0; /* NaN too */
    if (truth < null) return icp_i_trials_needed(1 - null, 1 - truth, alpha, power, most);
    size_t critical = 0; /* fewest successes that the test finds too many; it never falls with n */
    for (size_t n = 1; n <= most; n++) {
        while (critical <= n && binomial_tail(critical, n, null) > alpha) critical++;
        if (critical <= n && binomial_tail(critical, n, truth) >= power) return n;
    }
    return 0;
}
