/* test_typing.c - which type a column gets by its cells, what settles decimals and dates, and what is refused. */
#include "support/check.h"
#include "support/tables.h"

#include "icpcluster.h"

#include <stdio.h>
#include <string.h>

static icp_type type_of(const char *cells)
{
    icp_table *table = icp_t_table(cells);
    icp_type type = table ? icp_table_column(table, 0)->type : ICP_TYPE_TEXT;
    if (table) icp_t_counts_add_up(table);
    icp_table_free(table);
    return type;
}

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
    icp_table *table = icp_t_table_read(text, settings, ICP_OK, &err);
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
    icp_error err = icp_t_table_fails("x;y\n1.234;a\n2.250;b\n", NULL, ICP_E_AMBIGUOUS, 2, 1);
    CHECK(strstr(err.help, "--decimal=") != NULL);
    icp_t_table_fails("x;y\n7;a\n12,500;b\n", NULL, ICP_E_AMBIGUOUS, 3, 1);
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
    icp_error err = icp_t_table_fails("d,y\n1/1/2024,1\n1/2/2024,1\n", NULL, ICP_E_AMBIGUOUS, 3, 1);
    CHECK(strstr(err.help, "--date-order=") != NULL);
    icp_table *table = icp_t_table("d,e\n1/2/2024,1/25/2024\n1/3/2024,1/26/2024\n");
    const icp_warning *w;
    CHECK(icp_table_warnings(table, &w) == 1 && strcmp(w[0].code, "ambiguous_date") == 0 && strcmp(w[0].column, "d") == 0);
    icp_table_free(table);
}

static void a_rounded_id_is_refused(void)
{
    icp_error err = icp_t_table_fails("x,y\n123456789012,1\n1.23457E+11,2\n123456789013,3\n123456789014,4\n", NULL, ICP_E_NUMBER, 3, 1);
    CHECK(strstr(err.message, "rounded") != NULL);
    CHECK(number_of("x,y\n1.5e+11,1\n2000,2\n3000,3\n", NULL) == 1.5e11);
}

static void given_types_are_obeyed(void)
{
    icp_settings settings = icp_settings_default();
    icp_error err = {0};
    settings.types = " \"a, \"\"x\"\"\" = text ,b=category, c=ID";
    icp_table *table = icp_t_table_read("\"a, \"\"x\"\"\",b,c\n1,NA,3\n2,y,4\n", &settings, ICP_OK, &err);
    CHECK(icp_table_column(table, 0)->type == ICP_TYPE_TEXT && icp_table_column(table, 2)->type == ICP_TYPE_ID);
    CHECK(icp_table_column(table, 1)->type == ICP_TYPE_CATEGORY && icp_table_column(table, 1)->missing == 0);
    icp_table_free(table);
    settings.types = "revenu=number";
    icp_t_table_read("revenue,b\n1,2\n", &settings, ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_COLUMN && strstr(err.help, "revenue") != NULL);
    settings.types = "b=nummer";
    icp_t_table_read("revenue,b\n1,2\n", &settings, ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ARGUMENT);
    settings.types = "b=number,b=text";
    icp_t_table_read("revenue,b\n1,2\n", &settings, ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ARGUMENT && strstr(err.message, "twice") != NULL);
}

static void spellings_of_yes_are_one_level(void)
{
    icp_table *table = icp_t_table("x,y\nYES,1\nyes,1\nyes,1\nNo,1\nn/a,1\n yes ,1\n");
    const icp_column *c = icp_table_column(table, 0);
    CHECK(c->type == ICP_TYPE_BOOLEAN && c->level_count == 2 && c->missing == 1);
    CHECK(strcmp(c->levels[0], "No") == 0 && strcmp(c->levels[1], "yes") == 0 && c->codes[0] == 1 && c->codes[4] == -1);
    CHECK(strstr(c->note, "outer blanks removed from 1 cells") && strstr(c->note, "1 cells such as NA"));
    icp_table_free(table);
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
    CHECK(strcmp(icp_t_text_of(table, 1, 1), "blue") == 0 && icp_table_column(table, 2)->missing == 1);
    CHECK(icp_table_line(table, 0, NULL) == 0 && icp_table_column(table, 3) == NULL);
    icp_t_counts_add_up(table);
    icp_table_free(table);
}

void test_typing(void)
{
    static const icp_t_case cases[] = {{"types follow the evidence", types_follow_the_evidence},
                                       {"the decimal sign is settled or refused", the_decimal_sign_is_settled_or_refused},
                                       {"the date order is settled or refused", the_date_order_is_settled_or_refused},
                                       {"a rounded id is refused", a_rounded_id_is_refused},
                                       {"given types are obeyed", given_types_are_obeyed},
                                       {"spellings of yes are one level", spellings_of_yes_are_one_level},
                                       {"columns from memory are typed alike", columns_from_memory_are_typed_alike}};
    ICP_T_SUITE("typing", cases);
}
