/* figures.c - how figures read on the page: rates, ranges, ratios, short numbers. Must not know: which. */
#include "report/sheet.h"

#include <math.h>

#define DASH "\xE2\x80\x93"
#define TIMES "\xC3\x97"

void icp_i_figure_word(icp_i_phrase *phrase, size_t count, bool capital)
{
    static const char *const words[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
    if (count >= sizeof words / sizeof words[0]) {
        icp_i_phrase_count(phrase, count);
        return;
    }
    char first[2] = {(char)(words[count][0] - (capital ? 'a' - 'A' : 0)), '\0'};
    icp_i_phrase_add(phrase, first);
    icp_i_phrase_add(phrase, words[count] + 1);
}

/* Below two percent a whole number would hide too much. */
static int decimals_of(double share) { return share > 0 && share < 0.0195 ? 1 : 0; }

void icp_i_figure_percent(icp_i_phrase *phrase, double share)
{
    icp_i_phrase_fixed(phrase, 100 * share, decimals_of(share));
    if (!isnan(share)) icp_i_phrase_add(phrase, "%");
}

void icp_i_figure_percents(icp_i_phrase *phrase, double low, double high)
{
    int decimals = decimals_of(high);
    icp_i_phrase_fixed(phrase, 100 * low, decimals);
    icp_i_phrase_add(phrase, DASH);
    icp_i_phrase_fixed(phrase, 100 * high, decimals);
    icp_i_phrase_add(phrase, "%");
}

static int ratio_decimals(double ratio) { return ratio < 0.95 ? 2 : ratio < 99.5 ? 1 : 0; }

void icp_i_figure_times(icp_i_phrase *phrase, double ratio)
{
    icp_i_phrase_fixed(phrase, ratio, ratio_decimals(ratio));
    if (!isnan(ratio)) icp_i_phrase_add(phrase, TIMES);
}

void icp_i_figure_ratios(icp_i_phrase *phrase, double low, double high)
{
    icp_i_phrase_fixed(phrase, low, ratio_decimals(high));
    icp_i_phrase_add(phrase, DASH);
    icp_i_phrase_fixed(phrase, high, ratio_decimals(high));
}

void icp_i_figure_rate(icp_i_phrase *phrase, const icp_estimate *rate)
{
    icp_i_figure_percent(phrase, rate->value);
    if (isnan(rate->value)) return;
    icp_i_phrase_add(phrase, " (");
    icp_i_figure_percents(phrase, rate->low, rate->high);
    icp_i_phrase_add(phrase, ")");
}

void icp_i_figure_lift(icp_i_phrase *phrase, const icp_estimate *ratio)
{
    icp_i_figure_times(phrase, ratio->value);
    if (isnan(ratio->value)) return;
    icp_i_phrase_add(phrase, " (");
    icp_i_figure_ratios(phrase, ratio->low, ratio->high);
    icp_i_phrase_add(phrase, ")");
}

void icp_i_figure_short(icp_i_phrase *phrase, double value)
{
    double size = fabs(value);
    if (!(size >= 9999.5)) {
        icp_i_phrase_number(phrase, value);
        return;
    }
    double unit = size >= 999.5e9 ? 1e12 : size >= 999.5e6 ? 1e9 : size >= 999.5e3 ? 1e6 : 1e3, scaled = value / unit;
    icp_i_phrase_fixed(phrase, scaled, fabs(scaled) >= 99.95 ? 0 : fabs(scaled) >= 9.995 ? 1 : 2);
    icp_i_phrase_add(phrase, unit == 1e12 ? "T" : unit == 1e9 ? "B" : unit == 1e6 ? "M" : "k");
}

void icp_i_figure_count(icp_i_phrase *phrase, size_t count)
{
    if (count < 100000) icp_i_phrase_count(phrase, count);
    else icp_i_figure_short(phrase, (double)count);
}

void icp_i_figure_sentence(icp_i_phrase *phrase, const char *clause)
{
    size_t mark = phrase->used;
    icp_i_phrase_user(phrase, clause, 0);
    if (phrase->used == mark) return;
    if (phrase->text[mark] >= 'a' && phrase->text[mark] <= 'z') phrase->text[mark] = (char)(phrase->text[mark] - ('a' - 'A'));
    char last = phrase->text[phrase->used - 1];
    if (last != '.' && last != '!' && last != '?') icp_i_phrase_add(phrase, ".");
}

void icp_i_figure_part(icp_i_phrase *phrase, icp_part part)
{
    icp_i_phrase_count(phrase, part.n);
    icp_i_phrase_add(phrase, " of ");
    icp_i_phrase_count(phrase, part.of);
}
