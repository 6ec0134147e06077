/* part.c - see part.h. */
#include "data/part.h"

#include "data/plain.h"

#include <math.h>

#define BATCH ((size_t)32) /* rows: what a column needs stays at hand for so many cells */
#define BATCH_FIELDS ((size_t)2048)

icp_i_part *icp_i_part_new(const icp_hooks *hooks, size_t columns, const icp_i_mode *mode, size_t rows, double *const *value, size_t slot)
{
    icp_i_pool *pool = icp_i_pool_new(hooks);
    if (!pool) return NULL;
    icp_i_part *part = ICP_I_NEW(pool, icp_i_part, 1);
    size_t batch = columns * BATCH <= BATCH_FIELDS ? BATCH : columns < BATCH_FIELDS ? BATCH_FIELDS / columns : 1;
    bool room = part && (part->strip = ICP_I_NEW(pool, icp_i_strip, columns)) && (part->field = ICP_I_NEW(pool, icp_i_field, batch * columns)) &&
                (part->offset = icp_i_alloc_raw(pool, rows, sizeof(uint32_t))) && (part->row_line = icp_i_alloc_raw(pool, rows, sizeof(uint32_t)));
    for (size_t c = 0; c < columns && room; c++) {
        icp_i_strip *s = &part->strip[c];
        s->mode = mode[c];
        s->cells.pool = pool;
        s->cells.may_scatter = true;
        if (s->mode == ICP_I_MODE_NONE) continue;
        if (s->mode == ICP_I_MODE_TEXT) {
            room = (s->cells.code = ICP_I_NEW(pool, uint32_t, rows)) != NULL;
            s->cells.code_capacity = rows;
        } else {
            s->value = value ? value[c] + slot : ICP_I_NEW(pool, double, rows);
            room = s->value && (s->tally = ICP_I_NEW(pool, icp_i_tally, 1));
            if (room) *s->tally = icp_i_tally_none();
        }
    }
    if (!room) {
        icp_i_pool_free(pool);
        return NULL;
    }
    part->pool = pool;
    part->slot = slot;
    part->borrows = value != NULL;
    part->columns = columns;
    part->batch = batch;
    part->capacity = rows;
    return part;
}

void icp_i_part_free(icp_i_part *part)
{
    while (part) {
        icp_i_part *again = part->again;
        icp_i_pool_free(part->pool);
        part = again;
    }
}

static bool grow_one(icp_i_pool *pool, void **array, size_t capacity, size_t need, size_t size)
{
    return icp_i_grow(pool, array, &capacity, need, size);
}

/* Room for one more row everywhere; every array has the same capacity. */
static bool grow_rows(icp_i_part *part)
{
    if (part->borrows) return false; /* more rows than lines: cannot be */
    size_t need = part->capacity < 64 ? 64 : part->capacity * 2;
    bool room = grow_one(part->pool, (void **)&part->offset, part->capacity, need, sizeof *part->offset) &&
                grow_one(part->pool, (void **)&part->row_line, part->capacity, need, sizeof *part->row_line);
    for (size_t c = 0; c < part->columns && room; c++) {
        if (part->strip[c].value) room = grow_one(part->pool, (void **)&part->strip[c].value, part->capacity, need, sizeof(double));
    }
    if (room) part->capacity = need;
    return room;
}

/* A cell that is not plain: missing under some name, or the end of the column's mode. */
static void take_other(icp_i_strip *s, size_t row, const icp_i_field *field)
{
    bool blanks = field->length > 0 && !icp_i_trimmed(field->text, field->length);
    if (blanks || !icp_i_missing(field->text, field->length)) {
        s->mode = ICP_I_MODE_NONE;
        return;
    }
    s->value[row] = NAN;
    s->tally->missing++;
    s->tally->tokens += field->length > 0;
}

static void take_numbers(icp_i_strip *s, size_t row, const icp_i_field *field, size_t apart, size_t rows)
{
    icp_i_tally tally = icp_i_tally_none(); /* in registers */
    double *value = s->value + row;
    icp_i_plain plain;
    for (size_t i = 0; i < rows && s->mode == ICP_I_MODE_NUMBER; i++, field += apart) {
        if (!icp_i_plain_figure(field->text, field->length, &plain)) {
            take_other(s, row + i, field);
            continue;
        }
        value[i] = plain.value;
        icp_i_tally_plain(&tally, &plain);
    }
    icp_i_tally_add(s->tally, &tally);
}

static void take_dates(icp_i_strip *s, size_t row, const icp_i_field *field, size_t apart, size_t rows)
{
    for (size_t i = 0; i < rows && s->mode == ICP_I_MODE_DATE; i++, field += apart) {
        if (!icp_i_plain_date(field->text, field->length, &s->value[row + i])) {
            take_other(s, row + i, field);
            continue;
        }
        s->tally->cells++;
        s->tally->dates++;
    }
}

static bool take_texts(icp_i_strip *s, const icp_i_field *field, size_t apart, size_t rows)
{
    for (size_t i = 0; i < rows; i++, field += apart)
        if (icp_i_cells_add(&s->cells, field->text, field->length, NULL) != ICP_OK) return false;
    return true;
}

bool icp_i_part_place(icp_i_part *part, size_t ahead, size_t offset, size_t lines)
{
    size_t row = part->rows + ahead;
    if (row == part->capacity && !grow_rows(part)) {
        part->out_of_memory = true;
        return false;
    }
    part->offset[row] = (uint32_t)(offset - part->start);
    part->row_line[row] = (uint32_t)lines;
    return true;
}

bool icp_i_part_take_rows(icp_i_part *part, const icp_i_field *field, const size_t *column, size_t fields, size_t rows)
{
    for (size_t i = 0; i < fields && !part->out_of_memory; i++) {
        icp_i_strip *s = &part->strip[column[i]];
        if (s->mode == ICP_I_MODE_TEXT) part->out_of_memory = !take_texts(s, field + i, fields, rows);
        else if (s->mode == ICP_I_MODE_NUMBER) take_numbers(s, part->rows, field + i, fields, rows);
        else if (s->mode == ICP_I_MODE_DATE) take_dates(s, part->rows, field + i, fields, rows);
    }
    part->rows += rows;
    return !part->out_of_memory;
}

bool icp_i_part_take(icp_i_part *part, const icp_i_field *field, const size_t *column, size_t fields, size_t offset, size_t lines)
{
    return icp_i_part_place(part, 0, offset, lines) && icp_i_part_take_rows(part, field, column, fields, 1);
}
