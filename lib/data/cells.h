/* cells.h - one column's untyped cells, each distinct text kept once. Owns: the dictionary, the code of every row, the order of the texts. Must not
 * know: types.
 *
 * Cells are collected part by part. A part that finds most of its texts different (ids) stops looking for equal ones; joining the parts sorts all
 * texts once, which finds the equal ones and is the order that levels stand in. */
#ifndef ICP_I_CELLS_H
#define ICP_I_CELLS_H

#include "base/pool.h"

#define ICP_I_RECENT 64

typedef struct icp_i_distinct {
    const char *text; /* followed by a NUL */
    uint32_t length;
    uint32_t hash;
} icp_i_distinct;

/* A short text met before, by its bytes, and its code. */
typedef struct icp_i_recent {
    uint64_t front, back;
    uint32_t length, code; /* length: plus 1, so that 0 is no text at all */
} icp_i_recent;

typedef struct icp_i_cells {
    icp_i_pool *pool;
    icp_i_recent *recent; /* ICP_I_RECENT of them; NULL while there are few rows */
    char *block; /* where the next text goes; texts never move */
    size_t block_left;
    icp_i_distinct *distinct; /* in the order of their first row; before joining some may be equal when `scattered` */
    size_t count, distinct_capacity;
    uint32_t *order; /* indices into distinct, sorted by bytes; NULL before joining */
    uint32_t *slot;  /* open addressing; index into distinct + 1, 0 = free */
    size_t slots;
    uint32_t *code; /* rows: index into distinct */
    size_t rows, code_capacity;
    size_t trimmed; /* cells that had outer blanks */
    bool scattered; /* equal texts are no longer looked for */
    bool may_scatter;
} icp_i_cells;

/* A zeroed icp_i_cells with its pool set is an empty column. Outer blanks are removed and counted. */
icp_status icp_i_cells_add(icp_i_cells *cells, const char *text, size_t length, icp_error *err);
/* Index of a text among the distinct ones, (size_t)-1 if it is not there. The text has no outer blanks; the column has not scattered. */
size_t icp_i_cells_find(const icp_i_cells *cells, const char *text, size_t length);
/* The parts of a column in row order as one, made in `pool`; it borrows the texts of the parts. */
icp_status icp_i_cells_join(const icp_i_cells *const *part, size_t parts, icp_i_pool *pool, icp_i_cells *out, icp_error *err);
/* Gives back what the join no longer needs: everything but the texts. */
void icp_i_cells_release(icp_i_cells *cells);
static inline const char *icp_i_cells_text(const icp_i_cells *cells, size_t distinct)
{
    return cells->distinct[distinct].text;
}

/* Indices 0 .. count-1 into *order by the bytes of their texts, equal texts by index. */
icp_status icp_i_texts_sort(const icp_i_distinct *texts, size_t count, icp_i_pool *scratch, uint32_t *order, icp_error *err);

#endif
