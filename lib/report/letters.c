/* letters.c - see letters.h. Owns: the advance widths of DejaVu Sans Book and Bold for ASCII, in thousandths, as Chromium measures them; of other
 * characters what is enough for most of their script. */
#include "report/letters.h"

#include "base/utf8.h"
#include "icpcluster/report.h"
#include "report/phrase.h"

#include <string.h>

static const short ascii_width[2][95] = {
    {318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337,
     838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989,
     685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
     392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838},
    {348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400,
     838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103,
     771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
     478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838}};

static double point_width(uint32_t point, icp_i_face face)
{
    if (point < 0x20) return 0;
    if (face == ICP_I_MONO) return point < 0x1100 ? 0.602 : 1.204;
    if (point < 0x7F) return ascii_width[face][point - 0x20] / 1000.0;
    if (point == 0x2013) return 0.5;
    double width = point < 0x0590 ? 0.75 : 1;
    return face == ICP_I_BOLD ? 1.12 * width : width;
}

double icp_i_letters_width(const char *text, double size, icp_i_face face)
{
    double width = 0;
    while (*text) width += point_width(icp_i_utf8_next(&text), face);
    return width * size;
}

/* The end of the line that begins at `text`: behind the last word that fits, or, of a word that is too long, behind the last character that does.
 * CSS breaks such a word too (overflow-wrap: anywhere). */
static const char *line_end(const char *text, double size, icp_i_face face, double width)
{
    const char *end = NULL, *at = text;
    double used = 0;
    while (*at) {
        const char *before = at;
        uint32_t point = icp_i_utf8_next(&at);
        if (point == ' ') end = before;
        used += size * point_width(point, face);
        if (used > width && point != ' ') return end ? end : before > text ? before : at;
    }
    return at;
}

size_t icp_i_letters_lines(const char *text, double size, icp_i_face face, double width)
{
    size_t lines = 0;
    for (; *text; lines++) {
        text = line_end(text, size, face, width);
        text += strspn(text, " ");
    }
    return lines;
}

const char *icp_i_letters_fit(const char *text, double size, icp_i_face face, double width, size_t lines, icp_i_pool *pool)
{
    size_t length = icp_text_shown(text, NULL, 0);
    char *copy = icp_i_alloc(pool, length + 1 + sizeof ICP_I_CUT, 1);
    if (!copy) return NULL;
    icp_text_shown(text, copy, length + 1);
    if (icp_i_letters_lines(copy, size, face, width) <= lines) return copy;
    const char *end = copy;
    for (size_t line = 0; line < lines; line++) {
        end += strspn(end, " ");
        end = line_end(end, size, face, line + 1 < lines ? width : width - size);
    }
    memcpy(copy + (end - copy), ICP_I_CUT, sizeof ICP_I_CUT);
    return copy;
}
