/* files.h - small files the command itself reads and writes: roles, configuration, dictionaries. Must not know: what is in them. */
#ifndef ICP_CLI_FILES_H
#define ICP_CLI_FILES_H

#include "icpcluster.h"

#include <stdbool.h>
#include <stdio.h>

/* Whole content of a regular file of at most 4 MiB, NUL-terminated; freed with free(). */
icp_status files_read(const char *path, char **text, size_t *size, icp_error *err);
/* Writes a file whole or not at all (beside it, synced, renamed). Without `force` an existing file is refused. */
icp_status files_write(const char *path, const char *text, int force, icp_error *err);
/* A file that appears whole or not at all: written beside `path` as .icp-new-..., where a killed process may leave it until the next file is begun
 * in that directory. NULL for path is standard output, which gets what is written at once, or, when
 * `whole` is set before files_begin, all of it at the good end: half a JSON object cannot be taken back. */
typedef struct files_output {
    const char *path;
    char beside[4096 + 64];
    FILE *stream;
    bool whole;
} files_output;
icp_status files_begin(files_output *out, const char *path, int force, icp_error *err);
/* The path must not be one of `inputs` (NULL ones are passed over), by whatever name: force replaces results, never what they are made of. */
icp_status files_not_input(const char *path, const char *const *inputs, size_t count, icp_error *err);
/* Syncs and renames; or, when `good` is 0, removes what was written. */
icp_status files_end(files_output *out, int good, icp_error *err);
/* The path without directories. */
const char *files_base(const char *path);

#endif
