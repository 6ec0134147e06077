/* paired.c - see paired.h. */
#include "icp/paired.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>

/* Of the rows of one account that a rule finds, or of the others: sums of w e and w y, w the weight, y the target, e what is expected of it. */
typedef struct side {
    double rows, expected, events;
} side;

typedef struct rule_sums {
    side (*of)[2];      /* accounts: others, found; closed, the mean of the rows */
    side sum[2];        /* over accounts; rows: accounts with rows there */
    double lift;
} rule_sums;

static bool counts(const icp_i_rule_ground *ground, const icp_i_rule_target *target, const signed char *a, const signed char *b, size_t i)
{
    return ground->held_out[i] && !isnan(target->y[i]) && a[i] >= 0 && b[i] >= 0;
}

static void add_row(const icp_i_frame *frame, const icp_i_rule_target *target, size_t i, side *to)
{
    double w = icp_i_row_weight(frame, i);
    to->rows += 1;
    to->expected += w * icp_i_row_expected(target, i);
    to->events += w * target->y[i];
}

/* An account counts once on each side it has rows on, with the mean of those rows. */
static void close_accounts(rule_sums *rule, size_t accounts)
{
    side *sum = rule->sum;
    for (size_t u = 0; u < accounts; u++)
        for (size_t found = 0; found < 2; found++) {
            side *one = &rule->of[u][found];
            if (one->rows > 0) *one = (side){1, one->expected / one->rows, one->events / one->rows};
            sum[found] = (side){sum[found].rows + one->rows, sum[found].expected + one->expected, sum[found].events + one->events};
        }
    rule->lift = sum[1].events / sum[1].expected / ((sum[1].events + sum[0].events) / (sum[1].expected + sum[0].expected));
}

/* How much the lift moves when this account counts a little more. */
static double influence(const rule_sums *rule, size_t u)
{
    const side *own = rule->of[u], *sum = rule->sum;
    double all = sum[0].expected + sum[1].expected, events = sum[0].events + sum[1].events;
    return own[1].events * all / (sum[1].expected * events) - rule->lift * own[1].expected / sum[1].expected -
           rule->lift * (own[1].events + own[0].events) / events + rule->lift * (own[1].expected + own[0].expected) / all;
}

static bool can_be_compared(const rule_sums *rule)
{
    return rule->sum[1].rows >= ICP_I_PAIRED_FEWEST && rule->sum[0].rows > 0 && rule->sum[1].events + rule->sum[0].events > 0;
}

icp_status icp_i_lift_difference(const icp_i_rule_ground *ground, const icp_i_rule_target *target, const icp_rule *a, const icp_rule *b,
                                 icp_i_pool *scratch, icp_estimate *out, icp_error *err)
{
    const icp_i_frame *frame = ground->frame;
    size_t accounts = icp_i_accounts(frame), compared = 0;
    double level = frame->settings->level, square = 0;
    side *room = ICP_I_NEW(scratch, side, 4 * accounts);
    rule_sums first = {.of = (side(*)[2])room}, second = {.of = (side(*)[2])(room + 2 * accounts)};
    signed char *match_a = ICP_I_NEW(scratch, signed char, frame->rows), *match_b = ICP_I_NEW(scratch, signed char, frame->rows);
    if (!room || !match_a || !match_b) return icp_i_fail_memory(err, "comparing two rules");
    icp_i_rule_match_rows(a, frame, match_a);
    icp_i_rule_match_rows(b, frame, match_b);
    for (size_t i = 0; i < frame->rows; i++) {
        if (!counts(ground, target, match_a, match_b, i)) continue;
        size_t account = icp_i_account_of(frame, i);
        add_row(frame, target, i, &first.of[account][match_a[i] > 0]);
        add_row(frame, target, i, &second.of[account][match_b[i] > 0]);
    }
    close_accounts(&first, accounts);
    close_accounts(&second, accounts);
    *out = (icp_estimate){NAN, NAN, NAN, level, 0};
    for (size_t u = 0; u < accounts; u++) compared += first.of[u][0].rows + first.of[u][1].rows > 0;
    out->n = compared;
    if (can_be_compared(&first) && can_be_compared(&second)) {
        for (size_t u = 0; u < accounts; u++) {
            double d = influence(&first, u) - influence(&second, u);
            square += d * d;
        }
        double margin = icp_i_normal_quantile(.5 + level / 2) * sqrt(square);
        *out = (icp_estimate){first.lift - second.lift, first.lift - second.lift - margin, first.lift - second.lift + margin, level, compared};
    }
    icp_i_release(scratch, room);
    icp_i_release(scratch, match_a);
    icp_i_release(scratch, match_b);
    return ICP_OK;
}
