/* crossfit.h - log-odds of a binary outcome for every row from models that have not seen the row. Owns: nested choice of the ridge penalty and the
 * fits without each fold. Must not know: what the outcome means, how folds were dealt. */
#ifndef ICP_I_CROSSFIT_H
#define ICP_I_CROSSFIT_H

#include "segment/training.h"

typedef struct icp_i_crossfit {
    int fitted;              /* 0: the rows a fold leaves to learn from hold one class only; contrast is NULL */
    const double *contrast;  /* frame rows: log-odds less those of the model without terms on the same training rows; mean over repeats; with
                                conditions held at their means */
    const double *whole;     /* frame rows: the same where the frame has conditions and they are not held at their means; else `contrast` itself */
    double null_log_odds;    /* of all rows that may be learnt from: null_log_odds + contrast are a row's log-odds */
    double ridge_per_row;    /* penalty of a model on all rows, divided by its rows: median of the choices made within training parts; where
                                those were a sample, the penalty keeps its size, as the spread of effects it speaks of does not depend on rows */
} icp_i_crossfit;

/* Folds for icp_i_crossfit_rows: repeats x rows, stratified by y, units together, from streams keyed by (seed, purpose). With 10, 15, 20, ... folds
 * the rows are cut into five blocks once and only the folds within blocks are drawn anew for each repeat, so that one choice of penalties serves all
 * repeats; else every repeat is cut anew. */
icp_status icp_i_crossfit_deal(const icp_i_frame *frame, const double *y, size_t folds, size_t repeats, const char *purpose, icp_i_pool *scratch,
                               uint32_t *fold, icp_error *err);

/* Repeats for so many rows to learn from, when the setting does not say: 5 up to 2,000 rows, 1 from 10,000 on. What averaging over ways to deal takes
 * off the variance of a contrast is about a ninth of terms / (rows x p (1 - p)), the variance of its model: among 500 rows as much as a weak effect,
 * among 10,000 nothing. */
size_t icp_i_crossfit_repeats(const icp_settings *settings, size_t rows);

/* y: frame rows, 1, 0 or NaN (takes part in no fit; as do rows that frame->fit excludes). fold: repeats x rows, row-major, 0 .. folds-1, folds >= 3.
 * Fold f belongs to block f mod 5 (mod folds when fewer). The penalty for the folds of a block is chosen on the other blocks alone, each predicted by
 * a model without it and without the block, by mean log-loss. Design, penalty and coefficients of the model that scores a row are thus functions of
 * other folds only, and so is the contrast. The models' own intercepts must not be pooled: a fold that happens to hold more events was scored by a
 * model trained on fewer, and a heavy penalty leaves little else than that difference to rank its rows by, against their labels (an AUC below 1/2
 * where there is nothing to learn). null_log_odds is one number for all rows and orders none of them.
 * Of many rows all models learn from one sample (learn.h); all rows are scored. A row whose unit no model can have seen gets the contrast of a model
 * of all the rows that may be learnt from, with the median penalty. */
icp_status icp_i_crossfit_rows(const icp_i_frame *frame, const double *y, const uint32_t *fold, size_t folds, size_t repeats, icp_i_pool *pool,
                               icp_i_crossfit *out, icp_error *err);

#endif
