/* same_table.c - see same_table.h. */
#include "support/same_table.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (!a || strcmp(a, b) == 0);
}

bool icp_t_same_error(const icp_error *a, const icp_error *b)
{
    return a->status == b->status && a->code == b->code && a->line == b->line && a->column == b->column && a->caret == b->caret &&
           a->caret_width == b->caret_width && same_text(a->message, b->message) && same_text(a->help, b->help) && same_text(a->file, b->file) &&
           same_text(a->excerpt, b->excerpt) && same_text(a->field, b->field) && same_text(a->value, b->value) && same_text(a->expected, b->expected);
}

static bool same_column(const icp_column *a, const icp_column *b, size_t rows)
{
    bool same = same_text(a->name, b->name) && a->type == b->type && a->used == b->used && a->missing == b->missing && a->rejected == b->rejected &&
                same_text(a->note, b->note) && a->level_count == b->level_count && (a->numbers == NULL) == (b->numbers == NULL);
    if (!same) return false;
    if (a->numbers) return memcmp(a->numbers, b->numbers, rows * sizeof *a->numbers) == 0;
    for (size_t i = 0; i < a->level_count; i++) same &= strcmp(a->levels[i], b->levels[i]) == 0;
    return same && memcmp(a->codes, b->codes, rows * sizeof *a->codes) == 0;
}

static bool same_remarks(const icp_table *a, const icp_table *b)
{
    const icp_warning *wa, *wb;
    const icp_left_out *la, *lb;
    const icp_reject *ra, *rb;
    const icp_input *ia, *ib;
    size_t warnings = icp_table_warnings(a, &wa), left = icp_table_left_out(a, &la), rejects = icp_table_rejects(a, &ra),
           inputs = icp_table_inputs(a, &ia);
    bool same = icp_table_warnings(b, &wb) == warnings && icp_table_left_out(b, &lb) == left && icp_table_rejects(b, &rb) == rejects &&
                icp_table_inputs(b, &ib) == inputs;
    for (size_t i = 0; same && i < warnings; i++)
        same = same_text(wa[i].code, wb[i].code) && same_text(wa[i].column, wb[i].column) && same_text(wa[i].message, wb[i].message);
    for (size_t i = 0; same && i < left; i++) same = same_text(la[i].reason, lb[i].reason) && la[i].rows == lb[i].rows;
    for (size_t i = 0; same && i < rejects; i++)
        same = ra[i].line == rb[i].line && ra[i].code == rb[i].code && same_text(ra[i].column, rb[i].column) &&
               same_text(ra[i].reason, rb[i].reason) && same_text(ra[i].text, rb[i].text) && same_text(ra[i].file, rb[i].file);
    for (size_t i = 0; same && i < inputs; i++)
        same = ia[i].bytes == ib[i].bytes && ia[i].rows == ib[i].rows && ia[i].columns == ib[i].columns && ia[i].separator == ib[i].separator &&
               same_text(ia[i].encoding, ib[i].encoding) && same_text(ia[i].sha256, ib[i].sha256);
    return same;
}

bool icp_t_same_table(const icp_table *a, const icp_table *b)
{
    if (!a || !b) return a == b;
    size_t rows = icp_table_rows(a);
    bool same = icp_table_rows(b) == rows && icp_table_rows_read(b) == icp_table_rows_read(a) && icp_table_columns(b) == icp_table_columns(a);
    for (size_t c = 0; same && c < icp_table_columns(a); c++) same = same_column(icp_table_column(a, c), icp_table_column(b, c), rows);
    for (size_t r = 0; same && r < rows; r++) {
        size_t in_a, in_b;
        same = icp_table_line(a, r, &in_a) == icp_table_line(b, r, &in_b) && in_a == in_b;
    }
    return same && same_remarks(a, b);
}
