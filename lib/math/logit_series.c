/* logit_series.c - see logit_series.h. Every sum runs over the rows in order: a fit is one thread's work, so that its bits depend on nothing else. */
#include "math/logit_series.h"

#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define CHUNK ICP_I_LOGIT_CHUNK
#define MOST_STEPS 60
#define HALVINGS 30
#define GOOD_PROGRESS 0.25 /* share of the gradient a step may leave before the information is made anew */
#define ROUNDING 1e-14     /* of the objective: a step may lose this much and still count as not going down */

enum { LANES = 16, ARRAYS = 5 }; /* of log-likelihoods and residuals; arrays of CHUNK values in a pass: eta, residual, root, y, weight */

/* ---- the matrix ---- */

bool icp_i_logit_matrix_new(size_t rows, size_t numbers, const icp_i_coded *coded, icp_kernel kernel, icp_i_pool *pool, icp_i_logit_matrix *out)
{
    size_t values, places;
    icp_i_logit_matrix made = {.rows = rows, .numbers = numbers, .columns = numbers, .kernel = icp_i_logit_kernel_best()};
    if (coded) made.coded = *coded;
    made.columns += made.coded.indicators;
    made.blas = kernel == ICP_KERNEL_BLAS || (kernel == ICP_KERNEL_AUTO && !icp_i_logit_kernel_fast(made.kernel));
    made.room = (rows + CHUNK - 1) / CHUNK * CHUNK;
    made.stride = (numbers + 7) / 8 * 8;
    if (!icp_i_multiply(made.room, made.stride, &values) || !icp_i_multiply(made.room, made.coded.codes, &places)) return false;
    made.z = ICP_I_NEW(pool, double, values);
    made.place = ICP_I_NEW(pool, uint16_t, places);
    made.y = ICP_I_NEW(pool, double, made.room);
    made.centre = ICP_I_NEW(pool, double, made.columns);
    made.scale = ICP_I_NEW(pool, double, made.columns);
    made.zeros = ICP_I_NEW(pool, double, made.stride);
    made.ones = ICP_I_NEW(pool, double, made.stride);
    if (!made.z || !made.place || !made.y || !made.centre || !made.scale || !made.zeros || !made.ones) return false;
    for (size_t j = 0; j < numbers; j++) made.ones[j] = 1;
    *out = made;
    return true;
}

/* centre: mean of each indicator; scale: its standard deviation, INFINITY where it does not vary. */
static void measure_indicators(icp_i_logit_matrix *m, const double *weight, double total)
{
    const icp_i_coded *x = &m->coded;
    double *with = m->centre + m->numbers, *without = m->scale + m->numbers;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t c = 0; c < x->codes; c++) {
            const size_t *of = x->of_place + m->place[i * x->codes + c] * x->sets;
            for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++) with[of[s]] += weight ? weight[i] : 1;
        }
    for (size_t k = 0; k < x->indicators; k++) {
        double others = total - with[k];
        without[k] = with[k] > 0 && others > 1e-13 * total ? sqrt(with[k] / total * (others / total)) : INFINITY;
        with[k] = total > 0 ? with[k] / total : 0;
    }
}

/* Two sweeps, the second from the mean: no digits are lost where a column is far from 0. */
void icp_i_logit_matrix_standardise(icp_i_logit_matrix *m, const double *weight)
{
    double total = 0;
    for (size_t i = 0; i < m->rows; i++) {
        double w = weight ? weight[i] : 1;
        total += w;
        for (size_t j = 0; j < m->numbers && w > 0; j++) m->centre[j] += w * m->z[i * m->stride + j];
    }
    for (size_t j = 0; j < m->numbers && total > 0; j++) m->centre[j] /= total;
    for (size_t i = 0; i < m->rows; i++) {
        double *z = m->z + i * m->stride, w = weight ? weight[i] : 1;
        for (size_t j = 0; j < m->numbers; j++) {
            z[j] -= m->centre[j];
            m->scale[j] += w * z[j] * z[j];
        }
    }
    for (size_t j = 0; j < m->numbers; j++) {
        m->scale[j] = total > 0 ? sqrt(m->scale[j] / total) : 0;
        m->ones[j] = m->scale[j] > 1e-13 * fabs(m->centre[j]) && m->scale[j] > 0 ? 1 / m->scale[j] : 0;
    }
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->numbers; j++) m->z[i * m->stride + j] *= m->ones[j];
    for (size_t j = 0; j < m->numbers; j++) {
        if (!(m->ones[j] > 0)) m->scale[j] = INFINITY;
        m->ones[j] = 1;
    }
    measure_indicators(m, weight, total);
}

void icp_i_logit_matrix_coefficients(const icp_i_logit_matrix *m, const double *theta, double *coefficients)
{
    coefficients[0] = theta[0];
    for (size_t j = 0; j < m->columns; j++) {
        double *own = &coefficients[icp_i_coded_column(&m->coded, j) + 1];
        *own = theta[j + 1] / m->scale[j];
        coefficients[0] -= m->centre[j] * *own;
    }
}

/* ---- passes over the rows ---- */

static size_t panel_stride(const icp_i_logit_matrix *m)
{
    size_t width = (m->numbers + 1 + 7) / 8 * 8;
    return width / 8 % 2 ? width : width + 8; /* an odd number of cache lines */
}

static bool weighs_nothing(const double *weight)
{
    double most = 0;
    for (size_t i = 0; i < CHUNK; i++) most += weight[i];
    return !(most > 0);
}

static icp_i_logit_chunk chunk_at(const icp_i_logit_matrix *m, size_t first)
{
    return (icp_i_logit_chunk){m->z + first * m->stride, m->stride, CHUNK, m->numbers, m->zeros, m->ones, m->place + first * m->coded.codes,
                               m->coded.codes};
}

/* Slopes of the places, and the constant that goes with them. */
static double split(const icp_i_logit_series *s, const double *theta)
{
    const icp_i_logit_matrix *m = s->matrix;
    double constant = theta[0], *each = s->slope;
    for (size_t k = 0, j = m->numbers; j < m->columns; k++, j++) {
        each[k] = theta[j + 1] / m->scale[j];
        constant -= each[k] * m->centre[j];
    }
    icp_i_logit_sums_slopes(&s->sums, each, each + m->coded.indicators);
    return constant;
}

/* Fills eta, residual and root of a chunk and adds to the lanes of sums. */
static void evaluate_chunk(const icp_i_logit_series *s, const icp_i_logit_chunk *chunk, size_t first, const double *weight, const double *theta,
                           double constant, double sums[LANES])
{
    const icp_i_logit_matrix *m = s->matrix;
    icp_i_logit_values v = {s->room + 3 * CHUNK, s->room + 4 * CHUNK, s->room, s->room + CHUNK, s->room + 2 * CHUNK};
    memcpy(v.y, m->y + first, CHUNK * sizeof *v.y);
    memcpy(v.weight, weight + first, CHUNK * sizeof *v.weight);
    for (size_t i = 0; i < CHUNK; i++) v.eta[i] = constant;
    icp_i_logit_chunk whole = *chunk; /* the zeros that fill up z are as good as columns, and faster than an end that is none */
    whole.columns = m->stride;
    if (chunk->columns) m->kernel->predictor(&whole, theta + 1, v.eta);
    if (chunk->codes) m->kernel->gather(chunk, s->slope + m->coded.indicators, v.eta);
    m->kernel->likelihood(&v, sums);
}

/* s->sums.information += the chunk's. */
static void add_information(const icp_i_logit_series *s, const icp_i_logit_chunk *chunk)
{
    const icp_i_logit_matrix *m = s->matrix;
    size_t width = s->sums.width, rank = m->numbers + 1;
    double *root = s->room + 2 * CHUNK, *panel = s->room + ARRAYS * CHUNK, *part = panel + CHUNK * panel_stride(m), *sum = s->sums.information;
    m->kernel->pack(chunk, root, true, panel, panel_stride(m));
    if (chunk->codes) m->kernel->count(chunk, root, panel, panel_stride(m), s->sums.dense, sum + s->sums.dense * width, width);
    if (!m->blas) {
        m->kernel->cross(panel, panel_stride(m), CHUNK, rank, sum, width);
        return;
    }
    icp_i_cross(panel, panel_stride(m), NULL, CHUNK, rank, NULL, part, s->sums.dense);
    for (size_t j = 0; j < rank; j++)
        for (size_t l = j; l < rank; l++) sum[j * width + l] += part[j * s->sums.dense + l];
}

/* Where term j of theta stands in sums, and for 0/1 columns its centre and scale. */
static size_t term_at(const icp_i_logit_series *s, size_t j, double *shift, double *unit)
{
    const icp_i_logit_matrix *m = s->matrix;
    *shift = 0;
    *unit = 1;
    if (j == 0) return m->numbers;
    if (j <= m->numbers) return j - 1;
    *shift = m->centre[j - 1];
    *unit = 1 / m->scale[j - 1];
    return s->sums.dense + (j - 1 - m->numbers);
}

static void give_information(const icp_i_logit_series *s, double *information)
{
    double shift_j, shift_l, unit_j, unit_l;
    for (size_t j = 0; j < s->q; j++)
        for (size_t l = 0; l <= j; l++) {
            size_t a = term_at(s, j, &shift_j, &unit_j), b = term_at(s, l, &shift_l, &unit_l);
            double product = icp_i_logit_sums_product(&s->sums, a, shift_j, b, shift_l) * (unit_j * unit_l);
            information[j * s->q + l] = information[l * s->q + j] = product / s->total;
        }
}

/* Log-likelihood at theta, its gradient, and unless NULL the information per unit of weight; both begin with the intercept. */
static double look(icp_i_logit_series *s, const double *theta, double *score, double *information)
{
    const icp_i_logit_matrix *m = s->matrix;
    double sums[LANES] = {0}, log_likelihood = 0, constant = split(s, theta), *gradient = s->sums.gradient, shift, unit;
    icp_i_logit_sums_clear(&s->sums, gradient, information ? s->sums.information : NULL);
    for (size_t i = 0; i < m->rows; i += CHUNK) {
        if (weighs_nothing(s->weight + i)) continue;
        icp_i_logit_chunk chunk = chunk_at(m, i);
        evaluate_chunk(s, &chunk, i, s->weight, theta, constant, sums);
        if (chunk.columns) m->kernel->score(&chunk, s->room + CHUNK, gradient);
        if (chunk.codes) m->kernel->scatter(&chunk, s->room + CHUNK, gradient + s->sums.dense);
        if (information) add_information(s, &chunk);
    }
    gradient[m->numbers] = 0;
    for (size_t k = 0; k < 8; k++) {
        log_likelihood += sums[k];
        gradient[m->numbers] += sums[8 + k];
    }
    icp_i_logit_sums_close(&s->sums, information != NULL);
    for (size_t j = 0; j < s->q; j++) {
        size_t at = term_at(s, j, &shift, &unit);
        score[j] = icp_i_logit_sums_gradient(&s->sums, at, shift) * unit;
    }
    if (information) give_information(s, information);
    return log_likelihood;
}

double icp_i_logit_series_judge(const icp_i_logit_series *s, const double *weight)
{
    double sums[LANES] = {0}, log_likelihood = 0, constant = split(s, s->theta);
    for (size_t i = 0; i < s->matrix->rows; i += CHUNK) {
        if (weighs_nothing(weight + i)) continue;
        icp_i_logit_chunk chunk = chunk_at(s->matrix, i);
        evaluate_chunk(s, &chunk, i, weight, s->theta, constant, sums);
    }
    for (size_t k = 0; k < 8; k++) log_likelihood += sums[k];
    return log_likelihood;
}

/* ---- the series ---- */

bool icp_i_logit_series_new(const icp_i_logit_matrix *matrix, icp_i_pool *pool, icp_i_logit_series *out)
{
    size_t q = matrix->columns + 1, width = (q + 7) / 8 * 8, square;
    if (!icp_i_multiply(width, width, &square) || square > SIZE_MAX / 64) return false;
    icp_i_logit_series made = {.matrix = matrix, .q = q};
    if (!icp_i_logit_sums_new(&matrix->coded, matrix->numbers, true, pool, &made.sums)) return false;
    made.theta = ICP_I_NEW(pool, double, width + 8); /* the kernel reads whole vectors */
    made.there = ICP_I_NEW(pool, double, width + 8);
    made.score = ICP_I_NEW(pool, double, q);
    made.there_score = ICP_I_NEW(pool, double, q);
    made.gradient = ICP_I_NEW(pool, double, q);
    made.step = ICP_I_NEW(pool, double, q);
    made.information = ICP_I_NEW(pool, double, square);
    made.chord_matrix = ICP_I_NEW(pool, double, square);
    made.room = ICP_I_NEW(pool, double, ARRAYS * CHUNK + CHUNK * panel_stride(matrix) + made.sums.dense * made.sums.dense);
    made.slope = ICP_I_NEW(pool, double, matrix->coded.indicators + matrix->coded.places);
    bool all = made.theta && made.there && made.score && made.there_score && made.gradient && made.step && made.information &&
               made.chord_matrix && made.room && made.slope && icp_i_logit_chord_new(q, pool, &made.chord);
    if (all) *out = made;
    return all;
}

void icp_i_logit_series_follow(icp_i_logit_series *series, const icp_i_logit_series *other)
{
    memcpy(series->theta, other->theta, series->q * sizeof *series->theta);
    memcpy(series->information, other->information, series->q * series->q * sizeof *series->information);
    series->known = other->known;
}

void icp_i_logit_series_rows(icp_i_logit_series *s, const double *weight)
{
    s->weight = weight;
    s->total = 0;
    for (size_t i = 0; i < s->matrix->rows; i++) s->total += weight[i];
    s->log_likelihood = look(s, s->theta, s->score, s->known ? NULL : s->information);
    s->known = true;
}

/* ---- one fit ---- */

/* What is climbed: log_likelihood less the penalty, and its gradient. */
static double objective(const icp_i_logit_series *s, const double *penalty, const double *theta, double log_likelihood)
{
    for (size_t j = 0; j < s->q; j++)
        if (isfinite(penalty[j])) log_likelihood -= 0.5 * penalty[j] * theta[j] * theta[j];
    return log_likelihood;
}

static void slope(const icp_i_logit_series *s, const double *penalty, const double *theta, const double *score, double *gradient)
{
    for (size_t j = 0; j < s->q; j++) gradient[j] = isfinite(penalty[j]) ? score[j] - penalty[j] * theta[j] : 0;
}

static double largest(const double *x, size_t n)
{
    double found = 0;
    for (size_t j = 0; j < n; j++)
        if (!(fabs(x[j]) <= found)) found = fabs(x[j]);
    return found;
}

/* The chord's matrix: information for the weight at hand, penalties, and nothing between terms held at 0 and others. */
static void set_chord(icp_i_logit_series *s, const double *penalty)
{
    double *matrix = s->chord_matrix;
    for (size_t j = 0; j < s->q; j++) {
        for (size_t l = 0; l < s->q; l++) {
            bool both = isfinite(penalty[j]) && isfinite(penalty[l]);
            matrix[j * s->q + l] = both ? s->total * s->information[j * s->q + l] : 0;
        }
        matrix[j * s->q + j] += isfinite(penalty[j]) ? penalty[j] : 1;
        /* a column that does not vary on these rows has neither information nor gradient */
        if (!(matrix[j * s->q + j] > 0)) matrix[j * s->q + j] = 1;
    }
    icp_i_logit_chord_set(&s->chord, matrix);
}

/* Where the series stands becomes `there`. */
static void move(icp_i_logit_series *s, double log_likelihood)
{
    double *theta = s->theta, *score = s->score;
    s->log_likelihood = log_likelihood;
    s->theta = s->there;
    s->there = theta;
    s->score = s->there_score;
    s->there_score = score;
}

/* A step by the chord, or with `informed` by the information made at its start and halved until it climbs. *left: share of the gradient it leaves. */
static bool advance(icp_i_logit_series *s, const double *penalty, bool informed, double *left)
{
    double before = objective(s, penalty, s->theta, s->log_likelihood), floor = before - ROUNDING * fabs(before), part = 1;
    if (informed) {
        look(s, s->theta, s->there_score, s->information);
        set_chord(s, penalty);
    }
    if (!icp_i_logit_chord_step(&s->chord, s->gradient, s->step)) return false;
    for (int halving = 0; halving <= (informed ? HALVINGS : 0); halving++, part /= 2) {
        for (size_t j = 0; j < s->q; j++) s->there[j] = s->theta[j] + part * s->step[j];
        double log_likelihood = look(s, s->there, s->there_score, NULL);
        double after = objective(s, penalty, s->there, log_likelihood);
        if (!(after >= floor && isfinite(after))) continue;
        double *gradient = s->step; /* has served */
        slope(s, penalty, s->there, s->there_score, gradient);
        icp_i_logit_chord_note(&s->chord, s->theta, s->there, s->gradient, gradient);
        *left = largest(gradient, s->q) / largest(s->gradient, s->q);
        memcpy(s->gradient, gradient, s->q * sizeof *gradient);
        move(s, log_likelihood);
        return true;
    }
    return false;
}

bool icp_i_logit_series_fit(icp_i_logit_series *s, const double *penalty, double tolerance)
{
    bool moved = false, informed = false;
    double left;
    for (size_t j = 0; j < s->q; j++) {
        if (isfinite(penalty[j])) continue;
        moved = moved || s->theta[j] < 0 || s->theta[j] > 0;
        s->theta[j] = 0;
    }
    if (moved) s->log_likelihood = look(s, s->theta, s->score, NULL);
    slope(s, penalty, s->theta, s->score, s->gradient);
    set_chord(s, penalty);
    for (int step = 0; step < MOST_STEPS; step++) {
        if (largest(s->gradient, s->q) <= tolerance * s->total) return true;
        if (!advance(s, penalty, informed, &left)) {
            if (informed) return false;
            informed = true;
            continue;
        }
        informed = left > GOOD_PROGRESS;
    }
    return largest(s->gradient, s->q) <= tolerance * s->total;
}
