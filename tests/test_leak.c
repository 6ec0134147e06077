/* test_leak.c - columns planted as leaks are named, honest ones are not: what was planted is the oracle. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "segment/leak.h"

#include <stdio.h>
#include <string.h>

#define ROWS ((size_t)600)

/* Accounts that churn by how little they use the product (AUC about .75 from both usage columns together), as in any honest export. */
typedef struct world {
    icp_t_customers c;
    int churned[ROWS];
    size_t events;
    icp_i_outcome outcome;
    icp_i_warnings warnings;
} world;

static void world_start(world *w, uint64_t seed)
{
    static const char *const regions[] = {"North", "South", "East"};
    double logins[ROWS], seats[ROWS];
    const char *region[ROWS], *churn[ROWS];
    memset(w, 0, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(seed, "leak world", 0);
    for (size_t i = 0; i < ROWS; i++) {
        logins[i] = icp_i_rng_normal(rng);
        seats[i] = icp_i_rng_normal(rng);
        region[i] = regions[icp_i_rng_below(rng, 3)];
        w->churned[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(1 + .9 * logins[i] + .7 * seats[i]));
        churn[i] = w->churned[i] ? "Yes" : "No";
        w->events += (size_t)w->churned[i];
    }
    icp_i_rng_free(rng);
    icp_t_customers_start(&w->c, ROWS, NULL);
    w->c.settings.folds = 5;
    w->c.settings.fold_repeats = 1;
    w->c.settings.threads = 1;
    icp_t_customers_number(&w->c, ICP_ROLE_USAGE, "logins", logins);
    icp_t_customers_number(&w->c, ICP_ROLE_USAGE, "seats", seats);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "region", region);
    icp_t_customers_text(&w->c, ICP_ROLE_CHURN, "churn", churn);
    icp_t_customers_events(&w->c, ICP_ROLE_CHURN, "Yes", NULL);
}

static icp_status look(world *w, icp_error *err)
{
    w->warnings = (icp_i_warnings){.pool = w->c.pool};
    return icp_i_leak_find(&w->c.frame, &w->outcome, &w->warnings, err);
}

/* The one warning when there is one, else NULL and *count says how many. */
static const icp_warning *search(world *w, size_t *count)
{
    icp_error err;
    *count = (size_t)-1;
    if (!icp_t_customers_frame(&w->c)) return NULL;
    CHECK_OK(icp_i_outcome_fit(&w->c.frame, ICP_ROLE_CHURN, w->c.pool, &w->outcome, &err), &err);
    CHECK_OK(look(w, &err), &err);
    *count = w->warnings.count;
    return *count == 1 ? &w->warnings.list[0] : NULL;
}

static void check_named(world *w, const char *column, const char *evidence)
{
    size_t count;
    const icp_warning *warning = search(w, &count);
    CHECK(warning != NULL);
    if (warning) {
        CHECK(strcmp(warning->code, "leak") == 0 && strcmp(warning->column, column) == 0 && strstr(warning->message, column) != NULL);
        CHECK(strstr(warning->message, "churn model") != NULL && strstr(warning->message, evidence) != NULL);
    }
    icp_t_customers_free(&w->c);
}

static void check_none(world *w)
{
    size_t count;
    (void)search(w, &count);
    CHECK(count == 0);
    icp_t_customers_free(&w->c);
}

static void honest_columns_are_left_alone(void)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        world w;
        world_start(&w, seed);
        check_none(&w);
    }
}

/* Written after the churn, wrong once in a hundred: AUC .98 to .99. */
static void a_health_written_afterwards_is_named(void)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        world w;
        const char *health[ROWS];
        world_start(&w, seed);
        for (size_t i = 0; i < ROWS; i++) health[i] = w.churned[i] != (i % 100 == 7) ? "Red" : "Green";
        icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "health", health);
        check_named(&w, "health", "alone has an out-of-fold AUC of 0.9");
    }
}

/* Noise around the outcome, two standard deviations apart: AUC Phi(2 / sqrt 2) = .92 alone, less than .95 but far beyond the others. */
static void a_column_that_carries_the_model_is_named(void)
{
    world w;
    double calls[ROWS];
    world_start(&w, 4);
    icp_i_rng *rng = icp_i_rng_new(4, "calls", 0);
    for (size_t i = 0; i < ROWS; i++) calls[i] = 2 * w.churned[i] + icp_i_rng_normal(rng);
    icp_i_rng_free(rng);
    icp_t_customers_number(&w.c, ICP_ROLE_USAGE, "calls", calls);
    check_named(&w, "calls", "carries it");
}

/* What says only half as much is a good predictor: Phi(1 / sqrt 2) = .76. */
static void a_good_column_is_no_leak(void)
{
    world w;
    double calls[ROWS];
    world_start(&w, 4);
    icp_i_rng *rng = icp_i_rng_new(4, "calls", 0);
    for (size_t i = 0; i < ROWS; i++) calls[i] = w.churned[i] + icp_i_rng_normal(rng);
    icp_i_rng_free(rng);
    icp_t_customers_number(&w.c, ICP_ROLE_USAGE, "calls", calls);
    check_none(&w);
}

/* 570 of 600 churned. A value on 300 rows, all churned, has a chance of .95^300 = 2e-7: proof as one of two values, none as one of eleven. */
static void a_value_among_many_needs_more_proof(void)
{
    for (size_t values = 1; values <= 10; values += 9) {
        static char others[10][8];
        world w;
        const char *churn[ROWS], *label[ROWS];
        world_start(&w, 5);
        icp_t_customers_free(&w.c);
        icp_t_customers_start(&w.c, ROWS, NULL);
        w.c.settings.folds = 5;
        w.c.settings.fold_repeats = 1;
        w.c.settings.threads = 1;
        for (size_t v = 0; v < 10; v++) snprintf(others[v], sizeof others[v], "v%zu", v);
        for (size_t i = 0; i < ROWS; i++) {
            churn[i] = i < 570 ? "Yes" : "No";
            label[i] = i < 300 ? "early" : others[i % values];
        }
        icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "label", label);
        icp_t_customers_text(&w.c, ICP_ROLE_CHURN, "churn", churn);
        icp_t_customers_events(&w.c, ICP_ROLE_CHURN, "Yes", NULL);
        if (values > 1) check_none(&w);
        else check_named(&w, "label", "early");
    }
}

static void cells_filled_in_at_the_outcome_are_named(void)
{
    world w;
    const char *note[ROWS];
    double days[ROWS];
    world_start(&w, 5);
    for (size_t i = 0; i < ROWS; i++) note[i] = w.churned[i] && i % 4 != 0 ? "told us by phone" : NULL; /* three quarters of them: not every one */
    icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "note", note);
    check_named(&w, "note", "is filled in on");
    world_start(&w, 5);
    for (size_t i = 0; i < ROWS; i++) days[i] = w.churned[i] ? NAN : (double)(i % 13);
    icp_t_customers_number(&w.c, ICP_ROLE_USAGE, "days", days);
    char evidence[128];
    snprintf(evidence, sizeof evidence, "is filled in on %zu rows and every one of them is a non-event (of %zu)", ROWS - w.events, ROWS - w.events);
    check_named(&w, "days", evidence);
}

static void a_level_that_is_the_outcome_is_named(void)
{
    world w;
    const char *stage[ROWS];
    world_start(&w, 6);
    for (size_t i = 0; i < ROWS; i++) stage[i] = w.churned[i] && i % 3 != 0 ? "Cancelled" : i % 2 ? "Active" : "Trial";
    icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "stage", stage);
    check_named(&w, "stage", "is \"Cancelled\" on");
}

/* Nineteen rows are too few, and a level without churn that holds a small part of those who stayed is an ordinary trait. */
static void small_or_partial_patterns_are_left_alone(void)
{
    world w;
    const char *note[ROWS], *plan[ROWS];
    world_start(&w, 7);
    size_t filled = 0, partners = 0;
    for (size_t i = 0; i < ROWS; i++) {
        note[i] = w.churned[i] && filled < 19 ? "told us by phone" : NULL;
        plan[i] = !w.churned[i] && partners < 60 ? "Partner" : "Direct";
        filled += note[i] != NULL;
        partners += plan[i][0] == 'P';
    }
    CHECK(filled == 19 && partners == 60);
    icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "note", note);
    icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "plan", plan);
    check_none(&w);
}

static void nothing_is_searched_without_an_outcome(void)
{
    world w;
    icp_error err;
    world_start(&w, 1);
    if (icp_t_customers_frame(&w.c)) {
        CHECK_OK(icp_i_outcome_fit(&w.c.frame, ICP_ROLE_WIN, w.c.pool, &w.outcome, &err), &err);
        CHECK_OK(look(&w, &err), &err);
        CHECK(w.warnings.count == 0);
    }
    icp_t_customers_free(&w.c);
}

/* The frame's allocator is the search's: each of its first allocations fails once, then the same search succeeds. */
static void every_allocation_may_fail(void)
{
    world w;
    const char *health[ROWS];
    size_t count;
    world_start(&w, 1);
    for (size_t i = 0; i < ROWS; i++) health[i] = w.churned[i] != (i % 100 == 7) ? "Red" : "Green";
    icp_t_customers_text(&w.c, ICP_ROLE_TRAIT, "health", health);
    (void)search(&w, &count);
    icp_t_memory memory = {0};
    w.c.settings.hooks = icp_t_memory_hooks(&memory);
    icp_error err;
    CHECK_OK(look(&w, &err), &err);
    size_t calls = memory.calls;
    CHECK(calls > 100 && memory.outstanding == 0);
    for (size_t at = 1; at <= calls; at += at < 60 ? 1 : calls / 40) {
        memory = (icp_t_memory){.fail_at = at};
        CHECK_STATUS(look(&w, &err), ICP_ENOMEM, &err);
        CHECK(memory.outstanding == 0 && w.warnings.count == 0);
    }
    memory = (icp_t_memory){0};
    CHECK_OK(look(&w, &err), &err);
    CHECK(w.warnings.count == 1);
    icp_t_customers_free(&w.c);
}

void test_leak(void)
{
    static const icp_t_case cases[] = {{"honest columns are left alone", honest_columns_are_left_alone},
                                       {"a health written afterwards is named", a_health_written_afterwards_is_named},
                                       {"a column that carries the model is named", a_column_that_carries_the_model_is_named},
                                       {"a good column is no leak", a_good_column_is_no_leak},
                                       {"cells filled in at the outcome are named", cells_filled_in_at_the_outcome_are_named},
                                       {"a value among many needs more proof", a_value_among_many_needs_more_proof},
                                       {"a level that is the outcome is named", a_level_that_is_the_outcome_is_named},
                                       {"small or partial patterns are left alone", small_or_partial_patterns_are_left_alone},
                                       {"nothing is searched without an outcome", nothing_is_searched_without_an_outcome},
                                       {"every allocation may fail", every_allocation_may_fail}};
    ICP_T_SUITE("leak", cases);
}
