/* tally.h - what the cells of one column look like, counted. Owns: the counts that decide a type. Must not know: the decision. */
#ifndef ICP_I_TALLY_H
#define ICP_I_TALLY_H

#include "data/cells.h"
#include "data/plain.h"
#include "data/value.h"

#define ICP_I_NOWHERE ((size_t)-1)
#define ICP_I_LONG_DIGITS 16 /* from here on a double does not hold every whole number */

typedef struct icp_i_tally {
    uint32_t *count;                        /* distinct texts: rows */
    size_t cells, distinct;                 /* not missing */
    size_t missing, tokens;                 /* missing, and of these such as "NA" rather than empty */
    size_t figures, only_point, only_comma; /* cells: figures, and those that allow only one decimal sign */
    size_t split, split_at;                 /* figures whose value depends on the decimal sign; the first such distinct text */
    size_t percents, money, scaled;
    size_t point_groups, comma_groups;        /* figures in groups under that decimal sign */
    size_t plain, leading_zeros, long_digits; /* runs of digits; with a leading zero; of 16 digits and more */
    size_t shortest, longest;                 /* digits of the plain ones */
    size_t rounded, rounded_at, intact;       /* cells like 1.23457E+11; the first; digits-only cells of just that many digits */
    const char *currency;
    bool mixed_currencies;
    size_t dates, only_day, only_month; /* cells */
    size_t date_split, date_split_at;
    icp_i_boolean_pair pair; /* that all cells belong to; NONE without cells */
    bool said[2];            /* no and yes stand in the column */
    size_t coded_like;       /* distinct: no inner blank, a digit, at most 64 bytes */
    size_t bytes;            /* of all distinct texts */
} icp_i_tally;

/* Of no cell at all. */
icp_i_tally icp_i_tally_none(void);
/* One cell that is a plain figure. What depends on equal texts (distinct, pair, coded_like, bytes, count) stays as it is. */
static inline void icp_i_tally_plain(icp_i_tally *t, const icp_i_plain *plain)
{
    t->cells++;
    t->figures++;
    if (plain->grouped) {
        t->split++;
        t->comma_groups++;
    } else if (plain->behind > 0) {
        t->only_point++;
    } else if (!plain->negative) {
        t->plain++;
        t->leading_zeros += plain->leading_zero;
        t->long_digits += plain->whole >= ICP_I_LONG_DIGITS;
        if (plain->whole < t->shortest) t->shortest = plain->whole;
        if (plain->whole > t->longest) t->longest = plain->whole;
    }
}
/* Adds what was counted behind *t. */
void icp_i_tally_add(icp_i_tally *t, const icp_i_tally *behind);
/* every_token: "NA" and its like are missing; 0: only the empty text is. count is taken from `scratch`. */
icp_status icp_i_tally_count(const icp_i_cells *cells, bool every_token, int threads, icp_i_pool *scratch, icp_i_tally *out, icp_error *err);

#endif
