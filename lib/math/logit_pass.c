/* logit_pass.c - see logit_pass.h. A slot holds what one block of rows found: log-likelihood and sum of residuals in eight lanes each, gradient
 * (width), information (width x width), as logit_sums.h has them. Inside a pass the intercept comes after the numbers, so that these keep the
 * alignment they have in the caller's matrix. */
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

/* Numbers and intercept. */
static size_t dense_rank(const icp_i_logit_rows *rows)
{
    return rows->numbers + (rows->intercept ? 1 : 0);
}

bool icp_i_logit_pass_new(const icp_i_logit_problem *problem, icp_i_pool *pool, icp_i_logit_pass *out)
{
    size_t blocks = icp_i_blocks(problem->rows->x.rows), slots, room, workers = (size_t)icp_i_threads(problem->threads);
    const icp_i_coded *coded = &problem->rows->coded;
    icp_i_logit_pass made = {.problem = problem, .kernel = problem->native ? problem->native : icp_i_logit_kernel_best()};
    if (!icp_i_logit_sums_new(coded, problem->rows->numbers, problem->rows->intercept, pool, &made.sums)) return false;
    size_t width = made.sums.width, dense = made.sums.dense;
    made.stride = dense / 8 % 2 ? dense : dense + 8;
    made.blas = by_blas(problem, made.kernel);
    made.slot = SUMS + width + width * width;
    made.wave = WAVE_BYTES / (made.slot * sizeof(double));
    if (made.wave < 2 * workers) made.wave = 2 * workers;
    if (made.wave > blocks) made.wave = blocks;
    made.room_size = ARRAYS * CHUNK + icp_i_logit_rows_room(problem->rows) + (made.blas ? ICP_I_BLOCK : CHUNK) * made.stride;
    bool sizes = icp_i_multiply(made.wave, made.slot, &slots) && icp_i_multiply(workers, made.room_size, &room);
    made.slots = sizes ? icp_i_alloc_raw(pool, slots, sizeof *made.slots) : NULL; /* a block clears what it adds to */
    made.room = made.slots ? ICP_I_NEW(pool, double, room) : NULL;
    made.each = ICP_I_NEW(pool, double, coded->indicators);
    made.slope = ICP_I_NEW(pool, double, width + 8);
    made.step_slope = ICP_I_NEW(pool, double, width + 8);
    if (!made.room || !made.each || !made.slope || !made.step_slope) {
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
    icp_i_logit_sums_free(&pass->sums, pool);
    icp_i_release(pool, pass->each);
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

/* Linear predictor of theta: constant + sum_j slope_j (x_j - centre_j) over numbers + sum of the slopes of a row's places. */
static double split(const icp_i_logit_pass *pass, const double *theta, double *slope)
{
    const icp_i_logit_rows *rows = pass->problem->rows;
    size_t first = rows->intercept ? 1 : 0;
    double constant = first ? theta[0] : 0;
    for (size_t j = 0; j < rows->numbers; j++) slope[j] = theta[first + j] * rows->inverse_scale[j];
    for (size_t k = 0; k < rows->coded.indicators; k++) pass->each[k] = 0;
    for (size_t j = rows->numbers; j < rows->columns; j++) {
        double *each = &pass->each[rows->source[j]];
        *each = theta[first + j] * rows->inverse_scale[j];
        constant -= *each * rows->centre[j];
    }
    icp_i_logit_sums_slopes(&pass->sums, pass->each, slope + pass->sums.dense);
    return constant;
}

/* Offsets, or zeros, plus a constant. */
static void start_predictor(const icp_i_logit_problem *problem, size_t first, size_t count, double constant, double *eta)
{
    for (size_t i = 0; i < CHUNK; i++) eta[i] = constant;
    for (size_t i = 0; i < count && problem->offset; i++) eta[i] += problem->offset[first + i];
}

/* eta += what slope makes of the rows. */
static void add_predictor(const icp_i_logit_pass *pass, const icp_i_logit_chunk *chunk, const double *slope, double *eta)
{
    if (chunk->columns) pass->kernel->predictor(chunk, slope, eta);
    if (chunk->codes) pass->kernel->gather(chunk, slope + pass->sums.dense, eta);
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
    add_predictor(pass, chunk, pass->slope, v->eta);
    pass->kernel->likelihood(v, slot);
    if (chunk->columns) pass->kernel->score(chunk, v->residual, gradient);
    if (chunk->codes) pass->kernel->scatter(chunk, v->residual, gradient + pass->sums.dense);
}

static void evaluate_block(void *context, size_t task, int worker)
{
    const icp_i_logit_pass *pass = context;
    const icp_i_logit_rows *rows = pass->problem->rows;
    double *slot = pass->slots + task * pass->slot, *information = slot + SUMS + pass->sums.width;
    double *room = pass->room + (size_t)worker * pass->room_size, *panel = room + ARRAYS * CHUNK, *copy = panel;
    icp_i_logit_values v = {room, room + CHUNK, room + 2 * CHUNK, room + 3 * CHUNK, room + 4 * CHUNK};
    size_t begin = icp_i_block_begin(pass->first + task), end = end_of(pass, pass->first + task);
    copy += (pass->blas ? ICP_I_BLOCK : CHUNK) * pass->stride;
    memset(slot, 0, SUMS * sizeof *slot);
    icp_i_logit_sums_clear(&pass->sums, slot + SUMS, pass->information ? information : NULL);
    for (size_t i = begin; i < end; i += CHUNK) {
        icp_i_logit_chunk chunk = icp_i_logit_rows_take(rows, i, end - i < CHUNK ? end - i : CHUNK, copy);
        evaluate_chunk(pass, &chunk, i, &v, slot);
        if (!pass->information) continue;
        double *packed = pass->blas ? panel + (i - begin) * pass->stride : panel, *coded = information + pass->sums.dense * pass->sums.width;
        pass->kernel->pack(&chunk, v.root, rows->intercept, packed, pass->stride);
        if (!pass->blas) pass->kernel->cross(packed, pass->stride, chunk.rows, dense_rank(rows), information, pass->sums.width);
        if (chunk.codes) pass->kernel->count(&chunk, v.root, packed, pass->stride, pass->sums.dense, coded, pass->sums.width);
    }
    if (pass->information && pass->blas) icp_i_cross(panel, pass->stride, NULL, end - begin, dense_rank(rows), NULL, information, pass->sums.width);
}

/* Runs the blocks and adds up their slots in block order. */
static double run_blocks(icp_i_logit_pass *pass)
{
    const icp_i_logit_rows *rows = pass->problem->rows;
    icp_i_logit_sums *sums = &pass->sums;
    size_t blocks = icp_i_blocks(rows->x.rows);
    double log_likelihood = 0, residuals = 0;
    icp_i_logit_sums_clear(sums, sums->gradient, pass->information ? sums->information : NULL);
    for (pass->first = 0; pass->first < blocks; pass->first += pass->wave) {
        size_t count = blocks - pass->first < pass->wave ? blocks - pass->first : pass->wave;
        icp_i_parallel(count, pass->problem->threads, evaluate_block, pass);
        for (size_t b = 0; b < count; b++) {
            const double *slot = pass->slots + b * pass->slot, *information = slot + SUMS + sums->width;
            for (size_t k = 0; k < LANES; k++) log_likelihood += slot[k];
            for (size_t k = LANES; k < SUMS; k++) residuals += slot[k];
            icp_i_logit_sums_add(sums, dense_rank(rows), slot + SUMS, pass->information ? information : NULL);
        }
    }
    if (rows->intercept) sums->gradient[rows->numbers] = residuals;
    icp_i_logit_sums_close(sums, pass->information);
    return log_likelihood;
}

/* What a term is to the sums: (what stands at `at` - shift) * unit, and in gradients, where numbers are not scaled yet, * slope. */
typedef struct reading {
    size_t at;
    double shift, unit, slope;
} reading;

static reading read_term(const icp_i_logit_pass *pass, size_t term)
{
    const icp_i_logit_rows *rows = pass->problem->rows;
    size_t first = rows->intercept ? 1 : 0, j = term - first;
    if (term < first) return (reading){rows->numbers, 0, 1, 1};
    if (j < rows->numbers) return (reading){j, 0, 1, rows->inverse_scale[j]};
    return (reading){pass->sums.dense + rows->source[j], rows->centre[j], rows->inverse_scale[j], rows->inverse_scale[j]};
}

static void give_information(const icp_i_logit_pass *pass, double factor, double *information)
{
    size_t rank = pass->problem->rows->rank;
    for (size_t j = 0; j < rank; j++) {
        reading a = read_term(pass, j);
        for (size_t l = 0; l <= j; l++) {
            reading b = read_term(pass, l);
            double product = icp_i_logit_sums_product(&pass->sums, a.at, a.shift, b.at, b.shift);
            information[j * rank + l] = information[l * rank + j] = factor * product * (a.unit * b.unit);
        }
    }
}

static void give_gradient(const icp_i_logit_pass *pass, double factor, double *gradient)
{
    for (size_t j = 0; j < pass->problem->rows->rank; j++) {
        reading a = read_term(pass, j);
        gradient[j] = factor * icp_i_logit_sums_gradient(&pass->sums, a.at, a.shift) * a.slope;
    }
}

static double factor_of(const icp_i_logit_pass *pass)
{
    return pass->share == ICP_I_LOGIT_ALL ? 1 : pass->problem->rows->weight / pass->sample_weight;
}

double icp_i_logit_pass_run(icp_i_logit_pass *pass, icp_i_logit_share share, const double *theta, double *gradient, double *information)
{
    pass->share = share;
    pass->likelihood = true;
    pass->information = information != NULL;
    pass->constant = split(pass, theta, pass->slope);
    double log_likelihood = run_blocks(pass), factor = factor_of(pass);
    give_gradient(pass, factor, gradient);
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
        add_predictor(pass, &chunk, pass->slope, eta);
        add_predictor(pass, &chunk, pass->step_slope, move);
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
    pass->constant = split(pass, theta, pass->slope);
    pass->step_constant = split(pass, step, pass->step_slope);
    for (pass->first = 0; pass->first < blocks; pass->first += pass->wave) {
        size_t count = blocks - pass->first < pass->wave ? blocks - pass->first : pass->wave;
        icp_i_parallel(count, pass->problem->threads, runaway_block, pass);
        for (size_t b = 0; b < count; b++) largest = fmax(largest, pass->slots[b * pass->slot]);
    }
    return largest;
}
