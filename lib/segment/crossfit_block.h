/* crossfit_block.h - everything cross-fitting does for the rows of one block: a design fitted without the block, fits without it and another one that
 * the choice of a penalty rests on, fits without each of its folds, scores. Must not know: how folds were dealt, what becomes of the scores. */
#ifndef ICP_I_CROSSFIT_BLOCK_H
#define ICP_I_CROSSFIT_BLOCK_H

#include "segment/crossfit.h"
#include "segment/learn.h"
#include "segment/ridge.h"

/* What the blocks of a cut share. A cut is one repeat, or all repeats when their blocks are the same. */
typedef struct icp_i_cut {
    const icp_i_frame *frame;
    const icp_i_learn *learn;
    const uint32_t *fold;   /* repeats x frame rows */
    size_t folds, blocks, repeats;
    const size_t *at;       /* learn rows block by block, those that choose penalties first */
    const icp_hooks *hooks; /* of the memory tasks take */
} icp_i_cut;

typedef struct icp_i_block {
    icp_i_pool *pool;
    size_t index;           /* folds with fold % blocks == index; `blocks` = no fold: nothing is left out */
    icp_i_design design;    /* fitted on the learn rows outside */
    icp_i_logit_matrix matrix; /* of all learn rows, in the order of cut->at */
    double *outside;        /* matrix.room: weight of rows outside the block, else 0 */
    double *held;           /* design.conditions: their means outside */
    icp_i_logit_series fit; /* on the rows outside, at the penalty that was chosen */
} icp_i_block;

/* Design and matrix. block->pool is the caller's to free, also after a failure. */
icp_status icp_i_block_prepare(const icp_i_cut *cut, size_t index, icp_i_block *block, icp_error *err);
/* loss[entry] (ICP_I_RIDGE_GRID): mean log-loss on block `other` of fits without either. */
icp_status icp_i_block_path(const icp_i_cut *cut, const icp_i_block *block, size_t other, double *loss, icp_error *err);
/* The fit on all rows outside; penalty: on each squared standardised coefficient / 2, divided by the rows of a fit. */
icp_status icp_i_block_fit(icp_i_block *block, double penalty_per_row, icp_error *err);
/* The same without one fold of the block only: its model. coefficient: terms + 1. */
icp_status icp_i_block_fold(const icp_i_cut *cut, const icp_i_block *block, double penalty_per_row, size_t repeat, size_t fold, double *coefficient,
                            icp_error *err);
/* whole[i] = mean over `count` models of a block's design of frame row rows[i]; model: n x count, those of row i from model[i * count] on.
 * contrast[i]: the same with conditions held at their means outside the block. */
icp_status icp_i_block_score(const icp_i_frame *frame, const icp_i_block *block, const size_t *rows, size_t n, const double *const *model,
                             size_t count, icp_i_pool *scratch, double *contrast, double *whole, icp_error *err);

#endif
