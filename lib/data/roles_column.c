/* roles_column.c - which column a name means. Owns: exact names, globs, repeated headers, near-name suggestions. Must not know: what a role does. */
#include "data/roles.h"

#include <fnmatch.h>
#include <string.h>

#define HEADERS_LOOKED_AT 512

/* Column named `text` over `length` bytes, or none. */
static size_t find_exact(const icp_table *table, const char *text, size_t length)
{
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const char *name = icp_table_column(table, c)->name;
        if (strlen(name) == length && memcmp(name, text, length) == 0) return c;
    }
    return ICP_NONE;
}

static bool same_without_suffix(const char *repeated, const char *name)
{
    size_t length = strlen(name);
    return strncmp(repeated, name, length) == 0 && strcmp(repeated + length, " (2)") == 0;
}

/* true when the header of this column stands in the file more than once and this is the first of them. */
static bool is_repeated(const icp_table *table, size_t column)
{
    const char *name = icp_table_column(table, column)->name;
    const icp_warning *warnings;
    size_t count = icp_table_warnings(table, &warnings);
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const char *other = icp_table_column(table, c)->name;
        if (!same_without_suffix(other, name)) continue;
        for (size_t w = 0; w < count; w++) {
            bool concerns = strcmp(warnings[w].column, name) == 0 || strcmp(warnings[w].column, other) == 0;
            if (concerns && strcmp(warnings[w].code, "duplicate_header") == 0) return true;
        }
    }
    return false;
}

const char *icp_i_nearest_header(const icp_table *table, const char *name)
{
    const char *names[HEADERS_LOOKED_AT];
    size_t count = icp_table_columns(table) < HEADERS_LOOKED_AT ? icp_table_columns(table) : HEADERS_LOOKED_AT;
    for (size_t c = 0; c < count; c++) names[c] = icp_table_column(table, c)->name;
    int near = icp_nearest_name(name, names, count);
    return near < 0 ? NULL : names[near];
}

static icp_status fail_unknown(const icp_table *table, const char *name, const icp_role_info *info, icp_error *err)
{
    const char *also = info->form == ICP_ROLE_NUMBER_OR_ONE ? ", and it is no whole number" : "";
    icp_status status = icp_i_fail(err, ICP_E_COLUMN, "--%s: no column is named '%s'%s", info->flag, name, also);
    if (!err) return status;
    icp_i_fail_copy(err->field, sizeof err->field, name, strlen(name));
    const char *near = icp_i_nearest_header(table, name);
    size_t count = icp_table_columns(table);
    if (near)
        icp_i_fail_help(err, "did you mean '%s'?", near);
    else
        icp_i_fail_help(err, "the file has %zu columns, from '%s' to '%s'; names are compared exactly", count,
                        count ? icp_table_column(table, 0)->name : "", count ? icp_table_column(table, count - 1)->name : "");
    return status;
}

static icp_status fail_ambiguous(const char *name, const icp_role_info *info, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_HEADER, "--%s: the header '%s' stands in the file more than once", info->flag, name);
    if (err) icp_i_fail_copy(err->field, sizeof err->field, name, strlen(name));
    icp_i_fail_help(err, "say which: '%s (1)' is the first, '%s (2)' the second", name, name);
    return status;
}

/* "N (1)": the first column of a repeated header N. */
static size_t find_first_of_repeated(const icp_table *table, const char *name)
{
    size_t length = strlen(name);
    if (length <= 4 || strcmp(name + length - 4, " (1)") != 0) return ICP_NONE;
    size_t column = find_exact(table, name, length - 4);
    return column != ICP_NONE && is_repeated(table, column) ? column : ICP_NONE;
}

icp_status icp_i_role_column(const icp_table *table, const char *name, const icp_role_info *info, size_t *out, icp_error *err)
{
    size_t column = icp_table_find(table, name);
    if (column == ICP_NONE)
        column = find_first_of_repeated(table, name);
    else if (is_repeated(table, column))
        return fail_ambiguous(name, info, err);
    if (column == ICP_NONE) return fail_unknown(table, name, info, err);
    *out = column;
    return ICP_OK;
}

icp_status icp_i_role_columns(const icp_table *table, const icp_i_role_name *item, const icp_role_info *info, unsigned char *taken, icp_error *err)
{
    bool glob = !item->exact && strpbrk(item->text, "*?[") && icp_table_find(table, item->text) == ICP_NONE;
    if (!glob) {
        size_t column;
        ICP_I_TRY(icp_i_role_column(table, item->text, info, &column, err));
        taken[column] = 1;
        return ICP_OK;
    }
    size_t matches = 0;
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        if (fnmatch(item->text, icp_table_column(table, c)->name, 0) != 0) continue;
        taken[c] = 1;
        matches++;
    }
    return matches ? ICP_OK : fail_unknown(table, item->text, info, err);
}

char *icp_i_role_column_name(const icp_table *table, size_t column, icp_i_pool *pool)
{
    const char *name = icp_table_column(table, column)->name;
    return is_repeated(table, column) ? icp_i_print(pool, "%s (1)", name) : icp_i_copy_text(pool, name, strlen(name));
}
