/* seed.h - first centres by greedy k-means++ (Arthur & Vassilvitskii 2007) with weights. Owns: draws and the choice among candidates.
 * Must not know: iterations. */
#ifndef ICP_I_SEED_H
#define ICP_I_SEED_H

#include "base/rng.h"
#include "math/packed.h"
#include "math/points.h"

typedef struct icp_i_seeding {
    const icp_i_points *points;
    const icp_i_packed *packed;
    size_t count;         /* candidates of a step */
    size_t padded;        /* the same in whole groups */
    icp_i_screen screen;  /* the candidates */
    double *drawn;        /* count x d: their rows */
    double *d2;           /* n: squared distance to the nearest centre so far */
    float *reach;         /* n, and a tile of rows that nothing reaches: d2 times factor^2, rounded up */
    float *weights;       /* n, and a tile; NULL: all 1 */
    uint32_t *marks;      /* tiles x padded: rows that a candidate may win */
    double *gains;        /* blocks x count */
    double *left;         /* blocks: sum of w * d2 */
} icp_i_seeding;

/* false: out of memory. */
bool icp_i_seeding_new(const icp_i_points *points, const icp_i_packed *packed, size_t k, icp_i_pool *pool, icp_i_seeding *out);
/* centers (k x d): of the 2 + floor(log k) candidates of a step, drawn with probability w*d^2, the one that leaves the least w*d^2 in all.
 * goes_on(context) is asked before every step; centres after a false are unset. */
void icp_i_seed(icp_i_seeding *seeding, size_t k, int threads, icp_i_rng *rng, bool (*goes_on)(void *context), void *context, double *centers);

#endif
