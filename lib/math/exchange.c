/* exchange.c - Hartigan's exchange pass: a row leaves its cluster when another would cost it less, both centres following at once. See lloyd.h.
 * It escapes many optima in which Lloyd's iterations rest, because a row weighs its own pull on its centre. The bounds of the assignment tell of
 * most rows that they stay, and are kept in step with every move, so that iterations go on from them. */
#include "math/lloyd.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define ROUNDING 1e-12 /* a gain below this share of the cost may be rounding, and could go on for ever */

/* An extreme of one value a cluster, and what it is without that cluster. */
typedef struct extreme {
    double value, without;
    size_t cluster;
} extreme;

/* A sweep over all rows. */
typedef struct sweep {
    icp_i_start *start;
    double *ways;      /* k: what each centre has travelled in this sweep */
    extreme farthest;  /* of ways */
    extreme lightest;  /* of masses */
} sweep;

static double beside(extreme of, size_t cluster)
{
    return of.cluster == cluster ? of.without : of.value;
}

/* sign 1: the largest, -1: the least. */
static extreme find_extreme(const double *values, size_t k, double sign)
{
    extreme found = {.value = -sign * INFINITY, .without = -sign * INFINITY};
    for (size_t c = 0; c < k; c++) {
        if (sign * values[c] > sign * found.value) found = (extreme){values[c], found.value, c};
        else if (sign * values[c] > sign * found.without) found.without = values[c];
    }
    return found;
}

static void count_rows(icp_i_start *start)
{
    for (size_t c = 0; c < start->centers.k; c++) start->counts[c] = 0;
    for (size_t i = 0; i < start->points->n; i++)
        if (icp_i_weight(start->points, i) > 0) start->counts[start->labels[i]]++;
}

/* Cluster in which a row of weight w costs least, its own at what it saves by leaving; ties to staying, then to the lowest index. */
static size_t cheapest(const icp_i_start *start, size_t own, double w, const double *d2)
{
    const double *mass = start->masses;
    size_t best = own;
    double least = mass[own] * w / (mass[own] - w) * d2[own] * (1 - ROUNDING);
    for (size_t c = 0; c < start->centers.k; c++) {
        if (c == own || !(mass[c] * w * d2[c] < least * (mass[c] + w))) continue;
        least = mass[c] * w / (mass[c] + w) * d2[c];
        best = c;
    }
    return best;
}

/* Whether no cluster can be cheaper for a row at most `upper` from its own centre and at least `lower` from all others. */
static bool surely_stays(const sweep *s, size_t own, double w, double upper, double lower)
{
    double mass = s->start->masses[own], lightest = beside(s->lightest, own);
    double elsewhere = lower * lower * lightest * (mass - w);
    return lower > 0 && elsewhere > DBL_MIN && elsewhere * (1 - ICP_I_OUTWARD) >= upper * upper * mass * (lightest + w);
}

static void follow(sweep *s, size_t c, const double *x, double share)
{
    icp_i_start *start = s->start;
    size_t d = start->centers.d;
    double *before = start->made + c * d, *now = start->centers.rows + c * d;
    icp_i_centers_move(&start->centers, c, x, share);
    double way = sqrt(start->packed->tile->distance2(before, now, d)) * start->packed->factor * (1 + ICP_I_OUTWARD);
    memcpy(before, now, d * sizeof *before);
    s->ways[c] += way;
    start->bounds.own[c] += way;
    if (start->bounds.bunches) start->bounds.bunch_way[c / ICP_I_TILE_CENTERS / start->bounds.groups] += way;
}

static void move(sweep *s, size_t row, size_t from, size_t to)
{
    icp_i_start *start = s->start;
    const double *x = start->points->x + row * start->points->d;
    double w = icp_i_weight(start->points, row);
    start->masses[from] -= w;
    start->masses[to] += w;
    follow(s, from, x, -w / start->masses[from]);
    follow(s, to, x, w / start->masses[to]);
    s->farthest = find_extreme(s->ways, start->centers.k, 1);
    s->lightest = find_extreme(start->masses, start->centers.k, -1);
    start->counts[from]--;
    start->counts[to]++;
    start->labels[row] = (int32_t)to;
}

/* Known of a row from its distances before its move, if any: a centre that takes it comes nearer, one that loses it goes farther away. */
static void keep_bounds(const sweep *s, size_t row, size_t label, const double *d2)
{
    const icp_i_start *start = s->start;
    const icp_i_bounds *bounds = &start->bounds;
    double factor = start->packed->factor, second = INFINITY;
    for (size_t c = 0; c < start->centers.k; c++)
        if (c != label && d2[c] < second) second = d2[c];
    bounds->upper[row] = icp_i_above(sqrt(d2[label]) * factor * (1 + ICP_I_OUTWARD) - bounds->own[label]);
    bounds->lower[row] = icp_i_below(sqrt(second) * factor * (1 - ICP_I_OUTWARD) + bounds->others[label]);
}

static bool bounds_hold(const sweep *s, size_t row, size_t own, double w)
{
    const icp_i_start *start = s->start;
    const icp_i_bounds *bounds = &start->bounds;
    double upper = (double)bounds->upper[row] + bounds->own[own];
    double lower = (double)bounds->lower[row] - bounds->others[own] - beside(s->farthest, own);
    if (surely_stays(s, own, w, upper, lower)) return true;
    size_t d = start->points->d;
    double d2 = start->packed->tile->distance2(start->points->x + row * d, start->centers.rows + own * d, d);
    upper = sqrt(d2) * start->packed->factor * (1 + ICP_I_OUTWARD);
    if (!surely_stays(s, own, w, upper, lower)) return false;
    bounds->upper[row] = icp_i_above(upper - bounds->own[own]);
    return true;
}

static bool try_row(sweep *s, size_t row)
{
    icp_i_start *start = s->start;
    size_t own = (size_t)start->labels[row];
    double w = icp_i_weight(start->points, row);
    if (w <= 0 || start->counts[own] < 2 || start->masses[own] <= w || bounds_hold(s, row, own, w)) return false;
    icp_i_distances(&start->centers, start->points->x + row * start->points->d, start->scratch);
    size_t to = cheapest(start, own, w, start->scratch);
    if (to != own) {
        move(s, row, own, to);
        icp_i_bounds_forget_row(&start->bounds, row);
    }
    keep_bounds(s, row, to, start->scratch);
    return to != own;
}

/* Bounds of the last assignment, or none; from here on `made` follows the centres. */
static void take_bounds(icp_i_start *start)
{
    icp_i_bounds *bounds = &start->bounds;
    size_t n = start->points->n, k = start->centers.k;
    if (bounds->valid) {
        icp_i_bounds_travel(start);
    } else {
        for (size_t i = 0; i < n; i++) icp_i_bounds_forget_row(bounds, i);
        icp_i_bounds_begin(bounds, k);
    }
    memcpy(start->made, start->centers.rows, k * start->centers.d * sizeof *start->made);
    bounds->valid = start->kernel != ICP_KERNEL_BLAS;
}

/* What may be said of the other centres after the sweep. */
static void end_sweep(const sweep *s)
{
    size_t k = s->start->centers.k;
    for (size_t c = 0; c < k; c++) s->start->bounds.others[c] += beside(s->farthest, c);
}

bool icp_i_exchange(icp_i_start *start, size_t max_sweeps)
{
    size_t n = start->points->n, k = start->centers.k, resting = 0; /* rows in a row that stayed */
    sweep s = {.start = start, .ways = start->bounds.ways, .lightest = find_extreme(start->masses, k, -1)};
    take_bounds(start);
    count_rows(start);
    icp_i_centers_ready(&start->centers);
    for (size_t round = 0; round < max_sweeps && resting < n; round++) {
        if (icp_i_cancelled(start->cancel, start->on_caller)) return false;
        memset(s.ways, 0, k * sizeof *s.ways);
        s.farthest = find_extreme(s.ways, k, 1);
        for (size_t i = 0; i < n && resting < n; i++) resting = try_row(&s, i) ? 0 : resting + 1;
        end_sweep(&s);
    }
    return resting >= n;
}
