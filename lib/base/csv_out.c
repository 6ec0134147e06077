/* csv_out.c - see csv_out.h. */
#include "base/csv_out.h"
#include "base/fail.h"
#include "base/number.h"

#include <stdio.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static void flush(icp_i_csv_out *out)
{
    if (!out->failed && out->used > 0 && out->sink->write(out->sink->context, out->buffer, out->used) != 0) out->failed = true;
    out->used = 0;
}

static void put(icp_i_csv_out *out, const char *bytes, size_t size)
{
    if (size <= sizeof out->buffer - out->used) { /* nearly always */
        memcpy(out->buffer + out->used, bytes, size);
        out->used += size;
        return;
    }
    while (size > 0) {
        if (out->used == sizeof out->buffer) flush(out);
        size_t take = size < sizeof out->buffer - out->used ? size : sizeof out->buffer - out->used;
        memcpy(out->buffer + out->used, bytes, take);
        out->used += take;
        bytes += take;
        size -= take;
    }
}

void icp_i_csv_out_start(icp_i_csv_out *out, const icp_sink *sink, bool raw)
{
    out->sink = sink;
    out->raw = raw;
    out->row_started = out->failed = false;
    out->used = 0;
}

static inline void put_byte(icp_i_csv_out *out, char byte)
{
    if (out->used == sizeof out->buffer) flush(out);
    out->buffer[out->used++] = byte;
}

static void start_cell(icp_i_csv_out *out)
{
    if (out->row_started) put_byte(out, ',');
    out->row_started = true;
}

/* What a byte means for the cell it stands in. Also quoted: ; and tab, which some spreadsheets split at. */
enum { QUOTED = 1, OPENS = 2 }; /* OPENS: a formula may begin here, behind blanks or in a full-width form */
static const unsigned char meaning[256] = {[','] = QUOTED, [';'] = QUOTED, ['"'] = QUOTED, ['\n'] = QUOTED, ['\t'] = QUOTED | OPENS,
                                           ['\r'] = QUOTED | OPENS, ['='] = OPENS, ['+'] = OPENS, ['-'] = OPENS, ['@'] = OPENS,
                                           [' '] = OPENS, [0xC2] = OPENS, [0xEF] = OPENS};

static bool begins(const char *text, size_t length, const char *with, size_t size)
{
    return length >= size && memcmp(text, with, size) == 0;
}

static size_t blanks(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && text[count] == ' ') count++;
    return count;
}

/* The characters a spreadsheet starts a formula with, full-width forms included. */
static bool starts_formula(const char *text, size_t length)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    size_t at = blanks(text, length);
    while (begins(text + at, length - at, "\xC2\xA0", 2)) at += 2 + blanks(text + at + 2, length - at - 2); /* blanks to a spreadsheet */
    if (at < length && memchr("=+-@\t\r", text[at], 6)) return true;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (begins(text + at, length - at, wide[i], 3)) return true;
    return false;
}

static bool is_number(const char *text, size_t length)
{
    double value;
    size_t from = blanks(text, length);
    while (length > from && text[length - 1] == ' ') length--;
    return icp_i_number_parse(text + from, length - from, &value);
}

static void put_quoted(icp_i_csv_out *out, const char *text, size_t length)
{
    for (const char *end = text + length, *quote; text < end; text = quote) {
        quote = memchr(text, '"', (size_t)(end - text));
        quote = quote ? quote + 1 : end;
        put(out, text, (size_t)(quote - text));
        if (quote[-1] == '"') put_byte(out, '"');
    }
}

/* ---- copying and looking at once ---- */

#if defined(__SSE2__)
static inline int some_quoted(__m128i bytes)
{
    __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(';')));
    hit = _mm_or_si128(hit, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'))));
    hit = _mm_or_si128(hit, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'))));
    return _mm_movemask_epi8(hit);
}

static inline int copy_16(char *to, const char *from)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
    _mm_storeu_si128((__m128i *)(void *)to, bytes);
    return some_quoted(bytes);
}

static inline int copy_8(char *to, const char *from)
{
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(const void *)from);
    _mm_storel_epi64((__m128i *)(void *)to, bytes);
    return some_quoted(bytes);
}

static inline int copy_4(char *to, const char *from)
{
    int word;
    memcpy(&word, from, sizeof word);
    memcpy(to, &word, sizeof word);
    return some_quoted(_mm_cvtsi32_si128(word));
}

/* Copies the text; is there a byte in it that must stand in quotes? The last bytes are copied as a whole word too, over some before them. */
static bool copy(char *to, const char *text, size_t length)
{
    int seen = 0;
    if (length >= 16) {
        for (size_t at = 0; at < length - 16; at += 16) seen |= copy_16(to + at, text + at);
        return (seen | copy_16(to + length - 16, text + length - 16)) != 0;
    }
    if (length >= 8) return (copy_8(to, text) | copy_8(to + length - 8, text + length - 8)) != 0;
    if (length >= 4) return (copy_4(to, text) | copy_4(to + length - 4, text + length - 4)) != 0;
    for (size_t i = 0; i < length; i++) {
        to[i] = text[i];
        seen |= meaning[(unsigned char)text[i]] & QUOTED;
    }
    return seen != 0;
}
#else
static bool copy(char *to, const char *text, size_t length)
{
    int seen = 0;
    memcpy(to, text, length);
    for (size_t i = 0; i < length; i++) seen |= meaning[(unsigned char)text[i]] & QUOTED;
    return seen != 0;
}
#endif

static bool quoted(const char *text, size_t length)
{
    if (text[0] == ' ' || text[length - 1] == ' ') return true; /* some readers drop outer blanks */
    size_t at = 0;
    while (at < length && !(meaning[(unsigned char)text[at]] & QUOTED)) at++;
    return at < length;
}

/* A call of its own: within icp_i_csv_out_span it would slow down the cells that do not need it. */
__attribute__((noinline)) static void put_guarded(icp_i_csv_out *out, const char *text, size_t length, bool opens)
{
    bool quotes = quoted(text, length), guard = opens && !out->raw && starts_formula(text, length) && !is_number(text, length);
    if (quotes) put_byte(out, '"');
    if (guard) put_byte(out, '\'');
    put_quoted(out, text, length); /* a text that needs no quotes has none inside */
    if (quotes) put_byte(out, '"');
}

void icp_i_csv_out_span(icp_i_csv_out *out, const char *text, size_t length)
{
    start_cell(out);
    if (length == 0) return;
    bool opens = (meaning[(unsigned char)text[0]] & OPENS) != 0, fits = length <= sizeof out->buffer - out->used;
    /* nearly all cells are short, and stand as they are */
    if (fits && !opens && !copy(out->buffer + out->used, text, length) && text[length - 1] != ' ') out->used += length;
    else put_guarded(out, text, length, opens);
}

void icp_i_csv_out_text(icp_i_csv_out *out, const char *text)
{
    icp_i_csv_out_span(out, text, text ? strlen(text) : 0);
}

void icp_i_csv_out_number(icp_i_csv_out *out, double value)
{
    char text[ICP_I_NUMBER_SIZE];
    start_cell(out);
    put(out, text, icp_i_number_format(value, text));
}

void icp_i_csv_out_count(icp_i_csv_out *out, uint64_t value)
{
    char text[24];
    start_cell(out);
    put(out, text, (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)value));
}

void icp_i_csv_out_empty(icp_i_csv_out *out)
{
    start_cell(out);
}

void icp_i_csv_out_end_row(icp_i_csv_out *out)
{
    put_byte(out, '\n');
    out->row_started = false;
}

void icp_i_csv_out_rows(icp_i_csv_out *out, const char *bytes, size_t size)
{
    flush(out);
    if (!out->failed && size > 0 && out->sink->write(out->sink->context, bytes, size) != 0) out->failed = true;
}

icp_status icp_i_csv_out_finish(icp_i_csv_out *out, icp_error *err)
{
    flush(out);
    return out->failed ? icp_i_fail(err, ICP_E_WRITE, "the CSV text could not be written completely") : ICP_OK;
}
