/* clauses_look_up.c - a clause as a condition on a column. Owns: how a column is found, values met, ranges read. Must not know: INI texts. */
#include "icp/clauses.h"

#include "base/fail.h"
#include "data/plain.h"
#include "data/roles.h"
#include "data/value.h"

#include <math.h>
#include <string.h>

#define NAMES_LOOKED_AT 512 /* for a near value */

typedef struct look_up {
    const icp_i_written_icp *icp;
    const icp_i_clause *clause;
    const icp_table *table;
    const icp_column *column;
    icp_i_pool *pool;
    icp_i_condition *out;
    icp_error *err;
} look_up;

static icp_status fail_memory(const look_up *l)
{
    return icp_i_fail_memory(l->err, "looking up the clauses of a stated ICP");
}

static icp_status not_observable(const look_up *l, const char *why)
{
    if (!why) return fail_memory(l);
    *l->out = (icp_i_condition){.why = why, .absent = "", .literal = {.column = l->out->literal.column, .low = NAN, .high = NAN}};
    return ICP_OK;
}

/* ---- the column ---- */

static icp_status fail_map(const look_up *l, const icp_i_clause_name *name)
{
    icp_status status = icp_i_fail(l->err, ICP_E_COLUMN, "[map] of '%s': no column is named '%s'", name->column, name->header);
    const char *near = icp_i_nearest_header(l->table, name->header);
    icp_i_fail_about(l->err, name->header, NULL, NULL);
    icp_i_fail_place(l->err, l->icp->file, name->line, 0);
    if (near) icp_i_fail_help(l->err, "did you mean '%s'?", near);
    return status;
}

static icp_status find_column(const look_up *l, size_t *out)
{
    for (size_t n = 0; n < l->icp->names; n++) {
        const icp_i_clause_name *name = &l->icp->name[n];
        if (strcmp(name->column, l->clause->column) != 0) continue;
        *out = icp_table_find(l->table, name->header);
        return *out == ICP_NONE ? fail_map(l, name) : ICP_OK;
    }
    *out = icp_table_find(l->table, l->clause->column);
    return ICP_OK;
}

static icp_status no_such_column(const look_up *l)
{
    const char *near = icp_i_nearest_header(l->table, l->clause->column);
    return not_observable(l, near ? icp_i_print(l->pool, "no column is named \"%s\"; did you mean \"%s\"?", l->clause->column, near)
                                  : icp_i_print(l->pool, "no column is named \"%s\"", l->clause->column));
}

/* ---- values ---- */

/* Levels are sorted by bytes. */
static const char *find_level(const icp_column *column, const char *value)
{
    size_t low = 0, high = column->level_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(column->levels[middle], value);
        if (order == 0) return column->levels[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static bool among(const char *const *values, size_t count, const char *value)
{
    for (size_t v = 0; v < count; v++)
        if (values[v] == value) return true;
    return false;
}

static icp_status no_such_value(const look_up *l)
{
    size_t count = l->column->level_count < NAMES_LOOKED_AT ? l->column->level_count : NAMES_LOOKED_AT;
    int near = icp_nearest_name(l->clause->value[0], l->column->levels, count);
    const char *some = l->clause->values > 1 ? "none of these values" : "not this value";
    return not_observable(l, near < 0 ? icp_i_print(l->pool, "column \"%s\" has %s on any row", l->column->name, some)
                                      : icp_i_print(l->pool, "column \"%s\" has %s on any row; did you mean \"%s\"?", l->column->name, some,
                                                    l->column->levels[near]));
}

static icp_status look_up_values(const look_up *l)
{
    icp_literal *literal = &l->out->literal;
    const char **values = ICP_I_NEW(l->pool, const char *, l->clause->values), *absent = "";
    if (!values) return fail_memory(l);
    for (size_t v = 0; v < l->clause->values && absent; v++) {
        const char *level = find_level(l->column, l->clause->value[v]);
        if (!level) absent = icp_i_print(l->pool, "%s%s\"%s\"", absent, *absent ? ", " : "", l->clause->value[v]);
        else if (!among(values, literal->value_count, level)) values[literal->value_count++] = level;
    }
    if (!absent) return fail_memory(l);
    if (literal->value_count == 0) return no_such_value(l);
    literal->values = values;
    literal->op = literal->value_count > 1 ? ICP_RULE_IN : ICP_RULE_IS;
    l->out->absent = absent;
    return ICP_OK;
}

/* ---- ranges ---- */

static icp_status fail_range(const look_up *l, const char *what, const char *help)
{
    icp_status status = icp_i_fail(l->err, ICP_E_FILE_FORM, "'%s' %s", l->clause->text, what);
    icp_i_fail_about(l->err, l->clause->column, l->clause->value[0], NULL);
    icp_i_fail_place(l->err, l->icp->file, l->clause->line, 0);
    icp_i_fail_help(l->err, "%s", help);
    return status;
}

static icp_status read_day(const look_up *l, const char *text, size_t length, double *out)
{
    if (length == strlen("2026-06-01") && icp_i_plain_date(text, length, out)) return ICP_OK;
    return fail_range(l, "is no range of dates", "write dates as YYYY-MM-DD: 2026-01-01..2026-06-30, or one end alone: 2026-01-01..");
}

static icp_status read_number(const look_up *l, const char *text, size_t length, double *out)
{
    icp_i_figure figure;
    bool percent = l->column->type == ICP_TYPE_PERCENT;
    if (!icp_i_figure_read(text, length, &figure) || !figure.point || !isfinite(figure.with_point))
        return fail_range(l, "is no range of numbers", "write 50..120, or one end alone: 50.. or ..120; decimals have a point");
    if (percent && !figure.percent) return fail_range(l, "is a range without %, of a column of percentages", "write 10%..20%");
    if (!percent && figure.percent) return fail_range(l, "is a range of percentages, of a column that has none", "write the number without %");
    *out = figure.with_point;
    return ICP_OK;
}

static icp_status read_end(const look_up *l, const char *text, size_t length, double open, double *out)
{
    icp_i_trim(&text, &length);
    *out = open;
    if (length == 0) return ICP_OK;
    return l->column->type == ICP_TYPE_DATE ? read_day(l, text, length, out) : read_number(l, text, length, out);
}

static icp_status look_up_range(const look_up *l)
{
    icp_literal *literal = &l->out->literal;
    if (l->clause->values > 1)
        return fail_range(l, "has several values, of a column of numbers or dates", "write one range: 50..120");
    const char *text = l->clause->value[0], *dots = strstr(text, "..");
    size_t before = dots ? (size_t)(dots - text) : strlen(text);
    ICP_I_TRY(read_end(l, text, before, -INFINITY, &literal->low));
    literal->high = literal->low;
    if (dots) ICP_I_TRY(read_end(l, dots + 2, strlen(dots + 2), INFINITY, &literal->high));
    if (isinf(literal->low) && isinf(literal->high)) return fail_range(l, "has two open ends", "write 50..120, 50.. or ..120");
    if (literal->low > literal->high) return fail_range(l, "ends before it begins", "write the lower end first");
    literal->op = ICP_RULE_BETWEEN;
    literal->closed = !isinf(literal->high);
    if (l->column->type != ICP_TYPE_DATE || !literal->closed) return ICP_OK;
    literal->high += 1; /* the whole of the last day */
    literal->closed = 0;
    return ICP_OK;
}

/* ---- the whole ---- */

icp_status icp_i_clause_look_up(const icp_i_written_icp *icp, size_t c, const icp_table *table, icp_i_pool *pool, icp_i_condition *out,
                                icp_error *err)
{
    icp_i_condition made = {.observable = true, .why = "", .absent = ""};
    look_up l = {.icp = icp, .clause = &icp->clause[c], .table = table, .pool = pool, .out = &made, .err = err};
    size_t column = ICP_NONE;
    ICP_I_TRY(find_column(&l, &column));
    l.column = icp_table_column(table, column);
    made.literal = (icp_literal){.column = column, .low = NAN, .high = NAN};
    if (!l.column) ICP_I_TRY(no_such_column(&l));
    else ICP_I_TRY(l.column->numbers ? look_up_range(&l) : look_up_values(&l));
    *out = made;
    return ICP_OK;
}
