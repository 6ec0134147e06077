/* scratch.c - see scratch.h. */
#include "support/scratch.h"
#include "support/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[256];

void icp_t_scratch_enter(void)
{
    const char *parent = getenv("TMPDIR");
    int length = snprintf(folder, sizeof folder, "%s/icp-test-XXXXXX", parent && *parent ? parent : "/tmp");
    if (length >= (int)sizeof folder || !mkdtemp(folder)) abort();
}

void icp_t_scratch_leave(void)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
}

const char *icp_t_scratch(const char *name)
{
    static char paths[8][600];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], *name ? "%s/%s" : "%s%s", folder, name);
    return path;
}

void icp_t_file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(bytes, 1, size, file) == size;
    if (file) good &= fclose(file) == 0;
    CHECK(good);
}

char *icp_t_file_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *bytes = calloc(length + 1, 1);
    if (!bytes || fread(bytes, 1, length, file) != length) abort();
    fclose(file);
    if (size) *size = length;
    return bytes;
}

int icp_t_entries(const char *path)
{
    int count = 0;
    DIR *list = opendir(path);
    if (!list) return -1;
    while (readdir(list)) count++;
    closedir(list);
    return count - 2;
}

void icp_t_descriptors_closed(void (*const *tests)(void), size_t count)
{
    int before = icp_t_entries("/proc/self/fd");
    if (before < 0) {
        icp_t_skip("no /proc");
        return;
    }
    for (size_t t = 0; t < count; t++) tests[t]();
    CHECK(icp_t_entries("/proc/self/fd") == before);
}
