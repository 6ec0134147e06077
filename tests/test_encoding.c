/* test_encoding.c - bytes to UTF-8, and files that are no text: what is read, what is refused and under which name. */
#include "support/check.h"

#include "base/pool.h"
#include "data/encoding.h"
#include "data/format.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct decoded {
    icp_status status;
    icp_error err;
    char text[512];
    size_t size;
    const char *encoding;
} decoded;

static decoded decode(const char *bytes, size_t size)
{
    decoded d = {0};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_text text = {0};
    d.status = icp_i_decode(bytes, size, "f.csv", pool, &text, &d.err);
    if (d.status == ICP_OK && text.size < sizeof d.text) {
        memcpy(d.text, text.data, text.size);
        d.size = text.size;
        d.encoding = text.encoding;
    }
    icp_i_pool_free(pool);
    return d;
}

static const char sample[] = "name,stadt,\xe2\x82\xac\nZ\xc3\xbcrich,M\xc3\xbcnchen,\xf0\x9f\x98\x8e 1\n";

static void check_as(const char *bytes, size_t size, const char *want, const char *encoding)
{
    decoded d = decode(bytes, size);
    CHECK(d.status == ICP_OK && d.size == strlen(want) && memcmp(d.text, want, d.size) == 0);
    CHECK(d.encoding && strcmp(d.encoding, encoding) == 0);
}

/* The C library's converter is the oracle. */
static size_t convert(const char *to, const char *text, size_t size, char *out, size_t room)
{
    iconv_t way = iconv_open(to, "UTF-8");
    char *in = (char *)(uintptr_t)text;
    size_t left = room;
    CHECK(way != (iconv_t)-1 && iconv(way, &in, &size, &out, &left) == 0);
    iconv_close(way);
    return room - left;
}

static void text_is_read_in_five_encodings(void)
{
    char bytes[512] = "\xef\xbb\xbf";
    size_t size;
    check_as(sample, strlen(sample), sample, "UTF-8");
    memcpy(bytes + 3, sample, sizeof sample);
    check_as(bytes, 3 + strlen(sample), sample, "UTF-8 with BOM");
    for (int mark = 0; mark <= 1; mark++) {
        memcpy(bytes, "\xff\xfe", 2);
        size = convert("UTF-16LE", sample, strlen(sample), bytes + 2, sizeof bytes - 2);
        check_as(bytes + (mark ? 0 : 2), size + (mark ? 2 : 0), sample, "UTF-16LE");
        memcpy(bytes, "\xfe\xff", 2);
        size = convert("UTF-16BE", sample, strlen(sample), bytes + 2, sizeof bytes - 2);
        check_as(bytes + (mark ? 0 : 2), size + (mark ? 2 : 0), sample, "UTF-16BE");
    }
    static const char western[] = "name,\xe2\x82\xac\xe2\x80\x9c\xe2\x80\x93\nZ\xc3\xbcrich,\xc5\xa0\xc3\xbf\n";
    size = convert("CP1252", western, strlen(western), bytes, sizeof bytes);
    check_as(bytes, size, western, "Windows-1252");
    check_as("a,b\n1,2\n\x1a", 9, "a,b\n1,2\n", "UTF-8");
    check_as("", 0, "", "UTF-8");
}

static void every_code_of_windows_1252(void)
{
    for (int c = 0x80; c < 0x100; c++) {
        char bytes[8] = "abc,", want[8] = "abc,", one[2] = {(char)c, 0};
        iconv_t way = iconv_open("UTF-8", "CP1252");
        char *in = one, *out = want + 4;
        size_t left = 1, room = 3;
        bool defined = iconv(way, &in, &left, &out, &room) == 0;
        iconv_close(way);
        bytes[4] = (char)c;
        decoded d = decode(bytes, 5);
        CHECK((d.status == ICP_OK) == defined);
        if (defined) CHECK(strcmp(d.text, want) == 0);
    }
}

/* Validity of two- to four-byte sequences against the converter. */
static void utf8_is_valid_when_the_converter_says_so(void)
{
    static const unsigned char second[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0};
    iconv_t way = iconv_open("UTF-32LE", "UTF-8");
    for (int lead = 0x80; lead < 0x100; lead++) {
        for (size_t s = 0; s < sizeof second; s++) {
            for (size_t length = 1; length <= 4; length++) {
                char bytes[4] = {(char)lead, (char)second[s], '\x80', '\xBF'}, *in = bytes;
                char out[16], *to = out;
                size_t left = length, room = sizeof out;
                iconv(way, NULL, NULL, NULL, NULL);
                bool valid = iconv(way, &in, &left, &to, &room) != (size_t)-1 && to - out == 4;
                bool ours = icp_i_utf8_length(bytes, length) == length;
                if (ours != valid) printf("\n    %02x %02x (%zu bytes): %d, converter %d", (unsigned)lead, second[s], length, ours, valid);
                CHECK(ours == valid);
            }
        }
    }
    iconv_close(way);
    CHECK(icp_i_utf8_count(sample, strlen(sample)) == 32);
}

static void check_refused(const char *bytes, size_t size, size_t line, size_t column)
{
    decoded d = decode(bytes, size);
    CHECK(d.status == ICP_EINPUT && d.err.code == ICP_E_ENCODING && d.err.line == line && d.err.column == column && d.err.help[0]);
}

static void other_bytes_are_refused_with_their_place(void)
{
    check_refused("\xff\xfe\0\0a\0\0\0", 8, 1, 1);
    check_refused("\0\0\xfe\xff\0\0\0a", 8, 1, 1);
    check_refused("a,b\r\n\xc3\xbc\x81,x\n", 12, 2, 2);
    check_refused("\xff\xfe"
                  "a\0,\0b\0\n\0\x00\xd8x\0",
                  14, 2, 1);
    check_refused("\xff\xfe"
                  "a\0b",
                  5, 1, 2);
    check_refused("\xef\xbb\xbf"
                  "a,\xff\n",
                  7, 1, 3);
    check_refused("\1\2\3\4\xfe\5\6\7", 8, 1, 5);
    check_refused("a\0\0b\0\0c\0\0d", 10, 1, 1);
}

static void other_formats_are_named_with_a_remedy(void)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *label, *remedy;
    } cases[] = {{"\x1f\x8b\x08", 3, "gzip", "zcat f.csv | icp-cluster run -"},
                 {"\x28\xb5\x2f\xfd", 4, "Zstandard", "zstdcat f.csv | icp-cluster run -"},
                 {"BZh91AY", 7, "bzip2", "bzcat f.csv | icp-cluster run -"},
                 {"\xfd"
                  "7zXZ\0",
                  6, "xz", "xzcat f.csv | icp-cluster run -"},
                 {"PK\x03\x04", 4, "xlsx", "CSV"},
                 {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, ".xls", "CSV"},
                 {"PAR1", 4, "Parquet", "duckdb"},
                 {"SQLite format 3\0", 16, "SQLite", "sqlite3"},
                 {"%PDF-1.7", 8, "PDF", "CSV"},
                 {"  {\"a\":1}", 9, "JSON", "jq -rs '"},
                 {"\xef\xbb\xbf[{\"a\":1}]", 12, "JSON", "jq -r '"},
                 {"<!DOCTYPE html>", 15, "HTML", "export again"},
                 {"\n<HTML><body>", 13, "HTML", "export again"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        icp_error err = {0};
        CHECK_STATUS(icp_i_format_check(cases[i].bytes, cases[i].size, "f.csv", &err), ICP_EINPUT, &err);
        CHECK(err.code == ICP_E_NOT_CSV && strstr(err.message, cases[i].label) && strstr(err.help, cases[i].remedy));
    }
    static const char *const texts[] = {"a,b\n1,2\n", "", "{a},b\n", "[x],y\n", "<b>,c\n", "PK,x\n", "BZ,h\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        icp_error err = {0};
        CHECK_OK(icp_i_format_check(texts[i], strlen(texts[i]), "f.csv", &err), &err);
    }
}

void test_encoding(void)
{
    static const icp_t_case cases[] = {{"text is read in five encodings", text_is_read_in_five_encodings},
                                       {"every code of Windows-1252", every_code_of_windows_1252},
                                       {"UTF-8 is valid when the converter says so", utf8_is_valid_when_the_converter_says_so},
                                       {"other bytes are refused with their place", other_bytes_are_refused_with_their_place},
                                       {"other formats are named with a remedy", other_formats_are_named_with_a_remedy}};
    ICP_T_SUITE("encoding", cases);
}
