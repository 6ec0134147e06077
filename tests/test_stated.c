/* test_stated.c - stated ICPs held against planted accounts: verdicts on clauses, the difference to a found rule against a bootstrap made here,
 * agreement and what speaks against a rule counted again by hand. */
#include "support/check.h"
#include "support/customers.h"

#include "base/fail.h"
#include "base/rng.h"
#include "icp/paired.h"
#include "icp/stated.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 1200

/* Air expands at 60 %, Sea at 5 %, others at 25 %; tags say nothing; every other account left. */
typedef struct world {
    icp_t_customers c;
    icp_i_pool *pool;
    icp_role role[5];
    double y[ROWS], left[ROWS];
    int32_t label[ROWS];
    icp_i_outcome upsell, churn, win;
    icp_i_objections objections;
    icp_i_profile_input input;
    icp_i_rule_ground ground;
    icp_i_known_customers customers;
    icp_literal air;
    const char *air_value[1];
    icp_outcome_rule found;
    icp_i_court court;
} world;

static void plant(world *w, bool groups, icp_i_rng *rng)
{
    static const char *const names[] = {"Air", "Rail", "Road", "Sea", "Mail"}, *const tags[] = {"red", "blue"};
    const char *industry[ROWS], *tag[ROWS], *group[ROWS], *churned[ROWS];
    static char group_name[ROWS][12];
    double revenue[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        industry[i] = names[icp_i_rng_below(rng, 5)];
        tag[i] = tags[icp_i_rng_below(rng, 2)];
        if (groups && i % 3) industry[i] = industry[i - 1];
        snprintf(group_name[i], sizeof group_name[i], "g%05zu", i / 3);
        group[i] = group_name[i];
        revenue[i] = 10 + (double)icp_i_rng_below(rng, 1000);
        churned[i] = icp_i_rng_uniform(rng) < .5 ? "Yes" : "No";
    }
    icp_t_customers_start(&w->c, ROWS, NULL);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "industry", industry);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "tag", tag);
    icp_t_customers_number(&w->c, ICP_ROLE_REVENUE, "revenue", revenue);
    icp_t_customers_text(&w->c, ICP_ROLE_CHURN, "churned", churned);
    if (groups) icp_t_customers_text(&w->c, ICP_ROLE_GROUP, "group", group);
    if (!icp_t_customers_frame(&w->c)) abort();
    w->c.roles.role = w->role;
    w->c.roles.revenue = 2;
}

static const char *text_at(const world *w, size_t column, size_t i)
{
    const icp_column *cells = icp_table_column(w->c.table, column);
    return cells->levels[cells->codes[w->c.frame.row[i]]];
}

static void find_outcomes(world *w, icp_i_rng *rng)
{
    double up = 0, gone = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const char *industry = text_at(w, 0, i);
        w->y[i] = icp_i_rng_uniform(rng) < (strcmp(industry, "Air") == 0 ? .6 : strcmp(industry, "Sea") == 0 ? .05 : .25);
        w->left[i] = strcmp(text_at(w, 3, i), "Yes") == 0;
        up += w->y[i], gone += w->left[i];
    }
    w->upsell = (icp_i_outcome){.role = ICP_ROLE_UPSELL, .y = w->y, .model = {.present = 1, .used = 1, .overall = {.value = up / ROWS}}};
    w->churn = (icp_i_outcome){.role = ICP_ROLE_CHURN, .y = w->left, .model = {.present = 1, .overall = {.value = gone / ROWS}}};
}

static world *world_new(bool groups)
{
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(5, "test stated", groups);
    icp_error err;
    if (!w || !rng) abort();
    static const icp_role role[5] = {ICP_ROLE_TRAIT, ICP_ROLE_TRAIT, ICP_ROLE_REVENUE, ICP_ROLE_CHURN, ICP_ROLE_GROUP};
    memcpy(w->role, role, sizeof role);
    w->pool = icp_i_pool_new(NULL);
    plant(w, groups, rng);
    find_outcomes(w, rng);
    icp_i_rng_free(rng);
    w->input = (icp_i_profile_input){.frame = &w->c.frame, .label = w->label, .held_out = w->label, .segments = 1, .upsell = &w->upsell,
                                     .churn = &w->churn, .win = &w->win, .objections = &w->objections};
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, w->pool, &w->ground, &err), &err);
    CHECK_OK(icp_i_customers_known(&w->ground, &w->input, w->left, w->pool, &w->customers, &err), &err);
    w->air_value[0] = "Air";
    w->air = (icp_literal){.column = 0, .op = ICP_RULE_IS, .values = w->air_value, .value_count = 1};
    w->found = (icp_outcome_rule){.role = ICP_ROLE_UPSELL, .rule = {.searched = 1, .findable = 1, .literals = &w->air, .literal_count = 1}};
    w->court = (icp_i_court){&w->ground, &w->input, &w->customers, &w->found, 1, NULL, 0};
    return w;
}

static void world_free(world *w)
{
    icp_i_pool_free(w->pool);
    icp_t_customers_free(&w->c);
    free(w);
}

static icp_stated judge(world *w, const char *text)
{
    icp_i_claim claim;
    icp_stated stated = {0};
    icp_error err;
    CHECK_OK(icp_i_claim_read(text, "founder.ini", &w->c.frame, w->pool, &claim, &err), &err);
    CHECK_OK(icp_i_claim_judge(&w->court, &claim, w->pool, &stated, &err), &err);
    return stated;
}

static void clauses_are_told_apart(void)
{
    world *w = world_new(false);
    icp_stated s = judge(w, "[icp]\nauthor = Ann\ndate = 2026-06-01\nplayers = 4\n[clauses]\nindustry = Air\ntag = red\nchurned = No\nplanet = Mars\n"
                            "[why]\npain = they wait\n");
    CHECK(strcmp(s.author, "Ann") == 0 && strcmp(s.date, "2026-06-01") == 0 && s.players == 4 && strcmp(s.target, "upsold") == 0);
    CHECK(s.clause_count == 4 && s.rule.literal_count == 2 && s.reason_count == 1 && strcmp(s.reasons[0].text, "they wait") == 0);
    CHECK(s.clauses[0].verdict == ICP_CLAUSE_SUPPORTED && s.clauses[0].effect.low > 1.5);
    CHECK(s.clauses[1].verdict == ICP_CLAUSE_CANNOT_TELL && s.clauses[1].effect.low < 1 && s.clauses[1].effect.high > 1);
    CHECK(s.clauses[2].verdict == ICP_CLAUSE_NOT_OBSERVABLE && strstr(s.clauses[2].why, "after an outcome") && isnan(s.clauses[2].effect.value));
    CHECK(s.clauses[3].verdict == ICP_CLAUSE_NOT_OBSERVABLE && s.clauses[3].why[0]);
    icp_stated sea = judge(w, "[icp]\n[clauses]\nindustry = Sea\n");
    CHECK(sea.clauses[0].verdict == ICP_CLAUSE_CONTRADICTED && sea.clauses[0].effect.high < 1 && sea.difference.low > 0);
    icp_stated nothing = judge(w, "[icp]\n[clauses]\nplanet = Mars\n");
    CHECK(nothing.rule.literal_count == 0 && nothing.rule.why[0] && isnan(nothing.rule.lift.value) && isnan(nothing.difference.value));
    world_free(w);
}

static void the_same_code_judges_both(void)
{
    world *w = world_new(false);
    icp_error err;
    icp_stated s = judge(w, "[icp]\n[clauses]\nindustry = Air\n");
    icp_rule rule = {.literals = &w->air, .literal_count = 1};
    CHECK_OK(icp_i_rule_judge(&w->ground, &(icp_i_rule_target){.y = w->y}, w->pool, &rule, &err), &err);
    CHECK(memcmp(&s.rule.precision, &rule.precision, sizeof rule.precision) == 0 && memcmp(&s.rule.lift, &rule.lift, sizeof rule.lift) == 0);
    CHECK(memcmp(&s.rule.recall, &rule.recall, sizeof rule.recall) == 0 && s.rule.holdout_rows == rule.holdout_rows);
    CHECK(s.difference.value == 0 && s.difference.low == 0 && s.difference.high == 0); /* the rule against itself */
    w->found.rule.findable = 0;
    s = judge(w, "[icp]\n[clauses]\nindustry = Air\n");
    CHECK(isnan(s.difference.value) && s.found.literal_count == 0);
    w->upsell.model.present = w->churn.model.present = 0;
    s = judge(w, "[icp]\n[clauses]\nindustry = Air\n");
    CHECK(s.target[0] == '\0' && s.clauses[0].verdict == ICP_CLAUSE_CANNOT_TELL && isnan(s.rule.lift.value));
    world_free(w);
}

/* Lift of one rule over accounts counted `times` times, each once a side. */
static double lift_of(const world *w, const signed char *match, const unsigned *times, size_t accounts)
{
    double n[2] = {0, 0}, y[2] = {0, 0};
    for (size_t u = 0; u < accounts; u++) {
        double rows[2] = {0, 0}, events[2] = {0, 0};
        for (size_t i = 0; times[u] > 0 && i < ROWS; i++) {
            size_t account = icp_i_account_of(&w->c.frame, i);
            if (account != u || !w->ground.held_out[i]) continue;
            rows[match[i] > 0] += 1;
            events[match[i] > 0] += w->y[i];
        }
        for (int side = 0; side < 2; side++)
            if (rows[side] > 0) n[side] += times[u], y[side] += times[u] * events[side] / rows[side];
    }
    return y[1] / n[1] / ((y[0] + y[1]) / (n[0] + n[1]));
}

/* The spread of the difference over resampled accounts, made without the formula. */
static void intervals_are_those_of_a_bootstrap(bool groups)
{
    world *w = world_new(groups);
    icp_stated s = judge(w, "[icp]\n[clauses]\ntag = red\nindustry = Air | Rail\n");
    size_t accounts = w->customers.accounts, draws = 400;
    signed char *a = calloc(ROWS, 1), *b = calloc(ROWS, 1);
    unsigned *times = calloc(accounts, sizeof *times);
    icp_i_rng *rng = icp_i_rng_new(1, "test stated: bootstrap", 0);
    double sum = 0, square = 0;
    if (!a || !b || !times || !rng) abort();
    icp_i_rule_match_rows(&w->found.rule, &w->c.frame, a);
    icp_i_rule_match_rows(&s.rule, &w->c.frame, b);
    for (size_t d = 0; d < draws; d++) {
        for (size_t u = 0; u < accounts; u++) times[u] = icp_i_rng_poisson(rng, 1);
        double difference = lift_of(w, a, times, accounts) - lift_of(w, b, times, accounts);
        sum += difference, square += difference * difference;
    }
    for (size_t u = 0; u < accounts; u++) times[u] = 1;
    CHECK_ABS(s.difference.value, lift_of(w, a, times, accounts) - lift_of(w, b, times, accounts), 1e-12);
    double mean = sum / (double)draws, error = sqrt(square / (double)draws - mean * mean);
    double said = (s.difference.high - s.difference.low) / 2 / 1.6448536;
    CHECK_ABS(said / error, 1, .12); /* 400 draws: the error itself is known to 3.5 % */
    CHECK(s.difference.low > 0 && s.difference.n <= accounts);
    free(a), free(b), free(times);
    icp_i_rng_free(rng);
    world_free(w);
}

static void differences_of_rows(void) { intervals_are_those_of_a_bootstrap(false); }
static void differences_of_groups(void) { intervals_are_those_of_a_bootstrap(true); }

static void agreement_is_counted(void)
{
    world *w = world_new(false);
    icp_stated s[3] = {judge(w, "[icp]\n[clauses]\nindustry = Air | Sea\n"), judge(w, "[icp]\n[clauses]\nindustry = Sea | Mail\n"),
                       judge(w, "[icp]\n[clauses]\nplanet = Mars\n")};
    icp_agreement *pair = NULL;
    icp_error err;
    double air = 0, sea = 0, mail = 0;
    CHECK_OK(icp_i_claims_agree(&w->c.frame, s, 3, w->pool, &pair, &err), &err);
    for (size_t i = 0; i < ROWS; i++) {
        const char *industry = text_at(w, 0, i);
        air += strcmp(industry, "Air") == 0, sea += strcmp(industry, "Sea") == 0, mail += strcmp(industry, "Mail") == 0;
    }
    double seen = (ROWS - air - mail) / ROWS, p = (air + sea) / ROWS, q = (sea + mail) / ROWS, chance = p * q + (1 - p) * (1 - q);
    CHECK(pair[0].first == 0 && pair[0].second == 1 && pair[1].second == 2 && pair[2].first == 1);
    CHECK_REL(pair[0].jaccard, sea / (air + sea + mail), 1e-12);
    CHECK_REL(pair[0].kappa, (seen - chance) / (1 - chance), 1e-12);
    CHECK(isnan(pair[1].jaccard) && isnan(pair[2].kappa));
    world_free(w);
}

static void best_customers_and_leavers_are_counted(void)
{
    world *w = world_new(false);
    icp_stated s = judge(w, "[icp]\n[clauses]\nindustry = Air\n");
    const icp_column *revenue = icp_table_column(w->c.table, 2);
    size_t outside = 0, best = 0, inside = 0, gone = 0, richer = 0, above = 0;
    CHECK(strstr(w->customers.words, "stayed and bought more") && strstr(w->customers.words, "revenue") == NULL); /* fewer than a fifth */
    for (size_t i = 0; i < ROWS; i++) {
        bool air = strcmp(text_at(w, 0, i), "Air") == 0, good = w->y[i] > 0 && !(w->left[i] > 0);
        if (!w->ground.held_out[i]) continue;
        best += good, outside += good && !air;
        inside += air, gone += air && w->left[i] > 0;
    }
    CHECK(s.missed_best.n == outside && s.missed_best.of == best && s.churners_in.n == gone && s.churners_in.of == inside);
    w->upsell.model.present = 0; /* half of them stayed: the best are the fifth of all with the highest revenue */
    icp_error err;
    CHECK_OK(icp_i_customers_known(&w->ground, &w->input, w->left, w->pool, &w->customers, &err), &err);
    best = 0;
    double least = INFINITY;
    for (size_t i = 0; i < ROWS; i++) best += w->customers.best[i];
    for (size_t i = 0; i < ROWS; i++)
        if (w->customers.best[i]) least = fmin(least, revenue->numbers[w->c.frame.row[i]]), CHECK(w->left[i] == 0);
    for (size_t i = 0; i < ROWS; i++) richer += !(w->left[i] > 0) && revenue->numbers[w->c.frame.row[i]] >= least;
    for (size_t i = 0; i < ROWS; i++) above += !(w->left[i] > 0) && revenue->numbers[w->c.frame.row[i]] > least;
    CHECK(best == richer && best >= ROWS / 5 && above < ROWS / 5 && strstr(w->customers.words, "highest revenue"));
    world_free(w);
}

/* Accounts of three deals: lost is who won none of them, or left after all. */
static void one_deal_won_makes_a_customer(void)
{
    world *w = world_new(true);
    icp_error err;
    double lost[ROWS];
    size_t won[ROWS] = {0}, left[ROWS] = {0}, customers = 0;
    w->win = (icp_i_outcome){.role = ICP_ROLE_WIN, .y = w->y, .model = {.present = 1}};
    w->upsell.model.present = 0;
    for (int leaving = 0; leaving < 2; leaving++) {
        w->churn.model.present = leaving;
        for (size_t i = 0; i < ROWS; i++) {
            lost[i] = w->y[i] < 1 || (leaving && w->left[i] > 0);
            won[w->c.frame.unit[i]] += w->y[i] > 0;
            left[w->c.frame.unit[i]] += leaving && w->left[i] > 0;
        }
        CHECK_OK(icp_i_customers_known(&w->ground, &w->input, lost, w->pool, &w->customers, &err), &err);
        for (size_t a = 0; a < ROWS / 3; a++) {
            CHECK(w->customers.gone[a] == (won[a] == 0 || left[a] > 0));
            customers += w->customers.gone[a] == 0;
            if (leaving) CHECK(w->customers.best[a] == (won[a] > 0 && left[a] == 0)); /* one deal that left spoils it */
        }
    }
    signed char inside[ROWS];
    icp_part outside, gone;
    size_t told = 0;
    for (size_t i = 0; i < ROWS; i++) {
        bool unknown = w->c.frame.unit[i] % 2;
        inside[i] = 1;
        if (unknown) lost[i] = w->y[i] = NAN;
        told += !unknown && w->ground.held_out[i];
    }
    w->churn.model.present = 0;
    CHECK_OK(icp_i_customers_known(&w->ground, &w->input, lost, w->pool, &w->customers, &err), &err);
    icp_i_against(&w->customers, inside, &outside, &gone);
    CHECK(told > 100 && gone.of == told / 3 && gone.n < gone.of); /* of whom it is not known whether they went nothing is said */
    CHECK(w->customers.accounts == ROWS / 3 && customers > 0);
    world_free(w);
}

/* Where staying is all that is known, a clause is good that those who left lack: a tenth of Air left, nine in ten of Sea, half of the others. */
static void staying_is_good(void)
{
    world *w = world_new(false);
    icp_i_rng *rng = icp_i_rng_new(6, "test stated: staying", 0);
    double inside[2] = {0}, stayed[2] = {0};
    if (!rng) abort();
    for (size_t i = 0; i < ROWS; i++) {
        const char *industry = text_at(w, 0, i);
        bool air = strcmp(industry, "Air") == 0;
        w->left[i] = icp_i_rng_uniform(rng) < (air ? .1 : strcmp(industry, "Sea") == 0 ? .9 : .5);
        if (w->ground.held_out[i]) inside[air] += 1, stayed[air] += 1 - w->left[i];
    }
    icp_i_rng_free(rng);
    w->upsell.model.present = 0;
    icp_stated air = judge(w, "[icp]\n[clauses]\nindustry = Air\n"), sea = judge(w, "[icp]\n[clauses]\nindustry = Sea\n");
    CHECK(strcmp(air.target, "stayed") == 0 && air.clauses[0].verdict == ICP_CLAUSE_SUPPORTED && sea.clauses[0].verdict == ICP_CLAUSE_CONTRADICTED);
    CHECK_REL(air.rule.lift.value, stayed[1] / inside[1] / ((stayed[0] + stayed[1]) / (inside[0] + inside[1])), 1e-12);
    world_free(w);
}

/* All that pay next to nothing bought more, but they are too few to speak for a clause. */
static void few_accounts_cannot_tell(void)
{
    world *w = world_new(false);
    const icp_column *revenue = icp_table_column(w->c.table, 2);
    size_t few = 0;
    for (size_t i = 0; i < ROWS; i++) {
        bool poor = revenue->numbers[w->c.frame.row[i]] < 34;
        if (poor) w->y[i] = 1;
        few += poor && w->ground.held_out[i];
    }
    icp_stated s = judge(w, "[icp]\n[clauses]\nrevenue = 0..33\n");
    CHECK(few >= 5 && few < 20 && s.clauses[0].effect.n == few && s.clauses[0].effect.low > 1);
    CHECK(s.clauses[0].verdict == ICP_CLAUSE_CANNOT_TELL);
    world_free(w);
}

/* A stated ICP is held against the rule of who is wanted, though one of who is not stands before it. */
static void it_is_held_against_the_wanted(void)
{
    static const char *const sea[] = {"Sea"};
    world *w = world_new(false);
    icp_literal no = {.column = 0, .op = ICP_RULE_IS, .values = sea, .value_count = 1};
    icp_outcome_rule rules[2] = {w->found, w->found};
    rules[0].unwanted = 1;
    rules[0].rule.literals = &no;
    w->court.outcome_rules = rules;
    w->court.outcome_rule_count = 2;
    icp_stated s = judge(w, "[icp]\n[clauses]\nindustry = Air | Rail\n");
    CHECK(s.found.literal_count == 1 && s.found.literals == &w->air && s.difference.value > 0);
    w->win = (icp_i_outcome){.role = ICP_ROLE_WIN, .y = w->left, .model = {.present = 1}}; /* not told from chance: upsell is good ... */
    CHECK(strcmp(judge(w, "[icp]\n[clauses]\nindustry = Air\n").target, "upsold") == 0);
    w->upsell.model.used = 0; /* ... as long as that is */
    CHECK(strcmp(judge(w, "[icp]\n[clauses]\nindustry = Air\n").target, "won") == 0);
    world_free(w);
}

static void memory_can_run_out(void)
{
    world *w = world_new(true);
    icp_status status = ICP_ENOMEM;
    for (size_t at = 1; status == ICP_ENOMEM && at < 200; at++) {
        icp_t_memory memory = {.fail_at = at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_claim claim;
        icp_stated stated = {0};
        icp_error err;
        status = pool ? icp_i_claim_read("[icp]\n[clauses]\nindustry = Air | Pluto\ntag = red\n", "x", &w->c.frame, pool, &claim, &err) : ICP_ENOMEM;
        if (status == ICP_OK) status = icp_i_claim_judge(&w->court, &claim, pool, &stated, &err);
        CHECK(status == ICP_OK ? stated.clause_count == 2 : status == ICP_ENOMEM && stated.clauses == NULL);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK);
    world_free(w);
}

void test_stated(void)
{
    static const icp_t_case cases[] = {{"clauses are told apart", clauses_are_told_apart},
                                       {"the same code judges both", the_same_code_judges_both},
                                       {"differences of rows have the spread of a bootstrap", differences_of_rows},
                                       {"differences of groups have the spread of a bootstrap", differences_of_groups},
                                       {"agreement is counted", agreement_is_counted},
                                       {"best customers and leavers are counted", best_customers_and_leavers_are_counted},
                                       {"one deal won makes a customer", one_deal_won_makes_a_customer},
                                       {"staying is good", staying_is_good},
                                       {"few accounts cannot tell", few_accounts_cannot_tell},
                                       {"it is held against the wanted", it_is_held_against_the_wanted},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("stated", cases);
}
