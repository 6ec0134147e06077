/* test_kmeans_exchange.c - the exchange pass against its definition, written out without any bound: the same rows move, in the same order. */
#include "support/check.h"
#include "support/fits.h"

#include <stdlib.h>
#include <string.h>

/* Plain k-means in double precision, all distances at every step. */
typedef struct plain {
    const icp_t_dataset *data;
    const double *weights; /* NULL: all 1 */
    size_t k, *counts;
    double *centers, *masses;
    int32_t *labels;
} plain;

static double weight_of(const plain *p, size_t row)
{
    return p->weights ? p->weights[row] : 1;
}

static double away(const plain *p, size_t row, size_t c)
{
    double d2 = 0;
    for (size_t j = 0; j < p->data->cols; j++) d2 += pow(p->data->x[row * p->data->cols + j] - p->centers[c * p->data->cols + j], 2);
    return d2;
}

static void take_means(plain *p)
{
    size_t d = p->data->cols;
    memset(p->centers, 0, p->k * d * sizeof *p->centers);
    memset(p->masses, 0, p->k * sizeof *p->masses);
    memset(p->counts, 0, p->k * sizeof *p->counts);
    for (size_t i = 0; i < p->data->rows; i++) {
        size_t c = (size_t)p->labels[i];
        for (size_t j = 0; j < d; j++) p->centers[c * d + j] += weight_of(p, i) * p->data->x[i * d + j];
        p->masses[c] += weight_of(p, i);
        p->counts[c] += weight_of(p, i) > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < p->k * d; i++) p->centers[i] /= p->masses[i / d];
}

static void lloyd(plain *p)
{
    for (bool moved = true; moved; take_means(p)) {
        moved = false;
        for (size_t i = 0; i < p->data->rows; i++) {
            size_t nearest = 0;
            for (size_t c = 1; c < p->k; c++)
                if (away(p, i, c) < away(p, i, nearest)) nearest = c;
            moved |= p->labels[i] != (int32_t)nearest;
            p->labels[i] = (int32_t)nearest;
        }
    }
}

static void shift(plain *p, size_t row, size_t c, double weight)
{
    size_t d = p->data->cols;
    p->masses[c] += weight;
    for (size_t j = 0; j < d; j++) p->centers[c * d + j] += weight / p->masses[c] * (p->data->x[row * d + j] - p->centers[c * d + j]);
}

static bool exchange_row(plain *p, size_t row)
{
    size_t own = (size_t)p->labels[row], best = own;
    double w = weight_of(p, row);
    if (w <= 0 || p->counts[own] < 2) return false;
    double least = p->masses[own] * w / (p->masses[own] - w) * away(p, row, own) * (1 - 1e-12);
    for (size_t c = 0; c < p->k; c++) {
        double cost = c == own ? INFINITY : p->masses[c] * w / (p->masses[c] + w) * away(p, row, c);
        if (cost < least) least = cost, best = c;
    }
    if (best == own) return false;
    shift(p, row, own, -w);
    shift(p, row, best, w);
    p->counts[own]--, p->counts[best]++;
    p->labels[row] = (int32_t)best;
    return true;
}

/* Returns how many rows moved. */
static size_t exchange(plain *p)
{
    size_t moves = 0;
    for (size_t resting = 0; resting < p->data->rows;)
        for (size_t i = 0; i < p->data->rows && resting < p->data->rows; i++) {
            bool moved = exchange_row(p, i);
            moves += moved ? 1 : 0;
            resting = moved ? 0 : resting + 1;
        }
    return moves;
}

/* Returns the moves of the pass. */
static size_t check_one(const icp_t_dataset *data, const double *weights, size_t k, icp_kernel kernel)
{
    plain p = {.data = data, .weights = weights, .k = k, .counts = calloc(k, sizeof(size_t))};
    p.centers = malloc(k * data->cols * sizeof *p.centers);
    p.masses = malloc(k * sizeof *p.masses);
    p.labels = malloc(data->rows * sizeof *p.labels);
    memset(p.labels, 0xFF, data->rows * sizeof *p.labels);
    memcpy(p.centers, data->x, k * data->cols * sizeof *p.centers);
    icp_kmeans_settings settings = icp_t_kmeans_settings(k, 1);
    settings.max_iterations = 10000;
    settings.kernel = kernel;
    icp_kmeans fit = icp_t_fit(icp_t_view(data), weights, icp_view_rows(data->x, k, data->cols), &settings);
    lloyd(&p);
    size_t moves = exchange(&p);
    take_means(&p);
    lloyd(&p);
    CHECK(fit.stop == ICP_STOP_CONVERGED && memcmp(fit.labels, p.labels, data->rows * sizeof *p.labels) == 0);
    for (size_t i = 0; i < k * data->cols; i++) CHECK_ABS(fit.centers[i], p.centers[i], 1e-10);
    icp_kmeans_free(&fit);
    free(p.counts);
    free(p.centers);
    free(p.masses);
    free(p.labels);
    return moves;
}

static void the_pass_is_that_of_the_definition(void)
{
    const size_t shapes[][3] = {{600, 5, 6}, {900, 2, 40}, {150, 3, 2}, {1200, 9, 12}}; /* rows, columns, clusters */
    size_t moves = 0;
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            icp_t_dataset data = icp_t_dataset_groups(shapes[s][0], shapes[s][1], 1 + shapes[s][2] / 2, 1, seed);
            double *weights = malloc(data.rows * sizeof *weights);
            for (size_t i = 0; i < data.rows; i++) weights[i] = i < shapes[s][2] ? 1 : (double)(i * i % 7) / 3; /* some are 0 */
            moves += check_one(&data, NULL, shapes[s][2], ICP_KERNEL_NATIVE);
            moves += check_one(&data, weights, shapes[s][2], ICP_KERNEL_NATIVE);
            moves += check_one(&data, weights, shapes[s][2], ICP_KERNEL_BLAS);
            free(weights);
            icp_t_dataset_free(&data);
        }
    CHECK(moves > 500);
}

static void the_pass_keeps_bunches_of_centres_in_step(void)
{
    icp_t_dataset data = icp_t_dataset_groups(1600, 3, 20, 2, 17);
    CHECK(check_one(&data, NULL, 260, ICP_KERNEL_NATIVE) > 50);
    icp_t_dataset_free(&data);
}

void test_kmeans_exchange(void)
{
    static const icp_t_case cases[] = {{"the pass is that of the definition", the_pass_is_that_of_the_definition},
                                       {"the pass keeps bunches of centres in step", the_pass_keeps_bunches_of_centres_in_step}};
    ICP_T_SUITE("kmeans_exchange", cases);
}
