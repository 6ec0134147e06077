/* paired.c - see paired.h. */
#include "icp/paired.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>

/* Of one account under one rule: rows and target on the side the rule finds and on the other; then 0 or 1 and the mean of the target. */
typedef struct share {
    double found, found_target, other, other_target;
} share;

typedef struct rule_sums {
    share *of;          /* accounts */
    share sum;
    double lift;
} rule_sums;

static bool counts(const icp_i_rule_ground *ground, const double *target, const signed char *a, const signed char *b, size_t i)
{
    return ground->held_out[i] && !isnan(target[i]) && a[i] >= 0 && b[i] >= 0;
}

static void add_row(share *account, bool found, double target)
{
    *(found ? &account->found : &account->other) += 1;
    *(found ? &account->found_target : &account->other_target) += target;
}

/* An account counts once on each side it has rows on, with the mean of those rows. */
static void close_accounts(rule_sums *rule, size_t accounts)
{
    for (size_t u = 0; u < accounts; u++) {
        share *account = &rule->of[u];
        if (account->found > 0) account->found_target /= account->found, account->found = 1;
        if (account->other > 0) account->other_target /= account->other, account->other = 1;
        rule->sum.found += account->found;
        rule->sum.found_target += account->found_target;
        rule->sum.other += account->other;
        rule->sum.other_target += account->other_target;
    }
    double all = rule->sum.found + rule->sum.other, events = rule->sum.found_target + rule->sum.other_target;
    rule->lift = rule->sum.found_target / rule->sum.found / (events / all);
}

/* How much the lift moves when this account counts a little more. */
static double influence(const rule_sums *rule, size_t u)
{
    const share *account = &rule->of[u], *sum = &rule->sum;
    double all = sum->found + sum->other, events = sum->found_target + sum->other_target;
    return account->found_target * all / (sum->found * events) - rule->lift * account->found / sum->found -
           rule->lift * (account->found_target + account->other_target) / events + rule->lift * (account->found + account->other) / all;
}

static bool can_be_compared(const rule_sums *rule)
{
    return rule->sum.found >= ICP_I_PAIRED_FEWEST && rule->sum.other > 0 && rule->sum.found_target + rule->sum.other_target > 0;
}

icp_status icp_i_lift_difference(const icp_i_rule_ground *ground, const double *target, const icp_rule *a, const icp_rule *b, icp_i_pool *scratch,
                                 icp_estimate *out, icp_error *err)
{
    const icp_i_frame *frame = ground->frame;
    bool grouped = frame->roles->group != (size_t)-1;
    size_t accounts = grouped ? frame->units : frame->rows, compared = 0;
    double level = frame->settings->level, square = 0;
    rule_sums first = {.of = ICP_I_NEW(scratch, share, accounts)}, second = {.of = ICP_I_NEW(scratch, share, accounts)};
    signed char *match_a = ICP_I_NEW(scratch, signed char, frame->rows), *match_b = ICP_I_NEW(scratch, signed char, frame->rows);
    if (!first.of || !second.of || !match_a || !match_b) return icp_i_fail_memory(err, "comparing two rules");
    icp_i_rule_match_rows(a, frame, match_a);
    icp_i_rule_match_rows(b, frame, match_b);
    for (size_t i = 0; i < frame->rows; i++) {
        if (!counts(ground, target, match_a, match_b, i)) continue;
        size_t account = grouped ? frame->unit[i] : i;
        add_row(&first.of[account], match_a[i] > 0, target[i]);
        add_row(&second.of[account], match_b[i] > 0, target[i]);
    }
    close_accounts(&first, accounts);
    close_accounts(&second, accounts);
    *out = (icp_estimate){NAN, NAN, NAN, level, 0};
    for (size_t u = 0; u < accounts; u++) compared += first.of[u].found + first.of[u].other > 0;
    out->n = compared;
    if (can_be_compared(&first) && can_be_compared(&second)) {
        for (size_t u = 0; u < accounts; u++) {
            double d = influence(&first, u) - influence(&second, u);
            square += d * d;
        }
        double margin = icp_i_normal_quantile(.5 + level / 2) * sqrt(square);
        *out = (icp_estimate){first.lift - second.lift, first.lift - second.lift - margin, first.lift - second.lift + margin, level, compared};
    }
    icp_i_release(scratch, first.of);
    icp_i_release(scratch, second.of);
    icp_i_release(scratch, match_a);
    icp_i_release(scratch, match_b);
    return ICP_OK;
}
