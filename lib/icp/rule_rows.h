/* rule_rows.h - the rows that search for a rule. Owns: which they are, what each counts for, among which of them chance may deal the target out.
 * Must not know: the search. */
#ifndef ICP_I_RULE_ROWS_H
#define ICP_I_RULE_ROWS_H

#include "icp/rule_target.h"

#define ICP_I_RULE_STRATA ((size_t)10)

typedef struct icp_i_rule_rows {
    size_t rows, units;
    const size_t *frame_row; /* rows: frame row, the rows of a unit together */
    const size_t *begin;     /* units + 1: first of the unit's rows */
    const double *weight;    /* rows: of the row, by its age */
    const double *y;         /* rows */
    const double *share;     /* rows: expected of the row, over the mean of that; 1 where nothing is expected */
    double mean;             /* of y, weighted */
    size_t strata;           /* 1, or of about as many units each, by what is expected of them: chance deals targets out within a stratum alone, so
                                that a trait which goes with the conditions gains nothing by it */
    size_t stratum[ICP_I_RULE_STRATA + 1]; /* strata + 1: first of the stratum's units */
} icp_i_rule_rows;

/* The rows whose target is known and that are not held out (frame rows, 1 = held out); of many rows a sample of whole units, about 20,000 rows and
 * 1,000 of the rarer answer. In `pool`. */
icp_status icp_i_rule_rows_make(const icp_i_frame *frame, const unsigned char *held_out, const icp_i_rule_target *target, icp_i_pool *pool,
                                icp_i_rule_rows *out, icp_error *err);

#endif
