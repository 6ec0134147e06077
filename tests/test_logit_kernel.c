/* test_logit_kernel.c - the arithmetic under logistic regression: elementary functions against long double, sums against plain loops in
 * long double, and the same bits from every instruction set, every number of threads and, for the sample, against the rows it stands for. */
#include "support/check.h"

#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster.h"
#include "math/logit_pass.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64, MOST = 40, N = 9001 };

/* ---- elementary functions ---- */

static double ulps(long double got, long double exact)
{
    int exponent;
    frexpl(exact, &exponent);
    return (double)(fabsl(got - exact) / ldexpl(1, exponent - DBL_MANT_DIG));
}

/* At y = 0 and eta <= 0 the residual is -exp(eta) / (1 + exp(eta)) and the log-likelihood -log(1 + exp(eta)). Each row alone. */
static void row_alone(const icp_i_logit_kernel *kernel, double eta, double *residual, double *loss)
{
    double y[CHUNK] = {0}, weight[CHUNK] = {1}, etas[CHUNK] = {eta}, residuals[CHUNK], root[CHUNK], sums[16] = {0};
    icp_i_logit_values values = {y, weight, etas, residuals, root};
    kernel->likelihood(&values, sums);
    *residual = residuals[0];
    *loss = sums[0];
    double variance = (double)(expl(eta) / ((1 + expl(eta)) * (1 + expl(eta))));
    CHECK_ABS(root[0] * root[0], variance, 1e-14 * variance + 1e-300);
}

static void functions_against_long_double(void)
{
    icp_i_rng *rng = icp_i_rng_new(5, "test logit kernel", 0);
    const icp_i_logit_kernel *kernel = icp_i_logit_kernel_best();
    double worst_exp = 0, worst_sigmoid = 0, worst_log = 0;
    for (int i = 0; i < 200000; i++) {
        double size = i % 4 == 0 ? 700 : i % 4 == 1 ? 40 : 2, eta = -size * icp_i_rng_uniform(rng), residual, loss;
        row_alone(kernel, eta, &residual, &loss);
        long double e = expl(eta);
        if (eta < -45) worst_exp = fmax(worst_exp, ulps(-residual, e)); /* 1 + e is 1: exp alone is seen */
        else worst_sigmoid = fmax(worst_sigmoid, ulps(-residual, e / (1 + e)));
        worst_log = fmax(worst_log, ulps(-loss, log1pl(e)));
    }
    icp_i_rng_free(rng);
    CHECK(worst_exp > 0 && worst_exp < 1);
    CHECK(worst_sigmoid < 2.5); /* one exp, one sum, one division, one product */
    CHECK(worst_log < 2);       /* exp below 1 and log1p below 1 */
    if (!(worst_exp < 1 && worst_sigmoid < 2.5 && worst_log < 2)) fprintf(stderr, "    %g %g %g\n", worst_exp, worst_sigmoid, worst_log);
}

static void borders_of_the_functions(void)
{
    static const double etas[] = {0, -0.0, -1e-300, -0x1p-53, -0.34657359027997264, -0.34657359027997270, -0.8813735870195430, -36.7, -707.9, -708};
    for (size_t k = 0; icp_i_logit_kernels[k]; k++) {
        if (!icp_i_logit_kernels[k]->supported()) continue;
        for (size_t i = 0; i < sizeof etas / sizeof etas[0]; i++) {
            double residual, loss, other, gain;
            row_alone(icp_i_logit_kernels[k], etas[i], &residual, &loss);
            CHECK_REL(-residual, (double)(expl(etas[i]) / (1 + expl(etas[i]))), 4e-16);
            CHECK_REL(-loss, (double)log1pl(expl(etas[i])), 4e-16);
            row_alone(icp_i_logit_kernels[k], -etas[i], &other, &gain); /* y = 0, eta >= 0: -eta - log(1 + exp(-eta)) */
            CHECK_REL(other, -1 - residual, 4e-16);
            CHECK_REL(gain, etas[i] + loss, 4e-16);
        }
        double residual, loss;
        row_alone(icp_i_logit_kernels[k], -1e100, &residual, &loss);
        CHECK(-residual >= 0 && -residual < 1e-300 && -loss >= 0 && -loss < 1e-300);
    }
}

/* ---- sums over one chunk ---- */

typedef struct chunk_data {
    double x[CHUNK * MOST], centre[MOST + 8], inverse[MOST + 8], slope[MOST + 8], weight[CHUNK], residual[CHUNK];
} chunk_data;

typedef struct chunk_sums {
    double low[MOST + 8], high[MOST + 8], sum[MOST + 8], squares[MOST + 8], eta[CHUNK], gradient[MOST + 8];
    double panel[CHUNK * (MOST + 16)], cross[(MOST + 8) * (MOST + 8)];
} chunk_sums;

static void draw(chunk_data *d, size_t columns, icp_i_rng *rng)
{
    memset(d, 0, sizeof *d);
    for (size_t i = 0; i < CHUNK * columns; i++) d->x[i] = 3 + icp_i_rng_normal(rng);
    for (size_t j = 0; j < columns; j++) {
        d->centre[j] = icp_i_rng_normal(rng);
        d->inverse[j] = 0.5 + icp_i_rng_uniform(rng);
        d->slope[j] = icp_i_rng_normal(rng);
    }
    for (size_t i = 0; i < CHUNK; i++) {
        d->weight[i] = (double)icp_i_rng_below(rng, 3);
        d->residual[i] = icp_i_rng_normal(rng);
    }
}

static void all_sums(const icp_i_logit_kernel *kernel, const chunk_data *d, size_t rows, size_t columns, chunk_sums *s)
{
    size_t stride = (columns + 1 + 7) / 8 * 8;
    icp_i_logit_chunk chunk = {.x = d->x, .stride = columns, .rows = rows, .columns = columns, .centre = d->centre, .inverse_scale = d->inverse};
    memset(s, 0, sizeof *s);
    for (size_t j = 0; j < MOST + 8; j++) {
        s->low[j] = INFINITY;
        s->high[j] = -INFINITY;
    }
    kernel->measure(&chunk, d->weight, s->low, s->high, s->sum, s->squares);
    kernel->predictor(&chunk, d->slope, s->eta);
    kernel->score(&chunk, d->residual, s->gradient);
    kernel->pack(&chunk, d->residual, true, s->panel, stride);
    kernel->cross(s->panel, stride, rows, columns + 1, s->cross, stride);
}

static void check_column(const chunk_data *d, const chunk_sums *s, size_t rows, size_t columns, size_t j)
{
    long double sum = 0, squares = 0, gradient = 0, cross = 0, with_one = 0;
    double low = INFINITY, high = -INFINITY;
    size_t stride = (columns + 1 + 7) / 8 * 8;
    for (size_t i = 0; i < rows; i++) {
        long double x = d->x[i * columns + j], z = (x - d->centre[j]) * d->inverse[j], next = d->x[i * columns + columns - 1];
        if (d->weight[i] > 0) low = fmin(low, (double)x), high = fmax(high, (double)x);
        sum += d->weight[i] * (x - d->centre[j]);
        squares += d->weight[i] * (x - d->centre[j]) * (x - d->centre[j]);
        gradient += d->residual[i] * (x - d->centre[j]);
        cross += d->residual[i] * d->residual[i] * z * (next - d->centre[columns - 1]) * d->inverse[columns - 1];
        with_one += d->residual[i] * d->residual[i] * z;
    }
    CHECK(s->low[j] == low && s->high[j] == high);
    CHECK_ABS(s->sum[j], sum, 1e-12);
    CHECK_ABS(s->squares[j], squares, 1e-12 * (1 + (double)squares));
    CHECK_ABS(s->gradient[j], gradient, 1e-11);
    CHECK_ABS(s->cross[j * stride + columns - 1], cross, 1e-10);
    CHECK_ABS(s->cross[j * stride + columns], with_one, 1e-10);
}

/* Every count of columns up to MOST, so that every way of cutting them into vectors and tiles is met; every supported table against plain loops, and
 * against the portable one bit by bit. */
static void chunks_against_plain_loops_and_each_other(void)
{
    icp_i_rng *rng = icp_i_rng_new(6, "test logit kernel", 0);
    chunk_data *d = malloc(sizeof *d);
    chunk_sums *expected = malloc(sizeof *expected), *s = malloc(sizeof *s);
    for (size_t columns = 1; columns <= MOST; columns++) {
        size_t rows = columns % 3 ? CHUNK : 1 + columns, width = columns + 1, stride = (columns + 1 + 7) / 8 * 8;
        draw(d, columns, rng);
        all_sums(&icp_i_logit_kernel_portable, d, rows, columns, expected);
        for (size_t j = 0; j < columns; j++) check_column(d, expected, rows, columns, j);
        for (size_t k = 0; icp_i_logit_kernels[k]; k++) {
            if (!icp_i_logit_kernels[k]->supported()) continue;
            all_sums(icp_i_logit_kernels[k], d, rows, columns, s);
            CHECK(memcmp(s->low, expected->low, columns * sizeof(double)) == 0 && memcmp(s->high, expected->high, columns * sizeof(double)) == 0);
            CHECK(memcmp(s->sum, expected->sum, columns * sizeof(double)) == 0);
            CHECK(memcmp(s->squares, expected->squares, columns * sizeof(double)) == 0);
            CHECK(memcmp(s->eta, expected->eta, rows * sizeof(double)) == 0);
            CHECK(memcmp(s->gradient, expected->gradient, columns * sizeof(double)) == 0);
            for (size_t j = 0; j < width; j++)
                CHECK(memcmp(s->cross + j * stride + j, expected->cross + j * stride + j, (width - j) * sizeof(double)) == 0);
        }
    }
    free(d);
    free(expected);
    free(s);
    icp_i_rng_free(rng);
}

/* ---- whole passes ---- */

typedef struct planted {
    double *x, *y, *weights, *offset, *theta;
    size_t columns;
} planted;

static planted plant(size_t columns)
{
    planted p = {malloc(N * columns * sizeof(double)), malloc(N * sizeof(double)), malloc(N * sizeof(double)), malloc(N * sizeof(double)),
                 malloc((columns + 1) * sizeof(double)), columns};
    icp_i_rng *rng = icp_i_rng_new(7, "test logit kernel", columns);
    for (size_t i = 0; i < N * columns; i++) p.x[i] = (double)(i % columns) * 10 + icp_i_rng_normal(rng);
    for (size_t i = 0; i < N; i++) {
        p.y[i] = icp_i_rng_uniform(rng) < 0.3;
        p.weights[i] = 0.5 * (double)icp_i_rng_below(rng, 4);
        p.offset[i] = icp_i_rng_normal(rng);
    }
    for (size_t j = 0; j <= columns; j++) p.theta[j] = 0.5 * icp_i_rng_normal(rng) / sqrt((double)columns);
    icp_i_rng_free(rng);
    return p;
}

static void unplant(planted *p)
{
    free(p->x);
    free(p->y);
    free(p->weights);
    free(p->offset);
    free(p->theta);
}

typedef struct found {
    double log_likelihood, gradient[MOST + 1], information[(MOST + 1) * (MOST + 1)];
} found;

static void pass_over(const planted *p, icp_view view, int threads, icp_kernel kernel, const icp_i_logit_kernel *native, icp_i_logit_share share,
                      found *out)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_logit_rows rows;
    icp_error err;
    memset(out, 0, sizeof *out);
    CHECK_OK(icp_i_logit_rows_make(icp_i_coded_numbers(view), p->weights, 1, threads, pool, &rows, &err), &err);
    icp_i_logit_problem problem = {&rows, p->y, p->offset, threads, kernel, native};
    icp_i_logit_pass pass;
    CHECK(icp_i_logit_pass_new(&problem, pool, &pass));
    out->log_likelihood = icp_i_logit_pass_run(&pass, share, p->theta, out->gradient, out->information);
    icp_i_pool_free(pool);
}

/* Log-likelihood, gradient and information of the rows that `in` picks, in long double, by the formulas. */
static void plain_pass(const planted *p, bool (*in)(size_t), found *out)
{
    size_t q = p->columns + 1;
    long double mean[MOST], scale[MOST], weight = 0, part = 0, sum = 0, gradient[MOST + 1] = {0};
    long double *information = calloc(q * q, sizeof *information), z[MOST + 1];
    memset(mean, 0, sizeof mean);
    memset(scale, 0, sizeof scale);
    for (size_t i = 0; i < N; i++) weight += p->weights[i];
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j + 1 < q; j++) mean[j] += p->weights[i] * p->x[i * p->columns + j] / weight;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j + 1 < q; j++) scale[j] += p->weights[i] * powl(p->x[i * p->columns + j] - mean[j], 2) / weight;
    for (size_t i = 0; i < N; i++) {
        if (!in(i)) continue;
        long double eta = p->offset[i] + p->theta[0];
        z[0] = 1;
        for (size_t j = 1; j < q; j++) eta += p->theta[j] * (z[j] = (p->x[i * p->columns + j - 1] - mean[j - 1]) / sqrtl(scale[j - 1]));
        long double pi = 1 / (1 + expl(-eta));
        part += p->weights[i];
        sum += p->weights[i] * (p->y[i] * logl(pi) + (1 - p->y[i]) * logl(1 - pi));
        for (size_t j = 0; j < q; j++) {
            gradient[j] += p->weights[i] * (p->y[i] - pi) * z[j];
            for (size_t l = 0; l < q; l++) information[j * q + l] += p->weights[i] * pi * (1 - pi) * z[j] * z[l];
        }
    }
    out->log_likelihood = (double)(sum * weight / part);
    for (size_t j = 0; j < q; j++) out->gradient[j] = (double)(gradient[j] * weight / part);
    for (size_t j = 0; j < q * q; j++) out->information[j] = (double)(information[j] * weight / part);
    free(information);
}

static bool every_row(size_t i)
{
    (void)i;
    return true;
}

static bool sampled_row(size_t i)
{
    return i % 4096 < 256;
}

static void check_pass(const found *got, const found *exact, size_t q)
{
    CHECK_REL(got->log_likelihood, exact->log_likelihood, 1e-13);
    for (size_t j = 0; j < q; j++) CHECK_ABS(got->gradient[j], exact->gradient[j], 1e-9);
    for (size_t j = 0; j < q * q; j++) CHECK_ABS(got->information[j], exact->information[j], 1e-10 * N);
}

static void passes_against_the_formulas(void)
{
    static const size_t columns[] = {1, 3, 7, 12, 31};
    found exact, got;
    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
        planted p = plant(columns[k]);
        icp_view view = icp_view_rows(p.x, N, p.columns);
        plain_pass(&p, every_row, &exact);
        pass_over(&p, view, 1, ICP_KERNEL_NATIVE, NULL, ICP_I_LOGIT_ALL, &got);
        check_pass(&got, &exact, p.columns + 1);
        pass_over(&p, view, 1, ICP_KERNEL_BLAS, NULL, ICP_I_LOGIT_ALL, &got);
        check_pass(&got, &exact, p.columns + 1);
        plain_pass(&p, sampled_row, &exact);
        pass_over(&p, view, 2, ICP_KERNEL_NATIVE, NULL, ICP_I_LOGIT_SAMPLE, &got);
        check_pass(&got, &exact, p.columns + 1);
        unplant(&p);
    }
}

static void instructions_threads_and_layout_give_the_same_bits(void)
{
    planted p = plant(13);
    double *columns = malloc(N * p.columns * sizeof *columns);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < p.columns; j++) columns[j * N + i] = p.x[i * p.columns + j];
    found expected, got;
    pass_over(&p, icp_view_rows(p.x, N, p.columns), 1, ICP_KERNEL_NATIVE, &icp_i_logit_kernel_portable, ICP_I_LOGIT_ALL, &expected);
    for (size_t k = 0; icp_i_logit_kernels[k]; k++) {
        if (!icp_i_logit_kernels[k]->supported()) {
            char reason[64];
            snprintf(reason, sizeof reason, "this processor has no %s", icp_i_logit_kernels[k]->name);
            icp_t_skip(reason);
            continue;
        }
        for (int threads = 1; threads <= 16; threads += 5) {
            pass_over(&p, icp_view_rows(p.x, N, p.columns), threads, ICP_KERNEL_NATIVE, icp_i_logit_kernels[k], ICP_I_LOGIT_ALL, &got);
            CHECK(memcmp(&got, &expected, sizeof got) == 0);
        }
        pass_over(&p, icp_view_columns(columns, N, p.columns), 3, ICP_KERNEL_NATIVE, icp_i_logit_kernels[k], ICP_I_LOGIT_ALL, &got);
        CHECK(memcmp(&got, &expected, sizeof got) == 0);
    }
    free(columns);
    unplant(&p);
}

/* ---- the climb over many columns and rows: sample, old information, correction ---- */

static void check_fit(const planted *p, size_t n, icp_logit *m)
{
    double *score = calloc(p->columns + 1, sizeof *score), weight = 0;
    for (size_t i = 0; i < n; i++) {
        double eta = m->coefficients[0], w = p->weights[i];
        for (size_t j = 0; j < p->columns; j++) eta += m->coefficients[j + 1] * p->x[i * p->columns + j];
        double residual = w * (p->y[i] - 1 / (1 + exp(-eta)));
        score[0] += residual;
        for (size_t j = 0; j < p->columns; j++) score[j + 1] += residual * (p->x[i * p->columns + j] - 10 * (double)j);
        weight += w;
    }
    for (size_t j = 0; j <= p->columns; j++) CHECK_ABS(score[j] / weight, 0, 1e-11);
    free(score);
}

/* The score equations hold, whichever way the climb took. */
static void sampled_climbs_end_at_the_maximum(void)
{
    static const size_t columns[] = {2, 12, 30};
    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
        planted p = plant(columns[k]);
        icp_logit m = {0};
        icp_error err;
        CHECK_OK(icp_logit_fit(icp_view_rows(p.x, N, p.columns), p.y, p.weights, NULL, NULL, &m, &err), &err);
        CHECK(m.stop == ICP_STOP_CONVERGED && !m.separated && m.max_gradient < 1e-9);
        check_fit(&p, N, &m);
        icp_logit_free(&m);
        unplant(&p);
    }
}

void test_logit_kernel(void)
{
    static const icp_t_case cases[] = {{"functions against long double", functions_against_long_double},
                                       {"borders of the functions", borders_of_the_functions},
                                       {"chunks against plain loops and each other", chunks_against_plain_loops_and_each_other},
                                       {"passes against the formulas", passes_against_the_formulas},
                                       {"instructions, threads, layout: the same bits", instructions_threads_and_layout_give_the_same_bits},
                                       {"sampled climbs end at the maximum", sampled_climbs_end_at_the_maximum}};
    ICP_T_SUITE("logit_kernel", cases);
}
