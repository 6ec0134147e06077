/* points.c - see points.h. */
#include "math/points.h"

#include "base/parallel.h"
#include "math/checks.h"

#include <math.h>
#include <string.h>

#define EXPONENT_LIMIT 1000 /* beyond it 2^-exponent is not a double */
#define NEAR 8              /* spreads between mean and origin that cost next to no digits */
#define SHIFT_BITS 2        /* the shift is a multiple of the column's spread / 2^SHIFT_BITS, rounded down to a power of two */

static double largest_in(icp_view x)
{
    double largest = 0;
    for (size_t i = 0; i < x.rows; i++)
        for (size_t j = 0; j < x.cols; j++) largest = fmax(largest, fabs(icp_i_view_at(x, i, j)));
    return largest;
}

static int exponent_of(double largest)
{
    if (largest == 0) return 0;
    int exponent = ilogb(largest);
    return exponent > EXPONENT_LIMIT ? EXPONENT_LIMIT : exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent;
}

static void copy_weights(const double *weights, icp_i_points *p)
{
    double largest = 0;
    for (size_t i = 0; i < p->n; i++) {
        p->weights[i] = weights ? weights[i] : 1;
        largest = fmax(largest, p->weights[i]);
    }
    p->weight_exponent = exponent_of(largest);
    double factor = ldexp(1, -p->weight_exponent);
    for (size_t i = 0; i < p->n; i++) p->weights[i] *= factor;
}

/* out[j] = sum_i w_i (x_ij - from_j), or of its square, in fixed blocks; block is scratch. All have d entries. */
static void column_sums(const icp_i_points *p, const double *from, bool squared, double *block, double *out)
{
    memset(out, 0, p->d * sizeof *out);
    for (size_t b = 0; b < icp_i_blocks(p->n); b++) {
        memset(block, 0, p->d * sizeof *block);
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, p->n); i++)
            for (size_t j = 0; j < p->d; j++) {
                double away = p->x[i * p->d + j] - from[j];
                block[j] += p->weights[i] * (squared ? away * away : away);
            }
        for (size_t j = 0; j < p->d; j++) out[j] += block[j];
    }
}

/* A column near the origin stays as it is: a shift would round its smallest values away. */
static double rounded_shift(double mean, double spread)
{
    if (fabs(mean) <= NEAR * spread) return 0;
    if (!(spread > 0)) return mean;
    double grain = ldexp(1, ilogb(spread) - SHIFT_BITS);
    double steps = floor(mean / grain + 0.5);
    return isfinite(steps) ? steps * grain : mean;
}

/* work: 3 * d */
static void centre_columns(icp_i_points *p, double *work)
{
    double mass = 0, *block = work, *sums = work + p->d, *mean = work + 2 * p->d;
    for (size_t i = 0; i < p->n; i++) mass += p->weights[i];
    if (!(mass > 0)) return;
    column_sums(p, p->shift, false, block, sums); /* the shift is still zero */
    for (size_t j = 0; j < p->d; j++) mean[j] = sums[j] / mass;
    column_sums(p, mean, true, block, sums);
    for (size_t j = 0; j < p->d; j++) p->shift[j] = rounded_shift(mean[j], sqrt(sums[j] / mass));
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->d; j++) p->x[i * p->d + j] -= p->shift[j];
    memset(mean, 0, p->d * sizeof *mean);
    column_sums(p, mean, true, block, sums);
    for (size_t j = 0; j < p->d; j++) p->spread += sums[j];
}

bool icp_i_points_make(icp_view x, const double *weights, icp_view also, icp_i_pool *pool, icp_i_points *out)
{
    icp_i_points made = {.n = x.rows, .d = x.cols};
    made.x = ICP_I_NEW(pool, double, x.rows * x.cols);
    made.weights = ICP_I_NEW(pool, double, x.rows);
    made.shift = ICP_I_NEW(pool, double, x.cols);
    double *work = ICP_I_NEW(pool, double, 3 * x.cols);
    if (!made.x || !made.weights || !made.shift || !work) return false;
    made.exponent = exponent_of(fmax(largest_in(x), also.data ? largest_in(also) : 0));
    icp_i_points_enter(&made, x, made.x);
    copy_weights(weights, &made);
    centre_columns(&made, work);
    icp_i_release(pool, work);
    made.factor = icp_i_screen_factor(made.x, made.n * made.d);
    *out = made;
    return true;
}

void icp_i_points_enter(const icp_i_points *points, icp_view rows, double *out)
{
    double factor = ldexp(1, -points->exponent);
    for (size_t i = 0; i < rows.rows; i++)
        for (size_t j = 0; j < rows.cols; j++) out[i * rows.cols + j] = icp_i_view_at(rows, i, j) * factor - points->shift[j];
}

void icp_i_points_leave(const icp_i_points *points, const double *rows, size_t count, double *out)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < points->d; j++) out[i * points->d + j] = ldexp(rows[i * points->d + j] + points->shift[j], points->exponent);
}

static bool same_row(const double *a, const double *b, size_t d)
{
    for (size_t j = 0; j < d; j++)
        if (a[j] != b[j]) return false;
    return true;
}

bool icp_i_points_distinct(const icp_i_points *points, size_t limit, icp_i_pool *pool, size_t *count)
{
    size_t most = limit < points->n ? limit : points->n, found = 0;
    size_t *first = ICP_I_NEW(pool, size_t, most); /* the first row of each kind */
    if (!first) return false;
    for (size_t i = 0; i < points->n && found < most; i++) {
        if (points->weights[i] <= 0) continue;
        size_t c = 0;
        while (c < found && !same_row(points->x + first[c] * points->d, points->x + i * points->d, points->d)) c++;
        if (c == found) first[found++] = i;
    }
    icp_i_release(pool, first);
    *count = found;
    return true;
}
