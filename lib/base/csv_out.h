/* csv_out.h - RFC 4180 rows (ended by LF alone) with optional guard against formula execution in spreadsheets. Must not know: which columns. */
#ifndef ICP_I_CSV_OUT_H
#define ICP_I_CSV_OUT_H

#include "icpcluster/report.h"

#include <stdbool.h>

/* Buffered; `failed` is latched. */
typedef struct icp_i_csv_out {
    const icp_sink *sink;
    bool raw;          /* true: text cells are not guarded */
    bool row_started, failed;
    size_t used;
    char buffer[8192];
} icp_i_csv_out;

void icp_i_csv_out_start(icp_i_csv_out *out, const icp_sink *sink, bool raw);
/* A text cell, empty for NULL: quoted when needed; guarded with a leading ' when it starts (also after blanks) with = + - @ (full-width
 * forms too), tab or CR and is not a number. */
void icp_i_csv_out_text(icp_i_csv_out *out, const char *text);
/* The same of `length` bytes, none of which is NUL. */
void icp_i_csv_out_span(icp_i_csv_out *out, const char *text, size_t length);
void icp_i_csv_out_number(icp_i_csv_out *out, double value); /* shortest digits; NaN gives an empty cell */
void icp_i_csv_out_count(icp_i_csv_out *out, uint64_t value);
void icp_i_csv_out_empty(icp_i_csv_out *out);
void icp_i_csv_out_end_row(icp_i_csv_out *out);
/* Whole rows that another writer made. */
void icp_i_csv_out_rows(icp_i_csv_out *out, const char *bytes, size_t size);
icp_status icp_i_csv_out_finish(icp_i_csv_out *out, icp_error *err); /* flushes; ICP_E_WRITE when any write failed */

#endif
