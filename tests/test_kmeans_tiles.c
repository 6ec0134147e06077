/* test_kmeans_tiles.c - the kernels of every instruction set in turn, and GEMM: each label against all direct distances in double precision, at every
 * iteration, and the same bytes from all of them. */
#include "support/check.h"
#include "support/fits.h"

#include "math/kmeans.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"portable", "avx2", "avx512"};
#define NAMES (sizeof names / sizeof names[0])

typedef struct outcome {
    icp_i_pool *pool;
    icp_i_points points;
    icp_i_contest_end end;
} outcome;

/* tile NULL: GEMM. */
static outcome contest_by(const icp_i_tile *tile, icp_view x, size_t k, size_t iterations)
{
    outcome made = {.pool = icp_i_pool_new(NULL)};
    icp_kmeans_settings settings = icp_t_kmeans_settings(k, 1);
    settings.max_iterations = iterations;
    settings.exchange = 0;
    settings.threads = 2;
    settings.kernel = tile ? ICP_KERNEL_NATIVE : ICP_KERNEL_BLAS;
    icp_i_cancel cancel = {0};
    CHECK(icp_i_points_make(x, NULL, (icp_view){0}, 1, made.pool, &made.points));
    if (tile) made.points.tile = tile;
    CHECK(icp_i_contest(&made.points, NULL, &settings, &cancel, made.pool, &made.end) && made.end.best);
    return made;
}

/* Rows whose label is not the first of the nearest among the centres that made the labels. */
static size_t mislabelled(const outcome *o)
{
    const icp_i_start *best = o->end.best;
    size_t d = o->points.d, wrong = 0;
    for (size_t i = 0; i < o->points.n; i++) {
        double least = INFINITY;
        int32_t nearest = -1;
        for (size_t c = 0; c < best->centers.k; c++) {
            double d2 = icp_i_distance2(o->points.x + i * d, best->made + c * d, d);
            if (d2 < least) least = d2, nearest = (int32_t)c;
        }
        wrong += best->labels[i] != nearest ? 1 : 0;
    }
    return wrong;
}

static bool same(const outcome *a, const outcome *b)
{
    const icp_i_start *one = a->end.best, *two = b->end.best;
    size_t centers = one->centers.k * one->centers.d * sizeof(double);
    return one->iterations == two->iterations && memcmp(one->labels, two->labels, a->points.n * sizeof *one->labels) == 0 &&
           memcmp(one->centers.rows, two->centers.rows, centers) == 0 && memcmp(&one->inertia, &two->inertia, sizeof one->inertia) == 0;
}

static void check_all(icp_view x, size_t k, size_t iterations)
{
    outcome reference = contest_by(icp_i_tile_named("portable"), x, k, iterations);
    CHECK(mislabelled(&reference) == 0);
    for (size_t t = 1; t <= NAMES; t++) {
        const icp_i_tile *tile = t < NAMES ? icp_i_tile_named(names[t]) : NULL;
        if (!tile && t < NAMES) continue;
        outcome other = contest_by(tile, x, k, iterations);
        CHECK(mislabelled(&other) == 0 && same(&reference, &other));
        icp_i_pool_free(other.pool);
    }
    icp_i_pool_free(reference.pool);
}

static void every_kernel_labels_by_the_direct_form_at_every_iteration(void)
{
    icp_t_dataset loose = icp_t_dataset_groups(4999, 7, 9, 2, 3), tight = icp_t_dataset_groups(4111, 3, 40, 9, 5);
    for (size_t iterations = 1; iterations <= 20; iterations++) {
        check_all(icp_t_view(&loose), 45, iterations); /* enough centres for bounds to be tightened */
        check_all(icp_t_view(&tight), 11, iterations);
    }
    icp_t_dataset_free(&loose);
    icp_t_dataset_free(&tight);
}

/* From 256 centres bunches of them have bounds of their own; from 513 a bunch is larger. */
static void many_centres_in_bunches(void)
{
    icp_t_dataset loose = icp_t_dataset_groups(5000, 5, 30, 3, 11), ties = icp_t_dataset_groups(4300, 3, 1, 0, 13);
    for (size_t i = 0; i < ties.rows * ties.cols; i++) ties.x[i] = 0.25 * rint(4 * ties.x[i]);
    for (size_t iterations = 1; iterations <= 16; iterations += iterations < 4 ? 1 : 4) check_all(icp_t_view(&loose), 261, iterations);
    check_all(icp_t_view(&loose), 530, 7);
    check_all(icp_t_view(&ties), 256, 6);
    icp_t_dataset_free(&loose);
    icp_t_dataset_free(&ties);
}

static void ties_outliers_and_odd_shapes(void)
{
    icp_t_dataset ties = icp_t_dataset_groups(4200, 2, 1, 0, 8), line = icp_t_dataset_groups(37, 1, 3, 2, 9);
    icp_t_dataset far = icp_t_dataset_groups(3000, 5, 4, 3, 4);
    for (size_t i = 0; i < 8400; i++) ties.x[i] = 0.1 * rint(5 * ties.x[i]);
    for (size_t i = 0; i < 15; i++) far.x[i] = 1e30; /* three rows beside which all others are one point in single precision */
    for (size_t k = 1; k <= 33; k += 8) {
        check_all(icp_t_view(&ties), k, 12);
        check_all(icp_t_view(&line), k, 12);
        check_all(icp_t_view(&far), k, 6);
    }
    icp_t_dataset_free(&ties);
    icp_t_dataset_free(&line);
    icp_t_dataset_free(&far);
}

/* One row, rows that just fill a tile or a block, and one more or less; as many clusters as the rows allow. */
static void tiles_and_blocks_that_are_not_full(void)
{
    const size_t rows[] = {1, 2, 15, 16, 17, 31, 32, 33, 4095, 4096, 4097, 8192};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        icp_t_dataset data = icp_t_dataset_groups(rows[r], 6, 3, 3, 12);
        check_all(icp_t_view(&data), 1, 3);
        check_all(icp_t_view(&data), rows[r] < 19 ? rows[r] : 19, 5);
        icp_t_dataset_free(&data);
    }
}

static void which_kernels_were_there(void)
{
    for (size_t t = 0; t < NAMES; t++)
        if (!icp_i_tile_named(names[t])) icp_t_skip(names[t]);
    CHECK(icp_i_tile_named("portable") && !icp_i_tile_named("none"));
    CHECK(icp_i_tile_named(icp_i_tile_best()->name) == icp_i_tile_best());
}

/* Followed sums leave nothing of a huge row behind in the cluster it left. */
static void rows_that_leave_take_everything_with_them(void)
{
    enum { N = 9000, K = 6 };
    icp_t_dataset data = icp_t_dataset_groups(N, 2, K, 1, 6);
    double *weights = malloc(N * sizeof *weights);
    for (size_t i = 0; i < N; i++) weights[i] = i % 1000 == 7 ? 1e9 : 1.0 / (double)(3 + i % 5);
    for (size_t step = 1; step <= 20; step++) {
        icp_kmeans_settings settings = icp_t_kmeans_settings(K, 1);
        settings.exchange = 0;
        settings.max_iterations = step;
        icp_kmeans fit = icp_t_fit(icp_t_view(&data), weights, icp_view_rows(data.x, K, 2), &settings);
        double sums[K][3] = {{0}};
        for (size_t i = 0; i < N; i++) {
            double *own = sums[fit.labels[i]];
            own[0] += weights[i] * data.x[2 * i], own[1] += weights[i] * data.x[2 * i + 1], own[2] += weights[i];
        }
        for (size_t c = 0; c < K; c++)
            for (size_t j = 0; j < 2; j++) CHECK_ABS(fit.centers[2 * c + j], sums[c][j] / sums[c][2], 1e-11);
        icp_kmeans_free(&fit);
    }
    free(weights);
    icp_t_dataset_free(&data);
}

void test_kmeans_tiles(void)
{
    static const icp_t_case cases[] = {
        {"every kernel labels by the direct form at every iteration", every_kernel_labels_by_the_direct_form_at_every_iteration},
        {"many centres in bunches", many_centres_in_bunches},
        {"ties, outliers and odd shapes", ties_outliers_and_odd_shapes},
        {"tiles and blocks that are not full", tiles_and_blocks_that_are_not_full},
        {"which kernels were there", which_kernels_were_there},
        {"rows that leave take everything with them", rows_that_leave_take_everything_with_them}};
    ICP_T_SUITE("kmeans_tiles", cases);
}
