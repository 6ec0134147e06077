/* subgroup_cells.c - rows that agree in every column become one cell. Owns: the order of cells, and which cells are under a code. Must not know:
 * targets, the search. */
#include "base/fail.h"
#include "math/subgroup.h"

#include <string.h>

typedef struct ordering {
    const int8_t *code;
    size_t columns;
} ordering;

static int compare(const ordering *by, uint32_t a, uint32_t b)
{
    return memcmp(by->code + a * by->columns, by->code + b * by->columns, by->columns);
}

/* Merge sort: stable, and as fast on many equal rows as on few. */
static void sort_rows(uint32_t *row, uint32_t *spare, size_t n, const ordering *by)
{
    if (n < 2) return;
    size_t half = n / 2;
    sort_rows(row, spare, half, by);
    sort_rows(row + half, spare, n - half, by);
    memcpy(spare, row, half * sizeof *row);
    size_t left = 0, right = half, to = 0;
    while (left < half) row[to++] = right < n && compare(by, row[right], spare[left]) < 0 ? row[right++] : spare[left++];
}

static void fill_masks(const icp_i_subgroup_cells *cells, size_t column, uint64_t *mask)
{
    bool ordered = cells->column[column].ordered;
    size_t masks = cells->column[column].codes + ordered;
    for (size_t c = 0; c < cells->cells; c++) {
        int8_t code = cells->code[c * cells->columns + column];
        if (code < 0) continue;
        for (size_t at = ordered ? (size_t)code + 1 : (size_t)code; at < (ordered ? masks : (size_t)code + 1); at++)
            mask[at * cells->words + c / 64] |= UINT64_C(1) << c % 64;
    }
}

static icp_status make_masks(icp_i_subgroup_cells *cells, icp_i_pool *pool, icp_error *err)
{
    size_t count = 0, values, *first = ICP_I_NEW(pool, size_t, cells->columns);
    cells->words = (cells->cells + 63) / 64;
    for (size_t j = 0; first && j < cells->columns; j++) {
        first[j] = count;
        count += cells->column[j].codes + cells->column[j].ordered;
    }
    uint64_t *mask = first && icp_i_multiply(count, cells->words, &values) ? ICP_I_NEW(pool, uint64_t, values) : NULL;
    if (!mask) return icp_i_fail_memory(err, "collapsing rows to cells");
    for (size_t j = 0; j < cells->columns; j++) fill_masks(cells, j, mask + first[j] * cells->words);
    cells->first = first;
    cells->mask = mask;
    return ICP_OK;
}

icp_status icp_i_subgroup_cells_make(const int8_t *code, size_t rows, const icp_i_subgroup_column *column, size_t columns, icp_i_pool *pool,
                                     icp_i_subgroup_cells *out, icp_error *err)
{
    ordering by = {code, columns};
    uint32_t *order = ICP_I_NEW(pool, uint32_t, rows), *spare = ICP_I_NEW(pool, uint32_t, rows), *cell = ICP_I_NEW(pool, uint32_t, rows);
    int8_t *kept = ICP_I_NEW(pool, int8_t, rows * columns);
    if (!order || !spare || !cell || !kept) return icp_i_fail_memory(err, "collapsing rows to cells");
    for (size_t i = 0; i < rows; i++) order[i] = (uint32_t)i;
    sort_rows(order, spare, rows, &by);
    size_t cells = 0;
    for (size_t i = 0; i < rows; i++) {
        if (i == 0 || compare(&by, order[i - 1], order[i]) != 0) memcpy(kept + columns * cells++, code + columns * order[i], columns);
        cell[order[i]] = (uint32_t)(cells - 1);
    }
    icp_i_release(pool, spare);
    icp_i_release(pool, order);
    icp_i_subgroup_cells made = {.columns = columns, .cells = cells, .rows = rows, .column = column, .code = kept, .cell = cell};
    ICP_I_TRY(make_masks(&made, pool, err));
    *out = made;
    return ICP_OK;
}
