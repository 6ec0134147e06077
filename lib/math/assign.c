/* assign.c - one assignment pass: every row to its nearest centre. See lloyd.h. Owns: which rows are looked at, and how. */
#include "base/parallel.h"
#include "math/assign.h"

#include <math.h>
#include <string.h>

static void set_label(const icp_i_piece *p, size_t row, size_t label)
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
static void decide(const icp_i_piece *p, size_t row)
{
    const icp_i_centers *centers = &p->start->centers;
    double second = INFINITY, factor = p->start->packed->factor;
    size_t best = icp_i_nearest_direct(centers, p->start->points->x + row * centers->d, p->distances);
    for (size_t c = 0; c < centers->k; c++)
        if (c != best) second = fmin(second, p->distances[c]);
    set_label(p, row, best);
    float upper = icp_i_above(sqrt(p->distances[best]) * factor * (1 + ICP_I_OUTWARD));
    icp_i_bounds_set(&p->start->bounds, row, best, upper, icp_i_below(sqrt(second) * factor * (1 - ICP_I_OUTWARD)));
}

void icp_i_settle(const icp_i_piece *p, const icp_i_verdict *verdict, size_t r, size_t row)
{
    size_t label = (size_t)verdict->nearest[r];
    if (verdict->sure >> r & 1) {
        set_label(p, row, label);
        icp_i_bounds_set(&p->start->bounds, row, label, verdict->upper[r], verdict->lower[r]);
    } else {
        decide(p, row);
    }
}

static void settle(const icp_i_piece *p, const icp_i_verdict *verdict, const uint16_t *which, size_t first, size_t count)
{
    for (size_t r = 0; r < count; r++) icp_i_settle(p, verdict, r, p->begin + (which ? which[r] : first + r));
}

static void judge_all(const icp_i_piece *p, size_t rows)
{
    const icp_i_packed *packed = p->start->packed;
    size_t step = packed->tile->rows;
    icp_i_verdict verdict;
    for (size_t first = 0; first < rows; first += step) {
        packed->tile->judge(&p->start->centers.screen, icp_i_packed_at(packed, p->begin + first), &verdict);
        settle(p, &verdict, NULL, first, rows - first < step ? rows - first : step);
    }
}

static void judge_some(const icp_i_piece *p, const uint16_t *which, size_t count)
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

static void assign_native(const icp_i_piece *p, size_t rows)
{
    icp_i_start *start = p->start;
    icp_i_bounds *bounds = &start->bounds;
    uint16_t which[ICP_I_BLOCK];
    size_t count = rows;
    if (bounds->valid)
        count = start->packed->tile->doubtful(bounds->upper + p->begin, bounds->lower + p->begin, start->labels + p->begin, rows, bounds->spent,
                                              bounds->safe, start->centers.k, which);
    if (bounds->bunches) icp_i_assign_bunches(p, rows, which, count);
    else if (2 * count > rows) judge_all(p, rows);
    else judge_some(p, which, count);
}

static void assign_blas(const icp_i_piece *p, size_t rows, double *scratch)
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
    icp_i_piece p = {.start = start, .block = b, .begin = begin, .tile = (float *)(void *)scratch, .distances = scratch + tile};
    start->block_changed[b] = 0;
    if (start->kernel == ICP_KERNEL_BLAS) assign_blas(&p, rows, scratch);
    else assign_native(&p, rows);
}

size_t icp_i_assign(icp_i_start *start)
{
    size_t blocks = icp_i_blocks(start->points->n), changed = 0;
    icp_i_centers_ready(&start->centers);
    icp_i_bounds_bring(start);
    memcpy(start->made, start->centers.rows, start->centers.k * start->centers.d * sizeof *start->made);
    icp_i_parallel(blocks, start->threads, assign_block, start);
    start->bounds.valid = start->kernel != ICP_KERNEL_BLAS;
    for (size_t b = 0; b < blocks; b++) changed += start->block_changed[b];
    return changed;
}
