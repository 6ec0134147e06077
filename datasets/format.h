/* format.h - accounts as the exports people really have. Owns: headers, cell spellings, dirt. Must not know: how accounts are drawn. */
#ifndef DATAGEN_FORMAT_H
#define DATAGEN_FORMAT_H

#include "account.h"

#include <stdio.h>

typedef struct format format;

/* "clean", "dirty", "salesforce", "hubspot"; NULL if there is none. */
const format *format_find(const char *name);
void format_header(const format *f, const world *w, FILE *out);
/* One account; the dirty format puts its broken rows in between, drawn from d. */
void format_row(const format *f, const world *w, draw *d, const account *a, FILE *out);
void format_footer(const format *f, FILE *out);
/* The id the account has in this format, for the truth file. */
void format_id(const format *f, const account *a, char *text, size_t size);

#endif
