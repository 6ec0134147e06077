/* shown.c - user text on a terminal. Owns: which characters could steer a terminal or reorder a line, and how wide the rest is. Must not know:
 * sentences, colours. */
#include "base/utf8.h"
#include "icpcluster/report.h"
#include "report/phrase.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Terminals obey C0, DEL and C1; bidi controls reorder a line; line and paragraph separators break it. */
static bool steers(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x061C || point == 0x200E || point == 0x200F ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

static size_t point_width(uint32_t point)
{
    static const struct { uint32_t first, last; size_t width; } ranges[] = {
        {0x0300, 0x036F, 0}, {0x200B, 0x200D, 0}, {0x20D0, 0x20FF, 0}, {0xFE00, 0xFE0F, 0}, {0x1100, 0x115F, 2}, {0x2E80, 0xA4CF, 2},
        {0xAC00, 0xD7A3, 2}, {0xF900, 0xFAFF, 2}, {0xFE30, 0xFE6F, 2}, {0xFF00, 0xFF60, 2}, {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1FAFF, 2},
        {0x20000, 0x3FFFD, 2}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (point >= ranges[i].first && point <= ranges[i].last) return ranges[i].width;
    return 1;
}

/* The bytes [text, text + length) are one character, or a piece that is none; `piece` gets what is shown for it. Returns its length. */
static size_t show_point(const char *text, size_t length, uint32_t point, char piece[16])
{
    bool wrong = point == ICP_I_UTF8_REPLACEMENT && !(length == 3 && memcmp(text, "\xEF\xBF\xBD", 3) == 0);
    size_t used = 0;
    if (!wrong && steers(point)) return (size_t)snprintf(piece, 16, point < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)point);
    for (size_t i = 0; wrong && i < length; i++) used += (size_t)snprintf(piece + used, 16 - used, "\\x%02X", (unsigned char)text[i]);
    if (wrong) return used;
    memcpy(piece, text, length);
    return length;
}

size_t icp_text_shown(const char *text, char *buffer, size_t size)
{
    size_t needed = 0, stored = 0;
    while (*text) {
        char piece[16];
        const char *begin = text;
        uint32_t point = icp_i_utf8_next(&text);
        size_t length = show_point(begin, (size_t)(text - begin), point, piece);
        if (stored == needed && stored + length < size) {
            memcpy(buffer + stored, piece, length);
            stored += length;
        }
        needed += length;
    }
    if (size) buffer[stored] = '\0';
    return needed;
}

size_t icp_i_shown_width(const char *text)
{
    size_t width = 0;
    while (*text) width += point_width(icp_i_utf8_next(&text));
    return width;
}

size_t icp_i_shown_fit(const char *text, size_t columns)
{
    const char *begin = text, *fits = text;
    size_t width = 0;
    while (*text) {
        width += point_width(icp_i_utf8_next(&text));
        if (width > columns) break;
        fits = text;
    }
    return (size_t)(fits - begin);
}
