/* trim.c - see trim.h. Owns: which rows have no part in the centres. Must not know: axes, names.
 * Columns are winsorised before, so that little is left to trim: with 2 % of the accounts thrown far the gain in the adjusted Rand index is some
 * thousandths, and groups without outliers stay as they are. */
#include "segment/trim.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/stats.h"

#include <math.h>

#define FAR 5.0          /* robust standard deviations beyond the median of a cluster */
#define NORMAL_MAD 1.4826 /* standard deviations of a normal sample in its median absolute deviation */
#define MOST 0.02        /* share of the rows that may be trimmed */

/* What one round looks at: rows of positive weight, how far each lies beyond what its cluster allows. */
typedef struct trimming {
    const double *weight;     /* NULL = all 1 */
    const icp_i_partition *of;
    size_t rows;
    double *squared, *excess; /* rows */
    double *work;
    size_t *order;
} trimming;

static bool counts(const trimming *t, size_t i)
{
    return !t->weight || t->weight[i] > 0;
}

/* Squared distance from which a row of the cluster is far from everybody. */
static double limit_of(const trimming *t, size_t cluster)
{
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++)
        if ((size_t)t->of->label[i] == cluster && counts(t, i)) t->work[n++] = t->squared[i];
    if (n == 0) return INFINITY;
    double median = icp_i_median(t->work, n);
    for (size_t i = 0; i < n; i++) t->work[i] = fabs(t->work[i] - median);
    return median + FAR * NORMAL_MAD * icp_i_median(t->work, n);
}

/* Sets kept[i] to 0 for the rows that are trimmed, to their weight for all others. */
static size_t choose_rows(trimming *t, double *limit, double *kept)
{
    size_t counted = 0, far = 0;
    for (size_t c = 0; c < t->of->k; c++) limit[c] = limit_of(t, c);
    for (size_t i = 0; i < t->rows; i++) {
        double beyond = t->squared[i] - limit[t->of->label[i]];
        kept[i] = t->weight ? t->weight[i] : 1;
        counted += counts(t, i);
        t->excess[i] = counts(t, i) && beyond > 0 ? -beyond : 0; /* ascending: the farthest first */
        far += t->excess[i] < 0;
    }
    size_t most = (size_t)(MOST * (double)counted), trimmed = far < most ? far : most;
    icp_i_sort_order(t->excess, t->rows, t->order);
    for (size_t i = 0; i < trimmed; i++) kept[t->order[i]] = 0;
    return trimmed;
}

/* Of all rows with weight, in blocks like every sum. */
static double inertia_of(const icp_i_partition *partition, const double *weight, size_t rows)
{
    double sum = 0;
    for (size_t b = 0; b < icp_i_blocks(rows); b++) {
        double part = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, rows); i++)
            part += (weight ? weight[i] : 1) * partition->distance[i] * partition->distance[i];
        sum += part;
    }
    return sum;
}

static icp_status refit(const double *x, const double *kept, trimming *t, size_t cols, bool keep_order, const icp_settings *settings,
                        icp_i_pool *pool, icp_i_partition *partition, icp_error *err)
{
    icp_i_partition again;
    ICP_I_TRY(icp_i_partition_make(x, kept, t->rows, cols, partition->k, 1, partition->center, settings, pool, &again, err));
    if (!keep_order) ICP_I_TRY(icp_i_partition_order(&again, t->rows, cols, pool, err));
    again.inertia = inertia_of(&again, t->weight, t->rows);
    again.restarts = partition->restarts;
    again.best_hits = partition->best_hits;
    icp_i_partition_release(partition, pool);
    *partition = again;
    return ICP_OK;
}

icp_status icp_i_partition_trim(const double *x, const double *weight, size_t rows, size_t cols, bool keep_order, const icp_settings *settings,
                                icp_i_pool *pool, icp_i_partition *partition, size_t *trimmed, icp_error *err)
{
    trimming t = {.weight = weight, .of = partition, .rows = rows, .squared = ICP_I_NEW(pool, double, rows), .excess = ICP_I_NEW(pool, double, rows),
                  .work = ICP_I_NEW(pool, double, rows), .order = ICP_I_NEW(pool, size_t, rows)};
    double *limit = ICP_I_NEW(pool, double, partition->k), *kept = ICP_I_NEW(pool, double, rows);
    size_t distinct = 0;
    if (!t.squared || !t.excess || !t.work || !t.order || !limit || !kept) return icp_i_fail_memory(err, "trimming outliers");
    for (size_t i = 0; i < rows; i++) t.squared[i] = partition->distance[i] * partition->distance[i];
    *trimmed = cols > 0 ? choose_rows(&t, limit, kept) : 0;
    if (*trimmed > 0) ICP_I_TRY(icp_i_partition_distinct(x, kept, rows, cols, partition->k, pool, &distinct, err));
    if (distinct < partition->k) *trimmed = 0; /* those that are left could not carry so many clusters */
    if (*trimmed > 0) ICP_I_TRY(refit(x, kept, &t, cols, keep_order, settings, pool, partition, err));
    icp_i_release(pool, t.squared);
    icp_i_release(pool, t.excess);
    icp_i_release(pool, t.work);
    icp_i_release(pool, t.order);
    icp_i_release(pool, limit);
    icp_i_release(pool, kept);
    return ICP_OK;
}
