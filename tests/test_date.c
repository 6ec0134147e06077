/* test_date.c - some eighty texts with the day each must be when the day or the month stands first, and the calendar itself. */
#include "support/check.h"

#include "data/date.h"

#include <stdio.h>
#include <string.h>

typedef struct date_case {
    const char *text;
    int day_first[3], month_first[3]; /* year, month, day; {0} = not readable so */
    double time;
} date_case;

static void check_date(const date_case *c)
{
    icp_i_date d = {0};
    bool read = icp_i_date_read(c->text, strlen(c->text), &d);
    bool right = (read && d.day_first) == (c->day_first[0] > 0) && (read && d.month_first) == (c->month_first[0] > 0);
    if (right && c->day_first[0]) {
        right = fabs(d.with_day_first - (double)icp_i_civil_days(c->day_first[0], c->day_first[1], c->day_first[2]) - c->time) < 1e-9;
    }
    if (right && c->month_first[0]) {
        right = fabs(d.with_month_first - (double)icp_i_civil_days(c->month_first[0], c->month_first[1], c->month_first[2]) - c->time) < 1e-9;
    }
    if (!right)
        printf("\n    date \"%s\": read %d, day first %d %.6f, month first %d %.6f", c->text, read, d.day_first, d.with_day_first, d.month_first,
               d.with_month_first);
    CHECK(right);
}

static void dates(void)
{
#define BOTH(y, m, d)                                                                                                                                \
    {y, m, d},                                                                                                                                       \
    {                                                                                                                                                \
        y, m, d                                                                                                                                      \
    }
    static const date_case cases[] = {
        {"2024-01-31", BOTH(2024, 1, 31), 0}, {"2024-1-3", BOTH(2024, 1, 3), 0}, {"2024/01/31", BOTH(2024, 1, 31), 0},
        {"2024.01.31", BOTH(2024, 1, 31), 0}, {" 2024-02-29 ", BOTH(2024, 2, 29), 0}, {"2000-02-29", BOTH(2000, 2, 29), 0},
        {"2024-01-31T06:00", BOTH(2024, 1, 31), 0.25}, {"2024-01-31 06:00:00", BOTH(2024, 1, 31), 0.25},
        {"2024-01-31T06:00:00Z", BOTH(2024, 1, 31), 0.25}, {"2024-01-31T06:00:00.000Z", BOTH(2024, 1, 31), 0.25},
        {"2024-01-31T06:00:00+02:00", BOTH(2024, 1, 31), 0.25}, {"2024-01-31T06:00:00.000+0000", BOTH(2024, 1, 31), 0.25},
        {"2024-01-31 12:00:43.2", BOTH(2024, 1, 31), 0.5005}, {"2024-01-31 18:00 UTC", BOTH(2024, 1, 31), 0.75},
        {"1/2/2024", {2024, 2, 1}, {2024, 1, 2}, 0}, {"01/02/2024", {2024, 2, 1}, {2024, 1, 2}, 0}, {"13/2/2024", {2024, 2, 13}, {0}, 0},
        {"2/13/2024", {0}, {2024, 2, 13}, 0}, {"3/3/2024", BOTH(2024, 3, 3), 0}, {"1-2-2024", {2024, 2, 1}, {2024, 1, 2}, 0},
        {"1.2.2024", {2024, 2, 1}, {0}, 0}, {"31.12.2024", {2024, 12, 31}, {0}, 0}, {"1/2/24", {2024, 2, 1}, {2024, 1, 2}, 0},
        {"1/2/68", {2068, 2, 1}, {2068, 1, 2}, 0}, {"1/2/69", {1969, 2, 1}, {1969, 1, 2}, 0}, {"29/2/2024", {2024, 2, 29}, {0}, 0},
        {"2/29/2024", {0}, {2024, 2, 29}, 0}, {"1/2/2024 6:00", {2024, 2, 1}, {2024, 1, 2}, 0.25},
        {"1/2/2024 6:00 PM", {2024, 2, 1}, {2024, 1, 2}, 0.75}, {"1/2/2024 6:00pm", {2024, 2, 1}, {2024, 1, 2}, 0.75},
        {"1/2/2024 12:00 AM", {2024, 2, 1}, {2024, 1, 2}, 0}, {"1/2/2024, 12:00 PM", {2024, 2, 1}, {2024, 1, 2}, 0.5},
        {"31/12/2024 23:59:60", {2024, 12, 31}, {0}, 1}, {"12 Jan 2024", BOTH(2024, 1, 12), 0}, {"12-Jan-24", BOTH(2024, 1, 12), 0},
        {"12-JAN-2024", BOTH(2024, 1, 12), 0}, {"12. January 2024", BOTH(2024, 1, 12), 0}, {"Jan 12, 2024", BOTH(2024, 1, 12), 0},
        {"January 12 2024", BOTH(2024, 1, 12), 0}, {"Sept 3, 2024", BOTH(2024, 9, 3), 0}, {"3 sep 2024", BOTH(2024, 9, 3), 0},
        {"Dec. 31, 1999 12:00", BOTH(1999, 12, 31), 0.5}, {"1970-01-01", BOTH(1970, 1, 1), 0}, {"1969-12-31", BOTH(1969, 12, 31), 0},
        {"1600-03-01", BOTH(1600, 3, 1), 0}, {"9999-12-31", BOTH(9999, 12, 31), 0}, {"2023-02-29", {0}, {0}, 0}, {"1900-02-29", {0}, {0}, 0},
        {"2024-13-01", {0}, {0}, 0}, {"2024-00-10", {0}, {0}, 0}, {"2024-04-31", {0}, {0}, 0}, {"2024-01-32", {0}, {0}, 0},
        {"13/13/2024", {0}, {0}, 0}, {"2024-01", {0}, {0}, 0}, {"01/2024", {0}, {0}, 0}, {"20240131", {0}, {0}, 0},
        {"2024-01-31 25:00", {0}, {0}, 0}, {"2024-01-31 6:60", {0}, {0}, 0}, {"2024-01-31x", {0}, {0}, 0}, {"x2024-01-31", {0}, {0}, 0},
        {"2024-01-31 6", {0}, {0}, 0}, {"1/2/2024 13:00 PM", {0}, {0}, 0}, {"1/2-2024", {0}, {0}, 0}, {"1/2/203", {0}, {0}, 0},
        {"12 Foo 2024", {0}, {0}, 0}, {"Jan 2024", {0}, {0}, 0}, {"31 Feb 2024", {0}, {0}, 0}, {"0000-00-00", {0}, {0}, 0},
        {"12-Jan 24", {0}, {0}, 0}, {"today", {0}, {0}, 0}, {"1.5", {0}, {0}, 0}, {"10.0.0.1", {0}, {0}, 0}, {"555-12-3456", {0}, {0}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check_date(&cases[i]);
}

/* Every day of 400 years in turn: the calendar repeats after 146,097 days. */
static void civil_days_count_every_day(void)
{
    int64_t expected = icp_i_civil_days(1900, 1, 1);
    CHECK(icp_i_civil_days(1970, 1, 1) == 0 && icp_i_civil_days(2000, 3, 1) == 11017 && icp_i_civil_days(1, 1, 1) == -719162);
    for (int year = 1900; year < 2300; year++) {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int month = 1; month <= 12; month++) {
            int days = month == 2 ? 28 + leap : 30 + (month + (month > 7)) % 2;
            for (int day = 1; day <= days; day++, expected++) {
                int y, m, d;
                if (icp_i_civil_days(year, month, day) != expected) CHECK(false);
                icp_i_civil_date(expected, &y, &m, &d);
                if (y != year || m != month || d != day) CHECK(false);
            }
        }
    }
    CHECK(expected - icp_i_civil_days(1900, 1, 1) == 146097);
    char text[ICP_I_DATE_SIZE];
    icp_i_date_write(11017.75, text);
    CHECK(strcmp(text, "2000-03-01") == 0);
    icp_i_date_write(-.25, text); /* the evening before */
    CHECK(strcmp(text, "1969-12-31") == 0);
}

void test_date(void)
{
    static const icp_t_case cases[] = {{"dates", dates},
                                       {"civil days count every day", civil_days_count_every_day}};
    ICP_T_SUITE("date", cases);
}
