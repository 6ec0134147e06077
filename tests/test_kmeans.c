/* test_kmeans.c - k-means against its definition: brute force over all partitions, Lloyd's iteration written out, Hartigan's condition. */
#include "support/check.h"
#include "support/fits.h"

#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

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
                icp_kmeans_settings settings = icp_t_kmeans_settings(k, 50);
                icp_kmeans plain = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
                icp_kmeans weighted = icp_t_fit(icp_t_view(&data), weights, icp_t_no_start, &settings);
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
        icp_kmeans_settings settings = icp_t_kmeans_settings(K, 1);
        settings.max_iterations = step;
        settings.exchange = 0;
        icp_kmeans fit = icp_t_fit(icp_t_view(&data), weights, icp_view_rows(data.x, K, D), &settings);
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
    icp_kmeans_settings settings = icp_t_kmeans_settings(6, 5);
    icp_kmeans fit = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
    int32_t *labels = malloc(data.rows * sizeof *labels);
    double *d2 = malloc(data.rows * sizeof *d2), total = 0;
    size_t rows = 0;
    CHECK_OK(icp_kmeans_assign(icp_t_view(&data), icp_view_rows(fit.centers, 6, 4), labels, d2, NULL), NULL);
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
    for (uint64_t seed = 1; seed <= 10; seed++) {
        icp_t_dataset data = icp_t_dataset_groups(60, 2, 1, 0, seed);
        double weights[60];
        for (size_t i = 0; i < 60; i++) weights[i] = 0.1 + (double)(i * i % 7);
        icp_kmeans_settings settings = icp_t_kmeans_settings(5, 1);
        icp_kmeans fit = icp_t_fit(icp_t_view(&data), weights, icp_t_no_start, &settings);
        for (size_t i = 0; i < data.rows; i++) {
            int32_t own = fit.labels[i];
            for (int32_t c = 0; c < 5; c++) {
                fit.labels[i] = c;
                CHECK(sum_of_squares(&data, weights, fit.labels, 5) >= fit.inertia * (1 - 1e-11));
            }
            fit.labels[i] = own;
        }
        icp_kmeans_free(&fit);
        icp_t_dataset_free(&data);
    }
}

/* Seeds of k-means++ as first published: one candidate a step. */
static void plain_seeds(const icp_t_dataset *data, size_t k, icp_i_rng *rng, double *centers)
{
    size_t d = data->cols, row = icp_i_rng_below(rng, data->rows);
    double *d2 = malloc(data->rows * sizeof *d2);
    for (size_t i = 0; i < data->rows; i++) d2[i] = INFINITY;
    for (size_t c = 0; c < k; c++) {
        double total = 0;
        memcpy(centers + c * d, data->x + row * d, d * sizeof *centers);
        for (size_t i = 0; i < data->rows; i++) {
            double away = 0;
            for (size_t j = 0; j < d; j++) away += pow(data->x[i * d + j] - centers[c * d + j], 2);
            d2[i] = fmin(d2[i], away);
            total += d2[i];
        }
        double left = icp_i_rng_uniform(rng) * total;
        for (row = 0; row + 1 < data->rows && left >= d2[row]; row++) left -= d2[row];
    }
    free(d2);
}

static void greedy_seeds_beat_plain_ones(void)
{
    enum { K = 10, D = 3, SEEDS = 40 };
    icp_t_dataset data = icp_t_dataset_groups(600, D, 1, 0, 31);
    icp_i_rng *rng = icp_i_rng_new(1, "plain seeds", 0);
    double greedy = 0, plain = 0, centers[K * D];
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        icp_kmeans_settings settings = icp_t_kmeans_settings(K, 1);
        settings.max_iterations = 1;
        settings.exchange = 0;
        settings.seed = seed;
        plain_seeds(&data, K, rng, centers);
        icp_kmeans ours = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
        icp_kmeans other = icp_t_fit(icp_t_view(&data), NULL, icp_view_rows(centers, K, D), &settings);
        greedy += ours.inertia / SEEDS;
        plain += other.inertia / SEEDS;
        icp_kmeans_free(&ours);
        icp_kmeans_free(&other);
    }
    CHECK(greedy < 0.97 * plain);
    icp_i_rng_free(rng);
    icp_t_dataset_free(&data);
}

static void the_exchange_pass_never_loses(void)
{
    icp_t_dataset data = icp_t_dataset_groups(300, 5, 1, 0, 5);
    size_t better = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        icp_kmeans_settings settings = icp_t_kmeans_settings(6, 1);
        settings.seed = seed;
        icp_kmeans with = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
        settings.exchange = 0;
        icp_kmeans without = icp_t_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings);
        CHECK(with.inertia <= without.inertia * (1 + 1e-12));
        better += with.inertia < without.inertia * (1 - 1e-6) ? 1 : 0;
        icp_kmeans_free(&with);
        icp_kmeans_free(&without);
    }
    CHECK(better >= 10);
    icp_t_dataset_free(&data);
}

void test_kmeans(void)
{
    static const icp_t_case cases[] = {{"the optimum over all partitions is found", the_optimum_over_all_partitions_is_found},
                                       {"every iteration is that of the definition", every_iteration_is_that_of_the_definition},
                                       {"a converged fit keeps its promises", a_converged_fit_keeps_its_promises},
                                       {"no single exchange improves the result", no_single_exchange_improves_the_result},
                                       {"greedy seeds beat plain ones", greedy_seeds_beat_plain_ones},
                                       {"the exchange pass never loses", the_exchange_pass_never_loses}};
    ICP_T_SUITE("kmeans", cases);
}
