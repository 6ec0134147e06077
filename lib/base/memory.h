/* memory.h - how much memory this process may still take. Owns: asking the system. Must not know: what for. */
#ifndef ICP_I_MEMORY_H
#define ICP_I_MEMORY_H

#include "icpcluster/status.h"

#include <stddef.h>

/* Bytes still to be had under the limit on the address space (ulimit -v), in the control group and in the machine; SIZE_MAX when none says. */
size_t icp_i_memory_left(void);
/* ICP_E_MEMORY with the figures when `need` bytes cannot be had. Small needs are never refused: for them the answer costs more than the try. */
icp_status icp_i_memory_check(const char *name, size_t need, icp_error *err);

#endif
