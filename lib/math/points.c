/* points.c - see points.h. */
#include "math/points.h"

#include "base/parallel.h"
#include "math/checks.h"

#include <math.h>
#include <string.h>

#define EXPONENT_LIMIT 1000 /* beyond it 2^-exponent is not a double */
#define MODERATE 64         /* binary exponents up to which no square overflows or vanishes, so that nothing needs scaling */
#define NEAR 8              /* spreads between mean and origin that cost next to no digits */
#define SHIFT_BITS 2        /* the shift is a multiple of the column's spread / 2^SHIFT_BITS, rounded down to a power of two */

/* A pass over blocks of rows; `part` takes `width` numbers of each block. */
typedef struct pass {
    icp_view view;
    const icp_i_points *points;
    const double *from; /* d: what is taken from each column */
    double *out, *part;
    size_t width;
} pass;

static void largest_of_block(void *context, size_t b, int worker)
{
    (void)worker;
    const pass *p = context;
    double largest = 0;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, p->view.rows); i++)
        for (size_t j = 0; j < p->view.cols; j++) {
            double size = fabs(icp_i_view_at(p->view, i, j));
            largest = size > largest ? size : largest;
        }
    p->part[b] = largest;
}

/* part: room for one number a block. */
static double largest_in(icp_view x, int threads, double *part)
{
    pass p = {.view = x, .part = part};
    double largest = 0;
    icp_i_parallel(icp_i_blocks(x.rows), threads, largest_of_block, &p);
    for (size_t b = 0; b < icp_i_blocks(x.rows); b++) largest = fmax(largest, part[b]);
    return largest;
}

static int exponent_of(double largest)
{
    if (largest == 0) return 0;
    int exponent = ilogb(largest);
    if (exponent >= -MODERATE && exponent <= MODERATE) return 0;
    return exponent > EXPONENT_LIMIT ? EXPONENT_LIMIT : exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent;
}

static void copy_weights(const double *weights, icp_i_points *p)
{
    double largest = 0;
    for (size_t i = 0; i < p->n; i++) {
        p->weights[i] = weights ? weights[i] : 1;
        largest = fmax(largest, p->weights[i]);
    }
    p->weight_exponent = largest == 0 ? 0 : ilogb(largest) > EXPONENT_LIMIT ? EXPONENT_LIMIT : ilogb(largest);
    if (p->weight_exponent < -EXPONENT_LIMIT) p->weight_exponent = -EXPONENT_LIMIT;
    if (p->weight_exponent == 0) return;
    double factor = ldexp(1, -p->weight_exponent);
    for (size_t i = 0; i < p->n; i++) p->weights[i] *= factor;
}

/* sum w (x - from) and sum w (x - from)^2 of the columns of a block. */
static void sums_of_block(void *context, size_t b, int worker)
{
    (void)worker;
    const pass *p = context;
    const icp_i_points *points = p->points;
    size_t d = points->d;
    double *sums = p->part + 2 * d * b, *squares = sums + d;
    memset(sums, 0, 2 * d * sizeof *sums);
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++)
        for (size_t j = 0; j < d; j++) {
            double away = points->x[i * d + j] - p->from[j], weighted = points->weights[i] * away;
            sums[j] += weighted;
            squares[j] += weighted * away;
        }
}

/* Both kinds of sums about `from` over all rows, blocks in order. sums: 2 * d; part: 2 * d a block. */
static void column_sums(const icp_i_points *points, const double *from, int threads, double *part, double *sums)
{
    pass p = {.points = points, .from = from, .part = part};
    icp_i_parallel(icp_i_blocks(points->n), threads, sums_of_block, &p);
    memset(sums, 0, 2 * points->d * sizeof *sums);
    for (size_t b = 0; b < icp_i_blocks(points->n); b++)
        for (size_t j = 0; j < 2 * points->d; j++) sums[j] += part[2 * points->d * b + j];
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

static void enter_block(void *context, size_t b, int worker)
{
    (void)worker;
    const pass *p = context;
    size_t d = p->view.cols, begin = icp_i_block_begin(b);
    icp_view rows = p->view;
    rows.data += begin * rows.row_stride;
    rows.rows = icp_i_block_end(b, p->view.rows) - begin;
    icp_i_points_enter(p->points, rows, p->out + begin * d);
}

static bool copy_rows(icp_view x, int threads, icp_i_pool *pool, icp_i_points *p)
{
    double *copy = ICP_I_NEW(pool, double, x.rows * x.cols);
    if (!copy) return false;
    pass all = {.view = x, .points = p, .out = copy};
    icp_i_parallel(icp_i_blocks(x.rows), threads, enter_block, &all);
    p->x = copy;
    return true;
}

/* From sums about the origin: whether every column lies near enough to it. */
static bool all_near(const icp_i_points *p, double mass, const double *sums)
{
    bool near = true;
    for (size_t j = 0; j < p->d; j++) {
        double mean = sums[j] / mass, variance = sums[p->d + j] / mass - mean * mean;
        near &= mean * mean <= NEAR * NEAR * variance || sums[p->d + j] == 0;
    }
    return near;
}

/* The shift of every column by sums about its mean; sums: 3 * d. */
static void find_shift(icp_i_points *p, int threads, double mass, double *part, double *sums)
{
    size_t d = p->d;
    double *mean = sums + 2 * d;
    for (size_t j = 0; j < d; j++) mean[j] = sums[j] / mass;
    column_sums(p, mean, threads, part, sums);
    for (size_t j = 0; j < d; j++) p->shift[j] = rounded_shift(mean[j], sqrt(sums[d + j] / mass));
}

/* work: 3 * d and 2 * d a block. The rows are moved into a copy when a column lies far away. */
static bool centre_columns(icp_view x, int threads, icp_i_pool *pool, double *work, icp_i_points *p)
{
    double mass = 0, *sums = work, *part = work + 3 * p->d;
    for (size_t i = 0; i < p->n; i++) mass += p->weights[i];
    if (!(mass > 0)) return true;
    column_sums(p, p->shift, threads, part, sums); /* the shift is still zero */
    if (!all_near(p, mass, sums)) {
        double *origin = sums + 2 * p->d;
        find_shift(p, threads, mass, part, sums);
        memset(origin, 0, p->d * sizeof *origin);
        if (!copy_rows(x, threads, pool, p)) return false;
        column_sums(p, origin, threads, part, sums);
        p->factor = icp_i_screen_factor(p->x, p->n * p->d);
    }
    for (size_t j = 0; j < p->d; j++) p->spread += sums[p->d + j];
    return true;
}

bool icp_i_points_make(icp_view x, const double *weights, icp_view also, int threads, icp_i_pool *pool, icp_i_points *out)
{
    icp_i_points made = {.n = x.rows, .d = x.cols, .x = x.data};
    size_t blocks = icp_i_blocks(x.rows > also.rows ? x.rows : also.rows);
    made.weights = ICP_I_NEW(pool, double, x.rows);
    made.shift = ICP_I_NEW(pool, double, x.cols);
    double *work = ICP_I_NEW(pool, double, (3 + 2 * blocks) * x.cols);
    if (!made.weights || !made.shift || !work) return false;
    double largest = fmax(largest_in(x, threads, work), also.data ? largest_in(also, threads, work) : 0);
    made.exponent = exponent_of(largest);
    largest = ldexp(largest, -made.exponent);
    made.factor = icp_i_screen_factor(&largest, 1);
    copy_weights(weights, &made);
    bool as_it_is = made.exponent == 0 && x.col_stride == 1 && x.row_stride == x.cols;
    if (!as_it_is && !copy_rows(x, threads, pool, &made)) return false;
    if (!centre_columns(x, threads, pool, work, &made)) return false;
    icp_i_release(pool, work);
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
