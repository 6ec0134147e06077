/* objections_view.c - what each account would object to if it left. Owns: the cross-fitted expected rate of each class, and whether it can be told
 * from chance. Must not know: how reasons became classes, segments. */
#include "segment/objections_parts.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/auc_clustered.h"
#include "segment/crossfit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MIN_EVENTS 20 /* accounts that gave the class, and that gave others */
#define MIN_UNITS 10  /* independent accounts among each of them */
#define MIN_FOLDS 3
#define MIN_AUC 0.55
#define ERROR_RATE 0.05 /* of all classes tested together */

/* One class that is tested. */
typedef struct tested_class {
    size_t index;   /* into the classes of the objections */
    double overall; /* share of the accounts with a reason that gave it */
    size_t folds;
    const double *contrast; /* frame rows, out of fold; NULL: could not be fitted */
    double null_log_odds, ridge_per_row;
    icp_estimate auc;
} tested_class;

typedef struct testing {
    const icp_i_frame *frame;
    const icp_i_objections *objections;
    icp_i_pool *pool, *scratch;
    double *y; /* frame rows: 1 gave the class, 0 gave another reason, NaN no reason */
    tested_class *tested;
    size_t count;
} testing;

/* ---- which classes can be tested ---- */

static void take_class(testing *t, size_t index)
{
    const icp_i_objections *o = t->objections;
    for (size_t i = 0; i < t->frame->rows; i++) t->y[i] = o->event[i] ? o->has[i * o->classes + index] : NAN;
}

/* Events of the class in t->y. */
static size_t count_events(const testing *t)
{
    size_t events = 0;
    for (size_t i = 0; i < t->frame->rows; i++) events += t->y[i] > 0 && icp_i_may_learn(t->frame, i);
    return events;
}

/* Lists the classes with enough accounts for and against. *most: index of the objection given most, its events in *most_events. */
static icp_status choose_classes(testing *t, size_t *most, size_t *most_events, icp_error *err)
{
    const icp_i_objections *o = t->objections;
    size_t asked = t->frame->settings->folds;
    *most_events = 0;
    for (size_t c = 0; c < o->classes; c++) {
        if (strcmp(o->kinds[c], "objection") != 0) continue;
        take_class(t, c);
        size_t events = count_events(t), units = 0;
        ICP_I_TRY(icp_i_frame_fewer_units(t->frame, t->y, t->scratch, &units, err));
        if (events > *most_events) {
            *most = c;
            *most_events = events;
        }
        if (events < MIN_EVENTS || o->events - events < MIN_EVENTS || units < MIN_UNITS) continue;
        size_t folds = asked < MIN_FOLDS ? MIN_FOLDS : asked;
        t->tested[t->count++] = (tested_class){.index = c, .overall = (double)events / (double)o->events, .folds = folds < units ? folds : units};
    }
    return ICP_OK;
}

/* ---- models ---- */

/* Quality among the accounts that gave a reason. */
static icp_status judge(const testing *t, tested_class *c, double level, icp_error *err)
{
    size_t n = t->objections->events, at = 0;
    double *score = ICP_I_NEW(t->scratch, double, n), *y = ICP_I_NEW(t->scratch, double, n);
    uint32_t *unit = ICP_I_NEW(t->scratch, uint32_t, n);
    if (!score || !y || !unit) return icp_i_fail_memory(err, "judging reasons");
    for (size_t i = 0; i < t->frame->rows; i++) {
        if (isnan(t->y[i]) || !icp_i_may_learn(t->frame, i)) continue;
        score[at] = c->contrast[i];
        y[at] = t->y[i];
        unit[at++] = t->frame->unit[i];
    }
    ICP_I_TRY(icp_i_auc_clustered(score, y, NULL, unit, t->frame->units, at, level, t->scratch, &c->auc, err));
    icp_i_release(t->scratch, unit);
    icp_i_release(t->scratch, y);
    icp_i_release(t->scratch, score);
    return ICP_OK;
}

/* Cross-fits one class; a class whose folds cannot be fitted keeps an unknown AUC. */
static icp_status fit_class(testing *t, tested_class *c, double level, icp_error *err)
{
    const icp_i_frame *frame = t->frame;
    size_t repeats = icp_i_crossfit_repeats(frame->settings, t->objections->events), entries;
    char purpose[96];
    snprintf(purpose, sizeof purpose, "folds of reason %s", t->objections->names[c->index]);
    uint32_t *fold = icp_i_multiply(frame->rows, repeats, &entries) ? ICP_I_NEW(t->scratch, uint32_t, entries) : NULL;
    if (!fold) return icp_i_fail_memory(err, "dealing accounts into folds");
    take_class(t, c->index);
    ICP_I_TRY(icp_i_crossfit_deal(frame, t->y, c->folds, repeats, purpose, t->scratch, fold, err));
    icp_i_crossfit crossfit;
    ICP_I_TRY(icp_i_crossfit_rows(frame, t->y, fold, c->folds, repeats, t->scratch, &crossfit, err));
    icp_i_release(t->scratch, fold);
    c->auc = (icp_estimate){NAN, NAN, NAN, level, 0};
    if (!crossfit.fitted) return ICP_OK;
    c->contrast = crossfit.contrast;
    c->null_log_odds = crossfit.null_log_odds;
    c->ridge_per_row = crossfit.ridge_per_row;
    return judge(t, c, level, err);
}

/* ---- the view ---- */

static bool informative(const tested_class *c)
{
    return c->contrast && c->auc.low >= MIN_AUC;
}

/* log(expected rate / overall rate) of the classes taken: the informative ones, or, when there is none, every fitted one. */
static icp_status fill_view(const testing *t, bool only_informative, icp_i_objections *objections, icp_error *err)
{
    size_t taken = 0, cells, n = t->frame->rows;
    size_t *view_class = ICP_I_NEW(t->pool, size_t, t->count), *from = ICP_I_NEW(t->scratch, size_t, t->count);
    double *ridge = ICP_I_NEW(t->pool, double, t->count);
    if (!view_class || !from || !ridge) return icp_i_fail_memory(err, "placing accounts by objections");
    for (size_t c = 0; c < t->count; c++) {
        if (only_informative ? !informative(&t->tested[c]) : !t->tested[c].contrast) continue;
        from[taken] = c;
        ridge[taken] = t->tested[c].ridge_per_row;
        view_class[taken++] = t->tested[c].index;
    }
    if (!taken) return ICP_OK;
    double *view = icp_i_multiply(n, taken, &cells) ? ICP_I_NEW(t->pool, double, cells) : NULL;
    if (!view) return icp_i_fail_memory(err, "placing accounts by objections");
    for (size_t i = 0; i < n; i++) {
        for (size_t v = 0; v < taken; v++) {
            const tested_class *c = &t->tested[from[v]];
            view[i * taken + v] = -log1p(exp(-c->null_log_odds - c->contrast[i])) - log(c->overall);
        }
    }
    objections->view = view;
    objections->view_class = view_class;
    objections->view_ridge = ridge;
    objections->view_classes = taken;
    return ICP_OK;
}

/* ---- sentences ---- */

static icp_status set_why(icp_i_objections *objections, const char *why, icp_error *err)
{
    if (!why) return icp_i_fail_memory(err, "explaining the objections axis");
    objections->why = why;
    return ICP_OK;
}

static icp_status say_too_few(const testing *t, size_t most, size_t most_events, icp_i_objections *objections, icp_error *err)
{
    if (objections->events == 0) return set_why(objections, "no account that left gave a reason", err);
    if (most_events == 0) return set_why(objections, icp_i_print(t->pool, "none of the %zu reasons names an objection", objections->events), err);
    static const char form[] =
        "not enough data on objections: of %zu accounts with a reason %zu gave the most frequent one (%s); at least %d accounts "
        "for and against a class are needed";
    return set_why(objections, icp_i_print(t->pool, form, objections->events, most_events, objections->names[most], MIN_EVENTS), err);
}

static icp_status say_uninformative(const testing *t, icp_i_objections *objections, icp_error *err)
{
    const tested_class *best = NULL;
    for (size_t c = 0; c < t->count; c++)
        if (t->tested[c].contrast && (!best || t->tested[c].auc.low > best->auc.low)) best = &t->tested[c];
    if (!best) return set_why(objections, "too few accounts gave each reason to learn who gives it", err);
    char value[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(best->auc.value, 2, value);
    icp_i_number_fixed(floor(100 * best->auc.low) / 100, 2, low); /* never rounded up to what is needed */
    icp_i_number_fixed(best->auc.high, 2, high);
    static const char form[] = "%s: of %zu classes tested the clearest is %s, out-of-fold AUC %s, interval %s to %s for all classes together (it "
                               "would have to begin at 0.55)";
    const char *finding = best->auc.low <= 0.5 ? "who gives which reason cannot be told from chance by usage and traits"
                                               : "what usage and traits say about who gives which reason is too weak to use";
    return set_why(objections, icp_i_print(t->pool, form, finding, t->count, objections->names[best->index], value, low, high), err);
}

/* ---- all of it ---- */

static icp_status test_classes(testing *t, icp_i_objections *objections, icp_error *err)
{
    size_t most = 0, most_events = 0;
    t->y = ICP_I_NEW(t->scratch, double, t->frame->rows);
    t->tested = ICP_I_NEW(t->scratch, tested_class, objections->classes);
    if (!t->y || !t->tested) return icp_i_fail_memory(err, "testing reasons");
    ICP_I_TRY(choose_classes(t, &most, &most_events, err));
    if (t->count == 0) return say_too_few(t, most, most_events, objections, err);
    if (t->frame->roles->usage_count + t->frame->roles->trait_count == 0)
        return set_why(objections, "no usage or trait column to predict objections from", err);
    for (size_t c = 0; c < t->count; c++) {
        ICP_I_TRY(fit_class(t, &t->tested[c], 1 - ERROR_RATE / (double)t->count, err));
        objections->used = objections->used || informative(&t->tested[c]);
    }
    ICP_I_TRY(fill_view(t, objections->used != 0, objections, err));
    return objections->used ? ICP_OK : say_uninformative(t, objections, err);
}

icp_status icp_i_objections_view(const icp_i_frame *frame, icp_i_pool *pool, icp_i_objections *objections, icp_error *err)
{
    testing t = {.frame = frame, .objections = objections, .pool = pool};
    t.scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    objections->why = "";
    icp_status status = t.scratch ? test_classes(&t, objections, err) : icp_i_fail_memory(err, "testing reasons");
    icp_i_pool_free(t.scratch);
    return status;
}
