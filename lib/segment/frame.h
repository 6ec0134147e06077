/* frame.h - the rows of a table in canonical order, with what binds them together. Owns: order and units. Must not know: features, models.
 * Canonical order: by id; without an id by the normalised cells, identical rows together. Nothing downstream depends on the export's order. */
#ifndef ICP_I_FRAME_H
#define ICP_I_FRAME_H

#include "base/pool.h"
#include "icpcluster/table.h"

#define ICP_I_FRAME_END ((size_t)-1)

typedef struct icp_i_frame {
    const icp_table *table;
    const icp_role_map *roles;
    const icp_settings *settings;
    size_t rows;
    const size_t *row;     /* rows: table row of canonical row i */
    size_t units;          /* groups (group role), classes of identical rows (no id), else rows */
    const uint32_t *unit;  /* rows: unit of canonical row i; folds and intervals never split a unit. Units are numbered by first canonical row. */
    const double *weight;  /* rows, in rates (trials.h), outcome models (learn.h, training.h) and rules (rule_target.h); all 1 without a half-life;
                              NULL = all 1 */
    const unsigned char *fit; /* rows: 1 = models, scales and quality may rest on this row; NULL = all rows. A row with 0 takes part in no fit and no
                                 count of events, and is described by what was fitted without it (outcome log-odds and objection view of such a
                                 row: those of a model of all fitted rows). A copy of a frame with `fit` set is how held-out rows are made. */
    size_t duplicates;         /* rows left out under bad_rows = skip because their id stands on an earlier row of the file */
    const size_t *duplicate;   /* duplicates: their table rows, ascending */
    const size_t *duplicate_of; /* duplicates: the table row that kept the id */
    size_t conditions;     /* the first so many usage columns of `roles` are conditions of a model: next to no penalty, held at their means in a
                              score (conditions.h); 0 of the frame of a run */
    bool bends;            /* numbers enter designs as lines that may bend (transform.h) */
    const size_t *const *order; /* NULL, or by table column: frame rows by ascending number, without the missing ones, then ICP_I_FRAME_END;
                                   NULL for a column that was not sorted */
} icp_i_frame;

/* Accounts are groups where there is a group role, else rows: how many, and that of frame row i. */
static inline size_t icp_i_accounts(const icp_i_frame *frame)
{
    return frame->roles->group != ICP_NONE ? frame->units : frame->rows;
}
static inline size_t icp_i_account_of(const icp_i_frame *frame, size_t i)
{
    return frame->roles->group != ICP_NONE ? frame->unit[i] : i;
}
/* What frame row i weighs, and whether anything may be fitted on it. */
static inline double icp_i_row_weight(const icp_i_frame *frame, size_t i)
{
    return frame->weight ? frame->weight[i] : 1;
}
static inline bool icp_i_may_learn(const icp_i_frame *frame, size_t i)
{
    return !frame->fit || frame->fit[i];
}

/* The frame of a table, in `pool`. An id that stands on two rows is ICP_E_DUPLICATE_ID naming both lines, or, under bad_rows = skip, the later row
 * is left out. A blank id repeats nothing. Without groups, rows that agree in every cell form one unit; a row without a group is no one's mate. */
icp_status icp_i_frame_make(const icp_table *table, const icp_role_map *roles, const icp_settings *settings, icp_i_pool *pool, icp_i_frame *out,
                            icp_error *err);
/* The fewer of: units with a row of y > 0, units with one of y = 0, among rows with a finite y that may be learnt from. Rows of one unit are no
 * independent evidence. */
icp_status icp_i_frame_fewer_units(const icp_i_frame *frame, const double *y, icp_i_pool *scratch, size_t *fewer, icp_error *err);
/* Fold 0 .. folds-1 of each canonical row: units dealt out in a random order keyed by (seed, purpose, repeat), stratified by the unit's first
 * finite y (NULL = not stratified); units without one are dealt out among themselves. Rows with the same unit share a fold. */
icp_status icp_i_frame_folds(const icp_i_frame *frame, const double *y, size_t folds, const char *purpose, uint64_t repeat, icp_i_pool *scratch,
                             uint32_t *fold, icp_error *err);

#endif
