/* svg_bubbles.c - segments by how much they use and how many of them buy more (are won, leave): area = customers, bars = intervals, a dashed line at
 * all customers. Without an outcome the height is the share of customers. Must not know: how rates were estimated. */
#include "report/html_parts.h"

#include <math.h>

#define LEFT 9.0
#define RIGHT 1.5
#define TOP 5.5
#define BOTTOM 8.0
#define KEY 3.0       /* the mark before a name */
#define NAMES 4       /* with more segments, ids */
#define LARGEST 8.0   /* radius of a bubble that is everybody */
#define ASIDE 5.0     /* a name may stand so far from its bubble where another one is close */

typedef struct plane {
    double left, right, top, bottom, x_low, x_high, y_high;
} plane;

static double page_x(const plane *p, double x) { return p->left + (x - p->x_low) / (p->x_high - p->x_low) * (p->right - p->left); }
static double page_y(const plane *p, double y) { return p->bottom - y / p->y_high * (p->bottom - p->top); }

/* How much the group uses; without usage columns groups stand side by side. */
static double across(const icp_i_sheet *sheet, size_t g)
{
    double usage = icp_i_summary_usage(sheet->groups[g].segment).value;
    return isnan(usage) ? ((double)g + 0.5) / (double)sheet->group_count : usage;
}

static bool has_usage(const icp_i_sheet *sheet) { return sheet->group_count > 0 && !isnan(sheet->groups[0].segment->usage_index.value); }

/* false: nothing is known of its height. */
static bool up(const icp_i_sheet *sheet, size_t g, icp_estimate *out)
{
    const icp_i_group *group = &sheet->groups[g];
    const icp_estimate *rate = icp_i_sheet_rate(sheet, group);
    if (rate) *out = *rate;
    else if (!sheet->outcome) *out = (icp_estimate){group->segment->share, NAN, NAN, NAN, group->segment->customers};
    return rate || !sheet->outcome;
}

static double overall(const icp_i_sheet *sheet) { return sheet->outcome ? icp_i_sheet_model(sheet)->overall.value : (double)NAN; }

static plane scale(const icp_i_sheet *sheet, double width, double height)
{
    double low = 1, high = 0, top = isnan(overall(sheet)) ? 0 : overall(sheet);
    for (size_t g = 0; g < sheet->group_count; g++) {
        icp_estimate y;
        low = fmin(low, across(sheet, g));
        high = fmax(high, across(sheet, g));
        if (up(sheet, g, &y)) top = fmax(top, isnan(y.high) ? y.value : y.high);
    }
    double pad = fmax(0.05, 0.25 * (high - low)), step = icp_i_nice_step(fmax(top, 0.01), 5);
    low = fmax(0, floor((low - pad) / 0.1 + 1e-9) * 0.1);
    high = fmin(1, ceil((high + pad) / 0.1 - 1e-9) * 0.1);
    if (!has_usage(sheet)) low = 0, high = 1;
    return (plane){LEFT, width - RIGHT, TOP, height - BOTTOM, low, high, ceil(top * 1.04 / step) * step};
}

static void percent_at(icp_i_sheet *sheet, double x, double y, double share, icp_i_anchor anchor)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_number(&words, round(1e6 * share) / 1e4);
    icp_i_phrase_add(&words, "%");
    icp_i_svg_words(&sheet->out, x, y, words.text, (icp_i_ink_style){.anchor = anchor, .color = ICP_I_SOFT, .halo = true});
}

static void draw_grid(icp_i_sheet *sheet, const plane *p)
{
    double step = icp_i_nice_step(p->y_high, 5);
    icp_i_svg_ticks_begin(&sheet->out);
    for (int t = 0; step * t <= p->y_high * (1 + 1e-9); t++) {
        double y = page_y(p, step * t);
        icp_i_svg_line(&sheet->out, p->left, y, p->right, y, t ? ICP_I_GRID : ICP_I_LINE, t ? 0.2 : 0.25, NULL);
        percent_at(sheet, p->left - 0.8, y + 0.9, step * t, ICP_I_END);
    }
    icp_i_svg_group_end(&sheet->out);
}

/* On top of bubbles that reach below zero. */
static void draw_usage_ticks(icp_i_sheet *sheet, const plane *p)
{
    double x_step = icp_i_nice_step(p->x_high - p->x_low, 5);
    icp_i_svg_ticks_begin(&sheet->out);
    for (int t = 0; has_usage(sheet) && p->x_low + x_step * t <= p->x_high * (1 + 1e-9); t++) {
        double x = p->x_low + x_step * t, at = page_x(p, x);
        percent_at(sheet, at, p->bottom + 3.2, x, t == 0 ? ICP_I_START : at > p->right - 3 ? ICP_I_END : ICP_I_MIDDLE);
    }
    icp_i_svg_group_end(&sheet->out);
}

static void draw_axis_words(icp_i_sheet *sheet, const plane *p, double height)
{
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_add(&words, "up: ");
    if (sheet->outcome) {
        icp_i_phrase_add(&words, sheet->outcome->rate);
        icp_i_phrase_add(&words, " with its ");
        icp_i_phrase_number(&words, 100 * sheet->result->settings.level);
        icp_i_phrase_add(&words, "% interval, held out; area: customers");
    } else {
        icp_i_phrase_add(&words, "share of customers");
    }
    icp_i_svg_words(&sheet->out, 0.5, 2.4, words.text, (icp_i_ink_style){.color = ICP_I_SOFT});
    const char *usage =
        has_usage(sheet) ? "across: uses more than this share of all customers" : "across: in the order of the table; no usage column (--usage)";
    icp_i_svg_words(&sheet->out, p->right, height - 0.9, usage, (icp_i_ink_style){.anchor = ICP_I_END, .color = ICP_I_SOFT});
}

static double radius_of(const icp_i_group *group) { return fmax(1.3, LARGEST * sqrt(group->segment->share)); }

static void draw_bubble(icp_i_sheet *sheet, icp_i_room *room, const plane *p, size_t g)
{
    const icp_i_group *group = &sheet->groups[g];
    const char *color = icp_i_look_color(group->look);
    icp_estimate y;
    if (!up(sheet, g, &y)) return;
    double x = page_x(p, across(sheet, g)), at = page_y(p, y.value), radius = radius_of(group), top = at - radius, bottom = at + radius;
    icp_i_svg_ring(&sheet->out, x, at, radius, color, 0.18, color, 0.3);
    if (!isnan(y.low)) {
        icp_i_svg_line(&sheet->out, x, page_y(p, y.low), x, page_y(p, y.high), color, 0.6, NULL);
        top = fmin(top, page_y(p, y.high)), bottom = fmax(bottom, page_y(p, y.low));
    }
    icp_i_svg_mark(&sheet->out, group->look, x, at, 2);
    icp_i_room_mark(room, (icp_i_box){x - radius, top, x + radius, bottom});
}

static void draw_name(icp_i_sheet *sheet, icp_i_room *room, const plane *p, size_t g)
{
    const icp_i_group *group = &sheet->groups[g];
    icp_estimate rate;
    if (!up(sheet, g, &rate)) return;
    icp_i_phrase name, figure;
    icp_i_phrase_start(&name);
    icp_i_phrase_start(&figure);
    bool short_name = sheet->named > NAMES;
    if (short_name) icp_i_phrase_add(&name, group->segment->id);
    else icp_i_phrase_segment(&name, group->segment);
    icp_i_figure_percent(&figure, rate.value);
    icp_i_phrase_add(&figure, " of ");
    icp_i_phrase_count(&figure, sheet->outcome ? rate.n : sheet->result->customers);
    double width =
        fmax(icp_i_letters_width(name.text, ICP_I_CHART_TEXT, ICP_I_BOLD), icp_i_letters_width(figure.text, ICP_I_CHART_TEXT, ICP_I_PLAIN)) + KEY +
        0.6;
    double x = page_x(p, across(sheet, g)), y = page_y(p, rate.value), radius = radius_of(group) + 0.7, height = 6;
    const double wanted[][2] = {{x + radius, y - height / 2},
                                {x - radius - width, y - height / 2},
                                {x - width / 2, y - radius - height},
                                {x - width / 2, y + radius},
                                {x + radius, y - height},
                                {x - radius - width, y - height},
                                {x + radius, y},
                                {x - radius - width, y},
                                {x + radius + ASIDE, y - height / 2},
                                {x - radius - width - ASIDE, y - height / 2}};
    icp_i_box at = icp_i_room_take(room, wanted, sizeof wanted / sizeof wanted[0], width, height);
    icp_i_ink_style style = {.bold = true, .halo = true};
    icp_i_svg_mark(&sheet->out, group->look, at.left + 1.4, at.top + 1.6, 2.1);
    icp_i_svg_words(&sheet->out, at.left + KEY, at.top + 2.5, name.text, style);
    style.bold = false;
    icp_i_svg_words(&sheet->out, at.left + KEY, at.top + 5.4, figure.text, style);
}

/* Names keep off it where there is room. */
static void draw_overall_line(icp_i_sheet *sheet, icp_i_room *room, const plane *p)
{
    double y = page_y(p, overall(sheet));
    if (isnan(y)) return;
    icp_i_svg_line(&sheet->out, p->left, y, p->right, y, "#404040", 0.3, "1.4 0.8");
    icp_i_room_mark(room, (icp_i_box){p->left, y - 0.3, p->right, y + 0.3});
}

static void draw_overall(icp_i_sheet *sheet, icp_i_room *room, const plane *p)
{
    if (isnan(overall(sheet))) return;
    icp_i_phrase words;
    icp_i_phrase_start(&words);
    icp_i_phrase_add(&words, "all: ");
    icp_i_figure_percent(&words, overall(sheet));
    double y = page_y(p, overall(sheet)), width = icp_i_letters_width(words.text, ICP_I_CHART_TEXT, ICP_I_PLAIN) + 0.6;
    const double wanted[][2] = {{p->left + 0.5, y - 3.2}, {p->right - width, y - 3.2}, {p->left + 0.5, y + 0.3}, {p->right - width, y + 0.3}};
    icp_i_box at = icp_i_room_take(room, wanted, 4, width, 2.9);
    icp_i_svg_words(&sheet->out, at.left + 0.3, at.top + 2.3, words.text, (icp_i_ink_style){.halo = true, .color = "#404040"});
}

/* ---- the finding ---- */

static size_t extreme(const icp_i_sheet *sheet, int sign)
{
    size_t best = 0;
    for (size_t g = 1; g < sheet->group_count; g++)
        if (sign * across(sheet, g) > sign * across(sheet, best)) best = g;
    return best;
}

/* +1: the heavier a group uses the higher its rate, from end to end; -1: the lower; 0: the intervals cannot tell. */
static int trend(const icp_i_sheet *sheet)
{
    const icp_estimate *most = icp_i_sheet_rate(sheet, &sheet->groups[extreme(sheet, 1)]),
                       *least = icp_i_sheet_rate(sheet, &sheet->groups[extreme(sheet, -1)]);
    if (!most || !least || !has_usage(sheet)) return 0;
    return most->low > least->high ? 1 : most->high < least->low ? -1 : 0;
}

static void title(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    static const char *const heavy[] = {"The heaviest users buy more", "The heaviest users are won more often",
                                        "The heaviest users leave more often"};
    static const char *const light[] = {"The lightest users buy more", "The lightest users are won more often",
                                        "The heaviest users leave less often"};
    icp_i_phrase_start(phrase);
    if (!sheet->outcome) {
        icp_i_phrase_add(phrase,
                         has_usage(sheet) ? "Who uses how much; no outcome to compare it with" : "How customers divide; no outcome to compare");
        return;
    }
    size_t which = sheet->outcome->role == ICP_ROLE_UPSELL ? 0 : sheet->outcome->role == ICP_ROLE_WIN ? 1 : 2;
    int direction = sheet->grouped ? trend(sheet) : 0;
    if (direction != 0) {
        icp_i_phrase_add(phrase, direction > 0 ? heavy[which] : light[which]);
        return;
    }
    icp_i_phrase_add(phrase, "No clear difference in ");
    icp_i_phrase_add(phrase, sheet->outcome->rate);
    icp_i_phrase_add(phrase, " by usage");
}

void icp_i_html_bubbles(icp_i_sheet *sheet, double width, double height)
{
    icp_i_phrase words;
    title(sheet, &words);
    icp_i_html_heading(sheet, words.text, width);
    height -= 5;
    icp_i_svg_begin(&sheet->out, "use", width, height, words.text,
                    "One bubble a segment, its area is the number of customers; the line is all customers.");
    plane p = scale(sheet, width, height);
    icp_i_room room = {.frame = {LEFT + 0.3, TOP - 2.2, width, height - BOTTOM}};
    draw_grid(sheet, &p);
    draw_axis_words(sheet, &p, height);
    draw_overall_line(sheet, &room, &p);
    for (size_t g = sheet->group_count; g-- > 0;) draw_bubble(sheet, &room, &p, g);
    draw_usage_ticks(sheet, &p);
    for (size_t g = 0; g < sheet->named && sheet->grouped; g++) draw_name(sheet, &room, &p, g);
    draw_overall(sheet, &room, &p);
    icp_i_svg_end(&sheet->out);
}
