/* svg_map.c - the map of segments: a few points of each, the ellipse that holds half of its accounts, and its name beside it. Must not know: how the
 * axes were found. */
#include "report/html_parts.h"

#include <math.h>

#define LEFT 4.5
#define BOTTOM 4.5
#define KEY 3.0 /* the mark before a name */
#define CORNERS 40
#define HEADROOM 2.5 /* for a name over the highest */

typedef struct plot {
    double x0, y0, x_scale, y_scale, left, bottom; /* page x = left + (x - x0) * x_scale, page y = bottom - (y - y0) * y_scale */
} plot;

static double page_x(const plot *p, double x) { return p->left + (x - p->x0) * p->x_scale; }
static double page_y(const plot *p, double y) { return p->bottom - (y - p->y0) * p->y_scale; }

static void widen(double range[2], double value)
{
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

/* A map is read by distances, so both axes have one scale. */
static plot fit(const icp_result *result, double width, double height)
{
    double x[2] = {INFINITY, -INFINITY}, y[2] = {INFINITY, -INFINITY};
    for (size_t i = 0; i < result->map_point_count; i++) {
        widen(x, result->map_points[i].x);
        widen(y, result->map_points[i].y);
    }
    double spread_x = fmax(x[1] - x[0], 1e-9), spread_y = fmax(y[1] - y[0], 1e-9), w = width - LEFT - 4, h = height - BOTTOM - 4 - HEADROOM;
    double scale = fmin(w / spread_x, h / spread_y), stretch_x = fmin(w / spread_x / scale, 1.6), stretch_y = fmin(h / spread_y / scale, 1.6);
    plot p = {(x[0] + x[1]) / 2, (y[0] + y[1]) / 2, scale * stretch_x, scale * stretch_y, LEFT + 2 + w / 2, height - BOTTOM - 2 - h / 2};
    return p;
}

static const icp_i_group *group_of(const icp_i_sheet *sheet, size_t segment)
{
    for (size_t g = 0; g < sheet->group_count; g++)
        if (sheet->groups[g].index == segment) return &sheet->groups[g];
    return NULL;
}

static void draw_points(icp_i_sheet *sheet, const plot *p)
{
    for (size_t g = sheet->group_count; g-- > 0;) { /* the first on top */
        const icp_i_group *group = &sheet->groups[g];
        size_t drawn = 0;
        for (size_t i = 0; i < sheet->result->map_point_count; i++) {
            const icp_map_point *point = &sheet->result->map_points[i];
            if (point->segment != group->index) continue;
            if (drawn++ == 0) icp_i_svg_cloud_begin(&sheet->out);
            icp_i_svg_cloud_point(&sheet->out, group->look, page_x(p, point->x), page_y(p, point->y), 1.1);
        }
        if (drawn) icp_i_svg_cloud_end(&sheet->out, group->look, 0.42);
    }
}

static void ellipse_point(const icp_map_ellipse *e, double turn, double *x, double *y)
{
    double u = e->radius_x * cos(turn), v = e->radius_y * sin(turn);
    *x = e->x + u * cos(e->angle) - v * sin(e->angle);
    *y = e->y + u * sin(e->angle) + v * cos(e->angle);
}

/* The bounding box on the page. */
static icp_i_box draw_ellipse(icp_i_sheet *sheet, const plot *p, const icp_map_ellipse *e, size_t look)
{
    double xs[2] = {INFINITY, -INFINITY}, ys[2] = {INFINITY, -INFINITY};
    icp_i_builder_add(&sheet->out, "<path fill=\"none\" stroke-width=\"0.5\"");
    icp_i_markup_word(&sheet->out, "stroke", icp_i_look_color(look));
    icp_i_builder_add(&sheet->out, " d=\"");
    for (int c = 0; c < CORNERS; c++) {
        double x, y;
        ellipse_point(e, 2 * 3.14159265358979323846 * c / CORNERS, &x, &y);
        widen(xs, page_x(p, x));
        widen(ys, page_y(p, y));
        icp_i_builder_char(&sheet->out, c ? 'L' : 'M');
        icp_i_markup_length(&sheet->out, page_x(p, x));
        icp_i_builder_char(&sheet->out, ' ');
        icp_i_markup_length(&sheet->out, page_y(p, y));
    }
    icp_i_builder_add(&sheet->out, "z\"/>\n");
    return (icp_i_box){xs[0], ys[0], xs[1], ys[1]};
}

/* Above or below its ellipse, else beside it, else inside. */
static void draw_name(icp_i_sheet *sheet, icp_i_room *room, const icp_i_group *group, const icp_i_box *e)
{
    icp_i_phrase name;
    icp_i_phrase_start(&name);
    icp_i_phrase_segment(&name, group->segment);
    double width = icp_i_letters_width(name.text, ICP_I_CHART_TEXT, ICP_I_BOLD) + KEY + 0.6, height = 3.1, x = (e->left + e->right - width) / 2;
    double above = e->top - height - 0.3, below = e->bottom + 0.3, middle = (e->top + e->bottom - height) / 2, right = e->right - width;
    const double wanted[][2] = {{x, above}, {x, below}, {e->left, above}, {right, above}, {e->left, below}, {right, below}, {e->right + 0.5, middle},
                                {e->left - width - 0.5, middle}, {x, middle}};
    icp_i_box at = icp_i_room_take(room, wanted, sizeof wanted / sizeof wanted[0], width, height);
    icp_i_svg_mark(&sheet->out, group->look, at.left + 1.4, at.top + 1.6, 2.1);
    icp_i_svg_words(&sheet->out, at.left + KEY, at.top + 2.5, name.text, (icp_i_ink_style){.bold = true, .halo = true});
}

static void draw_axis_words(icp_i_sheet *sheet, double width, double height)
{
    for (size_t a = 0; a < 2 && sheet->result->map_axis[a]; a++) {
        icp_i_phrase words;
        icp_i_phrase_start(&words);
        icp_i_phrase_add(&words, a == 0 ? "across: " : "up: ");
        icp_i_phrase_user(&words, sheet->result->map_axis[a], 40);
        icp_i_phrase_add(&words, " (");
        icp_i_figure_percent(&words, sheet->result->map_share[a]);
        icp_i_phrase_add(&words, a == 0 ? " of the differences)" : ")");
        if (a == 1) icp_i_builder_add(&sheet->out, "<g transform=\"rotate(-90)\">");
        const char *fitted =
            icp_i_letters_fit(words.text, ICP_I_CHART_TEXT, ICP_I_PLAIN, a == 0 ? width - LEFT : height - BOTTOM - 1, 1, sheet->pool);
        if (!fitted) sheet->out.failed = true;
        double x = a == 0 ? width - 0.5 : -(height - BOTTOM) / 2, y = a == 0 ? height - 0.9 : 2.6;
        icp_i_svg_words(&sheet->out, x, y, fitted ? fitted : "", (icp_i_ink_style){.anchor = a == 0 ? ICP_I_END : ICP_I_MIDDLE, .color = ICP_I_SOFT});
        if (a == 1) icp_i_svg_group_end(&sheet->out);
    }
}

static void draw_segments(icp_i_sheet *sheet, const plot *p, double width, double height)
{
    icp_i_room room = {.frame = {LEFT + 0.5, 0.3, width, height - BOTTOM - 0.3}};
    icp_i_box boxes[ICP_I_LOOKS];
    const icp_i_group *groups[ICP_I_LOOKS];
    size_t count = 0;
    for (size_t i = 0; i < sheet->result->map_ellipse_count; i++) {
        const icp_i_group *group = group_of(sheet, sheet->result->map_ellipses[i].segment);
        if (!group || group->look >= ICP_I_LOOKS) continue;
        groups[count] = group;
        boxes[count] = draw_ellipse(sheet, p, &sheet->result->map_ellipses[i], group->look);
        icp_i_box box = boxes[count++];
        double cut_x = 0.2 * (box.right - box.left), cut_y = 0.2 * (box.bottom - box.top); /* corners of its box are outside of an ellipse */
        icp_i_room_mark(&room, (icp_i_box){box.left + cut_x, box.top + cut_y, box.right - cut_x, box.bottom - cut_y});
    }
    for (size_t i = 0; i < count && sheet->grouped; i++) draw_name(sheet, &room, groups[i], &boxes[i]);
}

static void title(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    icp_i_phrase_start(phrase);
    if (!sheet->grouped) {
        icp_i_phrase_add(phrase, "No clear difference between customers: one group");
        return;
    }
    icp_i_figure_word(phrase, sheet->group_count, true);
    switch (sheet->result->clustering.verdict) {
    case ICP_VERDICT_NATURAL: icp_i_phrase_add(phrase, " kinds of customer, with gaps between them"); break;
    case ICP_VERDICT_REPRODUCIBLE: icp_i_phrase_add(phrase, " cuts that are found again, without gaps"); break;
    case ICP_VERDICT_CONSTRUCTIVE: icp_i_phrase_add(phrase, " useful cuts, not natural groups"); break;
    case ICP_VERDICT_NONE: icp_i_phrase_add(phrase, " cuts of what looks like one group"); break;
    default: icp_i_phrase_add(phrase, " segments of customers"); break;
    }
}

void icp_i_html_map(icp_i_sheet *sheet, double width, double height)
{
    icp_i_phrase words;
    title(sheet, &words);
    icp_i_html_heading(sheet, words.text, width);
    height -= 5;
    icp_i_svg_begin(&sheet->out, "map", width, height, words.text,
                    "Each mark is a customer; customers that behave alike stand near each other. A line surrounds half of each segment's customers.");
    icp_i_svg_line(&sheet->out, LEFT, 0, LEFT, height - BOTTOM, ICP_I_LINE, 0.25, NULL);
    icp_i_svg_line(&sheet->out, LEFT, height - BOTTOM, width, height - BOTTOM, ICP_I_LINE, 0.25, NULL);
    if (sheet->result->map_point_count > 0) {
        plot p = fit(sheet->result, width, height);
        draw_points(sheet, &p);
        draw_segments(sheet, &p, width, height);
        draw_axis_words(sheet, width, height);
    } else {
        icp_i_svg_words(&sheet->out, width / 2, height / 2, "Nothing to draw: no column tells these customers apart.",
                        (icp_i_ink_style){.anchor = ICP_I_MIDDLE, .color = ICP_I_SOFT});
    }
    icp_i_svg_end(&sheet->out);
}
