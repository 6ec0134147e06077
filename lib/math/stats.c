/* stats.c - the only GSL distributions and sorting. Owns: quantiles, tails, log-beta. Must not know: what is tested.
 * Arguments are checked before GSL sees them, and GSL's own beta quantile is not used (it fails through the error handler): no handler ever runs. */
#include "math/stats.h"

#include "icpcluster/quality.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_sort_ulong.h>
#include <math.h>
#include <stdbool.h>

/* Shapes in this range are computed to about 1e-8 or better; beyond it the answer is NaN. */
#define SHAPE_MIN 1e-10
#define SHAPE_MAX 1e10

double icp_i_normal_quantile(double p)
{
    return p >= 0 && p <= 1 ? gsl_cdf_ugaussian_Pinv(p) : NAN;
}

double icp_i_normal_tail(double z)
{
    return isnan(z) ? NAN : 0.5 * erfc(z * M_SQRT1_2);
}

double icp_i_chisq_tail(double x, double df)
{
    if (!(df >= SHAPE_MIN && df <= SHAPE_MAX) || isnan(x)) return NAN;
    if (x <= 0) return 1;
    if (x > 2 * df + 3000) return 0; /* below 1e-300 by Chernoff's bound */
    return gsl_cdf_chisq_Q(x, df);
}

static bool shapes_fit(double a, double b)
{
    return a >= SHAPE_MIN && a <= SHAPE_MAX && b >= SHAPE_MIN && b <= SHAPE_MAX;
}

double icp_i_log_beta(double a, double b)
{
    return shapes_fit(a, b) ? gsl_sf_lnbeta(a, b) : NAN;
}

/* Continued fraction of the incomplete beta (Abramowitz & Stegun 26.5.8) by Lentz's method, for x below the mean. GSL stops after 512 terms,
 * too few for shapes above about 1e6; the number needed grows as the square root of the larger shape. */
static double beta_fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double value = d;
    for (double m = 1; m < 1e6; m++) {
        double terms[2] = {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))};
        double change = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + terms[i] * d;
            c = 1 + terms[i] / c;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            if (fabs(c) < tiny) c = tiny;
            change *= c * d;
        }
        value *= change;
        if (fabs(change - 1) < 1e-15) break;
    }
    return value;
}

static double beta_cdf_below_mean(double x, double a, double b)
{
    return exp(a * log(x) + b * log1p(-x) - icp_i_log_beta(a, b)) * beta_fraction(x, a, b) / a;
}

double icp_i_beta_cdf(double x, double a, double b)
{
    if (!shapes_fit(a, b) || isnan(x)) return NAN;
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    double p = gsl_cdf_beta_P(x, a, b);
    if (isnan(p)) p = x * (a + b) <= a ? beta_cdf_below_mean(x, a, b) : 1 - beta_cdf_below_mean(1 - x, b, a);
    return p < 0 ? 0 : p > 1 ? 1 : p;
}

/* Bisection on log(x/(1-x)), where quantiles near 0 keep their relative accuracy. */
double icp_i_beta_quantile(double p, double a, double b)
{
    if (!shapes_fit(a, b) || !(p >= 0 && p <= 1)) return NAN;
    if (p == 0 || p == 1) return p;
    double low = -740, high = 740;
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return 1 / (1 + exp(-middle));
        if (icp_i_beta_cdf(1 / (1 + exp(-middle)), a, b) < p) low = middle;
        else high = middle;
    }
}

#define SHORT ((size_t)24) /* stretches that insertion sorts faster */

static void sort_short(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double value = x[i];
        size_t at = i;
        for (; at > 0 && value < x[at - 1]; at--) x[at] = x[at - 1];
        x[at] = value;
    }
}

static double middle_of(double a, double b, double c)
{
    return a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}

/* Values before the pivot, with `equal` those equal to it as well, come first; returns how many. Nothing is branched on, so that no branch is guessed
 * wrongly. */
static inline size_t part(double *x, size_t n, double pivot, bool equal)
{
    size_t cut = 0;
    for (size_t i = 0; i < n; i++) {
        double value = x[i];
        x[i] = x[cut];
        x[cut] = value;
        cut += equal ? value <= pivot : value < pivot;
    }
    return cut;
}

/* Quicksort around the median of three; where that halves badly, heapsort. Where few values are below the pivot many may equal it: they are in place
 * once they are brought to the front. */
static void sort_within(double *x, size_t n, int depth)
{
    while (n > SHORT) {
        if (depth-- == 0) {
            gsl_sort(x, 1, n);
            return;
        }
        double pivot = middle_of(x[0], x[n / 2], x[n - 1]);
        size_t cut = part(x, n, pivot, false);
        size_t same = cut < n / 8 ? part(x + cut, n - cut, pivot, true) : 0; /* x[0 .. cut) < pivot, as many equal it, pivot <= the others */
        double *above = x + cut + same;
        size_t left = n - cut - same;
        sort_within(cut < left ? x : above, cut < left ? cut : left, depth);
        x = cut < left ? above : x;
        n = cut < left ? left : cut;
    }
    sort_short(x, n);
}

static bool ascends(const double *x, size_t n)
{
    size_t i = 1;
    while (i < n && x[i - 1] <= x[i]) i++;
    return i >= n;
}

void icp_i_sort(double *x, size_t n)
{
    if (ascends(x, n)) return;
    sort_within(x, n, 2 * 64);
}

/* Row a of x comes before row b. */
static inline bool before(const double *x, size_t a, size_t b)
{
    return x[a] < x[b] || (x[a] <= x[b] && a < b);
}

static void order_short(const double *x, size_t *order, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        size_t row = order[i], at = i;
        for (; at > 0 && before(x, row, order[at - 1]); at--) order[at] = order[at - 1];
        order[at] = row;
    }
}

static size_t middle_row(const double *x, size_t a, size_t b, size_t c)
{
    if (before(x, b, a)) {
        size_t other = a;
        a = b;
        b = other;
    }
    return before(x, c, a) ? a : before(x, c, b) ? c : b;
}

/* sort_within for rows, of which no two are equal; false where it halves too badly. */
static bool order_within(const double *x, size_t *order, size_t n, int depth)
{
    while (n > SHORT) {
        if (depth-- == 0) return false;
        size_t pivot = middle_row(x, order[0], order[n / 2], order[n - 1]), cut = 0;
        double value = x[pivot];
        for (size_t i = 0; i < n; i++) {
            size_t row = order[i];
            order[i] = order[cut];
            order[cut] = row;
            cut += (x[row] < value) | ((x[row] <= value) & (row < pivot));
        }
        bool left_is_shorter = cut < n - cut;
        if (!order_within(x, left_is_shorter ? order : order + cut, left_is_shorter ? cut : n - cut, depth)) return false;
        order += left_is_shorter ? cut : 0;
        n = left_is_shorter ? n - cut : cut;
    }
    order_short(x, order, n);
    return true;
}

static void order_by_heap(const double *x, size_t n, size_t *order)
{
    gsl_sort_index(order, x, 1, n);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && x[order[end]] <= x[order[begin]]; end++) continue;
        if (end - begin > 1) gsl_sort_ulong(order + begin, 1, end - begin);
    }
}

void icp_i_sort_order(const double *x, size_t n, size_t *order)
{
    for (size_t i = 0; i < n; i++) order[i] = i;
    if (!ascends(x, n) && !order_within(x, order, n, 2 * 64)) order_by_heap(x, n, order);
}

double icp_i_median(double *x, size_t n)
{
    icp_i_sort(x, n);
    return icp_quantile_sorted(x, n, 0.5);
}
