/* table_parts.h - what an icp_table is made of, and its making in steps: read rows, settle types, fill columns. Owns: struct icp_table. Must not
 * know: roles. */
#ifndef ICP_I_TABLE_PARTS_H
#define ICP_I_TABLE_PARTS_H

#include "data/part.h"
#include "data/place.h"
#include "data/typing.h"

struct icp_table {
    icp_i_pool *pool;
    icp_column *column;
    size_t columns, column_capacity;
    size_t rows, rows_read;
    size_t *line;    /* rows: physical line; NULL when built in memory */
    uint32_t *input; /* rows: index of the input */
    icp_input *inputs;
    size_t input_count;
    icp_left_out *left_out;
    size_t left_out_count, left_out_capacity;
    icp_reject *rejects;
    size_t reject_count, reject_capacity;
    icp_warning *warnings;
    size_t warning_count, warning_capacity;
};

/* How a text is read; the table does not depend on it. */
typedef struct icp_i_way {
    size_t chunk;   /* bytes given to libcsv at once */
    size_t piece;   /* bytes of a part; 0 = by the number of columns */
    bool reference; /* every record by libcsv and every cell as a text: what the fast way is tested against */
} icp_i_way;

/* Rows of all sources, untyped. Everything but the table's texts is in `scratch` and in the parts. */
typedef struct icp_i_reading {
    icp_table *table;
    const icp_settings *settings;
    icp_i_pool *scratch;
    icp_i_way way;
    icp_i_source *source; /* kept until types are settled, so that a bad cell can be shown */
    size_t sources;
    icp_i_cells names;  /* dictionary of headers; code = column */
    const char **name;  /* columns, in the table's pool */
    icp_i_mode *mode;   /* columns: how parts take their cells */
    double **value;     /* columns: the numbers of all rows, in the table's pool; NULL for texts */
    size_t slots;       /* of every value[]: rows there can be at most */
    icp_i_cells *cells; /* columns: texts of all rows; empty for columns whose parts hold numbers */
    size_t columns;
    size_t **field_of, **column_of; /* sources: field of each column there, and the reverse */
    icp_i_part **part;              /* in row order */
    size_t parts, part_capacity, rows;
    size_t blank, footer;
    size_t *reject_source; /* of each reject of the table, for their order */
    size_t reject_source_capacity;
} icp_i_reading;

/* Reads the records of source `index` (its text decoded or to be streamed, its dialect set) behind what was read before. head: the text, or its
 * beginning with at least the header. *strange: the source cannot be streamed after all, and nothing of it was kept but its header. */
icp_status icp_i_rows_read(icp_i_reading *reading, size_t index, const char *head, size_t head_size, bool *strange, icp_error *err);
/* Notes a row that cannot be used: `code` and the sentence in *what; text is cut at 4,096 bytes. */
icp_status icp_i_rows_reject(icp_i_reading *reading, size_t source, size_t line, const char *column, const icp_error *what, const char *text,
                             size_t size, icp_error *err);
/* Reads some columns again, as texts: again[c] != 0. */
icp_status icp_i_rows_again(icp_i_reading *reading, const unsigned char *again, icp_error *err);
/* The part a row is in; *in is the row's index there. */
const icp_i_part *icp_i_rows_part(const icp_i_reading *reading, size_t row, size_t *in);
/* Shows in *err (NULL is fine) where the cell of a row stands; the source must be in memory. */
void icp_i_rows_show(const icp_i_reading *reading, size_t row, size_t column, icp_error *err);
/* Brings every source into memory, so that its cells can be looked at again. */
icp_status icp_i_rows_whole(icp_i_reading *reading, icp_error *err);
/* Threads worth their waking; one when the caller has an allocator, which is called on the calling thread only. */
int icp_i_reading_threads(const icp_i_reading *reading);
/* Decides what every column is: typed[c]; given[c] is 0, or 1 + the type asked for. */
icp_status icp_i_columns_settle(icp_i_reading *reading, const unsigned char *given, icp_i_typed *typed, icp_error *err);
/* Settles types and moves the cells into the table's columns. */
icp_status icp_i_table_fill(icp_i_reading *reading, icp_error *err);
/* One typed column from texts, or from the numbers given. keep: rows of the table as indices into the rows read; NULL = all. */
typedef struct icp_i_content {
    const char *name;
    const icp_i_cells *cells;
    const icp_i_typed *typed;
    const icp_i_reading *reading; /* whose value[column] holds the numbers; NULL: the cells do */
    size_t column, used;          /* used: numbers that are not missing in all rows read, where the reading holds them */
    const uint32_t *keep;
    size_t rows, rejected; /* of the table, and beside them */
} icp_i_content;
/* Fills columns from their contents, in this order. */
icp_status icp_i_table_add_columns(icp_table *table, const icp_i_content *content, size_t count, int threads, icp_error *err);
icp_status icp_i_table_warn(icp_table *table, const char *code, const char *column, const char *message, icp_error *err);
/* Types asked for in settings->types ("COL=number,..."): given[column] is 0, or 1 + icp_type. */
icp_status icp_i_given_types(const char *text, const char *const *names, size_t count, icp_i_pool *scratch, unsigned char *given, icp_error *err);
/* icp_table_read_memory in a given way. */
icp_status icp_i_table_read_way(const void *bytes, size_t size, const char *name, const icp_settings *settings, icp_i_way way, icp_table **out,
                                icp_error *err);

#endif
