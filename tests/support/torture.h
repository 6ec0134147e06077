/* torture.h - the public collections of malformed and odd CSV files, where they are kept. */
#ifndef ICP_T_TORTURE_H
#define ICP_T_TORTURE_H

#include <stddef.h>

typedef struct icp_t_torture_file {
    const char *path;
    const char *name;     /* as the index lists it */
    const char *features; /* words of the index on what is odd in it */
    const char *bytes;    /* with a NUL behind */
    size_t size;
    size_t listed;        /* its place in the index */
} icp_t_torture_file;

/* Calls try_one for every file that is listed and stored; a skip is counted and nothing called when the collections are not there. Returns the
 * number of calls. */
size_t icp_t_torture_each(void (*try_one)(void *context, const icp_t_torture_file *file), void *context);

#endif
