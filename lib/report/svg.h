/* svg.h - shapes and words of the charts as SVG with presentation attributes only; lengths are millimetres. Owns: palette, marks, text sizes, where a
 * label finds room. Must not know: customers, findings. */
#ifndef ICP_I_SVG_H
#define ICP_I_SVG_H

#include "report/markup.h"

#define ICP_I_LOOKS 6          /* colours and shapes there are; look ICP_I_LOOKS is the grey dot of the rest */
#define ICP_I_CHART_TEXT 2.5   /* the smallest text there is */
#define ICP_I_INK "#1A1A1A"
#define ICP_I_SOFT "#595959"   /* words of second rank */
#define ICP_I_LINE "#767676"   /* reference lines */
#define ICP_I_GRID "#DDDDDD"
#define ICP_I_CAP 28           /* columns of a label */

/* Colour of a look, legible beside each other in normal and in three kinds of colour-blind sight; shapes repeat it. */
const char *icp_i_look_color(size_t look);

typedef enum icp_i_anchor { ICP_I_START, ICP_I_MIDDLE, ICP_I_END } icp_i_anchor;

typedef struct icp_i_ink_style {
    icp_i_anchor anchor;
    bool bold, halo;    /* halo: a white rim, on top of marks */
    const char *color;  /* NULL = ICP_I_INK */
    double size;        /* 0 = ICP_I_CHART_TEXT */
} icp_i_ink_style;

/* An image of width x height with its finding as title and what it shows as description; `name` makes their ids. */
void icp_i_svg_begin(icp_i_builder *out, const char *name, double width, double height, const char *title, const char *description);
void icp_i_svg_end(icp_i_builder *out);
void icp_i_svg_line(icp_i_builder *out, double x1, double y1, double x2, double y2, const char *color, double width, const char *dashes);
void icp_i_svg_box(icp_i_builder *out, double x, double y, double width, double height, const char *color, double opacity);
void icp_i_svg_ring(icp_i_builder *out, double x, double y, double radius, const char *fill, double opacity, const char *stroke, double width);
/* `y` is the base line. */
void icp_i_svg_words(icp_i_builder *out, double x, double y, const char *text, icp_i_ink_style style);
/* A mark with a white rim; `size` is about its diameter. */
void icp_i_svg_mark(icp_i_builder *out, size_t look, double x, double y, double size);
/* Many small marks of one look in one path: begin, one call a point, end. */
void icp_i_svg_cloud_begin(icp_i_builder *out);
void icp_i_svg_cloud_point(icp_i_builder *out, size_t look, double x, double y, double size);
void icp_i_svg_cloud_end(icp_i_builder *out, size_t look, double opacity);
/* Marks at the ends of a scale do not count as figures: they stand in <g class="ticks">. */
void icp_i_svg_ticks_begin(icp_i_builder *out);
void icp_i_svg_group_end(icp_i_builder *out);

/* A step of 1, 2 or 5 times a power of ten, so that at most `most` of them fit into the range. */
double icp_i_nice_step(double range, size_t most);

/* ---- room for labels ---- */

#define ICP_I_BOXES 64

typedef struct icp_i_box {
    double left, top, right, bottom;
} icp_i_box;

typedef struct icp_i_room {
    icp_i_box frame;
    icp_i_box words[ICP_I_BOXES], marks[ICP_I_BOXES]; /* words never overlap; marks are avoided where there is room */
    size_t word_count, mark_count;
} icp_i_room;

void icp_i_room_mark(icp_i_room *room, icp_i_box box);
/* Finds the place nearest to one of the wanted boxes (left top corners, best first) for a box of width x height, and takes it. */
icp_i_box icp_i_room_take(icp_i_room *room, const double (*wanted)[2], size_t count, double width, double height);

#endif
