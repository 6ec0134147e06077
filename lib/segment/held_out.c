/* held_out.c - see held_out.h. Owns: the two halves and their refits. Must not know: rates, ranks. */
#include "segment/held_out.h"

#include "base/fail.h"
#include "segment/trim.h"

#include <math.h>
#include <string.h>

/* Mean of the rows of each published segment, weighted; of all its rows where none has weight. */
static void published_centers(const icp_i_behaviour *b, const icp_i_partition *published, double *mass, double *center)
{
    size_t k = published->k, d = b->cols;
    memset(mass, 0, k * sizeof *mass);
    for (size_t i = 0; i < b->rows; i++) mass[published->label[i]] += b->weight[i];
    for (size_t i = 0; i < b->rows; i++) {
        size_t segment = (size_t)published->label[i];
        double share = mass[segment] > 0 ? b->weight[i] / mass[segment] : 1 / (double)published->size[segment];
        for (size_t j = 0; j < d; j++) center[segment * d + j] += share * b->x[i * d + j];
    }
}

/* What the rows the frame allows say about all rows. Roles that do not enter the distance are not fitted. */
typedef struct refit {
    icp_i_outcome upsell, churn, win;
    icp_i_objections objections;
} refit;

static icp_status fit_role(const icp_i_frame *frame, const icp_i_axis_plan *plan, icp_role role, icp_i_pool *pool, icp_i_outcome *out, icp_error *err)
{
    return plan->enters[role] ? icp_i_outcome_score(frame, role, pool, out, err) : ICP_OK;
}

static icp_status label_half(const icp_i_frame *other, const double *lost, const icp_i_axis_plan *plan, const icp_i_partition *published,
                             icp_i_pool *pool, int32_t *label, bool *carried, icp_error *err)
{
    size_t distinct;
    refit made;
    memset(&made, 0, sizeof made);
    ICP_I_TRY(fit_role(other, plan, ICP_ROLE_UPSELL, pool, &made.upsell, err));
    ICP_I_TRY(fit_role(other, plan, ICP_ROLE_CHURN, pool, &made.churn, err));
    ICP_I_TRY(fit_role(other, plan, ICP_ROLE_WIN, pool, &made.win, err));
    if (plan->enters[ICP_ROLE_OBJECTION]) ICP_I_TRY(icp_i_objections_find(other, lost, pool, &made.objections, err));
    icp_i_evidence evidence = {other, &made.upsell, &made.churn, &made.win, &made.objections};
    icp_i_behaviour behaviour;
    ICP_I_TRY(icp_i_behaviour_make(&evidence, plan, NULL, pool, &behaviour, err));
    ICP_I_TRY(icp_i_partition_distinct(behaviour.x, behaviour.weight, behaviour.rows, behaviour.cols, published->k, pool, &distinct, err));
    *carried = behaviour.cols == 0 || distinct >= published->k;
    if (!*carried) return ICP_OK;
    double *mass = ICP_I_NEW(pool, double, published->k), *center = ICP_I_NEW(pool, double, published->k * behaviour.cols);
    if (!mass || !center) return icp_i_fail_memory(err, "assigning held-out accounts");
    published_centers(&behaviour, published, mass, center);
    icp_i_partition found;
    size_t trimmed;
    ICP_I_TRY(icp_i_partition_make(behaviour.x, behaviour.weight, behaviour.rows, behaviour.cols, published->k, 1, center, other->settings, pool,
                                   &found, err));
    ICP_I_TRY(icp_i_partition_trim(behaviour.x, behaviour.weight, behaviour.rows, behaviour.cols, true, other->settings, pool, &found, &trimmed,
                                   err));
    for (size_t i = 0; i < other->rows; i++)
        if (!other->fit[i]) label[i] = found.label[i];
    return ICP_OK;
}

static icp_status label_halves(const icp_i_frame *frame, const double *lost, const icp_i_axis_plan *plan, const icp_i_partition *published,
                               icp_i_pool *pool, int32_t *label, bool *carried, icp_error *err)
{
    uint32_t *fold = ICP_I_NEW(pool, uint32_t, frame->rows);
    unsigned char *fit = ICP_I_NEW(pool, unsigned char, frame->rows);
    if (!fold || !fit) return icp_i_fail_memory(err, "assigning held-out accounts");
    ICP_I_TRY(icp_i_frame_folds(frame, lost, 2, "held out", 0, pool, fold, err));
    for (uint32_t half = 0; half < 2 && *carried; half++) {
        icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
        if (!scratch) return icp_i_fail_memory(err, "assigning held-out accounts");
        for (size_t i = 0; i < frame->rows; i++) fit[i] = fold[i] != half;
        icp_i_frame other = *frame;
        other.fit = fit;
        icp_status status = label_half(&other, lost, plan, published, scratch, label, carried, err);
        icp_i_pool_free(scratch);
        if (status != ICP_OK) return status;
    }
    return ICP_OK;
}

icp_status icp_i_held_out(const icp_i_frame *frame, const double *lost, const icp_i_axis_plan *plan, const icp_i_partition *published, int32_t *label,
                          double *ari, icp_error *err)
{
    memset(label, 0, frame->rows * sizeof *label);
    *ari = NAN;
    if (published->k < 2) return ICP_OK;
    icp_i_pool *scratch = icp_i_pool_new(&frame->settings->hooks);
    if (!scratch) return icp_i_fail_memory(err, "assigning held-out accounts");
    bool carried = true;
    icp_status status = label_halves(frame, lost, plan, published, scratch, label, &carried, err);
    icp_i_pool_free(scratch);
    for (size_t i = 0; i < frame->rows && !carried; i++) label[i] = -1;
    return status == ICP_OK && carried ? icp_adjusted_rand(label, published->label, frame->rows, ari, err) : status;
}
