/* phrase.c - see phrase.h. */
#include "report/phrase.h"

#include "base/number.h"
#include "icpcluster/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void icp_i_phrase_start(icp_i_phrase *phrase)
{
    phrase->used = 0;
    phrase->text[0] = '\0';
}

static void add_bytes(icp_i_phrase *phrase, const char *bytes, size_t length)
{
    if (phrase->used + length >= sizeof phrase->text) return;
    memcpy(phrase->text + phrase->used, bytes, length);
    phrase->used += length;
    phrase->text[phrase->used] = '\0';
}

void icp_i_phrase_add(icp_i_phrase *phrase, const char *words) { add_bytes(phrase, words, strlen(words)); }

void icp_i_phrase_user(icp_i_phrase *phrase, const char *text, size_t columns)
{
    char shown[1024];
    icp_text_shown(text, shown, sizeof shown);
    if (columns == 0 || icp_i_shown_width(shown) <= columns) {
        icp_i_phrase_add(phrase, shown);
        return;
    }
    add_bytes(phrase, shown, icp_i_shown_fit(shown, columns - 1));
    icp_i_phrase_add(phrase, ICP_I_CUT);
}

/* Adds the digits of a whole number with a comma between thousands. */
static void add_grouped(icp_i_phrase *phrase, const char *digits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) add_bytes(phrase, ",", 1);
        add_bytes(phrase, digits + i, 1);
    }
}

void icp_i_phrase_count(icp_i_phrase *phrase, uint64_t count)
{
    char digits[32];
    add_grouped(phrase, digits, (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)count));
}

void icp_i_phrase_fixed(icp_i_phrase *phrase, double value, int decimals)
{
    char digits[ICP_I_NUMBER_SIZE];
    if (!isfinite(value) || fabs(value) >= 1e15) {
        if (isfinite(value)) icp_i_number_format(value, digits);
        icp_i_phrase_add(phrase, isnan(value) ? "-" : isinf(value) ? "unbounded" : digits);
        return;
    }
    icp_i_number_fixed(fabs(value) * (1 + 1e-12), decimals, digits); /* halves go up, also those a product left just below */
    size_t whole = strcspn(digits, ".");
    if (value < 0 && strspn(digits, "0.") != strlen(digits)) add_bytes(phrase, "-", 1);
    add_grouped(phrase, digits, whole);
    icp_i_phrase_add(phrase, digits + whole);
}

void icp_i_phrase_number(icp_i_phrase *phrase, double value)
{
    double size = fabs(value);
    int decimals = size >= 99.95 || size == 0 || size == floor(size) ? 0 : size >= 9.995 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    icp_i_phrase_fixed(phrase, value, decimals);
}

static int percent_decimals(double share) { return share < 0.0995 && share > 0 ? 1 : 0; }

void icp_i_phrase_percent(icp_i_phrase *phrase, double share)
{
    icp_i_phrase_fixed(phrase, 100 * share, percent_decimals(share));
    if (!isnan(share)) icp_i_phrase_add(phrase, "%");
}

void icp_i_phrase_percents(icp_i_phrase *phrase, double low, double high)
{
    int decimals = percent_decimals(high);
    icp_i_phrase_fixed(phrase, 100 * low, decimals);
    icp_i_phrase_add(phrase, "-");
    icp_i_phrase_fixed(phrase, 100 * high, decimals);
    icp_i_phrase_add(phrase, "%");
}

static void add_n(icp_i_phrase *phrase, size_t n)
{
    icp_i_phrase_add(phrase, ", n ");
    icp_i_phrase_count(phrase, n);
    icp_i_phrase_add(phrase, ")");
}

void icp_i_phrase_rate(icp_i_phrase *phrase, const icp_estimate *rate, const char *unit)
{
    icp_i_phrase_percent(phrase, rate->value);
    if (isnan(rate->value)) return;
    icp_i_phrase_add(phrase, unit);
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_percents(phrase, rate->low, rate->high);
    add_n(phrase, rate->n);
}

void icp_i_phrase_ratio(icp_i_phrase *phrase, const icp_estimate *ratio, const char *unit)
{
    icp_i_phrase_fixed(phrase, ratio->value, 2);
    if (isnan(ratio->value)) return;
    icp_i_phrase_add(phrase, unit);
    icp_i_phrase_add(phrase, " (");
    icp_i_phrase_fixed(phrase, ratio->low, 2);
    icp_i_phrase_add(phrase, ratio->low < 0 ? " to " : "-");
    icp_i_phrase_fixed(phrase, ratio->high, 2);
    add_n(phrase, ratio->n);
}

void icp_i_phrase_back(icp_i_phrase *phrase, size_t mark)
{
    phrase->used = mark;
    phrase->text[mark] = '\0';
}

void icp_i_phrase_pad(icp_i_phrase *phrase, size_t column)
{
    size_t width = icp_i_shown_width(phrase->text);
    if (width >= column && phrase->used > 0) add_bytes(phrase, " ", 1);
    for (; width < column; width++) add_bytes(phrase, " ", 1);
}
