/* report_csv.c - segments.csv, candidates.csv and rejects.csv. Owns: their columns. Must not know: quoting, files. */
#include "base/csv_blocks.h"
#include "base/fail.h"
#include "base/number.h"
#include "base/pool.h"
#include "report/rule_forms.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void header(icp_i_csv_out *out, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) icp_i_csv_out_text(out, names[i]);
    icp_i_csv_out_end_row(out);
}

/* ---- ids: the cell of the id column, or row:N for the N-th data row of the export, left-out rows counted ---- */

/* Where a rejected row stood. */
typedef struct place {
    size_t input, line;
} place;

static int place_order(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->input != y->input) return x->input < y->input ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static size_t input_named(const icp_table *table, const char *name)
{
    const icp_input *inputs;
    size_t count = icp_table_inputs(table, &inputs);
    for (size_t i = 0; i < count; i++)
        if (name && strcmp(inputs[i].name, name) == 0) return i;
    return 0;
}

/* Places of the rejected rows in file order, each once; NULL when out of memory. */
static place *rejected_places(const icp_table *table, icp_i_pool *pool, size_t *count)
{
    const icp_reject *rejects;
    size_t n = icp_table_rejects(table, &rejects), kept = 0;
    place *places = ICP_I_NEW(pool, place, n);
    if (!places) return NULL;
    for (size_t i = 0; i < n; i++) places[i] = (place){input_named(table, rejects[i].file), rejects[i].line};
    qsort(places, n, sizeof *places, place_order);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || place_order(&places[i], &places[kept - 1]) != 0) places[kept++] = places[i];
    *count = kept;
    return places;
}

static const char *cell_text(const icp_column *column, size_t row, char buffer[ICP_I_NUMBER_SIZE])
{
    if (!column) return "";
    if (column->codes) return column->codes[row] >= 0 ? column->levels[column->codes[row]] : "";
    if (!column->numbers || !isfinite(column->numbers[row])) return "";
    icp_i_number_format(column->numbers[row], buffer);
    return buffer;
}

/* ---- segments.csv ---- */

/* What every row needs. */
typedef struct segment_table {
    const icp_result *result;
    const icp_column *ids, *names;
    const place *rejected;
    size_t rejected_count;
} segment_table;

/* Rejected rows that stood before this one of the table. */
static size_t rejected_before(const segment_table *t, size_t row)
{
    place here = {0, 0};
    here.line = icp_table_line(t->result->table, row, &here.input);
    size_t low = 0, high = t->rejected_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (place_order(&t->rejected[middle], &here) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void id_cell(icp_i_csv_out *out, const segment_table *t, size_t row)
{
    char number[ICP_I_NUMBER_SIZE], position[40];
    const char *id = cell_text(t->ids, row, number);
    if (!id[0]) {
        snprintf(position, sizeof position, "row:%zu", row + rejected_before(t, row) + 1);
        id = position;
    }
    icp_i_csv_out_text(out, id);
}

static void segment_row(const void *context, size_t row, icp_i_csv_out *out)
{
    const segment_table *t = context;
    const icp_result *result = t->result;
    char buffer[ICP_I_NUMBER_SIZE];
    if (result->row_segment[row] < 0) return;
    size_t segment = (size_t)result->row_segment[row];
    const icp_candidate *candidate = icp_i_candidate_of(result, segment);
    id_cell(out, t, row);
    icp_i_csv_out_text(out, cell_text(t->names, row, buffer));
    icp_i_csv_out_text(out, result->segments[segment].id);
    icp_i_csv_out_text(out, result->segments[segment].name);
    icp_i_csv_out_text(out, candidate ? icp_tier_key(candidate->tier) : "");
    icp_i_csv_out_text(out, candidate ? candidate->id : "");
    icp_i_csv_out_number(out, result->row_upsell_ease[row]);
    icp_i_csv_out_number(out, result->row_churn_risk[row]);
    icp_i_csv_out_number(out, result->row_distance[row]);
    icp_i_csv_out_end_row(out);
}

icp_status icp_report_segments_csv(const icp_result *result, int raw, const icp_sink *sink, icp_error *err)
{
    static const char *const names[] = {"id", "name", "segment", "segment_name", "tier", "candidate", "upsell_ease", "churn_risk",
                                        "distance_to_centre"};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    segment_table table = {.result = result, .ids = icp_table_column(result->table, result->roles.id),
                           .names = icp_table_column(result->table, result->roles.name)};
    table.rejected = pool ? rejected_places(result->table, pool, &table.rejected_count) : NULL;
    if (!table.rejected) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "writing segments.csv");
    }
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, sink, raw != 0);
    header(&out, names, sizeof names / sizeof names[0]);
    icp_status status = icp_i_csv_blocks(&out, result->row_count, result->settings.threads, segment_row, &table, err);
    icp_i_pool_free(pool);
    return status == ICP_OK ? icp_i_csv_out_finish(&out, err) : status;
}

/* ---- candidates.csv ---- */

/* As on the screen: an order between candidates that cannot be told apart is not shown: 2 or 2-3; empty without an index. */
static void rank_cell(icp_i_csv_out *out, const icp_candidate *candidate)
{
    char text[48];
    if (isnan(candidate->score.value)) text[0] = '\0';
    else if (candidate->rank_low == candidate->rank_high) snprintf(text, sizeof text, "%zu", candidate->rank_low);
    else snprintf(text, sizeof text, "%zu-%zu", candidate->rank_low, candidate->rank_high);
    icp_i_csv_out_text(out, text);
}

/* low, high and n of a rate; empty when the rate is not known. */
static void interval(icp_i_csv_out *out, const icp_estimate *rate)
{
    bool known = !isnan(rate->value);
    icp_i_csv_out_number(out, known ? rate->low : NAN);
    icp_i_csv_out_number(out, known ? rate->high : NAN);
    if (known) icp_i_csv_out_count(out, rate->n);
    else icp_i_csv_out_empty(out);
}

static void candidate_row(icp_i_csv_out *out, const icp_result *result, const icp_candidate *candidate, const char *rule)
{
    const icp_segment *segment = candidate->segment < result->segment_count ? &result->segments[candidate->segment] : NULL;
    icp_i_csv_out_text(out, candidate->id);
    rank_cell(out, candidate);
    icp_i_csv_out_text(out, icp_tier_key(candidate->tier));
    icp_i_csv_out_text(out, segment ? segment->id : "");
    icp_i_csv_out_text(out, candidate->name);
    icp_i_csv_out_count(out, candidate->customers);
    icp_i_csv_out_number(out, candidate->revenue);
    icp_i_csv_out_number(out, candidate->usage_lift.value);
    icp_i_csv_out_number(out, candidate->win.value);
    icp_i_csv_out_number(out, candidate->upsell.value);
    icp_i_csv_out_number(out, candidate->churn.value);
    icp_i_csv_out_number(out, candidate->score.value);
    icp_i_csv_out_number(out, candidate->score.low);
    icp_i_csv_out_number(out, candidate->score.high);
    icp_i_csv_out_text(out, candidate->top_objection ? candidate->top_objection : "");
    icp_i_csv_out_number(out, segment ? segment->stability.value : NAN);
    if (candidate->market.counted) icp_i_csv_out_count(out, candidate->market.matched);
    else icp_i_csv_out_empty(out);
    icp_i_csv_out_text(out, rule);
    icp_i_csv_out_text(out, candidate->why_tier);
    interval(out, &candidate->upsell);
    interval(out, &candidate->churn);
    interval(out, &candidate->win);
    icp_i_csv_out_number(out, candidate->upsell_lift.value);
    interval(out, &candidate->upsell_lift);
    icp_i_csv_out_number(out, candidate->upsell_expected);
    icp_i_csv_out_end_row(out);
}

icp_status icp_report_candidates_csv(const icp_result *result, int raw, const icp_sink *sink, icp_error *err)
{
    static const char *const names[] = {"candidate", "rank", "tier", "segment", "name", "customers", "revenue", "usage_vs_all", "win", "upsell",
                                        "churn", "lift", "lift_low", "lift_high", "top_objection", "stability", "market", "rule", "why_tier",
                                        "upsell_low", "upsell_high", "upsell_n",
                                        "churn_low", "churn_high", "churn_n", "win_low", "win_high", "win_n", "upsell_lift",
                                        "upsell_lift_low", "upsell_lift_high", "upsell_lift_n", "upsell_expected"};
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, sink, raw != 0);
    header(&out, names, sizeof names / sizeof names[0]);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    bool written = pool != NULL;
    for (size_t i = 0; i < result->candidate_count && written; i++) {
        const char *rule = icp_i_rule_or_verdict(result, &result->candidates[i].rule, pool);
        written = rule != NULL;
        if (written) candidate_row(&out, result, &result->candidates[i], rule);
    }
    icp_i_pool_free(pool);
    return written ? icp_i_csv_out_finish(&out, err) : icp_i_fail_memory(err, "writing candidates.csv");
}

/* ---- rejects.csv ---- */

icp_status icp_report_rejects_csv(const icp_result *result, int raw, const icp_sink *sink, icp_error *err)
{
    static const char *const names[] = {"file", "line", "code", "column", "reason", "text"};
    const icp_reject *rejects = result->rejects;
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, sink, raw != 0);
    header(&out, names, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < result->reject_count; i++) {
        char code[16];
        snprintf(code, sizeof code, "E%03d", (int)rejects[i].code);
        icp_i_csv_out_text(&out, rejects[i].file);
        icp_i_csv_out_count(&out, rejects[i].line);
        icp_i_csv_out_text(&out, code);
        icp_i_csv_out_text(&out, rejects[i].column);
        icp_i_csv_out_text(&out, rejects[i].reason);
        icp_i_csv_out_text(&out, rejects[i].text);
        icp_i_csv_out_end_row(&out);
    }
    return icp_i_csv_out_finish(&out, err);
}
