/* utf8.h - one character of a UTF-8 text. Must not know: what is done with it. */
#ifndef ICP_I_UTF8_H
#define ICP_I_UTF8_H

#include <stdint.h>

#define ICP_I_UTF8_REPLACEMENT 0xFFFDU

/* The character at *text (not at the NUL), and *text moved behind it. For bytes that are not UTF-8 (RFC 3629: no surrogates, no overlong
 * forms, at most U+10FFFF) U+FFFD, once per maximal wrong piece, as Unicode recommends (3.9, "substitution of maximal subparts"). */
uint32_t icp_i_utf8_next(const char **text);

#endif
