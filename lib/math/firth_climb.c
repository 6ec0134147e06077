/* firth_climb.c - see firth_climb.h. Sums are made block by block, in order: the same bits always. Must not know: the caller's units. */
#include "math/firth_climb.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define LONGEST_STEP 5.0   /* of a scaled coefficient */
#define SMALLEST_STEP 1e-11
#define HALVINGS 30
#define NOISE 1e-12        /* relative error of a penalised log-likelihood */
#define LIMIT_STEPS 60
#define LIMIT_TOLERANCE 1e-10

bool icp_i_firth_rows_room(icp_i_firth_rows *r, icp_i_pool *pool)
{
    size_t p = r->rank;
    r->pi = ICP_I_NEW(pool, double, r->rows);
    r->block = ICP_I_NEW(pool, double, ICP_I_BLOCK * p);
    r->spare = ICP_I_NEW(pool, double, ICP_I_BLOCK * p);
    r->part = ICP_I_NEW(pool, double, p * p);
    r->curve = ICP_I_NEW(pool, double, ICP_I_BLOCK);
    r->next = ICP_I_NEW(pool, double, p);
    r->step = ICP_I_NEW(pool, double, p);
    r->free_information = ICP_I_NEW(pool, double, p * p);
    return r->pi && r->block && r->spare && r->part && r->curve && r->next && r->step && r->free_information;
}

bool icp_i_firth_point_room(icp_i_firth_point *point, size_t rank, icp_i_pool *pool)
{
    *point = (icp_i_firth_point){.theta = ICP_I_NEW(pool, double, rank),
                                 .score = ICP_I_NEW(pool, double, rank),
                                 .information = ICP_I_NEW(pool, double, rank * rank),
                                 .inverse = ICP_I_NEW(pool, double, rank * rank)};
    return point->theta && point->score && point->information && point->inverse;
}

static double weight_of(const icp_i_firth_rows *r, size_t i) { return r->weights ? r->weights[i] : 1; }

/* Rows first .. first + count at theta: pi, w pi (1 - pi), and their log-likelihood. */
static double visit_block(icp_i_firth_rows *r, const double *theta, size_t first, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double *z = r->z + (first + i) * r->rank;
        double eta = 0, w = weight_of(r, first + i);
        for (size_t j = 0; j < r->rank; j++) eta += z[j] * theta[j];
        double small = exp(-fabs(eta)), p = eta >= 0 ? 1 / (1 + small) : small / (1 + small);
        r->pi[first + i] = p;
        r->curve[i] = w * small / ((1 + small) * (1 + small));
        sum += w * (r->y[first + i] * eta - (eta > 0 ? eta : 0) - log1p(small));
    }
    return sum;
}

/* Likelihood, information and its inverse at theta; false when the information is not positive definite. */
static bool evaluate(icp_i_firth_rows *r, const double *theta, double *information, double *inverse, double *log_likelihood, double *penalised)
{
    size_t p = r->rank;
    double log_det = 0;
    *log_likelihood = 0;
    memset(information, 0, p * p * sizeof *information);
    for (size_t first = 0; first < r->rows; first += ICP_I_BLOCK) {
        size_t count = r->rows - first < ICP_I_BLOCK ? r->rows - first : ICP_I_BLOCK;
        *log_likelihood += visit_block(r, theta, first, count);
        icp_i_cross(r->z + first * p, p, r->curve, count, p, r->spare, r->part, p);
        for (size_t e = 0; e < p * p; e++) information[e] += r->part[e];
    }
    memcpy(inverse, information, p * p * sizeof *inverse);
    if (!icp_i_spd_inverse(inverse, p, NULL, &log_det)) return false;
    *penalised = *log_likelihood + log_det / 2;
    return isfinite(*penalised);
}

/* sum_i [w (y - pi) + h (1/2 - pi)] z, h_i = w pi (1 - pi) z' inverse z, with the pi of the last evaluation. */
static void penalised_score(icp_i_firth_rows *r, const double *inverse, double *score)
{
    size_t p = r->rank;
    memset(score, 0, p * sizeof *score);
    for (size_t first = 0; first < r->rows; first += ICP_I_BLOCK) {
        size_t count = r->rows - first < ICP_I_BLOCK ? r->rows - first : ICP_I_BLOCK;
        const double *z = r->z + first * p;
        icp_i_product_nt(z, p, inverse, p, count, p, p, r->block, p);
        for (size_t i = 0; i < count; i++, z += p) {
            double pi = r->pi[first + i], w = weight_of(r, first + i), hat = 0;
            for (size_t j = 0; j < p; j++) hat += r->block[i * p + j] * z[j];
            double residual = w * (r->y[first + i] - pi) + hat * w * pi * (1 - pi) * (0.5 - pi);
            for (size_t j = 0; j < p; j++) score[j] += residual * z[j];
        }
    }
}

/* Newton step of the free terms into r->step, 0 for the fixed ones; *longest is its largest entry before the cap. */
static bool find_step(icp_i_firth_rows *r, const unsigned char *fixed, const icp_i_firth_point *at, double *longest)
{
    size_t p = r->rank, q = 0;
    for (size_t j = 0; j < p; j++) {
        if (fixed && fixed[j]) continue;
        r->next[q++] = at->score[j];
    }
    size_t row = 0;
    for (size_t j = 0; j < p; j++) {
        if (fixed && fixed[j]) continue;
        size_t col = 0;
        for (size_t l = 0; l < p; l++)
            if (!fixed || !fixed[l]) r->free_information[row * q + col++] = at->information[j * p + l];
        row++;
    }
    if (!icp_i_spd_solve(r->free_information, q, r->next)) return false;
    *longest = 0;
    for (size_t j = 0, k = 0; j < p; j++) {
        r->step[j] = fixed && fixed[j] ? 0 : r->next[k++];
        *longest = fmax(*longest, fabs(r->step[j]));
    }
    double shrink = *longest > LONGEST_STEP ? LONGEST_STEP / *longest : 1;
    for (size_t j = 0; j < p; j++) r->step[j] *= shrink;
    return true;
}

/* Goes along r->step, half as far until the penalised likelihood does not fall; false when even the shortest step makes it fall. */
static bool advance(icp_i_firth_rows *r, icp_i_firth_point *at)
{
    double before = at->penalised, slack = NOISE * (1 + fabs(before)), share = 1;
    for (int halving = 0; halving < HALVINGS; halving++, share /= 2) {
        for (size_t j = 0; j < r->rank; j++) r->next[j] = at->theta[j] + share * r->step[j];
        double log_likelihood, penalised;
        if (!evaluate(r, r->next, at->information, at->inverse, &log_likelihood, &penalised) || penalised < before - slack) continue;
        memcpy(at->theta, r->next, r->rank * sizeof *at->theta);
        at->log_likelihood = log_likelihood;
        at->penalised = penalised;
        return true;
    }
    return false;
}

icp_status icp_i_firth_climb(icp_i_firth_rows *r, const unsigned char *fixed, const icp_hooks *hooks, icp_i_firth_point *at, icp_error *err)
{
    at->converged = false;
    at->iterations = 0;
    if (!evaluate(r, at->theta, at->information, at->inverse, &at->log_likelihood, &at->penalised)) return ICP_OK;
    while (at->iterations < r->max_iterations) {
        double longest;
        if (hooks && hooks->cancelled && hooks->cancelled(hooks->context))
            return icp_i_fail(err, ICP_E_CANCELLED, "cancelled in a logistic regression");
        penalised_score(r, at->inverse, at->score);
        if (!find_step(r, fixed, at, &longest)) return ICP_OK;
        at->converged = longest <= SMALLEST_STEP;
        if (at->converged || !advance(r, at)) return ICP_OK;
        at->iterations++;
    }
    return ICP_OK;
}

/* The signed root r(v) = sqrt(2 (best - profile(v))) is nearly a line, and its slope is |score_j| / r: Newton's method finds r(v) = z. */
icp_status icp_i_firth_limit(icp_i_firth_rows *rows, const icp_i_firth_point *best, size_t j, int side, double z, const icp_hooks *hooks,
                             unsigned char *fixed, icp_i_firth_point *at, double *limit, icp_error *err)
{
    size_t p = rows->rank;
    double move = side * z * sqrt(fmax(0, best->inverse[j * p + j])), inner = best->theta[j], outer = NAN;
    memcpy(at->theta, best->theta, p * sizeof *at->theta);
    *limit = NAN;
    fixed[j] = 1;
    icp_status status = ICP_OK;
    for (int step = 0; step < LIMIT_STEPS; step++) {
        at->theta[j] += move;
        status = icp_i_firth_climb(rows, fixed, hooks, at, err);
        if (status != ICP_OK || !at->converged) break;
        double root = sqrt(fmax(0, 2 * (best->penalised - at->penalised))), here = at->theta[j];
        if (fabs(root - z) <= LIMIT_TOLERANCE) {
            *limit = here;
            break;
        }
        *(root < z ? &inner : &outer) = here;
        move = side * (z - root) * root / fabs(at->score[j]);
        if (!(fabs(move) <= LONGEST_STEP)) move = side * (root < z ? LONGEST_STEP : -LONGEST_STEP);
        double target = here + move;
        bool beyond_outer = !isnan(outer) && side * (target - outer) >= 0, before_inner = side * (target - inner) <= 0;
        if (beyond_outer || before_inner) move = (inner + (isnan(outer) ? here : outer)) / 2 - here;
    }
    fixed[j] = 0;
    return status;
}
