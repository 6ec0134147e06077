/* read.c - files and memory -> table. Owns: the order of steps (format, encoding, separator, rows, types) and what is said about each input. Must
 * not know: how any step works. */
#include "base/fail.h"
#include "base/file.h"
#include "base/memory.h"
#include "data/encoding.h"
#include "data/format.h"
#include "data/source.h"
#include "data/table_parts.h"

#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT ((size_t)64 << 30) /* bytes of one input */
#define CHUNK ((size_t)1 << 16)       /* bytes given to libcsv at once */
#define ROW_BYTES 40                  /* taken for a row beside its cells: its place, and its text's */

/* The same bytes twice would count every account twice. */
static icp_status refuse_again(const icp_i_reading *g, size_t index, icp_error *err)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(g->table->inputs[i].sha256, g->table->inputs[index].sha256) != 0) continue;
        icp_status status = icp_i_fail(err, ICP_E_FILES, "\"%s\" and \"%s\" are the same, byte for byte: every row would count twice",
                                       g->source[i].name, g->source[index].name);
        icp_i_fail_help(err, "give each file once");
        icp_i_fail_place(err, g->source[index].name, 0, 0);
        return status;
    }
    return ICP_OK;
}

static icp_status read_bytes(icp_i_reading *g, size_t index, const char *bytes, size_t size, icp_error *err)
{
    icp_i_source *source = &g->source[index];
    icp_input *input = &g->table->inputs[index];
    icp_i_text text;
    bool strange; /* only a streamed source can be */
    ICP_I_TRY(icp_i_format_check(bytes, size, source->name, err));
    ICP_I_TRY(icp_i_decode(bytes, size, source->name, g->scratch, &text, err));
    source->raw = bytes;
    source->raw_size = size;
    source->text = text.data;
    source->size = text.size;
    source->dialect = icp_i_dialect_detect(text.data, text.size);
    input->bytes = size;
    input->encoding = text.encoding;
    input->separator = source->dialect.separator;
    if (strcmp(text.encoding, "Windows-1252") == 0) {
        ICP_I_TRY(icp_i_table_warn(g->table, "encoding", "", "the file is not UTF-8 and was read as Windows-1252", err));
    }
    return icp_i_rows_read(g, index, text.data, text.size, &strange, err);
}

/* The header of a text of which only the head is there ends well within it. */
static bool header_at_hand(const icp_i_reading *g, icp_i_dialect dialect, const char *head, size_t size)
{
    icp_i_csv *csv = NULL;
    icp_i_record record = {.kind = ICP_I_RECORD_BLANK};
    size_t line;
    if (icp_i_csv_open(head, size, dialect, g->way.chunk, g->scratch, &csv, NULL) != ICP_OK) return false;
    while (record.kind == ICP_I_RECORD_BLANK && icp_i_csv_next(csv, &record, NULL) == ICP_OK) continue;
    bool here = record.kind == ICP_I_RECORD_FIELDS && icp_i_csv_at(csv, &line) < size / 2;
    icp_i_csv_close(csv);
    return here;
}

/* Bytes a streamed source will take as a table, by what its head is like: eight a cell, some for the row, texts. */
static size_t memory_need(const icp_i_source *source, const char *head, size_t size)
{
    size_t lines = icp_i_line_ends(head, size, 0, size), separators = 0;
    for (const char *at = head; (at = memchr(at, source->dialect.separator, (size_t)(head + size - at))); at++) separators++;
    double share = (double)source->size / (double)size;
    return (size_t)(share * ((double)(separators + lines) * sizeof(double) + (double)lines * ROW_BYTES)) + source->size / 2;
}

/* Reads the source as a stream; false when it must be read whole, and nothing has happened. */
static bool read_streamed(icp_i_reading *g, size_t index, icp_status *status, icp_error *err)
{
    icp_i_source *source = &g->source[index];
    icp_input *input = &g->table->inputs[index];
    const char *head;
    size_t size, warnings = g->table->warning_count, blank = g->blank;
    bool strange = true;
    if (g->way.reference || !icp_i_source_stream(source, source->name, g->scratch, &head, &size)) return false;
    source->dialect = icp_i_dialect_detect(head, size);
    if (icp_i_format_check(head, size, source->name, NULL) == ICP_OK && header_at_hand(g, source->dialect, head, size)) {
        input->bytes = source->file.size;
        input->encoding = source->mark ? "UTF-8 with BOM" : "UTF-8";
        input->separator = source->dialect.separator;
        *status = icp_i_memory_check(source->name, memory_need(source, head, size), err);
        strange = *status == ICP_OK;
        if (*status == ICP_OK) *status = icp_i_rows_read(g, index, head, size, &strange, err);
        if (*status == ICP_OK && !strange) *status = icp_i_file_unchanged(&source->file, err);
    }
    icp_i_file_close(&source->file);
    if (!strange) return true;
    g->table->warning_count = warnings;
    g->blank = blank;
    if (index == 0) g->names = (icp_i_cells){0};
    *source = (icp_i_source){.name = source->name};
    return false;
}

static icp_status read_file(icp_i_reading *g, size_t index, icp_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    icp_status status = ICP_OK;
    if (read_streamed(g, index, &status, err)) return status;
    ICP_I_TRY(icp_i_file_read(g->source[index].name, FILE_LIMIT, ICP_I_RECORD_LIMIT, g->scratch, &bytes, &size, err));
    return read_bytes(g, index, bytes, size, err);
}

/* ---- what was left out ---- */

static icp_status leave_out(icp_table *table, const char *reason, size_t rows, icp_error *err)
{
    if (rows == 0) return ICP_OK;
    if (!icp_i_grow(table->pool, (void **)&table->left_out, &table->left_out_capacity, table->left_out_count + 1, sizeof *table->left_out)) {
        return icp_i_fail_memory(err, "counting rows left out");
    }
    table->left_out[table->left_out_count++] = (icp_left_out){reason, rows};
    return ICP_OK;
}

typedef struct placed_reject {
    size_t source;
    icp_reject reject;
} placed_reject;

static int by_place(const void *a, const void *b)
{
    const placed_reject *x = a, *y = b;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    return x->reject.line < y->reject.line ? -1 : x->reject.line > y->reject.line;
}

/* Rows rejected while reading and rows rejected for a cell, together in the order of the files. Lines are unique: one row starts on one line. */
static icp_status sort_rejects(icp_i_reading *g, icp_error *err)
{
    icp_table *table = g->table;
    placed_reject *all = ICP_I_NEW(g->scratch, placed_reject, table->reject_count);
    if (!all) return icp_i_fail_memory(err, "sorting rejected rows");
    for (size_t i = 0; i < table->reject_count; i++) all[i] = (placed_reject){g->reject_source[i], table->rejects[i]};
    qsort(all, table->reject_count, sizeof *all, by_place);
    for (size_t i = 0; i < table->reject_count; i++) table->rejects[i] = all[i].reject;
    return ICP_OK;
}

/* ---- entries ---- */

typedef struct origin {
    const char *const *paths; /* NULL: from memory */
    const void *bytes;
    size_t size;
    const char *name;
} origin;

static icp_status read_origin(icp_i_reading *g, const origin *from, size_t index, icp_error *err)
{
    icp_i_source *source = &g->source[index];
    source->name = from->paths ? from->paths[index] : from->name;
    const char *slash = strrchr(source->name, '/');
    g->table->inputs[index].name = icp_i_copy_text(g->table->pool, slash ? slash + 1 : source->name, strlen(slash ? slash + 1 : source->name));
    if (!g->table->inputs[index].name) return icp_i_fail_memory(err, "reading an input");
    ICP_I_TRY(from->paths ? read_file(g, index, err) : read_bytes(g, index, from->bytes ? from->bytes : "", from->size, err));
    return refuse_again(g, index, err);
}

static icp_status read_all(icp_i_reading *g, const origin *from, size_t count, icp_error *err)
{
    icp_table *table = g->table;
    table->inputs = ICP_I_NEW(table->pool, icp_input, count);
    g->source = ICP_I_NEW(g->scratch, icp_i_source, count);
    g->field_of = ICP_I_NEW(g->scratch, size_t *, count);
    g->column_of = ICP_I_NEW(g->scratch, size_t *, count);
    if (!table->inputs || !g->source || !g->field_of || !g->column_of) return icp_i_fail_memory(err, "reading");
    table->input_count = g->sources = count;
    for (size_t i = 0; i < count; i++) ICP_I_TRY(read_origin(g, from, i, err));
    ICP_I_TRY(icp_i_table_fill(g, err));
    ICP_I_TRY(sort_rejects(g, err));
    ICP_I_TRY(leave_out(table, "blank", g->blank, err));
    ICP_I_TRY(leave_out(table, "footer", g->footer, err));
    return leave_out(table, "rejected", table->reject_count, err);
}

static void free_reading(icp_i_reading *g)
{
    for (size_t p = 0; p < g->parts; p++) icp_i_part_free(g->part[p]);
    for (size_t c = 0; c < g->columns; c++) icp_i_pool_free(g->cells[c].pool);
    icp_i_pool_free(g->scratch);
}

static icp_status read_table(const origin *from, size_t count, const icp_settings *settings, icp_i_way way, icp_table **out, icp_error *err)
{
    icp_settings defaults = icp_settings_default();
    if (!settings) settings = &defaults;
    icp_table *table = NULL;
    ICP_I_TRY(icp_table_new(&settings->hooks, &table, err));
    icp_i_reading reading = {.table = table, .settings = settings, .scratch = icp_i_pool_new(&settings->hooks), .way = way};
    icp_status status = reading.scratch ? read_all(&reading, from, count, err) : icp_i_fail_memory(err, "reading");
    free_reading(&reading);
    if (status == ICP_OK)
        *out = table;
    else
        icp_table_free(table);
    return status;
}

icp_status icp_table_read(const char *const *paths, size_t count, const icp_settings *settings, icp_table **out, icp_error *err)
{
    if (count == 0) return icp_i_fail(err, ICP_E_ARGUMENT, "no input file");
    return read_table(&(origin){.paths = paths}, count, settings, (icp_i_way){.chunk = CHUNK}, out, err);
}

icp_status icp_table_read_memory(const void *bytes, size_t size, const char *name, const icp_settings *settings, icp_table **out, icp_error *err)
{
    return icp_i_table_read_way(bytes, size, name, settings, (icp_i_way){.chunk = CHUNK}, out, err);
}

icp_status icp_i_table_read_way(const void *bytes, size_t size, const char *name, const icp_settings *settings, icp_i_way way, icp_table **out,
                                icp_error *err)
{
    return read_table(&(origin){.bytes = bytes, .size = size, .name = name}, 1, settings, way, out, err);
}
