/* test_kmeans_equal_rows.c - rows that repeat count as one with the sum of their weights, and nobody sees it. */
#include "support/check.h"
#include "support/fits.h"

#include "math/equal_rows.h"

#include <stdlib.h>
#include <string.h>

/* Each row is one of `distinct`, drawn without a pattern; every fifth zero is negative. */
static icp_t_dataset repeated(size_t rows, const icp_t_dataset *distinct)
{
    icp_t_dataset made = icp_t_dataset_new(rows, distinct->cols);
    for (size_t i = 0; i < rows; i++) {
        double *to = made.x + i * made.cols;
        memcpy(to, distinct->x + i * 7919 % 104729 % distinct->rows * made.cols, made.cols * sizeof *to);
        if (to[0] == 0 && i % 5 == 0) to[0] = -0.0;
    }
    return made;
}

static void equal_rows_are_found_and_weighed(void)
{
    const size_t rows[] = {40, 700, 5000, 20000};
    for (size_t s = 0; s < 4; s++) {
        icp_t_dataset kinds = icp_t_dataset_groups(rows[s] / 10, 3, 2, 1, s + 1);
        for (size_t i = 0; i < kinds.rows; i += 4) kinds.x[3 * i] = 0;
        icp_t_dataset data = repeated(rows[s], &kinds);
        double *weights = malloc(data.rows * sizeof *weights), all = 0;
        for (size_t i = 0; i < data.rows; i++) weights[i] = (double)(i % 4);
        icp_i_pool *pool = icp_i_pool_new(NULL);
        icp_i_points points, distinct;
        uint32_t *which;
        CHECK(icp_i_points_make(icp_t_view(&data), weights, (icp_view){0}, 1, pool, &points));
        CHECK(icp_i_equal_rows(&points, pool, &distinct, &which) && which && distinct.n <= kinds.rows);
        for (size_t e = 0, met = 0; e < distinct.n; e++) {
            double sum = 0;
            size_t first = data.rows;
            for (size_t i = 0; i < data.rows; i++) {
                bool same = icp_i_same_row(distinct.x + 3 * e, points.x + 3 * i, 3);
                if (same != (which[i] == e)) CHECK(false);
                if (same && first == data.rows) first = i;
                sum += same ? points.weights[i] : 0;
            }
            CHECK(sum == distinct.weights[e] && first >= met);
            met = first;
            all += sum;
        }
        CHECK_REL(all, points.mass, 1e-12);
        icp_i_pool_free(pool);
        free(weights);
        icp_t_dataset_free(&kinds);
        icp_t_dataset_free(&data);
    }
}

static void distinct_rows_are_left_alone(void)
{
    for (size_t rows = 30; rows <= 30000; rows *= 10) {
        icp_t_dataset data = icp_t_dataset_groups(rows, 2, 3, 1, 5);
        icp_i_pool *pool = icp_i_pool_new(NULL);
        icp_i_points points, distinct;
        uint32_t *which;
        CHECK(icp_i_points_make(icp_t_view(&data), NULL, (icp_view){0}, 1, pool, &points));
        CHECK(icp_i_equal_rows(&points, pool, &distinct, &which) && !which && distinct.x == points.x && distinct.n == rows);
        icp_i_pool_free(pool);
        icp_t_dataset_free(&data);
    }
}

/* The same as a fit of the distinct rows with their counts as weights, by which every row has its nearest centre. */
static void a_fit_is_that_of_the_weighted_rows(void)
{
    icp_t_dataset kinds = icp_t_dataset_groups(300, 4, 5, 2, 9), data = repeated(9000, &kinds);
    double weights[300] = {0};
    for (size_t i = 0; i < data.rows; i++) weights[i * 7919 % 104729 % kinds.rows]++;
    for (int exchange = 0; exchange < 2; exchange++)
        for (size_t iterations = 1; iterations < 300; iterations *= 4) {
            icp_kmeans_settings settings = icp_t_kmeans_settings(5, 1);
            settings.exchange = exchange;
            settings.max_iterations = iterations;
            icp_view start = icp_view_rows(kinds.x, 5, 4);
            icp_kmeans all = icp_t_fit(icp_t_view(&data), NULL, start, &settings);
            icp_kmeans few = icp_t_fit(icp_t_view(&kinds), weights, start, &settings);
            double sizes = 0;
            CHECK_REL(all.inertia, few.inertia, 1e-12);
            for (size_t i = 0; i < data.rows; i++) CHECK(all.labels[i] == few.labels[i * 7919 % 104729 % kinds.rows]);
            for (size_t i = 0; i < 20; i++) CHECK_ABS(all.centers[i], few.centers[i], 1e-12);
            for (size_t c = 0; c < 5; c++) {
                CHECK_REL(all.weights[c], (double)all.sizes[c], 1e-12);
                sizes += (double)all.sizes[c];
            }
            CHECK(all.rows == 9000 && sizes == 9000);
            icp_kmeans_free(&all);
            icp_kmeans_free(&few);
        }
    icp_t_dataset_free(&kinds);
    icp_t_dataset_free(&data);
}

/* Also with so many clusters that bunches of centres have bounds. */
static void memory_that_runs_out_is_no_damage(void)
{
    icp_t_dataset kinds = icp_t_dataset_groups(290, 2, 3, 1, 3), data = repeated(800, &kinds);
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_kmeans_settings settings = icp_t_kmeans_settings(260, 1);
    settings.hooks = &hooks;
    icp_status status = ICP_ENOMEM;
    icp_kmeans fit, before;
    size_t failures = 0;
    memset(&before, 0xAB, sizeof before);
    for (memory.fail_at = 1; status == ICP_ENOMEM && memory.fail_at < 200; memory.fail_at++) {
        fit = before;
        memory.calls = 0;
        status = icp_kmeans_fit(icp_t_view(&data), NULL, icp_t_no_start, &settings, &fit, NULL);
        if (status != ICP_ENOMEM) break;
        failures++;
        CHECK(memory.outstanding == 0 && memcmp(&fit, &before, sizeof fit) == 0);
    }
    CHECK(status == ICP_OK && failures > 30);
    if (status == ICP_OK) icp_kmeans_free(&fit);
    CHECK(memory.outstanding == 0);
    icp_t_dataset_free(&kinds);
    icp_t_dataset_free(&data);
}

void test_kmeans_equal_rows(void)
{
    static const icp_t_case cases[] = {{"equal rows are found and weighed", equal_rows_are_found_and_weighed},
                                       {"distinct rows are left alone", distinct_rows_are_left_alone},
                                       {"a fit is that of the weighted rows", a_fit_is_that_of_the_weighted_rows},
                                       {"memory that runs out is no damage", memory_that_runs_out_is_no_damage}};
    ICP_T_SUITE("kmeans_equal_rows", cases);
}
