/* profile.c - see profile.h. Sizes, revenue, usage, rates; traits, objections and contacts have files of their own. */
#include "segment/profile.h"

#include "base/fail.h"
#include "math/stats.h"
#include "segment/counts.h"
#include "segment/profile_parts.h"
#include "segment/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool in_segment(const icp_i_profile_input *input, size_t i, size_t segment)
{
    return (size_t)input->label[i] == segment;
}

/* Median of a numeric column over the rows of a segment (ICP_NONE: all); buffer holds a value a row. *sum may be NULL. */
static double column_median(const icp_i_profile_input *input, const icp_column *column, size_t segment, double *buffer, double *sum)
{
    size_t n = 0;
    double total = 0;
    for (size_t i = 0; i < input->frame->rows; i++) {
        double x = column->numbers[input->frame->row[i]];
        if (isnan(x) || (segment != ICP_NONE && !in_segment(input, i, segment))) continue;
        buffer[n++] = x;
        total += x;
    }
    if (sum) *sum = n > 0 ? total : NAN;
    return icp_i_median(buffer, n);
}

/* Customers of a segment: units when a group role binds rows together, else rows. seen: units flags. */
static size_t count_customers(const icp_i_profile_input *input, size_t segment, size_t size, unsigned char *seen)
{
    const icp_i_frame *frame = input->frame;
    if (frame->roles->group == ICP_NONE) return size;
    memset(seen, 0, frame->units);
    size_t customers = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        if (!in_segment(input, i, segment) || seen[frame->unit[i]]) continue;
        seen[frame->unit[i]] = 1;
        customers++;
    }
    return customers;
}

static void describe_size(const icp_i_profile_input *input, size_t s, double all_revenue, double *buffer, unsigned char *seen, icp_segment *segment)
{
    const icp_i_frame *frame = input->frame;
    snprintf(segment->id, sizeof segment->id, "S%zu", s + 1);
    for (size_t i = 0; i < frame->rows; i++) segment->size += in_segment(input, i, s);
    segment->share = (double)segment->size / (double)frame->rows;
    segment->customers = count_customers(input, s, segment->size, seen);
    segment->revenue_sum = segment->revenue_share = segment->revenue_median = NAN;
    segment->dip_p = NAN;
    segment->stability = (icp_estimate){NAN, NAN, NAN, .9, 0};
    if (frame->roles->revenue == ICP_NONE) return;
    const icp_column *column = icp_table_column(frame->table, frame->roles->revenue);
    if (!column->numbers) return;
    segment->revenue_median = column_median(input, column, s, buffer, &segment->revenue_sum);
    segment->revenue_share = segment->revenue_sum / all_revenue;
}

static icp_status describe_sizes(const icp_i_profile_input *input, icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    const icp_i_frame *frame = input->frame;
    double *buffer = ICP_I_NEW(scratch, double, frame->rows), all_revenue = NAN;
    unsigned char *seen = ICP_I_NEW(scratch, unsigned char, frame->units);
    if (!buffer || !seen) return icp_i_fail_memory(err, "describing segments");
    if (frame->roles->revenue != ICP_NONE) {
        const icp_column *column = icp_table_column(frame->table, frame->roles->revenue);
        if (column->numbers) column_median(input, column, ICP_NONE, buffer, &all_revenue);
    }
    for (size_t s = 0; s < input->segments; s++) describe_size(input, s, all_revenue, buffer, seen, &segments[s]);
    return ICP_OK;
}

static icp_status describe_usage(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments,
                                 icp_usage_profile **usage, size_t *usage_count, icp_error *err)
{
    const icp_i_frame *frame = input->frame;
    const icp_role_map *roles = frame->roles;
    double *buffer = ICP_I_NEW(scratch, double, frame->rows);
    *usage = ICP_I_NEW(pool, icp_usage_profile, roles->usage_count);
    if (!buffer || !*usage) return icp_i_fail_memory(err, "describing usage");
    size_t kept = 0;
    for (size_t j = 0; j < roles->usage_count; j++) {
        const icp_column *column = icp_table_column(frame->table, roles->usage[j]);
        if (!column->numbers) continue;
        double median = column_median(input, column, ICP_NONE, buffer, NULL);
        (*usage)[kept++] = (icp_usage_profile){roles->usage[j], median, median};
    }
    *usage_count = kept;
    for (size_t s = 0; s < input->segments; s++) {
        segments[s].usage = ICP_I_NEW(pool, icp_usage_profile, kept);
        if (!segments[s].usage) return icp_i_fail_memory(err, "describing usage");
        segments[s].usage_count = kept;
        for (size_t j = 0; j < kept; j++) {
            const icp_column *column = icp_table_column(frame->table, (*usage)[j].column);
            segments[s].usage[j] = (icp_usage_profile){(*usage)[j].column, column_median(input, column, s, buffer, NULL), (*usage)[j].overall};
        }
    }
    return ICP_OK;
}

static icp_status describe_usage_index(const icp_i_profile_input *input, icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    double *level;
    ICP_I_TRY(icp_i_usage_level(input->frame, scratch, &level, err));
    icp_estimate *index = ICP_I_NEW(scratch, icp_estimate, input->segments);
    if (!index) return icp_i_fail_memory(err, "describing usage");
    if (level) ICP_I_TRY(icp_i_segment_usage(input, level, scratch, index, NULL, err));
    for (size_t s = 0; s < input->segments; s++)
        segments[s].usage_index = level ? index[s] : (icp_estimate){NAN, NAN, NAN, input->frame->settings->level, 0};
    return ICP_OK;
}

/* Fewer trials than this are shrunk, and weighed, but not published as a rate of the segment. */
#define FEWEST_TRIALS ((size_t)20)

/* Rates of one outcome into the member at `offset` of every segment. */
static icp_status describe_rates(const icp_i_profile_input *input, const icp_i_outcome *outcome, const char *purpose, size_t offset,
                                 icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    icp_estimate *rates = ICP_I_NEW(scratch, icp_estimate, input->segments);
    if (!rates) return icp_i_fail_memory(err, "describing outcomes");
    bool known = outcome->model.present && outcome->model.eligible > 0;
    if (known) ICP_I_TRY(icp_i_segment_rates(input, outcome->y, purpose, scratch, rates, NULL, err));
    for (size_t s = 0; s < input->segments; s++) {
        icp_estimate none = {NAN, NAN, NAN, input->frame->settings->level, 0};
        if (known) none.n = rates[s].n;
        memcpy((char *)&segments[s] + offset, known && rates[s].n >= FEWEST_TRIALS ? &rates[s] : &none, sizeof none);
    }
    return ICP_OK;
}

/* Upsell against what exposure and starting size let expect. */
static icp_status describe_upsell(const icp_i_profile_input *input, icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    icp_estimate *ratios = ICP_I_NEW(scratch, icp_estimate, input->segments);
    double *expected = ICP_I_NEW(scratch, double, input->segments);
    if (!ratios || !expected) return icp_i_fail_memory(err, "describing outcomes");
    bool known = input->upsell->expected != NULL;
    if (known) ICP_I_TRY(icp_i_segment_ratios(input, input->upsell, "upsell rate", scratch, ratios, expected, NULL, err));
    for (size_t s = 0; s < input->segments; s++) {
        bool told = known && ratios[s].n >= FEWEST_TRIALS;
        segments[s].upsell_for_size = told ? ratios[s] : (icp_estimate){NAN, NAN, NAN, input->frame->settings->level, ratios[s].n};
        segments[s].upsell_expected = told ? expected[s] : (double)NAN;
    }
    return ICP_OK;
}

static icp_status describe_all(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments,
                               icp_usage_profile **usage, size_t *usage_count, icp_objection_rate **objections, size_t *objection_count,
                               icp_error *err)
{
    ICP_I_TRY(describe_sizes(input, scratch, segments, err));
    ICP_I_TRY(describe_usage(input, pool, scratch, segments, usage, usage_count, err));
    ICP_I_TRY(describe_usage_index(input, scratch, segments, err));
    ICP_I_TRY(describe_rates(input, input->upsell, "upsell rate", offsetof(icp_segment, upsell), scratch, segments, err));
    ICP_I_TRY(describe_upsell(input, scratch, segments, err));
    ICP_I_TRY(describe_rates(input, input->churn, "churn rate", offsetof(icp_segment, churn), scratch, segments, err));
    ICP_I_TRY(describe_rates(input, input->win, "win rate", offsetof(icp_segment, win), scratch, segments, err));
    ICP_I_TRY(icp_i_profile_effects(input, pool, scratch, segments, err));
    ICP_I_TRY(icp_i_profile_traits(input, pool, scratch, segments, err));
    ICP_I_TRY(icp_i_profile_contacts(input, pool, scratch, segments, err));
    return icp_i_profile_objections(input, pool, scratch, segments, objections, objection_count, err);
}

icp_status icp_i_profile(const icp_i_profile_input *input, icp_i_pool *pool, icp_segment **segments, icp_usage_profile **usage, size_t *usage_count,
                         icp_objection_rate **objections, size_t *objection_count, icp_error *err)
{
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    icp_segment *made = ICP_I_NEW(pool, icp_segment, input->segments);
    icp_status status = !scratch || !made ? icp_i_fail_memory(err, "describing segments")
                                          : describe_all(input, pool, scratch, made, usage, usage_count, objections, objection_count, err);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) *segments = made;
    return status;
}
