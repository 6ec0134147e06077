/* test_torture.c - every file of the public torture collections, in this process: each ends, in seconds, with a table whose counts add up or with an
 * error that names its file. The figures are printed. */
#include "support/check.h"
#include "support/torture.h"

#include "base/pool.h"
#include "data/encoding.h"
#include "data/format.h"
#include "data/table_parts.h"
#include "icpcluster.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct figures {
    size_t files, tables, errors, skipped_tables, well_formed, right_columns;
    double slowest;
} figures;

static void check_counts(const icp_table *table, const char *path)
{
    const icp_left_out *left;
    size_t rejected = 0;
    for (size_t i = icp_table_left_out(table, &left); i-- > 0;) rejected += strcmp(left[i].reason, "rejected") == 0 ? left[i].rows : 0;
    bool add_up = icp_table_rows(table) + rejected == icp_table_rows_read(table);
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const icp_column *column = icp_table_column(table, c);
        add_up &= column->used + column->missing + column->rejected == icp_table_rows_read(table) && column->note && column->name[0];
    }
    if (!add_up) printf("\n    %s: counts do not add up", path);
    CHECK(add_up);
}

static bool read_one(const char *bytes, size_t size, const char *path, icp_bad_rows bad_rows)
{
    icp_settings settings = icp_settings_default();
    icp_error err = {0};
    icp_table *table = NULL;
    settings.bad_rows = bad_rows;
    icp_status status = icp_table_read_memory(bytes, size, path, &settings, &table, &err);
    if (status == ICP_OK)
        check_counts(table, path);
    else
        CHECK(status == ICP_EINPUT && table == NULL && strcmp(err.file, path) == 0 && err.message[0] && strlen(err.excerpt) < sizeof err.excerpt);
    icp_table_free(table);
    return status == ICP_OK;
}

/* ---- columns of well-formed files, counted by a plain splitter that knows quotes and nothing else ---- */

/* Fields every record has when cut by `separator`, or 0 when records differ. */
static size_t even_fields(const char *text, size_t size, char separator)
{
    size_t fields = 1, first = 0;
    bool quoted = false, any = false;
    for (size_t i = 0; i <= size; i++) {
        bool end = i == size || (!quoted && (text[i] == '\n' || text[i] == '\r'));
        if (!end) {
            any = true;
            if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == separator && !quoted)
                fields++;
            continue;
        }
        if (any && first == 0) first = fields;
        if (any && fields != first) return 0;
        fields = 1;
        any = false;
    }
    return first;
}

static size_t expected_columns(const char *text, size_t size)
{
    size_t most = 0;
    for (const char *s = ",;\t|"; *s; s++) {
        size_t fields = even_fields(text, size, *s);
        if (fields > most) most = fields;
    }
    return most;
}

static size_t columns_read(const char *text, size_t size, icp_i_pool *pool)
{
    icp_i_csv *csv = NULL;
    icp_i_record record = {.kind = ICP_I_RECORD_BLANK};
    icp_error err = {0};
    if (icp_i_csv_open(text, size, icp_i_dialect_detect(text, size), 4096, pool, &csv, &err) != ICP_OK) return 0;
    while (record.kind == ICP_I_RECORD_BLANK && icp_i_csv_next(csv, &record, &err) == ICP_OK) {
    }
    return record.kind == ICP_I_RECORD_FIELDS ? record.fields : 0;
}

static void check_columns(const char *bytes, size_t size, const char *path, figures *f)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_text text = {0};
    size_t expected = 0, read = 0;
    bool counted = icp_i_format_check(bytes, size, path, NULL) == ICP_OK && icp_i_decode(bytes, size, path, pool, &text, NULL) == ICP_OK;
    if (counted) expected = expected_columns(text.data, text.size);
    if (expected > 0) {
        read = columns_read(text.data, text.size, pool);
        f->well_formed++;
        f->right_columns += read == expected;
    }
    icp_i_pool_free(pool);
}

static bool well_formed(const char *name, const char *features)
{
    static const char *const flaws[] = {"ragged", "odd_quotes", "nul", "empty", "compressed", "not_utf8", "lone_cr"};
    size_t length = strlen(name);
    if (length < 4 || strcmp(name + length - 4, ".csv") != 0) return false;
    for (size_t i = 0; i < sizeof flaws / sizeof flaws[0]; i++) {
        if (strstr(features, flaws[i])) return false;
    }
    return true;
}

static void try_file(void *context, const icp_t_torture_file *file)
{
    figures *f = context;
    clock_t start = clock();
    f->files++;
    if (read_one(file->bytes, file->size, file->path, ICP_BAD_ROWS_STOP))
        f->tables++;
    else
        f->errors++;
    f->skipped_tables += read_one(file->bytes, file->size, file->path, ICP_BAD_ROWS_SKIP);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > f->slowest) f->slowest = seconds;
    if (well_formed(file->name, file->features)) check_columns(file->bytes, file->size, file->path, f);
}

static void every_file_ends_well(void)
{
    figures f = {0};
    if (icp_t_torture_each(try_file, &f) == 0) return;
    printf(
        "\n    %zu files: %zu tables, %zu refused; %zu tables with bad rows skipped; slowest %zu ms; columns right in %zu of %zu well-formed files",
        f.files, f.tables, f.errors, f.skipped_tables, (size_t)(f.slowest * 1000), f.right_columns, f.well_formed);
    CHECK(f.files > 1000 && f.slowest < 5);
    CHECK(f.skipped_tables >= f.tables);
    CHECK(f.well_formed > 200 && f.right_columns * 100 >= f.well_formed * 80);
}

void test_torture(void)
{
    static const icp_t_case cases[] = {{"every file ends well", every_file_ends_well}};
    ICP_T_SUITE("torture", cases);
}
