/* test_outcome_contenders.c - rules of outcomes as candidates: counted on held-out accounts only, named, ranked beside segments, left out when they
 * say nothing new. The counts are made again by hand. */
#include "support/check.h"
#include "support/customers.h"

#include "base/fail.h"
#include "base/rng.h"
#include "icp/outcome_contenders.h"
#include "icp/tier.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 900

/* 60 % of the small firms in Air or Rail expand, of the others 15 %; segments are cut at random. */
typedef struct world {
    icp_t_customers c;
    icp_i_pool *pool;
    double y[ROWS];        /* frame rows */
    int32_t label[ROWS];
    icp_i_outcome upsell, absent;
    icp_i_objections objections;
    icp_i_profile_input all;
    icp_i_rule_ground ground;
    icp_segment *segments;
    icp_i_contender list[8];
    icp_rule no_rule;
    icp_outcome_rule rule;
} world;

static bool small_mover(const world *w, size_t i)
{
    const icp_column *industry = icp_table_column(w->c.table, 0), *employees = icp_table_column(w->c.table, 1);
    const char *name = industry->levels[industry->codes[w->c.frame.row[i]]];
    double size = employees->numbers[w->c.frame.row[i]];
    return (strcmp(name, "Air") == 0 || strcmp(name, "Rail") == 0) && size < 100;
}

static void plant(world *w, icp_i_rng *rng)
{
    static const char *const names[] = {"Air", "Rail", "Road", "Sea", "Mail"};
    const char *industry[ROWS];
    double employees[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        industry[i] = names[icp_i_rng_below(rng, 5)];
        employees[i] = ceil(exp(4.5 + 1.2 * icp_i_rng_normal(rng)));
    }
    icp_t_customers_start(&w->c, ROWS, NULL);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "industry", industry);
    icp_t_customers_number(&w->c, ICP_ROLE_TRAIT, "employees", employees);
    if (!icp_t_customers_frame(&w->c)) abort();
    for (size_t i = 0; i < ROWS; i++) {
        w->y[i] = icp_i_rng_uniform(rng) < (small_mover(w, i) ? .6 : .15);
        w->label[i] = (int32_t)icp_i_rng_below(rng, 2);
    }
}

static world *world_new(void)
{
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(11, "test outcome contenders", 0);
    if (!w || !rng) abort();
    plant(w, rng);
    icp_i_rng_free(rng);
    double events = 0;
    for (size_t i = 0; i < ROWS; i++) events += w->y[i];
    w->pool = icp_i_pool_new(NULL);
    w->upsell = (icp_i_outcome){.role = ICP_ROLE_UPSELL, .y = w->y,
                                .model = {.present = 1, .used = 1, .eligible = ROWS, .overall = {.value = events / ROWS}}};
    w->all = (icp_i_profile_input){.frame = &w->c.frame, .label = w->label, .held_out = w->label, .segments = 2, .upsell = &w->upsell,
                                   .churn = &w->absent, .win = &w->absent, .objections = &w->objections};
    return w;
}

static void world_free(world *w)
{
    icp_i_pool_free(w->pool);
    icp_t_customers_free(&w->c);
    free(w);
}

/* Two segments without a rule, and the rule of the upsell. */
static icp_status prepare(world *w, icp_error *err)
{
    icp_usage_profile *usage;
    icp_objection_rate *said;
    size_t columns, reasons;
    bool made;
    ICP_I_TRY(icp_i_profile(&w->all, w->pool, &w->segments, &usage, &columns, &said, &reasons, err));
    ICP_I_TRY(icp_i_names(&w->all, w->segments, w->pool, err));
    ICP_I_TRY(icp_i_rule_ground_make(&w->c.frame, w->pool, &w->ground, err));
    for (size_t s = 0; s < 2; s++) w->list[s] = (icp_i_contender){&w->all, s, &w->segments[s], w->segments[s].name, &w->no_rule, NULL};
    return icp_i_rule_of_outcome(&w->ground, &w->upsell, false, w->pool, &w->rule, &made, err);
}

static void a_rule_runs_on_held_out_accounts_only(void)
{
    world *w = world_new();
    icp_error err;
    size_t count = 2, matches = 0, held = 0;
    double events = 0;
    CHECK_OK(prepare(w, &err), &err);
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, &w->rule, 1, w->list, &count, w->pool, &err), &err);
    for (size_t i = 0; i < ROWS; i++) {
        if (icp_rule_match(&w->rule.rule, w->c.table, w->c.frame.row[i]) != 1) continue;
        matches++;
        held += w->ground.held_out[i];
        events += w->ground.held_out[i] ? w->y[i] : 0;
    }
    CHECK(count == 3 && w->rule.note[0] == '\0' && strcmp(w->list[2].finds, "upsold") == 0);
    CHECK(strncmp(w->list[2].name, "Upsold: ", 8) == 0 && strlen(w->list[2].name) <= 28);
    CHECK(w->list[2].described->customers == matches && w->list[2].described->upsell.n == held && matches > held);
    CHECK(w->rule.rule.precision.n == held);
    CHECK_ABS(w->list[2].described->upsell.value, events / (double)held, .05); /* shrunk, a little */
    world_free(w);
}

static void it_is_ranked_beside_the_segments(void)
{
    world *w = world_new();
    icp_error err;
    icp_candidate *c;
    size_t count = 2;
    CHECK_OK(prepare(w, &err), &err);
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, &w->rule, 1, w->list, &count, w->pool, &err), &err);
    CHECK_OK(icp_i_rank(w->list, count, w->pool, &c, &err), &err);
    CHECK(c[0].route == ICP_ROUTE_OUTCOME && c[0].segment == SIZE_MAX && c[0].tier == ICP_TIER_CORE && c[0].rank_high == 1);
    CHECK(c[0].rule.findable && c[0].score.low > 1.25 && c[0].tie_count == 0 && c[0].customers == w->list[2].described->customers);
    CHECK_REL(c[0].share, (double)c[0].customers / ROWS, 1e-12);
    CHECK(c[1].route == ICP_ROUTE_SEGMENT && c[1].segment < 2 && c[1].segment + c[2].segment == 1);
    CHECK(c[1].tie_count == 1 && c[1].ties[0] == 2 && c[2].tie_count == 1 && c[2].ties[0] == 1);
    /* without other terms the index is the rate over that of all accounts */
    CHECK_ABS(c[0].score.value, c[0].upsell.value / w->upsell.model.overall.value, .02);
    world_free(w);
}

static void what_says_nothing_new_gets_a_note(void)
{
    world *w = world_new();
    icp_error err;
    size_t count = 2;
    CHECK_OK(prepare(w, &err), &err);
    icp_outcome_rule twice[2] = {w->rule, w->rule};
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, twice, 2, w->list, &count, w->pool, &err), &err);
    CHECK(count == 3 && twice[0].note[0] == '\0' && strstr(twice[1].note, "Jaccard index 1.00") && strstr(twice[1].note, w->list[2].name));
    w->list[1].rule = &w->rule.rule; /* a segment has this rule already */
    count = 2;
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, twice, 1, w->list, &count, w->pool, &err), &err);
    CHECK(count == 2 && strstr(twice[0].note, w->segments[1].name));
    w->list[1].rule = &w->no_rule;
    w->upsell.model.used = 0;
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, twice, 1, w->list, &count, w->pool, &err), &err);
    CHECK(count == 2 && strstr(twice[0].note, "chance"));
    w->upsell.model.used = 1;
    twice[0].rule.findable = 0;
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, twice, 1, w->list, &count, w->pool, &err), &err);
    CHECK(count == 2 && strstr(twice[0].note, "not confirmed"));
    world_free(w);
}

static void the_other_side_is_a_rule_to_avoid(void)
{
    world *w = world_new();
    icp_error err;
    bool made;
    size_t count = 2;
    icp_candidate *c;
    for (size_t i = 0; i < ROWS; i++) w->y[i] = 1 - w->y[i]; /* expanding is common but in the niche */
    double events = 0;
    for (size_t i = 0; i < ROWS; i++) events += w->y[i];
    w->upsell.model.overall.value = events / ROWS;
    CHECK_OK(prepare(w, &err), &err);
    CHECK_OK(icp_i_rule_of_outcome(&w->ground, &w->upsell, true, w->pool, &w->rule, &made, &err), &err);
    CHECK(made && w->rule.unwanted && w->rule.rule.findable && strcmp(icp_outcome_rule_finds(&w->rule), "not_upsold") == 0);
    CHECK_OK(icp_i_outcome_contenders(&w->ground, &w->all, &w->rule, 1, w->list, &count, w->pool, &err), &err);
    CHECK_OK(icp_i_rank(w->list, count, w->pool, &c, &err), &err);
    CHECK(count == 3 && c[2].route == ICP_ROUTE_OUTCOME && c[2].tier == ICP_TIER_AVOID && c[2].score.high < .8);
    world_free(w);
}

static void memory_can_run_out(void)
{
    world *w = world_new();
    icp_error err;
    CHECK_OK(prepare(w, &err), &err);
    icp_status status = ICP_ENOMEM;
    for (size_t at = 1; status == ICP_ENOMEM && at < 400; at++) {
        icp_t_memory memory = {.fail_at = at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_candidate *c = NULL;
        size_t count = 2;
        status = pool ? icp_i_outcome_contenders(&w->ground, &w->all, &w->rule, 1, w->list, &count, pool, &err) : ICP_ENOMEM;
        if (status == ICP_OK) status = icp_i_rank(w->list, count, pool, &c, &err);
        CHECK(status == ICP_OK ? count == 3 && c != NULL : status == ICP_ENOMEM && c == NULL);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK);
    world_free(w);
}

void test_outcome_contenders(void)
{
    static const icp_t_case cases[] = {{"a rule runs on held-out accounts only", a_rule_runs_on_held_out_accounts_only},
                                       {"it is ranked beside the segments", it_is_ranked_beside_the_segments},
                                       {"what says nothing new gets a note", what_says_nothing_new_gets_a_note},
                                       {"the other side is a rule to avoid", the_other_side_is_a_rule_to_avoid},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("outcome contenders", cases);
}
