/* test_fuzz.c - the inputs that fuzzing keeps, replayed: every target's promise holds for each, for its beginnings, and with single bytes changed. */
#include "support/check.h"
#include "support/fuzz_targets.h"
#include "support/scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bytes stand in a block of their own size, so that a sanitizer sees a read beyond them. */
static bool holds(const icp_t_fuzz_target *target, const char *bytes, size_t size)
{
    char *own = malloc(size ? size : 1);
    memcpy(own, bytes, size);
    bool good = target->holds(own, size);
    free(own);
    return good;
}

static size_t replay(const icp_t_fuzz_target *target, const char *folder, const char *name)
{
    static const char changed[] = {'"', '\0', '\n', ',', '\r', '\xff'};
    size_t size = 0, runs = 1;
    char path[1400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *bytes = icp_t_file_read(path, &size);
    bool good = bytes && holds(target, bytes, size);
    for (size_t i = 0, step = 1 + size / 24; bytes && i < size; i += step, runs += 2) {
        char before = bytes[i];
        good &= holds(target, bytes, i);
        bytes[i] = changed[i % sizeof changed];
        good &= holds(target, bytes, size);
        bytes[i] = before;
    }
    if (!good) printf("\n    %s/%s breaks the promise", target->name, name);
    CHECK(good);
    free(bytes);
    return runs;
}

static void kept_inputs_are_replayed(void)
{
    for (size_t t = 0; icp_t_fuzz_target_row(t); t++) {
        const icp_t_fuzz_target *target = icp_t_fuzz_target_row(t);
        char folder[1100], inside[64];
        size_t files = 0, runs = 0;
        snprintf(inside, sizeof inside, "tests/fuzz/corpus/%s", target->name);
        snprintf(folder, sizeof folder, "%s", icp_t_source(inside));
        DIR *list = opendir(folder);
        CHECK(list != NULL);
        for (struct dirent *entry; list && (entry = readdir(list));)
            if (entry->d_name[0] != '.') files++, runs += replay(target, folder, entry->d_name);
        if (list) closedir(list);
        printf("\n    %s: %zu files, %zu runs", target->name, files, runs);
        CHECK(files >= 4);
    }
}

void test_fuzz(void)
{
    static const icp_t_case cases[] = {{"kept inputs are replayed", kept_inputs_are_replayed}};
    ICP_T_SUITE("fuzz", cases);
}
