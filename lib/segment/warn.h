/* warn.h - the remarks of a run, collected in the order they arise. Must not know: who says them, how they are printed. */
#ifndef ICP_I_WARN_H
#define ICP_I_WARN_H

#include "base/pool.h"
#include "icpcluster/table.h"

typedef struct icp_i_warnings {
    icp_i_pool *pool;   /* owns the texts */
    icp_warning *list;
    size_t count, capacity;
} icp_i_warnings;

/* Adds a remark; warnings NULL: nobody listens, and nothing happens. `code` is static text; `column` is borrowed, "" if none. The format takes
 * integers and strings only: printf follows the locale. */
icp_status icp_i_warn(icp_i_warnings *warnings, icp_error *err, const char *code, const char *column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
