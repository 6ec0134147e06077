/* choose.c - see choose.h. Owns: the k table, the rule that chooses k, the smallest segment that counts. Must not know: axes, names, ranks. */
#include "segment/choose.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/silhouette.h"
#include "math/stats.h"
#include "segment/trim.h"

#include <math.h>

#define LARGEST_K 12
#define ROWS_PER_K 50          /* rows that each further segment needs before it is tried */
#define TABLE_ROWS 10000       /* rows the k table is made on */
#define TABLE_RESTARTS 5
#define FEW_ROWS 20000         /* up to so many rows the published partition has more starts */
#define FEW_ROWS_RESTARTS 50
#define MANY_ROWS_RESTARTS 10
#define SILHOUETTE_ROWS 2000
#define FOUND_AGAIN 0.8        /* prediction strength of a number of segments that random halves find again */
#define SPLITS 3               /* into halves, that prediction strength is averaged over */

typedef struct search {
    const icp_i_frame *frame;
    const icp_i_behaviour *behaviour;
    icp_i_pool *pool;
    icp_i_sample points, judged;      /* rows of the k table; those of them the silhouette is computed on */
    icp_i_halves halves[SPLITS];
    size_t low, high;                 /* numbers of segments that are tried */
    size_t min_size;
    icp_k_row *row;                   /* high - low + 1 */
    unsigned char *accepted;          /* the same: every segment holds min_size accounts */
    int32_t *label;                   /* the same x judged.rows: segments of the judged points */
} search;

double icp_i_smallest_lift(double base, size_t size)
{
    double low = base, high = 1;
    if (!(base > 0) || !(base < 1) || size == 0) return NAN;
    double both = icp_i_normal_quantile(0.975), power = icp_i_normal_quantile(0.8);
    for (int step = 0; step < 60; step++) {
        double other = (low + high) / 2, mean = (base + other) / 2;
        double need = both * sqrt(2 * mean * (1 - mean)) + power * sqrt(base * (1 - base) + other * (1 - other));
        if (need * need <= (double)size * (other - base) * (other - base)) high = other;
        else low = other;
    }
    return high < 1 ? high / base : (double)NAN;
}

static size_t minimum_size(const icp_settings *settings, size_t rows)
{
    size_t share = (rows + 49) / 50;
    if (settings->min_size > 0) return settings->min_size;
    return share > 30 ? share : 30;
}

/* One segment where nothing is known; the range of the user, or 1 .. as many as the rows can carry; never more than there are different points. */
static icp_status settle_range(search *s, icp_error *err)
{
    const icp_settings *settings = s->frame->settings;
    s->low = s->high = 1;
    if (s->points.cols == 0) return ICP_OK;
    size_t carried = s->behaviour->rows / ROWS_PER_K, distinct;
    s->low = settings->k_low > 0 ? settings->k_low : 1;
    s->high = settings->k_high > 0 ? settings->k_high : carried < LARGEST_K ? carried : LARGEST_K;
    if (s->high < s->low) s->high = s->low;
    ICP_I_TRY(icp_i_partition_distinct(s->points.x, s->points.weight, s->points.rows, s->points.cols, s->high, s->pool, &distinct, err));
    if (distinct < s->high) s->high = distinct;
    if (s->high >= s->low) return ICP_OK;
    return icp_i_fail(err, ICP_E_TOO_FEW, "%zu segments were asked for, but the accounts take only %zu different positions", s->low, distinct);
}

/* Labels of the judged points out of those of all rows or (`of_table`) of the points of the table. */
static void judged_labels(const search *s, const int32_t *label, bool of_table, int32_t *judged)
{
    for (size_t i = 0; i < s->judged.rows; i++) judged[i] = label[of_table ? s->judged.row[i] : s->points.row[s->judged.row[i]]];
}

/* Silhouettes of the judged points under `count` labelings, one pass for all; NaN where they hold one cluster only. */
static icp_status silhouettes(const search *s, const icp_i_labelings *labelings, double *out, icp_error *err)
{
    icp_view x = icp_view_rows(s->judged.x, s->judged.rows, s->judged.cols);
    return icp_i_silhouettes(x, labelings, NULL, s->frame->settings->threads, out, NULL, err);
}

/* What the table says of a partition of `rows` points x. */
static icp_status describe(const search *s, const icp_i_partition *found, const double *x, size_t rows, icp_k_row *row, icp_error *err)
{
    size_t k = found->k, smallest = rows, all = s->behaviour->rows;
    double scale = (double)all / (double)rows; /* the table speaks of all rows, also where it is made on a sample */
    for (size_t c = 0; c < k; c++)
        if (found->size[c] < smallest) smallest = found->size[c];
    row->k = k;
    row->inertia = found->inertia * scale;
    row->restarts = found->restarts;
    row->best_hits = found->best_hits;
    row->smallest = (size_t)((double)smallest * scale + 0.5);
    row->calinski_harabasz = row->silhouette = row->gap = row->gap_se = row->null_p = NAN;
    if (k < 2 || k >= rows) return ICP_OK;
    ICP_I_TRY(icp_calinski_harabasz(icp_view_rows(x, rows, s->points.cols), found->label, k, &row->calinski_harabasz, err));
    row->calinski_harabasz *= (double)(all - k) / (double)(rows - k); /* its denominator has as many degrees of freedom as there are rows */
    return ICP_OK;
}

/* judged: receives the labels of the judged points. */
static icp_status try_k(search *s, size_t k, icp_k_row *row, int32_t *judged, icp_error *err)
{
    const icp_settings *settings = s->frame->settings;
    icp_i_partition found;
    const icp_i_sample *p = &s->points;
    ICP_I_TRY(icp_i_partition_make(p->x, p->weight, p->rows, p->cols, k, TABLE_RESTARTS, NULL, settings, s->pool, &found, err));
    ICP_I_TRY(describe(s, &found, p->x, p->rows, row, err));
    judged_labels(s, found.label, true, judged);
    icp_i_partition_release(&found, s->pool);
    return ICP_OK;
}

/* The largest accepted k >= 2 that is found again, else the one that comes nearest to it, else the lowest of the range. */
static size_t best_k(const search *s)
{
    size_t best = 0;
    for (size_t k = s->low < 2 ? 2 : s->low; k <= s->high; k++) {
        if (!s->accepted[k - s->low]) continue;
        double strength = s->row[k - s->low].prediction_strength;
        if (best == 0 || strength >= FOUND_AGAIN || strength > s->row[best - s->low].prediction_strength) best = k;
    }
    return best ? best : s->low;
}

static size_t automatic_restarts(const search *s)
{
    size_t asked = s->frame->settings->restarts;
    return asked > 0 ? asked : s->behaviour->rows <= FEW_ROWS ? FEW_ROWS_RESTARTS : MANY_ROWS_RESTARTS;
}

static icp_status judge_partition(const search *s, const icp_i_partition *found, icp_k_row *row, icp_error *err)
{
    if (found->k < 2 || found->k >= s->behaviour->rows) return ICP_OK;
    int32_t *judged = s->label + (found->k - s->low) * s->judged.rows;
    judged_labels(s, found->label, false, judged);
    const int32_t *label = judged;
    return silhouettes(s, &(icp_i_labelings){&label, &found->k, 1}, &row->silhouette, err);
}

/* Partitions all rows with the best k, and with the next best when a segment turns out too small on closer search. */
static icp_status settle_k(search *s, icp_i_partition *out, size_t *trimmed, icp_error *err)
{
    const icp_i_behaviour *b = s->behaviour;
    for (;;) {
        size_t k = best_k(s);
        icp_k_row *row = &s->row[k - s->low];
        ICP_I_TRY(icp_i_partition_make(b->x, b->weight, b->rows, b->cols, k, automatic_restarts(s), NULL, s->frame->settings, s->pool, out, err));
        ICP_I_TRY(icp_i_partition_trim(b->x, b->weight, b->rows, b->cols, false, s->frame->settings, s->pool, out, trimmed, err));
        ICP_I_TRY(describe(s, out, b->x, b->rows, row, err));
        ICP_I_TRY(judge_partition(s, out, row, err));
        if (!s->accepted[k - s->low] || row->smallest >= s->min_size) return ICP_OK;
        s->accepted[k - s->low] = 0;
        icp_i_partition_release(out, s->pool);
    }
}

static const char *explain(const search *s, size_t k)
{
    char strength[ICP_I_NUMBER_SIZE];
    const icp_k_row *row = &s->row[k - s->low];
    icp_i_number_fixed(row->prediction_strength, 2, strength);
    if (s->points.cols == 0) return "no axis carries information";
    if (s->low == s->high && s->frame->settings->k_low > 0) return "you set this number of segments";
    if (s->high < 2) return icp_i_print(s->pool, "%zu accounts are too few, or too alike, to be cut into segments", s->behaviour->rows);
    if (!s->accepted[k - s->low] || k == 1) return icp_i_print(s->pool, "every cut leaves a segment of fewer than %zu accounts", s->min_size);
    if (row->prediction_strength >= FOUND_AGAIN)
        return icp_i_print(s->pool, "the largest number of segments of at least %zu accounts that random halves of the accounts find again "
                                    "(prediction strength %s, 0.80 is needed)", s->min_size, strength);
    return icp_i_print(s->pool, "random halves of the accounts find no number of segments again (prediction strength 0.80 is needed, this one comes "
                                "nearest with %s): read the segments as cuts through a continuum", strength);
}

/* judged: labels of the judged points, one row of the table after the other. */
static icp_status judge_table(search *s, const int32_t *judged, size_t count, icp_error *err)
{
    const int32_t **label = ICP_I_NEW(s->pool, const int32_t *, count);
    size_t *k = ICP_I_NEW(s->pool, size_t, count);
    double *mean = ICP_I_NEW(s->pool, double, count), *strength = ICP_I_NEW(s->pool, double, count);
    if (!label || !k || !mean || !strength) return icp_i_fail_memory(err, "judging numbers of segments");
    for (size_t i = 0; i < count; i++) {
        label[i] = judged + i * s->judged.rows;
        k[i] = s->row[i].k;
        mean[i] = NAN;
    }
    if (s->points.cols > 0) ICP_I_TRY(silhouettes(s, &(icp_i_labelings){label, k, count}, mean, err));
    ICP_I_TRY(icp_i_prediction_strengths(s->halves, SPLITS, s->low, s->high, s->frame->settings, strength, err));
    for (size_t i = 0; i < count; i++) {
        if (k[i] < s->points.rows) s->row[i].silhouette = mean[i];
        s->row[i].prediction_strength = strength[i];
    }
    icp_i_release(s->pool, strength);
    icp_i_release(s->pool, mean);
    icp_i_release(s->pool, k);
    icp_i_release(s->pool, label);
    return ICP_OK;
}

static icp_status fill_table(search *s, icp_error *err)
{
    size_t count = s->high - s->low + 1, entries;
    s->row = ICP_I_NEW(s->pool, icp_k_row, count);
    s->accepted = ICP_I_NEW(s->pool, unsigned char, count);
    s->label = icp_i_multiply(count, s->judged.rows, &entries) ? ICP_I_NEW(s->pool, int32_t, entries) : NULL;
    if (!s->row || !s->accepted || !s->label) return icp_i_fail_memory(err, "judging numbers of segments");
    for (uint64_t i = 0; i < SPLITS && s->high > 1; i++)
        ICP_I_TRY(icp_i_halves_make(s->frame, s->behaviour, i, s->pool, &s->halves[i], err));
    for (size_t k = s->low; k <= s->high; k++) {
        ICP_I_TRY(try_k(s, k, &s->row[k - s->low], s->label + (k - s->low) * s->judged.rows, err));
        s->accepted[k - s->low] = s->row[k - s->low].smallest >= s->min_size;
    }
    return judge_table(s, s->label, count, err);
}

icp_status icp_i_choose(const icp_i_frame *frame, const icp_i_behaviour *behaviour, icp_i_pool *pool, icp_i_choice *out, icp_error *err)
{
    uint64_t seed = frame->settings->seed;
    search s = {.frame = frame, .behaviour = behaviour, .pool = pool, .min_size = minimum_size(frame->settings, behaviour->rows)};
    const icp_i_behaviour *b = behaviour;
    const icp_i_sample *p = &s.points;
    ICP_I_TRY(icp_i_sample_take(b->x, b->weight, b->cols, NULL, b->rows, TABLE_ROWS, seed, "k table", 0, pool, &s.points, err));
    ICP_I_TRY(icp_i_sample_take(p->x, p->weight, p->cols, NULL, p->rows, SILHOUETTE_ROWS, seed, "silhouette", 0, pool, &s.judged, err));
    ICP_I_TRY(settle_range(&s, err));
    ICP_I_TRY(fill_table(&s, err));
    icp_i_choice made = {.table = s.row, .count = s.high - s.low + 1, .min_size = s.min_size, .judged = s.judged, .judged_label = s.label};
    ICP_I_TRY(settle_k(&s, &made.partition, &made.trimmed, err));
    made.why = explain(&s, made.partition.k);
    if (!made.why) return icp_i_fail_memory(err, "judging numbers of segments");
    *out = made;
    return ICP_OK;
}
