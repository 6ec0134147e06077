/* trials.c - see trials.h. */
#include "segment/trials.h"

#include "base/fail.h"

#include <math.h>

/* Weighted sum and weight of the rows that stand for one trial, and how many they are. */
typedef struct trial {
    double sum, weight;
    size_t rows;
} trial;

static bool counts(const icp_i_frame *frame, const double *outcome, const int32_t *label, int32_t which, size_t i)
{
    return !isnan(outcome[i]) && icp_i_may_learn(frame, i) && (!label || label[i] == which);
}

/* A trial weighs the mean of its rows. */
static void add_trial(const trial *one, double *sum, double *weight, double *squares)
{
    double own = one->weight / (double)one->rows;
    *sum += own * (one->sum / one->weight);
    *weight += own;
    *squares += own * own;
}

icp_status icp_i_trials_count(const icp_i_frame *frame, const double *outcome, const int32_t *label, int32_t which, icp_i_pool *scratch,
                              double *events, double *trials, icp_error *err)
{
    bool grouped = frame->roles->group != ICP_NONE;
    trial *unit = grouped ? ICP_I_NEW(scratch, trial, frame->units) : NULL;
    if (grouped && !unit) return icp_i_fail_memory(err, "counting outcomes");
    double sum = 0, weight = 0, squares = 0; /* over trials */
    for (size_t i = 0; i < frame->rows; i++) {
        if (!counts(frame, outcome, label, which, i)) continue;
        double own = icp_i_row_weight(frame, i);
        trial row = {own * outcome[i], own, 1}, *to = grouped ? &unit[frame->unit[i]] : &row;
        if (grouped) to->sum += row.sum, to->weight += row.weight, to->rows++;
        else add_trial(to, &sum, &weight, &squares);
    }
    for (size_t u = 0; grouped && u < frame->units; u++)
        if (unit[u].rows > 0 && unit[u].weight > 0) add_trial(&unit[u], &sum, &weight, &squares);
    double scale = squares > 0 ? weight / squares : 0; /* so that the weights add up to Kish's effective number; 1 without weights */
    *events = sum * scale;
    *trials = weight * scale;
    icp_i_release(scratch, unit);
    return ICP_OK;
}

/* Rows become trials in place: those of one unit are added up at its first. */
static size_t gather_trials(const icp_i_frame *frame, const double *outcome, const double *expected, const int32_t *label, int32_t which,
                            icp_i_trial *list, size_t *at)
{
    size_t made = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        if (!counts(frame, outcome, label, which, i)) continue;
        size_t *slot = at ? &at[frame->unit[i]] : NULL, place = slot && *slot > 0 ? *slot - 1 : made++;
        if (slot) *slot = place + 1;
        double weight = icp_i_row_weight(frame, i);
        list[place].weight += weight;
        list[place].outcome += weight * outcome[i];
        list[place].expected += weight * expected[i];
    }
    return made;
}

static void count_rows(const icp_i_frame *frame, const double *outcome, const int32_t *label, int32_t which, const size_t *at, double *rows)
{
    for (size_t i = 0; i < frame->rows; i++)
        if (counts(frame, outcome, label, which, i)) rows[at[frame->unit[i]] - 1] += 1;
}

icp_status icp_i_trials_list(const icp_i_frame *frame, const double *outcome, const double *expected, const int32_t *label, int32_t which,
                             icp_i_pool *pool, icp_i_trial **out, size_t *count, icp_error *err)
{
    bool grouped = frame->roles->group != ICP_NONE;
    icp_i_trial *list = ICP_I_NEW(pool, icp_i_trial, frame->rows);
    size_t *at = grouped ? ICP_I_NEW(pool, size_t, frame->units) : NULL;
    double *rows = grouped ? ICP_I_NEW(pool, double, frame->rows) : NULL, sum = 0, squares = 0;
    if (!list || (grouped && (!at || !rows))) return icp_i_fail_memory(err, "counting outcomes");
    *count = gather_trials(frame, outcome, expected, label, which, list, at);
    if (grouped) count_rows(frame, outcome, label, which, at, rows);
    for (size_t t = 0; t < *count; t++) {
        icp_i_trial *one = &list[t];
        double own = one->weight;
        *one = (icp_i_trial){grouped ? own / rows[t] : own, one->outcome / own, one->expected / own};
        sum += one->weight;
        squares += one->weight * one->weight;
    }
    for (size_t t = 0; t < *count; t++) list[t].weight *= sum / squares;
    icp_i_release(pool, rows);
    icp_i_release(pool, at);
    *out = list;
    return ICP_OK;
}
