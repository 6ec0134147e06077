/* ridge.h - the ridge penalties of outcome models. Owns: which are tried, and what conditions get. Must not know: how one is chosen, folds. */
#ifndef ICP_I_RIDGE_H
#define ICP_I_RIDGE_H

#include "math/logit_series.h"

#define ICP_I_RIDGE_GRID 19 /* penalties tried: rows * 10^1 down to rows * 10^-5 in thirds of a decade */

/* Penalty `entry` (0 = the largest), divided by the rows of a fit: on each squared standardised coefficient / 2. */
double icp_i_ridge_penalty(size_t entry);
/* penalty[1 ..] of a fit: per_row times the weight of its rows for every term but the first `conditions`. These get no more than the smallest of the
 * grid: shrunk like the others, they would leave a part of their own effect to columns that go along with them. */
void icp_i_ridge_set(const icp_i_logit_series *series, size_t conditions, double per_row, double *penalty);
/* Log-odds of the model without terms, and whether the rows of this weight (matrix->rows) hold both classes. */
bool icp_i_ridge_null(const icp_i_logit_matrix *matrix, const double *weight, double *log_odds);

#endif
