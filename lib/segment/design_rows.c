/* design_rows.c - rows of a frame as rows of a matrix, see design.h. Owns: writing them, in full or with 0/1 terms as codes. Must not know: how a
 * design is fitted. */
#include "segment/design_parts.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

typedef icp_i_encoding encoding;

/* ---- which terms are codes ---- */

/* Whether raw term t is 0 or 1, and never 1 together with another of its column. */
static bool is_level(const encoding *e, size_t t)
{
    return e->source->codes || (e->indicator && t + 1 == e->raw);
}

/* Levels of the kept 0/1 terms of a column; how many. */
static size_t number_levels(encoding *e)
{
    size_t levels = 0;
    for (size_t t = 0; t < e->raw; t++) e->level[t] = is_level(e, t) && e->term[t] != ICP_I_DROPPED ? ++levels : 0;
    return levels;
}

/* Terms in the order of the coded matrix: numbers, then the columns of each set under a code. */
static void list_columns(const icp_i_design *design, encoding *encodings, size_t *column)
{
    size_t numbers = 0, indicators = design->terms - design->coded.indicators;
    for (size_t i = 0; i < design->encodings; i++) {
        encoding *e = &encodings[i];
        bool coded = e->part.code != ICP_I_NO_COLUMN;
        for (size_t t = 0; t < e->raw; t++) {
            e->number[t] = ICP_I_DROPPED;
            if (!coded) e->level[t] = 0;
            if (e->term[t] == ICP_I_DROPPED) continue;
            if (e->level[t] == 0) e->number[t] = numbers++;
            column[e->level[t] == 0 ? e->number[t] : indicators++] = e->term[t];
        }
    }
}

icp_status icp_i_design_arrange(icp_i_pool *pool, icp_i_encoding *encodings, icp_i_design *design, icp_error *err)
{
    size_t n = design->encodings, count = 0;
    size_t *size = ICP_I_NEW(pool, size_t, n), *column = ICP_I_NEW(pool, size_t, design->terms);
    icp_i_code_part *part = ICP_I_NEW(pool, icp_i_code_part, n);
    if (!size || !column || !part) return icp_i_fail_memory(err, "arranging terms");
    for (size_t i = 0; i < n; i++) {
        size_t levels = number_levels(&encodings[i]);
        if (levels > 0) size[count++] = levels;
    }
    if (!icp_i_coded_arrange(size, count, pool, &design->coded, part)) return icp_i_fail_memory(err, "arranging terms");
    count = 0;
    for (size_t i = 0; i < n; i++) {
        bool levels = false;
        for (size_t t = 0; t < encodings[i].raw; t++) levels = levels || encodings[i].level[t] > 0;
        encodings[i].part = levels ? part[count++] : (icp_i_code_part){ICP_I_NO_COLUMN, 0, 0};
    }
    list_columns(design, encodings, column);
    design->coded.column = column;
    design->coded.numbers.cols = design->terms - design->coded.indicators;
    icp_i_release(pool, part);
    icp_i_release(pool, size);
    return ICP_OK;
}

/* ---- rows ---- */

#define ENCODED ((size_t)64) /* rows encoded column by column while their terms stay in the nearest cache */

/* Rows `first` .. first + count - 1 of those asked for, and where their values go. */
typedef struct target {
    const icp_i_design *design;
    const size_t *rows;
    size_t first, count;
    double *x;
    size_t stride;
    uint16_t *place; /* NULL: all terms are numbers */
} target;

static size_t table_row(const target *to, size_t i)
{
    return to->design->frame->row[to->rows ? to->rows[to->first + i] : to->first + i];
}

static void encode_levels(const target *to, const encoding *e, const size_t *at)
{
    for (size_t t = 0; t < e->raw; t++)
        for (size_t i = 0; at[t] != ICP_I_DROPPED && i < to->count; i++) to->x[i * to->stride + at[t]] = 0;
    for (size_t i = 0; i < to->count; i++) {
        int32_t slot = e->slot[e->source->codes[table_row(to, i)] + 1];
        if (slot >= 0 && at[slot] != ICP_I_DROPPED) to->x[i * to->stride + at[slot]] = 1;
    }
}

static void encode_code(const target *to, const encoding *e)
{
    size_t codes = to->design->coded.codes;
    for (size_t i = 0; i < to->count; i++) {
        int32_t slot = e->slot[e->source->codes[table_row(to, i)] + 1];
        to->place[i * codes + e->part.code] += (uint16_t)(e->part.base + (slot >= 0 ? e->part.step * e->level[slot] : 0));
    }
}

static void encode_values(const target *to, const encoding *e, const size_t *at)
{
    double raw[ICP_I_RAW_TERMS];
    size_t codes = to->design->coded.codes;
    bool coded = to->place && e->part.code != ICP_I_NO_COLUMN;
    for (size_t i = 0; i < to->count; i++) {
        double value = e->source->numbers[table_row(to, i)];
        icp_i_transform_apply(&e->transform, value, raw);
        if (e->indicator) raw[e->raw - 1] = isnan(value);
        for (size_t t = 0; t < e->raw; t++)
            if (at[t] != ICP_I_DROPPED) to->x[i * to->stride + at[t]] = raw[t];
        if (coded) to->place[i * codes + e->part.code] += (uint16_t)(e->part.base + (isnan(value) ? e->part.step : 0));
    }
}

static void write_rows(target to, size_t count)
{
    const icp_i_design *design = to.design;
    for (to.first = 0; to.first < count; to.first += ENCODED) {
        to.count = count - to.first < ENCODED ? count - to.first : ENCODED;
        if (to.place) memset(to.place, 0, to.count * design->coded.codes * sizeof *to.place);
        for (size_t k = 0; k < design->encodings; k++) {
            const encoding *e = &design->encoding[k];
            const size_t *at = to.place ? e->number : e->term;
            if (!e->source->codes) encode_values(&to, e, at);
            else if (to.place && e->part.code != ICP_I_NO_COLUMN) encode_code(&to, e);
            else encode_levels(&to, e, at);
        }
        to.x += to.count * to.stride;
        if (to.place) to.place += to.count * design->coded.codes;
    }
}

void icp_i_design_apply(const icp_i_design *design, const size_t *rows, size_t count, double *x, size_t stride)
{
    write_rows((target){.design = design, .rows = rows, .x = x, .stride = stride}, count);
}

void icp_i_design_take(const icp_i_design *design, const size_t *rows, size_t count, double *x, size_t stride, uint16_t *place)
{
    write_rows((target){.design = design, .rows = rows, .x = x, .stride = stride, .place = place}, count);
}
