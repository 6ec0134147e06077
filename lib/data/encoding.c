/* encoding.c - see encoding.h. */
#include "data/encoding.h"

#include "base/fail.h"

#include <string.h>

size_t icp_i_utf8_length(const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    if (size == 0) return 0;
    if (s[0] < 0x80) return 1;
    size_t length = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || size < length) return 0;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0U) != 0x80U) return 0;
    }
    /* overlong forms, surrogates, beyond U+10FFFF */
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F)) return 0;
    return length;
}

size_t icp_i_utf8_count(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) count += ((unsigned char)text[i] & 0xC0U) != 0x80U;
    return count;
}

static bool eight_ascii(const char *text)
{
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
    return (bytes & 0x8080808080808080U) == 0;
}

size_t icp_i_utf8_valid_prefix(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size) {
        if (size - i >= 8 && eight_ascii(text + i)) {
            i += 8;
            continue;
        }
        size_t length = icp_i_utf8_length(text + i, size - i);
        if (length == 0) return i;
        i += length;
    }
    return size;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; c >>= 6) out[i] = (char)(0x80U | (c & 0x3FU));
    out[0] = (char)(lead[length] | c);
    return length;
}

static icp_status refuse(const char *name, const char *before, size_t size, const char *what, icp_error *err)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < size; i++) {
        if (before[i] == '\n' || (before[i] == '\r' && (i + 1 == size || before[i + 1] != '\n'))) {
            line++;
            start = i + 1;
        }
    }
    icp_status status = icp_i_fail(err, ICP_E_ENCODING, "%s", what);
    icp_i_fail_place(err, name, line, icp_i_utf8_count(before + start, size - start) + 1);
    icp_i_fail_help(err, "save the file as \"CSV UTF-8\", or convert it: iconv -f ENCODING -t UTF-8 %s | icp-cluster run -", name);
    return status;
}

static uint32_t unit16(const char *bytes, bool big)
{
    unsigned char a = (unsigned char)bytes[0], b = (unsigned char)bytes[1];
    return big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

static icp_status decode_utf16(const char *bytes, size_t size, bool big, const char *name, icp_i_pool *pool, icp_i_text *out, icp_error *err)
{
    if (size > SIZE_MAX / 2) return icp_i_fail_memory(err, "decoding UTF-16");
    char *text = icp_i_alloc(pool, size / 2 * 3 + 1, 1);
    if (!text) return icp_i_fail_memory(err, "decoding UTF-16");
    size_t length = 0;
    for (size_t i = 0; i < size; i += 2) {
        if (size - i < 2) return refuse(name, text, length, "the UTF-16 text ends in half a character", err);
        uint32_t c = unit16(bytes + i, big);
        if (c >= 0xD800 && c < 0xE000) {
            uint32_t low = c < 0xDC00 && size - i >= 4 ? unit16(bytes + i + 2, big) : 0;
            if (low < 0xDC00 || low > 0xDFFF) return refuse(name, text, length, "half a surrogate pair in UTF-16 text", err);
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        length += put_utf8(text + length, c);
    }
    out->data = text;
    out->size = length;
    out->encoding = big ? "UTF-16BE" : "UTF-16LE";
    return ICP_OK;
}

/* 0x80 .. 0x9F of Windows-1252; 0 = undefined. From 0xA0 on the codes are those of Unicode. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                          0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                          0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static bool text_like_1252(const char *bytes, size_t size)
{
    size_t controls = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x80 && c < 0xA0 && windows_1252[c - 0x80] == 0) return false;
        controls += c < 0x20 && !strchr("\t\r\n\f", (char)c);
        controls += c == 0 || c == 0x7F;
    }
    return controls * 200 <= size;
}

static icp_status decode_1252(const char *bytes, size_t size, icp_i_pool *pool, icp_i_text *out, icp_error *err)
{
    size_t high = 0;
    for (size_t i = 0; i < size; i++) high += (unsigned char)bytes[i] >= 0x80;
    char *text = high <= (SIZE_MAX - size) / 2 ? icp_i_alloc(pool, size + 2 * high + 1, 1) : NULL;
    if (!text) return icp_i_fail_memory(err, "decoding Windows-1252");
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        length += put_utf8(text + length, c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c);
    }
    out->data = text;
    out->size = length;
    out->encoding = "Windows-1252";
    return ICP_OK;
}

/* UTF-16 without a mark: mostly ASCII, so zeros stand in one half of the pairs and hardly any in the other. 1 big, 0 little, -1 no. */
static int utf16_without_mark(const char *bytes, size_t size)
{
    size_t pairs = size / 2 < 32768 ? size / 2 : 32768, even = 0, odd = 0;
    for (size_t i = 0; i < pairs; i++) {
        even += bytes[2 * i] == 0;
        odd += bytes[2 * i + 1] == 0;
    }
    if (pairs < 2) return -1;
    if (even * 10 > pairs * 7 && odd * 20 < pairs) return 1;
    if (odd * 10 > pairs * 7 && even * 20 < pairs) return 0;
    return -1;
}

static bool starts(const char *bytes, size_t size, const char *mark, size_t length)
{
    return size >= length && memcmp(bytes, mark, length) == 0;
}

static icp_status decode_8bit(const char *bytes, size_t size, const char *name, bool mark, icp_i_pool *pool, icp_i_text *out, icp_error *err)
{
    size_t zeros = 0;
    for (const char *c = bytes; (c = memchr(c, 0, size - (size_t)(c - bytes))); c++) zeros++;
    if (zeros * 10 > size) return refuse(name, "", 0, "more than a tenth of the bytes are zero: this is not text", err);
    size_t valid = icp_i_utf8_valid_prefix(bytes, size);
    if (valid < size && !mark && text_like_1252(bytes, size)) return decode_1252(bytes, size, pool, out, err);
    if (valid < size) return refuse(name, bytes, valid, "bytes that are neither UTF-8 nor Windows-1252", err);
    out->data = bytes;
    out->size = size;
    out->encoding = mark ? "UTF-8 with BOM" : "UTF-8";
    return ICP_OK;
}

bool icp_i_begins_like_utf8(const char *bytes, size_t size, size_t *mark)
{
    static const char *const others[] = {"\xff\xfe", "\xfe\xff"};
    *mark = starts(bytes, size, "\xef\xbb\xbf", 3) ? 3 : 0;
    for (size_t i = 0; i < 2; i++)
        if (starts(bytes, size, others[i], 2)) return false;
    return !starts(bytes, size, "\0\0\xfe\xff", 4) && utf16_without_mark(bytes, size) < 0;
}

icp_status icp_i_encoding_find(const char *bytes, size_t size, const char *name, icp_i_encoding *out, icp_error *err)
{
    if (starts(bytes, size, "\xff\xfe\0\0", 4) || starts(bytes, size, "\0\0\xfe\xff", 4))
        return refuse(name, "", 0, "UTF-32 text is not read", err);
    if (starts(bytes, size, "\xff\xfe", 2)) {
        *out = (icp_i_encoding){ICP_I_UNITS_16_LITTLE, 2};
    } else if (starts(bytes, size, "\xfe\xff", 2)) {
        *out = (icp_i_encoding){ICP_I_UNITS_16_BIG, 2};
    } else {
        int wide = utf16_without_mark(bytes, size);
        *out = (icp_i_encoding){wide == 1 ? ICP_I_UNITS_16_BIG : wide == 0 ? ICP_I_UNITS_16_LITTLE : ICP_I_UNITS_8, 0};
        if (wide < 0 && starts(bytes, size, "\xef\xbb\xbf", 3)) out->mark = 3;
    }
    return ICP_OK;
}

icp_status icp_i_decode_part(const icp_i_encoding *encoding, const char *bytes, size_t size, const char *name, icp_i_pool *pool, icp_i_text *out,
                             icp_error *err)
{
    if (encoding->units == ICP_I_UNITS_8) return decode_8bit(bytes, size, name, encoding->mark > 0, pool, out, err);
    return decode_utf16(bytes, size, encoding->units == ICP_I_UNITS_16_BIG, name, pool, out, err);
}

icp_status icp_i_decode(const char *bytes, size_t size, const char *name, icp_i_pool *pool, icp_i_text *out, icp_error *err)
{
    icp_i_text text = {0};
    icp_i_encoding encoding;
    ICP_I_TRY(icp_i_encoding_find(bytes, size, name, &encoding, err));
    ICP_I_TRY(icp_i_decode_part(&encoding, bytes + encoding.mark, size - encoding.mark, name, pool, &text, err));
    if (text.size > 0 && text.data[text.size - 1] == 0x1A) text.size--;
    *out = text;
    return ICP_OK;
}
