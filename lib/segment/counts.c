/* counts.c - see counts.h. */
#include "segment/counts.h"

#include "base/fail.h"
#include "base/letter_case.h"
#include "base/rng.h"
#include "math/shrink.h"
#include "math/shrink_odds.h"
#include "math/stats.h"
#include "segment/trials.h"

#include <math.h>
#include <string.h>

static bool counts_for(const icp_i_profile_input *input, const double *value, size_t i, size_t segment)
{
    return (size_t)input->held_out[i] == segment && !isnan(value[i]);
}

icp_status icp_i_counts(const icp_i_profile_input *input, const double *outcome, icp_i_pool *scratch, double *y, double *n, icp_error *err)
{
    for (size_t s = 0; s < input->segments; s++)
        ICP_I_TRY(icp_i_trials_count(input->frame, outcome, input->held_out, (int32_t)s, scratch, &y[s], &n[s], err));
    return ICP_OK;
}

icp_status icp_i_segment_rates(const icp_i_profile_input *input, const double *outcome, const char *purpose, icp_i_pool *scratch, icp_estimate *rates,
                               double *draws, icp_error *err)
{
    const icp_settings *settings = input->frame->settings;
    double *y = ICP_I_NEW(scratch, double, 2 * input->segments);
    icp_i_rng *rng = icp_i_rng_new(settings->seed, purpose, input->stream);
    icp_status status = ICP_OK;
    if (!y || !rng) {
        status = icp_i_fail_memory(err, "shrinking the rates of segments");
        goto done;
    }
    double *n = y + input->segments;
    status = icp_i_counts(input, outcome, scratch, y, n, err);
    if (status == ICP_OK) status = icp_i_shrink_rates(y, n, input->segments, settings->level, ICP_I_DRAWS, rng, scratch, rates, draws, err);
done:
    icp_i_rng_free(rng);
    icp_i_release(scratch, y);
    return status;
}

static icp_status tally_segment(const icp_i_profile_input *input, const icp_i_outcome *outcome, size_t segment, icp_i_pool *scratch,
                                icp_i_odds_tally *tally, double *expected, icp_error *err)
{
    icp_i_trial *list;
    size_t count;
    double sum = 0, mass = 0;
    ICP_I_TRY(icp_i_trials_list(input->frame, outcome->y, outcome->expected, input->held_out, (int32_t)segment, scratch, &list, &count, err));
    for (size_t t = 0; t < count; t++) {
        icp_i_odds_add(tally, list[t].weight, list[t].outcome, fmin(fmax(list[t].expected, 1e-6), 1 - 1e-6));
        sum += list[t].weight * list[t].expected;
        mass += list[t].weight;
    }
    if (expected) expected[segment] = mass > 0 ? sum / mass : (double)NAN;
    icp_i_release(scratch, list);
    return ICP_OK;
}

icp_status icp_i_segment_ratios(const icp_i_profile_input *input, const icp_i_outcome *outcome, const char *purpose, icp_i_pool *scratch,
                                icp_estimate *ratios, double *expected, double *draws, icp_error *err)
{
    const icp_settings *settings = input->frame->settings;
    icp_i_odds_tally *tally = ICP_I_NEW(scratch, icp_i_odds_tally, input->segments);
    icp_i_rng *rng = icp_i_rng_new(settings->seed, purpose, input->stream);
    icp_status status = tally && rng ? ICP_OK : icp_i_fail_memory(err, "comparing segments with what to expect");
    for (size_t s = 0; status == ICP_OK && s < input->segments; s++)
        status = tally_segment(input, outcome, s, scratch, &tally[s], expected, err);
    if (status == ICP_OK)
        status = icp_i_shrink_odds(tally, input->segments, settings->level, ICP_I_DRAWS, rng, scratch, ratios, draws, err);
    icp_i_rng_free(rng);
    icp_i_release(scratch, tally);
    return status;
}

/* A column that counts idle time says less usage the larger it is. */
static bool counts_idle_time(const char *name)
{
    static const char *const idle[] = {"recency", "days since", "days_since", "inactive", "idle"};
    char lower[64];
    size_t length = 0;
    for (; name[length] && length < sizeof lower - 1; length++) lower[length] = icp_i_lower(name[length]);
    lower[length] = '\0';
    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++)
        if (strstr(lower, idle[i])) return true;
    return false;
}

/* Mid-rank percentile of the values present in a column: (ranks below + half of the ties) / n. sum and count gain one column. */
static void add_percentiles(const icp_i_frame *frame, const icp_column *column, size_t *at, double *value, size_t *order, double *sum, double *count)
{
    size_t present = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        double x = column->numbers[frame->row[i]];
        if (isnan(x)) continue;
        at[present] = i;
        value[present++] = x;
    }
    icp_i_sort_order(value, present, order);
    bool turn = counts_idle_time(column->name);
    for (size_t first = 0, last; first < present; first = last) {
        for (last = first + 1; last < present && value[order[last]] == value[order[first]];) last++;
        double percentile = ((double)first + (double)(last - first) / 2) / (double)present;
        for (size_t r = first; r < last; r++) {
            sum[at[order[r]]] += turn ? 1 - percentile : percentile;
            count[at[order[r]]] += 1;
        }
    }
}

icp_status icp_i_usage_level(const icp_i_frame *frame, icp_i_pool *pool, double **level, icp_error *err)
{
    const icp_role_map *roles = frame->roles;
    *level = NULL;
    if (roles->usage_count == 0) return ICP_OK;
    double *sum = ICP_I_NEW(pool, double, frame->rows), *count = ICP_I_NEW(pool, double, frame->rows), *value = ICP_I_NEW(pool, double, frame->rows);
    size_t *at = ICP_I_NEW(pool, size_t, frame->rows), *order = ICP_I_NEW(pool, size_t, frame->rows);
    icp_status status = ICP_OK;
    if (!sum || !count || !value || !at || !order) {
        icp_i_release(pool, sum);
        status = icp_i_fail_memory(err, "ranking usage");
        goto done;
    }
    for (size_t j = 0; j < roles->usage_count; j++) {
        const icp_column *column = icp_table_column(frame->table, roles->usage[j]);
        if (column->numbers) add_percentiles(frame, column, at, value, order, sum, count);
    }
    for (size_t i = 0; i < frame->rows; i++) sum[i] = count[i] > 0 ? sum[i] / count[i] : NAN;
    *level = sum;
done:
    icp_i_release(pool, count);
    icp_i_release(pool, value);
    icp_i_release(pool, at);
    icp_i_release(pool, order);
    return status;
}

#define EVERYBODY ((size_t)-1)

/* Levels of the accounts counted in a segment, or of all, into value: with a group role a unit counts once, with the mean of its rows. */
static size_t account_levels(const icp_i_profile_input *input, const double *level, size_t segment, double *value, double *rows)
{
    const icp_i_frame *frame = input->frame;
    size_t accounts = icp_i_accounts(frame), n = 0;
    for (size_t a = 0; a < accounts; a++) value[a] = rows[a] = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        if (segment == EVERYBODY ? isnan(level[i]) : !counts_for(input, level, i, segment)) continue;
        value[icp_i_account_of(frame, i)] += level[i];
        rows[icp_i_account_of(frame, i)] += 1;
    }
    for (size_t a = 0; a < accounts; a++)
        if (rows[a] > 0) value[n++] = value[a] / rows[a];
    return n;
}

typedef struct moments {
    double n, mean, variance;
} moments;

/* Two passes: the naive sum of squares loses all digits of a small variance. */
static moments moments_of(const double *value, size_t n)
{
    moments m = {(double)n, 0, 0};
    for (size_t i = 0; i < n; i++) m.mean += value[i];
    m.mean = n > 0 ? m.mean / m.n : .5;
    for (size_t i = 0; i < n; i++) m.variance += (value[i] - m.mean) * (value[i] - m.mean);
    m.variance = n > 1 ? m.variance / (m.n - 1) : 1.0 / 12; /* of a uniform percentile, when there is nothing to estimate it from */
    return m;
}

icp_status icp_i_segment_usage(const icp_i_profile_input *input, const double *level, icp_i_pool *scratch, icp_estimate *index, double *draws,
                               icp_error *err)
{
    size_t k = input->segments, accounts = icp_i_accounts(input->frame);
    double *mean = ICP_I_NEW(scratch, double, 3 * k), *value = ICP_I_NEW(scratch, double, 2 * accounts);
    icp_i_rng *rng = icp_i_rng_new(input->frame->settings->seed, "usage level", input->stream);
    icp_status status = ICP_OK;
    if (!mean || !value || !rng) {
        status = icp_i_fail_memory(err, "shrinking the usage of segments");
        goto done;
    }
    double *se = mean + k, *n = se + k, *rows = value + accounts;
    double overall = moments_of(value, account_levels(input, level, EVERYBODY, value, rows)).mean;
    for (size_t s = 0; s < k; s++) {
        moments m = moments_of(value, account_levels(input, level, s, value, rows));
        mean[s] = m.mean / overall;
        se[s] = sqrt(m.variance / fmax(m.n, 1)) / overall;
        n[s] = m.n;
        if (se[s] <= 0) se[s] = 1e-6; /* all at one level: as certain as a percentile can be told */
    }
    status = icp_i_shrink_means(mean, se, n, k, input->frame->settings->level, ICP_I_DRAWS, rng, scratch, index, draws, err);
done:
    icp_i_rng_free(rng);
    icp_i_release(scratch, value);
    icp_i_release(scratch, mean);
    return status;
}
