/* stream.h - the rows of a CSV file a batch at a time, in memory that does not grow with the file. Owns: windows of text, where rows end, lines.
 * Must not know: types, what rows are used for.
 *
 * A row is read just as a table reads it; it may be 2 MiB long. */
#ifndef ICP_I_STREAM_H
#define ICP_I_STREAM_H

#include "data/csv.h"
#include "icpcluster/settings.h"

#define ICP_I_STREAM_ROW ((size_t)2 << 20)

typedef struct icp_i_stream icp_i_stream;

/* Rows of a batch; everything in it is valid until the one behind the next is asked for, so that one batch can be used while another is read. */
typedef struct icp_i_batch {
    size_t rows;
    const icp_i_field *field; /* rows x columns, in the order of the header; not trimmed */
    const size_t *number;     /* rows: data row, from 1 (rows that were skipped count) */
    size_t skipped;           /* rows left out so far under bad_rows = skip */
    const size_t *offset, *line; /* rows: where they begin, and their physical lines ... */
    const char *text;            /* ... in this window of `size` bytes */
    size_t size;
} icp_i_batch;

/* Opens the file ("-": standard input) and reads its header. settings: bad_rows and hooks; borrowed, as is path. */
icp_status icp_i_stream_open(const char *path, const icp_settings *settings, icp_i_stream **out, icp_error *err);
size_t icp_i_stream_columns(const icp_i_stream *stream, const char *const **names);
/* The next rows; rows = 0: there are no more. A row that cannot be used fails, or is skipped and counted. */
icp_status icp_i_stream_next(icp_i_stream *stream, icp_i_batch *out, icp_error *err);
/* Shows in *err where a cell of a row of the batch stands. */
void icp_i_stream_show(const icp_i_stream *stream, const icp_i_batch *batch, size_t row, size_t column, icp_error *err);
void icp_i_stream_close(icp_i_stream *stream); /* NULL is fine */

#endif
