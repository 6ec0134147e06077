/* logit_pass.c - see logit_pass.h. A slot holds what one block of rows found: log-likelihood, gradient (rank), information (rank x rank). */
#include "math/logit_pass.h"

#include "base/parallel.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define WAVE_BYTES ((size_t)64 << 20)
#define SATURATED 1e-6

/* Where measurement shows the own loop ahead of dsyrk, which first has to copy the rows scaled by their weights. */
#define NATIVE_RANK 8

static bool by_blas(const icp_i_logit_problem *problem)
{
    return problem->kernel == ICP_KERNEL_BLAS || (problem->kernel == ICP_KERNEL_AUTO && problem->rank > NATIVE_RANK);
}

bool icp_i_logit_pass_new(const icp_i_logit_problem *problem, icp_i_pool *pool, icp_i_logit_pass *out)
{
    size_t q = problem->rank, block = problem->rows < ICP_I_BLOCK ? problem->rows : ICP_I_BLOCK, blocks = icp_i_blocks(problem->rows);
    size_t square, slots, scratch, workers = (size_t)icp_i_threads(problem->threads);
    if (!icp_i_multiply(q, q, &square) || square > SIZE_MAX / 16) return false;
    icp_i_logit_pass made = {.problem = problem, .slot = (1 + q + square + 7) / 8 * 8};
    made.wave = WAVE_BYTES / (made.slot * sizeof(double));
    if (made.wave < workers) made.wave = workers;
    if (made.wave > blocks) made.wave = blocks;
    made.scratch_size = block * (by_blas(problem) ? 1 + q : 1);
    if (!icp_i_multiply(made.wave, made.slot, &slots) || !icp_i_multiply(workers, made.scratch_size, &scratch)) return false;
    made.slots = ICP_I_NEW(pool, double, slots);
    made.scratch = ICP_I_NEW(pool, double, scratch);
    if (!made.slots || !made.scratch) {
        icp_i_logit_pass_free(&made, pool);
        return false;
    }
    *out = made;
    return true;
}

void icp_i_logit_pass_free(icp_i_logit_pass *pass, icp_i_pool *pool)
{
    icp_i_release(pool, pass->slots);
    icp_i_release(pool, pass->scratch);
    memset(pass, 0, sizeof *pass);
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++) sum += a[j] * b[j];
    return sum;
}

/* information (upper triangle) += sum_i w_i z_i z_i', row by row. */
static void cross_native(const double *z, size_t stride, const double *w, size_t rows, size_t q, double *information)
{
    for (size_t i = 0; i < rows; i++, z += stride)
        for (size_t j = 0; j < q; j++) {
            double part = w[i] * z[j], *row = information + j * q;
            for (size_t l = j; l < q; l++) row[l] += part * z[l];
        }
}

static void evaluate_block(void *context, size_t task, int worker)
{
    const icp_i_logit_pass *pass = context;
    const icp_i_logit_problem *problem = pass->problem;
    size_t q = problem->rank, begin = icp_i_block_begin(pass->first + task), end = icp_i_block_end(pass->first + task, problem->rows);
    double *slot = pass->slots + task * pass->slot, *gradient = slot + 1, *information = gradient + q;
    double *variance = pass->scratch + (size_t)worker * pass->scratch_size;
    memset(slot, 0, pass->slot * sizeof *slot);
    for (size_t i = begin; i < end; i++) {
        const double *z = problem->z + i * problem->stride;
        double w = problem->weights ? problem->weights[i] : 1, y = problem->y[i];
        double eta = (problem->offset ? problem->offset[i] : 0) + dot(z, pass->theta, q);
        double e = exp(-fabs(eta)), less = e / (1 + e), more = 1 / (1 + e);
        variance[i - begin] = w > 0 ? w * less * more : 0;
        if (!(w > 0)) continue;
        /* y eta - log(1 + exp(eta)), arranged so that nothing overflows or cancels */
        slot[0] -= w * ((eta >= 0 ? (1 - y) * eta : -y * eta) + log1p(e));
        double residual = w * (eta >= 0 ? (y - 1) + less : y - less);
        for (size_t j = 0; j < q; j++) gradient[j] += residual * z[j];
    }
    const double *z = problem->z + begin * problem->stride;
    if (by_blas(problem)) icp_i_cross(z, problem->stride, variance, end - begin, q, variance + (end - begin), information, q);
    else cross_native(z, problem->stride, variance, end - begin, q, information);
}

double icp_i_logit_pass_run(icp_i_logit_pass *pass, const double *theta, double *gradient, double *information)
{
    size_t q = pass->problem->rank, blocks = icp_i_blocks(pass->problem->rows);
    double log_likelihood = 0;
    memset(gradient, 0, q * sizeof *gradient);
    memset(information, 0, q * q * sizeof *information);
    pass->theta = theta;
    for (pass->first = 0; pass->first < blocks; pass->first += pass->wave) {
        size_t count = blocks - pass->first < pass->wave ? blocks - pass->first : pass->wave;
        icp_i_parallel(count, pass->problem->threads, evaluate_block, pass);
        for (size_t b = 0; b < count; b++) {
            const double *slot = pass->slots + b * pass->slot;
            log_likelihood += slot[0];
            for (size_t j = 0; j < q; j++) gradient[j] += slot[1 + j];
            for (size_t j = 0; j < q * q; j++) information[j] += slot[1 + q + j];
        }
    }
    for (size_t j = 0; j < q; j++)
        for (size_t l = 0; l < j; l++) information[j * q + l] = information[l * q + j];
    return log_likelihood;
}

static void runaway_block(void *context, size_t task, int worker)
{
    (void)worker;
    const icp_i_logit_pass *pass = context;
    const icp_i_logit_problem *problem = pass->problem;
    double largest = 0;
    for (size_t i = icp_i_block_begin(pass->first + task); i < icp_i_block_end(pass->first + task, problem->rows); i++) {
        const double *z = problem->z + i * problem->stride;
        double eta = (problem->offset ? problem->offset[i] : 0) + dot(z, pass->theta, problem->rank), e = exp(-fabs(eta));
        if (e / ((1 + e) * (1 + e)) < SATURATED) largest = fmax(largest, fabs(dot(z, pass->step, problem->rank)));
    }
    pass->slots[task * pass->slot] = largest;
}

double icp_i_logit_pass_runaway(icp_i_logit_pass *pass, const double *theta, const double *step)
{
    size_t blocks = icp_i_blocks(pass->problem->rows);
    double largest = 0;
    pass->theta = theta;
    pass->step = step;
    for (pass->first = 0; pass->first < blocks; pass->first += pass->wave) {
        size_t count = blocks - pass->first < pass->wave ? blocks - pass->first : pass->wave;
        icp_i_parallel(count, pass->problem->threads, runaway_block, pass);
        for (size_t b = 0; b < count; b++) largest = fmax(largest, pass->slots[b * pass->slot]);
    }
    return largest;
}
