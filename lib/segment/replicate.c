/* replicate.c - see replicate.h. Owns: samples of points, prediction strength. Must not know: how k is chosen, names. */
#include "segment/replicate.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "base/rng.h"

#include <string.h>

#define HALF_ROWS 2000
#define HALF_RESTARTS 3

/* The first `want` of a random order of 0 .. count-1, ascending. chosen: count entries. */
static bool draw(size_t *chosen, size_t count, size_t want, uint64_t seed, const char *purpose, uint64_t index, icp_i_pool *pool)
{
    unsigned char *in = ICP_I_NEW(pool, unsigned char, count);
    icp_i_rng *rng = icp_i_rng_new(seed, purpose, index);
    bool ready = in && rng;
    if (ready) {
        for (size_t i = 0; i < count; i++) chosen[i] = i;
        icp_i_rng_shuffle(rng, chosen, count);
        for (size_t i = 0; i < want; i++) in[chosen[i]] = 1;
        for (size_t i = 0, filled = 0; i < count; i++)
            if (in[i]) chosen[filled++] = i;
    }
    icp_i_rng_free(rng);
    icp_i_release(pool, in);
    return ready;
}

icp_status icp_i_sample_take(const double *x, const double *weight, size_t cols, const size_t *list, size_t count, size_t want, uint64_t seed,
                             const char *purpose, uint64_t index, icp_i_pool *pool, icp_i_sample *out, icp_error *err)
{
    if (want > count) want = count;
    size_t *chosen = ICP_I_NEW(pool, size_t, count);
    icp_i_sample made = {want, cols, ICP_I_NEW(pool, size_t, want), ICP_I_NEW(pool, double, want * cols), ICP_I_NEW(pool, double, want)};
    if (!chosen || !made.row || !made.x || !made.weight || !draw(chosen, count, want, seed, purpose, index, pool))
        return icp_i_fail_memory(err, "drawing a sample of accounts");
    for (size_t i = 0; i < want; i++) {
        made.row[i] = list ? list[chosen[i]] : chosen[i];
        made.weight[i] = weight[made.row[i]];
        memcpy(made.x + i * cols, x + made.row[i] * cols, cols * sizeof *x);
    }
    icp_i_release(pool, chosen);
    *out = made;
    return ICP_OK;
}

icp_status icp_i_halves_make(const icp_i_frame *frame, const icp_i_behaviour *behaviour, uint64_t index, icp_i_pool *pool, icp_i_halves *out,
                             icp_error *err)
{
    uint32_t *fold = ICP_I_NEW(pool, uint32_t, frame->rows);
    size_t *list = ICP_I_NEW(pool, size_t, frame->rows);
    if (!fold || !list) return icp_i_fail_memory(err, "splitting accounts into halves");
    ICP_I_TRY(icp_i_frame_folds(frame, NULL, 2, "halves", index, pool, fold, err));
    for (uint32_t h = 0; h < 2; h++) {
        size_t count = 0;
        for (size_t i = 0; i < frame->rows; i++)
            if (fold[i] == h) list[count++] = i;
        ICP_I_TRY(icp_i_sample_take(behaviour->x, behaviour->weight, behaviour->cols, list, count, HALF_ROWS, frame->settings->seed, "half",
                                    2 * index + h, pool, &out->half[h], err));
    }
    icp_i_release(pool, fold);
    icp_i_release(pool, list);
    return ICP_OK;
}

/* Least share, over the clusters of `own`, of pairs of a cluster that `other` puts together; clusters of one row have no pairs. together: k x k. */
static double pairs_kept(const int32_t *own, const int32_t *other, size_t rows, size_t k, double *together)
{
    double least = 1;
    memset(together, 0, k * k * sizeof *together);
    for (size_t i = 0; i < rows; i++) together[(size_t)own[i] * k + (size_t)other[i]]++;
    for (size_t c = 0; c < k; c++) {
        double size = 0, kept = 0;
        for (size_t o = 0; o < k; o++) {
            size += together[c * k + o];
            kept += together[c * k + o] * (together[c * k + o] - 1);
        }
        double share = size > 1 ? kept / (size * (size - 1)) : 0;
        if (share < least) least = share;
    }
    return least;
}

static icp_status strength(const icp_i_halves *halves, size_t k, const icp_settings *settings, icp_i_pool *pool, double *out, icp_error *err)
{
    size_t cols = halves->half[0].cols;
    icp_i_partition found[2];
    double *together = ICP_I_NEW(pool, double, k *k), sum = 0;
    if (!together) return icp_i_fail_memory(err, "comparing halves");
    for (size_t h = 0; h < 2; h++) {
        const icp_i_sample *half = &halves->half[h];
        size_t distinct;
        ICP_I_TRY(icp_i_partition_distinct(half->x, half->weight, half->rows, cols, k, pool, &distinct, err));
        if (distinct < k) {
            *out = 0;
            return ICP_OK;
        }
        ICP_I_TRY(icp_i_partition_make(half->x, half->weight, half->rows, cols, k, HALF_RESTARTS, NULL, settings, pool, &found[h], err));
    }
    for (size_t h = 0; h < 2; h++) {
        const icp_i_sample *half = &halves->half[h];
        int32_t *other = ICP_I_NEW(pool, int32_t, half->rows);
        if (!other) return icp_i_fail_memory(err, "comparing halves");
        ICP_I_TRY(icp_kmeans_assign(icp_view_rows(half->x, half->rows, cols), icp_view_rows(found[1 - h].center, k, cols), other, NULL, err));
        sum += pairs_kept(found[h].label, other, half->rows, k, together);
    }
    *out = sum / 2;
    return ICP_OK;
}

/* Memory is given back. */
static icp_status strength_aside(const icp_i_halves *halves, size_t k, const icp_settings *settings, const icp_hooks *hooks, double *out,
                                 icp_error *err)
{
    icp_i_pool *scratch = icp_i_pool_new(hooks);
    if (!scratch) return icp_i_fail_memory(err, "comparing halves");
    icp_status status = strength(halves, k, settings, scratch, out, err);
    icp_i_pool_free(scratch);
    return status;
}

/* Tasks: number of segments by split. */
typedef struct strengths_job {
    const icp_i_halves *halves;
    size_t splits, low;
    const icp_settings *settings;
    icp_hooks hooks;
    double *value;
    icp_error *errors;
} strengths_job;

static void strength_task(void *context, size_t task, int worker)
{
    (void)worker;
    strengths_job *job = context;
    size_t k = job->low + task / job->splits;
    job->value[task] = 1;
    if (k < 2) return;
    job->errors[task].status = strength_aside(&job->halves[task % job->splits], k, job->settings, &job->hooks, &job->value[task],
                                              &job->errors[task]);
}

/* A caller's allocator may be called on the caller's thread only. */
static icp_status run_strengths(strengths_job *job, size_t count, double *out, icp_error *err)
{
    const icp_hooks *hooks = &job->settings->hooks;
    icp_i_parallel(count * job->splits, hooks->allocate ? 1 : job->settings->threads, strength_task, job);
    for (size_t t = 0; t < count * job->splits; t++) {
        if (job->errors[t].status == ICP_OK) continue;
        if (err) *err = job->errors[t];
        return job->errors[t].status;
    }
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t s = 0; s < job->splits; s++) sum += job->value[i * job->splits + s];
        out[i] = sum / (double)job->splits;
    }
    return ICP_OK;
}

icp_status icp_i_prediction_strengths(const icp_i_halves *halves, size_t splits, size_t low, size_t high, const icp_settings *settings, double *out,
                                      icp_error *err)
{
    const icp_hooks *hooks = &settings->hooks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "stopped while comparing halves");
    size_t count = high - low + 1;
    icp_i_pool *pool = icp_i_pool_new(hooks);
    strengths_job job = {.halves = halves, .splits = splits, .low = low, .settings = settings,
                         .hooks = {.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release}};
    job.value = pool ? ICP_I_NEW(pool, double, count * splits) : NULL;
    job.errors = pool ? ICP_I_NEW(pool, icp_error, count * splits) : NULL;
    icp_status status = job.value && job.errors ? run_strengths(&job, count, out, err) : icp_i_fail_memory(err, "comparing halves");
    icp_i_pool_free(pool);
    return status;
}
