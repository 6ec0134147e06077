/* test_stability.c - bootstrap stability against fpc::clusterboot's published bands, planted truth and invariants. */
#include "support/check.h"
#include "support/dataset.h"

#include "icpcluster.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_K = 5, REPLICATES = 100 };

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Jaccard indices of the clusters of the best partition, ascending. */
static void stability(const icp_t_dataset *data, size_t k, double *jaccard)
{
    icp_view x = icp_view_rows(data->x, data->rows, data->cols);
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    icp_kmeans fit = {0};
    icp_error err;
    settings.k = k;
    CHECK_OK(icp_kmeans_fit(x, NULL, (icp_view){0}, &settings, &fit, &err), &err);
    CHECK_OK(icp_stability(x, fit.labels, k, REPLICATES, 1, 0, jaccard, &err), &err);
    qsort(jaccard, k, sizeof *jaccard, ascending);
    icp_kmeans_free(&fit);
}

static void check_bands(const icp_t_dataset *data, size_t k, const double *expected)
{
    double jaccard[MOST_K] = {0};
    stability(data, k, jaccard);
    for (size_t c = 0; c < k; c++) CHECK_ABS(jaccard[c], expected[c], 0.05);
}

static void iris_in_the_bands_of_clusterboot(void)
{
    static const double two[] = {0.99, 1}, three[] = {0.95, 0.96, 1};
    icp_t_dataset iris;
    int32_t species[150];
    CHECK(icp_t_dataset_read(icp_t_source("tests/reference/iris.csv"), 150, 5, &iris));
    icp_t_dataset_take_codes(&iris, species);
    check_bands(&iris, 2, two);
    check_bands(&iris, 3, three);
    icp_t_dataset_free(&iris);
}

/* The six amounts, log1p, in units of their standard deviation. */
static void wholesale_in_the_bands_of_clusterboot(void)
{
    static const double two[] = {0.97, 0.98}, three[] = {0.80, 0.83, 0.91}, five[] = {0.60, 0.62, 0.73, 0.77, 0.83};
    const char *path = icp_t_data("wholesale_customers/Wholesale customers data.csv");
    icp_t_dataset all, data = icp_t_dataset_new(440, 6);
    if (!path || !icp_t_dataset_read(path, 440, 8, &all)) {
        icp_t_skip("the wholesale customers are not there");
        icp_t_dataset_free(&data);
        return;
    }
    for (size_t i = 0; i < 440; i++)
        for (size_t j = 0; j < 6; j++) data.x[i * 6 + j] = log1p(all.x[i * 8 + 2 + j]);
    icp_t_dataset_standardize(&data, 1);
    check_bands(&data, 2, two);
    check_bands(&data, 3, three);
    check_bands(&data, 5, five);
    icp_t_dataset_free(&all);
    icp_t_dataset_free(&data);
}

static void groups_far_apart_are_always_found(void)
{
    enum { N = 120 };
    icp_t_dataset data = icp_t_dataset_groups(N, 2, 3, 60, 4);
    double jaccard[3] = {0};
    stability(&data, 3, jaccard);
    for (size_t c = 0; c < 3; c++) CHECK(jaccard[c] == 1);
    icp_t_dataset_free(&data);
}

static void the_same_bits_for_any_number_of_threads(void)
{
    enum { N = 400 };
    icp_t_dataset data = icp_t_dataset_groups(N, 3, 4, 2, 5);
    icp_view x = icp_view_rows(data.x, N, 3);
    int32_t labels[N];
    double one[4], other[4], seed[4];
    for (size_t i = 0; i < N; i++) labels[i] = (data.x[3 * i] > 1) + 2 * (data.x[3 * i + 1] > 1);
    CHECK_OK(icp_stability(x, labels, 4, 20, 9, 1, one, NULL), NULL);
    for (int threads = 2; threads <= 4; threads++) {
        CHECK_OK(icp_stability(x, labels, 4, 20, 9, threads, other, NULL), NULL);
        CHECK(memcmp(one, other, sizeof one) == 0);
    }
    CHECK_OK(icp_stability(x, labels, 4, 20, 10, 1, seed, NULL), NULL);
    CHECK(memcmp(one, seed, sizeof one) != 0);
    icp_t_dataset_free(&data);
}

static void bad_arguments_and_odd_clusters(void)
{
    const double x[] = {0, 0, 0, 9, 9, 9};
    int32_t labels[] = {0, 0, 0, 2, 2, 2};
    double jaccard[3] = {7, 7, 7};
    icp_error err;
    icp_view view = icp_view_rows(x, 6, 1);
    CHECK_STATUS(icp_stability(view, labels, 3, 0, 1, 1, jaccard, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_stability(view, labels, 2, 10, 1, 1, jaccard, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_stability(view, NULL, 3, 10, 1, 1, jaccard, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_stability(view, labels, 3, 10, 1, 1, NULL, &err), ICP_EUSAGE, &err);
    CHECK(jaccard[0] == 7 && jaccard[1] == 7 && jaccard[2] == 7);
    CHECK_OK(icp_stability(view, labels, 3, 10, 1, 1, jaccard, &err), &err); /* two different rows are never three clusters */
    CHECK(isnan(jaccard[0]) && isnan(jaccard[1]) && isnan(jaccard[2]));
    for (size_t i = 3; i < 6; i++) labels[i] = 1;
    CHECK_OK(icp_stability(view, labels, 2, 40, 1, 1, jaccard, &err), &err); /* a resample without one of the groups is left out */
    CHECK(jaccard[0] == 1 && jaccard[1] == 1);
}

void test_stability(void)
{
    static const icp_t_case cases[] = {
        {"iris in the bands of clusterboot", iris_in_the_bands_of_clusterboot},
        {"wholesale customers in the bands of clusterboot", wholesale_in_the_bands_of_clusterboot},
        {"groups far apart are always found", groups_far_apart_are_always_found},
        {"the same bits for any number of threads", the_same_bits_for_any_number_of_threads},
        {"bad arguments and odd clusters", bad_arguments_and_odd_clusters},
    };
    ICP_T_SUITE("stability", cases);
}
