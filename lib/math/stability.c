/* stability.c - which clusters are found again in resampled rows (Hennig 2007). Owns: the bootstrap and its comparison. Must not know: how the first
 * partition was made, customers. A replicate runs on one thread from its own stream, so that replicates can be dealt to any number of threads. */
#include "base/fail.h"
#include "base/parallel.h"
#include "base/pool.h"
#include "base/rng.h"
#include "icpcluster/kmeans.h"
#include "icpcluster/quality.h"
#include "math/checks.h"
#include "math/stability.h"

#include <math.h>

#define RESTARTS 2 /* k-means++ starts beside the one from the means of the clusters */

typedef struct bootstrap {
    icp_view x;
    const int32_t *labels;
    size_t k;
    uint64_t seed;
    double *center;      /* k x cols: means of the clusters; of an empty one the mean of all rows */
    double *jaccard;     /* replicates x k; NaN where no row of the cluster was drawn */
    double *predicted;   /* the same over all rows, each in the cluster of the nearest centre of the refit; NULL = not wanted */
    icp_error *errors;   /* replicates */
} bootstrap;

/* The rows drawn, each once, with how often. */
typedef struct resample {
    size_t rows;
    double *x, *times;   /* rows x cols; rows */
    int32_t *label;      /* rows: of the first partition */
} resample;

static bool draw(const bootstrap *b, uint64_t replicate, icp_i_pool *pool, resample *out)
{
    size_t n = b->x.rows, d = b->x.cols;
    size_t *count = ICP_I_NEW(pool, size_t, n);
    icp_i_rng *rng = icp_i_rng_new(b->seed, "bootstrap", replicate);
    resample made = {0, ICP_I_NEW(pool, double, n * d), ICP_I_NEW(pool, double, n), ICP_I_NEW(pool, int32_t, n)};
    bool ready = count && rng && made.x && made.times && made.label;
    for (size_t i = 0; ready && i < n; i++) count[icp_i_rng_below(rng, n)]++;
    for (size_t i = 0; ready && i < n; i++) {
        if (count[i] == 0) continue;
        for (size_t j = 0; j < d; j++) made.x[made.rows * d + j] = icp_i_view_at(b->x, i, j);
        made.times[made.rows] = (double)count[i];
        made.label[made.rows++] = b->labels[i];
    }
    icp_i_rng_free(rng);
    *out = made;
    return ready;
}

/* For each cluster of `label` the largest Jaccard index with a cluster of `found`, row i counted times[i] times (NULL = once). */
static bool compare(const int32_t *label, const int32_t *found, const double *times, size_t rows, size_t k, icp_i_pool *pool, double *jaccard)
{
    double *both = ICP_I_NEW(pool, double, k * k), *own = ICP_I_NEW(pool, double, k), *other = ICP_I_NEW(pool, double, k);
    if (!both || !own || !other) return false;
    for (size_t i = 0; i < rows; i++) {
        double count = times ? times[i] : 1;
        both[(size_t)label[i] * k + (size_t)found[i]] += count;
        own[label[i]] += count;
        other[found[i]] += count;
    }
    for (size_t c = 0; c < k; c++) {
        jaccard[c] = own[c] > 0 ? 0 : (double)NAN;
        for (size_t o = 0; o < k && own[c] > 0; o++) jaccard[c] = fmax(jaccard[c], both[c * k + o] / (own[c] + other[o] - both[c * k + o]));
    }
    return true;
}

/* The better of a fit from the clusters' means and one from starts of its own. */
static icp_status refit(const bootstrap *b, const resample *drawn, uint64_t replicate, icp_kmeans *out, icp_error *err)
{
    icp_view x = icp_view_rows(drawn->x, drawn->rows, b->x.cols);
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    settings.k = b->k;
    settings.threads = 1;
    settings.restarts = RESTARTS;
    settings.seed = icp_i_rng_key(b->seed, "bootstrap starts", replicate);
    icp_kmeans warm, fresh;
    ICP_I_TRY(icp_kmeans_fit(x, drawn->times, icp_view_rows(b->center, b->k, b->x.cols), &settings, &warm, err));
    icp_status status = icp_kmeans_fit(x, drawn->times, (icp_view){0}, &settings, &fresh, err);
    if (status != ICP_OK) {
        icp_kmeans_free(&warm);
        return status;
    }
    bool better = fresh.inertia < warm.inertia;
    icp_kmeans_free(better ? &warm : &fresh);
    *out = better ? fresh : warm;
    return ICP_OK;
}

static icp_status predict(const bootstrap *b, const icp_kmeans *found, icp_i_pool *pool, double *jaccard, icp_error *err)
{
    int32_t *label = ICP_I_NEW(pool, int32_t, b->x.rows);
    if (!label) return icp_i_fail_memory(err, "comparing clusters");
    ICP_I_TRY(icp_kmeans_assign(b->x, icp_view_rows(found->centers, b->k, b->x.cols), label, NULL, err));
    return compare(b->labels, label, NULL, b->x.rows, b->k, pool, jaccard) ? ICP_OK : icp_i_fail_memory(err, "comparing clusters");
}

static icp_status replicate_once(const bootstrap *b, uint64_t replicate, icp_i_pool *pool, double *jaccard, icp_error *err)
{
    resample drawn;
    icp_kmeans found;
    if (!pool || !draw(b, replicate, pool, &drawn)) return icp_i_fail_memory(err, "resampling rows");
    ICP_I_TRY(refit(b, &drawn, replicate, &found, err));
    bool compared = compare(drawn.label, found.labels, drawn.times, drawn.rows, b->k, pool, jaccard);
    icp_status status = compared ? ICP_OK : icp_i_fail_memory(err, "comparing clusters");
    if (status == ICP_OK && b->predicted) status = predict(b, &found, pool, b->predicted + replicate * b->k, err);
    icp_kmeans_free(&found);
    return status;
}

/* A resample with fewer than k different rows cannot be cut into k clusters: it says nothing. */
static void replicate_task(void *context, size_t task, int worker)
{
    (void)worker;
    const bootstrap *b = context;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_error *err = &b->errors[task];
    err->status = replicate_once(b, task, pool, b->jaccard + task * b->k, err);
    if (err->status != ICP_OK && err->code == ICP_E_TOO_FEW) {
        err->status = ICP_OK;
        for (size_t c = 0; c < b->k; c++) b->jaccard[task * b->k + c] = NAN;
        for (size_t c = 0; c < b->k && b->predicted; c++) b->predicted[task * b->k + c] = NAN;
    }
    icp_i_pool_free(pool);
}

/* Means over rows; size: k + 1, the last entry stands for all rows, as does the last row of `sum`. */
static void cluster_means(bootstrap *b, double *size, double *sum)
{
    size_t d = b->x.cols;
    for (size_t i = 0; i < b->x.rows; i++) {
        size_t into[2] = {(size_t)b->labels[i], b->k};
        for (size_t t = 0; t < 2; t++) {
            size[into[t]]++;
            for (size_t j = 0; j < d; j++) sum[into[t] * d + j] += (icp_i_view_at(b->x, i, j) - sum[into[t] * d + j]) / size[into[t]];
        }
    }
    for (size_t c = 0; c < b->k; c++)
        for (size_t j = 0; j < d; j++) b->center[c * d + j] = sum[(size[c] > 0 ? c : b->k) * d + j];
}

static icp_status run_bootstrap(bootstrap *b, size_t replicates, int threads, icp_i_pool *pool, icp_error *err)
{
    size_t d = b->x.cols;
    b->center = ICP_I_NEW(pool, double, b->k * d);
    b->errors = ICP_I_NEW(pool, icp_error, replicates);
    double *size = ICP_I_NEW(pool, double, b->k + 1), *sum = ICP_I_NEW(pool, double, (b->k + 1) * d);
    if (!b->center || !b->errors || !size || !sum) return icp_i_fail_memory(err, "resampling rows");
    cluster_means(b, size, sum);
    icp_i_parallel(replicates, threads, replicate_task, b);
    for (size_t r = 0; r < replicates; r++) {
        if (b->errors[r].status == ICP_OK) continue;
        if (err) *err = b->errors[r];
        return b->errors[r].status;
    }
    return ICP_OK;
}

icp_status icp_i_stability_each(icp_view x, const int32_t *labels, size_t k, size_t replicates, uint64_t seed, int threads, double *drawn,
                                double *predicted, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return icp_i_fail_memory(err, "resampling rows");
    bootstrap b = {.x = x, .labels = labels, .k = k, .seed = seed, .jaccard = drawn, .predicted = predicted};
    icp_status status = run_bootstrap(&b, replicates, threads, pool, err);
    icp_i_pool_free(pool);
    return status;
}

void icp_i_stability_means(const double *each, size_t replicates, size_t k, double *mean)
{
    for (size_t c = 0; c < k; c++) {
        double sum = 0, count = 0;
        for (size_t r = 0; r < replicates; r++) {
            if (isnan(each[r * k + c])) continue;
            sum += each[r * k + c];
            count++;
        }
        mean[c] = count > 0 ? sum / count : (double)NAN;
    }
}

icp_status icp_stability(icp_view x, const int32_t *labels, size_t k, size_t replicates, uint64_t seed, int threads, double *jaccard, icp_error *err)
{
    size_t entries;
    if (!jaccard) return icp_i_fail(err, ICP_E_ARGUMENT, "jaccard is NULL");
    if (replicates == 0) return icp_i_fail(err, ICP_E_ARGUMENT, "replicates is 0; a bootstrap needs at least 1, 100 are usual");
    ICP_I_TRY(icp_i_view_check(x, "x", err));
    ICP_I_TRY(icp_i_labels_check(labels, x.rows, k, err));
    icp_i_pool *pool = icp_i_pool_new(NULL);
    double *each = pool && icp_i_multiply(replicates, k, &entries) ? ICP_I_NEW(pool, double, entries) : NULL;
    icp_status status = each ? icp_i_stability_each(x, labels, k, replicates, seed, threads, each, NULL, err)
                             : icp_i_fail_memory(err, "resampling rows");
    if (status == ICP_OK) icp_i_stability_means(each, replicates, k, jaccard);
    icp_i_pool_free(pool);
    return status;
}
