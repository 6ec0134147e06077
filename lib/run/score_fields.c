/* score_fields.c - see score_fields.h. */
#include "run/score_fields.h"

#include "base/fail.h"
#include "base/number.h"
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

static icp_status refuse_missing(const icp_model *model, const char *name, const char *const *names, size_t count, bool usage, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_COLUMN, "the model needs the column \"%s\", which this file does not have", name);
    int near = icp_nearest_name(name, names, count);
    icp_i_fail_about(err, name, "", "a column of this name");
    (void)model;
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
    return there > 0 && there < all ? refuse_missing(model, model->columns[absent].name, names, count, true, err) : ICP_OK;
}

icp_status icp_i_score_columns_find(const icp_model *model, const char *const *names, size_t count, icp_i_pool *pool, icp_i_score_columns *out,
                                    icp_error *err)
{
    out->field = ICP_I_NEW(pool, size_t, model->column_count);
    if (!out->field) return icp_i_fail_memory(err, "finding columns");
    for (size_t c = 0; c < model->column_count; c++) {
        out->field[c] = find(names, count, model->columns[c].name);
        if (out->field[c] == ICP_NONE && model->columns[c].role == ICP_ROLE_TRAIT)
            return refuse_missing(model, model->columns[c].name, names, count, false, err);
        if (out->field[c] != ICP_NONE) ICP_I_TRY(refuse_twice(model, c, names, count, err));
    }
    out->id = find(names, count, model->id_column);
    if (out->id == ICP_NONE) out->id = find(names, count, "id");
    out->name = find(names, count, model->name_column);
    if (out->name == ICP_NONE) out->name = find(names, count, "name");
    out->fields = count;
    return find_usage(model, names, count, out, err);
}

/* ---- texts ---- */

size_t icp_i_score_text(icp_i_score_texts *t, const char *text, size_t length)
{
    size_t at = t->used;
    bool fits = t->used + length < t->capacity;
    if (!fits && (t->out_of_memory || !icp_i_grow(t->pool, (void **)&t->bytes, &t->capacity, t->used + length + 1, 1))) {
        t->out_of_memory = true;
        return 0;
    }
    memcpy(t->bytes + at, text, length);
    t->bytes[at + length] = '\0';
    t->used += length + 1;
    return at;
}

static size_t add(icp_i_score_texts *t, const char *text)
{
    return icp_i_score_text(t, text, strlen(text));
}

/* Takes back the NUL of the last text, so that what is added next continues it. */
static void glue(icp_i_score_texts *t)
{
    if (!t->out_of_memory) t->used--;
}

static size_t add_field(icp_i_score_texts *t, const icp_i_field *field)
{
    const char *text = field->text;
    size_t length = field->length;
    icp_i_trim(&text, &length);
    return icp_i_score_text(t, text, length);
}

/* Digits of a whole number; its place. */
static size_t add_count(icp_i_score_texts *t, size_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    return icp_i_score_text(t, digits + at, sizeof digits - at);
}

/* One digit behind the point, two for less than a tenth. printf would take longer than all the rest of a row. */
static void add_times(icp_i_score_texts *t, double times)
{
    char text[ICP_I_NUMBER_SIZE];
    if (!(times >= 0.095 && times < 1e6)) {
        icp_i_number_fixed(times, 2, text);
        add(t, text);
        return;
    }
    size_t tenths = (size_t)nearbyint(10 * times);
    add_count(t, tenths / 10);
    glue(t);
    char behind[2] = {'.', (char)('0' + tenths % 10)};
    icp_i_score_text(t, behind, 2);
}

/* "Industry is Software: odds x2.3" */
static size_t add_reason(icp_i_score_texts *t, const icp_model *model, const icp_i_score_columns *columns, const icp_i_field *field, size_t column,
                         double part)
{
    if (column == ICP_NONE) return add(t, "");
    const char *text = field[columns->field[column]].text;
    size_t length = field[columns->field[column]].length;
    icp_i_trim(&text, &length);
    size_t at = add(t, model->columns[column].name);
    glue(t);
    add(t, length ? " is " : " is missing");
    glue(t);
    icp_i_score_text(t, text, length < 60 ? length : 60);
    glue(t);
    add(t, ": odds x");
    glue(t);
    add_times(t, exp(part));
    return at;
}

static size_t add_number(icp_i_score_texts *t, double value)
{
    char text[ICP_I_NUMBER_SIZE];
    if (isnan(value)) return add(t, "");
    icp_i_number_format(value, text);
    return add(t, text);
}

/* What has to be kept in mind when the row is read. */
static size_t add_note(icp_i_score_texts *t, const icp_model *model, const icp_scored *said)
{
    size_t at = add(t, "");
    if (said->extrapolated != ICP_NONE) {
        glue(t);
        add(t, model->columns[said->extrapolated].name);
        glue(t);
        add(t, " is unlike the accounts of the run");
    }
    if (isnan(said->score)) {
        glue(t);
        add(t, said->extrapolated != ICP_NONE ? "; no score: " : "no score: ");
        glue(t);
        add(t, model->prospect.why);
    } else if (!said->customer) {
        glue(t);
        add(t, said->extrapolated != ICP_NONE ? "; a rank, not a forecast" : "a rank, not a forecast");
    }
    return at;
}

void icp_i_score_row_say(const icp_model *model, const icp_i_score_columns *columns, const icp_i_field *field, size_t number, icp_i_score_texts *t,
                         icp_i_score_row *row)
{
    const icp_scored *said = &row->said;
    const icp_model_segment *segment = said->segment == ICP_NONE ? NULL : &model->segments[said->segment];
    bool id = columns->id != ICP_NONE && field[columns->id].length > 0;
    row->text[ICP_I_SCORE_ID] = id ? add_field(t, &field[columns->id]) : add(t, "row:");
    if (!id) {
        glue(t);
        add_count(t, number);
    }
    row->text[ICP_I_SCORE_NAME] = columns->name == ICP_NONE ? add(t, "") : add_field(t, &field[columns->name]);
    row->text[ICP_I_SCORE_TIER] = add(t, icp_tier_key(said->tier));
    row->text[ICP_I_SCORE_SCORE] = add_number(t, said->score);
    row->text[ICP_I_SCORE_PERCENTILE] = said->percentile < 0 ? add(t, "") : add_count(t, (size_t)said->percentile);
    row->text[ICP_I_SCORE_SEGMENT] = add(t, segment ? segment->id : "");
    row->text[ICP_I_SCORE_CANDIDATE] = add(t, said->candidate == ICP_NONE ? "" : model->candidates[said->candidate].id);
    for (size_t r = 0; r < 4; r++)
        row->text[ICP_I_SCORE_FOR_1 + r] = add_reason(t, model, columns, field, said->reason[r], said->reason_log_odds[r]);
    row->text[ICP_I_SCORE_OBJECTION] = add(t, segment ? segment->objection : "");
    row->text[ICP_I_SCORE_OBJECTION_RATE] = add_number(t, segment ? segment->objection_rate.value : (double)NAN);
    row->text[ICP_I_SCORE_EXTRAPOLATED] = add(t, said->extrapolated != ICP_NONE ? "yes" : "no");
    row->text[ICP_I_SCORE_NOTE] = add_note(t, model, said);
    for (size_t f = ICP_I_SCORE_MENTION; f < ICP_I_SCORE_FIELDS; f++) row->text[f] = add(t, "");
}
