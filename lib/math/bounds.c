/* bounds.c - Hamerly's bounds (2010), which tell of most rows that nothing can have changed. See lloyd.h. All are rounded outward, so that no label
 * depends on whether they were used. They are kept as of the first pass: what centres have travelled since is spent from them when they are looked
 * at, not written back. */
#include "math/lloyd.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define WORTH_BUNCHES ((size_t)256) /* centres from which bounds for bunches of them pay */
#define LEAST_GROUPS ((size_t)2)    /* of centres in a bunch */
#define WHOLE ((size_t)16)          /* bunches handled together */

float icp_i_above(double value)
{
    float near = (float)value;
    return near + (fabsf(near) * FLT_EPSILON + FLT_MIN);
}

float icp_i_below(double value)
{
    float near = value < FLT_MAX ? (float)value : FLT_MAX;
    return near - (fabsf(near) * FLT_EPSILON + FLT_MIN);
}

/* Bounds for each bunch of centres (Yinyang: Ding et al. 2015). false: out of memory. */
static bool new_bunches(size_t n, size_t k, icp_i_pool *pool, icp_i_bounds *made)
{
    size_t groups = (k + ICP_I_TILE_CENTERS - 1) / ICP_I_TILE_CENTERS, all;
    made->groups = groups <= LEAST_GROUPS * ICP_I_TILE_BUNCHES ? LEAST_GROUPS : (groups + ICP_I_TILE_BUNCHES - 1) / ICP_I_TILE_BUNCHES;
    made->bunches = (groups + made->groups - 1) / made->groups;
    made->stride = (made->bunches + WHOLE - 1) / WHOLE * WHOLE;
    made->bunch_lower = icp_i_multiply(n, made->stride, &all) ? ICP_I_NEW(pool, float, all) : NULL;
    made->bunch_way = ICP_I_NEW(pool, double, made->stride);
    made->bunch_low = ICP_I_NEW(pool, float, made->stride);
    made->bunch_spent = ICP_I_NEW(pool, float, made->stride);
    if (!made->bunch_lower || !made->bunch_way || !made->bunch_low || !made->bunch_spent) return false;
    for (size_t i = 0; i < n; i++)
        for (size_t b = made->bunches; b < made->stride; b++) made->bunch_lower[i * made->stride + b] = INFINITY;
    return true;
}

bool icp_i_bounds_new(size_t n, size_t k, icp_kernel kernel, icp_i_pool *pool, icp_i_bounds *out)
{
    icp_i_bounds made = {0};
    if (k >= WORTH_BUNCHES && kernel != ICP_KERNEL_BLAS && !new_bunches(n, k, pool, &made)) return false;
    made.upper = ICP_I_NEW(pool, float, n);
    made.lower = ICP_I_NEW(pool, float, n);
    made.own = ICP_I_NEW(pool, double, k);
    made.others = ICP_I_NEW(pool, double, k);
    made.own_low = ICP_I_NEW(pool, float, k);
    made.others_low = ICP_I_NEW(pool, float, k);
    made.spent = ICP_I_NEW(pool, float, k);
    made.safe = ICP_I_NEW(pool, float, k);
    made.ways = ICP_I_NEW(pool, double, k);
    if (!made.upper || !made.lower || !made.own || !made.others || !made.own_low || !made.others_low || !made.spent || !made.safe || !made.ways)
        return false;
    *out = made;
    return true;
}

void icp_i_bounds_begin(icp_i_bounds *bounds, size_t k)
{
    memset(bounds->own, 0, k * sizeof *bounds->own);
    memset(bounds->others, 0, k * sizeof *bounds->others);
    for (size_t b = 0; b < bounds->stride; b++) bounds->bunch_way[b] = 0;
}

void icp_i_bounds_forget_row(icp_i_bounds *bounds, size_t row)
{
    bounds->upper[row] = INFINITY;
    bounds->lower[row] = -INFINITY;
    for (size_t b = 0; b < bounds->bunches; b++) bounds->bunch_lower[row * bounds->stride + b] = -INFINITY;
}

static void add_bunches(icp_i_bounds *bounds, const double *ways, size_t k)
{
    size_t size = bounds->groups * ICP_I_TILE_CENTERS;
    for (size_t b = 0; b < bounds->bunches; b++) {
        double most = 0;
        for (size_t c = b * size; c < k && c < (b + 1) * size; c++) most = fmax(most, ways[c]);
        bounds->bunch_way[b] += most;
    }
}

void icp_i_bounds_travel(icp_i_start *start)
{
    icp_i_bounds *bounds = &start->bounds;
    size_t k = start->centers.k, d = start->centers.d, farthest = 0;
    double most = 0, next = 0;
    for (size_t c = 0; c < k; c++) {
        double d2 = start->packed->tile->distance2(start->made + c * d, start->centers.rows + c * d, d);
        double way = sqrt(d2) * start->packed->factor * (1 + ICP_I_OUTWARD);
        bounds->own[c] += way;
        bounds->ways[c] = way;
        if (way > most) next = most, most = way, farthest = c;
        else if (way > next) next = way;
    }
    for (size_t c = 0; c < k; c++) bounds->others[c] += c == farthest ? next : most;
    add_bunches(bounds, bounds->ways, k);
}

/* A row closer to its centre than half the way to the next centre stays. */
static void find_safe(icp_i_start *start, float *packed)
{
    const icp_i_tile *tile = start->packed->tile;
    const icp_i_centers *centers = &start->centers;
    icp_i_verdict verdict;
    for (size_t begin = 0; begin < centers->k; begin += tile->rows) {
        size_t rows = centers->k - begin < tile->rows ? centers->k - begin : tile->rows;
        tile->pack(centers->rows + begin * centers->d, NULL, rows, centers->d, start->packed->factor, packed);
        tile->judge(&centers->screen, packed, &verdict);
        for (size_t r = 0; r < rows; r++) {
            bool itself = verdict.nearest[r] == (int32_t)(begin + r);
            double half = itself ? (double)verdict.lower[r] * (1 - ICP_I_OUTWARD) / 2 : 0;
            start->bounds.safe[begin + r] = icp_i_below(half - start->bounds.own[begin + r]);
        }
    }
}

void icp_i_bounds_bring(icp_i_start *start)
{
    icp_i_bounds *bounds = &start->bounds;
    size_t k = start->centers.k;
    if (bounds->valid) {
        icp_i_bounds_travel(start);
    } else {
        icp_i_bounds_begin(bounds, k);
    }
    for (size_t c = 0; c < k; c++) {
        bounds->own_low[c] = icp_i_below(bounds->own[c]);
        bounds->others_low[c] = icp_i_below(bounds->others[c]);
        bounds->spent[c] = icp_i_above((bounds->own[c] + bounds->others[c]) * (1 + ICP_I_OUTWARD));
    }
    for (size_t b = 0; b < bounds->bunches; b++) {
        bounds->bunch_low[b] = icp_i_below(bounds->bunch_way[b]);
        bounds->bunch_spent[b] = icp_i_above(bounds->bunch_way[b]);
    }
    if (bounds->valid) find_safe(start, (float *)(void *)start->scratch);
}
