/* format.c - see format.h. One table row per format. */
#include "data/format.h"

#include "base/fail.h"
#include "base/letter_case.h"

#include <stdbool.h>
#include <string.h>

typedef struct format {
    const char *magic;
    size_t size, offset;
    const char *label;
    const char *remedy; /* %s is the file's name */
} format;

#define MAGIC(text) text, sizeof(text) - 1
static const format formats[] = {
    {MAGIC("\x1f\x8b"), 0, "gzip data", "zcat %s | icp-cluster run -"},
    {MAGIC("\x28\xb5\x2f\xfd"), 0, "Zstandard data", "zstdcat %s | icp-cluster run -"},
    {MAGIC("BZh"), 0, "bzip2 data", "bzcat %s | icp-cluster run -"},
    {MAGIC("\xfd"
           "7zXZ"),
     0, "xz data", "xzcat %s | icp-cluster run -"},
    {MAGIC("\x04\x22\x4d\x18"), 0, "LZ4 data", "lz4 -dc %s | icp-cluster run -"},
    {MAGIC("7z\xbc\xaf"), 0, "a 7-Zip archive", "7z x -so %s | icp-cluster run -"},
    {MAGIC("PK\x03\x04"), 0, "a ZIP archive or an Excel workbook (.xlsx)",
     "save the sheet as CSV UTF-8, or: libreoffice --headless --convert-to csv %s; for a ZIP: unzip -p %s | icp-cluster run -"},
    {MAGIC("PK\x05\x06"), 0, "an empty ZIP archive", "export again: %s holds nothing"},
    {MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 0, "an old Excel workbook (.xls)",
     "save the sheet as CSV UTF-8, or: libreoffice --headless --convert-to csv %s"},
    {MAGIC("PAR1"), 0, "Parquet data", "duckdb -csv -c \"from '%s'\" | icp-cluster run -"},
    {MAGIC("SQLite format 3"), 0, "an SQLite database", "sqlite3 -header -csv %s 'SELECT * FROM your_table' | icp-cluster run -"},
    {MAGIC("%PDF-"), 0, "a PDF document", "export the data behind %s as CSV"},
    {MAGIC("ORC"), 0, "ORC data", "write %s as CSV with the program that made it"},
    {MAGIC("Obj\x01"), 0, "Avro data", "write %s as CSV with the program that made it"},
    {MAGIC("ARROW1"), 0, "Arrow data", "write %s as CSV with the program that made it"},
    {MAGIC("\x89PNG"), 0, "a PNG picture", "export the data behind %s as CSV"},
    {MAGIC("\x7f"
           "ELF"),
     0, "a program", "give a CSV file instead of %s"},
    {MAGIC("ustar"), 257, "a tar archive", "tar -xOf %s NAME_INSIDE | icp-cluster run -"},
};

static icp_status refuse(const char *label, const char *remedy, const char *name, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_NOT_CSV, "this is %s, not a CSV file", label);
    const char *file = strcmp(name, "-") == 0 ? "FILE" : name;
    char help[sizeof((icp_error *)0)->help] = "";
    size_t length = 0;
    for (const char *c = remedy; *c && length + 1 < sizeof help; c++) {
        bool place = c[0] == '%' && c[1] == 's';
        size_t more = place ? strlen(file) : 1;
        if (length + more >= sizeof help) break;
        memcpy(help + length, place ? file : c, more);
        length += more;
        if (place) c++;
    }
    icp_i_fail_help(err, "%s", help);
    icp_i_fail_place(err, name, 0, 0);
    if (err) {
        icp_i_fail_copy(err->value, sizeof err->value, label, strlen(label));
        icp_i_fail_copy(err->expected, sizeof err->expected, "CSV text", 8);
    }
    return status;
}

#define JQ "'(.[0]|keys_unsorted) as $k | $k, (.[] | [.[$k[]]]) | @csv' %s | icp-cluster run -"

/* Markup and JSON have no magic number: the first visible character tells, and for JSON what follows it. */
static icp_status check_text(const char *bytes, size_t size, const char *name, icp_error *err)
{
    size_t i = 0;
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) i = 3;
    while (i < size && strchr(" \t\r\n", bytes[i])) i++;
    size_t left = size - i;
    if ((left >= 9 && icp_i_same_but_case(bytes + i, "<!doctype", 9)) || (left >= 5 && icp_i_same_but_case(bytes + i, "<html", 5))) {
        return refuse("an HTML page, perhaps a login page saved in place of the export", "open %s in a browser, sign in, and export again", name,
                      err);
    }
    if (left >= 5 && strncmp(bytes + i, "<?xml", 5) == 0) return refuse("an XML file", "save the sheet as CSV UTF-8 instead of %s", name, err);
    if (left < 2 || (bytes[i] != '{' && bytes[i] != '[')) return ICP_OK;
    bool object = bytes[i] == '{';
    for (i++; i < size && strchr(" \t\r\n", bytes[i]); i++) {
    }
    bool json = i < size && (object ? bytes[i] == '"' || bytes[i] == '}' : strchr("{[]", bytes[i]) != NULL);
    if (!json) return ICP_OK;
    if (object) return refuse("JSON", "where each line is an account: jq -rs " JQ, name, err); /* -s makes an array of them */
    return refuse("JSON", "jq -r " JQ, name, err);
}

icp_status icp_i_format_check(const char *bytes, size_t size, const char *name, icp_error *err)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        const format *f = &formats[i];
        if (size >= f->offset + f->size && memcmp(bytes + f->offset, f->magic, f->size) == 0) return refuse(f->label, f->remedy, name, err);
    }
    return check_text(bytes, size, name, err);
}
