/* exchange.c - Hartigan's exchange pass: a row leaves its cluster when another would cost it less, both centres following at once. See lloyd.h.
 * It escapes many optima in which Lloyd's iterations rest, because a row weighs its own pull on its centre. */
#include "math/lloyd.h"

#include <math.h>

#define ROUNDING 1e-12 /* a gain below this share of the cost may be rounding, and could go on for ever */

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
        double cost = c == own ? INFINITY : mass[c] * w / (mass[c] + w) * d2[c];
        if (cost < least) {
            least = cost;
            best = c;
        }
    }
    return best;
}

static void move(icp_i_start *start, size_t row, size_t from, size_t to)
{
    const double *x = start->points->x + row * start->points->d;
    double w = icp_i_weight(start->points, row);
    start->masses[from] -= w;
    start->masses[to] += w;
    icp_i_centers_move(&start->centers, from, x, -w / start->masses[from]);
    icp_i_centers_move(&start->centers, to, x, w / start->masses[to]);
    start->counts[from]--;
    start->counts[to]++;
    start->labels[row] = (int32_t)to;
}

static bool try_row(icp_i_start *start, size_t row)
{
    size_t own = (size_t)start->labels[row];
    double w = icp_i_weight(start->points, row);
    if (w <= 0 || start->counts[own] < 2 || start->masses[own] <= w) return false;
    icp_i_distances(&start->centers, start->points->x + row * start->points->d, start->scratch);
    size_t to = cheapest(start, own, w, start->scratch);
    if (to == own) return false;
    move(start, row, own, to);
    return true;
}

bool icp_i_exchange(icp_i_start *start, size_t max_sweeps)
{
    size_t n = start->points->n, resting = 0; /* rows in a row that stayed */
    start->bounds.valid = false;
    count_rows(start);
    icp_i_centers_ready(&start->centers);
    for (size_t sweep = 0; sweep < max_sweeps; sweep++) {
        if (icp_i_cancelled(start->cancel, start->on_caller)) return false;
        for (size_t i = 0; i < n && resting < n; i++) resting = try_row(start, i) ? 0 : resting + 1;
        if (resting >= n) return true;
    }
    return false;
}
