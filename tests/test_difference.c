/* test_difference.c - whether segments differ in an outcome: against the chi-square of a table, a score test put together from its definition, and
 * samples of which the truth is known. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "segment/difference.h"

#include <string.h>

#define ROWS 900
#define GROUPS 3 /* so that the tail of chi-square, of 2 degrees of freedom, is exp(-x / 2) */
#define NOTHING 2.0 /* no p: nothing could be compared */

static double usage[ROWS], weight[ROWS], y[ROWS], expected[ROWS];
static int32_t label[ROWS];

static double logistic(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

static double logit(double p)
{
    return log(p / (1 - p));
}

static bool start(icp_t_customers *c)
{
    for (size_t i = 0; i < ROWS; i++) usage[i] = (double)i;
    icp_t_customers_start(c, ROWS, NULL);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "usage", usage);
    return icp_t_customers_frame(c);
}

/* p of the one outcome of the arrays above. */
static double p_of(icp_t_customers *c, const double *weights, const double *expects)
{
    icp_i_outcome none = {0}, upsell = {.role = ICP_ROLE_UPSELL, .y = y, .expected = expects, .model = {.present = 1}};
    icp_i_profile_input input = {.frame = &c->frame, .label = label, .held_out = label, .segments = GROUPS, .upsell = &upsell, .churn = &none,
                                 .win = &none};
    icp_i_difference told = {0};
    icp_error err;
    const double *before = c->frame.weight;
    if (weights) c->frame.weight = weights;
    CHECK_OK(icp_i_outcomes_differ(&input, &told, &err), &err);
    c->frame.weight = before;
    return told.tested == 1 ? told.p : NOTHING;
}

/* Labels of unequal size, outcomes with log-odds of `effect` beyond what is expected. */
static void draw(icp_i_rng *rng, const double effect[GROUPS], double spread)
{
    for (size_t i = 0; i < ROWS; i++) {
        size_t g = i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2;
        label[i] = (int32_t)g;
        expected[i] = logistic(-1 + spread * (icp_i_rng_normal(rng) + (double)g - 1));
        y[i] = icp_i_rng_uniform(rng) < logistic(logit(expected[i]) + effect[g]) ? 1 : 0;
    }
}

/* Pearson's chi-square of the table segments x outcome. */
static double table_chi_square(void)
{
    double n[GROUPS] = {0}, events[GROUPS] = {0}, all = 0, sum = 0;
    for (size_t i = 0; i < ROWS; i++) {
        n[label[i]] += 1;
        events[label[i]] += y[i];
        all += y[i];
    }
    for (size_t g = 0; g < GROUPS; g++) {
        double yes = n[g] * all / ROWS, no = n[g] - yes;
        sum += (events[g] - yes) * (events[g] - yes) * (1 / yes + 1 / no);
    }
    return sum;
}

/* Whatever is expected of each account, as long as it is the same: the constant of the model takes it away. */
static void the_same_expected_of_all_is_the_table(void)
{
    static const double effect[GROUPS] = {.3, 0, -.2}, same[] = {.02, .27, .5, .9};
    icp_t_customers c;
    icp_i_rng *rng = icp_i_rng_new(1, "difference test", 0);
    if (start(&c) && rng) {
        draw(rng, effect, 0);
        double table = table_chi_square();
        CHECK(table > 1 && table < 100);
        CHECK_REL(-2 * log(p_of(&c, NULL, NULL)), table, 1e-9);
        for (size_t s = 0; s < sizeof same / sizeof same[0]; s++) {
            for (size_t i = 0; i < ROWS; i++) expected[i] = same[s];
            CHECK_REL(-2 * log(p_of(&c, NULL, expected)), table, 1e-9);
        }
    }
    icp_i_rng_free(rng);
    icp_t_customers_free(&c);
}

/* Constant at which as many events are expected as there are. */
static double find_constant(void)
{
    double low = -20, high = 20;
    for (int step = 0; step < 200; step++) {
        double middle = (low + high) / 2, more = 0;
        for (size_t i = 0; i < ROWS; i++) more += y[i] - logistic(middle + logit(expected[i]));
        *(more > 0 ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

/* U' V^-1 U of indicators of the last two segments in a logistic model with offsets, V their information less the part the constant takes. */
static double dense_score_test(void)
{
    double constant = find_constant(), u[2] = {0}, own[2] = {0}, all = 0;
    for (size_t i = 0; i < ROWS; i++) {
        double p = logistic(constant + logit(expected[i]));
        all += p * (1 - p);
        if (label[i] == 0) continue;
        u[label[i] - 1] += y[i] - p;
        own[label[i] - 1] += p * (1 - p);
    }
    double a = own[0] - own[0] * own[0] / all, b = -own[0] * own[1] / all, d = own[1] - own[1] * own[1] / all;
    return (d * u[0] * u[0] - 2 * b * u[0] * u[1] + a * u[1] * u[1]) / (a * d - b * b);
}

static void it_is_the_score_test_with_an_offset(void)
{
    static const double effect[GROUPS] = {.4, 0, -.2};
    icp_t_customers c;
    icp_i_rng *rng = icp_i_rng_new(2, "difference test", 0);
    if (start(&c) && rng) {
        for (int world = 0; world < 5; world++) {
            draw(rng, effect, .3 * world);
            CHECK_REL(-2 * log(p_of(&c, NULL, expected)), dense_score_test(), 1e-9);
        }
    }
    icp_i_rng_free(rng);
    icp_t_customers_free(&c);
}

/* A factor of all weights tells nothing; a row of weight next to 0 is as good as none. */
static void weights_count_by_their_ratios(void)
{
    static const double effect[GROUPS] = {.3, 0, -.3};
    icp_t_customers c;
    icp_i_rng *rng = icp_i_rng_new(3, "difference test", 0);
    if (start(&c) && rng) {
        draw(rng, effect, .5);
        for (size_t i = 0; i < ROWS; i++) weight[i] = 7;
        CHECK_REL(p_of(&c, weight, expected), p_of(&c, NULL, expected), 1e-9);
        for (size_t i = 0; i < ROWS; i++) weight[i] = i % 7 ? 1 : 1e-200;
        double faint = p_of(&c, weight, expected);
        for (size_t i = 0; i < ROWS; i += 7) y[i] = NAN;
        CHECK_REL(faint, p_of(&c, NULL, expected), 1e-9);
    }
    icp_i_rng_free(rng);
    icp_t_customers_free(&c);
}

/* Where nothing differs, one sample in twenty is told to at 0.05, whatever is expected and however unlike that is between the segments. */
static void one_in_twenty_differs_by_chance(void)
{
    static const double none[GROUPS] = {0};
    size_t differs = 0, tail = 0, of = 2000;
    icp_t_customers c;
    icp_i_rng *rng = icp_i_rng_new(4, "difference test", 0);
    if (start(&c) && rng) {
        for (size_t sample = 0; sample < of; sample++) {
            draw(rng, none, .8);
            double p = p_of(&c, NULL, expected);
            differs += p <= ICP_I_DIFFERENT_P;
            tail += p <= .5;
        }
        CHECK(differs > 66 && differs < 134);  /* 100 expected, 3.5 standard deviations of 9.7 to each side */
        CHECK(tail > 920 && tail < 1080);      /* 1000, of 22.4 */
    }
    icp_i_rng_free(rng);
    icp_t_customers_free(&c);
}

static void nothing_to_compare_is_no_difference(void)
{
    icp_t_customers c;
    if (start(&c)) {
        for (size_t i = 0; i < ROWS; i++) label[i] = (int32_t)(i % GROUPS), expected[i] = .3, y[i] = 0;
        CHECK(p_of(&c, NULL, NULL) >= NOTHING && p_of(&c, NULL, expected) >= NOTHING); /* no events */
        for (size_t i = 0; i < ROWS; i++) y[i] = 1;
        CHECK(p_of(&c, NULL, NULL) >= NOTHING && p_of(&c, NULL, expected) >= NOTHING); /* nothing else */
        for (size_t i = 0; i < ROWS; i++) y[i] = NAN;
        CHECK(p_of(&c, NULL, NULL) >= NOTHING && p_of(&c, NULL, expected) >= NOTHING); /* nobody eligible */
        for (size_t i = 0; i < ROWS; i++) label[i] = 1, y[i] = i % 2 ? 1 : 0;
        CHECK(p_of(&c, NULL, NULL) >= NOTHING && p_of(&c, NULL, expected) >= NOTHING); /* one segment with rows */
    }
    icp_t_customers_free(&c);
}

void test_difference(void)
{
    static const icp_t_case cases[] = {{"the same expected of all is the table", the_same_expected_of_all_is_the_table},
                                       {"it is the score test with an offset", it_is_the_score_test_with_an_offset},
                                       {"weights count by their ratios", weights_count_by_their_ratios},
                                       {"one in twenty differs by chance", one_in_twenty_differs_by_chance},
                                       {"nothing to compare is no difference", nothing_to_compare_is_no_difference}};
    ICP_T_SUITE("difference", cases);
}
