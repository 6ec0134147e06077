/* map.c - see map.h. Owns: the plane accounts are shown on. Must not know: names, ranks, drawing. */
#include "segment/map.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/linalg.h"
#include "math/stats.h"
#include "segment/replicate.h"

#include <math.h>
#include <string.h>

#define POINTS_A_SEGMENT 110
#define MOSTLY 0.6 /* share of an axis of the map that one axis of behaviour needs to name it alone */

/* Covariance (cols x cols) and mean of the rows, block by block. */
static void covariance(const icp_i_behaviour *b, double *mean, double *cross, double *block)
{
    size_t d = b->cols;
    double n = (double)b->rows;
    memset(cross, 0, d * d * sizeof *cross);
    for (size_t k = 0; k < icp_i_blocks(b->rows); k++) {
        size_t begin = icp_i_block_begin(k), end = icp_i_block_end(k, b->rows);
        icp_i_cross(b->x + begin * d, d, NULL, end - begin, d, NULL, block, d);
        for (size_t i = 0; i < d * d; i++) cross[i] += block[i];
        for (size_t i = begin; i < end; i++)
            for (size_t j = 0; j < d; j++) mean[j] += b->x[i * d + j] / n;
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++) cross[i * d + j] = cross[i * d + j] / n - mean[i] * mean[j];
}

/* Names a principal axis after the one or two axes of behaviour that make up most of it. */
static const char *name_axis(const icp_i_behaviour *b, const double *loading, icp_i_pool *pool)
{
    double share[ICP_AXIS_COUNT] = {0};
    size_t first = 0, second = 1;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
        for (size_t c = b->first[a]; c < b->first[a + 1]; c++) share[a] += loading[c] * loading[c];
    for (size_t a = 1; a < ICP_AXIS_COUNT; a++) {
        if (share[a] > share[first]) {
            second = first;
            first = a;
        } else if (second == first || share[a] > share[second]) second = a;
    }
    if (share[first] >= MOSTLY) return icp_i_axis(first)->words;
    return icp_i_print(pool, "%s and %s", icp_i_axis(first)->words, icp_i_axis(second)->words);
}

/* Coordinates (rows x 2) on the two leading principal axes; the second is 0 when there is one column. */
static icp_status project(const icp_i_behaviour *b, icp_i_pool *pool, double *xy, icp_i_map *out, icp_error *err)
{
    size_t d = b->cols, shown = d < 2 ? d : 2;
    double *mean = ICP_I_NEW(pool, double, d), *cross = ICP_I_NEW(pool, double, d *d), *values = ICP_I_NEW(pool, double, d);
    double *loading = ICP_I_NEW(pool, double, d *d), *work = ICP_I_NEW(pool, double, d *d + 8 * d), total = 0;
    if (!mean || !cross || !values || !loading || !work) return icp_i_fail_memory(err, "drawing the map");
    covariance(b, mean, cross, work);
    for (size_t j = 0; j < d; j++) total += cross[j * d + j];
    if (!icp_i_eigen(cross, d, values, loading, work))
        return icp_i_fail(err, ICP_E_NUMERIC, "the principal axes of %zu columns could not be computed", d);
    for (size_t a = 0; a < shown; a++) {
        out->share[a] = total > 0 ? values[a] / total : 0;
        out->axis[a] = name_axis(b, loading + a * d, pool);
        if (!out->axis[a]) return icp_i_fail_memory(err, "drawing the map");
        for (size_t i = 0; i < b->rows; i++)
            for (size_t j = 0; j < d; j++) xy[2 * i + a] += (b->x[i * d + j] - mean[j]) * loading[a * d + j];
    }
    return ICP_OK;
}

/* The ellipse of the covariance of `count` points, scaled until half of them lie inside. Squared distances go to `distance`. */
static icp_map_ellipse half_ellipse(const double *xy, const size_t *row, size_t count, double *distance)
{
    double n = (double)count, x = 0, y = 0, xx = 0, yy = 0, cross = 0;
    for (size_t i = 0; i < count; i++) {
        x += xy[2 * row[i]] / n;
        y += xy[2 * row[i] + 1] / n;
    }
    for (size_t i = 0; i < count; i++) {
        double dx = xy[2 * row[i]] - x, dy = xy[2 * row[i] + 1] - y;
        xx += dx * dx / n;
        yy += dy * dy / n;
        cross += dx * dy / n;
    }
    double middle = (xx + yy) / 2, apart = hypot((xx - yy) / 2, cross);
    double along = middle + apart, across = middle - apart, angle = 0.5 * atan2(2 * cross, xx - yy), c = cos(angle), s = sin(angle);
    if (across < 1e-12 * along) across = 0;
    for (size_t i = 0; i < count; i++) {
        double dx = xy[2 * row[i]] - x, dy = xy[2 * row[i] + 1] - y, u = c * dx + s * dy, v = c * dy - s * dx;
        distance[i] = (along > 0 ? u * u / along : 0) + (across > 0 ? v * v / across : 0);
    }
    double half = icp_i_median(distance, count);
    return (icp_map_ellipse){0, x, y, sqrt(half * along), sqrt(half * across), angle};
}

static icp_status draw_segment(const double *xy, const icp_i_behaviour *b, const icp_i_partition *partition, size_t segment, uint64_t seed,
                               icp_i_pool *pool, icp_i_map *out, icp_error *err)
{
    size_t size = partition->size[segment], count = 0;
    size_t *row = ICP_I_NEW(pool, size_t, size);
    double *distance = ICP_I_NEW(pool, double, size);
    if (!row || !distance) return icp_i_fail_memory(err, "drawing the map");
    for (size_t i = 0; i < b->rows; i++)
        if ((size_t)partition->label[i] == segment) row[count++] = i;
    icp_i_sample shown;
    ICP_I_TRY(icp_i_sample_take(xy, b->weight, 2, row, size, POINTS_A_SEGMENT, seed, "map", segment, pool, &shown, err));
    for (size_t i = 0; i < shown.rows; i++) out->point[out->points++] = (icp_map_point){shown.x[2 * i], shown.x[2 * i + 1], segment};
    out->ellipse[segment] = half_ellipse(xy, row, size, distance);
    out->ellipse[segment].segment = segment;
    icp_i_release(pool, row);
    icp_i_release(pool, distance);
    return ICP_OK;
}

icp_status icp_i_map_draw(const icp_i_behaviour *behaviour, const icp_i_partition *partition, uint64_t seed, icp_i_pool *pool, icp_i_map *out,
                          icp_error *err)
{
    icp_i_map made = {.axis = {NULL, NULL}};
    double *xy = ICP_I_NEW(pool, double, 2 * behaviour->rows);
    made.point = ICP_I_NEW(pool, icp_map_point, POINTS_A_SEGMENT * partition->k);
    made.ellipse = ICP_I_NEW(pool, icp_map_ellipse, partition->k);
    if (!xy || !made.point || !made.ellipse) return icp_i_fail_memory(err, "drawing the map");
    if (behaviour->cols > 0) {
        ICP_I_TRY(project(behaviour, pool, xy, &made, err));
        for (size_t s = 0; s < partition->k; s++) ICP_I_TRY(draw_segment(xy, behaviour, partition, s, seed, pool, &made, err));
        made.ellipses = partition->k;
    }
    icp_i_release(pool, xy);
    *out = made;
    return ICP_OK;
}
