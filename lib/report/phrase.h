/* phrase.h - one sentence for people: user texts made safe for a terminal, counts, rates and intervals in one form each. Owns: how a number
 * reads. Must not know: which numbers, lines, colours. */
#ifndef ICP_I_PHRASE_H
#define ICP_I_PHRASE_H

#include "icpcluster/quality.h"

/* Where a text was cut: one column. */
#define ICP_I_CUT "\xE2\x80\xA6"

/* Text that is full stays as it is: what does not fit is left out whole. */
typedef struct icp_i_phrase {
    size_t used;
    char text[4096];
} icp_i_phrase;

void icp_i_phrase_start(icp_i_phrase *phrase);
/* Our own words, as they are. */
void icp_i_phrase_add(icp_i_phrase *phrase, const char *words);
/* A text of the user's, controls escaped, cut to `columns` with ICP_I_CUT (0 = whole). */
void icp_i_phrase_user(icp_i_phrase *phrase, const char *text, size_t columns);
void icp_i_phrase_count(icp_i_phrase *phrase, uint64_t count);  /* 7,043 */
void icp_i_phrase_number(icp_i_phrase *phrase, double value);   /* three digits that count: 1,240,000  42.5  0.0813; "-" for NaN */
void icp_i_phrase_fixed(icp_i_phrase *phrase, double value, int decimals);
void icp_i_phrase_percent(icp_i_phrase *phrase, double share);  /* 42%, 4.2% below a tenth; "-" for NaN */
void icp_i_phrase_percents(icp_i_phrase *phrase, double low, double high); /* 38-45%, 2.1-4.2% */
/* 42% (38-45%, n 1,234) and 1.42 (1.31-1.55, n 812), each followed by `unit` behind the value; "-" for a NaN value. */
void icp_i_phrase_rate(icp_i_phrase *phrase, const icp_estimate *rate, const char *unit);
void icp_i_phrase_ratio(icp_i_phrase *phrase, const icp_estimate *ratio, const char *unit);
/* Takes back what was added since phrase->used was `mark`. */
void icp_i_phrase_back(icp_i_phrase *phrase, size_t mark);
/* Blanks up to `column`, at least one unless nothing was written. */
void icp_i_phrase_pad(icp_i_phrase *phrase, size_t column);

/* Columns that safe text takes on a terminal. */
size_t icp_i_shown_width(const char *text);
/* Bytes of `text` that fit into `columns`, ending between characters. */
size_t icp_i_shown_fit(const char *text, size_t columns);

#endif
