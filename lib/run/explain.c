/* explain.c - finds the account in its file and gathers what made its answer. Must not know: how it is shown. */
#include "run/explain.h"

#include "base/fail.h"
#include "base/letter_case.h"
#include "base/number.h"
#include "data/date.h"
#include "data/stream.h"
#include "data/value.h"
#include "icp/tier.h"
#include "run/score_known.h"

#include <math.h>
#include <string.h>

typedef struct search {
    const icp_model *model;
    const icp_explain_options *options;
    const icp_settings *settings;
    icp_i_pool *pool;
    icp_i_stream *stream;
    icp_i_score_columns columns;
    icp_i_batch batch;
    icp_i_score_known known;
    icp_scorer *scorer;
} search;

/* ---- the account ---- */

static bool is(const icp_i_field *field, const char *wanted, bool name)
{
    const char *text = field->text;
    size_t length = field->length;
    icp_i_trim(&text, &length);
    if (strlen(wanted) != length) return false;
    return name ? icp_i_same_but_case(text, wanted, length) : memcmp(text, wanted, length) == 0;
}

static bool wanted(const search *s, size_t row)
{
    const icp_i_field *field = s->batch.field + row * s->columns.fields;
    const char *id = s->options->id;
    size_t number;
    if (!id) return s->columns.name != ICP_NONE && is(&field[s->columns.name], s->options->name, true);
    if (s->columns.id != ICP_NONE && field[s->columns.id].length > 0) return is(&field[s->columns.id], id, false);
    uint64_t count;
    if (strncmp(id, "row:", 4) != 0 || !icp_i_count_parse(id + 4, strlen(id + 4), &count)) return false;
    number = (size_t)count;
    return number == s->batch.number[row];
}

static icp_status not_found(const search *s, icp_error *err)
{
    const char *what = s->options->id ? "id" : "name", *value = s->options->id ? s->options->id : s->options->name;
    icp_status status = icp_i_fail(err, ICP_E_ARGUMENT, "no account in this file has the %s \"%.200s\"", what, value);
    icp_i_fail_place(err, s->options->path, 0, 0);
    bool column = s->options->id ? s->columns.id != ICP_NONE : s->columns.name != ICP_NONE;
    if (!column && s->options->id) icp_i_fail_help(err, "the file has no id column: an account is named by its row, as in --id row:7");
    else if (!column) icp_i_fail_help(err, "the file has no name column: give --id");
    else icp_i_fail_help(err, "check the %s, blanks included", what);
    return status;
}

/* *row: from `from` on, of this batch or a later one, the row that is the account; at the end of the file the batch is empty. */
static icp_status find_next(search *s, size_t from, size_t *row, icp_error *err)
{
    for (*row = from;; *row = 0) {
        for (; *row < s->batch.rows; ++*row)
            if (wanted(s, *row)) return ICP_OK;
        ICP_I_TRY(icp_i_stream_next(s->stream, &s->batch, err));
        if (s->batch.rows == 0) return ICP_OK;
    }
}

static icp_status find_account(search *s, size_t *row, icp_error *err)
{
    ICP_I_TRY(find_next(s, 0, row, err));
    return s->batch.rows > 0 ? ICP_OK : not_found(s, err);
}

/* Everything that was taken of the account's own row is a copy by now: its batch makes room for the rest of the file. */
static icp_status find_again(search *s, size_t row, icp_i_explained *e, icp_error *err)
{
    ICP_I_TRY(find_next(s, row + 1, &row, err));
    e->again = s->batch.rows > 0 ? s->batch.number[row] : 0;
    return ICP_OK;
}

static icp_status read_cells(search *s, size_t row, icp_model_cell *cells, icp_error *err)
{
    const icp_i_field *field = s->batch.field + row * s->columns.fields;
    for (size_t c = 0; c < s->model->column_count; c++) {
        size_t f = s->columns.field[c];
        if (f == ICP_NONE) continue;
        icp_status status = icp_model_cell_read(&s->model->columns[c], field[f].text, field[f].length, &cells[c], err);
        if (status == ICP_OK) continue;
        icp_i_stream_show(s->stream, &s->batch, row, f, err);
        return status;
    }
    return ICP_OK;
}

/* ---- parts ---- */

static const char *cell_text(search *s, const icp_i_field *field)
{
    const char *text = field->text;
    size_t length = field->length;
    icp_i_trim(&text, &length);
    return icp_i_copy_text(s->pool, text, length);
}

static icp_status take_parts(search *s, size_t row, icp_i_explained *e, icp_error *err)
{
    size_t columns = s->model->column_count;
    double *part = ICP_I_NEW(s->pool, double, columns);
    e->part = ICP_I_NEW(s->pool, icp_i_explain_part, columns);
    e->probability = ICP_I_NEW(s->pool, double, s->model->segment_count);
    e->distance = ICP_I_NEW(s->pool, double, s->model->segment_count);
    if (!part || !e->part || !e->probability || !e->distance) return icp_i_fail_memory(err, "explaining an account");
    icp_scorer_parts(s->scorer, part, &e->log_odds, &e->average);
    icp_scorer_segments(s->scorer, e->probability);
    icp_scorer_distances(s->scorer, e->distance);
    for (size_t c = 0; c < columns; c++) {
        if (!(fabs(part[c]) > 0) || s->columns.field[c] == ICP_NONE) continue;
        const char *value = cell_text(s, &s->batch.field[row * s->columns.fields + s->columns.field[c]]);
        if (!value) return icp_i_fail_memory(err, "explaining an account");
        size_t at = e->part_count++;
        for (; at > 0 && fabs(e->part[at - 1].log_odds) < fabs(part[c]); at--) e->part[at] = e->part[at - 1];
        e->part[at] = (icp_i_explain_part){c, value, part[c]};
    }
    return ICP_OK;
}

/* ---- rules ---- */

static const char *number_text(search *s, const icp_model_column *column, double value)
{
    char text[ICP_I_NUMBER_SIZE > ICP_I_DATE_SIZE ? ICP_I_NUMBER_SIZE : ICP_I_DATE_SIZE];
    if (column->type == ICP_TYPE_DATE) icp_i_date_write(value, text);
    else icp_i_number_format(value, text);
    return icp_i_copy_text(s->pool, text, strlen(text));
}

static const char *between(search *s, const icp_model_column *column, const icp_model_literal *l)
{
    const char *low = isfinite(l->low) ? number_text(s, column, l->low) : "", *high = isfinite(l->high) ? number_text(s, column, l->high) : "";
    if (!low || !high) return NULL;
    if (!high[0]) return icp_i_print(s->pool, "%s is at least %s", column->name, low);
    if (!low[0]) return icp_i_print(s->pool, "%s is below %s", column->name, high);
    return icp_i_print(s->pool, "%s is at least %s and below %s", column->name, low, high);
}

static const char *condition_text(search *s, const icp_model_literal *l)
{
    const icp_model_column *column = &s->model->columns[l->column];
    if (l->op == ICP_RULE_BETWEEN) return between(s, column, l);
    const char *text = icp_i_print(s->pool, "%s is ", column->name);
    for (size_t v = 0; v < l->value_count && text; v++) text = icp_i_print(s->pool, "%s%s%s", text, v > 0 ? " or " : "", l->values[v]);
    return text;
}

static icp_status take_rule(search *s, size_t candidate, const icp_model_cell *cells, icp_i_explain_rule *out, icp_error *err)
{
    const icp_model_candidate *c = &s->model->candidates[candidate];
    *out = (icp_i_explain_rule){candidate, 1, ICP_I_NEW(s->pool, icp_i_explain_condition, c->literal_count), c->literal_count};
    if (!out->condition) return icp_i_fail_memory(err, "explaining a rule");
    for (size_t l = 0; l < c->literal_count; l++) {
        int holds = icp_model_literal_match(s->model, &c->literals[l], cells);
        out->condition[l] = (icp_i_explain_condition){condition_text(s, &c->literals[l]), holds};
        if (!out->condition[l].text) return icp_i_fail_memory(err, "explaining a rule");
        if (holds != 1) out->holds = 0;
    }
    return ICP_OK;
}

static size_t open_conditions(const icp_i_explain_rule *rule)
{
    size_t open = 0;
    for (size_t c = 0; c < rule->count; c++) open += rule->condition[c].holds != 1;
    return open;
}

/* Not ICP is below Tier 3, and an account that cannot be told is where Not ICP is. */
static int standing(icp_tier tier)
{
    return tier == ICP_TIER_CORE ? 3 : tier == ICP_TIER_SECOND ? 2 : tier == ICP_TIER_OPPORTUNISTIC ? 1 : 0;
}

static icp_status take_rules(search *s, const icp_model_cell *cells, icp_i_explained *e, icp_error *err)
{
    e->rule = ICP_I_NEW(s->pool, icp_i_explain_rule, s->model->candidate_count);
    e->better = ICP_NONE;
    if (!e->rule) return icp_i_fail_memory(err, "explaining an account");
    for (size_t c = 0; c < s->model->candidate_count; c++) {
        const icp_model_candidate *candidate = &s->model->candidates[c];
        if (!candidate->findable || candidate->literal_count == 0) continue;
        icp_i_explain_rule *rule = &e->rule[e->rule_count];
        ICP_I_TRY(take_rule(s, c, cells, rule, err));
        bool better = standing(candidate->tier) > standing(e->said.tier) && !rule->holds;
        if (better && (e->better == ICP_NONE || open_conditions(rule) < open_conditions(&e->rule[e->better]))) e->better = e->rule_count;
        e->rule_count++;
    }
    bool by_score = e->said.candidate == ICP_NONE && s->model->prospect.scored && standing(e->said.tier) < 2;
    e->needed = by_score ? (e->said.tier == ICP_TIER_AVOID ? ICP_I_AVOID_SCORE : ICP_I_CORE_SCORE) * s->model->prospect.base : (double)NAN;
    if (e->needed > 1) e->needed = NAN; /* no chance is that high */
    return ICP_OK;
}

static icp_status take_neighbours(search *s, const icp_model_cell *cells, icp_i_explained *e, icp_error *err)
{
    icp_i_score_texts texts = {.pool = s->pool};
    icp_i_score_cell mention, neighbours;
    e->mention = e->neighbours = "";
    if (!s->options->customers || s->known.width == 0) return ICP_OK;
    double *terms = ICP_I_NEW(s->pool, double, s->known.width);
    if (!terms) return icp_i_fail_memory(err, "finding neighbours");
    icp_i_score_terms(s->model, cells, terms);
    icp_i_score_neighbours(&s->known, terms, e->name[0] ? e->name : e->id, &texts, &mention, &neighbours);
    if (texts.out_of_memory) return icp_i_fail_memory(err, "finding neighbours");
    e->mention = mention.text;
    e->neighbours = neighbours.text;
    return ICP_OK;
}

/* ---- all of it ---- */

static icp_status gather(search *s, size_t row, icp_i_explained *e, icp_error *err)
{
    icp_model_cell *cells = ICP_I_NEW(s->pool, icp_model_cell, s->model->column_count);
    const icp_i_field *field = s->batch.field + row * s->columns.fields;
    *e = (icp_i_explained){.model = s->model, .id = "", .name = "", .by_name = !s->options->id, .row = s->batch.number[row]};
    if (s->columns.id != ICP_NONE) e->id = cell_text(s, &field[s->columns.id]);
    if (s->columns.name != ICP_NONE) e->name = cell_text(s, &field[s->columns.name]);
    if (e->id && !e->id[0]) e->id = icp_i_print(s->pool, "row:%zu", s->batch.number[row]);
    if (!cells || !e->id || !e->name) return icp_i_fail_memory(err, "explaining an account");
    ICP_I_TRY(read_cells(s, row, cells, err));
    ICP_I_TRY(icp_scorer_new(s->model, s->columns.usage, &s->scorer, err));
    icp_scorer_score(s->scorer, cells, &e->said);
    ICP_I_TRY(take_parts(s, row, e, err));
    ICP_I_TRY(take_rules(s, cells, e, err));
    return take_neighbours(s, cells, e, err);
}

static icp_status explain(search *s, const icp_sink *sink, icp_error *err)
{
    const char *const *names;
    size_t row = 0;
    icp_i_explained e;
    ICP_I_TRY(icp_i_stream_open(s->options->path, s->settings, &s->stream, err));
    size_t columns = icp_i_stream_columns(s->stream, &names);
    ICP_I_TRY(icp_i_score_columns_find(s->model, names, columns, s->pool, &s->columns, err));
    ICP_I_TRY(find_account(s, &row, err));
    if (s->options->customers) ICP_I_TRY(icp_i_score_customers_read(s->model, s->options->customers, s->settings, s->pool, &s->known, err));
    ICP_I_TRY(gather(s, row, &e, err));
    ICP_I_TRY(find_again(s, row, &e, err));
    return s->options->json ? icp_i_explain_json(&e, sink, err) : icp_i_explain_text(&e, sink, err);
}

icp_status icp_explain_file(const icp_model *model, const icp_explain_options *options, const icp_sink *sink, icp_error *err)
{
    if (!model || !options || options->struct_size != sizeof *options || !options->path || !options->id == !options->name)
        return icp_i_fail(err, ICP_E_ARGUMENT, "to explain an account a model, a file, and its id or its name are needed");
    icp_settings defaults = icp_settings_default();
    search s = {.model = model, .options = options, .settings = options->settings ? options->settings : &defaults};
    s.pool = icp_i_pool_new(&s.settings->hooks);
    icp_status status = s.pool ? explain(&s, sink, err) : icp_i_fail_memory(err, "explaining an account");
    icp_scorer_free(s.scorer);
    icp_i_stream_close(s.stream);
    icp_i_pool_free(s.pool);
    return status;
}
