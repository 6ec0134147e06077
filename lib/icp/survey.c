/* survey.c - see survey.h. Owns: the order in which a candidate is asked. */
#include "icp/survey.h"

#include "base/fail.h"
#include "segment/outcome_value.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define KEY ((uint64_t)1 << 20) /* streams of good fits, apart from those of the rules */

bool icp_i_survey_speaks(const icp_i_survey *survey, const icp_candidate *candidate, size_t i)
{
    const icp_i_frame *frame = survey->accounts->frame;
    if (candidate->route == ICP_ROUTE_SEGMENT) return (size_t)survey->accounts->held_out[i] == candidate->segment;
    return survey->ground->held_out[i] && icp_rule_match(&candidate->rule, frame->table, frame->row[i]) > 0;
}

/* ---- what is good ---- */

/* What a good fit does: the first outcome of win, upsell and staying that can be told from chance, else the first there is. y: frame rows, 1 good, 0
 * not, NaN not known. */
typedef struct good_fit {
    const char *word;           /* "won", "upsold", "stayed"; NULL: there is no outcome, and y is NULL */
    const double *y;
} good_fit;

static const icp_i_outcome *first_outcome(const icp_i_profile_input *accounts)
{
    const icp_i_outcome *const outcomes[] = {accounts->win, accounts->upsell, accounts->churn};
    for (size_t o = 0; o < 3; o++)
        if (outcomes[o]->model.present && outcomes[o]->model.used) return outcomes[o];
    for (size_t o = 0; o < 3; o++)
        if (outcomes[o]->model.present) return outcomes[o];
    return NULL;
}

/* Who cannot buy more is found in a list like anybody else, and is no good fit there. */
static icp_status buyers(const icp_i_frame *frame, const icp_i_outcome *upsell, icp_i_pool *pool, double *good, icp_error *err)
{
    icp_i_value_reader reader;
    ICP_I_TRY(icp_i_value_reader_make(frame->table, &frame->roles->upsell, pool, &reader, err));
    for (size_t i = 0; i < frame->rows; i++) {
        bool cannot = isnan(upsell->y[i]) && icp_i_value_meaning(&reader, frame->row[i]) == ICP_I_NOT_ELIGIBLE;
        good[i] = cannot ? 0 : upsell->y[i];
    }
    return ICP_OK;
}

static icp_status find_good(const icp_i_survey *survey, icp_i_pool *pool, good_fit *out, icp_error *err)
{
    const icp_i_frame *frame = survey->accounts->frame;
    const icp_i_outcome *outcome = first_outcome(survey->accounts);
    *out = (good_fit){0};
    if (!outcome) return ICP_OK;
    bool stays = outcome->role == ICP_ROLE_CHURN, buys = outcome->role == ICP_ROLE_UPSELL;
    double *good = stays || buys ? ICP_I_NEW(pool, double, frame->rows) : NULL;
    if ((stays || buys) && !good) return icp_i_fail_memory(err, "counting good fits");
    for (size_t i = 0; stays && i < frame->rows; i++) good[i] = 1 - outcome->y[i];
    if (buys) ICP_I_TRY(buyers(frame, outcome, pool, good, err));
    out->y = good ? good : outcome->y;
    out->word = stays ? "stayed" : outcome->role == ICP_ROLE_WIN ? "won" : "upsold";
    return ICP_OK;
}

/* ---- one candidate after the other ---- */

static icp_status count_in_market(const icp_i_survey *survey, icp_candidate *candidate, size_t index, icp_i_pool *pool, icp_error *err)
{
    icp_market_count *market = &candidate->market;
    double level = survey->accounts->frame->settings->level;
    *market = (icp_market_count){.why = "no market list was given (--market)", .good_fits = {NAN, NAN, NAN, level, 0}};
    if (!survey->market) return ICP_OK;
    market->why = "no search can find it, so no list can be counted for it";
    if (!candidate->rule.findable) return ICP_OK;
    good_fit good;
    ICP_I_TRY(find_good(survey, pool, &good, err));
    ICP_I_TRY(icp_i_market_count(survey->market, &candidate->rule, good.y, KEY + index, pool, market, err));
    if (!isnan(market->good_fits.value)) market->good = good.word;
    return ICP_OK;
}

icp_status icp_i_survey_candidates(const icp_i_survey *survey, icp_candidate *candidates, size_t count, icp_i_pool *pool, icp_error *err)
{
    for (size_t c = 0; c < count; c++) {
        ICP_I_TRY(count_in_market(survey, &candidates[c], c, pool, err));
        ICP_I_TRY(icp_i_share(survey, &candidates[c], pool, &candidates[c].fair_share, err));
        ICP_I_TRY(icp_i_unlock(survey, &candidates[c], pool, err));
        ICP_I_TRY(icp_i_front(survey, &candidates[c], pool, err));
    }
    return ICP_OK;
}
