/* kmeans.c - the public k-means: checks what comes in, publishes what comes out. Must not know: how the best clustering is found. */
#include "math/kmeans.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/checks.h"
#include "math/equal_rows.h"

#include <math.h>
#include <string.h>

icp_kmeans_settings icp_kmeans_settings_default(void)
{
    icp_kmeans_settings settings = {.struct_size = sizeof settings,
                                    .k = 8,
                                    .restarts = 50,
                                    .max_iterations = 300,
                                    .exchange = 1,
                                    .seed = 42,
                                    .kernel = ICP_KERNEL_AUTO};
    return settings;
}

/* The caller's settings over the defaults, so that a caller built against a shorter struct is understood. */
static icp_status read_settings(const icp_kmeans_settings *given, icp_view start, icp_kmeans_settings *used, icp_error *err)
{
    *used = icp_kmeans_settings_default();
    if (given) {
        if (given->struct_size < 2 * sizeof(size_t) || given->struct_size > sizeof *used)
            return icp_i_fail(err, ICP_E_ARGUMENT, "settings.struct_size is %zu; begin with icp_kmeans_settings_default()", given->struct_size);
        memcpy(used, given, given->struct_size);
    }
    if (!given && start.data) used->k = start.rows;
    if (start.data) used->restarts = 1;
    if (used->k < 1 || used->k > INT32_MAX) return icp_i_fail(err, ICP_E_ARGUMENT, "settings.k is %zu; at least 1 cluster is needed", used->k);
    if (used->restarts < 1) return icp_i_fail(err, ICP_E_ARGUMENT, "settings.restarts is 0; at least 1 start is needed");
    if (used->max_iterations < 1) return icp_i_fail(err, ICP_E_ARGUMENT, "settings.max_iterations is 0; at least 1 is needed");
    if (used->threads < 0) return icp_i_fail(err, ICP_E_ARGUMENT, "settings.threads is %d; 0 means all", used->threads);
    if (used->kernel != ICP_KERNEL_AUTO && used->kernel != ICP_KERNEL_BLAS && used->kernel != ICP_KERNEL_NATIVE)
        return icp_i_fail(err, ICP_E_ARGUMENT, "settings.kernel is %d, which is no kernel", (int)used->kernel);
    return ICP_OK;
}

static icp_status check_start(icp_view start, size_t k, size_t d, icp_error *err)
{
    if (!start.data) return ICP_OK;
    ICP_I_TRY(icp_i_view_check(start, "start", err));
    if (start.rows == k && start.cols == d) return ICP_OK;
    return icp_i_fail(err, ICP_E_SHAPE, "start is %zu x %zu; %zu centres of %zu columns are needed", start.rows, start.cols, k, d);
}

static icp_status check_distinct(const icp_i_points *points, size_t rows, size_t k, icp_i_pool *pool, icp_error *err)
{
    size_t distinct;
    if (!icp_i_points_distinct(points, k, pool, &distinct)) return icp_i_fail_memory(err, "counting distinct rows");
    if (distinct >= k) return ICP_OK;
    icp_status status =
        icp_i_fail(err, ICP_E_TOO_FEW, "k is %zu, but only %zu of %zu rows are distinct and have a positive weight", k, distinct, rows);
    icp_i_fail_help(err, "ask for at most %zu clusters", distinct);
    return status;
}

static void publish_labels(const icp_i_start *best, const uint32_t *which, icp_kmeans *made)
{
    for (size_t i = 0; i < made->rows; i++) {
        made->labels[i] = best->labels[which ? which[i] : i];
        made->sizes[made->labels[i]]++;
    }
}

/* which: the distinct row that each of the `rows` is; NULL: itself. The best start in the caller's scale, in a pool of its own. */
static icp_status publish(const icp_i_contest_end *end, size_t rows, const uint32_t *which, const icp_kmeans_settings *settings, icp_kmeans *out,
                          icp_error *err)
{
    const icp_i_start *best = end->best;
    const icp_i_points *points = best->points;
    icp_kmeans made = {.k = settings->k, .rows = rows, .cols = points->d};
    icp_i_pool *pool = icp_i_pool_new(settings->hooks);
    if (!pool) return icp_i_fail_memory(err, "keeping clusters");
    made.centers = ICP_I_NEW(pool, double, made.k * made.cols);
    made.labels = ICP_I_NEW(pool, int32_t, made.rows);
    made.weights = ICP_I_NEW(pool, double, made.k);
    made.sizes = ICP_I_NEW(pool, size_t, made.k);
    if (!made.centers || !made.labels || !made.weights || !made.sizes) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "keeping clusters");
    }
    icp_i_points_leave(points, best->centers.rows, made.k, made.centers);
    publish_labels(best, which, &made);
    for (size_t c = 0; c < made.k; c++) made.weights[c] = ldexp(best->masses[c], points->weight_exponent);
    made.inertia = ldexp(best->inertia, 2 * points->exponent + points->weight_exponent);
    made.iterations = best->iterations;
    made.stop = best->stop;
    made.restarts = settings->restarts;
    made.best_hits = end->best_hits;
    made.owner = pool;
    *out = made;
    return ICP_OK;
}

static icp_status fit(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings, icp_i_pool *pool, icp_kmeans *out,
                      icp_error *err)
{
    icp_i_points all, points;
    uint32_t *which;
    icp_i_cancel cancel = {.hooks = settings->hooks};
    icp_i_contest_end end = {0};
    double *given = NULL;
    if (!icp_i_points_make(x, weights, start, settings->threads, pool, &all)) return icp_i_fail_memory(err, "copying rows for k-means");
    if (all.refused) return icp_i_view_check(x, "x", err);
    if (!icp_i_equal_rows(&all, pool, &points, &which)) return icp_i_fail_memory(err, "looking for equal rows");
    ICP_I_TRY(check_distinct(&points, all.n, settings->k, pool, err));
    if (start.data) {
        given = ICP_I_NEW(pool, double, settings->k * points.d);
        if (!given) return icp_i_fail_memory(err, "copying starting centres");
        icp_i_points_enter(&points, start, given);
    }
    if (!icp_i_contest(&points, given, settings, &cancel, pool, &end) || end.no_stream) return icp_i_fail_memory(err, "running k-means");
    if (!end.best) return icp_i_fail(err, ICP_E_CANCELLED, "k-means was cancelled");
    if (end.best->indistinct)
        return icp_i_fail(err, ICP_E_TOO_FEW, "k is %zu, but fewer rows than that are far enough apart for their squared distance to be a number",
                          settings->k);
    return publish(&end, all.n, which, settings, out, err);
}

icp_status icp_kmeans_fit(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings, icp_kmeans *out, icp_error *err)
{
    icp_kmeans_settings used;
    if (!out) return icp_i_fail(err, ICP_E_ARGUMENT, "out is NULL");
    ICP_I_TRY(read_settings(settings, start, &used, err));
    ICP_I_TRY(icp_i_rows_check(x, "x", err));
    ICP_I_TRY(icp_i_weights_check(weights, x.rows, err));
    ICP_I_TRY(check_start(start, used.k, x.cols, err));
    icp_i_pool *pool = icp_i_pool_new(used.hooks);
    if (!pool) return icp_i_fail_memory(err, "starting k-means");
    icp_status status = fit(x, weights, start, &used, pool, out, err);
    icp_i_pool_free(pool);
    return status;
}

typedef struct assignment {
    icp_view x;
    icp_i_centers centers;
    int32_t *labels;
    double *distances; /* or NULL */
    double *scratch;   /* per worker: the kernel's, a chunk of rows, their distances */
    size_t chunk, kernel_scratch, size;
} assignment;

static void assign_chunk(void *context, size_t task, int worker)
{
    const assignment *a = context;
    size_t d = a->x.cols, begin = task * a->chunk, count = a->x.rows - begin < a->chunk ? a->x.rows - begin : a->chunk;
    double *scratch = a->scratch + (size_t)worker * a->size, *rows = scratch + a->kernel_scratch, *d2 = rows + a->chunk * d;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < d; j++) rows[i * d + j] = icp_i_view_at(a->x, begin + i, j);
    memset(a->labels + begin, 0xFF, count * sizeof *a->labels); /* -1: the caller's memory holds nothing yet */
    (void)icp_i_nearest(&a->centers, ICP_KERNEL_AUTO, rows, count, scratch, a->labels + begin, a->distances ? a->distances + begin : d2);
}

static bool assign_room(assignment *a, icp_view centers, icp_i_pool *pool)
{
    size_t total;
    if (!icp_i_centers_new(centers.rows, centers.cols, pool, &a->centers)) return false;
    a->chunk = a->x.rows < ICP_I_BLOCK ? a->x.rows : ICP_I_BLOCK;
    a->kernel_scratch = icp_i_nearest_scratch(&a->centers);
    a->size = a->kernel_scratch + a->chunk * (a->x.cols + 1);
    a->scratch = icp_i_multiply(a->size, (size_t)icp_i_threads(0), &total) ? ICP_I_NEW(pool, double, total) : NULL;
    return a->scratch != NULL;
}

icp_status icp_kmeans_assign(icp_view x, icp_view centers, int32_t *labels, double *distances, icp_error *err)
{
    if (!labels) return icp_i_fail(err, ICP_E_ARGUMENT, "labels is NULL");
    ICP_I_TRY(icp_i_view_check(x, "x", err));
    ICP_I_TRY(icp_i_view_check(centers, "centers", err));
    if (x.cols != centers.cols) return icp_i_fail(err, ICP_E_SHAPE, "x has %zu columns and centers %zu", x.cols, centers.cols);
    if (centers.rows > INT32_MAX) return icp_i_fail(err, ICP_E_SHAPE, "%zu centres are more than labels can name", centers.rows);
    assignment a = {.x = x, .labels = labels, .distances = distances};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    bool room = pool && assign_room(&a, centers, pool);
    if (room) {
        for (size_t c = 0; c < centers.rows; c++)
            for (size_t j = 0; j < centers.cols; j++) a.centers.rows[c * centers.cols + j] = icp_i_view_at(centers, c, j);
        icp_i_centers_ready(&a.centers);
        icp_i_parallel((x.rows + a.chunk - 1) / a.chunk, 0, assign_chunk, &a);
    }
    icp_i_pool_free(pool);
    return room ? ICP_OK : icp_i_fail_memory(err, "assigning rows to centres");
}

void icp_kmeans_free(icp_kmeans *kmeans)
{
    if (!kmeans) return;
    icp_i_pool_free(kmeans->owner);
    memset(kmeans, 0, sizeof *kmeans);
}
