/* seed.c - greedy k-means++ (Arthur & Vassilvitskii 2007) with weights. See lloyd.h.
 * All candidates of a step are screened in one pass by tiles in single precision; a distance is computed in full, in the direct form, only for rows
 * that a candidate may win, so that no draw depends on the kernels. Draws walk prefix sums over fixed blocks, so they do not depend on threads. */
#include "base/parallel.h"
#include "math/lloyd.h"

#include <math.h>
#include <string.h>

#define MOST_CANDIDATES 32 /* one bit each; 2 + floor(log k) is at most 23 */

typedef struct step {
    icp_i_start *start;
    size_t rows[MOST_CANDIDATES];
    size_t count;
    uint32_t taken; /* bit of the chosen candidate, which has come first */
} step;

size_t icp_i_seed_candidates(size_t k)
{
    return 2 + (size_t)log((double)k);
}

/* What w*d^2 row i would lose to each of the marked candidates, added to `gains`. */
static void weigh_row(const step *s, size_t i, double *gains)
{
    const icp_i_points *points = s->start->points;
    size_t d = points->d;
    for (uint32_t left = s->start->marks[i]; left; left &= left - 1) {
        size_t c = (size_t)__builtin_ctz(left);
        double d2 = icp_i_distance2(points->x + i * d, points->x + s->rows[c] * d, d);
        if (d2 < s->start->d2[i]) gains[c] += points->weights[i] * (s->start->d2[i] - d2);
    }
}

static void weigh_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *s = context;
    const icp_i_start *start = s->start;
    const icp_i_packed *packed = start->packed;
    double *gains = start->block_values + b * s->count;
    size_t begin = icp_i_block_begin(b), end = icp_i_block_end(b, start->points->n);
    memset(gains, 0, s->count * sizeof *gains);
    for (size_t i = begin; i < end; i += packed->tile->rows)
        packed->tile->reached(&start->candidates, icp_i_packed_at(packed, i), start->reach + i, start->marks + i);
    for (size_t i = begin; i < end; i++)
        if (start->marks[i]) weigh_row(s, i, gains);
}

/* Makes the first candidate a centre: d2 and each block's w*d^2 follow. */
static void take_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *s = context;
    const icp_i_start *start = s->start;
    const icp_i_points *points = start->points;
    double left = 0, scale = start->packed->factor * start->packed->factor;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) {
        if (start->marks[i] & s->taken) {
            double d2 = icp_i_distance2(points->x + i * points->d, points->x + s->rows[0] * points->d, points->d);
            if (d2 < start->d2[i]) {
                start->d2[i] = d2;
                start->reach[i] = nextafterf((float)(d2 * scale), INFINITY);
            }
        }
        left += points->weights[i] * start->d2[i];
    }
    start->block_values[b] = left;
}

static void take(step *s, size_t c)
{
    icp_i_start *start = s->start;
    size_t d = start->points->d;
    memcpy(start->centers.rows + c * d, start->points->x + s->rows[0] * d, d * sizeof(double));
    icp_i_parallel(icp_i_blocks(start->points->n), start->threads, take_block, s);
}

/* First block after whose w*d^2 the running sum exceeds `target`, or the last one that adds anything; *before is the sum up to it. */
static size_t block_at(const icp_i_start *start, double target, double *before)
{
    size_t found = 0;
    double sum = 0;
    *before = 0;
    for (size_t b = 0; b < icp_i_blocks(start->points->n) && sum <= target; b++) {
        if (start->block_values[b] <= 0) continue;
        found = b;
        *before = sum;
        sum += start->block_values[b];
    }
    return found;
}

/* First row at which the running sum of w*d^2 exceeds `target`; rounding apart, the last row of the block that adds anything. */
static size_t row_at(const icp_i_start *start, double target)
{
    const icp_i_points *points = start->points;
    double sum;
    size_t b = block_at(start, target, &sum), last = 0;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n) && sum <= target; i++) {
        double mass = points->weights[i] * start->d2[i];
        if (mass > 0) last = i;
        sum += mass;
    }
    return last;
}

static double block_total(const icp_i_start *start, size_t count, size_t candidate)
{
    double total = 0;
    for (size_t b = 0; b < icp_i_blocks(start->points->n); b++) total += start->block_values[b * count + candidate];
    return total;
}

static void draw(step *s, size_t count, icp_i_rng *rng)
{
    double total = block_total(s->start, 1, 0);
    for (size_t c = 0; c < count; c++) s->rows[c] = row_at(s->start, icp_i_rng_uniform(rng) * total);
    s->count = count;
}

/* The candidate that wins most, the first of equals, comes first. */
static void choose(step *s)
{
    icp_i_start *start = s->start;
    size_t d = start->points->d, best = 0;
    double most = -1;
    for (size_t c = 0; c < s->count; c++) memcpy(start->drawn + c * d, start->points->x + s->rows[c] * d, d * sizeof *start->drawn);
    icp_i_screen_ready(&start->candidates, start->drawn, start->packed->factor);
    icp_i_parallel(icp_i_blocks(start->points->n), start->threads, weigh_block, s);
    for (size_t c = 0; c < s->count; c++) {
        double gain = block_total(start, s->count, c);
        if (gain > most) {
            most = gain;
            best = c;
        }
    }
    s->rows[0] = s->rows[best];
    s->taken = (uint32_t)1 << best;
}

/* Every row equally far, so that the first draw is by weight alone. */
static void equal_distances(icp_i_start *start)
{
    const icp_i_points *points = start->points;
    for (size_t i = 0; i < points->n; i++) start->d2[i] = 1;
    for (size_t b = 0; b < icp_i_blocks(points->n); b++) {
        start->block_values[b] = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) start->block_values[b] += points->weights[i];
    }
}

void icp_i_seed(icp_i_start *start, icp_i_rng *rng)
{
    step s = {.start = start};
    size_t candidates = icp_i_seed_candidates(start->centers.k);
    equal_distances(start);
    draw(&s, 1, rng);
    for (size_t i = 0; i < start->points->n; i++) {
        start->d2[i] = start->reach[i] = INFINITY;
        start->marks[i] = s.taken = 1;
    }
    take(&s, 0);
    for (size_t c = 1; c < start->centers.k && !icp_i_cancelled(start->cancel, start->on_caller); c++) {
        draw(&s, candidates, rng);
        choose(&s);
        take(&s, c);
    }
}
