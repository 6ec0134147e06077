/* sheet.h - the cast of the one-page report: the segments in the order they are shown, their colours, and how figures read on paper. Every part of
 * the page is drawn from it. Must not know: where on the page a part stands. */
#ifndef ICP_I_SHEET_H
#define ICP_I_SHEET_H

#include "report/letters.h"
#include "report/phrase.h"
#include "report/summary.h"
#include "report/svg.h"
#include "report/text_parts.h"

/* A segment on the page. */
typedef struct icp_i_group {
    const icp_segment *segment;
    const icp_candidate *candidate; /* NULL: it is none */
    icp_tier tier;
    size_t index;                   /* in the result */
    size_t look;                    /* ICP_I_LOOKS: one of the rest */
} icp_i_group;

typedef struct icp_i_sheet {
    const icp_result *result;
    const char *command;
    icp_i_pool *pool;
    icp_i_builder out;
    icp_i_group *groups;              /* candidates by rank, then the other segments */
    size_t group_count, named;        /* the first `named` have a look of their own; the rest are folded */
    const icp_i_outcome_words *outcome; /* what segments are compared by: upsell, else wins, else churn; NULL without any */
    const icp_candidate *first;       /* whom to sell to first; NULL without candidates */
    bool niche;                       /* first is a rule found on an outcome, ahead of all segments */
    icp_role niche_role;              /* that outcome */
    bool grouped;                     /* there is more than one segment */
    bool ranked;                      /* at least one candidate has an index */
} icp_i_sheet;

/* ICP_OK, or out of memory. The sheet lives as long as the pool. */
icp_status icp_i_sheet_make(const icp_result *result, const char *command, icp_i_pool *pool, icp_i_sheet *out, icp_error *err);

/* What the first group is called in a sentence: "Tier 1" where it alone is that, else its name, or its id when that is long; "" without groups. */
const char *icp_i_sheet_lead(const icp_i_sheet *sheet);
/* Rate of the sheet's outcome in a group; NULL where it is not known. */
const icp_estimate *icp_i_sheet_rate(const icp_i_sheet *sheet, const icp_i_group *group);
const icp_outcome_model *icp_i_sheet_model(const icp_i_sheet *sheet);
/* Whether it was looked for in resamples. */
bool icp_i_sheet_tested(const icp_segment *segment);
/* "buy more", "are won", "leave" */
const char *icp_i_sheet_verb(icp_role role);
/* "four" up to "twelve", then digits; capital: "Four". */
void icp_i_figure_word(icp_i_phrase *phrase, size_t count, bool capital);

/* ---- figures ---- */

void icp_i_figure_percent(icp_i_phrase *phrase, double share);            /* 53%, 1.8% */
void icp_i_figure_percents(icp_i_phrase *phrase, double low, double high); /* 48–58% */
void icp_i_figure_times(icp_i_phrase *phrase, double ratio);              /* 2.2× */
void icp_i_figure_ratios(icp_i_phrase *phrase, double low, double high);  /* 2.0–2.4 */
void icp_i_figure_rate(icp_i_phrase *phrase, const icp_estimate *rate);   /* 53% (48–58%) */
void icp_i_figure_lift(icp_i_phrase *phrase, const icp_estimate *ratio);  /* 2.2× (2.0–2.4) */
void icp_i_figure_short(icp_i_phrase *phrase, double value);              /* 93.1, 4,830, 12.4k, 1.24M */
/* 12,345, from 100,000 on 124k */
void icp_i_figure_count(icp_i_phrase *phrase, size_t count);
/* A clause of ours as a sentence: "No column says so." */
void icp_i_figure_sentence(icp_i_phrase *phrase, const char *clause);
/* "12 of 40" */
void icp_i_figure_part(icp_i_phrase *phrase, icp_part part);

/* ---- parts of HTML ---- */

/* The finding over a chart, on one line of `width` millimetres. */
void icp_i_html_heading(icp_i_sheet *sheet, const char *text, double width);
/* A paragraph, list item, ... of at most `lines` lines; what is cut stands whole in its title. Returns the lines it takes. */
size_t icp_i_html_text(icp_i_sheet *sheet, const char *tag, const char *style, const char *text, double width, size_t lines);
#define ICP_I_HEAD_TEXT 3.1
#define ICP_I_BODY_TEXT 2.55
#define ICP_I_CODE_TEXT 2.4

#endif
