/* test_quality.c - silhouette, Calinski-Harabasz and Rand indices against their definitions, published values and invariants. */
#include "support/check.h"
#include "support/dataset.h"

#include "icpcluster.h"

#include <stdlib.h>
#include <string.h>

static double distance(const icp_t_dataset *data, size_t a, size_t b)
{
    double sum = 0;
    for (size_t j = 0; j < data->cols; j++) sum += pow(data->x[a * data->cols + j] - data->x[b * data->cols + j], 2);
    return sqrt(sum);
}

/* Rousseeuw's s(i), written out. */
static double silhouette_by_definition(const icp_t_dataset *data, const int32_t *labels, size_t k, size_t row)
{
    double inside = 0, outside = INFINITY;
    size_t own = 0;
    for (size_t c = 0; c < k; c++) {
        double sum = 0;
        size_t count = 0;
        for (size_t i = 0; i < data->rows; i++)
            if (labels[i] == (int32_t)c) sum += distance(data, row, i), count++;
        if (labels[row] == (int32_t)c) own = count, inside = count > 1 ? sum / (double)(count - 1) : 0;
        else if (count) outside = fmin(outside, sum / (double)count);
    }
    return own < 2 ? 0 : (outside - inside) / fmax(inside, outside);
}

static void silhouettes_are_those_of_the_definition(void)
{
    enum { N = 300, K = 6 };
    icp_t_dataset data = icp_t_dataset_groups(N, 3, 4, 3, 1);
    int32_t labels[N];
    double each[N], mean, total = 0;
    for (size_t i = 0; i < N; i++) labels[i] = (int32_t)(i == 77 ? 5 : i * i % 4); /* label 4 on no row, label 5 on one */
    CHECK_OK(icp_silhouette(icp_view_rows(data.x, N, 3), labels, K, 2, &mean, each, NULL), NULL);
    for (size_t i = 0; i < N; i++) {
        double expected = silhouette_by_definition(&data, labels, K, i);
        CHECK_ABS(each[i], expected, 1e-13);
        total += expected;
    }
    CHECK(each[77] == 0);
    CHECK_ABS(mean, total / N, 1e-13);
    icp_t_dataset_free(&data);
}

static void silhouettes_of_four_points_on_a_line(void)
{
    const double x[] = {0, 1, 10, 12}; /* s = (b - a) / max(a, b): (11-1)/11, (10-1)/10, (9.5-2)/9.5, (11.5-2)/11.5 */
    const int32_t labels[] = {0, 0, 1, 1};
    const double expected[] = {10.0 / 11, 9.0 / 10, 7.5 / 9.5, 9.5 / 11.5};
    double each[4], mean;
    CHECK_OK(icp_silhouette(icp_view_rows(x, 4, 1), labels, 2, 1, &mean, each, NULL), NULL);
    for (size_t i = 0; i < 4; i++) CHECK_REL(each[i], expected[i], 1e-14);
    CHECK_REL(mean, (expected[0] + expected[1] + expected[2] + expected[3]) / 4, 1e-14);
}

static void silhouettes_do_not_depend_on_threads_or_scale(void)
{
    enum { N = 9000 };
    icp_t_dataset data = icp_t_dataset_groups(N, 2, 3, 4, 2);
    int32_t *labels = malloc(N * sizeof *labels);
    double *one = malloc(N * sizeof *one), *other = malloc(N * sizeof *other), mean, again;
    for (size_t i = 0; i < N; i++) labels[i] = data.x[2 * i] > 2 ? 1 : data.x[2 * i + 1] > 2 ? 2 : 0;
    CHECK_OK(icp_silhouette(icp_view_rows(data.x, N, 2), labels, 3, 1, &mean, one, NULL), NULL);
    for (int threads = 2; threads <= 4; threads++) {
        CHECK_OK(icp_silhouette(icp_view_rows(data.x, N, 2), labels, 3, threads, &again, other, NULL), NULL);
        CHECK(memcmp(one, other, N * sizeof *one) == 0 && memcmp(&mean, &again, sizeof mean) == 0);
    }
    for (size_t i = 0; i < 2 * N; i++) data.x[i] = 1e-140 * data.x[i];
    CHECK_OK(icp_silhouette(icp_view_rows(data.x, N, 2), labels, 3, 0, &again, NULL, NULL), NULL);
    CHECK_REL(again, mean, 1e-12);
    for (size_t i = 0; i < 2 * N; i++) data.x[i] = 1e290 * data.x[i] + 1e154;
    CHECK(icp_silhouette(icp_view_rows(data.x, N, 2), labels, 3, 0, &again, NULL, NULL) == ICP_EINPUT); /* beyond 1e150 */
    free(labels);
    free(one);
    free(other);
    icp_t_dataset_free(&data);
}

static void silhouettes_need_two_clusters_and_good_labels(void)
{
    double x[] = {1, 2, 3}, mean = 7;
    int32_t labels[] = {1, 1, 1};
    icp_error err;
    CHECK_STATUS(icp_silhouette(icp_view_rows(x, 3, 1), labels, 2, 0, &mean, NULL, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_TOO_FEW && mean == 7);
    labels[2] = 2;
    CHECK_STATUS(icp_silhouette(icp_view_rows(x, 3, 1), labels, 2, 0, &mean, NULL, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.message, "row 3 has label 2") != NULL);
    labels[2] = -1;
    CHECK_STATUS(icp_silhouette(icp_view_rows(x, 3, 1), labels, 2, 0, &mean, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_silhouette(icp_view_rows(x, 3, 1), NULL, 2, 0, &mean, NULL, &err), ICP_EUSAGE, &err);
    x[1] = NAN;
    CHECK_STATUS(icp_silhouette(icp_view_rows(x, 3, 1), labels, 2, 0, &mean, NULL, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_NOT_FINITE && mean == 7);
    const double same[] = {5, 5, 5, 5};
    const int32_t halves[] = {0, 1, 0, 1};
    CHECK_OK(icp_silhouette(icp_view_rows(same, 4, 1), halves, 2, 0, &mean, NULL, &err), &err);
    CHECK(mean == 0);
}

static void calinski_harabasz_is_that_of_the_definition(void)
{
    const double x[] = {0, 2, 10, 14, 20}; /* means 1, 12, 20; of all 9.2; W = 2 + 8, B = 2*8.2^2 + 2*2.8^2 + 10.8^2 */
    const int32_t labels[] = {0, 0, 2, 2, 3};
    double value;
    CHECK_OK(icp_calinski_harabasz(icp_view_rows(x, 5, 1), labels, 4, &value, NULL), NULL);
    CHECK_REL(value, (2 * 8.2 * 8.2 + 2 * 2.8 * 2.8 + 10.8 * 10.8) / 2 / (10.0 / 2), 1e-14);
}

static void calinski_harabasz_at_its_edges(void)
{
    const double twice[] = {0.1, 0.7, 0.1, 0.7, 0.1, 0.7}, same[] = {3, 3, 3, 3};
    const int32_t labels[] = {0, 1, 0, 1, 0, 1}, alone[] = {0, 1, 2};
    double value = 7;
    icp_error err;
    CHECK_OK(icp_calinski_harabasz(icp_view_rows(twice, 6, 1), labels, 2, &value, NULL), NULL);
    CHECK(isinf(value) && value > 0);
    CHECK_OK(icp_calinski_harabasz(icp_view_rows(same, 4, 1), labels, 2, &value, NULL), NULL);
    CHECK(value == 0);
    value = 7;
    CHECK_STATUS(icp_calinski_harabasz(icp_view_rows(twice, 3, 1), alone, 3, &value, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_TOO_FEW);
    CHECK_STATUS(icp_calinski_harabasz(icp_view_rows(twice, 1, 1), labels, 2, &value, &err), ICP_EINPUT, &err);
    CHECK_STATUS(icp_calinski_harabasz(icp_view_rows(twice, 3, 1), alone, 2, &value, &err), ICP_EUSAGE, &err);
    CHECK(value == 7);
}

static double rand_of(const int32_t *a, const int32_t *b, size_t n)
{
    double value = NAN;
    CHECK_OK(icp_adjusted_rand(a, b, n, &value, NULL), NULL);
    return value;
}

/* The definition over all pairs of rows: (both - e) / (mean - e). */
static double rand_by_pairs(const int32_t *a, const int32_t *b, size_t n)
{
    double both = 0, in_a = 0, in_b = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            both += a[i] == a[j] && b[i] == b[j];
            in_a += a[i] == a[j];
            in_b += b[i] == b[j];
            all += 1;
        }
    return (both - in_a * in_b / all) / ((in_a + in_b) / 2 - in_a * in_b / all);
}

static void rand_index_is_that_of_the_pairs(void)
{
    enum { N = 500 };
    int32_t a[N], b[N];
    for (int32_t i = 0; i < N; i++) a[i] = i * i % 7 - 3, b[i] = (i * i % 7 + i % 3) * 100000 - 150000; /* any values, negative and large too */
    CHECK_REL(rand_of(a, b, N), rand_by_pairs(a, b, N), 1e-13);
    CHECK(rand_of(a, b, N) == rand_of(b, a, N));
    b[0] = INT32_MIN;
    b[1] = INT32_MAX;
    CHECK_REL(rand_of(a, b, N), rand_by_pairs(a, b, N), 1e-13);
}

/* Contingency table 1 1 0 / 1 2 1 / 0 0 4, worked by hand: pairs
 * 1 + 6 = 7 in both, 1 + 6 + 6 = 13 by rows, 1 + 3 + 10 = 14 by columns, 45 in all. */
static void rand_index_of_a_small_table(void)
{
    const int32_t a[] = {1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, b[] = {1, 2, 1, 2, 2, 3, 3, 3, 3, 3};
    double expected = 13.0 * 14 / 45;
    CHECK_REL(rand_of(a, b, 10), (7 - expected) / (13.5 - expected), 1e-14);
}

static void rand_index_at_its_edges(void)
{
    const int32_t one[] = {4, 4, 4, 4}, alone[] = {1, 2, 3, 4}, halves[] = {0, 0, 1, 1}, turned[] = {9, 9, -9, -9};
    double value = 7;
    icp_error err;
    CHECK(rand_of(one, one, 4) == 1 && rand_of(alone, alone, 4) == 1 && rand_of(one, one, 1) == 1);
    CHECK(rand_of(halves, turned, 4) == 1);
    CHECK(rand_of(one, alone, 4) == 0 && rand_of(one, halves, 4) == 0 && rand_of(alone, halves, 4) == 0);
    CHECK_STATUS(icp_adjusted_rand(one, alone, 0, &value, &err), ICP_EINPUT, &err);
    CHECK_STATUS(icp_adjusted_rand(NULL, alone, 4, &value, &err), ICP_EUSAGE, &err);
    CHECK(value == 7);
}

void test_quality(void)
{
    static const icp_t_case cases[] = {{"silhouettes are those of the definition", silhouettes_are_those_of_the_definition},
                                       {"silhouettes of four points on a line", silhouettes_of_four_points_on_a_line},
                                       {"silhouettes do not depend on threads or scale", silhouettes_do_not_depend_on_threads_or_scale},
                                       {"silhouettes need two clusters and good labels", silhouettes_need_two_clusters_and_good_labels},
                                       {"Calinski-Harabasz is that of the definition", calinski_harabasz_is_that_of_the_definition},
                                       {"Calinski-Harabasz at its edges", calinski_harabasz_at_its_edges},
                                       {"Rand index is that of the pairs", rand_index_is_that_of_the_pairs},
                                       {"Rand index of a small table", rand_index_of_a_small_table},
                                       {"Rand index at its edges", rand_index_at_its_edges}};
    ICP_T_SUITE("quality", cases);
}
