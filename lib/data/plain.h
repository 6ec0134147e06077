/* plain.h - figures and dates in their commonest form, read at once. Owns: 123, -1.25 and 2024-01-31[ 10:20:30]; value.h and date.h read the same
 * texts to the same values. Must not know: every other form. */
#ifndef ICP_I_PLAIN_H
#define ICP_I_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct icp_i_plain {
    double value;                         /* with a decimal point */
    size_t whole, behind;                 /* digits before and behind the point; none behind: no point */
    bool negative, leading_zero, grouped; /* grouped: with a decimal comma the point would be a thousands separator, and the value another */
} icp_i_plain;

/* [-]digits[.digits], 18 digits at the most; false for anything else. */
bool icp_i_plain_figure(const char *text, size_t length, icp_i_plain *out);
/* YYYY-MM-DD, behind it nothing or [T or blank]HH:MM:SS; false for anything else. Days since 1970-01-01. */
bool icp_i_plain_date(const char *text, size_t length, double *days);

#endif
