/* test_table_files.c - several files read as one table, and how an input is named. */
#include "support/check.h"
#include "support/scratch.h"
#include "support/tables.h"

#include "icpcluster.h"

#include <stdio.h>
#include <string.h>

static const char *write_file(size_t number, const char *text)
{
    const char *path = icp_t_scratch(number ? "second.csv" : "first.csv");
    icp_t_file_write(path, text, strlen(text));
    return path;
}

static void files_with_the_same_columns_are_appended(void)
{
    icp_error err = {0};
    icp_table *table = NULL;
    icp_settings settings = icp_settings_default();
    icp_t_scratch_enter();
    const char *paths[2] = {write_file(0, "id,mrr,plan\nx1,1,pro\nx2,2,free\n"), write_file(1, "plan;id;mrr\nfree;x3;3\n\npro;x4;4\n")};
    CHECK_OK(icp_table_read(paths, 2, NULL, &table, &err), &err);
    CHECK(icp_table_rows(icp_t_must(table)) == 4);
    for (size_t i = 0; i < 4; i++) {
        char id[8];
        size_t input, line = icp_table_line(table, i, &input);
        snprintf(id, sizeof id, "x%zu", i + 1);
        CHECK(strcmp(icp_t_text_of(table, 0, i), id) == 0 && icp_table_column(table, 1)->numbers[i] == (double)i + 1);
        CHECK(input == i / 2 && line == (i < 2 ? i + 2 : i == 2 ? 2 : 4));
    }
    const icp_input *inputs;
    CHECK(icp_table_inputs(table, &inputs) == 2 && strcmp(inputs[1].name, strrchr(paths[1], '/') + 1) == 0 && inputs[1].separator == ';');
    CHECK(inputs[0].rows == 2 && inputs[1].rows == 2 && inputs[1].columns == 3 && strcmp(inputs[0].encoding, "UTF-8") == 0);
    icp_t_counts_add_up(table);
    icp_table_free(table);
    table = NULL;
    paths[1] = write_file(1, "plan;id;mrr\nfree;x3;abc\n");
    settings.types = "mrr=number";
    CHECK_STATUS(icp_table_read(paths, 2, &settings, &table, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_NUMBER && err.line == 2 && err.column == 9 && strcmp(err.file, paths[1]) == 0);
    paths[1] = write_file(1, "plan;id;arr\nfree;x3;3\n");
    CHECK_STATUS(icp_table_read(paths, 2, NULL, &table, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_FILES && strstr(err.message, "arr") && icp_status_exit_code(err.status) == 2 && table == NULL);
    paths[1] = write_file(1, "id,mrr,plan\nx1,1,pro\nx2,2,free\n"); /* a copy of the first under another name */
    CHECK_STATUS(icp_table_read(paths, 2, NULL, &table, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_FILES && strstr(err.message, paths[0]) && strstr(err.message, paths[1]) && *err.help && table == NULL);
    paths[1] = write_file(1, "plan;id\nfree;x3\n");
    CHECK_STATUS(icp_table_read(paths, 2, NULL, &table, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_FILES && strstr(err.message, "mrr"));
    icp_t_scratch_leave();
    CHECK_STATUS(icp_table_read(paths, 2, NULL, &table, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_OPEN);
}

static void an_input_is_named_by_its_hash(void)
{
    /* SHA-256 as coreutils' sha256sum gives it */
    icp_table *table = icp_t_table("a,b\n1,2\n");
    const icp_input *input;
    CHECK(icp_table_inputs(table, &input) == 1 && input->bytes == 8 && input->columns == 2 && input->rows == 1);
    CHECK(strcmp(input->sha256, "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470") == 0);
    icp_table_free(table);
}

void test_table_files(void)
{
    static const icp_t_case cases[] = {{"files with the same columns are appended", files_with_the_same_columns_are_appended},
                                       {"an input is named by its hash", an_input_is_named_by_its_hash}};
    ICP_T_SUITE("table_files", cases);
}
