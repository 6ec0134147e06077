/* cluster_index.c - one number for a clustering: Calinski & Harabasz's ratio, and the agreement of two labelings.
 * Must not know: how labels were made. */
#include "base/fail.h"
#include "base/parallel.h"
#include "icpcluster/quality.h"
#include "math/points.h"
#include "math/checks.h"

#include <math.h>
#include <string.h>

#define NO_SPREAD 1e-28 /* of the total: squares below it are rounding */

typedef struct spread {
    size_t used;            /* clusters that hold rows */
    double within, between; /* sums of squares */
} spread;

/* means (k x d) and counts (k) of the clusters; block: (k x d), scratch. */
static void cluster_means(const icp_i_points *points, const int32_t *labels, size_t k, double *block, double *means, size_t *counts)
{
    size_t d = points->d;
    for (size_t b = 0; b < icp_i_blocks(points->n); b++) {
        memset(block, 0, k * d * sizeof *block);
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++) {
            counts[labels[i]]++;
            for (size_t j = 0; j < d; j++) block[(size_t)labels[i] * d + j] += points->x[i * d + j];
        }
        for (size_t c = 0; c < k * d; c++) means[c] += block[c];
    }
    for (size_t c = 0; c < k; c++)
        for (size_t j = 0; j < d && counts[c]; j++) means[c * d + j] /= (double)counts[c];
}

static double within_of(const icp_i_points *points, const int32_t *labels, const double *means)
{
    double total = 0;
    for (size_t b = 0; b < icp_i_blocks(points->n); b++) {
        double sum = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, points->n); i++)
            sum += icp_i_distance2(points->x + i * points->d, means + (size_t)labels[i] * points->d, points->d);
        total += sum;
    }
    return total;
}

/* centre: d, zeroed; receives the mean of all rows. */
static spread spread_of(const icp_i_points *points, const int32_t *labels, size_t k, const double *means, const size_t *counts, double *centre)
{
    spread s = {.within = within_of(points, labels, means)};
    size_t d = points->d;
    for (size_t c = 0; c < k; c++)
        for (size_t j = 0; j < d; j++) centre[j] += means[c * d + j] * ((double)counts[c] / (double)points->n);
    for (size_t c = 0; c < k; c++) {
        s.between += (double)counts[c] * icp_i_distance2(means + c * d, centre, d);
        s.used += counts[c] ? 1 : 0;
    }
    return s;
}

static icp_status measure(icp_view x, const int32_t *labels, size_t k, icp_i_pool *pool, spread *out, icp_error *err)
{
    icp_i_points points;
    size_t size;
    if (!icp_i_points_make(x, NULL, (icp_view){0}, 0, pool, &points) || !icp_i_multiply(k, x.cols, &size))
        return icp_i_fail_memory(err, "measuring clusters");
    double *block = ICP_I_NEW(pool, double, size), *means = ICP_I_NEW(pool, double, size), *centre = ICP_I_NEW(pool, double, x.cols);
    size_t *counts = ICP_I_NEW(pool, size_t, k);
    if (!block || !means || !centre || !counts) return icp_i_fail_memory(err, "measuring clusters");
    cluster_means(&points, labels, k, block, means, counts);
    *out = spread_of(&points, labels, k, means, counts, centre);
    return ICP_OK;
}

icp_status icp_calinski_harabasz(icp_view x, const int32_t *labels, size_t k, double *out, icp_error *err)
{
    if (!out) return icp_i_fail(err, ICP_E_ARGUMENT, "out is NULL");
    ICP_I_TRY(icp_i_view_check(x, "x", err));
    ICP_I_TRY(icp_i_labels_check(labels, x.rows, k, err));
    spread s = {0};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_status status = pool ? measure(x, labels, k, pool, &s, err) : icp_i_fail_memory(err, "measuring clusters");
    icp_i_pool_free(pool);
    if (status != ICP_OK) return status;
    if (s.used < 2 || s.used >= x.rows)
        return icp_i_fail(err, ICP_E_TOO_FEW, "labels: %zu clusters hold %zu rows; at least 2 clusters are needed, and more rows", s.used, x.rows);
    double total = s.within + s.between, left = (double)(x.rows - s.used), steps = (double)(s.used - 1);
    if (s.between <= NO_SPREAD * total) *out = 0;
    else *out = s.within <= NO_SPREAD * total ? (double)INFINITY : s.between / steps / (s.within / left);
    return ICP_OK;
}

/* Sorts n keys ascending by radix, byte by byte; other: n, scratch. Bytes in which all keys agree cost one pass. */
static void sort_keys(uint64_t *keys, uint64_t *other, size_t n)
{
    uint64_t *from = keys, *to = other;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t begins[257] = {0};
        for (size_t i = 0; i < n; i++) begins[(from[i] >> shift & 0xFF) + 1]++;
        if (begins[(from[0] >> shift & 0xFF) + 1] == n) continue;
        for (size_t v = 0; v < 256; v++) begins[v + 1] += begins[v];
        for (size_t i = 0; i < n; i++) to[begins[from[i] >> shift & 0xFF]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys) memcpy(keys, from, n * sizeof *keys);
}

/* Pairs of rows that agree in the high bits of their sorted key. */
static double agreeing_pairs(const uint64_t *keys, size_t n, unsigned shift)
{
    double pairs = 0;
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && keys[end] >> shift == keys[begin] >> shift;) end++;
        double run = (double)(end - begin);
        pairs += run * (run - 1) / 2;
    }
    return pairs;
}

static uint64_t key_of(int32_t first, int32_t second)
{
    return (uint64_t)(uint32_t)first << 32 | (uint32_t)second;
}

static double adjusted_rand(const int32_t *a, const int32_t *b, size_t n, uint64_t *keys, uint64_t *other)
{
    for (size_t i = 0; i < n; i++) keys[i] = key_of(a[i], b[i]);
    sort_keys(keys, other, n);
    double both = agreeing_pairs(keys, n, 0), in_a = agreeing_pairs(keys, n, 32);
    for (size_t i = 0; i < n; i++) keys[i] = key_of(b[i], a[i]);
    sort_keys(keys, other, n);
    double in_b = agreeing_pairs(keys, n, 32), all = (double)n * ((double)n - 1) / 2;
    double expected = all > 0 ? in_a * in_b / all : 0, most = (in_a + in_b) / 2;
    return most > expected ? (both - expected) / (most - expected) : 1; /* equal only when both are one cluster, or both all alone */
}

icp_status icp_adjusted_rand(const int32_t *a, const int32_t *b, size_t n, double *out, icp_error *err)
{
    if (!out || ((!a || !b) && n)) return icp_i_fail(err, ICP_E_ARGUMENT, "a, b or out is NULL");
    if (n == 0) return icp_i_fail(err, ICP_E_TOO_FEW, "two labelings of no rows cannot be compared");
    icp_i_pool *pool = icp_i_pool_new(NULL);
    uint64_t *keys = pool ? ICP_I_NEW(pool, uint64_t, n) : NULL, *other = pool ? ICP_I_NEW(pool, uint64_t, n) : NULL;
    icp_status status = ICP_OK;
    if (keys && other) *out = adjusted_rand(a, b, n, keys, other);
    else status = icp_i_fail_memory(err, "comparing labelings");
    icp_i_pool_free(pool);
    return status;
}
