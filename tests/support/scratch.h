/* scratch.h - files for tests: a folder of the test's own under $TMPDIR (else /tmp), and whole files written and read. */
#ifndef ICP_T_SCRATCH_H
#define ICP_T_SCRATCH_H

#include <stddef.h>

/* Makes the folder; there is one at a time. */
void icp_t_scratch_enter(void);
/* Removes it with all that is in it. */
void icp_t_scratch_leave(void);
/* Path of `name` in the folder; "" gives the folder. A static buffer: the last eight stand. */
const char *icp_t_scratch(const char *name);

void icp_t_file_write(const char *path, const void *bytes, size_t size);
/* All bytes, with a NUL behind them; NULL: not there. Free with free(). size may be NULL. */
char *icp_t_file_read(const char *path, size_t *size);
/* Names in a directory, "." and ".." not counted; -1 when it is none. */
int icp_t_entries(const char *path);
/* Runs tests, after which as many file descriptors must be open as before. */
void icp_t_descriptors_closed(void (*const *tests)(void), size_t count);

#endif
