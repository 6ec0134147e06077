/* test_separation.c - outcome models whose maximum-likelihood estimates run away: what is published instead, against closed forms. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "segment/outcomes.h"

#include <stdio.h>
#include <string.h>

#define ROWS ((size_t)400)

static void start(icp_t_customers *c, const double *usage, const char *const *trait, const char *const *outcome)
{
    icp_t_customers_start(c, ROWS, NULL);
    if (usage) icp_t_customers_number(c, ICP_ROLE_USAGE, "usage", usage);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "trait", trait);
    icp_t_customers_text(c, ICP_ROLE_CHURN, "outcome", outcome);
    icp_t_customers_events(c, ICP_ROLE_CHURN, "Yes", "No");
    c->settings.folds = 5;
    c->settings.fold_repeats = 1;
    c->settings.threads = 1;
}

static icp_i_outcome fit(icp_t_customers *c)
{
    icp_i_outcome out = {0};
    icp_error err;
    if (icp_t_customers_frame(c)) CHECK_OK(icp_i_outcome_fit(&c->frame, ICP_ROLE_CHURN, c->pool, &out, &err), &err);
    return out;
}

/* Usage and three traits, one of which always churns. */
static void plant(double *usage, const char **trait, const char **outcome)
{
    static const char *const traits[] = {"red", "green", "blue"};
    icp_i_rng *rng = icp_i_rng_new(31, "separation test", 0);
    for (size_t i = 0; i < ROWS; i++) {
        trait[i] = traits[i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2]; /* red is the reference */
        usage[i] = icp_i_rng_normal(rng);
        outcome[i] = *trait[i] == 'b' || icp_i_rng_uniform(rng) < 1 / (1 + exp(.7 - .9 * usage[i])) ? "Yes" : "No";
    }
    icp_i_rng_free(rng);
}

static void the_term_is_named_and_all_is_finite(void)
{
    double usage[ROWS];
    const char *trait[ROWS], *outcome[ROWS];
    icp_t_customers c;
    plant(usage, trait, outcome);
    start(&c, usage, trait, outcome);
    icp_i_outcome o = fit(&c);
    const icp_outcome_model *m = &o.model;
    CHECK(m->method == ICP_MODEL_FIRTH && m->separation_count == 1 && strcmp(m->separation[0], "trait = blue") == 0);
    CHECK(m->coefficient_count == 3 && m->lr_test_count == 2);
    for (size_t t = 0; t < m->coefficient_count; t++) {
        const icp_coefficient *k = &m->coefficients[t];
        CHECK(k->standard_error > 0 && isfinite(k->standard_error) && k->odds_ratio == exp(k->estimate));
        CHECK(k->low > 0 && k->low < k->odds_ratio && k->odds_ratio < k->high && isfinite(k->high));
    }
    double least = m->lr_tests[0].p < m->lr_tests[1].p ? m->lr_tests[0].p : m->lr_tests[1].p;
    for (size_t i = 0; i < m->lr_test_count; i++) { /* Holm: the smaller of two p doubles */
        const icp_lr_test *test = &m->lr_tests[i];
        CHECK(test->df == i + 1 && test->holm == fmax(test->p, 2 * least));
    }
    for (size_t i = 0; i < ROWS; i++) CHECK(isfinite(o.log_odds[i]));
    icp_t_customers_free(&c);
}

/* One trait of two levels, one of which always churns: Firth adds half a case to each cell, 80 of 80 against 140 of 320. */
static void a_separated_table_gets_half_a_case(void)
{
    const char *trait[ROWS], *outcome[ROWS];
    icp_t_customers c;
    for (size_t i = 0; i < ROWS; i++) {
        trait[i] = i < 80 ? "x" : "y";
        outcome[i] = i < 220 ? "Yes" : "No";
    }
    char text[ROWS][8];
    const char *id[ROWS]; /* without ids, equal rows would be one account */
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(text[i], sizeof text[i], "a%03u", (unsigned)i % 1000);
        id[i] = text[i];
    }
    start(&c, NULL, trait, outcome);
    icp_t_customers_text(&c, ICP_ROLE_ID, "id", id);
    icp_i_outcome o = fit(&c);
    CHECK(o.model.method == ICP_MODEL_FIRTH && o.model.separation_count == 1 && o.model.coefficient_count == 1);
    if (o.model.coefficient_count == 1) CHECK_REL(o.model.coefficients[0].estimate, log(80.5 / .5) - log(140.5 / 180.5), 1e-8);
    icp_t_customers_free(&c);
}

static void every_allocation_may_fail(void)
{
    double usage[ROWS];
    const char *trait[ROWS], *outcome[ROWS];
    icp_t_customers c;
    plant(usage, trait, outcome);
    start(&c, usage, trait, outcome);
    icp_t_memory memory = {0};
    icp_error err;
    if (icp_t_customers_frame(&c)) {
        icp_i_outcome out = {0};
        c.settings.hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&c.settings.hooks);
        CHECK_OK(icp_i_outcome_fit(&c.frame, ICP_ROLE_CHURN, pool, &out, &err), &err);
        icp_i_pool_free(pool);
        size_t calls = memory.calls;
        CHECK(out.model.separation_count == 1 && memory.outstanding == 0);
        for (size_t back = 0; back < 120 && back + 1 < calls; back++) { /* the model is fitted last */
            memory = (icp_t_memory){.fail_at = calls - back};
            pool = icp_i_pool_new(&c.settings.hooks);
            CHECK_STATUS(icp_i_outcome_fit(&c.frame, ICP_ROLE_CHURN, pool, &out, &err), ICP_ENOMEM, &err);
            icp_i_pool_free(pool);
            CHECK(memory.outstanding == 0);
        }
        c.settings.hooks = (icp_hooks){0};
    }
    icp_t_customers_free(&c);
}

void test_separation(void)
{
    static const icp_t_case cases[] = {{"the term is named and all is finite", the_term_is_named_and_all_is_finite},
                                       {"a separated table gets half a case", a_separated_table_gets_half_a_case},
                                       {"every allocation may fail", every_allocation_may_fail}};
    ICP_T_SUITE("separation", cases);
}
