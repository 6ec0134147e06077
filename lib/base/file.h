/* file.h - reading a whole input, and sets of output files that appear whole or not at all. Must not know: what is in the files. */
#ifndef ICP_I_FILE_H
#define ICP_I_FILE_H

#include "base/pool.h"
#include "icpcluster/report.h"

#include <sys/stat.h>

/* Whole content of a regular file, or of standard input for "-", into the pool (followed by a NUL that is not counted). A directory, FIFO or
 * device is refused; a file that changes while it is read is an error; more than `limit` bytes, or than `line_limit` without a line end, is
 * ICP_E_LIMIT; more than memory holds is refused before it is tried. */
icp_status icp_i_file_read(const char *path, size_t limit, size_t line_limit, icp_i_pool *pool, char **bytes, size_t *size, icp_error *err);

/* A regular file that is read piece by piece, by several threads if need be, rather than whole. */
typedef struct icp_i_file {
    const char *path; /* borrowed */
    int descriptor;   /* -1: not open */
    struct stat before;
    size_t size;
} icp_i_file;

/* Opens a regular file. Anything else leaves *out closed and is no error: icp_i_file_read says what is wrong with it. */
void icp_i_file_open(const char *path, icp_i_file *out);
/* `size` bytes from `from` on; false when they cannot be had. */
bool icp_i_file_piece(const icp_i_file *file, size_t from, size_t size, char *bytes);
/* Fails when the file has changed since it was opened. */
icp_status icp_i_file_unchanged(const icp_i_file *file, icp_error *err);
void icp_i_file_close(icp_i_file *file); /* closed already is fine */

/* An input from its beginning to its end, standard input ("-") too. */
typedef struct icp_i_flow icp_i_flow;
/* In the pool. Refuses what icp_i_file_read refuses. */
icp_status icp_i_flow_open(const char *path, icp_i_pool *pool, icp_i_flow **out, icp_error *err);
/* Reads until `room` bytes are there or the input ends; *got < room: it has ended, and a regular file has not changed meanwhile. */
icp_status icp_i_flow_next(icp_i_flow *flow, char *bytes, size_t room, size_t *got, icp_error *err);
void icp_i_flow_close(icp_i_flow *flow); /* NULL is fine */

typedef struct icp_i_set icp_i_set;

/* Begins a set that is to become directory `dir`: makes a temporary directory beside it (mode 0700, named .icp-set-XXXXXX and locked), after
 * removing those that no living process holds. */
icp_status icp_i_set_begin(const char *dir, const icp_hooks *hooks, icp_i_set **out, icp_error *err);
/* Opens a new file of the set (0666 less the umask; nobody else can enter the directory before it is published); one is open at a time.
 * The sink belongs to the set. */
icp_status icp_i_set_open(icp_i_set *set, const char *name, const icp_sink **out, icp_error *err);
/* Flushes, syncs and closes the open file; hex receives its SHA-256 (may be NULL), bytes its size (may be NULL). */
icp_status icp_i_set_close(icp_i_set *set, char hex[65], size_t *bytes, icp_error *err);
/* Syncs the directory and swaps it with `dir` in one rename (RENAME_EXCHANGE when dir exists), then removes the old one. A
 * directory keeps the mode of the one it replaces; a link is replaced, not followed. Frees the set. */
icp_status icp_i_set_publish(icp_i_set *set, icp_error *err);
/* Removes everything made so far and frees the set. NULL is fine. */
void icp_i_set_discard(icp_i_set *set);

#endif
