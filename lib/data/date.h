/* date.h - dates without a clock. Owns: civil-day arithmetic and the grammar of dates. Must not know: time zones of this machine, columns.
 *
 * date = Y-M-D, Y/M/D (ISO order) · D/M/Y or M/D/Y with / or - · D.M.Y · 12 Jan 2024, 12-Jan-24, January 12, 2024; years of two digits are
 * 1969 .. 2068. Behind it [T or blank] H:MM[:SS[.fff]] [AM|PM] [Z|+HH:MM|UTC]; the date counts as written, its zone is not applied. */
#ifndef ICP_I_DATE_H
#define ICP_I_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct icp_i_date {
    bool day_first, month_first;             /* readable that way; both for a date that says its order itself */
    double with_day_first, with_month_first; /* days since 1970-01-01, fractions for times */
} icp_i_date;

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
int64_t icp_i_civil_days(int year, int month, int day);
void icp_i_civil_date(int64_t days, int *year, int *month, int *day);
#define ICP_I_DATE_SIZE 48
/* YYYY-MM-DD of the day that holds the moment `days`, finite. */
void icp_i_date_write(double days, char text[ICP_I_DATE_SIZE]);
/* false when the text is no date. Outer blanks do not matter. */
bool icp_i_date_read(const char *text, size_t length, icp_i_date *out);

#endif
