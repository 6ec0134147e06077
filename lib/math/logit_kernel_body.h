/* logit_kernel_body.h - the functions of logit_kernel.h, written once and compiled per instruction set. Owns: the arithmetic. Must not know: which
 * instruction set; the including file defines
 *   LANES (2, 4 or 8), vector, integers (LANES doubles or 64-bit integers), KERNEL (name of the table), KERNEL_NAME, KERNEL_SUPPORTED
 *   SET1(double), LESS(a, b) = a < b ? a : b, MORE(a, b) = a > b ? a : b,
 *   FMA(a, b, c) = a * b + c rounded once, SQRT(v), FIRST(p, n) = n < LANES values, then zeros,
 *   SUM8(parts) = sum of the 8 / LANES vectors as ((0+4)+(2+6)) + ((1+5)+(3+7)).
 * No include guard: a file includes it once. */
#include "math/logit_kernel.h"

#include <math.h>
#include <string.h>

#define PARTS (8 / LANES) /* vectors that make eight lanes */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define ALWAYS static inline __attribute__((always_inline))

ALWAYS vector load(const double *p)
{
    vector v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* The first `left` of LANES values, then zeros. */
ALWAYS vector take(const double *p, size_t left)
{
    return left < LANES ? FIRST(p, left) : load(p);
}

ALWAYS void store(double *p, vector v)
{
    memcpy(p, &v, sizeof v);
}

ALWAYS vector choose(integers mask, vector yes, vector no)
{
    return (vector)(((integers)yes & mask) | ((integers)no & ~mask));
}

ALWAYS vector absolute(vector v)
{
    return (vector)((integers)v & ~(integers)SET1(-0.0));
}

/* ---- elementary functions ---- */

/* exp(t) for -708 <= t <= 0. t = k log 2 + r; the polynomial interpolates (exp(r) - 1 - r) / r^2 at Chebyshev points, error 1e-18. */
ALWAYS vector exponential(vector t)
{
    static const double c[] = {0x1p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5, 0x1.11111111100dcp-7, 0x1.6c16c16c162d4p-10, 0x1.a01a01abe7fe1p-13,
                               0x1.a01a01a6d889cp-16, 0x1.71de0231960ebp-19, 0x1.27e4db646b17ep-22, 0x1.af4de97ca4194p-26, 0x1.1f730349868cep-29};
    const vector shift = SET1(0x1.8p52);
    vector k = FMA(t, SET1(0x1.71547652b82fep+0), shift);
    integers exponent = (integers)k << 52;
    k = k - shift;
    vector r = FMA(k, SET1(-0x1.a39ef35793c76p-33), FMA(k, SET1(-0x1.62e42fee00000p-1), t));
    vector q = SET1(c[10]);
    UNROLL
    for (int i = 9; i >= 0; i--) q = FMA(q, r, SET1(c[i]));
    vector p = SET1(1) + FMA(q, r * r, r);
    return (vector)((integers)p + exponent);
}

/* log(1 + e) for 0 <= e <= 1. Above sqrt(2) - 1 as log 2 + log((1 + e) / 2). With f the rest and s = f / (2 + f), log(1 + f) = 2 atanh(s) =
 * f - (f^2/2 - s (f^2/2 + R(s^2))): errors of the division count only in the correction. R / s^2 interpolated at Chebyshev points, error 1e-18. */
ALWAYS vector log_one_plus(vector e)
{
    static const double c[] = {0x1.5555555555555p-1, 0x1.9999999999a3ap-2, 0x1.249249247670ap-2, 0x1.c71c7201fc0e6p-3,
                               0x1.745cf8c09a9d4p-3, 0x1.3b1c43c68eb6dp-3, 0x1.0fbd140544b63p-3, 0x1.0c135adcf3011p-3};
    integers upper = (integers)(e > SET1(0x1.a827999fcef32p-2));
    vector f = choose(upper, (e - SET1(1)) * SET1(0.5), e);
    vector s = f / (f + SET1(2)), z = s * s, half = f * f * SET1(0.5), r = SET1(c[7]);
    UNROLL
    for (int i = 6; i >= 0; i--) r = FMA(r, z, SET1(c[i]));
    vector correction = FMA(s, FMA(r, z, half), choose(upper, SET1(0x1.a39ef35793c76p-33), SET1(0)));
    return (f - (half - correction)) + choose(upper, SET1(0x1.62e42fee00000p-1), SET1(0));
}

static void likelihood(const icp_i_logit_values *v, double sums[16])
{
    vector sum[PARTS], residuals[PARTS];
    UNROLL
    for (int h = 0; h < PARTS; h++) {
        sum[h] = load(sums + h * LANES);
        residuals[h] = load(sums + 8 + h * LANES);
    }
    for (size_t i = 0; i < ICP_I_LOGIT_CHUNK; i += 8)
        UNROLL
        for (int h = 0; h < PARTS; h++) {
            size_t at = i + (size_t)h * LANES;
            vector y = load(v->y + at), w = load(v->weight + at), zero = SET1(0);
            vector eta = choose((integers)(w > zero), load(v->eta + at), zero); /* rows of weight 0 may hold anything */
            vector t = -absolute(eta);
            vector e = exponential(choose((integers)(t < SET1(-708)), SET1(-708), t));
            vector more = SET1(1) / (SET1(1) + e), less = e * more;
            integers positive = (integers)(eta >= zero);
            /* y eta - log(1 + exp(eta)) and y - pi, arranged so that nothing overflows or cancels */
            vector linear = choose(positive, (SET1(1) - y) * eta, -y * eta);
            sum[h] = sum[h] - w * (linear + log_one_plus(e));
            vector residual = w * choose(positive, (y - SET1(1)) + less, y - less);
            residuals[h] = residuals[h] + residual;
            store(v->residual + at, residual);
            store(v->root + at, SQRT(w * less * more));
        }
    UNROLL
    for (int h = 0; h < PARTS; h++) {
        store(sums + h * LANES, sum[h]);
        store(sums + 8 + h * LANES, residuals[h]);
    }
}

/* ---- sweeps over the columns of a chunk ---- */

static void predictor(const icp_i_logit_chunk *c, const double *slope, double *eta)
{
    size_t whole = c->columns / 8 * 8, rest = c->columns - whole;
    for (size_t i = 0; i < c->rows; i++) {
        const double *x = c->x + i * c->stride;
        vector part[PARTS];
        UNROLL
        for (int h = 0; h < PARTS; h++) part[h] = SET1(0);
        for (size_t j = 0; j < whole; j += 8)
            UNROLL
            for (int h = 0; h < PARTS; h++) {
                size_t at = j + (size_t)h * LANES;
                part[h] = FMA(load(x + at) - load(c->centre + at), load(slope + at), part[h]);
            }
        UNROLL
        for (size_t h = 0; h < PARTS; h++) {
            size_t at = whole + h * LANES;
            if (rest > h * LANES) part[h] = FMA(take(x + at, rest - h * LANES) - load(c->centre + at), load(slope + at), part[h]);
        }
        eta[i] += SUM8(part);
    }
}

#define WIDTH 6 /* vectors of columns summed at a time: enough chains to hide the latency, few enough for the registers */

/* Calls group(..., at, n, left) for all columns: n vectors from column `at` on, of which the last has `left` columns that count if that is less
 * than LANES. n is known where the call is compiled. */
#define SWEEP(columns, width, group, ...)                                                                                    \
    do {                                                                                                                 \
        size_t at_ = 0, columns_ = (columns);                                                                            \
        for (; at_ + (width) * LANES <= columns_; at_ += (width) * LANES) group(__VA_ARGS__, at_, (width), LANES);       \
        for (; at_ + 2 * LANES <= columns_; at_ += 2 * LANES) group(__VA_ARGS__, at_, 2, LANES);                         \
        for (; at_ + LANES <= columns_; at_ += LANES) group(__VA_ARGS__, at_, 1, LANES);                                 \
        if (at_ < columns_) group(__VA_ARGS__, at_, 1, columns_ - at_);                                                  \
    } while (0)

ALWAYS void score_group(const icp_i_logit_chunk *c, const double *residual, double *gradient, size_t at, size_t n, size_t left)
{
    vector sum[WIDTH], centre[WIDTH];
    UNROLL
    for (size_t k = 0; k < n; k++) {
        sum[k] = load(gradient + at + k * LANES);
        centre[k] = load(c->centre + at + k * LANES);
    }
    const double *x = c->x + at;
    for (size_t i = 0; i < c->rows; i++, x += c->stride) {
        vector r = SET1(residual[i]);
        UNROLL
        for (size_t k = 0; k < n; k++) sum[k] = FMA(r, take(x + k * LANES, left) - centre[k], sum[k]);
    }
    UNROLL
    for (size_t k = 0; k < n; k++) store(gradient + at + k * LANES, sum[k]);
}

static void score(const icp_i_logit_chunk *c, const double *residual, double *gradient)
{
    SWEEP(c->columns, WIDTH, score_group, c, residual, gradient);
}

/* The groups of columns below would read memory in short pieces, which the processor does not foresee. */
static void fetch(const icp_i_logit_chunk *c)
{
    for (size_t i = 0; i < c->rows; i++)
        for (size_t j = 0; j < c->columns; j += 8) __builtin_prefetch(c->x + i * c->stride + j);
}

/* Rows of weight 0 count only for their sums times 0, which tell numbers from what is none. */
ALWAYS void measure_group(const icp_i_logit_chunk *c, const double *weight, double *low, double *high, double *sum, double *squares, size_t at,
                          size_t n, size_t left)
{
    vector l[2], h[2], s[2], q[2], centre[2];
    UNROLL
    for (size_t k = 0; k < n; k++) {
        l[k] = load(low + at + k * LANES);
        h[k] = load(high + at + k * LANES);
        s[k] = load(sum + at + k * LANES);
        q[k] = load(squares + at + k * LANES);
        centre[k] = load(c->centre + at + k * LANES);
    }
    const double *x = c->x + at;
    for (size_t i = 0; i < c->rows; i++, x += c->stride) {
        vector w = SET1(weight[i]);
        UNROLL
        for (size_t k = 0; k < n; k++) {
            vector value = take(x + k * LANES, left), d = value - centre[k], wd = w * d;
            s[k] = s[k] + wd;
            if (!(weight[i] > 0)) continue;
            q[k] = FMA(wd, d, q[k]);
            l[k] = LESS(value, l[k]);
            h[k] = MORE(value, h[k]);
        }
    }
    UNROLL
    for (size_t k = 0; k < n; k++) {
        store(low + at + k * LANES, l[k]);
        store(high + at + k * LANES, h[k]);
        store(sum + at + k * LANES, s[k]);
        store(squares + at + k * LANES, q[k]);
    }
}

static void measure(const icp_i_logit_chunk *c, const double *weight, double *low, double *high, double *sum, double *squares)
{
    fetch(c);
    SWEEP(c->columns, 2, measure_group, c, weight, low, high, sum, squares);
}

static void pack(const icp_i_logit_chunk *c, const double *root, bool intercept, double *panel, size_t panel_stride)
{
    size_t width = (c->columns + (intercept ? 1 : 0) + 7) / 8 * 8, at = 0;
    for (size_t i = 0; i < c->rows; i++) {
        const double *x = c->x + i * c->stride;
        double *u = panel + i * panel_stride;
        vector r = SET1(root[i]);
        for (at = 0; at + LANES <= c->columns; at += LANES)
            store(u + at, (load(x + at) - load(c->centre + at)) * r * load(c->inverse_scale + at));
        if (at < c->columns) {
            store(u + at, (FIRST(x + at, c->columns - at) - load(c->centre + at)) * r * load(c->inverse_scale + at));
            at += LANES;
        }
        for (; at < width; at += LANES) store(u + at, SET1(0));
        if (intercept) u[c->columns] = root[i];
    }
}

/* ---- u u' ---- */

/* Four rows of the sum by n <= 3 vectors of columns, in registers; n is known when this is compiled. */
ALWAYS void tile(const double *panel, size_t panel_stride, size_t rows, size_t row, size_t column, size_t n, double *sum, size_t sum_stride)
{
    vector part[4][3];
    UNROLL
    for (size_t j = 0; j < 4; j++)
        UNROLL
        for (size_t k = 0; k < n; k++) part[j][k] = load(sum + (row + j) * sum_stride + column + k * LANES);
    const double *left = panel + row, *right = panel + column;
    for (size_t i = 0; i < rows; i++, left += panel_stride, right += panel_stride) {
        vector u[3];
        UNROLL
        for (size_t k = 0; k < n; k++) u[k] = load(right + k * LANES);
        UNROLL
        for (size_t j = 0; j < 4; j++) {
            vector one = SET1(left[j]);
            UNROLL
            for (size_t k = 0; k < n; k++) part[j][k] = FMA(one, u[k], part[j][k]);
        }
    }
    UNROLL
    for (size_t j = 0; j < 4; j++)
        UNROLL
        for (size_t k = 0; k < n; k++) store(sum + (row + j) * sum_stride + column + k * LANES, part[j][k]);
}

static void cross(const double *panel, size_t panel_stride, size_t rows, size_t rank, double *sum, size_t sum_stride)
{
    size_t width = (rank + LANES - 1) / LANES * LANES;
    for (size_t row = 0; row < rank; row += 4) {
        size_t column = row / LANES * LANES, left = (width - column) / LANES;
        for (; left > 4 || left == 3; left -= 3, column += 3 * LANES) tile(panel, panel_stride, rows, row, column, 3, sum, sum_stride);
        for (; left >= 2; left -= 2, column += 2 * LANES) tile(panel, panel_stride, rows, row, column, 2, sum, sum_stride);
        if (left) tile(panel, panel_stride, rows, row, column, 1, sum, sum_stride);
    }
}

/* ---- codes ---- */

static void gather(const icp_i_logit_chunk *c, const double *slope, double *eta)
{
    const uint16_t *place = c->place;
    for (size_t i = 0; i < c->rows; i++, place += c->codes) {
        double sum = 0;
        for (size_t g = 0; g < c->codes; g++) sum += slope[place[g]];
        eta[i] += sum;
    }
}

static void scatter(const icp_i_logit_chunk *c, const double *residual, double *gradient)
{
    const uint16_t *place = c->place;
    for (size_t i = 0; i < c->rows; i++, place += c->codes)
        for (size_t g = 0; g < c->codes; g++) gradient[place[g]] += residual[i];
}

static void count(const icp_i_logit_chunk *c, const double *root, const double *panel, size_t panel_stride, size_t width, double *sum,
                  size_t sum_stride)
{
    const uint16_t *place = c->place;
    for (size_t i = 0; i < c->rows; i++, place += c->codes, panel += panel_stride) {
        vector r = SET1(root[i]);
        double square = root[i] * root[i];
        for (size_t g = 0; g < c->codes; g++) {
            double *to = sum + place[g] * sum_stride;
            for (size_t k = 0; k < width; k += LANES) store(to + k, FMA(r, load(panel + k), load(to + k)));
            for (size_t l = 0; l <= g; l++) to[width + place[l]] += square;
        }
    }
}

const icp_i_logit_kernel KERNEL = {KERNEL_NAME, KERNEL_SUPPORTED, measure, predictor, likelihood, score, pack, cross, gather, scatter, count};
