/* scan.c - see scan.h. Every 64 bytes become one word with a bit for each byte that can matter; all else is walking over its bits. */
#include "data/scan.h"

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

static void load(scanner *s)
{
    size_t left = s->size - s->at;
    if (left >= 64) {
        s->marks = marks_of(s->text + s->at, s->separator);
        return;
    }
    char tail[64] = {0};
    memcpy(tail, s->text + s->at, left);
    s->marks = marks_of(tail, s->separator) & (((uint64_t)1 << left) - 1);
}

static void start(scanner *s, size_t at)
{
    s->at = at & ~(size_t)63;
    s->marks = 0;
    if (at >= s->size) return;
    load(s);
    s->marks &= ~(uint64_t)0 << (at & 63U);
}

/* The next byte that matters, used up; the size of the text when there is none. */
static inline size_t next(scanner *s)
{
    while (s->marks == 0) {
        if (s->size - s->at <= 64) return s->size;
        s->at += 64;
        load(s);
    }
    size_t at = s->at + (size_t)__builtin_ctzll(s->marks);
    s->marks &= s->marks - 1;
    return at;
}

/* The closing quote of the field whose opening one stands at `open`; the size of the text when there is a doubt. */
static size_t closing_quote(scanner *s, size_t open, size_t *lines, bool *escaped)
{
    for (;;) {
        size_t at = next(s);
        if (at == s->size || at - open > ICP_I_FIELD_LIMIT || s->text[at] == '\r' || s->text[at] == '\0') return s->size;
        if (s->text[at] == '\n') {
            ++*lines;
        } else if (s->text[at] == '"') {
            if (at + 1 == s->size || s->text[at + 1] != '"') return at;
            next(s);
            *escaped = true;
        }
    }
}

/* Makes doubled quotes single. The raw fields of a row keep their places until all are known: an escaped one is told by the quote inside it. */
static bool unescape(icp_i_part *part, size_t raw)
{
    if (!icp_i_grow(part->pool, (void **)&part->unescaped, &part->unescaped_capacity, raw, 1)) {
        part->out_of_memory = true;
        return false;
    }
    char *out = part->unescaped;
    for (size_t f = 0; f < part->columns; f++) {
        const char *text = part->field[f].text;
        size_t length = part->field[f].length;
        if (!memchr(text, '"', length)) continue;
        part->field[f].text = out;
        for (size_t i = 0; i < length; i++) {
            *out++ = text[i];
            i += text[i] == '"';
        }
        part->field[f].length = (size_t)(out - part->field[f].text);
    }
    return true;
}

static bool visible(char c)
{
    return c > ' ' && c < 0x7F;
}

/* Cuts the record at `at`; false leaves it to libcsv. *behind is where the next one starts, *lines the line ends inside. */
static bool cut(scanner *s, size_t at, size_t *behind, size_t *lines)
{
    icp_i_field *field = s->part->field;
    size_t from = at;
    bool escaped = false, solid = false;
    *lines = 0;
    for (size_t f = 0; f < s->part->columns; f++) {
        size_t stop = next(s);
        bool quoted = stop == from && stop < s->size && s->text[stop] == '"';
        size_t first = from + quoted;
        bool behind_last = s->last && f + 1 == s->part->columns; /* where the text may end */
        if (quoted && (stop = closing_quote(s, stop, lines, &escaped)) == s->size) return false;
        if (stop == s->size && !behind_last) return false;
        field[f] = (icp_i_field){s->text + first, stop - first};
        solid |= stop > first && visible(s->text[first]) && visible(s->text[stop - 1]);
        if (quoted && next(s) != ++stop) return false;
        if (stop == s->size && !behind_last) return false;
        from = stop < s->size ? stop + 1 : stop;
        if (stop == s->size) {
            break;
        } else if (f + 1 < s->part->columns) {
            if (s->text[stop] != s->separator) return false;
        } else if (s->text[stop] == '\r') {
            if (from == s->size || s->text[from] != '\n') return false;
            next(s);
            from++;
        } else if (s->text[stop] != '\n') {
            return false;
        }
    }
    *behind = from;
    return solid && from - at <= ICP_I_FIELD_LIMIT && (!escaped || unescape(s->part, from - at));
}

icp_i_window icp_i_window_whole(const icp_i_source *source)
{
    return (icp_i_window){.text = source->text, .size = source->size, .last = true, .separator = source->dialect.separator};
}

static scanner scanner_at(const icp_i_window *w, size_t at, icp_i_part *part)
{
    scanner s = {.text = w->text, .size = w->size, .last = w->last, .separator = w->separator, .part = part};
    start(&s, at - w->from);
    return s;
}

void icp_i_scan(const icp_i_window *w, const size_t *column, icp_i_part *part)
{
    scanner s = scanner_at(w, part->stop, part);
    size_t behind, lines;
    while (part->stop < part->end && cut(&s, part->stop - w->from, &behind, &lines)) {
        if (!icp_i_part_take(part, part->field, column, part->columns, part->stop, part->lines)) return;
        part->stop = w->from + behind;
        part->lines += lines + 1;
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
