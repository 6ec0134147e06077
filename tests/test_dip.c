/* test_dip.c - the dip against R's diptest 0.76, closed forms and invariants; its p against published quantiles. */
#include "support/check.h"
#include "support/dataset.h"

#include "icpcluster.h"
#include "math/dip.h"
#include "math/stats.h"

#include <string.h>

static double dip_of(const double *values, size_t n)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    double *x = ICP_I_NEW(pool, double, n);
    memcpy(x, values, n * sizeof *x);
    icp_i_sort(x, n);
    double dip = icp_i_dip(x, n, ICP_I_NEW(pool, size_t, 4 * n));
    icp_i_pool_free(pool);
    return dip;
}

static double dip_of_column(const char *file, size_t rows, size_t cols, size_t column)
{
    icp_t_dataset data;
    double x[300];
    CHECK(icp_t_dataset_read(icp_t_source(file), rows, cols, &data));
    for (size_t i = 0; i < rows; i++) x[i] = data.x[i * cols + column];
    icp_t_dataset_free(&data);
    return dip_of(x, rows);
}

/* Quality ratings of statistics departments, the example of Hartigan & Hartigan (1985). */
static const double ratings[] = {
    30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41, 42, 43, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47, 48, 48, 48, 49,
    50, 50, 51, 52, 52, 53, 53, 53, 53, 53, 54, 54, 57, 57, 59, 60, 60, 60, 61, 61, 61, 61, 62, 62, 62, 62, 63, 66, 70, 72, 72};

static void as_the_reference_program_says(void)
{
    static const double few[] = {1, 2, 2, 3, 7, 8, 8.5, 20};
    CHECK_REL(dip_of(few, 8), 0.13636363636363635, 1e-14);
    CHECK_REL(dip_of(ratings, 63), 0.059523809523809521, 1e-14);
    CHECK_REL(dip_of_column("tests/reference/faithful.csv", 272, 2, 0), 0.092381026306875946, 1e-13);
    CHECK_REL(dip_of_column("tests/reference/faithful.csv", 272, 2, 1), 0.041436887254901959, 1e-13);
    CHECK_REL(dip_of_column("tests/reference/iris.csv", 150, 5, 2), 0.11897435897435898, 1e-13);
    CHECK_REL(dip_of_column("tests/reference/iris.csv", 150, 5, 1), 0.046666666666666669, 1e-13);
}

static void closed_forms(void)
{
    static const double halves[] = {1, 1, 1, 5, 5, 5}, same[] = {3, 3, 3, 3};
    double grid[40];
    for (size_t i = 0; i < 40; i++) grid[i] = 7 - 0.5 * (double)i;
    for (size_t n = 1; n <= 40; n++) CHECK_REL(dip_of(grid, n), 1 / (2 * (double)n), 1e-12);
    CHECK_REL(dip_of(halves, 6), 0.25, 1e-15); /* two points of mass 1/2 */
    CHECK_REL(dip_of(same, 4), 0.125, 1e-15);
}

static void scale_shift_and_mirror_change_nothing(void)
{
    double turned[63];
    for (size_t i = 0; i < 63; i++) turned[i] = -4 * ratings[i] + 1024;
    CHECK_REL(dip_of(turned, 63), dip_of(ratings, 63), 1e-13);
}

/* Quantiles .5, .9, .95 and .99 of the dip of uniform samples from a million draws (table qDiptab of diptest). */
static void p_meets_the_published_quantiles(void)
{
    static const size_t n[] = {9, 100, 500};
    static const double quantile[][4] = {{0.10415356, 0.13641264, 0.14660378, 0.16416464},
                                         {0.03546218, 0.04715278, 0.05112794, 0.05902413},
                                         {0.01645192, 0.02187813, 0.02372947, 0.02745180}}, tail[] = {.5, .1, .05, .01};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_dip_reference *one = icp_i_dip_reference_new(1, 1, NULL, pool), *many = icp_i_dip_reference_new(1, 4, NULL, pool);
    icp_error err;
    for (size_t s = 0; s < 3; s++) {
        for (size_t q = 0; q < 4; q++) {
            double p, same, error = sqrt(tail[q] * (1 - tail[q]) / 2000);
            CHECK_OK(icp_i_dip_p(one, quantile[s][q], n[s], &p, &err), &err);
            CHECK_OK(icp_i_dip_p(many, quantile[s][q], n[s], &same, &err), &err);
            CHECK_ABS(p, tail[q], 4 * error);
            CHECK(p == same);
        }
        double highest;
        CHECK_OK(icp_i_dip_p(one, 0.26, n[s], &highest, &err), &err);
        CHECK_REL(highest, 1.0 / 2001, 1e-15);
    }
    icp_i_pool_free(pool);
}

static void memory_that_runs_out_is_reported(void)
{
    for (size_t at = 1;; at++) {
        icp_t_memory memory = {.fail_at = at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_dip_reference *reference = pool ? icp_i_dip_reference_new(1, 2, &hooks, pool) : NULL;
        double p = -1;
        icp_error err;
        icp_status status = reference ? icp_i_dip_p(reference, .2, 7, &p, &err) : ICP_ENOMEM;
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
        if (status == ICP_OK) break;
        CHECK(status == ICP_ENOMEM && p < 0 && at < 500);
        if (at >= 500) break;
    }
}

void test_dip(void)
{
    static const icp_t_case cases[] = {
        {"as_the_reference_program_says", as_the_reference_program_says},
        {"closed_forms", closed_forms},
        {"scale_shift_and_mirror_change_nothing", scale_shift_and_mirror_change_nothing},
        {"p_meets_the_published_quantiles", p_meets_the_published_quantiles},
        {"memory_that_runs_out_is_reported", memory_that_runs_out_is_reported},
    };
    ICP_T_SUITE("dip", cases);
}
