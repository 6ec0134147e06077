/* rows.c - records -> rows of untyped columns. Owns: headers, ragged and faulty rows, blank lines, report footers, rejects. Must not know: types,
 * libcsv. */
#include "base/fail.h"
#include "data/encoding.h"
#include "data/table_parts.h"

#include <string.h>
#include <strings.h>

#define FOOTER_LIMIT 32  /* lines a report footer may have */
#define REJECT_TEXT 4096 /* bytes kept of a rejected row */
#define CHECK_EVERY 4096 /* records between two questions to the caller's hooks */

/* A line that may belong to a footer, until a full row behind it shows that it is a broken row. */
typedef struct tail_line {
    size_t line, offset, size, fields;
} tail_line;

typedef struct reader {
    icp_i_reading *reading;
    size_t index; /* of the source */
    const icp_i_source *source;
    icp_i_csv *csv;
    size_t *column; /* field -> column */
    size_t records;
    bool after_blank;
    tail_line tail[FOOTER_LIMIT];
    size_t tails;
} reader;

/* ---- rows that cannot be used ---- */

icp_status icp_i_rows_reject(icp_i_reading *reading, size_t source, size_t line, const char *column, const icp_error *what, const char *text,
                             size_t size, icp_error *err)
{
    icp_table *table = reading->table;
    if (!icp_i_grow(table->pool, (void **)&table->rejects, &table->reject_capacity, table->reject_count + 1, sizeof *table->rejects) ||
        !icp_i_grow(reading->scratch, (void **)&reading->reject_source, &reading->reject_source_capacity, table->reject_count + 1,
                    sizeof *reading->reject_source)) {
        return icp_i_fail_memory(err, "collecting rejected rows");
    }
    if (size > REJECT_TEXT) {
        for (size = REJECT_TEXT; size > 0 && ((unsigned char)text[size] & 0xC0U) == 0x80U;) size--; /* no character cut in two */
    }
    char *kept = icp_i_copy_text(table->pool, text, size), *reason = icp_i_copy_text(table->pool, what->message, strlen(what->message));
    if (!kept || !reason) return icp_i_fail_memory(err, "collecting rejected rows");
    for (char *c = kept; c < kept + size; c++) {
        if (*c == '\0') *c = ' ';
    }
    reading->reject_source[table->reject_count] = source;
    table->rejects[table->reject_count++] =
        (icp_reject){.file = table->inputs[source].name, .line = line, .code = what->code, .column = column, .reason = reason, .text = kept};
    return ICP_OK;
}

static const char skip_help[] = "skip such rows with --bad-rows=skip (they go to rejects.csv)";

/* What is wrong with a record, as an error that shows its place. */
static void describe(const reader *r, const icp_i_record *record, icp_error *what)
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

static icp_status bad_row(reader *r, const icp_i_record *record, icp_error *err)
{
    icp_error what;
    describe(r, record, &what);
    if (r->reading->settings->bad_rows == ICP_BAD_ROWS_SKIP) {
        return icp_i_rows_reject(r->reading, r->index, record->line, "", &what, r->source->text + record->offset, record->size, err);
    }
    if (err) *err = what;
    return what.status;
}

/* ---- the header ---- */

static icp_status header_fails(const reader *r, const icp_i_record *record, size_t field, icp_code code, const char *message, icp_error *err)
{
    icp_status status = icp_i_fail(err, code, "%s", message);
    icp_i_place_show(r->source, icp_i_place_find(r->source, record->offset, record->line, field), err);
    return status;
}

/* Adds one header to `names`; a blank one becomes "column N", a repeated one gets " (2)". */
static icp_status add_name(reader *r, icp_i_cells *names, size_t field, const char *text, size_t length, bool announce, icp_error *err)
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

static icp_status read_names(reader *r, const icp_i_record *record, icp_i_cells *names, bool announce, icp_error *err)
{
    if (record->size > ICP_I_HEADER_LIMIT) return header_fails(r, record, 0, ICP_E_LIMIT, "the header is longer than 64 KiB", err);
    for (size_t i = 0; i < record->fields; i++) {
        if (record->field[i].length > ICP_I_NAME_LIMIT) return header_fails(r, record, i, ICP_E_LIMIT, "a header is longer than 1 KiB", err);
        ICP_I_TRY(add_name(r, names, i, record->field[i].text, record->field[i].length, announce, err));
    }
    return ICP_OK;
}

static icp_status first_header(reader *r, const icp_i_record *record, icp_error *err)
{
    icp_i_reading *reading = r->reading;
    size_t columns = record->fields;
    reading->name = ICP_I_NEW(reading->table->pool, const char *, columns);
    reading->cells = ICP_I_NEW(reading->scratch, icp_i_cells, columns);
    if (!reading->name || !reading->cells) return icp_i_fail_memory(err, "reading the header");
    reading->names.pool = reading->scratch;
    ICP_I_TRY(read_names(r, record, &reading->names, true, err));
    reading->columns = columns;
    for (size_t i = 0; i < columns; i++) {
        reading->cells[i].pool = reading->scratch;
        r->column[i] = i;
    }
    return ICP_OK;
}

/* A further file: the same names in any order. */
static icp_status next_header(reader *r, const icp_i_record *record, icp_error *err)
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

static icp_status read_header(reader *r, icp_error *err)
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
        describe(r, &record, &what);
        if (err) *err = what;
        return what.status;
    }
    r->column = ICP_I_NEW(r->reading->scratch, size_t, record.fields);
    if (!r->column) return icp_i_fail_memory(err, "reading the header");
    ICP_I_TRY(r->index == 0 ? first_header(r, &record, err) : next_header(r, &record, err));
    size_t *field = r->reading->field_of[r->index] = ICP_I_NEW(r->reading->scratch, size_t, record.fields);
    if (!field) return icp_i_fail_memory(err, "reading the header");
    for (size_t i = 0; i < record.fields; i++) field[r->column[i]] = i;
    return ICP_OK;
}

/* ---- rows ---- */

static icp_status add_row(reader *r, const icp_i_record *record, icp_error *err)
{
    icp_i_reading *g = r->reading;
    if (g->rows >= INT32_MAX) return icp_i_fail(err, ICP_E_LIMIT, "more than %d rows", INT32_MAX);
    if (!icp_i_grow(g->scratch, (void **)&g->line, &g->line_capacity, g->rows + 1, sizeof *g->line) ||
        !icp_i_grow(g->scratch, (void **)&g->offset, &g->offset_capacity, g->rows + 1, sizeof *g->offset) ||
        !icp_i_grow(g->scratch, (void **)&g->source_of, &g->source_capacity, g->rows + 1, sizeof *g->source_of)) {
        return icp_i_fail_memory(err, "collecting rows");
    }
    g->line[g->rows] = record->line;
    g->offset[g->rows] = record->offset;
    g->source_of[g->rows] = (uint32_t)r->index;
    g->rows++;
    if (record->kind == ICP_I_RECORD_BLANK) return icp_i_cells_add(&g->cells[r->column[0]], "", 0, err);
    for (size_t i = 0; i < record->fields; i++) {
        ICP_I_TRY(icp_i_cells_add(&g->cells[r->column[i]], record->field[i].text, record->field[i].length, err));
    }
    return ICP_OK;
}

/* What Salesforce writes below a report. */
static bool footer_phrase(const icp_i_field *field)
{
    static const char *const phrases[] = {"Copyright (c)", "Confidential Information", "Generated By:", "Grand Totals"};
    const char *text = field->text;
    size_t length = field->length;
    icp_i_trim(&text, &length);
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        size_t n = strlen(phrases[i]);
        if (length >= n && strncasecmp(text, phrases[i], n) == 0) return true;
    }
    return false;
}

/* One field alone behind a blank line, or a known phrase, may be a footer: kept aside until the end of the file or the next full row. */
static bool put_aside(reader *r, const icp_i_record *record)
{
    bool known = footer_phrase(&record->field[0]), behind = r->after_blank || r->tails > 0;
    bool full = record->fields == r->reading->columns; /* a separator in the copyright line can make it look so */
    if (r->reading->columns < 2 || r->tails == FOOTER_LIMIT || !(known ? behind || !full : behind && record->fields == 1)) return false;
    r->tail[r->tails++] = (tail_line){record->line, record->offset, record->size, record->fields};
    return true;
}

static icp_status refuse_tail(reader *r, icp_error *err)
{
    for (size_t i = 0; i < r->tails; i++) {
        const tail_line *t = &r->tail[i];
        icp_i_record record = {.kind = ICP_I_RECORD_FIELDS, .line = t->line, .offset = t->offset, .size = t->size, .fields = t->fields};
        ICP_I_TRY(bad_row(r, &record, err));
    }
    r->tails = 0;
    return ICP_OK;
}

/* A full row of nothing, as spreadsheets leave below their data. */
static bool all_empty(const icp_i_record *record)
{
    for (size_t i = 0; i < record->fields; i++) {
        const char *text = record->field[i].text;
        size_t length = record->field[i].length;
        icp_i_trim(&text, &length);
        if (length > 0) return false;
    }
    return true;
}

static icp_status take_record(reader *r, const icp_i_record *record, icp_error *err)
{
    bool full = record->kind == ICP_I_RECORD_FIELDS && record->fields == r->reading->columns;
    bool one = r->reading->columns == 1;
    if (record->kind == ICP_I_RECORD_BLANK || (full && !one && all_empty(record))) {
        if (one) return add_row(r, record, err);
        r->reading->blank++;
        r->after_blank = true;
        return ICP_OK;
    }
    if (record->kind == ICP_I_RECORD_FIELDS && put_aside(r, record)) return ICP_OK;
    ICP_I_TRY(refuse_tail(r, err));
    r->after_blank = false;
    return full ? add_row(r, record, err) : bad_row(r, record, err);
}

static icp_status ask_hooks(const reader *r, const icp_i_record *record, icp_error *err)
{
    const icp_hooks *hooks = &r->reading->settings->hooks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "cancelled while reading");
    if (hooks->progress) hooks->progress(hooks->context, "read", (double)record->offset / (double)(r->source->size + 1));
    return ICP_OK;
}

icp_status icp_i_rows_read(icp_i_reading *reading, size_t index, icp_error *err)
{
    reader r = {.reading = reading, .index = index, .source = &reading->source[index]};
    ICP_I_TRY(icp_i_csv_open(r.source->text, r.source->size, r.source->dialect, reading->chunk, reading->scratch, &r.csv, err));
    size_t before = reading->rows + reading->table->reject_count;
    icp_i_record record = {.kind = ICP_I_RECORD_BLANK};
    icp_status status = ask_hooks(&r, &record, err);
    if (status == ICP_OK) status = read_header(&r, err);
    while (status == ICP_OK) {
        status = icp_i_csv_next(r.csv, &record, err);
        if (status != ICP_OK || record.kind == ICP_I_RECORD_END) break;
        status = take_record(&r, &record, err);
        if (status == ICP_OK && ++r.records % CHECK_EVERY == 0) status = ask_hooks(&r, &record, err);
    }
    reading->footer += r.tails;
    if (status == ICP_OK && icp_i_csv_kept_quotes(r.csv) > 0) {
        status = icp_i_table_warn(reading->table, "quote", "", "double quotes inside fields that are not in quotes were kept as text", err);
    }
    reading->table->inputs[index].rows = reading->rows + reading->table->reject_count - before;
    reading->table->inputs[index].columns = reading->columns;
    icp_i_release(reading->scratch, r.column);
    icp_i_csv_close(r.csv);
    return status;
}
