/* letters.h - how wide a text will be, laid out for DejaVu Sans, the widest of the fonts a page falls back to. Must not know: markup, pages. */
#ifndef ICP_I_LETTERS_H
#define ICP_I_LETTERS_H

#include "report/builder.h"

#include <stdbool.h>

typedef enum icp_i_face { ICP_I_PLAIN, ICP_I_BOLD, ICP_I_MONO } icp_i_face;

/* Width of safe text in the unit of `size`, the height of the font. */
double icp_i_letters_width(const char *text, double size, icp_i_face face);
/* Lines that the text takes when words are wrapped at `width`. */
size_t icp_i_letters_lines(const char *text, double size, icp_i_face face, double width);
/* `text` with controls shown, cut with ICP_I_CUT to what fits into `lines` lines of `width`. In the pool, or NULL. */
const char *icp_i_letters_fit(const char *text, double size, icp_i_face face, double width, size_t lines, icp_i_pool *pool);

#endif
