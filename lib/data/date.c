/* date.c - see date.h. */
#include "data/date.h"

#include "base/letter_case.h"
#include "data/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Years are counted from 1 March, so that the leap day comes last; an era is 400 years. */
int64_t icp_i_civil_days(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void icp_i_civil_date(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365, of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

void icp_i_date_write(double days, char text[ICP_I_DATE_SIZE])
{
    int year, month, day;
    icp_i_civil_date((int64_t)floor(days), &year, &month, &day);
    snprintf(text, ICP_I_DATE_SIZE, "%04d-%02d-%02d", year, month, day);
}

typedef struct cursor {
    const char *at, *end;
} cursor;

/* An unsigned number of `most` digits at the most; returns its digits. */
static int take_number(cursor *c, int most, int *out)
{
    int digits = 0;
    *out = 0;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        if (++digits > most) return 0;
        *out = *out * 10 + (*c->at++ - '0');
    }
    return digits;
}

static bool take(cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted) return false;
    c->at++;
    return true;
}

static void skip_blanks(cursor *c)
{
    while (take(c, ' ') || take(c, '\xc2') || take(c, '\xa0')) {
    }
}

static bool take_word(cursor *c, const char *word)
{
    if (c->at == c->end || ((*c->at ^ *word) & ~0x20) != 0) return false; /* most words: not even the first letter */
    size_t length = strlen(word);
    if ((size_t)(c->end - c->at) < length || !icp_i_same_but_case(c->at, word, length)) return false;
    c->at += length;
    return true;
}

static int take_month_name(cursor *c)
{
    static const char *const full[] = {"january", "february", "march",     "april",   "may",      "june",
                                       "july",    "august",   "september", "october", "november", "december"};
    static const char *const brief[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sept", "oct", "nov", "dec"};
    if (c->at == c->end || !memchr("jfmasondJFMASOND", *c->at, 16)) return 0; /* no month begins so */
    for (int m = 0; m < 12; m++) {
        if (take_word(c, full[m]) || take_word(c, brief[m]) || (m == 8 && take_word(c, "sep"))) {
            take(c, '.');
            return m + 1;
        }
    }
    return 0;
}

static bool valid_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1 || year < 1000 || year > 9999) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && leap);
}

static bool full_year(int digits, int *year)
{
    if (digits == 2) *year += *year < 69 ? 2000 : 1900;
    return digits == 2 || digits == 4;
}

static void read_as(int year, int month, int day, bool *readable, double *days)
{
    *readable = valid_day(year, month, day);
    *days = *readable ? (double)icp_i_civil_days(year, month, day) : 0;
}

static bool settle(icp_i_date *date, int year, int month, int day)
{
    read_as(year, month, day, &date->day_first, &date->with_day_first);
    read_as(year, month, day, &date->month_first, &date->with_month_first);
    return date->day_first;
}

/* Day, month name, year in either order: 12 Jan 2024, 12-Jan-24, Jan 12, 2024. */
static bool read_named(cursor *c, icp_i_date *date)
{
    int day = 0, year = 0, month = take_month_name(c);
    bool name_first = month > 0;
    if (name_first) skip_blanks(c);
    if (take_number(c, 2, &day) == 0) return false;
    char mark = c->at < c->end ? *c->at : '\0';
    if (!name_first) {
        if (!take(c, '-') && !take(c, '.')) mark = ' ';
        skip_blanks(c);
        month = take_month_name(c);
        if (mark == '-' && !take(c, '-')) return false;
    }
    take(c, ',');
    skip_blanks(c);
    return month > 0 && full_year(take_number(c, 4, &year), &year) && settle(date, year, month, day);
}

static bool read_numeric(cursor *c, icp_i_date *date)
{
    int a, b, third, digits = take_number(c, 4, &a);
    char mark = c->at < c->end ? *c->at : '\0';
    if (digits == 0 || (mark != '/' && mark != '-' && mark != '.')) return false;
    c->at++;
    if (take_number(c, 2, &b) == 0 || !take(c, mark)) return false;
    int third_digits = take_number(c, 4, &third);
    if (digits == 4) return third_digits > 0 && third_digits <= 2 && settle(date, a, b, third);
    if (digits > 2 || !full_year(third_digits, &third)) return false;
    read_as(third, b, a, &date->day_first, &date->with_day_first);
    read_as(third, a, b, &date->month_first, &date->with_month_first);
    if (mark == '.' && date->day_first) date->month_first = false; /* dots are only written day first */
    return date->day_first || date->month_first;
}

static bool read_zone(cursor *c)
{
    int hours, minutes;
    skip_blanks(c);
    if (c->at == c->end || take(c, 'Z') || take_word(c, "UTC") || take_word(c, "GMT")) return c->at == c->end;
    if (!take(c, '+') && !take(c, '-')) return false;
    int digits = take_number(c, 4, &hours);
    if (digits == 2 && take(c, ':')) digits = take_number(c, 2, &minutes);
    return (digits == 2 || digits == 4) && c->at == c->end;
}

static bool read_half_day(cursor *c, int *hour)
{
    skip_blanks(c);
    bool after = take_word(c, "pm"), before = !after && take_word(c, "am");
    if (!after && !before) return *hour < 24;
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (after ? 12 : 0);
    return true;
}

/* Rest of the text as a time of day, as a fraction; an empty rest is midnight. */
static bool read_time(cursor *c, double *fraction)
{
    int hour, minute, second = 0, digit;
    double part = 0, place = 0.1;
    *fraction = 0;
    if (c->at == c->end) return true;
    if (!take(c, 'T') && !take(c, ' ') && !take_word(c, ", ")) return false;
    skip_blanks(c);
    if (take_number(c, 2, &hour) == 0 || !take(c, ':') || take_number(c, 2, &minute) != 2) return false;
    if (take(c, ':') && take_number(c, 2, &second) != 2) return false;
    if (second > 0 || c->at < c->end) {
        for (bool point = take(c, '.') || take(c, ','); point && c->at < c->end && *c->at >= '0' && *c->at <= '9'; place /= 10) {
            digit = *c->at++ - '0';
            part += place * digit;
        }
    }
    if (!read_half_day(c, &hour) || minute > 59 || second > 60 || !read_zone(c)) return false;
    *fraction = ((double)(hour * 3600 + minute * 60 + second) + part) / 86400;
    return true;
}

bool icp_i_date_read(const char *text, size_t length, icp_i_date *out)
{
    icp_i_trim(&text, &length);
    if (length < 6 || length > 40) return false;
    cursor start = {text, text + length}, c = start;
    icp_i_date date = {0};
    bool read = read_numeric(&c, &date);
    if (!read) {
        c = start;
        read = read_named(&c, &date);
    }
    double fraction;
    if (!read || !read_time(&c, &fraction)) return false;
    date.with_day_first += fraction;
    date.with_month_first += fraction;
    *out = date;
    return true;
}
