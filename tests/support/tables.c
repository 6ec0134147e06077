/* tables.c - see tables.h. */
#include "support/tables.h"
#include "support/check.h"

#include <stdio.h>
#include <string.h>

icp_table *icp_t_table_read(const char *text, const icp_settings *settings, icp_status expected, icp_error *err)
{
    icp_table *table = NULL;
    CHECK_STATUS(icp_table_read_memory(text, strlen(text), "t.csv", settings, &table, err), expected, err);
    CHECK((table != NULL) == (expected == ICP_OK));
    return table;
}

icp_table *icp_t_must(icp_table *table)
{
    CU_ASSERT_FATAL(table != NULL);
    return table;
}

icp_table *icp_t_table(const char *text)
{
    icp_error err = {0};
    return icp_t_must(icp_t_table_read(text, NULL, ICP_OK, &err));
}

icp_error icp_t_table_fails(const char *text, const char *types, icp_code code, size_t line, size_t column)
{
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    settings.types = types;
    icp_t_table_read(text, &settings, icp_code_status(code), &err);
    if (err.code != code || err.line != line || err.column != column) {
        printf("\n    E%03d at %zu:%zu (%s), expected E%03d at %zu:%zu", (int)err.code, err.line, err.column, err.message, (int)code, line, column);
    }
    CHECK(err.code == code && err.line == line && err.column == column);
    CHECK(err.message[0] && strcmp(err.file, "t.csv") == 0);
    return err;
}

void icp_t_counts_add_up(const icp_table *table)
{
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const icp_column *column = icp_table_column(table, c);
        CHECK(column->used + column->missing + column->rejected == icp_table_rows_read(table));
        CHECK(column->used + column->missing == icp_table_rows(table));
        CHECK((column->numbers != NULL) != (column->codes != NULL));
        for (size_t i = 1; i < column->level_count; i++) CHECK(strcmp(column->levels[i - 1], column->levels[i]) < 0);
    }
}

const char *icp_t_text_of(const icp_table *table, size_t column, size_t row)
{
    const icp_column *c = icp_table_column(table, column);
    return c->codes[row] < 0 ? "" : c->levels[c->codes[row]];
}
