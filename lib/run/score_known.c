/* score_known.c - see score_known.h. */
#include "run/score_known.h"

#include "base/fail.h"
#include "base/hash.h"
#include "base/letter_case.h"
#include "data/stream.h"
#include "data/value.h"
#include "model/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OF_ID = 1, OF_NAME = 2 };

/* ---- sets ---- */

/* Names are compared in lower case (ASCII); ids as they are. */
static uint64_t hash_of(const char *text, size_t length, int kind)
{
    char lower[256];
    if (kind == OF_ID || length > sizeof lower) return icp_i_hash64(text, length, (uint64_t)kind);
    for (size_t i = 0; i < length; i++) lower[i] = icp_i_lower(text[i]);
    return icp_i_hash64(lower, length, (uint64_t)kind);
}

static icp_status set_add(icp_i_score_set *set, icp_i_pool *pool, const icp_i_field *field, int kind, icp_error *err)
{
    const char *text = field->text;
    size_t length = field->length;
    icp_i_trim(&text, &length);
    if (length == 0) return ICP_OK;
    if (!icp_i_grow(pool, (void **)&set->hash, &set->capacity, set->count + 1, sizeof *set->hash)) return icp_i_fail_memory(err, "noting accounts");
    set->hash[set->count++] = hash_of(text, length, kind);
    return ICP_OK;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static bool has(const icp_i_score_set *set, const char *text, int kind)
{
    uint64_t hash = hash_of(text, strlen(text), kind);
    return text[0] && set->count > 0 && bsearch(&hash, set->hash, set->count, sizeof hash, by_value);
}

bool icp_i_score_set_has(const icp_i_score_set *set, const char *id, const char *name)
{
    return has(set, id, OF_ID) || has(set, name, OF_NAME);
}

/* ---- customers ---- */

void icp_i_score_terms(const icp_model *model, const icp_model_cell *cells, double *terms)
{
    const icp_model_predictor *direct = &model->prospect.direct;
    icp_i_model_terms(&direct->design, model->columns, cells, &(icp_i_terms){.x = terms});
    for (size_t t = 0; t < direct->design.terms; t++) terms[t] *= direct->coefficient[t];
}

typedef struct customers {
    const icp_model *model;
    icp_i_pool *pool;
    icp_i_score_known *known;
    icp_i_score_columns columns;
    icp_scorer *scorer;
    icp_model_cell *cells;
} customers;

static icp_status note_customer(customers *c, const icp_i_field *field, icp_error *err)
{
    icp_i_score_known *known = c->known;
    size_t width = known->width;
    icp_scored said;
    icp_scorer_score(c->scorer, c->cells, &said);
    if (!icp_i_grow(c->pool, (void **)&known->customer, &known->capacity, known->count + 1, sizeof *known->customer) ||
        !icp_i_grow(c->pool, (void **)&known->terms, &known->terms_capacity, (known->count + 1) * width, sizeof *known->terms))
        return icp_i_fail_memory(err, "noting customers");
    const icp_i_field *shown = c->columns.name != ICP_NONE ? &field[c->columns.name] : c->columns.id != ICP_NONE ? &field[c->columns.id] : NULL;
    const char *text = shown ? shown->text : "";
    size_t length = shown ? shown->length : 0;
    icp_i_trim(&text, &length);
    known->customer[known->count] = (icp_i_score_customer){icp_i_copy_text(c->pool, text, length), said.tier};
    if (!known->customer[known->count].name) return icp_i_fail_memory(err, "noting customers");
    if (width > 0) icp_i_score_terms(c->model, c->cells, known->terms + known->count * width);
    known->count++;
    return ICP_OK;
}

static icp_status read_cells(customers *c, const icp_i_stream *stream, const icp_i_batch *batch, size_t row, const icp_i_field *field, icp_error *err)
{
    for (size_t m = 0; m < c->model->column_count; m++) {
        size_t f = c->columns.field[m];
        if (f == ICP_NONE) continue;
        icp_status status = icp_model_cell_read(&c->model->columns[m], field[f].text, field[f].length, &c->cells[m], err);
        if (status == ICP_OK) continue;
        icp_i_stream_show(stream, batch, row, f, err);
        return status;
    }
    return ICP_OK;
}

static icp_status note_batch(customers *c, const icp_i_stream *stream, const icp_i_batch *batch, bool skip, icp_error *err)
{
    for (size_t i = 0; i < batch->rows; i++) {
        const icp_i_field *field = batch->field + i * c->columns.fields;
        if (c->columns.id != ICP_NONE) ICP_I_TRY(set_add(&c->known->customers, c->pool, &field[c->columns.id], OF_ID, err));
        if (c->columns.name != ICP_NONE) ICP_I_TRY(set_add(&c->known->customers, c->pool, &field[c->columns.name], OF_NAME, err));
        icp_error what;
        icp_status status = read_cells(c, stream, batch, i, field, &what);
        if (status != ICP_OK && skip) continue;
        if (status != ICP_OK) {
            if (err) *err = what;
            return status;
        }
        ICP_I_TRY(note_customer(c, field, err));
    }
    return ICP_OK;
}

static icp_status note_all(customers *c, icp_i_stream *stream, const icp_settings *settings, icp_error *err)
{
    const char *const *names;
    size_t columns = icp_i_stream_columns(stream, &names);
    icp_i_batch batch;
    ICP_I_TRY(icp_i_score_columns_find(c->model, names, columns, c->pool, &c->columns, err));
    ICP_I_TRY(icp_scorer_new(c->model, c->columns.usage, &c->scorer, err));
    c->cells = ICP_I_NEW(c->pool, icp_model_cell, c->model->column_count);
    if (!c->cells) return icp_i_fail_memory(err, "noting customers");
    for (;;) {
        ICP_I_TRY(icp_i_stream_next(stream, &batch, err));
        if (batch.rows == 0) return ICP_OK;
        ICP_I_TRY(note_batch(c, stream, &batch, settings->bad_rows == ICP_BAD_ROWS_SKIP, err));
    }
}

icp_status icp_i_score_customers_read(const icp_model *model, const char *path, const icp_settings *settings, icp_i_pool *pool,
                                      icp_i_score_known *known, icp_error *err)
{
    customers c = {.model = model, .pool = pool, .known = known};
    icp_i_stream *stream = NULL;
    known->width = model->prospect.scored ? model->prospect.direct.design.terms : 0;
    icp_status status = icp_i_stream_open(path, settings, &stream, err);
    if (status == ICP_OK) status = note_all(&c, stream, settings, err);
    icp_scorer_free(c.scorer);
    icp_i_stream_close(stream);
    if (known->customers.count > 0) qsort(known->customers.hash, known->customers.count, sizeof(uint64_t), by_value);
    return status;
}

/* ---- the last list ---- */

static icp_status note_list(const icp_model *model, icp_i_stream *stream, icp_i_pool *pool, icp_i_score_set *set, const char *path, icp_error *err)
{
    const char *const *names;
    size_t columns = icp_i_stream_columns(stream, &names), id = ICP_NONE;
    icp_i_batch batch;
    for (size_t c = 0; c < columns; c++)
        if (strcmp(names[c], "id") == 0 || (id == ICP_NONE && model->id_column[0] && strcmp(names[c], model->id_column) == 0)) id = c;
    if (id == ICP_NONE) {
        icp_status status = icp_i_fail(err, ICP_E_COLUMN, "the last list has no column \"id\"");
        icp_i_fail_place(err, path, 1, 1);
        icp_i_fail_help(err, "give a list that `icp-cluster score --top` wrote");
        return status;
    }
    for (;;) {
        ICP_I_TRY(icp_i_stream_next(stream, &batch, err));
        if (batch.rows == 0) return ICP_OK;
        for (size_t i = 0; i < batch.rows; i++) ICP_I_TRY(set_add(set, pool, &batch.field[i * columns + id], OF_ID, err));
    }
}

icp_status icp_i_score_last_read(const icp_model *model, const char *path, const icp_settings *settings, icp_i_pool *pool, icp_i_score_known *known,
                                 icp_error *err)
{
    icp_i_stream *stream = NULL;
    icp_status status = icp_i_stream_open(path, settings, &stream, err);
    if (status == ICP_OK) status = note_list(model, stream, pool, &known->last, path, err);
    icp_i_stream_close(stream);
    if (known->last.count > 0) qsort(known->last.hash, known->last.count, sizeof(uint64_t), by_value);
    return status;
}

/* ---- neighbours ---- */

typedef struct near {
    size_t customer[ICP_I_SCORE_NEAREST];
    double distance[ICP_I_SCORE_NEAREST];
    size_t count;
} near;

static void note_near(near *n, size_t customer, double distance)
{
    size_t at = n->count < ICP_I_SCORE_NEAREST ? n->count++ : ICP_I_SCORE_NEAREST;
    if (at == ICP_I_SCORE_NEAREST && !(distance < n->distance[--at])) return;
    for (; at > 0 && distance < n->distance[at - 1]; at--) {
        n->customer[at] = n->customer[at - 1];
        n->distance[at] = n->distance[at - 1];
    }
    n->customer[at] = customer;
    n->distance[at] = distance;
}

static void find_near(const icp_i_score_known *known, const double *terms, const char *self, near *winners, near *all)
{
    for (size_t c = 0; c < known->count; c++) {
        double sum = 0;
        for (size_t t = 0; t < known->width; t++) {
            double d = terms[t] - known->terms[c * known->width + t];
            sum += d * d;
        }
        if (!known->customer[c].name[0] || strcmp(known->customer[c].name, self) == 0) continue;
        note_near(all, c, sum);
        if (known->customer[c].tier == ICP_TIER_CORE || known->customer[c].tier == ICP_TIER_SECOND) note_near(winners, c, sum);
    }
}

static icp_i_score_cell say(const icp_i_score_known *known, const near *n, bool tiers, icp_i_score_texts *texts)
{
    char line[1024] = "";
    for (size_t i = 0; i < n->count; i++) {
        const icp_i_score_customer *c = &known->customer[n->customer[i]];
        size_t used = strlen(line), length = strlen(c->name);
        if (used + length + 24 > sizeof line) break;
        if (i > 0) strcat(line, "; ");
        strcat(line, c->name);
        if (tiers) strcat(strcat(strcat(line, " ("), icp_tier_label(c->tier)), ")");
    }
    return icp_i_score_copy(texts, line, strlen(line));
}

void icp_i_score_neighbours(const icp_i_score_known *known, const double *terms, const char *self, icp_i_score_texts *texts,
                            icp_i_score_cell *mention, icp_i_score_cell *neighbours)
{
    near winners = {.count = 0}, all = {.count = 0};
    if (known->width > 0) find_near(known, terms, self, &winners, &all);
    *mention = say(known, &winners, false, texts);
    *neighbours = say(known, &all, true, texts);
}
