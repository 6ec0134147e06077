/* csv.h - the only libcsv: UTF-8 text -> records. Owns: strict parsing, physical lines, faults and where reading goes on after one, limits.
 * Must not know: columns, types, what to do about a fault.
 *
 * The text is fed line by line, so a record can only end where a line ends and every record knows its physical line. After a fault (a quote
 * where none may stand, an open quote, a field over its limit) reading goes on at the line behind the one where the faulty record started. */
#ifndef ICP_I_CSV_H
#define ICP_I_CSV_H

#include "base/pool.h"
#include "data/dialect.h"

#define ICP_I_FIELD_LIMIT ((size_t)1 << 20)
#define ICP_I_HEADER_LIMIT ((size_t)64 << 10)
#define ICP_I_NAME_LIMIT ((size_t)1 << 10)
#define ICP_I_COLUMN_LIMIT ((size_t)65536)
#define ICP_I_RECORD_LIMIT ((size_t)64 << 20)

typedef struct icp_i_field {
    const char *text; /* NUL-terminated; may hold NUL bytes before */
    size_t length;
} icp_i_field;

typedef enum icp_i_record_kind {
    ICP_I_RECORD_END,
    ICP_I_RECORD_FIELDS,
    ICP_I_RECORD_BLANK, /* a line of nothing but blanks outside quotes */
    ICP_I_RECORD_FAULT
} icp_i_record_kind;

typedef struct icp_i_record {
    icp_i_record_kind kind;
    size_t line;              /* physical line where it starts, from 1 */
    size_t offset, size;      /* its raw text, line end excluded; of a fault: its first line */
    const icp_i_field *field; /* valid until the next call */
    size_t fields;            /* of a fault: fields before the faulty one */
    icp_code code;            /* of a fault: ICP_E_QUOTE, ICP_E_OPEN_QUOTE, ICP_E_NUL or ICP_E_LIMIT */
    size_t fault;             /* of ICP_E_QUOTE: the byte that may not stand there */
} icp_i_record;

typedef struct icp_i_csv icp_i_csv;

/* chunk: bytes given to libcsv at once, >= 1; the records do not depend on it. The text is borrowed until close. */
icp_status icp_i_csv_open(const char *text, size_t size, icp_i_dialect dialect, size_t chunk, icp_i_pool *pool, icp_i_csv **out, icp_error *err);
/* The next record. Fails only for lack of memory; what is wrong with the text is a record. */
icp_status icp_i_csv_next(icp_i_csv *csv, icp_i_record *out, icp_error *err);
/* Where the next record starts, and its physical line. */
size_t icp_i_csv_at(const icp_i_csv *csv, size_t *line);
/* Reading goes on at `at`, where a record starts, physical line `line`. */
void icp_i_csv_seek(icp_i_csv *csv, size_t at, size_t line);
/* Double quotes met so far inside fields that did not begin with one; they are data. */
size_t icp_i_csv_kept_quotes(const icp_i_csv *csv);
/* Gives the memory back to the pool. NULL is fine. */
void icp_i_csv_close(icp_i_csv *csv);

#endif
