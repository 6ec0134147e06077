/* rule_rows.c - see rule_rows.h. */
#include "icp/rule_rows.h"

#include "base/fail.h"
#include "base/rng.h"

#include <stdlib.h>

#define SEARCHED 20000.0        /* with more rows than this a sample of about so many searches: conditions that hold on so many are known well ... */
#define SEARCHED_RARE 1000.0    /* ... and about so many rows of the rarer answer, where there are as many */

/* A unit with rows that search. */
typedef struct searcher {
    double expected;            /* sum, then mean over its rows */
    size_t rows, unit;
} searcher;

/* Marks the rows that search: known, not held out, and of many a sample of whole units. */
static icp_status choose_rows(const icp_i_frame *frame, const unsigned char *held_out, const double *y, icp_i_pool *pool, unsigned char *searches,
                              icp_error *err)
{
    double rows = 0, yes = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        searches[i] = !held_out[i] && !isnan(y[i]);
        rows += searches[i];
        yes += searches[i] ? y[i] : 0;
    }
    double share = fmax(SEARCHED / rows, SEARCHED_RARE / fmin(yes, rows - yes));
    if (!(share < 1)) return ICP_OK;
    unsigned char *drawn = ICP_I_NEW(pool, unsigned char, frame->units);
    icp_i_rng *rng = icp_i_rng_new(frame->settings->seed, "rules: rows that search", 0);
    icp_status status = drawn && rng ? ICP_OK : icp_i_fail_memory(err, "drawing rows that search for a rule");
    for (size_t u = 0; status == ICP_OK && u < frame->units; u++) drawn[u] = icp_i_rng_uniform(rng) < share;
    for (size_t i = 0; status == ICP_OK && i < frame->rows; i++) searches[i] = searches[i] && drawn[frame->unit[i]];
    icp_i_rng_free(rng);
    icp_i_release(pool, drawn);
    return status;
}

static int by_expected(const void *a, const void *b)
{
    const searcher *x = a, *y = b;
    if (x->expected != y->expected) return x->expected < y->expected ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* Units in the order of their rows, by what is expected of them where something is. */
static size_t list_units(const icp_i_frame *frame, const icp_i_rule_target *target, const unsigned char *searches, searcher *unit)
{
    size_t units = 0;
    for (size_t u = 0; u < frame->units; u++) unit[u] = (searcher){0, 0, u};
    for (size_t i = 0; i < frame->rows; i++) {
        if (!searches[i]) continue;
        unit[frame->unit[i]].rows++;
        unit[frame->unit[i]].expected += icp_i_row_expected(target, i);
    }
    for (size_t u = 0; u < frame->units; u++) {
        if (unit[u].rows == 0) continue;
        unit[units] = unit[u];
        unit[units++].expected /= (double)unit[u].rows;
    }
    if (target->expected) qsort(unit, units, sizeof *unit, by_expected);
    return units;
}

static void divide(const searcher *unit, size_t units, bool conditioned, icp_i_rule_rows *made, size_t *begin, size_t *next)
{
    made->units = units;
    made->strata = conditioned ? ICP_I_RULE_STRATA : 1;
    for (size_t s = 0; s <= made->strata; s++) made->stratum[s] = units * s / made->strata;
    for (size_t u = 0; u < units; u++) {
        begin[u] = next[unit[u].unit] = made->rows;
        made->rows += unit[u].rows;
    }
    begin[units] = made->rows;
}

/* Shares are over the weighted mean, so that a search weighs its costs as it does where nothing is expected. */
static void scale(const icp_i_rule_rows *made, double *share)
{
    double weight = 0, sum = 0;
    for (size_t row = 0; row < made->rows; row++) weight += made->weight[row], sum += made->weight[row] * share[row];
    for (size_t row = 0; row < made->rows; row++) share[row] /= sum / weight;
}

static void fill(const icp_i_frame *frame, const icp_i_rule_target *target, const unsigned char *searches, size_t *next, size_t *frame_row,
                 double *const column[3])
{
    for (size_t i = 0; i < frame->rows; i++) {
        if (!searches[i]) continue;
        size_t at = next[frame->unit[i]]++;
        frame_row[at] = i;
        column[0][at] = icp_i_row_weight(frame, i);
        column[1][at] = target->y[i];
        column[2][at] = icp_i_row_expected(target, i);
    }
}

static double mean_of(const icp_i_rule_rows *made)
{
    double weight = 0, sum = 0;
    for (size_t row = 0; row < made->rows; row++) weight += made->weight[row], sum += made->weight[row] * made->y[row];
    return weight > 0 ? sum / weight : 0;
}

icp_status icp_i_rule_rows_make(const icp_i_frame *frame, const unsigned char *held_out, const icp_i_rule_target *target, icp_i_pool *pool,
                                icp_i_rule_rows *out, icp_error *err)
{
    icp_i_rule_rows made = {0};
    unsigned char *searches = ICP_I_NEW(pool, unsigned char, frame->rows);
    if (!searches) return icp_i_fail_memory(err, "searching for a rule");
    ICP_I_TRY(choose_rows(frame, held_out, target->y, pool, searches, err));
    searcher *unit = ICP_I_NEW(pool, searcher, frame->units);
    size_t *next = ICP_I_NEW(pool, size_t, frame->units), *begin = ICP_I_NEW(pool, size_t, frame->units + 1);
    size_t *frame_row = ICP_I_NEW(pool, size_t, frame->rows);
    double *room = ICP_I_NEW(pool, double, 3 * frame->rows), *const column[] = {room, room + frame->rows, room + 2 * frame->rows};
    if (!unit || !next || !begin || !frame_row || !room) return icp_i_fail_memory(err, "searching for a rule");
    divide(unit, list_units(frame, target, searches, unit), target->expected != NULL, &made, begin, next);
    fill(frame, target, searches, next, frame_row, column);
    made.begin = begin;
    made.frame_row = frame_row;
    made.weight = column[0];
    made.y = column[1];
    made.share = column[2];
    scale(&made, column[2]);
    made.mean = mean_of(&made);
    icp_i_release(pool, searches);
    icp_i_release(pool, unit);
    icp_i_release(pool, next);
    *out = made;
    return ICP_OK;
}
