/* test_silhouette_kernel.c - the silhouette kernels against each other and the definition, and several labelings at once. */
#include "support/check.h"
#include "support/dataset.h"

#include "icpcluster.h"
#include "math/silhouette.h"

#include <stdlib.h>
#include <string.h>

enum { N = 211, D = 5 };

static const icp_i_silhouette_kernel *const kernels[] = {
#if defined(__x86_64__)
    &icp_i_silhouette_avx2,
#endif
    &icp_i_silhouette_portable};

static double distance(const double *a, const double *b)
{
    double sum = 0;
    for (size_t j = 0; j < D; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sqrt(sum);
}

/* Rousseeuw's s(i), written out. */
static double by_definition(const double *x, const int32_t *label, size_t k, size_t row)
{
    double inside = 0, outside = INFINITY;
    for (size_t c = 0; c < k; c++) {
        double sum = 0, count = 0;
        for (size_t i = 0; i < N; i++)
            if (label[i] == (int32_t)c) sum += distance(x + row * D, x + i * D), count++;
        if (label[row] == (int32_t)c && count < 2) return 0;
        if (label[row] == (int32_t)c) inside = sum / (count - 1);
        else if (count > 0) outside = fmin(outside, sum / count);
    }
    return (outside - inside) / fmax(inside, outside);
}

/* Labelings 0 (four clusters), 1 (one cluster only) and 2 (seven, one of them empty and one of a single row). */
static void make_labels(int32_t *label)
{
    for (size_t i = 0; i < N; i++) {
        label[i] = (int32_t)(i * i % 4);
        label[N + i] = 1;
        label[2 * N + i] = i == 100 ? 6 : (int32_t)(i * 7 % 5);
    }
}

/* One block of rows, an even and an odd number of them, and blocks of several tiles: all pairs written out. */
static void any_number_of_rows_meets_all_others(void)
{
    const size_t sizes[] = {2, 16, 33, 200, 211, 1025, 1500};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s], k = 2;
        icp_t_dataset data = icp_t_dataset_groups(n, D, 2, 2, 7);
        int32_t *label = malloc(n * sizeof *label);
        double *each = malloc(n * sizeof *each), mean = 0, count[2] = {0};
        for (size_t i = 0; i < n; i++) count[label[i] = (int32_t)(i * i % 3 == 1)]++;
        CHECK_OK(icp_silhouette(icp_view_rows(data.x, n, D), label, k, 2, &mean, each, NULL), NULL);
        for (size_t i = 0; i < n; i++) {
            double sum[2] = {0};
            for (size_t o = 0; o < n; o++) sum[label[o]] += distance(data.x + i * D, data.x + o * D);
            double inside = sum[label[i]] / (count[label[i]] - 1), outside = sum[1 - label[i]] / count[1 - label[i]];
            CHECK_ABS(each[i], count[label[i]] < 2 ? 0 : (outside - inside) / fmax(inside, outside), 1e-12);
        }
        free(label);
        free(each);
        icp_t_dataset_free(&data);
    }
}

static void every_kernel_gives_the_values_of_the_definition(void)
{
    icp_t_dataset data = icp_t_dataset_groups(N, D, 4, 3, 1);
    int32_t label[3 * N];
    const size_t k[] = {4, 2, 7};
    double mean[3], each[3 * N];
    make_labels(label);
    const int32_t *list[] = {label, label + N, label + 2 * N};
    for (size_t u = 0; u < sizeof kernels / sizeof *kernels; u++) {
        if (!kernels[u]->supported()) {
            icp_t_skip("no AVX2 here");
            continue;
        }
        CHECK_OK(icp_i_silhouettes(icp_view_rows(data.x, N, D), &(icp_i_labelings){list, k, 3}, kernels[u], 2, mean, each, NULL), NULL);
        CHECK(isnan(mean[1]));
        for (size_t l = 0; l < 3; l += 2) {
            double sum = 0;
            for (size_t i = 0; i < N; i++) {
                double expected = by_definition(data.x, list[l], k[l], i);
                CHECK_ABS(each[l * N + i], expected, 1e-12);
                sum += expected;
            }
            CHECK_ABS(mean[l], sum / N, 1e-12);
        }
    }
    icp_t_dataset_free(&data);
}

static void together_is_as_one_by_one(void)
{
    icp_t_dataset data = icp_t_dataset_groups(N, D, 4, 3, 2);
    int32_t label[3 * N];
    const size_t k[] = {4, 2, 7};
    double mean[3], alone;
    make_labels(label);
    const int32_t *list[] = {label, label + N, label + 2 * N};
    CHECK_OK(icp_i_silhouettes(icp_view_rows(data.x, N, D), &(icp_i_labelings){list, k, 3}, NULL, 1, mean, NULL, NULL), NULL);
    for (size_t l = 0; l < 3; l += 2) {
        CHECK_OK(icp_silhouette(icp_view_rows(data.x, N, D), list[l], k[l], 1, &alone, NULL, NULL), NULL);
        CHECK_ABS(mean[l], alone, 1e-14);
    }
    icp_t_dataset_free(&data);
}

static void kernels_give_the_same_bits_for_any_threads(void)
{
    icp_t_dataset data = icp_t_dataset_groups(N, D, 4, 3, 3);
    int32_t label[3 * N];
    const size_t k[] = {4, 2, 7};
    double one[3 * N], other[3 * N], mean[3], again[3];
    make_labels(label);
    const int32_t *list[] = {label, label + N, label + 2 * N};
    const icp_i_labelings labelings = {list, k, 3};
    memset(one, 0, sizeof one);
    memset(other, 0, sizeof other);
    for (size_t u = 0; u < sizeof kernels / sizeof *kernels; u++) {
        if (!kernels[u]->supported()) continue;
        CHECK_OK(icp_i_silhouettes(icp_view_rows(data.x, N, D), &labelings, kernels[u], 1, mean, one, NULL), NULL);
        for (int threads = 2; threads <= 4; threads++) {
            CHECK_OK(icp_i_silhouettes(icp_view_rows(data.x, N, D), &labelings, kernels[u], threads, again, other, NULL), NULL);
            CHECK(memcmp(one, other, sizeof one) == 0 && memcmp(&mean[2], &again[2], sizeof *mean) == 0);
        }
    }
    icp_t_dataset_free(&data);
}

void test_silhouette_kernel(void)
{
    static const icp_t_case cases[] = {
        {"any number of rows meets all others", any_number_of_rows_meets_all_others},
        {"every kernel gives the values of the definition", every_kernel_gives_the_values_of_the_definition},
        {"several labelings together are as one by one", together_is_as_one_by_one},
        {"the same bits for any number of threads", kernels_give_the_same_bits_for_any_threads},
    };
    ICP_T_SUITE("silhouette_kernel", cases);
}
