/* dialect.c - see dialect.h. */
#include "data/dialect.h"

#include "base/letter_case.h"

#include <string.h>

#define SAMPLE_BYTES ((size_t)1 << 20)
#define SAMPLE_RECORDS 200

static const char candidates[] = {',', ';', '\t', '|'};

size_t icp_i_line_end(const char *text, size_t size, size_t at, size_t *end)
{
    /* in windows, so that a text without any LF is not searched to its end for every CR */
    for (size_t from = at; from < size; from += 512) {
        size_t width = size - from < 512 ? size - from : 512;
        const char *lf = memchr(text + from, '\n', width);
        const char *cr = memchr(text + from, '\r', lf ? (size_t)(lf - text) - from : width);
        if (!lf && !cr) continue;
        *end = (size_t)((cr ? cr : lf) - text);
        return *end + (cr && *end + 1 < size && cr[1] == '\n' ? 2 : 1);
    }
    return *end = size;
}

static bool blank(char c, char separator)
{
    return (c == ' ' || c == '\t') && c != separator;
}

/* One record cut by `separator`: fields, whether a quote stood behind blanks, and the offset behind it. */
typedef struct cut {
    size_t fields, next;
    bool empty, quote_behind_blank;
} cut;

static size_t skip_quoted(const char *text, size_t size, size_t at)
{
    for (at++; at < size; at++) {
        if (text[at] != '"') continue;
        if (at + 1 < size && text[at + 1] == '"')
            at++;
        else
            return at + 1;
    }
    return size;
}

static cut cut_record(const char *text, size_t size, size_t at, char separator)
{
    cut c = {.fields = 1, .empty = true};
    bool start = true, behind_blank = false;
    while (at < size && text[at] != '\n' && text[at] != '\r') {
        if (text[at] == separator) {
            c.fields++;
            start = true;
            behind_blank = c.empty = false;
            at++;
        } else if (start && text[at] == '"') {
            c.quote_behind_blank |= behind_blank;
            start = c.empty = false;
            at = skip_quoted(text, size, at);
        } else {
            if (blank(text[at], separator))
                behind_blank = true;
            else
                start = c.empty = false;
            at++;
        }
    }
    size_t end;
    c.next = at < size ? icp_i_line_end(text, size, at, &end) : size;
    return c;
}

typedef struct score {
    size_t fields, agree, records;
    bool quote_behind_blank;
} score;

static score score_separator(const char *text, size_t size, char separator)
{
    score s = {0};
    for (size_t at = 0; at < size && at < SAMPLE_BYTES && s.records < SAMPLE_RECORDS;) {
        cut c = cut_record(text, size, at, separator);
        at = c.next;
        if (c.empty) continue;
        if (s.records == 0) s.fields = c.fields;
        s.records++;
        s.agree += c.fields == s.fields;
        s.quote_behind_blank |= c.quote_behind_blank;
    }
    return s;
}

static bool better(score a, score b)
{
    if (a.fields < 2 || b.fields < 2) return a.fields >= 2 && b.fields < 2;
    /* shares agree / records compared without division */
    size_t left = a.agree * b.records, right = b.agree * a.records;
    return left > right || (left == right && a.fields > b.fields);
}

icp_i_dialect icp_i_dialect_detect(const char *text, size_t size)
{
    icp_i_dialect d = {.separator = ','};
    if (size >= 5 && icp_i_same_but_case(text, "sep=", 4) && memchr(candidates, text[4], sizeof candidates) &&
        (size == 5 || text[5] == '\n' || text[5] == '\r')) {
        size_t end;
        d.separator = text[4];
        d.skip = icp_i_line_end(text, size, 0, &end);
        d.skip_lines = 1;
        d.trims = score_separator(text + d.skip, size - d.skip, d.separator).quote_behind_blank;
        return d;
    }
    score best = {0};
    for (size_t i = 0; i < sizeof candidates; i++) {
        score s = score_separator(text, size, candidates[i]);
        if (i > 0 && !better(s, best)) continue;
        best = s;
        d.separator = candidates[i];
    }
    d.trims = best.quote_behind_blank;
    d.one_column = best.fields < 2;
    return d;
}
