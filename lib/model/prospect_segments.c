/* prospect_segments.c - which segment an account would fall into, by its traits. Owns: the multinomial fits, their penalty, what they predict out of
 * fold. Must not know: how the two ways of scoring are compared. */
#include "base/fail.h"
#include "base/rng.h"
#include "math/multinomial.h"
#include "model/prospect.h"

#include <math.h>
#include <string.h>

#define MOST_COMPARED 10000.0 /* rows that are enough to choose between models by */
#define MOST_FITTED 20000.0
#define PRIOR 10.0            /* rows of the base rate added to each segment's */

static const double penalties[] = {0.1, 0.01, 0.001}; /* a row */
#define PENALTIES (sizeof penalties / sizeof penalties[0])

/* Units in the sample or out of it whole; use: frame rows. */
static icp_status draw(const icp_i_frame *frame, double most, uint64_t index, icp_i_pool *scratch, unsigned char *use, icp_error *err)
{
    unsigned char *drawn = ICP_I_NEW(scratch, unsigned char, frame->units);
    icp_i_rng *rng = icp_i_rng_new(frame->settings->seed, "prospects", index);
    double share = most / (double)frame->rows;
    bool ready = drawn && rng;
    for (size_t u = 0; ready && u < frame->units; u++) drawn[u] = share >= 1 || icp_i_rng_uniform(rng) < share;
    for (size_t i = 0; ready && i < frame->rows; i++) use[i] = drawn[frame->unit[i]];
    icp_i_rng_free(rng);
    icp_i_release(scratch, drawn);
    return ready ? ICP_OK : icp_i_fail_memory(err, "drawing accounts");
}

/* The rows with use[i] != 0 as a matrix and labels, by a design fitted on them. */
typedef struct part {
    icp_i_design design;
    size_t rows;
    size_t *row;
    double *x;
    int32_t *label;
} part;

static icp_status apply(const icp_i_prospect_rows *rows, const icp_i_design *design, const unsigned char *use, icp_i_pool *scratch, part *out,
                        icp_error *err)
{
    size_t cells;
    *out = (part){.design = *design, .row = ICP_I_NEW(scratch, size_t, rows->frame.rows), .label = ICP_I_NEW(scratch, int32_t, rows->frame.rows)};
    if (!out->row || !out->label) return icp_i_fail_memory(err, "taking accounts");
    for (size_t i = 0; i < rows->frame.rows; i++) {
        if (!use[i]) continue;
        out->label[out->rows] = rows->label[i];
        out->row[out->rows++] = i;
    }
    out->x = icp_i_multiply(out->rows, design->terms, &cells) ? ICP_I_NEW(scratch, double, cells) : NULL;
    if (!out->x) return icp_i_fail_memory(err, "taking accounts");
    icp_i_design_apply(design, out->row, out->rows, out->x, design->terms);
    return ICP_OK;
}

static bool every_segment(const part *p, size_t segments)
{
    for (size_t k = 0; k < segments; k++) {
        size_t i = 0;
        while (i < p->rows && p->label[i] != (int32_t)k) i++;
        if (i == p->rows) return false;
    }
    return true;
}

/* Rate of the good outcome in each segment, drawn to the base rate by a few rows. */
static void rates(const icp_i_prospect_rows *rows, const part *p, double base, double *rate)
{
    for (size_t k = 0; k < rows->segments; k++) {
        double events = PRIOR * base, n = PRIOR;
        for (size_t i = 0; i < p->rows; i++) {
            double y = rows->y[p->row[i]];
            if (p->label[i] != (int32_t)k || isnan(y)) continue;
            events += y;
            n++;
        }
        rate[k] = events / n;
    }
}

/* One block predicted by a model of the others; the mean log-loss of the segments in *loss. */
typedef struct block_job {
    const icp_i_prospect_rows *rows;
    icp_i_frame frame;           /* that of the rows, with lines that may bend or not */
    const unsigned char *sample; /* frame rows */
    double base;
    icp_i_pool *scratch;
    double *value, *loss;        /* frame rows */
    bool fitted;
} block_job;

static icp_status predict_block(block_job *job, const part *learn, const part *held, double penalty, double *loss, icp_error *err)
{
    size_t k = job->rows->segments;
    icp_i_multinomial model;
    double *p = ICP_I_NEW(job->scratch, double, held->rows * k), *rate = ICP_I_NEW(job->scratch, double, k);
    if (!p || !rate) return icp_i_fail_memory(err, "predicting segments");
    ICP_I_TRY(icp_i_multinomial_fit(learn->x, learn->rows, learn->design.terms, learn->label, k, penalty * (double)learn->rows, job->scratch, &model,
                                    err));
    icp_i_multinomial_predict(&model, held->x, held->rows, p);
    rates(job->rows, learn, job->base, rate);
    *loss = 0;
    for (size_t i = 0; i < held->rows; i++) {
        double value = 0;
        for (size_t s = 0; s < k; s++) value += p[i * k + s] * rate[s];
        job->value[held->row[i]] = value;
        job->loss[held->row[i]] = -log(fmax(p[i * k + (size_t)held->label[i]], 1e-300));
        *loss += job->loss[held->row[i]];
    }
    icp_i_release(job->scratch, p);
    icp_i_release(job->scratch, rate);
    return ICP_OK;
}

/* penalty: the one to use, or, when not above 0, the best of all is found and written. */
static icp_status run_block(block_job *job, size_t block, double *penalty, icp_error *err)
{
    size_t n = job->rows->frame.rows;
    unsigned char *use = ICP_I_NEW(job->scratch, unsigned char, n);
    icp_i_design design;
    part learn, held;
    if (!use) return icp_i_fail_memory(err, "predicting segments");
    for (size_t i = 0; i < n; i++) use[i] = job->sample[i] && job->rows->fold[i] % ICP_I_PROSPECT_BLOCKS != block;
    ICP_I_TRY(icp_i_design_fit(&job->frame, use, job->scratch, &design, err));
    ICP_I_TRY(apply(job->rows, &design, use, job->scratch, &learn, err));
    for (size_t i = 0; i < n; i++) use[i] = job->sample[i] && job->rows->fold[i] % ICP_I_PROSPECT_BLOCKS == block;
    ICP_I_TRY(apply(job->rows, &design, use, job->scratch, &held, err));
    job->fitted = design.terms > 0 && held.rows > 0 && every_segment(&learn, job->rows->segments);
    if (!job->fitted) return ICP_OK;
    double best = INFINITY, loss;
    if (*penalty > 0) return predict_block(job, &learn, &held, *penalty, &loss, err);
    double chosen = penalties[0];
    for (size_t c = 0; c < PENALTIES; c++) {
        ICP_I_TRY(predict_block(job, &learn, &held, penalties[c], &loss, err));
        if (loss < best) {
            best = loss;
            chosen = penalties[c];
        }
    }
    *penalty = chosen;
    return ICP_OK;
}

static icp_status run_blocks(block_job *job, double *penalty, icp_error *err)
{
    const icp_hooks *hooks = icp_i_pool_hooks(job->scratch);
    icp_i_pool *kept = job->scratch;
    icp_status status = ICP_OK;
    *penalty = 0; /* chosen on the first block, whose own predictions are then made again with it */
    for (size_t step = 0; step <= ICP_I_PROSPECT_BLOCKS && status == ICP_OK; step++) {
        job->scratch = icp_i_pool_new(hooks);
        status = job->scratch ? run_block(job, step == 0 ? 0 : step - 1, penalty, err) : icp_i_fail_memory(err, "predicting segments");
        icp_i_pool_free(job->scratch);
        if (!job->fitted) break;
    }
    job->scratch = kept;
    return status;
}

static icp_status run_form(const icp_i_prospect_rows *rows, const unsigned char *sample, bool bends, double base, icp_i_pool *pool, double *penalty,
                           block_job *job, icp_error *err)
{
    size_t n = rows->frame.rows;
    *job = (block_job){.rows = rows, .frame = rows->frame, .sample = sample, .base = base, .scratch = pool, .value = ICP_I_NEW(pool, double, n),
                       .loss = ICP_I_NEW(pool, double, n), .fitted = true};
    if (!job->value || !job->loss) return icp_i_fail_memory(err, "predicting segments");
    job->frame.bends = bends;
    for (size_t i = 0; i < n; i++) job->value[i] = job->loss[i] = NAN;
    return run_blocks(job, penalty, err);
}

icp_status icp_i_prospect_by_segments(const icp_i_prospect_rows *rows, double base, icp_i_pool *pool, double **value, double *penalty, bool *bends,
                                      bool *fitted, icp_error *err)
{
    unsigned char *sample = ICP_I_NEW(pool, unsigned char, rows->frame.rows);
    block_job straight, bent;
    double bent_penalty = 0;
    if (!sample) return icp_i_fail_memory(err, "predicting segments");
    ICP_I_TRY(draw(&rows->frame, MOST_COMPARED, 0, pool, sample, err));
    ICP_I_TRY(run_form(rows, sample, false, base, pool, penalty, &straight, err));
    ICP_I_TRY(run_form(rows, sample, true, base, pool, &bent_penalty, &bent, err));
    icp_i_release(pool, sample);
    *bends = straight.fitted && bent.fitted && icp_i_prospect_bends(straight.loss, bent.loss, rows->frame.rows);
    if (*bends) *penalty = bent_penalty;
    *value = *bends ? bent.value : straight.value;
    *fitted = straight.fitted;
    return ICP_OK;
}

static icp_status keep_model(const icp_i_model_maker *m, const part *p, const icp_i_multinomial *model, icp_model_predictor *out, icp_error *err)
{
    ICP_I_TRY(icp_i_model_design(m, &p->design, &out->design, err));
    double *mean = ICP_I_NEW(m->pool, double, model->columns);
    out->intercept = ICP_I_NEW(m->pool, double, model->classes);
    out->coefficient = ICP_I_NEW(m->pool, double, model->classes * model->columns);
    if (!mean || !out->intercept || !out->coefficient) return icp_i_fail_memory(err, "keeping the model of segments");
    for (size_t i = 0; i < p->rows; i++)
        for (size_t t = 0; t < model->columns; t++) mean[t] += p->x[i * model->columns + t];
    for (size_t t = 0; t < model->columns; t++) mean[t] /= (double)p->rows;
    memcpy(out->intercept, model->intercept, model->classes * sizeof *out->intercept);
    memcpy(out->coefficient, model->coefficient, model->classes * model->columns * sizeof *out->coefficient);
    out->design.mean = mean;
    out->outputs = model->classes;
    return ICP_OK;
}

icp_status icp_i_prospect_segments(const icp_i_model_maker *m, const icp_i_prospect_rows *rows, double penalty, bool bends,
                                   icp_model_predictor *out, icp_error *err)
{
    icp_i_frame frame = rows->frame;
    unsigned char *use = ICP_I_NEW(m->scratch, unsigned char, rows->frame.rows);
    icp_i_design design;
    icp_i_multinomial model;
    part all;
    if (!use) return icp_i_fail_memory(err, "fitting the model of segments");
    ICP_I_TRY(draw(&rows->frame, MOST_FITTED, 1, m->scratch, use, err));
    frame.bends = bends;
    ICP_I_TRY(icp_i_design_fit(&frame, use, m->scratch, &design, err));
    ICP_I_TRY(apply(rows, &design, use, m->scratch, &all, err));
    if (design.terms == 0 || !every_segment(&all, rows->segments)) return ICP_OK;
    ICP_I_TRY(icp_i_multinomial_fit(all.x, all.rows, design.terms, all.label, rows->segments, penalty * (double)all.rows, m->scratch, &model, err));
    return keep_model(m, &all, &model, out, err);
}
