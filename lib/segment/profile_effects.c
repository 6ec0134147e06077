/* profile_effects.c - how far each usage column sets a segment apart. Descriptive: segments are made from these columns, so nothing is tested. */
#include "base/fail.h"
#include "math/stats.h"
#include "segment/profile_parts.h"
#include "segment/transform.h"

#include <math.h>

typedef struct sums {
    double n, mean, square; /* square: sum of squared deviations */
} sums;

static sums side(const icp_i_profile_input *input, const double *value, size_t segment, bool inside)
{
    sums s = {0, 0, 0};
    for (size_t i = 0; i < input->frame->rows; i++)
        if (((size_t)input->label[i] == segment) == inside) s.n += 1, s.mean += value[i];
    if (s.n > 0) s.mean /= s.n;
    for (size_t i = 0; i < input->frame->rows; i++)
        if (((size_t)input->label[i] == segment) == inside) s.square += (value[i] - s.mean) * (value[i] - s.mean);
    return s;
}

/* Cohen's d of the segment against all others, with the normal interval of Hedges & Olkin (1985): var = (a+b)/(ab) + d^2/(2(a+b)). */
static icp_estimate difference(sums in, sums out, double level)
{
    icp_estimate e = {NAN, NAN, NAN, level, (size_t)in.n};
    double n = in.n + out.n, pooled = n > 2 ? sqrt((in.square + out.square) / (n - 2)) : 0;
    if (in.n < 2 || out.n < 2 || !(pooled > 0)) return e;
    e.value = (in.mean - out.mean) / pooled;
    double half = icp_i_normal_quantile((1 + level) / 2) * sqrt(n / (in.n * out.n) + e.value * e.value / (2 * n));
    e.low = e.value - half;
    e.high = e.value + half;
    return e;
}

/* The first feature of a column's transform, for every row. false: a constant column. */
static icp_status feature_of(const icp_i_frame *frame, size_t column, icp_i_pool *scratch, double *raw, double *value, bool *varies, icp_error *err)
{
    const icp_column *c = icp_table_column(frame->table, column);
    icp_i_transform transform;
    for (size_t i = 0; i < frame->rows; i++) raw[i] = c->numbers[frame->row[i]];
    ICP_I_TRY(icp_i_transform_fit(raw, frame->fit, frame->rows, c->type, scratch, &transform, err));
    *varies = transform.features > 0;
    for (size_t i = 0; i < frame->rows && *varies; i++) {
        double feature[2] = {0, 0};
        icp_i_transform_apply(&transform, raw[i], feature);
        value[i] = feature[0] + feature[1]; /* both parts of a zero-inflated count say "more use" */
    }
    return ICP_OK;
}

/* Importance: squared distance of the segment's mean to everybody's, as a share over columns. Sorted by it, largest first. */
static void finish(icp_segment *segment)
{
    double total = 0;
    for (size_t j = 0; j < segment->profile_count; j++) total += segment->profile[j].importance;
    for (size_t j = 0; j < segment->profile_count; j++) {
        icp_profile_effect moved = segment->profile[j];
        moved.importance = total > 0 ? moved.importance / total : 0;
        size_t at = j;
        for (; at > 0 && segment->profile[at - 1].importance < moved.importance; at--) segment->profile[at] = segment->profile[at - 1];
        segment->profile[at] = moved;
    }
}

icp_status icp_i_profile_effects(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    const icp_i_frame *frame = input->frame;
    double *raw = ICP_I_NEW(scratch, double, frame->rows), *value = ICP_I_NEW(scratch, double, frame->rows);
    if (!raw || !value) return icp_i_fail_memory(err, "comparing usage");
    for (size_t s = 0; s < input->segments; s++) {
        segments[s].profile = ICP_I_NEW(pool, icp_profile_effect, frame->roles->usage_count);
        if (!segments[s].profile) return icp_i_fail_memory(err, "comparing usage");
    }
    for (size_t j = 0; j < frame->roles->usage_count; j++) {
        size_t column = frame->roles->usage[j];
        bool varies = false;
        if (!icp_table_column(frame->table, column)->numbers) continue;
        ICP_I_TRY(feature_of(frame, column, scratch, raw, value, &varies, err));
        for (size_t s = 0; s < input->segments && varies; s++) {
            sums in = side(input, value, s, true), out = side(input, value, s, false);
            double all = (in.n * in.mean + out.n * out.mean) / (in.n + out.n);
            segments[s].profile[segments[s].profile_count++] =
                (icp_profile_effect){column, difference(in, out, frame->settings->level), (in.mean - all) * (in.mean - all)};
        }
    }
    for (size_t s = 0; s < input->segments; s++) finish(&segments[s]);
    icp_i_release(scratch, raw);
    icp_i_release(scratch, value);
    return ICP_OK;
}
