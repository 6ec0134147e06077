/* test_outcome_chance.c - null worlds: outcomes that nothing knows about are hardly ever used, nor are groups of rows that give them away. */
#include "support/check.h"
#include "support/outcome_world.h"

#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An interval above 1/2 that begins below what is needed is weak, not chance. */
static void weak_is_not_chance(void)
{
    int weak = 0, chance = 0;
    for (uint64_t index = 0; index < 12; index++) {
        icp_t_outcome_world *w = icp_t_outcome_world_new(500);
        icp_t_customers c;
        icp_t_outcome_plant(w, 300 + index);
        icp_i_rng *rng = icp_i_rng_new(34, "outcome test", index);
        for (size_t i = 0; i < w->rows; i++)
            w->outcome[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-0.35 * w->usage[i])) ? "Yes" : "No";
        icp_i_rng_free(rng);
        if (icp_t_outcome_start(&c, w)) {
            c.settings.fold_repeats = 1;
            icp_outcome_model m = icp_t_outcome_fit(&c, ICP_ROLE_CHURN).model;
            bool said_weak = strstr(m.why, "too weak to use") != NULL, said_chance = strstr(m.why, "told from chance") != NULL;
            CHECK(said_weak == (!m.used && m.auc.low > 0.5) && said_chance == (!m.used && m.auc.low <= 0.5));
            weak += said_weak;
            chance += said_chance;
        }
        icp_t_customers_free(&c);
        free(w);
    }
    CHECK(weak > 0 && chance > 0);
}

/* Whether the model of a world is used; the world is freed. */
static int used_of(icp_t_outcome_world *w)
{
    icp_t_customers c;
    int used = 0;
    if (icp_t_outcome_start(&c, w)) {
        c.settings.fold_repeats = 1;
        used = icp_t_outcome_fit(&c, ICP_ROLE_CHURN).model.used;
    }
    icp_t_customers_free(&c);
    free(w);
    return used;
}

/* The share of null worlds, in which the outcome is drawn without looking at anything, whose outcome is used. */
static void chance_is_rarely_used(void)
{
    int used = 0;
    for (uint64_t index = 0; index < 200; index++) {
        icp_t_outcome_world *w = icp_t_outcome_world_new(130);
        icp_t_outcome_plant(w, 100 + index);
        icp_i_rng *rng = icp_i_rng_new(32, "outcome test", index);
        for (size_t i = 0; i < w->rows; i++) w->outcome[i] = icp_i_rng_uniform(rng) < 0.4 ? "Yes" : "No";
        icp_i_rng_free(rng);
        used += used_of(w);
    }
    CHECK(used <= 2);
}

/* The outcome belongs to the account, each account has ten rows and accounts share a trait by threes: rows cut apart would find "structure". */
static int used_with_groups(bool grouped)
{
    static const char *const traits[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
    int used = 0;
    for (uint64_t index = 0; index < 20; index++) {
        icp_t_outcome_world *w = icp_t_outcome_world_new(360);
        icp_i_rng *rng = icp_i_rng_new(33, "outcome test", index);
        bool outcome[36];
        for (size_t g = 0; g < 36; g++) outcome[g] = icp_i_rng_uniform(rng) < 0.5;
        w->grouped = grouped;
        for (size_t i = 0; i < w->rows; i++) {
            snprintf(w->group_text[i], sizeof w->group_text[i], "g%zu", i % 36);
            w->group[i] = w->group_text[i];
            w->trait[i] = traits[i % 12];
            w->usage[i] = icp_i_rng_normal(rng);
            w->size[i] = 1;
            w->outcome[i] = outcome[i % 36] ? "Yes" : "No";
        }
        icp_i_rng_free(rng);
        used += used_of(w);
    }
    return used;
}

static void groups_do_not_leak(void)
{
    CHECK(used_with_groups(true) <= 1);
    CHECK(used_with_groups(false) >= 15); /* the guard matters */
}

void test_outcome_chance(void)
{
    static const icp_t_case cases[] = {{"weak is not chance", weak_is_not_chance},
                                       {"chance is rarely used", chance_is_rarely_used},
                                       {"groups do not leak", groups_do_not_leak}};
    ICP_T_SUITE("outcome_chance", cases);
}
