/* auc_clustered.c - see auc_clustered.h. Must not know: what a cluster is. */
#include "math/auc_clustered.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>

/* Per cluster: sums over its events of (V10 - auc) and over its non-events of (V01 - auc), and the weight of either. */
typedef struct cluster_sums {
    double events, others, placed_events, placed_others;
} cluster_sums;

typedef struct clustered {
    const double *score, *y, *weight;
    const uint32_t *cluster;
    const size_t *order; /* rows in ascending order of score */
    size_t n;
    double auc, events, others;
    cluster_sums *sums;
} clustered;

static double weight_of(const clustered *c, size_t row)
{
    return c->weight ? c->weight[row] : 1;
}

/* V10 of an event = share of non-events below it, V01 of a non-event = share of events above it, ties counting half. */
static void sum_placements(const clustered *c)
{
    double below_events = 0, below_others = 0;
    for (size_t begin = 0, end; begin < c->n; begin = end) {
        double events = 0, others = 0;
        for (end = begin; end < c->n && c->score[c->order[end]] <= c->score[c->order[begin]]; end++)
            *(c->y[c->order[end]] > 0 ? &events : &others) += weight_of(c, c->order[end]);
        double v10 = (below_others + others / 2) / c->others, v01 = 1 - (below_events + events / 2) / c->events;
        for (size_t i = begin; i < end; i++) {
            cluster_sums *sums = &c->sums[c->cluster[c->order[i]]];
            if (c->y[c->order[i]] > 0) sums->placed_events += weight_of(c, c->order[i]) * (v10 - c->auc);
            else sums->placed_others += weight_of(c, c->order[i]) * (v01 - c->auc);
        }
        below_events += events;
        below_others += others;
    }
}

/* Share of the pairs, by weight, in which the event has the higher score. */
static double weighted_auc(const clustered *c)
{
    double below = 0, sum = 0;
    for (size_t begin = 0, end; begin < c->n; begin = end) {
        double events = 0, others = 0;
        for (end = begin; end < c->n && c->score[c->order[end]] <= c->score[c->order[begin]]; end++)
            *(c->y[c->order[end]] > 0 ? &events : &others) += weight_of(c, c->order[end]);
        sum += events * (below + others / 2);
        below += others;
    }
    return sum / (c->events * c->others);
}

/* Clusters that hold rows; with weights as many equal ones as tell as much. */
static size_t count_clusters(const clustered *c, size_t clusters)
{
    double sum = 0, squares = 0;
    size_t filled = 0;
    for (size_t u = 0; u < clusters; u++) {
        double own = c->sums[u].events + c->sums[u].others;
        filled += own > 0;
        sum += own;
        squares += own * own;
    }
    return c->weight && squares > 0 ? (size_t)(sum * sum / squares) : filled;
}

static double obuchowski_variance(const clustered *c, size_t clusters)
{
    double with_events = 0, with_others = 0, with_any = 0, s10 = 0, s01 = 0, s11 = 0;
    for (size_t u = 0; u < clusters; u++) {
        const cluster_sums *sums = &c->sums[u];
        with_events += sums->events > 0;
        with_others += sums->others > 0;
        with_any += sums->events + sums->others > 0;
        s10 += sums->placed_events * sums->placed_events;
        s01 += sums->placed_others * sums->placed_others;
        s11 += sums->placed_events * sums->placed_others;
    }
    if (with_events < 2 || with_others < 2) return NAN;
    s10 *= with_events / (with_events - 1);
    s01 *= with_others / (with_others - 1);
    s11 *= with_any / (with_any - 1);
    double variance = s10 / (c->events * c->events) + s01 / (c->others * c->others) + 2 * s11 / (c->events * c->others);
    return variance > 0 ? variance : 0;
}

icp_status icp_i_auc_clustered(const double *score, const double *y, const double *weight, const uint32_t *cluster, size_t clusters, size_t n,
                               double level, icp_i_pool *scratch, icp_estimate *out, icp_error *err)
{
    icp_estimate made;
    ICP_I_TRY(icp_auc(score, y, n, level, &made, NULL, err));
    size_t *order = ICP_I_NEW(scratch, size_t, n);
    cluster_sums *sums = ICP_I_NEW(scratch, cluster_sums, clusters);
    icp_status status = ICP_OK;
    if (!order || !sums) {
        status = icp_i_fail_memory(err, "ranking scores for the AUC");
        goto done;
    }
    icp_i_sort_order(score, n, order);
    clustered c = {score, y, weight, cluster, order, n, made.value, 0, 0, sums};
    for (size_t i = 0; i < n; i++) {
        *(y[i] > 0 ? &c.events : &c.others) += weight_of(&c, i);
        *(y[i] > 0 ? &sums[cluster[i]].events : &sums[cluster[i]].others) += weight_of(&c, i);
    }
    if (weight) c.auc = made.value = weighted_auc(&c);
    sum_placements(&c);
    double half = icp_i_normal_quantile(0.5 + level / 2) * sqrt(obuchowski_variance(&c, clusters));
    made.low = isnan(half) ? 0 : fmax(0, made.value - half);
    made.high = isnan(half) ? 1 : fmin(1, made.value + half);
    made.n = count_clusters(&c, clusters);
    *out = made;
done:
    icp_i_release(scratch, sums);
    icp_i_release(scratch, order);
    return status;
}
