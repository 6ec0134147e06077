/* against.c - see against.h. */
#include "icp/against.h"

#include "base/fail.h"
#include "math/stats.h"
#include "segment/worth.h"

#include <math.h>
#include <string.h>

#define BEST_SHARE .2

/* ---- who had the good outcomes ---- */

/* Strikes out every account that no row gives `wanted`, and, when one row is enough to spoil it, that some row denies it. */
static void require(icp_i_known_customers *known, const icp_i_outcome *outcome, double wanted, bool spoils)
{
    if (!outcome->model.present || !outcome->y) return;
    memset(known->inside, 0, known->accounts);
    for (size_t i = 0; i < known->frame->rows; i++) {
        size_t account = icp_i_account_of(known->frame, i);
        if (isnan(outcome->y[i])) continue;
        if (outcome->y[i] == wanted) known->inside[account] |= 1;
        else if (spoils) known->inside[account] |= 2;
    }
    for (size_t a = 0; a < known->accounts; a++) known->best[a] &= known->inside[a] == 1;
}

/* ---- the fifth of them that counts most ---- */

static icp_status keep_a_fifth(icp_i_known_customers *known, icp_i_pool *scratch, const char **by, icp_error *err)
{
    size_t most = (size_t)floor(BEST_SHARE * (double)known->accounts), count = 0, valued = 0;
    icp_i_worth by_account;
    double *sorted = ICP_I_NEW(scratch, double, known->accounts);
    *by = NULL;
    if (!sorted) return icp_i_fail_memory(err, "counting the best customers");
    for (size_t a = 0; a < known->accounts; a++) count += known->best[a];
    if (count <= most) return ICP_OK;
    ICP_I_TRY(icp_i_worth_make(known->frame, scratch, &by_account, err));
    const double *worth = by_account.worth;
    if (!worth) return ICP_OK;
    *by = by_account.by_revenue ? "with the highest revenue" : "with the most use";
    for (size_t a = 0; a < known->accounts; a++)
        if (known->best[a] && !isnan(worth[a])) sorted[valued++] = worth[a];
    icp_i_sort(sorted, valued);
    double border = most > 0 && valued > most ? sorted[valued - most] : -INFINITY;
    for (size_t a = 0; a < known->accounts; a++) known->best[a] &= !isnan(worth[a]) && worth[a] >= border;
    return ICP_OK;
}

/* ---- all that is known ---- */

static const char *words_of(const icp_i_profile_input *input, const char *by, icp_i_pool *pool)
{
    const char *won = input->win->model.present ? "were won" : "", *stayed = input->churn->model.present ? "stayed" : "";
    const char *more = input->upsell->model.present ? "bought more" : "";
    const char *first = *won && *stayed ? " and " : "", *second = (*won || *stayed) && *more ? " and " : "";
    if (!*won && !*stayed && !*more) return "";
    const char *fifth = by ? ", at most a fifth of all, those " : "";
    return icp_i_print(pool, "accounts that %s%s%s%s%s%s%s", won, first, stayed, second, more, fifth, by ? by : "");
}

/* Gone is who left, or was lost: of an account with several deals, one that was won counts for more than those that were not. */
static void find_gone(icp_i_known_customers *known, const icp_i_rule_ground *ground, const icp_i_profile_input *input, const double *lost)
{
    enum { WON = 1, LEFT = 2 };
    memset(known->gone, -1, known->accounts);
    memset(known->inside, 0, known->accounts);
    for (size_t i = 0; i < known->frame->rows; i++) {
        size_t account = icp_i_account_of(known->frame, i);
        known->held_out[account] = ground->held_out[i];
        if (lost && !isnan(lost[i]) && known->gone[account] < 1) known->gone[account] = lost[i] > 0;
        if (input->win->model.present && input->win->y[i] == 1) known->inside[account] |= WON;
        if (input->churn->model.present && input->churn->y[i] == 1) known->inside[account] |= LEFT;
    }
    for (size_t a = 0; a < known->accounts; a++)
        if (known->inside[a] == WON && known->gone[a] > 0) known->gone[a] = 0;
}

icp_status icp_i_customers_known(const icp_i_rule_ground *ground, const icp_i_profile_input *input, const double *lost, icp_i_pool *pool,
                                 icp_i_known_customers *out, icp_error *err)
{
    const icp_i_frame *frame = input->frame;
    icp_i_known_customers known = {.frame = frame, .accounts = icp_i_accounts(frame)};
    known.best = ICP_I_NEW(pool, unsigned char, known.accounts);
    known.held_out = ICP_I_NEW(pool, unsigned char, known.accounts);
    known.inside = ICP_I_NEW(pool, unsigned char, known.accounts);
    known.gone = ICP_I_NEW(pool, signed char, known.accounts);
    if (!known.best || !known.held_out || !known.inside || !known.gone) return icp_i_fail_memory(err, "counting the best customers");
    const char *by = NULL;
    bool told = input->win->model.present || input->upsell->model.present || input->churn->model.present;
    memset(known.best, told, known.accounts);
    require(&known, input->win, 1, false);
    require(&known, input->upsell, 1, false);
    require(&known, input->churn, 0, true);
    ICP_I_TRY(keep_a_fifth(&known, pool, &by, err));
    find_gone(&known, ground, input, lost);
    known.words = words_of(input, by, pool);
    if (!known.words) return icp_i_fail_memory(err, "counting the best customers");
    *out = known;
    return ICP_OK;
}

/* ---- against one ---- */

void icp_i_against(const icp_i_known_customers *known, const signed char *inside, icp_part *best_outside, icp_part *gone_inside)
{
    icp_part outside = {0, 0}, gone = {0, 0};
    memset(known->inside, 0, known->accounts);
    for (size_t i = 0; i < known->frame->rows; i++)
        if (inside[i] > 0) known->inside[icp_i_account_of(known->frame, i)] = 1;
    for (size_t a = 0; a < known->accounts; a++) {
        if (!known->held_out[a]) continue;
        outside.of += known->best[a];
        outside.n += known->best[a] && !known->inside[a];
        gone.of += known->inside[a] && known->gone[a] >= 0;
        gone.n += known->inside[a] && known->gone[a] > 0;
    }
    *best_outside = outside;
    *gone_inside = gone;
}

icp_status icp_i_candidates_against(const icp_i_known_customers *known, const icp_i_profile_input *input, icp_candidate *candidates, size_t count,
                                    icp_i_pool *scratch, icp_error *err)
{
    const icp_i_frame *frame = input->frame;
    signed char *inside = ICP_I_NEW(scratch, signed char, frame->rows);
    if (!inside) return icp_i_fail_memory(err, "counting what speaks against candidates");
    for (size_t c = 0; c < count; c++) {
        if (candidates[c].rule.findable) icp_i_rule_match_rows(&candidates[c].rule, frame, inside);
        else
            for (size_t i = 0; i < frame->rows; i++) inside[i] = input->held_out[i] >= 0 && (size_t)input->held_out[i] == candidates[c].segment;
        icp_i_against(known, inside, &candidates[c].best_outside, &candidates[c].churners_inside);
    }
    icp_i_release(scratch, inside);
    return ICP_OK;
}
