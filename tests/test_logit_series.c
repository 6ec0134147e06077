/* test_logit_series.c - many fits on one matrix. Oracles: the score equations, which a strictly concave function meets at one point only, and odds of
 * tables that can be counted by hand. */
#include "support/check.h"

#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster.h"
#include "math/logit_series.h"

#include <string.h>

enum { N = 700, P = 11, Q = P + 1, PARTS = 4 };

typedef struct world {
    icp_i_pool *pool;
    double x[N * P], y[N];
    icp_i_logit_matrix matrix;
    double *weight; /* matrix.room */
} world;

static void plant(world *w, icp_kernel kernel, const icp_hooks *hooks)
{
    icp_i_rng *rng = icp_i_rng_new(31, "series of logistic regressions", 0);
    memset(w, 0, sizeof *w);
    w->pool = icp_i_pool_new(hooks);
    for (size_t i = 0; i < N; i++) {
        double eta = -0.5, *x = w->x + i * P;
        for (size_t j = 0; j < P; j++) {
            x[j] = j < 4 ? icp_i_rng_uniform(rng) < 0.3 : 1000 * (double)j + exp((double)j / 4) * icp_i_rng_normal(rng);
            eta += j < 4 ? 0.4 * x[j] * (double)j : 0.3 * (x[j] - 1000 * (double)j) / exp((double)j / 4);
        }
        w->y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-eta));
    }
    icp_i_rng_free(rng);
    CHECK(icp_i_logit_matrix_new(N, P, NULL, kernel, w->pool, &w->matrix));
    w->weight = ICP_I_NEW(w->pool, double, w->matrix.room);
    for (size_t i = 0; i < N; i++) {
        memcpy(w->matrix.z + i * w->matrix.stride, w->x + i * P, P * sizeof(double));
        w->matrix.y[i] = w->y[i];
        w->weight[i] = i / 128 % PARTS == 1 ? 0 : (double)(i % 3); /* whole chunks without weight, and single rows */
    }
    icp_i_logit_matrix_standardise(&w->matrix, NULL);
}

/* Largest component of the penalised score at the coefficients of x, per unit of weight, in units of standard deviations. */
static double worst_score(const world *w, const double *weight, const double *penalty, const double *theta)
{
    double b[Q], worst = 0, total = 0;
    icp_i_logit_matrix_coefficients(&w->matrix, theta, b);
    for (size_t i = 0; i < N; i++) total += weight[i];
    for (size_t j = 0; j < Q; j++) {
        long double sum = 0;
        if (isinf(penalty[j])) continue;
        for (size_t i = 0; i < N; i++) {
            long double eta = b[0];
            for (size_t l = 0; l < P; l++) eta += (long double)b[l + 1] * w->x[i * P + l];
            long double z = j == 0 ? 1 : (w->x[i * P + j - 1] - w->matrix.centre[j - 1]) / w->matrix.scale[j - 1];
            sum += weight[i] * z * (w->y[i] - 1 / (1 + expl(-eta)));
        }
        worst = fmax(worst, fabs((double)(sum - (long double)penalty[j] * theta[j])) / total);
    }
    return worst;
}

static void score_equations_hold_along_a_path(void)
{
    for (int kernel = ICP_KERNEL_AUTO; kernel <= ICP_KERNEL_NATIVE; kernel++) {
        world w;
        icp_i_logit_series warm, cold;
        double penalty[Q] = {0};
        plant(&w, (icp_kernel)kernel, NULL);
        CHECK(icp_i_logit_series_new(&w.matrix, w.pool, &warm));
        icp_i_logit_series_rows(&warm, w.weight);
        for (double ridge = 1e4; ridge > 1e-5; ridge /= 10) {
            for (size_t j = 1; j < Q; j++) penalty[j] = ridge;
            CHECK(icp_i_logit_series_fit(&warm, penalty, 1e-9));
            CHECK(worst_score(&w, w.weight, penalty, warm.theta) < 2e-9);
            CHECK(icp_i_logit_series_new(&w.matrix, w.pool, &cold));
            icp_i_logit_series_rows(&cold, w.weight);
            CHECK(icp_i_logit_series_fit(&cold, penalty, 1e-9));
            for (size_t j = 0; j < Q; j++) CHECK_ABS(warm.theta[j], cold.theta[j], 2e-7);
        }
        icp_i_pool_free(w.pool);
    }
}

/* A fit that follows another on other rows ends where its own rows say. */
static void other_rows_are_followed(void)
{
    world w;
    icp_i_logit_series whole, part;
    double penalty[Q] = {0};
    plant(&w, ICP_KERNEL_AUTO, NULL);
    double *some = ICP_I_NEW(w.pool, double, w.matrix.room);
    CHECK(icp_i_logit_series_new(&w.matrix, w.pool, &whole) && icp_i_logit_series_new(&w.matrix, w.pool, &part));
    icp_i_logit_series_rows(&whole, w.weight);
    CHECK(icp_i_logit_series_fit(&whole, penalty, 1e-9));
    for (size_t left_out = 0; left_out < 10; left_out++) {
        for (size_t i = 0; i < N; i++) some[i] = i % 10 != left_out;
        icp_i_logit_series_follow(&part, &whole);
        icp_i_logit_series_rows(&part, some);
        CHECK(icp_i_logit_series_fit(&part, penalty, 1e-9));
        CHECK(worst_score(&w, some, penalty, part.theta) < 2e-9);
    }
    icp_i_pool_free(w.pool);
}

static void terms_are_held_at_nothing(void)
{
    world w;
    icp_i_logit_series series;
    double penalty[Q] = {0}, events[2] = {0}, rows[2] = {0};
    plant(&w, ICP_KERNEL_AUTO, NULL);
    CHECK(icp_i_logit_series_new(&w.matrix, w.pool, &series));
    icp_i_logit_series_rows(&series, w.weight);
    CHECK(icp_i_logit_series_fit(&series, penalty, 1e-9));
    for (size_t j = 1; j < Q; j++) penalty[j] = j == 3 ? 0 : INFINITY;
    CHECK(icp_i_logit_series_fit(&series, penalty, 1e-11));
    for (size_t i = 0; i < N; i++) {
        size_t side = w.x[i * P + 2] > 0;
        events[side] += w.weight[i] * w.y[i];
        rows[side] += w.weight[i];
    }
    double b[Q], odds = log(events[0] / (rows[0] - events[0]));
    icp_i_logit_matrix_coefficients(&w.matrix, series.theta, b);
    CHECK_REL(b[0], odds, 1e-8);
    CHECK_REL(b[3], log(events[1] / (rows[1] - events[1])) - odds, 1e-8);
    for (size_t j = 1; j < Q; j++) CHECK(j == 3 || b[j] == 0);
    double by_hand = 0;
    for (size_t side = 0; side < 2; side++)
        by_hand += events[side] * log(events[side] / rows[side]) + (rows[side] - events[side]) * log(1 - events[side] / rows[side]);
    CHECK_REL(series.log_likelihood, by_hand, 1e-12);
    CHECK_REL(icp_i_logit_series_judge(&series, w.weight), by_hand, 1e-12);
    icp_i_pool_free(w.pool);
}

/* A column that does not vary has no say, nor has one that does not vary on the rows in use when a penalty can tell it from the intercept. A maximum
 * at infinity is not reached. */
static void nothing_to_learn_and_too_much(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_logit_matrix m;
    icp_i_logit_series series;
    double penalty[4] = {0, 0, 1, 0}, b[4];
    CHECK(icp_i_logit_matrix_new(40, 3, NULL, ICP_KERNEL_AUTO, pool, &m));
    double *weight = ICP_I_NEW(pool, double, m.room);
    for (size_t i = 0; i < 40; i++) {
        double *x = m.z + i * m.stride;
        weight[i] = i < 30;
        x[0] = 7;
        x[1] = i >= 30;
        x[2] = (double)(i % 2);
        m.y[i] = i % 5 < 2 || i >= 30;
    }
    icp_i_logit_matrix_standardise(&m, NULL);
    CHECK(icp_i_logit_series_new(&m, pool, &series));
    icp_i_logit_series_rows(&series, weight);
    CHECK(icp_i_logit_series_fit(&series, penalty, 1e-10));
    icp_i_logit_matrix_coefficients(&m, series.theta, b);
    CHECK(b[1] == 0);
    CHECK_ABS(b[2], 0, 1e-7);
    CHECK_ABS(b[0], log(.4 / .6), 1e-8); /* 6 of 15 at either value of the third column */
    CHECK_ABS(b[3], 0, 1e-8);
    for (size_t i = 0; i < 40; i++) m.y[i] = (double)(i % 2);
    CHECK(icp_i_logit_series_new(&m, pool, &series));
    icp_i_logit_series_rows(&series, weight);
    CHECK(!icp_i_logit_series_fit(&series, penalty, 0));
    icp_i_pool_free(pool);
}

static void running_out_of_memory_is_told(void)
{
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    bool done = false;
    for (size_t fail_at = 2; !done && fail_at < 100; fail_at++) {
        memory = (icp_t_memory){.fail_at = fail_at};
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_logit_matrix m;
        icp_i_logit_series series;
        done = icp_i_logit_matrix_new(10, 2, NULL, ICP_KERNEL_AUTO, pool, &m) && icp_i_logit_series_new(&m, pool, &series);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(done);
}

void test_logit_series(void)
{
    static const icp_t_case cases[] = {{"score equations hold along a path", score_equations_hold_along_a_path},
                                       {"other rows are followed", other_rows_are_followed},
                                       {"terms are held at nothing", terms_are_held_at_nothing},
                                       {"nothing to learn and too much", nothing_to_learn_and_too_much},
                                       {"running out of memory is told", running_out_of_memory_is_told}};
    ICP_T_SUITE("logit_series", cases);
}
