/* test_table.c - tables from text and from memory: rows stay whole, counts add up, types by evidence, faults with their place. */
#include "support/check.h"
#include "support/scratch.h"

#include "data/table_parts.h"
#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static icp_table *read_text(const char *text, const icp_settings *settings, icp_status expected, icp_error *err)
{
    icp_table *table = NULL;
    CHECK_STATUS(icp_table_read_memory(text, strlen(text), "t.csv", settings, &table, err), expected, err);
    CHECK((table != NULL) == (expected == ICP_OK));
    return table;
}

/* Stops the run where a test could not go on. */
static icp_table *must(icp_table *table)
{
    CU_ASSERT_FATAL(table != NULL);
    return table;
}

static icp_table *read_ok(const char *text)
{
    icp_error err = {0};
    return must(read_text(text, NULL, ICP_OK, &err));
}

static icp_table *read_skipping(const char *text)
{
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    settings.bad_rows = ICP_BAD_ROWS_SKIP;
    return must(read_text(text, &settings, ICP_OK, &err));
}

/* The error a text gives, and its place. */
static icp_error fails_at(const char *text, const char *types, icp_code code, size_t line, size_t column)
{
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    settings.types = types;
    read_text(text, &settings, icp_code_status(code), &err);
    if (err.code != code || err.line != line || err.column != column) {
        printf("\n    E%03d at %zu:%zu (%s), expected E%03d at %zu:%zu", (int)err.code, err.line, err.column, err.message, (int)code, line, column);
    }
    CHECK(err.code == code && err.line == line && err.column == column);
    CHECK(err.message[0] && strcmp(err.file, "t.csv") == 0);
    return err;
}

static void counts_add_up(const icp_table *table)
{
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const icp_column *column = icp_table_column(table, c);
        CHECK(column->used + column->missing + column->rejected == icp_table_rows_read(table));
        CHECK(column->used + column->missing == icp_table_rows(table));
        CHECK((column->numbers != NULL) != (column->codes != NULL));
        for (size_t i = 1; i < column->level_count; i++) CHECK(strcmp(column->levels[i - 1], column->levels[i]) < 0);
    }
}

static const char *text_of(const icp_table *table, size_t column, size_t row)
{
    const icp_column *c = icp_table_column(table, column);
    return c->codes[row] < 0 ? "" : c->levels[c->codes[row]];
}

static icp_type type_of(const char *cells)
{
    icp_table *table = read_ok(cells);
    icp_type type = table ? icp_table_column(table, 0)->type : ICP_TYPE_TEXT;
    if (table) counts_add_up(table);
    icp_table_free(table);
    return type;
}

/* ---- rows ---- */

static void row_k_belongs_to_row_k(void)
{
    /* every cell of a row carries the row's number; blanks, line ends and quoting must not shift any of them */
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    for (size_t e = 0; e < 3; e++) {
        char text[8192] = "id,n,note\n";
        size_t at = (size_t)sprintf(text, "id,n,note%s", ends[e]);
        for (int i = 0; i < 40; i++) {
            if (i % 7 == 3) at += (size_t)sprintf(text + at, "%s", ends[e]);
            at += (size_t)sprintf(text + at, "x%d,%d,\"note %d%s of row, \"\"%d\"\"\"%s", i, i, i, i % 5 == 0 ? ends[e] : "", i, ends[e]);
        }
        icp_table *table = read_ok(text);
        CHECK(icp_table_rows(table) == 40);
        for (size_t i = 0; i < 40; i++) {
            char id[16], note[64];
            snprintf(id, sizeof id, "x%zu", i);
            snprintf(note, sizeof note, "note %zu%s of row, \"%zu\"", i, i % 5 == 0 ? ends[e] : "", i);
            CHECK(strcmp(text_of(table, 0, i), id) == 0);
            CHECK(icp_table_column(table, 1)->numbers[i] == (double)i);
            CHECK(strcmp(text_of(table, 2, i), note) == 0);
        }
        const icp_left_out *left;
        CHECK(icp_table_left_out(table, &left) == 1 && strcmp(left[0].reason, "blank") == 0 && left[0].rows == 6);
        counts_add_up(table);
        icp_table_free(table);
    }
}

static void lines_are_physical_lines(void)
{
    icp_table *table = read_ok("a,b\n1,\"x\ny\"\n\n2,z\n");
    size_t input = 9;
    CHECK(icp_table_line(table, 0, &input) == 2 && input == 0);
    CHECK(icp_table_line(table, 1, NULL) == 5);
    icp_table_free(table);
}

static void a_blank_line_of_one_column_is_a_missing_value(void)
{
    icp_table *table = read_ok("mrr\n1\n\n3\n");
    CHECK(icp_table_rows(table) == 3 && icp_table_column(table, 0)->missing == 1);
    CHECK(icp_table_column(table, 0)->numbers[2] == 3);
    icp_table_free(table);
}

static void a_report_footer_is_left_out(void)
{
    static const char body[] = "Account,Amount\nAcme,1\nZenith,2\n";
    static const char *const footers[] = {
        "\n\nPipeline by account\nCopyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\nConfidential Information - Do Not Distribute\n"
        "Generated By: Jane Doe 11/21/2026 3:05 PM\nAcme Inc\n",
        "\"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\"\n\"Confidential Information - Do Not Distribute\"\n"};
    static const size_t lines[] = {5, 2};
    for (size_t i = 0; i < 2; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%s%s", body, footers[i]);
        icp_table *table = read_ok(text);
        const icp_left_out *left;
        size_t count = icp_table_left_out(table, &left);
        CHECK(icp_table_rows_read(table) == 2);
        CHECK(count >= 1 && strcmp(left[count - 1].reason, "footer") == 0 && left[count - 1].rows == lines[i]);
        counts_add_up(table);
        icp_table_free(table);
    }
    /* a short line in the middle is not a footer */
    fails_at("a,b\n1,2\n\nlost\n3,4\n", NULL, ICP_E_RAGGED, 4, 1);
}

/* ---- faults ---- */

static void faults_name_their_place(void)
{
    fails_at("a,b\n1,2\n3,4,5\n", NULL, ICP_E_RAGGED, 3, 5);
    fails_at("a,b,c\n1,2,3\n3,\"x\ny\"\n", NULL, ICP_E_RAGGED, 3, 3);
    fails_at("a,b\n1,2\n3,\"x\n5,6\n", NULL, ICP_E_OPEN_QUOTE, 3, 3);
    fails_at("a,b\n\xc3\xa9,\"x\"y\n5,6\n", NULL, ICP_E_QUOTE, 2, 3);
    fails_at("a,b\n", NULL, ICP_E_NO_ROWS, 0, 0);
    fails_at("", NULL, ICP_E_NO_ROWS, 0, 0);
    fails_at("a,b\n1,2\n1e200,3\n", NULL, ICP_E_RANGE, 3, 1);
    fails_at("a,b\n1,2\nx,3\n", "a=number", ICP_E_NUMBER, 3, 1);
    fails_at("a,b\n2024-01-01,2\nx,3\n", "a=date", ICP_E_DATE, 3, 1);
    fails_at("{\"a\": 1}\n", NULL, ICP_E_NOT_CSV, 0, 0);
    fails_at("a,b\n\x81,\xff\n", NULL, ICP_E_ENCODING, 2, 1);
    icp_error err = {0};
    icp_table *table = NULL;
    CHECK_STATUS(icp_table_read_memory("a,b\n1,2\n3,x\0y\n", 14, "t.csv", NULL, &table, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_NUL && err.line == 3 && err.column == 3 && table == NULL);
}

static void almost_numeric(char *text, size_t bad_row)
{
    size_t at = (size_t)sprintf(text, "id,name,plan,mrr,seats\n");
    for (size_t i = 0; i < 30; i++) at += (size_t)sprintf(text + at, "a%zu,\"N, %zu\",pro,%s,%zu\n", i, i, i == bad_row ? "abc" : "10.5", i);
}

static void a_bad_number_is_shown_as_promised(void)
{
    char text[4096];
    almost_numeric(text, 12);
    icp_error err = fails_at(text, NULL, ICP_E_NUMBER, 14, 17);
    CHECK(strcmp(err.message, "column \"mrr\": expected a number, found \"abc\"") == 0);
    CHECK(strcmp(err.help, "skip such rows with --bad-rows=skip (they go to rejects.csv) or read the column as text with --type mrr=text") == 0);
    CHECK(strcmp(err.excerpt, "a12,\"N, 12\",pro,abc,12") == 0 && err.caret == 16 && err.caret_width == 3);
    CHECK(strcmp(err.field, "mrr") == 0 && strcmp(err.value, "abc") == 0 && strcmp(err.expected, "a number") == 0);
}

static void skipped_rows_are_collected_in_order(void)
{
    char text[4096];
    almost_numeric(text, 12);
    strcat(text, "short,row\nb,\"open\"quote,x,1,1\nb1,ok,pro,7,8\n");
    icp_table *table = read_skipping(text);
    const icp_reject *rejects;
    CHECK(icp_table_rows(table) == 30 && icp_table_rows_read(table) == 33);
    CHECK(icp_table_rejects(table, &rejects) == 3);
    CHECK(rejects[0].line == 14 && rejects[0].code == ICP_E_NUMBER && strcmp(rejects[0].column, "mrr") == 0);
    CHECK(strcmp(rejects[0].text, "a12,\"N, 12\",pro,abc,12") == 0 && strcmp(rejects[0].file, "t.csv") == 0);
    CHECK(rejects[1].line == 32 && rejects[1].code == ICP_E_RAGGED && rejects[2].line == 33 && rejects[2].code == ICP_E_QUOTE);
    CHECK(strcmp(text_of(table, 0, 12), "a13") == 0 && icp_table_column(table, 4)->numbers[12] == 13);
    CHECK(strcmp(text_of(table, 0, 29), "b1") == 0 && icp_table_line(table, 29, NULL) == 34);
    const icp_left_out *left;
    CHECK(icp_table_left_out(table, &left) == 1 && strcmp(left[0].reason, "rejected") == 0 && left[0].rows == 3);
    counts_add_up(table);
    icp_table_free(table);
}

/* ---- headers ---- */

static void odd_headers_are_named_and_announced(void)
{
    icp_table *table = read_ok(" a ,a,,b,a\n1,2,3,4,5\n");
    static const char *const names[] = {"a", "a (2)", "column 3", "b", "a (3)"};
    for (size_t i = 0; i < 5; i++) CHECK(strcmp(icp_table_column(table, i)->name, names[i]) == 0);
    CHECK(icp_table_find(table, " a (2) ") == 1 && icp_table_find(table, "c") == (size_t)-1);
    const icp_warning *w;
    CHECK(icp_table_warnings(table, &w) == 3);
    CHECK(strcmp(w[0].code, "duplicate_header") == 0 && strcmp(w[1].code, "blank_header") == 0 && strcmp(w[2].column, "a (3)") == 0);
    icp_table_free(table);
}

/* Without rows there is nothing to point at, so the message says what to do. */
static void no_rows_say_what_to_do(void)
{
    static const char *const texts[] = {"a,b\n", "a,b\n1,2,3\n"};
    icp_settings settings = icp_settings_default();
    settings.bad_rows = ICP_BAD_ROWS_SKIP;
    for (size_t i = 0; i < 2; i++) {
        icp_table *table = NULL;
        icp_error err = {0};
        CHECK_STATUS(icp_table_read_memory(texts[i], strlen(texts[i]), "x.csv", &settings, &table, &err), ICP_EINPUT, &err);
        CHECK(err.code == ICP_E_NO_ROWS && strcmp(err.file, "x.csv") == 0 && *err.help && table == NULL);
    }
}

/* ---- several files ---- */

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
    CHECK(icp_table_rows(must(table)) == 4);
    for (size_t i = 0; i < 4; i++) {
        char id[8];
        size_t input, line = icp_table_line(table, i, &input);
        snprintf(id, sizeof id, "x%zu", i + 1);
        CHECK(strcmp(text_of(table, 0, i), id) == 0 && icp_table_column(table, 1)->numbers[i] == (double)i + 1);
        CHECK(input == i / 2 && line == (i < 2 ? i + 2 : i == 2 ? 2 : 4));
    }
    const icp_input *inputs;
    CHECK(icp_table_inputs(table, &inputs) == 2 && strcmp(inputs[1].name, strrchr(paths[1], '/') + 1) == 0 && inputs[1].separator == ';');
    CHECK(inputs[0].rows == 2 && inputs[1].rows == 2 && inputs[1].columns == 3 && strcmp(inputs[0].encoding, "UTF-8") == 0);
    counts_add_up(table);
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
    icp_table *table = read_ok("a,b\n1,2\n");
    const icp_input *input;
    CHECK(icp_table_inputs(table, &input) == 1 && input->bytes == 8 && input->columns == 2 && input->rows == 1);
    CHECK(strcmp(input->sha256, "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470") == 0);
    icp_table_free(table);
}

static void empty_rows_are_blank(void)
{
    icp_table *table = read_ok("a,b\n1,2\n, \n3,4\n,\n\n,\n");
    const icp_left_out *left;
    CHECK(icp_table_rows(table) == 2 && icp_table_rows_read(table) == 2);
    CHECK(icp_table_left_out(table, &left) == 1 && strcmp(left[0].reason, "blank") == 0 && left[0].rows == 4);
    icp_table_free(table);
}

/* ---- types ---- */

static void types_follow_the_evidence(void)
{
    CHECK(type_of("x,y\n1,1\n2,1\n") == ICP_TYPE_NUMBER);
    CHECK(type_of("x,y\n0,1\n1,1\n") == ICP_TYPE_NUMBER);
    CHECK(type_of("x,y\n$5,1\n7,1\n") == ICP_TYPE_MONEY);
    CHECK(type_of("x,y\n5%,1\n7.5 %,1\n") == ICP_TYPE_PERCENT);
    CHECK(type_of("x,y\n2024-02-29,1\n2023-01-01,1\n") == ICP_TYPE_DATE);
    CHECK(type_of("x,y\nYes,1\nNo,1\n") == ICP_TYPE_BOOLEAN);
    CHECK(type_of("x,y\nF,1\nF,1\n") == ICP_TYPE_CATEGORY);
    CHECK(type_of("x,y\nT,1\nF,1\n") == ICP_TYPE_BOOLEAN);
    CHECK(type_of("x,y\n00123,1\n00456,1\n") == ICP_TYPE_ID);
    CHECK(type_of("zip,y\n02139,1\n02139,1\n") == ICP_TYPE_CATEGORY);
    CHECK(type_of("account_id,y\n12,1\n13,1\n") == ICP_TYPE_ID);
    CHECK(type_of("paid,y\n12,1\n13,1\n") == ICP_TYPE_NUMBER);
    CHECK(type_of("x,y\n12345678901234567,1\n12345678901234568,1\n") == ICP_TYPE_ID);
    CHECK(type_of("x,y\nred,1\nblue,1\nred,1\n") == ICP_TYPE_CATEGORY);
    CHECK(type_of("x,y\nA-1,1\nA-2,1\nA-3,1\n") == ICP_TYPE_ID);
    CHECK(type_of("x,y\n$5,1\n7 EUR,1\n") == ICP_TYPE_CATEGORY);
}

static double number_of(const char *text, const icp_settings *settings)
{
    icp_error err = {0};
    icp_table *table = read_text(text, settings, ICP_OK, &err);
    const icp_column *column = table ? icp_table_column(table, 0) : NULL;
    double value = column && column->numbers ? column->numbers[0] : NAN;
    icp_table_free(table);
    return value;
}

static void the_decimal_sign_is_settled_or_refused(void)
{
    icp_settings comma = icp_settings_default(), point = icp_settings_default();
    comma.decimal = ICP_DECIMAL_COMMA;
    point.decimal = ICP_DECIMAL_POINT;
    CHECK(number_of("x;y\n1.234,5;a\n2,25;b\n", NULL) == 1234.5);
    CHECK(number_of("x;y\n1,234;a\n2,25;b\n", NULL) == 1.234);
    CHECK(number_of("x;y\n1,234;a\n2,250.5;b\n", NULL) == 1234);
    CHECK(number_of("x;y\n1,234;0,5\n2,250;0,25\n", NULL) == 1.234); /* the other column settles it */
    CHECK(number_of("x;y\n1.234;a\n2.250;b\n", &comma) == 1234);
    CHECK(number_of("x;y\n1.234;a\n2.250;b\n", &point) == 1.234);
    icp_error err = fails_at("x;y\n1.234;a\n2.250;b\n", NULL, ICP_E_AMBIGUOUS, 2, 1);
    CHECK(strstr(err.help, "--decimal=") != NULL);
    fails_at("x;y\n7;a\n12,500;b\n", NULL, ICP_E_AMBIGUOUS, 3, 1);
}

static void the_date_order_is_settled_or_refused(void)
{
    icp_settings day = icp_settings_default(), month = icp_settings_default();
    day.date_order = ICP_DATE_DMY;
    month.date_order = ICP_DATE_MDY;
    CHECK(number_of("d,y\n2/1/1970,1\n13/1/1970,1\n", NULL) == 1);
    CHECK(number_of("d,y\n1/2/1970,1\n1/13/1970,1\n", NULL) == 1);
    CHECK(number_of("d,y\n2/1/1970,1\n3/1/1970,1\n", &day) == 1);
    CHECK(number_of("d,y\n1/2/1970,1\n1/3/1970,1\n", &month) == 1);
    CHECK(number_of("d,y\n2.1.1970,1\n3.1.1970,1\n", NULL) == 1);
    CHECK(number_of("d,y\n1970-01-02 12:00,1\n1970-01-02,1\n", NULL) == 1.5);
    icp_error err = fails_at("d,y\n1/1/2024,1\n1/2/2024,1\n", NULL, ICP_E_AMBIGUOUS, 3, 1);
    CHECK(strstr(err.help, "--date-order=") != NULL);
    icp_table *table = read_ok("d,e\n1/2/2024,1/25/2024\n1/3/2024,1/26/2024\n");
    const icp_warning *w;
    CHECK(icp_table_warnings(table, &w) == 1 && strcmp(w[0].code, "ambiguous_date") == 0 && strcmp(w[0].column, "d") == 0);
    icp_table_free(table);
}

static void a_rounded_id_is_refused(void)
{
    icp_error err = fails_at("x,y\n123456789012,1\n1.23457E+11,2\n123456789013,3\n123456789014,4\n", NULL, ICP_E_NUMBER, 3, 1);
    CHECK(strstr(err.message, "rounded") != NULL);
    CHECK(number_of("x,y\n1.5e+11,1\n2000,2\n3000,3\n", NULL) == 1.5e11);
}

static void given_types_are_obeyed(void)
{
    icp_settings settings = icp_settings_default();
    icp_error err = {0};
    settings.types = " \"a, \"\"x\"\"\" = text ,b=category, c=ID";
    icp_table *table = read_text("\"a, \"\"x\"\"\",b,c\n1,NA,3\n2,y,4\n", &settings, ICP_OK, &err);
    CHECK(icp_table_column(table, 0)->type == ICP_TYPE_TEXT && icp_table_column(table, 2)->type == ICP_TYPE_ID);
    CHECK(icp_table_column(table, 1)->type == ICP_TYPE_CATEGORY && icp_table_column(table, 1)->missing == 0);
    icp_table_free(table);
    settings.types = "revenu=number";
    read_text("revenue,b\n1,2\n", &settings, ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_COLUMN && strstr(err.help, "revenue") != NULL);
    settings.types = "b=nummer";
    read_text("revenue,b\n1,2\n", &settings, ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ARGUMENT);
    settings.types = "b=number,b=text";
    read_text("revenue,b\n1,2\n", &settings, ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ARGUMENT && strstr(err.message, "twice") != NULL);
}

static void spellings_of_yes_are_one_level(void)
{
    icp_table *table = read_ok("x,y\nYES,1\nyes,1\nyes,1\nNo,1\nn/a,1\n yes ,1\n");
    const icp_column *c = icp_table_column(table, 0);
    CHECK(c->type == ICP_TYPE_BOOLEAN && c->level_count == 2 && c->missing == 1);
    CHECK(strcmp(c->levels[0], "No") == 0 && strcmp(c->levels[1], "yes") == 0 && c->codes[0] == 1 && c->codes[4] == -1);
    CHECK(strstr(c->note, "outer blanks removed from 1 cells") && strstr(c->note, "1 cells such as NA"));
    icp_table_free(table);
}

/* ---- chunks and memory ---- */

static const char mixed[] = "\xef\xbb\xbf"
                            "id,\"na\r\nme\",amount,when,won\r\n"
                            "a1,\"Acme, \"\"Inc\"\"\",\"$1,200.50\",2024-01-31,Yes\r\n"
                            "\r\n"
                            "a2,\"two\r\nlines\",$7,2024-02-29 06:00,no\r\n"
                            "a3,Z\xc3\xbcrich,,NA,YES\r\n"
                            "a4,bad,1\r\n"
                            "a5,x,($3),2023-12-31,No\r\n"
                            "\r\nMy report\r\nGenerated By: me\r\n";

static bool same_table(const icp_table *a, const icp_table *b)
{
    bool same = icp_table_rows(a) == icp_table_rows(b) && icp_table_columns(a) == icp_table_columns(b);
    for (size_t c = 0; same && c < icp_table_columns(a); c++) {
        const icp_column *x = icp_table_column(a, c), *y = icp_table_column(b, c);
        same = x->type == y->type && strcmp(x->name, y->name) == 0 && strcmp(x->note, y->note) == 0 && x->level_count == y->level_count;
        if (same && x->numbers) same = memcmp(x->numbers, y->numbers, icp_table_rows(a) * sizeof *x->numbers) == 0;
        if (same && x->codes) same = memcmp(x->codes, y->codes, icp_table_rows(a) * sizeof *x->codes) == 0;
        for (size_t i = 0; same && i < x->level_count; i++) same = strcmp(x->levels[i], y->levels[i]) == 0;
    }
    for (size_t r = 0; same && r < icp_table_rows(a); r++) same = icp_table_line(a, r, NULL) == icp_table_line(b, r, NULL);
    return same;
}

static void the_chunk_size_does_not_matter(void)
{
    icp_settings settings = icp_settings_default();
    settings.bad_rows = ICP_BAD_ROWS_SKIP;
    icp_error err = {0};
    icp_table *whole = NULL;
    CHECK_OK(icp_table_read_memory(mixed, sizeof mixed - 1, "m.csv", &settings, &whole, &err), &err);
    CHECK(icp_table_rows(whole) == 4 && icp_table_rows_read(whole) == 5);
    CHECK(icp_table_column(whole, 2)->type == ICP_TYPE_MONEY && icp_table_column(whole, 2)->numbers[0] == 1200.5);
    CHECK(icp_table_column(whole, 2)->numbers[3] == -3 && icp_table_column(whole, 3)->numbers[1] == 19782.25);
    CHECK(icp_table_line(whole, 0, NULL) == 3 && icp_table_line(whole, 1, NULL) == 5 && icp_table_line(whole, 3, NULL) == 9);
    counts_add_up(whole);
    for (size_t chunk = 1; chunk <= 64; chunk++) {
        icp_table *part = NULL;
        CHECK_OK(icp_i_table_read_way(mixed, sizeof mixed - 1, "m.csv", &settings, (icp_i_way){.chunk = chunk, .piece = chunk}, &part, &err), &err);
        CHECK(same_table(whole, part));
        icp_table_free(part);
    }
    icp_table_free(whole);
}

/* Failures until the reading goes through, one allocation after the other failing. */
static size_t failures_of(icp_i_way way, bool for_ever)
{
    for (size_t n = 1;; n++) {
        icp_t_memory memory = {.fail_at = n, .for_ever = for_ever};
        icp_settings settings = icp_settings_default();
        settings.bad_rows = ICP_BAD_ROWS_SKIP;
        settings.types = "won=text";
        settings.hooks = icp_t_memory_hooks(&memory);
        icp_error err = {0};
        icp_table *table = NULL;
        icp_status status = icp_i_table_read_way(mixed, sizeof mixed - 1, "m.csv", &settings, way, &table, &err);
        if (status == ICP_OK) {
            icp_table_free(table);
            CHECK(memory.outstanding == 0);
            return n - 1;
        }
        CHECK(status == ICP_ENOMEM && err.code == ICP_E_MEMORY && table == NULL && memory.outstanding == 0);
    }
}

static void every_failed_allocation_is_clean(void)
{
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
        CHECK(failures_of((icp_i_way){.chunk = 4096}, for_ever) > 20);
        CHECK(failures_of((icp_i_way){.chunk = 4096, .piece = 20}, for_ever) > 20);
    }
}

static int stop_at_once(void *context)
{
    (void)context;
    return 1;
}

static void reading_can_be_cancelled(void)
{
    icp_settings settings = icp_settings_default();
    settings.hooks.cancelled = stop_at_once;
    icp_error err = {0};
    read_text("a,b\n1,2\n", &settings, ICP_ECANCELLED, &err);
}

static void columns_from_memory_are_typed_alike(void)
{
    icp_table *table = NULL;
    icp_error err = {0};
    const char *const money[] = {"$1,200.50", NULL, "(7)"};
    const char *const words[] = {"red", "blue", "red"};
    const char *const broken[] = {"1.234", "2.345", "3.456"};
    const double numbers[] = {1, NAN, 3}, infinite[] = {1, INFINITY, 2};
    CHECK_OK(icp_table_new(NULL, &table, &err), &err);
    CHECK_OK(icp_table_add_text(table, " amount ", money, 3, &err), &err);
    CHECK_OK(icp_table_add_text(table, "colour", words, 3, &err), &err);
    CHECK_OK(icp_table_add_number(table, "n", numbers, 3, &err), &err);
    CHECK_STATUS(icp_table_add_number(table, "short", numbers, 2, &err), ICP_EINPUT, &err);
    CHECK_STATUS(icp_table_add_number(table, "inf", infinite, 3, &err), ICP_EINPUT, &err);
    CHECK_STATUS(icp_table_add_text(table, "split", broken, 3, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_AMBIGUOUS);
    CHECK(icp_table_columns(table) == 3 && icp_table_rows(table) == 3 && icp_table_rows_read(table) == 3);
    const icp_column *c = icp_table_column(table, 0);
    CHECK(strcmp(c->name, "amount") == 0 && c->type == ICP_TYPE_MONEY && c->numbers[0] == 1200.5 && isnan(c->numbers[1]) && c->numbers[2] == -7);
    CHECK(strcmp(text_of(table, 1, 1), "blue") == 0 && icp_table_column(table, 2)->missing == 1);
    CHECK(icp_table_line(table, 0, NULL) == 0 && icp_table_column(table, 3) == NULL);
    counts_add_up(table);
    icp_table_free(table);
}

void test_table(void)
{
    static const icp_t_case cases[] = {{"row k belongs to row k", row_k_belongs_to_row_k},
                                       {"lines are physical lines", lines_are_physical_lines},
                                       {"a blank line of one column is a missing value", a_blank_line_of_one_column_is_a_missing_value},
                                       {"a report footer is left out", a_report_footer_is_left_out},
                                       {"faults name their place", faults_name_their_place},
        {"no rows say what to do", no_rows_say_what_to_do},
                                       {"a bad number is shown as promised", a_bad_number_is_shown_as_promised},
                                       {"skipped rows are collected in order", skipped_rows_are_collected_in_order},
                                       {"odd headers are named and announced", odd_headers_are_named_and_announced},
                                       {"files with the same columns are appended", files_with_the_same_columns_are_appended},
                                       {"an input is named by its hash", an_input_is_named_by_its_hash},
                                       {"empty rows are blank", empty_rows_are_blank},
                                       {"types follow the evidence", types_follow_the_evidence},
                                       {"the decimal sign is settled or refused", the_decimal_sign_is_settled_or_refused},
                                       {"the date order is settled or refused", the_date_order_is_settled_or_refused},
                                       {"a rounded id is refused", a_rounded_id_is_refused},
                                       {"given types are obeyed", given_types_are_obeyed},
                                       {"spellings of yes are one level", spellings_of_yes_are_one_level},
                                       {"the chunk size does not matter", the_chunk_size_does_not_matter},
                                       {"every failed allocation is clean", every_failed_allocation_is_clean},
                                       {"reading can be cancelled", reading_can_be_cancelled},
                                       {"columns from memory are typed alike", columns_from_memory_are_typed_alike}};
    ICP_T_SUITE("table", cases);
}
