/* memory.c - see memory.h. */
#include "base/memory.h"

#include "base/fail.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SMALL ((size_t)64 << 20)

/* Whole content of a small file of the system, "" when it is not there. */
static const char *content(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, size - 1, file) : 0;
    if (file) fclose(file);
    text[length] = '\0';
    return text;
}

/* The number behind `label` at the start of a line; SIZE_MAX when there is none ("max" is none). */
static size_t number_behind(const char *text, const char *label)
{
    size_t length = strlen(label);
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        if (strncmp(line, label, length) != 0) continue;
        char *end;
        unsigned long long value = strtoull(line + length, &end, 10);
        return end == line + length ? SIZE_MAX : (size_t)value;
    }
    return SIZE_MAX;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t left_of(size_t limit, size_t used)
{
    return limit == SIZE_MAX || used == SIZE_MAX ? SIZE_MAX : limit > used ? limit - used : 0;
}

static size_t address_space_left(void)
{
    struct rlimit limit;
    char text[256];
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
    size_t pages = number_behind(content("/proc/self/statm", text, sizeof text), "");
    return pages == SIZE_MAX ? SIZE_MAX : left_of((size_t)limit.rlim_cur, pages * (size_t)sysconf(_SC_PAGESIZE));
}

static size_t machine_left(void)
{
    char text[2048];
    size_t kilobytes = number_behind(content("/proc/meminfo", text, sizeof text), "MemAvailable:");
    return kilobytes == SIZE_MAX ? SIZE_MAX : kilobytes * 1024;
}

/* Of one control group; pages of files it holds are given back when memory is short. */
static size_t group_left(const char *folder, const char *limit_name, const char *used_name, const char *files_label)
{
    char path[700], text[8192];
    snprintf(path, sizeof path, "%s/%s", folder, limit_name);
    size_t limit = number_behind(content(path, text, sizeof text), "");
    snprintf(path, sizeof path, "%s/%s", folder, used_name);
    size_t used = number_behind(content(path, text, sizeof text), "");
    snprintf(path, sizeof path, "%s/memory.stat", folder);
    size_t files = number_behind(content(path, text, sizeof text), files_label);
    if (files != SIZE_MAX && used != SIZE_MAX) used = left_of(used, files);
    return left_of(limit, used);
}

/* The group this process is in and all above it (version 2), or the one its mount shows (version 1). */
static size_t groups_left(void)
{
    char text[4096], folder[600];
    size_t left = group_left("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
    const char *line = strstr(content("/proc/self/cgroup", text, sizeof text), "0::");
    if (!line) return left;
    snprintf(folder, sizeof folder, "/sys/fs/cgroup%.*s", (int)strcspn(line + 3, "\n"), line + 3);
    for (char *slash; strlen(folder) >= strlen("/sys/fs/cgroup"); *slash = '\0') {
        left = least(left, group_left(folder, "memory.max", "memory.current", "inactive_file"));
        slash = strrchr(folder, '/');
    }
    return left;
}

size_t icp_i_memory_left(void)
{
    return least(address_space_left(), least(machine_left(), groups_left()));
}

icp_status icp_i_memory_check(const char *name, size_t need, icp_error *err)
{
    if (need < SMALL) return ICP_OK;
    size_t left = icp_i_memory_left();
    if (need <= left) return ICP_OK;
    icp_status status = icp_i_fail(err, ICP_E_MEMORY, "reading \"%.200s\" needs about %zu MiB of memory, and %zu MiB can be had", name, need >> 20,
                                   left >> 20);
    icp_i_fail_help(err, "export fewer columns or rows, or give the process more memory");
    icp_i_fail_place(err, name, 0, 0);
    return status;
}
