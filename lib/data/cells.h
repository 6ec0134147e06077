/* cells.h - one column's untyped cells, each distinct text kept once. Owns: the dictionary and the code of every row. Must not know: types. */
#ifndef ICP_I_CELLS_H
#define ICP_I_CELLS_H

#include "base/pool.h"

typedef struct icp_i_distinct {
    size_t offset;
    uint32_t length;
    uint32_t hash;
} icp_i_distinct;

typedef struct icp_i_cells {
    icp_i_pool *pool;
    char *bytes; /* the distinct texts, each followed by a NUL */
    size_t bytes_used, bytes_capacity;
    icp_i_distinct *distinct; /* in the order of their first row */
    size_t count, distinct_capacity;
    uint32_t *slot; /* open addressing; index into distinct + 1, 0 = free */
    size_t slots;
    uint32_t *code; /* rows: index into distinct */
    size_t rows, code_capacity;
    size_t trimmed; /* cells that had outer blanks */
} icp_i_cells;

/* A zeroed icp_i_cells with its pool set is an empty column. Outer blanks are removed and counted. */
icp_status icp_i_cells_add(icp_i_cells *cells, const char *text, size_t length, icp_error *err);
/* Index of a text among the distinct ones, (size_t)-1 if it is not there. The text has no outer blanks. */
size_t icp_i_cells_find(const icp_i_cells *cells, const char *text, size_t length);
static inline const char *icp_i_cells_text(const icp_i_cells *cells, size_t distinct)
{
    return cells->bytes + cells->distinct[distinct].offset;
}
/* Gives all memory back to the pool. */
void icp_i_cells_release(icp_i_cells *cells);

#endif
