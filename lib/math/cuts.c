/* cuts.c - see cuts.h. */
#include "math/cuts.h"

#include <math.h>

/* `times` multiples of digit * 10^exponent, computed so that 3 tenths are 0.3. */
static double multiple(double times, int digit, int exponent)
{
    return exponent >= 0 ? times * digit * pow(10, exponent) : times * digit / pow(10, -exponent);
}

double icp_i_round_number(double low, double high, double wanted)
{
    static const int digits[] = {5, 2, 1};
    if (low < 0 && high >= 0) return 0;
    int top = (int)ceil(log10(fmax(fabs(low), fabs(high)))) + 1;
    for (int exponent = top; exponent > top - 18; exponent--) {
        for (size_t d = 0; d < sizeof digits / sizeof digits[0]; d++) {
            double step = multiple(1, digits[d], exponent), first = floor(low / step) + 1, last = floor(high / step);
            if (!(last >= first)) continue;
            double nearest = fmin(fmax(ceil(wanted / step - .5), first), last), made = multiple(nearest, digits[d], exponent);
            if (made > low && made <= high) return made;
        }
    }
    return high;
}

/* Distinct values, counting no further than `enough`. */
static size_t count_distinct(const double *sorted, size_t n, size_t enough)
{
    size_t distinct = n > 0;
    for (size_t i = 1; i < n && distinct < enough; i++) distinct += sorted[i] > sorted[i - 1];
    return distinct;
}

static size_t add_cut(double *cut, size_t cuts, double value)
{
    if (cuts > 0 && !(value > cut[cuts - 1])) return cuts;
    cut[cuts] = value;
    return cuts + 1;
}

size_t icp_i_round_cuts(const double *sorted, size_t n, size_t bins, double *cut)
{
    size_t cuts = 0;
    if (count_distinct(sorted, n, bins + 1) <= bins) {
        for (size_t i = 1; i < n; i++)
            if (sorted[i] > sorted[i - 1]) cut[cuts++] = icp_i_round_number(sorted[i - 1], sorted[i], (sorted[i - 1] + sorted[i]) / 2);
        return cuts;
    }
    for (size_t b = 1; b < bins; b++) {
        double half = .5 / (double)bins, p = (double)b / (double)bins, last = (double)(n - 1);
        double value = sorted[(size_t)(p * last)], low = sorted[(size_t)((p - half) * last)], high = sorted[(size_t)((p + half) * last)];
        if (!(value > sorted[0])) continue;
        for (size_t i = (size_t)(p * last); i > 0 && !(low < value); i--) low = sorted[i - 1]; /* many equal values: the cut is below them all */
        cuts = add_cut(cut, cuts, icp_i_round_number(low, high, value));
    }
    return cuts;
}
