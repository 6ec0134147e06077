/* settle.c - parts -> what every column is. Owns: joining the texts of parts, adding up what was counted, which columns must be read again as texts.
 * Must not know: grammar, where cells stand in files. */
#include "base/fail.h"
#include "base/parallel.h"
#include "data/table_parts.h"

typedef struct settling {
    icp_i_reading *reading;
    const unsigned char *given;
    unsigned char *again;       /* columns to be read again */
    icp_i_tally *tally;         /* columns */
    icp_status *status;         /* columns */
    const icp_i_cells **strips; /* columns * parts */
    size_t *text;               /* columns to be joined */
    size_t texts;
} settling;

static void join_column(void *context, size_t task, int worker)
{
    const settling *s = context;
    icp_i_reading *g = s->reading;
    size_t c = s->text[task];
    (void)worker;
    icp_i_pool *pool = icp_i_pool_new(&g->settings->hooks);
    s->status[c] = pool ? icp_i_cells_join(s->strips + c * g->parts, g->parts, pool, &g->cells[c], NULL) : ICP_ENOMEM;
    if (s->status[c] != ICP_OK) icp_i_pool_free(pool);
}

/* Joins the texts of the columns that have them and are not joined yet, and counts them. */
static icp_status join_texts(settling *s, icp_error *err)
{
    icp_i_reading *g = s->reading;
    s->texts = 0;
    for (size_t c = 0; c < g->columns; c++) {
        if (g->mode[c] != ICP_I_MODE_TEXT || g->cells[c].pool) continue;
        s->text[s->texts++] = c;
        for (size_t p = 0; p < g->parts; p++) s->strips[c * g->parts + p] = &g->part[p]->strip[c].cells;
    }
    icp_i_parallel(s->texts, icp_i_reading_threads(g), join_column, s);
    for (size_t i = 0; i < s->texts; i++) {
        size_t c = s->text[i];
        bool texts = s->given[c] && !icp_i_type_numeric((icp_type)(s->given[c] - 1)) && s->given[c] - 1 != ICP_TYPE_BOOLEAN;
        if (s->status[c] != ICP_OK) return icp_i_fail_memory(err, "joining cells");
        for (size_t p = 0; p < g->parts; p++) icp_i_cells_release(&g->part[p]->strip[c].cells);
        ICP_I_TRY(icp_i_tally_count(&g->cells[c], !texts, icp_i_reading_threads(g), g->scratch, &s->tally[c], err));
    }
    return ICP_OK;
}

static void add_up(const settling *s, size_t c)
{
    const icp_i_reading *g = s->reading;
    s->tally[c] = icp_i_tally_none();
    for (size_t p = 0; p < g->parts; p++) icp_i_tally_add(&s->tally[c], g->part[p]->strip[c].tally);
}

/* A part has met a cell that is not plain, or an earlier file was taken in another way than a further one. */
static bool taken_otherwise(const icp_i_reading *g, size_t c)
{
    for (size_t p = 0; p < g->parts; p++) {
        if (g->part[p]->strip[c].mode != g->mode[c]) return true;
    }
    return false;
}

static icp_status settle(settling *s, icp_i_typing_rules *rules, icp_error *err)
{
    icp_i_reading *g = s->reading;
    for (size_t c = 0; c < g->columns; c++) s->again[c] = taken_otherwise(g, c);
    ICP_I_TRY(icp_i_rows_again(g, s->again, err));
    ICP_I_TRY(join_texts(s, err));
    for (size_t c = 0; c < g->columns; c++) {
        if (g->mode[c] != ICP_I_MODE_TEXT) add_up(s, c);
        if (!s->given[c]) icp_i_typing_learn(&s->tally[c], rules);
    }
    for (size_t c = 0; c < g->columns; c++) {
        s->again[c] = g->mode[c] != ICP_I_MODE_TEXT && !icp_i_typing_needs_no_text(g->name[c], &s->tally[c], rules);
    }
    ICP_I_TRY(icp_i_rows_again(g, s->again, err));
    return join_texts(s, err);
}

/* Where the first cell with this text stands. */
static void show_first(const icp_i_reading *g, size_t c, size_t distinct, icp_error *err)
{
    const icp_i_cells *cells = &g->cells[c];
    size_t row = 0;
    while (row + 1 < cells->rows && cells->code[row] != distinct) row++;
    icp_i_rows_show(g, row, c, err);
}

static icp_status decide(const settling *s, const icp_i_typing_rules *rules, icp_i_typed *typed, icp_error *err)
{
    icp_i_reading *g = s->reading;
    for (size_t c = 0; c < g->columns; c++) {
        icp_type given = (icp_type)(s->given[c] ? s->given[c] - 1 : 0);
        size_t at;
        icp_status status =
            icp_i_typing_decide(g->name[c], &g->cells[c], &s->tally[c], rules, s->given[c] ? &given : NULL, g->scratch, &typed[c], &at, err);
        if (status != ICP_OK && at != ICP_I_NOWHERE && icp_i_rows_whole(g, NULL) == ICP_OK) show_first(g, c, at, err);
        if (status != ICP_OK) return status;
        icp_i_release(g->scratch, s->tally[c].count);
    }
    return ICP_OK;
}

icp_status icp_i_columns_settle(icp_i_reading *g, const unsigned char *given, icp_i_typed *typed, icp_error *err)
{
    icp_i_typing_rules rules = {.decimal = g->settings->decimal, .date_order = g->settings->date_order};
    size_t cells;
    settling s = {.reading = g, .given = given};
    s.again = ICP_I_NEW(g->scratch, unsigned char, g->columns);
    s.tally = ICP_I_NEW(g->scratch, icp_i_tally, g->columns);
    s.status = ICP_I_NEW(g->scratch, icp_status, g->columns);
    s.text = ICP_I_NEW(g->scratch, size_t, g->columns);
    if (icp_i_multiply(g->columns, g->parts, &cells)) s.strips = ICP_I_NEW(g->scratch, const icp_i_cells *, cells);
    if (!s.again || !s.tally || !s.status || !s.text || !s.strips) return icp_i_fail_memory(err, "typing columns");
    ICP_I_TRY(settle(&s, &rules, err));
    return decide(&s, &rules, typed, err);
}
