/* pool.h - the only malloc. Owns: every byte the library allocates. Must not know: what the bytes mean.
 * A pool is freed whole; each result owns one. One thread at a time. */
#ifndef ICP_I_POOL_H
#define ICP_I_POOL_H

#include "icpcluster/hooks.h"

#include <stdbool.h>

typedef struct icp_i_pool icp_i_pool;

/* NULL when out of memory. hooks (may be NULL) are copied. */
icp_i_pool *icp_i_pool_new(const icp_hooks *hooks);
void icp_i_pool_free(icp_i_pool *pool); /* NULL is fine */
const icp_hooks *icp_i_pool_hooks(const icp_i_pool *pool);

/* count * size zeroed bytes, 64-byte aligned, or NULL (out of memory, or the product overflows). A count of 0 gives a valid pointer. */
void *icp_i_alloc(icp_i_pool *pool, size_t count, size_t size);
/* The same, but not zeroed: for large blocks that are written whole. */
void *icp_i_alloc_raw(icp_i_pool *pool, size_t count, size_t size);
/* Gives one block back before the pool ends. NULL is fine. */
void icp_i_release(icp_i_pool *pool, void *block);
/* Makes *array (capacity *capacity elements of `size`) hold at least `need`, growing by doubling; new memory is zeroed. On failure false
 * and the old block stands. */
bool icp_i_grow(icp_i_pool *pool, void **array, size_t *capacity, size_t need, size_t size);
/* NUL-terminated copy of `length` bytes, or NULL. */
char *icp_i_copy_text(icp_i_pool *pool, const char *text, size_t length);
/* printf into the pool (integers and strings only: printf follows the locale), or NULL. */
char *icp_i_print(icp_i_pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Bytes now held through this pool, and the most ever held. */
size_t icp_i_pool_bytes(const icp_i_pool *pool, size_t *peak);
/* a * b into *out; false when it overflows. */
bool icp_i_multiply(size_t a, size_t b, size_t *out);

#define ICP_I_NEW(pool, type, count) ((type *)icp_i_alloc((pool), (count), sizeof(type)))

#endif
