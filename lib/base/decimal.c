/* decimal.c - see decimal.h. A power of ten is a power of five, which is multiplied or divided exactly, and a power of two, which only moves bits. */
#include "base/decimal.h"

#include <string.h>

#define MOST_POWER 27  /* 5^27 is the largest power of five below 2^63 */
#define MANTISSA 53    /* bits of a double */
#define PRECISION 17   /* digits that tell any two doubles apart */
#define BIAS 1075      /* of the exponent of a double whose mantissa is a whole number */
#define LEAST 1e-10    /* below it, or from MOST on, 128 bits do not hold the products */
#define MOST 0x1p53

__extension__ typedef unsigned __int128 wide;

static const uint64_t fives[MOST_POWER + 1] = {1,
                                               5,
                                               25,
                                               125,
                                               625,
                                               3125,
                                               15625,
                                               78125,
                                               390625,
                                               1953125,
                                               9765625,
                                               48828125,
                                               244140625,
                                               1220703125,
                                               6103515625,
                                               30517578125,
                                               152587890625,
                                               762939453125,
                                               3814697265625,
                                               19073486328125,
                                               95367431640625,
                                               476837158203125,
                                               2384185791015625,
                                               11920928955078125,
                                               59604644775390625,
                                               298023223876953125,
                                               1490116119384765625,
                                               7450580596923828125};

static int bits_of(wide n)
{
    uint64_t high = (uint64_t)(n >> 64), low = (uint64_t)n;
    return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

static double power_of_two(int exponent)
{
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* n * 2^exponent, to the nearest double; `more`: something below the last bit of n. n > 0; the result is a normal number. */
static double round_bits(wide n, bool more, int exponent)
{
    int drop = bits_of(n) - MANTISSA;
    if (drop > 0) {
        wide rest = n & (((wide)1 << drop) - 1), half = (wide)1 << (drop - 1);
        n >>= drop;
        exponent += drop;
        n += rest > half || (rest == half && (more || (n & 1)));
    }
    return (double)(uint64_t)n * power_of_two(exponent); /* both exact */
}

bool icp_i_decimal_to_double(uint64_t mantissa, int exponent, double *out)
{
    if (exponent > MOST_POWER || exponent < -MOST_POWER) return false;
    if (mantissa == 0) {
        *out = 0;
    } else if (exponent >= 0) {
        *out = round_bits((wide)mantissa * fives[exponent], false, exponent);
    } else {
        /* the quotient keeps at least 128 - 63 - 1 bits: more than a mantissa and what decides its rounding */
        int up = 128 - bits_of(mantissa);
        wide whole = (wide)mantissa << up;
        uint64_t by = fives[-exponent];
        *out = round_bits(whole / by, whole % by != 0, exponent - up);
    }
    return true;
}

/* ---- shortest digits ---- */

/* Decimals that give `value` 17 significant digits, or one more. */
static int decimals_for(double value)
{
    int decimals = PRECISION - 1;
    for (double power = 10; power <= value; power *= 10) decimals--;
    for (double power = 1; value * power < 1 && decimals < MOST_POWER - 1; power *= 10) decimals++;
    return decimals;
}

/* Every number that reads back as the value, times a power of ten: whole numbers from low to high. */
typedef struct interval {
    uint64_t low, high, value; /* value: rounded down */
    int rest;                  /* what was cut off the value against one half: -1 less, but not 0; 0: nothing; 1: the half; 2: more */
} interval;

static interval interval_of(double value, int decimals)
{
    uint64_t bits, fraction;
    memcpy(&bits, &value, sizeof bits);
    fraction = bits & (((uint64_t)1 << 52) - 1);
    uint64_t mantissa = fraction | (uint64_t)1 << 52;
    int down = BIAS + 2 - (int)(bits >> 52) - decimals; /* bits behind the whole numbers; a quarter of the last bit is 1 */
    wide five = fives[decimals], unit = ((wide)1 << down) - 1, half = ((wide)1 << down) >> 1;
    wide at = 4 * mantissa * five, above = (4 * mantissa + 2) * five, below = (4 * mantissa - (fraction == 0 ? 1 : 2)) * five;
    bool even = mantissa % 2 == 0; /* then the ends of the interval read back too */
    interval i = {.value = (uint64_t)(at >> down)};
    i.high = (uint64_t)(above >> down) - ((above & unit) == 0 && !even);
    i.low = (uint64_t)(below >> down) + ((below & unit) != 0 || !even);
    wide cut = at & unit;
    i.rest = cut == 0 ? 0 : cut < half ? -1 : cut == half ? 1 : 2;
    return i;
}

/* The multiple of `step` in the interval that is nearest to the value. */
static uint64_t nearest(const interval *i, uint64_t step)
{
    uint64_t down = i->value / step, rest = i->value - down * step, half = step / 2;
    bool up, tie;
    if (step == 1) {
        up = i->rest == 2;
        tie = i->rest == 1;
    } else {
        up = rest > half || (rest == half && i->rest != 0);
        tie = rest == half && i->rest == 0;
    }
    if (tie) up = down % 2 == 1;
    if (down * step < i->low) up = true;
    if ((down + 1) * step > i->high) up = false;
    return down + up;
}

bool icp_i_decimal_shortest(double value, uint64_t *digits, int *exponent)
{
    if (!(value >= LEAST && value < MOST)) return false;
    int decimals = decimals_for(value);
    interval i = interval_of(value, decimals);
    uint64_t step = 1;
    int dropped = 0;
    /* a multiple of a step lies in the interval when it has been passed between the number below the interval and its high end */
    for (uint64_t below = (i.low - 1) / 10, high = i.high / 10; high > below; below /= 10, high /= 10, dropped++) step *= 10;
    *digits = nearest(&i, step);
    for (; *digits % 10 == 0; dropped++) *digits /= 10;
    *exponent = dropped - decimals;
    return true;
}
