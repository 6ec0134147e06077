/* firth.c - the public face of Firth's logistic regression. Owns: what is asked of the caller, scaling, and the result in the caller's units.
 * Must not know: customers; how the maximum is found (firth_climb). */
#include "icpcluster/firth.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/firth_climb.h"
#include "math/linalg.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define ALIASED 1e-9 /* share of a column's square that earlier columns must leave unexplained */

/* One fit under way. Terms are numbered as the caller sees them; kept ones by their place in z = (x - centre) / scale. */
typedef struct fit {
    icp_view x;
    const double *y, *weights;
    icp_firth_settings settings;
    icp_i_pool *scratch;
    double events, weight;
    size_t terms;
    double *centre, *scale;  /* terms */
    unsigned char *aliased;  /* terms */
    size_t *term;            /* rank: the kept terms */
    double *z;
    icp_i_firth_rows rows;
    icp_i_firth_point best, other;
    unsigned char *fixed;    /* rank */
} fit;

icp_firth_settings icp_firth_settings_default(void)
{
    return (icp_firth_settings){.struct_size = sizeof(icp_firth_settings), .intercept = 1, .max_iterations = 200, .level = 0.95};
}

/* ---- what is asked of the caller ---- */

static icp_status check_settings(const icp_firth_settings *s, icp_error *err)
{
    if (s->struct_size < sizeof *s)
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_firth_settings.struct_size is %zu, expected %zu: start from icp_firth_settings_default()",
                          s->struct_size, sizeof *s);
    if (s->max_iterations < 1) return icp_i_fail(err, ICP_E_ARGUMENT, "a logistic regression needs at least 1 iteration");
    if (!(s->level > 0 && s->level < 1)) return icp_i_fail(err, ICP_E_ARGUMENT, "the level of an interval lies between 0 and 1");
    return ICP_OK;
}

static icp_status refuse_row(icp_error *err, const char *what, size_t row, double value, const char *expected)
{
    if (!isfinite(value))
        return icp_i_fail(err, ICP_E_NOT_FINITE, "the %s of row %zu is %s", what, row + 1, isnan(value) ? "not a number" : "infinite");
    return icp_i_fail(err, ICP_E_ARGUMENT, "the %s of row %zu is not %s", what, row + 1, expected);
}

static double cell(const fit *f, size_t row, size_t col) { return f->x.data[row * f->x.row_stride + col * f->x.col_stride]; }

static icp_status check_rows(fit *f, icp_error *err)
{
    for (size_t i = 0; i < f->x.rows; i++) {
        double w = f->weights ? f->weights[i] : 1, y = f->y[i];
        if (!(y >= 0 && y <= 1)) return refuse_row(err, "outcome", i, y, "between 0 and 1");
        if (!(w >= 0 && w <= 1e100)) return refuse_row(err, "weight", i, w, "between 0 and 1e100");
        for (size_t j = 0; j < f->x.cols; j++)
            if (!(fabs(cell(f, i, j)) <= 1e150)) return refuse_row(err, "matrix", i, cell(f, i, j), "within 1e150 of 0");
        f->events += w * y;
        f->weight += w;
    }
    if (f->events > 0 && f->events < f->weight) return ICP_OK;
    return icp_i_fail(err, ICP_E_OUTCOME, "a logistic regression needs events and non-events: the %zu rows hold no %s", f->x.rows,
                      f->events > 0 ? "non-events" : "events");
}

/* ---- scaling ---- */

/* Mean and standard deviation of a column; without an intercept 0 and the root mean square. */
static void measure_column(const fit *f, size_t col, double *centre, double *scale)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < f->x.rows && f->settings.intercept; i++) mean += (f->weights ? f->weights[i] : 1) / f->weight * cell(f, i, col);
    for (size_t i = 0; i < f->x.rows; i++) {
        double d = cell(f, i, col) - mean;
        squares += (f->weights ? f->weights[i] : 1) / f->weight * d * d;
    }
    double spread = sqrt(squares);
    *centre = mean;
    *scale = spread > 1e-12 * fabs(mean) ? spread : 0; /* 0: constant */
}

static double scaled(const fit *f, size_t row, size_t term)
{
    if (f->settings.intercept && term == 0) return 1;
    if (!(f->scale[term] > 0)) return 0;
    return (cell(f, row, term - (f->settings.intercept ? 1 : 0)) - f->centre[term]) / f->scale[term];
}

static icp_status scale_terms(fit *f, icp_error *err)
{
    size_t first = f->settings.intercept ? 1 : 0, n = f->x.rows, square;
    f->terms = f->x.cols + first;
    f->centre = ICP_I_NEW(f->scratch, double, f->terms);
    f->scale = ICP_I_NEW(f->scratch, double, f->terms);
    f->aliased = ICP_I_NEW(f->scratch, unsigned char, f->terms);
    f->term = ICP_I_NEW(f->scratch, size_t, f->terms);
    double *gram = icp_i_multiply(f->terms, f->terms, &square) ? ICP_I_NEW(f->scratch, double, square) : NULL;
    double *part = gram ? ICP_I_NEW(f->scratch, double, square) : NULL, *spare = ICP_I_NEW(f->scratch, double, ICP_I_BLOCK * f->terms);
    f->z = icp_i_multiply(n, f->terms, &square) ? ICP_I_NEW(f->scratch, double, square) : NULL;
    if (!f->centre || !f->scale || !f->aliased || !f->term || !gram || !part || !spare || !f->z)
        return icp_i_fail_memory(err, "scaling the columns of a logistic regression");
    if (first) f->scale[0] = 1;
    for (size_t j = first; j < f->terms; j++) measure_column(f, j - first, &f->centre[j], &f->scale[j]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < f->terms; j++) f->z[i * f->terms + j] = scaled(f, i, j);
    for (size_t at = 0; at < n; at += ICP_I_BLOCK) {
        size_t count = n - at < ICP_I_BLOCK ? n - at : ICP_I_BLOCK;
        icp_i_cross(f->z + at * f->terms, f->terms, f->weights ? f->weights + at : NULL, count, f->terms, spare, part, f->terms);
        for (size_t e = 0; e < f->terms * f->terms; e++) gram[e] += part[e];
    }
    icp_i_aliased(gram, f->terms, ALIASED, f->aliased);
    return ICP_OK;
}

/* The columns of z that are kept move together. */
static icp_status keep_terms(fit *f, icp_error *err)
{
    size_t rank = 0;
    for (size_t j = 0; j < f->terms; j++) {
        f->aliased[j] = f->aliased[j] || !(f->scale[j] > 0);
        if (!f->aliased[j]) f->term[rank++] = j;
    }
    for (size_t i = 0; i < f->x.rows; i++)
        for (size_t k = 0; k < rank; k++) f->z[i * rank + k] = f->z[i * f->terms + f->term[k]];
    f->rows = (icp_i_firth_rows){.rows = f->x.rows, .rank = rank, .z = f->z, .y = f->y, .weights = f->weights,
                                 .max_iterations = f->settings.max_iterations};
    f->fixed = ICP_I_NEW(f->scratch, unsigned char, rank);
    bool room = f->fixed && icp_i_firth_rows_room(&f->rows, f->scratch) && icp_i_firth_point_room(&f->best, rank, f->scratch) &&
                icp_i_firth_point_room(&f->other, rank, f->scratch);
    return room ? ICP_OK : icp_i_fail_memory(err, "fitting a penalised logistic regression");
}

/* ---- the result ---- */

static bool room_for_result(icp_i_pool *pool, const fit *f, icp_firth *out)
{
    size_t terms = f->terms, groups = f->settings.group ? f->settings.groups : 0;
    out->coefficients = ICP_I_NEW(pool, double, terms);
    out->standard_errors = ICP_I_NEW(pool, double, terms);
    out->low = ICP_I_NEW(pool, double, terms);
    out->high = ICP_I_NEW(pool, double, terms);
    out->p_values = ICP_I_NEW(pool, double, terms);
    out->aliased = ICP_I_NEW(pool, unsigned char, terms);
    out->group_chi_square = ICP_I_NEW(pool, double, groups);
    out->group_df = ICP_I_NEW(pool, size_t, groups);
    bool estimates = out->coefficients && out->standard_errors && out->low && out->high && out->p_values && out->aliased;
    return estimates && out->group_chi_square && out->group_df;
}

/* The intercept takes back what centring gave: b_0 = theta_0 - sum_j centre_j theta_j / scale_j, and its variance is that of this sum. */
static void note_coefficients(const fit *f, icp_firth *out)
{
    size_t q = f->rows.rank;
    double intercept = 0, variance = 0;
    for (size_t j = 0; j < f->terms; j++) out->standard_errors[j] = out->low[j] = out->high[j] = out->p_values[j] = NAN;
    for (size_t k = 0; k < q; k++) {
        size_t j = f->term[k];
        bool constant = f->settings.intercept && j == 0;
        double part = constant ? 1 : -f->centre[j] / f->scale[j];
        intercept += part * f->best.theta[k];
        for (size_t l = 0; l < q; l++) {
            size_t m = f->term[l];
            double other = f->settings.intercept && m == 0 ? 1 : -f->centre[m] / f->scale[m];
            variance += part * other * f->best.inverse[k * q + l];
        }
        out->coefficients[j] = f->best.theta[k] / f->scale[j];
        out->standard_errors[j] = sqrt(fmax(0, f->best.inverse[k * q + k])) / f->scale[j];
    }
    if (!f->settings.intercept) return;
    out->coefficients[0] = intercept;
    out->standard_errors[0] = sqrt(fmax(0, variance));
}

/* Twice what the penalised likelihood loses when the terms marked in f->fixed are 0; NaN when the climb fails. Leaves no mark. */
static icp_status likelihood_ratio(fit *f, double *out, icp_error *err)
{
    size_t q = f->rows.rank;
    for (size_t k = 0; k < q; k++) f->other.theta[k] = f->fixed[k] ? 0 : f->best.theta[k];
    icp_status status = icp_i_firth_climb(&f->rows, f->fixed, f->settings.hooks, &f->other, err);
    *out = f->other.converged ? fmax(0, 2 * (f->best.penalised - f->other.penalised)) : (double)NAN;
    memset(f->fixed, 0, q);
    return status;
}

static icp_status profile_term(fit *f, size_t k, icp_firth *out, icp_error *err)
{
    size_t j = f->term[k];
    double z = icp_i_normal_quantile((1 + f->settings.level) / 2), limit[2], ratio;
    for (int side = 0; side < 2; side++)
        ICP_I_TRY(icp_i_firth_limit(&f->rows, &f->best, k, side ? 1 : -1, z, f->settings.hooks, f->fixed, &f->other, &limit[side], err));
    f->fixed[k] = 1;
    ICP_I_TRY(likelihood_ratio(f, &ratio, err));
    out->low[j] = limit[0] / f->scale[j];
    out->high[j] = limit[1] / f->scale[j];
    out->p_values[j] = icp_i_chisq_tail(ratio, 1);
    return ICP_OK;
}

static void wald_term(const fit *f, size_t j, icp_firth *out)
{
    double half = icp_i_normal_quantile((1 + f->settings.level) / 2) * out->standard_errors[j];
    out->low[j] = out->coefficients[j] - half;
    out->high[j] = out->coefficients[j] + half;
    out->p_values[j] = 2 * icp_i_normal_tail(fabs(out->coefficients[j]) / out->standard_errors[j]);
}

static icp_status note_intervals(fit *f, icp_firth *out, icp_error *err)
{
    size_t first = f->settings.intercept ? 1 : 0;
    for (size_t k = 0; k < f->rows.rank; k++) {
        size_t j = f->term[k];
        if (j < first) continue;
        if (!f->settings.profile || f->settings.profile[j - first]) ICP_I_TRY(profile_term(f, k, out, err));
        else wald_term(f, j, out);
    }
    return ICP_OK;
}

static icp_status test_groups(fit *f, icp_firth *out, icp_error *err)
{
    size_t first = f->settings.intercept ? 1 : 0;
    for (size_t g = 0; f->settings.group && g < f->settings.groups; g++) {
        for (size_t k = 0; k < f->rows.rank; k++) {
            f->fixed[k] = f->term[k] >= first && f->settings.group[f->term[k] - first] == g;
            out->group_df[g] += f->fixed[k];
        }
        out->group_chi_square[g] = NAN;
        if (out->group_df[g] > 0) ICP_I_TRY(likelihood_ratio(f, &out->group_chi_square[g], err));
    }
    for (size_t k = 0; k < f->rows.rank; k++) {
        f->fixed[k] = f->term[k] >= first;
        out->df += f->fixed[k];
    }
    return likelihood_ratio(f, &out->chi_square, err);
}

/* FLIC: the intercept at which the mean probability is the share of events, the slopes as they are. The mean grows with the intercept: bisection
 * inside bounds, by Newton's steps where they stay inside. */
static double recentre(const fit *f, const icp_firth *model)
{
    double low = -800, high = 800, at = model->coefficients[0];
    for (int step = 0; step < 200; step++) {
        double sum = -f->events, slope = 0;
        for (size_t i = 0; i < f->x.rows; i++) {
            double eta = at, w = f->weights ? f->weights[i] : 1;
            for (size_t j = 1; j < f->terms; j++) eta += cell(f, i, j - 1) * model->coefficients[j];
            double small = exp(-fabs(eta));
            sum += w * (eta >= 0 ? 1 / (1 + small) : small / (1 + small));
            slope += w * small / ((1 + small) * (1 + small));
        }
        *(sum > 0 ? &high : &low) = at;
        double next = at - sum / slope;
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        if (fabs(next - at) <= 1e-14 * (1 + fabs(at))) return next;
        at = next;
    }
    return at;
}

static icp_status run(fit *f, icp_i_pool *pool, icp_firth *out, icp_error *err)
{
    ICP_I_TRY(check_rows(f, err));
    ICP_I_TRY(scale_terms(f, err));
    ICP_I_TRY(keep_terms(f, err));
    if (!room_for_result(pool, f, out)) return icp_i_fail_memory(err, "keeping the result of a logistic regression");
    if (f->settings.intercept) f->best.theta[0] = log(f->events / (f->weight - f->events));
    ICP_I_TRY(icp_i_firth_climb(&f->rows, NULL, f->settings.hooks, &f->best, err));
    memcpy(out->aliased, f->aliased, f->terms);
    out->terms = f->terms;
    out->rank = f->rows.rank;
    out->rows = f->x.rows;
    out->intercept = f->settings.intercept != 0;
    out->events = f->events;
    out->weight = f->weight;
    out->iterations = f->best.iterations;
    out->stop = f->best.converged ? ICP_STOP_CONVERGED : ICP_STOP_MAX_ITERATIONS;
    out->log_likelihood = f->best.log_likelihood;
    out->penalised = f->best.penalised;
    for (size_t k = 0; k < f->rows.rank; k++) out->penalised += log(f->scale[f->term[k]]);
    note_coefficients(f, out);
    out->prediction_intercept = f->settings.intercept ? recentre(f, out) : 0;
    ICP_I_TRY(note_intervals(f, out, err));
    return test_groups(f, out, err);
}

icp_status icp_firth_fit(icp_view x, const double *y, const double *weights, const icp_firth_settings *settings, icp_firth *out, icp_error *err)
{
    fit f = {.x = x, .y = y, .weights = weights, .settings = icp_firth_settings_default()};
    if (settings) {
        ICP_I_TRY(check_settings(settings, err));
        f.settings = *settings;
    }
    if (!y || !out || (!x.data && x.rows > 0 && x.cols > 0))
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_firth_fit needs x, y and a place for its result");
    icp_firth made = {0};
    icp_i_pool *pool = icp_i_pool_new(f.settings.hooks);
    f.scratch = icp_i_pool_new(f.settings.hooks);
    icp_status status = pool && f.scratch ? run(&f, pool, &made, err) : icp_i_fail_memory(err, "starting a logistic regression");
    icp_i_pool_free(f.scratch);
    if (status != ICP_OK) {
        icp_i_pool_free(pool);
        return status;
    }
    made.owner = pool;
    *out = made;
    return ICP_OK;
}

void icp_firth_free(icp_firth *model)
{
    if (!model) return;
    icp_i_pool_free(model->owner);
    memset(model, 0, sizeof *model);
}
