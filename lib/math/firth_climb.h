/* firth_climb.h - the maximum of Firth's penalised likelihood, all terms free or some held. Owns: the penalised likelihood, its score, the
 * iteration, profile limits. Must not know: the caller's units. */
#ifndef ICP_I_FIRTH_CLIMB_H
#define ICP_I_FIRTH_CLIMB_H

#include "base/pool.h"
#include "icpcluster/matrix.h"

/* Rows of full rank, well scaled, with the working memory of every climb over them. */
typedef struct icp_i_firth_rows {
    size_t rows, rank;
    const double *z;              /* rows x rank, row-major */
    const double *y, *weights;    /* weights may be NULL */
    size_t max_iterations;
    double *pi;                   /* rows */
    double *block, *part, *spare; /* ICP_I_BLOCK x rank twice, rank x rank */
    double *curve;                /* ICP_I_BLOCK: w pi (1 - pi) */
    double *next, *step;          /* rank */
    double *free_information;     /* rank x rank */
} icp_i_firth_rows;

typedef struct icp_i_firth_point {
    double *theta, *score;         /* rank: penalised score */
    double *information, *inverse; /* rank x rank */
    double log_likelihood, penalised;
    size_t iterations;
    bool converged;
} icp_i_firth_point;

/* Working memory in `pool`; false when there is none. */
bool icp_i_firth_rows_room(icp_i_firth_rows *rows, icp_i_pool *pool);
bool icp_i_firth_point_room(icp_i_firth_point *point, size_t rank, icp_i_pool *pool);
/* Climbs from point->theta over the terms with fixed[j] == 0 (NULL = all). The penalty is always that of all terms. The pool's `cancelled` hook is
 * asked once a step. */
icp_status icp_i_firth_climb(icp_i_firth_rows *rows, const unsigned char *fixed, const icp_hooks *hooks, icp_i_firth_point *point, icp_error *err);
/* theta_j on one side (-1, +1) of the maximum `best` where the profile of the penalised likelihood has fallen by z^2 / 2, starting at a Wald limit;
 * `at` and `fixed` (zeros) are working memory. NaN when it is not found. */
icp_status icp_i_firth_limit(icp_i_firth_rows *rows, const icp_i_firth_point *best, size_t j, int side, double z, const icp_hooks *hooks,
                             unsigned char *fixed, icp_i_firth_point *at, double *limit, icp_error *err);

#endif
