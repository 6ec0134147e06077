/* test_view.c - the columns of one axis: inertia, duplicates, rotation, and whitening, which rescues a grouping from ten copies of a nuisance. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/view.h"

#include <string.h>

static icp_i_pool *pool;
static icp_i_rng *rng;

static void begin(const icp_hooks *hooks)
{
    pool = icp_i_pool_new(hooks);
    rng = icp_i_rng_new(7, "test of views", 0);
}

static void end(void)
{
    icp_i_rng_free(rng);
    icp_i_pool_free(pool);
}

static double *add(icp_i_features *features, const char *name)
{
    struct icp_i_feature *feature = icp_i_features_add(features, pool, name);
    return feature ? feature->x : NULL;
}

static double variance(const icp_i_view *view, size_t rows, size_t column, double *mean)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < rows; i++) sum += view->x[i * view->cols + column];
    *mean = sum / (double)rows;
    for (size_t i = 0; i < rows; i++) squares += pow(view->x[i * view->cols + column] - *mean, 2);
    return squares / (double)rows;
}

/* Six columns on very different scales, correlated by one half: components of variance 3.5 (once) and .5 (five times). */
static void correlated(icp_i_features *features)
{
    double *x[6];
    for (size_t f = 0; f < 6; f++) x[f] = add(features, "x");
    for (size_t i = 0; i < features->rows; i++) {
        double common = icp_i_rng_normal(rng);
        for (size_t f = 0; f < 6; f++) x[f][i] = 1e4 + pow(100, (double)f) * (common + icp_i_rng_normal(rng));
    }
}

static void variances_add_up_to_the_weight(void)
{
    begin(NULL);
    for (int step = 0; step <= 2; step++) {
        icp_i_features features = {.rows = 5000};
        icp_i_view view;
        icp_error err;
        correlated(&features);
        CHECK_OK(icp_i_view_make(&features, NULL, step / 2.0, 0.3, pool, &view, &err), &err);
        double total = 0, mean, first = variance(&view, 5000, 0, &mean);
        for (size_t c = 0; c < view.cols; c++) {
            total += variance(&view, 5000, c, &mean);
            CHECK_ABS(mean, 0, 1e-10);
            if (c > 0) CHECK_REL(first / variance(&view, 5000, c, &mean), 3.5 / pow(3.5 / 2, step / 2.0) / .5, .15); /* 5000 draws */
        }
        CHECK(view.cols == 6 && view.features == 6 && view.duplicates == 0);
        CHECK_REL(total, 0.3, 1e-10);
    }
    end();
}

static void without_whitening_it_is_a_rotation(void)
{
    begin(NULL);
    icp_i_features features = {.rows = 300};
    icp_i_view view;
    icp_error err;
    double *a = add(&features, "a"), *b = add(&features, "b"), mean[2] = {0, 0}, deviation[2] = {0, 0};
    for (size_t i = 0; i < 300; i++) {
        a[i] = icp_i_rng_normal(rng);
        b[i] = 50 * (a[i] + 2 * icp_i_rng_normal(rng));
        mean[0] += a[i] / 300;
        mean[1] += b[i] / 300;
    }
    for (size_t i = 0; i < 300; i++) {
        deviation[0] += pow(a[i] - mean[0], 2) / 300;
        deviation[1] += pow(b[i] - mean[1], 2) / 300;
    }
    CHECK_OK(icp_i_view_make(&features, NULL, 0, 2, pool, &view, &err), &err);
    for (size_t i = 1; i < 300; i++) { /* inertia 2 = that of two standardised columns, so distances are those of z-scores */
        double z = pow(a[i] - a[0], 2) / deviation[0] + pow(b[i] - b[0], 2) / deviation[1];
        CHECK_REL(pow(view.x[2 * i] - view.x[0], 2) + pow(view.x[2 * i + 1] - view.x[1], 2), z, 1e-9);
    }
    end();
}

static void duplicates_and_constants_are_left_out(void)
{
    begin(NULL);
    icp_i_features features = {.rows = 400};
    icp_i_view view;
    icp_error err;
    double *a = add(&features, "a"), *copy = add(&features, "copy"), *constant = add(&features, "constant"), *b = add(&features, "b");
    for (size_t i = 0; i < 400; i++) {
        a[i] = icp_i_rng_normal(rng);
        copy[i] = -3 * a[i] + 0.01 * icp_i_rng_normal(rng);
        constant[i] = 0.1;
        b[i] = icp_i_rng_normal(rng);
    }
    CHECK_OK(icp_i_view_make(&features, NULL, 1, 1, pool, &view, &err), &err);
    CHECK(view.cols == 2 && view.features == 2 && view.duplicates == 1 && view.duplicate[0] == 1 && view.original[0] == 0);
    features.list[0].missing = 9; /* now the copy is the better column */
    CHECK_OK(icp_i_view_make(&features, NULL, 1, 1, pool, &view, &err), &err);
    CHECK(view.duplicates == 1 && view.duplicate[0] == 0 && view.original[0] == 1);
    features.cols = 0;
    CHECK_OK(icp_i_view_make(&features, NULL, 1, 1, pool, &view, &err), &err);
    CHECK(view.cols == 0);
    end();
}

/* Three groups in four columns, and ten noisy copies of a nuisance. Agreement of k-means with the groups. */
static double agreement(double whiten)
{
    enum { ROWS = 600 };
    icp_i_features features = {.rows = ROWS};
    icp_i_view view;
    icp_error err;
    int32_t truth[ROWS];
    double *x[14], ari = 0;
    for (size_t f = 0; f < 14; f++) x[f] = add(&features, "x");
    for (size_t i = 0; i < ROWS; i++) {
        double nuisance = icp_i_rng_normal(rng);
        truth[i] = (int32_t)(i % 3);
        for (size_t f = 0; f < 4; f++) x[f][i] = 6 * (truth[i] == 1 + (int)(f % 2)) + icp_i_rng_normal(rng);
        for (size_t f = 4; f < 14; f++) x[f][i] = nuisance + 0.3 * icp_i_rng_normal(rng);
    }
    CHECK_OK(icp_i_view_make(&features, NULL, whiten, 1, pool, &view, &err), &err);
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    icp_view none = {NULL, 0, 0, 0, 0};
    icp_kmeans found;
    settings.k = 3;
    settings.restarts = 20;
    CHECK_OK(icp_kmeans_fit(icp_view_rows(view.x, ROWS, view.cols), NULL, none, &settings, &found, &err), &err);
    CHECK_OK(icp_adjusted_rand(found.labels, truth, ROWS, &ari, &err), &err);
    icp_kmeans_free(&found);
    return ari;
}

static void whitening_rescues_a_grouping_from_copies(void)
{
    begin(NULL);
    double plain = agreement(0), whitened = agreement(1);
    CHECK(plain < 0.5);
    CHECK(whitened > 0.9);
    end();
}

static void rows_outside_the_fit_change_nothing(void)
{
    begin(NULL);
    unsigned char fit[500];
    icp_i_features features = {.rows = 500};
    icp_i_view before, after;
    icp_error err;
    correlated(&features);
    for (size_t i = 0; i < 500; i++) fit[i] = i % 2 == 0;
    CHECK_OK(icp_i_view_make(&features, fit, 1, 1, pool, &before, &err), &err);
    for (size_t f = 0; f < 6; f++)
        for (size_t i = 1; i < 500; i += 2) features.list[f].x[i] *= -7;
    CHECK_OK(icp_i_view_make(&features, fit, 1, 1, pool, &after, &err), &err);
    CHECK(before.cols == after.cols);
    for (size_t i = 0; i < 500; i += 2) CHECK(memcmp(before.x + i * 6, after.x + i * 6, 6 * sizeof(double)) == 0);
    CHECK(before.x[6] != after.x[6]);
    end();
}

static void every_allocation_may_fail(void)
{
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    size_t failures = 0;
    for (size_t n = 1; n < 100; n++) {
        icp_error err;
        icp_i_view view;
        memset(&view, 0x5A, sizeof view);
        icp_i_view untouched = view;
        begin(&hooks);
        icp_i_features features = {.rows = 50};
        correlated(&features);
        memory.fail_at = memory.calls + n;
        icp_status status = icp_i_view_make(&features, NULL, 1, 1, pool, &view, &err);
        bool reached = memory.calls >= memory.fail_at;
        CHECK(status == (reached ? ICP_ENOMEM : ICP_OK));
        if (reached) CHECK(memcmp(&view, &untouched, sizeof view) == 0);
        failures += reached;
        memory.fail_at = 0;
        CHECK_OK(icp_i_view_make(&features, NULL, 1, 1, pool, &view, &err), &err);
        end();
        if (!reached) break;
    }
    CHECK(failures >= 8);
    CHECK(memory.outstanding == 0);
}

void test_view(void)
{
    static const icp_t_case cases[] = {{"variances add up to the weight", variances_add_up_to_the_weight},
                                       {"without whitening it is a rotation", without_whitening_it_is_a_rotation},
                                       {"duplicates and constants are left out", duplicates_and_constants_are_left_out},
                                       {"whitening rescues a grouping from copies", whitening_rescues_a_grouping_from_copies},
                                       {"rows outside the fit change nothing", rows_outside_the_fit_change_nothing},
                                       {"every allocation may fail", every_allocation_may_fail}};
    ICP_T_SUITE("view", cases);
}
