/* gap.c - see gap.h. */
#include "math/gap.h"

#include <math.h>

static void moments(const double *drawn, size_t draws, size_t count, size_t at, double *mean, double *deviation)
{
    double sum = 0, squares = 0;
    for (size_t b = 0; b < draws; b++) sum += drawn[b * count + at];
    *mean = sum / (double)draws;
    for (size_t b = 0; b < draws; b++) squares += (drawn[b * count + at] - *mean) * (drawn[b * count + at] - *mean);
    *deviation = sqrt(squares / (double)draws);
}

void icp_i_gap(const double *observed, const double *drawn, size_t draws, size_t count, double *gap, double *error)
{
    for (size_t k = 0; k < count; k++) {
        double mean, deviation;
        moments(drawn, draws, count, k, &mean, &deviation);
        gap[k] = mean - observed[k];
        error[k] = deviation * sqrt(1 + 1 / (double)draws);
    }
}

double icp_i_gap_p(const double *observed, const double *drawn, size_t draws, size_t count, size_t at)
{
    size_t reached = 1;
    for (size_t b = 0; b < draws; b++) reached += drawn[b * count + at] <= observed[at];
    return (double)reached / (double)(draws + 1);
}

/* A column that no draw varies in tells nothing, unless the data differ from it. */
static double in_deviations(double gap, double deviation)
{
    if (deviation > 0) return gap / deviation;
    return gap > 0 ? INFINITY : gap < 0 ? -INFINITY : 0;
}

/* Largest of `count - first` gaps. */
static double largest_gap(const double *log_w, const double *mean, const double *deviation, size_t count, size_t first)
{
    double largest = -INFINITY;
    for (size_t k = first; k < count; k++) largest = fmax(largest, in_deviations(mean[k] - log_w[k], deviation[k]));
    return largest;
}

double icp_i_gap_p_of_all(const double *observed, const double *drawn, size_t draws, size_t count, size_t first, double *work)
{
    double *mean = work, *deviation = work + count;
    size_t reached = 1;
    if (first >= count) return NAN;
    for (size_t k = first; k < count; k++) moments(drawn, draws, count, k, &mean[k], &deviation[k]);
    double largest = largest_gap(observed, mean, deviation, count, first);
    for (size_t b = 0; b < draws; b++) reached += largest_gap(drawn + b * count, mean, deviation, count, first) >= largest;
    return (double)reached / (double)(draws + 1);
}
