/* null_reference.c - see null_reference.h. Owns: the two references and their draws. Must not know: what is concluded from them.
 * A draw runs on one thread from its own stream, so that draws can be dealt to any number of threads. */
#include "math/null_reference.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "base/pool.h"
#include "base/rng.h"
#include "math/linalg.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define NOTHING 1e-12 /* share of the total sum of squares below which a sum of squares is rounding */

/* What the draws of a reference share. */
typedef struct reference {
    const icp_i_null_ground *ground;
    icp_i_null_kind kind;
    double *mean;     /* cols; of the Gaussian */
    double *factor;   /* cols x cols: z factor' has the correlation or covariance wanted */
    double *sorted;   /* cols x rows: the values of each column, ascending; of the copula */
    double *out;      /* draws x numbers of clusters */
    icp_hooks memory;
    icp_error *errors;
} reference;

/* ---- log W_k ---- */

static icp_status cut(const icp_i_null_ground *g, const double *x, size_t k, uint64_t draw, double *inertia, icp_error *err)
{
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    icp_kmeans found;
    settings.k = k;
    settings.restarts = g->restarts;
    settings.exchange = 0;
    settings.threads = 1;
    settings.seed = icp_i_rng_key(g->seed, "null starts", draw);
    settings.hooks = g->hooks;
    ICP_I_TRY(icp_kmeans_fit(icp_view_rows(x, g->rows, g->cols), g->weight, (icp_view){0}, &settings, &found, err));
    *inertia = found.inertia;
    icp_kmeans_free(&found);
    return ICP_OK;
}

/* A draw may hold fewer different points than k: it is then cut as well as can be. */
static icp_status cut_all(const icp_i_null_ground *g, const double *x, uint64_t draw, double *out, icp_error *err)
{
    double total = 0;
    ICP_I_TRY(cut(g, x, 1, draw, &total, err));
    for (size_t k = g->low; k <= g->high; k++) {
        double inertia = total;
        icp_error detail = {0};
        icp_status status = k > 1 ? cut(g, x, k, draw, &inertia, &detail) : ICP_OK;
        if (status != ICP_OK && detail.code != ICP_E_TOO_FEW) {
            if (err) *err = detail;
            return status;
        }
        if (status != ICP_OK) inertia = 0;
        out[k - g->low] = log(fmax(inertia, NOTHING * total));
    }
    return ICP_OK;
}

icp_status icp_i_null_observe(const icp_i_null_ground *ground, double *out, icp_error *err)
{
    return cut_all(ground, ground->x, 0, out, err);
}

/* ---- what a reference keeps of the data ---- */

/* Weighted mean and covariance of rows x cols points. */
static void moments(const double *x, const double *weight, size_t rows, size_t cols, double *mean, double *covariance)
{
    double mass = 0;
    for (size_t i = 0; i < rows; i++) mass += weight ? weight[i] : 1;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++) mean[j] += (weight ? weight[i] : 1) / mass * x[i * cols + j];
    for (size_t i = 0; i < rows; i++)
        for (size_t a = 0; a < cols; a++)
            for (size_t b = 0; b <= a; b++)
                covariance[a * cols + b] += (weight ? weight[i] : 1) / mass * (x[i * cols + a] - mean[a]) * (x[i * cols + b] - mean[b]);
    for (size_t a = 0; a < cols; a++)
        for (size_t b = 0; b < a; b++) covariance[b * cols + a] = covariance[a * cols + b];
}

/* The principal axes of a covariance, each as long as its standard deviation, as columns: also where the covariance is singular. */
static icp_status take_root(double *covariance, size_t cols, icp_i_pool *pool, double *factor, icp_error *err)
{
    double *values = ICP_I_NEW(pool, double, cols), *axes = ICP_I_NEW(pool, double, cols * cols), *work = ICP_I_NEW(pool, double, cols * cols + 8 * cols);
    if (!values || !axes || !work) return icp_i_fail_memory(err, "making a reference without clusters");
    if (!icp_i_eigen(covariance, cols, values, axes, work))
        return icp_i_fail(err, ICP_E_NUMERIC, "the principal axes of %zu columns could not be computed", cols);
    for (size_t a = 0; a < cols; a++)
        for (size_t j = 0; j < cols; j++) factor[j * cols + a] = axes[a * cols + j] * sqrt(fmax(values[a], 0));
    return ICP_OK;
}

/* Column j sorted, and the normal scores of its mid-ranks into column j of `scores`. */
static void score_column(const icp_i_null_ground *g, size_t j, double *sorted, size_t *order, double *scores)
{
    for (size_t i = 0; i < g->rows; i++) sorted[i] = g->x[i * g->cols + j];
    icp_i_sort_order(sorted, g->rows, order);
    for (size_t begin = 0, end; begin < g->rows; begin = end) {
        for (end = begin + 1; end < g->rows && sorted[order[end]] <= sorted[order[begin]]; end++) continue;
        double score = icp_i_normal_quantile((double)(begin + end) / 2 / (double)g->rows);
        for (size_t i = begin; i < end; i++) scores[order[i] * g->cols + j] = score;
    }
    icp_i_sort(sorted, g->rows);
}

/* What the draws keep: mean and covariance; or the margins, and the correlations of the normal scores (a draw's ranks do not see their scale). */
static icp_status prepare(reference *r, icp_i_pool *pool, icp_error *err)
{
    const icp_i_null_ground *g = r->ground;
    bool copula = r->kind == ICP_I_NULL_COPULA;
    double *covariance = ICP_I_NEW(pool, double, g->cols * g->cols), *scores = copula ? ICP_I_NEW(pool, double, g->rows * g->cols) : NULL;
    size_t *order = ICP_I_NEW(pool, size_t, g->rows);
    r->mean = ICP_I_NEW(pool, double, g->cols);
    r->factor = ICP_I_NEW(pool, double, g->cols * g->cols);
    r->sorted = copula ? ICP_I_NEW(pool, double, g->rows * g->cols) : NULL;
    if (!covariance || !order || !r->mean || !r->factor || (copula && (!scores || !r->sorted)))
        return icp_i_fail_memory(err, "making a reference without clusters");
    for (size_t j = 0; copula && j < g->cols; j++) score_column(g, j, r->sorted + j * g->rows, order, scores);
    moments(copula ? scores : g->x, g->weight, g->rows, g->cols, r->mean, covariance);
    return take_root(covariance, g->cols, pool, r->factor, err);
}

/* ---- draws ---- */

static void draw_gaussian(const reference *r, icp_i_rng *rng, double *z, double *x)
{
    size_t d = r->ground->cols;
    for (size_t i = 0; i < r->ground->rows; i++) {
        for (size_t a = 0; a < d; a++) z[a] = icp_i_rng_normal(rng);
        for (size_t j = 0; j < d; j++) {
            double sum = r->kind == ICP_I_NULL_GAUSSIAN ? r->mean[j] : 0;
            for (size_t a = 0; a < d; a++) sum += r->factor[j * d + a] * z[a];
            x[i * d + j] = sum;
        }
    }
}

/* Puts the values of each column into the order of the Gaussian draw. */
static void give_margins(const reference *r, double *column, size_t *order, double *x)
{
    size_t n = r->ground->rows, d = r->ground->cols;
    for (size_t j = 0; j < d; j++) {
        for (size_t i = 0; i < n; i++) column[i] = x[i * d + j];
        icp_i_sort_order(column, n, order);
        for (size_t i = 0; i < n; i++) x[order[i] * d + j] = r->sorted[j * n + i];
    }
}

static icp_status draw_points(const reference *r, uint64_t draw, icp_i_pool *pool, double *x, icp_error *err)
{
    static const char *const purpose[ICP_I_NULL_KINDS] = {"gaussian reference", "copula reference"};
    double *z = ICP_I_NEW(pool, double, r->ground->cols), *column = ICP_I_NEW(pool, double, r->ground->rows);
    size_t *order = ICP_I_NEW(pool, size_t, r->ground->rows);
    icp_i_rng *rng = icp_i_rng_new(r->ground->seed, purpose[r->kind], draw);
    bool ready = z && column && order && rng;
    if (ready) draw_gaussian(r, rng, z, x);
    if (ready && r->kind == ICP_I_NULL_COPULA) give_margins(r, column, order, x);
    icp_i_rng_free(rng);
    return ready ? ICP_OK : icp_i_fail_memory(err, "drawing points without clusters");
}

static icp_status draw_once(const reference *r, uint64_t draw, icp_i_pool *pool, icp_error *err)
{
    const icp_i_null_ground *g = r->ground;
    icp_i_null_ground own = *g;
    double *x = ICP_I_NEW(pool, double, g->rows * g->cols);
    if (!x) return icp_i_fail_memory(err, "drawing points without clusters");
    own.hooks = &r->memory;
    ICP_I_TRY(draw_points(r, draw, pool, x, err));
    return cut_all(&own, x, draw + 1, r->out + draw * (g->high - g->low + 1), err);
}

static void draw_task(void *context, size_t task, int worker)
{
    (void)worker;
    const reference *r = context;
    icp_error *err = &r->errors[task];
    icp_i_pool *pool = icp_i_pool_new(&r->memory);
    err->status = pool ? draw_once(r, task, pool, err) : icp_i_fail_memory(err, "drawing points without clusters");
    icp_i_pool_free(pool);
}

static icp_status draw_all(reference *r, size_t draws, icp_i_pool *pool, icp_error *err)
{
    const icp_hooks *hooks = r->ground->hooks;
    r->errors = ICP_I_NEW(pool, icp_error, draws);
    if (!r->errors) return icp_i_fail_memory(err, "drawing points without clusters");
    if (hooks && hooks->cancelled && hooks->cancelled(hooks->context))
        return icp_i_fail(err, ICP_E_CANCELLED, "stopped while drawing points without clusters");
    /* a caller's allocator may be called on the caller's thread only */
    icp_i_parallel(draws, hooks && hooks->allocate ? 1 : r->ground->threads, draw_task, r);
    for (size_t t = 0; t < draws; t++) {
        if (r->errors[t].status == ICP_OK) continue;
        if (err) *err = r->errors[t];
        return r->errors[t].status;
    }
    return ICP_OK;
}

/* Runs `draws` draws, or writes the points of draw number `only` into x. */
static icp_status run(const icp_i_null_ground *ground, icp_i_null_kind kind, size_t draws, double *out, uint64_t only, double *x, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(ground->hooks);
    if (!pool) return icp_i_fail_memory(err, "making a reference without clusters");
    reference r = {.ground = ground, .kind = kind, .out = out};
    if (ground->hooks) r.memory = (icp_hooks){.context = ground->hooks->context, .allocate = ground->hooks->allocate, .release = ground->hooks->release};
    icp_status status = prepare(&r, pool, err);
    if (status == ICP_OK) status = x ? draw_points(&r, only, pool, x, err) : draw_all(&r, draws, pool, err);
    icp_i_pool_free(pool);
    return status;
}

icp_status icp_i_null_draw(const icp_i_null_ground *ground, icp_i_null_kind kind, size_t draws, double *out, icp_error *err)
{
    return run(ground, kind, draws, out, 0, NULL, err);
}

icp_status icp_i_null_sample(const icp_i_null_ground *ground, icp_i_null_kind kind, uint64_t draw, double *x, icp_error *err)
{
    return run(ground, kind, 0, NULL, draw, x, err);
}
