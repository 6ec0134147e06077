/* torture.c - see torture.h. */
#include "support/torture.h"
#include "support/check.h"
#include "support/scratch.h"

#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static icp_table *read_index(const char *path)
{
    icp_table *index = NULL;
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    settings.types = "file=text,features=text";
    CHECK_OK(icp_table_read(&path, 1, &settings, &index, &err), &err);
    return index;
}

static const char *cell(const icp_table *index, const char *column, size_t row)
{
    const icp_column *found = icp_table_column(index, icp_table_find(index, column));
    return found->codes[row] < 0 ? "" : found->levels[found->codes[row]];
}

size_t icp_t_torture_each(void (*try_one)(void *context, const icp_t_torture_file *file), void *context)
{
    const char *found = icp_t_data("csv_torture/INDEX.csv");
    if (!found) {
        icp_t_skip("csv_torture is not there");
        return 0;
    }
    char root[1024], path[1400];
    size_t tried = 0;
    snprintf(root, sizeof root, "%.*s", (int)(strrchr(found, '/') - found), found);
    icp_table *index = read_index(found);
    for (size_t i = 0; index && i < icp_table_rows(index); i++) {
        icp_t_torture_file file = {.path = path, .name = cell(index, "file", i), .features = cell(index, "features", i), .listed = i};
        snprintf(path, sizeof path, "%s/%s", root, file.name);
        char *bytes = icp_t_file_read(path, &file.size);
        if (!bytes) continue;
        file.bytes = bytes;
        try_one(context, &file);
        tried++;
        free(bytes);
    }
    icp_table_free(index);
    return tried;
}
