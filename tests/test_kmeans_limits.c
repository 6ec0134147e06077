/* test_kmeans_limits.c - k-means at the edges: degenerate data, hostile values and settings, cancelling, and memory that runs out. */
#include "support/check.h"
#include "support/dataset.h"

#include "icpcluster.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const icp_view no_start = {0};

static icp_kmeans_settings settings_of(size_t k)
{
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    settings.k = k;
    settings.restarts = 5;
    return settings;
}

/* The fit must be refused with this code, leave *out alone, and say `text`. */
static void check_refused(icp_view x, const double *weights, icp_view start, const icp_kmeans_settings *settings, icp_code code, const char *text)
{
    icp_error err = {0};
    icp_kmeans fit, before;
    memset(&fit, 0xAB, sizeof fit);
    memset(&before, 0xAB, sizeof before);
    CHECK_STATUS(icp_kmeans_fit(x, weights, start, settings, &fit, &err), (int)icp_code_status(code), &err);
    CHECK(err.code == code && memcmp(&fit, &before, sizeof fit) == 0);
    bool said = strstr(err.message, text) != NULL;
    if (!said) printf("\n    '%s' does not say '%s'", err.message, text);
    CHECK(said);
    CHECK(icp_kmeans_fit(x, weights, start, settings, &fit, NULL) == icp_code_status(code));
}

static void too_few_distinct_rows_are_counted(void)
{
    const double x[] = {1, 1, 2, 2, 1, 1, 3, 3, 2, 2, 1, 1}, weights[] = {1, 1, 1, 0, 1, 1}, zeros[6] = {0};
    icp_view rows = icp_view_rows(x, 6, 2);
    icp_kmeans_settings settings = settings_of(4);
    check_refused(rows, NULL, no_start, &settings, ICP_E_TOO_FEW, "only 3 of 6 rows are distinct");
    settings.k = 3;
    check_refused(rows, weights, no_start, &settings, ICP_E_TOO_FEW, "only 2 of 6 rows are distinct");
    settings.k = 1;
    check_refused(rows, zeros, no_start, &settings, ICP_E_TOO_FEW, "only 0 of 6 rows are distinct");
    settings.k = 1000000000;
    check_refused(rows, NULL, no_start, &settings, ICP_E_TOO_FEW, "only 3 of 6 rows are distinct");
}

static void as_many_clusters_as_distinct_rows_is_a_perfect_fit(void)
{
    icp_t_dataset data = icp_t_dataset_new(60, 2);
    for (size_t i = 0; i < 60; i++) data.x[2 * i] = 0.1 * (double)(i % 6), data.x[2 * i + 1] = 1.0 / (double)(1 + i % 6);
    icp_kmeans_settings settings = settings_of(6);
    icp_kmeans fit = {0};
    CHECK_OK(icp_kmeans_fit(icp_view_rows(data.x, 60, 2), NULL, no_start, &settings, &fit, NULL), NULL);
    CHECK(fit.inertia < 1e-30 && fit.best_hits == 5 && fit.stop == ICP_STOP_CONVERGED);
    for (size_t i = 6; i < 60; i++) CHECK(fit.labels[i] == fit.labels[i % 6]);
    for (size_t c = 0; c < 6; c++) CHECK(fit.sizes[c] == 10);
    icp_kmeans_free(&fit);
    icp_t_dataset_free(&data);
}

static void one_row_and_one_cluster(void)
{
    const double x[] = {3, -7, 5, 1, 10, 0}, weights[] = {1, 2, 1};
    icp_kmeans_settings settings = settings_of(1);
    icp_kmeans fit = {0};
    CHECK_OK(icp_kmeans_fit(icp_view_rows(x, 1, 2), NULL, no_start, &settings, &fit, NULL), NULL);
    CHECK(fit.centers[0] == 3 && fit.centers[1] == -7 && fit.inertia == 0 && fit.sizes[0] == 1 && fit.labels[0] == 0);
    icp_kmeans_free(&fit);
    CHECK_OK(icp_kmeans_fit(icp_view_rows(x, 3, 2), weights, no_start, &settings, &fit, NULL), NULL);
    CHECK_REL(fit.centers[0], 5.75, 1e-15);
    CHECK_REL(fit.centers[1], -1.25, 1e-15);
    CHECK_REL(fit.inertia, (2.75 * 2.75 + 2 * 0.75 * 0.75 + 4.25 * 4.25) + (5.75 * 5.75 + 2 * 2.25 * 2.25 + 1.25 * 1.25), 1e-14);
    CHECK(fit.weights[0] == 4 && fit.sizes[0] == 3);
    icp_kmeans_free(&fit);
}

static void constant_columns_change_nothing(void)
{
    icp_t_dataset data = icp_t_dataset_groups(200, 2, 3, 5, 3), wide = icp_t_dataset_new(200, 4);
    for (size_t i = 0; i < 200; i++) {
        double row[] = {0.1, data.x[2 * i], -1e15, data.x[2 * i + 1]};
        memcpy(wide.x + 4 * i, row, sizeof row);
    }
    icp_kmeans_settings settings = settings_of(3);
    icp_kmeans a = {0}, b = {0};
    CHECK_OK(icp_kmeans_fit(icp_view_rows(data.x, 200, 2), NULL, no_start, &settings, &a, NULL), NULL);
    CHECK_OK(icp_kmeans_fit(icp_view_rows(wide.x, 200, 4), NULL, no_start, &settings, &b, NULL), NULL);
    CHECK(memcmp(a.labels, b.labels, 200 * sizeof *a.labels) == 0);
    CHECK_REL(b.inertia, a.inertia, 1e-12);
    for (size_t c = 0; c < 3; c++) {
        CHECK_REL(b.centers[4 * c], 0.1, 1e-15);
        CHECK_REL(b.centers[4 * c + 2], -1e15, 1e-15);
    }
    icp_kmeans_free(&a);
    icp_kmeans_free(&b);
    icp_t_dataset_free(&data);
    icp_t_dataset_free(&wide);
}

static void values_that_cannot_be_computed_with_are_named(void)
{
    double x[] = {1, 2, 3, 4, 5, 6}, weights[] = {1, 1, 1}, start[] = {1, 2, 3, 4};
    icp_view rows = icp_view_rows(x, 3, 2);
    icp_kmeans_settings settings = settings_of(2);
    x[3] = NAN;
    check_refused(rows, NULL, no_start, &settings, ICP_E_NOT_FINITE, "x: row 2, column 2 is NaN");
    x[3] = -INFINITY;
    check_refused(rows, NULL, no_start, &settings, ICP_E_NOT_FINITE, "x: row 2, column 2 is infinite");
    x[3] = -2e150;
    check_refused(rows, NULL, no_start, &settings, ICP_E_RANGE, "x: row 2, column 2 is -2e");
    x[3] = 1e150;
    icp_kmeans fit = {0};
    CHECK_OK(icp_kmeans_fit(rows, NULL, no_start, &settings, &fit, NULL), NULL);
    CHECK(isfinite(fit.inertia));
    icp_kmeans_free(&fit);
    weights[1] = -1;
    check_refused(rows, weights, no_start, &settings, ICP_E_ARGUMENT, "weights: row 2");
    weights[1] = NAN;
    check_refused(rows, weights, no_start, &settings, ICP_E_NOT_FINITE, "weights: row 2");
    start[2] = INFINITY;
    check_refused(rows, NULL, icp_view_rows(start, 2, 2), &settings, ICP_E_NOT_FINITE, "start: row 2, column 1");
}

static void shapes_and_settings_that_do_not_fit_are_named(void)
{
    const double x[] = {1, 2, 3, 4, 5, 6};
    icp_view rows = icp_view_rows(x, 3, 2);
    icp_kmeans_settings settings = settings_of(2);
    check_refused(icp_view_rows(x, 0, 2), NULL, no_start, &settings, ICP_E_SHAPE, "0 rows");
    check_refused(icp_view_rows(x, 3, 0), NULL, no_start, &settings, ICP_E_SHAPE, "0 columns");
    check_refused(icp_view_rows(x, (size_t)1 << 33, (size_t)1 << 33), NULL, no_start, &settings, ICP_E_SHAPE, "more than can be addressed");
    check_refused((icp_view){x, 2, 2, SIZE_MAX, 1}, NULL, no_start, &settings, ICP_E_SHAPE, "strides");
    check_refused((icp_view){x, 3, 2, SIZE_MAX / 2 + 1, 1}, NULL, no_start, &settings, ICP_E_SHAPE, "strides"); /* 2 * stride wraps to 0 */
    check_refused((icp_view){x, 2, 2, 2, SIZE_MAX / sizeof(double)}, NULL, no_start, &settings, ICP_E_SHAPE, "strides");
    check_refused(icp_view_rows(NULL, 3, 2), NULL, no_start, &settings, ICP_E_ARGUMENT, "NULL");
    check_refused(rows, NULL, icp_view_rows(x, 1, 2), &settings, ICP_E_SHAPE, "start is 1 x 2");
    settings.k = 0;
    check_refused(rows, NULL, no_start, &settings, ICP_E_ARGUMENT, "settings.k");
    settings = settings_of(2);
    settings.restarts = 0;
    check_refused(rows, NULL, no_start, &settings, ICP_E_ARGUMENT, "settings.restarts");
    settings = settings_of(2);
    settings.max_iterations = 0;
    check_refused(rows, NULL, no_start, &settings, ICP_E_ARGUMENT, "settings.max_iterations");
    settings = settings_of(2);
    settings.threads = -1;
    check_refused(rows, NULL, no_start, &settings, ICP_E_ARGUMENT, "settings.threads");
    settings = settings_of(2);
    settings.kernel = (icp_kernel)7;
    check_refused(rows, NULL, no_start, &settings, ICP_E_ARGUMENT, "settings.kernel");
    settings = settings_of(2);
    settings.struct_size = 0;
    check_refused(rows, NULL, no_start, &settings, ICP_E_ARGUMENT, "settings.struct_size");
    settings.struct_size = sizeof settings;
    settings.restarts = SIZE_MAX / 8;
    check_refused(rows, NULL, no_start, &settings, ICP_E_MEMORY, "out of memory");
    CHECK(icp_kmeans_fit(rows, NULL, no_start, NULL, NULL, NULL) == ICP_EUSAGE);
}

static void rows_too_close_for_their_squares_are_refused(void)
{
    const double x[] = {1, 0, 1e-170}; /* three distinct rows, but 1e-340 is no double */
    icp_kmeans_settings settings = settings_of(3);
    check_refused(icp_view_rows(x, 3, 1), NULL, no_start, &settings, ICP_E_TOO_FEW, "far enough apart");
}

static void not_converged_is_a_result(void)
{
    icp_t_dataset data = icp_t_dataset_groups(2000, 2, 1, 0, 3);
    icp_kmeans_settings settings = settings_of(8);
    for (settings.max_iterations = 1; settings.max_iterations <= 80; settings.max_iterations++) {
        icp_kmeans fit = {0};
        CHECK_OK(icp_kmeans_fit(icp_view_rows(data.x, 2000, 2), NULL, no_start, &settings, &fit, NULL), NULL);
        CHECK(fit.iterations <= settings.max_iterations);
        if (settings.max_iterations == 1) CHECK(fit.stop == ICP_STOP_MAX_ITERATIONS);
        for (size_t c = 0; c < 8; c++) CHECK(fit.sizes[c] > 0);
        icp_kmeans_free(&fit);
    }
    icp_t_dataset_free(&data);
}

static void assignment_refuses_what_does_not_fit(void)
{
    double x[] = {1, 2, 3, NAN}, centers[] = {1, 2};
    int32_t labels[2] = {7, 7};
    icp_error err;
    CHECK_STATUS(icp_kmeans_assign(icp_view_rows(x, 2, 2), icp_view_rows(centers, 1, 2), labels, NULL, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_NOT_FINITE && labels[0] == 7);
    CHECK_STATUS(icp_kmeans_assign(icp_view_rows(x, 1, 2), icp_view_rows(centers, 2, 1), labels, NULL, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_SHAPE && labels[0] == 7);
    CHECK_STATUS(icp_kmeans_assign(icp_view_rows(x, 1, 2), icp_view_rows(centers, 0, 2), labels, NULL, &err), ICP_EINPUT, &err);
    CHECK(icp_kmeans_assign(icp_view_rows(x, 1, 2), icp_view_rows(centers, 1, 2), NULL, NULL, &err) == ICP_EUSAGE);
}

static void every_failed_allocation_is_survived(void)
{
    icp_t_dataset data = icp_t_dataset_groups(300, 3, 3, 4, 3);
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_kmeans_settings settings = settings_of(3);
    settings.hooks = &hooks;
    icp_view x = icp_view_rows(data.x, 300, 3), start = icp_view_rows(data.x, 3, 3);
    for (int given = 0; given < 2; given++) {
        size_t failures = 0;
        icp_status status = ICP_ENOMEM;
        icp_kmeans fit, before;
        memset(&before, 0xAB, sizeof before);
        for (memory.fail_at = 1; status == ICP_ENOMEM && memory.fail_at < 200; memory.fail_at++) {
            fit = before;
            memory.calls = 0;
            status = icp_kmeans_fit(x, NULL, given ? start : no_start, &settings, &fit, NULL);
            if (status != ICP_ENOMEM) break;
            failures++;
            CHECK(memory.outstanding == 0 && memcmp(&fit, &before, sizeof fit) == 0);
        }
        CHECK(status == ICP_OK && failures > 15);
        if (status == ICP_OK) icp_kmeans_free(&fit);
        CHECK(memory.outstanding == 0 && fit.owner == NULL);
    }
    icp_kmeans_free(NULL);
    icp_t_dataset_free(&data);
}

typedef struct asker {
    pthread_t caller;
    size_t asked, stop_at, elsewhere;
} asker;

static int ask(void *context)
{
    asker *a = context;
    a->asked++;
    if (!pthread_equal(pthread_self(), a->caller)) a->elsewhere++;
    return a->stop_at && a->asked >= a->stop_at;
}

static void cancelling_stops_it_at_every_question(void)
{
    icp_t_dataset data = icp_t_dataset_groups(2000, 2, 4, 3, 3);
    for (int threads = 1; threads <= 3; threads += 2) {
        asker who = {.caller = pthread_self()};
        icp_hooks hooks = {.context = &who, .cancelled = ask};
        icp_kmeans_settings settings = settings_of(4);
        settings.hooks = &hooks;
        settings.threads = threads;
        icp_kmeans fit = {0};
        CHECK_OK(icp_kmeans_fit(icp_view_rows(data.x, 2000, 2), NULL, no_start, &settings, &fit, NULL), NULL);
        size_t questions = who.asked;
        CHECK(questions > (threads == 1 ? fit.iterations : 0) && who.elsewhere == 0); /* with more, others may do all the work */
        icp_kmeans_free(&fit);
        for (who.stop_at = 1; who.stop_at <= (threads == 1 ? questions : 1); who.stop_at++) {
            who.asked = 0;
            check_refused(icp_view_rows(data.x, 2000, 2), NULL, no_start, &settings, ICP_E_CANCELLED, "cancelled");
        }
        CHECK(who.elsewhere == 0);
    }
    icp_t_dataset_free(&data);
}

/* Ten starts that find the same groups: one exchange pass, and ten hits. */
static void starts_in_the_same_clusters_are_refined_once(void)
{
    icp_t_dataset data = icp_t_dataset_groups(900, 2, 3, 40, 3);
    size_t questions[2];
    for (int exchange = 0; exchange < 2; exchange++) {
        asker who = {.caller = pthread_self()};
        icp_hooks hooks = {.context = &who, .cancelled = ask};
        icp_kmeans_settings settings = settings_of(3);
        settings.restarts = 10;
        settings.exchange = exchange;
        settings.threads = 1;
        settings.hooks = &hooks;
        icp_kmeans fit = {0};
        CHECK_OK(icp_kmeans_fit(icp_view_rows(data.x, 900, 2), NULL, no_start, &settings, &fit, NULL), NULL);
        CHECK(fit.best_hits == 10 && fit.restarts == 10);
        questions[exchange] = who.asked;
        icp_kmeans_free(&fit);
    }
    CHECK(questions[1] > questions[0] && questions[1] < questions[0] + 10);
    icp_t_dataset_free(&data);
}

void test_kmeans_limits(void)
{
    static const icp_t_case cases[] = {{"too few distinct rows are counted", too_few_distinct_rows_are_counted},
                                       {"as many clusters as distinct rows is a perfect fit", as_many_clusters_as_distinct_rows_is_a_perfect_fit},
                                       {"one row and one cluster", one_row_and_one_cluster},
                                       {"constant columns change nothing", constant_columns_change_nothing},
                                       {"values that cannot be computed with are named", values_that_cannot_be_computed_with_are_named},
                                       {"shapes and settings that do not fit are named", shapes_and_settings_that_do_not_fit_are_named},
                                       {"rows too close for their squares are refused", rows_too_close_for_their_squares_are_refused},
                                       {"not converged is a result", not_converged_is_a_result},
                                       {"assignment refuses what does not fit", assignment_refuses_what_does_not_fit},
                                       {"every failed allocation is survived", every_failed_allocation_is_survived},
                                       {"starts in the same clusters are refined once", starts_in_the_same_clusters_are_refined_once},
                                       {"cancelling stops it at every question", cancelling_stops_it_at_every_question}};
    ICP_T_SUITE("kmeans_limits", cases);
}
