/* share.c - deals won against what 1/players would win. Owns: the expected share, the four verdicts and their sentences. Must not know: how a list is
 * counted. With m players in a deal, us included, min(.8, 1/m) is expected of us: alone nobody wins always. Deals of one account are not taken for
 * independent. */
#include "icp/survey.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/grouped_trials.h"
#include "math/poisson_binomial.h"

#include <math.h>

#define ALONE 0.8            /* share of the deals that somebody without a rival wins */
#define FAIR_LOW 0.8         /* an index whose whole interval lies between these is a fair share ... */
#define FAIR_HIGH 1.25
#define POWER 0.8            /* of the test whose deals are told when it cannot tell */
#define MOST_DEALS ((size_t)20000)

typedef struct deals {
    double *expected;    /* of each deal */
    unsigned char *win;  /* the same */
    uint32_t *account;
    size_t count, won;
    double sum;
} deals;

static double players_of(const icp_i_frame *frame, size_t i)
{
    const icp_role_map *roles = frame->roles;
    if (roles->players_number >= 1) return roles->players_number;
    const icp_column *column = roles->players == ICP_NONE ? NULL : icp_table_column(frame->table, roles->players);
    double players = column && column->numbers ? column->numbers[frame->row[i]] : (double)NAN;
    return players >= 1 ? players : (double)NAN;
}

/* Decided deals that say how many players they had. */
static icp_status gather(const icp_i_survey *survey, const icp_candidate *candidate, icp_i_pool *scratch, deals *out, icp_error *err)
{
    const icp_i_profile_input *accounts = survey->accounts;
    const icp_i_frame *frame = accounts->frame;
    bool grouped = frame->roles->group != ICP_NONE;
    out->expected = ICP_I_NEW(scratch, double, frame->rows);
    out->win = ICP_I_NEW(scratch, unsigned char, frame->rows);
    out->account = ICP_I_NEW(scratch, uint32_t, frame->rows);
    if (!out->expected || !out->win || !out->account) return icp_i_fail_memory(err, "counting deals");
    for (size_t i = 0; i < frame->rows; i++) {
        double players = players_of(frame, i), won = accounts->win->y[i];
        if (isnan(players) || isnan(won) || !icp_i_survey_speaks(survey, candidate, i)) continue;
        out->expected[out->count] = fmin(ALONE, 1 / players);
        out->win[out->count] = won > .5;
        out->account[out->count] = grouped ? frame->unit[i] : (uint32_t)out->count;
        out->sum += out->expected[out->count];
        out->won += out->win[out->count++];
    }
    return ICP_OK;
}

static icp_share_verdict verdict_of(const icp_fair_share *share)
{
    double alpha = (1 - share->captured.level) / 2;
    if (share->p_above <= alpha) return ICP_SHARE_UNFAIR;
    if (share->p_below <= alpha) return ICP_SHARE_BELOW;
    return share->captured.low >= FAIR_LOW && share->captured.high <= FAIR_HIGH ? ICP_SHARE_FAIR : ICP_SHARE_CANNOT_TELL;
}

/* ---- sentences ---- */

static const char *fixed(double value, int decimals, char *buffer)
{
    icp_i_number_fixed(value, decimals, buffer);
    return buffer;
}

/* How many deals would tell the rate that was seen from the expected one. */
static const char *deals_needed(const icp_fair_share *share, icp_i_pool *pool)
{
    double alpha = (1 - share->captured.level) / 2;
    size_t needed = icp_i_trials_needed(share->expected, share->win_rate.value, alpha, POWER, MOST_DEALS);
    needed = (size_t)ceil((double)needed * share->design_effect);
    char seen[ICP_I_NUMBER_SIZE], expected[ICP_I_NUMBER_SIZE];
    fixed(100 * share->win_rate.value, 0, seen);
    fixed(100 * share->expected, 0, expected);
    if (needed > share->deals) return icp_i_print(pool, "cannot tell: telling %s%% from %s%% takes about %zu deals", seen, expected, needed);
    if (needed > 0) return icp_i_print(pool, "cannot tell: another %zu such deals may", share->deals);
    return icp_i_print(pool, "cannot tell: the rate seen, %s%%, is too near the expected %s%%", seen, expected);
}

static const char *reading(const icp_fair_share *share, icp_i_pool *pool)
{
    switch (share->verdict) {
    case ICP_SHARE_UNFAIR: return "more than its share";
    case ICP_SHARE_BELOW: return "less than its share";
    case ICP_SHARE_FAIR: return "its fair share";
    default: return deals_needed(share, pool);
    }
}

/* Captured share of the list = reach x customers among those worked: little captured, but much of what was worked, is a question of whom one calls.
 * Both count accounts of the list; the win rate counts deals, of which an account may have several. */
static const char *with_reach(const icp_fair_share *share, const icp_market_count *market, const char *said, icp_i_pool *pool)
{
    char reach[ICP_I_NUMBER_SIZE], kept[ICP_I_NUMBER_SIZE], captured[ICP_I_NUMBER_SIZE];
    if (isnan(share->reach.value) || market->worked == 0 || !said) return said;
    double customers = (double)market->customers;
    fixed(100 * share->reach.value, 1, reach);
    fixed(100 * customers / (double)market->worked, 0, kept);
    fixed(100 * customers / (double)market->matched, 1, captured);
    const char *missing = share->verdict != ICP_SHARE_BELOW && share->reach.value < .5 ? "; what is missing is reach, not fit" : "";
    static const char form[] = "%s; %zu of its %zu listed accounts were worked and %zu of them are customers: reach %s%% x won %s%% = %s%% of its "
                               "market%s";
    return icp_i_print(pool, form, said, market->worked, market->matched, market->customers, reach, kept, captured, missing);
}

/* " (of 21 accounts; deals of one may go alike, they count as 45)"; "" where every account has one deal. */
static const char *by_accounts(const icp_fair_share *share, icp_i_pool *pool)
{
    char worth[ICP_I_NUMBER_SIZE];
    if (share->accounts == share->deals) return "";
    icp_i_number_fixed(floor((double)share->deals / share->design_effect), 0, worth);
    return icp_i_print(pool, " (of %zu accounts; deals of one may go alike, so they count as %s)", share->accounts, worth);
}

static const char *sentence(const icp_fair_share *share, const icp_market_count *market, icp_i_pool *pool)
{
    static const char form[] = "won %zu of %zu deals%s where %s would be the share: %s times (%s to %s), %s";
    char sum[ICP_I_NUMBER_SIZE], times[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE];
    const char *said = reading(share, pool), *accounts = by_accounts(share, pool);
    if (!said || !accounts) return NULL;
    fixed(share->expected * (double)share->deals, 1, sum);
    fixed(share->captured.value, 2, times);
    fixed(share->captured.low, 2, low);
    fixed(share->captured.high, 2, high);
    return with_reach(share, market, icp_i_print(pool, form, share->won, share->deals, accounts, sum, times, low, high, said), pool);
}

/* ---- the whole ---- */

/* Exact for independent deals; where accounts have several, the less convincing of that and of the test that counts what the deals are worth. */
static icp_status weigh(const deals *d, size_t most_accounts, double level, icp_i_pool *scratch, icp_fair_share *share, icp_error *err)
{
    icp_i_poisson_binomial test;
    icp_i_group_effect group;
    ICP_I_TRY(icp_i_poisson_binomial_test(d->expected, d->count, d->won, scratch, &test, err));
    ICP_I_TRY(icp_i_group_effect_of(d->expected, d->win, d->account, d->count, most_accounts, scratch, &group, err));
    double n = (double)d->count, mean = d->sum / n, won = (double)d->won;
    if (group.groups < d->count) {
        test.at_least = fmax(test.at_least, icp_i_grouped_at_least(mean, won, n, group.design));
        test.at_most = fmax(test.at_most, icp_i_grouped_at_most(mean, won, n, group.design));
    }
    icp_estimate rate = icp_i_jeffreys(won / group.design, n / group.design, level);
    rate.n = d->count;
    share->accounts = group.groups;
    share->design_effect = group.design;
    share->present = 1;
    share->expected = mean;
    share->captured = (icp_estimate){rate.value / mean, rate.low / mean, rate.high / mean, level, d->count};
    share->p_above = test.at_least;
    share->p_below = test.at_most;
    share->deals = d->count;
    share->won = d->won;
    share->win_rate = rate;
    share->verdict = verdict_of(share);
    return ICP_OK;
}

static icp_estimate reach_of(const icp_market_count *market, double level)
{
    icp_estimate reach = {NAN, NAN, NAN, level, 0};
    if (!market->counted || !market->linked_by || market->matched == 0) return reach;
    reach.value = reach.low = reach.high = (double)market->worked / (double)market->matched; /* a count of the whole list, not a sample */
    reach.n = market->matched;
    return reach;
}

icp_status icp_i_share(const icp_i_survey *survey, const icp_candidate *candidate, icp_i_pool *pool, icp_fair_share *out, icp_error *err)
{
    const icp_i_profile_input *accounts = survey->accounts;
    const icp_role_map *roles = accounts->frame->roles;
    double level = accounts->frame->settings->level;
    const icp_estimate unknown = {NAN, NAN, NAN, level, 0};
    icp_fair_share made = {.expected = NAN, .captured = unknown, .p_above = NAN, .p_below = NAN, .reach = reach_of(&candidate->market, level),
                           .win_rate = unknown, .why = "no deal of its kind says how many players it had"};
    bool told = roles->players_number >= 1 || roles->players != ICP_NONE;
    deals d = {0};
    if (!accounts->win->model.present) made.why = "no column says which deals were won (--win)";
    else if (!told) made.why = "nothing says how many players a deal has (--players)";
    else ICP_I_TRY(gather(survey, candidate, pool, &d, err));
    if (d.count > 0) {
        ICP_I_TRY(weigh(&d, accounts->frame->rows, level, pool, &made, err));
        made.why = sentence(&made, &candidate->market, pool);
        if (!made.why) return icp_i_fail_memory(err, "judging a share");
    }
    icp_i_release(pool, d.account);
    icp_i_release(pool, d.win);
    icp_i_release(pool, d.expected);
    *out = made;
    return ICP_OK;
}
