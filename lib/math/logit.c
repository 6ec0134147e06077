/* logit.c - the public face of binary logistic regression. Owns: what is asked of the caller, and the result in the caller's units.
 * Must not know: customers; how rows are prepared (logit_rows), summed (logit_pass) or the maximum found (logit_newton). */
#include "icpcluster/logit.h"

#include "base/fail.h"
#include "math/linalg.h"
#include "math/logit_newton.h"
#include "math/logit_rows.h"

#include <math.h>
#include <string.h>

#define RUNAWAY 0.1 /* log-odds: a converged fit whose next step still moves a saturated row by this much has no finite maximum */

/* One fit under way. */
typedef struct fit {
    icp_view x;
    const double *y, *weights, *offset;
    icp_logit_settings settings;
    icp_i_pool *scratch;
    double events, others;     /* sums of w y and of w (1 - y) */
    icp_i_logit_rows rows;
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

static icp_status refuse_row(icp_error *err, const char *what, size_t row, double value, const char *expected)
{
    if (isnan(value) || isinf(value))
        return icp_i_fail(err, ICP_E_NOT_FINITE, "the %s of row %zu is %s", what, row + 1, isnan(value) ? "not a number" : "infinite");
    return icp_i_fail(err, ICP_E_ARGUMENT, "the %s of row %zu is not %s", what, row + 1, expected);
}

static icp_status check_rows(fit *f, icp_error *err)
{
    for (size_t i = 0; i < f->x.rows; i++) {
        double w = f->weights ? f->weights[i] : 1, y = f->y[i];
        if (!(y >= 0 && y <= 1)) return refuse_row(err, "outcome", i, y, "between 0 and 1");
        if (!(w >= 0 && w <= 1e100)) return refuse_row(err, "weight", i, w, "between 0 and 1e100");
        if (f->offset && !(fabs(f->offset[i]) <= 1e100)) return refuse_row(err, "offset", i, f->offset[i], "between -1e100 and 1e100");
        f->events += w * y;
        f->others += w * (1 - y);
    }
    if (f->events > 0 && f->others > 0) return ICP_OK;
    icp_status status = icp_i_fail(err, ICP_E_OUTCOME, "a logistic regression needs events and non-events: the %zu rows (those of weight 0 "
                                   "left out) hold no %s", f->x.rows, f->events > 0 ? "non-events" : "events");
    icp_i_fail_help(err, "check which value of the outcome column counts as the event");
    return status;
}

/* Log-likelihood of a model that fits every row: 0 unless outcomes are shares. */
static double saturated(const fit *f)
{
    double sum = 0;
    for (size_t i = 0; i < f->x.rows; i++) {
        double w = f->weights ? f->weights[i] : 1, y = f->y[i];
        if (w > 0 && y > 0 && y < 1) sum += w * (y * log(y) + (1 - y) * log1p(-y));
    }
    return sum;
}

static bool room_for_optimum(icp_i_pool *pool, size_t q, icp_i_logit_optimum *out)
{
    out->theta = ICP_I_NEW(pool, double, q);
    out->gradient = ICP_I_NEW(pool, double, q);
    out->information = ICP_I_NEW(pool, double, q * q);
    return out->theta && out->gradient && out->information;
}

static icp_i_logit_problem problem_of(const fit *f, size_t rank)
{
    const icp_i_logit_rows *rows = &f->rows;
    icp_i_logit_problem problem = {rows->rows, rank, rows->z, rows->stride, f->y, f->weights, f->offset, f->settings.threads, f->settings.kernel};
    return problem;
}

/* The null model (intercept and offset only); with an intercept it is where the climb of the full model starts. */
static icp_status fit_null(fit *f, double start, double *intercept, icp_error *err)
{
    size_t rank = f->settings.intercept ? 1 : 0;
    icp_i_logit_problem problem = problem_of(f, rank);
    icp_i_logit_climb climb = {NULL, f->rows.gram, f->rows.rank, f->rows.weight, f->settings.max_iterations};
    icp_i_logit_pass pass;
    icp_i_logit_optimum null = {0};
    if (!room_for_optimum(f->scratch, rank, &null) || !icp_i_logit_pass_new(&problem, f->scratch, &pass))
        return icp_i_fail_memory(err, "fitting the intercept of a logistic regression");
    if (rank) null.theta[0] = start;
    ICP_I_TRY(icp_i_logit_newton(&climb, &pass, f->scratch, &null, err));
    icp_i_logit_pass_free(&pass, f->scratch);
    f->null_log_likelihood = null.log_likelihood;
    *intercept = rank ? null.theta[0] : 0;
    return ICP_OK;
}

/* Log-odds of the share of events, less what the offset already says. */
static double starting_intercept(const fit *f)
{
    double offset = 0;
    for (size_t i = 0; f->offset && i < f->x.rows; i++) offset += (f->weights ? f->weights[i] : 1) / f->rows.weight * f->offset[i];
    return log(f->events) - log(f->others) - offset;
}

static icp_status fit_full(fit *f, double intercept, icp_i_logit_pass *pass, icp_error *err)
{
    size_t q = f->rows.rank;
    f->penalty = ICP_I_NEW(f->scratch, double, q);
    if (!f->penalty || !room_for_optimum(f->scratch, q, &f->best)) return icp_i_fail_memory(err, "fitting a logistic regression");
    for (size_t j = 0; j < q; j++) f->penalty[j] = f->settings.ridge * f->rows.spread[j] * f->rows.spread[j];
    if (f->settings.intercept) f->best.theta[0] = intercept;
    icp_i_logit_climb climb = {f->penalty, f->rows.gram, q, f->rows.weight, f->settings.max_iterations};
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
    for (size_t j = 0; j < rows->rank; j++) b[rows->term[j]] = f->best.theta[j] / rows->scale[j];
    for (size_t j = rows->rank; f->settings.intercept && j-- > 1;) b[0] -= rows->centre[j] * b[rows->term[j]];
}

/* The same linear map on both sides of the covariance of theta: rows first, then columns. */
static void original_covariance(const fit *f, double *v, size_t terms, double *out)
{
    const icp_i_logit_rows *rows = &f->rows;
    size_t q = rows->rank;
    for (int side = 0; side < 2; side++) {
        size_t along = side ? 1 : q, across = side ? q : 1;
        for (size_t j = 0; j < q; j++)
            for (size_t l = 0; l < q; l++) v[j * along + l * across] /= rows->scale[j];
        for (size_t j = 1; f->settings.intercept && j < q; j++)
            for (size_t l = 0; l < q; l++) v[l * across] -= rows->centre[j] * v[j * along + l * across];
    }
    for (size_t j = 0; j < q; j++)
        for (size_t l = 0; l < q; l++) out[rows->term[j] * terms + rows->term[l]] = v[j * q + l];
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
    if (penalised || out->stop != ICP_STOP_CONVERGED) return;
    out->separated = !inverted || icp_i_logit_pass_runaway(pass, f->best.theta, f->best.gradient) > RUNAWAY;
}

static icp_status run(fit *f, icp_i_pool *pool, icp_logit *out, icp_error *err)
{
    double intercept = 0;
    icp_i_logit_pass pass;
    ICP_I_TRY(check_rows(f, err));
    ICP_I_TRY(icp_i_logit_rows_make(f->x, f->weights, f->settings.intercept, f->settings.threads, f->scratch, &f->rows, err));
    out->terms = f->rows.terms;
    if (!room_for_result(pool, out->terms, out)) return icp_i_fail_memory(err, "keeping the result of a logistic regression");
    ICP_I_TRY(fit_null(f, starting_intercept(f), &intercept, err));
    icp_i_logit_problem problem = problem_of(f, f->rows.rank);
    if (!icp_i_logit_pass_new(&problem, f->scratch, &pass)) return icp_i_fail_memory(err, "fitting a logistic regression");
    ICP_I_TRY(fit_full(f, intercept, &pass, err));

    double most = saturated(f);
    memcpy(out->aliased, f->rows.aliased, out->terms);
    out->rank = f->rows.rank;
    out->intercept = f->rows.intercept;
    out->rows = f->x.rows;
    out->events = f->events;
    out->weight = f->rows.weight;
    out->log_likelihood = f->best.log_likelihood;
    out->deviance = fmax(0, 2 * (most - f->best.log_likelihood));
    out->null_deviance = fmax(0, 2 * (most - f->null_log_likelihood));
    out->max_gradient = f->best.max_gradient;
    out->iterations = f->best.iterations;
    out->stop = f->best.stop;
    original_coefficients(f, out->coefficients);
    judge(f, &pass, out);
    return ICP_OK;
}

icp_status icp_logit_fit(icp_view x, const double *y, const double *weights, const double *offset, const icp_logit_settings *settings,
                         icp_logit *out, icp_error *err)
{
    fit f = {.x = x, .y = y, .weights = weights, .offset = offset, .settings = icp_logit_settings_default()};
    if (settings) {
        ICP_I_TRY(check_settings(settings, err));
        f.settings = *settings;
    }
    if (!y || !out || (!x.data && x.rows > 0 && x.cols > 0))
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_logit_fit needs x, y and a place for its result");
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

static icp_status check_prediction(icp_view x, const double *offset, icp_error *err)
{
    for (size_t i = 0; i < x.rows; i++) {
        if (offset && !isfinite(offset[i])) return refuse_row(err, "offset", i, offset[i], "finite");
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
