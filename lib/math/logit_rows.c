/* logit_rows.c - see logit_rows.h. All sums run over fixed blocks of rows combined in block order. */
#include "math/logit_rows.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define LARGEST 1e150
#define SAME 1e-13        /* a column whose range is within this share of its size varies by rounding only */
#define UNEXPLAINED 1e-11 /* a column of which less than this share of variance is its own is a combination of earlier ones */

/* What one pass over one column of one block finds. */
typedef struct column_sums {
    double low, high, sum;
} column_sums;

typedef struct reading {
    icp_view x;
    const double *weights;
    size_t p;
    column_sums *sums;  /* blocks x p */
    double *squares;    /* blocks x p: sum of w ((x - centre) / unit)^2 */
    size_t *bad;        /* blocks: first element that cannot be used, row * p + column, or SIZE_MAX */
    double *centre, *unit;
    double *z;          /* the matrix being built: m columns of x, `source` says which */
    size_t stride, m;
    size_t *source;
    double *z_centre, *z_scale;
    int intercept;
} reading;

static double weight_of(const double *weights, size_t i)
{
    return weights ? weights[i] : 1;
}

static void sum_block(void *context, size_t block, int worker)
{
    (void)worker;
    reading *r = context;
    column_sums *sums = r->sums + block * r->p;
    r->bad[block] = SIZE_MAX;
    for (size_t j = 0; j < r->p; j++) sums[j] = (column_sums){INFINITY, -INFINITY, 0};
    for (size_t i = icp_i_block_begin(block); i < icp_i_block_end(block, r->x.rows); i++) {
        double w = weight_of(r->weights, i);
        for (size_t j = 0; j < r->p; j++) {
            double value = r->x.data[i * r->x.row_stride + j * r->x.col_stride];
            if (!(fabs(value) <= LARGEST)) {
                r->bad[block] = i * r->p + j;
                return;
            }
            if (!(w > 0)) continue;
            if (value < sums[j].low) sums[j].low = value;
            if (value > sums[j].high) sums[j].high = value;
            sums[j].sum += w * value;
        }
    }
}

static void square_block(void *context, size_t block, int worker)
{
    (void)worker;
    reading *r = context;
    for (size_t i = icp_i_block_begin(block); i < icp_i_block_end(block, r->x.rows); i++) {
        double w = weight_of(r->weights, i);
        for (size_t j = 0; j < r->p; j++) {
            double from_centre = (r->x.data[i * r->x.row_stride + j * r->x.col_stride] - r->centre[j]) / r->unit[j];
            if (w > 0) r->squares[block * r->p + j] += w * from_centre * from_centre;
        }
    }
}

static void build_block(void *context, size_t block, int worker)
{
    (void)worker;
    reading *r = context;
    size_t first = r->intercept ? 1 : 0;
    for (size_t i = icp_i_block_begin(block); i < icp_i_block_end(block, r->x.rows); i++) {
        if (!(weight_of(r->weights, i) > 0)) continue; /* the pool gave zeros */
        double *z = r->z + i * r->stride;
        if (r->intercept) z[0] = 1;
        for (size_t j = first; j < r->m; j++)
            z[j] = (r->x.data[i * r->x.row_stride + (r->source[j] - first) * r->x.col_stride] - r->z_centre[j]) / r->z_scale[j];
    }
}

static icp_status refuse_value(const reading *r, size_t at, icp_error *err)
{
    size_t i = at / r->p, j = at % r->p;
    double value = r->x.data[i * r->x.row_stride + j * r->x.col_stride];
    if (isfinite(value)) {
        icp_status status = icp_i_fail(err, ICP_E_RANGE, "the value in row %zu, column %zu of the matrix is beyond 1e150 in size", i + 1, j + 1);
        icp_i_fail_help(err, "change the unit of the column or drop the row");
        return status;
    }
    icp_status status = icp_i_fail(err, ICP_E_NOT_FINITE, "the value in row %zu, column %zu of the matrix is %s", i + 1, j + 1,
                                   isnan(value) ? "not a number" : "infinite");
    icp_i_fail_help(err, "fill missing values, or leave such rows out, before the fit");
    return status;
}

/* Ranges, means and (from the mean, or from 0 without an intercept) the unit in which squares cannot overflow. */
static icp_status measure(reading *r, double weight, int threads, double *range, double *mean, icp_error *err)
{
    size_t blocks = icp_i_blocks(r->x.rows);
    icp_i_parallel(blocks, threads, sum_block, r);
    for (size_t b = 0; b < blocks; b++)
        if (r->bad[b] != SIZE_MAX) return refuse_value(r, r->bad[b], err);
    for (size_t j = 0; j < r->p; j++) {
        column_sums all = {INFINITY, -INFINITY, 0};
        for (size_t b = 0; b < blocks; b++) {
            const column_sums *one = r->sums + b * r->p + j;
            all = (column_sums){fmin(all.low, one->low), fmax(all.high, one->high), all.sum + one->sum};
        }
        double size = fmax(fabs(all.low), fabs(all.high));
        range[j] = all.high - all.low <= SAME * size ? 0 : all.high - all.low;
        mean[j] = range[j] > 0 ? all.sum / weight : all.low;
        r->unit[j] = size > 0 ? size : 1;
    }
    return ICP_OK;
}

/* out[j] = square root of the weighted mean square of column j around centre[j]. */
static void root_mean_squares(reading *r, double weight, int threads, double *centre, double *out)
{
    size_t blocks = icp_i_blocks(r->x.rows);
    r->centre = centre;
    memset(r->squares, 0, blocks * r->p * sizeof *r->squares);
    icp_i_parallel(blocks, threads, square_block, r);
    for (size_t j = 0; j < r->p; j++) {
        double sum = 0;
        for (size_t b = 0; b < blocks; b++) sum += r->squares[b * r->p + j];
        out[j] = r->unit[j] * sqrt(sum / weight);
    }
}

/* Closes the gaps that aliased columns leave in z, gram and the tables beside them. */
static void keep_only(icp_i_logit_rows *rows, size_t m, const unsigned char *drop)
{
    size_t kept = 0;
    for (size_t j = 0; j < m; j++) {
        if (drop[j]) {
            rows->aliased[rows->term[j]] = 1;
            continue;
        }
        rows->term[kept] = rows->term[j];
        rows->centre[kept] = rows->centre[j];
        rows->scale[kept] = rows->scale[j];
        rows->spread[kept++] = rows->spread[j];
    }
    rows->rank = kept;
    if (kept == m) return;
    size_t to = 0;
    for (size_t j = 0; j < m; j++) {
        if (drop[j]) continue;
        size_t at = 0;
        for (size_t l = 0; l < m; l++)
            if (!drop[l]) rows->gram[to * kept + at++] = rows->gram[j * m + l];
        to++;
    }
    for (size_t i = 0; i < rows->rows; i++) {
        double *z = rows->z + i * rows->stride;
        size_t at = 0;
        for (size_t j = 0; j < m; j++)
            if (!drop[j]) z[at++] = z[j];
    }
}

/* The terms worth looking at: the intercept, and every column that varies (without an intercept: that is not all zeros). */
static size_t candidates(const reading *r, const double *range, const double *mean, const double *deviation, const double *root,
                         icp_i_logit_rows *out)
{
    size_t m = 0, first = out->intercept ? 1 : 0;
    if (out->intercept) {
        out->term[m] = 0;
        out->scale[m++] = 1;
    }
    for (size_t j = 0; j < r->p; j++) {
        double scale = out->intercept ? deviation[j] : root[j];
        if (!(scale > 0) || (out->intercept && !(range[j] > 0))) {
            out->aliased[first + j] = 1;
            continue;
        }
        out->term[m] = first + j;
        out->centre[m] = out->intercept ? mean[j] : 0;
        out->scale[m] = scale;
        out->spread[m++] = range[j] > 0 ? deviation[j] / scale : 0;
    }
    return m;
}

/* Gram matrix of the candidates, and out of it the columns that earlier ones determine. */
static icp_status drop_aliased(icp_i_logit_rows *out, size_t m, icp_i_pool *pool, icp_error *err)
{
    size_t block = out->rows < ICP_I_BLOCK ? out->rows : ICP_I_BLOCK;
    double *work = ICP_I_NEW(pool, double, m * (block > m ? block : m));
    unsigned char *drop = ICP_I_NEW(pool, unsigned char, m);
    out->gram = ICP_I_NEW(pool, double, m * m);
    if (!work || !drop || !out->gram) return icp_i_fail_memory(err, "looking for aliased columns");
    icp_i_cross(out->z, out->stride, out->weights, out->rows, m, work, out->gram, m);
    memcpy(work, out->gram, m * m * sizeof *work);
    icp_i_aliased(work, m, UNEXPLAINED, drop);
    keep_only(out, m, drop);
    icp_i_release(pool, work);
    icp_i_release(pool, drop);
    return ICP_OK;
}

static icp_status build(reading *r, icp_i_logit_rows *out, int threads, icp_i_pool *pool, icp_error *err)
{
    size_t count, m = r->m;
    out->stride = (m + 7) / 8 * 8;
    if (!icp_i_multiply(r->x.rows, out->stride, &count) || !(out->z = ICP_I_NEW(pool, double, count)))
        return icp_i_fail_memory(err, "copying the columns of a logistic regression");
    r->z = out->z;
    r->stride = out->stride;
    r->source = out->term;
    r->z_centre = out->centre;
    r->z_scale = out->scale;
    icp_i_parallel(icp_i_blocks(r->x.rows), threads, build_block, r);
    return drop_aliased(out, m, pool, err);
}

icp_status icp_i_logit_rows_make(icp_view x, const double *weights, int intercept, int threads, icp_i_pool *pool, icp_i_logit_rows *out,
                                 icp_error *err)
{
    size_t p = x.cols, terms = p + (intercept ? 1 : 0), blocks = icp_i_blocks(x.rows), cells;
    if (!icp_i_multiply(blocks, p, &cells)) return icp_i_fail_memory(err, "measuring columns");
    icp_i_logit_rows made = {.rows = x.rows, .terms = terms, .intercept = intercept ? 1 : 0, .weights = weights};
    reading r = {.x = x, .weights = weights, .p = p, .intercept = made.intercept};
    r.sums = ICP_I_NEW(pool, column_sums, cells);
    r.squares = ICP_I_NEW(pool, double, cells);
    r.bad = ICP_I_NEW(pool, size_t, blocks);
    r.unit = ICP_I_NEW(pool, double, p);
    double *column = ICP_I_NEW(pool, double, 5 * p); /* range, mean, zero, deviation, root mean square of each */
    made.term = ICP_I_NEW(pool, size_t, terms);
    made.centre = ICP_I_NEW(pool, double, terms);
    made.scale = ICP_I_NEW(pool, double, terms);
    made.spread = ICP_I_NEW(pool, double, terms);
    made.aliased = ICP_I_NEW(pool, unsigned char, terms);
    if (!r.sums || !r.squares || !r.bad || !r.unit || !column || !made.term || !made.centre || !made.scale || !made.spread || !made.aliased)
        return icp_i_fail_memory(err, "measuring columns");
    for (size_t i = 0; i < x.rows; i++) made.weight += weight_of(weights, i);
    double *range = column, *mean = column + p, *zero = column + 2 * p, *deviation = column + 3 * p, *root = column + 4 * p;
    ICP_I_TRY(measure(&r, made.weight, threads, range, mean, err));
    root_mean_squares(&r, made.weight, threads, mean, deviation);
    if (!intercept) root_mean_squares(&r, made.weight, threads, zero, root);
    r.m = candidates(&r, range, mean, deviation, root, &made);
    ICP_I_TRY(build(&r, &made, threads, pool, err));
    *out = made;
    return ICP_OK;
}
