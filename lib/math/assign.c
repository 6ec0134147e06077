/* assign.c - one assignment pass: every row to its nearest centre. See lloyd.h. Owns: Hamerly's bounds (2010), which tell of most rows that nothing
 * can have changed. All bounds are rounded outward, so that no label depends on whether they were used.
 * Bounds are kept as of the first pass: what centres have travelled since is spent from them when they are looked at, not written back. */
#include "base/parallel.h"
#include "math/lloyd.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define WORTH_TIGHTENING ((size_t)32) /* centres from which the distance to the own one costs less than a place in a tile */
#define AT_ONCE ((size_t)128)         /* rows tightened together */
#define OUTWARD 1e-6                  /* more than the rounding of single precision and of the direct form */

static float above(double value)
{
    float near = (float)value;
    return near + (fabsf(near) * FLT_EPSILON + FLT_MIN);
}

static float below(double value)
{
    float near = value < FLT_MAX ? (float)value : FLT_MAX;
    return near - (fabsf(near) * FLT_EPSILON + FLT_MIN);
}

bool icp_i_bounds_new(size_t n, size_t k, icp_i_pool *pool, icp_i_bounds *out)
{
    icp_i_bounds made = {0};
    made.upper = ICP_I_NEW(pool, float, n);
    made.lower = ICP_I_NEW(pool, float, n);
    made.own = ICP_I_NEW(pool, double, k);
    made.others = ICP_I_NEW(pool, double, k);
    made.own_low = ICP_I_NEW(pool, float, k);
    made.others_low = ICP_I_NEW(pool, float, k);
    made.spent = ICP_I_NEW(pool, float, k);
    made.safe = ICP_I_NEW(pool, float, k);
    if (!made.upper || !made.lower || !made.own || !made.others || !made.own_low || !made.others_low || !made.spent || !made.safe) return false;
    *out = made;
    return true;
}

/* What each centre, and any other than it, has travelled since `made`. */
static void travel(icp_i_start *start)
{
    icp_i_bounds *bounds = &start->bounds;
    size_t k = start->centers.k, d = start->centers.d, farthest = 0;
    double most = 0, next = 0;
    for (size_t c = 0; c < k; c++) {
        double d2 = start->packed->tile->distance2(start->made + c * d, start->centers.rows + c * d, d);
        double way = sqrt(d2) * start->packed->factor * (1 + OUTWARD);
        bounds->own[c] += way;
        if (way > most) next = most, most = way, farthest = c;
        else if (way > next) next = way;
    }
    for (size_t c = 0; c < k; c++) bounds->others[c] += c == farthest ? next : most;
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
            start->bounds.safe[begin + r] = below((itself ? (double)verdict.lower[r] * (1 - OUTWARD) / 2 : 0) - start->bounds.own[begin + r]);
        }
    }
}

static void bring_bounds(icp_i_start *start)
{
    icp_i_bounds *bounds = &start->bounds;
    size_t k = start->centers.k;
    if (bounds->valid) {
        travel(start);
    } else {
        memset(bounds->own, 0, k * sizeof *bounds->own);
        memset(bounds->others, 0, k * sizeof *bounds->others);
    }
    for (size_t c = 0; c < k; c++) {
        bounds->own_low[c] = below(bounds->own[c]);
        bounds->others_low[c] = below(bounds->others[c]);
        bounds->spent[c] = above((bounds->own[c] + bounds->others[c]) * (1 + OUTWARD));
    }
    if (bounds->valid) find_safe(start, (float *)(void *)start->scratch);
}

static void set_bounds(icp_i_bounds *bounds, size_t row, size_t label, float upper, float lower)
{
    float high = upper - bounds->own_low[label], low = lower + bounds->others_low[label];
    bounds->upper[row] = high + fabsf(high) * FLT_EPSILON;
    bounds->lower[row] = low - fabsf(low) * FLT_EPSILON;
}

/* What a worker needs for its piece of a pass. */
typedef struct piece {
    icp_i_start *start;
    size_t block, begin;
    double *distances; /* k, rounded up to whole panels */
    float *tile;
} piece;

static void set_label(const piece *p, size_t row, size_t label)
{
    icp_i_start *start = p->start;
    int32_t *own = start->labels + row;
    if (*own == (int32_t)label) return;
    size_t at = p->begin + start->block_changed[p->block]++;
    start->moved[at] = (uint16_t)(row - p->begin);
    start->moved_from[at] = *own;
    *own = (int32_t)label;
}

/* In the direct form, when single precision could not tell. */
static void decide(const piece *p, size_t row)
{
    const icp_i_centers *centers = &p->start->centers;
    double second = INFINITY, factor = p->start->packed->factor;
    size_t best = icp_i_nearest_direct(centers, p->start->points->x + row * centers->d, p->distances);
    for (size_t c = 0; c < centers->k; c++)
        if (c != best) second = fmin(second, p->distances[c]);
    set_label(p, row, best);
    set_bounds(&p->start->bounds, row, best, above(sqrt(p->distances[best]) * factor * (1 + OUTWARD)), below(sqrt(second) * factor * (1 - OUTWARD)));
}

static void settle(const piece *p, const icp_i_verdict *verdict, const uint16_t *which, size_t first, size_t count)
{
    for (size_t r = 0; r < count; r++) {
        size_t row = p->begin + (which ? which[r] : first + r), label = (size_t)verdict->nearest[r];
        if (verdict->sure >> r & 1) {
            set_label(p, row, label);
            set_bounds(&p->start->bounds, row, label, verdict->upper[r], verdict->lower[r]);
        } else {
            decide(p, row);
        }
    }
}

static void judge_all(const piece *p, size_t rows)
{
    const icp_i_packed *packed = p->start->packed;
    size_t step = packed->tile->rows;
    icp_i_verdict verdict;
    for (size_t first = 0; first < rows; first += step) {
        packed->tile->judge(&p->start->centers.screen, icp_i_packed_at(packed, p->begin + first), &verdict);
        settle(p, &verdict, NULL, first, rows - first < step ? rows - first : step);
    }
}

/* Leaves the rows that their true distance does not keep where they are. */
static size_t tighten(const piece *p, uint16_t *which, size_t count)
{
    const icp_i_start *start = p->start;
    const icp_i_bounds *bounds = &start->bounds;
    const icp_i_tile *tile = start->packed->tile;
    size_t d = start->centers.d;
    float upper[AT_ONCE], lower[AT_ONCE];
    int32_t labels[AT_ONCE];
    uint16_t stay[AT_ONCE];
    size_t left = 0;
    for (size_t first = 0; first < count; first += AT_ONCE) {
        size_t some = count - first < AT_ONCE ? count - first : AT_ONCE;
        uint16_t *rows = which + first;
        tile->own(start->points->x + p->begin * d, rows, some, d, start->centers.rows, start->labels + p->begin, start->packed->factor, upper);
        for (size_t i = 0; i < some; i++) {
            size_t row = p->begin + rows[i];
            labels[i] = start->labels[row];
            upper[i] -= bounds->own_low[labels[i]];
            bounds->upper[row] = upper[i] += fabsf(upper[i]) * FLT_EPSILON;
            lower[i] = bounds->lower[row];
        }
        size_t doubtful = tile->doubtful(upper, lower, labels, some, bounds->spent, bounds->safe, start->centers.k, stay);
        for (size_t i = 0; i < doubtful; i++) which[left++] = rows[stay[i]];
    }
    return left;
}

static void judge_some(const piece *p, const uint16_t *which, size_t count)
{
    const icp_i_start *start = p->start;
    const icp_i_tile *tile = start->packed->tile;
    size_t d = start->centers.d;
    icp_i_verdict verdict;
    for (size_t i = 0; i < count; i += tile->rows) {
        size_t rows = count - i < tile->rows ? count - i : tile->rows;
        for (size_t r = i + rows; r < count && r < i + rows + tile->rows; r++) icp_i_fetch_row(start->points->x + (p->begin + which[r]) * d, d);
        tile->pack(start->points->x + p->begin * d, which + i, rows, d, start->packed->factor, p->tile);
        tile->judge(&start->centers.screen, p->tile, &verdict);
        settle(p, &verdict, which + i, 0, rows);
    }
}

static void assign_native(const piece *p, size_t rows)
{
    icp_i_start *start = p->start;
    icp_i_bounds *bounds = &start->bounds;
    uint16_t which[ICP_I_BLOCK];
    size_t count = rows;
    if (bounds->valid)
        count = start->packed->tile->doubtful(bounds->upper + p->begin, bounds->lower + p->begin, start->labels + p->begin, rows, bounds->spent,
                                              bounds->safe, start->centers.k, which);
    if (count < rows && start->centers.k >= WORTH_TIGHTENING) count = tighten(p, which, count);
    if (2 * count > rows) judge_all(p, rows);
    else judge_some(p, which, count);
}

static void assign_blas(const piece *p, size_t rows, double *scratch)
{
    icp_i_start *start = p->start;
    int32_t labels[ICP_I_BLOCK];
    memcpy(labels, start->labels + p->begin, rows * sizeof *labels);
    const double *x = start->points->x + p->begin * start->points->d;
    (void)icp_i_nearest(&start->centers, ICP_KERNEL_BLAS, x, rows, scratch, labels, start->d2 + p->begin);
    for (size_t i = 0; i < rows; i++) set_label(p, p->begin + i, (size_t)labels[i]);
}

static void assign_block(void *context, size_t b, int worker)
{
    icp_i_start *start = context;
    double *scratch = start->scratch + (size_t)worker * start->scratch_size;
    size_t begin = icp_i_block_begin(b), rows = icp_i_block_end(b, start->points->n) - begin;
    size_t tile = (start->points->d + 1) * ICP_I_TILE_ROWS / 2;
    piece p = {.start = start, .block = b, .begin = begin, .tile = (float *)(void *)scratch, .distances = scratch + tile};
    start->block_changed[b] = 0;
    if (start->kernel == ICP_KERNEL_BLAS) assign_blas(&p, rows, scratch);
    else assign_native(&p, rows);
}

size_t icp_i_assign(icp_i_start *start)
{
    size_t blocks = icp_i_blocks(start->points->n), changed = 0;
    icp_i_centers_ready(&start->centers);
    bring_bounds(start);
    memcpy(start->made, start->centers.rows, start->centers.k * start->centers.d * sizeof *start->made);
    icp_i_parallel(blocks, start->threads, assign_block, start);
    start->bounds.valid = start->kernel != ICP_KERNEL_BLAS;
    for (size_t b = 0; b < blocks; b++) changed += start->block_changed[b];
    return changed;
}
