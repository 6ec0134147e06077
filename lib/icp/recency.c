/* recency.c - see recency.h. */
#include "icp/recency.h"

#include "base/fail.h"
#include "base/number.h"
#include "segment/recency_weights.h"
#include "segment/trials.h"

#include <math.h>
#include <string.h>

#define MOST_HALF_LIVES ((size_t)4)

/* The same outcomes over weighed rows. */
typedef struct weighed {
    icp_i_frame frame;
    icp_i_outcome upsell, churn, win;
} weighed;

static icp_status weigh_outcome(const icp_i_frame *frame, const icp_i_outcome *outcome, icp_i_outcome *out, icp_i_pool *scratch, icp_error *err)
{
    double events, trials;
    *out = *outcome;
    if (!outcome->model.present || !outcome->y) return ICP_OK;
    ICP_I_TRY(icp_i_trials_count(frame, outcome->y, NULL, 0, scratch, &events, &trials, err));
    if (trials > 0) out->model.overall.value = events / trials;
    return ICP_OK;
}

static icp_status weigh_contenders(const icp_i_contender *contenders, size_t count, const weighed *with, icp_i_contender *out, icp_i_pool *scratch,
                                   icp_error *err)
{
    for (size_t c = 0; c < count; c++) {
        out[c] = contenders[c];
        if (c > 0 && contenders[c].input == contenders[c - 1].input) {
            out[c].input = out[c - 1].input;
            continue;
        }
        icp_i_profile_input *input = ICP_I_NEW(scratch, icp_i_profile_input, 1);
        if (!input) return icp_i_fail_memory(err, "ranking by recent rows");
        *input = *contenders[c].input;
        input->frame = &with->frame;
        input->upsell = &with->upsell;
        input->churn = &with->churn;
        input->win = &with->win;
        out[c].input = input;
    }
    return ICP_OK;
}

static icp_status rank_under(const icp_i_contender *contenders, size_t count, const double *weight, icp_i_pool *scratch, const char **first,
                             icp_error *err)
{
    const icp_i_profile_input *shared = contenders[0].input;
    weighed with = {.frame = *shared->frame};
    with.frame.weight = weight;
    ICP_I_TRY(weigh_outcome(&with.frame, shared->upsell, &with.upsell, scratch, err));
    ICP_I_TRY(weigh_outcome(&with.frame, shared->churn, &with.churn, scratch, err));
    ICP_I_TRY(weigh_outcome(&with.frame, shared->win, &with.win, scratch, err));
    icp_i_contender *list = ICP_I_NEW(scratch, icp_i_contender, count);
    icp_candidate *ranked;
    if (!list) return icp_i_fail_memory(err, "ranking by recent rows");
    ICP_I_TRY(weigh_contenders(contenders, count, &with, list, scratch, err));
    ICP_I_TRY(icp_i_rank(list, count, scratch, &ranked, err));
    *first = isnan(ranked[0].score.value) ? "" : ranked[0].name;
    return ICP_OK;
}

static size_t half_lives(double given, double out[MOST_HALF_LIVES])
{
    size_t count = 3;
    out[0] = NAN, out[1] = 365, out[2] = 180;
    if (given > 0 && given != 365 && given != 180) out[count++] = given;
    return count;
}

/* The half-life of the settings is that of the published rates, and is not ranked again. */
static icp_status try_all(const icp_i_contender *contenders, size_t count, const char *as_of, const double *half_life, size_t half_life_count,
                          const char *first, icp_i_pool *scratch, icp_recency *made, icp_error *err)
{
    const icp_i_frame *frame = contenders[0].input->frame;
    double *weight = ICP_I_NEW(scratch, double, frame->rows), given = frame->settings->half_life;
    if (!weight) return icp_i_fail_memory(err, "ranking by recent rows");
    for (size_t h = 0; h < half_life_count; h++) {
        size_t undated;
        bool published = isnan(half_life[h]) ? !(given > 0) : half_life[h] == given;
        ICP_I_TRY(icp_i_recency_weigh(frame, as_of, half_life[h], scratch, weight, &undated, err));
        made[h] = (icp_recency){.half_life = half_life[h], .n_eff = icp_i_recency_effective(weight, frame->rows), .rank1 = first};
        if (!published) ICP_I_TRY(rank_under(contenders, count, weight, scratch, &made[h].rank1, err));
        made[h].same = strcmp(made[h].rank1, first) == 0;
    }
    return ICP_OK;
}

icp_status icp_i_recency(const icp_i_contender *contenders, size_t count, const char *as_of, const char *first, icp_i_pool *pool, icp_recency **out,
                         size_t *out_count, icp_error *err)
{
    double half_life[MOST_HALF_LIVES];
    if (count == 0 || !icp_i_recency_known(contenders[0].input->frame, as_of)) return ICP_OK;
    size_t tried = half_lives(contenders[0].input->frame->settings->half_life, half_life);
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    icp_recency *made = ICP_I_NEW(pool, icp_recency, MOST_HALF_LIVES);
    icp_status status = scratch && made ? try_all(contenders, count, as_of, half_life, tried, first, scratch, made, err)
                                        : icp_i_fail_memory(err, "ranking by recent rows");
    icp_i_pool_free(scratch);
    if (status != ICP_OK) return status;
    *out = made;
    *out_count = tried;
    return ICP_OK;
}

icp_status icp_i_recency_warn(const icp_recency *recency, size_t count, const char *first, icp_i_warnings *warnings, icp_error *err)
{
    static const char form[] = "with rows that count half after %s days \"%s\" ranks first, not \"%s\": what made it the best may be past";
    for (size_t i = 0; i < count; i++) {
        const icp_recency *under = &recency[i];
        if (under->same || isnan(under->half_life) || !under->rank1[0]) continue;
        char days[ICP_I_NUMBER_SIZE];
        icp_i_number_format(under->half_life, days);
        ICP_I_TRY(icp_i_warn(warnings, err, "recency", "", form, days, under->rank1, first));
    }
    return ICP_OK;
}
