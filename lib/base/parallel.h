/* parallel.h - the only OpenMP. Owns: which thread does which piece. Must not know: what the pieces are.
 * The same answer for any number of threads: work is cut into blocks whose borders do not depend on the number of threads, each block writes
 * only what is its own, and the caller combines partial results in block order. */
#ifndef ICP_I_PARALLEL_H
#define ICP_I_PARALLEL_H

#include <stddef.h>

/* Rows per block wherever rows are summed. */
#define ICP_I_BLOCK ((size_t)4096)

/* Does piece `task`; `worker` in [0, icp_i_threads(threads)) picks per-thread scratch. */
typedef void (*icp_i_task)(void *context, size_t task, int worker);

/* Threads that will be used when asked for `threads` (0 = all); 1 inside a parallel piece. */
int icp_i_threads(int threads);
/* Runs tasks 0 .. count-1, each exactly once, in any order, and returns when all are done. Nested calls run serially. */
void icp_i_parallel(size_t count, int threads, icp_i_task task, void *context);

/* Blocks that n rows make, and the borders of block b. */
static inline size_t icp_i_blocks(size_t n) { return (n + ICP_I_BLOCK - 1) / ICP_I_BLOCK; }
static inline size_t icp_i_block_begin(size_t b) { return b * ICP_I_BLOCK; }
static inline size_t icp_i_block_end(size_t b, size_t n) { return (b + 1) * ICP_I_BLOCK < n ? (b + 1) * ICP_I_BLOCK : n; }

#endif
