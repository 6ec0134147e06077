/* centers.h - which centre is nearest. Owns: the kernels, and the layout of centres they like. Must not know: how centres come about. */
#ifndef ICP_I_CENTERS_H
#define ICP_I_CENTERS_H

#include "base/pool.h"
#include "icpcluster/kmeans.h"
#include "math/tile.h"

#define ICP_I_LANES ((size_t)8) /* centres handled together */

typedef struct icp_i_centers {
    size_t k, d;
    double *rows;       /* k x d */
    double *panels;     /* ceil(k/8) panels of d x 8: the same centres, transposed */
    double *half_norms; /* k: |c|^2 / 2 */
    double largest;     /* max |c|^2 */
    double factor;      /* of the screen; 0: by the size of the centres */
    icp_i_screen screen;
    const icp_i_tile *tile; /* the kernels; any gives the same answers */
} icp_i_centers;

/* Room for k centres of d columns. false: out of memory. */
bool icp_i_centers_new(size_t k, size_t d, icp_i_pool *pool, icp_i_centers *out);
/* Brings the other members in step with `rows`. */
void icp_i_centers_ready(icp_i_centers *centers);
/* Centre c moves by `share` of the way to x; only rows and panels follow. */
void icp_i_centers_move(icp_i_centers *centers, size_t c, const double *x, double share);
/* Squared distances of x to every centre, direct form. out: k rounded up to whole panels. */
void icp_i_distances(const icp_i_centers *centers, const double *x, double *out);

/* Doubles of scratch that icp_i_nearest needs. */
size_t icp_i_nearest_scratch(const icp_i_centers *centers);
/* For each of n rows (contiguous, d columns): the label of its nearest centre by the direct-form distance, ties to the lowest index, and that
 * squared distance. Returns how many labels changed. The kernel changes the time, never a bit of the answer. */
size_t icp_i_nearest(const icp_i_centers *centers, icp_kernel kernel, const double *x, size_t n, double *scratch, int32_t *labels, double *d2);
/* The nearest centre alone, in the direct form; distances: scratch for k rounded up to whole panels. */
size_t icp_i_nearest_direct(const icp_i_centers *centers, const double *x, double *distances);

#endif
