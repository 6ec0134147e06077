/* test_held_out.c - the label of an account does not depend on its own outcome, nor on that of its half. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/held_out.h"

#include <stdio.h>
#include <string.h>

#define ROWS 400

/* Two kinds of customers; those of the first kind churn. flip: rows whose outcome is turned round, or NULL. */
static void make(icp_t_customers *c, int32_t *truth, const unsigned char *flip)
{
    static char ids[ROWS][8];
    const char *id[ROWS], *churn[ROWS];
    double logins[ROWS], tickets[ROWS];
    icp_i_rng *rng = icp_i_rng_new(4, "test of held-out labels", 0);
    icp_t_customers_start(c, ROWS, NULL);
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(ids[i], sizeof ids[i], "a%04zu", i);
        id[i] = ids[i];
        truth[i] = (int32_t)icp_i_rng_below(rng, 2);
        logins[i] = 20 + 5 * truth[i] + 3 * icp_i_rng_normal(rng);
        tickets[i] = icp_i_rng_normal(rng);
        bool gone = icp_i_rng_uniform(rng) < (truth[i] == 0 ? .7 : .2);
        churn[i] = gone != (flip && flip[i]) ? "yes" : "no";
    }
    icp_i_rng_free(rng);
    icp_t_customers_text(c, ICP_ROLE_ID, "account", id);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "logins", logins);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "tickets", tickets);
    icp_t_customers_text(c, ICP_ROLE_CHURN, "churned", churn);
    icp_t_customers_events(c, ICP_ROLE_CHURN, "yes", "no");
    c->settings.folds = 4;
    c->settings.fold_repeats = 1;
    CHECK(icp_t_customers_frame(c));
}

/* Both axes enter, whatever the data say: what is tested is what the labels depend on. */
static icp_i_axis_plan both_axes(void)
{
    icp_i_axis_plan plan = {.weight = {[ICP_AXIS_USAGE] = 0.3, [ICP_AXIS_OBJECTIONS] = 0.7}, .why = {"", "", ""}};
    plan.enters[ICP_ROLE_USAGE] = plan.enters[ICP_ROLE_CHURN] = 1;
    return plan;
}

static void labels_do_not_depend_on_the_outcomes_of_their_half(void)
{
    icp_t_customers c;
    icp_error err;
    int32_t truth[ROWS], before[ROWS], after[ROWS];
    size_t size[2] = {0, 0}, changed = 0;
    uint32_t fold[ROWS];
    unsigned char flip[ROWS];
    double ari;
    icp_i_axis_plan plan = both_axes();
    make(&c, truth, NULL);
    for (size_t i = 0; i < ROWS; i++) size[truth[i]]++;
    icp_i_partition published = {.k = 2, .label = truth, .size = size};
    CHECK_OK(icp_i_held_out(&c.frame, NULL, &plan, &published, before, &ari, &err), &err);
    CHECK(ari > 0 && ari < 1);
    CHECK_OK(icp_i_frame_folds(&c.frame, NULL, 2, "held out", 0, c.pool, fold, &err), &err);
    for (size_t i = 0; i < ROWS; i++) flip[i] = fold[i] == 0 && i % 3 != 0;
    icp_t_customers_free(&c);
    make(&c, truth, flip);
    CHECK_OK(icp_i_held_out(&c.frame, NULL, &plan, &published, after, &ari, &err), &err);
    for (size_t i = 0; i < ROWS; i++) {
        if (fold[i] == 0) CHECK(after[i] == before[i]);
        changed += after[i] != before[i];
    }
    CHECK(changed > 0); /* the other half was labelled by models that saw the turned outcomes */
    icp_t_customers_free(&c);
}

static void one_segment_needs_no_labels(void)
{
    icp_t_customers c;
    icp_error err;
    int32_t truth[ROWS], label[ROWS];
    size_t size[1] = {ROWS};
    double ari = 0;
    icp_i_axis_plan plan = both_axes();
    make(&c, truth, NULL);
    memset(label, 0x5A, sizeof label);
    icp_i_partition published = {.k = 1, .label = truth, .size = size};
    CHECK_OK(icp_i_held_out(&c.frame, NULL, &plan, &published, label, &ari, &err), &err);
    CHECK(isnan(ari) && label[0] == 0 && label[ROWS - 1] == 0);
    icp_t_customers_free(&c);
}

/* More segments than a half has different positions: there is no held-out evidence, and that is no failure. */
static void segments_no_half_can_carry_have_no_labels(void)
{
    icp_t_customers c;
    icp_error err;
    int32_t truth[ROWS], label[ROWS];
    size_t size[ROWS];
    double ari = 0;
    icp_i_axis_plan plan = both_axes();
    make(&c, truth, NULL);
    for (size_t i = 0; i < ROWS; i++) truth[i] = (int32_t)i, size[i] = 1;
    icp_i_partition published = {.k = ROWS, .label = truth, .size = size};
    CHECK_OK(icp_i_held_out(&c.frame, NULL, &plan, &published, label, &ari, &err), &err);
    CHECK(isnan(ari));
    for (size_t i = 0; i < ROWS; i++) CHECK(label[i] == -1);
    icp_t_customers_free(&c);
}

void test_held_out(void)
{
    static const icp_t_case cases[] = {{"labels do not depend on the outcomes of their half", labels_do_not_depend_on_the_outcomes_of_their_half},
                                       {"one segment needs no labels", one_segment_needs_no_labels},
                                       {"segments no half can carry have no labels", segments_no_half_can_carry_have_no_labels}};
    ICP_T_SUITE("held_out", cases);
}
