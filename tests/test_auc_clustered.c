/* test_auc_clustered.c - Obuchowski's variance against DeLong's where they must agree, and against simulation where they must not. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "math/auc_clustered.h"

#include <string.h>

#define ROWS 240

static icp_estimate clustered(const double *score, const double *y, const uint32_t *cluster, size_t clusters, size_t n)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_estimate out = {0};
    icp_error err;
    CHECK_OK(icp_i_auc_clustered(score, y, NULL, cluster, clusters, n, 0.95, pool, &out, &err), &err);
    CHECK(icp_i_pool_bytes(pool, NULL) == 0);
    icp_i_pool_free(pool);
    return out;
}

static void make(icp_i_rng *rng, double *score, double *y)
{
    for (size_t i = 0; i < ROWS; i++) {
        y[i] = icp_i_rng_uniform(rng) < 0.3;
        score[i] = floor(4 * (icp_i_rng_normal(rng) + y[i])) / 4; /* with ties */
    }
}

static void rows_of_their_own_give_delong(void)
{
    double score[ROWS], y[ROWS];
    uint32_t cluster[ROWS];
    icp_i_rng *rng = icp_i_rng_new(1, "auc test", 0);
    make(rng, score, y);
    for (uint32_t i = 0; i < ROWS; i++) cluster[i] = ROWS - 1 - i;
    icp_estimate plain, own = clustered(score, y, cluster, ROWS, ROWS);
    CHECK_OK(icp_auc(score, y, ROWS, 0.95, &plain, NULL, NULL), NULL);
    CHECK(own.value == plain.value && own.n == ROWS);
    CHECK_REL(own.low, plain.low, 1e-12);
    CHECK_REL(own.high, plain.high, 1e-12);
    icp_i_rng_free(rng);
}

/* Every row three times over, copies in one cluster: no new evidence, so the interval is that of the single rows. */
static void copies_add_no_evidence(void)
{
    double score[ROWS], y[ROWS], score3[3 * ROWS], y3[3 * ROWS];
    uint32_t cluster[3 * ROWS];
    icp_i_rng *rng = icp_i_rng_new(2, "auc test", 0);
    make(rng, score, y);
    for (uint32_t i = 0; i < 3 * ROWS; i++) {
        score3[i] = score[i % ROWS];
        y3[i] = y[i % ROWS];
        cluster[i] = i % ROWS;
    }
    icp_estimate once, naive, thrice = clustered(score3, y3, cluster, ROWS, 3 * ROWS);
    CHECK_OK(icp_auc(score, y, ROWS, 0.95, &once, NULL, NULL), NULL);
    CHECK_OK(icp_auc(score3, y3, 3 * ROWS, 0.95, &naive, NULL, NULL), NULL);
    CHECK_REL(thrice.low, once.low, 1e-10);
    CHECK_REL(thrice.high, once.high, 1e-10);
    CHECK(naive.high - naive.low < 0.7 * (thrice.high - thrice.low));
    icp_i_rng_free(rng);
}

/* Obuchowski's variance (1997) from its definition: every pair of an event and a non-event, sums of placements by cluster. */
static double variance_by_pairs(const double *score, const double *y, const uint32_t *cluster, size_t clusters, double *auc)
{
    double placed[ROWS] = {0}, rows[2] = {0}, sum = 0, variance = 0;
    for (size_t i = 0; i < ROWS; i++) rows[y[i] > 0] += 1;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS && y[i] > 0; j++) {
            if (y[j] > 0) continue;
            double wins = score[i] > score[j] ? 1 : score[i] < score[j] ? 0 : .5;
            placed[i] += wins / rows[0], placed[j] += wins / rows[1], sum += wins;
        }
    *auc = sum / (rows[0] * rows[1]);
    double with[3] = {0}, squares[3] = {0}; /* clusters with non-events, with events, with either */
    for (uint32_t c = 0; c < clusters; c++) {
        double held[2] = {0}, off[2] = {0};
        for (size_t i = 0; i < ROWS; i++)
            if (cluster[i] == c) held[y[i] > 0] += 1, off[y[i] > 0] += placed[i] - *auc;
        for (int side = 0; side < 2; side++) with[side] += held[side] > 0, squares[side] += off[side] * off[side];
        with[2] += 1, squares[2] += off[0] * off[1];
    }
    for (int side = 0; side < 2; side++) variance += with[side] / (with[side] - 1) * squares[side] / (rows[side] * rows[side]);
    return variance + 2 * with[2] / (with[2] - 1) * squares[2] / (rows[0] * rows[1]);
}

/* Clusters of three rows that share part of their score, some with rows of one class alone. */
static void the_interval_is_that_of_all_pairs(void)
{
    double score[ROWS], y[ROWS], auc;
    uint32_t cluster[ROWS];
    icp_i_rng *rng = icp_i_rng_new(4, "auc test", 0);
    make(rng, score, y);
    for (uint32_t i = 0; i < ROWS; i++) {
        cluster[i] = i / 3;
        score[i] += i % 3 ? score[i - i % 3] / 2 : 0;
    }
    double half = 1.959963984540054 * sqrt(variance_by_pairs(score, y, cluster, ROWS / 3, &auc));
    icp_estimate own = clustered(score, y, cluster, ROWS / 3, ROWS);
    CHECK_REL(own.value, auc, 1e-12);
    CHECK(own.high < 1);
    CHECK_REL(own.high - own.value, half, 1e-9);
    CHECK_REL(own.value - own.low, half, 1e-9);
    icp_i_rng_free(rng);
}

/* 30 clusters of 8 rows that share part of their score and of their outcome; the truth is the same at every cluster size. */
static void the_interval_covers_under_clustering(void)
{
    int covered = 0, naive = 0;
    for (uint64_t world = 0; world < 300; world++) {
        icp_i_rng *rng = icp_i_rng_new(3, "auc test", world);
        double score[ROWS], y[ROWS], events = 0;
        uint32_t cluster[ROWS];
        for (uint32_t i = 0; i < ROWS; i += 8) {
            double shared = icp_i_rng_normal(rng), rate = icp_i_rng_uniform(rng);
            for (uint32_t j = i; j < i + 8; j++) {
                cluster[j] = i / 8;
                y[j] = icp_i_rng_uniform(rng) < rate;
                score[j] = shared + 0.5 * icp_i_rng_normal(rng);
                events += y[j];
            }
        }
        icp_estimate plain, own = clustered(score, y, cluster, ROWS / 8, ROWS);
        CHECK_OK(icp_auc(score, y, ROWS, 0.95, &plain, NULL, NULL), NULL);
        covered += own.low <= 0.5 && 0.5 <= own.high;
        naive += plain.low <= 0.5 && 0.5 <= plain.high;
        CHECK(events > 0);
        icp_i_rng_free(rng);
    }
    CHECK(covered >= 270); /* 0.90: intervals of 30 clusters are a little short of 0.95 */
    CHECK(naive < 255);    /* what counting rows would give */
}

static void too_few_clusters_say_nothing(void)
{
    double score[4] = {1, 2, 3, 4}, y[4] = {0, 1, 0, 1};
    uint32_t cluster[4] = {0, 0, 0, 0};
    icp_estimate e = clustered(score, y, cluster, 1, 4);
    CHECK(e.value == 0.75 && e.low == 0 && e.high == 1 && e.n == 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    double all[4] = {1, 1, 1, 1};
    icp_error err;
    CHECK_STATUS(icp_i_auc_clustered(score, all, NULL, cluster, 1, 4, 0.95, pool, &e, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_OUTCOME && e.value == 0.75);
    icp_i_pool_free(pool);
}

/* A row of weight 3 is three rows of its cluster; equal weights change nothing but the digits of sums. */
static void weights_are_rows(void)
{
    static const double score[] = {.1, .4, .35, .8, .4, .7, .2}, y[] = {0, 0, 1, 1, 1, 0, 0}, weight[] = {1, 3, 2, 1, 1, 2, 1};
    static const uint32_t cluster[] = {0, 1, 2, 3, 4, 5, 6};
    double many[11], outcome[11];
    uint32_t of[11];
    size_t n = 0;
    for (size_t i = 0; i < 7; i++)
        for (double w = 0; w < weight[i]; w++) many[n] = score[i], outcome[n] = y[i], of[n++] = cluster[i];
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_estimate weighed, repeated;
    CHECK_OK(icp_i_auc_clustered(score, y, weight, cluster, 7, 7, .95, pool, &weighed, NULL), NULL);
    CHECK_OK(icp_i_auc_clustered(many, outcome, NULL, of, 7, n, .95, pool, &repeated, NULL), NULL);
    CHECK(n == 11 && weighed.n == 5); /* 11 squared over 21 */
    CHECK_REL(weighed.value, repeated.value, 1e-14);
    CHECK_REL(weighed.low, repeated.low, 1e-12);
    CHECK_REL(weighed.high, repeated.high, 1e-12);
    icp_i_pool_free(pool);
}

void test_auc_clustered(void)
{
    static const icp_t_case cases[] = {{"weights are rows", weights_are_rows},
                                       {"rows of their own give DeLong", rows_of_their_own_give_delong},
                                       {"copies add no evidence", copies_add_no_evidence},
                                       {"the interval is that of all pairs", the_interval_is_that_of_all_pairs},
                                       {"the interval covers under clustering", the_interval_covers_under_clustering},
                                       {"too few clusters say nothing", too_few_clusters_say_nothing}};
    ICP_T_SUITE("auc_clustered", cases);
}
