/* rule_judge.c - what a rule is worth on rows that had no part in finding it. Owns: matching, held-out counts, the interval of a lift. Must not know:
 * the search. */
#include "icp/rule.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

/* ---- does a row match? ---- */

static int match_number(const icp_literal *literal, double value)
{
    if (isnan(value)) return -1;
    return value >= literal->low && (value < literal->high || (literal->closed && value <= literal->high));
}

static int match_level(const icp_literal *literal, const icp_column *column, int32_t level)
{
    if (level < 0) return -1;
    for (size_t v = 0; v < literal->value_count; v++)
        if (strcmp(literal->values[v], column->levels[level]) == 0) return 1;
    return 0;
}

int icp_rule_match(const icp_rule *rule, const icp_table *table, size_t row)
{
    int all = 1;
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        const icp_column *column = icp_table_column(table, literal->column);
        int one = literal->op == ICP_RULE_BETWEEN ? match_number(literal, column->numbers[row]) : match_level(literal, column, column->codes[row]);
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

/* Trials and events on each side; with groups, units and the means of their rows. */
typedef struct tally {
    double n[SIDES], events[SIDES];
} tally;

typedef struct side_of_unit {
    double rows[SIDES], events[SIDES];
} side_of_unit;

static void close_unit(side_of_unit *unit, tally *total)
{
    for (int side = 0; side < SIDES; side++) {
        if (unit->rows[side] == 0) continue;
        total->n[side] += 1;
        total->events[side] += unit->events[side] / unit->rows[side];
    }
}

static void count(const icp_i_rule_ground *ground, const double *target, icp_rule *rule, side_of_unit *by_unit, tally *total)
{
    const icp_i_frame *frame = ground->frame;
    for (size_t i = 0; i < frame->rows; i++) {
        if (!ground->held_out[i] || isnan(target[i])) continue;
        int match = icp_rule_match(rule, frame->table, frame->row[i]), side = match > 0 ? MATCH : match < 0 ? UNKNOWN : OTHER;
        rule->holdout_rows++;
        rule->holdout_unknown += side == UNKNOWN;
        double *n = by_unit ? by_unit[frame->unit[i]].rows : total->n, *events = by_unit ? by_unit[frame->unit[i]].events : total->events;
        n[side] += 1;
        events[side] += target[i];
    }
    for (size_t u = 0; by_unit && u < frame->units; u++) close_unit(&by_unit[u], total);
}

/* ---- rates ---- */

/* Precision over the share among all decided rows. The ratio to the rows that do not match has a log-normal interval (delta method; half an event is
 * added to each count where one is 0); the lift grows with that ratio at a given coverage, so its ends carry over. */
static icp_estimate lift_of(const tally *t, double level)
{
    double n1 = t->n[MATCH], n0 = t->n[OTHER], y1 = t->events[MATCH], y0 = t->events[OTHER], add = y1 > 0 && y0 > 0 ? 0 : .5;
    icp_estimate lift = {NAN, NAN, NAN, level, (size_t)n1};
    if (!(n1 > 0 && n0 > 0 && y1 + y0 > 0)) return lift;
    double share = n1 / (n1 + n0), ratio = (y1 + add) / (n1 + add) / ((y0 + add) / (n0 + add));
    double error = sqrt(fmax(0, 1 / (y1 + add) - 1 / (n1 + add) + 1 / (y0 + add) - 1 / (n0 + add)));
    double z = icp_i_normal_quantile(.5 + level / 2), low = ratio * exp(-z * error), high = ratio * exp(z * error);
    lift.value = y1 / n1 / ((y1 + y0) / (n1 + n0));
    lift.low = fmin(lift.value, low / (share * low + 1 - share));
    lift.high = fmax(lift.value, high / (share * high + 1 - share));
    return lift;
}

icp_status icp_i_rule_judge(const icp_i_rule_ground *ground, const double *target, icp_i_pool *scratch, icp_rule *rule, icp_error *err)
{
    const icp_i_frame *frame = ground->frame;
    double level = frame->settings->level;
    bool grouped = frame->roles->group != (size_t)-1;
    side_of_unit *by_unit = grouped ? ICP_I_NEW(scratch, side_of_unit, frame->units) : NULL;
    if (grouped && !by_unit) return icp_i_fail_memory(err, "judging a rule");
    tally t = {0};
    rule->holdout_rows = rule->holdout_unknown = 0;
    count(ground, target, rule, by_unit, &t);
    icp_i_release(scratch, by_unit);
    double all = t.n[MATCH] + t.n[OTHER] + t.n[UNKNOWN], events = t.events[MATCH] + t.events[OTHER] + t.events[UNKNOWN];
    rule->precision = icp_wilson(t.events[MATCH], t.n[MATCH], level);
    rule->recall = icp_wilson(t.events[MATCH], events, level);
    rule->coverage = icp_wilson(t.n[MATCH], all, level);
    rule->lift = lift_of(&t, level);
    return ICP_OK;
}
