/* header.c - the header of a source -> columns. Owns: names of columns, further files with the same ones, what is said about a record that cannot be
 * used. Must not know: types, rows. */
#include "base/fail.h"
#include "data/encoding.h"
#include "data/reader.h"

#include <string.h>

static const char skip_help[] = "skip such rows with --bad-rows=skip (they go to rejects.csv)";

void icp_i_reader_describe(const icp_i_reader *r, const icp_i_record *record, icp_error *what)
{
    size_t expected = r->reading->columns, at = record->fields;
    switch (record->kind == ICP_I_RECORD_FAULT ? record->code : ICP_E_RAGGED) {
    case ICP_E_RAGGED:
        icp_i_fail(what, ICP_E_RAGGED, "this row has %zu field%s, the header has %zu", at, at == 1 ? "" : "s", expected);
        icp_i_fail_help(what, "%s; a field that holds a separator must stand in double quotes", skip_help);
        at = at > expected ? expected : at - 1;
        break;
    case ICP_E_OPEN_QUOTE:
        icp_i_fail(what, ICP_E_OPEN_QUOTE, "the double quote that opens here never ends");
        icp_i_fail_help(what, "close it, or %s", skip_help);
        break;
    case ICP_E_QUOTE:
        icp_i_fail(what, ICP_E_QUOTE, "this field has a double quote where none may stand (line %zu)",
                   icp_i_place_line(r->source, record->offset, record->line, record->fault));
        icp_i_fail_help(what, "put the field in double quotes and write a quote inside it twice, or %s", skip_help);
        break;
    case ICP_E_NUL:
        icp_i_fail(what, ICP_E_NUL, "this field holds a NUL byte");
        icp_i_fail_help(what, "export again as \"CSV UTF-8\", or %s", skip_help);
        break;
    default:
        icp_i_fail(what, ICP_E_LIMIT, "this field is over a limit: 1 MiB a field, 64 MiB a row, %zu fields a row", ICP_I_COLUMN_LIMIT);
        icp_i_fail_help(what, "look for a double quote that is opened and never closed, or %s", skip_help);
    }
    icp_i_place_show(r->source, icp_i_place_find(r->source, record->offset, record->line, at), what);
    if (at < expected && r->column) {
        const char *name = r->reading->name[r->column[at]];
        icp_i_fail_copy(what->field, sizeof what->field, name, strlen(name));
    }
}

static icp_status header_fails(const icp_i_reader *r, const icp_i_record *record, size_t field, icp_code code, const char *message, icp_error *err)
{
    icp_status status = icp_i_fail(err, code, "%s", message);
    icp_i_place_show(r->source, icp_i_place_find(r->source, record->offset, record->line, field), err);
    return status;
}

/* Adds one header to `names`; a blank one becomes "column N", a repeated one gets " (2)". */
static icp_status add_name(icp_i_reader *r, icp_i_cells *names, size_t field, const char *text, size_t length, bool announce, icp_error *err)
{
    icp_i_pool *pool = r->reading->table->pool;
    icp_i_trim(&text, &length);
    char *blank = length == 0 ? icp_i_print(pool, "column %zu", field + 1) : icp_i_copy_text(pool, text, length);
    if (!blank) return icp_i_fail_memory(err, "reading the header");
    size_t before = names->count;
    char *name = blank;
    ICP_I_TRY(icp_i_cells_add(names, name, strlen(name), err));
    for (size_t copy = 2; names->count == before; copy++) {
        name = icp_i_print(pool, "%s (%zu)", blank, copy);
        if (!name) return icp_i_fail_memory(err, "reading the header");
        ICP_I_TRY(icp_i_cells_add(names, name, strlen(name), err));
    }
    if (!announce) return ICP_OK;
    r->reading->name[field] = name;
    const char *message = "a column without a header is named by its position";
    if (length == 0) return icp_i_table_warn(r->reading->table, "blank_header", name, message, err);
    if (name == blank) return ICP_OK;
    message = icp_i_print(pool, "column %zu repeats the header \"%s\" and is called \"%s\"", field + 1, blank, name);
    return message ? icp_i_table_warn(r->reading->table, "duplicate_header", name, message, err) : icp_i_fail_memory(err, "reading the header");
}

static icp_status read_names(icp_i_reader *r, const icp_i_record *record, icp_i_cells *names, bool announce, icp_error *err)
{
    if (record->size > ICP_I_HEADER_LIMIT) return header_fails(r, record, 0, ICP_E_LIMIT, "the header is longer than 64 KiB", err);
    for (size_t i = 0; i < record->fields; i++) {
        if (record->field[i].length > ICP_I_NAME_LIMIT) return header_fails(r, record, i, ICP_E_LIMIT, "a header is longer than 1 KiB", err);
        ICP_I_TRY(add_name(r, names, i, record->field[i].text, record->field[i].length, announce, err));
    }
    return ICP_OK;
}

static icp_status first_header(icp_i_reader *r, const icp_i_record *record, icp_error *err)
{
    icp_i_reading *reading = r->reading;
    size_t columns = record->fields;
    reading->name = ICP_I_NEW(reading->table->pool, const char *, columns);
    reading->cells = ICP_I_NEW(reading->scratch, icp_i_cells, columns);
    reading->mode = ICP_I_NEW(reading->scratch, icp_i_mode, columns);
    reading->value = ICP_I_NEW(reading->scratch, double *, columns);
    if (!reading->name || !reading->cells || !reading->mode || !reading->value) return icp_i_fail_memory(err, "reading the header");
    reading->names.pool = reading->scratch;
    ICP_I_TRY(read_names(r, record, &reading->names, true, err));
    reading->columns = columns;
    for (size_t i = 0; i < columns; i++) r->column[i] = i;
    return ICP_OK;
}

/* A further file: the same names in any order. */
static icp_status next_header(icp_i_reader *r, const icp_i_record *record, icp_error *err)
{
    icp_i_reading *reading = r->reading;
    icp_i_cells names = {.pool = reading->scratch};
    icp_status status = read_names(r, record, &names, false, err);
    size_t strange = ICP_I_NOWHERE, absent = ICP_I_NOWHERE;
    for (size_t i = 0; i < names.count && status == ICP_OK; i++) {
        r->column[i] = icp_i_cells_find(&reading->names, icp_i_cells_text(&names, i), names.distinct[i].length);
        if (r->column[i] == ICP_I_NOWHERE && strange == ICP_I_NOWHERE) strange = i;
    }
    for (size_t i = 0; i < reading->columns && status == ICP_OK && absent == ICP_I_NOWHERE; i++) {
        if (icp_i_cells_find(&names, reading->name[i], strlen(reading->name[i])) == ICP_I_NOWHERE) absent = i;
    }
    if (status == ICP_OK && (strange != ICP_I_NOWHERE || absent != ICP_I_NOWHERE)) {
        status = icp_i_fail(err, ICP_E_FILES, "%s column \"%s\", other than %s", strange != ICP_I_NOWHERE ? "this file has a" : "this file has no",
                            strange != ICP_I_NOWHERE ? icp_i_cells_text(&names, strange) : reading->name[absent], reading->source[0].name);
        icp_i_fail_help(err, "files given together are appended and need the same columns, in any order");
        icp_i_place_show(r->source, icp_i_place_find(r->source, record->offset, record->line, strange != ICP_I_NOWHERE ? strange : 0), err);
    }
    icp_i_cells_release(&names);
    return status;
}

icp_status icp_i_header_read(icp_i_reader *r, icp_error *err)
{
    icp_i_record record;
    for (;;) {
        ICP_I_TRY(icp_i_csv_next(r->csv, &record, err));
        if (record.kind != ICP_I_RECORD_BLANK) break;
        r->reading->blank++;
    }
    if (record.kind == ICP_I_RECORD_END) {
        icp_status status = icp_i_fail(err, ICP_E_NO_ROWS, "the file is empty: no header and no data rows");
        icp_i_fail_place(err, r->source->name, 0, 0);
        return status;
    }
    if (record.kind == ICP_I_RECORD_FAULT) {
        icp_error what;
        icp_i_reader_describe(r, &record, &what);
        if (err) *err = what;
        return what.status;
    }
    r->column = r->reading->column_of[r->index] = ICP_I_NEW(r->reading->scratch, size_t, record.fields);
    if (!r->column) return icp_i_fail_memory(err, "reading the header");
    ICP_I_TRY(r->index == 0 ? first_header(r, &record, err) : next_header(r, &record, err));
    size_t *field = r->reading->field_of[r->index] = ICP_I_NEW(r->reading->scratch, size_t, record.fields);
    if (!field) return icp_i_fail_memory(err, "reading the header");
    for (size_t i = 0; i < record.fields; i++) field[r->column[i]] = i;
    return ICP_OK;
}
