/* outcome_value.c - see outcome_value.h. Owns: the printed value table too. Must not know: models. */
#include "segment/outcome_value.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/stats.h"
#include "segment/outcomes.h"

#include <math.h>
#include <string.h>

#define LISTED_VALUES 20 /* other values than the named ones are listed one by one up to this many */

const icp_outcome_form *icp_i_outcome_form_of(const icp_role_map *roles, icp_role role)
{
    return role == ICP_ROLE_UPSELL ? &roles->upsell : role == ICP_ROLE_CHURN ? &roles->churn : &roles->win;
}

const char *icp_i_outcome_word(icp_role role)
{
    return role == ICP_ROLE_UPSELL ? "upsell" : role == ICP_ROLE_CHURN ? "churn" : "win";
}

/* ---- one value ---- */

/* The text without outer blanks, which mean nothing in a flag nor in a cell. */
static const char *inner_text(const char *text, size_t *length)
{
    while (*text == ' ' || *text == '\t') text++;
    *length = strlen(text);
    while (*length > 0 && (text[*length - 1] == ' ' || text[*length - 1] == '\t')) --*length;
    return text;
}

static bool among_texts(const char *text, const char *const *list, size_t count)
{
    size_t length, other_length;
    const char *inner = inner_text(text, &length);
    for (size_t i = 0; i < count; i++) {
        const char *other = inner_text(list[i], &other_length);
        if (length == other_length && memcmp(inner, other, length) == 0) return true;
    }
    return false;
}

static bool among_numbers(double value, const double *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (value <= list[i] && value >= list[i]) return true;
    return false;
}

static icp_i_meaning meaning_of(const icp_outcome_form *form, bool event, bool nonevent)
{
    if (event) return ICP_I_EVENT;
    return !form->nonevents || nonevent ? ICP_I_NON_EVENT : ICP_I_NOT_ELIGIBLE;
}

static icp_i_meaning meaning_of_number(const icp_i_value_reader *reader, double value)
{
    const icp_outcome_form *form = reader->form;
    if (isnan(value)) return ICP_I_NOT_OBSERVED;
    return meaning_of(form, among_numbers(value, reader->events, form->event_count), among_numbers(value, reader->nonevents, form->nonevent_count));
}

icp_i_meaning icp_i_value_meaning(const icp_i_value_reader *reader, size_t row)
{
    if (!reader->column->codes) return meaning_of_number(reader, reader->column->numbers[row]);
    int32_t code = reader->column->codes[row];
    return code < 0 ? ICP_I_NOT_OBSERVED : reader->of_code[code];
}

static const double *as_numbers(const char *const *texts, size_t count, icp_i_pool *pool)
{
    double *numbers = ICP_I_NEW(pool, double, count);
    for (size_t i = 0; numbers && i < count; i++) {
        size_t length;
        const char *text = inner_text(texts[i], &length);
        if (!icp_i_number_parse(text, length, &numbers[i])) numbers[i] = NAN;
    }
    return numbers;
}

icp_status icp_i_value_reader_make(const icp_table *table, const icp_outcome_form *form, icp_i_pool *pool, icp_i_value_reader *out, icp_error *err)
{
    const icp_column *column = icp_table_column(table, form->column);
    icp_i_value_reader reader = {.column = column, .form = form};
    if (column->codes) {
        icp_i_meaning *of_code = ICP_I_NEW(pool, icp_i_meaning, column->level_count);
        for (size_t l = 0; of_code && l < column->level_count; l++)
            of_code[l] = meaning_of(form, among_texts(column->levels[l], form->events, form->event_count),
                                    among_texts(column->levels[l], form->nonevents, form->nonevent_count));
        reader.of_code = of_code;
    } else {
        reader.events = as_numbers(form->events, form->event_count, pool);
        reader.nonevents = as_numbers(form->nonevents, form->nonevent_count, pool);
    }
    if (column->codes ? !reader.of_code : !reader.events || !reader.nonevents) return icp_i_fail_memory(err, "reading the values of an outcome");
    *out = reader;
    return ICP_OK;
}

/* ---- the table of values ---- */

/* The value table of a role being written: at most one row a value. */
typedef struct value_table {
    const icp_i_value_reader *reader;
    icp_role role;
    icp_i_pool *pool;
    icp_outcome_value *rows;
    size_t count;
    size_t others[2], other_rows[2]; /* values, and table rows, that are non-events or not eligible without being named */
} value_table;

static const char *const meaning_words[] = {"event", "non-event", "not eligible", "not observed"};

static bool add_value(value_table *table, const char *text, icp_i_meaning meaning, size_t rows)
{
    table->rows[table->count++] = (icp_outcome_value){table->role, text, meaning_words[meaning], rows};
    return text != NULL;
}

/* A distinct value of the column, its text, its meaning and on how many rows it stands. */
typedef struct value_count {
    const char *text;
    icp_i_meaning meaning;
    size_t rows;
} value_count;

static icp_status count_codes(const icp_i_value_reader *reader, size_t rows, icp_i_pool *pool, value_count **out, size_t *count, icp_error *err)
{
    value_count *values = ICP_I_NEW(pool, value_count, reader->column->level_count);
    if (!values) return icp_i_fail_memory(err, "counting the values of an outcome");
    for (size_t r = 0; r < rows; r++)
        if (reader->column->codes[r] >= 0) values[reader->column->codes[r]].rows++;
    size_t met = 0; /* a level may stand only on rows that are not used */
    for (size_t l = 0; l < reader->column->level_count; l++)
        if (values[l].rows > 0) values[met++] = (value_count){reader->column->levels[l], reader->of_code[l], values[l].rows};
    *out = values;
    *count = met;
    return ICP_OK;
}

static icp_status count_numbers(const icp_i_value_reader *reader, size_t rows, icp_i_pool *pool, value_count **out, size_t *count, icp_error *err)
{
    double *sorted = ICP_I_NEW(pool, double, rows);
    value_count *values = ICP_I_NEW(pool, value_count, rows);
    size_t n = 0, met = 0;
    if (!sorted || !values) return icp_i_fail_memory(err, "counting the values of an outcome");
    for (size_t r = 0; r < rows; r++)
        if (!isnan(reader->column->numbers[r])) sorted[n++] = reader->column->numbers[r];
    icp_i_sort(sorted, n);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && sorted[end] <= sorted[begin]; end++) continue;
        char digits[ICP_I_NUMBER_SIZE];
        const char *text = icp_i_copy_text(pool, digits, icp_i_number_format(sorted[begin] + 0.0, digits)); /* + 0.0: no "-0" */
        if (!text) return icp_i_fail_memory(err, "naming a value of an outcome");
        values[met++] = (value_count){text, meaning_of_number(reader, sorted[begin]), end - begin};
    }
    icp_i_release(pool, sorted);
    *out = values;
    *count = met;
    return ICP_OK;
}

/* Was the value named by the user, or is it one of "every other value"? */
static bool named(const icp_outcome_form *form, icp_i_meaning meaning)
{
    return meaning == ICP_I_EVENT || (meaning == ICP_I_NON_EVENT && form->nonevents);
}

/* Values of one meaning: one by one, or together when they are many and nobody named them. */
static bool add_meaning(value_table *table, const value_count *values, size_t count, icp_i_meaning meaning)
{
    size_t met = 0, rows = 0;
    for (size_t v = 0; v < count; v++) {
        if (values[v].meaning != meaning) continue;
        met++;
        rows += values[v].rows;
    }
    if (met > LISTED_VALUES && !named(table->reader->form, meaning))
        return add_value(table, icp_i_print(table->pool, "(%zu other values)", met), meaning, rows);
    for (size_t v = 0; v < count; v++)
        if (values[v].meaning == meaning && !add_value(table, values[v].text, meaning, values[v].rows)) return false;
    return true;
}

static icp_status fill_table(value_table *table, size_t rows, icp_error *err)
{
    const icp_i_value_reader *reader = table->reader;
    value_count *values = NULL;
    size_t count = 0, blank = 0;
    if (reader->column->codes) ICP_I_TRY(count_codes(reader, rows, table->pool, &values, &count, err));
    else ICP_I_TRY(count_numbers(reader, rows, table->pool, &values, &count, err));
    table->rows = ICP_I_NEW(table->pool, icp_outcome_value, count + 1);
    if (!table->rows) return icp_i_fail_memory(err, "listing the values of an outcome");
    for (icp_i_meaning meaning = ICP_I_EVENT; meaning < ICP_I_NOT_OBSERVED; meaning++)
        if (!add_meaning(table, values, count, meaning)) return icp_i_fail_memory(err, "listing the values of an outcome");
    for (size_t r = 0; r < rows; r++) blank += icp_i_value_meaning(reader, r) == ICP_I_NOT_OBSERVED;
    if (blank > 0) add_value(table, "(blank)", ICP_I_NOT_OBSERVED, blank);
    icp_i_release(table->pool, values);
    return ICP_OK;
}

icp_status icp_i_outcome_values(const icp_table *table, const icp_role_map *roles, icp_role role, icp_i_pool *pool, icp_outcome_value **out,
                                size_t *count, icp_error *err)
{
    const icp_outcome_form *form = icp_i_outcome_form_of(roles, role);
    value_table made = {.role = role, .pool = pool};
    icp_i_value_reader reader;
    if (form->column != ICP_NONE) {
        ICP_I_TRY(icp_i_value_reader_make(table, form, pool, &reader, err));
        made.reader = &reader;
        ICP_I_TRY(fill_table(&made, icp_table_rows(table), err));
    }
    *out = made.rows;
    *count = made.count;
    return ICP_OK;
}
