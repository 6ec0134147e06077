/* part.h - the rows of one piece of a source, column by column. Owns: taking cells in, as texts, or at once as numbers and dates while every cell
 * of the column has the plain form. Must not know: records, where pieces begin, types.
 *
 * A number or date column that meets any other cell stops (ICP_I_MODE_NONE) and is read again as texts. */
#ifndef ICP_I_PART_H
#define ICP_I_PART_H

#include "data/csv.h"
#include "data/tally.h"

typedef enum icp_i_mode { ICP_I_MODE_TEXT, ICP_I_MODE_NUMBER, ICP_I_MODE_DATE, ICP_I_MODE_NONE } icp_i_mode;

/* One column of a part. */
typedef struct icp_i_strip {
    icp_i_mode mode;
    icp_i_cells cells;  /* TEXT */
    double *value;      /* NUMBER, DATE: NaN = missing; the part's own, or borrowed */
    icp_i_tally *tally; /* NUMBER, DATE */
} icp_i_strip;

typedef struct icp_i_part {
    icp_i_pool *pool;
    size_t source;
    size_t start, end;  /* bytes: records that start there belong to the part */
    size_t line;        /* physical line of start; known once the parts before are */
    size_t stop, lines; /* where reading has come to, and the physical lines before it */
    icp_i_strip *strip; /* columns */
    size_t columns;
    uint32_t *offset, *row_line; /* rows: bytes behind start, lines behind line */
    size_t rows, capacity;
    icp_i_field *field; /* batch * columns: the rows being taken */
    size_t batch;       /* rows taken at once, column by column */
    char *unescaped;    /* the fields of one of them with doubled quotes, made single */
    size_t unescaped_capacity;
    bool out_of_memory;
    bool borrows; /* the arrays its numbers go to, where its rows begin at `slot` */
    size_t slot;
    size_t first_row;         /* of the table being read; known once the parts before are */
    struct icp_i_part *again; /* holds columns of the same rows that were read again; freed with this part */
} icp_i_part;

/* An empty part with its own pool, or NULL. mode: of each column; rows: how many to expect. value: of each number and date column an array whose
 * elements from `slot` on, enough for all rows, take the part's values; NULL: it has arrays of its own, which grow. */
icp_i_part *icp_i_part_new(const icp_hooks *hooks, size_t columns, const icp_i_mode *mode, size_t rows, double *const *value, size_t slot);
void icp_i_part_free(icp_i_part *part); /* NULL is fine */
/* Notes where the row `ahead` behind the last one taken stands; false when out of memory, as of the next two: the part is then of no use. */
bool icp_i_part_place(icp_i_part *part, size_t ahead, size_t offset, size_t lines);
/* Takes `rows` new rows whose places are noted; field i of each, rows `fields` apart, is the cell of column[i]. */
bool icp_i_part_take_rows(icp_i_part *part, const icp_i_field *field, const size_t *column, size_t fields, size_t rows);
/* Takes one row and its place. */
bool icp_i_part_take(icp_i_part *part, const icp_i_field *field, const size_t *column, size_t fields, size_t offset, size_t lines);

#endif
