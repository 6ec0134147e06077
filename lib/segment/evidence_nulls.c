/* evidence_nulls.c - see evidence.h. Owns: the part of the evidence that references without clusters give. Must not know: verdicts. */
#include "segment/evidence.h"

#include "base/fail.h"
#include "math/gap.h"
#include "segment/margins.h"
#include "segment/replicate.h"

#include <math.h>

#define ROWS 1000
#define RESTARTS 1 /* few, but the same for accounts and draws */

typedef struct nulls {
    icp_i_null_ground points;
    icp_i_null_margins margins;
    size_t count, draws;
    double *observed, *drawn[ICP_I_NULL_KINDS], *gap, *error, *work;
} nulls;

/* Accounts that say where centres lie, and as many numbers of clusters of the table as they have positions for. */
static icp_status take_points(const icp_i_evidence_ground *ground, icp_i_pool *pool, nulls *n, icp_error *err)
{
    const icp_i_behaviour *b = ground->behaviour;
    const icp_settings *settings = ground->frame->settings;
    size_t *list = ICP_I_NEW(pool, size_t, b->rows), count = 0, distinct;
    if (!list) return icp_i_fail_memory(err, "holding segments against noise");
    for (size_t i = 0; i < b->rows; i++)
        if (b->weight[i] > 0) list[count++] = i;
    icp_i_sample s;
    ICP_I_TRY(icp_i_sample_take(b->x, b->weight, b->cols, list, count, ROWS, settings->seed, "noise", 0, pool, &s, err));
    size_t low = ground->choice->table[0].k, high = low + ground->choice->count - 1;
    ICP_I_TRY(icp_i_partition_distinct(s.x, s.weight, s.rows, s.cols, high, pool, &distinct, err));
    n->points = (icp_i_null_ground){s.x, s.weight, s.rows, s.cols, low, distinct < high ? distinct : high, RESTARTS, settings->seed,
                                    settings->threads, &settings->hooks, &n->margins};
    return icp_i_margins_take(ground->frame, b, s.row, s.rows, pool, &n->margins, err);
}

static icp_status run_draws(nulls *n, icp_i_pool *pool, icp_error *err)
{
    n->count = n->points.high - n->points.low + 1;
    n->observed = ICP_I_NEW(pool, double, n->count);
    n->gap = ICP_I_NEW(pool, double, n->count);
    n->error = ICP_I_NEW(pool, double, n->count);
    n->work = ICP_I_NEW(pool, double, 2 * n->count);
    if (!n->observed || !n->gap || !n->error || !n->work) return icp_i_fail_memory(err, "holding segments against noise");
    ICP_I_TRY(icp_i_null_observe(&n->points, n->observed, err));
    for (int kind = 0; kind < ICP_I_NULL_KINDS; kind++) {
        n->drawn[kind] = ICP_I_NEW(pool, double, n->draws * n->count);
        if (!n->drawn[kind]) return icp_i_fail_memory(err, "holding segments against noise");
        ICP_I_TRY(icp_i_null_draw(&n->points, (icp_i_null_kind)kind, n->draws, n->drawn[kind], err));
    }
    return ICP_OK;
}

static void publish(const nulls *n, icp_clustering *clustering)
{
    size_t first = n->points.low < 2 ? 2 - n->points.low : 0; /* one cluster is no cut */
    clustering->null_draws = n->draws;
    clustering->gaussian_p = icp_i_gap_p_of_all(n->observed, n->drawn[ICP_I_NULL_GAUSSIAN], n->draws, n->count, first, n->work);
    clustering->copula_p = icp_i_gap_p_of_all(n->observed, n->drawn[ICP_I_NULL_COPULA], n->draws, n->count, first, n->work);
    icp_i_gap(n->observed, n->drawn[ICP_I_NULL_GAUSSIAN], n->draws, n->count, n->gap, n->error);
    for (size_t i = 0; i < n->count; i++) {
        icp_k_row *row = &clustering->k_table[i];
        row->gap = n->gap[i];
        row->gap_se = n->error[i];
        if (row->k < 2) continue;
        row->null_p = 0;
        for (int kind = 0; kind < ICP_I_NULL_KINDS; kind++)
            row->null_p = fmax(row->null_p, icp_i_gap_p(n->observed, n->drawn[kind], n->draws, n->count, i));
    }
}

icp_status icp_i_evidence_nulls(const icp_i_evidence_ground *ground, icp_clustering *clustering, icp_error *err)
{
    const icp_settings *settings = ground->frame->settings;
    size_t high = ground->choice->table[0].k + ground->choice->count - 1;
    if (settings->resamples == 0 || ground->behaviour->cols == 0 || high < 2) return ICP_OK;
    icp_i_pool *pool = icp_i_pool_new(&settings->hooks);
    if (!pool) return icp_i_fail_memory(err, "holding segments against noise");
    nulls n = {.draws = 2 * settings->resamples - 1};
    if (n.draws < 2) n.draws = 2;
    icp_status status = take_points(ground, pool, &n, err);
    if (status == ICP_OK && n.points.high >= n.points.low) {
        status = run_draws(&n, pool, err);
        if (status == ICP_OK) publish(&n, clustering);
    }
    icp_i_pool_free(pool);
    return status;
}
