/* silhouette.c - how much nearer each row is to its own cluster than to the next (Rousseeuw 1987). Exact. Must not know: how labels were made.
 * Every distance is computed once and counts for both its rows. Rows are cut into blocks; in each round every block meets one other, as in a
 * tournament, so that no two threads add to the same sums and each sum is added up in one fixed order. */
#include "math/silhouette.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "icpcluster/quality.h"
#include "math/checks.h"
#include "math/points.h"

#include <math.h>
#include <string.h>

#define TILE ICP_I_SILHOUETTE_LANES
#define CHUNK (4 * TILE)             /* rows a tile meets at a time: their distances stay in the nearest cache */
#define LARGEST_BLOCK (32 * TILE)
#define ENOUGH_BLOCKS ((size_t)64)   /* blocks for small data: pairs enough for many threads */

/* One labeling: labels and values in the order of the work. */
typedef struct judged {
    size_t k, used;   /* used: clusters that hold rows */
    int32_t *label;   /* n */
    size_t *count;    /* k */
    size_t first;     /* place of its sums among those of a tile */
    double *value;    /* n */
} judged;

typedef struct silhouette {
    const icp_i_silhouette_kernel *kernel;
    size_t n, d;
    size_t *order;    /* n: rows, those of a cluster of the first labeling side by side */
    double *x;        /* n x d in that order */
    judged *labelings;
    size_t count;
    size_t clusters;  /* of all labelings */
    double *sums;     /* tiles x clusters x TILE: distances of each row to each cluster */
    double *scratch;  /* per worker: tile (d x TILE), distances (CHUNK x TILE), the same of a tile turned (TILE x TILE) */
    size_t scratch_size;
    size_t block, blocks, round; /* rows of a block; blocks; round of the tournament */
} silhouette;

static double value_of(const judged *l, size_t row, const double *sums)
{
    size_t own = (size_t)l->label[row];
    if (l->count[own] < 2) return 0;
    double inside = sums[own * TILE] / (double)(l->count[own] - 1), outside = INFINITY;
    for (size_t c = 0; c < l->k; c++)
        if (c != own && l->count[c]) outside = fmin(outside, sums[c * TILE] / (double)l->count[c]);
    double larger = fmax(inside, outside);
    return larger > 0 ? (outside - inside) / larger : 0;
}

/* `distances` (rows of `label` x TILE) join the sums of a tile. */
static void add(const silhouette *s, const double *distances, size_t first, size_t count, size_t tile)
{
    double *sums = s->sums + tile * s->clusters * TILE;
    for (size_t l = 0; l < s->count; l++) s->kernel->add(distances, s->labelings[l].label + first, count, sums + s->labelings[l].first * TILE);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A tile meets the rows begin .. end-1; `turned`: scratch for the way back, NULL when they meet the tile themselves. */
static void meet(const silhouette *s, const double *tile, size_t index, size_t begin, size_t end, double *distances, double *turned)
{
    size_t rows = least(s->n - index * TILE, TILE);
    for (size_t other = begin; other < end; other += CHUNK) {
        size_t met = least(end - other, CHUNK);
        s->kernel->distances(tile, s->d, s->x + other * s->d, met, distances);
        add(s, distances, other, met, index);
        for (size_t at = 0; turned && at < met; at += TILE) {
            s->kernel->turn(distances + at * TILE, turned);
            add(s, turned, index * TILE, rows, (other + at) / TILE);
        }
    }
}

static void meet_blocks(const silhouette *s, size_t a, size_t b, int worker)
{
    double *tile = s->scratch + (size_t)worker * s->scratch_size, *distances = tile + s->d * TILE, *turned = distances + CHUNK * TILE;
    size_t begin = b * s->block, end = least(begin + s->block, s->n);
    for (size_t first = a * s->block; first < least((a + 1) * s->block, s->n); first += TILE) {
        size_t rows = least(s->n - first, TILE);
        for (size_t j = 0; j < s->d; j++)
            for (size_t i = 0; i < TILE; i++) tile[j * TILE + i] = i < rows ? s->x[(first + i) * s->d + j] : 0;
        meet(s, tile, first / TILE, begin, end, distances, a == b ? NULL : turned);
    }
}

static void meet_itself(void *context, size_t task, int worker)
{
    meet_blocks(context, task, task, worker);
}

/* Pair `task` of the round: one block stays in its place, the others move around it; with an odd number of blocks whoever meets it rests. */
static void meet_another(void *context, size_t task, int worker)
{
    const silhouette *s = context;
    size_t others = (s->blocks + 1) / 2 * 2 - 1, a = (s->round + task) % others, b = (s->round + others - task) % others;
    if (task == 0) b = others;
    if (b < s->blocks) meet_blocks(s, a < b ? a : b, a < b ? b : a, worker);
}

static void value_tile(void *context, size_t task, int worker)
{
    (void)worker;
    const silhouette *s = context;
    const double *sums = s->sums + task * s->clusters * TILE;
    for (size_t l = 0; l < s->count; l++)
        for (size_t i = 0; i < TILE && task * TILE + i < s->n; i++)
            s->labelings[l].value[task * TILE + i] = value_of(&s->labelings[l], task * TILE + i, sums + s->labelings[l].first * TILE + i);
}

static void hold_rounds(silhouette *s, int threads)
{
    icp_i_parallel(s->blocks, threads, meet_itself, s);
    for (s->round = 0; s->round + 1 < (s->blocks + 1) / 2 * 2; s->round++) icp_i_parallel((s->blocks + 1) / 2, threads, meet_another, s);
    icp_i_parallel((s->n + TILE - 1) / TILE, threads, value_tile, s);
}

/* Order of the rows by the first labeling, ties by row; begins: k entries. */
static void order_rows(silhouette *s, const int32_t *label, size_t *begins)
{
    const judged *first = &s->labelings[0];
    for (size_t c = 1; c < first->k; c++) begins[c] = begins[c - 1] + first->count[c - 1];
    for (size_t i = 0; i < s->n; i++) s->order[begins[label[i]]++] = i;
}

static bool take_labeling(judged *l, const int32_t *label, size_t n, icp_i_pool *pool)
{
    l->count = ICP_I_NEW(pool, size_t, l->k);
    l->label = ICP_I_NEW(pool, int32_t, n);
    l->value = ICP_I_NEW(pool, double, n);
    if (!l->count || !l->label || !l->value) return false;
    for (size_t i = 0; i < n; i++) l->used += l->count[label[i]]++ == 0;
    return true;
}

static bool make_room(silhouette *s, const icp_i_labelings *labelings, int threads, icp_i_pool *pool)
{
    size_t total, n = s->n, tiles = (n + TILE - 1) / TILE;
    s->labelings = ICP_I_NEW(pool, judged, labelings->count);
    s->order = ICP_I_NEW(pool, size_t, n);
    s->x = ICP_I_NEW(pool, double, n * s->d);
    if (!s->labelings || !s->order || !s->x) return false;
    for (size_t l = 0; l < labelings->count; l++) {
        s->labelings[l] = (judged){.k = labelings->k[l], .first = s->clusters};
        s->clusters += labelings->k[l];
        if (!take_labeling(&s->labelings[l], labelings->label[l], n, pool)) return false;
    }
    s->block = least((tiles + ENOUGH_BLOCKS - 1) / ENOUGH_BLOCKS * TILE, LARGEST_BLOCK);
    s->blocks = (n + s->block - 1) / s->block;
    s->scratch_size = (s->d + CHUNK + TILE) * TILE;
    s->sums = icp_i_multiply(tiles * TILE, s->clusters, &total) ? ICP_I_NEW(pool, double, total) : NULL;
    s->scratch = icp_i_multiply(s->scratch_size, (size_t)icp_i_threads(threads), &total) ? ICP_I_NEW(pool, double, total) : NULL;
    return s->sums && s->scratch;
}

static bool sort_rows(silhouette *s, const icp_i_labelings *labelings, const icp_i_points *points, icp_i_pool *pool)
{
    size_t *begins = ICP_I_NEW(pool, size_t, labelings->k[0]);
    if (!begins) return false;
    order_rows(s, labelings->label[0], begins);
    for (size_t i = 0; i < s->n; i++) memcpy(s->x + i * s->d, points->x + s->order[i] * s->d, s->d * sizeof(double));
    for (size_t l = 0; l < s->count; l++)
        for (size_t i = 0; i < s->n; i++) s->labelings[l].label[i] = labelings->label[l][s->order[i]];
    return true;
}

/* Blocks of rows in their own order. */
static double mean_of(const double *values, size_t n)
{
    double total = 0;
    for (size_t b = 0; b < icp_i_blocks(n); b++) {
        double sum = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, n); i++) sum += values[i];
        total += sum;
    }
    return total / (double)n;
}

static void publish(const silhouette *s, double *room, double *mean, double *each)
{
    for (size_t l = 0; l < s->count; l++) {
        mean[l] = NAN;
        if (s->labelings[l].used < 2) continue;
        for (size_t i = 0; i < s->n; i++) room[s->order[i]] = s->labelings[l].value[i];
        mean[l] = mean_of(room, s->n);
        if (each) memcpy(each + l * s->n, room, s->n * sizeof *each);
    }
}

static icp_status measure(icp_view x, const icp_i_labelings *labelings, silhouette *s, int threads, icp_i_pool *pool, double *mean, double *each,
                          icp_error *err)
{
    icp_i_points points;
    double *room = ICP_I_NEW(pool, double, s->n);
    if (!room || !icp_i_points_make(x, NULL, (icp_view){0}, threads, pool, &points) || !make_room(s, labelings, threads, pool) ||
        !sort_rows(s, labelings, &points, pool))
        return icp_i_fail_memory(err, "measuring silhouettes");
    bool any = false;
    for (size_t l = 0; l < s->count; l++) any |= s->labelings[l].used > 1;
    if (any) hold_rounds(s, threads);
    publish(s, room, mean, each);
    return ICP_OK;
}

icp_status icp_i_silhouettes(icp_view x, const icp_i_labelings *labelings, const icp_i_silhouette_kernel *kernel, int threads, double *mean,
                             double *each, icp_error *err)
{
    silhouette s = {.kernel = kernel ? kernel : icp_i_silhouette_best(), .n = x.rows, .d = x.cols, .count = labelings->count};
    if (s.count == 0) return ICP_OK;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return icp_i_fail_memory(err, "measuring silhouettes");
    icp_status status = measure(x, labelings, &s, threads, pool, mean, each, err);
    icp_i_pool_free(pool);
    return status;
}

icp_status icp_silhouette(icp_view x, const int32_t *labels, size_t k, int threads, double *mean, double *each, icp_error *err)
{
    if (!mean) return icp_i_fail(err, ICP_E_ARGUMENT, "mean is NULL");
    ICP_I_TRY(icp_i_view_check(x, "x", err));
    ICP_I_TRY(icp_i_labels_check(labels, x.rows, k, err));
    double made;
    ICP_I_TRY(icp_i_silhouettes(x, &(icp_i_labelings){&labels, &k, 1}, NULL, threads, &made, each, err));
    if (isnan(made)) return icp_i_fail(err, ICP_E_TOO_FEW, "labels: fewer than 2 of %zu clusters hold rows; a silhouette needs at least 2", k);
    *mean = made;
    return ICP_OK;
}
