/* coded.c - see coded.h. */
#include "math/coded.h"

#include <string.h>

#define WORTH ((size_t)5)         /* columns a code must stand for: below, adding by code is slower than plain multiplication */
#define MOST_PLACES ((size_t)256) /* of all codes that sets share: tables over places stay in the cache */

icp_i_coded icp_i_coded_numbers(icp_view x)
{
    return (icp_i_coded){.numbers = x};
}

size_t icp_i_coded_columns(const icp_i_coded *x)
{
    return x->numbers.cols + x->indicators;
}

size_t icp_i_coded_column(const icp_i_coded *x, size_t j)
{
    return x->column ? x->column[j] : j;
}

/* ---- arranging ---- */

/* Codes under way. Each has room for as many as there are sets. */
typedef struct arrangement {
    const size_t *size;
    size_t count, codes, places;
    icp_i_code_part *part;
    size_t *cells, *columns, *sets; /* of each code */
} arrangement;

/* Each set goes to the first code that has at most `most` places with it, or opens one. */
static void share_codes(arrangement *a, size_t most)
{
    a->codes = 0;
    for (size_t k = 0; k < a->count; k++) {
        size_t c = 0, levels = a->size[k] + 1;
        while (c < a->codes && a->cells[c] * levels > most) c++;
        if (c == a->codes) {
            a->cells[c] = 1;
            a->columns[c] = a->sets[c] = 0;
            a->codes++;
        }
        a->part[k] = (icp_i_code_part){c, 0, a->cells[c]};
        a->cells[c] *= levels;
        a->columns[c] += a->size[k];
        a->sets[c]++;
    }
}

/* Drops the codes that are not worth it, and numbers the others anew. */
static void drop_codes(arrangement *a)
{
    size_t kept = 0;
    a->places = 0;
    for (size_t c = 0; c < a->codes; c++) {
        bool worth = a->columns[c] >= WORTH && a->places + a->cells[c] <= (size_t)UINT16_MAX + 1;
        bool first = true;
        for (size_t k = 0; k < a->count; k++) {
            if (a->part[k].code != c) continue;
            a->part[k].code = worth ? kept : ICP_I_NO_COLUMN;
            a->part[k].base = worth && first ? a->places : 0;
            first = false;
        }
        if (!worth) continue;
        a->places += a->cells[c];
        a->cells[kept] = a->cells[c];
        a->sets[kept++] = a->sets[c];
    }
    a->codes = kept;
}

static void arrange(arrangement *a)
{
    for (size_t most = 64; most >= 16; most /= 2) {
        share_codes(a, most);
        drop_codes(a);
        if (a->places <= MOST_PLACES) return;
    }
    share_codes(a, 0);
    drop_codes(a);
}

static void list_places(const arrangement *a, size_t sets, size_t *first, size_t *of_place)
{
    for (size_t c = 0; c < a->codes; c++) first[c + 1] = first[c] + a->cells[c];
    for (size_t e = 0; e < a->places * sets; e++) of_place[e] = ICP_I_NO_COLUMN;
    size_t indicator = 0;
    for (size_t k = 0; k < a->count; k++) {
        const icp_i_code_part *part = &a->part[k];
        if (part->code == ICP_I_NO_COLUMN) continue;
        for (size_t p = first[part->code]; p < first[part->code + 1]; p++) {
            size_t level = (p - first[part->code]) / part->step % (a->size[k] + 1), *of = of_place + p * sets;
            while (level > 0 && *of != ICP_I_NO_COLUMN) of++;
            if (level > 0) *of = indicator + level - 1;
        }
        indicator += a->size[k];
    }
}

bool icp_i_coded_arrange(const size_t *size, size_t count, icp_i_pool *pool, icp_i_coded *x, icp_i_code_part *part)
{
    arrangement a = {.size = size, .count = count, .part = part};
    a.cells = ICP_I_NEW(pool, size_t, count);
    a.columns = ICP_I_NEW(pool, size_t, count);
    a.sets = ICP_I_NEW(pool, size_t, count);
    if (!a.cells || !a.columns || !a.sets) return false;
    arrange(&a);
    *x = (icp_i_coded){.codes = a.codes, .places = a.places, .sets = 1};
    for (size_t c = 0; c < a.codes; c++) x->sets = a.sets[c] > x->sets ? a.sets[c] : x->sets;
    for (size_t k = 0; k < count; k++) x->indicators += part[k].code == ICP_I_NO_COLUMN ? 0 : size[k];
    size_t *first = ICP_I_NEW(pool, size_t, a.codes + 1), *of_place = ICP_I_NEW(pool, size_t, a.places * x->sets);
    if (!first || !of_place) return false;
    list_places(&a, x->sets, first, of_place);
    x->first = first;
    x->of_place = of_place;
    icp_i_release(pool, a.sets);
    icp_i_release(pool, a.columns);
    icp_i_release(pool, a.cells);
    return true;
}

/* ---- rows ---- */

static const double *number_row(const icp_i_coded *x, size_t i)
{
    return x->numbers.cols > 0 ? x->numbers.data + i * x->numbers.row_stride : NULL;
}

/* Indicators that are 1 in row i under code c; ends with ICP_I_NO_COLUMN, or after x->sets. */
static const size_t *ones(const icp_i_coded *x, size_t i, size_t c)
{
    return x->of_place + x->place[i * x->codes + c] * x->sets;
}

void icp_i_coded_product(const icp_i_coded *x, const double *coefficient, double *out)
{
    size_t p = x->numbers.cols;
    for (size_t i = 0; i < x->numbers.rows; i++) {
        const double *row = number_row(x, i);
        double sum = 0;
        for (size_t j = 0; j < p; j++) sum += row[j * x->numbers.col_stride] * coefficient[icp_i_coded_column(x, j)];
        for (size_t c = 0; c < x->codes; c++) {
            const size_t *of = ones(x, i, c);
            for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++) sum += coefficient[icp_i_coded_column(x, p + of[s])];
        }
        out[i] += sum;
    }
}

void icp_i_coded_add_row(const icp_i_coded *x, size_t i, double *to)
{
    size_t p = x->numbers.cols;
    const double *row = number_row(x, i);
    for (size_t j = 0; j < p; j++) to[icp_i_coded_column(x, j)] += row[j * x->numbers.col_stride];
    for (size_t c = 0; c < x->codes; c++) {
        const size_t *of = ones(x, i, c);
        for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++) to[icp_i_coded_column(x, p + of[s])] += 1;
    }
}

void icp_i_coded_fill(const icp_i_coded *x, double *dense)
{
    size_t columns = icp_i_coded_columns(x);
    memset(dense, 0, x->numbers.rows * columns * sizeof *dense);
    for (size_t i = 0; i < x->numbers.rows; i++) icp_i_coded_add_row(x, i, dense + i * columns);
}
