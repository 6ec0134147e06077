/* stream.c - see stream.h. Ordinary records are cut by the scanner, others by libcsv, from a window of text that is moved along the file. There are
 * two windows, and two sets of rows, that take turns: a batch stays while the next one is read. */
#include "data/stream.h"

#include "base/fail.h"
#include "base/file.h"
#include "data/encoding.h"
#include "data/format.h"
#include "data/reader.h"
#include "data/scan.h"
#include "data/source.h"

#include <string.h>

#define WINDOW (ICP_I_STREAM_ROW + ((size_t)1 << 20))
#define BATCH_CELLS ((size_t)1 << 16)
#define CHUNK ((size_t)1 << 16)

typedef struct window {
    char *bytes;
    size_t capacity;
} window;

/* Where the rows of a batch are. */
typedef struct rows {
    icp_i_pool *pool; /* texts that do not stand in the window */
    icp_i_field *field;
    size_t *number, *offset, *line;
} rows;

struct icp_i_stream {
    icp_i_pool *pool;
    icp_table *table;            /* holds the names of the columns and remarks on them */
    icp_i_reading reading;
    icp_i_reader reader;
    icp_i_source source;         /* the window: whole lines of UTF-8 */
    icp_i_flow *flow;
    icp_i_encoding encoding;
    bool ended;                  /* nothing is left to be read into the window */
    window windows[2], *window;  /* the one in use */
    char *raw;                   /* room of WINDOW */
    size_t raw_used;             /* bytes behind the last whole line */
    size_t at, line;             /* next record and its physical line */
    icp_i_part *part;            /* the scanner's room */
    icp_i_csv *csv;              /* over the window; NULL until an odd record is met */
    rows sets[2], *rows;         /* those of the batch being read */
    size_t most_rows, rows_read, skipped;
    icp_error tail;              /* of the first line that may belong to a footer */
    size_t tails;
    bool after_blank;
};

/* ---- the window ---- */

/* The same in 16-bit units. */
static size_t whole_wide_lines(const char *bytes, size_t size, bool big)
{
    size_t low = big ? 1 : 0, high = big ? 0 : 1;
    for (size_t end = size / 2 * 2; end > 0; end -= 2) {
        const char *unit = bytes + end - 2;
        if (unit[high] == 0 && (unit[low] == '\n' || (unit[low] == '\r' && end + 2 <= size))) return end;
    }
    return 0;
}

/* Length up to behind the last line end, or all of it at the end of the file; 0: no line ends here. */
static size_t whole_lines(const icp_i_stream *s)
{
    const char *bytes = s->raw;
    size_t size = s->raw_used;
    if (s->ended) return size;
    if (s->encoding.units != ICP_I_UNITS_8) return whole_wide_lines(bytes, size, s->encoding.units == ICP_I_UNITS_16_BIG);
    const char *end = memrchr(bytes, '\n', size);
    if (!end && size > 0) end = memrchr(bytes, '\r', size - 1); /* a CR at the very end may be half of a line end */
    return end ? (size_t)(end - bytes) + 1 : 0;
}

static icp_status add_text(icp_i_stream *s, const char *text, size_t size, icp_error *err)
{
    if (!icp_i_grow(s->pool, (void **)&s->window->bytes, &s->window->capacity, s->source.size + size + 1, 1))
        return icp_i_fail_memory(err, "reading rows");
    memcpy(s->window->bytes + s->source.size, text, size);
    s->source.size += size;
    s->source.text = s->window->bytes;
    return ICP_OK;
}

/* Decodes the whole lines in raw and puts them behind the window. */
static icp_status decode(icp_i_stream *s, size_t size, bool first, icp_error *err)
{
    icp_i_text text = {0};
    size_t mark = first ? s->encoding.mark : 0;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(s->pool));
    icp_status status = scratch ? icp_i_decode_part(&s->encoding, s->raw + mark, size - mark, s->source.name, scratch, &text, err)
                                : icp_i_fail_memory(err, "reading rows");
    if (status != ICP_OK && err && err->line > 0) err->line += s->line - 1 + icp_i_line_ends(s->source.text, s->source.size, 0, s->source.size);
    if (s->ended && text.size > 0 && text.data[text.size - 1] == 0x1A) text.size--; /* DOS end of file */
    if (status == ICP_OK) status = add_text(s, text.data, text.size, err);
    icp_i_pool_free(scratch);
    return status;
}

/* Goes on with what is left of this window: in the other one, so that the last batch keeps its rows, or where it is, when no batch has rows there. */
static icp_status turn(icp_i_stream *s, bool other, icp_error *err)
{
    const char *rest = s->window->bytes + s->at;
    size_t size = s->source.size - s->at;
    icp_i_csv_close(s->csv);
    s->csv = NULL;
    s->source.size = s->at = 0;
    if (other) {
        s->window = &s->windows[s->window == s->windows];
        return add_text(s, rest, size, err);
    }
    memmove(s->window->bytes, rest, size);
    s->source.size = size;
    return ICP_OK;
}

/* Fills the window up. */
static icp_status refill(icp_i_stream *s, bool first, icp_error *err)
{
    size_t got, lines = 0;
    while (lines == 0 && !s->ended) {
        if (s->raw_used == WINDOW) return icp_i_fail(err, ICP_E_LIMIT, "line %zu is longer than %zu bytes", s->line, WINDOW);
        ICP_I_TRY(icp_i_flow_next(s->flow, s->raw + s->raw_used, WINDOW - s->raw_used, &got, err));
        s->ended = got < WINDOW - s->raw_used;
        s->raw_used += got;
        if (first) ICP_I_TRY(icp_i_format_check(s->raw, s->raw_used, s->source.name, err));
        if (first) ICP_I_TRY(icp_i_encoding_find(s->raw, s->raw_used, s->source.name, &s->encoding, err));
        lines = whole_lines(s);
    }
    if (lines > 0) ICP_I_TRY(decode(s, lines, first, err));
    memmove(s->raw, s->raw + lines, s->raw_used - lines);
    s->raw_used -= lines;
    return ICP_OK;
}

/* ---- opening ---- */

static icp_status open_csv(icp_i_stream *s, icp_error *err)
{
    return icp_i_csv_open(s->source.text, s->source.size, s->source.dialect, CHUNK, s->pool, &s->csv, err);
}

static bool room_for_batch(icp_i_stream *s)
{
    size_t columns = s->reading.columns;
    s->most_rows = BATCH_CELLS / columns > 0 ? BATCH_CELLS / columns : 1;
    bool room = true;
    for (rows *r = s->sets; r < s->sets + 2 && room; r++) {
        r->number = ICP_I_NEW(s->pool, size_t, s->most_rows);
        r->offset = ICP_I_NEW(s->pool, size_t, s->most_rows);
        r->line = ICP_I_NEW(s->pool, size_t, s->most_rows);
        r->field = icp_i_alloc_raw(s->pool, s->most_rows * columns, sizeof *r->field);
        room = r->number && r->offset && r->line && r->field;
    }
    return room;
}

static icp_status read_header(icp_i_stream *s, icp_error *err)
{
    ICP_I_TRY(refill(s, true, err));
    s->source.dialect = icp_i_dialect_detect(s->source.text, s->source.size);
    ICP_I_TRY(open_csv(s, err));
    s->reader.csv = s->csv;
    ICP_I_TRY(icp_i_header_read(&s->reader, err));
    s->at = icp_i_csv_at(s->csv, &s->line);
    icp_i_mode *mode = ICP_I_NEW(s->pool, icp_i_mode, s->reading.columns);
    if (!mode || !room_for_batch(s)) return icp_i_fail_memory(err, "reading rows");
    for (size_t c = 0; c < s->reading.columns; c++) mode[c] = ICP_I_MODE_NONE;
    s->part = icp_i_part_new(icp_i_pool_hooks(s->pool), s->reading.columns, mode, 1, NULL, 0);
    return s->part ? ICP_OK : icp_i_fail_memory(err, "reading rows");
}

static icp_status open_stream(icp_i_stream *s, const char *path, const icp_settings *settings, icp_error *err)
{
    static const char nothing[1] = "";
    ICP_I_TRY(icp_table_new(&settings->hooks, &s->table, err));
    s->source = (icp_i_source){.name = path, .text = nothing};
    s->reading = (icp_i_reading){.table = s->table, .settings = settings, .scratch = s->pool, .source = &s->source, .sources = 1,
                                 .field_of = ICP_I_NEW(s->pool, size_t *, 1), .column_of = ICP_I_NEW(s->pool, size_t *, 1)};
    s->reader = (icp_i_reader){.reading = &s->reading, .source = &s->source};
    s->line = 1;
    s->window = s->windows;
    s->rows = s->sets;
    s->raw = icp_i_alloc_raw(s->pool, WINDOW, 1);
    bool room = s->reading.field_of && s->reading.column_of && s->raw;
    for (window *w = s->windows; w < s->windows + 2 && room; w++) {
        w->capacity = WINDOW + ICP_I_STREAM_ROW;
        w->bytes = icp_i_alloc_raw(s->pool, w->capacity, 1);
        room = w->bytes != NULL;
    }
    if (!room) return icp_i_fail_memory(err, "opening a file");
    ICP_I_TRY(icp_i_flow_open(path, s->pool, &s->flow, err));
    return read_header(s, err);
}

icp_status icp_i_stream_open(const char *path, const icp_settings *settings, icp_i_stream **out, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(&settings->hooks);
    icp_i_stream *s = pool ? ICP_I_NEW(pool, icp_i_stream, 1) : NULL;
    if (!s) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "opening a file");
    }
    s->pool = pool;
    icp_status status = open_stream(s, path, settings, err);
    if (status == ICP_OK) *out = s;
    else icp_i_stream_close(s);
    return status;
}

void icp_i_stream_close(icp_i_stream *s)
{
    if (!s) return;
    icp_i_flow_close(s->flow);
    icp_i_csv_close(s->csv);
    icp_i_part_free(s->part);
    icp_table_free(s->table);
    icp_i_pool_free(s->sets[0].pool);
    icp_i_pool_free(s->sets[1].pool);
    icp_i_pool_free(s->pool);
}

size_t icp_i_stream_columns(const icp_i_stream *s, const char *const **names)
{
    *names = s->reading.name;
    return s->reading.columns;
}

/* ---- rows ---- */

/* The scanner makes doubled quotes single in memory of its own, and libcsv copies: such texts move to the batch. */
static icp_status add_row(icp_i_stream *s, icp_i_batch *out, const icp_i_field *field, size_t offset, size_t line, icp_error *err)
{
    size_t columns = s->reading.columns;
    icp_i_field *to = s->rows->field + out->rows * columns;
    for (size_t c = 0; c < columns; c++) {
        to[c] = field[c];
        if ((uintptr_t)field[c].text - (uintptr_t)s->source.text <= s->source.size) continue;
        to[c].text = icp_i_copy_text(s->rows->pool, field[c].text, field[c].length);
        if (!to[c].text) return icp_i_fail_memory(err, "reading rows");
    }
    s->rows->offset[out->rows] = offset;
    s->rows->line[out->rows] = line;
    s->rows->number[out->rows++] = ++s->rows_read;
    return ICP_OK;
}

static icp_status bad_row(icp_i_stream *s, const icp_error *what, icp_error *err)
{
    s->rows_read++;
    if (s->reading.settings->bad_rows == ICP_BAD_ROWS_SKIP) {
        s->skipped++;
        return ICP_OK;
    }
    if (err) *err = *what;
    return what->status;
}

/* A line that may belong to a footer waits for the end of the file; a full row behind it makes it a broken row. */
static bool put_aside(icp_i_stream *s, const icp_i_record *record)
{
    bool known = icp_i_footer_phrase(&record->field[0]), behind = s->after_blank || s->tails > 0, full = record->fields == s->reading.columns;
    if (s->reading.columns < 2 || s->tails == ICP_I_FOOTER_LIMIT || !(known ? behind || !full : behind && record->fields == 1)) return false;
    if (s->tails++ == 0) icp_i_reader_describe(&s->reader, record, &s->tail);
    return true;
}

static icp_status refuse_tail(icp_i_stream *s, icp_error *err)
{
    for (; s->tails > 0; s->tails--) ICP_I_TRY(bad_row(s, &s->tail, err));
    return ICP_OK;
}

static icp_status take_record(icp_i_stream *s, const icp_i_record *record, icp_i_batch *out, icp_error *err)
{
    static const icp_i_field empty = {"", 0};
    bool blank = record->kind == ICP_I_RECORD_BLANK, full = record->kind == ICP_I_RECORD_FIELDS && record->fields == s->reading.columns;
    if (blank || (full && s->reading.columns > 1 && icp_i_record_empty(record))) {
        s->after_blank = s->reading.columns > 1;
        /* a line of a file of one column is a row */
        return s->after_blank ? ICP_OK : add_row(s, out, &empty, record->offset, record->line, err);
    }
    if (record->kind == ICP_I_RECORD_FIELDS && put_aside(s, record)) return ICP_OK;
    ICP_I_TRY(refuse_tail(s, err));
    s->after_blank = false;
    if (!full) {
        icp_error what;
        icp_i_reader_describe(&s->reader, record, &what);
        return bad_row(s, &what, err);
    }
    return add_row(s, out, record->field, record->offset, record->line, err);
}

static icp_status odd_record(icp_i_stream *s, icp_i_batch *out, icp_error *err)
{
    icp_i_record record;
    if (!s->csv) ICP_I_TRY(open_csv(s, err));
    icp_i_csv_seek(s->csv, s->at, s->line);
    ICP_I_TRY(icp_i_csv_next(s->csv, &record, err));
    size_t before = s->at;
    s->at = record.kind == ICP_I_RECORD_END ? s->source.size : icp_i_csv_at(s->csv, &s->line);
    if (record.kind == ICP_I_RECORD_END) return ICP_OK;
    if (!s->ended && s->at == s->source.size && s->at - before > ICP_I_STREAM_ROW)
        return icp_i_fail(err, ICP_E_LIMIT, "the row on line %zu is longer than %zu bytes", record.line, ICP_I_STREAM_ROW);
    return take_record(s, &record, out, err);
}

/* Cuts the next record by the scanner; false when it is not an ordinary one, or not in the window to its end. */
static bool cut_record(icp_i_stream *s, size_t *behind, size_t *lines)
{
    const icp_i_window whole = {s->source.text, 0, s->source.size, s->ended, s->source.dialect.separator};
    bool calm = !s->after_blank && s->tails == 0 && !s->source.dialect.trims;
    return calm && icp_i_scan_record(&whole, s->at, s->part, behind, lines);
}

static icp_status read_rows(icp_i_stream *s, icp_i_batch *batch, icp_error *err)
{
    bool turned = false;
    while (batch->rows < s->most_rows && !(s->ended && s->at >= s->source.size)) {
        size_t behind, lines;
        if (cut_record(s, &behind, &lines)) {
            ICP_I_TRY(add_row(s, batch, s->part->field, s->at, s->line, err));
            s->at = behind;
            s->line += lines + 1;
        } else if (s->ended || s->source.size - s->at >= ICP_I_STREAM_ROW) { /* a record that starts here is in the window */
            ICP_I_TRY(odd_record(s, batch, err));
        } else if (batch->rows > 0) {
            return ICP_OK; /* its rows point into the window */
        } else {
            ICP_I_TRY(turn(s, !turned, err)); /* again when all rows since were left out */
            turned = true;
            ICP_I_TRY(refill(s, false, err));
        }
    }
    return ICP_OK;
}

icp_status icp_i_stream_next(icp_i_stream *s, icp_i_batch *out, icp_error *err)
{
    s->rows = &s->sets[s->rows == s->sets];
    icp_i_batch batch = {.field = s->rows->field, .number = s->rows->number, .offset = s->rows->offset, .line = s->rows->line};
    icp_i_pool_free(s->rows->pool);
    s->rows->pool = icp_i_pool_new(icp_i_pool_hooks(s->pool));
    if (!s->rows->pool) return icp_i_fail_memory(err, "reading rows");
    ICP_I_TRY(read_rows(s, &batch, err));
    batch.skipped = s->skipped;
    batch.text = s->source.text;
    batch.size = s->source.size;
    *out = batch;
    return ICP_OK;
}

void icp_i_stream_show(const icp_i_stream *s, const icp_i_batch *batch, size_t row, size_t column, icp_error *err)
{
    icp_i_source source = s->source;
    source.text = batch->text;
    source.size = batch->size;
    icp_i_place_show(&source, icp_i_place_find(&source, batch->offset[row], batch->line[row], column), err);
    if (err) icp_i_fail_copy(err->field, sizeof err->field, s->reading.name[column], strlen(s->reading.name[column]));
}
