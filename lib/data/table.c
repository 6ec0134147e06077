/* table.c - tables built in memory, and what a table answers. Owns: the public face of icp_table. Must not know: files. */
#include "base/fail.h"
#include "data/table_parts.h"

#include <math.h>
#include <string.h>

icp_status icp_table_new(const icp_hooks *hooks, icp_table **out, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(hooks);
    icp_table *table = pool ? ICP_I_NEW(pool, icp_table, 1) : NULL;
    if (!table) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "making a table");
    }
    table->pool = pool;
    *out = table;
    return ICP_OK;
}

void icp_table_free(icp_table *table)
{
    if (table) icp_i_pool_free(table->pool);
}

/* ---- columns from memory ---- */

static icp_status check_new(const icp_table *table, const char *name, size_t rows, icp_error *err)
{
    if (rows > INT32_MAX) return icp_i_fail(err, ICP_E_LIMIT, "more than %d rows", INT32_MAX);
    if (table->columns > 0 && rows != table->rows) {
        return icp_i_fail(err, ICP_E_SHAPE, "column \"%s\" has %zu rows, the table has %zu", name, rows, table->rows);
    }
    if (table->columns >= ICP_I_COLUMN_LIMIT) return icp_i_fail(err, ICP_E_LIMIT, "more than %zu columns", ICP_I_COLUMN_LIMIT);
    return ICP_OK;
}

/* The name as the table keeps it: outer blanks removed, "column N" for none, " (2)" behind one that is there already. */
static icp_status new_name(icp_table *table, const char *name, const char **out, icp_error *err)
{
    size_t length = strlen(name);
    icp_i_trim(&name, &length);
    const char *base = length > 0 ? icp_i_copy_text(table->pool, name, length) : icp_i_print(table->pool, "column %zu", table->columns + 1),
               *made = base;
    for (size_t copy = 2; made && icp_table_find(table, made) != ICP_I_NOWHERE; copy++) made = icp_i_print(table->pool, "%s (%zu)", base, copy);
    if (!made) return icp_i_fail_memory(err, "adding a column");
    *out = made;
    return length == 0    ? icp_i_table_warn(table, "blank_header", made, "a column without a header is named by its position", err)
           : made != base ? icp_i_table_warn(table, "duplicate_header", made, "this column repeats a header", err)
                          : ICP_OK;
}

static void settle_rows(icp_table *table, size_t rows)
{
    table->rows = table->rows_read = rows;
}

icp_status icp_table_add_number(icp_table *table, const char *name, const double *values, size_t rows, icp_error *err)
{
    ICP_I_TRY(check_new(table, name, rows, err));
    for (size_t i = 0; i < rows; i++) {
        if (!isnan(values[i]) && !(fabs(values[i]) <= 1e150)) {
            return icp_i_fail(err, ICP_E_RANGE, "column \"%s\", row %zu: a number too large to compute with (beyond 1e150)", name, i + 1);
        }
    }
    icp_column column = {.type = ICP_TYPE_NUMBER, .note = ""};
    double *numbers = ICP_I_NEW(table->pool, double, rows);
    if (!numbers || !icp_i_grow(table->pool, (void **)&table->column, &table->column_capacity, table->columns + 1, sizeof *table->column)) {
        icp_i_release(table->pool, numbers);
        return icp_i_fail_memory(err, "adding a column");
    }
    icp_status status = new_name(table, name, &column.name, err);
    if (status != ICP_OK) {
        icp_i_release(table->pool, numbers);
        return status;
    }
    for (size_t i = 0; i < rows; i++) {
        numbers[i] = values[i];
        if (isnan(values[i]))
            column.missing++;
        else
            column.used++;
    }
    column.numbers = numbers;
    settle_rows(table, rows);
    table->column[table->columns++] = column;
    return ICP_OK;
}

/* The first cell that is no value of the column's type. */
static icp_status check_cells(const char *name, const icp_i_cells *cells, const icp_i_typed *typed, icp_error *err)
{
    for (size_t i = 0; i < cells->rows && icp_i_type_numeric(typed->type); i++) {
        uint32_t distinct = cells->code[i];
        const char *text = icp_i_cells_text(cells, distinct);
        if (typed->state[distinct] == ICP_I_STATE_RANGE) {
            return icp_i_fail(err, ICP_E_RANGE, "column \"%s\", row %zu: \"%.80s\" is too large to compute with (beyond 1e150)", name, i + 1, text);
        }
        if (typed->state[distinct] == ICP_I_STATE_BAD) {
            return icp_i_fail(err, typed->type == ICP_TYPE_DATE ? ICP_E_DATE : ICP_E_NUMBER, "column \"%s\", row %zu: expected %s, found \"%.80s\"",
                              name, i + 1, icp_i_type_expected(typed->type), text);
        }
    }
    return ICP_OK;
}

static icp_status type_and_add(icp_table *table, const char *name, const icp_i_cells *collected, icp_error *err)
{
    icp_i_typing_rules rules = {.decimal = ICP_DECIMAL_AUTO, .date_order = ICP_DATE_AUTO};
    icp_i_cells cells;
    icp_i_tally tally;
    icp_i_typed typed;
    size_t at;
    const char *kept;
    ICP_I_TRY(icp_i_cells_join(&collected, 1, collected->pool, &cells, err));
    ICP_I_TRY(icp_i_tally_count(&cells, true, 1, cells.pool, &tally, err));
    ICP_I_TRY(icp_i_typing_decide(name, &cells, &tally, &rules, NULL, cells.pool, &typed, &at, err));
    ICP_I_TRY(check_cells(name, &cells, &typed, err));
    typed.note = icp_i_copy_text(table->pool, typed.note, strlen(typed.note));
    if (!typed.note) return icp_i_fail_memory(err, "adding a column");
    ICP_I_TRY(new_name(table, name, &kept, err));
    icp_i_content content = {.name = kept, .cells = &cells, .typed = &typed, .rows = cells.rows};
    ICP_I_TRY(icp_i_table_add_columns(table, &content, 1, 1, err));
    settle_rows(table, cells.rows);
    return ICP_OK;
}

icp_status icp_table_add_text(icp_table *table, const char *name, const char *const *values, size_t rows, icp_error *err)
{
    ICP_I_TRY(check_new(table, name, rows, err));
    icp_i_cells cells = {.pool = icp_i_pool_new(icp_i_pool_hooks(table->pool)), .may_scatter = true};
    if (!cells.pool) return icp_i_fail_memory(err, "adding a column");
    size_t warnings = table->warning_count;
    icp_status status = ICP_OK;
    for (size_t i = 0; i < rows && status == ICP_OK; i++)
        status = icp_i_cells_add(&cells, values[i] ? values[i] : "", values[i] ? strlen(values[i]) : 0, err);
    if (status == ICP_OK) status = type_and_add(table, name, &cells, err);
    if (status != ICP_OK) table->warning_count = warnings;
    icp_i_pool_free(cells.pool);
    return status;
}

/* ---- answers ---- */

size_t icp_table_rows(const icp_table *table)
{
    return table->rows;
}

size_t icp_table_rows_read(const icp_table *table)
{
    return table->rows_read;
}

size_t icp_table_columns(const icp_table *table)
{
    return table->columns;
}

const icp_column *icp_table_column(const icp_table *table, size_t column)
{
    return column < table->columns ? &table->column[column] : NULL;
}

size_t icp_table_find(const icp_table *table, const char *name)
{
    size_t length = strlen(name);
    icp_i_trim(&name, &length);
    for (size_t i = 0; i < table->columns; i++) {
        if (strlen(table->column[i].name) == length && memcmp(table->column[i].name, name, length) == 0) return i;
    }
    return ICP_I_NOWHERE;
}

size_t icp_table_line(const icp_table *table, size_t row, size_t *input)
{
    bool known = table->line && row < table->rows;
    if (input) *input = known ? table->input[row] : 0;
    return known ? table->line[row] : 0;
}

size_t icp_table_inputs(const icp_table *table, const icp_input **out)
{
    if (out) *out = table->inputs;
    return table->input_count;
}

size_t icp_table_left_out(const icp_table *table, const icp_left_out **out)
{
    if (out) *out = table->left_out;
    return table->left_out_count;
}

size_t icp_table_rejects(const icp_table *table, const icp_reject **out)
{
    if (out) *out = table->rejects;
    return table->reject_count;
}

size_t icp_table_warnings(const icp_table *table, const icp_warning **out)
{
    if (out) *out = table->warnings;
    return table->warning_count;
}
