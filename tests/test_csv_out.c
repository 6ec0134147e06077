/* test_csv_out.c - cells by the letter: RFC 4180 quoting, the guard against formulas, numbers, failing sinks. */
#include "support/check.h"
#include "support/sink.h"

#include "base/csv_out.h"

#include <string.h>

static icp_t_sink made;

static const char *cell(const char *text, bool raw)
{
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, icp_t_sink_start(&made, 0), raw);
    icp_i_csv_out_text(&out, text);
    CHECK_OK(icp_i_csv_out_finish(&out, NULL), NULL);
    return made.text;
}

typedef struct cell_case {
    const char *text, *guarded, *raw;
} cell_case;

static void text_cells(void)
{
    static const cell_case cells[] = {{"", "", ""},
                                      {"Acme", "Acme", "Acme"},
                                      {"a,b", "\"a,b\"", "\"a,b\""},
                                      {"say \"hi\"", "\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""},
                                      {"two\nlines", "\"two\nlines\"", "\"two\nlines\""},
                                      {"cr\r", "\"cr\r\"", "\"cr\r\""},
                                      {" edge", "\" edge\"", "\" edge\""},
                                      {"a;b", "\"a;b\"", "\"a;b\""},
                                      {"=1+1", "'=1+1", "=1+1"},
                                      {"+44 20", "'+44 20", "+44 20"},
                                      {"-A1", "'-A1", "-A1"},
                                      {"@SUM(1)", "'@SUM(1)", "@SUM(1)"},
                                      {"\t=1", "\"'\t=1\"", "\"\t=1\""},
                                      {"\r=1", "\"'\r=1\"", "\"\r=1\""},
                                      {"  =1", "\"'  =1\"", "\"  =1\""},
                                      {"\xEF\xBC\x9D"
                                       "1",
                                       "'\xEF\xBC\x9D"
                                       "1",
                                       "\xEF\xBC\x9D"
                                       "1"},
                                      {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"", "\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
                                      {"-5", "-5", "-5"},
                                      {"+5.25e3", "+5.25e3", "+5.25e3"},
                                      {" -5 ", "\" -5 \"", "\" -5 \""},
                                      {"-5%", "'-5%", "-5%"},
                                      {"-", "'-", "-"},
                                      {"a=b", "a=b", "a=b"}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        CHECK(strcmp(cell(cells[i].text, false), cells[i].guarded) == 0);
        CHECK(strcmp(cell(cells[i].text, true), cells[i].raw) == 0);
    }
}

/* A special byte anywhere in a text of any length: quoted just when RFC 4180 (and ; and tab) ask for it, by a writer that goes byte by byte. */
static void every_length_and_place(void)
{
    static const char special[] = ",;\"\n\t\r=\xC3 x";
    size_t wrong = 0;
    for (size_t length = 1; length <= 70; length++) {
        for (size_t at = 0; at < length; at++) {
            for (const char *byte = special; *byte; byte++) {
                char text[80] = "", wanted[200] = "";
                memset(text, 'a', length);
                text[at] = *byte;
                bool edge = *byte == ' ' && (at == 0 || at + 1 == length), quotes = edge || strchr(",;\"\n\t\r", *byte);
                char *to = wanted;
                if (quotes) *to++ = '"';
                if (at == 0 && strchr("=\t\r", *byte)) *to++ = '\'';
                for (const char *c = text; *c; c++) {
                    *to++ = *c;
                    if (*c == '"') *to++ = '"';
                }
                if (quotes) *to++ = '"';
                wrong += strcmp(cell(text, false), wanted) != 0;
            }
        }
    }
    CHECK(wrong == 0);
}

static void write_rows(icp_i_csv_out *out)
{
    icp_i_csv_out_text(out, "id");
    icp_i_csv_out_text(out, "value");
    icp_i_csv_out_end_row(out);
    icp_i_csv_out_text(out, NULL);
    icp_i_csv_out_number(out, -0.25);
    icp_i_csv_out_number(out, NAN);
    icp_i_csv_out_number(out, INFINITY);
    icp_i_csv_out_empty(out);
    icp_i_csv_out_count(out, UINT64_MAX);
    icp_i_csv_out_end_row(out);
}

static void rows(void)
{
    icp_i_csv_out out;
    icp_i_csv_out_start(&out, icp_t_sink_start(&made, 0), false);
    write_rows(&out);
    CHECK_OK(icp_i_csv_out_finish(&out, NULL), NULL);
    CHECK(strcmp(made.text, "id,value\n,-0.25,,,,18446744073709551615\n") == 0);
}

static void long_cells_pass_the_buffer(void)
{
    static char text[50001];
    icp_i_csv_out out;
    memset(text, 'x', 50000);
    text[25000] = '"';
    icp_i_csv_out_start(&out, icp_t_sink_start(&made, 0), false);
    icp_i_csv_out_text(&out, text);
    CHECK_OK(icp_i_csv_out_finish(&out, NULL), NULL);
    CHECK(made.length == 50003 && made.text[0] == '"' && memcmp(made.text + 25001, "\"\"x", 3) == 0 && made.text[50002] == '"');
}

static void a_failed_write_is_reported(void)
{
    icp_i_csv_out out;
    icp_error err;
    icp_i_csv_out_start(&out, icp_t_sink_start(&made, 9000), false);
    for (size_t i = 0; i < 5000; i++) write_rows(&out);
    CHECK_STATUS(icp_i_csv_out_finish(&out, &err), ICP_EOUTPUT, &err);
    CHECK(err.code == ICP_E_WRITE && made.refused == 1);
}

void test_csv_out(void)
{
    static const icp_t_case cases[] = {{"text cells", text_cells},
                                       {"every length and place", every_length_and_place},
                                       {"rows", rows},
                                       {"long cells pass the buffer", long_cells_pass_the_buffer},
                                       {"a failed write is reported", a_failed_write_is_reported}};
    ICP_T_SUITE("csv_out", cases);
}
