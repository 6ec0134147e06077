/* html_parts.h - the parts of the one-page report, each in its box of `width` x `height` millimetres. Must not know: each other. */
#ifndef ICP_I_HTML_PARTS_H
#define ICP_I_HTML_PARTS_H

#include "report/sheet.h"

typedef void (*icp_i_html_part)(icp_i_sheet *sheet, double width, double height);

void icp_i_html_rings(icp_i_sheet *sheet, double width, double height);      /* tier counts */
void icp_i_html_answer(icp_i_sheet *sheet, double width, double height);     /* whom to sell to, in one sentence, and four figures */
void icp_i_html_map(icp_i_sheet *sheet, double width, double height);        /* segments on a map */
void icp_i_html_bubbles(icp_i_sheet *sheet, double width, double height);    /* usage against the outcome */
void icp_i_html_profile(icp_i_sheet *sheet, double width, double height);    /* usage in original units */
void icp_i_html_objections(icp_i_sheet *sheet, double width, double height); /* what stops them */
void icp_i_html_search(icp_i_sheet *sheet, double width, double height);     /* the rule to find them by */
/* Height of it, where it may be as high as `most`: what has to be typed is to stand there whole. */
double icp_i_html_search_height(icp_i_sheet *sheet, double width, double most);
void icp_i_html_reach(icp_i_sheet *sheet, double width, double height);      /* fair share, contacts, market, stability */
void icp_i_html_table(icp_i_sheet *sheet, double width, double height);      /* segments and what to do next */
void icp_i_html_against(icp_i_sheet *sheet, double width, double height);    /* what speaks against the answer */
void icp_i_html_stated(icp_i_sheet *sheet, double width, double height);     /* stated, not measured */
void icp_i_html_unknown(icp_i_sheet *sheet, double width, double height);    /* what the page cannot tell */

/* Rows of the profile and of the objections, at most ICP_I_CHART_ROWS; 0: words instead of a chart. */
#define ICP_I_CHART_ROWS 6
size_t icp_i_html_profile_rows(const icp_i_sheet *sheet);
size_t icp_i_html_objection_rows(const icp_i_sheet *sheet);
/* Distance of `rows` rows in a chart of this height. */
double icp_i_html_row_gap(double height, size_t rows);
/* Rows of the table of segments. */
size_t icp_i_html_table_rows(const icp_i_sheet *sheet);
/* The stylesheet. */
extern const char icp_i_html_style[];

#endif
