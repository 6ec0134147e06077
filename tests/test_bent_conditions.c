/* test_bent_conditions.c - lines that bend, out of fold: planted upsell that rises with tenure and falls again, which no straight line can follow. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/crossfit.h"
#include "segment/outcomes.h"

#include <stdlib.h>

#define ROWS 3000

typedef struct world {
    double tenure[ROWS], logins[ROWS];
    const char *outcome[ROWS];
    icp_t_customers c;
} world;

/* Log-odds rise from -2 to 1 over two years and fall again to -2 over the next two. */
static double chance(double tenure)
{
    return 1 / (1 + exp(-(1 - 3 * fabs(tenure - 24) / 24)));
}

static world *new_world(void)
{
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(11, "bent conditions", 0);
    if (!w || !rng) abort();
    for (size_t i = 0; i < ROWS; i++) {
        w->tenure[i] = 48 * icp_i_rng_uniform(rng);
        w->logins[i] = exp(icp_i_rng_normal(rng));
        w->outcome[i] = icp_i_rng_uniform(rng) < chance(w->tenure[i]) ? "Yes" : "No";
    }
    icp_i_rng_free(rng);
    icp_t_customers_start(&w->c, ROWS, NULL);
    icp_t_customers_number(&w->c, ICP_ROLE_EXPOSURE, "tenure", w->tenure);
    icp_t_customers_number(&w->c, ICP_ROLE_USAGE, "logins", w->logins);
    icp_t_customers_text(&w->c, ICP_ROLE_UPSELL, "upsold", w->outcome);
    icp_t_customers_events(&w->c, ICP_ROLE_UPSELL, "Yes", "No");
    CHECK(icp_t_customers_frame(&w->c));
    return w;
}

static double log_odds(double tenure)
{
    return log(chance(tenure) / (1 - chance(tenure)));
}

static void free_world(world *w)
{
    icp_t_customers_free(&w->c);
    free(w);
}

static void what_is_expected_rises_and_falls(void)
{
    world *w = new_world();
    icp_i_outcome upsell;
    icp_error err;
    CHECK_OK(icp_i_outcome_fit(&w->c.frame, ICP_ROLE_UPSELL, w->c.pool, &upsell, &err), &err);
    CHECK(upsell.expected != NULL);
    double apart = 0;
    for (size_t i = 0; upsell.expected && i < ROWS; i++) apart += fabs(upsell.expected[i] - chance(w->tenure[w->c.frame.row[i]])) / ROWS;
    CHECK(apart < .04); /* the best straight line is .16 away */
    free_world(w);
}

/* Mean distance from the true log-odds of a model of tenure alone. */
static double apart_from_truth(world *w, bool bends)
{
    icp_i_frame frame = w->c.frame;
    icp_role_map roles = *frame.roles;
    size_t tenure = roles.exposure;
    double *y = ICP_I_NEW(w->c.pool, double, ROWS), apart = 0;
    uint32_t *fold = ICP_I_NEW(w->c.pool, uint32_t, ROWS);
    icp_i_crossfit made = {0};
    icp_error err;
    roles.usage = &tenure;
    roles.usage_count = 1;
    frame.roles = &roles;
    frame.bends = bends;
    for (size_t i = 0; i < ROWS; i++) {
        y[i] = *w->outcome[frame.row[i]] == 'Y';
        fold[i] = (uint32_t)(i % 10);
    }
    CHECK_OK(icp_i_crossfit_rows(&frame, y, fold, 10, 1, w->c.pool, &made, &err), &err);
    for (size_t i = 0; made.fitted && i < ROWS; i++)
        apart += fabs(made.null_log_odds + made.contrast[i] - log_odds(w->tenure[frame.row[i]])) / ROWS;
    return apart;
}

static void only_frames_that_bend_follow(void)
{
    world *w = new_world();
    CHECK(apart_from_truth(w, true) < .2);
    CHECK(apart_from_truth(w, false) > .6); /* a straight line is near the mean: a quarter of the range of 3 */
    free_world(w);
}

void test_bent_conditions(void)
{
    static const icp_t_case cases[] = {{"what is expected rises and falls", what_is_expected_rises_and_falls},
                                       {"only frames that bend follow", only_frames_that_bend_follow}};
    ICP_T_SUITE("bent conditions", cases);
}
