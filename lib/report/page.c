/* page.c - see page.h. */
#include "report/page.h"

#include "base/fail.h"
#include "report/phrase.h"

#include <string.h>

#define WIDTH_DEFAULT 100
#define WIDTH_LEAST 40

void icp_i_page_start(icp_i_page *page, const icp_text_style *style, const icp_sink *sink)
{
    size_t width = style && style->width ? style->width : WIDTH_DEFAULT;
    *page = (icp_i_page){.sink = sink, .width = width < WIDTH_LEAST ? WIDTH_LEAST : width, .color = style && style->color};
}

static void write_bytes(icp_i_page *page, const char *bytes, size_t length)
{
    if (page->failed || length == 0) return;
    if (page->sink->write(page->sink->context, bytes, length) != 0) page->failed = true;
}

static void write_ink(icp_i_page *page, icp_i_ink ink, const char *bytes, size_t length)
{
    static const char *const codes[] = {"", "\033[1m", "\033[32m", "\033[31m", "\033[2m"};
    bool colored = page->color && ink != ICP_I_INK_PLAIN;
    if (colored) write_bytes(page, codes[ink], strlen(codes[ink]));
    write_bytes(page, bytes, length);
    if (colored) write_bytes(page, "\033[0m", 4);
}

static void end_line(icp_i_page *page)
{
    write_bytes(page, "\n", 1);
    page->lines++;
}

void icp_i_page_line(icp_i_page *page, icp_i_ink ink, const char *text)
{
    bool fits = icp_i_shown_width(text) <= page->width;
    write_ink(page, ink, text, icp_i_shown_fit(text, fits ? page->width : page->width - 1));
    if (!fits) write_bytes(page, ICP_I_CUT, strlen(ICP_I_CUT));
    end_line(page);
}

/* Bytes of `text` that go on one line of `columns`: up to the last blank that fits, or as many characters as fit. */
static size_t line_length(const char *text, size_t columns)
{
    size_t fits = icp_i_shown_fit(text, columns);
    if (text[fits] == '\0' || text[fits] == ' ') return fits;
    size_t end = fits;
    while (end > 0 && text[end - 1] != ' ') end--;
    while (end > 0 && text[end - 1] == ' ') end--;
    return end > 0 ? end : fits > 0 ? fits : 1;
}

static void write_blanks(icp_i_page *page, size_t count)
{
    for (size_t i = 0; i < count; i++) write_bytes(page, " ", 1);
}

static size_t text_columns(const icp_i_page *page, size_t indent)
{
    return page->width > indent + 20 ? page->width - indent : 20;
}

size_t icp_i_page_lines(const icp_i_page *page, size_t indent, const char *text)
{
    size_t lines = 0;
    for (; *text; lines++) {
        text += line_length(text, text_columns(page, indent));
        text += strspn(text, " ");
    }
    return lines;
}

/* Bytes of `text` that `most` lines of `columns` hold. */
static size_t capacity(const char *text, size_t columns, size_t most)
{
    size_t held = 0;
    for (size_t line = 0; line < most && text[held]; line++) {
        held += strspn(text + held, " ");
        held += line_length(text + held, columns);
    }
    return held;
}

/* Where the last clause ends that begins before `room`; 0 when there is none worth keeping. */
static size_t clause_end(const char *text, size_t room)
{
    static const char *const ends[] = {". ", "; ", ": ", " (", ", "};
    for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++)
        for (size_t at = room; at > room / 3; at--)
            if (strncmp(text + at, ends[e], 2) == 0) return at;
    return 0;
}

void icp_i_page_item(icp_i_page *page, const char *label, size_t indent, const char *text, size_t most)
{
    size_t columns = text_columns(page, indent), left = strlen(text), held = most ? capacity(text, columns, most) : left;
    bool whole = text[held + strspn(text + held, " ")] == '\0';
    size_t clause = whole ? 0 : clause_end(text, held);
    if (clause) left = clause;
    for (size_t line = 0; line == 0 || left > 0; line++) {
        size_t used = line == 0 ? icp_i_shown_width(label) : 0;
        if (line == 0) write_ink(page, ICP_I_INK_HEAD, label, strlen(label));
        write_blanks(page, used < indent ? indent - used : 0);
        bool last = most != 0 && line + 1 == most, cut = last && !whole && !clause;
        size_t length = line_length(text, cut ? columns - 1 : columns);
        if (length > left) length = left;
        write_bytes(page, text, length);
        if (cut) write_bytes(page, ICP_I_CUT, strlen(ICP_I_CUT));
        end_line(page);
        if (last) return;
        size_t blanks = strspn(text + length, " ");
        length = length + blanks < left ? length + blanks : left;
        text += length;
        left -= length;
    }
}

icp_status icp_i_page_finish(icp_i_page *page, icp_error *err)
{
    if (!page->failed) return ICP_OK;
    return icp_i_fail(err, ICP_E_WRITE, "the text could not be written completely");
}
