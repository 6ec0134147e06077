/* number.c - see number.h. Reading: short numbers by one exact multiplication or division (Clinger 1990), those of up to 19 digits by whole numbers
 * (decimal.h), the rest by strtod_l under a "C" locale object. Writing: digits by whole numbers in the usual range, else the C library's, put
 * together here, so that no locale's decimal point gets through. */
#include "base/number.h"

#include "base/decimal.h"

#include <errno.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_POWERS 22      /* 10^22 is the largest power of ten that is a double */
#define EXACT_MANTISSA 53    /* bits */
#define WORD_DIGITS 19       /* fit 64 bits */
#define KEPT_DIGITS 800      /* more than the 768 that can decide a rounding */
#define EXPONENT_CAP 1000000 /* beyond it every number is 0 or infinite, however many digits stand before the exponent */

static const double powers[EXACT_POWERS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A number taken apart: the significant digits (no leading zeros) and the power of ten of the last kept one. */
typedef struct parts {
    bool negative, dropped; /* dropped: a digit that is not 0 stood behind the kept ones */
    size_t count;
    int64_t exponent;
    char digits[KEPT_DIGITS];
} parts;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void take_digit(parts *p, char digit, bool behind_point)
{
    if (p->count == 0 && digit == '0') {
        p->exponent -= behind_point;
    } else if (p->count < KEPT_DIGITS) {
        p->digits[p->count++] = digit;
        p->exponent -= behind_point;
    } else {
        p->dropped |= digit != '0';
        p->exponent += !behind_point;
    }
}

/* The text behind e or E; advances *at to the end of the text. */
static bool take_exponent(parts *p, const char *text, size_t length, size_t *at)
{
    size_t i = *at;
    bool negative = i < length && text[i] == '-';
    if (i < length && (text[i] == '-' || text[i] == '+')) i++;
    if (i == length) return false;
    int64_t value = 0;
    for (; i < length && is_digit(text[i]); i++)
        if (value < (int64_t)1 << 48) value = value * 10 + (text[i] - '0');
    p->exponent += negative ? -value : value;
    *at = i;
    return i == length;
}

static bool take_apart(const char *text, size_t length, parts *p)
{
    size_t i = 0, seen = 0;
    p->negative = length > 0 && text[0] == '-';
    p->dropped = false;
    p->count = 0;
    p->exponent = 0;
    if (length > 0 && (text[0] == '-' || text[0] == '+')) i++;
    for (; i < length && is_digit(text[i]); i++, seen++) take_digit(p, text[i], false);
    if (i < length && text[i] == '.')
        for (i++; i < length && is_digit(text[i]); i++, seen++) take_digit(p, text[i], true);
    if (seen == 0) return false;
    if (i == length) return true;
    if (text[i] != 'e' && text[i] != 'E') return false;
    i++;
    return take_exponent(p, text, length, &i);
}

/* One rounding of exact numbers gives the nearest double: of digits and a power of ten that both are doubles, else of whole numbers. */
static bool exact(const parts *p, double *out)
{
    if (p->count > WORD_DIGITS) return false;
    uint64_t mantissa = 0;
    for (size_t i = 0; i < p->count; i++) mantissa = mantissa * 10 + (uint64_t)(p->digits[i] - '0');
    if (p->exponent > WORD_DIGITS + EXACT_POWERS || p->exponent < -WORD_DIGITS - EXACT_POWERS) return false;
    if (mantissa >> EXACT_MANTISSA || p->exponent > EXACT_POWERS || p->exponent < -EXACT_POWERS)
        return icp_i_decimal_to_double(mantissa, (int)p->exponent, out);
    *out = p->exponent < 0 ? (double)mantissa / powers[-p->exponent] : (double)mantissa * powers[p->exponent];
    return true;
}

/* The general case. newlocale gives the C library's own constant object for "C": nothing is allocated, nothing of the process changes. */
static bool by_library(const parts *p, double *out)
{
    char text[KEPT_DIGITS + 40];
    int64_t exponent = p->exponent;
    if (exponent > EXPONENT_CAP) exponent = EXPONENT_CAP;
    if (exponent < -EXPONENT_CAP) exponent = -EXPONENT_CAP;
    memcpy(text, p->digits, p->count);
    snprintf(text + p->count, sizeof text - p->count, "%se%lld", p->dropped ? "1" : "", (long long)exponent - p->dropped);
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c) return false;
    int before = errno;
    *out = strtod_l(text, NULL, c);
    errno = before;
    freelocale(c);
    return true;
}

bool icp_i_number_parse(const char *text, size_t length, double *out)
{
    parts p;
    double value = 0;
    if (!take_apart(text, length, &p)) return false;
    if (p.count > 0 && !exact(&p, &value) && !by_library(&p, &value)) return false;
    if (!isfinite(value)) return false;
    *out = p.negative ? -value : value;
    return true;
}

bool icp_i_count_parse(const char *text, size_t length, uint64_t *out)
{
    uint64_t value = 0;
    if (length == 0) return false;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(text[i])) return false;
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) || __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value)) return false;
    }
    *out = value;
    return true;
}

/* `count` significant digits of |value| and its decimal exponent; digits has room for 17 and a NUL. Whatever stands between the digits of
 * the printed text is the locale's decimal point. */
static int digits_of(double value, int count, char *digits)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", count - 1, fabs(value));
    char *at = text, *end = strchr(text, 'e');
    for (; at < end; at++)
        if (is_digit(*at)) *digits++ = *at;
    *digits = '\0';
    return (int)strtol(end + 1, NULL, 10);
}

/* The fewest digits that read back as |value|, outside the usual range. A normal double that has a form of up to 15 digits shows it when printed
 * with 15; only below the normal range can a shorter one hide. */
static int search_digits(double value, char *digits)
{
    int exponent = 0;
    for (int count = fabs(value) < DBL_MIN ? 1 : 15; count <= 17; count++) {
        char text[40];
        double back;
        exponent = digits_of(value, count, digits);
        int length = snprintf(text, sizeof text, "%se%d", digits, exponent - count + 1);
        if (icp_i_number_parse(text, (size_t)length, &back) && back == fabs(value)) break;
    }
    size_t last = strlen(digits);
    while (last > 1 && digits[last - 1] == '0') digits[--last] = '\0';
    return exponent;
}

/* Puts bytes behind `used` others; how many there are then. printf would take longer than finding the digits. */
static size_t put(char *out, size_t used, const char *bytes, size_t size)
{
    memcpy(out + used, bytes, size);
    return used + size;
}

/* The digits of a whole number, and a NUL; how many. */
static size_t put_whole(char *out, uint64_t value)
{
    char backwards[24];
    size_t at = sizeof backwards;
    do backwards[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    size_t used = put(out, 0, backwards + at, sizeof backwards - at);
    out[used] = '\0';
    return used;
}

/* The fewest digits that read back as |value|; returns the power of ten of the first. */
static int shortest_digits(double value, char *digits)
{
    uint64_t whole;
    int exponent;
    if (!icp_i_decimal_shortest(fabs(value), &whole, &exponent)) return search_digits(value, digits);
    return exponent + (int)put_whole(digits, whole) - 1;
}

/* ECMAScript's layout, which is also that of canonical JSON (RFC 8785): plain from 1e-6 up to below 1e21, else with an exponent. */
static size_t lay_out(const char *digits, int exponent, char *out)
{
    int count = (int)strlen(digits);
    if (exponent >= 21 || exponent < -6)
        return (size_t)snprintf(out, ICP_I_NUMBER_SIZE - 1, "%.1s%s%se%+d", digits, count > 1 ? "." : "", digits + 1, exponent);
    size_t used = exponent < 0 ? put(out, 0, "0.00000", (size_t)(1 - exponent)) : 0;
    size_t whole = exponent < 0 ? 0 : exponent + 1 < count ? (size_t)(exponent + 1) : (size_t)count;
    used = put(out, used, digits, whole);
    if (exponent >= count) used = put(out, used, "00000000000000000000", (size_t)(exponent + 1 - count));
    if (exponent >= 0 && whole < (size_t)count) used = put(out, used, ".", 1);
    used = put(out, used, digits + whole, (size_t)count - whole);
    out[used] = '\0';
    return used;
}

size_t icp_i_number_format(double value, char buffer[ICP_I_NUMBER_SIZE])
{
    char digits[24];
    size_t sign = signbit(value) ? 1 : 0;
    buffer[0] = '\0';
    if (!isfinite(value)) return 0;
    buffer[0] = '-';
    if (fabs(value) < 1e15 && value == trunc(value))
        return sign + put_whole(buffer + sign, (uint64_t)fabs(value));
    int exponent = shortest_digits(value, digits);
    return sign + lay_out(digits, exponent, buffer + sign);
}

size_t icp_i_number_fixed(double value, int decimals, char buffer[ICP_I_NUMBER_SIZE])
{
    char text[64];
    if (decimals < 0) decimals = 0;
    if (decimals > 9) decimals = 9;
    if (!(fabs(value) < 1e15)) return icp_i_number_format(value, buffer);
    size_t length = (size_t)snprintf(text, sizeof text, "%.*f", decimals, fabs(value));
    size_t whole = 0, used = 0;
    while (is_digit(text[whole])) whole++;
    bool zero = strspn(text, "0") == whole && strspn(text + length - (size_t)decimals, "0") == (size_t)decimals;
    if (signbit(value) && !zero) buffer[used++] = '-';
    memcpy(buffer + used, text, whole);
    used += whole;
    if (decimals > 0) {
        buffer[used++] = '.';
        memcpy(buffer + used, text + length - (size_t)decimals, (size_t)decimals);
        used += (size_t)decimals;
    }
    buffer[used] = '\0';
    return used;
}
