/* calibration.c - see calibration.h. Must not know: who predicted. */
#include "math/calibration.h"

#include "base/fail.h"
#include "base/rng.h"
#include "icpcluster/logit.h"
#include "math/stats.h"

#include <math.h>

#define NULL_DRAWS 4000

static double probability(double log_odds)
{
    return log_odds >= 0 ? 1 / (1 + exp(-log_odds)) : exp(log_odds) / (1 + exp(log_odds));
}

/* -log of the probability given to what happened, without overflow: log(1 + exp(eta)) - y eta. */
static double loss(double eta, double y)
{
    return (eta >= 0 ? (1 - y) * eta : -y * eta) + log1p(exp(-fabs(eta)));
}

static icp_status check(const double *y, const double *log_odds, size_t n, double *events, icp_error *err)
{
    *events = 0;
    for (size_t i = 0; i < n; i++) {
        if (y[i] != 0 && y[i] != 1) return icp_i_fail(err, ICP_E_ARGUMENT, "outcome of row %zu (of %zu) is neither 0 nor 1", i + 1, n);
        if (!isfinite(log_odds[i])) return icp_i_fail(err, ICP_E_NOT_FINITE, "log-odds of row %zu (of %zu) are not finite", i + 1, n);
        *events += y[i];
    }
    return n ? ICP_OK : icp_i_fail(err, ICP_E_TOO_FEW, "predictions of no row cannot be judged");
}

/* y regressed on the log-odds. Where there is no finite answer the two stay NaN: that is a result. */
static icp_status recalibrate(const double *y, const double *log_odds, const double *weight, size_t n, double events, const icp_hooks *hooks,
                              icp_i_calibration *out, icp_error *err)
{
    out->slope = out->intercept = NAN;
    if (!(events > 0 && events < (double)n)) return ICP_OK;
    icp_logit_settings settings = icp_logit_settings_default();
    settings.hooks = hooks;
    icp_logit model;
    ICP_I_TRY(icp_logit_fit(icp_view_rows(log_odds, n, 1), y, weight, NULL, &settings, &model, err));
    if (model.rank == 2 && !model.separated && model.stop == ICP_STOP_CONVERGED) {
        out->intercept = model.coefficients[0];
        out->slope = model.coefficients[1];
    }
    icp_logit_free(&model);
    return ICP_OK;
}

/* 95 % quantile of sum_b |N(0, deviation_b)|: the difference of events and their expectation in a bin of a perfect model is nearly normal. */
static icp_status draw_null(const double *deviation, size_t bins, icp_i_pool *scratch, double *out, icp_error *err)
{
    double *sums = ICP_I_NEW(scratch, double, NULL_DRAWS);
    icp_i_rng *rng = icp_i_rng_new(0, "calibration error of a perfect model", 0);
    icp_status status = sums && rng ? ICP_OK : icp_i_fail_memory(err, "drawing the calibration error of a perfect model");
    for (size_t d = 0; status == ICP_OK && d < NULL_DRAWS; d++)
        for (size_t b = 0; b < bins; b++) sums[d] += fabs(icp_i_rng_normal(rng)) * deviation[b];
    if (status == ICP_OK) {
        icp_i_sort(sums, NULL_DRAWS);
        *out = icp_quantile_sorted(sums, NULL_DRAWS, .95);
    }
    icp_i_rng_free(rng);
    icp_i_release(scratch, sums);
    return status;
}

static double weight_of(const double *weight, size_t row)
{
    return weight ? weight[row] : 1;
}

/* Rows of neighbouring predictions, added up. */
typedef struct heap {
    double weight, squares, predicted, events, variance;
} heap;

static void add_row(heap *h, double w, double p, double y)
{
    h->weight += w;
    h->squares += w * w;
    h->predicted += w * p;
    h->events += w * y;
    h->variance += w * w * p * (1 - p);
}

/* Bins end at the tenths of the weight of the sorted rows, moved on to where the prediction changes. */
static void fill_bins(const double *y, const double *log_odds, const double *weight, const size_t *order, size_t n, double total, double level,
                      double *deviation, icp_i_calibration *out)
{
    size_t begin = 0;
    double before = 0;
    for (size_t b = 1; b <= ICP_I_CALIBRATION_BINS && begin < n; b++) {
        size_t end = begin;
        double last = total * (double)b / ICP_I_CALIBRATION_BINS, reached = before;
        for (; end < n && (b == ICP_I_CALIBRATION_BINS || reached + weight_of(weight, order[end]) <= last); end++)
            reached += weight_of(weight, order[end]);
        if (end <= begin) continue;
        while (end < n && log_odds[order[end]] <= log_odds[order[end - 1]]) end++;
        heap h = {0};
        for (; begin < end; begin++) add_row(&h, weight_of(weight, order[begin]), probability(log_odds[order[begin]]), y[order[begin]]);
        before += h.weight;
        deviation[out->bins] = sqrt(h.variance) / total;
        icp_i_calibration_bin *bin = &out->bin[out->bins++];
        bin->predicted = h.predicted / h.weight;
        bin->observed = icp_wilson(h.events * (h.weight / h.squares), h.weight * (h.weight / h.squares), level);
        out->ece += fabs(h.predicted - h.events) / total;
    }
}

icp_status icp_i_calibrate(const double *y, const double *log_odds, const double *weight, size_t n, double level, icp_i_pool *scratch,
                           icp_i_calibration *out, icp_error *err)
{
    icp_i_calibration made = {0};
    double events;
    if (!(level > 0 && level < 1)) return icp_i_fail(err, ICP_E_ARGUMENT, "the level of the reliability table's intervals must lie between 0 and 1");
    ICP_I_TRY(check(y, log_odds, n, &events, err));
    ICP_I_TRY(recalibrate(y, log_odds, weight, n, events, icp_i_pool_hooks(scratch), &made, err));
    size_t *order = ICP_I_NEW(scratch, size_t, n);
    if (!order) return icp_i_fail_memory(err, "sorting predictions for the reliability table");
    icp_i_sort_order(log_odds, n, order);
    double total = 0;
    for (size_t i = 0; i < n; i++) total += weight_of(weight, i);
    for (size_t i = 0; i < n; i++) {
        double share = weight_of(weight, i) / total;
        double miss = y[i] - probability(log_odds[i]);
        made.log_loss += share * loss(log_odds[i], y[i]);
        made.brier += share * miss * miss;
    }
    double deviation[ICP_I_CALIBRATION_BINS];
    fill_bins(y, log_odds, weight, order, n, total, level, deviation, &made);
    icp_i_release(scratch, order);
    ICP_I_TRY(draw_null(deviation, made.bins, scratch, &made.ece_null95, err));
    *out = made;
    return ICP_OK;
}
