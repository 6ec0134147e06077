/* model_prospect.c - how prospects are scored. Owns: what a good outcome is, whether traits tell it, which of two models scores, calibration and
 * percentiles. Must not know: how a row is read.
 *
 * Direct: log-odds of the good outcome by traits. By segments: the chance of each segment by traits times the rate of the good outcome in it. Both
 * are judged out of fold by log-loss; the second is the simpler story and is taken when it is worse by no more than one standard error. By the same
 * rule the lines of either may bend (transform.h) where straight ones predict worse by more than one standard error. */
#include "base/fail.h"
#include "base/number.h"
#include "math/auc_clustered.h"
#include "math/calibration.h"
#include "math/stats.h"
#include "model/prospect.h"
#include "segment/crossfit.h"
#include "segment/outcome_value.h"

#include <math.h>
#include <string.h>

#define LEAST_AUC 0.55     /* the lower end of its 95 % interval must reach it, as for the axes */
#define LEAST_FOLDS 3
#define STEEP 1.25         /* a calibration slope between 0.8 and 1.25 is left as it is */
#define FLAT 0.8
#define SURE 1e-12         /* no probability is nearer to 0 or 1 */

/* Rows whose outcome is known, side by side. */
typedef struct judged {
    size_t n;
    size_t *row;       /* frame rows */
    double *y, *eta;
    uint32_t *unit;
} judged;

static double log_loss(double eta, double y)
{
    double signed_odds = y > 0 ? -eta : eta;
    return signed_odds > 0 ? signed_odds + log1p(exp(-signed_odds)) : log1p(exp(signed_odds));
}

static double log_odds_of(double p)
{
    double bounded = fmin(fmax(p, SURE), 1 - SURE);
    return log(bounded / (1 - bounded));
}

/* The frame with traits alone: what a prospect can bring. */
static void look_at_traits(const icp_i_model_maker *m, icp_i_prospect_rows *rows)
{
    rows->roles = *m->frame->roles;
    rows->roles.usage_count = 0;
    rows->frame = *m->frame;
    rows->frame.roles = &rows->roles;
    rows->label = m->ground->partition->label;
    rows->segments = m->ground->partition->k;
}

/* Good is the event of a win or an upsell, and staying. */
static icp_status take_good(const icp_i_model_maker *m, const icp_i_outcome *outcome, icp_i_prospect_rows *rows, icp_error *err)
{
    double *y = ICP_I_NEW(m->scratch, double, m->frame->rows);
    if (!y) return icp_i_fail_memory(err, "scoring prospects");
    for (size_t i = 0; i < m->frame->rows; i++) y[i] = outcome->role == ICP_ROLE_CHURN ? 1 - outcome->y[i] : outcome->y[i];
    rows->y = y;
    rows->good = outcome->role;
    return ICP_OK;
}

static icp_status gather(const icp_i_model_maker *m, const icp_i_prospect_rows *rows, judged *out, icp_error *err)
{
    size_t n = rows->frame.rows;
    *out = (judged){.row = ICP_I_NEW(m->scratch, size_t, n), .y = ICP_I_NEW(m->scratch, double, n), .eta = ICP_I_NEW(m->scratch, double, n),
                    .unit = ICP_I_NEW(m->scratch, uint32_t, n)};
    if (!out->row || !out->y || !out->eta || !out->unit) return icp_i_fail_memory(err, "scoring prospects");
    for (size_t i = 0; i < n; i++) {
        if (isnan(rows->y[i])) continue;
        out->row[out->n] = i;
        out->y[out->n] = rows->y[i];
        out->eta[out->n] = rows->log_odds[i];
        out->unit[out->n++] = rows->frame.unit[i];
    }
    return ICP_OK;
}

bool icp_i_prospect_bends(const double *straight, const double *bent, size_t rows)
{
    double n = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < rows; i++) {
        if (isnan(straight[i]) || isnan(bent[i])) continue;
        double gain = straight[i] - bent[i];
        n++;
        sum += gain;
        squares += gain * gain;
    }
    double mean = sum / n;
    return n > 1 && mean > sqrt(fmax(squares / n - mean * mean, 0) / (n - 1));
}

static icp_status direct_bends(const icp_i_model_maker *m, const icp_i_prospect_rows *rows, const double *straight, const double *bent, bool *bends,
                               icp_error *err)
{
    size_t n = rows->frame.rows;
    double *loss = ICP_I_NEW(m->scratch, double, 2 * n);
    if (!loss) return icp_i_fail_memory(err, "scoring prospects");
    for (size_t i = 0; i < n; i++) {
        loss[i] = isnan(rows->y[i]) ? (double)NAN : log_loss(straight[i], rows->y[i]);
        loss[n + i] = isnan(rows->y[i]) ? (double)NAN : log_loss(bent[i], rows->y[i]);
    }
    *bends = icp_i_prospect_bends(loss, loss + n, n);
    return ICP_OK;
}

/* One form of the direct model out of fold; *log_odds stays NULL when it could not be fitted. */
static icp_status fit_form(const icp_i_model_maker *m, const icp_i_prospect_rows *rows, bool bends, size_t folds, double **log_odds, double *penalty,
                           icp_error *err)
{
    icp_i_frame frame = rows->frame;
    icp_i_crossfit made;
    double *sum = ICP_I_NEW(m->scratch, double, frame.rows);
    if (!sum) return icp_i_fail_memory(err, "scoring prospects");
    frame.bends = bends;
    ICP_I_TRY(icp_i_crossfit_rows(&frame, rows->y, rows->fold, folds, 1, m->scratch, &made, err));
    if (!made.fitted) return ICP_OK;
    for (size_t i = 0; i < frame.rows; i++) sum[i] = made.null_log_odds + made.contrast[i];
    *log_odds = sum;
    *penalty = made.ridge_per_row;
    return ICP_OK;
}

/* The direct model out of fold, with numbers as straight or as bent lines. rows->log_odds stays NULL when it could not be fitted. */
static icp_status cross_fit(const icp_i_model_maker *m, icp_i_prospect_rows *rows, icp_error *err)
{
    size_t n = rows->frame.rows, folds = rows->frame.settings->folds < LEAST_FOLDS ? LEAST_FOLDS : rows->frame.settings->folds;
    double *straight = NULL, *bent = NULL, penalty = 0;
    rows->frame.bends = false;
    rows->log_odds = NULL;
    rows->fold = ICP_I_NEW(m->scratch, uint32_t, n);
    if (!rows->fold) return icp_i_fail_memory(err, "scoring prospects");
    ICP_I_TRY(icp_i_crossfit_deal(&rows->frame, rows->y, folds, 1, "folds of prospects", m->scratch, rows->fold, err));
    ICP_I_TRY(fit_form(m, rows, false, folds, &straight, &rows->penalty, err));
    if (!straight) return ICP_OK;
    ICP_I_TRY(fit_form(m, rows, true, folds, &bent, &penalty, err));
    if (bent) ICP_I_TRY(direct_bends(m, rows, straight, bent, &rows->frame.bends, err));
    if (rows->frame.bends) rows->penalty = penalty;
    rows->log_odds = rows->frame.bends ? bent : straight;
    return ICP_OK;
}

static icp_status say(icp_i_model_maker *m, const char *why, icp_error *err)
{
    m->model->prospect.why = why;
    return why ? ICP_OK : icp_i_fail_memory(err, "saying why prospects are not scored");
}

static icp_status say_weak(icp_i_model_maker *m, icp_role role, const icp_estimate *auc, icp_error *err)
{
    static const char form[] = "traits alone do not tell %s: out-of-fold AUC %s, its 95%% interval begins at %s, 0.55 is needed";
    char value[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(auc->value, 2, value);
    icp_i_number_fixed(floor(100 * auc->low) / 100, 2, low);
    return say(m, icp_i_print(m->pool, form, icp_i_outcome_word(role), value, low), err);
}

/* *good: traits tell this outcome; then rows and the counts of the model are set. */
static icp_status try_outcome(icp_i_model_maker *m, const icp_i_outcome *outcome, icp_i_prospect_rows *rows, judged *known, bool *good,
                              icp_error *err)
{
    icp_model_prospect *p = &m->model->prospect;
    *good = false;
    if (!outcome->log_odds) return ICP_OK; /* absent, or too few events */
    ICP_I_TRY(take_good(m, outcome, rows, err));
    ICP_I_TRY(cross_fit(m, rows, err));
    if (!rows->log_odds) return say(m, "too few independent accounts to learn from", err);
    ICP_I_TRY(gather(m, rows, known, err));
    ICP_I_TRY(icp_i_auc_clustered(known->eta, known->y, NULL, known->unit, rows->frame.units, known->n, 0.95, m->scratch, &p->auc, err));
    if (!(p->auc.low >= LEAST_AUC)) return say_weak(m, outcome->role, &p->auc, err);
    *good = true;
    p->good = outcome->role;
    p->rows = known->n;
    for (size_t i = 0; i < known->n; i++) p->events += known->y[i] > 0;
    p->base = (double)p->events / (double)p->rows;
    return ICP_OK;
}

/* ---- which way ---- */

static void set_values(icp_i_model_maker *m, icp_role good)
{
    for (size_t k = 0; k < m->model->segment_count; k++) {
        icp_model_segment *s = &m->model->segments[k];
        s->value = good == ICP_ROLE_WIN ? s->win.value : good == ICP_ROLE_UPSELL ? s->upsell.value : 1 - s->churn.value;
    }
}

/* Mean log-losses over the rows that both predicted, and the standard error of their difference. */
static void compare(icp_model_prospect *p, const judged *known, const double *value)
{
    double n = 0, direct = 0, segments = 0, base = 0, squares = 0;
    double null = log_odds_of(p->base);
    for (size_t i = 0; i < known->n; i++) {
        if (value && isnan(value[known->row[i]])) continue;
        n++;
        direct += log_loss(known->eta[i], known->y[i]);
        base += log_loss(null, known->y[i]);
        if (value) segments += log_loss(log_odds_of(value[known->row[i]]), known->y[i]);
    }
    for (size_t i = 0; value && i < known->n; i++) {
        double v = value[known->row[i]];
        if (isnan(v)) continue;
        double d = log_loss(log_odds_of(v), known->y[i]) - log_loss(known->eta[i], known->y[i]) - (segments - direct) / n;
        squares += d * d;
    }
    p->log_loss_direct = direct / n;
    p->log_loss_base = base / n;
    p->log_loss_segments = value ? segments / n : (double)NAN;
    p->log_loss_difference_se = value ? sqrt(squares / (n - 1) / n) : (double)NAN;
    p->by_segments = value && p->log_loss_segments - p->log_loss_direct <= p->log_loss_difference_se;
}

static icp_status choose_way(icp_i_model_maker *m, const icp_i_prospect_rows *rows, judged *known, icp_error *err)
{
    icp_model_prospect *p = &m->model->prospect;
    double *value = NULL, penalty = 0;
    bool fitted = false, bends = false;
    if (rows->segments > 1) {
        ICP_I_TRY(icp_i_prospect_by_segments(rows, p->base, m->scratch, &value, &penalty, &bends, &fitted, err));
        if (fitted) ICP_I_TRY(icp_i_prospect_segments(m, rows, penalty, bends, &p->segments, err));
    }
    bool usable = fitted && p->segments.outputs > 0;
    for (size_t k = 0; k < m->model->segment_count; k++) usable = usable && !isnan(m->model->segments[k].value);
    compare(p, known, usable ? value : NULL);
    if (!p->by_segments) return ICP_OK;
    size_t n = 0; /* what is judged from here on is the way that is used */
    for (size_t i = 0; i < known->n; i++) {
        if (isnan(value[known->row[i]])) continue;
        known->y[n] = known->y[i];
        known->unit[n] = known->unit[i];
        known->eta[n++] = log_odds_of(value[known->row[i]]);
    }
    known->n = n;
    return icp_i_auc_clustered(known->eta, known->y, NULL, known->unit, rows->frame.units, n, 0.95, m->scratch, &p->auc, err);
}

/* ---- calibration and percentiles ---- */

static icp_status calibrate(icp_i_model_maker *m, const judged *known, icp_error *err)
{
    icp_model_prospect *p = &m->model->prospect;
    icp_i_calibration c;
    ICP_I_TRY(icp_i_calibrate(known->y, known->eta, NULL, known->n, 0.95, m->scratch, &c, err));
    bool mend = isfinite(c.slope) && isfinite(c.intercept) && c.slope > 0 && !(c.slope >= FLAT && c.slope <= STEEP);
    p->slope = mend ? c.slope : 1;
    p->intercept = mend ? c.intercept : 0;
    return ICP_OK;
}

static icp_status find_cuts(icp_i_model_maker *m, icp_error *err)
{
    size_t n = m->frame->rows;
    icp_scorer *scorer = NULL;
    icp_scored said;
    double *score = ICP_I_NEW(m->scratch, double, n);
    icp_model_cell *cells = ICP_I_NEW(m->scratch, icp_model_cell, m->model->column_count);
    if (!score || !cells) return icp_i_fail_memory(err, "scoring the accounts of the run");
    ICP_I_TRY(icp_scorer_new(m->model, 0, &scorer, err));
    for (size_t i = 0; i < n; i++) {
        icp_i_model_cells(m, m->frame->row[i], cells);
        icp_scorer_score(scorer, cells, &said);
        score[i] = said.score;
    }
    icp_scorer_free(scorer);
    icp_i_sort(score, n);
    for (size_t c = 0; c < ICP_MODEL_CUTS; c++) m->model->prospect.cut[c] = icp_quantile_sorted(score, n, (double)(c + 1) / 100);
    return ICP_OK;
}

static icp_status finish(icp_i_model_maker *m, const icp_i_prospect_rows *rows, judged *known, icp_error *err)
{
    icp_model_prospect *p = &m->model->prospect;
    set_values(m, p->good);
    ICP_I_TRY(choose_way(m, rows, known, err));
    ICP_I_TRY(calibrate(m, known, err));
    ICP_I_TRY(icp_i_model_predictor(m, &rows->frame, rows->y, rows->penalty, &p->direct, err));
    p->scored = 1;
    p->why = "";
    return find_cuts(m, err);
}

/* Which segment a prospect would fall into can be told without any outcome. */
static icp_status segments_alone(icp_i_model_maker *m, icp_i_prospect_rows *rows, icp_error *err)
{
    double *none = ICP_I_NEW(m->scratch, double, m->frame->rows), *value, penalty = 0;
    bool fitted = false, bends = false;
    rows->fold = ICP_I_NEW(m->scratch, uint32_t, m->frame->rows);
    if (!none || !rows->fold) return icp_i_fail_memory(err, "scoring prospects");
    if (rows->segments < 2) return ICP_OK;
    for (size_t i = 0; i < m->frame->rows; i++) none[i] = NAN;
    rows->y = none;
    ICP_I_TRY(icp_i_frame_folds(&rows->frame, NULL, ICP_I_PROSPECT_BLOCKS, "folds of prospects", 0, m->scratch, rows->fold, err));
    ICP_I_TRY(icp_i_prospect_by_segments(rows, 0, m->scratch, &value, &penalty, &bends, &fitted, err));
    return fitted ? icp_i_prospect_segments(m, rows, penalty, bends, &m->model->prospect.segments, err) : ICP_OK;
}

icp_status icp_i_model_prospect(icp_i_model_maker *m, icp_error *err)
{
    const icp_i_outcome *const outcomes[] = {m->ground->evidence->win, m->ground->evidence->upsell, m->ground->evidence->churn};
    icp_model_prospect *p = &m->model->prospect;
    icp_i_prospect_rows rows = {0};
    judged known;
    bool good = false;
    p->why = "no column says who won, bought more or left, or too few did";
    p->base = p->slope = p->intercept = p->log_loss_direct = p->log_loss_segments = p->log_loss_difference_se = p->log_loss_base = NAN;
    p->auc = (icp_estimate){NAN, NAN, NAN, 0.95, 0};
    for (size_t c = 0; c < ICP_MODEL_CUTS; c++) p->cut[c] = NAN;
    look_at_traits(m, &rows);
    if (m->frame->roles->trait_count == 0) return say(m, "no column is a trait to search by", err);
    for (size_t o = 0; o < 3 && !good; o++) ICP_I_TRY(try_outcome(m, outcomes[o], &rows, &known, &good, err));
    return good ? finish(m, &rows, &known, err) : segments_alone(m, &rows, err);
}
