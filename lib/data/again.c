/* again.c - columns read a second time, as texts: those whose cells turned out not to be plain, or whose type needs their texts. Owns: finding the
 * cells of known rows. Must not know: why, types. */
#include "base/fail.h"
#include "base/parallel.h"
#include "data/source.h"
#include "data/table_parts.h"

typedef struct rereading {
    icp_i_reading *reading;
    const unsigned char *again;
    const icp_i_mode *mode;
} rereading;

/* Row `row` of `old` into `part`, by the scanner or, where that doubts, by libcsv. */
static bool read_row(const icp_i_reading *g, const icp_i_part *old, size_t row, icp_i_part *part, icp_i_csv **csv)
{
    const icp_i_source *source = &g->source[old->source];
    size_t at = old->start + old->offset[row];
    icp_i_record record = {.field = part->field, .fields = g->columns};
    icp_i_field empty = {"", 0};
    icp_i_window all = icp_i_window_whole(source);
    bool scanned = !g->way.reference && !source->dialect.trims && icp_i_scan_one(&all, at, part);
    if (!scanned) {
        if (!*csv && icp_i_csv_open(source->text, source->size, source->dialect, g->way.chunk, part->pool, csv, NULL) != ICP_OK) return false;
        icp_i_csv_seek(*csv, at, 1);
        if (icp_i_csv_next(*csv, &record, NULL) != ICP_OK) return false;
        if (record.kind == ICP_I_RECORD_BLANK) { /* of a file with one column: an empty cell */
            record.field = &empty;
            record.fields = 1;
        }
    }
    return icp_i_part_take(part, record.field, g->column_of[old->source], record.fields, at, old->row_line[row]);
}

static void read_part(void *context, size_t task, int worker)
{
    const rereading *r = context;
    const icp_i_reading *g = r->reading;
    icp_i_part *old = g->part[task], *part = icp_i_part_new(&g->settings->hooks, g->columns, r->mode, old->rows, NULL, 0);
    icp_i_csv *csv = NULL;
    (void)worker;
    old->out_of_memory = !part;
    if (!part) return;
    part->start = old->start;
    for (size_t row = 0; row < old->rows && !old->out_of_memory; row++) old->out_of_memory = !read_row(g, old, row, part, &csv);
    icp_i_csv_close(csv);
    for (size_t c = 0; c < g->columns; c++) {
        if (!r->again[c]) continue;
        old->strip[c] = part->strip[c];
    }
    part->again = old->again;
    old->again = part;
}

icp_status icp_i_rows_again(icp_i_reading *g, const unsigned char *again, icp_error *err)
{
    icp_i_mode *mode = ICP_I_NEW(g->scratch, icp_i_mode, g->columns);
    if (!mode) return icp_i_fail_memory(err, "reading columns again");
    bool any = false, room = true;
    for (size_t c = 0; c < g->columns; c++) {
        mode[c] = again[c] ? ICP_I_MODE_TEXT : ICP_I_MODE_NONE;
        if (again[c]) g->mode[c] = ICP_I_MODE_TEXT;
        any |= again[c];
    }
    rereading r = {g, again, mode};
    icp_status status = any ? icp_i_rows_whole(g, err) : ICP_OK;
    if (status != ICP_OK) {
        icp_i_release(g->scratch, mode);
        return status;
    }
    if (any) icp_i_parallel(g->parts, icp_i_reading_threads(g), read_part, &r);
    for (size_t c = 0; c < g->columns; c++) {
        if (!again[c]) continue;
        icp_i_release(g->table->pool, g->value[c]);
        g->value[c] = NULL;
    }
    for (size_t p = 0; p < g->parts; p++) room &= !g->part[p]->out_of_memory;
    icp_i_release(g->scratch, mode);
    return room ? ICP_OK : icp_i_fail_memory(err, "reading columns again");
}
