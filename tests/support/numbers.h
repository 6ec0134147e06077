/* numbers.h - reads small numeric tables of reference data. */
#ifndef ICP_T_NUMBERS_H
#define ICP_T_NUMBERS_H

#include <stddef.h>

/* Reads rows of `cols` numbers, separated by commas or blanks, after one header line, into out (at most max_rows). Returns the rows read: 0 when
 * path is NULL or unreadable, SIZE_MAX when a row does not parse or there are too many. */
size_t icp_t_numbers(const char *path, size_t cols, size_t max_rows, double *out);

#endif
