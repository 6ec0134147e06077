/* scan.c - see scan.h. Every 64 bytes become one word with a bit for each byte that can matter; all else is walking over its bits. */
#include "data/scan.h"

#include "data/value.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* The bits of the 64 bytes at `at` that are not used up yet. */
typedef struct scanner {
    const char *text;
    size_t size, at;
    uint64_t marks;
    bool last;
    char separator;
    icp_i_part *part;
    icp_i_field *field; /* of the record being cut */
    bool escaped;       /* it has a field with doubled quotes */
} scanner;

#if defined(__SSE2__)
static uint64_t marks_of(const char *bytes, char separator)
{
    const __m128i wanted[] = {_mm_set1_epi8(separator), _mm_set1_epi8('\n'), _mm_set1_epi8('"'), _mm_set1_epi8('\r'), _mm_setzero_si128()};
    uint64_t marks = 0;
    for (unsigned i = 0; i < 4; i++) {
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(b, wanted[0]), _mm_cmpeq_epi8(b, wanted[1]));
        hit = _mm_or_si128(hit, _mm_or_si128(_mm_cmpeq_epi8(b, wanted[2]), _mm_cmpeq_epi8(b, wanted[3])));
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(b, wanted[4]));
        marks |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (16 * i);
    }
    return marks;
}
#else
static uint64_t marks_of(const char *bytes, char separator)
{
    uint64_t marks = 0;
    for (unsigned i = 0; i < 64; i++) {
        char c = bytes[i];
        marks |= (uint64_t)(c == separator || c == '\n' || c == '"' || c == '\r' || c == 0) << i;
    }
    return marks;
}
#endif

/* The marks of the 64 bytes at `at`, or of what is left there. */
static inline uint64_t marks_at(const scanner *s, size_t at)
{
    size_t left = s->size - at;
    if (left >= 64) return marks_of(s->text + at, s->separator);
    char tail[64] = {0};
    memcpy(tail, s->text + at, left);
    return marks_of(tail, s->separator) & (((uint64_t)1 << left) - 1);
}

static void start(scanner *s, size_t at)
{
    s->at = at & ~(size_t)63;
    s->marks = at < s->size ? marks_at(s, s->at) & ~(uint64_t)0 << (at & 63U) : 0;
}

/* The next byte that matters, used up; the size of the text when there is none. */
static inline size_t next(scanner *s)
{
    while (s->marks == 0) {
        if (s->size - s->at <= 64) return s->size;
        s->at += 64;
        s->marks = marks_at(s, s->at);
    }
    size_t at = s->at + (size_t)__builtin_ctzll(s->marks);
    s->marks &= s->marks - 1;
    return at;
}

/* The closing quote of the field whose opening one stands at `open`; the size of the text when there is a doubt. */
static size_t closing_quote(scanner *s, size_t open, size_t *lines)
{
    for (;;) {
        size_t at = next(s);
        if (at == s->size || at - open > ICP_I_FIELD_LIMIT || s->text[at] == '\r' || s->text[at] == '\0') return s->size;
        if (s->text[at] == '\n') {
            ++*lines;
        } else if (s->text[at] == '"') {
            if (at + 1 == s->size || s->text[at + 1] != '"') return at;
            next(s);
            s->escaped = true;
        }
    }
}

/* Makes doubled quotes single. The raw fields of a row keep their places until all are known: an escaped one is told by the quote inside it. */
static bool unescape(scanner *s, size_t raw)
{
    icp_i_part *part = s->part;
    if (!icp_i_grow(part->pool, (void **)&part->unescaped, &part->unescaped_capacity, raw, 1)) {
        part->out_of_memory = true;
        return false;
    }
    char *out = part->unescaped;
    for (size_t f = 0; f < part->columns; f++) {
        const char *text = s->field[f].text;
        size_t length = s->field[f].length;
        if (!memchr(text, '"', length)) continue;
        s->field[f].text = out;
        for (size_t i = 0; i < length; i++) {
            *out++ = text[i];
            i += text[i] == '"';
        }
        s->field[f].length = (size_t)(out - s->field[f].text);
    }
    return true;
}

/* Cuts fields from field f on, which begins at *from, as long as they simply end at a separator, or at the LF behind the last one; returns the first
 * that does not. */
static size_t cut_plain(scanner *s, size_t f, size_t *from)
{
    const char *text = s->text;
    size_t begin = *from, at = s->at, columns = s->part->columns;
    uint64_t marks = s->marks;
    icp_i_field *field = s->field;
    char separator = s->separator;
    for (; f < columns; f++) {
        while (marks == 0 && s->size - at > 64) {
            at += 64;
            marks = marks_at(s, at);
        }
        if (marks == 0) break;
        size_t stop = at + (size_t)__builtin_ctzll(marks);
        if (text[stop] != (f + 1 < columns ? separator : '\n')) break;
        marks &= marks - 1;
        field[f] = (icp_i_field){text + begin, stop - begin};
        begin = stop + 1;
    }
    s->at = at;
    s->marks = marks;
    *from = begin;
    return f;
}

/* A field that may be in quotes, or ended by CRLF or the text; `stop` is the first mark behind its start. Moves *from behind the field and what ends
 * it. */
static bool cut_other(scanner *s, size_t f, size_t *from, size_t stop, size_t *lines)
{
    bool quoted = stop == *from && stop < s->size && s->text[stop] == '"', last = f + 1 == s->part->columns;
    bool may_end = s->last && last; /* with the text */
    size_t first = *from + quoted;
    if (quoted && (stop = closing_quote(s, stop, lines)) == s->size) return false;
    if (stop == s->size && !may_end) return false;
    s->field[f] = (icp_i_field){s->text + first, stop - first};
    if (quoted && next(s) != ++stop) return false;
    *from = stop;
    if (stop == s->size) return may_end;
    *from = stop + 1;
    if (!last) return s->text[stop] == s->separator;
    if (s->text[stop] != '\r') return s->text[stop] == '\n';
    if (*from == s->size || s->text[*from] != '\n') return false;
    next(s);
    ++*from;
    return true;
}

static bool any_solid(const icp_i_field *field, size_t fields)
{
    for (size_t f = 0; f < fields; f++)
        if (icp_i_trimmed(field[f].text, field[f].length)) return true;
    return false;
}

/* Cuts the record at `at`; false leaves it to libcsv. *behind is where the next one starts, *lines the line ends inside. */
static bool cut(scanner *s, size_t at, size_t *behind, size_t *lines)
{
    size_t from = at, columns = s->part->columns;
    s->escaped = false;
    *lines = 0;
    for (size_t f = cut_plain(s, 0, &from); f < columns; f = cut_plain(s, f + 1, &from))
        if (!cut_other(s, f, &from, next(s), lines)) return false;
    *behind = from;
    return from - at <= ICP_I_FIELD_LIMIT && any_solid(s->field, columns) && (!s->escaped || unescape(s, from - at));
}

icp_i_window icp_i_window_whole(const icp_i_source *source)
{
    return (icp_i_window){.text = source->text, .size = source->size, .last = true, .separator = source->dialect.separator};
}

static scanner scanner_at(const icp_i_window *w, size_t at, icp_i_part *part)
{
    scanner s = {.text = w->text, .size = w->size, .last = w->last, .separator = w->separator, .part = part, .field = part->field};
    start(&s, at - w->from);
    return s;
}

/* Cuts records into the part's fields until the batch is full; how many. One with doubled quotes is the last: its texts have only one place. */
static size_t cut_batch(scanner *s, const icp_i_window *w, bool *more)
{
    icp_i_part *part = s->part;
    size_t rows = 0, behind, lines;
    bool escaped = false;
    while (*more && rows < part->batch && !escaped) {
        s->field = part->field + rows * part->columns;
        *more = part->stop < part->end && cut(s, part->stop - w->from, &behind, &lines) && icp_i_part_place(part, rows, part->stop, part->lines);
        if (!*more) break;
        escaped = s->escaped;
        rows++;
        part->stop = w->from + behind;
        part->lines += lines + 1;
    }
    return rows;
}

void icp_i_scan(const icp_i_window *w, const size_t *column, icp_i_part *part)
{
    scanner s = scanner_at(w, part->stop, part);
    for (bool more = true; more && !part->out_of_memory;) {
        size_t rows = cut_batch(&s, w, &more);
        if (!icp_i_part_take_rows(part, part->field, column, part->columns, rows)) return;
    }
}

bool icp_i_scan_record(const icp_i_window *w, size_t at, icp_i_part *part, size_t *behind, size_t *lines)
{
    scanner s = scanner_at(w, at, part);
    if (!cut(&s, at - w->from, behind, lines)) return false;
    *behind += w->from;
    return true;
}

bool icp_i_scan_one(const icp_i_window *w, size_t at, icp_i_part *part)
{
    size_t behind, lines;
    return icp_i_scan_record(w, at, part, &behind, &lines);
}
