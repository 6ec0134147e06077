/* pieces.c - a text cut into parts that are scanned side by side. Owns: where to cut, how columns are tried, where each part's numbers go. Must not
 * know: records that are not ordinary.
 *
 * Two passes: the first counts line ends, which bounds the rows of every piece, and looks for places to cut; the second scans, each part writing its
 * numbers where they stay. */
#include "base/fail.h"
#include "base/parallel.h"
#include "data/encoding.h"
#include "data/reader.h"
#include "data/source.h"

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

icp_i_part *icp_i_pieces_part(const icp_i_reader *r, size_t start, size_t end, size_t rows, double *const *value, size_t slot)
{
    icp_i_part *part = icp_i_part_new(&r->reading->settings->hooks, r->reading->columns, r->reading->mode, rows, value, slot);
    if (!part) return NULL;
    part->source = r->index;
    part->start = part->stop = start;
    part->end = end;
    return part;
}

/* ---- how columns are tried ---- */

/* Scans the first records; a column with a cell that is not plain goes one mode further. */
static bool try_modes(icp_i_reader *r, size_t from, const icp_i_window *sample)
{
    icp_i_reading *g = r->reading;
    icp_i_typing_rules rules = {.decimal = g->settings->decimal, .date_order = g->settings->date_order};
    for (bool again = true; again;) {
        icp_i_part *part = icp_i_pieces_part(r, from, sample->from + sample->size, 1024, NULL, 0);
        if (!part) return false;
        icp_i_scan(sample, r->column, part);
        again = false;
        for (size_t c = 0; c < g->columns && part->rows > 0; c++) {
            icp_i_strip *s = &part->strip[c];
            if (s->mode == ICP_I_MODE_TEXT) continue;
            bool fits = s->mode != ICP_I_MODE_NONE && (s->tally->cells == 0 || icp_i_typing_needs_no_text(g->name[c], s->tally, &rules));
            if (fits) continue;
            g->mode[c] = g->mode[c] == ICP_I_MODE_NUMBER && s->mode == ICP_I_MODE_NONE ? ICP_I_MODE_DATE : ICP_I_MODE_TEXT;
            again = true;
        }
        bool room = !part->out_of_memory;
        icp_i_part_free(part);
        if (!room) return false;
    }
    return true;
}

static bool settle_modes(icp_i_reader *r, size_t from)
{
    icp_i_reading *g = r->reading;
    unsigned char *given = ICP_I_NEW(g->scratch, unsigned char, g->columns);
    char *buffer = r->source->text ? NULL : icp_i_alloc_raw(g->scratch, SAMPLE, 1);
    icp_i_window sample;
    bool room = given && (r->source->text || buffer);
    /* what is wrong with the types given is said when columns are settled */
    bool known = room && icp_i_given_types(g->settings->types, g->name, g->columns, g->scratch, given, NULL) == ICP_OK;
    for (size_t c = 0; c < g->columns && r->index == 0 && room; c++) {
        g->mode[c] = g->way.reference || !known || given[c] ? ICP_I_MODE_TEXT : ICP_I_MODE_NUMBER;
    }
    if (room && icp_i_reader_scans(r) && icp_i_source_window(r->source, from, SAMPLE, buffer, &sample)) room = try_modes(r, from, &sample);
    icp_i_release(g->scratch, given);
    icp_i_release(g->scratch, buffer);
    return room;
}

/* ---- surveying ---- */

/* A piece begins at the first line start at or behind its border. */
typedef struct piece {
    size_t start;       /* where it begins; the end of the text when no line does */
    size_t cut;         /* the first line start from there on where an ordinary record stands, by the look of it */
    size_t lines;       /* line ends between its start and the next piece's */
    size_t before;      /* line ends between its start and its cut */
    size_t end;         /* where its part ends */
    size_t slot;        /* line ends before its cut: no more rows can stand there */
    bool strange;       /* bytes a streamed text cannot have, or a line longer than a window */
    icp_i_part *part;
} piece;

typedef struct pieces {
    icp_i_reader *reader;
    size_t from, size, count, room; /* bytes of a piece; pieces; bytes of a window */
    piece *piece;
    char **buffer; /* workers: a window each; NULL for a text in memory */
    atomic_bool cancelled, strange, out_of_memory;
    icp_error error; /* of the cancellation */
} pieces;

/* The hooks are asked by the calling thread alone, which is worker 0. */
static bool stopped(pieces *p, size_t at, int worker)
{
    if (worker == 0 && !p->cancelled && icp_i_reader_ask(p->reader, at, &p->error) != ICP_OK) p->cancelled = true;
    return p->cancelled || p->strange || p->out_of_memory;
}

/* The line start at or behind byte `at` of the text, its end when the window holds none. */
static size_t line_start(const icp_i_window *w, size_t from, size_t at, size_t size)
{
    if (at <= from) return from;
    size_t local = at - 1 - w->from;
    const char *end = local < w->size ? memchr(w->text + local, '\n', w->size - local) : NULL;
    return end ? w->from + (size_t)(end - w->text) + 1 : size;
}

static size_t cut_at(const icp_i_window *w, size_t start, size_t size, icp_i_part *probe)
{
    for (size_t tries = 0; tries < CUT_TRIES && start < w->from + w->size; tries++) {
        if (icp_i_scan_one(w, start, probe)) return start;
        start = line_start(w, 0, start + 1, size);
    }
    return start;
}

static size_t line_ends(const icp_i_window *w, size_t from, size_t to)
{
    return icp_i_line_ends(w->text, w->size, from - w->from, to - w->from);
}

static void survey_piece(void *context, size_t task, int worker)
{
    pieces *p = context;
    piece *made = &p->piece[task];
    const icp_i_source *source = p->reader->source;
    size_t border = p->from + task * p->size, size = source->size;
    icp_i_window w;
    if (stopped(p, border, worker)) return;
    size_t first = task == 0 ? border : border - 1;
    if (!icp_i_source_window(source, first, source->text ? size : p->room, p->buffer[worker], &w)) {
        p->strange = true;
        return;
    }
    made->start = line_start(&w, p->from, border, size);
    size_t next = size - border <= p->size ? size : line_start(&w, p->from, border + p->size, size);
    bool held = next <= w.from + w.size && made->start <= next;
    if (!held || (!source->text && (icp_i_utf8_valid_prefix(w.text + (made->start - w.from), next - made->start) < next - made->start ||
                                    memchr(w.text, 0, w.size)))) {
        p->strange = true;
        return;
    }
    made->lines = line_ends(&w, made->start, next);
    made->cut = made->start;
    if (task == 0 || !icp_i_reader_scans(p->reader)) return;
    icp_i_part *probe = icp_i_pieces_part(p->reader, made->start, size, 1, NULL, 0);
    if (probe) made->cut = cut_at(&w, made->start, size, probe);
    made->before = made->cut <= w.from + w.size ? line_ends(&w, made->start, made->cut) : made->lines;
    p->out_of_memory = p->out_of_memory || !probe;
    icp_i_part_free(probe);
}

/* ---- where parts begin, and where their numbers go ---- */

/* Of the pieces those that become parts, moved to the front; returns the line ends of all. */
static size_t settle_parts(pieces *p)
{
    size_t lines = 0, kept = 0, size = p->reader->source->size, slots = p->reader->reading->slots;
    for (size_t i = 0; i < p->count; i++) {
        piece made = p->piece[i];
        made.slot = slots + lines + made.before;
        lines += made.lines;
        bool part = i == 0 || (made.cut < size && made.cut > p->piece[kept - 1].cut);
        if (!part) continue;
        if (kept > 0) p->piece[kept - 1].end = made.cut;
        p->piece[kept++] = made;
    }
    p->piece[kept - 1].end = size;
    p->count = kept;
    return lines;
}

/* Room for the numbers of all rows read and of `more`; those of earlier sources are moved. */
static icp_status make_room(icp_i_reading *g, size_t more, icp_error *err)
{
    size_t slots = g->slots + more;
    for (size_t c = 0; c < g->columns; c++) {
        if (g->mode[c] == ICP_I_MODE_TEXT) continue;
        double *value = icp_i_alloc_raw(g->table->pool, slots, sizeof *value), *before = g->value[c];
        if (!value) return icp_i_fail_memory(err, "reading numbers");
        if (before && g->slots > 0) memcpy(value, before, g->slots * sizeof *value);
        for (size_t i = 0; i < g->parts && before; i++) {
            icp_i_strip *s = &g->part[i]->strip[c];
            if (s->value) s->value = value + g->part[i]->slot;
        }
        icp_i_release(g->table->pool, before);
        g->value[c] = value;
    }
    g->slots = slots;
    return ICP_OK;
}

/* ---- scanning ---- */

static void scan_piece(pieces *p, size_t index, int worker)
{
    icp_i_reader *r = p->reader;
    piece *made = &p->piece[index];
    size_t next = index + 1 < p->count ? made[1].slot : r->reading->slots, wanted = made->end - made->cut + ICP_I_OVERLAP;
    if (!r->source->text && wanted > p->room) wanted = p->room;
    icp_i_window w;
    made->part = icp_i_pieces_part(r, made->cut, made->end, next - made->slot, r->reading->value, made->slot);
    if (!made->part) {
        p->out_of_memory = true;
    } else if (icp_i_reader_scans(r)) {
        if (icp_i_source_window(r->source, made->cut, wanted, p->buffer[worker], &w)) icp_i_scan(&w, r->column, made->part);
        if (made->part->out_of_memory) p->out_of_memory = true;
    }
}

/* Task 0 is the hash, which nobody can share. */
static void scan_task(void *context, size_t task, int worker)
{
    pieces *p = context;
    icp_i_reader *r = p->reader;
    if (stopped(p, task == 0 ? p->from : p->piece[task - 1].cut, worker)) return;
    if (task > 0)
        scan_piece(p, task - 1, worker);
    else if (!icp_i_source_hash(r->source, p->buffer[worker], p->room, r->reading->table->inputs[r->index].sha256))
        p->strange = true;
}

static icp_status outcome(const pieces *p, icp_error *err)
{
    if (p->cancelled) {
        if (err) *err = p->error;
        return p->error.status;
    }
    if (p->out_of_memory) return icp_i_fail_memory(err, "scanning");
    return ICP_OK;
}

static icp_status scan_all(pieces *p, icp_error *err)
{
    icp_i_reading *g = p->reader->reading;
    size_t lines = settle_parts(p);
    ICP_I_TRY(make_room(g, lines + 1, err)); /* the last line may have no end */
    if (!icp_i_grow(g->scratch, (void **)&g->part, &g->part_capacity, g->parts + p->count, sizeof *g->part))
        return icp_i_fail_memory(err, "scanning");
    icp_i_parallel(p->count + 1, icp_i_reading_threads(g), scan_task, p);
    for (size_t i = 0; i < p->count; i++) {
        if (p->piece[i].part && !p->strange)
            g->part[g->parts++] = p->piece[i].part;
        else
            icp_i_part_free(p->piece[i].part);
    }
    return outcome(p, err);
}

static icp_status survey_and_scan(pieces *p, icp_error *err)
{
    int threads = icp_i_reading_threads(p->reader->reading);
    icp_i_parallel(p->count, threads, survey_piece, p);
    ICP_I_TRY(outcome(p, err));
    if (!p->strange) ICP_I_TRY(scan_all(p, err));
    p->reader->strange = p->strange;
    return ICP_OK;
}

static icp_status make_buffers(pieces *p, icp_error *err)
{
    icp_i_reading *g = p->reader->reading;
    size_t workers = (size_t)icp_i_threads(icp_i_reading_threads(g));
    p->buffer = ICP_I_NEW(g->scratch, char *, workers);
    p->piece = ICP_I_NEW(g->scratch, piece, p->count);
    bool room = p->buffer && p->piece;
    for (size_t i = 0; i < workers && room && p->reader->source->streamed; i++)
        room = (p->buffer[i] = icp_i_alloc_raw(g->scratch, p->room, 1)) != NULL;
    return room ? ICP_OK : icp_i_fail_memory(err, "scanning");
}

static void release_buffers(pieces *p)
{
    icp_i_reading *g = p->reader->reading;
    size_t workers = (size_t)icp_i_threads(icp_i_reading_threads(g));
    for (size_t i = 0; i < workers && p->buffer; i++) icp_i_release(g->scratch, p->buffer[i]);
    icp_i_release(g->scratch, p->buffer);
    icp_i_release(g->scratch, p->piece);
}

icp_status icp_i_pieces_read(icp_i_reader *r, size_t from, icp_error *err)
{
    icp_i_reading *g = r->reading;
    pieces p = {.reader = r, .from = from, .size = g->way.piece};
    if (p.size == 0) p.size = PIECE > g->columns * PIECE_OF_COLUMN ? PIECE : g->columns * PIECE_OF_COLUMN;
    p.room = p.size + 2 * ICP_I_OVERLAP;
    p.count = from < r->source->size ? (r->source->size - from + p.size - 1) / p.size : 0;
    if (p.count > 0 && !settle_modes(r, from)) return icp_i_fail_memory(err, "scanning");
    icp_status status = make_buffers(&p, err);
    if (status == ICP_OK && p.count > 0) status = survey_and_scan(&p, err);
    if (status == ICP_OK && p.count == 0) r->strange = !icp_i_source_hash(r->source, NULL, 0, g->table->inputs[r->index].sha256);
    release_buffers(&p);
    return status;
}
