/* lloyd.h - one start of k-means from its seeds to its end. Owns: the state of a start. Must not know: how many starts there are. */
#ifndef ICP_I_LLOYD_H
#define ICP_I_LLOYD_H

#include "math/centers.h"
#include "math/packed.h"
#include "math/points.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>

/* Whether to stop; only the calling thread may ask the caller, the others look at the answer. */
typedef struct icp_i_cancel {
    const icp_hooks *hooks;
    atomic_bool asked;
} icp_i_cancel;
bool icp_i_cancelled(icp_i_cancel *cancel, bool on_caller);

/* Hamerly's bounds on the distances of a row to its own centre and to all others, times the factor of the packed rows: the true ones are at most
 * upper + own[label] and at least lower - others[label]. */
typedef struct icp_i_bounds {
    bool valid;
    float *upper, *lower;         /* n */
    double *own, *others;         /* k: what the centre, and whichever other centre went farthest, has travelled in all */
    float *own_low, *others_low;  /* k: the same rounded down */
    float *spent;                 /* k: own + others, rounded up */
    float *safe;                  /* k: half the distance to the next centre, less own, rounded down */
    size_t bunches, groups, stride; /* how many bunches of `groups` groups of centres are told apart, 0: none; their places a row */
    float *bunch_lower;           /* n x stride: the same as lower, of each bunch without the own centre */
    double *bunch_way;            /* stride: what whichever centre of the bunch went farthest has travelled in all */
    float *bunch_low, *bunch_spent; /* stride: the same rounded down, and up */
    double *ways;                 /* k: what each centre has travelled in a sweep of the exchange pass */
} icp_i_bounds;
#define ICP_I_OUTWARD 1e-6 /* more than the rounding of single precision and of the direct form */

/* false: out of memory. */
bool icp_i_bounds_new(size_t n, size_t k, icp_kernel kernel, icp_i_pool *pool, icp_i_bounds *out);
/* A little more, or less, than the value. */
float icp_i_above(double value);
float icp_i_below(double value);
/* What is known now of the distances of a row to the centre it is labelled with, and to all others. */
static inline void icp_i_bounds_set(icp_i_bounds *bounds, size_t row, size_t label, float upper, float lower)
{
    float high = upper - bounds->own_low[label], low = lower + bounds->others_low[label];
    bounds->upper[row] = high + fabsf(high) * FLT_EPSILON;
    bounds->lower[row] = low - fabsf(low) * FLT_EPSILON;
}

/* No centre has travelled yet. */
void icp_i_bounds_begin(icp_i_bounds *bounds, size_t k);
/* Nothing is known of the row any more. */
void icp_i_bounds_forget_row(icp_i_bounds *bounds, size_t row);

typedef struct icp_i_start {
    const icp_i_points *points;
    const icp_i_packed *packed;
    icp_i_cancel *cancel;
    icp_kernel kernel;
    int threads;            /* for blocks of rows; 1 when starts run side by side */
    bool on_caller;         /* runs on the thread that called the library */
    icp_i_centers centers;
    double *made;           /* k x d: the centres that made the labels, or those the exchange pass left */
    int32_t *labels;        /* n; -1 before the first assignment */
    double *d2;             /* n: squared distance to the centre at the last measurement */
    double *masses;         /* k: weight of each cluster */
    size_t *counts;         /* k: rows of positive weight in each cluster, kept by the exchange pass */
    icp_i_bounds bounds;
    double *high, *low;     /* k x (d + 1): the sums of w*x and of w, in two parts */
    bool followed;          /* the sums have followed moved rows since they were last taken over all rows */
    double *partial;        /* sums of some blocks, k x (d + 1) each */
    double *block_values;   /* blocks */
    size_t *block_changed;  /* blocks: rows that moved in the last assignment; the next two name them at the block's first places */
    uint16_t *moved;        /* n: row within its block */
    int32_t *moved_from;    /* n: the cluster it left */
    double *scratch;        /* of the kernels, one piece per worker */
    size_t scratch_size;
    size_t iterations;      /* Lloyd iterations so far */
    icp_stop stop;
    double inertia;
    const void *holds;      /* the record this start was last remembered in */
    bool indistinct;        /* an empty cluster, and no row away from its centre */
} icp_i_start;

/* Room for a start that uses `threads` threads. false: out of memory. */
bool icp_i_start_new(const icp_i_points *points, const icp_i_packed *packed, size_t k, int threads, icp_kernel kernel,
                     icp_i_cancel *cancel, icp_i_pool *pool, icp_i_start *out);

/* Adds the way from `made` to the centres to what they have travelled. */
void icp_i_bounds_travel(icp_i_start *start);
/* Brings bounds in step with the centres before rows are looked at. */
void icp_i_bounds_bring(icp_i_start *start);

/* Forgets labels and bounds. */
void icp_i_forget(icp_i_start *start);
/* Every row to its nearest centre; returns how many moved. */
size_t icp_i_assign(icp_i_start *start);
/* Sums over all rows in block order, and their means. */
void icp_i_take_means(icp_i_start *start);
/* Sums and means follow the `changed` rows that moved in the last assignment. false: icp_i_update is needed instead, because too many did or a
 * cluster may have run empty. */
bool icp_i_follow(icp_i_start *start, size_t changed);
/* Partial sums that the two need room for. */
size_t icp_i_sums_partials(size_t blocks);
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
