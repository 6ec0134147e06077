/* lloyd.c - assignment, update, empty clusters, and the loop of the two. See lloyd.h. */
#include "math/lloyd.h"

#include "base/parallel.h"

#include <string.h>

#define WAVE ((size_t)64) /* blocks summed at a time, so that partial sums stay small however many rows there are */

bool icp_i_cancelled(icp_i_cancel *cancel, bool on_caller)
{
    const icp_hooks *hooks = cancel->hooks;
    if (on_caller && hooks && hooks->cancelled && hooks->cancelled(hooks->context)) atomic_store(&cancel->asked, true);
    return atomic_load(&cancel->asked);
}

static size_t wave_of(size_t blocks)
{
    return blocks < WAVE ? blocks : WAVE;
}

static double *grid(icp_i_pool *pool, size_t a, size_t b)
{
    size_t count;
    return icp_i_multiply(a, b, &count) ? ICP_I_NEW(pool, double, count) : NULL;
}

bool icp_i_start_new(const icp_i_points *points, size_t k, int threads, icp_kernel kernel, icp_i_cancel *cancel, icp_i_pool *pool, icp_i_start *out)
{
    icp_i_start made = {.points = points, .cancel = cancel, .kernel = kernel, .threads = threads};
    size_t blocks = icp_i_blocks(points->n), n = points->n, d = points->d;
    if (!icp_i_centers_new(k, d, pool, &made.centers)) return false;
    made.scratch_size = icp_i_nearest_scratch(&made.centers);
    made.made = grid(pool, k, d);
    made.labels = ICP_I_NEW(pool, int32_t, n);
    made.d2 = ICP_I_NEW(pool, double, n);
    made.masses = ICP_I_NEW(pool, double, k);
    made.counts = ICP_I_NEW(pool, size_t, k);
    made.partial = grid(pool, k, wave_of(blocks) * (d + 1));
    made.block_values = grid(pool, blocks, icp_i_seed_candidates(k));
    made.block_changed = ICP_I_NEW(pool, size_t, blocks);
    made.scratch = grid(pool, (size_t)icp_i_threads(threads), made.scratch_size);
    if (!made.made || !made.labels || !made.d2 || !made.masses || !made.counts || !made.partial || !made.block_values || !made.block_changed ||
        !made.scratch)
        return false;
    *out = made;
    return true;
}

static void assign_block(void *context, size_t b, int worker)
{
    icp_i_start *start = context;
    const icp_i_points *points = start->points;
    size_t begin = icp_i_block_begin(b), rows = icp_i_block_end(b, points->n) - begin;
    start->block_changed[b] = icp_i_nearest(&start->centers, start->kernel, points->x + begin * points->d, rows,
                                            start->scratch + (size_t)worker * start->scratch_size, start->labels + begin, start->d2 + begin);
}

static size_t assign(icp_i_start *start)
{
    size_t blocks = icp_i_blocks(start->points->n), changed = 0;
    icp_i_centers_ready(&start->centers);
    memcpy(start->made, start->centers.rows, start->centers.k * start->centers.d * sizeof *start->made);
    icp_i_parallel(blocks, start->threads, assign_block, start);
    for (size_t b = 0; b < blocks; b++) changed += start->block_changed[b];
    return changed;
}

void icp_i_start_over(icp_i_start *start)
{
    memset(start->labels, 0xFF, start->points->n * sizeof *start->labels); /* -1 */
    (void)assign(start);
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
    const icp_i_points *points = w->start->points;
    size_t d = points->d, size = w->start->centers.k * (d + 1), b = w->first + task;
    double *sums = w->start->partial + task * size;
    memset(sums, 0, size * sizeof *sums);
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) {
        double *own = sums + (size_t)w->start->labels[i] * (d + 1), weight = points->weights[i];
        for (size_t j = 0; j < d; j++) own[j] += weight * points->x[i * d + j];
        own[d] += weight;
    }
}

static void add_sums(icp_i_start *start, const double *sums)
{
    size_t d = start->centers.d;
    for (size_t c = 0; c < start->centers.k; c++) {
        for (size_t j = 0; j < d; j++) start->centers.rows[c * d + j] += sums[c * (d + 1) + j];
        start->masses[c] += sums[c * (d + 1) + d];
    }
}

/* Means of the labels as they are. An empty cluster's centre is left at the origin. */
static void take_means(icp_i_start *start)
{
    size_t k = start->centers.k, d = start->centers.d, blocks = icp_i_blocks(start->points->n);
    memset(start->centers.rows, 0, k * d * sizeof *start->centers.rows);
    memset(start->masses, 0, k * sizeof *start->masses);
    for (size_t first = 0; first < blocks; first += WAVE) {
        wave w = {start, first};
        size_t count = wave_of(blocks - first);
        icp_i_parallel(count, start->threads, sum_block, &w);
        for (size_t b = 0; b < count; b++) add_sums(start, start->partial + b * k * (d + 1));
    }
    for (size_t c = 0; c < k; c++)
        for (size_t j = 0; j < d && start->masses[c] > 0; j++) start->centers.rows[c * d + j] /= start->masses[c];
}

static void measure_block(void *context, size_t b, int worker)
{
    (void)worker;
    icp_i_start *start = context;
    const icp_i_points *points = start->points;
    size_t d = points->d;
    double sum = 0;
    for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) {
        start->d2[i] = icp_i_distance2(points->x + i * d, start->centers.rows + (size_t)start->labels[i] * d, d);
        sum += points->weights[i] * start->d2[i];
    }
    start->block_values[b] = sum;
}

void icp_i_measure(icp_i_start *start)
{
    size_t blocks = icp_i_blocks(start->points->n);
    icp_i_parallel(blocks, start->threads, measure_block, start);
    start->inertia = 0;
    for (size_t b = 0; b < blocks; b++) start->inertia += start->block_values[b];
}

/* Row with the largest w*d^2, the first of equals; n when none is positive. */
static size_t farthest(const icp_i_start *start)
{
    size_t at = start->points->n;
    double most = 0;
    for (size_t i = 0; i < start->points->n; i++) {
        double cost = start->points->weights[i] * start->d2[i];
        if (cost > most) {
            most = cost;
            at = i;
        }
    }
    return at;
}

static size_t first_empty(const icp_i_start *start)
{
    size_t c = 0;
    while (c < start->centers.k && start->masses[c] > 0) c++;
    return c;
}

void icp_i_update(icp_i_start *start)
{
    take_means(start);
    for (size_t c = first_empty(start); c < start->centers.k; c = first_empty(start)) {
        icp_i_measure(start);
        size_t row = farthest(start);
        if (row == start->points->n) {
            start->indistinct = true;
            return;
        }
        start->labels[row] = (int32_t)c; /* its old cluster keeps rows: a row alone has distance 0 */
        take_means(start);
    }
}

void icp_i_lloyd(icp_i_start *start, size_t max_iterations)
{
    start->stop = ICP_STOP_MAX_ITERATIONS;
    do {
        if (icp_i_cancelled(start->cancel, start->on_caller)) return;
        size_t changed = assign(start);
        start->iterations++;
        if (changed == 0) {
            start->stop = ICP_STOP_CONVERGED;
            return;
        }
        icp_i_update(start);
    } while (start->iterations < max_iterations && !start->indistinct);
}
