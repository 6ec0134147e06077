/* outcomes.h - outcome models fitted out of fold: upsell ease, churn risk, win chance. Owns: what an outcome is for each row and its
 * cross-fitted log-odds. Must not know: segments. Recipe: K stratified folds, units kept together, all preprocessing fitted without the fold,
 * repeated with other folds and averaged. */
#ifndef ICP_I_OUTCOMES_H
#define ICP_I_OUTCOMES_H

#include "icpcluster/run.h"
#include "segment/frame.h"

typedef struct icp_i_outcome {
    icp_role role;              /* ICP_ROLE_UPSELL, CHURN or WIN */
    const double *y;            /* frame rows: 1 event, 0 non-event, NaN not eligible */
    const double *log_odds;     /* frame rows: out-of-fold, mean over repeats; every row, eligible or not; NULL if no model could be fitted; at the
                                   means of conditions, where there are some */
    const double *expected;     /* frame rows: out-of-fold probability by the conditions alone; NULL without conditions */
    double ridge_per_row;       /* penalty of the model of all rows, for each unit of weight */
    icp_outcome_model model;    /* the public part; model.present is 0 when no column plays the role */
} icp_i_outcome;

/* A model of which nothing is known: every figure NaN, counts 0, no texts. */
icp_outcome_model icp_i_outcome_model_unknown(void);

/* Outcome of a role on a frame: y, eligibility, cross-fitted log-odds, quality, and the model on all eligible rows. A role without a column,
 * with too few events (< 20) or with a quality too low to use (lower end of the 95 % interval of the AUC < 0.55) is a result,
 * not an error. Features: usage and traits (never other outcomes, objection, competitor, contact, id, name, group). All in `pool`. */
icp_status icp_i_outcome_fit(const icp_i_frame *frame, icp_role role, icp_i_pool *pool, icp_i_outcome *out, icp_error *err);

/* The same without quality and without the model on all rows: y and log_odds, and as much of `model` as they need. For refits that nothing is
 * published of. */
icp_status icp_i_outcome_score(const icp_i_frame *frame, icp_role role, icp_i_pool *pool, icp_i_outcome *out, icp_error *err);

/* How each value of the outcome columns was counted, for the printed value table. */
icp_status icp_i_outcome_values(const icp_table *table, const icp_role_map *roles, icp_role role, icp_i_pool *pool, icp_outcome_value **out,
                                size_t *count, icp_error *err);

#endif
