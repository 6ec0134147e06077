/* test_sensitivity.c - a run of planted groups under changed assumptions, and of one cloud that nothing should call groups. */
#include "support/check.h"
#include "support/planted.h"

#include "base/rng.h"

#include <string.h>

static icp_result run(icp_t_planted *world, size_t resamples, int threads)
{
    icp_result made = {0};
    icp_error err;
    world->settings.resamples = resamples;
    world->settings.threads = threads;
    CHECK_OK(icp_run(world->table, world->roles, &world->settings, &made, &err), &err);
    return made;
}

static const icp_sensitivity_run *change_of(const icp_result *made, const char *beginning)
{
    for (size_t i = 0; i < made->sensitivity_count; i++)
        if (strncmp(made->sensitivity[i].change, beginning, strlen(beginning)) == 0) return &made->sensitivity[i];
    return NULL;
}

static void planted_groups_are_natural_and_stable(void)
{
    static const char *const changes[] = {"without column \"logins\"", "without column \"seats\"", "seed 43", "without the 5 largest accounts"};
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN | ICP_T_REVENUE, NULL, NULL);
    icp_result made = run(&world, 20, 0);
    CHECK(made.clustering.verdict == ICP_VERDICT_NATURAL);
    CHECK(made.sensitivity_verdict && strcmp(made.sensitivity_verdict, "stable") == 0);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const icp_sensitivity_run *change = change_of(&made, changes[i]);
        CHECK(change && change->rank1_kept && change->ari > 0.8); /* any one column tells the groups apart */
    }
    CHECK(change_of(&made, "k = 2") && change_of(&made, "k = 4") && change_of(&made, "weights usage"));
    size_t kept = 0;
    for (size_t i = 0; i < made.sensitivity_count; i++) kept += made.sensitivity[i].rank1_kept != 0;
    CHECK((double)kept >= 0.8 * (double)made.sensitivity_count);
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

static void nothing_is_changed_without_resamples(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE | ICP_T_UPSELL, NULL, NULL);
    icp_result made = run(&world, 0, 0);
    CHECK(made.sensitivity_count == 0 && made.sensitivity_verdict == NULL && made.clustering.verdict == ICP_VERDICT_NOT_TESTED);
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

static void threads_change_nothing(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN, NULL, NULL);
    icp_result one = run(&world, 5, 1), many = run(&world, 5, 4);
    CHECK(one.sensitivity_count == many.sensitivity_count && one.sensitivity_count > 10);
    for (size_t i = 0; i < one.sensitivity_count && i < many.sensitivity_count; i++) {
        CHECK(strcmp(one.sensitivity[i].change, many.sensitivity[i].change) == 0);
        CHECK(memcmp(&one.sensitivity[i].ari, &many.sensitivity[i].ari, sizeof(double)) == 0);
        CHECK(one.sensitivity[i].rank1_kept == many.sensitivity[i].rank1_kept);
    }
    icp_result_free(&one);
    icp_result_free(&many);
    icp_t_planted_free(&world);
}

/* Three columns of one normal cloud, and an outcome that nobody knows about. */
static void one_cloud_is_not_natural(void)
{
    enum { ROWS = 300 };
    static const char *const names[] = {"logins", "seats", "exports"}, *bought[ROWS];
    static double usage[3][ROWS];
    icp_t_planted world = {.settings = icp_settings_default()};
    icp_i_rng *rng = icp_i_rng_new(5, "test of one cloud", 0);
    icp_error err;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t u = 0; u < 3; u++) usage[u][i] = icp_i_rng_normal(rng);
        bought[i] = icp_i_rng_uniform(rng) < .3 ? "yes" : "no";
    }
    icp_i_rng_free(rng);
    CHECK_OK(icp_table_new(NULL, &world.table, &err), &err);
    for (size_t u = 0; u < 3; u++) CHECK_OK(icp_table_add_number(world.table, names[u], usage[u], ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(world.table, "bought", bought, ROWS, &err), &err);
    CHECK_OK(icp_roles_new(NULL, &world.roles, &err), &err);
    CHECK_OK(icp_roles_give(world.roles, ICP_ROLE_USAGE, "logins,seats,exports", &err), &err);
    CHECK_OK(icp_roles_give(world.roles, ICP_ROLE_UPSELL, "bought=yes/no", &err), &err);
    world.settings.k_low = world.settings.k_high = 3;
    world.settings.folds = 5;
    icp_result made = run(&world, 20, 0);
    CHECK(made.clustering.verdict != ICP_VERDICT_NATURAL && made.clustering.verdict != ICP_VERDICT_NOT_TESTED);
    for (size_t s = 0; s < made.segment_count; s++) CHECK(made.segments[s].verdict != ICP_VERDICT_NATURAL);
    icp_result_free(&made);
    icp_roles_free(world.roles);
    icp_table_free(world.table);
}

/* Two groups that buy alike, and a niche of an industry that buys much more: the rule of the upsell is first, whatever is changed. */
static void a_rule_stays_first(void)
{
    enum { ROWS = 600 };
    static const char *const names[] = {"logins", "seats"}, *const industries[] = {"Air", "Rail", "Road", "Sea", "Mail"};
    static const char *bought[ROWS], *industry[ROWS];
    static double usage[2][ROWS];
    icp_t_planted world = {.settings = icp_settings_default()};
    icp_i_rng *rng = icp_i_rng_new(6, "test of a niche", 0);
    icp_error err;
    for (size_t i = 0; i < ROWS; i++) {
        industry[i] = industries[icp_i_rng_below(rng, 5)];
        for (size_t u = 0; u < 2; u++) usage[u][i] = 20 + (i % 2 == u ? 8 : 0) + icp_i_rng_normal(rng);
        bought[i] = icp_i_rng_uniform(rng) < (strcmp(industry[i], "Air") == 0 ? .8 : .1) ? "yes" : "no";
    }
    icp_i_rng_free(rng);
    CHECK_OK(icp_table_new(NULL, &world.table, &err), &err);
    for (size_t u = 0; u < 2; u++) CHECK_OK(icp_table_add_number(world.table, names[u], usage[u], ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(world.table, "industry", industry, ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(world.table, "bought", bought, ROWS, &err), &err);
    CHECK_OK(icp_roles_new(NULL, &world.roles, &err), &err);
    CHECK_OK(icp_roles_give(world.roles, ICP_ROLE_USAGE, "logins,seats", &err), &err);
    CHECK_OK(icp_roles_give(world.roles, ICP_ROLE_TRAIT, "industry", &err), &err);
    CHECK_OK(icp_roles_give(world.roles, ICP_ROLE_UPSELL, "bought=yes/no", &err), &err);
    world.settings.folds = 5;
    world.settings.k_low = world.settings.k_high = 2;
    world.settings.weight[ICP_AXIS_USAGE] = .8;
    world.settings.weight[ICP_AXIS_UPSELL] = .2;
    icp_result made = run(&world, 20, 0);
    CHECK(made.candidate_count > 2 && made.candidates[0].route == ICP_ROUTE_OUTCOME);
    CHECK(made.sensitivity_verdict && strcmp(made.sensitivity_verdict, "stable") == 0);
    const icp_sensitivity_run *largest = change_of(&made, "without the 5 accounts that use most");
    CHECK(largest && largest->rank1_kept && change_of(&made, "seed 43") && change_of(&made, "seed 43")->rank1_kept);
    icp_result_free(&made);
    icp_roles_free(world.roles);
    icp_table_free(world.table);
}

void test_sensitivity(void)
{
    static const icp_t_case cases[] = {
        {"planted_groups_are_natural_and_stable", planted_groups_are_natural_and_stable},
        {"nothing_is_changed_without_resamples", nothing_is_changed_without_resamples},
        {"threads_change_nothing", threads_change_nothing},
        {"one_cloud_is_not_natural", one_cloud_is_not_natural},
        {"a_rule_stays_first", a_rule_stays_first},
    };
    ICP_T_SUITE("sensitivity", cases);
}
