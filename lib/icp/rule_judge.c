/* rule_judge.c - what a rule is worth on rows that had no part in finding it. Owns: matching, held-out counts, the interval of a lift. Must not know:
 * the search. */
#include "icp/rule.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

/* ---- does a row match? ---- */

int icp_i_literal_holds_number(const icp_literal *literal, double value)
{
    if (isnan(value)) return -1;
    return value >= literal->low && (value < literal->high || (literal->closed && value <= literal->high));
}

int icp_i_literal_holds_text(const icp_literal *literal, const char *text)
{
    for (size_t v = 0; v < literal->value_count; v++)
        if (strcmp(literal->values[v], text) == 0) return 1;
    return 0;
}

static int match_cell(const icp_literal *literal, const icp_column *column, size_t row)
{
    if (literal->op == ICP_RULE_BETWEEN) return icp_i_literal_holds_number(literal, column->numbers[row]);
    return column->codes[row] < 0 ? -1 : icp_i_literal_holds_text(literal, column->levels[column->codes[row]]);
}

int icp_rule_match(const icp_rule *rule, const icp_table *table, size_t row)
{
    int all = 1;
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        int one = match_cell(literal, icp_table_column(table, literal->column), row);
        if (one == 0) return 0;
        if (one < 0) all = -1;
    }
    return all;
}

void icp_i_rule_match_rows(const icp_rule *rule, const icp_i_frame *frame, signed char *match)
{
    for (size_t i = 0; i < frame->rows; i++) match[i] = (signed char)icp_rule_match(rule, frame->table, frame->row[i]);
}

/* ---- counts ---- */

enum { OTHER, MATCH, UNKNOWN, SIDES };

/* The rows of one unit on one side, or one row: sums of the weights w, of w y and of w e, y the target and e what is expected of it. */
typedef struct trial {
    double rows, weight, events, expected;
} trial;

/* Sums over trials: w, w w; w y; w e, w w e, w w e e. Without weights and expected values all but w y are the number of trials. */
typedef struct side {
    double weight, squares, events, expected, noise, spread;
} side;

/* A trial counts with the means of its rows. */
static void add_trial(side *to, const trial *one)
{
    if (one->rows == 0) return;
    double w = one->weight / one->rows, y = one->events / one->weight, e = one->expected / one->weight;
    to->weight += w;
    to->squares += w * w;
    to->events += w * y;
    to->expected += w * e;
    to->noise += w * w * e;
    to->spread += w * w * e * e;
}

static void count(const icp_i_rule_ground *ground, const icp_i_rule_target *target, icp_rule *rule, trial *by_unit, side total[SIDES])
{
    const icp_i_frame *frame = ground->frame;
    for (size_t i = 0; i < frame->rows; i++) {
        if (!ground->held_out[i] || isnan(target->y[i])) continue;
        int match = icp_rule_match(rule, frame->table, frame->row[i]), at = match > 0 ? MATCH : match < 0 ? UNKNOWN : OTHER;
        rule->holdout_rows++;
        rule->holdout_unknown += at == UNKNOWN;
        double w = icp_i_row_weight(frame, i);
        trial row = {0}, *to = by_unit ? &by_unit[frame->unit[i] * SIDES + (size_t)at] : &row;
        to->rows += 1;
        to->weight += w;
        to->events += w * target->y[i];
        to->expected += w * icp_i_row_expected(target, i);
        if (!by_unit) add_trial(&total[at], to);
    }
    for (size_t u = 0; by_unit && u < frame->units; u++)
        for (size_t at = 0; at < SIDES; at++) add_trial(&total[at], &by_unit[u * SIDES + at]);
}

/* ---- rates ---- */

/* A share of a side's trials, which are worth as many as Kish's effective number. */
static icp_estimate rate_of(double events, const side *of, double level)
{
    double effective = of->squares > 0 ? of->weight / of->squares : 0; /* of a unit of weight; 1 without weights */
    return icp_wilson(events * effective, of->weight * effective, level);
}

/* Squared error of the log of events over expected, each event binomial with a chance in proportion to what is expected of it. Without weights and
 * expected values 1 / events - 1 / trials. */
static double error_of(const side *s)
{
    return s->noise / (s->events * s->expected) - s->spread / (s->expected * s->expected);
}

/* Half a trial more, with an event. */
static side half_more(side s)
{
    double w = s.squares / s.weight, e = s.expected / s.weight;
    return (side){s.weight + w / 2, s.squares + w * w / 2, s.events + w / 2, s.expected + w * e / 2, s.noise + w * w * e / 2,
                  s.spread + w * w * e * e / 2};
}

/* Events over expected among those that match, over the same of all decided rows. The ratio to the rows that do not match has a log-normal interval
 * (delta method; half an event is added to each side where one has none); the lift grows with that ratio at a given share of what is expected, so
 * its ends carry over. */
static icp_estimate lift_of(const side *match, const side *other, double level)
{
    icp_estimate lift = {NAN, NAN, NAN, level, (size_t)(match->squares > 0 ? match->weight * (match->weight / match->squares) : 0)};
    if (!(match->weight > 0 && other->weight > 0 && match->events + other->events > 0)) return lift;
    bool none = !(match->events > 0 && other->events > 0);
    side a = none ? half_more(*match) : *match, b = none ? half_more(*other) : *other;
    double share = match->expected / (match->expected + other->expected), ratio = a.events / a.expected / (b.events / b.expected);
    double error = sqrt(fmax(0, error_of(&a) + error_of(&b)));
    double z = icp_i_normal_quantile(.5 + level / 2), low = ratio * exp(-z * error), high = ratio * exp(z * error);
    lift.value = match->events / match->expected / ((match->events + other->events) / (match->expected + other->expected));
    lift.low = fmin(lift.value, low / (share * low + 1 - share));
    lift.high = fmax(lift.value, high / (share * high + 1 - share));
    return lift;
}

static side sum_of(const side total[SIDES])
{
    side all = {0};
    for (size_t s = 0; s < SIDES; s++) {
        all.weight += total[s].weight;
        all.squares += total[s].squares;
        all.events += total[s].events;
    }
    return all;
}

icp_status icp_i_rule_judge(const icp_i_rule_ground *ground, const icp_i_rule_target *target, icp_i_pool *scratch, icp_rule *rule, icp_error *err)
{
    const icp_i_frame *frame = ground->frame;
    double level = frame->settings->level;
    bool grouped = frame->roles->group != ICP_NONE;
    trial *by_unit = grouped ? ICP_I_NEW(scratch, trial, SIDES * frame->units) : NULL;
    if (grouped && !by_unit) return icp_i_fail_memory(err, "judging a rule");
    side total[SIDES] = {{0}}, *match = &total[MATCH];
    rule->holdout_rows = rule->holdout_unknown = 0;
    count(ground, target, rule, by_unit, total);
    icp_i_release(scratch, by_unit);
    side all = sum_of(total), events = {all.events, all.events * (all.weight > 0 ? all.squares / all.weight : 0), 0, 0, 0, 0};
    rule->precision = rate_of(match->events, match, level);
    rule->recall = rate_of(match->events, &events, level);
    rule->coverage = rate_of(match->weight, &all, level);
    rule->lift = lift_of(match, &total[OTHER], level);
    rule->expected = target->expected && match->weight > 0 ? match->expected / match->weight : 0;
    return ICP_OK;
}
