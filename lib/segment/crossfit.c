/* crossfit.c - see crossfit.h. Owns: dealing, the choice of penalties, the order of the fits. Must not know: what the outcome means. */
#include "segment/crossfit_block.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define BLOCKS ((size_t)5) /* parts of the nested choice of the penalty */

/* Everything tasks share. A task writes only what is its own. */
typedef struct crossfit_job {
    icp_i_cut cut;
    icp_i_learn learn;
    size_t *at;              /* learn rows */
    icp_i_block block[BLOCKS + 1]; /* the last: no block left out */
    const size_t *apart;     /* rows no fit without a fold can have seen */
    size_t apart_count;
    icp_hooks hooks;         /* of the fits: those of the caller on the caller's thread, none on others */
    int threads;
    double *loss;            /* blocks x blocks x grid: mean log-loss on the second block of fits for the first that saw neither */
    size_t *choice;          /* blocks: entry of the grid */
    double **coefficient;    /* repeats x folds: of the fit without the fold */
    const double *all;       /* of the fit without nothing */
    double *contrast, *whole; /* rows: sum over repeats */
    double events, others;   /* weight of rows that may be learnt from */
    icp_error *errors;       /* tasks; status ICP_OK = went well */
} crossfit_job;

/* ---- dealing ---- */

size_t icp_i_crossfit_repeats(const icp_settings *settings, size_t rows)
{
    if (settings->fold_repeats > 0) return settings->fold_repeats;
    return rows <= 2000 ? 5 : rows >= 10000 ? 1 : (10000 + rows - 1) / rows;
}

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

/* ---- tasks ---- */

/* Runs tasks and hands on the first failure in task order. */
static icp_status run_tasks(crossfit_job *job, size_t count, icp_i_task task, icp_error *err)
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

static void prepare_task(void *context, size_t task, int worker)
{
    (void)worker;
    crossfit_job *job = context;
    job->errors[task].status = icp_i_block_prepare(&job->cut, task, &job->block[task], &job->errors[task]);
}

static void path_task(void *context, size_t task, int worker)
{
    (void)worker;
    crossfit_job *job = context;
    size_t others = job->cut.blocks - 1, a = task / others, b = task % others + (task % others >= a);
    double *loss = job->loss + (a * job->cut.blocks + b) * ICP_I_RIDGE_GRID;
    job->errors[task].status = icp_i_block_path(&job->cut, &job->block[a], b, loss, &job->errors[task]);
}

/* Where penalties were chosen on a sample, they keep their size: the spread of effects they speak of does not depend on rows. */
static double penalty_of(const crossfit_job *job, size_t block)
{
    return icp_i_ridge_penalty(job->choice[block]) * job->learn.search_share;
}

static void block_task(void *context, size_t task, int worker)
{
    (void)worker;
    crossfit_job *job = context;
    job->errors[task].status = icp_i_block_fit(&job->block[task], penalty_of(job, task), &job->errors[task]);
}

static void fold_task(void *context, size_t task, int worker)
{
    (void)worker;
    crossfit_job *job = context;
    size_t repeat = task / job->cut.folds, fold = task % job->cut.folds, block = fold % job->cut.blocks;
    job->errors[task].status = icp_i_block_fold(&job->cut, &job->block[block], penalty_of(job, block), repeat, fold, job->coefficient[task],
                                                &job->errors[task]);
}

/* Rows of one block in ICP_I_BLOCK rows of the frame: each is scored by the fits without its own fold, one a repeat. */
static icp_status score_block(crossfit_job *job, size_t block, size_t begin, size_t end, icp_i_pool *pool, icp_error *err)
{
    const icp_i_cut *cut = &job->cut;
    size_t count = 0, *rows = ICP_I_NEW(pool, size_t, end - begin);
    const double **model = ICP_I_NEW(pool, const double *, (end - begin) * cut->repeats);
    double *contrast = ICP_I_NEW(pool, double, 2 * (end - begin));
    if (!rows || !model || !contrast) return icp_i_fail_memory(err, "scoring held-out rows");
    for (size_t i = begin; i < end; i++) {
        if (cut->fold[i] % cut->blocks != block) continue;
        for (size_t r = 0; r < cut->repeats; r++)
            model[count * cut->repeats + r] = job->coefficient[r * cut->folds + cut->fold[r * cut->frame->rows + i]];
        rows[count++] = i;
    }
    double *whole = contrast + (end - begin);
    ICP_I_TRY(icp_i_block_score(cut->frame, &job->block[block], rows, count, model, cut->repeats, pool, contrast, whole, err));
    for (size_t k = 0; k < count; k++) {
        job->contrast[rows[k]] += contrast[k] * (double)cut->repeats;
        job->whole[rows[k]] += whole[k] * (double)cut->repeats;
    }
    icp_i_release(pool, contrast);
    icp_i_release(pool, model);
    icp_i_release(pool, rows);
    return ICP_OK;
}

static void score_task(void *context, size_t task, int worker)
{
    (void)worker;
    crossfit_job *job = context;
    icp_i_pool *pool = icp_i_pool_new(&job->hooks);
    icp_error *err = &job->errors[task];
    size_t begin = icp_i_block_begin(task), end = icp_i_block_end(task, job->cut.frame->rows);
    err->status = pool ? ICP_OK : icp_i_fail_memory(err, "scoring held-out rows");
    for (size_t block = 0; block < job->cut.blocks && err->status == ICP_OK; block++) err->status = score_block(job, block, begin, end, pool, err);
    icp_i_pool_free(pool);
}

static icp_status score_apart(crossfit_job *job, size_t begin, size_t end, icp_i_pool *pool, icp_error *err)
{
    size_t count = end - begin;
    const double **model = ICP_I_NEW(pool, const double *, count);
    double *contrast = ICP_I_NEW(pool, double, 2 * count), *whole = contrast + count;
    if (!model || !contrast) return icp_i_fail_memory(err, "scoring held-out rows");
    for (size_t i = 0; i < count; i++) model[i] = job->all;
    ICP_I_TRY(icp_i_block_score(job->cut.frame, &job->block[job->cut.blocks], job->apart + begin, count, model, 1, pool, contrast, whole, err));
    for (size_t i = 0; i < count; i++) {
        job->contrast[job->apart[begin + i]] = contrast[i];
        job->whole[job->apart[begin + i]] = whole[i];
    }
    return ICP_OK;
}

static void apart_task(void *context, size_t task, int worker)
{
    (void)worker;
    crossfit_job *job = context;
    icp_i_pool *pool = icp_i_pool_new(&job->hooks);
    icp_error *err = &job->errors[task];
    size_t begin = icp_i_block_begin(task), end = icp_i_block_end(task, job->apart_count);
    err->status = pool ? score_apart(job, begin, end, pool, err) : icp_i_fail_memory(err, "scoring held-out rows");
    icp_i_pool_free(pool);
}

/* ---- penalties ---- */

/* Losses on the other blocks of models that saw neither them nor block `a`. */
static const double *losses(const crossfit_job *job, size_t a, size_t other)
{
    return &job->loss[(a * job->cut.blocks + other) * ICP_I_RIDGE_GRID];
}

/* Mean over the other blocks of the loss at `entry`. */
static double mean_loss(const crossfit_job *job, size_t a, size_t entry)
{
    double sum = 0;
    for (size_t b = 0; b < job->cut.blocks; b++)
        if (b != a) sum += losses(job, a, b)[entry];
    return sum / ((double)job->cut.blocks - 1);
}

/* The penalty of the smallest loss; equal ones go to the larger penalty. Not the largest within one standard error of it: predictions shrunk so far
 * are too close to the base rate (with linear log-odds and 5,000 accounts a calibration slope of 1.14 and an error beyond chance, against 1.05). */
static size_t choose_penalty(const crossfit_job *job, size_t a)
{
    size_t best = 0;
    for (size_t entry = 1; entry < ICP_I_RIDGE_GRID; entry++)
        if (mean_loss(job, a, entry) < mean_loss(job, a, best)) best = entry;
    return best;
}

/* ---- cuts ---- */

static bool same_blocks(const uint32_t *a, const uint32_t *b, size_t rows, size_t blocks)
{
    for (size_t i = 0; i < rows; i++)
        if (a[i] % blocks != b[i] % blocks) return false;
    return true;
}

/* Learn rows by block, those that choose penalties first. */
static void line_up(crossfit_job *job)
{
    const icp_i_cut *cut = &job->cut;
    size_t count = 0;
    for (size_t group = 0; group < 2 * cut->blocks; group++)
        for (size_t i = 0; i < job->learn.frame.rows; i++)
            if (cut->fold[job->learn.row[i]] % cut->blocks == group / 2 && (size_t)(job->learn.search[i] == 0) == group % 2) job->at[count++] = i;
}

static bool room_for_models(crossfit_job *job, icp_i_pool *pool)
{
    const icp_i_cut *cut = &job->cut;
    bool all = true;
    job->coefficient = ICP_I_NEW(pool, double *, cut->repeats * cut->folds);
    for (size_t m = 0; job->coefficient && m < cut->repeats * cut->folds && all; m++) {
        job->coefficient[m] = ICP_I_NEW(pool, double, job->block[m % cut->folds % cut->blocks].design.terms + 1);
        all = job->coefficient[m] != NULL;
    }
    return job->coefficient && all;
}

static icp_status run_cut(crossfit_job *job, icp_i_pool *pool, icp_error *err)
{
    const icp_hooks *hooks = &job->cut.frame->settings->hooks;
    size_t blocks = job->cut.blocks;
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "stopped while fitting outcome models");
    line_up(job);
    ICP_I_TRY(run_tasks(job, blocks, prepare_task, err));
    ICP_I_TRY(run_tasks(job, blocks * (blocks - 1), path_task, err));
    for (size_t b = 0; b < blocks; b++) job->choice[b] = choose_penalty(job, b);
    ICP_I_TRY(run_tasks(job, blocks, block_task, err));
    if (!room_for_models(job, pool)) return icp_i_fail_memory(err, "keeping outcome models");
    ICP_I_TRY(run_tasks(job, job->cut.repeats * job->cut.folds, fold_task, err));
    return run_tasks(job, icp_i_blocks(job->cut.frame->rows), score_task, err);
}

static void free_blocks(crossfit_job *job)
{
    for (size_t b = 0; b <= BLOCKS; b++) {
        icp_i_pool_free(job->block[b].pool);
        job->block[b].pool = NULL;
    }
}

/* The rows apart get the model of all rows. */
static icp_status run_apart(crossfit_job *job, double penalty_per_row, icp_error *err)
{
    icp_i_block *all = &job->block[job->cut.blocks];
    double null;
    if (job->apart_count == 0) return ICP_OK;
    ICP_I_TRY(icp_i_block_prepare(&job->cut, job->cut.blocks, all, err));
    ICP_I_TRY(icp_i_block_fit(all, penalty_per_row, err));
    double *coefficient = ICP_I_NEW(all->pool, double, all->design.terms + 1);
    if (!coefficient) return icp_i_fail_memory(err, "keeping outcome models");
    icp_i_logit_matrix_coefficients(&all->matrix, all->fit.theta, coefficient);
    icp_i_ridge_null(&all->matrix, all->outside, &null);
    coefficient[0] -= null;
    job->all = coefficient;
    return run_tasks(job, icp_i_blocks(job->apart_count), apart_task, err);
}

/* ---- the whole ---- */

/* Lists the rows of units without a row that may be learnt from, and counts the outcomes of the others. */
static icp_status set_apart(crossfit_job *job, const double *y, icp_i_pool *scratch, icp_error *err)
{
    const icp_i_frame *frame = job->cut.frame;
    unsigned char *seen = ICP_I_NEW(scratch, unsigned char, frame->units);
    size_t *apart = ICP_I_NEW(scratch, size_t, frame->rows);
    if (!seen || !apart) return icp_i_fail_memory(err, "choosing eligible rows");
    for (size_t i = 0; i < frame->rows; i++) {
        if (isnan(y[i]) || !icp_i_may_learn(frame, i)) continue;
        seen[frame->unit[i]] = 1;
        *(y[i] > 0 ? &job->events : &job->others) += icp_i_row_weight(frame, i);
    }
    for (size_t i = 0; i < frame->rows; i++)
        if (!seen[frame->unit[i]]) apart[job->apart_count++] = i;
    icp_i_release(scratch, seen);
    job->apart = apart;
    return ICP_OK;
}

/* A caller's allocator may be called on the caller's thread only: with one the fits run there, one after the other. */
static void choose_thread(crossfit_job *job)
{
    const icp_hooks *hooks = &job->cut.frame->settings->hooks;
    job->threads = hooks->allocate ? 1 : job->cut.frame->settings->threads;
    job->hooks = (icp_hooks){.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release};
}

static icp_status prepare(crossfit_job *job, const double *y, size_t repeats, icp_i_pool *scratch, icp_error *err)
{
    size_t blocks = job->cut.blocks, tasks = icp_i_blocks(job->cut.frame->rows) + repeats * job->cut.folds + blocks * blocks;
    ICP_I_TRY(icp_i_learn_take(job->cut.frame, y, scratch, &job->learn, err));
    ICP_I_TRY(set_apart(job, y, scratch, err));
    choose_thread(job);
    job->cut.learn = &job->learn;
    job->cut.hooks = &job->hooks;
    job->at = ICP_I_NEW(scratch, size_t, job->learn.frame.rows);
    job->cut.at = job->at;
    job->loss = ICP_I_NEW(scratch, double, blocks * blocks * ICP_I_RIDGE_GRID);
    job->choice = ICP_I_NEW(scratch, size_t, blocks);
    job->errors = ICP_I_NEW(scratch, icp_error, tasks);
    return job->at && job->loss && job->choice && job->errors ? ICP_OK : icp_i_fail_memory(err, "preparing cross-fitting");
}

/* One cut after the other. *ridge: median of the choices. */
static icp_status run_cuts(crossfit_job *job, const uint32_t *fold, size_t repeats, icp_i_pool *scratch, double *ridge, icp_error *err)
{
    size_t n = job->cut.frame->rows, blocks = job->cut.blocks, count = 0;
    double *choices = ICP_I_NEW(scratch, double, repeats * blocks);
    if (!choices) return icp_i_fail_memory(err, "noting ridge penalties");
    for (size_t r = 0; r < repeats; r += job->cut.repeats) {
        job->cut.fold = fold + r * n;
        for (job->cut.repeats = 1; r + job->cut.repeats < repeats; job->cut.repeats++)
            if (!same_blocks(job->cut.fold, job->cut.fold + job->cut.repeats * n, n, blocks)) break;
        free_blocks(job);
        ICP_I_TRY(run_cut(job, scratch, err));
        for (size_t e = 0; e < job->cut.repeats * blocks; e++) choices[count++] = (double)job->choice[e % blocks];
    }
    for (size_t i = 0; i < n; i++) job->contrast[i] /= (double)repeats, job->whole[i] /= (double)repeats;
    icp_i_sort(choices, count);
    *ridge = icp_i_ridge_penalty((size_t)choices[(count - 1) / 2]) * job->learn.search_share;
    ICP_I_TRY(run_apart(job, *ridge, err));
    *ridge *= job->learn.share;
    return ICP_OK;
}

icp_status icp_i_crossfit_rows(const icp_i_frame *frame, const double *y, const uint32_t *fold, size_t folds, size_t repeats, icp_i_pool *pool,
                               icp_i_crossfit *out, icp_error *err)
{
    if (folds < 3) return icp_i_fail(err, ICP_E_ARGUMENT, "cross-fitting needs at least 3 folds, not %zu", folds);
    crossfit_job job = {.cut = {.frame = frame, .folds = folds, .blocks = folds < BLOCKS ? folds : BLOCKS}};
    icp_i_crossfit made = {.fitted = 1};
    icp_error detail = {0};
    icp_status status = ICP_OK;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    job.contrast = ICP_I_NEW(pool, double, frame->rows);
    job.whole = ICP_I_NEW(pool, double, frame->rows);
    if (!scratch || !job.contrast || !job.whole) status = icp_i_fail_memory(&detail, "preparing cross-fitting");
    if (status == ICP_OK) status = prepare(&job, y, repeats, scratch, &detail);
    if (status == ICP_OK) status = run_cuts(&job, fold, repeats, scratch, &made.ridge_per_row, &detail);
    free_blocks(&job);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) {
        made.contrast = job.contrast;
        made.whole = job.whole;
        made.null_log_odds = log(job.events / job.others);
        *out = made;
        return ICP_OK;
    }
    icp_i_release(pool, job.whole);
    icp_i_release(pool, job.contrast);
    if (detail.code == ICP_E_OUTCOME) { /* a part without both classes: an answer, not a failure */
        *out = (icp_i_crossfit){0};
        return ICP_OK;
    }
    if (err) *err = detail;
    return status;
}
