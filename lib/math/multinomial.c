/* multinomial.c - see multinomial.h. Newton's method works on the differences to the last class, d_k = b_k - b_last, which are free; of all b with
 * the same differences the penalty is least for the one whose sum is 0, where sum_k b_k^2 = sum_k d_k^2 - (sum_k d_k)^2 / classes. */
#include "math/multinomial.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define STEPS 100
#define HALVINGS 30
#define FLAT 1e-9

/* A fit under way. Column 0 of z is 1, the others are standardised. */
typedef struct climb {
    size_t rows, width, classes, free; /* width: columns + 1; free: (classes - 1) x width */
    const int32_t *label;
    double ridge;
    double *z, *scale, *centre;
    double *theta, *trial, *gradient;  /* free: differences, class by class */
    double *hessian;                   /* free x free */
    double *probability;               /* rows x classes */
    double *weight, *scratch, *block;  /* rows; one block of rows x width; width x width */
} climb;

void icp_i_softmax(double *values, size_t count)
{
    double largest = values[0], sum = 0;
    for (size_t k = 1; k < count; k++)
        if (values[k] > largest) largest = values[k];
    for (size_t k = 0; k < count; k++) sum += values[k] = exp(values[k] - largest);
    for (size_t k = 0; k < count; k++) values[k] /= sum;
}

/* Standardised columns; one that does not vary is 0 everywhere, and its coefficient stays 0. */
static void standardise(climb *c, const double *x)
{
    size_t columns = c->width - 1;
    double n = (double)c->rows;
    for (size_t j = 0; j < columns; j++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < c->rows; i++) sum += x[i * columns + j];
        for (size_t i = 0; i < c->rows; i++) squares += (x[i * columns + j] - sum / n) * (x[i * columns + j] - sum / n);
        c->centre[j] = sum / n;
        c->scale[j] = sqrt(squares / n);
        if (!(c->scale[j] > 1e-12 * fmax(1, fabs(c->centre[j])))) c->scale[j] = 0;
    }
    for (size_t i = 0; i < c->rows; i++) {
        c->z[i * c->width] = 1;
        for (size_t j = 0; j < columns; j++)
            c->z[i * c->width + j + 1] = c->scale[j] > 0 ? (x[i * columns + j] - c->centre[j]) / c->scale[j] : 0;
    }
}

static double penalty(const climb *c, const double *theta)
{
    double total = 0;
    for (size_t j = 1; j < c->width; j++) {
        double sum = 0, squares = 0;
        for (size_t k = 0; k + 1 < c->classes; k++) {
            double d = theta[k * c->width + j];
            sum += d;
            squares += d * d;
        }
        total += squares - sum * sum / (double)c->classes;
    }
    return c->ridge / 2 * total;
}

/* Probabilities at theta, and the log-likelihood, block by block. */
static double look(climb *c, const double *theta)
{
    double total = 0;
    size_t k1 = c->classes - 1;
    for (size_t b = 0; b < icp_i_blocks(c->rows); b++) {
        double sum = 0;
        size_t begin = icp_i_block_begin(b), end = icp_i_block_end(b, c->rows);
        icp_i_product_nt(c->z + begin * c->width, c->width, theta, c->width, end - begin, k1, c->width, c->probability + begin * c->classes,
                         c->classes);
        for (size_t i = begin; i < end; i++) {
            double *p = c->probability + i * c->classes;
            p[k1] = 0;
            icp_i_softmax(p, c->classes);
            sum += log(fmax(p[c->label[i]], 1e-300));
        }
        total += sum;
    }
    return total;
}

/* Penalised score at theta from the probabilities there; returns its largest component per row. */
static double slope(climb *c)
{
    double largest = 0;
    memset(c->gradient, 0, c->free * sizeof *c->gradient);
    for (size_t k = 0; k + 1 < c->classes; k++) {
        double *g = c->gradient + k * c->width;
        for (size_t b = 0; b < icp_i_blocks(c->rows); b++) {
            memset(c->block, 0, c->width * sizeof *c->block);
            for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, c->rows); i++) {
                double residual = (c->label[i] == (int32_t)k) - c->probability[i * c->classes + k];
                for (size_t j = 0; j < c->width; j++) c->block[j] += residual * c->z[i * c->width + j];
            }
            for (size_t j = 0; j < c->width; j++) g[j] += c->block[j];
        }
    }
    for (size_t j = 1; j < c->width; j++) {
        double sum = 0;
        for (size_t k = 0; k + 1 < c->classes; k++) sum += c->theta[k * c->width + j];
        for (size_t k = 0; k + 1 < c->classes; k++)
            c->gradient[k * c->width + j] -= c->ridge * (c->theta[k * c->width + j] - sum / (double)c->classes);
    }
    for (size_t f = 0; f < c->free; f++) largest = fmax(largest, fabs(c->gradient[f]));
    return largest / (double)c->rows;
}

/* Information of classes a and b, penalty included, into both their places. */
static void curve_pair(climb *c, size_t a, size_t b)
{
    for (size_t i = 0; i < c->rows; i++) {
        const double *p = c->probability + i * c->classes;
        c->weight[i] = a == b ? p[a] * (1 - p[a]) : p[a] * p[b];
    }
    icp_i_cross(c->z, c->width, c->weight, c->rows, c->width, c->scratch, c->block, c->width);
    double share = c->ridge * ((a == b) - 1 / (double)c->classes), sign = a == b ? 1 : -1;
    for (size_t i = 0; i < c->width; i++) {
        for (size_t j = 0; j < c->width; j++) {
            double value = sign * c->block[i * c->width + j] + (i == j && i > 0 ? share : 0);
            if (i == j && i > 0 && a == b && !(c->scale[i - 1] > 0)) value += 1; /* a column that does not vary */
            c->hessian[(a * c->width + i) * c->free + b * c->width + j] = value;
            c->hessian[(b * c->width + j) * c->free + a * c->width + i] = value;
        }
    }
}

/* One Newton step, halved until the penalised log-likelihood does not fall. */
static icp_status step(climb *c, double *reached, icp_error *err)
{
    for (size_t a = 0; a + 1 < c->classes; a++)
        for (size_t b = a; b + 1 < c->classes; b++) curve_pair(c, a, b);
    if (!icp_i_spd_solve(c->hessian, c->free, c->gradient))
        return icp_i_fail(err, ICP_E_NUMERIC, "the information of a multinomial model could not be factorised; it needs a ridge penalty");
    double before = *reached - penalty(c, c->theta), factor = 1;
    for (int halving = 0; halving < HALVINGS; halving++, factor /= 2) {
        for (size_t f = 0; f < c->free; f++) c->trial[f] = c->theta[f] + factor * c->gradient[f];
        double found = look(c, c->trial);
        if (!(found - penalty(c, c->trial) >= before - 1e-12 * fabs(before))) continue;
        memcpy(c->theta, c->trial, c->free * sizeof *c->theta);
        *reached = found;
        return ICP_OK;
    }
    *reached = look(c, c->theta);
    return ICP_OK;
}

static bool room(climb *c, icp_i_pool *pool)
{
    size_t cells, block = c->rows < ICP_I_BLOCK ? c->rows : ICP_I_BLOCK;
    c->z = icp_i_multiply(c->rows, c->width, &cells) ? ICP_I_NEW(pool, double, cells) : NULL;
    c->probability = icp_i_multiply(c->rows, c->classes, &cells) ? ICP_I_NEW(pool, double, cells) : NULL;
    c->hessian = icp_i_multiply(c->free, c->free, &cells) ? ICP_I_NEW(pool, double, cells) : NULL;
    c->scale = ICP_I_NEW(pool, double, c->width);
    c->centre = ICP_I_NEW(pool, double, c->width);
    c->theta = ICP_I_NEW(pool, double, c->free);
    c->trial = ICP_I_NEW(pool, double, c->free);
    c->gradient = ICP_I_NEW(pool, double, c->free);
    c->weight = ICP_I_NEW(pool, double, c->rows);
    c->scratch = ICP_I_NEW(pool, double, block * c->width);
    c->block = ICP_I_NEW(pool, double, c->width * c->width);
    return c->z && c->probability && c->hessian && c->scale && c->centre && c->theta && c->trial && c->gradient && c->weight && c->scratch &&
           c->block;
}

/* From differences of standardised columns to coefficients that sum to 0, in the units of the columns. */
static void publish(const climb *c, icp_i_multinomial *out)
{
    for (size_t j = 0; j < c->width; j++) {
        double sum = 0;
        for (size_t k = 0; k + 1 < c->classes; k++) sum += c->theta[k * c->width + j];
        for (size_t k = 0; k < c->classes; k++) {
            double b = (k + 1 < c->classes ? c->theta[k * c->width + j] : 0) - sum / (double)c->classes;
            if (j == 0) out->intercept[k] = b;
            else out->coefficient[k * out->columns + j - 1] = c->scale[j - 1] > 0 ? b / c->scale[j - 1] : 0;
        }
    }
    for (size_t k = 0; k < c->classes; k++)
        for (size_t j = 0; j < out->columns; j++) out->intercept[k] -= out->coefficient[k * out->columns + j] * c->centre[j];
}

static icp_status climb_up(climb *c, const double *x, icp_i_pool *scratch, icp_i_multinomial *out, icp_error *err)
{
    if (!room(c, scratch)) return icp_i_fail_memory(err, "fitting a multinomial model");
    standardise(c, x);
    out->log_likelihood = look(c, c->theta);
    for (out->iterations = 0; out->iterations < STEPS; out->iterations++) {
        out->converged = slope(c) <= FLAT;
        if (out->converged) break;
        ICP_I_TRY(step(c, &out->log_likelihood, err));
    }
    publish(c, out);
    return ICP_OK;
}

static icp_status check(size_t rows, const int32_t *label, size_t classes, double ridge, icp_i_pool *scratch, icp_error *err)
{
    size_t *seen = ICP_I_NEW(scratch, size_t, classes);
    if (!seen) return icp_i_fail_memory(err, "fitting a multinomial model");
    if (classes < 2 || !(ridge >= 0)) return icp_i_fail(err, ICP_E_ARGUMENT, "a multinomial model needs two classes and a penalty of 0 or more");
    for (size_t i = 0; i < rows; i++) {
        if (label[i] < 0 || (size_t)label[i] >= classes) return icp_i_fail(err, ICP_E_ARGUMENT, "row %zu has no class", i);
        seen[label[i]]++;
    }
    for (size_t k = 0; k < classes; k++)
        if (seen[k] == 0) return icp_i_fail(err, ICP_E_OUTCOME, "class %zu of a multinomial model has no rows", k);
    return ICP_OK;
}

icp_status icp_i_multinomial_fit(const double *x, size_t rows, size_t columns, const int32_t *label, size_t classes, double ridge, icp_i_pool *pool,
                                 icp_i_multinomial *out, icp_error *err)
{
    icp_i_multinomial made = {.classes = classes, .columns = columns};
    climb c = {.rows = rows, .width = columns + 1, .classes = classes, .free = (classes - 1) * (columns + 1), .label = label, .ridge = ridge};
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    made.intercept = ICP_I_NEW(pool, double, classes);
    made.coefficient = ICP_I_NEW(pool, double, classes * columns);
    icp_status status = ICP_OK;
    if (!scratch || !made.intercept || !made.coefficient) status = icp_i_fail_memory(err, "fitting a multinomial model");
    if (status == ICP_OK) status = check(rows, label, classes, ridge, scratch, err);
    if (status == ICP_OK) status = climb_up(&c, x, scratch, &made, err);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) {
        *out = made;
        return ICP_OK;
    }
    icp_i_release(pool, made.coefficient);
    icp_i_release(pool, made.intercept);
    return status;
}

void icp_i_multinomial_predict(const icp_i_multinomial *model, const double *x, size_t rows, double *probability)
{
    for (size_t i = 0; i < rows; i++) {
        double *p = probability + i * model->classes;
        for (size_t k = 0; k < model->classes; k++) {
            p[k] = model->intercept[k];
            for (size_t j = 0; j < model->columns; j++) p[k] += model->coefficient[k * model->columns + j] * x[i * model->columns + j];
        }
        icp_i_softmax(p, model->classes);
    }
}
