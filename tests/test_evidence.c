/* test_evidence.c - planted groups and one cloud, seen by references, resamples and valleys; the same for any number of threads. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/evidence.h"
#include "segment/spread_ties.h"

#include <string.h>

enum { ROWS = 600, COLS = 3, K = 3 };

/* Points as they would come from the axes, every row a unit; `apart` standard deviations lie between three groups, 0: one cloud. */
typedef struct world {
    icp_settings settings;
    icp_i_pool *pool;
    icp_i_frame frame;
    icp_i_behaviour points;
    icp_i_choice choice;
    icp_clustering clustering;
    icp_segment segments[K];
    uint32_t unit[ROWS];
    double x[ROWS * COLS], weight[ROWS];
} world;

static void look(world *w, double apart, int threads)
{
    icp_error err;
    memset(w, 0, sizeof *w);
    w->settings = icp_settings_default();
    w->settings.k_low = 2;
    w->settings.k_high = 4;
    w->settings.resamples = 20;
    w->settings.threads = threads;
    w->pool = icp_i_pool_new(NULL);
    icp_i_rng *rng = icp_i_rng_new(8, "test of evidence", 0);
    for (size_t i = 0; i < ROWS; i++) {
        w->unit[i] = (uint32_t)i;
        w->weight[i] = 1;
        for (size_t j = 0; j < COLS; j++) w->x[i * COLS + j] = icp_i_rng_normal(rng) + (i % K == j ? apart : 0);
    }
    icp_i_rng_free(rng);
    w->frame = (icp_i_frame){.settings = &w->settings, .rows = ROWS, .units = ROWS, .unit = w->unit};
    w->points = (icp_i_behaviour){.rows = ROWS, .cols = COLS, .x = w->x, .weight = w->weight};
    CHECK_OK(icp_i_choose(&w->frame, &w->points, w->pool, &w->choice, &err), &err);
    w->clustering.k = w->choice.partition.k < K ? w->choice.partition.k : K;
    w->clustering.k_table = w->choice.table;
    w->clustering.k_count = w->choice.count;
    const icp_i_evidence_ground ground = {&w->frame, &w->points, &w->choice};
    CHECK_OK(icp_i_evidence_nulls(&ground, &w->clustering, &err), &err);
    if (w->choice.partition.k > K) return;
    CHECK_OK(icp_i_evidence_resamples(&ground, w->pool, &w->clustering, w->segments, &err), &err);
    CHECK_OK(icp_i_evidence_valleys(&ground, w->segments, &err), &err);
}

static void planted_groups_show_in_everything(void)
{
    static world w;
    look(&w, 5, 0);
    CHECK(w.choice.partition.k == K && w.clustering.null_draws == 39);
    CHECK_REL(w.clustering.gaussian_p, 1.0 / 40, 1e-12);
    CHECK_REL(w.clustering.copula_p, 1.0 / 40, 1e-12);
    for (size_t s = 0; s < K; s++) {
        CHECK(w.segments[s].dip_p <= 0.05 / K && w.segments[s].found_again == 20);
        const icp_estimate *found = &w.segments[s].stability;
        CHECK(found->value > 0.95 && found->low <= found->value && found->n == 20);
    }
    const icp_k_row *three = &w.choice.table[1], *four = &w.choice.table[2];
    CHECK(three->k == 3 && three->stability_count == 3 && three->gap > 5 * three->gap_se && three->null_p < 0.05);
    CHECK(three->slsw[0] > 0.95 && three->slsa[0] <= 1 && four->slsa[0] > 0.9); /* the largest of four is one of three */
    icp_i_pool_free(w.pool);
}

static void one_cloud_has_no_valley(void)
{
    static world w;
    look(&w, 0, 0);
    CHECK(w.clustering.gaussian_p > 0.05);
    for (size_t s = 0; s < w.choice.partition.k && w.choice.partition.k <= K; s++) CHECK(w.segments[s].dip_p > 0.05 / K);
    icp_i_pool_free(w.pool);
}

static void threads_change_nothing(void)
{
    static world one, many;
    look(&one, 4, 1);
    look(&many, 4, 4);
    CHECK(memcmp(&one.clustering.gaussian_p, &many.clustering.gaussian_p, 2 * sizeof(double)) == 0);
    for (size_t s = 0; s < K; s++)
        CHECK(one.segments[s].dip_p == many.segments[s].dip_p && one.segments[s].stability.value == many.segments[s].stability.value);
    icp_i_pool_free(one.pool);
    icp_i_pool_free(many.pool);
}

static void nothing_is_looked_at_without_resamples(void)
{
    static world w;
    icp_error err;
    look(&w, 5, 0);
    icp_segment untouched[K] = {{.found_again = 77}};
    icp_clustering clustering = {.k = K, .k_table = w.choice.table, .k_count = w.choice.count, .null_draws = 7};
    const icp_i_evidence_ground ground = {&w.frame, &w.points, &w.choice};
    w.settings.resamples = 0;
    CHECK_OK(icp_i_evidence_nulls(&ground, &clustering, &err), &err);
    CHECK_OK(icp_i_evidence_resamples(&ground, w.pool, &clustering, untouched, &err), &err);
    CHECK_OK(icp_i_evidence_valleys(&ground, untouched, &err), &err);
    CHECK(clustering.null_draws == 7 && untouched[0].found_again == 77 && untouched[0].dip_p == 0);
    icp_i_pool_free(w.pool);
}

void test_evidence(void)
{
    static const icp_t_case cases[] = {
        {"planted_groups_show_in_everything", planted_groups_show_in_everything},
        {"one_cloud_has_no_valley", one_cloud_has_no_valley},
        {"threads_change_nothing", threads_change_nothing},
        {"nothing_is_looked_at_without_resamples", nothing_is_looked_at_without_resamples},
    };
    ICP_T_SUITE("evidence", cases);
}
