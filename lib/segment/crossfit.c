/* crossfit.c - see crossfit.h. Owns: what is fitted without what. Must not know: what the outcome means. */
#include "segment/crossfit.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "icpcluster/logit.h"
#include "math/stats.h"
#include "segment/learn.h"

#include <math.h>
#include <string.h>

#define BLOCKS ((size_t)5)   /* parts of the nested choice of the penalty */
#define SCORED ((size_t)512) /* rows scored at a time */

/* One repeat: everything its tasks share. A task writes only what is its own. */
typedef struct repeat_job {
    const icp_i_frame *frame;
    icp_i_learn learn;
    const uint32_t *fold;          /* rows */
    uint32_t *learn_fold;          /* rows to learn from */
    const size_t *apart;           /* rows no fit can have seen */
    size_t apart_count, folds, blocks;
    icp_hooks hooks;               /* of the fits: those of the caller on the caller's thread, none on others */
    int threads;
    double *loss;                  /* blocks x blocks x grid: mean log-loss on the second block of models that saw neither */
    size_t *choice;                /* blocks: entry of the grid */
    double *contrast;              /* rows */
    double *apart_contrast;        /* folds x apart_count */
    double events, others;         /* rows that may be learnt from */
    icp_error *errors;             /* tasks; status ICP_OK = went well */
} repeat_job;

/* ---- dealing ---- */

/* Whole blocks with two or more folds each stay for all repeats. */
static bool blocks_stay(size_t folds)
{
    return folds >= 2 * BLOCKS && folds % BLOCKS == 0;
}

icp_status icp_i_crossfit_deal(const icp_i_frame *frame, const double *y, size_t folds, size_t repeats, const char *purpose, icp_i_pool *scratch,
                               uint32_t *fold, icp_error *err)
{
    size_t n = frame->rows, parts = blocks_stay(folds) ? folds / BLOCKS : folds;
    icp_status status = ICP_OK;
    for (size_t r = 0; r < repeats && status == ICP_OK; r++) status = icp_i_frame_folds(frame, y, parts, purpose, r + 1, scratch, fold + r * n, err);
    if (status != ICP_OK || !blocks_stay(folds)) return status;
    uint32_t *block = ICP_I_NEW(scratch, uint32_t, n);
    status = block ? icp_i_frame_folds(frame, y, BLOCKS, purpose, 0, scratch, block, err) : icp_i_fail_memory(err, "dealing accounts into blocks");
    for (size_t e = 0; status == ICP_OK && e < repeats * n; e++) fold[e] = fold[e] * (uint32_t)BLOCKS + block[e % n];
    icp_i_release(scratch, block);
    return status;
}

/* ---- one fit ---- */

icp_status icp_i_fit_take(const icp_i_frame *frame, const double *y, const unsigned char *use, icp_i_pool *pool, icp_i_fit *out, icp_error *err)
{
    icp_i_fit fit = {0};
    ICP_I_TRY(icp_i_design_fit(frame, use, pool, &fit.design, err));
    size_t *rows = ICP_I_NEW(pool, size_t, frame->rows);
    fit.y = ICP_I_NEW(pool, double, frame->rows);
    if (!rows || !fit.y) return icp_i_fail_memory(err, "taking training rows");
    for (size_t i = 0; i < frame->rows; i++) {
        if (!use[i]) continue;
        fit.y[fit.rows] = y[i];
        rows[fit.rows++] = i;
    }
    size_t values;
    fit.x = icp_i_multiply(fit.rows, fit.design.terms, &values) ? ICP_I_NEW(pool, double, values) : NULL;
    if (!fit.x) return icp_i_fail_memory(err, "making the matrix of an outcome model");
    icp_i_design_apply(&fit.design, rows, fit.rows, fit.x, fit.design.terms);
    icp_i_release(pool, rows);
    *out = fit;
    return ICP_OK;
}

static double penalty_per_row(size_t entry)
{
    return pow(10, 1 - (double)entry / 3);
}

static icp_status fit_ridge(const repeat_job *job, const icp_i_fit *part, size_t entry, icp_logit *out, icp_error *err)
{
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = penalty_per_row(entry) * (double)part->rows;
    settings.threads = 1;
    settings.kernel = job->frame->settings->kernel;
    settings.hooks = &job->hooks;
    return icp_logit_fit(icp_view_rows(part->x, part->rows, part->design.terms), part->y, NULL, NULL, &settings, out, err);
}

/* Rows of the design's frame that all penalties score, and their matrix. */
typedef struct scored_rows {
    size_t *rows;
    size_t count;
    double *x, *log_odds;
} scored_rows;

static icp_status take_scored(const icp_i_design *design, icp_i_pool *pool, scored_rows *s, icp_error *err)
{
    size_t values;
    s->x = icp_i_multiply(s->count, design->terms, &values) ? ICP_I_NEW(pool, double, values) : NULL;
    s->log_odds = ICP_I_NEW(pool, double, s->count);
    if (!s->x || !s->log_odds) return icp_i_fail_memory(err, "making the matrix of held-out rows");
    icp_i_design_apply(design, s->rows, s->count, s->x, design->terms);
    return ICP_OK;
}

static icp_status score(const icp_logit *model, size_t terms, const double *x, size_t count, double *log_odds, icp_error *err)
{
    return count ? icp_logit_predict(model, icp_view_rows(x, count, terms), NULL, log_odds, err) : ICP_OK;
}

/* A few rows at a time, so that no matrix of all rows is made. */
static icp_status score_rows(const icp_logit *model, const icp_i_design *design, const size_t *rows, size_t count, double *x, double *log_odds,
                             icp_error *err)
{
    for (size_t begin = 0; begin < count; begin += SCORED) {
        size_t some = count - begin < SCORED ? count - begin : SCORED;
        icp_i_design_apply(design, rows + begin, some, x, design->terms);
        ICP_I_TRY(score(model, design->terms, x, some, log_odds + begin, err));
    }
    return ICP_OK;
}

/* ---- penalty: mean log-loss on each block of models without it and another block ---- */

/* Block of a row to learn from. */
static size_t block_of(const repeat_job *job, size_t row)
{
    return job->learn_fold[row] % job->blocks;
}

/* -log of the probability given to y, without overflow. */
static double log_loss(double log_odds, double y)
{
    double signed_odds = y > 0 ? -log_odds : log_odds;
    return signed_odds > 0 ? signed_odds + log1p(exp(-signed_odds)) : log1p(exp(signed_odds));
}

static void note_losses(repeat_job *job, const scored_rows *s, size_t a, size_t b, size_t entry)
{
    double sum[2] = {0, 0}, count[2] = {0, 0};
    for (size_t i = 0; i < s->count; i++) {
        int which = block_of(job, s->rows[i]) == b;
        sum[which] += log_loss(s->log_odds[i], job->learn.y[s->rows[i]]);
        count[which]++;
    }
    job->loss[(b * job->blocks + a) * ICP_I_CROSSFIT_GRID + entry] = count[0] > 0 ? sum[0] / count[0] : 0;
    job->loss[(a * job->blocks + b) * ICP_I_CROSSFIT_GRID + entry] = count[1] > 0 ? sum[1] / count[1] : 0;
}

static icp_status fit_path(repeat_job *job, size_t a, size_t b, icp_i_pool *pool, icp_error *err)
{
    size_t n = job->learn.frame.rows;
    unsigned char *use = ICP_I_NEW(pool, unsigned char, n);
    scored_rows held = {.rows = ICP_I_NEW(pool, size_t, n)};
    if (!use || !held.rows) return icp_i_fail_memory(err, "choosing a ridge penalty");
    for (size_t i = 0; i < n; i++) {
        use[i] = block_of(job, i) != a && block_of(job, i) != b;
        if (!use[i]) held.rows[held.count++] = i;
    }
    icp_i_fit part;
    ICP_I_TRY(icp_i_fit_take(&job->learn.frame, job->learn.y, use, pool, &part, err));
    ICP_I_TRY(take_scored(&part.design, pool, &held, err));
    for (size_t entry = 0; entry < ICP_I_CROSSFIT_GRID; entry++) {
        icp_logit model;
        ICP_I_TRY(fit_ridge(job, &part, entry, &model, err));
        icp_status status = score(&model, part.design.terms, held.x, held.count, held.log_odds, err);
        icp_logit_free(&model);
        if (status != ICP_OK) return status;
        note_losses(job, &held, a, b, entry);
    }
    return ICP_OK;
}

static void path_task(void *context, size_t task, int worker)
{
    (void)worker;
    repeat_job *job = context;
    size_t a = 0, b = task + 1;
    while (b >= job->blocks) { /* task-th pair a < b */
        a++;
        b = b - job->blocks + a + 1;
    }
    icp_i_pool *pool = icp_i_pool_new(&job->hooks);
    icp_error *err = &job->errors[task];
    err->status = pool ? fit_path(job, a, b, pool, err) : icp_i_fail_memory(err, "choosing a ridge penalty");
    icp_i_pool_free(pool);
}

/* Losses on the other blocks of models that saw neither them nor block `a`. */
static const double *losses(const repeat_job *job, size_t a, size_t other)
{
    return &job->loss[(a * job->blocks + other) * ICP_I_CROSSFIT_GRID];
}

/* Mean over the other blocks of the loss at `entry` beyond that at `best`, and its standard error. The excess is taken block by block: what makes
 * a block hard to predict is hard at every penalty, and would hide how well the penalties can be told apart. */
static double excess(const repeat_job *job, size_t a, size_t entry, size_t best, double *standard_error)
{
    double n = (double)job->blocks - 1, mean = 0, squares = 0;
    for (size_t b = 0; b < job->blocks; b++)
        if (b != a) mean += (losses(job, a, b)[entry] - losses(job, a, b)[best]) / n;
    for (size_t b = 0; b < job->blocks; b++) {
        double part = losses(job, a, b)[entry] - losses(job, a, b)[best] - mean;
        if (b != a) squares += part * part;
    }
    *standard_error = sqrt(squares / (n - 1) / n);
    return mean;
}

/* The largest penalty whose loss is within one standard error of the smallest loss. */
static size_t choose_penalty(const repeat_job *job, size_t a)
{
    size_t best = 0;
    double error;
    for (size_t entry = 1; entry < ICP_I_CROSSFIT_GRID; entry++)
        if (excess(job, a, entry, best, &error) < 0) best = entry;
    for (size_t entry = 0; entry < best; entry++)
        if (excess(job, a, entry, best, &error) <= error) return entry;
    return best;
}

/* ---- scoring ---- */

/* Scores the rows of a fold, and those apart, by its model. The design was fitted on rows to learn from; it is applied to rows of the frame. */
static icp_status score_fold(repeat_job *job, size_t fold, const icp_logit *model, icp_i_design design, icp_i_pool *pool, icp_error *err)
{
    size_t n = job->frame->rows, count = 0;
    size_t *rows = ICP_I_NEW(pool, size_t, n);
    double *x = ICP_I_NEW(pool, double, SCORED * design.terms), *log_odds = ICP_I_NEW(pool, double, n);
    if (!rows || !x || !log_odds) return icp_i_fail_memory(err, "scoring held-out rows");
    design.frame = job->frame;
    for (size_t i = 0; i < n; i++)
        if (job->fold[i] == fold) rows[count++] = i;
    ICP_I_TRY(score_rows(model, &design, rows, count, x, log_odds, err));
    for (size_t i = 0; i < count; i++) job->contrast[rows[i]] = log_odds[i];
    return score_rows(model, &design, job->apart, job->apart_count, x, job->apart_contrast + fold * job->apart_count, err);
}

/* Log-odds of the model without terms. y holds both classes. */
static double null_log_odds(const double *y, size_t n)
{
    double events = 0;
    for (size_t i = 0; i < n; i++) events += y[i] > 0;
    return log(events / ((double)n - events));
}

static icp_status fit_fold(repeat_job *job, size_t fold, icp_i_pool *pool, icp_error *err)
{
    size_t n = job->learn.frame.rows;
    unsigned char *use = ICP_I_NEW(pool, unsigned char, n);
    if (!use) return icp_i_fail_memory(err, "fitting without a fold");
    for (size_t i = 0; i < n; i++) use[i] = job->learn_fold[i] != fold;
    icp_i_fit part;
    icp_logit model;
    ICP_I_TRY(icp_i_fit_take(&job->learn.frame, job->learn.y, use, pool, &part, err));
    ICP_I_TRY(fit_ridge(job, &part, job->choice[fold % job->blocks], &model, err));
    model.coefficients[0] -= null_log_odds(part.y, part.rows); /* scores become contrasts */
    icp_status status = score_fold(job, fold, &model, part.design, pool, err);
    icp_logit_free(&model);
    return status;
}

static void fold_task(void *context, size_t task, int worker)
{
    (void)worker;
    repeat_job *job = context;
    icp_i_pool *pool = icp_i_pool_new(&job->hooks);
    icp_error *err = &job->errors[task];
    err->status = pool ? fit_fold(job, task, pool, err) : icp_i_fail_memory(err, "fitting without a fold");
    icp_i_pool_free(pool);
}

/* ---- repeats ---- */

/* Runs tasks and hands on the first failure in task order. */
static icp_status run_tasks(repeat_job *job, size_t count, icp_i_task task, icp_error *err)
{
    memset(job->errors, 0, count * sizeof *job->errors);
    icp_i_parallel(count, job->threads, task, job);
    for (size_t t = 0; t < count; t++) {
        if (job->errors[t].status == ICP_OK) continue;
        if (err) *err = job->errors[t];
        return job->errors[t].status;
    }
    return ICP_OK;
}

static bool same_blocks(const repeat_job *job, const uint32_t *before)
{
    if (!before) return false;
    for (size_t i = 0; i < job->frame->rows; i++)
        if (before[i] % job->blocks != job->fold[i] % job->blocks) return false;
    return true;
}

/* before: folds of the repeat before, or NULL. Its choice of penalties stands when the blocks are the same. */
static icp_status run_repeat(repeat_job *job, const uint32_t *before, icp_error *err)
{
    const icp_hooks *hooks = &job->frame->settings->hooks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "stopped while fitting outcome models");
    if (!same_blocks(job, before)) {
        ICP_I_TRY(run_tasks(job, job->blocks * (job->blocks - 1) / 2, path_task, err));
        for (size_t b = 0; b < job->blocks; b++) job->choice[b] = choose_penalty(job, b);
    }
    ICP_I_TRY(run_tasks(job, job->folds, fold_task, err));
    for (size_t i = 0; i < job->apart_count; i++) {
        double sum = 0;
        for (size_t f = 0; f < job->folds; f++) sum += job->apart_contrast[f * job->apart_count + i];
        job->contrast[job->apart[i]] = sum / (double)job->folds;
    }
    return ICP_OK;
}

/* Lists the rows of units without a row that may be learnt from, and counts the outcomes of the others. */
static icp_status set_apart(repeat_job *job, const double *y, icp_i_pool *scratch, icp_error *err)
{
    const icp_i_frame *frame = job->frame;
    unsigned char *seen = ICP_I_NEW(scratch, unsigned char, frame->units);
    size_t *apart = ICP_I_NEW(scratch, size_t, frame->rows);
    if (!seen || !apart) return icp_i_fail_memory(err, "choosing eligible rows");
    for (size_t i = 0; i < frame->rows; i++) {
        if (isnan(y[i]) || (frame->fit && !frame->fit[i])) continue;
        seen[frame->unit[i]] = 1;
        *(y[i] > 0 ? &job->events : &job->others) += 1;
    }
    for (size_t i = 0; i < frame->rows; i++)
        if (!seen[frame->unit[i]]) apart[job->apart_count++] = i;
    icp_i_release(scratch, seen);
    job->apart = apart;
    return ICP_OK;
}

/* A caller's allocator may be called on the caller's thread only: with one the fits run there, one after the other. */
static void choose_thread(repeat_job *job)
{
    const icp_hooks *hooks = &job->frame->settings->hooks;
    job->threads = hooks->allocate ? 1 : job->frame->settings->threads;
    job->hooks = (icp_hooks){.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release};
}

static icp_status prepare(repeat_job *job, const double *y, icp_i_pool *scratch, icp_error *err)
{
    ICP_I_TRY(icp_i_learn_take(job->frame, y, scratch, &job->learn, err));
    ICP_I_TRY(set_apart(job, y, scratch, err));
    choose_thread(job);
    job->learn_fold = ICP_I_NEW(scratch, uint32_t, job->learn.frame.rows);
    size_t pairs = job->blocks * (job->blocks - 1) / 2;
    job->loss = ICP_I_NEW(scratch, double, job->blocks * job->blocks * ICP_I_CROSSFIT_GRID);
    job->choice = ICP_I_NEW(scratch, size_t, job->blocks);
    job->contrast = ICP_I_NEW(scratch, double, job->frame->rows);
    job->apart_contrast = ICP_I_NEW(scratch, double, job->folds * job->apart_count);
    job->errors = ICP_I_NEW(scratch, icp_error, pairs > job->folds ? pairs : job->folds);
    bool all = job->learn_fold && job->loss && job->choice && job->contrast && job->apart_contrast && job->errors;
    return all ? ICP_OK : icp_i_fail_memory(err, "preparing cross-fitting");
}

/* sum: frame rows, zeroed; becomes the mean over repeats. */
static icp_status run_repeats(repeat_job *job, const uint32_t *fold, size_t repeats, icp_i_pool *scratch, double *sum, double *ridge, icp_error *err)
{
    size_t n = job->frame->rows, count = repeats * job->blocks;
    double *choices = ICP_I_NEW(scratch, double, count);
    if (!choices) return icp_i_fail_memory(err, "noting ridge penalties");
    for (size_t r = 0; r < repeats; r++) {
        job->fold = fold + r * n;
        for (size_t i = 0; i < job->learn.frame.rows; i++) job->learn_fold[i] = job->fold[job->learn.row[i]];
        ICP_I_TRY(run_repeat(job, r > 0 ? job->fold - n : NULL, err));
        for (size_t i = 0; i < n; i++) sum[i] += job->contrast[i];
        for (size_t b = 0; b < job->blocks; b++) choices[r * job->blocks + b] = (double)job->choice[b];
    }
    for (size_t i = 0; i < n; i++) sum[i] /= (double)repeats;
    icp_i_sort(choices, count);
    *ridge = penalty_per_row((size_t)choices[(count - 1) / 2]) * job->learn.share;
    return ICP_OK;
}

icp_status icp_i_crossfit_rows(const icp_i_frame *frame, const double *y, const uint32_t *fold, size_t folds, size_t repeats, icp_i_pool *pool,
                               icp_i_crossfit *out, icp_error *err)
{
    if (folds < 3) return icp_i_fail(err, ICP_E_ARGUMENT, "cross-fitting needs at least 3 folds, not %zu", folds);
    repeat_job job = {.frame = frame, .folds = folds, .blocks = folds < BLOCKS ? folds : BLOCKS};
    icp_i_crossfit made = {.fitted = 1};
    icp_error detail = {0};
    icp_status status = ICP_OK;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    double *contrast = ICP_I_NEW(pool, double, frame->rows);
    if (!scratch || !contrast) status = icp_i_fail_memory(&detail, "preparing cross-fitting");
    if (status == ICP_OK) status = prepare(&job, y, scratch, &detail);
    if (status == ICP_OK) status = run_repeats(&job, fold, repeats, scratch, contrast, &made.ridge_per_row, &detail);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) {
        made.contrast = contrast;
        made.null_log_odds = log(job.events / job.others);
        *out = made;
        return ICP_OK;
    }
    icp_i_release(pool, contrast);
    if (detail.code == ICP_E_OUTCOME) { /* a part without both classes: an answer, not a failure */
        *out = (icp_i_crossfit){0};
        return ICP_OK;
    }
    if (err) *err = detail;
    return status;
}
