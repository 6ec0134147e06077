/* test_splits.c - segments within segments and trimmed centres on planted accounts: found where they were planted, and not where there are none. */
#include "support/check.h"
#include "support/sink.h"

#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster.h"
#include "segment/trim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 900, USAGE = 4 };

/* Three segments told apart by three usage columns. One falls into two parts by the fourth; `differ`: they buy more in one part than in the other.
 * What industries tell: nothing, the segments (the one with parts has two, dealt out at random in both), or each part too. */
enum { NOTHING, SEGMENTS, PARTS };

typedef struct world {
    icp_table *table;
    icp_roles *roles;
    icp_settings settings;
    icp_result made;
} world;

typedef struct cells {
    double usage[USAGE][ROWS];
    char id[ROWS][12];
    const char *ids[ROWS], *industry[ROWS], *bought[ROWS];
} cells;

static void plant(cells *c, size_t i, bool differ, int told, icp_i_rng *rng)
{
    static const char *const industry[] = {"bank", "farm", "shop", "mill"};
    static const double bought[] = {.7, .1, .4, .4};
    size_t place = i % 10, segment = place < 4 ? 0 : place < 7 ? 1 : 2, part = segment == 0 ? place % 2 : segment + 1;
    for (size_t u = 0; u < USAGE; u++) c->usage[u][i] = icp_i_rng_normal(rng) + (u == segment ? 10 : 0);
    c->usage[3][i] += part == 0 ? 2.5 : part == 1 ? -2.5 : 0;
    size_t shown = told != NOTHING && icp_i_rng_uniform(rng) < .9 ? part : icp_i_rng_below(rng, 4);
    if (told == SEGMENTS && shown < 2) shown = icp_i_rng_below(rng, 2);
    c->industry[i] = industry[shown];
    c->bought[i] = icp_i_rng_uniform(rng) < (differ || segment > 0 ? bought[part] : .4) ? "yes" : "no";
    snprintf(c->id[i], sizeof c->id[i], "a%05zu", i);
    c->ids[i] = c->id[i];
}

static void look(world *w, bool differ, int told, size_t resamples, int threads)
{
    static const char *const names[] = {"logins", "seats", "exports", "calls"};
    cells *c = calloc(1, sizeof *c);
    icp_i_rng *rng = icp_i_rng_new(17, "test of splits", 0);
    icp_error err;
    memset(w, 0, sizeof *w);
    for (size_t i = 0; i < ROWS; i++) plant(c, i, differ, told, rng);
    CHECK_OK(icp_table_new(NULL, &w->table, &err), &err);
    CHECK_OK(icp_table_add_text(w->table, "account", c->ids, ROWS, &err), &err);
    for (size_t u = 0; u < USAGE; u++) CHECK_OK(icp_table_add_number(w->table, names[u], c->usage[u], ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(w->table, "industry", c->industry, ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(w->table, "bought", c->bought, ROWS, &err), &err);
    CHECK_OK(icp_roles_new(NULL, &w->roles, &err), &err);
    CHECK_OK(icp_roles_give(w->roles, ICP_ROLE_ID, "account", &err), &err);
    CHECK_OK(icp_roles_give(w->roles, ICP_ROLE_USAGE, "logins,seats,exports,calls", &err), &err);
    CHECK_OK(icp_roles_give(w->roles, ICP_ROLE_TRAIT, "industry", &err), &err);
    CHECK_OK(icp_roles_give(w->roles, ICP_ROLE_UPSELL, "bought=yes/no", &err), &err);
    w->settings = icp_settings_default();
    w->settings.k_low = w->settings.k_high = 3;
    w->settings.folds = 5;
    w->settings.fold_repeats = 1;
    w->settings.restarts = 3;
    w->settings.resamples = resamples;
    w->settings.threads = threads;
    w->settings.weight[ICP_AXIS_UPSELL] = 0;
    CHECK_OK(icp_run(w->table, w->roles, &w->settings, &w->made, &err), &err);
    icp_i_rng_free(rng);
    free(c);
}

static void close_world(world *w)
{
    icp_result_free(&w->made);
    icp_roles_free(w->roles);
    icp_table_free(w->table);
}

/* The segment that was planted with two parts is the largest. */
static const icp_split *split_of(const world *w, const char *part)
{
    const icp_clustering *c = &w->made.clustering;
    for (size_t i = 0; i < c->split_count; i++)
        if (strcmp(c->splits[i].part, part) == 0) return &c->splits[i];
    return NULL;
}

static bool same_splits(const icp_clustering *a, const icp_clustering *b)
{
    bool same = a->split_count == b->split_count;
    for (size_t i = 0; i < a->split_count && same; i++)
        same = a->splits[i].k == b->splits[i].k && strcmp(a->splits[i].failed, b->splits[i].failed) == 0 &&
               strcmp(a->splits[i].held, b->splits[i].held) == 0;
    return same;
}

static void planted_parts_are_found(void)
{
    world w, many;
    look(&w, true, PARTS, 10, 1);
    const icp_split *first = split_of(&w, "S1"), *second = split_of(&w, "S2"), *third = split_of(&w, "S3"), *part = split_of(&w, "S1.1");
    CHECK(w.made.clustering.k == 3 && w.made.segments[0].size == 360);
    CHECK(first && first->segment == 0 && first->k == 2 && first->failed[0] == '\0' && strstr(first->held, "upsell p < 0.0001"));
    CHECK(second && second->failed[0] && third && third->failed[0] && second->held[0] == '\0');
    CHECK(part && part->segment == 0 && part->failed[0]); /* a part of a part was not planted */
    CHECK(first && strstr(first->held, "times as often in it as in the rest of S1"));
    CHECK(!split_of(&w, "S2.1") && w.made.segment_count == 3);
    static icp_t_sink said;
    icp_error err;
    CHECK_OK(icp_report_json(&w.made, "run", icp_t_sink_start(&said, 0), &err), &err);
    CHECK(strstr(said.text, "\"S1.1\"") && strstr(said.text, "upsell p < 0.0001"));
    icp_text_style style = {.verbose = 1};
    CHECK_OK(icp_report_text(&w.made, &style, icp_t_sink_start(&said, 0), &err), &err);
    CHECK(strstr(said.text, "S1       falls into 2: resamples find the parts again"));
    look(&many, true, PARTS, 10, 4);
    CHECK(w.made.clustering.split_count > 3 && same_splits(&w.made.clustering, &many.made.clustering));
    close_world(&many);
    close_world(&w);
}

static void the_condition_that_fails_is_named(void)
{
    world w;
    look(&w, false, PARTS, 10, 0);
    const icp_split *first = split_of(&w, "S1");
    CHECK(first && strstr(first->failed, "outcomes do not differ enough") && !split_of(&w, "S1.1"));
    close_world(&w);
    look(&w, true, NOTHING, 10, 0);
    first = split_of(&w, "S1");
    CHECK(first && strstr(first->failed, "rule") && !split_of(&w, "S1.1"));
    close_world(&w);
}

static bool findable(const world *w, size_t segment)
{
    for (size_t i = 0; i < w->made.candidate_count; i++)
        if (w->made.candidates[i].segment == segment) return w->made.candidates[i].rule.findable != 0;
    return false;
}

/* The rule that finds a segment finds its parts among all accounts; a split needs one that tells them from each other. */
static void what_finds_the_whole_splits_nothing(void)
{
    world w;
    look(&w, true, SEGMENTS, 10, 0);
    const icp_split *first = split_of(&w, "S1");
    CHECK(findable(&w, 0) && findable(&w, 1) && findable(&w, 2));
    CHECK(first && first->k == 2 && strstr(first->failed, "from the rest of S1") && !split_of(&w, "S1.1"));
    close_world(&w);
}

static void nothing_is_looked_into_without_resamples(void)
{
    world w;
    look(&w, true, PARTS, 0, 0);
    CHECK(w.made.clustering.split_count == 0);
    close_world(&w);
}

/* ---- trimmed centres ---- */

/* Two groups of 100 on a line, and one point far beside one of them. */
static void trim_two_groups(double far, icp_i_partition *out, size_t *trimmed, icp_i_pool *pool)
{
    static double x[201 * 2];
    icp_settings settings = icp_settings_default();
    icp_error err;
    for (size_t i = 0; i < 200; i++) {
        x[2 * i] = (i < 100 ? 0 : 20) + .01 * (double)(i % 10);
        x[2 * i + 1] = .01 * (double)(i % 7);
    }
    x[400] = 20;
    x[401] = far;
    CHECK_OK(icp_i_partition_make(x, NULL, 201, 2, 2, 5, NULL, &settings, pool, out, &err), &err);
    CHECK_OK(icp_i_partition_trim(x, NULL, 201, 2, false, &settings, pool, out, trimmed, &err), &err);
}

static void what_fits_nowhere_moves_no_centre(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_partition found;
    size_t trimmed;
    trim_two_groups(8, &found, &trimmed, pool);
    CHECK(trimmed == 1 && found.size[0] == 101 && found.size[1] == 100 && found.label[200] == 0);
    CHECK_REL(found.center[0], 20.045, 1e-12); /* the mean of the hundred alone */
    CHECK_ABS(found.distance[200], hypot(20 - found.center[0], 8 - found.center[1]), 1e-12);
    double sum = 0;
    for (size_t i = 0; i < 201; i++) sum += found.distance[i] * found.distance[i];
    CHECK_REL(found.inertia, sum, 1e-12);
    trim_two_groups(.03, &found, &trimmed, pool);
    CHECK(trimmed == 0 && found.size[0] == 101);
    icp_i_pool_free(pool);
}

static void no_more_than_a_fiftieth_is_trimmed(void)
{
    enum { N = 500 };
    static double x[N];
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_settings settings = icp_settings_default();
    icp_i_partition found;
    size_t trimmed;
    icp_error err;
    for (size_t i = 0; i < N; i++) x[i] = i < 450 ? .001 * (double)(i % 9) : 5 + (double)i;
    CHECK_OK(icp_i_partition_make(x, NULL, N, 1, 1, 1, NULL, &settings, pool, &found, &err), &err);
    CHECK_OK(icp_i_partition_trim(x, NULL, N, 1, true, &settings, pool, &found, &trimmed, &err), &err);
    double sum = 0;
    for (size_t i = 0; i < N - 10; i++) sum += x[i]; /* the ten farthest are the last ten */
    CHECK(trimmed == 10);
    CHECK_REL(found.center[0], sum / (N - 10), 1e-12);
    icp_i_pool_free(pool);
}

void test_splits(void)
{
    static const icp_t_case cases[] = {
        {"planted_parts_are_found_by_any_number_of_threads", planted_parts_are_found},
        {"the_condition_that_fails_is_named", the_condition_that_fails_is_named},
        {"what_finds_the_whole_splits_nothing", what_finds_the_whole_splits_nothing},
        {"nothing_is_looked_into_without_resamples", nothing_is_looked_into_without_resamples},
        {"what_fits_nowhere_moves_no_centre", what_fits_nowhere_moves_no_centre},
        {"no_more_than_a_fiftieth_is_trimmed", no_more_than_a_fiftieth_is_trimmed},
    };
    ICP_T_SUITE("splits", cases);
}
