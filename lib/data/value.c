/* value.c - see value.h. */
#include "data/value.h"

#include "base/letter_case.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

#define FIGURE_LIMIT 64    /* bytes; nothing longer is a figure */
#define CURRENCY_LETTERS 3 /* at the most */

typedef struct span {
    const char *text;
    size_t length;
} span;

typedef struct word {
    const char *text, *meaning;
} word;

/* Longer words first, so that "US$" is not read as "$" behind "US". */
/* clang-format off */
static const word currencies[] = {
    {"MX$", "MXN"}, {"US$", "$"}, {"NZ$", "NZD"}, {"HK$", "HKD"}, {"CA$", "CAD"}, {"AU$", "AUD"}, {"S$", "SGD"}, {"C$", "CAD"},
    {"A$", "AUD"}, {"R$", "BRL"}, {"$", "$"}, {"€", "€"}, {"£", "£"}, {"¥", "¥"}, {"₹", "INR"}, {"₽", "RUB"},
    {"₩", "KRW"}, {"₪", "ILS"}, {"₺", "TRY"}, {"₴", "UAH"}, {"฿", "THB"}, {"₫", "VND"}, {"zł", "PLN"}, {"Kč", "CZK"},
    {"Ft", "HUF"}, {"kr.", "kr"}, {"Kr.", "kr"}, {"kr", "kr"}, {"Kr", "kr"}, {"Fr.", "CHF"}, {"USD", "$"}, {"EUR", "€"},
    {"GBP", "£"}, {"JPY", "¥"}, {"CHF", "CHF"}, {"CAD", "CAD"}, {"AUD", "AUD"}, {"NZD", "NZD"}, {"HKD", "HKD"}, {"SGD", "SGD"},
    {"SEK", "SEK"}, {"NOK", "NOK"}, {"DKK", "DKK"}, {"PLN", "PLN"}, {"CZK", "CZK"}, {"HUF", "HUF"}, {"INR", "INR"}, {"BRL", "BRL"},
    {"MXN", "MXN"}, {"ZAR", "ZAR"}, {"CNY", "CNY"}, {"RMB", "CNY"}, {"ILS", "ILS"}, {"TRY", "TRY"}, {"AED", "AED"}, {"KRW", "KRW"},
    {"RUB", "RUB"}, {"UAH", "UAH"}, {"THB", "THB"}};
/* clang-format on */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const blanks[] = {" ", "\t", "\r", "\n", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x87"};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static char last(span s)
{
    return s.length > 0 ? s.text[s.length - 1] : '\0';
}

static bool begins(span s, const char *with)
{
    size_t length = strlen(with);
    return s.length >= length && memcmp(s.text, with, length) == 0;
}

static bool ends(span s, const char *with)
{
    size_t length = strlen(with);
    return s.length >= length && last(s) == with[length - 1] && memcmp(s.text + s.length - length, with, length) == 0;
}

static span drop_front(span s, size_t bytes)
{
    return (span){s.text + bytes, s.length - bytes};
}

static span drop_back(span s, size_t bytes)
{
    return (span){s.text, s.length - bytes};
}

static size_t blank_at_front(span s)
{
    for (size_t i = 0; i < COUNT(blanks); i++) {
        if (begins(s, blanks[i])) return strlen(blanks[i]);
    }
    return 0;
}

static span trim(span s)
{
    size_t bytes;
    if (icp_i_trimmed(s.text, s.length)) return s;
    while ((bytes = blank_at_front(s)) > 0) s = drop_front(s, bytes);
    for (size_t i = 0; i < COUNT(blanks); i++) {
        if (!ends(s, blanks[i])) continue;
        s = drop_back(s, strlen(blanks[i]));
        i = (size_t)-1;
    }
    return s;
}

void icp_i_trim_blanks(const char **text, size_t *length)
{
    span s = trim((span){*text, *length});
    *text = s.text;
    *length = s.length;
}

/* ---- what stands around the core ---- */

typedef struct wrapping {
    bool negative, signed_already, percent, parenthesised;
    const char *currency;
    int scale; /* power of ten */
} wrapping;

static span strip_sign(span s, wrapping *w)
{
    size_t minus = begins(s, "-") ? 1 : begins(s, "\xe2\x88\x92") ? 3 : 0, plus = begins(s, "+");
    if (w->signed_already || minus + plus == 0) return s;
    w->signed_already = true;
    w->negative ^= minus > 0;
    return trim(drop_front(s, minus + plus));
}

static span strip_parentheses(span s, wrapping *w)
{
    if (w->parenthesised || w->signed_already || !begins(s, "(") || !ends(s, ")")) return s;
    w->parenthesised = w->negative = w->signed_already = true;
    return trim(drop_back(drop_front(s, 1), 1));
}

static span strip_currency(span s, wrapping *w, bool front)
{
    if (s.length == 0 || digit(front ? s.text[0] : last(s))) return s; /* most cells: nothing to look for */
    for (size_t i = 0; i < COUNT(currencies) && !w->currency; i++) {
        const char *text = currencies[i].text;
        if (front && text[0] != s.text[0]) continue;
        if (!(front ? begins(s, text) : ends(s, text))) continue;
        w->currency = currencies[i].meaning;
        s = trim(front ? drop_front(s, strlen(text)) : drop_back(s, strlen(text)));
    }
    return s;
}

static span strip_back(span s, wrapping *w)
{
    s = strip_currency(s, w, false);
    if (!w->signed_already && s.length > 1 && ends(s, "-")) {
        w->negative = w->signed_already = true;
        s = trim(drop_back(s, 1));
        s = strip_currency(s, w, false);
    }
    if (ends(s, "%")) {
        w->percent = true;
        w->scale = -2;
        s = trim(drop_back(s, 1));
    }
    return s;
}

static span strip_scale(span s, wrapping *w)
{
    static const struct {
        const char *text;
        int power;
    } scales[] = {{"bn", 9}, {"mn", 6}, {"mm", 6}, {"k", 3}, {"m", 6}, {"b", 9}};
    for (size_t i = 0; i < COUNT(scales) && !w->percent && !digit(last(s)); i++) {
        size_t length = strlen(scales[i].text);
        if (s.length <= length || !icp_i_same_but_case(s.text + s.length - length, scales[i].text, length)) continue;
        span core = trim(drop_back(s, length));
        if (!digit(last(core))) return s;
        w->scale = scales[i].power;
        return core;
    }
    return s;
}

static span unwrap(span s, wrapping *w)
{
    s = strip_parentheses(trim(s), w);
    s = strip_sign(s, w);
    s = strip_currency(s, w, true);
    s = strip_parentheses(s, w);
    s = strip_sign(s, w);
    s = strip_back(s, w);
    return strip_scale(s, w);
}

/* ---- the core ---- */

/* Bytes of a group separator at the front of s, 0 if none; `decimal` is not one. */
static size_t separator_at_front(span s, char decimal)
{
    if (s.length == 0) return 0;
    if ((s.text[0] == '.' || s.text[0] == ',') && s.text[0] != decimal) return 1;
    if (s.text[0] == '\'') return 1;
    if (begins(s, "\xe2\x80\x99")) return 3;
    return s.text[0] == '\n' || s.text[0] == '\r' || s.text[0] == '\t' ? 0 : blank_at_front(s);
}

static size_t digits_at_front(span s)
{
    size_t n = 0;
    while (n < s.length && digit(s.text[n])) n++;
    return n;
}

/* Groups behind the first: all of three digits, or (Indian counting) all of two but the last of three. */
static bool groups_fit(const size_t *group, size_t count)
{
    if (group[0] < 1 || group[0] > 3 || group[count - 1] != 3) return false;
    for (size_t i = 1; i + 1 < count; i++) {
        if (group[i] != group[1] || group[i] < 2 || group[i] > 3) return false;
    }
    return count < 3 || group[1] == 3 || group[0] <= 2;
}

/* Copies the digits of the integer part to out; *used becomes its bytes. false when groups do not fit. */
static bool read_integer(span s, char decimal, char *out, size_t *length, size_t *used, bool *grouped)
{
    size_t group[FIGURE_LIMIT], count = 0, at = 0;
    span first = {0};
    for (;;) {
        size_t n = digits_at_front(drop_front(s, at));
        memcpy(out + *length, s.text + at, n);
        *length += n;
        at += n;
        group[count++] = n;
        size_t bytes = separator_at_front(drop_front(s, at), decimal);
        if (bytes == 0) break;
        if (count == 1) first = (span){s.text + at, bytes};
        if (bytes != first.length || memcmp(s.text + at, first.text, bytes) != 0) return false;
        at += bytes;
    }
    *used = at;
    *grouped = count > 1;
    return count == 1 || (groups_fit(group, count) && out[0] != '0');
}

/* [e[sign]digits] that makes up all of s; *exponent is clamped to what still overflows a double. */
static bool read_exponent(span s, int *exponent)
{
    *exponent = 0;
    if (s.length == 0) return true;
    if (s.text[0] != 'e' && s.text[0] != 'E') return false;
    s = drop_front(s, 1);
    bool negative = begins(s, "-");
    if (negative || begins(s, "+")) s = drop_front(s, 1);
    if (s.length == 0 || digits_at_front(s) != s.length) return false;
    for (size_t i = 0; i < s.length; i++) {
        if (*exponent < 10000) *exponent = *exponent * 10 + (s.text[i] - '0');
    }
    if (negative) *exponent = -*exponent;
    return true;
}

static size_t put_exponent(char *out, int exponent)
{
    size_t length = 0;
    out[length++] = 'e';
    if (exponent < 0) out[length++] = '-';
    unsigned value = (unsigned)(exponent < 0 ? -exponent : exponent), power = 10000;
    for (; power > 0; power /= 10) out[length++] = (char)('0' + value / power % 10);
    return length;
}

/* The core as digits '.' digits 'e' exponent, in which percent and scale only move the exponent, so that the result is correctly rounded. */
static bool read_core(span s, char decimal, const wrapping *w, double *value, bool *grouped, int *exponent)
{
    char digits[FIGURE_LIMIT + 16];
    size_t length = 0, used;
    if (!read_integer(s, decimal, digits, &length, &used, grouped)) return false;
    size_t whole = length;
    s = drop_front(s, used);
    if (s.length > 0 && s.text[0] == decimal) {
        size_t n = digits_at_front(drop_front(s, 1));
        digits[length++] = '.';
        memcpy(digits + length, s.text + 1, n);
        length += n;
        if (whole + n == 0) return false;
        s = drop_front(s, n + 1);
    } else if (whole == 0) {
        return false;
    }
    if ((*grouped && s.length > 0) || !read_exponent(s, exponent)) return false;
    length += put_exponent(digits + length, *exponent + w->scale);
    if (!icp_i_number_parse(digits, length, value)) *value = INFINITY;
    if (w->negative) *value = -*value;
    return true;
}

/* More letters than any currency has: most ids and names, told at once. */
static bool begins_like_a_word(const char *text, size_t length)
{
    size_t letters = 0;
    while (letters < length && letters <= CURRENCY_LETTERS && (text[letters] | 0x20) >= 'a' && (text[letters] | 0x20) <= 'z') letters++;
    return letters > CURRENCY_LETTERS;
}

bool icp_i_figure_read(const char *text, size_t length, icp_i_figure *out)
{
    if (length == 0 || length > FIGURE_LIMIT || begins_like_a_word(text, length)) return false;
    wrapping w = {0};
    span s = {text, length}, core = unwrap(s, &w);
    if (core.length == 0 || !(digit(core.text[0]) || core.text[0] == '.' || core.text[0] == ',')) return false;
    icp_i_figure f = {.percent = w.percent, .scaled = w.scale > 0, .currency = w.currency};
    f.point = read_core(core, '.', &w, &f.with_point, &f.point_groups, &f.exponent);
    f.comma = read_core(core, ',', &w, &f.with_comma, &f.comma_groups, &f.exponent);
    if (!f.point && !f.comma) return false;
    s = trim(s);
    if (digits_at_front(s) == s.length) {
        f.digits = s.length;
        f.leading_zero = s.length > 1 && s.text[0] == '0';
    }
    *out = f;
    return true;
}

/* ---- words ---- */

static bool is_one_of(span s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == s.length && icp_i_same_but_case(words[i], s.text, s.length)) return true;
    }
    return false;
}

static const char *const tokens[] = {"NA",     "N/A", "#N/A",       "#NA",          "#NULL!",      "NULL", "NONE",    "NIL",
                                     "NAN",    "-",   "--",         "---",          ".",           "?",    "(BLANK)", "(NULL)",
                                     "(NONE)", "\\N", "0000-00-00", "\xe2\x80\x93", "\xe2\x80\x94"};

const char *icp_i_missing_token(size_t i)
{
    return i < COUNT(tokens) ? tokens[i] : NULL;
}

bool icp_i_missing(const char *text, size_t length)
{
    span s = trim((span){text, length});
    if (s.length > 0 && !memchr("nN#-.?(\\0\xe2", s.text[0], 10)) return false; /* no token begins so */
    return s.length == 0 || (s.length <= 10 && is_one_of(s, tokens, COUNT(tokens)));
}

icp_i_boolean_pair icp_i_boolean_read(const char *text, size_t length, int *truth)
{
    static const char *const pairs[][2] = {{"no", "yes"}, {"false", "true"}, {"n", "y"}, {"f", "t"}};
    span s = trim((span){text, length});
    for (int pair = 0; pair < 4; pair++) {
        for (int t = 0; t < 2; t++) {
            if (!is_one_of(s, &pairs[pair][t], 1)) continue;
            *truth = t;
            return (icp_i_boolean_pair)pair;
        }
    }
    return ICP_I_PAIR_NONE;
}
