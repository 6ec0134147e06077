/* test_crossfit_weights.c - weights in cross-fitted models, with and without conditions: a row of weight 2 is two rows of its account, one of weight
 * 0 is none, and only ratios of weights tell. Columns have two values or levels, so that designs cannot differ. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "segment/conditions.h"
#include "segment/crossfit.h"

#include <stdio.h>
#include <stdlib.h>

#define ACCOUNTS 400
#define MOST_ROWS (2 * ACCOUNTS)
#define FOLDS 10

typedef struct account {
    double long_there, heavy, y;
    const char *region;
    size_t fold;
    bool twice; /* weighs 2, or stands on two rows */
} account;

/* The accounts as rows of a frame. */
typedef struct rows {
    icp_t_customers c;
    double long_there[MOST_ROWS], heavy[MOST_ROWS], weight[MOST_ROWS], y[MOST_ROWS];
    const char *region[MOST_ROWS], *outcome[MOST_ROWS], *id[MOST_ROWS];
    char id_text[MOST_ROWS][16];
    size_t account[MOST_ROWS]; /* of a row; of a frame row afterwards */
    uint32_t fold[MOST_ROWS];
    icp_i_conditions k;
} rows;

static void draw_accounts(account accounts[ACCOUNTS])
{
    static const char *const regions[] = {"north", "north", "north", "south", "south", "west"};
    icp_i_rng *rng = icp_i_rng_new(1, "weights test", 0);
    if (!rng) abort();
    for (size_t a = 0; a < ACCOUNTS; a++) {
        account *one = &accounts[a];
        one->region = regions[icp_i_rng_below(rng, 6)];
        one->long_there = icp_i_rng_uniform(rng) < .5 ? 3 : 24;
        one->heavy = icp_i_rng_uniform(rng) < (one->long_there > 3 ? .7 : .4) ? 1 : 0;
        one->y = icp_i_rng_uniform(rng) < 1 / (1 + exp(1 - .05 * one->long_there - one->heavy)) ? 1 : 0;
        one->twice = icp_i_rng_uniform(rng) < .4;
        one->fold = icp_i_rng_below(rng, FOLDS);
    }
    icp_i_rng_free(rng);
}

/* doubled: accounts that weigh 2 stand on two rows instead. */
static rows *make_rows(const account accounts[ACCOUNTS], bool doubled)
{
    rows *r = calloc(1, sizeof *r);
    size_t n = 0;
    if (!r) abort();
    for (size_t a = 0; a < ACCOUNTS; a++)
        for (size_t copy = 0; copy < (doubled && accounts[a].twice ? 2U : 1U); copy++, n++) {
            r->long_there[n] = accounts[a].long_there;
            r->heavy[n] = accounts[a].heavy;
            r->region[n] = accounts[a].region;
            r->outcome[n] = accounts[a].y > 0 ? "Yes" : "No";
            snprintf(r->id_text[n], sizeof r->id_text[n], "a%03zu-%zu", a, copy);
            r->id[n] = r->id_text[n];
            r->account[n] = a;
        }
    icp_t_customers_start(&r->c, n, NULL);
    icp_t_customers_text(&r->c, ICP_ROLE_ID, "id", r->id);
    icp_t_customers_number(&r->c, ICP_ROLE_EXPOSURE, "long there", r->long_there);
    icp_t_customers_number(&r->c, ICP_ROLE_USAGE, "heavy", r->heavy);
    icp_t_customers_text(&r->c, ICP_ROLE_TRAIT, "region", r->region);
    icp_t_customers_text(&r->c, ICP_ROLE_UPSELL, "upsold", r->outcome);
    icp_t_customers_events(&r->c, ICP_ROLE_UPSELL, "Yes", "No");
    if (!icp_t_customers_frame(&r->c)) abort();
    for (size_t i = 0; i < n; i++) {
        const account *one = &accounts[r->account[i]];
        CHECK(r->c.frame.row[i] == i); /* ids ascend */
        r->y[i] = one->y;
        r->fold[i] = (uint32_t)one->fold;
        r->weight[i] = one->twice && !doubled ? 2 : 1;
    }
    r->c.frame.weight = r->weight;
    CHECK_OK(icp_i_conditions_of(&r->c.frame, ICP_ROLE_UPSELL, r->c.pool, &r->k, NULL), NULL);
    CHECK(r->k.count == 1);
    return r;
}

static void free_rows(rows *r)
{
    icp_t_customers_free(&r->c);
    free(r);
}

static icp_i_crossfit cross_fit(rows *r, const icp_i_frame *frame)
{
    icp_i_crossfit made = {0};
    CHECK_OK(icp_i_crossfit_rows(frame, r->y, r->fold, FOLDS, 1, r->c.pool, &made, NULL), NULL);
    CHECK(made.fitted);
    return made;
}

/* Each row of b has the scores of its account in a, whose rows are the accounts. */
static void check_same(const icp_i_crossfit *a, const icp_i_crossfit *b, const rows *of_b)
{
    double apart = 0;
    CHECK_REL(b->null_log_odds, a->null_log_odds, 1e-12);
    CHECK(b->ridge_per_row == a->ridge_per_row);
    for (size_t i = 0; i < of_b->c.rows && a->fitted && b->fitted; i++) {
        size_t at = of_b->account[i];
        apart = fmax(apart, fmax(fabs(b->contrast[i] - a->contrast[at]), fabs(b->whole[i] - a->whole[at])));
    }
    CHECK(apart < 1e-6);
}

static void two_is_twice_the_same_row(void)
{
    account accounts[ACCOUNTS];
    draw_accounts(accounts);
    rows *weighed = make_rows(accounts, false), *doubled = make_rows(accounts, true);
    const icp_i_frame *one[] = {&weighed->c.frame, &weighed->k.alone, &weighed->k.with};
    const icp_i_frame *two[] = {&doubled->c.frame, &doubled->k.alone, &doubled->k.with};
    for (size_t f = 0; f < 3; f++) {
        icp_i_crossfit a = cross_fit(weighed, one[f]), b = cross_fit(doubled, two[f]);
        check_same(&a, &b, doubled);
        icp_i_frame even = *one[f];
        even.weight = NULL;
        icp_i_crossfit c = cross_fit(weighed, &even);
        double apart = 0;
        for (size_t i = 0; i < ACCOUNTS; i++) apart = fmax(apart, fabs(c.whole[i] - a.whole[i]));
        CHECK(apart > .01); /* weights matter */
    }
    free_rows(doubled);
    free_rows(weighed);
}

static void nothing_is_no_row(void)
{
    account accounts[ACCOUNTS];
    draw_accounts(accounts);
    rows *r = make_rows(accounts, false);
    for (size_t i = 0; i < ACCOUNTS; i += 5) r->weight[i] = 0;
    icp_i_crossfit none = cross_fit(r, &r->k.with), none_alone = cross_fit(r, &r->k.alone);
    for (size_t i = 0; i < ACCOUNTS; i += 5) r->weight[i] = 1, r->y[i] = 1 - r->y[i];
    icp_i_crossfit other = cross_fit(r, &r->k.with);
    double apart = 0;
    for (size_t i = 0; i < ACCOUNTS; i++) apart = fmax(apart, fabs(none.whole[i] - other.whole[i]));
    CHECK(apart > .1); /* these rows would have told */
    for (size_t i = 0; i < ACCOUNTS; i += 5) r->y[i] = NAN;
    icp_i_crossfit left = cross_fit(r, &r->k.with), left_alone = cross_fit(r, &r->k.alone);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        if (i % 5 == 0) continue; /* scored by a model of all rows: no model can have seen it */
        CHECK_ABS(none.contrast[i], left.contrast[i], 1e-6);
        CHECK_ABS(none.whole[i], left.whole[i], 1e-6);
        CHECK_ABS(none_alone.whole[i], left_alone.whole[i], 1e-6);
    }
    CHECK_REL(none.null_log_odds, left.null_log_odds, 1e-12);
    free_rows(r);
}

static void only_ratios_of_weights_tell(void)
{
    account accounts[ACCOUNTS];
    draw_accounts(accounts);
    rows *r = make_rows(accounts, false);
    icp_i_crossfit before = cross_fit(r, &r->k.with);
    for (size_t i = 0; i < ACCOUNTS; i++) r->weight[i] *= 1e-30;
    icp_i_crossfit after = cross_fit(r, &r->k.with);
    check_same(&before, &after, r);
    free_rows(r);
}

void test_crossfit_weights(void)
{
    static const icp_t_case cases[] = {{"two is twice the same row", two_is_twice_the_same_row},
                                       {"nothing is no row", nothing_is_no_row},
                                       {"only ratios of weights tell", only_ratios_of_weights_tell}};
    ICP_T_SUITE("crossfit weights", cases);
}
