/* ini.h - the only inih: sections, keys and values of an INI text, quotes honoured. Must not know: which keys exist. */
#ifndef ICP_I_INI_H
#define ICP_I_INI_H

#include "base/pool.h"

typedef struct icp_i_ini_entry {
    const char *section, *key, *value; /* unquoted; a value keeps its inner quotes when it is a list of quoted names */
    size_t line;
} icp_i_ini_entry;

/* All entries in file order, in the pool. A key may be a quoted string that contains any of ; : = , # [ ] and "" for a quote. A value that
 * continues on indented lines is one entry per line, with the same key. Errors carry file and line. */
icp_status icp_i_ini_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_ini_entry **out, size_t *count,
                          icp_error *err);
/* Writes `text` so that icp_i_ini_read gives it back: as it is when plain, else in double quotes. In the pool, or NULL. */
char *icp_i_ini_quote(icp_i_pool *pool, const char *text);

#endif
