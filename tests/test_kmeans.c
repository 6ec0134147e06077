/* test_kmeans.c - k-means against brute force and against itself under changes that may not matter: threads, kernels, order, scale, place, rotation,
 * weights written out as repeated rows. */
#include "support/check.h"
#include "support/dataset.h"

#include "icpcluster.h"
#include "math/linalg.h"

#include <stdlib.h>
#include <string.h>

static const icp_view no_start = {0};

static icp_view view_of(const icp_t_dataset *data)
{
    return icp_view_rows(data->x, data->rows, data->cols);
}

static icp_kmeans_settings settings_of(size_t k, size_t restarts)
{
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    settings.k = k;
    settings.restarts = restarts;
    return settings;
}

static icp_kmeans fitted(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings)
{
    icp_error err;
    icp_kmeans fit = {0};
    CHECK_OK(icp_kmeans_fit(x, weights, start, settings, &fit, &err), &err);
    return fit;
}

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

static double weight_of(const double *weights, size_t row)
{
    return weights ? weights[row] : 1;
}

/* Sum of squares of a labeling about its weighted means, by the definition. */
static double sum_of_squares(const icp_t_dataset *data, const double *weights, const int32_t *labels, size_t k)
{
    double total = 0;
    for (size_t c = 0; c < k; c++)
        for (size_t j = 0; j < data->cols; j++) {
            double sum = 0, mass = 0;
            for (size_t i = 0; i < data->rows; i++)
                if (labels[i] == (int32_t)c) sum += weight_of(weights, i) * data->x[i * data->cols + j], mass += weight_of(weights, i);
            for (size_t i = 0; i < data->rows; i++)
                if (labels[i] == (int32_t)c && mass > 0) total += weight_of(weights, i) * pow(data->x[i * data->cols + j] - sum / mass, 2);
        }
    return total;
}

/* Least sum of squares over every way to put the rows into at most k clusters: each row joins a cluster that is open or opens the next. */
static double best_partition(const icp_t_dataset *data, const double *weights, size_t k, int32_t *labels, size_t row, size_t open)
{
    if (row == data->rows) return sum_of_squares(data, weights, labels, k);
    double best = INFINITY;
    for (size_t c = 0; c <= open && c < k; c++) {
        labels[row] = (int32_t)c;
        best = fmin(best, best_partition(data, weights, k, labels, row + 1, c == open ? open + 1 : open));
    }
    return best;
}

static void the_optimum_over_all_partitions_is_found(void)
{
    int32_t labels[10];
    for (uint64_t seed = 1; seed <= 4; seed++)
        for (size_t n = 8; n <= 9; n++)
            for (size_t k = 1; k <= 4; k++) {
                icp_t_dataset data = icp_t_dataset_groups(n, 2, 1, 0, seed);
                double weights[10];
                for (size_t i = 0; i < n; i++) weights[i] = 0.5 + (double)(i * seed % 4);
                icp_kmeans_settings settings = settings_of(k, 50);
                icp_kmeans plain = fitted(view_of(&data), NULL, no_start, &settings);
                icp_kmeans weighted = fitted(view_of(&data), weights, no_start, &settings);
                CHECK_REL(plain.inertia, best_partition(&data, NULL, k, labels, 0, 0), 1e-12);
                CHECK_REL(weighted.inertia, best_partition(&data, weights, k, labels, 0, 0), 1e-12);
                icp_kmeans_free(&plain);
                icp_kmeans_free(&weighted);
                icp_t_dataset_free(&data);
            }
}

/* One iteration by the definition: labels of the centres, then their means. No cluster may run empty in the data used. */
static void lloyd_by_definition(const icp_t_dataset *data, const double *weights, size_t k, double *centers, int32_t *labels)
{
    size_t d = data->cols;
    double *mass = calloc(k, sizeof *mass), *sums = calloc(k * d, sizeof *sums);
    for (size_t i = 0; i < data->rows; i++) {
        double nearest = INFINITY;
        for (size_t c = 0; c < k; c++) {
            double d2 = 0;
            for (size_t j = 0; j < d; j++) d2 += pow(data->x[i * d + j] - centers[c * d + j], 2);
            if (d2 < nearest) nearest = d2, labels[i] = (int32_t)c;
        }
        for (size_t j = 0; j < d; j++) sums[(size_t)labels[i] * d + j] += weights[i] * data->x[i * d + j];
        mass[labels[i]] += weights[i];
    }
    for (size_t c = 0; c < k * d; c++) centers[c] = sums[c] / mass[c / d];
    free(mass);
    free(sums);
}

static void every_iteration_is_that_of_the_definition(void)
{
    enum { K = 5, D = 3, STEPS = 12 };
    icp_t_dataset data = icp_t_dataset_groups(5000, D, K, 2, 7);
    double *weights = malloc(data.rows * sizeof *weights), centers[K * D];
    int32_t *labels = malloc(data.rows * sizeof *labels);
    for (size_t i = 0; i < data.rows; i++) weights[i] = (double)(i % 7) / 3;
    memcpy(centers, data.x, sizeof centers);
    for (size_t step = 1; step <= STEPS; step++) {
        lloyd_by_definition(&data, weights, K, centers, labels);
        icp_kmeans_settings settings = settings_of(K, 1);
        settings.max_iterations = step;
        settings.exchange = 0;
        icp_kmeans fit = fitted(view_of(&data), weights, icp_view_rows(data.x, K, D), &settings);
        CHECK(fit.stop == ICP_STOP_MAX_ITERATIONS && fit.iterations == step);
        CHECK(memcmp(fit.labels, labels, data.rows * sizeof *labels) == 0);
        for (size_t c = 0; c < K * D; c++) CHECK_ABS(fit.centers[c], centers[c], 1e-12);
        CHECK_REL(fit.inertia, sum_of_squares(&data, weights, labels, K), 1e-12);
        icp_kmeans_free(&fit);
    }
    free(weights);
    free(labels);
    icp_t_dataset_free(&data);
}

static void a_converged_fit_keeps_its_promises(void)
{
    icp_t_dataset data = icp_t_dataset_groups(6000, 4, 6, 3, 3);
    icp_kmeans_settings settings = settings_of(6, 5);
    icp_kmeans fit = fitted(view_of(&data), NULL, no_start, &settings);
    int32_t *labels = malloc(data.rows * sizeof *labels);
    double *d2 = malloc(data.rows * sizeof *d2), total = 0;
    size_t rows = 0;
    CHECK_OK(icp_kmeans_assign(view_of(&data), icp_view_rows(fit.centers, 6, 4), labels, d2, NULL), NULL);
    CHECK(fit.stop == ICP_STOP_CONVERGED && memcmp(labels, fit.labels, data.rows * sizeof *labels) == 0);
    for (size_t i = 0; i < data.rows; i++) total += d2[i];
    CHECK_REL(total, fit.inertia, 1e-12);
    CHECK_REL(fit.inertia, sum_of_squares(&data, NULL, fit.labels, 6), 1e-12);
    for (size_t c = 0; c < 6; c++) {
        rows += fit.sizes[c];
        CHECK(fit.weights[c] == (double)fit.sizes[c]);
    }
    CHECK(rows == data.rows);
    free(labels);
    free(d2);
    icp_kmeans_free(&fit);
    icp_t_dataset_free(&data);
}

/* No row can move to another cluster and lower the sum of squares: Hartigan's condition, checked through the definition. */
static void no_single_exchange_improves_the_result(void)
{
    icp_t_dataset data = icp_t_dataset_groups(60, 2, 1, 0, 11);
    icp_kmeans_settings settings = settings_of(5, 3);
    icp_kmeans fit = fitted(view_of(&data), NULL, no_start, &settings);
    for (size_t i = 0; i < data.rows; i++) {
        int32_t own = fit.labels[i];
        for (int32_t c = 0; c < 5; c++) {
            fit.labels[i] = c;
            CHECK(sum_of_squares(&data, NULL, fit.labels, 5) >= fit.inertia * (1 - 1e-11));
        }
        fit.labels[i] = own;
    }
    icp_kmeans_free(&fit);
    icp_t_dataset_free(&data);
}

static void the_exchange_pass_never_loses(void)
{
    icp_t_dataset data = icp_t_dataset_groups(300, 5, 1, 0, 5);
    size_t better = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        icp_kmeans_settings settings = settings_of(6, 1);
        settings.seed = seed;
        icp_kmeans with = fitted(view_of(&data), NULL, no_start, &settings);
        settings.exchange = 0;
        icp_kmeans without = fitted(view_of(&data), NULL, no_start, &settings);
        CHECK(with.inertia <= without.inertia * (1 + 1e-12));
        better += with.inertia < without.inertia * (1 - 1e-6) ? 1 : 0;
        icp_kmeans_free(&with);
        icp_kmeans_free(&without);
    }
    CHECK(better >= 10);
    icp_t_dataset_free(&data);
}

static void any_number_of_threads_gives_the_same_bytes(void)
{
    const size_t rows[] = {3000, 9000, 135000}; /* starts beside each other in one block and in three, then blocks beside each other */
    for (size_t s = 0; s < 3; s++) {
        icp_t_dataset data = icp_t_dataset_groups(rows[s], 2, 3, 4, 21);
        icp_kmeans_settings settings = settings_of(3, s == 2 ? 1 : 7);
        settings.threads = 1;
        icp_kmeans one = fitted(view_of(&data), NULL, no_start, &settings);
        for (settings.threads = 2; settings.threads <= 4; settings.threads++) {
            icp_kmeans more = fitted(view_of(&data), NULL, no_start, &settings);
            CHECK(same_bytes(&one, &more));
            icp_kmeans_free(&more);
        }
        icp_kmeans_free(&one);
        icp_t_dataset_free(&data);
    }
}

static void check_kernels(icp_view x, const double *weights, size_t k)
{
    icp_kmeans_settings settings = settings_of(k, 4);
    settings.kernel = ICP_KERNEL_NATIVE;
    icp_kmeans native = fitted(x, weights, no_start, &settings);
    settings.threads = 1; /* the count of calls is kept by the thread that makes them */
    settings.kernel = ICP_KERNEL_BLAS;
    size_t before = icp_i_blas_calls();
    icp_kmeans blas = fitted(x, weights, no_start, &settings);
    CHECK(icp_i_blas_calls() > before);
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
        check_kernels(view_of(&spread), NULL, k);
        check_kernels(view_of(&ties), NULL, k);
        check_kernels(view_of(&ties), weights, k);
        check_kernels(view_of(&far), NULL, k);
    }
    free(weights);
    icp_t_dataset_free(&spread);
    icp_t_dataset_free(&ties);
    icp_t_dataset_free(&far);
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
    icp_kmeans_settings settings = settings_of(4, 20);
    icp_kmeans weighted = fitted(view_of(&data), weights, no_start, &settings), plain = fitted(view_of(&repeated), NULL, no_start, &settings);
    CHECK(m == 800);
    CHECK_REL(weighted.inertia, plain.inertia, 1e-12);
    icp_kmeans again = fitted(view_of(&repeated), NULL, icp_view_rows(weighted.centers, 4, 3), &settings);
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
    icp_kmeans_settings settings = settings_of(3, 10);
    icp_kmeans fit = fitted(view_of(&data), weights, no_start, &settings);
    for (size_t i = 0; i < 300; i += 100) data.x[2 * i] = 2e6;
    icp_kmeans again = fitted(view_of(&data), weights, icp_view_rows(fit.centers, 3, 2), &settings);
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
    icp_kmeans_settings settings = settings_of(4, 20);
    icp_kmeans a = fitted(view_of(&data), NULL, no_start, &settings), b = fitted(view_of(&turned), NULL, no_start, &settings);
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
    icp_kmeans_settings settings = settings_of(fit->k, 20);
    icp_kmeans other = fitted(view_of(&changed), NULL, no_start, &settings);
    CHECK(agreement(fit, &other) == 1);
    CHECK_REL(other.inertia, factor * factor * fit->inertia, tolerance);
    icp_kmeans_free(&other);
    icp_t_dataset_free(&changed);
}

static void scale_place_and_direction_do_not_matter(void)
{
    icp_t_dataset data = icp_t_dataset_groups(800, 3, 5, 5, 23);
    icp_kmeans_settings settings = settings_of(5, 20);
    icp_kmeans fit = fitted(view_of(&data), NULL, no_start, &settings);
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
    icp_kmeans_settings settings = settings_of(3, 5);
    icp_kmeans a = fitted(view_of(&data), NULL, no_start, &settings);
    icp_kmeans b = fitted(icp_view_columns(columns, 500, 3), NULL, no_start, &settings);
    icp_kmeans c = fitted((icp_view){apart, 500, 3, 9, 2}, NULL, no_start, &settings);
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
    icp_kmeans_settings settings = settings_of(3, 1);
    settings.exchange = 0;
    icp_kmeans fit = fitted(icp_view_rows(x, 6, 1), NULL, icp_view_rows(start, 3, 1), &settings);
    CHECK(fit.centers[0] == 100 && fit.sizes[0] == 1);
    CHECK_REL(fit.inertia, 2.5, 1e-15); /* {0,1,2}, {10,11}, {100} */
    CHECK(fit.restarts == 1 && fit.best_hits == 1);
    icp_kmeans_free(&fit);
}

void test_kmeans(void)
{
    static const icp_t_case cases[] = {{"the optimum over all partitions is found", the_optimum_over_all_partitions_is_found},
                                       {"every iteration is that of the definition", every_iteration_is_that_of_the_definition},
                                       {"a converged fit keeps its promises", a_converged_fit_keeps_its_promises},
                                       {"no single exchange improves the result", no_single_exchange_improves_the_result},
                                       {"the exchange pass never loses", the_exchange_pass_never_loses},
                                       {"any number of threads gives the same bytes", any_number_of_threads_gives_the_same_bytes},
                                       {"both kernels give the same bytes", both_kernels_give_the_same_bytes},
                                       {"ties go to the lowest index", ties_go_to_the_lowest_index},
                                       {"weights are repeated rows", weights_are_repeated_rows},
                                       {"a row of weight 0 is labelled and moves nothing", a_row_of_weight_0_is_labelled_and_moves_nothing},
                                       {"order of rows does not change the partition", order_of_rows_does_not_change_the_partition},
                                       {"scale, place and direction do not matter", scale_place_and_direction_do_not_matter},
                                       {"memory layout does not matter", memory_layout_does_not_matter},
                                       {"empty clusters are filled with the farthest rows", empty_clusters_are_filled_with_the_farthest_rows}};
    ICP_T_SUITE("kmeans", cases);
}
