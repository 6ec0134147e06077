/* unlock.c - what stands between an opportunistic candidate and being as good as all accounts. Owns: the objection that is named, and when none is.
 * An objection unlocks a candidate that keeps, or wins, less than all accounts do, when it would do better than all with the losses taken out of the
 * count for which this objection was given. Association: nobody knows how many of them would have stayed. */
#include "icp/survey.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

typedef struct losses {
    size_t decided, lost; /* rows of the candidate with an outcome, and those that left or were lost */
    double base;          /* rate of losses among all accounts */
} losses;

static bool is_lost(const icp_i_outcome *outcome, size_t i)
{
    return outcome->role == ICP_ROLE_WIN ? outcome->y[i] < .5 : outcome->y[i] > .5;
}

static losses count_losses(const icp_i_survey *survey, const icp_candidate *candidate, const icp_i_outcome *outcome)
{
    losses l = {.base = outcome->role == ICP_ROLE_WIN ? 1 - outcome->model.overall.value : outcome->model.overall.value};
    for (size_t i = 0; i < survey->accounts->frame->rows; i++) {
        if (isnan(outcome->y[i]) || !icp_i_survey_speaks(survey, candidate, i)) continue;
        l.decided++;
        l.lost += is_lost(outcome, i);
    }
    return l;
}

static size_t lost_to(const icp_i_survey *survey, const icp_candidate *candidate, const icp_i_outcome *outcome, size_t class_index)
{
    const icp_i_objections *o = survey->accounts->objections;
    size_t lost = 0;
    for (size_t i = 0; i < survey->accounts->frame->rows; i++) {
        bool says = o->event[i] && o->has[i * o->classes + class_index];
        lost += says && !isnan(outcome->y[i]) && is_lost(outcome, i) && icp_i_survey_speaks(survey, candidate, i);
    }
    return lost;
}

/* The class with the most losses of those that would unlock; ties go to the first. */
static void try_outcome(const icp_i_survey *survey, const icp_i_outcome *outcome, icp_candidate *candidate)
{
    const icp_i_objections *o = survey->accounts->objections;
    if (!outcome->model.present || candidate->unlock_objection) return;
    losses l = count_losses(survey, candidate, outcome);
    if (l.decided == 0 || (double)l.lost <= l.base * (double)l.decided) return;
    for (size_t c = 0; c < o->classes; c++) {
        if (strcmp(o->kinds[c], "objection") != 0) continue;
        size_t given = lost_to(survey, candidate, outcome, c), rest = l.decided - given;
        if (given < survey->accounts->frame->settings->min_cell || given <= candidate->unlock_deals) continue;
        if (rest == 0 || (double)(l.lost - given) >= l.base * (double)rest) continue;
        candidate->unlock_objection = o->names[c];
        candidate->unlock_deals = given;
    }
}

icp_status icp_i_unlock(const icp_i_survey *survey, icp_candidate *candidate, icp_i_pool *pool, icp_error *err)
{
    (void)pool, (void)err;
    candidate->unlock_objection = NULL;
    candidate->unlock_deals = 0;
    if (candidate->tier != ICP_TIER_OPPORTUNISTIC || !survey->accounts->objections->present || !survey->accounts->objections->has) return ICP_OK;
    try_outcome(survey, survey->accounts->churn, candidate);
    try_outcome(survey, survey->accounts->win, candidate);
    return ICP_OK;
}
