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
    size_t columns;   /* that are drawn */
    double *mean;     /* columns; of the Gaussian */
    double *factor;   /* columns x columns: z factor' has the correlation or covariance wanted */
    size_t *order;    /* columns x rows: rows by ascending value of each column; of the copula */
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
    double *values = ICP_I_NEW(pool, double, cols), *axes = ICP_I_NEW(pool, double, cols * cols);
    double *work = ICP_I_NEW(pool, double, cols * cols + 8 * cols);
    if (!values || !axes || !work) return icp_i_fail_memory(err, "making a reference without clusters");
    if (!icp_i_eigen(covariance, cols, values, axes, work))
        return icp_i_fail(err, ICP_E_NUMERIC, "the principal axes of %zu columns could not be computed", cols);
    for (size_t a = 0; a < cols; a++)
        for (size_t j = 0; j < cols; j++) factor[j * cols + a] = axes[a * cols + j] * sqrt(fmax(values[a], 0));
    return ICP_OK;
}

/* Value of column j that the copula ranks. */
static double value_at(const icp_i_null_ground *g, size_t row, size_t j)
{
    return g->margins ? g->margins->value[row * g->margins->columns + j] : g->x[row * g->cols + j];
}

/* Rows by ascending value of column j, and the normal scores of their mid-ranks into column j of `scores`. */
static void score_column(const reference *r, size_t j, double *column, double *scores)
{
    size_t n = r->ground->rows, *order = r->order + j * n;
    for (size_t i = 0; i < n; i++) column[i] = value_at(r->ground, i, j);
    icp_i_sort_order(column, n, order);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && column[order[end]] <= column[order[begin]]; end++) continue;
        double score = icp_i_normal_quantile((double)(begin + end) / 2 / (double)n);
        for (size_t i = begin; i < end; i++) scores[order[i] * r->columns + j] = score;
    }
}

/* What the draws keep: mean and covariance; or the margins, and the correlations of the normal scores (a draw's ranks do not see their scale). */
static icp_status prepare(reference *r, icp_i_pool *pool, icp_error *err)
{
    const icp_i_null_ground *g = r->ground;
    bool copula = r->kind == ICP_I_NULL_COPULA;
    size_t d = r->columns = copula && g->margins ? g->margins->columns : g->cols;
    double *covariance = ICP_I_NEW(pool, double, d * d), *scores = copula ? ICP_I_NEW(pool, double, g->rows * d) : NULL;
    double *column = ICP_I_NEW(pool, double, g->rows);
    r->mean = ICP_I_NEW(pool, double, d);
    r->factor = ICP_I_NEW(pool, double, d * d);
    r->order = copula ? ICP_I_NEW(pool, size_t, g->rows * d) : NULL;
    if (!covariance || !column || !r->mean || !r->factor || (copula && (!scores || !r->order)))
        return icp_i_fail_memory(err, "making a reference without clusters");
    for (size_t j = 0; copula && j < d; j++) score_column(r, j, column, scores);
    moments(copula ? scores : g->x, g->weight, g->rows, d, r->mean, covariance);
    return take_root(covariance, d, pool, r->factor, err);
}

/* ---- draws ---- */

/* rows x columns. */
static void draw_gaussian(const reference *r, icp_i_rng *rng, double *z, double *drawn)
{
    size_t d = r->columns;
    for (size_t i = 0; i < r->ground->rows; i++) {
        for (size_t a = 0; a < d; a++) z[a] = icp_i_rng_normal(rng);
        for (size_t j = 0; j < d; j++) {
            double sum = r->kind == ICP_I_NULL_GAUSSIAN ? r->mean[j] : 0;
            for (size_t a = 0; a < d; a++) sum += r->factor[j * d + a] * z[a];
            drawn[i * d + j] = sum;
        }
    }
}

/* Points whose column j takes, in the order of column j of the Gaussian draw, the values of the data. */
static void give_margins(const reference *r, const double *drawn, double *column, size_t *order, double *x)
{
    const icp_i_null_margins *m = r->ground->margins;
    size_t n = r->ground->rows, cols = r->ground->cols, d = r->columns;
    for (size_t j = 0; j < d; j++) {
        const size_t *from = r->order + j * n;
        for (size_t i = 0; i < n; i++) column[i] = drawn[i * d + j];
        icp_i_sort_order(column, n, order);
        for (size_t i = 0; i < n && !m; i++) x[order[i] * cols + j] = r->ground->x[from[i] * cols + j];
        for (size_t i = 0; i < n && m; i++)
            for (size_t f = m->first[j]; f < m->first[j + 1]; f++)
                for (size_t c = 0; c < cols; c++) x[order[i] * cols + c] += m->loading[c * m->first[d] + f] * m->feature[from[i] * m->first[d] + f];
    }
}

/* x: rows x cols, zeroed. */
static icp_status draw_points(const reference *r, uint64_t draw, icp_i_pool *pool, double *x, icp_error *err)
{
    static const char *const purpose[ICP_I_NULL_KINDS] = {"gaussian reference", "copula reference"};
    bool copula = r->kind == ICP_I_NULL_COPULA;
    double *z = ICP_I_NEW(pool, double, r->columns), *column = ICP_I_NEW(pool, double, r->ground->rows);
    double *drawn = copula ? ICP_I_NEW(pool, double, r->ground->rows * r->columns) : x;
    size_t *order = ICP_I_NEW(pool, size_t, r->ground->rows);
    icp_i_rng *rng = icp_i_rng_new(r->ground->seed, purpose[r->kind], draw);
    bool ready = z && column && drawn && order && rng;
    if (ready) draw_gaussian(r, rng, z, drawn);
    if (ready && copula) give_margins(r, drawn, column, order, x);
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
    const icp_hooks *hooks = ground->hooks;
    if (hooks) r.memory = (icp_hooks){.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release};
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
