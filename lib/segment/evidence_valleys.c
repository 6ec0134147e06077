/* evidence_valleys.c - see evidence.h. Owns: the valley between a segment and its nearest one. Must not know: verdicts.
 * The line along which a valley is looked for comes from accounts that are not looked at: a cut through a continuum has no valley on others. */
#include "segment/evidence.h"

#include "base/fail.h"
#include "math/dip.h"
#include "math/stats.h"
#include "segment/replicate.h"
#include "segment/spread_ties.h"

#include <math.h>

#define SPLIT 1000 /* number of the split into halves: not one of those that k is chosen by */

typedef struct valleys {
    const icp_i_evidence_ground *ground;
    icp_i_pool *pool;
    icp_i_dip_reference *reference;
    icp_i_halves halves;
} valleys;

static double distance2(const double *a, const double *b, size_t cols)
{
    double sum = 0;
    for (size_t j = 0; j < cols; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

static size_t nearest(const double *center, size_t k, size_t cols, size_t segment)
{
    size_t best = segment;
    double least = INFINITY;
    for (size_t c = 0; c < k; c++) {
        double apart = c == segment ? (double)INFINITY : distance2(center + c * cols, center + segment * cols, cols);
        if (apart < least) {
            least = apart;
            best = c;
        }
    }
    return best;
}

/* p of the accounts of `half` that lie in two segments having one mode on the line between their centres. 1 for fewer than four accounts. x: the
 * accounts of the half with shared values spread. */
static icp_status test_pair(valleys *v, const icp_i_sample *half, const double *x, const int32_t *label, const double *center, const size_t pair[2],
                            double *p, icp_error *err)
{
    size_t n = 0, d = half->cols;
    double *along = ICP_I_NEW(v->pool, double, half->rows);
    size_t *work = icp_i_alloc(v->pool, half->rows, 4 * sizeof *work);
    if (!along || !work) return icp_i_fail_memory(err, "looking for valleys between segments");
    for (size_t i = 0; i < half->rows; i++) {
        if ((size_t)label[i] != pair[0] && (size_t)label[i] != pair[1]) continue;
        for (size_t j = 0; j < d; j++) along[n] += x[i * d + j] * (center[pair[1] * d + j] - center[pair[0] * d + j]);
        n++;
    }
    *p = 1;
    icp_status status = ICP_OK;
    if (n >= 4) {
        icp_i_sort(along, n);
        status = icp_i_dip_p(v->reference, icp_i_dip(along, n, work), n, p, err);
    }
    icp_i_release(v->pool, work);
    icp_i_release(v->pool, along);
    return status;
}

/* Centres from half `from`, valleys on the other one; each segment keeps its larger p. */
static icp_status test_half(valleys *v, size_t from, icp_segment *segments, icp_error *err)
{
    const icp_i_partition *published = &v->ground->choice->partition;
    const icp_i_sample *one = &v->halves.half[from], *other = &v->halves.half[1 - from];
    size_t k = published->k, cols = one->cols, distinct;
    icp_i_partition found;
    ICP_I_TRY(icp_i_partition_distinct(one->x, one->weight, one->rows, cols, k, v->pool, &distinct, err));
    for (size_t s = 0; distinct < k && s < k; s++) segments[s].dip_p = 1;
    if (distinct < k) return ICP_OK;
    ICP_I_TRY(icp_i_partition_make(one->x, one->weight, one->rows, cols, k, 1, published->center, v->ground->frame->settings, v->pool, &found, err));
    int32_t *label = ICP_I_NEW(v->pool, int32_t, other->rows);
    double *x = ICP_I_NEW(v->pool, double, other->rows * cols);
    if (!label || !x) return icp_i_fail_memory(err, "looking for valleys between segments");
    ICP_I_TRY(icp_i_spread_ties(v->ground->frame, v->ground->behaviour, other->row, other->rows, from, v->pool, x, err));
    ICP_I_TRY(icp_kmeans_assign(icp_view_rows(other->x, other->rows, cols), icp_view_rows(found.center, k, cols), label, NULL, err));
    for (size_t s = 0; s < k; s++) {
        double p;
        ICP_I_TRY(test_pair(v, other, x, label, found.center, (size_t[]){s, nearest(found.center, k, cols, s)}, &p, err));
        segments[s].dip_p = from == 0 ? p : fmax(p, segments[s].dip_p);
    }
    return ICP_OK;
}

icp_status icp_i_evidence_valleys(const icp_i_evidence_ground *ground, icp_segment *segments, icp_error *err)
{
    const icp_settings *settings = ground->frame->settings;
    if (settings->resamples == 0 || ground->choice->partition.k < 2) return ICP_OK;
    valleys v = {.ground = ground, .pool = icp_i_pool_new(&settings->hooks)};
    icp_status status = ICP_OK;
    if (v.pool) v.reference = icp_i_dip_reference_new(settings->seed, settings->threads, &settings->hooks, v.pool);
    if (!v.reference) status = icp_i_fail_memory(err, "looking for valleys between segments");
    if (status == ICP_OK) status = icp_i_halves_make(ground->frame, ground->behaviour, SPLIT, v.pool, &v.halves, err);
    for (size_t half = 0; half < 2 && status == ICP_OK; half++) status = test_half(&v, half, segments, err);
    icp_i_pool_free(v.pool);
    return status;
}
