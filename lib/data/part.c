/* part.c - see part.h. */
#include "data/part.h"

#include "data/plain.h"

#include <math.h>

icp_i_part *icp_i_part_new(const icp_hooks *hooks, size_t columns, const icp_i_mode *mode, size_t rows, double *const *value, size_t slot)
{
    icp_i_pool *pool = icp_i_pool_new(hooks);
    if (!pool) return NULL;
    icp_i_part *part = ICP_I_NEW(pool, icp_i_part, 1);
    bool room = part && (part->strip = ICP_I_NEW(pool, icp_i_strip, columns)) && (part->field = ICP_I_NEW(pool, icp_i_field, columns)) &&
                (part->offset = ICP_I_NEW(pool, uint32_t, rows)) && (part->row_line = ICP_I_NEW(pool, uint32_t, rows));
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

static bool visible(char c)
{
    return c > ' ' && c < 0x7F;
}

/* A cell that is not plain: missing under some name, or the end of the column's mode. */
static void take_other(icp_i_strip *s, size_t row, const icp_i_field *field)
{
    bool blanks = field->length > 0 && !(visible(field->text[0]) && visible(field->text[field->length - 1]));
    if (blanks || !icp_i_missing(field->text, field->length)) {
        s->mode = ICP_I_MODE_NONE;
        return;
    }
    s->value[row] = NAN;
    s->tally->missing++;
    s->tally->tokens += field->length > 0;
}

static void take_number(icp_i_strip *s, size_t row, const icp_i_field *field)
{
    icp_i_plain plain;
    if (!icp_i_plain_figure(field->text, field->length, &plain)) {
        take_other(s, row, field);
        return;
    }
    s->value[row] = plain.value;
    icp_i_tally_plain(s->tally, &plain);
}

static void take_date(icp_i_strip *s, size_t row, const icp_i_field *field)
{
    if (!icp_i_plain_date(field->text, field->length, &s->value[row])) {
        take_other(s, row, field);
        return;
    }
    s->tally->cells++;
    s->tally->dates++;
}

bool icp_i_part_take(icp_i_part *part, const icp_i_field *field, const size_t *column, size_t fields, size_t offset, size_t lines)
{
    size_t row = part->rows;
    if (row == part->capacity && !grow_rows(part)) part->out_of_memory = true;
    for (size_t i = 0; i < fields && !part->out_of_memory; i++) {
        icp_i_strip *s = &part->strip[column[i]];
        switch (s->mode) {
        case ICP_I_MODE_TEXT:
            part->out_of_memory = icp_i_cells_add(&s->cells, field[i].text, field[i].length, NULL) != ICP_OK;
            break;
        case ICP_I_MODE_NUMBER:
            take_number(s, row, &field[i]);
            break;
        case ICP_I_MODE_DATE:
            take_date(s, row, &field[i]);
            break;
        default:
            break;
        }
    }
    if (part->out_of_memory) return false;
    part->offset[row] = (uint32_t)(offset - part->start);
    part->row_line[row] = (uint32_t)lines;
    part->rows++;
    return true;
}
