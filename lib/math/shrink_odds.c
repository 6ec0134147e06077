/* shrink_odds.c - see shrink_odds.h. */
#include "math/shrink_odds.h"

#include "base/fail.h"
#include "math/stats.h"

#include <math.h>
#include <stdbool.h>

enum { SHIFTS = 601, MUS = 41, TAUS = 25, CELLS = MUS * TAUS };

#define FARTHEST 6.0    /* shift */
#define WIDEST 4.0      /* tau */
#define EDGE 8.0        /* log-odds of the first and the last bin */
#define BIN_WIDTH 0.125

static double probability(double log_odds)
{
    return log_odds >= 0 ? 1 / (1 + exp(-log_odds)) : exp(log_odds) / (1 + exp(log_odds));
}

static double bin_at(size_t b)
{
    return BIN_WIDTH * (double)b - EDGE;
}

void icp_i_odds_add(icp_i_odds_tally *tally, double weight, double y, double expected)
{
    double place = (log(expected / (1 - expected)) + EDGE) / BIN_WIDTH, last = (double)(ICP_I_ODDS_BINS - 1);
    place = fmin(fmax(place, 0), last);
    size_t low = place >= last ? ICP_I_ODDS_BINS - 2 : (size_t)place;
    double high = place - (double)low;
    tally->n[low] += weight * (1 - high);
    tally->y[low] += weight * (1 - high) * y;
    tally->n[low + 1] += weight * high;
    tally->y[low + 1] += weight * high * y;
}

/* All that is computed once a call. likelihood, ratio, posterior: groups x SHIFTS. */
typedef struct odds {
    const icp_i_odds_tally *tally;
    size_t groups;
    icp_i_odds_tally all;
    double first, step;  /* of the grid of shifts, which covers the likelihood of every group */
    double mu_low, mu_high, tau_low;
    double *likelihood, *ratio, *posterior;
    double *prior;       /* CELLS x SHIFTS: of a shift, given mu and tau */
    double *cumulative;  /* CELLS */
} odds;

static double shift_at(const odds *o, size_t s)
{
    return o->first + o->step * (double)s;
}

static double mass(const icp_i_odds_tally *t)
{
    double sum = 0;
    for (size_t b = 0; b < ICP_I_ODDS_BINS; b++) sum += t->n[b];
    return sum;
}

static double ratio_at(const icp_i_odds_tally *t, double shift)
{
    double events = 0, expected = 0;
    for (size_t b = 0; b < ICP_I_ODDS_BINS; b++) {
        if (!(t->n[b] > 0)) continue;
        events += t->n[b] * probability(bin_at(b) + shift);
        expected += t->n[b] * probability(bin_at(b));
    }
    return expected > 0 ? events / expected : exp(shift);
}

static double log_likelihood(const icp_i_odds_tally *t, double shift)
{
    double sum = 0;
    for (size_t b = 0; b < ICP_I_ODDS_BINS; b++) {
        if (!(t->n[b] > 0)) continue;
        double eta = bin_at(b) + shift, softplus = fmax(eta, 0) + log1p(exp(-fabs(eta)));
        sum += t->y[b] * eta - t->n[b] * softplus;
    }
    return sum;
}

/* The likelihood of each shift over its largest. */
static void weigh_shifts(odds *o, size_t g)
{
    double *likelihood = o->likelihood + g * SHIFTS, *ratio = o->ratio + g * SHIFTS, most = -INFINITY;
    const icp_i_odds_tally *t = mass(&o->tally[g]) > 0 ? &o->tally[g] : &o->all;
    for (size_t s = 0; s < SHIFTS; s++) {
        likelihood[s] = log_likelihood(&o->tally[g], shift_at(o, s));
        ratio[s] = ratio_at(t, shift_at(o, s));
        most = fmax(most, likelihood[s]);
    }
    for (size_t s = 0; s < SHIFTS; s++) likelihood[s] = exp(likelihood[s] - most);
}

/* Where the likelihood of a group lies: half an event is kept from none and from all, so that there is such a place. */
typedef struct likely {
    double shift, error;
    bool open_low, open_high; /* no events, or nothing but events: the likelihood does not end on that side */
} likely;

static double events_under(const icp_i_odds_tally *t, double shift, double *information)
{
    double events = 0;
    *information = 0;
    for (size_t b = 0; b < ICP_I_ODDS_BINS; b++) {
        double p = probability(bin_at(b) + shift);
        events += t->n[b] * p;
        *information += t->n[b] * p * (1 - p);
    }
    return events;
}

static likely find_likely(const icp_i_odds_tally *t)
{
    double n = mass(t), y = 0, low = -FARTHEST, high = FARTHEST, information;
    for (size_t b = 0; b < ICP_I_ODDS_BINS; b++) y += t->y[b];
    likely found = {.open_low = y < .5, .open_high = n - y < .5};
    double wanted = n <= 1 ? n / 2 : fmin(fmax(y, .5), n - .5);
    for (int i = 0; i < 50; i++) {
        double middle = (low + high) / 2;
        *(events_under(t, middle, &information) < wanted ? &low : &high) = middle;
    }
    found.shift = (low + high) / 2;
    (void)events_under(t, found.shift, &information);
    found.error = 1 / sqrt(fmax(information, 1e-12));
    return found;
}

/* Lays the grids over what the groups with trials make likely. *s2: the median of their squared errors. */
static void lay_grids(odds *o, double *work, double *s2)
{
    double low = FARTHEST, high = -FARTHEST;
    size_t known = 0;
    o->mu_low = FARTHEST, o->mu_high = -FARTHEST;
    for (size_t g = 0; g < o->groups; g++) {
        if (!(mass(&o->tally[g]) > 0)) continue;
        likely l = find_likely(&o->tally[g]);
        work[known++] = l.error * l.error;
        low = fmin(low, l.open_low ? -FARTHEST : l.shift - 8 * l.error);
        high = fmax(high, l.open_high ? FARTHEST : l.shift + 8 * l.error);
        o->mu_low = fmin(o->mu_low, l.shift - 3 * l.error);
        o->mu_high = fmax(o->mu_high, l.shift + 3 * l.error);
    }
    *s2 = known ? icp_i_median(work, known) : 1;
    if (known == 0) low = o->mu_low = -FARTHEST, high = o->mu_high = FARTHEST;
    o->first = fmax(low, -FARTHEST);
    o->step = (fmin(high, FARTHEST) - o->first) / (SHIFTS - 1);
    o->mu_low = fmax(o->mu_low, -FARTHEST);
    o->mu_high = fmin(o->mu_high, FARTHEST);
    o->tau_low = fmin(sqrt(*s2) / 10, WIDEST / 2);
}

static double tau_at(const odds *o, size_t cell)
{
    return o->tau_low * pow(WIDEST / o->tau_low, (double)(cell % TAUS) / (TAUS - 1));
}

/* Masses of a normal distribution on the grid and beyond it; one too narrow for the grid falls on the places next to its centre. */
static void fill_prior(const odds *o)
{
    for (size_t cell = 0; cell < CELLS; cell++) {
        double mu = o->mu_low + (o->mu_high - o->mu_low) * (double)(cell / TAUS) / (MUS - 1), tau = tau_at(o, cell), sum = 0;
        double *prior = o->prior + cell * SHIFTS, away = remainder(mu - o->first, o->step);
        for (int k = -10; k <= 10; k++) {
            double z = ((double)k * o->step - away) / tau;
            sum += exp(-z * z / 2);
        }
        if (tau > 2 * o->step) sum = tau * 2.5066282746310002 / o->step;
        for (size_t s = 0; s < SHIFTS; s++) {
            double z = (shift_at(o, s) - mu) / tau;
            prior[s] = exp(-z * z / 2) / sum;
        }
    }
}

static double dot(const double *a, const double *b)
{
    double sum = 0;
    for (size_t s = 0; s < SHIFTS; s++) sum += a[s] * b[s];
    return sum;
}

static void weigh_cells(odds *o, double s2)
{
    double most = -INFINITY, sum = 0, *c = o->cumulative;
    for (size_t cell = 0; cell < CELLS; cell++) {
        double tau2 = tau_at(o, cell) * tau_at(o, cell);
        c[cell] = log(tau2) - 2 * log(s2 + tau2);
        for (size_t g = 0; g < o->groups; g++)
            if (mass(&o->tally[g]) > 0) c[cell] += log(fmax(dot(o->prior + cell * SHIFTS, o->likelihood + g * SHIFTS), 1e-300));
        most = fmax(most, c[cell]);
    }
    for (size_t cell = 0; cell < CELLS; cell++) c[cell] = sum += exp(c[cell] - most);
    for (size_t cell = 0; cell < CELLS; cell++) c[cell] /= sum;
}

/* Shifts of a group, all cells together. */
static void mix(odds *o)
{
    for (size_t cell = 0; cell < CELLS; cell++) {
        double share = o->cumulative[cell] - (cell ? o->cumulative[cell - 1] : 0);
        const double *prior = o->prior + cell * SHIFTS;
        if (!(share > 1e-12)) continue;
        for (size_t g = 0; g < o->groups; g++) {
            const double *likelihood = o->likelihood + g * SHIFTS;
            double total = fmax(dot(prior, likelihood), 1e-300);
            for (size_t s = 0; s < SHIFTS; s++) o->posterior[g * SHIFTS + s] += share * prior[s] * likelihood[s] / total;
        }
    }
}

/* First place where a running sum of weights passes a uniform draw. */
static size_t draw_from(const double *weight, const double *times, double total, double u)
{
    double sum = 0;
    for (size_t s = 0; s + 1 < SHIFTS; s++)
        if ((sum += weight[s] * times[s]) > u * total) return s;
    return SHIFTS - 1;
}

static size_t draw_cell(const double *cumulative, double u)
{
    size_t cell = 0;
    while (cell + 1 < CELLS && cumulative[cell] <= u) cell++;
    return cell;
}

/* A ratio between those of two neighbouring shifts, so that draws are not all on the grid. */
static double ratio_near(const double *ratio, size_t s, double u)
{
    double place = fmin(fmax((double)s + u - .5, 0), SHIFTS - 1);
    size_t low = place >= SHIFTS - 1 ? SHIFTS - 2 : (size_t)place;
    return ratio[low] + (place - (double)low) * (ratio[low + 1] - ratio[low]);
}

static void draw_ratios(const odds *o, size_t draws, icp_i_rng *rng, double *draw)
{
    for (size_t i = 0; i < draws; i++) {
        const double *prior = o->prior + draw_cell(o->cumulative, icp_i_rng_uniform(rng)) * SHIFTS;
        for (size_t g = 0; g < o->groups; g++) {
            const double *likelihood = o->likelihood + g * SHIFTS;
            size_t s = draw_from(prior, likelihood, dot(prior, likelihood), icp_i_rng_uniform(rng));
            draw[i * o->groups + g] = ratio_near(o->ratio + g * SHIFTS, s, icp_i_rng_uniform(rng));
        }
    }
}

static void estimate(const odds *o, const double *draw, size_t draws, double level, double *column, icp_estimate *out)
{
    for (size_t g = 0; g < o->groups; g++) {
        for (size_t i = 0; i < draws; i++) column[i] = draw[i * o->groups + g];
        icp_i_sort(column, draws);
        out[g] = (icp_estimate){dot(o->posterior + g * SHIFTS, o->ratio + g * SHIFTS), icp_quantile_sorted(column, draws, (1 - level) / 2),
                                icp_quantile_sorted(column, draws, (1 + level) / 2), level, (size_t)floor(mass(&o->tally[g]) + 1e-6)};
    }
}

icp_status icp_i_shrink_odds(const icp_i_odds_tally *tally, size_t groups, double level, size_t draws, icp_i_rng *rng, icp_i_pool *scratch,
                             icp_estimate *out, double *draws_out, icp_error *err)
{
    size_t cells;
    if (groups < 1) return icp_i_fail(err, ICP_E_ARGUMENT, "there are no groups to shrink towards each other");
    if (!(level > 0 && level < 1)) return icp_i_fail(err, ICP_E_ARGUMENT, "the level of an interval must lie between 0 and 1");
    if (draws < 1 || !icp_i_multiply(draws, groups, &cells)) return icp_i_fail(err, ICP_E_ARGUMENT, "%zu posterior draws cannot be made", draws);
    icp_i_pool *pool = icp_i_pool_new(icp_i_pool_hooks(scratch));
    odds o = {.tally = tally, .groups = groups};
    double *room = pool ? ICP_I_NEW(pool, double, 3 * groups * SHIFTS + CELLS * SHIFTS + CELLS + draws + groups) : NULL;
    double *draw = draws_out || !pool ? draws_out : ICP_I_NEW(pool, double, cells);
    icp_status status = room && draw ? ICP_OK : icp_i_fail_memory(err, "drawing from a posterior");
    if (status == ICP_OK) {
        o.likelihood = room, o.ratio = room + groups * SHIFTS, o.posterior = o.ratio + groups * SHIFTS;
        o.prior = o.posterior + groups * SHIFTS, o.cumulative = o.prior + CELLS * SHIFTS;
        for (size_t g = 0; g < groups; g++)
            for (size_t b = 0; b < ICP_I_ODDS_BINS; b++) o.all.n[b] += tally[g].n[b];
        double s2;
        lay_grids(&o, o.cumulative + CELLS, &s2);
        for (size_t g = 0; g < groups; g++) weigh_shifts(&o, g);
        fill_prior(&o);
        weigh_cells(&o, s2);
        mix(&o);
        draw_ratios(&o, draws, rng, draw);
        estimate(&o, draw, draws, level, o.cumulative + CELLS, out);
    }
    icp_i_pool_free(pool);
    return status;
}
