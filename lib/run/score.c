/* score.c - a file of accounts through a model. Owns: batches, who scores which rows, the order of what is written. Must not know: how a row is cut,
 * scored or written. */
#include "base/fail.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "data/stream.h"
#include "data/value.h"
#include "run/score_known.h"
#include "run/score_list.h"
#include "run/score_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BLOCK ((size_t)128) /* rows a thread scores at a time */

/* What one block of a batch said. */
typedef struct block {
    icp_i_score_texts texts; /* of its rows: of the last one, when they are written at once */
    icp_i_score_row row[BLOCK];
    bool skipped[BLOCK];
    double *terms;           /* BLOCK x known.width, for the call list */
    icp_i_score_table table; /* writes the rows as they come, where each can be written for itself ... */
    char *lines;             /* ... into this */
    size_t used, capacity;
    icp_score_summary summary;
    size_t bad, bad_column;  /* row of the batch that cannot be read, and the field, or ICP_NONE */
    icp_error error;
} block;

typedef struct scoring {
    const icp_model *model;
    const icp_settings *settings;
    icp_i_pool *pool;
    icp_i_stream *stream;
    icp_i_score_columns columns;
    icp_i_score_phrases phrases;
    icp_i_batch batch, ahead;  /* the one being scored; the next, which is read meanwhile */
    icp_status read;           /* of that reading */
    icp_error unread;
    icp_scorer **scorer;       /* one a thread */
    icp_model_cell *cells;     /* threads x model columns */
    int threads;
    block *blocks;
    size_t block_count;
    icp_i_score_table table;
    bool by_lines;             /* blocks write their own rows */
    icp_score_summary summary;
    icp_i_score_known known;
    bool by_customers, by_last; /* the files were given */
    icp_i_score_list list;
    size_t top, capacity;
    double *terms;              /* threads x known.width */
} scoring;

/* ---- one block ---- */

/* A row of an upload without an id would be written to no record. */
static bool has_id(const scoring *s, const icp_i_field *field, size_t *at, icp_error *err)
{
    const char *text = field[s->columns.id].text;
    size_t length = field[s->columns.id].length;
    icp_i_trim(&text, &length);
    if (length > 0) return true;
    *at = s->columns.id;
    icp_i_fail(err, ICP_E_NO_ID, "column \"%s\": this record has no id", s->model->id_column);
    icp_i_fail_help(err, "fill in the id the CRM finds the record by, or leave such rows out with --bad-rows=skip");
    return false;
}

static bool read_cells(const scoring *s, const icp_i_field *field, icp_model_cell *cells, size_t *at, icp_error *err)
{
    for (size_t c = 0; c < s->model->column_count; c++) {
        size_t f = s->columns.field[c];
        if (f == ICP_NONE) continue;
        *at = f;
        if (icp_model_cell_read(&s->model->columns[c], field[f].text, field[f].length, &cells[c], err) != ICP_OK) return false;
    }
    return true;
}

/* What the files beside say of a row: its status, and, unless it has to come onto the list first, whom it is like. */
static void compare(scoring *s, block *b, icp_i_score_row *row, size_t at, const icp_model_cell *cells, int worker)
{
    static const icp_i_score_cell of_customer = {"customer", 8}, kept = {"kept", 4}, new = {"new", 3}, unknown = {"", 0};
    size_t width = s->known.width;
    const icp_i_score_cell *id = &row->cell[ICP_I_SCORE_ID], *name = &row->cell[ICP_I_SCORE_NAME];
    bool customer = s->by_customers && icp_i_score_set_has(&s->known.customers, id->text, name->text);
    bool last = s->by_last && icp_i_score_set_has(&s->known.last, id->text, "");
    row->cell[ICP_I_SCORE_STATUS] = customer ? of_customer : last ? kept : s->by_last ? new : unknown;
    if (!s->by_customers || width == 0) return;
    double *terms = s->top > 0 ? b->terms + at * width : s->terms + (size_t)worker * width;
    icp_i_score_terms(s->model, cells, terms);
    if (s->top > 0) return;
    const char *self = name->length ? name->text : id->text;
    icp_i_score_neighbours(&s->known, terms, self, &b->texts, &row->cell[ICP_I_SCORE_MENTION], &row->cell[ICP_I_SCORE_NEIGHBOURS]);
}

static int add_lines(void *context, const void *bytes, size_t size)
{
    block *b = context;
    if (!icp_i_grow(b->texts.pool, (void **)&b->lines, &b->capacity, b->used + size, 1)) return 1;
    memcpy(b->lines + b->used, bytes, size);
    b->used += size;
    return 0;
}

static void count(icp_score_summary *summary, const icp_scored *said)
{
    summary->rows++;
    summary->tier[said->tier]++;
    summary->extrapolated += said->extrapolated != ICP_NONE;
}

/* Row i of the batch, `at` of the block; false when its cells cannot be read. */
static bool score_row(scoring *s, block *b, size_t i, size_t at, int worker)
{
    const icp_i_field *field = s->batch.field + i * s->columns.fields;
    icp_model_cell *cells = s->cells + (size_t)worker * s->model->column_count;
    icp_i_score_row *row = &b->row[s->by_lines ? 0 : at];
    size_t column = 0;
    bool known = s->table.upload == ICP_UPLOAD_NONE || has_id(s, field, &column, &b->error);
    b->skipped[at] = !known || !read_cells(s, field, cells, &column, &b->error);
    if (b->skipped[at]) {
        b->bad_column = column;
        return false;
    }
    if (s->by_lines) icp_i_score_clear(&b->texts);
    icp_scorer_score(s->scorer[worker], cells, &row->said);
    icp_i_score_row_say(&s->phrases, s->model, &s->columns, field, cells, s->batch.number[i], &b->texts, row);
    compare(s, b, row, at, cells, worker);
    count(&b->summary, &row->said);
    if (s->by_lines) icp_i_score_table_row(&b->table, row);
    return true;
}

/* Rows of a CSV file without ranks do not depend on each other: they are written here, by all threads, and only joined later. */
static void score_block(scoring *s, size_t task, int worker)
{
    block *b = &s->blocks[task];
    const icp_sink sink = {b, add_lines};
    size_t first = task * BLOCK, last = first + BLOCK < s->batch.rows ? first + BLOCK : s->batch.rows;
    b->summary = (icp_score_summary){0};
    b->bad = ICP_NONE;
    b->used = 0;
    icp_i_score_clear(&b->texts);
    if (s->by_lines) icp_i_score_table_part(&s->table, &sink, &b->table);
    for (size_t i = first; i < last && b->bad == ICP_NONE; i++) {
        if (score_row(s, b, i, i - first, worker)) continue;
        b->summary.skipped++;
        if (s->settings->bad_rows != ICP_BAD_ROWS_SKIP) b->bad = i;
    }
    if (s->by_lines && icp_i_csv_out_finish(&b->table.csv, NULL) != ICP_OK) b->texts.out_of_memory = true;
}

/* ---- a batch ---- */

static icp_status fail_cell(scoring *s, block *b, icp_error *err)
{
    icp_error what = b->error;
    icp_i_stream_show(s->stream, &s->batch, b->bad, b->bad_column, &what);
    if (err) *err = what;
    return what.status;
}

/* Customers and Not ICP are not called. */
static icp_status offer(scoring *s, block *b, size_t at, icp_error *err)
{
    const icp_i_score_row *row = &b->row[at];
    const icp_i_score_cell *id = &row->cell[ICP_I_SCORE_ID];
    const char *status = row->cell[ICP_I_SCORE_STATUS].text;
    bool customer = strcmp(status, "customer") == 0;
    s->summary.suppressed += customer;
    if (customer || row->said.tier == ICP_TIER_AVOID) return ICP_OK;
    icp_i_score_pick pick = {.circle = row->said.tier == ICP_TIER_UNDECIDED ? 0 : 3 - (int)row->said.tier,
                             .key = isnan(row->said.score) ? 0 : row->said.score,
                             .draw = icp_i_hash64(id->text, id->length, s->settings->seed), .last = strcmp(status, "kept") == 0,
                             .tier = row->said.tier, .row = *row,
                             .trait = s->by_customers && s->known.width > 0 ? b->terms + at * s->known.width : NULL};
    return icp_i_score_list_offer(&s->list, &pick, s->known.width, err);
}

static void add_summary(icp_score_summary *to, const icp_score_summary *from)
{
    to->rows += from->rows;
    to->skipped += from->skipped;
    to->extrapolated += from->extrapolated;
    for (size_t t = 0; t <= ICP_TIER_UNDECIDED; t++) to->tier[t] += from->tier[t];
}

static icp_status write_block(scoring *s, block *b, size_t rows, icp_error *err)
{
    if (b->texts.out_of_memory) return icp_i_fail_memory(err, "scoring rows");
    if (b->bad != ICP_NONE) return fail_cell(s, b, err);
    add_summary(&s->summary, &b->summary);
    if (s->by_lines) icp_i_csv_out_rows(&s->table.csv, b->lines, b->used);
    for (size_t i = 0; i < rows && !s->by_lines; i++) {
        if (b->skipped[i]) continue;
        if (s->top > 0) ICP_I_TRY(offer(s, b, i, err));
        else icp_i_score_table_row(&s->table, &b->row[i]);
    }
    return ICP_OK;
}

/* The first task reads the next batch, the others score blocks of this one. */
static void work(void *context, size_t task, int worker)
{
    scoring *s = context;
    if (task == 0) s->read = icp_i_stream_next(s->stream, &s->ahead, &s->unread);
    else score_block(s, task - 1, worker);
}

static icp_status score_batch(scoring *s, icp_error *err)
{
    size_t blocks = (s->batch.rows + BLOCK - 1) / BLOCK;
    icp_i_parallel(1 + blocks, s->threads, work, s);
    for (size_t b = 0; b < blocks; b++) {
        size_t left = s->batch.rows - b * BLOCK;
        ICP_I_TRY(write_block(s, &s->blocks[b], left < BLOCK ? left : BLOCK, err));
    }
    const icp_hooks *hooks = &s->settings->hooks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "cancelled while scoring");
    return ICP_OK;
}

/* ---- the call list ---- */

static icp_status write_pick(scoring *s, const icp_i_score_pick *pick, bool explored, icp_i_score_texts *texts, icp_error *err)
{
    icp_i_score_row row = pick->row;
    char note[160] = "";
    if (explored) snprintf(note, sizeof note, "explored: drawn at random from Tier 2 and Tier 3, so that the next run learns about others");
    if (s->capacity > 0 && s->table.rank >= s->capacity)
        snprintf(note + strlen(note), sizeof note - strlen(note), "%sbeyond the capacity of %zu", note[0] ? "; " : "", s->capacity);
    icp_i_score_clear(texts);
    if (note[0]) {
        const char *text = row.cell[ICP_I_SCORE_NOTE].text;
        char line[1024];
        row.cell[ICP_I_SCORE_NOTE] =
            icp_i_score_copy(texts, line, (size_t)snprintf(line, sizeof line, "%s%s%.700s", note, text[0] ? "; " : "", text));
    }
    const char *name = row.cell[ICP_I_SCORE_NAME].text, *id = row.cell[ICP_I_SCORE_ID].text;
    if (pick->trait)
        icp_i_score_neighbours(&s->known, pick->trait, name[0] ? name : id, texts, &row.cell[ICP_I_SCORE_MENTION],
                               &row.cell[ICP_I_SCORE_NEIGHBOURS]);
    if (texts->out_of_memory) return icp_i_fail_memory(err, "writing a call list");
    icp_i_score_table_row(&s->table, &row);
    return ICP_OK;
}

static icp_status write_list(scoring *s, icp_error *err)
{
    const icp_i_score_pick **pick;
    icp_i_score_texts texts = {.pool = s->pool};
    ICP_I_TRY(icp_i_score_list_settle(&s->list, &pick, &s->summary.listed, &s->summary.explored, err));
    for (size_t i = 0; i < s->summary.listed; i++)
        ICP_I_TRY(write_pick(s, pick[i], i >= s->summary.listed - s->summary.explored, &texts, err));
    return ICP_OK;
}

/* ---- the file ---- */

/* Rooms that hang on what is known beside the model. */
static icp_status prepare_known(scoring *s, const icp_score_options *options, icp_error *err)
{
    s->by_customers = options->customers != NULL;
    s->by_last = options->last != NULL;
    s->capacity = options->upload == ICP_UPLOAD_NONE ? s->settings->capacity : 0; /* an upload is of every record */
    s->top = options->top > 0 ? options->top : s->capacity;
    if (s->by_customers) ICP_I_TRY(icp_i_score_customers_read(s->model, options->customers, s->settings, s->pool, &s->known, err));
    if (s->by_last) ICP_I_TRY(icp_i_score_last_read(s->model, options->last, s->settings, s->pool, &s->known, err));
    s->terms = ICP_I_NEW(s->pool, double, (size_t)s->threads * s->known.width);
    if (!s->terms) return icp_i_fail_memory(err, "preparing to score");
    for (size_t b = 0; b < s->block_count && s->top > 0; b++) {
        s->blocks[b].terms = ICP_I_NEW(s->pool, double, BLOCK * s->known.width);
        if (!s->blocks[b].terms) return icp_i_fail_memory(err, "preparing to score");
    }
    return s->top > 0 ? icp_i_score_list_new(s->top, s->pool, &s->list, err) : ICP_OK;
}

static icp_status prepare(scoring *s, bool upload, icp_error *err)
{
    const char *const *names;
    size_t columns = icp_i_stream_columns(s->stream, &names);
    ICP_I_TRY(icp_i_score_columns_find(s->model, names, columns, s->pool, &s->columns, err));
    if (upload) ICP_I_TRY(icp_i_score_need_id(s->model, names, columns, &s->columns, err));
    ICP_I_TRY(icp_i_score_phrases_make(s->model, s->pool, &s->phrases, err));
    s->summary.customers = s->columns.usage;
    s->threads = s->settings->hooks.allocate ? 1 : icp_i_threads(s->settings->threads);
    s->scorer = ICP_I_NEW(s->pool, icp_scorer *, (size_t)s->threads);
    s->cells = ICP_I_NEW(s->pool, icp_model_cell, (size_t)s->threads * s->model->column_count);
    s->block_count = 65536 / columns / BLOCK + 2;
    s->blocks = ICP_I_NEW(s->pool, block, s->block_count);
    if (!s->scorer || !s->cells || !s->blocks) return icp_i_fail_memory(err, "preparing to score");
    for (size_t b = 0; b < s->block_count; b++) {
        s->blocks[b].texts.pool = icp_i_pool_new(&s->settings->hooks);
        if (!s->blocks[b].texts.pool) return icp_i_fail_memory(err, "preparing to score");
    }
    for (int t = 0; t < s->threads; t++) ICP_I_TRY(icp_scorer_new(s->model, s->columns.usage, &s->scorer[t], err));
    return ICP_OK;
}

static icp_status score_all(scoring *s, const icp_score_options *options, const icp_sink *sink, icp_error *err)
{
    ICP_I_TRY(icp_i_stream_open(options->path, s->settings, &s->stream, err));
    ICP_I_TRY(prepare(s, options->upload != ICP_UPLOAD_NONE, err));
    ICP_I_TRY(prepare_known(s, options, err));
    icp_i_score_table_start(&s->table, s->model, options, s->top > 0, sink);
    s->by_lines = s->top == 0 && !s->table.as_json;
    ICP_I_TRY(icp_i_stream_next(s->stream, &s->batch, err));
    for (; s->batch.rows > 0; s->batch = s->ahead) {
        ICP_I_TRY(score_batch(s, err));
        if (s->read == ICP_OK) continue;
        if (err) *err = s->unread;
        return s->read;
    }
    s->summary.skipped += s->batch.skipped;
    if (s->top > 0) ICP_I_TRY(write_list(s, err));
    return icp_i_score_table_finish(&s->table, &s->summary, err);
}

icp_status icp_score_file(const icp_model *model, const icp_score_options *options, const icp_sink *sink, icp_score_summary *summary, icp_error *err)
{
    if (!model || !options || options->struct_size != sizeof *options || !options->path)
        return icp_i_fail(err, ICP_E_ARGUMENT, "the options of a scoring are missing, or their struct_size is not that of icp_score_options");
    icp_settings defaults = icp_settings_default();
    scoring s = {.model = model, .settings = options->settings ? options->settings : &defaults};
    s.pool = icp_i_pool_new(&s.settings->hooks);
    icp_status status = s.pool ? score_all(&s, options, sink, err) : icp_i_fail_memory(err, "scoring a file");
    for (int t = 0; s.scorer && t < s.threads; t++) icp_scorer_free(s.scorer[t]);
    for (size_t b = 0; s.blocks && b < s.block_count; b++) icp_i_pool_free(s.blocks[b].texts.pool);
    icp_i_stream_close(s.stream);
    icp_i_pool_free(s.pool);
    if (status == ICP_OK && summary) *summary = s.summary;
    return status;
}
