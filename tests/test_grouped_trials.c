/* test_grouped_trials.c - the ordinary binomial where nothing is alike, the binomial of the groups where all of one is, another implementation
 * between, and the size of the test by simulation. */
#include "support/check.h"

#include "base/rng.h"
#include "math/grouped_trials.h"
#include "math/poisson_binomial.h"
#include "math/stats.h"

#include <string.h>

enum { MOST = 400 };

typedef struct trials {
    double p[MOST];
    unsigned char won[MOST];
    uint32_t group[MOST];
    size_t n, wins;
} trials;

static icp_i_group_effect effect_of(const trials *t, size_t groups)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_group_effect out = {0, NAN, NAN};
    icp_error err;
    CHECK_OK(icp_i_group_effect_of(t->p, t->won, t->group, t->n, groups, pool, &out, &err), &err);
    icp_i_pool_free(pool);
    return out;
}

static void one_trial_a_group_is_the_binomial(void)
{
    trials t = {.n = 80, .wins = 30};
    for (size_t i = 0; i < t.n; i++) {
        t.p[i] = .25;
        t.won[i] = i < 30;
        t.group[i] = (uint32_t)i;
    }
    icp_i_group_effect e = effect_of(&t, 90); /* ten groups have no trial */
    CHECK(e.groups == 80 && e.alike == 0 && e.design == 1);
    CHECK_ABS(icp_i_grouped_at_least(.25, 30, 80, e.design), .0089396743, 5e-11); /* R: binom.test(30, 80, .25, "greater") */
    CHECK_ABS(icp_i_grouped_at_least(.25, 30, 80, 1) + icp_i_grouped_at_most(.25, 29, 80, 1), 1, 1e-12);
    CHECK(icp_i_grouped_at_least(.25, 0, 80, 1) == 1 && icp_i_grouped_at_most(.25, 80, 80, 1) == 1);
}

/* Twenty groups of four that are won or lost as one: so many trials as groups. */
static void groups_that_act_as_one_count_once(void)
{
    trials t = {.n = 80};
    for (size_t i = 0; i < t.n; i++) {
        t.p[i] = .25;
        t.group[i] = (uint32_t)(i / 4);
        t.won[i] = t.group[i] < 9;
    }
    icp_i_group_effect e = effect_of(&t, 20);
    CHECK(e.groups == 20 && e.alike == 1);
    CHECK_REL(e.design, 4, 1e-12);
    CHECK_REL(icp_i_grouped_at_least(.25, 36, 80, e.design), icp_i_beta_cdf(.25, 9, 12), 1e-12); /* 9 of 20 */
    CHECK_REL(icp_i_grouped_at_most(.25, 36, 80, e.design), 1 - icp_i_beta_cdf(.25, 10, 11), 1e-12);
    for (size_t i = 0; i < t.n; i++) t.group[i] = (uint32_t)(i / 8), t.won[i] = i % 8 < 3;
    CHECK(effect_of(&t, 10).alike == 1); /* ten groups cannot say how alike theirs are, though none of them differs from another */
}

/* scipy.stats.f and beta, numpy sums */
static void digits_of_another_implementation(void)
{
    trials t = {.n = 0};
    for (uint32_t g = 0; g < 16; g++)
        for (size_t k = 0; k < (g % 2 ? 2 : 4); k++, t.n++) {
            t.group[t.n] = g;
            t.p[t.n] = t.n % 3 == 0 ? .5 : .25;
            t.won[t.n] = (t.n * 7 % 5 < 1) != (g % 3 == 0);
            t.wins += t.won[t.n];
        }
    icp_i_group_effect e = effect_of(&t, 16);
    CHECK(t.n == 48 && t.wins == 22);
    CHECK_REL(e.alike, 0.469034588792441, 1e-9);
    CHECK_REL(e.design, 2.1189479794289876, 1e-9);
    CHECK_REL(icp_i_grouped_at_least(1.0 / 3, (double)t.wins, 48, e.design), 0.14952374169576985, 1e-8);
    CHECK_REL(icp_i_grouped_at_most(1.0 / 3, (double)t.wins, 48, e.design), 0.9283904272413284, 1e-8);
}

/* One world of accounts with as many deals as sizes[] says in turn. A deal goes as its account does with probability `alike`, else its own way. */
static void draw(trials *t, size_t groups, const size_t *sizes, size_t kinds, double p, double alike, icp_i_rng *rng)
{
    t->n = t->wins = 0;
    for (size_t g = 0; g < groups; g++) {
        double account = icp_i_rng_uniform(rng);
        for (size_t k = 0; k < sizes[g % kinds] && t->n < MOST; k++, t->n++) {
            t->p[t->n] = p;
            t->group[t->n] = (uint32_t)g;
            t->won[t->n] = (icp_i_rng_uniform(rng) < alike ? account : icp_i_rng_uniform(rng)) < p;
            t->wins += t->won[t->n];
        }
    }
}

/* At a rate that is exactly the expected one the test finds too many, or too few, in at most 5 of 100 worlds; the test that takes deals for
 * independent finds both far more often. 1,000 worlds a cell: 5 % and three standard errors are 7.1 %. */
static void the_test_keeps_its_size(void)
{
    enum { WORLDS = 1000 };
    static const size_t equal[] = {5}, unequal[] = {1, 2, 1, 14};
    static const double rate[] = {.25, .8};
    icp_i_rng *rng = icp_i_rng_new(3, "sizes of grouped tests", 0);
    static trials t;
    size_t naive = 0, cells = 0;
    for (size_t groups = 6; groups <= 60; groups += 18)
        for (size_t r = 0; r < 2; r++)
            for (size_t kind = 0; kind < 2; kind++, cells++) {
                size_t many = 0, few = 0;
                for (size_t world = 0; world < WORLDS; world++) {
                    draw(&t, groups, kind ? unequal : equal, kind ? 4 : 1, rate[r], .7, rng);
                    icp_i_group_effect e = effect_of(&t, groups);
                    many += icp_i_grouped_at_least(rate[r], (double)t.wins, (double)t.n, e.design) <= .05;
                    few += icp_i_grouped_at_most(rate[r], (double)t.wins, (double)t.n, e.design) <= .05;
                    naive += icp_i_grouped_at_least(rate[r], (double)t.wins, (double)t.n, 1) <= .05;
                }
                CHECK(many <= WORLDS * .071 && few <= WORLDS * .071);
            }
    CHECK((double)naive > .10 * WORLDS * (double)cells);
    icp_i_rng_free(rng);
}

static void memory_can_run_out(void)
{
    icp_t_memory memory = {.fail_at = 2};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    icp_i_group_effect out = {.design = 7};
    static const double p[2] = {.5, .5};
    static const unsigned char won[2] = {1, 0};
    static const uint32_t group[2] = {0, 1};
    icp_error err;
    icp_status status = icp_i_group_effect_of(p, won, group, 2, 2, pool, &out, &err);
    CHECK(status == ICP_ENOMEM ? out.design == 7 : out.design == 1);
    CHECK_OK(icp_i_group_effect_of(p, won, group, 2, 2, pool, &out, &err), &err);
    CHECK(out.design == 1 && out.groups == 2);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
}

void test_grouped_trials(void)
{
    static const icp_t_case cases[] = {{"one trial a group is the binomial", one_trial_a_group_is_the_binomial},
                                       {"groups that act as one count once", groups_that_act_as_one_count_once},
                                       {"digits of another implementation", digits_of_another_implementation},
                                       {"the test keeps its size", the_test_keeps_its_size},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("grouped_trials", cases);
}
