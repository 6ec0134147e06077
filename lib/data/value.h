/* value.h - what one cell's text can mean as a figure: number, money, percent; missing; yes or no. Owns: the grammar of figures, currencies, the
 * list of missing tokens. Must not know: columns, evidence from other cells.
 *
 * figure   = [(] [sign] [currency] [sign] core [scale] [%] [currency] [-] [)]      parentheses or a sign behind = negative
 * core     = digits or groups, [decimal digits], [e[sign]digits]; groups are split by . , blank or apostrophe (1,234,567 / 1.234 / 12,34,567)
 * scale    = k, m, mn, mm, b, bn (thousand, million, billion)
 * A figure is read under a decimal point and under a decimal comma; which of the two holds is for the column to say. */
#ifndef ICP_I_VALUE_H
#define ICP_I_VALUE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct icp_i_figure {
    bool point, comma;             /* readable with a decimal point, with a decimal comma */
    double with_point, with_comma; /* infinite when it overflows a double; a percentage is divided by 100 */
    bool percent, scaled;
    bool point_groups, comma_groups; /* split into groups, when read that way */
    const char *currency;            /* canonical sign such as "$", "€", "CHF"; NULL without; static memory */
    size_t digits;                   /* of a plain unsigned run of digits, else 0 */
    bool leading_zero;               /* such a run of at least two digits that starts with 0 */
    int exponent;                    /* of a core such as 1.23457E+11, else 0 */
} icp_i_figure;

/* false when the text is no figure under either reading. Outer blanks do not matter. */
bool icp_i_figure_read(const char *text, size_t length, icp_i_figure *out);
/* Missing: the empty text, NA N/A #N/A #NA #NULL! NULL NONE NIL NAN - -- --- . ? (BLANK) (NULL) (NONE) \N 0000-00-00, in any case, dashes also
 * as en and em dash. */
bool icp_i_missing(const char *text, size_t length);
/* Token i in upper case, NULL beyond the last. */
const char *icp_i_missing_token(size_t i);

/* Pairs of words that say no and yes. */
typedef enum icp_i_boolean_pair { ICP_I_PAIR_NONE = -1, ICP_I_PAIR_YES_NO, ICP_I_PAIR_TRUE_FALSE, ICP_I_PAIR_Y_N, ICP_I_PAIR_T_F } icp_i_boolean_pair;
/* Pair of a word, *truth 0 or 1; ICP_I_PAIR_NONE if it is none of them. */
icp_i_boolean_pair icp_i_boolean_read(const char *text, size_t length, int *truth);

/* It begins and ends with a visible character, as nearly all cells do: nothing is to be trimmed. */
static inline bool icp_i_trimmed(const char *text, size_t length)
{
    return length > 0 && text[0] > ' ' && text[0] < 0x7F && text[length - 1] > ' ' && text[length - 1] < 0x7F;
}
/* Moves *text and *length over outer blanks: space, tab, line ends, no-break and thin spaces. */
void icp_i_trim_blanks(const char **text, size_t *length);
static inline void icp_i_trim(const char **text, size_t *length)
{
    if (*length > 0 && !icp_i_trimmed(*text, *length)) icp_i_trim_blanks(text, length);
}

#endif
