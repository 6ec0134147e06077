/* transform.c - see transform.h. Owns: which shape a column gets and the numbers that describe it. Must not know: roles, other columns. */
#include "segment/transform.h"

#include "base/fail.h"
#include "icpcluster/quality.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define ZERO_SHARE 0.2          /* more zeros than this make a count zero-inflated */
#define SYMMETRIC 0.5           /* a skewness up to this is left as it is */
#define TAIL 0.005              /* winsorised on either side */
#define LAMBDA_VALUES 10001     /* order statistics that are enough to estimate lambda from */
#define LEAST_BENT 100          /* values that bends are placed by */
#define HALF_WEIGHT 1.4142135623730951 /* scale factor that halves a feature's squared distances */

/* ---- Yeo-Johnson ---- */

/* Written with expm1 and log1p: the textbook form cancels near lambda = 0 and lambda = 2. */
double icp_i_yeo_johnson(double value, double lambda)
{
    double power = value >= 0 ? lambda : 2 - lambda;
    double logarithm = log1p(fabs(value));
    double size = power == 0 ? logarithm : expm1(power * logarithm) / power;
    return value >= 0 ? size : -size;
}

typedef struct lambda_problem {
    const double *values;
    size_t n;
    double log_sum; /* sum of sign(x) log(1 + |x|) */
} lambda_problem;

/* Minus the profile log-likelihood of lambda (Yeo & Johnson 2000), constants left out; squares are taken in units of the largest value. */
static double lambda_loss(const lambda_problem *problem, double lambda)
{
    double n = (double)problem->n, sum = 0, squares = 0, largest = 0;
    for (size_t i = 0; i < problem->n; i++) {
        double value = icp_i_yeo_johnson(problem->values[i], lambda);
        largest = fmax(largest, fabs(value));
        sum += value;
    }
    for (size_t i = 0; i < problem->n; i++) {
        double part = (icp_i_yeo_johnson(problem->values[i], lambda) - sum / n) / largest;
        squares += part * part;
    }
    double loss = n * (log(squares / n) / 2 + log(largest)) - (lambda - 1) * problem->log_sum;
    return isfinite(loss) ? loss : INFINITY;
}

/* Where Brent's method looks next: the minimum of the parabola through its three points when that is inside the bracket and steps shrink, else golden
 * section. */
static double brent_step(const double x[3], const double f[3], double low, double high, double tolerance, double *last, double *before_last)
{
    double r = (x[0] - x[1]) * (f[0] - f[2]), q = (x[0] - x[2]) * (f[0] - f[1]);
    double p = (x[0] - x[2]) * q - (x[0] - x[1]) * r, divisor = 2 * (q - r);
    if (divisor > 0) p = -p;
    divisor = fabs(divisor);
    double previous = *before_last;
    *before_last = *last;
    bool parabola = fabs(previous) > tolerance && fabs(p) < fabs(divisor * previous / 2) && p > divisor * (low - x[0]) && p < divisor * (high - x[0]);
    if (parabola) return *last = p / divisor;
    *before_last = x[0] < (low + high) / 2 ? high - x[0] : low - x[0];
    return *last = 0.3819660112501051 * *before_last;
}

/* Minimum of the loss on [-3,5] by Brent's method (1973, chapter 5): x[0] is the best point, x[1] and x[2] the two before it. */
double icp_i_yeo_johnson_lambda(const double *values, size_t n)
{
    lambda_problem problem = {values, n, 0};
    for (size_t i = 0; i < n; i++) problem.log_sum += copysign(log1p(fabs(values[i])), values[i]);
    double low = -3, high = 5, last = 0, before_last = 0;
    double x[3], f[3];
    x[0] = x[1] = x[2] = low + 0.3819660112501051 * (high - low);
    f[0] = f[1] = f[2] = lambda_loss(&problem, x[0]);
    for (int iteration = 0; iteration < 200; iteration++) {
        double tolerance = 1e-9 * fabs(x[0]) + 1e-10, middle = (low + high) / 2;
        if (fabs(x[0] - middle) <= 2 * tolerance - (high - low) / 2) break;
        double step = brent_step(x, f, low, high, tolerance, &last, &before_last);
        double u = x[0] + (fabs(step) >= tolerance ? step : copysign(tolerance, step));
        double loss = lambda_loss(&problem, u);
        if (loss <= f[0]) {
            if (u >= x[0]) low = x[0];
            else high = x[0];
            x[2] = x[1], f[2] = f[1];
            x[1] = x[0], f[1] = f[0];
            x[0] = u, f[0] = loss;
            continue;
        }
        if (u < x[0]) low = u;
        else high = u;
        if (loss <= f[1] || x[1] == x[0]) {
            x[2] = x[1], f[2] = f[1];
            x[1] = u, f[1] = loss;
        } else if (loss <= f[2] || x[2] == x[0] || x[2] == x[1]) {
            x[2] = u, f[2] = loss;
        }
    }
    return x[0];
}

/* ---- shape ---- */

static double shaped(icp_i_shape shape, double lambda, double value)
{
    switch (shape) {
    case ICP_I_SHAPE_LOG1P: return log1p(value > 0 ? value : 0);
    case ICP_I_SHAPE_YEO_JOHNSON: return icp_i_yeo_johnson(value, lambda);
    case ICP_I_SHAPE_ARCSINE: return asin(sqrt(value <= 0 ? 0 : value >= 1 ? 1 : value));
    case ICP_I_SHAPE_IDENTITY:
    case ICP_I_SHAPE_CONSTANT: break;
    }
    return value;
}

/* Values of the fit, ascending, with room for their shaped forms. Shapes never fall, so shaped values are ascending too. */
typedef struct sample {
    const double *sorted;
    double *work;
    size_t n;
} sample;

/* work[i] = shaped value i. Equal values stand side by side and are shaped once. */
static void shape_all(const sample *s, icp_i_shape shape, double lambda)
{
    for (size_t i = 0; i < s->n; i++)
        s->work[i] = i > 0 && s->sorted[i] == s->sorted[i - 1] ? s->work[i - 1] : shaped(shape, lambda, s->sorted[i]);
}

/* In units of the range, so that third powers do not overflow. */
static double moment_skewness(const sample *s, icp_i_shape shape)
{
    double n = (double)s->n, sum = 0, second = 0, third = 0;
    shape_all(s, shape, 0);
    double range = s->work[s->n - 1] - s->work[0];
    for (size_t i = 0; i < s->n; i++) sum += s->work[i];
    for (size_t i = 0; i < s->n; i++) {
        double part = (s->work[i] - sum / n) / range;
        second += part * part;
        third += part * part * part;
    }
    return second > 0 ? third / n / pow(second / n, 1.5) : 0;
}

/* Lambda from at most LAMBDA_VALUES evenly spaced order statistics: as good as all values, and the cost stays bounded. */
static double fitted_lambda(const sample *s)
{
    if (s->n <= LAMBDA_VALUES) return icp_i_yeo_johnson_lambda(s->sorted, s->n);
    for (size_t i = 0; i < LAMBDA_VALUES; i++) s->work[i] = s->sorted[i * (s->n - 1) / (LAMBDA_VALUES - 1)];
    return icp_i_yeo_johnson_lambda(s->work, LAMBDA_VALUES);
}

static bool two_values(const sample *s)
{
    size_t i = 0;
    while (i < s->n && s->sorted[i] <= s->sorted[0]) i++;
    return i < s->n && s->sorted[i] >= s->sorted[s->n - 1];
}

/* A count or an amount of money is logged when that makes it less skewed; signed values get their lambda; dates and 0/1 columns stay. */
static void choose_shape(const sample *s, icp_type type, icp_i_transform *t)
{
    double low = s->sorted[0], high = s->sorted[s->n - 1];
    t->shape = ICP_I_SHAPE_IDENTITY;
    if (type == ICP_TYPE_DATE || two_values(s)) return;
    if (type == ICP_TYPE_PERCENT && low >= 0 && high <= 1) {
        t->shape = ICP_I_SHAPE_ARCSINE;
        return;
    }
    size_t zeros = 0;
    while (zeros < s->n && s->sorted[zeros] <= 0) zeros++;
    if (low >= 0 && (double)zeros > ZERO_SHARE * (double)s->n) {
        t->shape = ICP_I_SHAPE_LOG1P;
        t->zero_inflated = 1;
        return;
    }
    double skewness = moment_skewness(s, ICP_I_SHAPE_IDENTITY);
    if (fabs(skewness) <= SYMMETRIC) return;
    if (low < 0) {
        t->shape = ICP_I_SHAPE_YEO_JOHNSON;
        t->lambda = fitted_lambda(s);
    } else if (fabs(moment_skewness(s, ICP_I_SHAPE_LOG1P)) < fabs(skewness)) {
        t->shape = ICP_I_SHAPE_LOG1P;
    }
}

/* ---- centre and scale ---- */

static double clipped(const icp_i_transform *t, double value)
{
    return value < t->low ? t->low : value > t->high ? t->high : value;
}

/* Median of |x - centre| of ascending values: the deviations are two ascending runs that start in the middle. */
static double absolute_deviation(const double *sorted, size_t n, double centre)
{
    size_t right = 0, half = (n + 1) / 2;
    while (right < n && sorted[right] < centre) right++;
    size_t left = right;
    double deviation[2] = {0, 0};
    for (size_t taken = 0; taken < half + (n % 2 == 0); taken++) {
        bool from_left = right >= n || (left > 0 && centre - sorted[left - 1] < sorted[right] - centre);
        deviation[0] = deviation[1];
        deviation[1] = from_left ? centre - sorted[--left] : sorted[right++] - centre;
    }
    return n % 2 ? deviation[1] : (deviation[0] + deviation[1]) / 2;
}

static double standard_deviation(const double *x, size_t n)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    for (size_t i = 0; i < n; i++) squares += (x[i] - sum / (double)n) * (x[i] - sum / (double)n);
    return sqrt(squares / (double)n);
}

/* First of 1.4826 MAD, IQR/1.349 and SD that is not 0; ties make the first two vanish. */
static double robust_scale(const double *sorted, size_t n, double centre)
{
    double floor = 1e-12 * (fabs(sorted[0]) + fabs(sorted[n - 1]));
    double scale = 1.4826 * absolute_deviation(sorted, n, centre);
    if (scale > floor) return scale;
    scale = (icp_quantile_sorted(sorted, n, 0.75) - icp_quantile_sorted(sorted, n, 0.25)) / 1.349;
    if (scale > floor) return scale;
    scale = standard_deviation(sorted, n);
    return scale > floor ? scale : 0;
}

/* Limits from shaped ascending values x. Limits that meet would erase a rare value, the very thing such a column tells: then nothing is moved. */
static void winsorise(double *x, size_t n, icp_i_transform *t)
{
    t->low = icp_quantile_sorted(x, n, TAIL);
    t->high = icp_quantile_sorted(x, n, 1 - TAIL);
    if (!(t->low < t->high)) {
        t->low = x[0];
        t->high = x[n - 1];
    }
    for (size_t i = 0; i < n; i++) {
        double value = clipped(t, x[i]);
        if (value < x[i] || value > x[i]) t->moved++;
        x[i] = value;
    }
}

static void fit_amount(const sample *s, icp_i_transform *t, size_t feature)
{
    shape_all(s, t->shape, t->lambda);
    if (two_values(s)) {
        t->low = s->work[0];
        t->high = s->work[s->n - 1];
    } else {
        winsorise(s->work, s->n, t);
    }
    t->centre[feature] = icp_quantile_sorted(s->work, s->n, 0.5);
    t->scale[feature] = robust_scale(s->work, s->n, t->centre[feature]);
}

/* Feature 0: used or not. Feature 1: the amount among users, unless all users have the same. */
static void fit_zero_inflated(const sample *s, icp_i_transform *t)
{
    size_t zeros = 0;
    while (zeros < s->n && s->sorted[zeros] <= 0) zeros++;
    sample users = {s->sorted + zeros, s->work, s->n - zeros};
    double share = (double)users.n / (double)s->n;
    t->missing = log1p(icp_quantile_sorted(s->sorted, s->n, 0.5));
    t->centre[0] = share;
    t->scale[0] = sqrt(share * (1 - share));
    fit_amount(&users, t, 1);
    t->features = t->scale[1] > 0 ? 2 : 1;
    if (t->features == 2) {
        t->scale[0] *= HALF_WEIGHT;
        t->scale[1] *= HALF_WEIGHT;
    }
}

static void fit_sample(const sample *s, icp_type type, icp_i_transform *t)
{
    t->shape = ICP_I_SHAPE_CONSTANT;
    t->scale[0] = t->scale[1] = 1;
    if (s->n > 0) t->missing = s->sorted[0];
    if (s->n < 2 || s->sorted[0] >= s->sorted[s->n - 1]) return;
    choose_shape(s, type, t);
    if (t->zero_inflated) {
        fit_zero_inflated(s, t);
        return;
    }
    fit_amount(s, t, 0);
    t->missing = t->centre[0];
    t->features = 1;
    if (t->scale[0] > 0) return;
    *t = (icp_i_transform){.shape = ICP_I_SHAPE_CONSTANT, .scale = {1, 1}, .missing = t->missing};
}

void icp_i_transform_fit_sorted(const double *sorted, size_t n, icp_type type, double *work, icp_i_transform *out)
{
    icp_i_transform made = {0};
    fit_sample(&(sample){sorted, work, n}, type, &made);
    *out = made;
}

icp_status icp_i_transform_fit(const double *values, const unsigned char *use, size_t rows, icp_type type, icp_i_pool *scratch, icp_i_transform *out,
                               icp_error *err)
{
    double *sorted = ICP_I_NEW(scratch, double, rows), *work = ICP_I_NEW(scratch, double, rows);
    icp_status status = ICP_OK;
    if (sorted && work) {
        size_t n = 0;
        for (size_t i = 0; i < rows; i++)
            if ((!use || use[i]) && !isnan(values[i])) sorted[n++] = values[i];
        icp_i_sort(sorted, n);
        icp_i_transform_fit_sorted(sorted, n, type, work, out);
    } else {
        status = icp_i_fail_memory(err, "fitting a column's transform");
    }
    icp_i_release(scratch, work);
    icp_i_release(scratch, sorted);
    return status;
}

static void apply_features(const icp_i_transform *t, double value, double *out)
{
    double x = isnan(value) ? t->missing : shaped(t->shape, t->lambda, value);
    if (!t->zero_inflated) {
        out[0] = (clipped(t, x) - t->centre[0]) / t->scale[0];
        return;
    }
    out[0] = ((x > 0) - t->centre[0]) / t->scale[0];
    if (t->features == 2) out[1] = x > 0 ? (clipped(t, x) - t->centre[1]) / t->scale[1] : 0;
}

void icp_i_transform_apply(const icp_i_transform *t, double value, double *out)
{
    if (t->features == 0) return;
    apply_features(t, value, out);
    for (size_t b = 0; b < t->bends; b++) out[t->features + b] = fmax(out[t->features - 1] - t->bend[b], 0);
}

void icp_i_transform_bend(const double *sorted, size_t n, icp_i_transform *t, double at[ICP_I_BENDS])
{
    size_t first = 0;
    double place[2], least[2], most[2];
    t->bends = 0;
    while (t->zero_inflated && first < n && sorted[first] <= 0) first++;
    if (n - first < LEAST_BENT || t->features == 0 || (t->zero_inflated && t->features == 1)) return;
    apply_features(t, sorted[first], least);
    apply_features(t, sorted[n - 1], most);
    for (size_t b = 0; b < ICP_I_BENDS; b++) {
        double value = icp_quantile_sorted(sorted + first, n - first, (double)(b + 1) / (ICP_I_BENDS + 1)), last = least[t->features - 1];
        apply_features(t, value, place);
        if (t->bends > 0) last = t->bend[t->bends - 1];
        if (!(place[t->features - 1] > last && place[t->features - 1] < most[t->features - 1])) continue;
        at[t->bends] = value;
        t->bend[t->bends++] = place[t->features - 1];
    }
}
