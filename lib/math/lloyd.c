/* lloyd.c - empty clusters, the objective, and the loop of assignment and update. See lloyd.h. */
#include "math/lloyd.h"

#include "base/parallel.h"

#include <math.h>
#include <string.h>

bool icp_i_cancelled(icp_i_cancel *cancel, bool on_caller)
{
    const icp_hooks *hooks = cancel->hooks;
    if (on_caller && hooks && hooks->cancelled && hooks->cancelled(hooks->context)) atomic_store(&cancel->asked, true);
    return atomic_load(&cancel->asked);
}

static double *grid(icp_i_pool *pool, size_t a, size_t b)
{
    size_t count;
    return icp_i_multiply(a, b, &count) ? ICP_I_NEW(pool, double, count) : NULL;
}

bool icp_i_start_new(const icp_i_points *points, const icp_i_packed *packed, size_t k, int threads, icp_kernel kernel, icp_i_cancel *cancel,
                     icp_i_pool *pool, icp_i_start *out)
{
    icp_i_start made = {.points = points, .packed = packed, .cancel = cancel, .kernel = kernel, .threads = threads};
    size_t blocks = icp_i_blocks(points->n), n = points->n, d = points->d;
    if (!icp_i_centers_new(k, d, pool, &made.centers)) return false;
    made.centers.factor = packed->factor;
    made.centers.tile = packed->tile;
    made.scratch_size = icp_i_nearest_scratch(&made.centers);
    made.made = grid(pool, k, d);
    made.labels = ICP_I_NEW(pool, int32_t, n);
    made.d2 = ICP_I_NEW(pool, double, n);
    made.masses = ICP_I_NEW(pool, double, k);
    made.counts = ICP_I_NEW(pool, size_t, k);
    made.high = grid(pool, k, d + 1);
    made.low = grid(pool, k, d + 1);
    made.moved = ICP_I_NEW(pool, uint16_t, n);
    made.moved_from = ICP_I_NEW(pool, int32_t, n);
    made.partial = grid(pool, k, icp_i_sums_partials(blocks) * (d + 1));
    made.block_values = ICP_I_NEW(pool, double, blocks);
    made.block_changed = ICP_I_NEW(pool, size_t, blocks);
    made.scratch = grid(pool, (size_t)icp_i_threads(threads), made.scratch_size);
    if (!made.made || !made.labels || !made.d2 || !made.masses || !made.counts || !made.partial || !made.block_values || !made.block_changed ||
        !made.scratch || !made.high || !made.low || !made.moved || !made.moved_from ||
        !icp_i_bounds_new(n, k, kernel, pool, &made.bounds))
        return false;
    *out = made;
    return true;
}

void icp_i_forget(icp_i_start *start)
{
    memset(start->labels, 0xFF, start->points->n * sizeof *start->labels); /* -1 */
    start->bounds.valid = false;
}

static void measure_block(void *context, size_t b, int worker)
{
    (void)worker;
    icp_i_start *start = context;
    const icp_i_points *points = start->points;
    size_t d = points->d;
    const icp_i_tile *tile = start->packed->tile;
    size_t begin = icp_i_block_begin(b), end = icp_i_block_end(b, points->n);
    for (size_t i = begin; i < end; i++)
        start->d2[i] = tile->distance2(points->x + i * d, start->centers.rows + (size_t)start->labels[i] * d, d);
    start->block_values[b] = tile->total(start->d2 + begin, points->weights ? points->weights + begin : NULL, end - begin);
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
        double cost = icp_i_weight(start->points, i) * start->d2[i];
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
    icp_i_take_means(start);
    for (size_t c = first_empty(start); c < start->centers.k; c = first_empty(start)) {
        icp_i_measure(start);
        size_t row = farthest(start);
        if (row == start->points->n) {
            start->indistinct = true;
            return;
        }
        start->labels[row] = (int32_t)c; /* its old cluster keeps rows: a row alone has distance 0 */
        icp_i_bounds_forget_row(&start->bounds, row);
        icp_i_take_means(start);
    }
}

/* Nothing moves any more. Followed sums may differ from those over all rows in their last digit; then one more look decides. */
static bool at_rest(icp_i_start *start)
{
    if (!start->followed) return true;
    icp_i_update(start);
    return memcmp(start->made, start->centers.rows, start->centers.k * start->centers.d * sizeof *start->made) == 0;
}

void icp_i_lloyd(icp_i_start *start, size_t max_iterations)
{
    bool follows = true;
    start->stop = ICP_STOP_MAX_ITERATIONS;
    do {
        if (icp_i_cancelled(start->cancel, start->on_caller)) return;
        size_t changed = icp_i_assign(start);
        if (changed == 0 && at_rest(start)) {
            start->iterations++;
            start->stop = ICP_STOP_CONVERGED;
            return;
        }
        if (changed == 0) {
            follows = false;
            continue;
        }
        start->iterations++;
        if (!follows || !icp_i_follow(start, changed)) icp_i_update(start);
    } while (start->iterations < max_iterations && !start->indistinct);
    if (start->followed) icp_i_update(start);
}
