/* csv_out.c - see csv_out.h. */
#include "base/csv_out.h"
#include "base/fail.h"
#include "base/number.h"

#include <stdio.h>
#include <string.h>

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

static void start_cell(icp_i_csv_out *out)
{
    if (out->row_started) put(out, ",", 1);
    out->row_started = true;
}

/* What a byte means for the cell it stands in. Also quoted: ; and tab, which some spreadsheets split at. */
enum { QUOTED = 1, OPENS = 2 }; /* OPENS: a formula may begin here, behind blanks or in a full-width form */
static const unsigned char meaning[256] = {[','] = QUOTED, [';'] = QUOTED, ['"'] = QUOTED, ['\n'] = QUOTED, ['\t'] = QUOTED | OPENS,
                                           ['\r'] = QUOTED | OPENS, ['='] = OPENS, ['+'] = OPENS, ['-'] = OPENS, ['@'] = OPENS,
                                           [' '] = OPENS, [0xC2] = OPENS, [0xEF] = OPENS};

/* The characters a spreadsheet starts a formula with, full-width forms included. */
static bool starts_formula(const char *text)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    const char *at = text + strspn(text, " ");
    while (strncmp(at, "\xC2\xA0", 2) == 0) at += 2 + strspn(at + 2, " "); /* no-break spaces are blanks to a spreadsheet */
    if (*at && strchr("=+-@\t\r", *at)) return true;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(at, wide[i], 3) == 0) return true;
    return false;
}

static bool is_number(const char *text)
{
    double value;
    const char *start = text + strspn(text, " ");
    size_t length = strlen(start);
    while (length > 0 && start[length - 1] == ' ') length--;
    return icp_i_number_parse(start, length, &value);
}

static void put_quoted(icp_i_csv_out *out, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "\"");
        put(out, text, plain);
        text += plain;
        if (*text) {
            put(out, "\"\"", 2);
            text++;
        }
    }
}

void icp_i_csv_out_text(icp_i_csv_out *out, const char *text)
{
    start_cell(out);
    if (!text || !*text) return;
    size_t length = 0;
    unsigned seen = 0;
    for (; text[length]; length++) seen |= meaning[(unsigned char)text[length]];
    bool quotes = (seen & QUOTED) || text[0] == ' ' || text[length - 1] == ' '; /* some readers drop outer blanks */
    bool guard = !out->raw && (meaning[(unsigned char)text[0]] & OPENS) && starts_formula(text) && !is_number(text);
    if (!quotes && !guard) {
        put(out, text, length);
        return;
    }
    if (quotes) put(out, "\"", 1);
    if (guard) put(out, "'", 1);
    put_quoted(out, text); /* a text that needs no quotes has none inside */
    if (quotes) put(out, "\"", 1);
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
    put(out, "\n", 1);
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
