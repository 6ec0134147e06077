/* learn.c - see learn.h. Owns: the sample, and sorting each column once for all fits. Must not know: folds, penalties, models. */
#include "segment/learn.h"

#include "base/fail.h"
#include "base/rng.h"
#include "math/stats.h"
#include "segment/recency_weights.h"

#include <math.h>

enum { LEARNS = 1, SEARCHES = 2 };

/* Units are in a sample or out of it whole; those that search also learn. */
static icp_status draw_units(const icp_i_frame *frame, double share, double search, icp_i_pool *pool, unsigned char **drawn, icp_error *err)
{
    *drawn = ICP_I_NEW(pool, unsigned char, frame->units);
    icp_i_rng *rng = icp_i_rng_new(frame->settings->seed, "learn", 0);
    bool ready = *drawn && rng;
    for (size_t u = 0; ready && u < frame->units; u++) {
        double draw = icp_i_rng_uniform(rng);
        (*drawn)[u] = (unsigned char)((share >= 1 || draw < share ? LEARNS : 0) | (search >= 1 || draw < search ? SEARCHES : 0));
    }
    icp_i_rng_free(rng);
    return ready ? ICP_OK : icp_i_fail_memory(err, "drawing rows to learn from");
}

static bool known(const icp_i_frame *frame, const double *y, size_t row)
{
    return !isnan(y[row]) && icp_i_may_learn(frame, row);
}

/* Share of the known rows that holds so many, and so many of the rarer class. */
static double share_of(const icp_i_frame *frame, const double *y, double most, double rare)
{
    double rows = 0, events = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        if (!known(frame, y, i)) continue;
        rows++;
        events += y[i] > 0;
    }
    double rarer = fmin(events, rows - events);
    return fmin(1, fmax(most / fmax(rows, 1), rare / fmax(rarer, 1)));
}

static icp_status sort_column(const icp_i_learn *learn, const icp_column *column, double *values, size_t *at, icp_i_pool *pool, const size_t **out,
                              icp_error *err)
{
    size_t count = 0, *order = ICP_I_NEW(pool, size_t, learn->frame.rows), *sorted = ICP_I_NEW(pool, size_t, learn->frame.rows + 1);
    if (!order || !sorted) return icp_i_fail_memory(err, "sorting a column");
    for (size_t i = 0; i < learn->frame.rows; i++) {
        double value = column->numbers[learn->frame.row[i]];
        if (isnan(value)) continue;
        values[count] = value;
        at[count++] = i;
    }
    icp_i_sort_order(values, count, order);
    for (size_t i = 0; i < count; i++) sorted[i] = at[order[i]];
    sorted[count] = ICP_I_FRAME_END;
    icp_i_release(pool, order);
    *out = sorted;
    return ICP_OK;
}

/* Sorted once here, a column need not be sorted in each of many fits. */
static icp_status sort_columns(icp_i_learn *learn, icp_i_pool *pool, icp_error *err)
{
    const icp_role_map *roles = learn->frame.roles;
    const size_t **order = ICP_I_NEW(pool, const size_t *, icp_table_columns(learn->frame.table));
    double *values = ICP_I_NEW(pool, double, learn->frame.rows);
    size_t *at = ICP_I_NEW(pool, size_t, learn->frame.rows);
    if (!order || !values || !at) return icp_i_fail_memory(err, "sorting columns");
    for (size_t i = 0; i < roles->usage_count + roles->trait_count; i++) {
        size_t c = i < roles->usage_count ? roles->usage[i] : roles->traits[i - roles->usage_count];
        const icp_column *column = icp_table_column(learn->frame.table, c);
        if (!column->codes && !order[c]) ICP_I_TRY(sort_column(learn, column, values, at, pool, &order[c], err));
    }
    icp_i_release(pool, at);
    icp_i_release(pool, values);
    learn->frame.order = order;
    return ICP_OK;
}

icp_status icp_i_learn_take(const icp_i_frame *frame, const double *y, icp_i_pool *pool, icp_i_learn *out, icp_error *err)
{
    unsigned char *drawn;
    size_t count = 0;
    icp_i_learn made = {.share = share_of(frame, y, ICP_I_LEARN_ROWS, ICP_I_LEARN_RARE)};
    double search = share_of(frame, y, ICP_I_SEARCH_ROWS, ICP_I_SEARCH_RARE);
    made.search_share = search / made.share;
    ICP_I_TRY(draw_units(frame, made.share, search, pool, &drawn, err));
    for (size_t i = 0; i < frame->rows; i++) count += known(frame, y, i) && drawn[frame->unit[i]];
    size_t *row = ICP_I_NEW(pool, size_t, count), *table_row = ICP_I_NEW(pool, size_t, count);
    double *outcome = ICP_I_NEW(pool, double, count), *weight = ICP_I_NEW(pool, double, count);
    unsigned char *searches = ICP_I_NEW(pool, unsigned char, count);
    if (!row || !table_row || !outcome || !weight || !searches) return icp_i_fail_memory(err, "choosing rows to learn from");
    for (size_t i = 0, at = 0; i < frame->rows; i++) {
        if (!known(frame, y, i) || !drawn[frame->unit[i]]) continue;
        row[at] = i;
        table_row[at] = frame->row[i];
        searches[at] = (drawn[frame->unit[i]] & SEARCHES) != 0;
        weight[at] = icp_i_row_weight(frame, i);
        outcome[at++] = y[i];
    }
    icp_i_weights_scale(weight, count);
    icp_i_release(pool, drawn);
    made.frame = (icp_i_frame){.table = frame->table, .roles = frame->roles, .settings = frame->settings, .rows = count, .row = table_row,
                               .conditions = frame->conditions, .bends = frame->bends};
    made.row = row;
    made.y = outcome;
    made.weight = weight;
    made.search = searches;
    ICP_I_TRY(sort_columns(&made, pool, err));
    *out = made;
    return ICP_OK;
}
