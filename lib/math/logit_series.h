/* logit_series.h - many logistic regressions on one matrix: other rows, other penalties, fewer terms, each from where the one before ended. Owns:
 * the standardised matrix that all share, and climbing without making the information anew for every fit. Must not know: why there are many.
 *
 * What is shared: the matrix is standardised once; the information, per unit of weight, made for one fit serves the next as long as it makes good
 * progress (logit_chord.h) - whether a fit has ended is always judged by the exact gradient on its own rows; a change of penalty alone needs no pass
 * over the rows to begin. One series is one thread's work; several run side by side on the same matrix. */
#ifndef ICP_I_LOGIT_SERIES_H
#define ICP_I_LOGIT_SERIES_H

#include "base/pool.h"
#include "icpcluster/kmeans.h"
#include "icpcluster/status.h"
#include "math/coded.h"
#include "math/logit_chord.h"
#include "math/logit_kernel.h"
#include "math/logit_sums.h"

typedef struct icp_i_logit_matrix {
    size_t rows, columns;    /* columns: numbers, then indicators */
    size_t numbers;
    size_t room;             /* rows rounded up to ICP_I_LOGIT_CHUNK: of weight 0 in every fit */
    size_t stride;           /* numbers rounded up to 8 */
    double *z;               /* room x stride: (x - centre) / scale, then zeros */
    icp_i_coded coded;       /* the 0/1 columns; its `numbers` are not used */
    uint16_t *place;         /* room x coded.codes */
    double *y;               /* room: in [0,1] */
    double *centre, *scale;  /* columns */
    double *zeros, *ones;    /* stride: what the kernel is to centre and scale by */
    const icp_i_logit_kernel *kernel;
    bool blas;               /* information by OpenBLAS */
} icp_i_logit_matrix;

/* Room for a matrix of so many numbers and the codes of `coded` (arranged already; NULL = none); the caller fills in z with the numbers (finite),
 * place and y, then calls _standardise. false: out of memory. */
bool icp_i_logit_matrix_new(size_t rows, size_t numbers, const icp_i_coded *coded, icp_kernel kernel, icp_i_pool *pool, icp_i_logit_matrix *out);
/* Centre and scale become mean and 1/n standard deviation of the rows with weight (room; NULL = all), and z is changed to match. A column that does
 * not vary there becomes zeros, and its coefficient 0. */
void icp_i_logit_matrix_standardise(icp_i_logit_matrix *matrix, const double *weight);
/* Coefficients (columns + 1, intercept first, columns by their maker's numbers) of x that give the same predictions as theta does of z. */
void icp_i_logit_matrix_coefficients(const icp_i_logit_matrix *matrix, const double *theta, double *coefficients);

typedef struct icp_i_logit_series {
    const icp_i_logit_matrix *matrix;
    size_t q;                /* columns + 1 */
    const double *weight;    /* of the rows now in use */
    double total;            /* their sum */
    double *theta;           /* q, intercept first: where the series stands; set it before _rows */
    double log_likelihood;   /* there, unpenalised */
    double *score;           /* q: its gradient */
    double *information;     /* q x q, per unit of weight, at some earlier point; known says whether there is one */
    bool known;
    double *there, *there_score, *chord_matrix, *gradient, *step; /* of the climb */
    icp_i_logit_chord chord;
    double *room;            /* of a pass */
    icp_i_logit_sums sums;
    double *slope;           /* indicators, then places */
} icp_i_logit_series;

/* theta begins at 0. false: out of memory. */
bool icp_i_logit_series_new(const icp_i_logit_matrix *matrix, icp_i_pool *pool, icp_i_logit_series *out);
/* Takes over theta and information of another series on the same matrix. */
void icp_i_logit_series_follow(icp_i_logit_series *series, const icp_i_logit_series *other);
/* From here on fits are on rows of this weight (matrix->room values >= 0; chunks of rows without weight cost nothing). Makes the information at
 * theta, too, when none is known. */
void icp_i_logit_series_rows(icp_i_logit_series *series, const double *weight);
/* Climbs to the maximum of the log-likelihood less sum_j penalty_j theta_j^2 / 2; penalty (q): INFINITY holds a term at 0. Ends when no component of
 * the gradient, divided by the sum of weights, is beyond `tolerance`; false when that is not reached (a maximum at infinity, or rounding). */
bool icp_i_logit_series_fit(icp_i_logit_series *series, const double *penalty, double tolerance);
/* Log-likelihood of the rows of other weights at theta. */
double icp_i_logit_series_judge(const icp_i_logit_series *series, const double *weight);

#endif
