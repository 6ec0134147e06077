/* sums.c - centres as the weighted means of their rows. See lloyd.h. Owns: the sums, over all rows in fixed blocks or following the rows that moved
 * in twice the precision, so that nothing of a row stays behind when it leaves. */
#include "base/parallel.h"
#include "math/lloyd.h"

#include <string.h>

#define WAVE ((size_t)64)       /* blocks summed at a time, so that partial sums stay small however many rows there are */
#define GROUPS ((size_t)8)      /* pieces in which moved rows are followed */
#define FEW 4                   /* a fourth of the rows: when more have moved, summing all rows costs no more */
#define NEARLY_NOTHING 1e-12    /* of all mass: a cluster that may be empty but for rounding */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t icp_i_sums_partials(size_t blocks)
{
    size_t wave = least(blocks, WAVE), pairs = 2 * least(blocks, GROUPS);
    return wave > pairs ? wave : pairs;
}

typedef struct wave {
    icp_i_start *start;
    size_t first; /* block */
} wave;

/* Sums of one block: for each cluster d sums of w*x and the sum of w. */
static void sum_block(void *context, size_t task, int worker)
{
    (void)worker;
    const wave *w = context;
    const icp_i_start *start = w->start;
    const icp_i_points *points = start->points;
    size_t d = points->d, size = start->centers.k * (d + 1), b = w->first + task;
    double *sums = start->partial + task * size;
    memset(sums, 0, size * sizeof *sums);
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) {
        double *own = sums + (size_t)start->labels[i] * (d + 1), weight = icp_i_weight(points, i);
        start->packed->tile->add(own, points->x + i * d, weight, d);
        own[d] += weight;
    }
}

/* An empty cluster's centre is put at the origin. */
static void divide(icp_i_start *start)
{
    size_t k = start->centers.k, d = start->centers.d;
    for (size_t c = 0; c < k; c++) {
        const double *high = start->high + c * (d + 1), *low = start->low + c * (d + 1);
        double mass = high[d] + low[d], *row = start->centers.rows + c * d;
        start->masses[c] = mass;
        for (size_t j = 0; j < d; j++) row[j] = mass > 0 ? (high[j] + low[j]) / mass : 0;
    }
}

void icp_i_take_means(icp_i_start *start)
{
    size_t size = start->centers.k * (start->centers.d + 1), blocks = icp_i_blocks(start->points->n);
    memset(start->high, 0, size * sizeof *start->high);
    memset(start->low, 0, size * sizeof *start->low);
    for (size_t first = 0; first < blocks; first += WAVE) {
        wave w = {start, first};
        size_t count = least(blocks - first, WAVE);
        icp_i_parallel(count, start->threads, sum_block, &w);
        for (size_t b = 0; b < count; b++)
            for (size_t i = 0; i < size; i++) start->high[i] += start->partial[b * size + i];
    }
    divide(start);
    start->followed = false;
}

static void shift(const icp_i_start *start, double *high, double *low, int32_t cluster, size_t row, double sign)
{
    const icp_i_points *points = start->points;
    size_t d = points->d, at = (size_t)cluster * (d + 1);
    double weight = sign * icp_i_weight(points, row), one = 1;
    start->packed->tile->add_exactly(high + at, low + at, points->x + row * d, weight, d);
    start->packed->tile->add_exactly(high + at + d, low + at + d, &one, weight, 1);
}

/* What the moved rows of one group of blocks take from their old clusters and bring to their new ones. */
static void follow_group(void *context, size_t g, int worker)
{
    (void)worker;
    const icp_i_start *start = context;
    size_t blocks = icp_i_blocks(start->points->n), groups = least(blocks, GROUPS), size = start->centers.k * (start->centers.d + 1);
    double *high = start->partial + 2 * g * size, *low = high + size;
    memset(high, 0, 2 * size * sizeof *high);
    for (size_t b = g * blocks / groups; b < (g + 1) * blocks / groups; b++) {
        size_t begin = icp_i_block_begin(b);
        for (size_t m = begin; m < begin + start->block_changed[b]; m++) {
            size_t row = begin + start->moved[m];
            shift(start, high, low, start->moved_from[m], row, -1);
            shift(start, high, low, start->labels[row], row, 1);
        }
    }
}

static bool nothing_left(const icp_i_start *start)
{
    double all = 0, smallest = start->masses[0];
    for (size_t c = 0; c < start->centers.k; c++) {
        all += start->masses[c];
        if (start->masses[c] < smallest) smallest = start->masses[c];
    }
    return smallest <= NEARLY_NOTHING * all;
}

bool icp_i_follow(icp_i_start *start, size_t changed)
{
    size_t size = start->centers.k * (start->centers.d + 1), groups = least(icp_i_blocks(start->points->n), GROUPS);
    double one = 1;
    if (changed > start->points->n / FEW) return false;
    icp_i_parallel(groups, start->threads, follow_group, start);
    for (size_t g = 0; g < groups; g++) {
        const double *high = start->partial + 2 * g * size, *low = high + size;
        start->packed->tile->add_exactly(start->high, start->low, high, one, size);
        for (size_t i = 0; i < size; i++) start->low[i] += low[i];
    }
    divide(start);
    start->followed = true;
    return !nothing_left(start);
}
