/* lloyd.h - one start of k-means from its seeds to its end. Owns: the state of a start. Must not know: how many starts there are. */
#ifndef ICP_I_LLOYD_H
#define ICP_I_LLOYD_H

#include "base/rng.h"
#include "math/centers.h"
#include "math/points.h"

#include <stdatomic.h>

/* Whether to stop; only the calling thread may ask the caller, the others look at the answer. */
typedef struct icp_i_cancel {
    const icp_hooks *hooks;
    atomic_bool asked;
} icp_i_cancel;
bool icp_i_cancelled(icp_i_cancel *cancel, bool on_caller);

typedef struct icp_i_start {
    const icp_i_points *points;
    icp_i_cancel *cancel;
    icp_kernel kernel;
    int threads;            /* for blocks of rows; 1 when starts run side by side */
    bool on_caller;         /* runs on the thread that called the library */
    icp_i_centers centers;
    double *made;           /* k x d: the centres that made the labels */
    int32_t *labels;        /* n; -1 before the first assignment */
    double *d2;             /* n: squared distance to the centre at the last assignment or measurement */
    double *masses;         /* k: weight of each cluster */
    size_t *counts;         /* k: rows of positive weight in each cluster, kept by the exchange pass */
    double *partial;        /* sums of a wave of blocks, k x (d + 1) each */
    double *block_values;   /* blocks x candidates of the seeding */
    size_t *block_changed;  /* blocks */
    double *scratch;        /* of the kernels, one piece per worker */
    size_t scratch_size;
    size_t iterations;      /* Lloyd iterations so far */
    icp_stop stop;
    double inertia;
    bool indistinct;        /* an empty cluster, and no row away from its centre */
} icp_i_start;

/* Room for a start that uses `threads` threads. false: out of memory. */
bool icp_i_start_new(const icp_i_points *points, size_t k, int threads, icp_kernel kernel, icp_i_cancel *cancel, icp_i_pool *pool, icp_i_start *out);

/* Candidates of one step of greedy k-means++ with k clusters: 2 + floor(log k). */
size_t icp_i_seed_candidates(size_t k);
/* Centres by greedy k-means++: of the candidates drawn with probability w*d^2 the one that leaves the least w*d^2 in all. */
void icp_i_seed(icp_i_start *start, icp_i_rng *rng);

/* Forgets the labels and assigns every row to its nearest centre. */
void icp_i_start_over(icp_i_start *start);
/* Centres become the weighted means of their rows, summed in block order; an empty cluster takes the row with the largest w*d^2. */
void icp_i_update(icp_i_start *start);
/* Assign and update until no assignment changes or `iterations` has reached max_iterations. */
void icp_i_lloyd(icp_i_start *start, size_t max_iterations);
/* d2 and inertia of the labels at the centres. */
void icp_i_measure(icp_i_start *start);
/* Hartigan's exchange: moves single rows while that lowers the objective, at most max_sweeps times over all rows.
 * false: stopped before it was done. */
bool icp_i_exchange(icp_i_start *start, size_t max_sweeps);

#endif
