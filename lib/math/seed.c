/* seed.c - greedy k-means++ (Arthur & Vassilvitskii 2007) with weights. See lloyd.h.
 * Draws walk prefix sums over fixed blocks, so they do not depend on threads. */
#include "base/parallel.h"
#include "math/lloyd.h"

#include <math.h>
#include <string.h>

#define MOST_CANDIDATES 64 /* 2 + floor(log k) stays below for any k that fits memory */

typedef struct step {
    icp_i_start *start;
    size_t rows[MOST_CANDIDATES];
    size_t count;
} step;

size_t icp_i_seed_candidates(size_t k)
{
    return 2 + (size_t)log((double)k);
}

/* For each candidate, what w*d^2 the block would keep if the candidate became a centre. */
static void weigh_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *s = context;
    const icp_i_points *points = s->start->points;
    size_t d = points->d;
    for (size_t c = 0; c < s->count; c++) {
        double left = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++)
            left += points->weights[i] * fmin(s->start->d2[i], icp_i_distance2(points->x + i * d, points->x + s->rows[c] * d, d));
        s->start->block_values[b * s->count + c] = left;
    }
}

/* Makes the first candidate a centre: d2 and each block's w*d^2 follow. */
static void take_block(void *context, size_t b, int worker)
{
    (void)worker;
    const step *s = context;
    const icp_i_points *points = s->start->points;
    size_t d = points->d;
    double left = 0;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) {
        double *d2 = s->start->d2 + i;
        *d2 = fmin(*d2, icp_i_distance2(points->x + i * d, points->x + s->rows[0] * d, d));
        left += points->weights[i] * *d2;
    }
    s->start->block_values[b] = left;
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

/* The candidate that leaves least, the first of equals, comes first. */
static void choose(step *s)
{
    icp_i_parallel(icp_i_blocks(s->start->points->n), s->start->threads, weigh_block, s);
    size_t best = 0;
    double least = INFINITY;
    for (size_t c = 0; c < s->count; c++) {
        double left = block_total(s->start, s->count, c);
        if (left < least) {
            least = left;
            best = c;
        }
    }
    s->rows[0] = s->rows[best];
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
    for (size_t i = 0; i < start->points->n; i++) start->d2[i] = INFINITY;
    take(&s, 0);
    for (size_t c = 1; c < start->centers.k && !icp_i_cancelled(start->cancel, start->on_caller); c++) {
        draw(&s, candidates, rng);
        choose(&s);
        take(&s, c);
    }
}
