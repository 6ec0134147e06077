/* test_choose.c - the number of segments: planted worlds, cuts of a continuum, what the user fixes, sizes, power. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/choose.h"

#include <string.h>

/* Points as they would come from the axes, every row a unit. */
typedef struct world {
    icp_settings settings;
    icp_i_pool *pool;
    icp_i_frame frame;
    icp_i_behaviour points;
    int32_t *truth;
    uint32_t *unit;
} world;

static void begin(world *w, size_t rows, size_t cols, const icp_hooks *hooks)
{
    memset(w, 0, sizeof *w);
    w->settings = icp_settings_default();
    w->pool = icp_i_pool_new(hooks);
    w->unit = ICP_I_NEW(w->pool, uint32_t, rows);
    w->truth = ICP_I_NEW(w->pool, int32_t, rows);
    w->frame = (icp_i_frame){.settings = &w->settings, .rows = rows, .units = rows, .unit = w->unit};
    w->points = (icp_i_behaviour){.rows = rows, .cols = cols, .x = ICP_I_NEW(w->pool, double, rows * cols)};
    w->points.weight = ICP_I_NEW(w->pool, double, rows);
    for (size_t i = 0; i < rows; i++) {
        w->unit[i] = (uint32_t)i;
        w->points.weight[i] = 1;
    }
}

static void end(world *w)
{
    icp_i_pool_free(w->pool);
}

/* Row i belongs to group i % groups, whose centre lies `apart` standard deviations from the others on an axis of its own. */
static void plant(world *w, size_t groups, double apart)
{
    icp_i_rng *rng = icp_i_rng_new(3, "test of k", groups);
    size_t d = w->points.cols;
    for (size_t i = 0; i < w->points.rows; i++) {
        w->truth[i] = (int32_t)(i % groups);
        for (size_t j = 0; j < d; j++) w->points.x[i * d + j] = icp_i_rng_normal(rng) + (i % groups == j + 1 ? apart : 0);
    }
    icp_i_rng_free(rng);
}

static icp_i_choice choose(world *w)
{
    icp_i_choice made = {0};
    icp_error err;
    CHECK_OK(icp_i_choose(&w->frame, &w->points, w->pool, &made, &err), &err);
    return made;
}

static const icp_k_row *row_of(const icp_i_choice *made, size_t k)
{
    return &made->table[k - made->table[0].k];
}

static void planted_groups_are_counted(void)
{
    for (size_t groups = 2; groups <= 5; groups++) {
        world w;
        double ari;
        icp_error err;
        begin(&w, 500, 4, NULL);
        plant(&w, groups, 7);
        icp_i_choice made = choose(&w);
        CHECK(made.partition.k == groups);
        CHECK_OK(icp_adjusted_rand(made.partition.label, w.truth, 500, &ari, &err), &err);
        CHECK(ari > 0.97);
        CHECK(made.count == 10 && made.table[0].k == 1 && made.table[9].k == 10);
        CHECK(made.min_size == 30 && row_of(&made, groups)->prediction_strength > 0.95);
        CHECK(row_of(&made, groups)->inertia == made.partition.inertia && row_of(&made, groups)->restarts == 50);
        CHECK(isnan(made.table[0].silhouette) && isnan(made.table[0].calinski_harabasz) && made.table[0].prediction_strength == 1);
        end(&w);
    }
}

/* Beyond 10,000 rows the table is made on a sample, but for the number that is chosen: the index of every number is that of its inertia. */
static void a_sampled_table_speaks_of_all_rows(void)
{
    world w;
    begin(&w, 15000, 2, NULL);
    plant(&w, 3, 7);
    w.settings.k_low = 1, w.settings.k_high = 4;
    icp_i_choice made = choose(&w);
    CHECK(made.count == 4 && made.partition.k == 3);
    for (size_t k = 2; k <= 4; k++) {
        const icp_k_row *row = row_of(&made, k);
        double between = made.table[0].inertia - row->inertia, index = between / (double)(k - 1) / (row->inertia / (double)(15000 - k));
        CHECK_REL(row->calinski_harabasz, index, 0.05); /* the inertia of all rows is that of a sample, too */
    }
    end(&w);
}

static void one_cloud_is_called_a_continuum(void)
{
    world w;
    begin(&w, 400, 3, NULL);
    plant(&w, 1, 0);
    icp_i_choice made = choose(&w);
    CHECK(made.partition.k >= 2 && strstr(made.why, "continuum") != NULL);
    double best = row_of(&made, made.partition.k)->prediction_strength;
    for (size_t k = 2; k <= 8; k++) {
        const icp_k_row *row = row_of(&made, k);
        CHECK(row->prediction_strength < 0.8);
        CHECK(row->prediction_strength <= best || row->smallest < made.min_size);
    }
    end(&w);
}

static void segments_come_in_descending_size(void)
{
    world w;
    begin(&w, 400, 2, NULL);
    plant(&w, 3, 9);
    for (size_t i = 0; i < 200; i++) w.points.x[2 * i] += w.truth[i] == 0 ? 9 : 0; /* moves part of group 0 to group 1 */
    icp_i_choice made = choose(&w);
    CHECK(made.partition.k == 3);
    for (size_t s = 1; s < made.partition.k; s++) CHECK(made.partition.size[s] <= made.partition.size[s - 1]);
    for (size_t i = 0; i < 400; i++) { /* each row is nearest to its own centre, as far as the distance says */
        for (size_t s = 0; s < 3; s++) {
            double gap = hypot(w.points.x[2 * i] - made.partition.center[2 * s], w.points.x[2 * i + 1] - made.partition.center[2 * s + 1]);
            if (s == (size_t)made.partition.label[i]) CHECK_REL(gap, made.partition.distance[i], 1e-12);
            CHECK(gap >= made.partition.distance[i] * (1 - 1e-12));
        }
    }
    end(&w);
}

static void equal_sizes_go_by_the_first_row(void)
{
    world w;
    begin(&w, 200, 1, NULL);
    for (size_t i = 0; i < 200; i++) w.points.x[i] = (i % 2 == 0 ? 10 : -10) + 0.001 * (double)i;
    icp_i_choice made = choose(&w);
    CHECK(made.partition.k == 2 && made.partition.size[0] == 100);
    for (size_t i = 0; i < 200; i++) CHECK(made.partition.label[i] == (int32_t)(i % 2));
    end(&w);
}

static void small_segments_are_not_accepted(void)
{
    world w;
    begin(&w, 600, 2, NULL);
    plant(&w, 1, 0);
    for (size_t i = 0; i < 20; i++) w.points.x[2 * i] += 60; /* 20 far accounts: a group, but too small to say anything about */
    icp_i_choice made = choose(&w);
    CHECK(row_of(&made, 2)->smallest == 20);
    CHECK(made.partition.k == 1 && strstr(made.why, "30 accounts") != NULL);
    w.settings.min_size = 20;
    made = choose(&w);
    CHECK(made.partition.k == 2 && made.partition.size[1] == 20 && made.min_size == 20);
    end(&w);
}

static void the_user_is_obeyed(void)
{
    world w;
    begin(&w, 600, 3, NULL);
    plant(&w, 3, 8);
    w.settings.k_low = w.settings.k_high = 7;
    icp_i_choice made = choose(&w);
    CHECK(made.partition.k == 7 && made.count == 1 && strstr(made.why, "you set") != NULL);
    w.settings.k_low = 2;
    w.settings.k_high = 4;
    w.settings.restarts = 3;
    made = choose(&w);
    CHECK(made.partition.k == 3 && made.count == 3 && made.partition.restarts == 3);
    end(&w);
}

static void few_or_equal_accounts_stay_together(void)
{
    world w;
    icp_i_choice made;
    icp_error err;
    begin(&w, 90, 2, NULL);
    plant(&w, 2, 9);
    made = choose(&w);
    CHECK(made.partition.k == 1 && made.partition.size[0] == 90 && made.partition.label[89] == 0);
    end(&w);
    begin(&w, 400, 1, NULL);
    for (size_t i = 0; i < 400; i++) w.points.x[i] = (double)(i % 3);
    made = choose(&w);
    CHECK(made.table[made.count - 1].k == 3 && made.partition.k == 3);
    w.settings.k_low = w.settings.k_high = 5;
    CHECK_STATUS(icp_i_choose(&w.frame, &w.points, w.pool, &made, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_TOO_FEW);
    end(&w);
    begin(&w, 400, 0, NULL);
    made = choose(&w);
    CHECK(made.partition.k == 1 && made.count == 1 && made.partition.size[0] == 400);
    end(&w);
}

/* Accounts a group needs to show .12 against .18, .24, .30, .36. */
static void smallest_lifts_are_those_of_the_power_formula(void)
{
    CHECK_REL(icp_i_smallest_lift(0.12, 555), 1.5, 1e-3);
    CHECK_REL(icp_i_smallest_lift(0.12, 160), 2, 2e-3);
    CHECK_REL(icp_i_smallest_lift(0.12, 80), 2.5, 5e-3);
    CHECK_REL(icp_i_smallest_lift(0.12, 49), 3, 5e-3);
    CHECK(isnan(icp_i_smallest_lift(0.9, 10)) && isnan(icp_i_smallest_lift(0, 100)) && isnan(icp_i_smallest_lift(NAN, 100)));
}

static void threads_change_nothing(void)
{
    world w;
    begin(&w, 300, 3, NULL);
    plant(&w, 4, 4);
    w.settings.threads = 1;
    icp_i_choice one = choose(&w);
    for (int threads = 2; threads <= 4; threads++) {
        w.settings.threads = threads;
        icp_i_choice more = choose(&w);
        CHECK(memcmp(one.table, more.table, one.count * sizeof *one.table) == 0);
        CHECK(one.partition.k == more.partition.k);
        CHECK(memcmp(one.partition.label, more.partition.label, 300 * sizeof(int32_t)) == 0);
        CHECK(memcmp(one.partition.center, more.partition.center, one.partition.k * 3 * sizeof(double)) == 0);
        CHECK(memcmp(one.partition.distance, more.partition.distance, 300 * sizeof(double)) == 0);
    }
    end(&w);
}

static void every_allocation_may_fail(void)
{
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    world w;
    begin(&w, 100, 2, &hooks);
    plant(&w, 2, 8);
    size_t failures = 0, step = 1;
    for (size_t n = 1; n < 100000; n += step) {
        icp_i_choice made = {.min_size = 12345};
        icp_error err;
        memory.fail_at = memory.calls + n;
        icp_status status = icp_i_choose(&w.frame, &w.points, w.pool, &made, &err);
        bool reached = memory.calls >= memory.fail_at;
        CHECK(status == (reached ? ICP_ENOMEM : ICP_OK));
        if (!reached) break;
        CHECK(made.min_size == 12345);
        if (++failures > 60) step = 29;
    }
    CHECK(failures > 40);
    memory.fail_at = 0;
    CHECK(choose(&w).partition.k == 2);
    end(&w);
    CHECK(memory.outstanding == 0);
}

void test_choose(void)
{
    static const icp_t_case cases[] = {{"planted groups are counted", planted_groups_are_counted},
                                       {"a sampled table speaks of all rows", a_sampled_table_speaks_of_all_rows},
                                       {"one cloud is called a continuum", one_cloud_is_called_a_continuum},
                                       {"segments come in descending size", segments_come_in_descending_size},
                                       {"equal sizes go by the first row", equal_sizes_go_by_the_first_row},
                                       {"small segments are not accepted", small_segments_are_not_accepted},
                                       {"the user is obeyed", the_user_is_obeyed},
                                       {"few or equal accounts stay together", few_or_equal_accounts_stay_together},
                                       {"smallest lifts are those of the power formula", smallest_lifts_are_those_of_the_power_formula},
                                       {"threads change nothing", threads_change_nothing},
                                       {"every allocation may fail", every_allocation_may_fail}};
    ICP_T_SUITE("choose", cases);
}
