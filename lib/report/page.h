/* page.h - lines of text into a sink: wrapped, cut to a width, coloured. Owns: line breaks and escape sequences. Must not know: what is said. */
#ifndef ICP_I_PAGE_H
#define ICP_I_PAGE_H

#include "icpcluster/report.h"

#include <stdbool.h>

typedef enum icp_i_ink { ICP_I_INK_PLAIN, ICP_I_INK_HEAD, ICP_I_INK_GOOD, ICP_I_INK_BAD, ICP_I_INK_FAINT } icp_i_ink;

typedef struct icp_i_page {
    const icp_sink *sink;
    size_t width;
    bool color, failed; /* failed is latched */
    size_t lines;       /* written so far */
} icp_i_page;

/* style may be NULL: no colour, 100 columns. */
void icp_i_page_start(icp_i_page *page, const icp_text_style *style, const icp_sink *sink);
/* One line, cut to the width with ICP_I_CUT. The text is safe already (phrase.h). */
void icp_i_page_line(icp_i_page *page, icp_i_ink ink, const char *text);
/* A paragraph under a label: the label in the first `indent` columns, the text wrapped beside it into at most `most` lines (0 = any number),
 * shortened by whole clauses; only a text without any clause that fits is cut with ICP_I_CUT. */
void icp_i_page_item(icp_i_page *page, const char *label, size_t indent, const char *text, size_t most);
/* Lines that icp_i_page_item would need for `text` beside a label of `indent` columns. */
size_t icp_i_page_lines(const icp_i_page *page, size_t indent, const char *text);
icp_status icp_i_page_finish(icp_i_page *page, icp_error *err); /* ICP_E_WRITE when any write failed */

#endif
