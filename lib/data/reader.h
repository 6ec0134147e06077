/* reader.h - one source being read into rows, in steps: header, pieces, records. Owns: what the steps share. Must not know: types. */
#ifndef ICP_I_READER_H
#define ICP_I_READER_H

#include "data/table_parts.h"

#define ICP_I_FOOTER_LIMIT 32 /* lines a report footer may have */

/* A line that may belong to a footer, until a full row behind it shows that it is a broken row. */
typedef struct icp_i_tail_line {
    size_t line, offset, size, fields;
} icp_i_tail_line;

typedef struct icp_i_reader {
    icp_i_reading *reading;
    size_t index; /* of the source */
    icp_i_source *source;
    icp_i_csv *csv;
    size_t *column; /* field -> column */
    size_t records;
    bool after_blank;
    icp_i_tail_line tail[ICP_I_FOOTER_LIMIT];
    size_t tails;
    bool strange; /* a streamed source cannot be: it must be read again, whole */
} icp_i_reader;

/* Reads the header: of the first source it names the columns, of a further one it must name the same. */
icp_status icp_i_header_read(icp_i_reader *reader, icp_error *err);
/* Does the field begin like a line that Salesforce writes below a report? */
bool icp_i_footer_phrase(const icp_i_field *field);
/* Is nothing in any field, as in the rows that spreadsheets leave below their data? */
bool icp_i_record_empty(const icp_i_record *record);
/* What is wrong with a record, as an error that shows its place. */
void icp_i_reader_describe(const icp_i_reader *reader, const icp_i_record *record, icp_error *what);
/* Cancels, or reports progress; for the calling thread. */
icp_status icp_i_reader_ask(const icp_i_reader *reader, size_t offset, icp_error *err);
/* Cuts the text from byte `from` (where a record starts) into parts behind those there are, and scans each as far as its records are ordinary; hashes
 * the bytes beside. A cut may be wrong (inside a quoted field): a part counts only when reading reaches its start. */
icp_status icp_i_pieces_read(icp_i_reader *reader, size_t from, icp_error *err);
/* A part for the records that start in [start, end); rows, value and slot as for icp_i_part_new. */
icp_i_part *icp_i_pieces_part(const icp_i_reader *reader, size_t start, size_t end, size_t rows, double *const *value, size_t slot);
/* true when records may be taken by the scanner at all. */
bool icp_i_reader_scans(const icp_i_reader *reader);

#endif
