/* svg.c - see svg.h. */
#include "report/svg.h"

#include <math.h>

static const char *const colors[ICP_I_LOOKS + 1] = {"#0072B2", "#D55E00", "#7800F0", "#5A1E00", "#00003C", "#B47878", ICP_I_LINE};

const char *icp_i_look_color(size_t look) { return colors[look < ICP_I_LOOKS ? look : ICP_I_LOOKS]; }

void icp_i_svg_begin(icp_i_builder *out, const char *name, double width, double height, const char *title, const char *description)
{
    icp_i_builder_add(out, "<svg role=\"img\" aria-labelledby=\"");
    icp_i_builder_add(out, name);
    icp_i_builder_add(out, "-t ");
    icp_i_builder_add(out, name);
    icp_i_builder_add(out, "-d\" width=\"");
    icp_i_markup_length(out, width);
    icp_i_builder_add(out, "mm\" height=\"");
    icp_i_markup_length(out, height);
    icp_i_builder_add(out, "mm\" viewBox=\"0 0 ");
    icp_i_markup_length(out, width);
    icp_i_builder_char(out, ' ');
    icp_i_markup_length(out, height);
    icp_i_builder_add(out, "\" font-size=\"");
    icp_i_markup_length(out, ICP_I_CHART_TEXT);
    icp_i_builder_add(out, "\"><title id=\"");
    icp_i_builder_add(out, name);
    icp_i_builder_add(out, "-t\">");
    icp_i_markup_text(out, title);
    icp_i_builder_add(out, "</title><desc id=\"");
    icp_i_builder_add(out, name);
    icp_i_builder_add(out, "-d\">");
    icp_i_markup_text(out, description);
    icp_i_builder_add(out, "</desc>\n");
}

void icp_i_svg_end(icp_i_builder *out) { icp_i_builder_add(out, "</svg>\n"); }

void icp_i_svg_line(icp_i_builder *out, double x1, double y1, double x2, double y2, const char *color, double width, const char *dashes)
{
    icp_i_builder_add(out, "<line");
    icp_i_markup_number(out, "x1", x1);
    icp_i_markup_number(out, "y1", y1);
    icp_i_markup_number(out, "x2", x2);
    icp_i_markup_number(out, "y2", y2);
    icp_i_markup_word(out, "stroke", color);
    icp_i_markup_number(out, "stroke-width", width);
    if (dashes) icp_i_markup_word(out, "stroke-dasharray", dashes);
    icp_i_builder_add(out, "/>");
}

void icp_i_svg_box(icp_i_builder *out, double x, double y, double width, double height, const char *color, double opacity)
{
    icp_i_builder_add(out, "<rect");
    icp_i_markup_number(out, "x", x);
    icp_i_markup_number(out, "y", y);
    icp_i_markup_number(out, "width", fmax(0, width));
    icp_i_markup_number(out, "height", fmax(0, height));
    icp_i_markup_word(out, "fill", color);
    if (opacity < 1) icp_i_markup_number(out, "fill-opacity", opacity);
    icp_i_builder_add(out, "/>");
}

void icp_i_svg_ring(icp_i_builder *out, double x, double y, double radius, const char *fill, double opacity, const char *stroke, double width)
{
    icp_i_builder_add(out, "<circle");
    icp_i_markup_number(out, "cx", x);
    icp_i_markup_number(out, "cy", y);
    icp_i_markup_number(out, "r", radius);
    icp_i_markup_word(out, "fill", fill);
    if (opacity < 1) icp_i_markup_number(out, "fill-opacity", opacity);
    icp_i_markup_word(out, "stroke", stroke);
    icp_i_markup_number(out, "stroke-width", width);
    icp_i_builder_add(out, "/>");
}

static void begin_text(icp_i_builder *out, double x, double y, icp_i_ink_style style)
{
    static const char *const anchors[] = {NULL, "middle", "end"};
    icp_i_builder_add(out, "<text");
    icp_i_markup_number(out, "x", x);
    icp_i_markup_number(out, "y", y);
    icp_i_markup_word(out, "fill", style.color ? style.color : ICP_I_INK);
    if (style.anchor != ICP_I_START) icp_i_markup_word(out, "text-anchor", anchors[style.anchor]);
    if (style.bold) icp_i_builder_add(out, " font-weight=\"bold\"");
    if (style.size > 0) icp_i_markup_number(out, "font-size", style.size);
    if (style.halo) icp_i_builder_add(out, " stroke=\"#FFFFFF\" stroke-width=\"0.7\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    icp_i_builder_char(out, '>');
}

void icp_i_svg_words(icp_i_builder *out, double x, double y, const char *text, icp_i_ink_style style)
{
    begin_text(out, x, y, style);
    icp_i_markup_text(out, text);
    icp_i_builder_add(out, "</text>\n");
}

/* ---- marks ---- */

static void move(icp_i_builder *out, char command, double x, double y)
{
    icp_i_builder_char(out, command);
    icp_i_markup_length(out, x);
    icp_i_builder_char(out, ' ');
    icp_i_markup_length(out, y);
}

/* Corners of the shapes around (0, 0) for a size of 2; a look without corners is a circle. */
static void add_shape(icp_i_builder *out, size_t look, double x, double y, double size)
{
    static const double square[] = {-.86, -.86, .86, -.86, .86, .86, -.86, .86}, up[] = {0, -1.1, 1.05, .75, -1.05, .75};
    static const double diamond[] = {0, -1.2, 1.1, 0, 0, 1.2, -1.1, 0}, down[] = {0, 1.1, 1.05, -.75, -1.05, -.75};
    static const double cross[] = {-.4, -1.1, .4,  -1.1, .4,  -.4, 1.1,  -.4, 1.1,  .4,  .4,  .4,
                                   .4,  1.1,  -.4, 1.1,  -.4, .4,  -1.1, .4,  -1.1, -.4, -.4, -.4};
    static const struct {
        const double *at;
        size_t corners;
    } shapes[ICP_I_LOOKS] = {{NULL, 0}, {square, 4}, {up, 3}, {diamond, 4}, {down, 3}, {cross, 12}};
    double half = size / 2;
    if (look == 0 || look >= ICP_I_LOOKS) {
        double radius = look == 0 ? half : 0.7 * half;
        move(out, 'M', x - radius, y);
        for (int side = 1; side >= -1; side -= 2) {
            move(out, 'a', radius, radius);
            icp_i_builder_add(out, " 0 1 0 ");
            icp_i_markup_length(out, 2 * side * radius);
            icp_i_builder_add(out, " 0");
        }
        icp_i_builder_char(out, 'z');
        return;
    }
    for (size_t c = 0; c < shapes[look].corners; c++)
        move(out, c == 0 ? 'M' : 'L', x + half * shapes[look].at[2 * c], y + half * shapes[look].at[2 * c + 1]);
    icp_i_builder_char(out, 'z');
}

void icp_i_svg_mark(icp_i_builder *out, size_t look, double x, double y, double size)
{
    icp_i_builder_add(out, "<path d=\"");
    add_shape(out, look, x, y, size);
    icp_i_builder_add(out, "\" stroke=\"#FFFFFF\" stroke-width=\"0.25\"");
    icp_i_markup_word(out, "fill", icp_i_look_color(look));
    icp_i_builder_add(out, "/>");
}

void icp_i_svg_cloud_begin(icp_i_builder *out) { icp_i_builder_add(out, "<path d=\""); }

void icp_i_svg_cloud_point(icp_i_builder *out, size_t look, double x, double y, double size) { add_shape(out, look, x, y, size); }

void icp_i_svg_cloud_end(icp_i_builder *out, size_t look, double opacity)
{
    icp_i_builder_char(out, '"');
    icp_i_markup_word(out, "fill", icp_i_look_color(look));
    icp_i_markup_number(out, "fill-opacity", opacity);
    icp_i_builder_add(out, "/>\n");
}

void icp_i_svg_ticks_begin(icp_i_builder *out) { icp_i_builder_add(out, "<g class=\"ticks\">"); }

void icp_i_svg_group_end(icp_i_builder *out) { icp_i_builder_add(out, "</g>\n"); }

double icp_i_nice_step(double range, size_t most)
{
    static const double steps[] = {1, 2, 5, 10};
    if (!(range > 0) || most == 0) return 1;
    double power = 1, least = range / (double)most * (1 - 1e-9);
    while (power * 10 <= least) power *= 10;
    while (power > least) power /= 10;
    for (size_t i = 0; i < 4; i++)
        if (steps[i] * power >= least) return steps[i] * power;
    return 10 * power;
}
