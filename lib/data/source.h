/* source.h - the bytes of one source, in memory or still on disk. Owns: windows on them, which large files are streamed, their hash. Must not know:
 * records, columns.
 *
 * A large regular file of UTF-8 text is streamed: pieces of it pass through small buffers, and the whole text is read only when something in it has
 * to be looked at again (a record that is not ordinary, a cell to be shown). */
#ifndef ICP_I_SOURCE_H
#define ICP_I_SOURCE_H

#include "data/scan.h"

#define ICP_I_OVERLAP ((size_t)64 << 10) /* bytes of a window behind a piece, where its last record ends */

/* Tries to stream `path`: true when its first bytes allow it; *head is then the beginning of the text. */
bool icp_i_source_stream(icp_i_source *source, const char *path, icp_i_pool *pool, const char **head, size_t *head_size);
/* The window of the text from `from`, of `size` bytes or up to the end; read into `buffer` when the source is streamed. */
bool icp_i_source_window(const icp_i_source *source, size_t from, size_t size, char *buffer, icp_i_window *out);
/* Brings the whole text into memory. */
icp_status icp_i_source_whole(icp_i_source *source, icp_i_pool *pool, icp_error *err);
/* SHA-256 of the bytes as given; buffer: of `size` bytes, for a streamed file. */
bool icp_i_source_hash(const icp_i_source *source, char *buffer, size_t size, char hex[65]);
/* Line ends (LF, CR, CRLF) in text[from .. to); the text has `size` bytes. */
size_t icp_i_line_ends(const char *text, size_t size, size_t from, size_t to);

#endif
