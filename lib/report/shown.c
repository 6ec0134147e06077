/* shown.c - user text on a terminal. Owns: which characters could steer a terminal or reorder a line, and how wide the rest is. Must not know:
 * sentences, colours. */
#include "icpcluster/report.h"
#include "report/phrase.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define INVALID 0xFFFFFFFFU

/* Reads one UTF-8 character; *point is INVALID for a byte that starts none. Returns the bytes it takes, 0 at the end. */
static size_t read_point(const char *text, uint32_t *point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *point = s[0];
        return s[0] != 0;
    }
    size_t length = s[0] >= 0xF0 && s[0] < 0xF8 ? 4 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : s[0] >= 0xC0 && s[0] < 0xE0 ? 2 : 0;
    uint32_t value = length ? s[0] & (0xFFU >> (length + 1)) : 0;
    *point = INVALID;
    if (length == 0) return 1;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) return 1;
        value = value << 6 | (s[i] & 0x3FU);
    }
    bool valid = value >= smallest[length] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    if (!valid) return 1;
    *point = value;
    return length;
}

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

size_t icp_text_shown(const char *text, char *buffer, size_t size)
{
    size_t needed = 0, stored = 0, length;
    uint32_t point;
    for (; (length = read_point(text, &point)) != 0; text += length) {
        char piece[16];
        size_t piece_length = length;
        if (point == INVALID) piece_length = (size_t)snprintf(piece, sizeof piece, "\\x%02X", (unsigned char)text[0]);
        else if (steers(point)) piece_length = (size_t)snprintf(piece, sizeof piece, point < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)point);
        else memcpy(piece, text, length);
        if (stored == needed && stored + piece_length < size) {
            memcpy(buffer + stored, piece, piece_length);
            stored += piece_length;
        }
        needed += piece_length;
    }
    if (size) buffer[stored] = '\0';
    return needed;
}

size_t icp_i_shown_width(const char *text)
{
    size_t width = 0, length;
    uint32_t point;
    for (; (length = read_point(text, &point)) != 0; text += length) width += point_width(point);
    return width;
}

size_t icp_i_shown_fit(const char *text, size_t columns)
{
    size_t bytes = 0, width = 0, length;
    uint32_t point;
    while ((length = read_point(text + bytes, &point)) != 0) {
        width += point_width(point);
        if (width > columns) break;
        bytes += length;
    }
    return bytes;
}
