/* ini.c - the only inih. inih ends lines at 199 bytes, splits at the first = or : and knows no quotes, so it never sees names or prose: a
 * reader hands it each line with quoted texts and long runs replaced by short references, and the handler puts them back. */
#include "base/fail.h"
#include "base/ini.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

#define REFERENCE '\x01' /* a reference is this byte, decimal digits, END */
#define END '\x02'
#define LONG_RUN 12     /* runs of this many bytes are replaced */
#define LONGEST_NAME 48 /* inih cuts the names it remembers for continuation lines after 49 bytes */

typedef struct span {
    const char *text;
    size_t length;
} span;

typedef struct reading {
    icp_i_pool *pool;
    const char *name, *at, *end;
    size_t line, next_line; /* of the line last handed out, and of `at` */
    size_t owed;            /* empty lines to hand out, so that inih counts those inside a quoted text */
    bool continued;         /* the line last handed out began with a blank */
    span *spans;
    size_t span_count, span_room;
    icp_i_ini_entry *entries;
    size_t count, room;
    icp_status status;
    icp_error *err;
} reading;

static bool fail_line(reading *r, size_t line, const char *why, const char *help)
{
    if (r->status != ICP_OK) return false;
    r->status = icp_i_fail(r->err, ICP_E_FILE_FORM, "%s", why);
    icp_i_fail_place(r->err, r->name, line, 1);
    icp_i_fail_help(r->err, "%s", help);
    return false;
}

static bool fail_memory(reading *r)
{
    if (r->status == ICP_OK) r->status = icp_i_fail_memory(r->err, "reading an INI text");
    return false;
}

/* ---- from text to what inih sees ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool put(reading *r, char *line, size_t size, size_t *used, const char *bytes, size_t length)
{
    if (length + 2 > size - *used)
        return fail_line(r, r->line, "the line has too many = : [ ] ; # or commas outside quotes", "put names that contain them in double quotes");
    memcpy(line + *used, bytes, length);
    *used += length;
    return true;
}

static bool put_reference(reading *r, char *line, size_t size, size_t *used, const char *text, size_t length)
{
    char reference[24];
    if (!icp_i_grow(r->pool, (void **)&r->spans, &r->span_room, r->span_count + 1, sizeof *r->spans)) return fail_memory(r);
    r->spans[r->span_count] = (span){text, length};
    int written = snprintf(reference, sizeof reference, "%c%zu%c", REFERENCE, r->span_count++, END);
    return put(r, line, size, used, reference, (size_t)written);
}

/* Length of the quoted text at `at` with its quotes, 0 when it never ends. A doubled quote stands for one. */
static size_t quoted_length(const char *at, const char *end)
{
    for (const char *c = at + 1; c < end; c++) {
        if (*c != '"') continue;
        if (c + 1 == end || c[1] != '"') return (size_t)(c - at) + 1;
        c++;
    }
    return 0;
}

/* A quote opens where a name can begin; elsewhere (5" pipe) it is a character like others. */
static bool opens_quote(const char *at, const char *line_start)
{
    return *at == '"' && (at == line_start || strchr(" \t=:,|[", at[-1]));
}

static bool opens_comment(const char *at, const char *line_start)
{
    return *at == ';' && at > line_start && is_blank(at[-1]);
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 && c != '\t';
}

/* Length of the run at `at` that inih need not see; blanks inside belong to it, outer ones do not. */
static size_t run_length(const char *at, const char *line_start, const char *end)
{
    const char *c = at, *last = at;
    if (is_blank(*at)) return 0;
    for (; c < end && !is_control(*c) && !strchr("=:[];#,", *c) && !opens_quote(c, line_start); c++)
        if (!is_blank(*c)) last = c + 1;
    return (size_t)(last - at);
}

static bool put_quoted(reading *r, char *line, size_t size, size_t *used)
{
    size_t length = quoted_length(r->at, r->end);
    if (length == 0) return fail_line(r, r->next_line, "a text in double quotes is not closed", "close it; a quote inside is written twice");
    if (!put_reference(r, line, size, used, r->at, length)) return false;
    for (size_t i = 0; i < length; i++) r->owed += r->at[i] == '\n';
    r->at += length;
    return true;
}

static bool put_piece(reading *r, const char *line_start, char *line, size_t size, size_t *used)
{
    if (opens_quote(r->at, line_start)) return put_quoted(r, line, size, used);
    if (is_control(*r->at)) return fail_line(r, r->next_line, "the line contains a control byte", "save the file as plain UTF-8 text");
    size_t length = run_length(r->at, line_start, r->end);
    if (length == 0) length = 1;
    bool fine = length >= LONG_RUN ? put_reference(r, line, size, used, r->at, length) : put(r, line, size, used, r->at, length);
    r->at += length;
    return fine;
}

static bool ends_line(const char *at, const char *end)
{
    return at == end || *at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n');
}

static bool is_comment_line(const char *at, const char *end)
{
    while (at < end && is_blank(*at)) at++;
    return at < end && (*at == ';' || *at == '#');
}

/* ini_reader: the next line, or NULL at the end or after a failure. */
static char *hand_out(char *line, int size, void *stream)
{
    reading *r = stream;
    size_t used = 0;
    const char *start = r->at;
    if (r->status != ICP_OK || (r->owed == 0 && r->at == r->end)) return NULL;
    r->line = r->next_line;
    if (r->owed > 0) {
        r->owed--;
        r->next_line++;
        return strcpy(line, "\n");
    }
    r->continued = is_blank(*start);
    bool skip = is_comment_line(start, r->end);
    while (!ends_line(r->at, r->end)) {
        skip |= opens_comment(r->at, start);
        if (skip) r->at++;
        else if (!put_piece(r, start, line, (size_t)size, &used)) return NULL;
    }
    while (r->at < r->end && *r->at++ != '\n') continue;
    r->next_line++;
    line[used] = '\n';
    line[used + 1] = '\0';
    return line;
}

/* ---- from what inih found back to text ---- */

/* `text` with its references replaced, in the pool. */
static char *restore(reading *r, const char *text)
{
    size_t length = 0;
    char *out = NULL;
    for (int pass = 0; pass < 2; pass++) {
        length = 0;
        for (const char *c = text; *c; c++) {
            span piece = {c, 1};
            if (*c == REFERENCE) {
                size_t index = 0;
                for (c++; *c >= '0' && *c <= '9'; c++) index = index * 10 + (size_t)(*c - '0');
                if (*c != END || index >= r->span_count) return NULL;
                piece = r->spans[index];
            }
            if (out) memcpy(out + length, piece.text, piece.length);
            length += piece.length;
        }
        if (!out) out = icp_i_alloc(r->pool, length + 1, 1);
        if (!out) return NULL;
    }
    return out;
}

static bool is_one_quoted(const char *text)
{
    size_t length = strlen(text);
    return *text == '"' && quoted_length(text, text + length) == length;
}

char *icp_i_ini_unquote(icp_i_pool *pool, const char *text)
{
    size_t length = strlen(text), used = 0;
    char *out = icp_i_copy_text(pool, text, length);
    if (!out || !is_one_quoted(text)) return out;
    for (size_t i = 1; i + 1 < length; i++) {
        out[used++] = text[i];
        i += text[i] == '"';
    }
    out[used] = '\0';
    return out;
}

/* A quoted value loses its quotes unless it would then read as something else where a list of names is expected. */
static char *unquote_value(icp_i_pool *pool, char *value)
{
    char *plain = is_one_quoted(value) ? icp_i_ini_unquote(pool, value) : value;
    if (!plain || plain == value) return plain;
    size_t length = strlen(plain);
    bool ambiguous = length == 0 || strpbrk(plain, ",\"|*?[") || is_blank(plain[0]) || is_blank(plain[length - 1]);
    return ambiguous ? value : plain;
}

static bool is_continuation_of_empty(const reading *r, const icp_i_ini_entry *entry)
{
    if (!r->continued || r->count == 0) return false;
    const icp_i_ini_entry *last = &r->entries[r->count - 1];
    return last->value[0] == '\0' && strcmp(last->section, entry->section) == 0 && strcmp(last->key, entry->key) == 0;
}

static int take_entry(void *user, const char *section, const char *key, const char *value)
{
    reading *r = user;
    if (strlen(section) > LONGEST_NAME || strlen(key) > LONGEST_NAME)
        return fail_line(r, r->line, "a section or key has too many special characters",
                         "put names that contain : = [ ] ; # or commas in double quotes");
    char *texts[3] = {restore(r, section), restore(r, key), restore(r, value)};
    if (!texts[0] || !texts[1] || !texts[2]) return fail_memory(r);
    icp_i_ini_entry entry = {icp_i_ini_unquote(r->pool, texts[0]), icp_i_ini_unquote(r->pool, texts[1]), unquote_value(r->pool, texts[2]), r->line};
    if (!entry.section || !entry.key || !entry.value) return fail_memory(r);
    if (is_continuation_of_empty(r, &entry)) {
        r->entries[r->count - 1] = entry;
        return 1;
    }
    if (!icp_i_grow(r->pool, (void **)&r->entries, &r->room, r->count + 1, sizeof *r->entries)) return fail_memory(r);
    r->entries[r->count++] = entry;
    return 1;
}

icp_status icp_i_ini_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_ini_entry **out, size_t *count,
                          icp_error *err)
{
    reading r = {.pool = pool, .name = name, .at = text, .end = text + size, .next_line = 1, .status = ICP_OK, .err = err};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) r.at += 3;
    if (memchr(text, '\0', size)) fail_line(&r, 0, "the file contains a NUL byte", "save it as plain UTF-8 text");
    int line = ini_parse_stream(hand_out, &r, take_entry, &r);
    if (r.status == ICP_OK && line < 0) fail_memory(&r);
    if (line > 0)
        fail_line(&r, (size_t)line, "expected [section] or key = value",
                  "a line that continues a value begins with a blank; a comment begins with ; or #");
    icp_i_release(pool, r.spans);
    if (r.status != ICP_OK) return r.status;
    *out = r.entries;
    *count = r.count;
    return ICP_OK;
}

/* ---- writing ---- */

static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || is_blank(text[0]) || is_blank(text[length - 1])) return false;
    for (const char *c = text; *c; c++)
        if (is_control(*c) || strchr("\t;:=,#[]\"|*?", *c)) return false;
    return true;
}

char *icp_i_ini_quote(icp_i_pool *pool, const char *text)
{
    size_t length = strlen(text), used = 0;
    if (is_plain(text)) return icp_i_copy_text(pool, text, length);
    char *out = length < SIZE_MAX / 2 - 2 ? icp_i_alloc(pool, 2 * length + 3, 1) : NULL;
    if (!out) return NULL;
    out[used++] = '"';
    for (const char *c = text; *c; c++) {
        if (*c == '"') out[used++] = '"';
        out[used++] = *c;
    }
    out[used] = '"';
    return out;
}
