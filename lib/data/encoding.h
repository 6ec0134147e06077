/* encoding.h - bytes of a text file -> UTF-8. Owns: byte order marks, UTF-8 validity, UTF-16 and Windows-1252. Must not know: separators, columns. */
#ifndef ICP_I_ENCODING_H
#define ICP_I_ENCODING_H

#include "base/pool.h"

typedef struct icp_i_text {
    const char *data; /* valid UTF-8 without a byte order mark; borrowed from the input when nothing had to be converted */
    size_t size;
    const char *encoding; /* "UTF-8", "UTF-8 with BOM", "UTF-16LE", "UTF-16BE", "Windows-1252"; static memory */
} icp_i_text;

typedef enum icp_i_units { ICP_I_UNITS_8, ICP_I_UNITS_16_LITTLE, ICP_I_UNITS_16_BIG } icp_i_units;

/* What the bytes a text begins with say of all of it. */
typedef struct icp_i_encoding {
    icp_i_units units;
    size_t mark; /* length of the byte order mark, 0 = none */
} icp_i_encoding;

/* UTF-16 is known by its mark or by zeros in every other byte; UTF-32 is ICP_E_ENCODING. */
icp_status icp_i_encoding_find(const char *bytes, size_t size, const char *name, icp_i_encoding *out, icp_error *err);
/* A part of a text, without its mark, that ends with a line or with the text: UTF-16, or UTF-8, or Windows-1252 when the text has no mark and the
 * bytes are not UTF-8, use no undefined code and hardly any control character. Anything else is ICP_E_ENCODING with line and column in the part. */
icp_status icp_i_decode_part(const icp_i_encoding *encoding, const char *bytes, size_t size, const char *name, icp_i_pool *pool, icp_i_text *out,
                             icp_error *err);
/* A whole text. A single trailing 0x1A (DOS end of file) is dropped. */
icp_status icp_i_decode(const char *bytes, size_t size, const char *name, icp_i_pool *pool, icp_i_text *out, icp_error *err);

/* Bytes of the UTF-8 character at text (1..4), or 0 when it is not valid. */
size_t icp_i_utf8_length(const char *text, size_t size);
/* Offset of the first byte that is not UTF-8, or size. */
size_t icp_i_utf8_valid_prefix(const char *text, size_t size);
/* true when the bytes a file begins with are no mark, or UTF-8's (its length in *mark), and do not look like UTF-16 either. */
bool icp_i_begins_like_utf8(const char *bytes, size_t size, size_t *mark);
/* Characters in valid UTF-8. */
size_t icp_i_utf8_count(const char *text, size_t size);

#endif
