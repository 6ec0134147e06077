/* points.h - rows as the clustering code sees them. Owns: one contiguous, well-conditioned copy, or the caller's rows where they are that already.
 * Must not know: clusters.
 * Values are multiplied by a power of two, so that no square overflows or vanishes. A column far from the origin is shifted by about its mean, so
 * that nothing cancels; the shift has few bits, so that it is exact for integers and ties stay ties. */
#ifndef ICP_I_POINTS_H
#define ICP_I_POINTS_H

#include "base/pool.h"
#include "icpcluster/matrix.h"
#include "math/tile.h"

typedef struct icp_i_points {
    size_t n, d;
    const double *x;      /* n x d: value * 2^-exponent - shift */
    double *weights;      /* n: weight * 2^-weight_exponent; NULL: all 1 */
    double *shift;        /* d */
    int exponent, weight_exponent;
    double factor;        /* a power of two that brings x near 1 in single precision */
    const icp_i_tile *tile; /* the kernels to use; any gives the same answers */
    double mass;          /* sum of weights */
    double spread;        /* sum of weight * |x|^2, the size against which rounding is judged */
    bool refused;         /* some value cannot be computed with: icp_i_view_check names it; nothing else is set */
} icp_i_points;

/* Squared Euclidean distance in its direct form, summed in column order: the form that decides every argmin. */
static inline double icp_i_distance2(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t j = 0; j < d; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

static inline double icp_i_weight(const icp_i_points *points, size_t row)
{
    return points->weights ? points->weights[row] : 1;
}

static inline bool icp_i_same_row(const double *a, const double *b, size_t d)
{
    for (size_t j = 0; j < d; j++)
        if (!(a[j] == b[j])) return false;
    return true;
}

/* Takes rows whose shape, and weights (NULL = 1) that, are checked. `also` (data NULL: none) holds other rows, checked, that will be expressed in the
 * same scale. The rows are borrowed when they need no change. false: out of memory. */
bool icp_i_points_make(icp_view x, const double *weights, icp_view also, int threads, icp_i_pool *pool, icp_i_points *out);
/* Rows of a view with the same columns into the points' scale, and back. */
void icp_i_points_enter(const icp_i_points *points, icp_view rows, double *out);
void icp_i_points_leave(const icp_i_points *points, const double *rows, size_t count, double *out);
/* Distinct rows of positive weight, counted up to `limit`. false: out of memory. */
bool icp_i_points_distinct(const icp_i_points *points, size_t limit, icp_i_pool *pool, size_t *count);

#endif
