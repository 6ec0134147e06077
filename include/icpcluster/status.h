/* status.h - what a call returns, and the detail of what went wrong.
 *
 * Every fallible function returns an icp_status and writes detail into an icp_error that the caller owns (NULL is allowed).
 * "Did not converge", "no structure" and "too few events" are results, not errors.
 */
#ifndef ICPCLUSTER_STATUS_H
#define ICPCLUSTER_STATUS_H

#include <stddef.h>
#include <stdint.h>

#define ICP_API __attribute__((visibility("default")))
#define ICP_NODISCARD __attribute__((warn_unused_result))

#ifdef __cplusplus
extern "C" {
#endif

/* One list, many expansions: name, process exit code a command gives for it, text. */
#define ICP_STATUS_LIST(X)                                                                                                  \
    X(ICP_OK, 0, "done")                                                                                                    \
    X(ICP_EUSAGE, 2, "wrong use: an argument, option or setting is not valid")                                              \
    X(ICP_EINPUT, 3, "the input cannot be used")                                                                            \
    X(ICP_EOUTPUT, 4, "an output could not be written completely")                                                          \
    X(ICP_EINTERNAL, 5, "internal error")                                                                                   \
    X(ICP_ENOMEM, 5, "out of memory")                                                                                       \
    X(ICP_ECANCELLED, 130, "cancelled")

typedef enum icp_status {
#define ICP_X(name, exit_code, text) name,
    ICP_STATUS_LIST(ICP_X)
#undef ICP_X
} icp_status;

/* Stable error numbers, printed as E021: name, number, status it travels with. */
#define ICP_CODE_LIST(X)                                                                                                    \
    X(ICP_E_ARGUMENT, 1, ICP_EUSAGE)        /* a function argument or option value is out of its range */                   \
    X(ICP_E_SETTING, 2, ICP_EUSAGE)         /* no such setting or option */                                                 \
    X(ICP_E_COLUMN, 3, ICP_EUSAGE)          /* no such column */                                                            \
    X(ICP_E_COMMAND, 4, ICP_EUSAGE)         /* no such command, or a command without what it needs */                       \
    X(ICP_E_OUTCOME_FORM, 5, ICP_EUSAGE)    /* an outcome whose events are not said, or whose open stages are not excluded */ \
    X(ICP_E_ROLE, 6, ICP_EUSAGE)            /* a role given twice, or two roles that exclude each other on one column */    \
    X(ICP_E_FILES, 7, ICP_EUSAGE)           /* files given together whose headers differ */                                 \
    X(ICP_E_OPEN, 10, ICP_EINPUT)           /* an input cannot be opened or read */                                         \
    X(ICP_E_NOT_CSV, 11, ICP_EINPUT)        /* the input is in another format */                                            \
    X(ICP_E_ENCODING, 12, ICP_EINPUT)       /* the bytes are not in an encoding we read */                                  \
    X(ICP_E_NO_ROWS, 13, ICP_EINPUT)        /* no header, or no data rows */                                                \
    X(ICP_E_RAGGED, 14, ICP_EINPUT)         /* a row with more or fewer fields than the header */                           \
    X(ICP_E_OPEN_QUOTE, 15, ICP_EINPUT)     /* a quoted field that never ends */                                            \
    X(ICP_E_QUOTE, 16, ICP_EINPUT)          /* a quote where none may stand */                                              \
    X(ICP_E_NUL, 17, ICP_EINPUT)            /* a NUL byte */                                                                \
    X(ICP_E_LIMIT, 18, ICP_EINPUT)          /* a field, header, row or file over its declared limit */                      \
    X(ICP_E_HEADER, 19, ICP_EINPUT)         /* a role names a header that stands twice */                                 \
    X(ICP_E_DUPLICATE_ID, 20, ICP_EINPUT)   /* an id that stands on two rows */                                             \
    X(ICP_E_NUMBER, 21, ICP_EINPUT)         /* expected a number */                                                         \
    X(ICP_E_DATE, 22, ICP_EINPUT)           /* expected a date */                                                           \
    X(ICP_E_AMBIGUOUS, 23, ICP_EINPUT)      /* numbers or dates that can be read in two ways */                             \
    X(ICP_E_RANGE, 24, ICP_EINPUT)          /* a number outside what can be computed with (|x| > 1e150) */                  \
    X(ICP_E_OUTCOME, 25, ICP_EINPUT)        /* an outcome without both events and non-events */                             \
    X(ICP_E_TOO_FEW, 26, ICP_EINPUT)        /* too few rows or columns for what was asked */                                \
    X(ICP_E_NO_ID, 27, ICP_EINPUT)          /* a record of an upload without its id */                                      \
    X(ICP_E_NOT_FINITE, 30, ICP_EINPUT)     /* NaN or infinity in a matrix */                                               \
    X(ICP_E_SHAPE, 31, ICP_EINPUT)          /* shapes that do not fit, or overflow */                                       \
    X(ICP_E_FILE_FORM, 32, ICP_EINPUT)      /* a roles, stated-ICP, configuration or model file that does not parse */      \
    X(ICP_E_EXISTS, 40, ICP_EOUTPUT)        /* something that is not ours stands where the output goes */                   \
    X(ICP_E_WRITE, 41, ICP_EOUTPUT)         /* a write, sync or rename failed */                                            \
    X(ICP_E_MEMORY, 50, ICP_ENOMEM)         /* out of memory */                                                             \
    X(ICP_E_INTERNAL, 51, ICP_EINTERNAL)    /* a broken promise inside the library */                                       \
    X(ICP_E_NUMERIC, 52, ICP_EINTERNAL)     /* a factorisation or iteration failed on valid input */                        \
    X(ICP_E_CANCELLED, 53, ICP_ECANCELLED)  /* the caller's cancel callback said stop */

typedef enum icp_code {
    ICP_E_NONE = 0,
#define ICP_X(name, number, status) name = number,
    ICP_CODE_LIST(ICP_X)
#undef ICP_X
} icp_code;

/* Detail of a failure. Owned by the caller, plain memory, valid until the next failing call that is given it.
 * Texts are UTF-8, NUL-terminated, cut at a character boundary when too long; "" where not known. */
typedef struct icp_error {
    icp_status status;
    icp_code code;
    size_t line;          /* physical line in `file`, from 1; 0 unknown */
    size_t column;        /* first character (not byte) of the field in that line, from 1; 0 unknown */
    char file[256];       /* the input's name as the caller gave it */
    char field[160];      /* column, setting or argument concerned */
    char value[96];       /* what was found */
    char expected[160];   /* what would have been right */
    char message[512];    /* the sentence: names the thing, the place, the value's kind */
    char help[384];       /* the remedy */
    char excerpt[200];    /* the line of input concerned, "" if none */
    size_t caret, caret_width; /* where in `excerpt` (characters, from 0) to point, and how wide */
} icp_error;

/* Text for a status; "unknown status" for a value outside the list. Never NULL. */
ICP_API const char *icp_status_text(icp_status status);
/* Exit code a command gives for a status (0, 2, 3, 4, 5 or 130). */
ICP_API int icp_status_exit_code(icp_status status);
/* Status a code travels with; ICP_EINTERNAL for an unknown code. */
ICP_API icp_status icp_code_status(icp_code code);
/* "0.1.0" */
ICP_API const char *icp_version(void);
/* Name, configuration and core type of the BLAS that is bound, such as "OpenBLAS 0.3.21 ... SkylakeX". Never NULL. */
ICP_API const char *icp_blas_version(void);

#ifdef __cplusplus
}
#endif
#endif
