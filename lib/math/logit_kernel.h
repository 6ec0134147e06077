/* logit_kernel.h - the arithmetic of logistic regression on a few rows at a time, one table of functions per instruction set. Owns: the order in
 * which every sum is taken, so that all tables give the same bits. Must not know: threads, blocks, the iteration.
 *
 * Rows are row-major with contiguous columns; arrays over columns are as long as `columns` rounded up to 8, filled up with zeros. z = (x -
 * centre) * inverse_scale is never stored for all rows: it is cheaper to make it again than to read it from memory. */
#ifndef ICP_I_LOGIT_KERNEL_H
#define ICP_I_LOGIT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows worked on while they are in the nearest cache. */
#define ICP_I_LOGIT_CHUNK ((size_t)64)

typedef struct icp_i_logit_chunk {
    const double *x;
    size_t stride, rows, columns; /* rows <= ICP_I_LOGIT_CHUNK */
    const double *centre, *inverse_scale;
    const uint16_t *place; /* rows x codes (coded.h) */
    size_t codes;
} icp_i_logit_chunk;

/* What is known about each row of a chunk; ICP_I_LOGIT_CHUNK values each, weights of rows beyond the last are 0. */
typedef struct icp_i_logit_values {
    double *y, *weight, *eta; /* in */
    double *residual;         /* out: w (y - pi) */
    double *root;             /* out: square root of w pi (1 - pi) */
} icp_i_logit_values;

typedef struct icp_i_logit_kernel {
    const char *name;
    bool (*supported)(void);
    /* Per column over rows of positive weight: low, high become the range (which passes over NaN); over all rows, with d = x - centre, sum += w d
     * and squares += w d^2. */
    void (*measure)(const icp_i_logit_chunk *chunk, const double *weight, double *low, double *high, double *sum, double *squares);
    /* eta[i] += sum_j (x_ij - centre_j) slope_j: lane k of 8 takes the columns j = k modulo 8 in order, then the lanes are added pairwise. */
    void (*predictor)(const icp_i_logit_chunk *chunk, const double *slope, double *eta);
    /* Row by row; adds log-likelihoods to sums[i modulo 8] and residuals to sums[8 + i modulo 8], in order. Errors of the functions inside: exp
     * and log1p below 1 unit in the last place. */
    void (*likelihood)(const icp_i_logit_values *values, double sums[16]);
    /* gradient[j] += residual_i (x_ij - centre_j), row after row */
    void (*score)(const icp_i_logit_chunk *chunk, const double *residual, double *gradient);
    /* panel (rows x panel_stride) = root_i z_ij, then root_i where there is an intercept; zeros up to a multiple of 8 */
    void (*pack)(const icp_i_logit_chunk *chunk, const double *root, bool intercept, double *panel, size_t panel_stride);
    /* sum += u_i u_i', row after row: at least the upper triangle of rank x rank; sum has room for rank rounded up to 8 rows and columns. */
    void (*cross)(const double *panel, size_t panel_stride, size_t rows, size_t rank, double *sum, size_t sum_stride);
    /* Columns that are kept as codes, by arrays over places; codes in order. eta[i] += sum of slope[place] */
    void (*gather)(const icp_i_logit_chunk *chunk, const double *slope, double *eta);
    /* gradient[place] += residual_i, row after row */
    void (*scatter)(const icp_i_logit_chunk *chunk, const double *residual, double *gradient);
    /* Row `place` of sum: the first `width` (a multiple of 8) += root_i u_i, then from `width` on, for this code and those before it, the row's place
     * there += root_i^2; row after row. */
    void (*count)(const icp_i_logit_chunk *chunk, const double *root, const double *panel, size_t panel_stride, size_t width, double *sum,
                  size_t sum_stride);
} icp_i_logit_kernel;

extern const icp_i_logit_kernel icp_i_logit_kernel_avx512, icp_i_logit_kernel_avx2, icp_i_logit_kernel_portable;

/* All tables, best first, NULL at the end; the fastest this processor can run. */
extern const icp_i_logit_kernel *const icp_i_logit_kernels[];
const icp_i_logit_kernel *icp_i_logit_kernel_best(void);
/* false where the table has to imitate fused multiply-adds. */
bool icp_i_logit_kernel_fast(const icp_i_logit_kernel *kernel);

#endif
