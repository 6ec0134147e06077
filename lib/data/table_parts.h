/* table_parts.h - what an icp_table is made of, and its making in steps: read rows, settle types, fill columns. Owns: struct icp_table. Must not
 * know: roles. */
#ifndef ICP_I_TABLE_PARTS_H
#define ICP_I_TABLE_PARTS_H

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

/* Rows of all sources, untyped. Everything but the table's texts is in `scratch`. */
typedef struct icp_i_reading {
    icp_table *table;
    const icp_settings *settings;
    icp_i_pool *scratch;
    size_t chunk;         /* bytes given to the parser at once; the result does not depend on it */
    icp_i_source *source; /* kept until types are settled, so that a bad cell can be shown */
    size_t sources;
    icp_i_cells names;  /* dictionary of headers; code = column */
    const char **name;  /* columns, in the table's pool */
    icp_i_cells *cells; /* columns */
    size_t columns;
    size_t **field_of;     /* sources: field of each column there */
    size_t *line, *offset; /* rows: physical line and byte where the row starts */
    uint32_t *source_of;   /* rows */
    size_t rows, line_capacity, offset_capacity, source_capacity;
    size_t blank, footer;
    size_t *reject_source; /* of each reject of the table, for their order */
    size_t reject_source_capacity;
} icp_i_reading;

/* Reads the records of source `index` (its text decoded, its dialect set) behind what was read before. */
icp_status icp_i_rows_read(icp_i_reading *reading, size_t index, icp_error *err);
/* Notes a row that cannot be used: `code` and the sentence in *what; text is cut at 4,096 bytes. */
icp_status icp_i_rows_reject(icp_i_reading *reading, size_t source, size_t line, const char *column, const icp_error *what, const char *text,
                             size_t size, icp_error *err);
/* Settles types and moves the cells into the table's columns. */
icp_status icp_i_table_fill(icp_i_reading *reading, icp_error *err);
/* One typed column. keep: rows of the table as indices into the cells' rows; NULL = all. `rejected` rows are counted beside them. */
icp_status icp_i_table_add_column(icp_table *table, const char *name, icp_i_cells *cells, const icp_i_typed *typed, const uint32_t *keep, size_t rows,
                                  size_t rejected, icp_error *err);
icp_status icp_i_table_warn(icp_table *table, const char *code, const char *column, const char *message, icp_error *err);
/* Types asked for in settings->types ("COL=number,..."): given[column] is 0, or 1 + icp_type. */
icp_status icp_i_given_types(const char *text, const char *const *names, size_t count, icp_i_pool *scratch, unsigned char *given, icp_error *err);
/* icp_table_read_memory with the parser's chunk given. */
icp_status icp_i_table_read_chunked(const void *bytes, size_t size, const char *name, const icp_settings *settings, size_t chunk, icp_table **out,
                                    icp_error *err);

#endif
