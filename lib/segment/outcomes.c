/* outcomes.c - see outcomes.h. Owns: what an outcome is for each row, whether there is enough of it, and the sentence when a model is not used.
 * Must not know: segments. */
#include "segment/outcomes.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/auc_clustered.h"
#include "math/auc_out_of_fold.h"
#include "math/calibration.h"
#include "segment/conditions.h"
#include "segment/crossfit.h"
#include "segment/outcome_model.h"
#include "segment/outcome_value.h"
#include "segment/trials.h"

#include <math.h>
#include <string.h>

#define MIN_EVENTS 20   /* and non-events */
#define MIN_AUC 0.55    /* the lower end of its interval must reach this */
#define MIN_UNITS 10    /* independent accounts that events, and non-events, come from */
#define MIN_FOLDS 3
#define AUC_LEVEL 0.95

/* An outcome on its way: the eligible rows in canonical order. */
typedef struct fitting {
    const icp_i_frame *frame;
    const char *word;          /* "churn" */
    icp_i_pool *pool;
    icp_i_outcome made;
    icp_i_conditions conditions;
    const double *predicted;   /* frame rows: out-of-fold log-odds with conditions as they are */
    unsigned char *eligible;   /* frame rows */
    size_t folds, repeats;
    bool scores_only;
} fitting;

/* ---- what the rows say ---- */

/* y of each row, and how many rows are eligible and events among those that may be fitted on. */
static icp_status read_outcome(fitting *f, const icp_outcome_form *form, icp_error *err)
{
    const icp_i_frame *frame = f->frame;
    double *y = ICP_I_NEW(f->pool, double, frame->rows);
    f->eligible = ICP_I_NEW(f->pool, unsigned char, frame->rows);
    icp_i_value_reader reader;
    if (!y || !f->eligible) return icp_i_fail_memory(err, "reading an outcome");
    ICP_I_TRY(icp_i_value_reader_make(frame->table, form, f->pool, &reader, err));
    icp_outcome_model *model = &f->made.model;
    for (size_t i = 0; i < frame->rows; i++) {
        icp_i_meaning meaning = icp_i_value_meaning(&reader, frame->row[i]);
        bool known = meaning == ICP_I_EVENT || meaning == ICP_I_NON_EVENT;
        y[i] = known ? meaning == ICP_I_EVENT : NAN;
        if (!icp_i_may_learn(frame, i)) continue;
        f->eligible[i] = known;
        model->rows++;
        model->eligible += known;
        model->events += meaning == ICP_I_EVENT;
    }
    model->ineligible = model->rows - model->eligible;
    f->made.y = y;
    return ICP_OK;
}

/* What so many rows are worth at their weights (Kish); as many as they are without a half-life. */
static void count_effective(const fitting *f, double effective[2])
{
    double sum[2] = {0, 0}, squares[2] = {0, 0};
    for (size_t i = 0; i < f->frame->rows; i++) {
        if (!f->eligible[i]) continue;
        size_t event = f->made.y[i] > 0;
        double weight = icp_i_row_weight(f->frame, i);
        sum[event] += weight;
        squares[event] += weight * weight;
    }
    for (size_t e = 0; e < 2; e++) effective[e] = squares[e] > 0 ? sum[e] * (sum[e] / squares[e]) : 0;
}

static icp_status set_why(fitting *f, const char *why, icp_error *err)
{
    f->made.model.why = why;
    return why ? ICP_OK : icp_i_fail_memory(err, "saying why an outcome is not used");
}

static icp_status say_few_accounts(fitting *f, icp_error *err)
{
    static const char form[] = "not enough data on %s: its events, or its non-events, come from fewer than %d independent accounts";
    return set_why(f, icp_i_print(f->pool, form, f->word, MIN_UNITS), err);
}

/* Leaves `why` at NULL when there is enough to learn from; there are never more folds than accounts of the rarer kind. */
static icp_status check_counts(fitting *f, icp_error *err)
{
    const icp_outcome_model *model = &f->made.model;
    size_t others = model->eligible - model->events, units = 0;
    double effective[2];
    if (model->events < MIN_EVENTS || others < MIN_EVENTS) {
        static const char form[] = "not enough data on %s: %zu event%s and %zu non-event%s in %zu eligible row%s, at least %d of each are needed";
        const char *const s[] = {model->events == 1 ? "" : "s", others == 1 ? "" : "s", model->eligible == 1 ? "" : "s"};
        return set_why(f, icp_i_print(f->pool, form, f->word, model->events, s[0], others, s[1], model->eligible, s[2], MIN_EVENTS), err);
    }
    count_effective(f, effective);
    if (effective[1] < MIN_EVENTS - .5 || effective[0] < MIN_EVENTS - .5) {
        static const char form[] = "not enough recent data on %s: weighed by age its events are worth %zu and its non-events %zu, at least %d of "
                                   "each are needed";
        return set_why(f, icp_i_print(f->pool, form, f->word, (size_t)effective[1], (size_t)effective[0], MIN_EVENTS), err);
    }
    const icp_role_map *roles = f->conditions.with.roles;
    if (roles->usage_count + roles->trait_count == f->conditions.count)
        return set_why(f, icp_i_print(f->pool, "no usage or trait column to predict %s from", f->word), err);
    ICP_I_TRY(icp_i_frame_fewer_units(f->frame, f->made.y, f->pool, &units, err));
    if (units < MIN_UNITS) return say_few_accounts(f, err);
    if (f->folds > units) f->folds = units;
    return ICP_OK;
}

/* ---- out of fold ---- */

static icp_status expect(fitting *f, const uint32_t *fold, icp_error *err)
{
    icp_i_crossfit alone;
    size_t n = f->frame->rows;
    ICP_I_TRY(icp_i_crossfit_rows(&f->conditions.alone, f->made.y, fold, f->folds, f->repeats, f->pool, &alone, err));
    if (!alone.fitted) return ICP_OK;
    double *expected = ICP_I_NEW(f->pool, double, n);
    if (!expected) return icp_i_fail_memory(err, "scoring accounts out of fold");
    for (size_t i = 0; i < n; i++) expected[i] = 1 / (1 + exp(-alone.null_log_odds - alone.contrast[i]));
    f->made.expected = expected;
    return ICP_OK;
}

static icp_status keep_scores(fitting *f, const icp_i_crossfit *from, icp_error *err)
{
    size_t n = f->frame->rows;
    double *log_odds = ICP_I_NEW(f->pool, double, n), *predicted = ICP_I_NEW(f->pool, double, n);
    if (!log_odds || !predicted) return icp_i_fail_memory(err, "scoring accounts out of fold");
    for (size_t i = 0; i < n; i++) {
        log_odds[i] = from->null_log_odds + from->contrast[i];
        predicted[i] = from->null_log_odds + from->whole[i];
    }
    f->made.log_odds = log_odds;
    f->made.ridge_per_row = from->ridge_per_row;
    f->predicted = predicted;
    return ICP_OK;
}

static icp_status cross_fit(fitting *f, icp_i_crossfit *out, icp_error *err)
{
    const icp_i_frame *frame = f->frame;
    size_t n = frame->rows, entries;
    char purpose[32] = "folds of ";
    strncat(purpose, f->word, sizeof purpose - strlen(purpose) - 1);
    uint32_t *fold = icp_i_multiply(n, f->repeats, &entries) ? ICP_I_NEW(f->pool, uint32_t, entries) : NULL;
    if (!fold) return icp_i_fail_memory(err, "dealing accounts into folds");
    ICP_I_TRY(icp_i_crossfit_deal(frame, f->made.y, f->folds, f->repeats, purpose, f->pool, fold, err));
    ICP_I_TRY(icp_i_crossfit_rows(&f->conditions.with, f->made.y, fold, f->folds, f->repeats, f->pool, out, err));
    if (out->fitted) ICP_I_TRY(keep_scores(f, out, err));
    if (out->fitted && f->conditions.count > 0) ICP_I_TRY(expect(f, fold, err));
    icp_i_release(f->pool, fold);
    return ICP_OK;
}

/* Eligible rows side by side. */
typedef struct eligible_rows {
    double *y, *predicted, *ease, *weight, *even; /* even: weights that make conditions alike among events and non-events */
    uint32_t *unit;
    size_t n;
} eligible_rows;

/* An event weighs the chance not to be one and the other way round: then conditions are spread alike among both (overlap weights, Li, Morgan &
 * Zaslavsky 2018), and a score that is but an echo of them tells nothing. */
static double even_weight(double expected, double y)
{
    return fmax(y > 0 ? 1 - expected : expected, 1e-6);
}

static icp_status gather(const fitting *f, eligible_rows *e, icp_error *err)
{
    size_t n = f->made.model.eligible;
    double *room = ICP_I_NEW(f->pool, double, 5 * n);
    *e = (eligible_rows){room, room + n, room + 2 * n, room + 3 * n, room + 4 * n, ICP_I_NEW(f->pool, uint32_t, n), 0};
    if (!room || !e->unit) return icp_i_fail_memory(err, "judging an outcome model");
    for (size_t i = 0; i < f->frame->rows; i++) {
        if (!f->eligible[i]) continue;
        e->y[e->n] = f->made.y[i];
        e->predicted[e->n] = f->predicted[i];
        e->ease[e->n] = f->made.log_odds[i];
        e->weight[e->n] = icp_i_row_weight(f->frame, i);
        e->even[e->n] = e->weight[e->n] * (f->made.expected ? even_weight(f->made.expected[i], f->made.y[i]) : 1);
        e->unit[e->n++] = f->frame->unit[i];
    }
    return ICP_OK;
}

static icp_status note_calibration(fitting *f, const eligible_rows *e, icp_error *err)
{
    icp_i_calibration calibration;
    const icp_settings *settings = f->frame->settings;
    ICP_I_TRY(icp_i_calibrate(e->y, e->predicted, settings->half_life > 0 ? e->weight : NULL, e->n, settings->level, f->pool, &calibration, err));
    icp_outcome_model *model = &f->made.model;
    model->log_loss = calibration.log_loss;
    model->brier = calibration.brier;
    model->calibration_slope = calibration.slope;
    model->calibration_intercept = calibration.intercept;
    model->ece = calibration.ece;
    model->ece_null95 = calibration.ece_null95;
    model->reliability = ICP_I_NEW(f->pool, icp_reliability_bin, calibration.bins);
    if (!model->reliability) return icp_i_fail_memory(err, "keeping a reliability table");
    for (size_t b = 0; b < calibration.bins; b++)
        model->reliability[b] = (icp_reliability_bin){calibration.bin[b].predicted, calibration.bin[b].observed};
    model->reliability_count = calibration.bins;
    return ICP_OK;
}

static icp_status say_uninformative(fitting *f, const icp_estimate *auc, icp_error *err)
{
    static const char chance[] = "%s cannot be told from chance by usage and traits%s: out-of-fold AUC %s, 95%% interval %s to %s (it would have to "
                                 "begin at 0.55)";
    static const char weak[] = "what usage and traits say about %s%s is too weak to use: out-of-fold AUC %s, its 95%% interval begins at %s, 0.55 is "
                               "needed";
    char value[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE];
    const char *at = f->made.expected ? icp_i_conditions_words(&f->made.model) : "";
    icp_i_number_fixed(auc->value, 2, value);
    icp_i_number_fixed(floor(100 * auc->low) / 100, 2, low); /* never rounded up to what is needed */
    icp_i_number_fixed(auc->high, 2, high);
    const char *why = auc->low <= 0.5 ? icp_i_print(f->pool, chance, f->word, at, value, low, high)
                                      : icp_i_print(f->pool, weak, f->word, at, value, low);
    return set_why(f, why, err);
}

/* The interval counts units, not rows: rows of one account are alike. */
static icp_status judge_order(const fitting *f, const eligible_rows *e, const double *score, const double *weight, icp_estimate *out, icp_error *err)
{
    ICP_I_TRY(icp_i_auc_clustered(score, e->y, weight, e->unit, f->frame->units, e->n, AUC_LEVEL, f->pool, out, err));
    *out = icp_i_auc_out_of_fold(*out);
    return ICP_OK;
}

/* Quality on eligible rows. */
static icp_status judge(fitting *f, icp_error *err)
{
    eligible_rows e;
    icp_outcome_model *model = &f->made.model;
    const icp_estimate *decides = &model->auc;
    ICP_I_TRY(gather(f, &e, err));
    ICP_I_TRY(judge_order(f, &e, e.predicted, f->frame->settings->half_life > 0 ? e.weight : NULL, &model->auc, err));
    if (f->made.expected) {
        ICP_I_TRY(judge_order(f, &e, e.ease, e.even, &model->auc_conditioned, err));
        decides = &model->auc_conditioned;
    }
    ICP_I_TRY(note_calibration(f, &e, err));
    icp_i_release(f->pool, e.unit);
    icp_i_release(f->pool, e.y);
    model->used = decides->low >= MIN_AUC;
    model->why = "";
    return model->used ? ICP_OK : say_uninformative(f, decides, err);
}

/* ---- the outcome ---- */

static icp_status note_conditions(fitting *f, icp_error *err)
{
    icp_outcome_model *model = &f->made.model;
    model->conditioned = f->conditions.why;
    model->conditions = ICP_I_NEW(f->pool, icp_condition, f->conditions.count);
    if (!model->conditions) return icp_i_fail_memory(err, "noting the conditions of an outcome");
    for (; model->condition_count < f->conditions.count; model->condition_count++)
        model->conditions[model->condition_count] = f->conditions.column[model->condition_count];
    return ICP_OK;
}

static icp_status fit_present(fitting *f, const icp_outcome_form *form, icp_error *err)
{
    icp_outcome_model *model = &f->made.model;
    model->present = 1;
    model->column = form->column;
    ICP_I_TRY(read_outcome(f, form, err));
    double events, trials;
    ICP_I_TRY(icp_i_trials_count(f->frame, f->made.y, NULL, 0, f->pool, &events, &trials, err));
    model->overall = icp_wilson(events, trials, f->frame->settings->level);
    ICP_I_TRY(icp_i_conditions_of(f->frame, f->made.role, f->pool, &f->conditions, err));
    ICP_I_TRY(note_conditions(f, err));
    ICP_I_TRY(check_counts(f, err));
    if (model->why) return ICP_OK;
    f->repeats = icp_i_crossfit_repeats(f->frame->settings, model->eligible);
    icp_i_crossfit crossfit;
    ICP_I_TRY(cross_fit(f, &crossfit, err));
    if (!crossfit.fitted) return say_few_accounts(f, err);
    if (f->scores_only) return ICP_OK;
    ICP_I_TRY(judge(f, err));
    return icp_i_outcome_model_fit(&f->conditions.with, f->made.y, f->eligible, crossfit.ridge_per_row, f->pool, model, err);
}

icp_outcome_model icp_i_outcome_model_unknown(void)
{
    const icp_estimate unknown = {NAN, NAN, NAN, AUC_LEVEL, 0};
    return (icp_outcome_model){.lambda = NAN, .auc = unknown, .log_loss = NAN, .brier = NAN, .calibration_slope = NAN, .calibration_intercept = NAN,
                               .ece = NAN, .overall = unknown, .ece_null95 = NAN, .auc_conditioned = unknown};
}

static icp_status fit_outcome(const icp_i_frame *frame, icp_role role, bool scores_only, icp_i_pool *pool, icp_i_outcome *out, icp_error *err)
{
    const icp_outcome_form *form = icp_i_outcome_form_of(frame->roles, role);
    fitting f = {.frame = frame, .pool = pool, .made = {.role = role, .model = icp_i_outcome_model_unknown()}, .scores_only = scores_only};
    f.word = icp_i_outcome_word(role);
    f.folds = frame->settings->folds < MIN_FOLDS ? MIN_FOLDS : frame->settings->folds;
    if (form->column != ICP_NONE) ICP_I_TRY(fit_present(&f, form, err));
    *out = f.made;
    return ICP_OK;
}

icp_status icp_i_outcome_fit(const icp_i_frame *frame, icp_role role, icp_i_pool *pool, icp_i_outcome *out, icp_error *err)
{
    return fit_outcome(frame, role, false, pool, out, err);
}

icp_status icp_i_outcome_score(const icp_i_frame *frame, icp_role role, icp_i_pool *pool, icp_i_outcome *out, icp_error *err)
{
    return fit_outcome(frame, role, true, pool, out, err);
}
