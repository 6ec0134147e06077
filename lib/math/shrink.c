/* shrink.c - see shrink.h. A posterior is a table of cells (hyper-parameter values with probabilities): means are exact sums over the table,
 * intervals come from draws: first a cell, then the groups given the cell. */
#include "math/shrink.h"

#include "base/fail.h"
#include "math/stats.h"

#include <float.h>
#include <math.h>

enum { MU_STEPS = 101, M_STEPS = 41, TAU_STEPS = 161 };

/* probability[i]: from log weights to a cumulative distribution; `log_weight` is overwritten. */
static void accumulate(double *log_weight, size_t cells)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < cells; i++) most = fmax(most, log_weight[i]);
    for (size_t i = 0; i < cells; i++) log_weight[i] = sum += exp(log_weight[i] - most);
    for (size_t i = 0; i < cells; i++) log_weight[i] /= sum;
}

static double share(const double *cumulative, size_t cell)
{
    return cell ? cumulative[cell] - cumulative[cell - 1] : cumulative[0];
}

/* First cell whose cumulative probability exceeds a uniform draw. */
static size_t draw_cell(const double *cumulative, size_t cells, icp_i_rng *rng)
{
    double u = icp_i_rng_uniform(rng);
    size_t low = 0, high = cells - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cumulative[middle] > u) high = middle;
        else low = middle + 1;
    }
    return low;
}

static double step(double low, double high, size_t i, size_t steps)
{
    return low + (high - low) * (double)i / (double)(steps - 1);
}

/* Equal-tailed intervals of each column of draws; column: room for one. */
static void add_intervals(const double *draw, size_t draws, size_t groups, double level, double *column, icp_estimate *out)
{
    for (size_t k = 0; k < groups; k++) {
        for (size_t i = 0; i < draws; i++) column[i] = draw[i * groups + k];
        icp_i_sort(column, draws);
        out[k].low = icp_quantile_sorted(column, draws, (1 - level) / 2);
        out[k].high = icp_quantile_sorted(column, draws, (1 + level) / 2);
        out[k].level = level;
    }
}

static size_t count_of(double n)
{
    return n > 0 && n < 0x1p63 ? (size_t)n : 0;
}

/* Median of the positive ones among x; `otherwise` when there is none. */
static double positive_median(const double *x, size_t count, double otherwise, double *work)
{
    size_t kept = 0;
    for (size_t k = 0; k < count; k++)
        if (x[k] > 0 && isfinite(x[k])) work[kept++] = x[k];
    return kept ? icp_i_median(work, kept) : otherwise;
}

static icp_status check_call(size_t groups, double level, size_t draws, icp_error *err)
{
    size_t cells;
    if (groups < 1) return icp_i_fail(err, ICP_E_ARGUMENT, "there are no groups to shrink towards each other");
    if (!(level > 0 && level < 1)) return icp_i_fail(err, ICP_E_ARGUMENT, "the level of an interval must lie between 0 and 1");
    if (draws < 1 || !icp_i_multiply(draws, groups, &cells)) return icp_i_fail(err, ICP_E_ARGUMENT, "%zu posterior draws cannot be made", draws);
    return ICP_OK;
}

/* The draws are the caller's or scratch; work has room for the cells, for one column of draws and for one value a group. */
static icp_status make_room(size_t cells, size_t groups, size_t draws, icp_i_pool *scratch, double **work, double **draw, icp_error *err)
{
    size_t room = cells + draws + groups;
    *work = room >= cells ? ICP_I_NEW(scratch, double, room) : NULL;
    double *own = *draw ? NULL : ICP_I_NEW(scratch, double, draws * groups);
    if (*work && (*draw || own)) {
        if (own) *draw = own;
        return ICP_OK;
    }
    icp_i_release(scratch, *work);
    icp_i_release(scratch, own);
    return icp_i_fail_memory(err, "drawing from a posterior");
}

/* --- rates --------------------------------------------------------------------------------------------------------------------------- */

typedef struct rate_cell {
    double a, b; /* theta ~ Beta(a, b): a = mu M, b = (1 - mu) M */
} rate_cell;

static rate_cell rate_cell_at(size_t cell)
{
    double edge = log(0.001 / 0.999), mu = 1 / (1 + exp(-step(edge, -edge, cell / M_STEPS, MU_STEPS)));
    double m = exp(step(0, log(1e4), cell % M_STEPS, M_STEPS));
    rate_cell made = {mu * m, (1 - mu) * m};
    return made;
}

static void rate_posterior(const double *y, const double *n, size_t groups, double n0, double *cumulative)
{
    for (size_t cell = 0; cell < MU_STEPS * M_STEPS; cell++) {
        rate_cell c = rate_cell_at(cell);
        double m = c.a + c.b, mu = c.a / m, prior = icp_i_log_beta(c.a, c.b);
        double sum = log(mu) + log1p(-mu) + log(m) - 2 * log(n0 + m); /* the factor n0 is the same for all */
        for (size_t k = 0; k < groups; k++)
            if (n[k] > 0) sum += icp_i_log_beta(c.a + y[k], c.b + (n[k] - y[k])) - prior;
        cumulative[cell] = sum;
    }
    accumulate(cumulative, MU_STEPS * M_STEPS);
}

static icp_status check_rates(const double *y, const double *n, size_t groups, icp_error *err)
{
    for (size_t k = 0; k < groups; k++)
        if (!(n[k] >= 0 && n[k] <= 1e9 && y[k] >= 0 && y[k] <= n[k]))
            return icp_i_fail(err, ICP_E_ARGUMENT, "group %zu of %zu: events must lie between 0 and the number of cases, and that below 1e9",
                              k + 1, groups);
    return ICP_OK;
}

icp_status icp_i_shrink_rates(const double *y, const double *n, size_t groups, double level, size_t draws, icp_i_rng *rng, icp_i_pool *scratch,
                              icp_estimate *out, double *draws_out, icp_error *err)
{
    enum { CELLS = MU_STEPS * M_STEPS };
    double *work = NULL, *draw = draws_out;
    ICP_I_TRY(check_call(groups, level, draws, err));
    ICP_I_TRY(check_rates(y, n, groups, err));
    ICP_I_TRY(make_room(CELLS, groups, draws, scratch, &work, &draw, err));
    double *cumulative = work, *column = work + CELLS;
    rate_posterior(y, n, groups, positive_median(n, groups, 1, column + draws), cumulative);
    for (size_t k = 0; k < groups; k++) {
        double mean = 0;
        for (size_t cell = 0; cell < CELLS; cell++) {
            rate_cell c = rate_cell_at(cell);
            mean += share(cumulative, cell) * (c.a + y[k]) / (c.a + c.b + n[k]);
        }
        out[k] = (icp_estimate){.value = mean, .n = count_of(n[k])};
    }
    for (size_t i = 0; i < draws; i++) {
        rate_cell c = rate_cell_at(draw_cell(cumulative, CELLS, rng));
        for (size_t k = 0; k < groups; k++)
            draw[i * groups + k] = fmin(fmax(icp_i_rng_beta(rng, c.a + y[k], c.b + (n[k] - y[k])), DBL_MIN), 1 - DBL_EPSILON);
    }
    add_intervals(draw, draws, groups, level, column, out);
    icp_i_release(scratch, work);
    if (!draws_out) icp_i_release(scratch, draw);
    return ICP_OK;
}

/* --- means --------------------------------------------------------------------------------------------------------------------------- */

/* One value of tau^2, with the overall mean given it (flat prior): centre, and its variance. */
typedef struct mean_cell {
    double tau2, centre, variance;
} mean_cell;

typedef struct mean_groups {
    const double *mean, *se;
    size_t groups;
    double log_low, log_high; /* of tau^2 */
} mean_groups;

/* Share of the way from its own mean to the centre that group k goes. */
static double pull(const mean_groups *g, size_t k, double tau2)
{
    return isinf(g->se[k]) ? 1 : g->se[k] * g->se[k] / (g->se[k] * g->se[k] + tau2);
}

static mean_cell mean_cell_at(const mean_groups *g, size_t cell, double *log_likelihood)
{
    mean_cell c = {.tau2 = exp(step(g->log_low, g->log_high, cell, TAU_STEPS))};
    double precision = 0, weighted = 0, fit = 0;
    for (size_t k = 0; k < g->groups; k++) {
        if (isinf(g->se[k])) continue;
        double w = 1 / (g->se[k] * g->se[k] + c.tau2);
        precision += w;
        weighted += w * g->mean[k];
    }
    c.centre = weighted / precision;
    c.variance = 1 / precision;
    for (size_t k = 0; k < g->groups; k++) {
        if (isinf(g->se[k])) continue;
        double v = g->se[k] * g->se[k] + c.tau2;
        fit -= 0.5 * (log(v) + (g->mean[k] - c.centre) * (g->mean[k] - c.centre) / v);
    }
    *log_likelihood = fit - 0.5 * log(precision);
    return c;
}

/* tau^2 runs from where it cannot be told from 0 to where nothing is pulled, by four powers of ten beyond errors and spread. */
static void span_tau(mean_groups *g, double s2)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t k = 0; k < g->groups; k++) {
        if (isinf(g->se[k])) continue;
        low = fmin(low, g->mean[k]);
        high = fmax(high, g->mean[k]);
    }
    g->log_low = log(1e-4 * s2);
    g->log_high = log(1e4 * fmax(s2, (high - low) * (high - low)));
}

static void mean_posterior(const mean_groups *g, double s2, double *cumulative)
{
    for (size_t cell = 0; cell < TAU_STEPS; cell++) {
        double fit;
        mean_cell c = mean_cell_at(g, cell, &fit);
        cumulative[cell] = fit + log(c.tau2) - 2 * log(s2 + c.tau2);
    }
    accumulate(cumulative, TAU_STEPS);
}

static double own_or(const mean_groups *g, size_t k, double centre)
{
    return isinf(g->se[k]) ? centre : g->mean[k];
}

static icp_status check_means(const double *mean, const double *se, size_t groups, icp_error *err)
{
    size_t known = 0;
    for (size_t k = 0; k < groups; k++) {
        if (isinf(se[k]) && se[k] > 0) continue;
        if (!(fabs(mean[k]) <= 1e100 && se[k] >= 0 && se[k] <= 1e100))
            return icp_i_fail(err, ICP_E_ARGUMENT, "group %zu of %zu: the mean or its standard error cannot be used", k + 1, groups);
        known++;
    }
    return known ? ICP_OK : icp_i_fail(err, ICP_E_TOO_FEW, "none of %zu groups has a mean with a standard error", groups);
}

icp_status icp_i_shrink_means(const double *mean, const double *se, const double *n, size_t groups, double level, size_t draws, icp_i_rng *rng,
                              icp_i_pool *scratch, icp_estimate *out, double *draws_out, icp_error *err)
{
    mean_groups g = {.mean = mean, .se = se, .groups = groups};
    double *work = NULL, *draw = draws_out, unused;
    ICP_I_TRY(check_call(groups, level, draws, err));
    ICP_I_TRY(check_means(mean, se, groups, err));
    ICP_I_TRY(make_room(TAU_STEPS, groups, draws, scratch, &work, &draw, err));
    double *cumulative = work, *column = work + TAU_STEPS, s = positive_median(se, groups, 1, column + draws);
    span_tau(&g, s * s);
    mean_posterior(&g, s * s, cumulative);
    for (size_t k = 0; k < groups; k++) out[k] = (icp_estimate){.value = 0, .n = count_of(n[k])};
    for (size_t cell = 0; cell < TAU_STEPS; cell++) {
        mean_cell c = mean_cell_at(&g, cell, &unused);
        for (size_t k = 0; k < groups; k++) {
            double own = own_or(&g, k, c.centre);
            out[k].value += share(cumulative, cell) * (own + pull(&g, k, c.tau2) * (c.centre - own));
        }
    }
    for (size_t i = 0; i < draws; i++) {
        mean_cell c = mean_cell_at(&g, draw_cell(cumulative, TAU_STEPS, rng), &unused);
        double centre = c.centre + sqrt(c.variance) * icp_i_rng_normal(rng);
        for (size_t k = 0; k < groups; k++) {
            double own = own_or(&g, k, centre), part = pull(&g, k, c.tau2);
            draw[i * groups + k] = own + part * (centre - own) + sqrt(part * c.tau2) * icp_i_rng_normal(rng);
        }
    }
    add_intervals(draw, draws, groups, level, column, out);
    icp_i_release(scratch, work);
    if (!draws_out) icp_i_release(scratch, draw);
    return ICP_OK;
}
