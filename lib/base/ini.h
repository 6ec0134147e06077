/* ini.h - the only inih: sections, keys and values of an INI text, quotes honoured. Must not know: which keys exist. */
#ifndef ICP_I_INI_H
#define ICP_I_INI_H

#include "base/pool.h"

typedef struct icp_i_ini_entry {
    const char *section, *key, *value; /* unquoted; see icp_i_ini_read for values */
    size_t line;
} icp_i_ini_entry;

/* All entries in file order, in the pool. A key may be a quoted string that contains anything but NUL, line ends included, and "" for a quote.
 * A value that continues on indented lines is one entry per line, with the same key; a key line without a value then makes no entry.
 * A value keeps its quotes when it is more than one quoted text, and when it is one that without them would not be the same single name in a
 * list (it is empty, has outer blanks, or contains a comma, quote, bar or wildcard): where a list is expected read it as one, where a text is
 * expected pass it through icp_i_ini_unquote. Comments: lines that begin with ; or #, and what follows a blank and ; outside quotes. Errors
 * carry file and line. */
icp_status icp_i_ini_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_ini_entry **out, size_t *count,
                          icp_error *err);
/* `text` without its quotes when it is one quoted text, else as it is. In the pool, or NULL. */
char *icp_i_ini_unquote(icp_i_pool *pool, const char *text);
/* Writes `text` so that icp_i_ini_read gives it back: as it is when plain, else in double quotes. In the pool, or NULL. */
char *icp_i_ini_quote(icp_i_pool *pool, const char *text);

#endif
