/* test_rule_conditions.c - rules where rows weigh differently, and where something is expected of them: closed forms, planted truth, and how often
 * chance finds a rule when a trait goes with what is expected. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icp/paired.h"
#include "icp/rule_rows.h"

#include <stdlib.h>
#include <string.h>

#define ROWS ((size_t)900)

/* Accounts of five industries; those of Air and Rail are customers for longer, 24 to 60 months against 1 to 30. */
typedef struct world {
    icp_t_customers c;
    icp_i_pool *pool;
    icp_i_rule_ground ground;
    double y[ROWS], expected[ROWS], weight[ROWS]; /* frame rows */
    double months[ROWS];                          /* frame rows */
    bool air[ROWS], tag[ROWS];                    /* frame rows: Air or Rail; tag = yes */
    icp_i_rng *rng;
} world;

static world *make(void)
{
    static const char *const industries[] = {"Air", "Rail", "Road", "Sea", "Mail"}, *const tags[] = {"yes", "no", "no", "no"};
    const char *industry[ROWS], *tag[ROWS];
    double months[ROWS], gaps[ROWS];
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(5, "test rules with conditions", 0);
    icp_error err;
    if (!w || !rng) abort();
    for (size_t i = 0; i < ROWS; i++) {
        size_t which = icp_i_rng_below(rng, 5);
        industry[i] = industries[which];
        tag[i] = tags[icp_i_rng_below(rng, 4)];
        months[i] = which < 2 ? 24 + 36 * icp_i_rng_uniform(rng) : 1 + 29 * icp_i_rng_uniform(rng);
        gaps[i] = i % 3 ? (double)(i % 20) : NAN;
    }
    icp_t_customers_start(&w->c, ROWS, NULL);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "industry", industry);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "tag", tag);
    icp_t_customers_number(&w->c, ICP_ROLE_IGNORE, "months", months);
    icp_t_customers_number(&w->c, ICP_ROLE_IGNORE, "gaps", gaps);
    if (!icp_t_customers_frame(&w->c)) abort();
    for (size_t i = 0; i < ROWS; i++) {
        size_t row = w->c.frame.row[i];
        w->months[i] = months[row];
        w->air[i] = strcmp(industry[row], "Air") == 0 || strcmp(industry[row], "Rail") == 0;
        w->tag[i] = strcmp(tag[row], "yes") == 0;
        w->expected[i] = 1 - pow(.99, w->months[i]);
        w->weight[i] = 1;
    }
    w->c.frame.weight = w->weight;
    w->pool = icp_i_pool_new(NULL);
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, w->pool, &w->ground, &err), &err);
    w->rng = rng;
    return w;
}

static void drop(world *w)
{
    icp_i_rng_free(w->rng);
    icp_i_pool_free(w->pool);
    icp_t_customers_free(&w->c);
    free(w);
}

static void draw(world *w, double times_with_tag)
{
    for (size_t i = 0; i < ROWS; i++) w->y[i] = icp_i_rng_uniform(w->rng) < w->expected[i] * (w->tag[i] ? times_with_tag : 1);
}

static icp_rule find(world *w, const double *expected, uint64_t key)
{
    icp_rule rule = {0};
    icp_error err;
    CHECK_OK(icp_i_rule_find(&w->ground, &(icp_i_rule_target){w->y, expected}, ICP_I_LAMBDA_OUTCOME, key, w->pool, &rule, &err), &err);
    return rule;
}

static bool uses(const world *w, const icp_rule *rule, const char *column)
{
    for (size_t l = 0; l < rule->literal_count; l++)
        if (strcmp(icp_table_column(w->c.table, rule->literals[l].column)->name, column) == 0) return true;
    return false;
}

static bool is_near(const icp_estimate *a, const icp_estimate *b)
{
    return fabs(a->value / b->value - 1) < 1e-9 && fabs(a->low / b->low - 1) < 1e-9 && fabs(a->high / b->high - 1) < 1e-9 && a->n == b->n;
}

/* The same expected of every row, and every row weighing the same, is as if nothing were expected or weighed. */
static void constants_change_nothing(void)
{
    world *w = make();
    double constant[ROWS];
    draw(w, 1.5);
    icp_rule plain = find(w, NULL, 1);
    for (size_t i = 0; i < ROWS; i++) constant[i] = .37, w->weight[i] = .25;
    icp_rule weighed = find(w, constant, 1);
    CHECK(plain.literal_count > 0 && weighed.literal_count == plain.literal_count && plain.expected == 0);
    for (size_t l = 0; l < plain.literal_count; l++) CHECK(plain.literals[l].column == weighed.literals[l].column);
    CHECK(is_near(&plain.lift, &weighed.lift) && is_near(&plain.precision, &weighed.precision));
    CHECK(is_near(&plain.recall, &weighed.recall) && is_near(&plain.coverage, &weighed.coverage));
    CHECK_REL(weighed.expected, .37, 1e-12);
    drop(w);
}

/* Sums over the held-out rows by hand: [0] those that do not match, [1] those that do. */
typedef struct sums {
    double w[2], ww[2], wy[2], we[2], wwe[2], wwee[2];
} sums;

static sums add_up(const world *w, const bool *match)
{
    sums s = {.w = {0}};
    for (size_t i = 0; i < ROWS; i++) {
        if (!w->ground.held_out[i]) continue;
        double a = w->weight[i], e = w->expected[i];
        s.w[match[i]] += a, s.ww[match[i]] += a * a, s.wy[match[i]] += a * w->y[i];
        s.we[match[i]] += a * e, s.wwe[match[i]] += a * a * e, s.wwee[match[i]] += a * a * e * e;
    }
    return s;
}

static icp_rule with_tag(const world *w, const char *const *yes, icp_literal *literal)
{
    *literal = (icp_literal){.column = icp_table_find(w->c.table, "tag"), .op = ICP_RULE_IS, .values = yes, .value_count = 1};
    return (icp_rule){.literals = literal, .literal_count = 1};
}

static void figures_are_those_of_the_formulas(void)
{
    static const char *const yes[] = {"yes"};
    world *w = make();
    icp_literal literal;
    icp_error err;
    icp_rule rule = with_tag(w, yes, &literal);
    draw(w, 1.5);
    for (size_t i = 0; i < ROWS; i++) w->weight[i] = exp2(-3 * icp_i_rng_uniform(w->rng));
    CHECK_OK(icp_i_rule_judge(&w->ground, &(icp_i_rule_target){w->y, w->expected}, w->pool, &rule, &err), &err);
    sums s = add_up(w, w->tag);
    double all = s.w[0] + s.w[1], squares = s.ww[0] + s.ww[1], events = s.wy[0] + s.wy[1];
    icp_estimate precision = icp_wilson(s.wy[1] / s.w[1] * (s.w[1] * s.w[1] / s.ww[1]), s.w[1] * s.w[1] / s.ww[1], .9);
    icp_estimate recall = icp_wilson(s.wy[1] * all / squares, events * all / squares, .9);
    icp_estimate coverage = icp_wilson(s.w[1] * all / squares, all * all / squares, .9);
    CHECK(is_near(&rule.precision, &precision) && is_near(&rule.recall, &recall) && is_near(&rule.coverage, &coverage));
    CHECK_REL(rule.expected, s.we[1] / s.w[1], 1e-12);
    CHECK_REL(rule.lift.value, s.wy[1] / s.we[1] / (events / (s.we[0] + s.we[1])), 1e-12);
    double error = 0, share = s.we[1] / (s.we[0] + s.we[1]), ratio = s.wy[1] / s.we[1] / (s.wy[0] / s.we[0]);
    for (int side = 0; side < 2; side++) { /* variance of the events, each with the chance e times the side's ratio, over their square */
        double times = s.wy[side] / s.we[side], variance = times * s.wwe[side] - times * times * s.wwee[side];
        error += variance / (s.wy[side] * s.wy[side]);
    }
    double low = ratio * exp(-1.6448536269514722 * sqrt(error));
    CHECK_REL(rule.lift.low, low / (share * low + 1 - share), 1e-9);
    drop(w);
}

/* Who has been a customer for longer bought more, and nobody for any other reason. */
static void time_alone_is_no_rule(void)
{
    enum { CASES = 40 };
    world *w = make();
    size_t found = 0, tenth = 0, half = 0;
    draw(w, 1);
    icp_rule plain = find(w, NULL, 0);
    CHECK(plain.findable && uses(w, &plain, "industry") && plain.lift.value > 1.3);
    for (uint64_t k = 0; k < CASES; k++) {
        draw(w, 1);
        icp_rule rule = find(w, w->expected, k);
        found += rule.findable != 0;
        tenth += rule.permutation_p <= .1;
        half += rule.permutation_p <= .5;
    }
    CHECK(found <= 2);
    CHECK(tenth <= 11 && half >= 10 && half <= 30); /* binomial: each bound is left less than once in a thousand */
    drop(w);
}

/* At equal time it is the tag that counts; unconditioned, time hides it. */
static void what_counts_at_equal_time_is_found(void)
{
    world *w = make();
    draw(w, 2.2);
    icp_rule plain = find(w, NULL, 1), rule = find(w, w->expected, 1);
    CHECK(uses(w, &plain, "industry"));
    CHECK(rule.findable && rule.literal_count == 1 && uses(w, &rule, "tag") && rule.lift.low < 2.2 / 1.3);
    CHECK(rule.lift.high > 2.2 / 1.3); /* a quarter of them carry the tag: 2.2 over the mean of three times 1 and 2.2 */
    drop(w);
}

/* Where old rows hardly weigh, the rule is that of the recent ones. */
static void recent_rows_decide(void)
{
    world *w = make();
    for (size_t i = 0; i < ROWS; i++) {
        bool recent = i % 2 == 0, in = recent ? w->tag[i] : w->air[i];
        w->y[i] = icp_i_rng_uniform(w->rng) < (in ? .6 : .1);
    }
    icp_rule alike = find(w, NULL, 1);
    for (size_t i = 0; i < ROWS; i++) w->weight[i] = i % 2 == 0 ? 1 : .02;
    icp_rule recent = find(w, NULL, 1);
    CHECK(alike.findable && uses(w, &alike, "industry"));
    CHECK(recent.findable && recent.literal_count == 1 && uses(w, &recent, "tag"));
    CHECK(recent.precision.n < alike.holdout_rows / 3 && recent.holdout_rows == alike.holdout_rows); /* effective against rows */
    drop(w);
}

/* Difference of the lifts of tag = yes and of Air or Rail where row u counts `times`. */
static double difference_with(world *w, size_t u, double times)
{
    double before = w->weight[u];
    w->weight[u] *= times;
    sums a = add_up(w, w->tag), b = add_up(w, w->air);
    w->weight[u] = before;
    double all = (a.wy[0] + a.wy[1]) / (a.we[0] + a.we[1]);
    return (a.wy[1] / a.we[1] - b.wy[1] / b.we[1]) / all;
}

/* Of two rules the difference of lifts is that of icp_i_rule_judge, weights and expected values and all; its interval that of the infinitesimal
 * jackknife (Jaeckel 1972), how much it moves with each account told by moving the weight of each. */
static void differences_are_of_the_same_lifts(void)
{
    static const char *const yes[] = {"yes"}, *const air[] = {"Air", "Rail"};
    world *w = make();
    icp_literal one, two = {.column = icp_table_find(w->c.table, "industry"), .op = ICP_RULE_IN, .values = air, .value_count = 2};
    icp_rule a = with_tag(w, yes, &one), b = {.literals = &two, .literal_count = 1};
    icp_i_rule_target target = {w->y, w->expected};
    icp_estimate difference;
    icp_error err;
    draw(w, 1.5);
    for (size_t i = 0; i < ROWS; i++) w->weight[i] = exp2(-3 * icp_i_rng_uniform(w->rng));
    CHECK_OK(icp_i_rule_judge(&w->ground, &target, w->pool, &a, &err), &err);
    CHECK_OK(icp_i_rule_judge(&w->ground, &target, w->pool, &b, &err), &err);
    CHECK_OK(icp_i_lift_difference(&w->ground, &target, &a, &b, w->pool, &difference, &err), &err);
    CHECK_ABS(difference.value, a.lift.value - b.lift.value, 1e-12);
    double square = 0;
    for (size_t u = 0; u < ROWS; u++) {
        if (!w->ground.held_out[u]) continue;
        double slope = (difference_with(w, u, 1 + 1e-4) - difference_with(w, u, 1 - 1e-4)) / 2e-4;
        square += slope * slope;
    }
    CHECK_REL(difference.high - difference.value, 1.6448536269514722 * sqrt(square), 1e-6);
    CHECK_REL(difference.value - difference.low, 1.6448536269514722 * sqrt(square), 1e-6);
    drop(w);
}

/* Rows that one of two rules cannot be asked of speak for neither: as if their outcome were not known. */
static void undecided_rows_compare_nothing(void)
{
    static const char *const yes[] = {"yes"};
    world *w = make();
    icp_literal one, two = {.column = icp_table_find(w->c.table, "gaps"), .op = ICP_RULE_BETWEEN, .low = 10, .high = INFINITY};
    icp_rule a = with_tag(w, yes, &one), b = {.literals = &two, .literal_count = 1};
    icp_i_rule_target target = {w->y, NULL};
    const icp_column *gaps = icp_table_column(w->c.table, two.column);
    icp_estimate with[2], without[2];
    icp_error err;
    size_t known = 0;
    draw(w, 1.5);
    CHECK_OK(icp_i_lift_difference(&w->ground, &target, &a, &b, w->pool, &with[0], &err), &err);
    CHECK_OK(icp_i_lift_difference(&w->ground, &target, &b, &a, w->pool, &with[1], &err), &err);
    for (size_t i = 0; i < ROWS; i++) {
        if (isnan(gaps->numbers[w->c.frame.row[i]])) w->y[i] = NAN;
        else known += w->ground.held_out[i];
    }
    CHECK_OK(icp_i_lift_difference(&w->ground, &target, &a, &b, w->pool, &without[0], &err), &err);
    CHECK_OK(icp_i_lift_difference(&w->ground, &target, &b, &a, w->pool, &without[1], &err), &err);
    CHECK(known > 100 && known < 300 && with[0].n == known && is_near(&with[0], &without[0]) && is_near(&with[1], &without[1]));
    CHECK_ABS(with[0].value, -with[1].value, 1e-12);
    drop(w);
}

/* No account that matches has an event: half a trial with an event on either side, in closed form. */
static void none_is_half_an_event(void)
{
    static const char *const yes[] = {"yes"};
    world *w = make();
    icp_literal literal;
    icp_error err;
    icp_rule rule = with_tag(w, yes, &literal);
    for (size_t i = 0; i < ROWS; i++) w->y[i] = !w->tag[i] && i % 3 == 0;
    CHECK_OK(icp_i_rule_judge(&w->ground, &(icp_i_rule_target){w->y, NULL}, w->pool, &rule, &err), &err);
    sums s = add_up(w, w->tag);
    double n = s.w[1] + .5, m = s.w[0] + .5, events = s.wy[0] + .5, share = s.w[1] / (s.w[0] + s.w[1]);
    double high = .5 / n / (events / m) * exp(1.6448536269514722 * sqrt(1 / .5 - 1 / n + 1 / events - 1 / m));
    CHECK(s.wy[1] == 0 && s.wy[0] > 20 && rule.lift.value == 0 && rule.lift.low == 0);
    CHECK_REL(rule.lift.high, high / (share * high + 1 - share), 1e-9);
    drop(w);
}

/* Accounts of one row and of four: on each side it has rows on an account counts once, with their mean. */
static void accounts_of_many_rows_count_once(void)
{
    static const char *const yes[] = {"yes"};
    world *w = make();
    const uint32_t *own = w->c.frame.unit;
    uint32_t shared[ROWS];
    double rows[ROWS] = {0}, events[ROWS] = {0}, n = 0, sum = 0;
    icp_literal literal;
    icp_error err;
    icp_rule rule = with_tag(w, yes, &literal);
    draw(w, 1.5);
    for (size_t i = 0; i < ROWS; i++) {
        shared[i] = (uint32_t)(i < ROWS / 2 ? i : i - i % 4);
        w->weight[i] = .3;
        if (w->ground.held_out[i] && w->tag[i]) rows[shared[i]] += 1, events[shared[i]] += w->y[i];
    }
    for (size_t u = 0; u < ROWS; u++)
        if (rows[u] > 0) n += 1, sum += events[u] / rows[u];
    w->c.frame.unit = shared;
    w->c.roles.group = 0;
    CHECK_OK(icp_i_rule_judge(&w->ground, &(icp_i_rule_target){w->y, NULL}, w->pool, &rule, &err), &err);
    icp_estimate precision = icp_wilson(sum, n, .9);
    CHECK_REL(rule.precision.value, precision.value, 1e-12);
    CHECK_REL(rule.precision.low, precision.low, 1e-9);
    CHECK_REL(rule.precision.high, precision.high, 1e-9);
    w->c.frame.unit = own;
    w->c.roles.group = (size_t)-1;
    drop(w);
}

/* Chance deals targets out among accounts of which much the same is expected: whole accounts, in ten parts of as many, by the mean of their rows. */
static void chance_deals_among_the_like(void)
{
    world *w = make();
    const uint32_t *own = w->c.frame.unit;
    uint32_t shared[ROWS];
    icp_i_rule_rows rows;
    icp_error err;
    draw(w, 1);
    for (size_t i = 0; i < ROWS; i++) shared[i] = (uint32_t)(i < ROWS / 2 ? i : i - i % 4);
    w->c.frame.unit = shared;
    CHECK_OK(icp_i_rule_rows_make(&w->c.frame, w->ground.held_out, &(icp_i_rule_target){w->y, w->expected}, w->pool, &rows, &err), &err);
    CHECK(rows.strata == ICP_I_RULE_STRATA && rows.stratum[0] == 0 && rows.stratum[rows.strata] == rows.units);
    double before = 0;
    for (size_t u = 0; u < rows.units; u++) {
        double sum = 0, of = (double)(rows.begin[u + 1] - rows.begin[u]);
        for (size_t row = rows.begin[u]; row < rows.begin[u + 1]; row++) {
            CHECK(shared[rows.frame_row[row]] == shared[rows.frame_row[rows.begin[u]]]);
            sum += w->expected[rows.frame_row[row]];
        }
        CHECK(of > 0 && sum / of >= before - 1e-12);
        before = sum / of;
    }
    for (size_t s = 0; s < rows.strata; s++) {
        double size = (double)(rows.stratum[s + 1] - rows.stratum[s]);
        CHECK_ABS(size, (double)rows.units / (double)rows.strata, 1);
    }
    CHECK_OK(icp_i_rule_rows_make(&w->c.frame, w->ground.held_out, &(icp_i_rule_target){w->y, NULL}, w->pool, &rows, &err), &err);
    CHECK(rows.strata == 1);
    w->c.frame.unit = own;
    drop(w);
}

void test_rule_conditions(void)
{
    static const icp_t_case cases[] = {{"constants change nothing", constants_change_nothing},
                                     {"figures are those of the formulas", figures_are_those_of_the_formulas},
                                     {"time alone is no rule", time_alone_is_no_rule},
                                     {"what counts at equal time is found", what_counts_at_equal_time_is_found},
                                     {"recent rows decide", recent_rows_decide},
                                     {"differences are of the same lifts", differences_are_of_the_same_lifts},
                                     {"undecided rows compare nothing", undecided_rows_compare_nothing},
                                     {"none is half an event", none_is_half_an_event},
                                     {"accounts of many rows count once", accounts_of_many_rows_count_once},
                                     {"chance deals among the like", chance_deals_among_the_like}};
    ICP_T_SUITE("rule_conditions", cases);
}
