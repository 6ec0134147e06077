/* partition.c - see partition.h. Owns: the order of clusters. Must not know: axes, how k was chosen, names. */
#include "segment/partition.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

/* place[c]: where cluster c stands by descending size, ties by first row. */
static void find_places(const icp_i_partition *found, size_t rows, size_t *first, size_t *place)
{
    for (size_t c = 0; c < found->k; c++) first[c] = rows;
    for (size_t i = rows; i-- > 0;) first[found->label[i]] = i;
    for (size_t c = 0; c < found->k; c++) {
        place[c] = 0;
        for (size_t o = 0; o < found->k; o++) {
            bool larger = found->size[o] > found->size[c];
            bool earlier = found->size[o] == found->size[c] && (first[o] < first[c] || (first[o] == first[c] && o < c));
            if (o != c && (larger || earlier)) place[c]++;
        }
    }
}

icp_status icp_i_partition_order(icp_i_partition *partition, size_t rows, size_t cols, icp_i_pool *pool, icp_error *err)
{
    size_t k = partition->k;
    size_t *first = ICP_I_NEW(pool, size_t, k), *place = ICP_I_NEW(pool, size_t, k), *size = ICP_I_NEW(pool, size_t, k);
    double *center = ICP_I_NEW(pool, double, k * cols);
    if (!first || !place || !size || !center) return icp_i_fail_memory(err, "numbering clusters");
    find_places(partition, rows, first, place);
    for (size_t c = 0; c < k; c++) {
        memcpy(center + place[c] * cols, partition->center + c * cols, cols * sizeof *center);
        size[place[c]] = partition->size[c];
    }
    for (size_t i = 0; i < rows; i++) partition->label[i] = (int32_t)place[partition->label[i]];
    icp_i_release(pool, partition->center);
    icp_i_release(pool, partition->size);
    icp_i_release(pool, first);
    icp_i_release(pool, place);
    partition->center = center;
    partition->size = size;
    return ICP_OK;
}

static double distance_to(const double *a, const double *b, size_t cols)
{
    double sum = 0;
    for (size_t j = 0; j < cols; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sqrt(sum);
}

/* In the order k-means found them. */
static icp_status publish(const double *x, const icp_kmeans *found, icp_i_pool *pool, icp_i_partition *out, icp_error *err)
{
    size_t k = found->k, cols = found->cols, rows = found->rows;
    icp_i_partition made = {.k = k, .label = ICP_I_NEW(pool, int32_t, rows), .center = ICP_I_NEW(pool, double, k * cols),
                            .size = ICP_I_NEW(pool, size_t, k), .distance = ICP_I_NEW(pool, double, rows), .inertia = found->inertia,
                            .restarts = found->restarts, .best_hits = found->best_hits};
    if (!made.label || !made.center || !made.size || !made.distance) return icp_i_fail_memory(err, "numbering clusters");
    for (size_t c = 0; c < k; c++) {
        memcpy(made.center + c * cols, found->centers + c * cols, cols * sizeof(double));
        made.size[c] = found->sizes[c];
    }
    for (size_t i = 0; i < rows; i++) {
        made.label[i] = found->labels[i];
        made.distance[i] = distance_to(x + i * cols, made.center + (size_t)made.label[i] * cols, cols);
    }
    *out = made;
    return ICP_OK;
}

/* Without a column there is one cluster of all rows. */
static icp_status everything(size_t rows, icp_i_pool *pool, icp_i_partition *out, icp_error *err)
{
    icp_i_partition made = {.k = 1, .label = ICP_I_NEW(pool, int32_t, rows), .center = ICP_I_NEW(pool, double, 0), .size = ICP_I_NEW(pool, size_t, 1),
                            .distance = ICP_I_NEW(pool, double, rows)};
    if (!made.label || !made.center || !made.size || !made.distance) return icp_i_fail_memory(err, "numbering clusters");
    made.size[0] = rows;
    *out = made;
    return ICP_OK;
}

icp_status icp_i_partition_make(const double *x, const double *weight, size_t rows, size_t cols, size_t k, size_t restarts, const double *start,
                                const icp_settings *settings, icp_i_pool *pool, icp_i_partition *out, icp_error *err)
{
    if (cols == 0) return everything(rows, pool, out, err);
    icp_kmeans_settings how = icp_kmeans_settings_default();
    how.k = k;
    how.restarts = restarts;
    how.threads = settings->threads;
    how.seed = settings->seed;
    how.kernel = settings->kernel;
    how.hooks = icp_i_pool_hooks(pool);
    icp_view begin = {NULL, 0, 0, 0, 0};
    if (start) begin = icp_view_rows(start, k, cols);
    icp_kmeans found;
    icp_i_partition made;
    ICP_I_TRY(icp_kmeans_fit(icp_view_rows(x, rows, cols), weight, begin, &how, &found, err));
    icp_status status = publish(x, &found, pool, &made, err);
    icp_kmeans_free(&found);
    if (status == ICP_OK && !start) status = icp_i_partition_order(&made, rows, cols, pool, err);
    if (status == ICP_OK) *out = made;
    return status;
}

void icp_i_partition_release(icp_i_partition *partition, icp_i_pool *pool)
{
    icp_i_release(pool, partition->label);
    icp_i_release(pool, partition->center);
    icp_i_release(pool, partition->size);
    icp_i_release(pool, partition->distance);
    *partition = (icp_i_partition){0};
}

static bool met_before(const double *x, size_t row, const size_t *met, size_t count, size_t cols)
{
    for (size_t m = 0; m < count; m++) {
        size_t j = 0;
        while (j < cols && x[met[m] * cols + j] == x[row * cols + j]) j++;
        if (j == cols) return true;
    }
    return false;
}

icp_status icp_i_partition_distinct(const double *x, const double *weight, size_t rows, size_t cols, size_t enough, icp_i_pool *scratch, size_t *out,
                                    icp_error *err)
{
    size_t count = 0, *met = ICP_I_NEW(scratch, size_t, enough);
    if (!met) return icp_i_fail_memory(err, "counting distinct accounts");
    for (size_t i = 0; i < rows && count < enough; i++)
        if ((!weight || weight[i] > 0) && !met_before(x, i, met, count, cols)) met[count++] = i;
    icp_i_release(scratch, met);
    *out = count;
    return ICP_OK;
}
