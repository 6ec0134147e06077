/* plain.c - see plain.h. */
#include "data/plain.h"

#include "base/decimal.h"
#include "data/date.h"

#include <string.h>

#define MOST_DIGITS 18 /* fit 64 bits */
#define EXACT ((uint64_t)1 << 53)
#define ZEROS 0x3030303030303030U
#define HIGH_BITS 0x8080808080808080U

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

/* A figure without its sign. */
typedef struct digits {
    uint64_t mantissa;
    size_t whole, behind; /* digits before and behind the point */
} digits;

/* ---- byte by byte ---- */

static size_t take_digits(const char *text, size_t length, uint64_t *value)
{
    size_t count = 0;
    for (; count < length; count++) {
        unsigned digit = (unsigned)(unsigned char)text[count] - '0';
        if (digit > 9) break;
        *value = *value * 10 + digit;
    }
    return count;
}

static bool read_bytes(const char *text, size_t length, digits *out)
{
    *out = (digits){0, 0, 0};
    if (length > MOST_DIGITS + 1) return false;
    size_t whole = out->whole = take_digits(text, length, &out->mantissa);
    if (whole == length) return true;
    if (text[whole] != '.') return false;
    out->behind = take_digits(text + whole + 1, length - whole - 1, &out->mantissa);
    return out->behind > 0 && whole + 1 + out->behind == length;
}

/* ---- eight bytes at a time: the first byte of a text is the lowest of its word ---- */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

static inline uint64_t word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/* Four to eight bytes, zeros behind them; nothing beyond the text is read. */
static inline uint64_t short_word(const char *text, size_t length)
{
    uint32_t front, back;
    if (length == 8) return word_at(text);
    memcpy(&front, text, sizeof front);
    memcpy(&back, text + length - 4, sizeof back);
    return front | (uint64_t)back << (8 * (length - 4));
}

/* The high bit of every byte that is no digit. A carry only reaches bytes behind one that is neither a digit nor a sign below the digits, such as
 * the point: up to there the bits are right. */
static inline uint64_t others(uint64_t word)
{
    word ^= ZEROS;
    return ((word + 0x7676767676767676U) | word) & HIGH_BITS;
}

static inline size_t first_of(uint64_t bits)
{
    return bits ? (size_t)__builtin_ctzll(bits) / 8 : 8;
}

/* The number that the eight digits of a word make; each byte has its digit's value. */
static inline uint64_t eight_digits(uint64_t word)
{
    word = word * 10 + (word >> 8); /* pairs, in every other byte */
    return ((word & 0x000000FF000000FFU) * 0x000F424000000064U + (word >> 16 & 0x000000FF000000FFU) * 0x0000271000000001U) >> 32;
}

/* Four to eight bytes. */
static inline bool read_short(const char *text, size_t length, digits *out)
{
    uint64_t word = short_word(text, length), other = others(word);
    size_t whole = first_of(other), count = length;
    word ^= ZEROS;
    if (whole == 0) return false;
    if (whole < length) {
        count = length - 1;
        if (text[whole] != '.' || whole == count || first_of(other & (other - 1)) != length) return false;
        uint64_t before = ((uint64_t)1 << (8 * whole)) - 1;
        word = (word & before) | (word >> 8 & ~before);
    }
    *out = (digits){eight_digits(word << (64 - 8 * count)), whole, count - whole};
    return true;
}

/* More than eight bytes with a point among the first eight; the others are fewer. */
static inline bool read_fraction(const char *text, size_t length, digits *out)
{
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    uint64_t word = word_at(text), mantissa;
    size_t whole = first_of(others(word)), behind = length - whole - 1, left = behind;
    if (whole == 0 || whole == 8 || text[whole] != '.' || length > MOST_DIGITS + 1) return false;
    mantissa = eight_digits((word ^ ZEROS) << (64 - 8 * whole));
    for (const char *at = text + whole + 1; left > 8; at += 8, left -= 8) {
        word = word_at(at);
        if (others(word)) return false;
        mantissa = mantissa * tens[8] + eight_digits(word ^ ZEROS);
    }
    uint64_t last = ~(uint64_t)0 << (64 - 8 * left); /* the bytes that are left end the text */
    word = word_at(text + length - 8);
    if (others(word) & last) return false;
    *out = (digits){mantissa * tens[left] + eight_digits((word ^ ZEROS) & last), whole, behind};
    return true;
}

static inline bool read_digits(const char *text, size_t length, digits *out)
{
    if (length < 4) return read_bytes(text, length, out);
    return length <= 8 ? read_short(text, length, out) : read_fraction(text, length, out) || read_bytes(text, length, out);
}

#else

static bool read_digits(const char *text, size_t length, digits *out)
{
    return read_bytes(text, length, out);
}

#endif

/* One or two digits, as counts and flags have: nothing else of that length is a figure. */
static inline bool read_tiny(const char *text, size_t length, bool negative, icp_i_plain *out)
{
    unsigned front = (unsigned)(unsigned char)text[0] - '0', back = (unsigned)(unsigned char)text[length - 1] - '0';
    if (front > 9 || back > 9) return false;
    double value = (double)(int)(length == 1 ? front : front * 10 + back);
    *out = (icp_i_plain){negative ? -value : value, length, 0, negative, length == 2 && front == 0, false};
    return true;
}

bool icp_i_plain_figure(const char *text, size_t length, icp_i_plain *out)
{
    bool negative = length > 0 && *text == '-';
    digits d;
    text += negative;
    length -= negative;
    if (length == 1 || length == 2) return read_tiny(text, length, negative, out);
    if (!read_digits(text, length, &d) || d.whole == 0 || d.whole + d.behind > MOST_DIGITS) return false;
    /* both exact, so one rounding gives the nearest double */
    double value = (double)(int64_t)d.mantissa;
    if (d.behind > 0) value /= powers[d.behind];
    if (d.mantissa >= EXACT && !icp_i_decimal_to_double(d.mantissa, -(int)d.behind, &value)) return false;
    out->value = negative ? -value : value;
    out->whole = d.whole;
    out->behind = d.behind;
    out->negative = negative;
    out->leading_zero = d.whole > 1 && *text == '0';
    out->grouped = d.behind == 3 && d.whole <= 3 && *text != '0';
    return true;
}

/* ---- dates ---- */

/* Two digits at text; 100 and more when one of them is none. */
static inline unsigned two_digits(const char *text)
{
    unsigned tens = (unsigned)(unsigned char)text[0] - '0', ones = (unsigned)(unsigned char)text[1] - '0';
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

static bool valid_day(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

bool icp_i_plain_date(const char *text, size_t length, double *days)
{
    if ((length != 10 && length != 19) || text[4] != '-' || text[7] != '-') return false;
    unsigned century = two_digits(text), of_century = two_digits(text + 2), month = two_digits(text + 5), day = two_digits(text + 8);
    unsigned year = century * 100 + of_century;
    if (of_century > 99 || !valid_day(year, month, day)) return false;
    double value = (double)icp_i_civil_days((int)year, (int)month, (int)day);
    if (length == 19) {
        unsigned hour = two_digits(text + 11), minute = two_digits(text + 14), second = two_digits(text + 17);
        if ((text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') return false;
        if (hour > 23 || minute > 59 || second > 60) return false;
        value += (double)(int)(hour * 3600 + minute * 60 + second) / 86400;
    }
    *days = value;
    return true;
}
