/* crossfit_block.c - see crossfit_block.h. All fits of a block are on one matrix, and none begins anywhere that the fold it is without could have had
 * a part in: the fit without the block begins at the model without terms of its own rows, the fit without a fold at the fit without the whole block.
 * So a score is, to the last bit, a function of the other folds.
 *
 * The design without the block serves the fits without one of its folds, too. It misses rows they may learn from, which costs nothing: medians,
 * shapes and pooled levels of four fifths of the rows are as good as those of nine tenths, and the coefficients do not depend on where a column is
 * centred. The ridge penalty is scaled by standard deviations outside the block for the same reason. */
#include "segment/crossfit_block.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

#define SCORED ((size_t)256)     /* rows scored at a time, so that no matrix of all rows is made */
#define PATH_TOLERANCE 1e-5      /* of the mean gradient where a penalty is chosen: moves a mean log-loss by less than 1e-8 */
#define FIT_TOLERANCE 1e-8       /* where rows are scored */

/* ---- which rows ---- */

static size_t fold_of(const icp_i_cut *cut, size_t repeat, size_t learn_row)
{
    return cut->fold[repeat * cut->frame->rows + cut->learn->row[learn_row]];
}

static size_t block_of(const icp_i_cut *cut, size_t learn_row)
{
    return fold_of(cut, 0, learn_row) % cut->blocks;
}

static icp_status one_class(icp_error *err)
{
    return icp_i_fail(err, ICP_E_OUTCOME, "the rows left to learn from hold one class only");
}

/* ---- design and matrix ---- */

static icp_status fill_matrix(const icp_i_cut *cut, icp_i_block *block, icp_error *err)
{
    const icp_i_learn *learn = cut->learn;
    icp_i_logit_matrix *m = &block->matrix;
    size_t n = learn->frame.rows;
    bool room = icp_i_logit_matrix_new(n, block->design.coded.numbers.cols, &block->design.coded, cut->frame->settings->kernel, block->pool, m);
    block->outside = room ? ICP_I_NEW(block->pool, double, m->room) : NULL;
    if (!block->outside) return icp_i_fail_memory(err, "making the matrix of an outcome model");
    icp_i_design_take(&block->design, cut->at, n, m->z, m->stride, m->place);
    for (size_t i = 0; i < n; i++) {
        m->y[i] = learn->y[cut->at[i]];
        block->outside[i] = block_of(cut, cut->at[i]) != block->index ? learn->weight[cut->at[i]] : 0;
    }
    icp_i_logit_matrix_standardise(m, block->outside);
    block->held = ICP_I_NEW(block->pool, double, block->design.conditions);
    if (!block->held) return icp_i_fail_memory(err, "making the matrix of an outcome model");
    for (size_t j = 0; j < m->columns; j++) {
        size_t term = icp_i_coded_column(&m->coded, j);
        if (term < block->design.conditions) block->held[term] = m->centre[j];
    }
    return ICP_OK;
}

icp_status icp_i_block_prepare(const icp_i_cut *cut, size_t index, icp_i_block *block, icp_error *err)
{
    size_t n = cut->learn->frame.rows;
    *block = (icp_i_block){.pool = icp_i_pool_new(cut->hooks), .index = index};
    unsigned char *use = block->pool ? ICP_I_NEW(block->pool, unsigned char, n) : NULL;
    if (!use) return icp_i_fail_memory(err, "leaving out a block of accounts");
    for (size_t i = 0; i < n; i++) use[i] = block_of(cut, i) != index;
    ICP_I_TRY(icp_i_design_fit(&cut->learn->frame, use, block->pool, &block->design, err));
    icp_i_release(block->pool, use);
    return fill_matrix(cut, block, err);
}

/* ---- fits ---- */

static double sum_of(const double *weight, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += weight[i];
    return sum;
}

static icp_status walk_path(const icp_i_cut *cut, const icp_i_block *block, size_t other, icp_i_pool *pool, double *loss, icp_error *err)
{
    const icp_i_logit_matrix *m = &block->matrix;
    icp_i_logit_series series;
    double *learn = ICP_I_NEW(pool, double, m->room), *judge = ICP_I_NEW(pool, double, m->room), *penalty = ICP_I_NEW(pool, double, m->columns + 1);
    if (!learn || !judge || !penalty || !icp_i_logit_series_new(m, pool, &series)) return icp_i_fail_memory(err, "choosing a ridge penalty");
    for (size_t i = 0; i < m->rows; i++) {
        size_t of = block_of(cut, cut->at[i]);
        bool search = cut->learn->search[cut->at[i]];
        double weight = cut->learn->weight[cut->at[i]];
        learn[i] = search && of != block->index && of != other ? weight : 0;
        judge[i] = search && of == other ? weight : 0;
    }
    if (!icp_i_ridge_null(m, learn, &series.theta[0])) return one_class(err);
    icp_i_logit_series_rows(&series, learn);
    double judged = sum_of(judge, m->rows);
    for (size_t entry = 0; entry < ICP_I_RIDGE_GRID; entry++) {
        icp_i_ridge_set(&series, block->design.conditions, icp_i_ridge_penalty(entry), penalty);
        icp_i_logit_series_fit(&series, penalty, PATH_TOLERANCE);
        loss[entry] = judged > 0 ? -icp_i_logit_series_judge(&series, judge) / judged : 0;
    }
    return ICP_OK;
}

icp_status icp_i_block_path(const icp_i_cut *cut, const icp_i_block *block, size_t other, double *loss, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(cut->hooks);
    icp_status status = pool ? walk_path(cut, block, other, pool, loss, err) : icp_i_fail_memory(err, "choosing a ridge penalty");
    icp_i_pool_free(pool);
    return status;
}

icp_status icp_i_block_fit(icp_i_block *block, double penalty_per_row, icp_error *err)
{
    const icp_i_logit_matrix *m = &block->matrix;
    double *penalty = ICP_I_NEW(block->pool, double, m->columns + 1);
    if (!penalty || !icp_i_logit_series_new(m, block->pool, &block->fit)) return icp_i_fail_memory(err, "fitting without a block of accounts");
    if (!icp_i_ridge_null(m, block->outside, &block->fit.theta[0])) return one_class(err);
    icp_i_logit_series_rows(&block->fit, block->outside);
    icp_i_ridge_set(&block->fit, block->design.conditions, penalty_per_row, penalty);
    icp_i_logit_series_fit(&block->fit, penalty, FIT_TOLERANCE);
    icp_i_release(block->pool, penalty);
    return ICP_OK;
}

static icp_status fit_fold(const icp_i_cut *cut, const icp_i_block *block, double penalty_per_row, size_t repeat, size_t fold, icp_i_pool *pool,
                           double *coefficient, icp_error *err)
{
    const icp_i_logit_matrix *m = &block->matrix;
    icp_i_logit_series series;
    double *weight = ICP_I_NEW(pool, double, m->room), *penalty = ICP_I_NEW(pool, double, m->columns + 1), outside, here;
    if (!weight || !penalty || !icp_i_logit_series_new(m, pool, &series)) return icp_i_fail_memory(err, "fitting without a fold");
    for (size_t i = 0; i < m->rows; i++) weight[i] = fold_of(cut, repeat, cut->at[i]) != fold ? cut->learn->weight[cut->at[i]] : 0;
    icp_i_ridge_null(m, block->outside, &outside);
    if (!icp_i_ridge_null(m, weight, &here)) return one_class(err);
    icp_i_logit_series_follow(&series, &block->fit);
    series.theta[0] += here - outside;
    icp_i_logit_series_rows(&series, weight);
    icp_i_ridge_set(&series, block->design.conditions, penalty_per_row, penalty);
    icp_i_logit_series_fit(&series, penalty, FIT_TOLERANCE);
    icp_i_logit_matrix_coefficients(m, series.theta, coefficient);
    coefficient[0] -= here;
    return ICP_OK;
}

icp_status icp_i_block_fold(const icp_i_cut *cut, const icp_i_block *block, double penalty_per_row, size_t repeat, size_t fold, double *coefficient,
                            icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(cut->hooks);
    icp_status status = pool ? fit_fold(cut, block, penalty_per_row, repeat, fold, pool, coefficient, err)
                             : icp_i_fail_memory(err, "fitting without a fold");
    icp_i_pool_free(pool);
    return status;
}

/* ---- scores ---- */

/* What `terms` coefficients add up to. */
static double sum_terms(const double *coefficient, const double *x, size_t terms)
{
    double sum = 0;
    for (size_t t = 0; t < terms; t++) sum += coefficient[t] * x[t];
    return sum;
}

static double predict(const double *coefficient, const double *x, size_t terms)
{
    double sum = coefficient[0];
    for (size_t t = 0; t < terms; t++) sum += coefficient[t + 1] * x[t];
    return sum;
}

icp_status icp_i_block_score(const icp_i_frame *frame, const icp_i_block *block, const size_t *rows, size_t n, const double *const *model,
                             size_t count, icp_i_pool *scratch, double *contrast, double *whole, icp_error *err)
{
    icp_i_design design = block->design; /* on rows of another frame */
    double *x = ICP_I_NEW(scratch, double, SCORED * (design.terms + 1));
    if (!x) return icp_i_fail_memory(err, "scoring held-out rows");
    design.frame = frame;
    for (size_t begin = 0; begin < n; begin += SCORED) {
        size_t some = n - begin < SCORED ? n - begin : SCORED;
        icp_i_design_apply(&design, rows + begin, some, x, design.terms);
        for (size_t i = 0; i < some; i++) {
            const double *row = x + i * design.terms;
            double sum = 0, held = 0;
            for (size_t k = 0; k < count; k++) {
                const double *of = model[(begin + i) * count + k];
                sum += predict(of, row, design.terms);
                held += sum_terms(of + 1, row, design.conditions) - sum_terms(of + 1, block->held, design.conditions);
            }
            whole[begin + i] = sum / (double)count;
            contrast[begin + i] = design.conditions > 0 ? (sum - held) / (double)count : whole[begin + i];
        }
    }
    icp_i_release(scratch, x);
    return ICP_OK;
}
