/* test_pool.c - alignment, overflow, growth, and no leak when any allocation fails. */
#include "support/check.h"

#include "base/pool.h"

#include <string.h>

static void blocks_are_aligned_and_zeroed(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (size_t n = 0; n < 200; n += 7) {
        unsigned char *p = icp_i_alloc(pool, n, 1);
        CHECK(p != NULL && (uintptr_t)p % 64 == 0);
        for (size_t i = 0; i < n; i++) CHECK(p[i] == 0);
        memset(p, 0xA5, n);
    }
    icp_i_pool_free(pool);
}

static void products_that_overflow_are_refused(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK(icp_i_alloc(pool, (size_t)1 << 33, (size_t)1 << 33) == NULL);
    CHECK(icp_i_alloc(pool, SIZE_MAX, 1) == NULL);
    CHECK(icp_i_alloc(pool, SIZE_MAX - 64, 1) == NULL);
    size_t out;
    CHECK(!icp_i_multiply(SIZE_MAX, 2, &out));
    CHECK(icp_i_multiply(SIZE_MAX, 1, &out) && out == SIZE_MAX);
    icp_i_pool_free(pool);
}

static void growth_keeps_content_and_failure_keeps_the_block(void)
{
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    int *values = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        CHECK(icp_i_grow(pool, (void **)&values, &capacity, i + 1, sizeof *values));
        values[i] = (int)i;
    }
    memory.fail_at = memory.calls + 1;
    CHECK(!icp_i_grow(pool, (void **)&values, &capacity, 5000, sizeof *values));
    for (size_t i = 0; i < 1000; i++) CHECK(values[i] == (int)i);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
}

static void released_blocks_leave_the_count(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    void *a = icp_i_alloc(pool, 1000, 8);
    void *b = icp_i_alloc(pool, 10, 8);
    icp_i_release(pool, a);
    size_t peak;
    CHECK(icp_i_pool_bytes(pool, &peak) == 80 && peak == 8080);
    icp_i_release(pool, b);
    icp_i_release(pool, NULL);
    CHECK(icp_i_pool_bytes(pool, NULL) == 0);
    CHECK(strcmp(icp_i_print(pool, "%d of %s", 3, "x"), "3 of x") == 0);
    icp_i_pool_free(pool);
}

void test_pool(void)
{
    static const icp_t_case cases[] = {{"blocks are aligned and zeroed", blocks_are_aligned_and_zeroed},
                                       {"products that overflow are refused", products_that_overflow_are_refused},
                                       {"growth keeps content, failure keeps the block", growth_keeps_content_and_failure_keeps_the_block},
                                       {"released blocks leave the count", released_blocks_leave_the_count}};
    ICP_T_SUITE("pool", cases);
}
