/* score_fields.c - see score_fields.h. */
#include "run/score_fields.h"

#include "base/fail.h"
#include "data/value.h"

#include <math.h>
#include <string.h>

const char *const icp_i_score_names[ICP_I_SCORE_FIELDS] = {
    "id",        "name",      "tier",      "score",          "percentile",   "segment", "candidate", "for_1",      "for_2",
    "against_1", "against_2", "objection", "objection_rate", "extrapolated", "note",    "mention",   "neighbours", "status"};

/* ---- columns ---- */

static size_t find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count && *name; i++)
        if (strcmp(names[i], name) == 0) return i;
    return ICP_NONE;
}

static icp_status refuse_missing(const char *name, const char *const *names, size_t count, bool usage, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_COLUMN, "the model needs the column \"%s\", which this file does not have", name);
    int near = icp_nearest_name(name, names, count);
    icp_i_fail_about(err, name, "", "a column of this name");
    if (near >= 0) icp_i_fail_help(err, "is it \"%s\"? columns are found by their exact names, in any order", names[near]);
    else if (usage) icp_i_fail_help(err, "add it, or leave out all usage columns: the accounts are then scored as prospects, by their traits");
    else icp_i_fail_help(err, "add the column; its cells may be empty");
    return status;
}

/* A file that has the header of a model's column twice does not say which one is meant; the second is called "NAME (2)" by then. A run on a file
 * with both has a column of that name itself. */
static icp_status refuse_twice(const icp_model *model, size_t column, const char *const *names, size_t count, icp_error *err)
{
    const char *name = model->columns[column].name;
    size_t length = strlen(name), again = 0;
    while (again < count && (strncmp(names[again], name, length) != 0 || strcmp(names[again] + length, " (2)") != 0)) again++;
    for (size_t c = 0; c < model->column_count && again < count; c++)
        if (strcmp(model->columns[c].name, names[again]) == 0) return ICP_OK;
    if (again == count) return ICP_OK;
    icp_status status = icp_i_fail(err, ICP_E_HEADER, "the column \"%s\", which the model needs, is in this file twice", name);
    icp_i_fail_about(err, name, "", "one column of this name");
    icp_i_fail_help(err, "take one of them away, or give it another header");
    return status;
}

/* The file has all usage columns (customers), or none (prospects). */
static icp_status find_usage(const icp_model *model, const char *const *names, size_t count, icp_i_score_columns *out, icp_error *err)
{
    size_t there = 0, absent = ICP_NONE, all = 0;
    for (size_t c = 0; c < model->column_count; c++) {
        if (model->columns[c].role != ICP_ROLE_USAGE) continue;
        all++;
        there += out->field[c] != ICP_NONE;
        if (out->field[c] == ICP_NONE && absent == ICP_NONE) absent = c;
    }
    out->usage = all > 0 && there == all;
    return there > 0 && there < all ? refuse_missing(model->columns[absent].name, names, count, true, err) : ICP_OK;
}

icp_status icp_i_score_columns_find(const icp_model *model, const char *const *names, size_t count, icp_i_pool *pool, icp_i_score_columns *out,
                                    icp_error *err)
{
    out->field = ICP_I_NEW(pool, size_t, model->column_count);
    if (!out->field) return icp_i_fail_memory(err, "finding columns");
    for (size_t c = 0; c < model->column_count; c++) {
        out->field[c] = find(names, count, model->columns[c].name);
        if (out->field[c] == ICP_NONE && model->columns[c].role == ICP_ROLE_TRAIT)
            return refuse_missing(model->columns[c].name, names, count, false, err);
        if (out->field[c] != ICP_NONE) ICP_I_TRY(refuse_twice(model, c, names, count, err));
    }
    out->id = find(names, count, model->id_column);
    if (out->id == ICP_NONE) out->id = find(names, count, "id");
    out->name = find(names, count, model->name_column);
    if (out->name == ICP_NONE) out->name = find(names, count, "name");
    out->fields = count;
    return find_usage(model, names, count, out, err);
}

icp_status icp_i_score_need_id(const icp_model *model, const char *const *names, size_t count, const icp_i_score_columns *columns, icp_error *err)
{
    if (columns->id != ICP_NONE) return ICP_OK;
    const char *name = model->id_column;
    icp_status status = icp_i_fail(err, ICP_E_COLUMN, "an upload needs the id of every record, and this file has no column \"%s\"", name);
    int near = icp_nearest_name(name, names, count);
    icp_i_fail_about(err, name, "", "a column of this name");
    if (near >= 0) icp_i_fail_help(err, "is it \"%s\"? columns are found by their exact names, in any order", names[near]);
    else icp_i_fail_help(err, "export the accounts again with this column: the CRM finds its records by it");
    return status;
}

/* ---- texts ---- */

static icp_i_score_cell of_field(icp_i_score_texts *t, const icp_i_field *field)
{
    const char *text = field->text;
    size_t length = field->length;
    icp_i_trim(&text, &length);
    return icp_i_score_copy(t, text, length);
}

static bool differ(double a, double b)
{
    return a < b || a > b;
}

/* Said by its level where the cell is spelled like it. */
static icp_i_score_cell reason(const icp_i_score_phrases *p, const icp_model_column *columns, const icp_i_field *field, const icp_model_cell *cell,
                               size_t column, double part, icp_i_score_texts *t)
{
    const char *text = field->text;
    size_t length = field->length;
    const icp_model_column *of = &columns[column];
    icp_i_trim(&text, &length);
    if (p->reason[column] && cell->level >= 0 && (size_t)cell->level < of->level_count) {
        const icp_i_score_reasoned *said = &p->reason[column][cell->level];
        const char *level = of->levels[cell->level];
        if (!differ(said->part, part) && strncmp(level, text, length) == 0 && !level[length]) return said->cell;
    }
    return icp_i_score_reason(p, column, text, length, part, t);
}

static const icp_i_score_cell *note(const icp_i_score_phrases *p, const icp_model *model, const icp_scored *said)
{
    icp_i_score_standing standing = isnan(said->score) ? ICP_I_SCORE_NO_SCORE : said->customer ? ICP_I_SCORE_OF_CUSTOMER : ICP_I_SCORE_OF_PROSPECT;
    return &p->note[standing][said->extrapolated == ICP_NONE ? model->column_count : said->extrapolated];
}

void icp_i_score_row_say(const icp_i_score_phrases *p, const icp_model *model, const icp_i_score_columns *columns, const icp_i_field *field,
                         const icp_model_cell *cells, size_t number, icp_i_score_texts *t, icp_i_score_row *row)
{
    static const icp_i_score_cell nothing = {"", 0}, yes = {"yes", 3}, no = {"no", 2};
    const icp_scored *said = &row->said;
    size_t segment = said->segment == ICP_NONE ? model->segment_count : said->segment;
    icp_i_score_cell *cell = row->cell;
    bool id = columns->id != ICP_NONE && field[columns->id].length > 0;
    cell[ICP_I_SCORE_ID] = id ? of_field(t, &field[columns->id]) : icp_i_score_count(t, "row:", number);
    cell[ICP_I_SCORE_NAME] = columns->name == ICP_NONE ? nothing : of_field(t, &field[columns->name]);
    cell[ICP_I_SCORE_TIER] = p->tier[said->tier];
    cell[ICP_I_SCORE_SCORE] = icp_i_score_number(t, said->score);
    cell[ICP_I_SCORE_PERCENTILE] = said->percentile < 0 ? nothing : icp_i_score_count(t, "", (size_t)said->percentile);
    cell[ICP_I_SCORE_SEGMENT] = p->segment[segment];
    cell[ICP_I_SCORE_CANDIDATE] = p->candidate[said->candidate == ICP_NONE ? model->candidate_count : said->candidate];
    for (size_t r = 0; r < 4; r++) {
        size_t c = said->reason[r];
        cell[ICP_I_SCORE_FOR_1 + r] =
            c == ICP_NONE ? nothing : reason(p, model->columns, &field[columns->field[c]], &cells[c], c, said->reason_log_odds[r], t);
    }
    cell[ICP_I_SCORE_OBJECTION] = p->objection[segment];
    cell[ICP_I_SCORE_OBJECTION_RATE] = p->objection_rate[segment];
    cell[ICP_I_SCORE_EXTRAPOLATED] = said->extrapolated != ICP_NONE ? yes : no;
    cell[ICP_I_SCORE_NOTE] = *note(p, model, said);
    for (size_t f = ICP_I_SCORE_MENTION; f < ICP_I_SCORE_FIELDS; f++) cell[f] = nothing;
}
