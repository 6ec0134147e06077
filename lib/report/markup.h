/* markup.h - text and numbers as HTML and SVG take them. Owns: the one escape function. Must not know: pages, charts. */
#ifndef ICP_I_MARKUP_H
#define ICP_I_MARKUP_H

#include "report/builder.h"

/* Any text, between tags or in a quoted attribute: markup characters become entities, controls and bidi marks are shown (icp_text_shown). */
void icp_i_markup_text(icp_i_builder *out, const char *text);
/* At most two decimals, none that are zero. */
void icp_i_markup_length(icp_i_builder *out, double length);
/* ` name="..."` */
void icp_i_markup_number(icp_i_builder *out, const char *name, double value);
void icp_i_markup_word(icp_i_builder *out, const char *name, const char *value);

#endif
