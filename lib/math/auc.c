/* auc.c - area under the ROC curve with DeLong's interval. Must not know: where scores come from.
 * DeLong's placement values need only, for each distinct score, how many events and non-events stand below and beside it (Sun & Xu 2014), so one
 * sort does, and the answer does not depend on the order of the rows. */
#include "base/fail.h"
#include "base/pool.h"
#include "icpcluster/quality.h"
#include "math/stats.h"

#include <math.h>

/* Rows in ascending order of score. */
typedef struct ranked {
    const double *score, *y;
    const size_t *order;
    size_t n;
    double events, others;
} ranked;

/* Events and non-events among the rows that share the score at `begin`; returns where the next score begins. */
static size_t count_ties(const ranked *r, size_t begin, double *events, double *others)
{
    size_t end = begin;
    *events = *others = 0;
    for (; end < r->n && r->score[r->order[end]] <= r->score[r->order[begin]]; end++) *(r->y[r->order[end]] > 0 ? events : others) += 1;
    return end;
}

static double area(const ranked *r)
{
    double below = 0, pairs = 0, events, others;
    for (size_t i = 0; i < r->n; below += others) {
        i = count_ties(r, i, &events, &others);
        pairs += events * (below + others / 2);
    }
    return pairs / (r->events * r->others);
}

/* V10 of an event = share of non-events below it, V01 of a non-event = share of events above it, ties counting half; both have mean auc.
 * var = S10 / events + S01 / others with S the sample variances; NaN when a class has a single row. */
static double delong_variance(const ranked *r, double auc)
{
    double below_events = 0, below_others = 0, s10 = 0, s01 = 0, events, others;
    for (size_t i = 0; i < r->n; below_events += events, below_others += others) {
        i = count_ties(r, i, &events, &others);
        double v10 = (below_others + others / 2) / r->others - auc, v01 = 1 - (below_events + events / 2) / r->events - auc;
        s10 += events * v10 * v10;
        s01 += others * v01 * v01;
    }
    if (r->events < 2 || r->others < 2) return NAN;
    return s10 / (r->events - 1) / r->events + s01 / (r->others - 1) / r->others;
}

static icp_status check(const double *score, const double *y, size_t n, double level, icp_error *err)
{
    if (!(level > 0 && level < 1)) return icp_i_fail(err, ICP_E_ARGUMENT, "the level of the AUC's interval must lie between 0 and 1");
    if (!score || !y) return icp_i_fail(err, ICP_E_ARGUMENT, "an AUC needs %s, not NULL", score ? "outcomes" : "scores");
    double events = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(score[i])) return icp_i_fail(err, ICP_E_NOT_FINITE, "score of row %zu (of %zu) is not a number", i + 1, n);
        if (y[i] != 0 && y[i] != 1) return icp_i_fail(err, ICP_E_ARGUMENT, "outcome of row %zu (of %zu) is neither 0 nor 1", i + 1, n);
        events += y[i];
    }
    if (events > 0 && events < (double)n) return ICP_OK;
    return icp_i_fail(err, ICP_E_OUTCOME, "an AUC needs events and non-events: all %zu rows are %s", n, events > 0 ? "events" : "non-events");
}

icp_status icp_auc(const double *score, const double *y, size_t n, double level, icp_estimate *out, double *variance, icp_error *err)
{
    ICP_I_TRY(check(score, y, n, level, err));
    icp_i_pool *pool = icp_i_pool_new(NULL);
    size_t *order = pool ? ICP_I_NEW(pool, size_t, n) : NULL;
    if (!order) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "ranking scores for the AUC");
    }
    icp_i_sort_order(score, n, order);
    ranked r = {score, y, order, n, 0, 0};
    for (size_t i = 0; i < n; i++) *(y[i] > 0 ? &r.events : &r.others) += 1;
    double auc = area(&r), spread = delong_variance(&r, auc);
    icp_i_pool_free(pool);
    double half = icp_i_normal_quantile(0.5 + level / 2) * sqrt(spread);
    icp_estimate made = {auc, isnan(half) ? 0 : fmax(0, auc - half), isnan(half) ? 1 : fmin(1, auc + half), level, n};
    *out = made;
    if (variance) *variance = spread;
    return ICP_OK;
}
