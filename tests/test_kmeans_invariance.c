/* test_kmeans_invariance.c - k-means against itself under what may not matter: threads, kernels, order, scale, place, rotation, memory layout,
 * weights written out as repeated rows. */
#include "support/blas_calls.h"
#include "support/check.h"
#include "support/fits.h"

#include "math/centers.h"
#include "math/linalg.h"

#include <stdlib.h>
#include <string.h>

static double agreement(const icp_kmeans *a, const icp_kmeans *b)
{
    double value = NAN;
    CHECK(icp_adjusted_rand(a->labels, b->labels, a->rows, &value, NULL) == ICP_OK);
    return value;
}

static bool same_bytes(const icp_kmeans *a, const icp_kmeans *b)
{
    size_t centers = a->k * a->cols * sizeof *a->centers, labels = a->rows * sizeof *a->labels;
    return a->k == b->k && a->rows == b->rows && a->cols == b->cols && a->iterations == b->iterations && a->best_hits == b->best_hits &&
           memcmp(&a->inertia, &b->inertia, sizeof a->inertia) == 0 && memcmp(a->labels, b->labels, labels) == 0 &&
           memcmp(a->centers, b->centers, centers) == 0 && memcmp(a->weights, b->weights, a->k * sizeof *a->weights) == 0 &&
           memcmp(a->sizes, b->sizes, a->k * sizeof *a->sizes) == 0;
}

static void any_number_of_threads_gives_the_same_bytes(void)
{
    const size_t rows[] = {3000, 9000, 135000}; /* starts beside each other in one block and in three, then blocks beside each other */
    for (size_t s = 0; s < 3; s++) {
        icp_t_dataset data = icp_t_dataset_groups(rows[s], 2, 3, 4, 21);
        icp_kmeans_settings settings = icp_t_kmeans_settings(3, s == 2 ? 1 : 7);
        settings.threads = 1;
        icp_kmeans one = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
        for (settings.threads = 2; settings.threads <= 16; settings.threads += settings.threads < 4 ? 1 : 6) {
            icp_kmeans more = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
            CHECK(same_bytes(&one, &more));
            icp_kmeans_free(&more);
        }
        icp_kmeans_free(&one);
        icp_t_dataset_free(&data);
    }
}

static void check_kernels(icp_view x, const double *weights, size_t k)
{
    icp_kmeans_settings settings = icp_t_kmeans_settings(k, 4);
    settings.kernel = ICP_KERNEL_NATIVE;
    icp_kmeans native = icp_t_fit(x, weights, icp_t_no_start, &settings);
    settings.kernel = ICP_KERNEL_BLAS;
    size_t before = icp_t_blas_calls();
    icp_kmeans blas = icp_t_fit(x, weights, icp_t_no_start, &settings);
    CHECK(icp_t_blas_calls() > before);
    CHECK(same_bytes(&native, &blas));
    icp_kmeans_free(&native);
    icp_kmeans_free(&blas);
}

static void both_kernels_give_the_same_bytes(void)
{
    icp_t_dataset spread = icp_t_dataset_groups(5000, 9, 3, 2, 8), far = icp_t_dataset_groups(3000, 3, 3, 2, 9);
    icp_t_dataset ties = icp_t_dataset_groups(6000, 3, 1, 0, 8);
    for (size_t i = 0; i < 18000; i++) ties.x[i] = rint(ties.x[i]); /* a few points of a grid, distances tied everywhere */
    for (size_t i = 0; i < 9000; i++) far.x[i] += 1e9;              /* where GEMM alone would cancel */
    double *weights = malloc(6000 * sizeof *weights);
    for (size_t i = 0; i < 6000; i++) weights[i] = (double)(i % 4);
    for (size_t k = 2; k <= 17; k += 5) {
        check_kernels(icp_t_view(&spread), NULL, k);
        check_kernels(icp_t_view(&ties), NULL, k);
        check_kernels(icp_t_view(&ties), weights, k);
        check_kernels(icp_t_view(&far), NULL, k);
    }
    free(weights);
    icp_t_dataset_free(&spread);
    icp_t_dataset_free(&ties);
    icp_t_dataset_free(&far);
}

/* Every row lies between two or more centres at the same distance, but for the rounding of tenths: the worst case of a screen by GEMM. */
static void both_kernels_label_near_ties_alike(void)
{
    enum { N = 4000, K = 20, D = 3 };
    icp_t_dataset data = icp_t_dataset_groups(N, D, 1, 0, 37);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_centers centers;
    CHECK(icp_i_centers_new(K, D, pool, &centers));
    for (size_t i = 0; i < N * D; i++) data.x[i] = 0.1 * rint(2 * data.x[i]);
    for (size_t c = 0; c < K * D; c++) centers.rows[c] = data.x[c] + (c % D == 0 ? 0.1 : 0);
    icp_i_centers_ready(&centers);
    int32_t native[N] = {0}, blas[N] = {0};
    double *scratch = ICP_I_NEW(pool, double, icp_i_nearest_scratch(&centers)), native_d2[N], blas_d2[N];
    icp_i_nearest(&centers, ICP_KERNEL_NATIVE, data.x, N, scratch, native, native_d2);
    icp_i_nearest(&centers, ICP_KERNEL_BLAS, data.x, N, scratch, blas, blas_d2);
    CHECK(memcmp(native, blas, sizeof native) == 0 && memcmp(native_d2, blas_d2, sizeof native_d2) == 0);
    icp_i_pool_free(pool);
    icp_t_dataset_free(&data);
}

static void ties_go_to_the_lowest_index(void)
{
    const double centers[] = {0, 0, 2, 0, 0, 2, 2, 2, 0, 0}; /* four corners, the first once more */
    double x[25 * 2];
    int32_t labels[25];
    for (size_t i = 0; i < 25; i++) x[2 * i] = (double)(i % 5) / 2, x[2 * i + 1] = (double)(i / 5) / 2;
    CHECK_OK(icp_kmeans_assign(icp_view_rows(x, 25, 2), icp_view_rows(centers, 5, 2), labels, NULL, NULL), NULL);
    for (size_t i = 0; i < 25; i++) CHECK(labels[i] == (x[2 * i] > 1 ? 1 : 0) + (x[2 * i + 1] > 1 ? 2 : 0));
}

static void weights_are_repeated_rows(void)
{
    icp_t_dataset data = icp_t_dataset_groups(400, 3, 4, 4, 13), repeated = icp_t_dataset_new(800, 3);
    double weights[400];
    size_t m = 0;
    for (size_t i = 0; i < 400; i++) {
        weights[i] = (double)(i % 5); /* 0 .. 4 times: 800 rows in all */
        for (size_t r = 0; r < i % 5; r++) memcpy(repeated.x + 3 * m++, data.x + 3 * i, 3 * sizeof(double));
    }
    icp_kmeans_settings settings = icp_t_kmeans_settings(4, 20);
    icp_kmeans weighted = icp_t_fit(icp_t_view(&data), weights, icp_t_no_start, &settings);
    icp_kmeans plain = icp_t_fit(icp_t_view(&repeated), NULL, icp_t_no_start, &settings);
    CHECK(m == 800);
    CHECK_REL(weighted.inertia, plain.inertia, 1e-12);
    icp_kmeans again = icp_t_fit(icp_t_view(&repeated), NULL, icp_view_rows(weighted.centers, 4, 3), &settings);
    for (size_t c = 0; c < 4; c++) {
        CHECK_REL(again.weights[c], weighted.weights[c], 1e-12);
        for (size_t j = 0; j < 3; j++) CHECK_ABS(again.centers[c * 3 + j], weighted.centers[c * 3 + j], 1e-12);
    }
    for (size_t i = 0, r = 0; i < 400; i++)
        for (size_t t = 0; t < i % 5; t++) CHECK(again.labels[r++] == weighted.labels[i]);
    icp_kmeans_free(&weighted);
    icp_kmeans_free(&plain);
    icp_kmeans_free(&again);
    icp_t_dataset_free(&data);
    icp_t_dataset_free(&repeated);
}

/* Rows far from all others get weight 0 and a second fit starts where the first ended: they are labelled still, and move nothing. */
static void a_row_of_weight_0_is_labelled_and_moves_nothing(void)
{
    icp_t_dataset data = icp_t_dataset_groups(300, 2, 3, 8, 17);
    double weights[300];
    for (size_t i = 0; i < 300; i++) weights[i] = 1;
    for (size_t i = 0; i < 300; i += 100) {
        weights[i] = 0;
        data.x[2 * i] = 1e6;
    }
    icp_kmeans_settings settings = icp_t_kmeans_settings(3, 10);
    icp_kmeans fit = icp_t_fit(icp_t_view(&data), weights, icp_t_no_start, &settings);
    for (size_t i = 0; i < 300; i += 100) data.x[2 * i] = 2e6;
    icp_kmeans again = icp_t_fit(icp_t_view(&data), weights, icp_view_rows(fit.centers, 3, 2), &settings);
    CHECK(fit.sizes[0] + fit.sizes[1] + fit.sizes[2] == 300);
    CHECK_REL(fit.weights[0] + fit.weights[1] + fit.weights[2], 297.0, 1e-15);
    for (size_t c = 0; c < 6; c++) CHECK_ABS(again.centers[c], fit.centers[c], 1e-9);
    for (size_t c = 0; c < 6; c++) CHECK(fabs(fit.centers[c]) < 100);
    icp_kmeans_free(&fit);
    icp_kmeans_free(&again);
    icp_t_dataset_free(&data);
}

static void order_of_rows_does_not_change_the_partition(void)
{
    icp_t_dataset data = icp_t_dataset_groups(1000, 3, 4, 6, 19), turned = icp_t_dataset_new(1000, 3);
    for (size_t i = 0; i < 1000; i++) memcpy(turned.x + 3 * (i * 387 % 1000), data.x + 3 * i, 3 * sizeof(double));
    icp_kmeans_settings settings = icp_t_kmeans_settings(4, 20);
    icp_kmeans a = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings), b = icp_t_fit(icp_t_view(&turned), NULL, icp_t_no_start, &settings);
    int32_t back[1000];
    for (size_t i = 0; i < 1000; i++) back[i] = b.labels[i * 387 % 1000];
    double value = 0;
    CHECK(icp_adjusted_rand(a.labels, back, 1000, &value, NULL) == ICP_OK && value == 1);
    CHECK_REL(a.inertia, b.inertia, 1e-12);
    icp_kmeans_free(&a);
    icp_kmeans_free(&b);
    icp_t_dataset_free(&data);
    icp_t_dataset_free(&turned);
}

/* Applies out = factor * (row turned by 30 degrees in its first two columns when asked) + shift, fits, and expects the same clustering. */
static void check_change(const icp_t_dataset *data, const icp_kmeans *fit, double factor, double shift, bool turn, double tolerance)
{
    icp_t_dataset changed = icp_t_dataset_new(data->rows, data->cols);
    memcpy(changed.x, data->x, data->rows * data->cols * sizeof *data->x);
    for (size_t i = 0; i < data->rows; i++) {
        double *row = changed.x + i * data->cols, a = row[0], b = row[1];
        if (turn) row[0] = a * sqrt(0.75) - b / 2, row[1] = a / 2 + b * sqrt(0.75);
        for (size_t j = 0; j < data->cols; j++) row[j] = factor * row[j] + shift;
    }
    icp_kmeans_settings settings = icp_t_kmeans_settings(fit->k, 20);
    icp_kmeans other = icp_t_fit(icp_t_view(&changed), NULL, icp_t_no_start, &settings);
    CHECK(agreement(fit, &other) == 1);
    CHECK_REL(other.inertia, factor * factor * fit->inertia, tolerance);
    icp_kmeans_free(&other);
    icp_t_dataset_free(&changed);
}

static void scale_place_and_direction_do_not_matter(void)
{
    icp_t_dataset data = icp_t_dataset_groups(800, 3, 5, 5, 23);
    icp_kmeans_settings settings = icp_t_kmeans_settings(5, 20);
    icp_kmeans fit = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
    check_change(&data, &fit, 4, 0, false, 0);
    check_change(&data, &fit, 0.1, 0, false, 1e-12);
    check_change(&data, &fit, 1, 1e6, false, 1e-8);
    check_change(&data, &fit, 1, 0, true, 1e-12);
    check_change(&data, &fit, 1e140, 0, false, 1e-12);
    check_change(&data, &fit, 1e-140, 0, false, 1e-12);
    icp_kmeans_free(&fit);
    icp_t_dataset_free(&data);
}

static void memory_layout_does_not_matter(void)
{
    icp_t_dataset data = icp_t_dataset_groups(500, 3, 3, 3, 29);
    double *columns = malloc(1500 * sizeof *columns), *apart = calloc(500 * 9, sizeof *apart);
    for (size_t i = 0; i < 500; i++)
        for (size_t j = 0; j < 3; j++) columns[j * 500 + i] = apart[i * 9 + 2 * j] = data.x[i * 3 + j];
    icp_kmeans_settings settings = icp_t_kmeans_settings(3, 5);
    icp_kmeans a = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
    icp_kmeans b = icp_t_fit(icp_view_columns(columns, 500, 3), NULL, icp_t_no_start, &settings);
    icp_kmeans c = icp_t_fit((icp_view){apart, 500, 3, 9, 2}, NULL, icp_t_no_start, &settings);
    CHECK(same_bytes(&a, &b) && same_bytes(&a, &c));
    icp_kmeans_free(&a);
    icp_kmeans_free(&b);
    icp_kmeans_free(&c);
    free(columns);
    free(apart);
    icp_t_dataset_free(&data);
}

static void empty_clusters_are_filled_with_the_farthest_rows(void)
{
    const double x[] = {0, 1, 2, 10, 11, 100}, start[] = {1e6, 3, -1e6}; /* only the middle centre is near anything */
    icp_kmeans_settings settings = icp_t_kmeans_settings(3, 1);
    settings.exchange = 0;
    icp_kmeans fit = icp_t_fit(icp_view_rows(x, 6, 1), NULL, icp_view_rows(start, 3, 1), &settings);
    CHECK(fit.centers[0] == 100 && fit.sizes[0] == 1);
    CHECK_REL(fit.inertia, 2.5, 1e-15); /* {0,1,2}, {10,11}, {100} */
    CHECK(fit.restarts == 1 && fit.best_hits == 1);
    icp_kmeans_free(&fit);
}

void test_kmeans_invariance(void)
{
    static const icp_t_case cases[] = {{"any number of threads gives the same bytes", any_number_of_threads_gives_the_same_bytes},
                                       {"both kernels give the same bytes", both_kernels_give_the_same_bytes},
                                       {"both kernels label near-ties alike", both_kernels_label_near_ties_alike},
                                       {"ties go to the lowest index", ties_go_to_the_lowest_index},
                                       {"weights are repeated rows", weights_are_repeated_rows},
                                       {"a row of weight 0 is labelled and moves nothing", a_row_of_weight_0_is_labelled_and_moves_nothing},
                                       {"order of rows does not change the partition", order_of_rows_does_not_change_the_partition},
                                       {"scale, place and direction do not matter", scale_place_and_direction_do_not_matter},
                                       {"memory layout does not matter", memory_layout_does_not_matter},
                                       {"empty clusters are filled with the farthest rows", empty_clusters_are_filled_with_the_farthest_rows}};
    ICP_T_SUITE("kmeans_invariance", cases);
}
