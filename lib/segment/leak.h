/* leak.h - columns that seem to have been written after the outcome they would predict. Owns: the evidence and its thresholds. Must not know:
 * folds of the published models, segments, what a name suggests. */
#ifndef ICP_I_LEAK_H
#define ICP_I_LEAK_H

#include "segment/outcomes.h"
#include "segment/warn.h"

/* Warns (code "leak", naming the column and the evidence) of each usage or trait column whose
 *  - cells are missing, filled in, or hold one level, on rows of one class only: at least 20, at least half of that class, and by chance less often
 *    than once in a million searches;
 *  - out-of-fold AUC alone exceeds .95;
 *  - out-of-fold AUC alone is at least .75, and beyond that of all other columns together by more than twice the standard error of the difference, or
 *    its removal costs the model at least .10 of AUC, likewise beyond noise.
 * The last compares a column with what the others know, and says nothing with fewer than three columns; below .75 a column that cannot be replaced
 * is an honest predictor among weak ones. Models that cannot be told from chance are searched for patterns alone. */
icp_status icp_i_leak_find(const icp_i_frame *frame, const icp_i_outcome *outcome, icp_i_warnings *warnings, icp_error *err);

#endif
