/* silhouette.c - how much nearer each row is to its own cluster than to the next (Rousseeuw 1987). Exact. Must not know: how labels were made. */
#include "base/fail.h"
#include "base/parallel.h"
#include "icpcluster/quality.h"
#include "math/centers.h"
#include "math/points.h"
#include "math/checks.h"

#include <math.h>
#include <string.h>

#define ROWS ((size_t)64) /* rows a task measures against all others; no sum crosses tasks */

typedef struct silhouette {
    const icp_i_points *points;
    const int32_t *labels;
    size_t k;
    size_t *counts;       /* k */
    size_t *begins;       /* k: place of each cluster's first row in `all` */
    icp_i_centers all;    /* every row, clusters one after the other, in the layout of the distance kernel */
    double *scratch;      /* per worker: distances to all rows */
    size_t scratch_size;
    double *values;       /* n */
} silhouette;

static double sum_of_roots(const double *d2, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += sqrt(d2[i]);
    return sum;
}

static double value_of(const silhouette *s, size_t row, double *d2)
{
    size_t own = (size_t)s->labels[row];
    if (s->counts[own] < 2) return 0;
    icp_i_distances(&s->all, s->points->x + row * s->points->d, d2);
    double inside = sum_of_roots(d2 + s->begins[own], s->counts[own]) / (double)(s->counts[own] - 1);
    double outside = INFINITY;
    for (size_t c = 0; c < s->k; c++)
        if (c != own && s->counts[c]) outside = fmin(outside, sum_of_roots(d2 + s->begins[c], s->counts[c]) / (double)s->counts[c]);
    double larger = fmax(inside, outside);
    return larger > 0 ? (outside - inside) / larger : 0;
}

static void measure_rows(void *context, size_t task, int worker)
{
    const silhouette *s = context;
    size_t end = (task + 1) * ROWS < s->points->n ? (task + 1) * ROWS : s->points->n;
    for (size_t i = task * ROWS; i < end; i++) s->values[i] = value_of(s, i, s->scratch + (size_t)worker * s->scratch_size);
}

/* Rows of each cluster side by side, in row order. */
static void group_rows(silhouette *s)
{
    size_t d = s->points->d;
    for (size_t i = 0; i < s->points->n; i++) s->counts[s->labels[i]]++;
    for (size_t c = 1; c < s->k; c++) s->begins[c] = s->begins[c - 1] + s->counts[c - 1];
    for (size_t i = 0; i < s->points->n; i++) memcpy(s->all.rows + s->begins[s->labels[i]]++ * d, s->points->x + i * d, d * sizeof(double));
    for (size_t c = 0; c < s->k; c++) s->begins[c] -= s->counts[c];
    icp_i_centers_ready(&s->all);
}

static bool make_room(silhouette *s, int threads, icp_i_pool *pool)
{
    size_t total, n = s->points->n;
    s->counts = ICP_I_NEW(pool, size_t, s->k);
    s->begins = ICP_I_NEW(pool, size_t, s->k);
    s->values = ICP_I_NEW(pool, double, n);
    s->scratch_size = (n + ICP_I_LANES - 1) / ICP_I_LANES * ICP_I_LANES;
    s->scratch = icp_i_multiply(s->scratch_size, (size_t)icp_i_threads(threads), &total) ? ICP_I_NEW(pool, double, total) : NULL;
    return s->counts && s->begins && s->values && s->scratch && icp_i_centers_new(n, s->points->d, pool, &s->all);
}

static double mean_of(const double *values, size_t n)
{
    double total = 0;
    for (size_t b = 0; b < icp_i_blocks(n); b++) {
        double sum = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, n); i++) sum += values[i];
        total += sum;
    }
    return total / (double)n;
}

static icp_status measure(icp_view x, const int32_t *labels, size_t k, int threads, icp_i_pool *pool, double *mean, double *each, icp_error *err)
{
    icp_i_points points;
    silhouette s = {.points = &points, .labels = labels, .k = k};
    if (!icp_i_points_make(x, NULL, (icp_view){0}, pool, &points) || !make_room(&s, threads, pool))
        return icp_i_fail_memory(err, "measuring silhouettes");
    group_rows(&s);
    size_t used = 0;
    for (size_t c = 0; c < k; c++) used += s.counts[c] ? 1 : 0;
    if (used < 2) return icp_i_fail(err, ICP_E_TOO_FEW, "labels: %zu of %zu clusters hold rows; a silhouette needs at least 2", used, k);
    icp_i_parallel((points.n + ROWS - 1) / ROWS, threads, measure_rows, &s);
    *mean = mean_of(s.values, points.n);
    if (each) memcpy(each, s.values, points.n * sizeof *each);
    return ICP_OK;
}

icp_status icp_silhouette(icp_view x, const int32_t *labels, size_t k, int threads, double *mean, double *each, icp_error *err)
{
    if (!mean) return icp_i_fail(err, ICP_E_ARGUMENT, "mean is NULL");
    ICP_I_TRY(icp_i_view_check(x, "x", err));
    ICP_I_TRY(icp_i_labels_check(labels, x.rows, k, err));
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return icp_i_fail_memory(err, "measuring silhouettes");
    icp_status status = measure(x, labels, k, threads, pool, mean, each, err);
    icp_i_pool_free(pool);
    return status;
}
