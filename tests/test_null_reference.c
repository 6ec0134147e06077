/* test_null_reference.c - what the references keep of the data, and what the gap makes of them. */
#include "support/check.h"

#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster.h"
#include "math/gap.h"
#include "math/null_reference.h"

#include <stdlib.h>
#include <string.h>

enum { N = 400, D = 3, DRAWS = 99 };

typedef struct world {
    double x[N * D], weight[N];
    icp_i_null_ground ground;
} world;

/* groups = 1: one cloud in which column 1 follows column 0 and column 2 is skewed; more: groups `apart` from each other along column 0. */
static void make(world *w, size_t groups, double apart, uint64_t seed)
{
    icp_i_rng *rng = icp_i_rng_new(seed, "null world", groups);
    for (size_t i = 0; i < N; i++) {
        double z = icp_i_rng_normal(rng);
        w->x[i * D] = z + apart * (double)(i % groups);
        w->x[i * D + 1] = 0.8 * z + 0.6 * icp_i_rng_normal(rng);
        w->x[i * D + 2] = exp(icp_i_rng_normal(rng));
        w->weight[i] = 1;
    }
    icp_i_rng_free(rng);
    w->ground = (icp_i_null_ground){w->x, w->weight, N, D, 1, 5, 2, 7, 1, NULL, NULL};
}

static double correlation(const double *x, size_t a, size_t b)
{
    double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < N; i++) {
        ma += x[i * D + a] / N;
        mb += x[i * D + b] / N;
    }
    for (size_t i = 0; i < N; i++) {
        aa += (x[i * D + a] - ma) * (x[i * D + a] - ma);
        bb += (x[i * D + b] - mb) * (x[i * D + b] - mb);
        ab += (x[i * D + a] - ma) * (x[i * D + b] - mb);
    }
    return ab / sqrt(aa * bb);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void a_copula_keeps_the_margins_and_the_order_together(void)
{
    world w;
    double x[N * D], one[N], other[N];
    icp_error err;
    make(&w, 1, 0, 1);
    CHECK_OK(icp_i_null_sample(&w.ground, ICP_I_NULL_COPULA, 3, x, &err), &err);
    for (size_t j = 0; j < D; j++) {
        for (size_t i = 0; i < N; i++) {
            one[i] = w.x[i * D + j];
            other[i] = x[i * D + j];
        }
        qsort(one, N, sizeof *one, ascending);
        qsort(other, N, sizeof *other, ascending);
        CHECK(memcmp(one, other, sizeof one) == 0);
    }
    CHECK(memcmp(x, w.x, sizeof x) != 0);
    CHECK_ABS(correlation(x, 0, 1), correlation(w.x, 0, 1), 0.1);
    CHECK_ABS(correlation(x, 0, 2), 0, 0.2);
}

/* Columns that are mixed as they are give the copula of the points; a column of two features takes them along together. */
static void a_copula_of_columns_behind_the_points(void)
{
    static const size_t single[] = {0, 1, 2, 3}, twin[] = {0, 1, 3};
    static const double as_is[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    world w;
    double plain[N * D], mixed[N * D], value[N * 2];
    icp_error err;
    make(&w, 1, 0, 1);
    CHECK_OK(icp_i_null_sample(&w.ground, ICP_I_NULL_COPULA, 3, plain, &err), &err);
    icp_i_null_margins margins = {D, w.x, single, w.x, as_is};
    w.ground.margins = &margins;
    memset(mixed, 0, sizeof mixed);
    CHECK_OK(icp_i_null_sample(&w.ground, ICP_I_NULL_COPULA, 3, mixed, &err), &err);
    CHECK(memcmp(plain, mixed, sizeof plain) == 0);
    for (size_t i = 0; i < N; i++) {
        value[2 * i] = w.x[i * D];
        value[2 * i + 1] = w.x[i * D + 1];
        w.x[i * D + 2] = 7 * w.x[i * D + 1] + 3;
    }
    margins = (icp_i_null_margins){2, value, twin, w.x, as_is};
    memset(mixed, 0, sizeof mixed);
    CHECK_OK(icp_i_null_sample(&w.ground, ICP_I_NULL_COPULA, 3, mixed, &err), &err);
    for (size_t i = 0; i < N; i++) CHECK_REL(mixed[i * D + 2], 7 * mixed[i * D + 1] + 3, 1e-12);
    CHECK(memcmp(mixed, w.x, sizeof mixed) != 0);
}

/* Means over draws: 20 draws of 400 rows leave an error of about .011 standard deviations. */
static void a_gaussian_keeps_mean_and_covariance(void)
{
    world w;
    double x[N * D], together = 0, mean = 0, real = 0, skew = 0;
    icp_error err;
    make(&w, 1, 0, 2);
    for (uint64_t b = 0; b < 20; b++) {
        CHECK_OK(icp_i_null_sample(&w.ground, ICP_I_NULL_GAUSSIAN, b, x, &err), &err);
        together += correlation(x, 0, 1) / 20;
        for (size_t i = 0; i < N; i++) mean += x[i * D + 2] / (20 * N);
        for (size_t i = 0; i < N; i++) skew += (x[i * D + 2] < 0) / 20.0;
    }
    for (size_t i = 0; i < N; i++) real += w.x[i * D + 2] / N;
    CHECK_ABS(together, correlation(w.x, 0, 1), 0.03);
    CHECK_ABS(mean, real, 0.1);
    CHECK(skew > 20); /* of a column without a negative value: its shape is not kept */
}

static double p_of(const world *w, icp_i_null_kind kind)
{
    double observed[5], drawn[DRAWS * 5], work[10];
    icp_error err;
    CHECK_OK(icp_i_null_observe(&w->ground, observed, &err), &err);
    CHECK_OK(icp_i_null_draw(&w->ground, kind, DRAWS, drawn, &err), &err);
    return icp_i_gap_p_of_all(observed, drawn, DRAWS, 5, 1, work);
}

static void groups_are_told_from_one_cloud(void)
{
    world w;
    size_t copula = 0;
    make(&w, 3, 6, 3);
    CHECK_ABS(p_of(&w, ICP_I_NULL_GAUSSIAN), 0.01, 1e-12);
    for (uint64_t seed = 0; seed < 6; seed++) {
        make(&w, 1, 0, 10 + seed);
        copula += p_of(&w, ICP_I_NULL_COPULA) <= 0.05; /* a cloud that is its own reference: 5 % */
    }
    CHECK(copula <= 2);
}

static void threads_change_nothing(void)
{
    world w;
    double one[20 * 5], many[20 * 5];
    icp_error err;
    make(&w, 2, 3, 4);
    CHECK_OK(icp_i_null_draw(&w.ground, ICP_I_NULL_COPULA, 20, one, &err), &err);
    w.ground.threads = 4;
    CHECK_OK(icp_i_null_draw(&w.ground, ICP_I_NULL_COPULA, 20, many, &err), &err);
    CHECK(memcmp(one, many, sizeof one) == 0);
}

/* Columns that repeat each other, columns of two values: singular correlations and ties. */
static void degenerate_columns_have_references_too(void)
{
    world w;
    double observed[5], drawn[19 * 5];
    icp_error err;
    make(&w, 1, 0, 5);
    for (size_t i = 0; i < N; i++) {
        w.x[i * D + 1] = w.x[i * D];
        w.x[i * D + 2] = i % 2 ? 1 : 0;
    }
    for (int kind = 0; kind < ICP_I_NULL_KINDS; kind++) {
        CHECK_OK(icp_i_null_draw(&w.ground, (icp_i_null_kind)kind, 19, drawn, &err), &err);
        for (size_t e = 0; e < 19 * 5; e++) CHECK(isfinite(drawn[e]));
    }
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < D; j++) w.x[i * D + j] = i % 2 ? 1 : 0; /* two points only */
    w.ground.high = 2;
    CHECK_OK(icp_i_null_observe(&w.ground, observed, &err), &err);
    CHECK_REL(observed[0], log(N * D / 4.0), 1e-12);
    CHECK_REL(observed[1], log(N * D / 4.0 * 1e-12), 1e-9);
    CHECK_OK(icp_i_null_draw(&w.ground, ICP_I_NULL_COPULA, 19, drawn, &err), &err);
}

/* By hand: draws 1, 3 at one number of clusters, 2, 2 at another. */
static void gap_by_hand(void)
{
    static const double observed[] = {0.5, 2}, drawn[] = {1, 2, 3, 2};
    double gap[2], error[2], work[4];
    icp_i_gap(observed, drawn, 2, 2, gap, error);
    CHECK_REL(gap[0], 1.5, 1e-15);
    CHECK_REL(error[0], sqrt(1.5), 1e-15);
    CHECK(gap[1] == 0 && error[1] == 0);
    CHECK_REL(icp_i_gap_p(observed, drawn, 2, 2, 0), 1.0 / 3, 1e-15);
    CHECK_REL(icp_i_gap_p(observed, drawn, 2, 2, 1), 1, 1e-15);
    CHECK_REL(icp_i_gap_p_of_all(observed, drawn, 2, 2, 0, work), 1.0 / 3, 1e-15);
    CHECK_REL(icp_i_gap_p_of_all(observed, drawn, 2, 2, 1, work), 1, 1e-15);
    CHECK(isnan(icp_i_gap_p_of_all(observed, drawn, 2, 2, 2, work)));
}

static void memory_that_runs_out_is_reported(void)
{
    world w;
    make(&w, 2, 3, 6);
    w.ground.rows = 40;
    w.ground.high = 2;
    for (size_t at = 1; at < 2000; at++) {
        icp_t_memory memory = {.fail_at = at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        double drawn[2 * 2];
        icp_error err;
        w.ground.hooks = &hooks;
        icp_status status = icp_i_null_draw(&w.ground, ICP_I_NULL_COPULA, 2, drawn, &err);
        CHECK(memory.outstanding == 0);
        if (status == ICP_OK) return;
        CHECK(status == ICP_ENOMEM);
    }
    CHECK(0);
}

void test_null_reference(void)
{
    static const icp_t_case cases[] = {
        {"a_copula_keeps_the_margins_and_the_order_together", a_copula_keeps_the_margins_and_the_order_together},
        {"a_copula_of_columns_behind_the_points", a_copula_of_columns_behind_the_points},
        {"a_gaussian_keeps_mean_and_covariance", a_gaussian_keeps_mean_and_covariance},
        {"groups_are_told_from_one_cloud", groups_are_told_from_one_cloud},
        {"threads_change_nothing", threads_change_nothing},
        {"degenerate_columns_have_references_too", degenerate_columns_have_references_too},
        {"gap_by_hand", gap_by_hand},
        {"memory_that_runs_out_is_reported", memory_that_runs_out_is_reported},
    };
    ICP_T_SUITE("null_reference", cases);
}
