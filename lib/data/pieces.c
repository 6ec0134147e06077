/* pieces.c - a text cut into parts that are scanned side by side. Owns: where to cut, how each column is tried, rows to expect. Must not know:
 * records that are not ordinary. */
#include "base/fail.h"
#include "base/parallel.h"
#include "data/reader.h"
#include "data/scan.h"

#include <stdatomic.h>
#include <string.h>

#define PIECE ((size_t)1 << 20)
#define PIECE_OF_COLUMN ((size_t)1 << 12) /* a part has a fixed cost for every column */
#define SAMPLE ((size_t)1 << 16)
#define CUT_TRIES 64 /* line ends looked at for one behind which an ordinary record stands */

int icp_i_reading_threads(const icp_i_reading *reading)
{
    size_t bytes = 0;
    for (size_t i = 0; i < reading->sources; i++) bytes += reading->source[i].size;
    bool small = bytes < PIECE && reading->way.piece == 0; /* waking threads takes longer */
    return reading->settings->hooks.allocate || small ? 1 : reading->settings->threads;
}

bool icp_i_reader_scans(const icp_i_reader *reader)
{
    return !reader->reading->way.reference && !reader->source->dialect.trims;
}

icp_status icp_i_reader_ask(const icp_i_reader *r, size_t offset, icp_error *err)
{
    const icp_hooks *hooks = &r->reading->settings->hooks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "cancelled while reading");
    if (hooks->progress) hooks->progress(hooks->context, "read", (double)offset / (double)(r->source->size + 1));
    return ICP_OK;
}

icp_i_part *icp_i_pieces_part(const icp_i_reader *r, size_t start, size_t end, size_t rows)
{
    icp_i_part *part = icp_i_part_new(&r->reading->settings->hooks, r->reading->columns, r->reading->mode, rows);
    if (!part) return NULL;
    part->source = r->index;
    part->start = part->stop = start;
    part->end = end;
    return part;
}

/* ---- how columns are tried ---- */

/* Scans the first records; a column with a cell that is not plain goes one mode further. */
static bool try_modes(icp_i_reader *r, size_t from, double *bytes_of_row)
{
    icp_i_reading *g = r->reading;
    icp_i_typing_rules rules = {.decimal = g->settings->decimal, .date_order = g->settings->date_order};
    size_t end = r->source->size - from < SAMPLE ? r->source->size : from + SAMPLE;
    for (bool again = true; again;) {
        icp_i_part *part = icp_i_pieces_part(r, from, end, 1024);
        if (!part) return false;
        icp_i_scan(r->source, r->column, part);
        again = false;
        for (size_t c = 0; c < g->columns && part->rows > 0; c++) {
            icp_i_strip *s = &part->strip[c];
            if (s->mode == ICP_I_MODE_TEXT) continue;
            bool fits = s->mode != ICP_I_MODE_NONE && (s->tally->cells == 0 || icp_i_typing_needs_no_text(g->name[c], s->tally, &rules));
            if (fits) continue;
            g->mode[c] = g->mode[c] == ICP_I_MODE_NUMBER && s->mode == ICP_I_MODE_NONE ? ICP_I_MODE_DATE : ICP_I_MODE_TEXT;
            again = true;
        }
        *bytes_of_row = part->rows ? (double)(part->stop - from) / (double)part->rows : 64;
        bool room = !part->out_of_memory;
        icp_i_part_free(part);
        if (!room) return false;
    }
    return true;
}

static bool settle_modes(icp_i_reader *r, size_t from, double *bytes_of_row)
{
    icp_i_reading *g = r->reading;
    unsigned char *given = ICP_I_NEW(g->scratch, unsigned char, g->columns);
    if (!given) return false;
    /* what is wrong with the types given is said when columns are settled */
    bool known = icp_i_given_types(g->settings->types, g->name, g->columns, g->scratch, given, NULL) == ICP_OK;
    for (size_t c = 0; c < g->columns && r->index == 0; c++) {
        g->mode[c] = g->way.reference || !known || given[c] ? ICP_I_MODE_TEXT : ICP_I_MODE_NUMBER;
    }
    icp_i_release(g->scratch, given);
    *bytes_of_row = 64;
    return !icp_i_reader_scans(r) || try_modes(r, from, bytes_of_row);
}

/* ---- where to cut ---- */

/* The start of a line at or behind `at` where an ordinary record stands, by the look of it. */
static size_t cut_at(const icp_i_source *source, size_t at, icp_i_part *probe)
{
    size_t start = at;
    for (size_t tries = 0; tries < CUT_TRIES; tries++) {
        const char *end = memchr(source->text + start, '\n', source->size - start);
        if (!end) return source->size;
        start = (size_t)(end - source->text) + 1;
        if (icp_i_scan_one(source, start, probe)) return start;
    }
    return start;
}

static icp_status add_start(icp_i_reader *r, size_t **start, size_t *count, size_t *capacity, size_t at, icp_error *err)
{
    if (!icp_i_grow(r->reading->scratch, (void **)start, capacity, *count + 1, sizeof **start)) return icp_i_fail_memory(err, "cutting a text");
    (*start)[(*count)++] = at;
    return ICP_OK;
}

/* starts[0 .. count]: where parts begin, and the end of the text. */
static icp_status cut_text(icp_i_reader *r, size_t from, size_t **start, size_t *count, icp_error *err)
{
    icp_i_reading *g = r->reading;
    size_t capacity = 0, most = g->way.piece, size = r->source->size;
    if (most == 0) most = PIECE > g->columns * PIECE_OF_COLUMN ? PIECE : g->columns * PIECE_OF_COLUMN;
    icp_i_part *probe = icp_i_pieces_part(r, from, size, 1);
    icp_status status = probe ? ICP_OK : icp_i_fail_memory(err, "cutting a text");
    for (size_t at = from; at < size && status == ICP_OK;) {
        status = add_start(r, start, count, &capacity, at, err);
        at = size - at <= most ? size : cut_at(r->source, at + most - 1, probe);
    }
    if (status == ICP_OK) status = add_start(r, start, count, &capacity, size, err);
    if (status == ICP_OK) --*count;
    icp_i_part_free(probe);
    return status;
}

/* ---- scanning ---- */

typedef struct scanning {
    icp_i_reader *reader;
    const size_t *start;
    icp_i_part **part;
    double bytes_of_row;
    atomic_bool cancelled;
    icp_error error; /* of the cancellation */
} scanning;

/* The hooks are asked by the calling thread alone, which is worker 0. */
static void scan_piece(void *context, size_t task, int worker)
{
    scanning *s = context;
    if (worker == 0 && !s->cancelled && icp_i_reader_ask(s->reader, s->start[task], &s->error) != ICP_OK) s->cancelled = true;
    if (s->cancelled) return;
    size_t bytes = s->start[task + 1] - s->start[task];
    icp_i_part *part = icp_i_pieces_part(s->reader, s->start[task], s->start[task + 1], (size_t)((double)bytes / s->bytes_of_row * 1.05) + 16);
    if (part && icp_i_reader_scans(s->reader)) icp_i_scan(s->reader->source, s->reader->column, part);
    s->part[task] = part;
}

static icp_status scan_pieces(icp_i_reader *r, const size_t *start, size_t count, double bytes_of_row, icp_error *err)
{
    icp_i_reading *g = r->reading;
    if (!icp_i_grow(g->scratch, (void **)&g->part, &g->part_capacity, g->parts + count, sizeof *g->part)) return icp_i_fail_memory(err, "scanning");
    scanning s = {.reader = r, .start = start, .part = g->part + g->parts, .bytes_of_row = bytes_of_row};
    for (size_t i = 0; i < count; i++) s.part[i] = NULL;
    icp_i_parallel(count, icp_i_reading_threads(g), scan_piece, &s);
    g->parts += count;
    if (s.cancelled) {
        if (err) *err = s.error;
        return s.error.status;
    }
    for (size_t i = 0; i < count; i++) {
        if (!s.part[i] || s.part[i]->out_of_memory) return icp_i_fail_memory(err, "scanning");
    }
    return ICP_OK;
}

icp_status icp_i_pieces_read(icp_i_reader *r, size_t from, icp_error *err)
{
    size_t *start = NULL, count = 0;
    double bytes_of_row;
    if (from >= r->source->size) return ICP_OK;
    if (!settle_modes(r, from, &bytes_of_row)) return icp_i_fail_memory(err, "scanning");
    icp_status status = cut_text(r, from, &start, &count, err);
    if (status == ICP_OK) status = scan_pieces(r, start, count, bytes_of_row, err);
    icp_i_release(r->reading->scratch, start);
    return status;
}
