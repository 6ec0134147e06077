/* logit.c - the public face of binary logistic regression. Owns: what is asked of the caller, and the result in the caller's units.
 * Must not know: customers; how rows are read (logit_outcome, logit_rows, logit_alias),
 * summed (logit_pass) or the maximum found (logit_newton). */
#include "icpcluster/logit.h"

#include "base/fail.h"
#include "math/checks.h"
#include "math/linalg.h"
#include "math/logit_alias.h"
#include "math/logit_coded.h"
#include "math/logit_newton.h"
#include "math/logit_outcome.h"

#include <math.h>
#include <string.h>

#define RUNAWAY 0.1 /* log-odds: a converged fit whose next step still moves a saturated row by this much has no finite maximum */

/* One fit under way. */
typedef struct fit {
    icp_i_coded x;
    icp_i_logit_outcome outcome;
    icp_logit_settings settings;
    icp_i_pool *scratch;
    icp_i_logit_rows rows;
    bool sample;               /* the sample of rows tells all terms apart */
    double *penalty;           /* rank */
    icp_i_logit_optimum best;
    double null_log_likelihood;
} fit;

icp_logit_settings icp_logit_settings_default(void)
{
    icp_logit_settings settings = {.struct_size = sizeof settings, .intercept = 1, .max_iterations = 50, .kernel = ICP_KERNEL_AUTO};
    return settings;
}

static icp_status check_settings(const icp_logit_settings *s, icp_error *err)
{
    if (s->struct_size < sizeof *s)
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_logit_settings.struct_size is %zu, expected %zu: start from icp_logit_settings_default()",
                          s->struct_size, sizeof *s);
    if (!(s->ridge >= 0 && s->ridge <= 1e150)) return icp_i_fail(err, ICP_E_ARGUMENT, "the ridge penalty must be a number from 0 to 1e150");
    if (s->max_iterations < 1) return icp_i_fail(err, ICP_E_ARGUMENT, "a logistic regression needs at least 1 iteration");
    if (s->kernel != ICP_KERNEL_AUTO && s->kernel != ICP_KERNEL_BLAS && s->kernel != ICP_KERNEL_NATIVE)
        return icp_i_fail(err, ICP_E_ARGUMENT, "the kernel %d is not one of auto, blas, native", (int)s->kernel);
    return ICP_OK;
}

static bool room_for_optimum(icp_i_pool *pool, size_t q, icp_i_logit_optimum *out)
{
    out->theta = ICP_I_NEW(pool, double, q);
    out->gradient = ICP_I_NEW(pool, double, q);
    out->information = ICP_I_NEW(pool, double, q * q);
    return out->theta && out->gradient && out->information;
}

static icp_i_logit_problem problem_of(const fit *f, const icp_i_logit_rows *rows)
{
    icp_i_logit_problem problem = {rows, f->outcome.y, f->outcome.offset, f->settings.threads, f->settings.kernel, NULL};
    return problem;
}

/* Leaves out terms that earlier ones determine. */
static icp_status drop_aliased(fit *f, icp_error *err)
{
    icp_i_logit_problem problem = problem_of(f, &f->rows);
    icp_i_logit_pass pass;
    unsigned char *drop = ICP_I_NEW(f->scratch, unsigned char, f->rows.rank);
    if (!drop || !icp_i_logit_pass_new(&problem, f->scratch, &pass)) return icp_i_fail_memory(err, "looking for aliased columns");
    ICP_I_TRY(icp_i_logit_alias(&pass, f->scratch, drop, &f->sample, err));
    icp_i_logit_pass_free(&pass, f->scratch);
    icp_i_logit_rows_drop(&f->rows, drop);
    return ICP_OK;
}

/* The null model (intercept and offset only): without offsets the log-odds of the share of events. Its maximum is where the climb of the full model
 * starts. */
static icp_status fit_null(fit *f, double *intercept, icp_error *err)
{
    const icp_i_logit_outcome *o = &f->outcome;
    double weight = f->rows.weight, start = log(o->events) - log(o->others);
    if (!o->offset && f->settings.intercept) {
        *intercept = start;
        f->null_log_likelihood = o->events * log(o->events / weight) + o->others * log(o->others / weight);
        return ICP_OK;
    }
    icp_i_logit_rows none = f->rows;
    none.columns = none.numbers = none.coded.codes = none.coded.places = none.coded.indicators = 0;
    none.rank = f->settings.intercept ? 1 : 0;
    icp_i_logit_problem problem = problem_of(f, &none);
    icp_i_logit_climb climb = {.weight = weight, .least = -INFINITY, .max_iterations = f->settings.max_iterations};
    icp_i_logit_pass pass;
    icp_i_logit_optimum null = {0};
    if (!room_for_optimum(f->scratch, none.rank, &null) || !icp_i_logit_pass_new(&problem, f->scratch, &pass))
        return icp_i_fail_memory(err, "fitting the intercept of a logistic regression");
    if (none.rank) null.theta[0] = start - o->offsets / weight;
    ICP_I_TRY(icp_i_logit_newton(&climb, &pass, f->scratch, &null, err));
    icp_i_logit_pass_free(&pass, f->scratch);
    f->null_log_likelihood = null.log_likelihood;
    *intercept = none.rank ? null.theta[0] : 0;
    return ICP_OK;
}

static icp_status fit_full(fit *f, double intercept, icp_i_logit_pass *pass, icp_error *err)
{
    size_t q = f->rows.rank, first = f->settings.intercept ? 1 : 0;
    f->penalty = ICP_I_NEW(f->scratch, double, q);
    if (!f->penalty || !room_for_optimum(f->scratch, q, &f->best)) return icp_i_fail_memory(err, "fitting a logistic regression");
    for (size_t j = first; j < q; j++) f->penalty[j] = f->settings.ridge * f->rows.spread[j - first] * f->rows.spread[j - first];
    if (first) f->best.theta[0] = intercept;
    icp_i_logit_climb climb = {f->penalty, f->rows.weight, f->null_log_likelihood, f->sample, f->settings.max_iterations};
    return icp_i_logit_newton(&climb, pass, f->scratch, &f->best, err);
}

static bool room_for_result(icp_i_pool *pool, size_t terms, icp_logit *out)
{
    size_t square;
    if (!icp_i_multiply(terms, terms, &square)) return false;
    out->coefficients = ICP_I_NEW(pool, double, terms);
    out->standard_errors = ICP_I_NEW(pool, double, terms);
    out->covariance = ICP_I_NEW(pool, double, square);
    out->aliased = ICP_I_NEW(pool, unsigned char, terms);
    return out->coefficients && out->standard_errors && out->covariance && out->aliased;
}

/* b_j = theta_j / scale_j; the intercept takes back what centring gave: b_0 = theta_0 - sum_j centre_j b_j. */
static void original_coefficients(const fit *f, double *b)
{
    const icp_i_logit_rows *rows = &f->rows;
    size_t first = rows->intercept ? 1 : 0;
    if (first) b[0] = f->best.theta[0];
    for (size_t j = rows->columns; j-- > 0;) {
        double *own = &b[icp_i_logit_rows_term(rows, first + j)];
        *own = f->best.theta[first + j] / rows->scale[j];
        if (first) b[0] -= rows->centre[j] * *own;
    }
}

/* The same linear map on both sides of the covariance of theta: rows first, then columns. */
static void original_covariance(const fit *f, double *v, size_t terms, double *out)
{
    const icp_i_logit_rows *rows = &f->rows;
    size_t q = rows->rank, first = rows->intercept ? 1 : 0;
    for (int side = 0; side < 2; side++) {
        size_t along = side ? 1 : q, across = side ? q : 1;
        for (size_t j = 0; j < rows->columns; j++)
            for (size_t l = 0; l < q; l++) {
                double *own = &v[(first + j) * along + l * across];
                *own /= rows->scale[j];
                if (first) v[l * across] -= rows->centre[j] * *own;
            }
    }
    for (size_t j = 0; j < q; j++)
        for (size_t l = 0; l < q; l++) out[icp_i_logit_rows_term(rows, j) * terms + icp_i_logit_rows_term(rows, l)] = v[j * q + l];
}

/* Whether the next Newton step still moves a row that is fitted as 0 or 1. The farthest any row can be moved usually settles it. */
static bool runs_away(const fit *f, icp_i_logit_pass *pass, const double *step)
{
    size_t first = f->rows.intercept ? 1 : 0;
    double most = first ? fabs(step[0]) : 0;
    for (size_t j = 0; j < f->rows.columns; j++) most += fabs(step[first + j]) * f->rows.reach[j];
    return !(most <= RUNAWAY) && icp_i_logit_pass_runaway(pass, f->best.theta, step) > RUNAWAY;
}

/* The next Newton step costs nothing. The score is all but 0 and the likelihood changes only where the penalty holds it off its maximum. */
static void take_last_step(fit *f, const double *step, icp_logit *out)
{
    for (size_t j = 0; j < f->rows.rank; j++) {
        out->log_likelihood += f->penalty[j] * f->best.theta[j] * step[j];
        f->best.theta[j] += step[j];
    }
}

/* Covariance, standard errors, and whether the maximum lies at infinity. The inverse of the information gives the next Newton step as well. */
static void judge(fit *f, icp_i_logit_pass *pass, icp_logit *out)
{
    bool inverted = icp_i_spd_inverse(f->best.information, f->rows.rank, f->best.gradient, NULL);
    if (inverted) original_covariance(f, f->best.information, out->terms, out->covariance);
    bool penalised = f->settings.ridge > 0;
    for (size_t j = 0; j < out->terms; j++) {
        double variance = out->covariance[j * out->terms + j];
        out->standard_errors[j] = penalised || !inverted || out->aliased[j] ? NAN : sqrt(fmax(0, variance));
    }
    if (out->stop != ICP_STOP_CONVERGED) return;
    out->separated = !penalised && (!inverted || runs_away(f, pass, f->best.gradient));
    if (inverted && !out->separated) take_last_step(f, f->best.gradient, out);
}

static icp_status run(fit *f, icp_i_pool *pool, icp_logit *out, icp_error *err)
{
    double intercept = 0;
    icp_i_logit_pass pass;
    ICP_I_TRY(icp_i_logit_outcome_read(&f->outcome, f->settings.threads, f->scratch, err));
    ICP_I_TRY(icp_i_logit_rows_make(f->x, f->outcome.weights, f->settings.intercept, f->settings.threads, f->scratch, &f->rows, err));
    ICP_I_TRY(drop_aliased(f, err));
    out->terms = f->rows.terms;
    if (!room_for_result(pool, out->terms, out)) return icp_i_fail_memory(err, "keeping the result of a logistic regression");
    ICP_I_TRY(fit_null(f, &intercept, err));
    icp_i_logit_problem problem = problem_of(f, &f->rows);
    if (!icp_i_logit_pass_new(&problem, f->scratch, &pass)) return icp_i_fail_memory(err, "fitting a logistic regression");
    ICP_I_TRY(fit_full(f, intercept, &pass, err));

    double most = f->outcome.saturated;
    memcpy(out->aliased, f->rows.aliased, out->terms);
    out->rank = f->rows.rank;
    out->intercept = f->rows.intercept;
    out->rows = f->x.numbers.rows;
    out->events = f->outcome.events;
    out->weight = f->rows.weight;
    out->log_likelihood = f->best.log_likelihood;
    out->null_deviance = fmax(0, 2 * (most - f->null_log_likelihood));
    out->max_gradient = f->best.max_gradient;
    out->iterations = f->best.iterations;
    out->stop = f->best.stop;
    judge(f, &pass, out);
    out->deviance = fmax(0, 2 * (most - out->log_likelihood));
    original_coefficients(f, out->coefficients);
    return ICP_OK;
}

icp_status icp_i_logit_fit_coded(icp_i_coded x, const double *y, const double *weights, const double *offset, const icp_logit_settings *settings,
                                 icp_logit *out, icp_error *err)
{
    fit f = {.x = x, .outcome = {.rows = x.numbers.rows, .y = y, .weights = weights, .offset = offset}, .settings = icp_logit_settings_default()};
    if (settings) {
        ICP_I_TRY(check_settings(settings, err));
        f.settings = *settings;
    }
    if (!y || !out || (!x.numbers.data && x.numbers.rows > 0 && x.numbers.cols > 0))
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_logit_fit needs x, y and a place for its result");
    ICP_I_TRY(icp_i_shape_check(x.numbers, "x", err));
    icp_logit made = {0};
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

icp_status icp_logit_fit(icp_view x, const double *y, const double *weights, const double *offset, const icp_logit_settings *settings,
                         icp_logit *out, icp_error *err)
{
    /* The matrices of a step are small: threads of the BLAS would only spin beside our own. */
    int threads = icp_i_blas_single();
    icp_status status = icp_i_logit_fit_coded(icp_i_coded_numbers(x), y, weights, offset, settings, out, err);
    icp_i_blas_restore(threads);
    return status;
}

static icp_status check_prediction(icp_view x, const double *offset, icp_error *err)
{
    for (size_t i = 0; i < x.rows; i++) {
        if (offset && !isfinite(offset[i])) return icp_i_logit_refuse_row(err, "offset", i, offset[i], "finite");
        for (size_t j = 0; j < x.cols; j++)
            if (!isfinite(x.data[i * x.row_stride + j * x.col_stride]))
                return icp_i_fail(err, ICP_E_NOT_FINITE, "the value in row %zu, column %zu of the matrix is not finite", i + 1, j + 1);
    }
    return ICP_OK;
}

icp_status icp_logit_predict(const icp_logit *model, icp_view x, const double *offset, double *log_odds, icp_error *err)
{
    if (!model || !model->coefficients || !log_odds)
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_logit_predict needs a fitted model and a place for its result");
    size_t first = model->intercept ? 1 : 0;
    if (x.cols + first != model->terms)
        return icp_i_fail(err, ICP_E_SHAPE, "the matrix has %zu columns, the model was fitted on %zu", x.cols, model->terms - first);
    ICP_I_TRY(check_prediction(x, offset, err));
    for (size_t i = 0; i < x.rows; i++) {
        double eta = first ? model->coefficients[0] : 0;
        for (size_t j = 0; j < x.cols; j++) eta += x.data[i * x.row_stride + j * x.col_stride] * model->coefficients[first + j];
        log_odds[i] = eta + (offset ? offset[i] : 0);
    }
    return ICP_OK;
}

void icp_logit_free(icp_logit *model)
{
    if (!model) return;
    icp_i_pool_free(model->owner);
    memset(model, 0, sizeof *model);
}
