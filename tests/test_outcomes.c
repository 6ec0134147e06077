/* test_outcomes.c - outcome models against closed forms and planted truth. */
#include "support/check.h"
#include "support/outcome_world.h"

#include "icpcluster.h"
#include "segment/outcomes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The planted effects lie in the 99.9 % intervals of the refit, the scores are calibrated, and they rank about as well as the truth does. */
static void a_planted_logit_is_recovered(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(ICP_T_OUTCOME_ROWS);
    icp_t_customers c;
    icp_t_outcome_plant(w, 0);
    if (icp_t_outcome_start(&c, w)) {
        icp_i_outcome o = icp_t_outcome_fit(&c, ICP_ROLE_CHURN);
        const icp_outcome_model *m = &o.model;
        CHECK(m->present && m->used && m->why && !*m->why);
        CHECK(m->rows == ICP_T_OUTCOME_ROWS && m->eligible == ICP_T_OUTCOME_ROWS && m->ineligible == 0);
        const icp_coefficient *green = icp_t_term(m, "trait = green"), *blue = icp_t_term(m, "trait = blue"), *red = icp_t_term(m, "trait = red");
        CHECK((green != NULL) + (blue != NULL) + (red != NULL) == 2);
        double base = green && blue ? 0 : green ? -1 : 1.2; /* which level is the reference is a matter of counts */
        const icp_coefficient *tested[] = {green, blue, red};
        double truth[] = {1.2, -1, 0};
        for (int t = 0; t < 3; t++) {
            if (!tested[t]) continue;
            CHECK(fabs(log(tested[t]->odds_ratio) - (truth[t] - base)) < 3.3 * tested[t]->standard_error);
            CHECK_REL(tested[t]->high / tested[t]->odds_ratio, exp(1.959963984540054 * tested[t]->standard_error), 1e-9);
        }
        CHECK(fabs(log(icp_t_term(m, "size")->odds_ratio)) < 3.3 * icp_t_term(m, "size")->standard_error);
        CHECK(m->calibration_slope > 0.9 && m->calibration_slope < 1.1 && fabs(m->calibration_intercept) < 0.1);
        double truth_score[ICP_T_OUTCOME_ROWS], y[ICP_T_OUTCOME_ROWS];
        static const double effect[] = {1.2, -1, 0};
        for (size_t i = 0; i < ICP_T_OUTCOME_ROWS; i++) {
            const char *t = w->trait[i];
            truth_score[i] = 0.9 * w->usage[i] + effect[*t == 'g' ? 0 : *t == 'b' ? 1 : 2];
            y[i] = *w->outcome[i] == 'Y';
        }
        icp_estimate best;
        CHECK_OK(icp_auc(truth_score, y, ICP_T_OUTCOME_ROWS, 0.95, &best, NULL, NULL), NULL);
        CHECK(m->auc.value > best.value - 0.01 && m->auc.value < best.value + 0.005);
        double events = 0;
        for (size_t i = 0; i < ICP_T_OUTCOME_ROWS; i++) events += y[i];
        CHECK((double)m->events == events && m->overall.value == events / ICP_T_OUTCOME_ROWS && m->overall.level == 0.9);
        CHECK(m->reliability_count == 10 && m->lambda > 0);
    }
    icp_t_customers_free(&c);
    free(w);
}

/* One two-valued trait: the odds ratio of a 2x2 table is ad/bc with variance 1/a + 1/b + 1/c + 1/d. */
static void a_two_by_two_table_has_its_closed_form(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(400);
    icp_t_customers c;
    for (size_t i = 0; i < 400; i++) { /* Yes among x: 90 of 160; among z: 48 of 240 */
        w->trait[i] = i < 160 ? "x" : "z";
        w->outcome[i] = i < 90 || (i >= 160 && i < 208) ? "Yes" : "No";
        w->usage[i] = w->size[i] = 5;
    }
    if (icp_t_outcome_start(&c, w)) {
        icp_i_outcome o = icp_t_outcome_fit(&c, ICP_ROLE_CHURN);
        CHECK(o.model.coefficient_count == 1);
        const icp_coefficient *x = icp_t_term(&o.model, "trait = x");
        double se = sqrt(1.0 / 90 + 1.0 / 70 + 1.0 / 48 + 1.0 / 192), ratio = 90.0 * 192 / (70 * 48);
        CHECK_REL(x->odds_ratio, ratio, 1e-7);
        CHECK_REL(x->standard_error, se, 1e-6);
        CHECK_REL(x->low, ratio * exp(-1.959963984540054 * se), 1e-6);
        CHECK_REL(x->estimate, log(ratio), 1e-7);         /* one fit: the row agrees with itself */
        CHECK(x->ridge > 0 && x->ridge < log(ratio));     /* and the penalty shrinks what scores */
        /* the likelihood-ratio test of a table: 2 sum observed log(observed / expected) */
        double g = 2 * (90 * log(90 / (160 * .345)) + 70 * log(70 / (160 * .655)) + 48 * log(48 / (240 * .345)) + 192 * log(192 / (240 * .655)));
        CHECK(o.model.method == ICP_MODEL_RIDGE && o.model.separation_count == 0 && o.model.lr_test_count == 1 && o.model.lr_tests[0].df == 1);
        CHECK_REL(o.model.lr_tests[0].chi_square, g, 1e-9);
        CHECK_REL(o.model.lr_tests[0].p, erfc(sqrt(g / 2)), 1e-6);
        CHECK(o.model.lr_tests[0].holm == o.model.lr_tests[0].p);
        icp_estimate rate = icp_wilson(138, 400, 0.9);
        CHECK(o.model.overall.low == rate.low && o.model.overall.high == rate.high);
    }
    icp_t_customers_free(&c);
    free(w);
}

/* "none" marks the accounts that cannot buy; a trait that restates it must not become a term, and those accounts are scored all the same. */
static void eligibility_is_no_feature(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(600);
    icp_t_customers c;
    icp_t_outcome_plant(w, 2);
    for (size_t i = 0; i < 600; i++) {
        w->service[i] = i % 5 == 0 ? "none" : "some";
        if (i % 5 == 0) w->outcome[i] = "No service";
    }
    if (icp_t_outcome_start(&c, w)) {
        icp_i_outcome o = icp_t_outcome_fit(&c, ICP_ROLE_CHURN);
        CHECK(o.model.rows == 600 && o.model.eligible == 480 && o.model.ineligible == 120 && o.model.used);
        CHECK(!icp_t_term(&o.model, "service = none") && !icp_t_term(&o.model, "service = some") && o.model.aliased_count == 0);
        for (size_t i = 0; i < 600; i++) {
            CHECK(isnan(o.y[i]) == (c.frame.row[i] % 5 == 0));
            CHECK(isfinite(o.log_odds[i]));
        }
    }
    icp_t_customers_free(&c);
    free(w);
}

static void too_little_to_learn_from_is_an_answer(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(200);
    icp_t_customers c;
    icp_t_outcome_plant(w, 3);
    for (size_t i = 0; i < 200; i++) w->outcome[i] = i < 19 ? "Yes" : "No";
    if (icp_t_outcome_start(&c, w)) {
        icp_i_outcome o = icp_t_outcome_fit(&c, ICP_ROLE_CHURN), none = icp_t_outcome_fit(&c, ICP_ROLE_WIN);
        CHECK(o.model.present && !o.model.used && !o.log_odds && o.model.events == 19 && isnan(o.model.auc.value));
        CHECK(strstr(o.model.why, "19 events") && o.model.overall.value == 19.0 / 200);
        CHECK(!none.model.present && !none.y && !none.log_odds && none.role == ICP_ROLE_WIN);
        c.roles.usage_count = c.roles.trait_count = 0;
        c.roles.churn.events = c.nonevent; /* 181 No: enough, but nothing to predict from */
        c.roles.churn.nonevents = NULL;
        c.roles.churn.nonevent_count = 0;
        o = icp_t_outcome_fit(&c, ICP_ROLE_CHURN);
        CHECK(o.model.events == 181 && !o.model.used && *o.model.why);
    }
    icp_t_customers_free(&c);
    free(w);
}

/* 60 deals of 6 accounts are 6 pieces of evidence. */
static void few_accounts_are_too_little(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(200);
    icp_t_customers c;
    icp_t_outcome_plant(w, 4);
    w->grouped = true;
    for (size_t i = 0; i < 200; i++) {
        snprintf(w->group_text[i], sizeof w->group_text[i], "g%zu", i % 6);
        w->group[i] = w->group_text[i];
    }
    if (icp_t_outcome_start(&c, w)) {
        icp_i_outcome o = icp_t_outcome_fit(&c, ICP_ROLE_CHURN);
        CHECK(!o.model.used && !o.log_odds && strstr(o.model.why, "independent accounts"));
    }
    icp_t_customers_free(&c);
    free(w);
}

/* Ten accounts with all their deals churned have one deal each, thirty others three deals of which one churned: 10 + 30/3 events in 40 trials. */
static void an_account_is_one_trial(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(100);
    icp_t_customers c;
    icp_t_outcome_plant(w, 6);
    w->grouped = true;
    for (size_t i = 0; i < 100; i++) {
        snprintf(w->group_text[i], sizeof w->group_text[i], "g%02zu", i < 10 ? i : 10 + (i - 10) % 30);
        w->group[i] = w->group_text[i];
        w->outcome[i] = i < 40 ? "Yes" : "No";
    }
    if (icp_t_outcome_start(&c, w)) {
        icp_estimate rate = icp_t_outcome_fit(&c, ICP_ROLE_CHURN).model.overall, oracle = icp_wilson(20, 40, c.settings.level);
        CHECK(rate.n == 40);
        CHECK_REL(rate.value, 0.5, 1e-12);
        CHECK_REL(rate.low, oracle.low, 1e-12);
        CHECK_REL(rate.high, oracle.high, 1e-12);
    }
    icp_t_customers_free(&c);
    free(w);
}

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Shuffled rows and other threads: the same bytes for the same account. */
static void order_and_threads_do_not_change_a_byte(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(500);
    size_t order[500];
    icp_t_outcome_plant(w, 5);
    w->trait[7] = NULL;
    icp_t_customers a, b;
    bool started = icp_t_outcome_start(&a, w);
    for (size_t i = 0; i < 500; i++) order[i] = (i * 307 + 11) % 500;
    w->order = order;
    if (icp_t_outcome_start(&b, w) && started) {
        b.settings.threads = 3;
        icp_i_outcome one = icp_t_outcome_fit(&a, ICP_ROLE_CHURN), two = icp_t_outcome_fit(&b, ICP_ROLE_CHURN);
        CHECK(memcmp(one.log_odds, two.log_odds, 500 * sizeof *one.log_odds) == 0);
        CHECK(memcmp(one.y, two.y, 500 * sizeof *one.y) == 0);
        const icp_outcome_model *m = &one.model, *n = &two.model;
        CHECK(same_number(m->auc.value, n->auc.value) && same_number(m->auc.low, n->auc.low) && same_number(m->log_loss, n->log_loss));
        CHECK(same_number(m->brier, n->brier) && same_number(m->ece, n->ece) && same_number(m->lambda, n->lambda));
        CHECK(same_number(m->calibration_slope, n->calibration_slope) && m->coefficient_count == n->coefficient_count);
        for (size_t t = 0; t < m->coefficient_count && t < n->coefficient_count; t++) {
            CHECK(strcmp(m->coefficients[t].term, n->coefficients[t].term) == 0);
            CHECK(same_number(m->coefficients[t].estimate, n->coefficients[t].estimate));
            CHECK(same_number(m->coefficients[t].high, n->coefficients[t].high));
        }
    }
    icp_t_customers_free(&a);
    icp_t_customers_free(&b);
    free(w);
}

/* Rows the frame holds out are neither counted nor learnt from. */
static void held_out_rows_do_not_count(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(500);
    icp_t_customers a, b;
    unsigned char allowed[500];
    icp_t_outcome_plant(w, 6);
    bool started = icp_t_outcome_start(&a, w);
    for (size_t i = 0; i < 500; i++) {
        allowed[i] = i % 2;
        if (!allowed[i]) w->outcome[i] = i % 4 ? "Yes" : "No";
    }
    if (icp_t_outcome_start(&b, w) && started) {
        a.frame.fit = b.frame.fit = allowed; /* ids are in row order, so canonical rows are rows */
        icp_i_outcome one = icp_t_outcome_fit(&a, ICP_ROLE_CHURN), two = icp_t_outcome_fit(&b, ICP_ROLE_CHURN);
        CHECK(one.model.rows == 250 && one.model.eligible == 250 && one.model.events == two.model.events);
        CHECK(memcmp(one.log_odds, two.log_odds, 500 * sizeof *one.log_odds) == 0);
        CHECK(same_number(one.model.auc.value, two.model.auc.value) && same_number(one.model.lambda, two.model.lambda));
    }
    icp_t_customers_free(&a);
    icp_t_customers_free(&b);
    free(w);
}

static void running_out_of_memory_is_an_error_and_leaks_nothing(void)
{
    icp_t_outcome_world *w = icp_t_outcome_world_new(60);
    icp_t_customers c;
    icp_t_outcome_plant(w, 7);
    for (size_t i = 0; i < 60; i++) w->outcome[i] = w->usage[i] + sin((double)i) > 0 ? "Yes" : "No";
    if (icp_t_outcome_start(&c, w)) {
        c.settings.folds = 3;
        c.settings.fold_repeats = 1;
        icp_status status = ICP_ENOMEM;
        size_t failures = 0;
        for (size_t nth = 1; status != ICP_OK; nth += nth < 40 ? 1 : 1 + nth / 12) {
            icp_t_memory memory = {0};
            c.settings.hooks = icp_t_memory_hooks(&memory);
            icp_i_pool *pool = icp_i_pool_new(&c.settings.hooks);
            icp_i_outcome out = {.role = ICP_ROLE_IGNORE};
            icp_error err = {0};
            memory.fail_at = memory.calls + nth;
            status = icp_i_outcome_fit(&c.frame, ICP_ROLE_CHURN, pool, &out, &err);
            if (status != ICP_OK) CHECK(status == ICP_ENOMEM && err.code == ICP_E_MEMORY && out.role == ICP_ROLE_IGNORE);
            failures += status != ICP_OK;
            icp_i_pool_free(pool);
            CHECK(memory.outstanding == 0);
        }
        CHECK(failures > 60);
    }
    icp_t_customers_free(&c);
    free(w);
}

void test_outcomes(void)
{
    static const icp_t_case cases[] = {{"a planted logit is recovered", a_planted_logit_is_recovered},
                                       {"a 2x2 table has its closed form", a_two_by_two_table_has_its_closed_form},
                                       {"eligibility is no feature", eligibility_is_no_feature},
                                       {"too little to learn from is an answer", too_little_to_learn_from_is_an_answer},
                                       {"few accounts are too little", few_accounts_are_too_little},
                                       {"an account is one trial", an_account_is_one_trial},
                                       {"order and threads do not change a byte", order_and_threads_do_not_change_a_byte},
                                       {"held-out rows do not count", held_out_rows_do_not_count},
                                       {"running out of memory is an error and leaks nothing", running_out_of_memory_is_an_error_and_leaks_nothing}};
    ICP_T_SUITE("outcomes", cases);
}
