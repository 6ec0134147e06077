/* fill.c - untyped columns -> the table. Owns: which rows bad cells cost, and what is said about them. Must not know: files beyond where a cell
 * stands, grammar. */
#include "base/fail.h"
#include "data/table_parts.h"

#include <string.h>

typedef struct fill {
    icp_i_reading *reading;
    icp_i_typed *typed; /* columns */
    unsigned char *given;
    uint32_t *bad; /* rows: 1 + first column whose cell is bad, 0 = good */
    size_t bad_rows;
} fill;

void icp_i_rows_show(const icp_i_reading *g, size_t row, size_t column, icp_error *err)
{
    size_t in;
    const icp_i_part *part = icp_i_rows_part(g, row, &in);
    const icp_i_source *source = &g->source[part->source];
    size_t field = g->field_of[part->source][column]; /* headers may stand in another order in a further file */
    icp_i_place_show(source, icp_i_place_find(source, part->start + part->offset[in], part->line + part->row_line[in], field), err);
    if (err) icp_i_fail_copy(err->field, sizeof err->field, g->name[column], strlen(g->name[column]));
}

/* A column whose cells were taken as numbers at once; none of them is bad. */
static bool held_by_parts(const icp_i_reading *g, size_t c)
{
    return g->mode[c] != ICP_I_MODE_TEXT;
}

static void mark_bad_rows(fill *f)
{
    const icp_i_reading *g = f->reading;
    for (size_t c = 0; c < g->columns; c++) {
        if (!icp_i_type_numeric(f->typed[c].type) || held_by_parts(g, c)) continue;
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
    icp_i_rows_show(g, row, c, what);
}

static icp_status reject_row(const fill *f, size_t row, icp_error *err)
{
    icp_i_reading *g = f->reading;
    size_t in;
    const icp_i_part *part = icp_i_rows_part(g, row, &in);
    const icp_i_source *source = &g->source[part->source];
    icp_error what;
    describe_cell(f, row, &what);
    size_t start = part->start + part->offset[in], end = icp_i_place_record_end(source, start);
    return icp_i_rows_reject(g, part->source, part->line + part->row_line[in], g->name[f->bad[row] - 1], &what, source->text + start, end - start,
                             err);
}

static icp_status refuse_or_reject(fill *f, icp_error *err)
{
    icp_i_reading *g = f->reading;
    if (f->bad_rows > 0) ICP_I_TRY(icp_i_rows_whole(g, err));
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

/* Rows of the table as indices into the rows read. */
static icp_status keep_rows(fill *f, uint32_t **out, icp_error *err)
{
    const icp_i_reading *g = f->reading;
    icp_table *table = g->table;
    size_t rows = g->rows - f->bad_rows;
    uint32_t *keep = icp_i_alloc_raw(g->scratch, rows, sizeof *keep);
    table->line = icp_i_alloc_raw(table->pool, rows, sizeof *table->line);
    table->input = icp_i_alloc_raw(table->pool, rows, sizeof *table->input);
    if (!keep || !table->line || !table->input) return icp_i_fail_memory(err, "filling the table");
    for (size_t p = 0; p < g->parts; p++) {
        const icp_i_part *part = g->part[p];
        for (size_t i = 0; i < part->rows; i++) {
            if (f->bad[part->first_row + i]) continue;
            keep[table->rows] = (uint32_t)(part->first_row + i);
            table->line[table->rows] = part->line + part->row_line[i];
            table->input[table->rows++] = (uint32_t)part->source;
        }
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
    icp_i_content *content = ICP_I_NEW(g->scratch, icp_i_content, g->columns);
    if (!content) return icp_i_fail_memory(err, "filling the table");
    for (size_t c = 0; c < g->columns; c++) {
        ICP_I_TRY(own_texts(g->table, &f->typed[c], err));
        content[c] = (icp_i_content){.name = g->name[c],
                                     .cells = &g->cells[c],
                                     .typed = &f->typed[c],
                                     .reading = held_by_parts(g, c) ? g : NULL,
                                     .column = c,
                                     .used = f->typed[c].used,
                                     .keep = f->bad_rows ? keep : NULL,
                                     .rows = g->table->rows,
                                     .rejected = g->table->reject_count};
    }
    return icp_i_table_add_columns(g->table, content, g->columns, icp_i_reading_threads(g), err);
}

static icp_status no_rows(const icp_i_reading *g, icp_error *err)
{
    icp_status status = g->table->reject_count == 0 ? icp_i_fail(err, ICP_E_NO_ROWS, "a header and no data rows")
                                                    : icp_i_fail(err, ICP_E_NO_ROWS, "none of the %zu rows can be used; the first: line %zu, %s",
                                                                 g->table->reject_count, g->table->rejects[0].line, g->table->rejects[0].reason);
    icp_i_fail_help(err, g->table->reject_count == 0 ? "export the rows as well as the header: one row per account"
                                                     : "mend the rows, or read the column as text with --type COL=text");
    icp_i_fail_place(err, g->source[0].name, 0, 0);
    return status;
}

icp_status icp_i_table_fill(icp_i_reading *g, icp_error *err)
{
    fill f = {.reading = g};
    uint32_t *keep = NULL;
    f.typed = ICP_I_NEW(g->scratch, icp_i_typed, g->columns);
    f.given = ICP_I_NEW(g->scratch, unsigned char, g->columns);
    f.bad = ICP_I_NEW(g->scratch, uint32_t, g->rows);
    if (!f.typed || !f.given || !f.bad) return icp_i_fail_memory(err, "typing columns");
    ICP_I_TRY(icp_i_given_types(g->settings->types, g->name, g->columns, g->scratch, f.given, err));
    if (g->rows == 0) return no_rows(g, err);
    ICP_I_TRY(icp_i_columns_settle(g, f.given, f.typed, err));
    mark_bad_rows(&f);
    ICP_I_TRY(refuse_or_reject(&f, err));
    if (f.bad_rows == g->rows) return no_rows(g, err);
    ICP_I_TRY(keep_rows(&f, &keep, err));
    return add_columns(&f, keep, err);
}
