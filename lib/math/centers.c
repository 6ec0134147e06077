/* centers.c - see centers.h. Both kernels screen, the native one in single precision by tiles, the blas one by GEMM (|c|^2/2 - x.c), and fall back
 * on the direct form whenever the two best differ by less than the rounding of both. */
#include "math/centers.h"

#include "math/linalg.h"
#include "math/points.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define CHUNK ((size_t)256) /* rows per GEMM: its scores stay in cache, and OpenBLAS sees no reason to start threads */
static size_t panel_count(size_t k)
{
    return (k + ICP_I_LANES - 1) / ICP_I_LANES;
}

bool icp_i_centers_new(size_t k, size_t d, icp_i_pool *pool, icp_i_centers *out)
{
    size_t count, padded;
    if (!icp_i_multiply(k, d, &count) || !icp_i_multiply(panel_count(k) * ICP_I_LANES, d, &padded)) return false;
    icp_i_centers made = {.k = k, .d = d};
    made.rows = ICP_I_NEW(pool, double, count);
    made.panels = ICP_I_NEW(pool, double, padded);
    made.half_norms = ICP_I_NEW(pool, double, k);
    made.tile = icp_i_tile_best();
    if (!icp_i_screen_new(k, d, pool, &made.screen)) return false;
    if (!made.rows || !made.panels || !made.half_norms) return false;
    *out = made;
    return true;
}

static double *lane(const icp_i_centers *centers, size_t c)
{
    return centers->panels + c / ICP_I_LANES * centers->d * ICP_I_LANES + c % ICP_I_LANES;
}

void icp_i_centers_ready(icp_i_centers *centers)
{
    centers->largest = 0;
    for (size_t c = 0; c < centers->k; c++) {
        const double *row = centers->rows + c * centers->d;
        double *own = lane(centers, c), norm = 0;
        for (size_t j = 0; j < centers->d; j++) {
            own[j * ICP_I_LANES] = row[j];
            norm += row[j] * row[j];
        }
        centers->half_norms[c] = norm / 2;
        centers->largest = fmax(centers->largest, norm);
    }
    double factor = centers->factor > 0 ? centers->factor : icp_i_screen_factor(centers->rows, centers->k * centers->d);
    icp_i_screen_ready(&centers->screen, centers->rows, factor);
}

void icp_i_centers_move(icp_i_centers *centers, size_t c, const double *x, double share)
{
    double *row = centers->rows + c * centers->d, *own = lane(centers, c);
    for (size_t j = 0; j < centers->d; j++) own[j * ICP_I_LANES] = row[j] += share * (x[j] - row[j]);
}

void icp_i_distances(const icp_i_centers *centers, const double *x, double *out)
{
    size_t size = centers->d * ICP_I_LANES;
    for (size_t p = 0; p < panel_count(centers->k); p++) centers->tile->panel(centers->panels + p * size, x, centers->d, out + p * ICP_I_LANES);
}

size_t icp_i_nearest_scratch(const icp_i_centers *centers)
{
    return CHUNK * centers->k + panel_count(centers->k) * ICP_I_LANES + (centers->d + 1) * ICP_I_TILE_ROWS / 2;
}

/* Lowest of k values; the first of equals. */
static size_t lowest(const double *values, size_t k)
{
    size_t best = 0;
    for (size_t c = 1; c < k; c++)
        if (values[c] < values[best]) best = c;
    return best;
}

size_t icp_i_nearest_direct(const icp_i_centers *centers, const double *x, double *distances)
{
    icp_i_distances(centers, x, distances);
    return lowest(distances, centers->k);
}

static size_t set_label(int32_t *label, size_t best)
{
    bool changed = *label != (int32_t)best;
    *label = (int32_t)best;
    return changed ? 1 : 0;
}

static size_t nearest_native(const icp_i_centers *centers, const double *x, size_t n, double *scratch, int32_t *labels, double *d2)
{
    const icp_i_tile *tile = centers->tile;
    double *distances = scratch + CHUNK * centers->k;
    float *packed = (float *)(void *)(distances + panel_count(centers->k) * ICP_I_LANES);
    size_t changed = 0, d = centers->d;
    icp_i_verdict verdict;
    for (size_t begin = 0; begin < n; begin += tile->rows) {
        size_t rows = n - begin < tile->rows ? n - begin : tile->rows;
        tile->pack(x + begin * d, NULL, rows, d, centers->screen.factor, packed);
        tile->judge(&centers->screen, packed, &verdict);
        for (size_t r = 0; r < rows; r++) {
            const double *row = x + (begin + r) * d;
            size_t best = verdict.sure >> r & 1 ? (size_t)verdict.nearest[r] : icp_i_nearest_direct(centers, row, distances);
            d2[begin + r] = icp_i_distance2(row, centers->rows + best * d, d);
            changed += set_label(labels + begin + r, best);
        }
    }
    return changed;
}

/* Index of the lowest of scores when it is lowest beyond the rounding of GEMM and of the direct form together, else k. Rounding: both scores
 * are within (d+3)u(|x||c| + |c|^2/2) of the truth, both direct distances within (d+2)u of themselves, u = DBL_EPSILON/2; 4(d+8)u(|x|^2+|c|^2) covers
 * the sum twice over. */
static size_t lowest_beyond_rounding(const icp_i_centers *centers, const double *products, const double *x)
{
    double best = INFINITY, second = INFINITY, norm = 0;
    size_t at = 0;
    for (size_t c = 0; c < centers->k; c++) {
        double score = centers->half_norms[c] - products[c];
        if (score < best) {
            second = best;
            best = score;
            at = c;
        } else if (score < second) {
            second = score;
        }
    }
    for (size_t j = 0; j < centers->d; j++) norm += x[j] * x[j];
    double rounding = 4 * (double)(centers->d + 8) * DBL_EPSILON * (norm + centers->largest) + DBL_MIN;
    return second - best > rounding ? at : centers->k;
}

static size_t nearest_blas(const icp_i_centers *centers, const double *x, size_t n, double *scratch, int32_t *labels, double *d2)
{
    size_t k = centers->k, d = centers->d, changed = 0;
    icp_i_product_nt(x, d, centers->rows, d, n, k, d, scratch, k);
    double *distances = scratch + CHUNK * k;
    for (size_t i = 0; i < n; i++) {
        const double *row = x + i * d;
        size_t best = lowest_beyond_rounding(centers, scratch + i * k, row);
        if (best == k) best = icp_i_nearest_direct(centers, row, distances);
        d2[i] = icp_i_distance2(row, centers->rows + best * d, d);
        changed += set_label(labels + i, best);
    }
    return changed;
}

size_t icp_i_nearest(const icp_i_centers *centers, icp_kernel kernel, const double *x, size_t n, double *scratch, int32_t *labels, double *d2)
{
    bool blas = kernel == ICP_KERNEL_BLAS;
    size_t changed = 0;
    for (size_t begin = 0; begin < n; begin += CHUNK) {
        size_t rows = n - begin < CHUNK ? n - begin : CHUNK;
        const double *chunk = x + begin * centers->d;
        changed += blas ? nearest_blas(centers, chunk, rows, scratch, labels + begin, d2 + begin)
                        : nearest_native(centers, chunk, rows, scratch, labels + begin, d2 + begin);
    }
    return changed;
}
