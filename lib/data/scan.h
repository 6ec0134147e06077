/* scan.h - cuts ordinary records into fields, many bytes at a time. Owns: telling an ordinary record from one that is left to libcsv. Must not
 * know: what is wrong with the others, types.
 *
 * Ordinary: as many fields as columns, ended by LF, CRLF or the text; a double quote only around a whole field and, doubled, inside it; no NUL, no CR
 * elsewhere; at most ICP_I_FIELD_LIMIT bytes; a cell that is not blank. libcsv in strict mode reads such a record, from where a record starts, to
 * just these fields. */
#ifndef ICP_I_SCAN_H
#define ICP_I_SCAN_H

#include "data/part.h"
#include "data/place.h"

/* The bytes of a text from `from` on that are at hand. */
typedef struct icp_i_window {
    const char *text;
    size_t from, size;
    bool last; /* the text ends where the window does */
    char separator;
} icp_i_window;

/* All of a text that is in memory. */
icp_i_window icp_i_window_whole(const icp_i_source *source);
/* Takes ordinary records into the part, from where it stopped (which must be where a record starts) until its end or the first other record, or one
 * that the window does not hold to its end. column: field -> column. */
void icp_i_scan(const icp_i_window *window, const size_t *column, icp_i_part *part);
/* Cuts the record at `at` into part->field without taking it; false when it is not ordinary. */
bool icp_i_scan_one(const icp_i_window *window, size_t at, icp_i_part *part);
/* The same; *behind is where the next record starts, *lines the line ends inside this one. */
bool icp_i_scan_record(const icp_i_window *window, size_t at, icp_i_part *part, size_t *behind, size_t *lines);

#endif
