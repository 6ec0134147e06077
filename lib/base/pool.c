/* pool.c - blocks in a doubly linked list, each with a 64-byte header in front of 64-byte aligned memory. */
#include "base/pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT 64
#define PAGE ((uintptr_t)4096)
#define WORTH_LARGE_PAGES ((size_t)4 << 20)

typedef struct block {
    struct block *previous, *next;
    void *raw;   /* what the allocator returned */
    size_t size; /* bytes behind the header */
} block;

_Static_assert(sizeof(block) <= ALIGNMENT, "the header must fit in front of an aligned block");

struct icp_i_pool {
    icp_hooks hooks;
    block list; /* sentinel */
    size_t bytes, peak;
};

/* Zeroed, and not touched when it comes fresh from the system: whoever writes first pays for the page, so that threads share the cost. Large
 * pages are a hint that may fail. */
static void *default_allocate(void *context, size_t size)
{
    (void)context;
    char *memory = calloc(1, size);
    if (!memory || size < WORTH_LARGE_PAGES) return memory;
    size_t before = (size_t)(-(uintptr_t)memory & (PAGE - 1));
    (void)madvise(memory + before, (size - before) & ~(size_t)(PAGE - 1), MADV_HUGEPAGE);
    return memory;
}

static void default_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

icp_i_pool *icp_i_pool_new(const icp_hooks *hooks)
{
    icp_hooks used = {0};
    if (hooks) used = *hooks;
    if (!used.allocate || !used.release) {
        used.allocate = default_allocate;
        used.release = default_release;
    }
    icp_i_pool *pool = used.allocate(used.context, sizeof *pool);
    if (!pool) return NULL;
    memset(pool, 0, sizeof *pool);
    pool->hooks = used;
    pool->list.previous = pool->list.next = &pool->list;
    return pool;
}

void icp_i_pool_free(icp_i_pool *pool)
{
    if (!pool) return;
    icp_hooks hooks = pool->hooks;
    for (block *b = pool->list.next; b != &pool->list;) {
        block *next = b->next;
        hooks.release(hooks.context, b->raw);
        b = next;
    }
    hooks.release(hooks.context, pool);
}

const icp_hooks *icp_i_pool_hooks(const icp_i_pool *pool)
{
    return &pool->hooks;
}

bool icp_i_multiply(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

static block *header_of(void *memory)
{
    return (block *)(void *)((char *)memory - ALIGNMENT);
}

void *icp_i_alloc(icp_i_pool *pool, size_t count, size_t size)
{
    void *memory = icp_i_alloc_raw(pool, count, size);
    if (memory && pool->hooks.allocate != default_allocate) memset(memory, 0, count * size);
    return memory;
}

void *icp_i_alloc_raw(icp_i_pool *pool, size_t count, size_t size)
{
    size_t bytes, total;
    if (!icp_i_multiply(count, size, &bytes) || __builtin_add_overflow(bytes, 2U * ALIGNMENT, &total)) return NULL;
    char *raw = pool->hooks.allocate(pool->hooks.context, total);
    if (!raw) return NULL;
    uintptr_t aligned = ((uintptr_t)raw + 2U * ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
    char *memory = raw + (aligned - (uintptr_t)raw);
    block *b = header_of(memory);
    b->raw = raw;
    b->size = bytes;
    b->previous = pool->list.previous;
    b->next = &pool->list;
    b->previous->next = b;
    b->next->previous = b;
    pool->bytes += bytes;
    if (pool->bytes > pool->peak) pool->peak = pool->bytes;
    return memory;
}

void icp_i_release(icp_i_pool *pool, void *memory)
{
    if (!memory) return;
    block *b = header_of(memory);
    b->previous->next = b->next;
    b->next->previous = b->previous;
    pool->bytes -= b->size;
    pool->hooks.release(pool->hooks.context, b->raw);
}

bool icp_i_grow(icp_i_pool *pool, void **array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity) return true;
    size_t wanted = *capacity < 16 ? 16 : *capacity;
    while (wanted < need) {
        if (wanted > SIZE_MAX / 2) return false;
        wanted *= 2;
    }
    void *grown = icp_i_alloc(pool, wanted, size);
    if (!grown) return false;
    if (*array) memcpy(grown, *array, *capacity * size);
    icp_i_release(pool, *array);
    *array = grown;
    *capacity = wanted;
    return true;
}

char *icp_i_copy_text(icp_i_pool *pool, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? icp_i_alloc(pool, length + 1, 1) : NULL;
    if (copy) memcpy(copy, text, length);
    return copy;
}

char *icp_i_print(icp_i_pool *pool, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : icp_i_alloc(pool, (size_t)length + 1, 1);
    if (text) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

size_t icp_i_pool_bytes(const icp_i_pool *pool, size_t *peak)
{
    if (peak) *peak = pool->peak;
    return pool->bytes;
}
