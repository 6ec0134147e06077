/* place.h - where in a text a field stands, for messages. Owns: lines, columns in characters, excerpt and caret. Must not know: what is wrong. */
#ifndef ICP_I_PLACE_H
#define ICP_I_PLACE_H

#include "base/file.h"
#include "data/csv.h"

/* A text whose fields can be pointed at. */
typedef struct icp_i_source {
    const char *name; /* as given */
    const char *text; /* decoded; NULL while a streamed file is not in memory (source.h) */
    size_t size;
    icp_i_dialect dialect;
    const char *raw; /* the bytes as given, while they are in memory */
    size_t raw_size;
    icp_i_file file; /* open while it is streamed */
    bool streamed;
    size_t mark; /* bytes of the file in front of the text: a byte order mark */
} icp_i_source;

typedef struct icp_i_place {
    size_t line, column;           /* physical line and character of the field's first character, from 1 */
    size_t line_start, line_end;   /* bytes of that physical line */
    size_t field_start, field_end; /* bytes of the field in that line */
    size_t index;                  /* number of the field in its record, from 0 */
} icp_i_place;

/* Place of field `index` in the record that starts at `offset`, physical line `line`; beyond the last field: the last one. */
icp_i_place icp_i_place_find(const icp_i_source *source, size_t offset, size_t line, size_t index);
/* Where the record that starts at `offset` ends, line end excluded. */
size_t icp_i_place_record_end(const icp_i_source *source, size_t offset);
/* Physical line of a byte at or behind the record start. */
size_t icp_i_place_line(const icp_i_source *source, size_t offset, size_t line, size_t byte);
/* Writes file, line, column, excerpt and caret into *err (NULL is fine). */
void icp_i_place_show(const icp_i_source *source, icp_i_place place, icp_error *err);

#endif
