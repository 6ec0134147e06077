/* test_rule.c - rules found in planted accounts and not found in noise; what they are worth counted again by hand; units, threads, orders, memory. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icp/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 900

typedef enum planting { NICHE, NOISE, MISSING, GROUPS } planting;

/* Accounts with industry, employees and a tag; the target is 70 % in {Air, Rail} with 40 <= employees < 200, 10 % elsewhere; under NOISE 25 %. */
typedef struct world {
    icp_t_customers c;
    double *target;        /* frame rows */
    const char *industry[ROWS], *tag[ROWS], *group[ROWS];
    double employees[ROWS];
    char names[ROWS][8];
} world;

static bool inside(const char *industry, double employees)
{
    return industry && (strcmp(industry, "Air") == 0 || strcmp(industry, "Rail") == 0) && employees >= 40 && employees < 200;
}

static world *make(planting what, const size_t *order, int threads)
{
    static const char *const industries[] = {"Air", "Rail", "Road", "Sea", "Mail"}, *const tags[] = {"yes", "no"};
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(8, "test rules", 0);
    if (!w || !rng) abort();
    double truth[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        w->industry[i] = industries[icp_i_rng_below(rng, 5)];
        w->employees[i] = ceil(exp(4.5 + 1.2 * icp_i_rng_normal(rng)));
        w->tag[i] = tags[icp_i_rng_below(rng, 2)];
        double p = what == NOISE ? .25 : inside(w->industry[i], w->employees[i]) ? .7 : .1;
        truth[i] = icp_i_rng_uniform(rng) < p;
        if (what == MISSING && i % 5 == 0) w->industry[i] = NULL;
        if (what == MISSING && i % 7 == 0) w->employees[i] = NAN;
        snprintf(w->names[i], sizeof w->names[i], "g%zu", i / 3);
        w->group[i] = w->names[i];
        if (what == GROUPS && i % 3 > 0) w->industry[i] = w->industry[i - 1], w->employees[i] = w->employees[i - 1], truth[i] = truth[i - 1];
    }
    icp_t_customers_start(&w->c, ROWS, order);
    w->c.settings.threads = threads;
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "industry", w->industry);
    icp_t_customers_number(&w->c, ICP_ROLE_TRAIT, "employees", w->employees);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "tag", w->tag);
    icp_t_customers_number(&w->c, ICP_ROLE_IGNORE, "truth", truth);
    if (what == GROUPS) icp_t_customers_text(&w->c, ICP_ROLE_GROUP, "group", w->group);
    if (!icp_t_customers_frame(&w->c)) abort();
    w->target = calloc(ROWS, sizeof *w->target);
    const icp_column *column = icp_table_column(w->c.table, icp_table_find(w->c.table, "truth"));
    for (size_t i = 0; i < ROWS; i++) w->target[i] = column->numbers[w->c.frame.row[i]];
    icp_i_rng_free(rng);
    return w;
}

static void drop(world *w)
{
    icp_t_customers_free(&w->c);
    free(w->target);
    free(w);
}

static icp_rule find(world *w, icp_i_pool *pool, icp_i_rule_ground *ground)
{
    icp_error err = {0};
    icp_rule rule = {0};
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, pool, ground, &err), &err);
    CHECK_OK(icp_i_rule_find(ground, &(icp_i_rule_target){.y = w->target}, ICP_I_LAMBDA_OUTCOME, 1, pool, &rule, &err), &err);
    return rule;
}

static void planted_niche_is_found(void)
{
    world *w = make(NICHE, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_rule rule = find(w, pool, &ground);
    CHECK(rule.findable && rule.literal_count == 2 && rule.why[0] == '\0');
    CHECK(rule.literals[0].op == ICP_RULE_IN && rule.literals[0].value_count == 2);
    CHECK(strcmp(rule.literals[0].values[0], "Air") == 0 && strcmp(rule.literals[0].values[1], "Rail") == 0);
    CHECK(rule.literals[1].op == ICP_RULE_BETWEEN && rule.literals[1].low >= 30 && rule.literals[1].low <= 50);
    CHECK(rule.literals[1].high >= 150 && rule.literals[1].high <= 250);
    CHECK(rule.lift.low >= 1.2 && rule.agreement_of == 20 && rule.agreement_found >= 5);
    CHECK_REL(rule.permutation_p, 1. / 200, 1e-12); /* none of 199 searches by chance does as well, and this one counts, too */
    icp_i_pool_free(pool);
    drop(w);
}

/* Searches again after the held-out rows were told what to say: the rule, and what chance does on the rows that search, stay the same. */
static icp_rule judged_again(world *w, icp_i_pool *pool, icp_i_rule_ground *ground, const icp_rule *rule, double inside, double outside)
{
    double counter[2] = {.5, .5}, rate[2] = {outside, inside};
    for (size_t i = 0; i < ROWS; i++) {
        if (!ground->held_out[i]) continue;
        int match = icp_rule_match(rule, w->c.table, w->c.frame.row[i]) > 0;
        counter[match] += rate[match];
        w->target[i] = floor(counter[match]);
        counter[match] -= w->target[i];
    }
    icp_rule again = find(w, pool, ground);
    CHECK(again.literal_count == rule->literal_count && again.permutation_p == rule->permutation_p);
    return again;
}

/* A rule is confirmed by both: held-out rows alone do not make up for a search that chance matches, nor the search for an interval that reaches down
 * to next to nothing. */
static void both_confirm_a_rule(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    world *noise = make(NOISE, NULL, 1), *niche = make(NICHE, NULL, 1);
    for (size_t i = 0; i < ROWS; i++) noise->target[i] = i % 4 == 0;
    icp_rule by_chance = find(noise, pool, &ground);
    CHECK(by_chance.literal_count > 0 && by_chance.permutation_p > .05);
    icp_rule lucky = judged_again(noise, pool, &ground, &by_chance, .9, .1);
    CHECK(lucky.lift.low > 1.5 && !lucky.findable && strstr(lucky.why, "at random"));
    icp_rule real = find(niche, pool, &ground);
    icp_rule faint = judged_again(niche, pool, &ground, &real, .3, .2);
    CHECK(real.findable && faint.lift.value > 1.2 && faint.lift.low < 1.2 && !faint.findable && strstr(faint.why, "must reach 1.2"));
    drop(noise);
    drop(niche);
    icp_i_pool_free(pool);
}

/* Six in ten say yes: no rule can double that. One that closes half of the way to all is bold enough. */
static void where_most_say_yes_half_of_the_way_is_enough(void)
{
    world *w = make(NOISE, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_rule rule;
    icp_error err;
    for (size_t i = 0; i < ROWS; i++) {
        const char *industry = w->industry[w->c.frame.row[i]];
        bool in = strcmp(industry, "Air") == 0 || strcmp(industry, "Rail") == 0;
        w->target[i] = i % 20 < (in ? 19 : 8);
    }
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, pool, &ground, &err), &err);
    CHECK_OK(icp_i_rule_find(&ground, &(icp_i_rule_target){.y = w->target}, ICP_I_LAMBDA_SEGMENT, 1, pool, &rule, &err), &err);
    CHECK(rule.literal_count == 1 && rule.findable && rule.literals[0].value_count == 2 && strcmp(rule.literals[0].values[0], "Air") == 0);
    icp_i_pool_free(pool);
    drop(w);
}

/* Counts of the held-out rows, by hand. */
static void rates_are_those_of_held_out_rows(void)
{
    world *w = make(MISSING, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_rule rule = find(w, pool, &ground);
    double matched = 0, hits = 0, decided = 0, decided_hits = 0, all = 0, all_hits = 0, unknown = 0;
    const icp_literal *industry = &rule.literals[0], *employees = &rule.literals[1];
    CHECK(rule.literal_count == 2 && industry->op == ICP_RULE_IN && employees->op == ICP_RULE_BETWEEN);
    for (size_t i = 0; i < ROWS; i++) {
        if (!ground.held_out[i]) continue;
        size_t row = w->c.frame.row[i];
        int first = !w->industry[row] ? -1 : 0, second = isnan(w->employees[row]) ? -1 : 0;
        for (size_t v = 0; first >= 0 && v < industry->value_count; v++) first |= strcmp(w->industry[row], industry->values[v]) == 0;
        if (second == 0) second = w->employees[row] >= employees->low && w->employees[row] < employees->high;
        int match = first == 0 || second == 0 ? 0 : first == 1 && second == 1 ? 1 : -1;
        CHECK(icp_rule_match(&rule, w->c.table, row) == match);
        all += 1, all_hits += w->target[i], unknown += match < 0;
        if (match < 0) continue;
        decided += 1, decided_hits += w->target[i];
        matched += match, hits += match * w->target[i];
    }
    CHECK(unknown > 20 && all > .35 * ROWS && all < .45 * ROWS);
    CHECK(rule.holdout_rows == (size_t)all && rule.holdout_unknown == (size_t)unknown);
    icp_estimate precision = icp_wilson(hits, matched, .9), recall = icp_wilson(hits, all_hits, .9), coverage = icp_wilson(matched, all, .9);
    CHECK(memcmp(&rule.precision, &precision, sizeof precision) == 0 && memcmp(&rule.recall, &recall, sizeof recall) == 0);
    CHECK(memcmp(&rule.coverage, &coverage, sizeof coverage) == 0);
    CHECK_REL(rule.lift.value, hits / matched / (decided_hits / decided), 1e-12);
    double ratio = hits / matched / ((decided_hits - hits) / (decided - matched)), share = matched / decided;
    double error = sqrt(1 / hits - 1 / matched + 1 / (decided_hits - hits) - 1 / (decided - matched)), low = ratio * exp(-1.6448536269514722 * error);
    CHECK_REL(rule.lift.low, low / (share * low + 1 - share), 1e-9);
    icp_i_pool_free(pool);
    drop(w);
}

static void noise_gives_no_rule(void)
{
    world *w = make(NOISE, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_rule rule = find(w, pool, &ground);
    CHECK(rule.searched && !rule.findable && rule.why[0] != '\0');
    icp_i_pool_free(pool);
    drop(w);
}

/* Targets dealt out at random: p is at most x in about a share x of the cases. */
static void permutation_p_is_uniform_under_chance(void)
{
    enum { CASES = 40 };
    world *w = make(NOISE, NULL, 0);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_error err;
    size_t tenth = 0, half = 0, published = 0;
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, pool, &ground, &err), &err);
    for (size_t k = 0; k < CASES; k++) {
        icp_i_rng *rng = icp_i_rng_new(k, "test chance", 0);
        icp_rule rule;
        for (size_t i = 0; i < ROWS; i++) w->target[i] = icp_i_rng_uniform(rng) < .2;
        icp_i_rng_free(rng);
        CHECK_OK(icp_i_rule_find(&ground, &(icp_i_rule_target){.y = w->target}, ICP_I_LAMBDA_OUTCOME, k, pool, &rule, &err), &err);
        tenth += rule.permutation_p <= .1;
        half += rule.permutation_p <= .5;
        published += rule.findable != 0;
    }
    CHECK(tenth <= 11 && half >= 10 && half <= 30); /* binomial: each bound is left less than once in a thousand */
    CHECK(published <= 2);
    icp_i_pool_free(pool);
    drop(w);
}

static bool same_rule(const icp_rule *a, const icp_rule *b)
{
    bool same = a->literal_count == b->literal_count && a->permutation_p >= b->permutation_p && a->permutation_p <= b->permutation_p &&
                a->agreement_found == b->agreement_found && memcmp(&a->lift, &b->lift, sizeof a->lift) == 0;
    for (size_t l = 0; same && l < a->literal_count; l++) {
        same = a->literals[l].op == b->literals[l].op && a->literals[l].value_count == b->literals[l].value_count;
        for (size_t v = 0; same && v < a->literals[l].value_count; v++) same = strcmp(a->literals[l].values[v], b->literals[l].values[v]) == 0;
        bool interval = a->literals[l].op == ICP_RULE_BETWEEN;
        if (same && interval) same = a->literals[l].low == b->literals[l].low && a->literals[l].high == b->literals[l].high;
    }
    return same;
}

static void threads_and_order_do_not_matter(void)
{
    size_t order[ROWS];
    for (size_t i = 0; i < ROWS; i++) order[i] = (i * 677 + 5) % ROWS;
    world *one = make(NICHE, NULL, 1), *two = make(NICHE, NULL, 3), *turned = make(NICHE, order, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_rule a = find(one, pool, &ground), b = find(two, pool, &ground), c = find(turned, pool, &ground);
    CHECK(same_rule(&a, &b) && same_rule(&a, &c));
    icp_i_pool_free(pool);
    drop(one);
    drop(two);
    drop(turned);
}

/* Three equal rows an account: the rates count accounts, and no account is on both sides of the split. */
static void accounts_are_counted_not_rows(void)
{
    world *w = make(GROUPS, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_rule rule = find(w, pool, &ground);
    for (size_t i = 0; i + 2 < ROWS; i++)
        for (size_t j = i + 1; j < i + 3; j++)
            if (w->c.frame.unit[i] == w->c.frame.unit[j]) CHECK(ground.held_out[i] == ground.held_out[j]);
    CHECK(rule.holdout_rows == 360 && rule.coverage.n == 120 && rule.literal_count > 0 && rule.recall.n < 60);
    icp_i_pool_free(pool);
    drop(w);
}

static void outcome_needs_both_answers(void)
{
    world *w = make(NICHE, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    icp_outcome_rule out = {0};
    icp_error err;
    bool made = false;
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, pool, &ground, &err), &err);
    CHECK_OK(icp_i_rule_of_outcome(&ground, &(icp_i_outcome){.role = ICP_ROLE_UPSELL, .y = w->target}, false, pool, &out, &made, &err), &err);
    CHECK(made && out.rule.findable && out.role == ICP_ROLE_UPSELL);
    for (size_t i = 0; i < ROWS; i++) w->target[i] = i < 19;
    CHECK_OK(icp_i_rule_of_outcome(&ground, &(icp_i_outcome){.role = ICP_ROLE_CHURN, .y = w->target}, false, pool, &out, &made, &err), &err);
    CHECK(!made);
    icp_i_pool_free(pool);
    drop(w);
}

static void without_traits_nothing_is_searched(void)
{
    world *w = make(NICHE, NULL, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rule_ground ground;
    w->c.roles.trait_count = 0;
    icp_rule rule = find(w, pool, &ground);
    CHECK(!rule.searched && !rule.findable && strstr(rule.why, "no column") && isnan(rule.permutation_p));
    icp_i_pool_free(pool);
    drop(w);
}

static void memory_can_run_out(void)
{
    world *w = make(NICHE, NULL, 1);
    icp_error err;
    bool done = false;
    for (size_t at = 1; !done && at < 400; at++) {
        icp_t_memory memory = {.fail_at = at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_rule_ground ground;
        icp_rule rule = {.holdout_rows = 77};
        icp_status status = pool ? icp_i_rule_ground_make(&w->c.frame, pool, &ground, &err) : ICP_ENOMEM;
        for (size_t i = 0; i < ROWS; i++) w->target[i] = i % 3 == 0;
        if (status == ICP_OK) status = icp_i_rule_find(&ground, &(icp_i_rule_target){.y = w->target}, 2, 1, pool, &rule, &err);
        done = status == ICP_OK;
        if (!done) CHECK(status == ICP_ENOMEM && rule.holdout_rows == 77);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(done);
    drop(w);
}

void test_rule(void)
{
    static const icp_t_case cases[] = {{"planted niche is found", planted_niche_is_found},
                                       {"both confirm a rule", both_confirm_a_rule},
                                       {"where most say yes half of the way is enough", where_most_say_yes_half_of_the_way_is_enough},
                                       {"rates are those of held-out rows", rates_are_those_of_held_out_rows},
                                       {"noise gives no rule", noise_gives_no_rule},
                                       {"permutation p is uniform under chance", permutation_p_is_uniform_under_chance},
                                       {"threads and order do not matter", threads_and_order_do_not_matter},
                                       {"accounts are counted, not rows", accounts_are_counted_not_rows},
                                       {"outcome needs both answers", outcome_needs_both_answers},
                                       {"without traits nothing is searched", without_traits_nothing_is_searched},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("rule", cases);
}
