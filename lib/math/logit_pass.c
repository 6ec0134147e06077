/* logit_pass.c - see logit_pass.h. A slot holds what one block of rows found: log-likelihood and sum of residuals in eight lanes each, gradient
 * (width), information (width x width). Inside a pass the intercept comes last, so that the columns keep the alignment they have in the caller's
 * matrix. */
#include "math/logit_pass.h"

#include "base/parallel.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define CHUNK ICP_I_LOGIT_CHUNK
#define WAVE_BYTES ((size_t)32 << 20)
#define SATURATED 1e-6
#define SAMPLE_ROWS (ICP_I_BLOCK / 16)

enum { LANES = 8, SUMS = 2 * LANES, ARRAYS = 5 }; /* ARRAYS: arrays of CHUNK values in icp_i_logit_values */

_Static_assert(SAMPLE_ROWS % CHUNK == 0, "a sample is made of whole chunks");

/* Where fused multiply-adds would be imitated, OpenBLAS is ahead from a few columns on. */
static bool by_blas(const icp_i_logit_problem *problem, const icp_i_logit_kernel *native)
{
    return problem->kernel == ICP_KERNEL_BLAS || (problem->kernel == ICP_KERNEL_AUTO && !icp_i_logit_kernel_fast(native));
}

bool icp_i_logit_pass_new(const icp_i_logit_problem *problem, icp_i_pool *pool, icp_i_logit_pass *out)
{
    size_t blocks = icp_i_blocks(problem->rows->x.rows), square, slots, room, workers = (size_t)icp_i_threads(problem->threads);
    icp_i_logit_pass made = {.problem = problem, .kernel = problem->native ? problem->native : icp_i_logit_kernel_best()};
    made.width = (problem->rows->rank + 7) / 8 * 8;
    made.stride = made.width / 8 % 2 ? made.width : made.width + 8;
    made.blas = by_blas(problem, made.kernel);
    if (!icp_i_multiply(made.width, made.width, &square) || square > SIZE_MAX / 16) return false;
    made.slot = SUMS + made.width + square;
    made.wave = WAVE_BYTES / (made.slot * sizeof(double));
    if (made.wave < 2 * workers) made.wave = 2 * workers;
    if (made.wave > blocks) made.wave = blocks;
    made.room_size = ARRAYS * CHUNK + icp_i_logit_rows_room(problem->rows) + (made.blas ? ICP_I_BLOCK : CHUNK) * made.stride;
    if (!icp_i_multiply(made.wave, made.slot, &slots) || !icp_i_multiply(workers, made.room_size, &room)) return false;
    made.slots = ICP_I_NEW(pool, double, slots);
    made.room = ICP_I_NEW(pool, double, room);
    made.sum = ICP_I_NEW(pool, double, made.width + square);
    made.slope = ICP_I_NEW(pool, double, made.width + 8);
    made.step_slope = ICP_I_NEW(pool, double, made.width + 8);
    if (!made.slots || !made.room || !made.sum || !made.slope || !made.step_slope) {
        icp_i_logit_pass_free(&made, pool);
        return false;
    }
    for (size_t b = 0; b < blocks; b++) {
        size_t begin = icp_i_block_begin(b), end = icp_i_block_end(b, problem->rows->x.rows);
        for (size_t i = begin; i < end && i < begin + SAMPLE_ROWS; i++) made.sample_weight += problem->rows->weights ? problem->rows->weights[i] : 1;
    }
    *out = made;
    return true;
}

void icp_i_logit_pass_free(icp_i_logit_pass *pass, icp_i_pool *pool)
{
    icp_i_release(pool, pass->slots);
    icp_i_release(pool, pass->room);
    icp_i_release(pool, pass->sum);
    icp_i_release(pool, pass->slope);
    icp_i_release(pool, pass->step_slope);
    memset(pass, 0, sizeof *pass);
}

static size_t end_of(const icp_i_logit_pass *pass, size_t block)
{
    size_t begin = icp_i_block_begin(block), end = icp_i_block_end(block, pass->problem->rows->x.rows);
    return pass->share == ICP_I_LOGIT_SAMPLE && end > begin + SAMPLE_ROWS ? begin + SAMPLE_ROWS : end;
}

size_t icp_i_logit_pass_sample(const icp_i_logit_pass *pass)
{
    size_t rows = pass->problem->rows->x.rows, last = rows % ICP_I_BLOCK;
    size_t sample = rows / ICP_I_BLOCK * SAMPLE_ROWS + (last < SAMPLE_ROWS ? last : SAMPLE_ROWS);
    return sample < rows ? sample : 0;
}

/* Linear predictor of theta: constant + sum_j slope_j (x_j - centre_j). */
static double split(const icp_i_logit_rows *rows, const double *theta, double *slope)
{
    size_t first = rows->intercept ? 1 : 0;
    for (size_t j = 0; j < rows->columns; j++) slope[j] = theta[first + j] * rows->inverse_scale[j];
    return first ? theta[0] : 0;
}

/* Offsets, or zeros, plus a constant. */
static void start_predictor(const icp_i_logit_problem *problem, size_t first, size_t count, double constant, double *eta)
{
    for (size_t i = 0; i < CHUNK; i++) eta[i] = constant;
    for (size_t i = 0; i < count && problem->offset; i++) eta[i] += problem->offset[first + i];
}

/* One chunk: its weights' roots go to v->root, its share of likelihood and gradient into the slot. */
static void evaluate_chunk(const icp_i_logit_pass *pass, const icp_i_logit_chunk *chunk, size_t first, const icp_i_logit_values *v, double *slot)
{
    const icp_i_logit_problem *problem = pass->problem;
    double *gradient = slot + SUMS;
    icp_i_logit_rows_weights(problem->rows, first, chunk->rows, v->weight);
    if (!pass->likelihood) {
        for (size_t i = 0; i < CHUNK; i++) v->root[i] = sqrt(v->weight[i]);
        return;
    }
    memcpy(v->y, problem->y + first, chunk->rows * sizeof *v->y);
    start_predictor(problem, first, chunk->rows, pass->constant, v->eta);
    if (chunk->columns) pass->kernel->predictor(chunk, pass->slope, v->eta);
    pass->kernel->likelihood(v, slot);
    if (chunk->columns) pass->kernel->score(chunk, v->residual, gradient);
}

static void evaluate_block(void *context, size_t task, int worker)
{
    const icp_i_logit_pass *pass = context;
    const icp_i_logit_rows *rows = pass->problem->rows;
    double *slot = pass->slots + task * pass->slot, *information = slot + SUMS + pass->width;
    double *room = pass->room + (size_t)worker * pass->room_size, *panel = room + ARRAYS * CHUNK, *copy = panel;
    icp_i_logit_values v = {room, room + CHUNK, room + 2 * CHUNK, room + 3 * CHUNK, room + 4 * CHUNK};
    size_t begin = icp_i_block_begin(pass->first + task), end = end_of(pass, pass->first + task);
    copy += (pass->blas ? ICP_I_BLOCK : CHUNK) * pass->stride;
    memset(slot, 0, (pass->information ? pass->slot : SUMS + pass->width) * sizeof *slot);
    for (size_t i = begin; i < end; i += CHUNK) {
        icp_i_logit_chunk chunk = icp_i_logit_rows_take(rows, i, end - i < CHUNK ? end - i : CHUNK, copy);
        evaluate_chunk(pass, &chunk, i, &v, slot);
        if (!pass->information) continue;
        pass->kernel->pack(&chunk, v.root, rows->intercept, pass->blas ? panel + (i - begin) * pass->stride : panel, pass->stride);
        if (!pass->blas) pass->kernel->cross(panel, pass->stride, chunk.rows, rows->rank, information, pass->width);
    }
    if (pass->information && pass->blas) icp_i_cross(panel, pass->stride, NULL, end - begin, rows->rank, NULL, information, pass->width);
}

/* Runs the blocks and adds up their slots in block order into pass->sum: gradient (width), then information (width x width, upper triangle). */
static double run_blocks(icp_i_logit_pass *pass)
{
    size_t blocks = icp_i_blocks(pass->problem->rows->x.rows), rank = pass->problem->rows->rank, width = pass->width;
    double log_likelihood = 0, residuals = 0, *gradient = pass->sum, *information = pass->sum + width;
    memset(pass->sum, 0, (pass->information ? width + width * width : width) * sizeof *pass->sum);
    for (pass->first = 0; pass->first < blocks; pass->first += pass->wave) {
        size_t count = blocks - pass->first < pass->wave ? blocks - pass->first : pass->wave;
        icp_i_parallel(count, pass->problem->threads, evaluate_block, pass);
        for (size_t b = 0; b < count; b++) {
            const double *slot = pass->slots + b * pass->slot, *found = slot + SUMS + width;
            for (size_t k = 0; k < LANES; k++) log_likelihood += slot[k];
            for (size_t k = LANES; k < SUMS; k++) residuals += slot[k];
            for (size_t j = 0; j < rank; j++) gradient[j] += slot[SUMS + j];
            for (size_t j = 0; j < rank && pass->information; j++)
                for (size_t l = j; l < rank; l++) information[j * width + l] += found[j * width + l];
        }
    }
    if (pass->problem->rows->intercept) gradient[rank - 1] = residuals;
    return log_likelihood;
}

/* Place inside a pass of term `at`. */
static size_t turned(const icp_i_logit_rows *rows, size_t at)
{
    if (!rows->intercept) return at;
    return at == 0 ? rows->columns : at - 1;
}

static void give_information(const icp_i_logit_pass *pass, double factor, double *information)
{
    const icp_i_logit_rows *rows = pass->problem->rows;
    for (size_t j = 0; j < rows->rank; j++)
        for (size_t l = 0; l < rows->rank; l++) {
            size_t a = turned(rows, j), b = turned(rows, l);
            information[j * rows->rank + l] = factor * pass->sum[pass->width + (a < b ? a * pass->width + b : b * pass->width + a)];
        }
}

static double factor_of(const icp_i_logit_pass *pass)
{
    return pass->share == ICP_I_LOGIT_ALL ? 1 : pass->problem->rows->weight / pass->sample_weight;
}

double icp_i_logit_pass_run(icp_i_logit_pass *pass, icp_i_logit_share share, const double *theta, double *gradient, double *information)
{
    const icp_i_logit_rows *rows = pass->problem->rows;
    pass->share = share;
    pass->likelihood = true;
    pass->information = information != NULL;
    pass->constant = split(rows, theta, pass->slope);
    double log_likelihood = run_blocks(pass), factor = factor_of(pass);
    for (size_t j = 0; j < rows->rank; j++) {
        size_t at = turned(rows, j);
        gradient[j] = factor * pass->sum[at] * (at < rows->columns ? rows->inverse_scale[at] : 1);
    }
    if (information) give_information(pass, factor, information);
    return factor * log_likelihood;
}

void icp_i_logit_pass_gram(icp_i_logit_pass *pass, icp_i_logit_share share, double *gram)
{
    pass->share = share;
    pass->likelihood = false;
    pass->information = true;
    run_blocks(pass);
    give_information(pass, factor_of(pass), gram);
}

static void runaway_block(void *context, size_t task, int worker)
{
    const icp_i_logit_pass *pass = context;
    const icp_i_logit_problem *problem = pass->problem;
    double *room = pass->room + (size_t)worker * pass->room_size, *eta = room, *move = room + CHUNK, largest = 0;
    size_t begin = icp_i_block_begin(pass->first + task), end = icp_i_block_end(pass->first + task, problem->rows->x.rows);
    for (size_t i = begin; i < end; i += CHUNK) {
        icp_i_logit_chunk chunk = icp_i_logit_rows_take(problem->rows, i, end - i < CHUNK ? end - i : CHUNK, room + ARRAYS * CHUNK);
        start_predictor(problem, i, chunk.rows, pass->constant, eta);
        for (size_t k = 0; k < CHUNK; k++) move[k] = pass->step_constant;
        if (chunk.columns) pass->kernel->predictor(&chunk, pass->slope, eta);
        if (chunk.columns) pass->kernel->predictor(&chunk, pass->step_slope, move);
        for (size_t k = 0; k < chunk.rows; k++) {
            double e = exp(-fabs(eta[k])), w = problem->rows->weights ? problem->rows->weights[i + k] : 1;
            if (w > 0 && e / ((1 + e) * (1 + e)) < SATURATED) largest = fmax(largest, fabs(move[k]));
        }
    }
    pass->slots[task * pass->slot] = largest;
}

double icp_i_logit_pass_runaway(icp_i_logit_pass *pass, const double *theta, const double *step)
{
    size_t blocks = icp_i_blocks(pass->problem->rows->x.rows);
    double largest = 0;
    pass->constant = split(pass->problem->rows, theta, pass->slope);
    pass->step_constant = split(pass->problem->rows, step, pass->step_slope);
    for (pass->first = 0; pass->first < blocks; pass->first += pass->wave) {
        size_t count = blocks - pass->first < pass->wave ? blocks - pass->first : pass->wave;
        icp_i_parallel(count, pass->problem->threads, runaway_block, pass);
        for (size_t b = 0; b < count; b++) largest = fmax(largest, pass->slots[b * pass->slot]);
    }
    return largest;
}
