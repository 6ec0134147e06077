/* check.c - see check.h. */
#include "support/check.h"
#include "support/count.h"

#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t icp_t_skipped;

void icp_t_suite(const char *name, const icp_t_case *cases, size_t count)
{
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        if (!suite || !CU_add_test(suite, cases[i].name, cases[i].run)) {
            fprintf(stderr, "cannot register %s/%s\n", name, cases[i].name);
            exit(1);
        }
    }
}

void icp_t_skip(const char *reason)
{
    icp_t_skipped++;
    printf("\n    skipped: %s", reason);
}

bool icp_t_near(double a, double b, double relative, const char *expression, const char *file, unsigned line)
{
    double scale = fabs(b) > 1e-300 ? fabs(b) : 1e-300;
    bool near = fabs(a - b) <= relative * scale;
    if (!near) printf("\n    %s:%u: %s is %.17g, expected %.17g (relative %.3g)", file, line, expression, a, b, fabs(a - b) / scale);
    return near;
}

bool icp_t_status(int got, int expected, const struct icp_error *err, const char *call, const char *file, unsigned line)
{
    if (got == expected) return true;
    printf("\n    %s:%u: %s gave '%s', expected '%s'%s%s", file, line, call, icp_status_text((icp_status)got), icp_status_text((icp_status)expected),
           err ? ": " : "", err ? err->message : "");
    return false;
}

const char *icp_t_data(const char *relative)
{
    static char path[1024];
    const char *root = getenv("ICP_DATA");
    if (root) snprintf(path, sizeof path, "%s/%s", root, relative);
    else snprintf(path, sizeof path, "%s/../shared/data/%s", ICP_SOURCE_DIR, relative);
    return access(path, R_OK) == 0 ? path : NULL;
}

const char *icp_t_source(const char *relative)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/%s", ICP_SOURCE_DIR, relative);
    return path;
}

static void *counted_allocate(void *context, size_t size)
{
    icp_t_memory *memory = context;
    memory->calls++;
    bool fail = memory->fail_at && (memory->for_ever ? memory->calls >= memory->fail_at : memory->calls == memory->fail_at);
    void *block = fail ? NULL : malloc(size);
    if (block) memory->outstanding++;
    return block;
}

static void counted_release(void *context, void *block)
{
    icp_t_memory *memory = context;
    if (block) memory->outstanding--;
    free(block);
}

struct icp_hooks icp_t_memory_hooks(icp_t_memory *memory)
{
    struct icp_hooks hooks = {.context = memory, .allocate = counted_allocate, .release = counted_release};
    return hooks;
}
