/* fill.c - untyped columns -> the table's typed columns. Owns: which rows bad cells cost, codes and levels, the counts that add up to the rows.
 * Must not know: files beyond where a cell stands, grammar. */
#include "base/fail.h"
#include "data/table_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one column ---- */

typedef struct level {
    const char *text;
    uint32_t distinct;
} level;

static int by_bytes(const void *a, const void *b)
{
    return strcmp(((const level *)a)->text, ((const level *)b)->text);
}

typedef struct filling {
    icp_i_cells *cells;
    const icp_i_typed *typed;
    const uint32_t *keep;
    size_t rows;
    icp_column *column;
    icp_i_pool *pool;
} filling;

static uint32_t code_of(const filling *f, size_t row)
{
    return f->cells->code[f->keep ? f->keep[row] : row];
}

static icp_status fill_numbers(const filling *f, icp_error *err)
{
    double *numbers = ICP_I_NEW(f->pool, double, f->rows);
    if (!numbers) return icp_i_fail_memory(err, "filling a column");
    for (size_t i = 0; i < f->rows; i++) {
        numbers[i] = f->typed->value[code_of(f, i)];
        f->column->used += isnan(numbers[i]) ? 0 : 1;
    }
    f->column->numbers = numbers;
    return ICP_OK;
}

/* Copies the texts of the levels into one block. */
static icp_status keep_levels(const filling *f, const level *levels, size_t count, icp_error *err)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) bytes += strlen(levels[i].text) + 1;
    const char **texts = ICP_I_NEW(f->pool, const char *, count);
    char *block = icp_i_alloc(f->pool, bytes, 1);
    if (!texts || !block) return icp_i_fail_memory(err, "filling a column");
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(levels[i].text) + 1;
        texts[i] = memcpy(block, levels[i].text, length);
        block += length;
    }
    f->column->levels = texts;
    f->column->level_count = count;
    return ICP_OK;
}

static uint32_t spelled(const filling *f, uint32_t distinct)
{
    return f->typed->spelling ? f->typed->spelling[distinct] : distinct;
}

static icp_status fill_codes(const filling *f, icp_error *err)
{
    icp_i_cells *cells = f->cells;
    int32_t *codes = ICP_I_NEW(f->pool, int32_t, f->rows), *rank = ICP_I_NEW(cells->pool, int32_t, cells->count);
    level *levels = ICP_I_NEW(cells->pool, level, cells->count);
    icp_status status = ICP_OK;
    if (!codes || !rank || !levels) {
        status = icp_i_fail_memory(err, "filling a column");
        goto done;
    }
    size_t count = 0;
    for (size_t i = 0; i < f->rows; i++) {
        uint32_t distinct = spelled(f, code_of(f, i));
        if (f->typed->state[distinct] != ICP_I_STATE_USED || rank[distinct]) continue;
        rank[distinct] = 1;
        levels[count++] = (level){icp_i_cells_text(cells, distinct), distinct};
    }
    qsort(levels, count, sizeof *levels, by_bytes);
    for (size_t i = 0; i < cells->count; i++) rank[i] = -1;
    for (size_t i = 0; i < count; i++) rank[levels[i].distinct] = (int32_t)i;
    for (size_t i = 0; i < f->rows; i++) {
        codes[i] = rank[spelled(f, code_of(f, i))];
        f->column->used += codes[i] >= 0;
    }
    f->column->codes = codes;
    status = keep_levels(f, levels, count, err);
done:
    icp_i_release(cells->pool, rank);
    icp_i_release(cells->pool, levels);
    return status;
}

static bool is_constant(const icp_column *column, size_t rows)
{
    if (column->codes) return column->level_count == 1;
    double first = NAN;
    for (size_t i = 0; i < rows; i++) {
        double value = column->numbers[i];
        if (isnan(value)) continue;
        if (isnan(first))
            first = value;
        else if (value < first || value > first)
            return false;
    }
    return !isnan(first);
}

icp_status icp_i_table_warn(icp_table *table, const char *code, const char *column, const char *message, icp_error *err)
{
    if (!icp_i_grow(table->pool, (void **)&table->warnings, &table->warning_capacity, table->warning_count + 1, sizeof *table->warnings)) {
        return icp_i_fail_memory(err, "noting a warning");
    }
    table->warnings[table->warning_count++] = (icp_warning){code, column, message};
    return ICP_OK;
}

static icp_status warn_of_column(icp_table *table, const icp_column *column, const icp_i_typed *typed, size_t rows, icp_error *err)
{
    if (typed->warning) ICP_I_TRY(icp_i_table_warn(table, typed->warning_code, column->name, typed->warning, err));
    if (rows < 2) return ICP_OK;
    if (column->used == 0) return icp_i_table_warn(table, "empty", column->name, "no row has a value in this column", err);
    if (is_constant(column, rows)) return icp_i_table_warn(table, "constant", column->name, "every value in this column is the same", err);
    return ICP_OK;
}

icp_status icp_i_table_add_column(icp_table *table, const char *name, icp_i_cells *cells, const icp_i_typed *typed, const uint32_t *keep, size_t rows,
                                  size_t rejected, icp_error *err)
{
    icp_column column = {.name = name, .type = typed->type, .rejected = rejected, .note = typed->note};
    filling f = {cells, typed, keep, rows, &column, table->pool};
    ICP_I_TRY(typed->value ? fill_numbers(&f, err) : fill_codes(&f, err));
    column.missing = rows - column.used;
    if (!icp_i_grow(table->pool, (void **)&table->column, &table->column_capacity, table->columns + 1, sizeof *table->column)) {
        return icp_i_fail_memory(err, "adding a column");
    }
    ICP_I_TRY(warn_of_column(table, &column, typed, rows, err));
    table->column[table->columns++] = column;
    return ICP_OK;
}

/* ---- all columns ---- */

typedef struct fill {
    icp_i_reading *reading;
    icp_i_tally *tally; /* columns */
    icp_i_typed *typed; /* columns */
    unsigned char *given;
    uint32_t *bad; /* rows: 1 + first column whose cell is bad, 0 = good */
    size_t bad_rows;
} fill;

static icp_status count_columns(fill *f, icp_i_typing_rules *rules, icp_error *err)
{
    icp_i_reading *g = f->reading;
    for (size_t c = 0; c < g->columns; c++) {
        bool texts = f->given[c] && !icp_i_type_numeric((icp_type)(f->given[c] - 1)) && f->given[c] - 1 != ICP_TYPE_BOOLEAN;
        ICP_I_TRY(icp_i_tally_count(&g->cells[c], !texts, g->scratch, &f->tally[c], err));
        if (!f->given[c]) icp_i_typing_learn(&f->tally[c], rules);
    }
    return ICP_OK;
}

static void show_cell(const icp_i_reading *g, size_t row, size_t c, icp_error *err)
{
    const icp_i_source *source = &g->source[g->source_of[row]];
    size_t field = g->field_of[g->source_of[row]][c]; /* headers may stand in another order in a further file */
    icp_i_place_show(source, icp_i_place_find(source, g->offset[row], g->line[row], field), err);
    if (err) icp_i_fail_copy(err->field, sizeof err->field, g->name[c], strlen(g->name[c]));
}

static size_t first_row_of(const icp_i_cells *cells, size_t distinct)
{
    size_t row = 0;
    while (row + 1 < cells->rows && cells->code[row] != distinct) row++;
    return row;
}

static icp_status decide_columns(fill *f, const icp_i_typing_rules *rules, icp_error *err)
{
    icp_i_reading *g = f->reading;
    for (size_t c = 0; c < g->columns; c++) {
        icp_type given = (icp_type)(f->given[c] ? f->given[c] - 1 : 0);
        size_t at;
        icp_status status =
            icp_i_typing_decide(g->name[c], &g->cells[c], &f->tally[c], rules, f->given[c] ? &given : NULL, g->scratch, &f->typed[c], &at, err);
        if (status != ICP_OK) {
            if (at != ICP_I_NOWHERE) show_cell(g, first_row_of(&g->cells[c], at), c, err);
            return status;
        }
    }
    return ICP_OK;
}

static void mark_bad_rows(fill *f)
{
    const icp_i_reading *g = f->reading;
    for (size_t c = 0; c < g->columns; c++) {
        if (!icp_i_type_numeric(f->typed[c].type)) continue;
        for (size_t i = 0; i < g->rows; i++) {
            if (f->bad[i] || f->typed[c].state[g->cells[c].code[i]] < ICP_I_STATE_BAD) continue;
            f->bad[i] = (uint32_t)c + 1;
            f->bad_rows++;
        }
    }
}

static void describe_cell(const fill *f, size_t row, icp_error *what)
{
    const icp_i_reading *g = f->reading;
    size_t c = f->bad[row] - 1;
    uint32_t distinct = g->cells[c].code[row];
    const char *text = icp_i_cells_text(&g->cells[c], distinct);
    icp_type type = f->typed[c].type;
    if (f->typed[c].state[distinct] == ICP_I_STATE_RANGE) {
        icp_i_fail(what, ICP_E_RANGE, "column \"%s\": \"%.80s\" is too large to compute with (beyond 1e150)", g->name[c], text);
    } else {
        icp_i_fail(what, type == ICP_TYPE_DATE ? ICP_E_DATE : ICP_E_NUMBER, "column \"%s\": expected %s, found \"%.80s\"", g->name[c],
                   icp_i_type_expected(type), text);
    }
    icp_i_fail_copy(what->value, sizeof what->value, text, strlen(text));
    icp_i_fail_copy(what->expected, sizeof what->expected, icp_i_type_expected(type), strlen(icp_i_type_expected(type)));
    icp_i_fail_help(what, "skip such rows with --bad-rows=skip (they go to rejects.csv) or read the column as text with --type %s=text", g->name[c]);
    show_cell(g, row, c, what);
}

static icp_status reject_row(const fill *f, size_t row, icp_error *err)
{
    icp_i_reading *g = f->reading;
    const icp_i_source *source = &g->source[g->source_of[row]];
    icp_error what;
    describe_cell(f, row, &what);
    size_t end = icp_i_place_record_end(source, g->offset[row]);
    return icp_i_rows_reject(g, g->source_of[row], g->line[row], g->name[f->bad[row] - 1], &what, source->text + g->offset[row], end - g->offset[row],
                             err);
}

static icp_status refuse_or_reject(fill *f, icp_error *err)
{
    icp_i_reading *g = f->reading;
    for (size_t i = 0; i < g->rows && f->bad_rows > 0; i++) {
        if (!f->bad[i]) continue;
        if (g->settings->bad_rows == ICP_BAD_ROWS_SKIP) {
            ICP_I_TRY(reject_row(f, i, err));
            continue;
        }
        icp_error what;
        describe_cell(f, i, &what);
        if (err) *err = what;
        return what.status;
    }
    return ICP_OK;
}

static icp_status keep_rows(fill *f, uint32_t **out, icp_error *err)
{
    icp_i_reading *g = f->reading;
    icp_table *table = g->table;
    size_t rows = g->rows - f->bad_rows;
    uint32_t *keep = ICP_I_NEW(g->scratch, uint32_t, rows);
    table->line = ICP_I_NEW(table->pool, size_t, rows);
    table->input = ICP_I_NEW(table->pool, uint32_t, rows);
    if (!keep || !table->line || !table->input) return icp_i_fail_memory(err, "filling the table");
    for (size_t i = 0; i < g->rows; i++) {
        if (f->bad[i]) continue;
        keep[table->rows] = (uint32_t)i;
        table->line[table->rows] = g->line[i];
        table->input[table->rows++] = g->source_of[i];
    }
    table->rows_read = rows + table->reject_count;
    *out = keep;
    return ICP_OK;
}

/* A note that may live in scratch memory, moved into the table. */
static icp_status own_texts(icp_table *table, icp_i_typed *typed, icp_error *err)
{
    typed->note = icp_i_copy_text(table->pool, typed->note, strlen(typed->note));
    if (typed->warning) typed->warning = icp_i_copy_text(table->pool, typed->warning, strlen(typed->warning));
    return typed->note && (typed->warning || !typed->warning_code) ? ICP_OK : icp_i_fail_memory(err, "filling the table");
}

static icp_status add_columns(fill *f, const uint32_t *keep, icp_error *err)
{
    icp_i_reading *g = f->reading;
    for (size_t c = 0; c < g->columns; c++) {
        icp_i_typed *typed = &f->typed[c];
        ICP_I_TRY(own_texts(g->table, typed, err));
        ICP_I_TRY(icp_i_table_add_column(g->table, g->name[c], &g->cells[c], typed, f->bad_rows ? keep : NULL, g->table->rows, g->table->reject_count,
                                         err));
        icp_i_cells_release(&g->cells[c]);
        icp_i_release(g->scratch, typed->state);
        icp_i_release(g->scratch, typed->value);
        icp_i_release(g->scratch, f->tally[c].count);
    }
    return ICP_OK;
}

static icp_status no_rows(const icp_i_reading *g, icp_error *err)
{
    icp_status status = g->table->reject_count == 0 ? icp_i_fail(err, ICP_E_NO_ROWS, "a header and no data rows")
                                                    : icp_i_fail(err, ICP_E_NO_ROWS, "none of the %zu rows can be used; the first: line %zu, %s",
                                                                 g->table->reject_count, g->table->rejects[0].line, g->table->rejects[0].reason);
    icp_i_fail_place(err, g->source[0].name, 0, 0);
    return status;
}

icp_status icp_i_table_fill(icp_i_reading *g, icp_error *err)
{
    fill f = {.reading = g};
    uint32_t *keep = NULL;
    f.tally = ICP_I_NEW(g->scratch, icp_i_tally, g->columns);
    f.typed = ICP_I_NEW(g->scratch, icp_i_typed, g->columns);
    f.given = ICP_I_NEW(g->scratch, unsigned char, g->columns);
    f.bad = ICP_I_NEW(g->scratch, uint32_t, g->rows);
    if (!f.tally || !f.typed || !f.given || !f.bad) return icp_i_fail_memory(err, "typing columns");
    icp_i_typing_rules rules = {.decimal = g->settings->decimal, .date_order = g->settings->date_order};
    ICP_I_TRY(icp_i_given_types(g->settings->types, g->name, g->columns, g->scratch, f.given, err));
    if (g->rows == 0) return no_rows(g, err);
    ICP_I_TRY(count_columns(&f, &rules, err));
    ICP_I_TRY(decide_columns(&f, &rules, err));
    mark_bad_rows(&f);
    ICP_I_TRY(refuse_or_reject(&f, err));
    if (f.bad_rows == g->rows) return no_rows(g, err);
    ICP_I_TRY(keep_rows(&f, &keep, err));
    return add_columns(&f, keep, err);
}
