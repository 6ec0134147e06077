/* test_crossfit.c - no row's own fold enters its score: proved by changing it and finding the same bytes. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/crossfit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 200
#define FOLDS 10
#define REPEATS 3

typedef struct small_world {
    double usage[ROWS], size[ROWS], y[ROWS];
    const char *industry[ROWS], *id[ROWS];
    char id_text[ROWS][24];
    uint32_t fold[REPEATS * ROWS];
} small_world;

static void make_world(small_world *w)
{
    static const char *const industries[] = {"retail", "software", "health"};
    icp_i_rng *rng = icp_i_rng_new(21, "crossfit test", 0);
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(w->id_text[i], sizeof w->id_text[i], "a%03zu", i);
        w->id[i] = w->id_text[i];
        w->usage[i] = icp_i_rng_normal(rng);
        w->size[i] = floor(exp(2 + icp_i_rng_normal(rng)));
        w->industry[i] = industries[icp_i_rng_below(rng, 3)];
        w->y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-w->usage[i]));
    }
    icp_i_rng_free(rng);
}

static bool start(icp_t_customers *c, const small_world *w)
{
    icp_t_customers_start(c, ROWS, NULL);
    icp_t_customers_text(c, ICP_ROLE_ID, "id", w->id);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "usage", w->usage);
    icp_t_customers_number(c, ICP_ROLE_TRAIT, "size", w->size);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "industry", w->industry);
    return icp_t_customers_frame(c);
}

static void deal(icp_t_customers *c, small_world *w)
{
    CHECK_OK(icp_i_crossfit_deal(&c->frame, w->y, FOLDS, REPEATS, "test", c->pool, w->fold, NULL), NULL);
}

static icp_i_crossfit run(icp_t_customers *c, const double *y, const uint32_t *fold)
{
    icp_i_crossfit out = {0};
    icp_error err;
    CHECK_OK(icp_i_crossfit_rows(&c->frame, y, fold, FOLDS, REPEATS, c->pool, &out, &err), &err);
    return out;
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* With the folds held fixed, flipping a row's label leaves its own score as it was, to the byte, and moves others. */
static void the_own_label_does_not_enter(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    if (start(&c, w)) {
        deal(&c, w);
        icp_i_crossfit before = run(&c, w->y, w->fold);
        CHECK(before.fitted);
        for (size_t i = 0; i < ROWS && before.fitted; i += 23) {
            double y[ROWS];
            size_t moved = 0;
            memcpy(y, w->y, sizeof y);
            y[i] = 1 - y[i];
            icp_i_crossfit after = run(&c, y, w->fold);
            CHECK(same(after.contrast[i], before.contrast[i]));
            for (size_t j = 0; j < ROWS; j++) moved += !same(after.contrast[j], before.contrast[j]);
            CHECK(moved > ROWS / 2);
        }
    }
    icp_t_customers_free(&c);
    free(w);
}

/* One repeat: labels and features of a whole fold may turn to rubbish without moving the score of any other row of that fold. */
static void nothing_of_the_own_fold_enters(void)
{
    small_world *w = calloc(1, sizeof *w), *v = calloc(1, sizeof *v);
    icp_t_customers a, b;
    make_world(w);
    make_world(v);
    if (start(&a, w)) {
        deal(&a, w);
        double y[ROWS];
        size_t kept = 0;
        while (w->fold[kept] != 4) kept++;
        memcpy(y, w->y, sizeof y);
        for (size_t i = 0; i < ROWS; i++) {
            if (i == kept || w->fold[i] != 4) continue;
            y[i] = 1 - y[i];
            v->usage[i] = 1e6;
            v->size[i] = NAN;
            v->industry[i] = "a level nobody knows";
        }
        if (start(&b, v)) {
            icp_i_crossfit before = {0}, after = {0};
            CHECK_OK(icp_i_crossfit_rows(&a.frame, w->y, w->fold, FOLDS, 1, a.pool, &before, NULL), NULL);
            CHECK_OK(icp_i_crossfit_rows(&b.frame, y, w->fold, FOLDS, 1, b.pool, &after, NULL), NULL);
            CHECK(before.fitted && after.fitted && same(before.contrast[kept], after.contrast[kept]));
        }
        icp_t_customers_free(&b);
    }
    icp_t_customers_free(&a);
    free(w);
    free(v);
}

/* Nothing to learn from and folds that differ in their share of events: no row may come out above another. */
static void shares_of_events_in_folds_order_nothing(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    double events = 0;
    for (size_t i = 0; i < ROWS; i++) {
        w->industry[i] = "retail";
        w->usage[i] = w->size[i] = 5;
        w->y[i] = i % 3 == 0;
        events += w->y[i];
        for (size_t r = 0; r < REPEATS; r++)
            w->fold[r * ROWS + i] = (uint32_t)(i % 3 == 0 ? i * i % 7 : i % FOLDS); /* none but the first seven hold events */
    }
    if (start(&c, w)) {
        icp_i_crossfit out = run(&c, w->y, w->fold);
        CHECK(out.fitted);
        CHECK_REL(out.null_log_odds, log(events / (ROWS - events)), 1e-12);
        for (size_t i = 0; i < ROWS && out.fitted; i++) CHECK(fabs(out.contrast[i]) < 1e-8);
    }
    icp_t_customers_free(&c);
    free(w);
}

/* Rows without a label, and rows frame->fit excludes, are scored but teach nothing: hidden labels may be anything. */
static void hidden_rows_are_scored_and_teach_nothing(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    if (start(&c, w)) {
        unsigned char allowed[ROWS];
        double y[ROWS], unknown[ROWS];
        for (size_t i = 0; i < ROWS; i++) {
            allowed[i] = i % 4 != 0;
            y[i] = allowed[i] ? w->y[i] : 1 - w->y[i];
            unknown[i] = allowed[i] ? w->y[i] : NAN;
        }
        c.frame.fit = allowed;
        deal(&c, w);
        icp_i_crossfit one = run(&c, w->y, w->fold), two = run(&c, y, w->fold);
        c.frame.fit = NULL;
        icp_i_crossfit three = run(&c, unknown, w->fold);
        CHECK(one.fitted && two.fitted && three.fitted);
        for (size_t i = 0; i < ROWS && one.fitted; i++) {
            CHECK(isfinite(one.contrast[i]) && same(one.contrast[i], two.contrast[i]) && same(one.contrast[i], three.contrast[i]));
        }
    }
    icp_t_customers_free(&c);
    free(w);
}

static void threads_do_not_change_a_byte(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    if (start(&c, w)) {
        deal(&c, w);
        icp_i_crossfit one = run(&c, w->y, w->fold);
        for (int threads = 2; threads <= 4; threads++) {
            c.settings.threads = threads;
            icp_i_crossfit more = run(&c, w->y, w->fold);
            CHECK(one.fitted && more.fitted && memcmp(one.contrast, more.contrast, ROWS * sizeof *one.contrast) == 0);
            CHECK(same(one.ridge_per_row, more.ridge_per_row));
        }
    }
    icp_t_customers_free(&c);
    free(w);
}

/* Dealing: with 10 folds the five blocks stay, the folds within them do not; with 7 everything is drawn anew. Both are stratified. */
static void folds_are_dealt_in_blocks(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    if (start(&c, w)) {
        size_t moved = 0, events[5] = {0}, total = 0;
        deal(&c, w);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK(w->fold[i] < FOLDS && w->fold[i] % 5 == w->fold[ROWS + i] % 5 && w->fold[i] % 5 == w->fold[2 * ROWS + i] % 5);
            moved += w->fold[i] != w->fold[ROWS + i];
            events[w->fold[i] % 5] += w->y[i] > 0;
            total += w->y[i] > 0;
        }
        CHECK(moved > ROWS / 3 && moved < 2 * ROWS / 3);
        for (int b = 0; b < 5; b++) CHECK(fabs((double)events[b] - (double)total / 5) < 1);
        CHECK_OK(icp_i_crossfit_deal(&c.frame, w->y, 7, REPEATS, "test", c.pool, w->fold, NULL), NULL);
        moved = 0;
        for (size_t i = 0; i < ROWS; i++) moved += w->fold[i] != w->fold[ROWS + i];
        CHECK(moved > ROWS / 2);
    }
    icp_t_customers_free(&c);
    free(w);
}

/* Folds that leave one class to learn from: an answer, not an error. Fewer than three folds: an error. */
static void parts_of_one_class_are_an_answer(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    if (start(&c, w)) {
        for (size_t i = 0; i < ROWS; i++) w->fold[i] = w->y[i] > 0 ? 0 : 1 + i % 2;
        icp_i_crossfit out = {.fitted = 7};
        CHECK_OK(icp_i_crossfit_rows(&c.frame, w->y, w->fold, 3, 1, c.pool, &out, NULL), NULL);
        CHECK(out.fitted == 0 && !out.contrast);
        out.fitted = 7;
        icp_error err;
        CHECK_STATUS(icp_i_crossfit_rows(&c.frame, w->y, w->fold, 2, 1, c.pool, &out, &err), ICP_EUSAGE, &err);
        CHECK(out.fitted == 7);
    }
    icp_t_customers_free(&c);
    free(w);
}

static int always(void *context)
{
    (void)context;
    return 1;
}

static void a_cancelled_run_stops(void)
{
    small_world *w = calloc(1, sizeof *w);
    icp_t_customers c;
    make_world(w);
    if (start(&c, w)) {
        deal(&c, w);
        c.settings.hooks.cancelled = always;
        icp_i_crossfit out = {.fitted = 7};
        icp_error err;
        CHECK_STATUS(icp_i_crossfit_rows(&c.frame, w->y, w->fold, FOLDS, REPEATS, c.pool, &out, &err), ICP_ECANCELLED, &err);
        CHECK(out.fitted == 7);
    }
    icp_t_customers_free(&c);
    free(w);
}

void test_crossfit(void)
{
    static const icp_t_case cases[] = {
        {"the own label does not enter", the_own_label_does_not_enter},
        {"nothing of the own fold enters", nothing_of_the_own_fold_enters},
        {"shares of events in folds order nothing", shares_of_events_in_folds_order_nothing},
        {"hidden rows are scored and teach nothing", hidden_rows_are_scored_and_teach_nothing},
        {"threads do not change a byte", threads_do_not_change_a_byte},
        {"folds are dealt in blocks", folds_are_dealt_in_blocks},
        {"parts of one class are an answer", parts_of_one_class_are_an_answer},
        {"a cancelled run stops", a_cancelled_run_stops},
    };
    ICP_T_SUITE("crossfit", cases);
}
