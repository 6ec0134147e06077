/* term.h - what the command says: standard output that is checked to the last byte, errors, progress, colour, signals. Must not know: options. */
#ifndef ICP_CLI_TERM_H
#define ICP_CLI_TERM_H

#include "icpcluster.h"

#include <stdbool.h>
#include <stdio.h>

/* How this call of the command speaks. */
typedef struct term {
    const char *color; /* "auto", "always", "never" or NULL */
    bool json;         /* standard output holds one JSON object, an error included */
    bool quiet, verbose;
} term;

/* Signals: an interrupt sets a flag that term_interrupted reads; a closed pipe ends the command quietly; a file that hits a size limit is a
 * write error. */
void term_start(void);
int term_interrupted(void *context); /* an icp_hooks.cancelled */

icp_sink term_sink(FILE *stream);
icp_text_style term_style(const term *how, FILE *stream);

/* Fills *err as the library would. */
icp_status term_error(icp_error *err, icp_code code, const char *help, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Says what went wrong, on stderr or as JSON on stdout, and returns the exit code. */
int term_fail(const term *how, const icp_error *err);
/* Ends a command that worked: exit_code, or 4 when standard output could not be written completely. */
int term_done(const term *how, int exit_code);

/* Draws progress on stderr when it is a terminal, from the first second on. Used as icp_hooks.progress. */
void term_progress(void *context, const char *stage, double fraction);
void term_progress_end(void);

/* `left` in the first `indent` columns, `text` wrapped beside it. */
void term_item(FILE *stream, const char *left, int indent, const char *text);

#endif
