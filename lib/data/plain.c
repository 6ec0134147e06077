/* plain.c - see plain.h. */
#include "data/plain.h"

#include "base/decimal.h"
#include "data/date.h"

#include <string.h>

#define MOST_DIGITS 18 /* fit 64 bits */
#define EXACT ((uint64_t)1 << 53)

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

/* The digits among the eight bytes of a word, the first one lowest, up to the first that is none, as a number. */
static size_t word_digits(uint64_t word, uint64_t *value)
{
    word ^= 0x3030303030303030U;
    /* the high bit of a byte over 9; a carry only reaches bytes behind one that is no digit already */
    uint64_t other = ((word + 0x7676767676767676U) | word) & 0x8080808080808080U;
    size_t count = other ? (size_t)__builtin_ctzll(other) / 8 : 8;
    if (count == 0) return 0;
    word <<= 64 - 8 * count;
    word = word * 10 + (word >> 8); /* pairs, in every other byte */
    *value = ((word & 0x000000FF000000FFU) * 0x000F424000000064U + (word >> 16 & 0x000000FF000000FFU) * 0x0000271000000001U) >> 32;
    return count;
}

static uint64_t word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/* Adds the digits at `at` to *value, of which no more than 19 count; from there back to `first` everything may be read. */
static const char *take_digits(const char *first, const char *at, const char *end, uint64_t *value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    while (end - first >= 8 && at < end) {
        size_t left = (size_t)(end - at), wanted = left < 8 ? left : 8, count;
        uint64_t part = 0, word = left < 8 ? word_at(end - 8) >> (64 - 8 * left) : word_at(at);
        count = word_digits(word, &part);
        *value = *value * tens[count] + part;
        at += count;
        if (count < wanted) return at;
    }
#else
    (void)first;
#endif
    for (; at < end; at++) {
        unsigned digit = (unsigned)(unsigned char)*at - '0';
        if (digit > 9) break;
        *value = *value * 10 + digit;
    }
    return at;
}

bool icp_i_plain_figure(const char *text, size_t length, icp_i_plain *out)
{
    const char *end = text + length;
    bool negative = length > 0 && *text == '-';
    const char *first = text + negative;
    if (end - first > MOST_DIGITS + 1) return false;
    uint64_t mantissa = 0;
    const char *at = take_digits(first, first, end, &mantissa);
    size_t whole = (size_t)(at - first), behind = 0;
    if (whole == 0) return false;
    if (at < end) {
        if (*at != '.') return false;
        const char *fraction = at + 1;
        at = take_digits(first, fraction, end, &mantissa);
        behind = (size_t)(at - fraction);
        if (at < end || behind == 0) return false;
    }
    if (whole + behind > MOST_DIGITS) return false;
    /* both exact, so one rounding gives the nearest double */
    double value = (double)mantissa / powers[behind];
    if (mantissa >= EXACT && !icp_i_decimal_to_double(mantissa, -(int)behind, &value)) return false;
    out->value = negative ? -value : value;
    out->whole = whole;
    out->behind = behind;
    out->negative = negative;
    out->leading_zero = whole > 1 && *first == '0';
    out->grouped = behind == 3 && whole <= 3 && *first != '0';
    return true;
}

/* `count` digits at text, or -1. */
static int digits_at(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool valid_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || month < 1 || month > 12 || day < 1) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && leap);
}

bool icp_i_plain_date(const char *text, size_t length, double *days)
{
    if ((length != 10 && length != 19) || text[4] != '-' || text[7] != '-') return false;
    int year = digits_at(text, 4), month = digits_at(text + 5, 2), day = digits_at(text + 8, 2);
    if (!valid_day(year, month, day)) return false;
    double value = (double)icp_i_civil_days(year, month, day), fraction = 0;
    if (length == 19) {
        int hour = digits_at(text + 11, 2), minute = digits_at(text + 14, 2), second = digits_at(text + 17, 2);
        if ((text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') return false;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
        fraction = (double)(hour * 3600 + minute * 60 + second) / 86400;
    }
    *days = value + fraction;
    return true;
}
