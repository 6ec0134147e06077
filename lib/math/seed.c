/* seed.c - see seed.h. All candidates of a step are weighed in one pass by tiles in single precision, which gives every gain between two bounds;
 * only where those leave a choice are the gains of the contenders taken in double precision. So no draw depends on the kernels. Draws walk prefix
 * sums over fixed blocks, so they do not depend on threads. */
#include "math/seed.h"

#include "base/parallel.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define AHEAD ((size_t)12)    /* rows asked for before they are needed */
#define ROOM_FOR_DOUBT 1e-9 /* of all that is left: more than the rounding of exact gains */

typedef struct step {
    icp_i_seeding *seeding;
    size_t rows[ICP_I_TILE_MOST];
    bool contends[ICP_I_TILE_MOST];
    size_t count, chosen;
    int threads;
} step;

static size_t candidates_of(size_t k)
{
    return 2 + (size_t)log((double)k);
}

bool icp_i_seeding_new(const icp_i_points *points, const icp_i_packed *packed, size_t k, icp_i_pool *pool, icp_i_seeding *out)
{
    icp_i_seeding made = {.points = points, .packed = packed, .count = candidates_of(k)};
    size_t n = points->n, tile = packed->tile->rows, blocks = icp_i_blocks(n), all;
    made.padded = (made.count + ICP_I_TILE_CENTERS - 1) / ICP_I_TILE_CENTERS * ICP_I_TILE_CENTERS;
    if (!icp_i_multiply(n / tile + 1, made.padded, &all)) return false;
    made.drawn = ICP_I_NEW(pool, double, made.count * points->d);
    made.d2 = ICP_I_NEW(pool, double, n);
    made.reach = ICP_I_NEW(pool, float, n + tile);
    made.weights = points->weights ? ICP_I_NEW(pool, float, n + tile) : NULL;
    made.marks = ICP_I_NEW(pool, uint32_t, all);
    made.gains = ICP_I_NEW(pool, double, blocks * made.count);
    made.left = ICP_I_NEW(pool, double, blocks);
    if (!made.drawn || !made.d2 || !made.reach || (points->weights && !made.weights) || !made.marks || !made.gains || !made.left ||
        !icp_i_screen_new(made.count, points->d, pool, &made.screen))
        return false;
    for (size_t i = 0; made.weights && i < n; i++) made.weights[i] = (float)points->weights[i];
    for (size_t i = n; i < n + tile; i++) made.reach[i] = -INFINITY;
    *out = made;
    return true;
}

static void set_distance(const icp_i_seeding *s, size_t row, double d2)
{
    s->d2[row] = d2;
    s->reach[row] = (float)(d2 * s->packed->factor * s->packed->factor) * (1 + 2 * FLT_EPSILON) + FLT_MIN;
}

static double left_in_block(const icp_i_seeding *s, size_t b)
{
    size_t begin = icp_i_block_begin(b), count = icp_i_block_end(b, s->points->n) - begin;
    return s->packed->tile->total(s->d2 + begin, s->points->weights ? s->points->weights + begin : NULL, count);
}

/* Every row equally far, so that the first draw is by weight alone. */
static void level_block(void *context, size_t b, int worker)
{
    (void)worker;
    const icp_i_seeding *s = ((const step *)context)->seeding;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, s->points->n); i++) s->d2[i] = 1;
    s->left[b] = left_in_block(s, b);
}

static void first_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *at = context;
    const icp_i_seeding *s = at->seeding;
    const double *x = s->points->x;
    size_t d = s->points->d;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, s->points->n); i++)
        set_distance(s, i, s->packed->tile->distance2(x + i * d, x + at->rows[0] * d, d));
    s->left[b] = left_in_block(s, b);
}

static void weigh_block(void *context, size_t b, int worker)
{
    (void)worker;
    const icp_i_seeding *s = ((const step *)context)->seeding;
    const icp_i_tile *tile = s->packed->tile;
    size_t begin = icp_i_block_begin(b), rows = icp_i_block_end(b, s->points->n) - begin;
    tile->weigh(&s->screen, icp_i_packed_at(s->packed, begin), (rows + tile->rows - 1) / tile->rows, s->reach + begin,
                s->weights ? s->weights + begin : NULL, s->gains + b * s->count, s->marks + begin / tile->rows * s->padded);
}

/* Lists the rows of block b, counted from its first, that may be nearer to candidate c than to the centres so far. */
static size_t marked_rows(const icp_i_seeding *s, size_t b, size_t c, uint16_t *rows)
{
    size_t begin = icp_i_block_begin(b), tile = s->packed->tile->rows, found = 0;
    for (size_t first = begin; first < icp_i_block_end(b, s->points->n); first += tile)
        for (uint32_t left = s->marks[first / tile * s->padded + c]; left; left &= left - 1)
            rows[found++] = (uint16_t)(first - begin + (size_t)__builtin_ctz(left));
    return found;
}

/* Calls act(s, row, d2, sum) for each row of the block that is nearer to candidate c than to the centres so far. */
static void for_won_rows(const step *at, size_t b, size_t c, void (*act)(const icp_i_seeding *s, size_t row, double d2, double *sum), double *sum)
{
    const icp_i_seeding *s = at->seeding;
    size_t d = s->points->d, begin = icp_i_block_begin(b);
    const double *x = s->points->x + begin * d, *center = s->drawn + c * d;
    uint16_t rows[ICP_I_BLOCK];
    size_t count = marked_rows(s, b, c, rows);
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) icp_i_fetch_row(x + rows[i + AHEAD] * d, d);
        double d2 = s->packed->tile->distance2(x + rows[i] * d, center, d);
        if (d2 < s->d2[begin + rows[i]]) act(s, begin + rows[i], d2, sum);
    }
}

static void count_gain(const icp_i_seeding *s, size_t row, double d2, double *sum)
{
    *sum += icp_i_weight(s->points, row) * (s->d2[row] - d2);
}

static void contend_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *at = context;
    double *gains = at->seeding->gains + b * at->seeding->count;
    for (size_t c = 0; c < at->count; c++) {
        gains[c] = 0;
        if (at->contends[c]) for_won_rows(at, b, c, count_gain, gains + c);
    }
}

static void take_row(const icp_i_seeding *s, size_t row, double d2, double *sum)
{
    (void)sum;
    set_distance(s, row, d2);
}

static void take_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *at = context;
    for_won_rows(at, b, at->chosen, take_row, NULL);
    at->seeding->left[b] = left_in_block(at->seeding, b);
}

/* First block after whose w*d^2 the running sum exceeds `target`, or the last one that adds anything; *before is the sum up to it. */
static size_t block_at(const icp_i_seeding *s, double target, double *before)
{
    size_t found = 0;
    double sum = 0;
    *before = 0;
    for (size_t b = 0; b < icp_i_blocks(s->points->n) && sum <= target; b++) {
        if (s->left[b] <= 0) continue;
        found = b;
        *before = sum;
        sum += s->left[b];
    }
    return found;
}

/* First row at which the running sum of w*d^2 exceeds `target`; rounding apart, the last row of the block that adds anything. */
static size_t row_at(const icp_i_seeding *s, double target)
{
    double sum;
    size_t b = block_at(s, target, &sum), last = 0;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, s->points->n) && sum <= target; i++) {
        double mass = icp_i_weight(s->points, i) * s->d2[i];
        if (mass > 0) last = i;
        sum += mass;
    }
    return last;
}

/* The sum over all blocks of one of `width` values a block. */
static double over_blocks(const icp_i_seeding *s, const double *values, size_t width)
{
    double sum = 0;
    for (size_t b = 0; b < icp_i_blocks(s->points->n); b++) sum += values[b * width];
    return sum;
}

static void draw(step *at, size_t count, icp_i_rng *rng)
{
    icp_i_seeding *s = at->seeding;
    size_t d = s->points->d;
    double all = over_blocks(s, s->left, 1);
    at->count = count;
    for (size_t c = 0; c < count; c++) {
        at->rows[c] = row_at(s, icp_i_rng_uniform(rng) * all);
        memcpy(s->drawn + c * d, s->points->x + at->rows[c] * d, d * sizeof *s->drawn);
    }
}

static bool same_as_earlier(const step *at, size_t c)
{
    size_t d = at->seeding->points->d;
    const double *drawn = at->seeding->drawn;
    for (size_t e = 0; e < c; e++)
        if (at->contends[e] && icp_i_same_row(drawn + e * d, drawn + c * d, d)) return true;
    return false;
}

/* Candidate with the largest gain, the first of equals. */
static size_t largest(const double *gains, size_t count)
{
    size_t best = 0;
    for (size_t c = 1; c < count; c++)
        if (gains[c] > gains[best]) best = c;
    return best;
}

/* By how much the weighed gain of candidate c may be too high, but for its share ICP_I_TILE_GAIN. */
static double excess(const icp_i_seeding *s, size_t c, double left)
{
    double scale = s->packed->factor * s->packed->factor;
    double all = (s->points->spread + left) * scale + s->points->mass * (double)s->screen.norms[c];
    return 4 * (double)s->screen.error * all + (double)s->screen.tiny * (double)s->points->n + ROOM_FOR_DOUBT * left * scale;
}

/* Candidates whose gain may be the largest, a row drawn twice only once; returns how many. */
static size_t find_contenders(step *at, const double *gains)
{
    const icp_i_seeding *s = at->seeding;
    size_t best = largest(gains, at->count), found = 0;
    double left = over_blocks(s, s->left, 1), least = gains[best] * (1 - ICP_I_TILE_GAIN) - 2 * excess(s, best, left);
    for (size_t c = 0; c < at->count; c++) {
        at->contends[c] = !(gains[c] * (1 + ICP_I_TILE_GAIN) < least) && !same_as_earlier(at, c);
        found += at->contends[c] ? 1 : 0;
    }
    return found;
}

/* The candidate that wins most. */
static void choose(step *at)
{
    icp_i_seeding *s = at->seeding;
    double gains[ICP_I_TILE_MOST] = {0};
    size_t blocks = icp_i_blocks(s->points->n);
    icp_i_screen_ready(&s->screen, s->drawn, s->packed->factor);
    icp_i_parallel(blocks, at->threads, weigh_block, at);
    for (size_t c = 0; c < at->count; c++) gains[c] = over_blocks(s, s->gains + c, s->count);
    if (find_contenders(at, gains) > 1) {
        icp_i_parallel(blocks, at->threads, contend_block, at);
        for (size_t c = 0; c < at->count; c++) gains[c] = at->contends[c] ? over_blocks(s, s->gains + c, s->count) : -1;
    }
    at->chosen = largest(gains, at->count);
}

void icp_i_seed(icp_i_seeding *seeding, size_t k, int threads, icp_i_rng *rng, bool (*goes_on)(void *context), void *context, double *centers)
{
    step at = {.seeding = seeding, .threads = threads};
    size_t d = seeding->points->d, blocks = icp_i_blocks(seeding->points->n);
    icp_i_parallel(blocks, threads, level_block, &at);
    draw(&at, 1, rng);
    icp_i_parallel(blocks, threads, first_block, &at);
    memcpy(centers, seeding->drawn, d * sizeof *centers);
    for (size_t c = 1; c < k && goes_on(context); c++) {
        draw(&at, seeding->count, rng);
        choose(&at);
        icp_i_parallel(blocks, threads, take_block, &at);
        memcpy(centers + c * d, seeding->drawn + at.chosen * d, d * sizeof *centers);
    }
}
