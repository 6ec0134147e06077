/* roles_outcome.c - what the values of an outcome column mean. Owns: event and non-event values against the column, open stages.
 * Must not know: models, detection. */
#include "data/roles.h"

#include "base/letter_case.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

#define SHOWN_VALUES 8 /* values listed in a message */

static bool is_numeric(const icp_column *column)
{
    return column->numbers != NULL;
}

static size_t level_rows(const icp_table *table, const icp_column *column, size_t level)
{
    size_t rows = 0;
    for (size_t r = 0; r < icp_table_rows(table); r++) rows += column->codes[r] == (int32_t)level;
    return rows;
}

static const char *trim(const char *text, size_t *length)
{
    while (*text == ' ' || *text == '\t') text++;
    *length = strlen(text);
    while (*length && (text[*length - 1] == ' ' || text[*length - 1] == '\t')) --*length;
    return text;
}

static bool same_trimmed(const char *a, const char *b)
{
    size_t la, lb;
    a = trim(a, &la);
    b = trim(b, &lb);
    return la == lb && memcmp(a, b, la) == 0;
}

/* Rows whose value is `value`: compared trimmed and exactly, for numeric columns numerically. */
static size_t value_rows(const icp_table *table, size_t index, const char *value)
{
    const icp_column *column = icp_table_column(table, index);
    size_t rows = 0, length;
    const char *text = trim(value, &length);
    double number;
    if (is_numeric(column)) {
        if (!icp_i_number_parse(text, length, &number)) return 0;
        for (size_t r = 0; r < icp_table_rows(table); r++) rows += column->numbers[r] == number;
        return rows;
    }
    for (size_t l = 0; l < column->level_count; l++)
        if (same_trimmed(column->levels[l], value)) rows += level_rows(table, column, l);
    return rows;
}

/* Lower-case letters and digits only: "Closed - Won" and "closedwon" are one. */
static void squeeze(const char *text, char *out, size_t size)
{
    size_t n = 0;
    for (; *text && n + 1 < size; text++) {
        char c = icp_i_lower(*text);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80) out[n++] = c;
    }
    out[n] = '\0';
}

static bool squeezed_in(const char *text, const char *const *list, size_t count)
{
    char squeezed[64];
    squeeze(text, squeezed, sizeof squeezed);
    for (size_t i = 0; i < count; i++)
        if (strcmp(squeezed, list[i]) == 0) return true;
    return false;
}

bool icp_i_role_open_stage(const char *value)
{
    static const char *const stages[] = {"open",
                                         "engaging",
                                         "prospecting",
                                         "prospect",
                                         "qualification",
                                         "qualified",
                                         "qualifying",
                                         "needsanalysis",
                                         "valueproposition",
                                         "iddecisionmakers",
                                         "perceptionanalysis",
                                         "proposal",
                                         "proposalpricequote",
                                         "proposalsent",
                                         "quote",
                                         "quotesent",
                                         "negotiation",
                                         "negotiationreview",
                                         "negotiating",
                                         "inprogress",
                                         "inpipeline",
                                         "pipeline",
                                         "pending",
                                         "discovery",
                                         "demo",
                                         "demoscheduled",
                                         "evaluation",
                                         "evaluating",
                                         "appointmentscheduled",
                                         "qualifiedtobuy",
                                         "presentationscheduled",
                                         "decisionmakerboughtin",
                                         "contractsent",
                                         "verbalcommit",
                                         "commit"};
    return squeezed_in(value, stages, sizeof stages / sizeof stages[0]);
}

static bool is_yes(const char *text)
{
    static const char *const yes[] = {"yes", "y", "true", "t", "1", "ja", "oui", "si"};
    return squeezed_in(text, yes, sizeof yes / sizeof yes[0]);
}

static bool is_no(const char *text)
{
    static const char *const no[] = {"no", "n", "false", "f", "0", "nein", "non"};
    return squeezed_in(text, no, sizeof no / sizeof no[0]);
}

static bool count_level_answers(const icp_table *table, const icp_column *column, size_t rows[2])
{
    for (size_t l = 0; l < column->level_count; l++) {
        size_t here = level_rows(table, column, l);
        bool yes = is_yes(column->levels[l]);
        if (here && !yes && !is_no(column->levels[l])) return false;
        rows[yes] += here;
    }
    return true;
}

bool icp_i_role_answers(const icp_table *table, size_t index, size_t rows[2])
{
    const icp_column *column = icp_table_column(table, index);
    rows[0] = rows[1] = 0;
    if (!is_numeric(column)) return column->level_count <= 8 && count_level_answers(table, column, rows);
    if (column->type == ICP_TYPE_DATE) return false;
    for (size_t r = 0; r < icp_table_rows(table); r++) {
        double x = column->numbers[r];
        if (isnan(x)) continue;
        if (x != 0 && x != 1) return false;
        rows[x == 1]++;
    }
    return true;
}

icp_status icp_i_role_answer_texts(const icp_table *table, size_t index, bool yes, icp_i_pool *pool, const char *const **out, size_t *count,
                                   icp_error *err)
{
    const icp_column *column = icp_table_column(table, index);
    size_t levels = is_numeric(column) ? 1 : column->level_count;
    const char **list = ICP_I_NEW(pool, const char *, levels);
    if (!list) return icp_i_fail_memory(err, "settling an outcome");
    *count = 0;
    for (size_t l = 0; l < levels; l++) {
        const char *level = is_numeric(column) ? (yes ? "1" : "0") : column->levels[l];
        if (!is_numeric(column) && (yes ? !is_yes(level) : !is_no(level))) continue;
        list[*count] = icp_i_copy_text(pool, level, strlen(level));
        if (!list[(*count)++]) return icp_i_fail_memory(err, "settling an outcome");
    }
    *out = list;
    return ICP_OK;
}

/* The first values of a column, for a message: "'Won', 'Lost', ...". */
static char *list_values(const icp_column *column, icp_i_pool *pool)
{
    if (is_numeric(column)) return icp_i_print(pool, "numbers");
    char *text = icp_i_print(pool, "%s", "");
    for (size_t l = 0; text && l < column->level_count && l < SHOWN_VALUES; l++)
        text = icp_i_print(pool, "%s%s'%s'", text, l ? ", " : "", column->levels[l]);
    if (text && column->level_count > SHOWN_VALUES) text = icp_i_print(pool, "%s and %zu more", text, column->level_count - SHOWN_VALUES);
    return text;
}

static icp_status fail_values(const icp_column *column, const icp_role_info *info, const char *what, icp_i_pool *pool, icp_error *err)
{
    const char *listed = list_values(column, pool);
    if (!listed) return icp_i_fail_memory(err, "settling an outcome");
    icp_status status = icp_i_fail(err, ICP_E_OUTCOME_FORM, "--%s: column '%s' %s; %s%s", info->flag, column->name, what,
                                   *listed ? "its values are " : "no row has a value in it", listed);
    if (err) icp_i_fail_copy(err->field, sizeof err->field, column->name, strlen(column->name));
    return status;
}

static icp_status fail_bare(const icp_column *column, const icp_role_info *info, icp_i_pool *pool, icp_error *err)
{
    icp_status status = fail_values(column, info, "is neither yes/no nor 0/1, so that its events must be said", pool, err);
    if (err && err->code == ICP_E_OUTCOME_FORM)
        icp_i_fail_help(err, "type --%s '%s=EVENT', or '%s=EVENT/NONEVENT' when some values are neither", info->flag, column->name, column->name);
    return status;
}

static bool contains(const char *const *values, size_t count, const char *value)
{
    for (size_t i = 0; i < count; i++)
        if (same_trimmed(values[i], value)) return true;
    return false;
}

/* The flag that excludes the open stages: COL=EVENTS/everything else that is not open. NULL without memory. */
static char *closed_form(const icp_column *column, const icp_i_role_values *values, icp_i_pool *pool)
{
    char *text = icp_i_role_quote(pool, column->name);
    for (size_t i = 0; text && i < values->event_count; i++) {
        char *value = icp_i_role_quote(pool, values->events[i]);
        text = value ? icp_i_print(pool, "%s%c%s", text, i ? '|' : '=', value) : NULL;
    }
    size_t added = 0;
    for (size_t l = 0; text && l < column->level_count; l++) {
        if (icp_i_role_open_stage(column->levels[l]) || contains(values->events, values->event_count, column->levels[l])) continue;
        char *value = icp_i_role_quote(pool, column->levels[l]);
        text = value ? icp_i_print(pool, "%s%c%s", text, added++ ? '|' : '/', value) : NULL;
    }
    return text && !added ? icp_i_print(pool, "%s/NONEVENT", text) : text;
}

static icp_status refuse_open_stages(const icp_column *column, const icp_i_role_values *values, const icp_role_info *info, icp_i_pool *pool,
                                     icp_error *err)
{
    for (size_t l = 0; !is_numeric(column) && l < column->level_count; l++) {
        const char *level = column->levels[l];
        if (!icp_i_role_open_stage(level) || contains(values->events, values->event_count, level)) continue;
        char *form = closed_form(column, values, pool);
        if (!form) return icp_i_fail_memory(err, "settling an outcome");
        icp_status status =
            icp_i_fail(err, ICP_E_OUTCOME_FORM, "--%s: column '%s' holds '%s', a stage that is still open and would count as a non-event", info->flag,
                       column->name, level);
        if (err) icp_i_fail_copy(err->field, sizeof err->field, column->name, strlen(column->name));
        if (err) icp_i_fail_copy(err->value, sizeof err->value, level, strlen(level));
        icp_i_fail_help(err, "type --%s '%s'", info->flag, form);
        return status;
    }
    return ICP_OK;
}

/* At least one of the values must occur; a value that only another export has is fine. */
static icp_status values_occur(const icp_table *table, size_t index, const char *const *values, size_t count, const icp_role_info *info,
                               icp_i_pool *pool, icp_error *err)
{
    const icp_column *column = icp_table_column(table, index);
    for (size_t i = 0; i < count; i++)
        if (value_rows(table, index, values[i])) return ICP_OK;
    char *what = icp_i_print(pool, "never holds '%s'", values[0]);
    if (!what) return icp_i_fail_memory(err, "settling an outcome");
    icp_status status = fail_values(column, info, what, pool, err);
    int near = is_numeric(column) ? -1 : icp_nearest_name(values[0], column->levels, column->level_count);
    if (near >= 0)
        icp_i_fail_help(err, "did you mean '%s'? Values are compared exactly, without outer blanks", column->levels[near]);
    else if (column->level_count == 1) icp_i_fail_help(err, "an outcome needs accounts with it and accounts without it");
    else icp_i_fail_help(err, "name a value that stands in the column; values are compared exactly, without outer blanks");
    return status;
}

static icp_status bare_form(const icp_table *table, const icp_role_info *info, icp_i_pool *pool, icp_outcome_form *form, icp_error *err)
{
    const icp_column *column = icp_table_column(table, form->column);
    size_t rows[2];
    if (!icp_i_role_answers(table, form->column, rows)) return fail_bare(column, info, pool, err);
    if (!rows[0] || !rows[1]) {
        icp_status status = icp_i_fail(err, ICP_E_OUTCOME, "--%s: column '%s' says %s in every row that says anything", info->flag, column->name,
                                       rows[1]   ? "yes"
                                       : rows[0] ? "no"
                                                 : "nothing");
        icp_i_fail_help(err, "an outcome needs accounts with it and accounts without it");
        return status;
    }
    return icp_i_role_answer_texts(table, form->column, true, pool, &form->events, &form->event_count, err);
}

/* The values as the column spells them, so that later rooms compare without trimming. */
static icp_status as_spelt(const icp_column *column, const char **values, size_t count, icp_i_pool *pool, icp_error *err)
{
    for (size_t i = 0; !is_numeric(column) && i < count; i++) {
        for (size_t l = 0; l < column->level_count; l++) {
            if (!same_trimmed(column->levels[l], values[i])) continue;
            values[i] = icp_i_copy_text(pool, column->levels[l], strlen(column->levels[l]));
            if (!values[i]) return icp_i_fail_memory(err, "settling an outcome");
            break;
        }
    }
    return ICP_OK;
}

icp_status icp_i_role_form_settle(const icp_table *table, const icp_i_role_values *values, const icp_role_info *info, icp_i_pool *pool,
                                  icp_outcome_form *out, icp_error *err)
{
    icp_outcome_form form = {0};
    ICP_I_TRY(icp_i_role_column(table, values->column.text, info, &form.column, err));
    if (!values->has_events) {
        size_t rows[2];
        bool needs_event = info->form == ICP_ROLE_OUTCOME || (icp_i_role_answers(table, form.column, rows) && rows[0] && rows[1]);
        if (needs_event) ICP_I_TRY(bare_form(table, info, pool, &form, err));
        *out = form;
        return ICP_OK;
    }
    ICP_I_TRY(values_occur(table, form.column, values->events, values->event_count, info, pool, err));
    if (values->has_nonevents)
        ICP_I_TRY(values_occur(table, form.column, values->nonevents, values->nonevent_count, info, pool, err));
    else if (info->form == ICP_ROLE_OUTCOME)
        ICP_I_TRY(refuse_open_stages(icp_table_column(table, form.column), values, info, pool, err));
    for (size_t i = 0; i < values->nonevent_count; i++) {
        if (!contains(values->events, values->event_count, values->nonevents[i])) continue;
        return icp_i_fail(err, ICP_E_OUTCOME_FORM, "--%s: '%s' is given as an event and as a non-event", info->flag, values->nonevents[i]);
    }
    ICP_I_TRY(as_spelt(icp_table_column(table, form.column), values->events, values->event_count, pool, err));
    ICP_I_TRY(as_spelt(icp_table_column(table, form.column), values->nonevents, values->nonevent_count, pool, err));
    form.events = values->events;
    form.event_count = values->event_count;
    form.nonevents = values->has_nonevents ? values->nonevents : NULL;
    form.nonevent_count = values->nonevent_count;
    *out = form;
    return ICP_OK;
}
