/* rule_target.h - what a rule is to find. Owns: one side of an outcome as a target, what is expected of a row. Must not know: rules. */
#ifndef ICP_I_RULE_TARGET_H
#define ICP_I_RULE_TARGET_H

#include "segment/outcomes.h"

#include <math.h>

typedef struct icp_i_rule_target {
    const double *y;        /* frame rows: in [0,1], NaN = not known: takes no part */
    const double *expected; /* frame rows: what y would be on account of conditions alone, in (0,1); NULL = of every row the same, so 1 */
} icp_i_rule_target;

/* The events of an outcome, or what is not: y and, where the outcome is conditioned, expected; 1 less each for the other side. In `pool`. */
icp_status icp_i_rule_target_make(const icp_i_outcome *outcome, bool events, size_t rows, icp_i_pool *pool, icp_i_rule_target *out, icp_error *err);

/* What is expected of frame row i, kept off 0, where a ratio to it would be without bound. */
static inline double icp_i_row_expected(const icp_i_rule_target *target, size_t i)
{
    return target->expected ? fmax(target->expected[i], 1e-6) : 1;
}

#endif
