/* fail.h - how the library reports a failure into the caller's icp_error. Owns: filling icp_error. Must not know: who calls. */
#ifndef ICP_I_FAIL_H
#define ICP_I_FAIL_H

#include "icpcluster/status.h"

/* Leaves the enclosing function with the status of a call that failed. Not for functions that hold something: those `goto` their one exit. */
#define ICP_I_TRY(call)                                                                                                     \
    do {                                                                                                                    \
        icp_status icp_i_try_status = (call);                                                                               \
        if (icp_i_try_status != ICP_OK) return icp_i_try_status;                                                            \
    } while (0)

/* Clears *err (NULL is fine), stores code and the formatted sentence, returns the status the code travels with. Integers and strings only:
 * numbers with a fraction are formatted with icp_i_number_format first, because printf follows the locale. */
icp_status icp_i_fail(icp_error *err, icp_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Out of memory while doing `what`. */
icp_status icp_i_fail_memory(icp_error *err, const char *what);
/* Adds the remedy to *err. */
void icp_i_fail_help(icp_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds to *err what it is about: the column, setting or argument, what was found, what would have been right; "" or NULL where not known. */
void icp_i_fail_about(icp_error *err, const char *field, const char *value, const char *expected);
/* Adds the place to *err. */
void icp_i_fail_place(icp_error *err, const char *file, size_t line, size_t column);
/* Copies text into a fixed field, cut at a UTF-8 boundary. */
void icp_i_fail_copy(char *field, size_t size, const char *text, size_t length);

#endif
