/* subgroup_cells.c - rows that agree in every column become one cell. Owns: the order of cells. Must not know: targets, the search. */
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
    *out = (icp_i_subgroup_cells){.columns = columns, .cells = cells, .rows = rows, .column = column, .code = kept, .cell = cell};
    return ICP_OK;
}
