/* competitor.c - see competitor.h. Owns: wins and losses against each rival that the export names. */
#include "icp/competitor.h"

#include "base/fail.h"
#include "base/rng.h"
#include "math/shrink.h"
#include "segment/outcome_value.h"
#include "segment/trials.h"

#include <math.h>

#define KEY ((uint64_t)1 << 32) /* streams of rule searches, apart from those of segments and wanted outcomes */
#define DRAWS ((size_t)2000)

typedef struct rivalry {
    const icp_i_survey *survey;
    const double *lost;
    icp_i_pool *pool, *scratch;
    icp_i_rivals rivals;
    double *target;            /* frame rows */
    unsigned char *any;        /* frame rows: some rival is named, or the column says that one won */
} rivalry;

/* Whether a row was decided. */
static bool decided(const rivalry *v, size_t i)
{
    return !v->lost || !isnan(v->lost[i]);
}

static bool lost(const rivalry *v, size_t i)
{
    return !v->lost || v->lost[i] > .5;
}

static bool names(const rivalry *v, size_t rival, size_t i)
{
    return rival == v->rivals.count ? v->any[i] : icp_i_rivals_names(&v->rivals, rival, v->survey->accounts->frame->row[i]);
}

/* Decided deals where any rival is named. */
static size_t count_any(const rivalry *v)
{
    size_t deals = 0;
    for (size_t i = 0; i < v->survey->accounts->frame->rows; i++) deals += v->any[i] && decided(v, i);
    return deals;
}

/* Of the deals where a rival is named, those that were won or lost, as trials count (trials.h). */
static icp_status count_wins(const rivalry *v, size_t rival, double *won, double *trials, icp_error *err)
{
    const icp_i_frame *frame = v->survey->accounts->frame;
    const icp_i_outcome *win = v->survey->accounts->win;
    *won = *trials = 0;
    if (!win->model.present) return ICP_OK;
    int32_t *label = ICP_I_NEW(v->scratch, int32_t, frame->rows);
    if (!label) return icp_i_fail_memory(err, "listing competitors");
    for (size_t i = 0; i < frame->rows; i++) label[i] = names(v, rival, i) && decided(v, i) ? 0 : -1;
    ICP_I_TRY(icp_i_trials_count(frame, win->y, label, 0, v->scratch, won, trials, err));
    icp_i_release(v->scratch, label);
    return ICP_OK;
}

/* A column of values that say "a competitor won" names nobody, and only losses. */
static icp_status read_events(rivalry *v, icp_error *err)
{
    const icp_i_frame *frame = v->survey->accounts->frame;
    icp_i_value_reader reader;
    ICP_I_TRY(icp_i_value_reader_make(frame->table, &frame->roles->competitor, v->scratch, &reader, err));
    for (size_t i = 0; i < frame->rows; i++) v->any[i] = icp_i_value_meaning(&reader, frame->row[i]) == ICP_I_EVENT && lost(v, i);
    return ICP_OK;
}

static icp_status read_names(rivalry *v, icp_error *err)
{
    const icp_i_frame *frame = v->survey->accounts->frame;
    const icp_column *column = icp_table_column(frame->table, frame->roles->competitor.column);
    if (!column->codes) return ICP_OK;
    ICP_I_TRY(icp_i_rivals_read(column, v->pool, &v->rivals, err));
    for (size_t i = 0; i < frame->rows; i++) v->any[i] = icp_i_rivals_names(&v->rivals, v->rivals.count, frame->row[i]);
    return ICP_OK;
}

static icp_status find_rule(const rivalry *v, size_t rival, icp_rule *out, icp_error *err)
{
    for (size_t i = 0; i < v->survey->accounts->frame->rows; i++)
        v->target[i] = !decided(v, i) ? (double)NAN : lost(v, i) && names(v, rival, i) ? 1 : 0;
    return icp_i_rival_rule(v->survey->ground, v->target, KEY + rival, v->pool, out, err);
}

/* Win rates against the named rivals borrow strength from each other. */
static icp_status shrink(const rivalry *v, const size_t *order, size_t told, icp_competitor *list, icp_error *err)
{
    const icp_settings *settings = v->survey->accounts->frame->settings;
    double *won = ICP_I_NEW(v->scratch, double, told), *trials = ICP_I_NEW(v->scratch, double, told);
    icp_estimate *rates = ICP_I_NEW(v->scratch, icp_estimate, told);
    icp_i_rng *rng = icp_i_rng_new(settings->seed, "competitors: win rates", 0);
    icp_status status = won && trials && rates && rng ? ICP_OK : icp_i_fail_memory(err, "listing competitors");
    for (size_t t = 0; status == ICP_OK && t < told; t++) status = count_wins(v, order[t], &won[t], &trials[t], err);
    if (status == ICP_OK && v->survey->accounts->win->model.present)
        status = icp_i_shrink_rates(won, trials, told, settings->level, DRAWS, rng, v->scratch, rates, NULL, err);
    for (size_t t = 0; status == ICP_OK && t < told; t++)
        list[t].win_rate = trials[t] > 0 ? rates[t] : (icp_estimate){NAN, NAN, NAN, settings->level, 0};
    icp_i_rng_free(rng);
    return status;
}

static icp_status tell_named(const rivalry *v, icp_competitor *list, size_t *count, icp_error *err)
{
    size_t order[ICP_I_RIVALS], *deals = ICP_I_NEW(v->scratch, size_t, v->rivals.count);
    if (!deals) return icp_i_fail_memory(err, "listing competitors");
    icp_i_rivals_count(&v->rivals, v->survey->accounts->frame, v->lost, deals);
    size_t told = icp_i_rivals_order(deals, v->rivals.count, v->survey->accounts->frame->settings->min_cell, order);
    if (told == 0) return ICP_OK;
    ICP_I_TRY(shrink(v, order, told, list, err));
    for (size_t t = 0; t < told; t++) {
        list[t].deals = deals[order[t]];
        list[t].name = v->rivals.name[order[t]];
        list[t].source = "lost to";
        ICP_I_TRY(find_rule(v, order[t], &list[t].rule, err));
    }
    *count += told;
    return ICP_OK;
}

/* All of them together: what is lost to whomever has in common. */
static icp_status tell_any(const rivalry *v, icp_competitor *out, size_t *count, icp_error *err)
{
    double won, trials, level = v->survey->accounts->frame->settings->level;
    icp_competitor made = {.name = "", .source = "lost to", .deals = count_any(v)};
    if (made.deals == 0) return ICP_OK;
    ICP_I_TRY(count_wins(v, v->rivals.count, &won, &trials, err));
    bool named = v->rivals.count > 0 && trials > 0; /* an unnamed rival is only known where it won */
    made.win_rate = named ? icp_wilson(won, trials, level) : (icp_estimate){NAN, NAN, NAN, level, 0};
    ICP_I_TRY(find_rule(v, v->rivals.count, &made.rule, err));
    out[(*count)++] = made;
    return ICP_OK;
}

static icp_status tell_all(rivalry *v, icp_competitor *list, size_t *count, icp_error *err)
{
    const icp_i_frame *frame = v->survey->accounts->frame;
    const icp_outcome_form *form = &frame->roles->competitor;
    if (form->column != ICP_NONE) {
        v->target = ICP_I_NEW(v->scratch, double, frame->rows);
        v->any = ICP_I_NEW(v->scratch, unsigned char, frame->rows);
        if (!v->target || !v->any) return icp_i_fail_memory(err, "listing competitors");
        ICP_I_TRY(form->events ? read_events(v, err) : read_names(v, err));
        ICP_I_TRY(tell_any(v, list, count, err));
        ICP_I_TRY(tell_named(v, list + *count, count, err));
    }
    return v->survey->market ? icp_i_competitors_listed(v->survey, v->pool, list, count, err) : ICP_OK;
}

icp_status icp_i_competitors(const icp_i_survey *survey, const double *lost_rows, icp_i_pool *pool, icp_competitor **out, size_t *count,
                             icp_error *err)
{
    rivalry v = {.survey = survey, .lost = lost_rows, .pool = pool, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
    icp_competitor *list = ICP_I_NEW(pool, icp_competitor, 1 + 2 * ICP_I_RIVALS);
    size_t told = 0;
    icp_status status = v.scratch && list ? tell_all(&v, list, &told, err) : icp_i_fail_memory(err, "listing competitors");
    icp_i_pool_free(v.scratch);
    if (status != ICP_OK) return status;
    *out = list;
    *count = told;
    return ICP_OK;
}
