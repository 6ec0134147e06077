/* number.h - text <-> double without the locale. Owns: the number grammar and shortest digits. Must not know: currencies, columns. */
#ifndef ICP_I_NUMBER_H
#define ICP_I_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICP_I_NUMBER_SIZE 32

/* Whole text [+-]?digits[.digits][(e|E)[+-]digits] (digits on at least one side of the point), correctly rounded. false: not in the grammar
 * ("nan", "inf", "0x10", blanks are not), or it overflows. Underflow gives the nearest double. */
bool icp_i_number_parse(const char *text, size_t length, double *out);
/* Whole text of decimal digits into a size or seed, range-checked. */
bool icp_i_count_parse(const char *text, size_t length, uint64_t *out);
/* Shortest digits that read back as the same double (-0 keeps its sign), laid out as RFC 8785 does. "null" for NaN and infinities is the
 * caller's business: they give an empty text. Returns length. */
size_t icp_i_number_format(double value, char buffer[ICP_I_NUMBER_SIZE]);
/* Fixed `decimals` (0..9) with '.', rounded half to even on the binary value; for people: what rounds to zero
 * has no sign. Beyond |value| < 1e15 the shortest digits. Returns length. */
size_t icp_i_number_fixed(double value, int decimals, char buffer[ICP_I_NUMBER_SIZE]);

#endif
