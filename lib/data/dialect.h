/* dialect.h - how a text file is cut into fields. Owns: choosing the separator from the first records. Must not know: libcsv, columns. */
#ifndef ICP_I_DIALECT_H
#define ICP_I_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct icp_i_dialect {
    char separator;    /* one of , ; tab | ; a comma when the file has one column */
    bool one_column;   /* no separator divides the records alike: a blank line is then a missing value */
    bool trims;        /* quotes stand behind blanks (a, "b"): blanks around a field are then not part of it */
    size_t skip;       /* bytes of a leading "sep=;" line, which is obeyed and is not data */
    size_t skip_lines; /* 0 or 1 */
} icp_i_dialect;

/* Cuts the first records (outside quotes) by every candidate and takes the one under which most records have as many fields as the first,
 * at least two; on a tie the one that makes more fields, then the earlier of , ; tab |. */
icp_i_dialect icp_i_dialect_detect(const char *text, size_t size);
/* Physical lines end in LF, CR or CRLF. Offset behind the line that starts at `at`; *end is where its text ends. */
size_t icp_i_line_end(const char *text, size_t size, size_t at, size_t *end);

#endif
