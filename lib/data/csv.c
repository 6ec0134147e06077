/* csv.c - see csv.h. */
#include "data/csv.h"

#include "base/fail.h"

#include <csv.h>
#include <string.h>

#define PARSER_OPTIONS (CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL)

struct icp_i_csv {
    struct csv_parser parser;
    icp_i_pool *pool;
    const char *text;
    size_t size, chunk, at, line;
    icp_i_dialect dialect;
    char *field_buffer;
    /* the record being put together */
    char *bytes;
    size_t bytes_used, bytes_capacity;
    size_t *start; /* offset of each field in bytes */
    size_t start_capacity, fields;
    icp_i_field *field;
    size_t field_capacity;
    bool ended, out_of_memory;
    size_t kept_quotes;
    icp_code fault;
};

static int never_blank(unsigned char c)
{
    (void)c;
    return 0;
}

/* libcsv's buffer is ours, as large as a field may be; when it asks for more the field is over its limit. */
static void *refuse_to_grow(void *buffer, size_t size)
{
    (void)buffer;
    (void)size;
    return NULL;
}

static void parser_start(icp_i_csv *csv)
{
    csv_init(&csv->parser, PARSER_OPTIONS);
    csv_set_delim(&csv->parser, (unsigned char)csv->dialect.separator);
    /* blanks are data unless the whole file puts quotes behind them */
    if (!csv->dialect.trims) csv_set_space_func(&csv->parser, never_blank);
    csv_set_realloc_func(&csv->parser, refuse_to_grow);
    csv->parser.entry_buf = (unsigned char *)csv->field_buffer;
    csv->parser.entry_size = ICP_I_FIELD_LIMIT + 3; /* room for the closing quote and the NUL */
    csv->bytes_used = csv->fields = 0;
    csv->ended = false;
    csv->fault = ICP_E_NONE;
}

static void add_field(void *text, size_t length, void *context)
{
    icp_i_csv *csv = context;
    if (csv->fault != ICP_E_NONE || csv->out_of_memory) return;
    bool over = length > ICP_I_FIELD_LIMIT || csv->fields >= ICP_I_COLUMN_LIMIT || csv->bytes_used + length > ICP_I_RECORD_LIMIT;
    if (over)
        csv->fault = ICP_E_LIMIT;
    else if (length > 0 && memchr(text, 0, length))
        csv->fault = ICP_E_NUL;
    if (csv->fault != ICP_E_NONE) return;
    if (!icp_i_grow(csv->pool, (void **)&csv->bytes, &csv->bytes_capacity, csv->bytes_used + length + 1, 1) ||
        !icp_i_grow(csv->pool, (void **)&csv->start, &csv->start_capacity, csv->fields + 2, sizeof *csv->start)) {
        csv->out_of_memory = true;
        return;
    }
    csv->start[csv->fields++] = csv->bytes_used;
    if (length > 0) memcpy(csv->bytes + csv->bytes_used, text, length);
    csv->bytes[csv->bytes_used + length] = '\0';
    csv->bytes_used += length + 1;
    csv->start[csv->fields] = csv->bytes_used;
}

static void end_record(int terminator, void *context)
{
    (void)terminator;
    ((icp_i_csv *)context)->ended = true;
}

icp_status icp_i_csv_open(const char *text, size_t size, icp_i_dialect dialect, size_t chunk, icp_i_pool *pool, icp_i_csv **out, icp_error *err)
{
    icp_i_csv *csv = ICP_I_NEW(pool, icp_i_csv, 1);
    char *buffer = csv ? icp_i_alloc_raw(pool, ICP_I_FIELD_LIMIT + 3, 1) : NULL;
    if (!buffer) {
        icp_i_release(pool, csv);
        return icp_i_fail_memory(err, "reading CSV");
    }
    csv->pool = pool;
    csv->text = text;
    csv->size = size;
    csv->chunk = chunk;
    csv->dialect = dialect;
    csv->field_buffer = buffer;
    csv->at = dialect.skip;
    csv->line = 1 + dialect.skip_lines;
    parser_start(csv);
    *out = csv;
    return ICP_OK;
}

void icp_i_csv_close(icp_i_csv *csv)
{
    if (!csv) return;
    icp_i_release(csv->pool, csv->field_buffer);
    icp_i_release(csv->pool, csv->bytes);
    icp_i_release(csv->pool, csv->start);
    icp_i_release(csv->pool, csv->field);
    icp_i_release(csv->pool, csv);
}

size_t icp_i_csv_kept_quotes(const icp_i_csv *csv)
{
    return csv->kept_quotes;
}

size_t icp_i_csv_at(const icp_i_csv *csv, size_t *line)
{
    *line = csv->line;
    return csv->at;
}

void icp_i_csv_seek(icp_i_csv *csv, size_t at, size_t line)
{
    csv->line = line;
    if (csv->at == at) return;
    csv->at = at;
    parser_start(csv);
}

static bool line_blank(const icp_i_csv *csv, size_t end)
{
    for (size_t i = csv->at; i < end; i++) {
        if ((csv->text[i] != ' ' && csv->text[i] != '\t') || csv->text[i] == csv->dialect.separator) return false;
    }
    return true;
}

/* A quote inside a field that did not begin with one is data (12" screen): strict libcsv stops there, so it gets this byte leniently. */
static void keep_quote(icp_i_csv *csv)
{
    csv_set_opts(&csv->parser, PARSER_OPTIONS & ~CSV_STRICT);
    csv_parse(&csv->parser, "\"", 1, add_field, end_record, csv);
    csv_set_opts(&csv->parser, PARSER_OPTIONS);
    csv->kept_quotes++;
}

/* Gives libcsv the bytes up to `next`; on a fault *stopped is the byte it stopped at. */
static void feed_line(icp_i_csv *csv, size_t next, size_t *stopped)
{
    while (csv->at < next && csv->fault == ICP_E_NONE && !csv->out_of_memory) {
        size_t wanted = next - csv->at < csv->chunk ? next - csv->at : csv->chunk;
        size_t done = csv_parse(&csv->parser, csv->text + csv->at, wanted, add_field, end_record, csv);
        csv->at += done;
        *stopped = csv->at;
        if (done == wanted) continue;
        if (csv_error(&csv->parser) != CSV_EPARSE) {
            csv->fault = ICP_E_LIMIT;
        } else if (csv->parser.quoted) {
            csv->fault = ICP_E_QUOTE;
        } else {
            keep_quote(csv);
            csv->at++;
        }
    }
}

static icp_status finish_fields(icp_i_csv *csv, icp_i_record *record, icp_error *err)
{
    if (!icp_i_grow(csv->pool, (void **)&csv->field, &csv->field_capacity, csv->fields, sizeof *csv->field))
        return icp_i_fail_memory(err, "reading CSV");
    for (size_t i = 0; i < csv->fields; i++) {
        csv->field[i].text = csv->bytes + csv->start[i];
        csv->field[i].length = csv->start[i + 1] - csv->start[i] - 1;
    }
    record->kind = ICP_I_RECORD_FIELDS;
    record->field = csv->field;
    record->fields = csv->fields;
    csv->bytes_used = csv->fields = 0;
    csv->ended = false;
    return ICP_OK;
}

/* Goes back to the line behind the first one of the faulty record: a stray opening quote then costs one row, not the rest of the file. */
static void finish_fault(icp_i_csv *csv, icp_i_record *record, size_t stopped)
{
    size_t end;
    record->kind = ICP_I_RECORD_FAULT;
    record->code = csv->fault;
    record->fault = stopped;
    record->fields = csv->fields;
    csv->at = icp_i_line_end(csv->text, csv->size, record->offset, &end);
    csv->line = record->line + 1;
    record->size = end - record->offset;
    parser_start(csv);
}

icp_status icp_i_csv_next(icp_i_csv *csv, icp_i_record *out, icp_error *err)
{
    icp_i_record record = {.line = csv->line, .offset = csv->at};
    size_t stopped = csv->at;
    while (csv->at < csv->size && !csv->ended && csv->fault == ICP_E_NONE) {
        size_t end, next = icp_i_line_end(csv->text, csv->size, csv->at, &end);
        if (csv->at == record.offset && line_blank(csv, end)) {
            record.kind = ICP_I_RECORD_BLANK;
            csv->at = next;
            csv->line++;
            *out = record;
            return ICP_OK;
        }
        record.size = end - record.offset;
        feed_line(csv, next, &stopped);
        csv->line++;
        if (csv->out_of_memory) return icp_i_fail_memory(err, "reading CSV");
    }
    if (csv->at == csv->size && csv->at > record.offset && !csv->ended && csv->fault == ICP_E_NONE) {
        stopped = csv->size;
        if (csv_fini(&csv->parser, add_field, end_record, csv) != 0) csv->fault = ICP_E_OPEN_QUOTE;
        if (csv->out_of_memory) return icp_i_fail_memory(err, "reading CSV");
    }
    if (csv->fault != ICP_E_NONE)
        finish_fault(csv, &record, stopped);
    else if (csv->ended)
        ICP_I_TRY(finish_fields(csv, &record, err));
    *out = record;
    return ICP_OK;
}
