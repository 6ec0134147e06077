/* column.c - contents -> the table's typed columns. Owns: codes and levels, the counts that add up to the rows, remarks about a column. Must not
 * know: files, grammar.
 *
 * Memory is taken on the calling thread, between two passes in which columns are filled side by side. */
#include "base/fail.h"
#include "base/parallel.h"
#include "data/table_parts.h"

#include <math.h>
#include <string.h>

typedef struct filling {
    const icp_i_content *content;
    icp_column column;
    double *numbers;
    int32_t *codes, *rank; /* rank: distinct texts -> level, -1 = not a level */
    const char **levels;
    char *block; /* of the levels' texts */
    size_t block_bytes;
    bool constant;
} filling;

/* ---- numbers ---- */

/* Values stand where parts put them: gaps where there were more lines than rows, and rows that are not kept, are closed. */
static void close_gaps(filling *f)
{
    const icp_i_content *c = f->content;
    size_t row = 0;
    for (size_t p = 0; p < c->reading->parts; p++) {
        const icp_i_part *part = c->reading->part[p];
        const double *value = part->strip[c->column].value;
        if (!c->keep) {
            if (f->numbers + row != value && part->rows > 0) memmove(f->numbers + row, value, part->rows * sizeof *value);
            row += part->rows;
            continue;
        }
        for (; row < c->rows && c->keep[row] < part->first_row + part->rows; row++) f->numbers[row] = value[c->keep[row] - part->first_row];
    }
}

static void count_numbers(filling *f)
{
    const icp_i_content *c = f->content;
    bool counted = c->reading && !c->keep;
    double first = NAN;
    f->constant = true;
    for (size_t i = 0; i < c->rows && (!counted || f->constant); i++) {
        double value = f->numbers[i];
        if (isnan(value)) continue;
        f->column.used++;
        if (isnan(first)) first = value;
        f->constant = f->constant && value == first;
    }
    if (counted) f->column.used = c->used;
    f->constant = f->constant && f->column.used > 0;
}

static void fill_numbers(filling *f)
{
    const icp_i_content *c = f->content;
    if (c->reading) {
        close_gaps(f);
    } else {
        for (size_t i = 0; i < c->rows; i++) f->numbers[i] = c->typed->value[c->cells->code[c->keep ? c->keep[i] : i]];
    }
    count_numbers(f);
    f->column.numbers = f->numbers;
}

/* ---- codes ---- */

static uint32_t text_of(const icp_i_content *c, size_t row)
{
    uint32_t distinct = c->cells->code[c->keep ? c->keep[row] : row];
    return c->typed->spelling ? c->typed->spelling[distinct] : distinct;
}

static void fill_codes(filling *f)
{
    const icp_i_content *c = f->content;
    int32_t levels = 0;
    for (size_t i = 0; i < c->cells->count; i++) f->rank[i] = -1;
    for (size_t i = 0; i < c->rows; i++) {
        uint32_t distinct = text_of(c, i);
        if (c->typed->state[distinct] == ICP_I_STATE_USED) f->rank[distinct] = 0;
    }
    for (size_t i = 0; i < c->cells->count; i++) {
        uint32_t distinct = c->cells->order[i];
        if (f->rank[distinct] < 0) continue;
        f->rank[distinct] = levels++;
        f->block_bytes += c->cells->distinct[distinct].length + 1;
    }
    for (size_t i = 0; i < c->rows; i++) {
        f->codes[i] = f->rank[text_of(c, i)];
        f->column.used += f->codes[i] >= 0;
    }
    f->constant = levels == 1;
    f->column.level_count = (size_t)levels;
    f->column.codes = f->codes;
}

static void copy_levels(void *context, size_t task, int worker)
{
    filling *f = (filling *)context + task;
    (void)worker;
    if (!f->codes) return;
    const icp_i_cells *cells = f->content->cells;
    char *at = f->block;
    for (size_t i = 0, level = 0; i < cells->count; i++) {
        const icp_i_distinct *d = &cells->distinct[cells->order[i]];
        if (f->rank[cells->order[i]] < 0) continue;
        f->levels[level++] = memcpy(at, d->text, (size_t)d->length + 1);
        at += d->length + 1;
    }
    f->column.levels = f->levels;
}

/* ---- all columns ---- */

static void fill_rows(void *context, size_t task, int worker)
{
    filling *f = (filling *)context + task;
    (void)worker;
    if (f->numbers)
        fill_numbers(f);
    else
        fill_codes(f);
    f->column.missing = f->content->rows - f->column.used;
}

static bool room_for_rows(filling *f, icp_table *table)
{
    const icp_i_content *c = f->content;
    if (c->reading) return (f->numbers = c->reading->value[c->column]) != NULL;
    if (icp_i_type_numeric(c->typed->type)) return (f->numbers = icp_i_alloc_raw(table->pool, c->rows, sizeof *f->numbers)) != NULL;
    f->codes = icp_i_alloc_raw(table->pool, c->rows, sizeof *f->codes);
    f->rank = icp_i_alloc_raw(c->cells->pool, c->cells->count, sizeof *f->rank);
    return f->codes && f->rank;
}

static bool room_for_levels(filling *f, icp_table *table)
{
    if (!f->codes) return true;
    f->levels = icp_i_alloc_raw(table->pool, f->column.level_count, sizeof *f->levels);
    f->block = icp_i_alloc_raw(table->pool, f->block_bytes, 1);
    return f->levels && f->block;
}

static icp_status remark(icp_table *table, const filling *f, icp_error *err)
{
    const icp_i_typed *typed = f->content->typed;
    const char *name = f->column.name;
    if (typed->warning) ICP_I_TRY(icp_i_table_warn(table, typed->warning_code, name, typed->warning, err));
    if (f->content->rows < 2) return ICP_OK;
    if (f->column.used == 0) return icp_i_table_warn(table, "empty", name, "no row has a value in this column", err);
    if (f->constant) return icp_i_table_warn(table, "constant", name, "every value in this column is the same", err);
    return ICP_OK;
}

static icp_status add_columns(icp_table *table, filling *f, size_t count, int threads, icp_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!room_for_rows(&f[i], table)) return icp_i_fail_memory(err, "filling a column");
    icp_i_parallel(count, threads, fill_rows, f);
    for (size_t i = 0; i < count; i++)
        if (!room_for_levels(&f[i], table)) return icp_i_fail_memory(err, "filling a column");
    icp_i_parallel(count, threads, copy_levels, f);
    for (size_t i = 0; i < count; i++) {
        if (!icp_i_grow(table->pool, (void **)&table->column, &table->column_capacity, table->columns + 1, sizeof *table->column))
            return icp_i_fail_memory(err, "adding a column");
        ICP_I_TRY(remark(table, &f[i], err));
        table->column[table->columns++] = f[i].column;
    }
    return ICP_OK;
}

icp_status icp_i_table_add_columns(icp_table *table, const icp_i_content *content, size_t count, int threads, icp_error *err)
{
    filling *f = ICP_I_NEW(table->pool, filling, count);
    if (!f) return icp_i_fail_memory(err, "filling columns");
    for (size_t i = 0; i < count; i++) {
        const icp_i_content *c = &content[i];
        f[i].content = c;
        f[i].column = (icp_column){.name = c->name, .type = c->typed->type, .rejected = c->rejected, .note = c->typed->note,
                                   .decimal_comma = c->typed->decimal_comma, .day_first = c->typed->day_first,
                                   .missing_words = c->typed->missing_words};
    }
    icp_status status = add_columns(table, f, count, threads, err);
    icp_i_release(table->pool, f);
    return status;
}

icp_status icp_i_table_warn(icp_table *table, const char *code, const char *column, const char *message, icp_error *err)
{
    if (!icp_i_grow(table->pool, (void **)&table->warnings, &table->warning_capacity, table->warning_count + 1, sizeof *table->warnings)) {
        return icp_i_fail_memory(err, "noting a warning");
    }
    table->warnings[table->warning_count++] = (icp_warning){code, column, message};
    return ICP_OK;
}
