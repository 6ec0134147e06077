/* outcome_tests.h - does a column say anything about the outcome beyond the others? Owns: likelihood-ratio tests and Holm's adjustment. Must not
 * know: folds, how the full model was fitted. */
#ifndef ICP_I_OUTCOME_TESTS_H
#define ICP_I_OUTCOME_TESTS_H

#include "icpcluster/segment.h"
#include "segment/training.h"

/* Column of each term of the design, numbered 0 .. *columns-1 in the order of the terms; in `pool`, NULL when out of memory. */
size_t *icp_i_outcome_groups(const icp_i_design *design, icp_i_pool *pool, size_t *columns);
/* Notes the tests in *model from chi-squares and degrees of freedom of each group; groups with none are left out. Holm's adjustment is made here. */
icp_status icp_i_outcome_note_tests(const icp_i_design *design, const size_t *group, size_t columns, const double *chi_square, const size_t *df,
                                    icp_i_pool *pool, icp_outcome_model *model, icp_error *err);
/* Tests every column by refitting without its terms; `plain` is the converged unpenalised fit of all terms. A refit that does not converge leaves its
 * test out. Of more than 200,000 rows nothing is tested. */
icp_status icp_i_outcome_test_columns(const icp_i_frame *frame, const icp_i_fit *fit, const icp_logit *plain, icp_i_pool *pool,
                                      icp_outcome_model *model, icp_error *err);

#endif
