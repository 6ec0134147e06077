/* test_logit_coded.c - one-hot columns kept as codes. Oracle: the same matrix written out in full, fitted as any other; and the rows the codes were
 * made from. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "math/coded_gram.h"
#include "math/logit_coded.h"
#include "math/logit_pass.h"
#include "math/logit_series.h"

#include <string.h>

enum { MOST_SETS = 24 };

/* Rows of numbers and sets; in full, and coded. */
typedef struct world {
    icp_i_pool *pool;
    size_t n, sets, columns, size[MOST_SETS];
    icp_i_code_part part[MOST_SETS];
    size_t *level;         /* n x sets */
    double *dense;         /* n x columns, in the order of the coded matrix */
    double *y, *weight, *offset;
    icp_i_coded coded;
} world;

static double draw_number(icp_i_rng *rng, size_t j)
{
    return 100 * (double)j + (double)(j + 1) * icp_i_rng_normal(rng);
}

/* Level of a set: some are rare, the last of a set of four never comes up, the whole of set `blank` neither. */
static size_t draw_level(icp_i_rng *rng, size_t size, bool blank)
{
    double u = icp_i_rng_uniform(rng);
    size_t level = (size_t)(u * sqrt(u) * (double)(size + 1));
    return blank || (size == 4 && level == 4) ? 0 : level;
}

static void write_row(world *w, size_t i, size_t numbers, const double *number, double *x, uint16_t *place)
{
    size_t p = w->coded.numbers.cols, at = numbers, indicator = p;
    double *row = w->dense + i * w->columns;
    for (size_t j = 0; j < numbers; j++) row[j] = number[j];
    for (size_t s = 0; s < w->sets; s++) {
        const icp_i_code_part *part = &w->part[s];
        bool coded = part->code != ICP_I_NO_COLUMN;
        size_t *first = coded ? &indicator : &at, level = w->level[i * w->sets + s];
        if (level > 0) row[*first + level - 1] = 1;
        *first += w->size[s];
        if (coded) place[i * w->coded.codes + part->code] += (uint16_t)(part->base + part->step * level);
    }
    memcpy(x + i * p, row, p * sizeof *x);
}

static world plant(size_t n, size_t numbers, const size_t *size, size_t sets, size_t blank, uint64_t seed)
{
    world w = {.pool = icp_i_pool_new(NULL), .n = n, .sets = sets, .columns = numbers};
    icp_i_rng *rng = icp_i_rng_new(seed, "test coded logit", 0);
    size_t kept = numbers;
    double number[64];
    memcpy(w.size, size, sets * sizeof *size);
    CHECK(icp_i_coded_arrange(size, sets, w.pool, &w.coded, w.part));
    for (size_t s = 0; s < sets; s++) {
        w.columns += size[s];
        if (w.part[s].code == ICP_I_NO_COLUMN) kept += size[s];
    }
    CHECK(kept + w.coded.indicators == w.columns);
    w.level = ICP_I_NEW(w.pool, size_t, n * sets);
    w.dense = ICP_I_NEW(w.pool, double, n * w.columns);
    w.y = ICP_I_NEW(w.pool, double, n);
    w.weight = ICP_I_NEW(w.pool, double, n);
    w.offset = ICP_I_NEW(w.pool, double, n);
    double *x = ICP_I_NEW(w.pool, double, n * kept);
    uint16_t *place = ICP_I_NEW(w.pool, uint16_t, n * w.coded.codes);
    w.coded.numbers = icp_view_rows(x, n, kept);
    w.coded.place = place;
    for (size_t i = 0; i < n; i++) {
        double eta = -0.3;
        for (size_t j = 0; j < numbers; j++) {
            number[j] = draw_number(rng, j);
            eta += 0.5 * (number[j] - 100 * (double)j) / (double)(j + 1);
        }
        for (size_t s = 0; s < sets; s++) {
            w.level[i * sets + s] = draw_level(rng, size[s], s == blank);
            eta += 0.3 * (double)(w.level[i * sets + s] % 3) - 0.2;
        }
        write_row(&w, i, numbers, number, x, place);
        w.y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-eta));
        w.weight[i] = 0.5 * (double)icp_i_rng_below(rng, 4);
        w.offset[i] = 0.3 * icp_i_rng_normal(rng);
    }
    icp_i_rng_free(rng);
    return w;
}

static void check_same(const icp_logit *a, const icp_logit *b)
{
    CHECK(a->terms == b->terms && a->rank == b->rank && a->stop == b->stop && a->separated == b->separated);
    CHECK_REL(a->log_likelihood, b->log_likelihood, 1e-12);
    CHECK_REL(a->null_deviance, b->null_deviance, 1e-12);
    for (size_t j = 0; j < a->terms && a->terms == b->terms; j++) {
        CHECK(a->aliased[j] == b->aliased[j]);
        if (b->separated) continue;
        CHECK_ABS(a->coefficients[j], b->coefficients[j], 1e-10 * (1 + fabs(b->coefficients[j])));
        if (isnan(b->standard_errors[j])) CHECK(isnan(a->standard_errors[j]));
        else CHECK_REL(a->standard_errors[j], b->standard_errors[j], 1e-9);
        for (size_t l = 0; l < a->terms; l++) {
            double size = sqrt(b->covariance[j * b->terms + j] * b->covariance[l * b->terms + l]);
            CHECK_ABS(a->covariance[j * a->terms + l], b->covariance[j * a->terms + l], 1e-9 * size);
        }
    }
}

static void compare(const world *w, const double *weight, const double *offset, const icp_logit_settings *settings)
{
    icp_logit coded = {0}, dense = {0};
    icp_error err;
    icp_view full = icp_view_rows(w->dense, w->n, w->columns);
    CHECK_OK(icp_i_logit_fit_coded(w->coded, w->y, weight, offset, settings, &coded, &err), &err);
    CHECK_OK(icp_logit_fit(full, w->y, weight, offset, settings, &dense, &err), &err);
    check_same(&coded, &dense);
    icp_logit_free(&coded);
    icp_logit_free(&dense);
}

static const size_t shapes[][MOST_SETS] = {
    {7},
    {30, 12, 6},
    {1, 1, 2, 3, 1, 1, 4, 2, 1, 5},
    {4, 4, 8, 1},
    {1, 1},
    {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
};

static size_t sets_of(const size_t *shape)
{
    size_t sets = 0;
    while (sets < MOST_SETS && shape[sets] > 0) sets++;
    return sets;
}

static void codes_say_what_the_columns_say(void)
{
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        world w = plant(300, k, shapes[k], sets_of(shapes[k]), SIZE_MAX, k);
        double *back = ICP_I_NEW(w.pool, double, w.n * w.columns), *b = ICP_I_NEW(w.pool, double, w.columns), *sum = ICP_I_NEW(w.pool, double, w.n);
        CHECK(w.coded.codes > 0 || k == 4); /* two columns are not worth a code */
        icp_i_coded_fill(&w.coded, back);
        CHECK(memcmp(back, w.dense, w.n * w.columns * sizeof *back) == 0);
        for (size_t j = 0; j < w.columns; j++) b[j] = (double)(j % 5) - 1.5;
        icp_i_coded_product(&w.coded, b, sum);
        for (size_t i = 0; i < w.n; i++) {
            double plain = 0;
            for (size_t j = 0; j < w.columns; j++) plain += b[j] * w.dense[i * w.columns + j];
            CHECK_ABS(sum[i], plain, 1e-10);
        }
        for (size_t s = 0; s < w.sets; s++)
            CHECK(w.part[s].code == ICP_I_NO_COLUMN || w.coded.first[w.part[s].code + 1] - w.coded.first[w.part[s].code] <= 64);
        icp_i_pool_free(w.pool);
    }
}

/* Rows in pieces; sums of 0/1 columns are whole numbers and exact. */
static void gram_matrices_are_those_of_the_full_matrix(void)
{
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        world w = plant(300, k, shapes[k], sets_of(shapes[k]), SIZE_MAX, 20 + k);
        size_t p = w.coded.numbers.cols, q = w.columns + 1;
        icp_i_coded_gram gram;
        CHECK(icp_i_coded_gram_new(&w.coded, 128, w.pool, &gram));
        double *x = ICP_I_NEW(w.pool, double, 128 * gram.stride), *found = ICP_I_NEW(w.pool, double, q * q);
        for (size_t first = 0; first < w.n; first += 128) {
            size_t some = w.n - first < 128 ? w.n - first : 128;
            for (size_t i = 0; i < some; i++) memcpy(x + i * gram.stride, w.dense + (first + i) * w.columns, p * sizeof *x);
            icp_i_coded_gram_add(&gram, x, w.coded.place + first * w.coded.codes, some);
        }
        icp_i_coded_gram_give(&gram, found);
        for (size_t j = 0; j < q; j++)
            for (size_t l = 0; l < q; l++) {
                long double sum = 0;
                for (size_t i = 0; i < w.n; i++) {
                    const double *row = w.dense + i * w.columns;
                    sum += (long double)(j ? row[j - 1] : 1) * (l ? row[l - 1] : 1);
                }
                CHECK_ABS(found[j * q + l], sum, 1e-14 * (double)w.n * 1e6);
                if ((j == 0 || j > p) && (l == 0 || l > p)) CHECK(found[j * q + l] == (double)sum);
            }
        icp_i_pool_free(w.pool);
    }
}

static void fits_are_those_of_the_full_matrix(void)
{
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++)
        for (int variant = 0; variant < 6; variant++) {
            world w = plant(variant == 0 ? 9001 : 1500, variant % 3 == 2 ? 0 : 9, shapes[k], sets_of(shapes[k]), variant == 3 ? 0 : SIZE_MAX, 10 * k);
            icp_logit_settings settings = icp_logit_settings_default();
            settings.intercept = variant != 4;
            settings.ridge = variant == 5 ? 3 : 0;
            settings.kernel = variant == 1 ? ICP_KERNEL_BLAS : ICP_KERNEL_AUTO;
            compare(&w, variant < 2 ? NULL : w.weight, variant > 3 ? w.offset : NULL, &settings);
            icp_i_pool_free(w.pool);
        }
}

/* A set twice, and one whose levels are always on. */
static void what_is_aliased_is_found(void)
{
    static const size_t shape[] = {6, 7};
    world w = plant(2000, 3, shape, 2, SIZE_MAX, 4);
    uint16_t *place = (uint16_t *)w.coded.place;
    size_t p = w.coded.numbers.cols;
    CHECK(p == 3 && w.coded.indicators == 13);
    for (size_t i = 0; i < w.n; i++) {
        double *row = w.dense + i * w.columns + p;
        size_t level = w.level[2 * i];
        memset(row, 0, 13 * sizeof *row);
        memset(place + i * w.coded.codes, 0, w.coded.codes * sizeof *place);
        for (size_t s = 0; s < 2; s++) {
            size_t now = s == 0 ? level : level + 1; /* 1 .. 7 in the second set: with the intercept one too many */
            if (now > 0) row[6 * s + now - 1] = 1;
            place[i * w.coded.codes + w.part[s].code] += (uint16_t)(w.part[s].base + w.part[s].step * now);
        }
    }
    icp_logit m = {0};
    icp_error err;
    CHECK_OK(icp_i_logit_fit_coded(w.coded, w.y, NULL, NULL, NULL, &m, &err), &err);
    CHECK(m.rank == 1 + 3 + 6);
    icp_logit_free(&m);
    compare(&w, NULL, NULL, NULL);
    icp_i_pool_free(w.pool);
}

/* All rows of one level have the event. */
static void separation_is_found(void)
{
    static const size_t shape[] = {6, 3};
    world w = plant(3000, 2, shape, 2, SIZE_MAX, 5);
    for (size_t i = 0; i < w.n; i++)
        if (w.level[2 * i] == 2) w.y[i] = 1;
    icp_logit m = {0};
    icp_error err;
    CHECK_OK(icp_i_logit_fit_coded(w.coded, w.y, NULL, NULL, NULL, &m, &err), &err);
    CHECK(m.separated);
    icp_logit_free(&m);
    icp_i_pool_free(w.pool);
}

/* Terms come in the order of their maker. */
static void columns_have_their_own_numbers(void)
{
    static const size_t shape[] = {5, 3};
    world w = plant(1000, 2, shape, 2, SIZE_MAX, 6);
    size_t *column = ICP_I_NEW(w.pool, size_t, w.columns);
    for (size_t j = 0; j < w.columns; j++) column[j] = w.columns - 1 - j;
    icp_logit plain = {0}, turned = {0};
    icp_error err;
    CHECK_OK(icp_i_logit_fit_coded(w.coded, w.y, NULL, NULL, NULL, &plain, &err), &err);
    w.coded.column = column;
    CHECK_OK(icp_i_logit_fit_coded(w.coded, w.y, NULL, NULL, NULL, &turned, &err), &err);
    for (size_t j = 0; j < w.columns; j++) {
        CHECK(plain.coefficients[1 + j] == turned.coefficients[w.columns - j]);
        CHECK(plain.standard_errors[1 + j] == turned.standard_errors[w.columns - j]);
    }
    icp_logit_free(&plain);
    icp_logit_free(&turned);
    icp_i_pool_free(w.pool);
}

static double *one_pass(const world *w, int threads, const icp_i_logit_kernel *native, icp_i_pool *pool, size_t *length)
{
    icp_i_logit_rows rows;
    icp_i_logit_pass pass;
    icp_error err;
    CHECK_OK(icp_i_logit_rows_make(w->coded, w->weight, 1, threads, pool, &rows, &err), &err);
    icp_i_logit_problem problem = {&rows, w->y, w->offset, threads, ICP_KERNEL_NATIVE, native};
    CHECK(icp_i_logit_pass_new(&problem, pool, &pass));
    size_t q = rows.rank;
    *length = q + q * q + 1;
    double *theta = ICP_I_NEW(pool, double, q), *found = ICP_I_NEW(pool, double, *length);
    for (size_t j = 0; j < q; j++) theta[j] = 0.1 * (double)(j % 4) - 0.1;
    found[q + q * q] = icp_i_logit_pass_run(&pass, ICP_I_LOGIT_ALL, theta, found, found + q);
    return found;
}

static void instructions_and_threads_give_the_same_bits(void)
{
    world w = plant(9001, 5, shapes[1], sets_of(shapes[1]), SIZE_MAX, 8);
    size_t length, other;
    double *expected = one_pass(&w, 1, &icp_i_logit_kernel_portable, w.pool, &length);
    for (size_t k = 0; icp_i_logit_kernels[k]; k++) {
        if (!icp_i_logit_kernels[k]->supported()) {
            icp_t_skip("this processor has not all instruction sets");
            continue;
        }
        for (int threads = 1; threads <= 16; threads += 5) {
            double *found = one_pass(&w, threads, icp_i_logit_kernels[k], w.pool, &other);
            CHECK(length == other && memcmp(found, expected, length * sizeof *found) == 0);
        }
    }
    icp_i_pool_free(w.pool);
}

/* A path of ridge penalties on part of the rows, which leaves a level without rows. */
static void series_follow_the_full_matrix(void)
{
    world w = plant(1500, 4, shapes[2], sets_of(shapes[2]), SIZE_MAX, 9);
    icp_i_logit_matrix m[2];
    icp_i_logit_series series[2];
    double *weight = ICP_I_NEW(w.pool, double, w.n + 64), *b[2], penalty[64] = {0};
    for (size_t i = 0; i < w.n; i++) weight[i] = i % 3 > 0 && w.level[i * w.sets + 9] != 3;
    for (size_t k = 0; k < 2; k++) {
        size_t p = k ? w.coded.numbers.cols : w.columns;
        CHECK(icp_i_logit_matrix_new(w.n, p, k ? &w.coded : NULL, ICP_KERNEL_AUTO, w.pool, &m[k]));
        for (size_t i = 0; i < w.n; i++) memcpy(m[k].z + i * m[k].stride, w.dense + i * w.columns, p * sizeof(double));
        if (k) memcpy(m[k].place, w.coded.place, w.n * w.coded.codes * sizeof *w.coded.place);
        memcpy(m[k].y, w.y, w.n * sizeof(double));
        icp_i_logit_matrix_standardise(&m[k], weight);
        for (size_t j = 0; j < w.columns && k; j++) CHECK_REL(1 / m[1].scale[j], 1 / m[0].scale[j], 1e-12); /* 0: does not vary */
        b[k] = ICP_I_NEW(w.pool, double, w.columns + 1);
        CHECK(m[k].columns == w.columns && icp_i_logit_series_new(&m[k], w.pool, &series[k]));
        icp_i_logit_series_rows(&series[k], weight);
    }
    for (double ridge = 100; ridge > 0.1; ridge /= 10) {
        for (size_t j = 1; j <= w.columns; j++) penalty[j] = j == 2 ? INFINITY : ridge;
        for (size_t k = 0; k < 2; k++) {
            CHECK(icp_i_logit_series_fit(&series[k], penalty, 1e-12));
            icp_i_logit_matrix_coefficients(&m[k], series[k].theta, b[k]);
        }
        for (size_t j = 0; j <= w.columns; j++) CHECK_ABS(b[1][j], b[0][j], 1e-9 * (1 + fabs(b[0][j])));
        CHECK_REL(series[1].log_likelihood, series[0].log_likelihood, 1e-12);
        CHECK_REL(icp_i_logit_series_judge(&series[1], weight), series[1].log_likelihood, 1e-12);
    }
    icp_i_pool_free(w.pool);
}

static void running_out_of_memory_is_told(void)
{
    world w = plant(300, 2, shapes[1], sets_of(shapes[1]), SIZE_MAX, 3);
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_logit_settings settings = icp_logit_settings_default();
    icp_status status = ICP_ENOMEM;
    icp_error err;
    settings.hooks = &hooks;
    for (size_t fail_at = 1; status != ICP_OK && fail_at < 200; fail_at++) {
        icp_logit m = {0};
        memory = (icp_t_memory){.fail_at = fail_at};
        status = icp_i_logit_fit_coded(w.coded, w.y, NULL, NULL, &settings, &m, &err);
        CHECK(status == ICP_OK || (status == ICP_ENOMEM && !m.owner));
        icp_logit_free(&m);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK);
    icp_i_pool_free(w.pool);
}

void test_logit_coded(void)
{
    static const icp_t_case cases[] = {{"codes say what the columns say", codes_say_what_the_columns_say},
                                       {"gram matrices are those of the full matrix", gram_matrices_are_those_of_the_full_matrix},
                                       {"fits are those of the full matrix", fits_are_those_of_the_full_matrix},
                                       {"what is aliased is found", what_is_aliased_is_found},
                                       {"separation is found", separation_is_found},
                                       {"columns have their own numbers", columns_have_their_own_numbers},
                                       {"instructions and threads: the same bits", instructions_and_threads_give_the_same_bits},
                                       {"series follow the full matrix", series_follow_the_full_matrix},
                                       {"running out of memory is told", running_out_of_memory_is_told}};
    ICP_T_SUITE("logit_coded", cases);
}
