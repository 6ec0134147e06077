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

#define SURE 1e100          /* smaller values are fine without a closer look */
#define AT_ONCE ((size_t)64) /* rows surveyed while they are in the nearest cache */

/* A pass over blocks of rows; `part` takes `width` numbers of each block. */
typedef struct pass {
    icp_view view;
    const icp_i_points *points;
    const double *from; /* d: what is taken from each column */
    double *out, *part;
    size_t width;
} pass;

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
    if (exponent >= -MODERATE && exponent <= MODERATE) return 0;
    return exponent > EXPONENT_LIMIT ? EXPONENT_LIMIT : exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent;
}

/* false: out of memory. */
static bool copy_weights(const double *weights, icp_i_pool *pool, icp_i_points *p)
{
    double largest = 0;
    p->mass = (double)p->n;
    if (!weights) return true;
    p->weights = ICP_I_NEW(pool, double, p->n);
    if (!p->weights) return false;
    for (size_t i = 0; i < p->n; i++) largest = fmax(largest, weights[i]);
    p->weight_exponent = largest == 0 ? 0 : ilogb(largest) > EXPONENT_LIMIT ? EXPONENT_LIMIT : ilogb(largest);
    if (p->weight_exponent < -EXPONENT_LIMIT) p->weight_exponent = -EXPONENT_LIMIT;
    double factor = ldexp(1, -p->weight_exponent);
    for (size_t i = 0; i < p->n; i++) p->weights[i] = weights[i] * factor;
    p->mass = 0;
    for (size_t i = 0; i < p->n; i++) p->mass += p->weights[i];
    return true;
}

/* Of each block: sum w (x - from) and sum w (x - from)^2 of the columns, and the largest |x|. */
static void survey_block(void *context, size_t b, int worker)
{
    (void)worker;
    const pass *p = context;
    const icp_i_points *points = p->points;
    size_t d = points->d, end = icp_i_block_end(b, points->n);
    double *part = p->part + (2 * d + 1) * b;
    memset(part, 0, (2 * d + 1) * sizeof *part);
    for (size_t i = icp_i_block_begin(b); i < end; i += AT_ONCE) {
        const double *weights = points->weights ? points->weights + i : NULL;
        points->tile->survey(points->x + i * d, weights, end - i < AT_ONCE ? end - i : AT_ONCE, d, p->from, part);
    }
}

/* Both kinds of sums about `from` over all rows, blocks in order, and the largest |x|: 2 * d + 1 numbers. part: as many a block. */
static void survey(const icp_i_points *points, const double *from, int threads, double *part, double *sums)
{
    pass p = {.points = points, .from = from, .part = part};
    size_t d = points->d, width = 2 * d + 1;
    icp_i_parallel(icp_i_blocks(points->n), threads, survey_block, &p);
    memset(sums, 0, width * sizeof *sums);
    for (size_t b = 0; b < icp_i_blocks(points->n); b++) {
        for (size_t j = 0; j < 2 * d; j++) sums[j] += part[width * b + j];
        sums[2 * d] = fmax(sums[2 * d], part[width * b + 2 * d]);
    }
}

static bool all_finite(const double *values, size_t count)
{
    bool finite = true;
    for (size_t i = 0; i < count; i++) finite &= isfinite(values[i]) != 0;
    return finite;
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
static bool all_near(const icp_i_points *p, const double *sums)
{
    bool near = true;
    for (size_t j = 0; j < p->d; j++) {
        double mean = sums[j] / p->mass, variance = sums[p->d + j] / p->mass - mean * mean;
        near &= mean * mean <= NEAR * NEAR * variance || sums[p->d + j] == 0;
    }
    return near;
}

/* What a survey needs: sums (2 * d + 1), a mean (d), and sums of each block. */
typedef struct notes {
    double *sums, *mean, *part;
} notes;

/* The rows, surveyed about the origin, are moved into a copy when a column lies far away. */
static bool centre_columns(icp_view x, int threads, icp_i_pool *pool, const notes *n, icp_i_points *p)
{
    if (!(p->mass > 0)) return true;
    if (!all_near(p, n->sums)) {
        for (size_t j = 0; j < p->d; j++) n->mean[j] = n->sums[j] / p->mass;
        survey(p, n->mean, threads, n->part, n->sums);
        for (size_t j = 0; j < p->d; j++) p->shift[j] = rounded_shift(n->mean[j], sqrt(n->sums[p->d + j] / p->mass));
        memset(n->mean, 0, p->d * sizeof *n->mean);
        if (!copy_rows(x, threads, pool, p)) return false;
        survey(p, n->mean, threads, n->part, n->sums);
        p->factor = icp_i_screen_factor(n->sums + 2 * p->d, 1);
    }
    for (size_t j = 0; j < p->d; j++) p->spread += n->sums[p->d + j];
    return true;
}

/* Into a scale in which no square overflows or vanishes, `also` included. false: out of memory. */
static bool scale_values(icp_view x, icp_view also, int threads, icp_i_pool *pool, const notes *n, icp_i_points *p)
{
    double largest = p->x ? n->sums[2 * p->d] : largest_in(x);
    if (also.data) largest = fmax(largest, largest_in(also));
    p->exponent = exponent_of(largest);
    largest = ldexp(largest, -p->exponent);
    p->factor = icp_i_screen_factor(&largest, 1);
    if (p->x && p->exponent == 0) return true;
    if (!copy_rows(x, threads, pool, p)) return false;
    survey(p, p->shift, threads, n->part, n->sums);
    return true;
}

bool icp_i_points_make(icp_view x, const double *weights, icp_view also, int threads, icp_i_pool *pool, icp_i_points *out)
{
    icp_i_points made = {.n = x.rows, .d = x.cols, .tile = icp_i_tile_best()};
    size_t width = 2 * x.cols + 1;
    made.shift = ICP_I_NEW(pool, double, x.cols); /* zero as yet */
    double *work = ICP_I_NEW(pool, double, width * (icp_i_blocks(x.rows) + 1) + x.cols);
    if (!made.shift || !work || !copy_weights(weights, pool, &made)) return false;
    notes n = {work, work + width, work + width + x.cols};
    if (x.col_stride == 1 && x.row_stride == x.cols) {
        made.x = x.data;
        survey(&made, made.shift, threads, n.part, n.sums);
    }
    if (!(made.x && all_finite(n.sums, width) && n.sums[width - 1] < SURE) && icp_i_view_check(x, "x", NULL) != ICP_OK) {
        *out = (icp_i_points){.refused = true};
        return true;
    }
    if (!scale_values(x, also, threads, pool, &n, &made) || !centre_columns(x, threads, pool, &n, &made)) return false;
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

bool icp_i_points_distinct(const icp_i_points *points, size_t limit, icp_i_pool *pool, size_t *count)
{
    size_t most = limit < points->n ? limit : points->n, found = 0;
    size_t *first = ICP_I_NEW(pool, size_t, most); /* the first row of each kind */
    if (!first) return false;
    for (size_t i = 0; i < points->n && found < most; i++) {
        if (icp_i_weight(points, i) <= 0) continue;
        size_t c = 0;
        while (c < found && !icp_i_same_row(points->x + first[c] * points->d, points->x + i * points->d, points->d)) c++;
        if (c == found) first[found++] = i;
    }
    icp_i_release(pool, first);
    *count = found;
    return true;
}
