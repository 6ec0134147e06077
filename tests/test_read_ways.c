/* test_read_ways.c - the fast way of reading against the reference (every record by libcsv, every cell as a text): the whole table or the whole error
 * is the same, for every torture file and for thousands of mutants, whatever the pieces, the chunks and the threads. */
#include "support/check.h"
#include "support/same_table.h"
#include "support/torture.h"

#include "data/plain.h"
#include "data/date.h"
#include "data/table_parts.h"
#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    icp_table *table;
    icp_error err;
} reading;

static reading read_way(const char *bytes, size_t size, const char *name, icp_settings settings, icp_i_way way)
{
    reading r = {NULL, {0}};
    icp_status status = icp_i_table_read_way(bytes, size, name, &settings, way, &r.table, &r.err);
    CHECK((status == ICP_OK) == (r.table != NULL));
    if (status == ICP_OK) r.err = (icp_error){0};
    return r;
}

/* Tables read and refused, for the figures printed. */
typedef struct figures {
    size_t texts, tables, differing;
} figures;

static void compare(const char *bytes, size_t size, const char *name, icp_settings settings, const icp_i_way *ways, size_t count, figures *f)
{
    reading expected = read_way(bytes, size, name, settings, (icp_i_way){.chunk = 4096, .reference = true});
    f->texts++;
    f->tables += expected.table != NULL;
    for (size_t w = 0; w < count; w++) {
        settings.threads = f->texts % 80 == 0 ? 2 : 1;
        reading got = read_way(bytes, size, name, settings, ways[w]);
        bool same = icp_t_same_table(got.table, expected.table) && icp_t_same_error(&got.err, &expected.err);
        if (!same) {
            printf("\n    %s differs with pieces of %zu: got E%03d %s, expected E%03d %s", name, ways[w].piece, (int)got.err.code, got.err.message,
                   (int)expected.err.code, expected.err.message);
            if (f->differing++ == 0 && size < 600) printf("\n%.*s", (int)size, bytes);
        }
        icp_table_free(got.table);
    }
    icp_table_free(expected.table);
}

/* ---- every torture file ---- */

static void compare_torture(void *context, const icp_t_torture_file *file)
{
    static const icp_i_way ways[] = {{.chunk = 4096}, {.chunk = 65536, .piece = 300}};
    icp_settings settings = icp_settings_default();
    settings.bad_rows = file->listed % 3 ? ICP_BAD_ROWS_SKIP : ICP_BAD_ROWS_STOP;
    compare(file->bytes, file->size, file->name, settings, ways, 2, context);
}

static void torture_files_read_alike(void)
{
    figures f = {0};
    if (icp_t_torture_each(compare_torture, &f) == 0) return;
    printf("\n    %zu files, %zu tables", f.texts, f.tables);
    CHECK(f.texts > 1000 && f.tables > 400 && f.differing == 0);
}

/* ---- mutants ---- */

static uint64_t draw(uint64_t *state, uint64_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (*state >> 33) % below;
}

/* A cell of the kind column c holds. */
static size_t put_cell(char *out, size_t c, size_t row, uint64_t *seed)
{
    static const char *const plans[] = {"basic", "\"premium, yearly\"", "\"say \"\"hi\"\"\"", "", "Größe", "\"two\nlines\""};
    switch (c % 8) {
    case 0:
        return (size_t)sprintf(out, "C%04zu", row);
    case 1:
        return (size_t)sprintf(out, "%u", (unsigned)draw(seed, 300));
    case 2:
        return (size_t)sprintf(out, "%s%u.%0*u", draw(seed, 5) ? "" : "-", (unsigned)draw(seed, 2000), 1 + (int)draw(seed, 6),
                               (unsigned)draw(seed, 10));
    case 3:
        return (size_t)sprintf(out, "%s", plans[draw(seed, sizeof plans / sizeof plans[0])]);
    case 4:
        return (size_t)sprintf(out, "20%02u-%02u-%02u", (unsigned)draw(seed, 30), 1 + (unsigned)draw(seed, 12), 1 + (unsigned)draw(seed, 28));
    case 5:
        return (size_t)sprintf(out, "%s", draw(seed, 9) ? (draw(seed, 2) ? "Yes" : "No") : "NA");
    case 6:
        return (size_t)sprintf(out, "%010u", 1000000000U + (unsigned)draw(seed, draw(seed, 2) ? 9 : 1000000000));
    default:
        return (size_t)sprintf(out, "%u.%03u", (unsigned)draw(seed, 99), (unsigned)draw(seed, 1000));
    }
}

static size_t make_text(char *out, uint64_t *seed)
{
    static const char *const ends[] = {"\n", "\n", "\r\n", "\r"};
    size_t columns = 1 + draw(seed, 8), first = draw(seed, 8), rows = 3 + draw(seed, draw(seed, 8) ? 30 : 80), at = 0;
    const char *end = ends[draw(seed, 4)];
    char separator = ",;\t|,,"[draw(seed, 6)];
    for (size_t c = 0; c < columns; c++) at += (size_t)sprintf(out + at, "%sh%zu%s", c ? (char[]){separator, 0} : "", c, draw(seed, 9) ? "" : " id");
    at += (size_t)sprintf(out + at, "%s", end);
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            if (c) out[at++] = separator;
            at += put_cell(out + at, first + c, r, seed);
        }
        if (r + 1 < rows || draw(seed, 2)) at += (size_t)sprintf(out + at, "%s", end);
    }
    return at;
}

/* Up to four small wounds: bytes changed, removed, put in, or a piece said twice. */
static size_t wound(char *text, size_t size, uint64_t *seed)
{
    static const char *const bits[] = {"\"",        ",",        "\n",
                                       "\r",        "\"\"",     " ",
                                       "\n\n",      ",,",       "\r\n",
                                       "-",         ".",        "e5",
                                       "1,5",       "NA",       "$3",
                                       "\t",        "\xc2\xa0", "x",
                                       "\n \n",     "\n,,,\n",  "99999999999999999999",
                                       "1e400",     "5%",       "\nGrand Totals\n",
                                       "12\" wide", "0",        "31/12/2020",
                                       "1.234"};
    for (size_t n = draw(seed, 5); n > 0 && size > 4; n--) {
        size_t at = draw(seed, size), kind = draw(seed, 4);
        const char *bit = bits[draw(seed, sizeof bits / sizeof bits[0])];
        size_t length = strlen(bit);
        if (kind == 0) {
            memmove(text + at, text + at + 1, size - at - 1);
            size--;
        } else if (kind == 1 && draw(seed, 8) == 0) {
            text[at] = (char)draw(seed, 256);
        } else if (kind == 2) {
            size_t piece = size - at < 40 ? size - at : 1 + draw(seed, 40);
            memmove(text + at + piece, text + at, size - at);
            size += piece;
        } else {
            memmove(text + at + length, text + at, size - at);
            memcpy(text + at, bit, length);
            size += length;
        }
    }
    return size;
}

/* Two ways each. */
static void mutants_read_alike(void)
{
    static const icp_i_way ways[] = {{.chunk = 4096}, {.chunk = 3, .piece = 1}, {.chunk = 64, .piece = 100}, {.chunk = 4096, .piece = 37}};
    static char text[1 << 16];
    figures f = {0};
    for (uint64_t i = 0; i < 3000; i++) {
        uint64_t seed = i * 0x9E3779B97F4A7C15U + 1;
        char name[40];
        icp_settings settings = icp_settings_default();
        snprintf(name, sizeof name, "mutant %d", (int)i);
        size_t size = wound(text, make_text(text, &seed), &seed);
        settings.bad_rows = draw(&seed, 3) ? ICP_BAD_ROWS_SKIP : ICP_BAD_ROWS_STOP;
        settings.types = draw(&seed, 12) ? NULL : "h0=text";
        settings.decimal = draw(&seed, 10) ? ICP_DECIMAL_AUTO : ICP_DECIMAL_COMMA;
        settings.date_order = draw(&seed, 3) ? ICP_DATE_AUTO : ICP_DATE_DMY;
        char *copy = malloc(size + 1); /* of the exact size, so that reading beyond the end is seen by the sanitizer */
        memcpy(copy, text, size);
        compare(copy, size, name, settings, ways + 2 * (i % 2), 2, &f);
        free(copy);
    }
    printf("\n    %zu mutants, %zu tables", f.texts, f.tables);
    CHECK(f.tables > 1500 && f.texts - f.tables > 300 && f.differing == 0);
}

/* Cells that stop being plain far behind the sample, in one column after the other. */
static void late_cells_change_the_column(void)
{
    static const char *const late[] = {
        "$5", "1,5", "abc", " 7 ", "1e3", "NA", "0123456789012345678", "2.5.2020", "5%", "\"1,234.5\"", "12345678901234567"};
    static const icp_i_way ways[] = {{.chunk = 65536}, {.chunk = 65536, .piece = 20000}};
    size_t rows = 12000;
    char *text = malloc(rows * 64);
    figures f = {0};
    for (size_t kind = 0; kind < sizeof late / sizeof late[0]; kind++) {
        size_t at = (size_t)sprintf(text, "key;whole;part;day\n");
        for (size_t r = 0; r < rows; r++) {
            bool odd = r > 8000 && r % (kind % 2 ? 400 : 3000) == 7;
            at += (size_t)sprintf(text + at, "%zu;%s;%zu.%02zu;", (r * 7919) % rows, odd ? late[kind] : "12", r, r % 100);
            at +=
                odd ? (size_t)sprintf(text + at, "%s\n", late[kind]) : (size_t)sprintf(text + at, "2020-01-%02zuT10:00:%02zu\n", 1 + r % 28, r % 60);
        }
        icp_settings settings = icp_settings_default();
        settings.bad_rows = ICP_BAD_ROWS_SKIP;
        compare(text, at, late[kind], settings, ways, 2, &f);
    }
    CHECK(f.texts == sizeof late / sizeof late[0] && f.differing == 0);
    free(text);
}

/* ---- plain figures and dates against the full grammar ---- */

static void plain_forms_have_the_same_value(void)
{
    static const char letters[] = "0123456789.-:T ,e5";
    size_t figures_read = 0, dates = 0;
    for (uint64_t i = 0; i < 300000; i++) {
        uint64_t seed = i * 77 + 5;
        char text[32];
        size_t length = 1 + draw(&seed, 21);
        for (size_t j = 0; j < length; j++) text[j] = letters[draw(&seed, draw(&seed, 2) ? 10 : sizeof letters - 1)];
        if (i % 4 == 0 && length > 2) text[draw(&seed, length)] = '.';
        if (i % 3 == 0) {
            length = (size_t)sprintf(text, "%04u-%02u-%02u", 900 + (unsigned)draw(&seed, 2000), (unsigned)draw(&seed, 14), (unsigned)draw(&seed, 33));
            if (i % 2)
                length += (size_t)sprintf(text + length, "%c%02u:%02u:%02u", i % 4 == 1 ? 'T' : ' ', (unsigned)draw(&seed, 26),
                                          (unsigned)draw(&seed, 62), (unsigned)draw(&seed, 63));
        }
        icp_i_plain plain;
        icp_i_figure figure;
        icp_i_date date;
        double days;
        if (icp_i_plain_figure(text, length, &plain)) {
            bool read = icp_i_figure_read(text, length, &figure);
            icp_i_tally t = icp_i_tally_none();
            icp_i_tally_plain(&t, &plain);
            bool same = read && figure.point && memcmp(&figure.with_point, &plain.value, sizeof plain.value) == 0 && !figure.currency &&
                        !figure.percent && !figure.scaled && !figure.point_groups && figure.exponent == 0 &&
                        t.only_point == (figure.comma ? 0U : 1U) && t.split == (figure.comma && figure.with_comma != figure.with_point) &&
                        t.comma_groups == (figure.comma && figure.comma_groups) && t.plain == (figure.digits > 0) &&
                        (!t.plain || (t.longest == figure.digits && (t.leading_zeros == 1) == figure.leading_zero)) && !icp_i_missing(text, length);
            if (!same) printf("\n    figure %.*s", (int)length, text);
            CHECK(same);
            figures_read++;
        }
        if (icp_i_plain_date(text, length, &days)) {
            bool same = icp_i_date_read(text, length, &date) && date.day_first && date.month_first && date.with_day_first == days &&
                        date.with_month_first == days && !icp_i_figure_read(text, length, &figure) && !icp_i_missing(text, length);
            if (!same) printf("\n    date %.*s", (int)length, text);
            CHECK(same);
            dates++;
        }
    }
    CHECK(figures_read > 5000 && dates > 10000);
}

/* [-]digits[.digits] of at most 18 digits, in so many words. */
static bool plain_by_the_letter(const char *text, size_t length)
{
    size_t digits = 0, points = 0, first = length > 0 && text[0] == '-';
    for (size_t i = first; i < length; i++) {
        points += text[i] == '.';
        digits += text[i] >= '0' && text[i] <= '9';
    }
    bool inside = length > first && text[first] != '.' && text[length - 1] != '.';
    return inside && digits > 0 && digits <= 18 && points <= 1 && first + digits + points == length;
}

/* Every length, place of the point and wounded byte; the text stands at the end of its memory, so that a sanitizer sees a byte read too many. */
static void every_layout_of_a_figure(void)
{
    static const char wounds[] = {'0', '9', '.', '-', '/', ':', ' ', '+', '\0', '\x80', '\xb0', '\xff'};
    uint64_t seed = 3;
    size_t wrong = 0, read = 0;
    for (size_t length = 1; length <= 21; length++) {
        for (size_t trial = 0; trial < length * (length + 1) * (sizeof wounds + 1); trial++) {
            char *text = malloc(length), copy[32] = "";
            size_t kind = trial % (sizeof wounds + 1), layout = trial / (sizeof wounds + 1);
            size_t point = layout % (length + 1), at = layout / (length + 1);
            for (size_t i = 0; i < length; i++) text[i] = (char)('0' + draw(&seed, draw(&seed, 2) ? 10 : 2));
            if (point < length) text[point] = '.';
            if (trial % 3 == 0) text[0] = '-';
            if (kind < sizeof wounds) text[at] = wounds[kind];
            icp_i_plain plain = {0};
            memcpy(copy, text, length);
            bool expected = plain_by_the_letter(text, length), got = icp_i_plain_figure(text, length, &plain);
            double value = strtod(copy, NULL);
            const char *dot = strchr(copy, '.');
            size_t whole = (dot ? (size_t)(dot - copy) : length) - (copy[0] == '-'), behind = dot ? length - (size_t)(dot - copy) - 1 : 0;
            bool parts = plain.whole == whole && plain.behind == behind && memcmp(&value, &plain.value, sizeof value) == 0;
            bool same = got == expected && (!got || parts);
            if (!same && wrong++ < 5) printf("\n    %.*s gave %d, %a, expected %d, %a", (int)length, copy, got, plain.value, expected, value);
            read += got;
            free(text);
        }
    }
    CHECK(wrong == 0 && read > 5000);
}

void test_read_ways(void)
{
    static const icp_t_case cases[] = {{"torture files read alike", torture_files_read_alike},
                                       {"mutants read alike", mutants_read_alike},
                                       {"late cells change the column", late_cells_change_the_column},
                                       {"plain forms have the same value", plain_forms_have_the_same_value},
                                       {"every layout of a figure", every_layout_of_a_figure}};
    ICP_T_SUITE("read_ways", cases);
}
