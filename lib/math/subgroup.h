/* subgroup.h - the conjunction of conditions on coded columns under which a target is unusually high. Owns: cells, the beam, the exact best
 * condition on one column. Must not know: tables, customers, what a code stands for. Beam search as in subgroup discovery; the quality is weighted
 * relative accuracy with a raised bar, which is additive over rows, so that the best interval or value set of one column is found exactly. */
#ifndef ICP_I_SUBGROUP_H
#define ICP_I_SUBGROUP_H

#include "base/pool.h"
#include "icpcluster/status.h"

#include <stdbool.h>
#include <stdint.h>

#define ICP_I_SUBGROUP_CODES 64 /* codes a column may have: a condition is a set of bits */
#define ICP_I_SUBGROUP_DEPTH 3

typedef struct icp_i_subgroup_column {
    bool ordered;   /* conditions are runs of neighbouring codes; otherwise sets of codes */
    size_t codes;   /* codes are 0 .. codes-1, at most ICP_I_SUBGROUP_CODES */
} icp_i_subgroup_column;

/* Rows that agree in every column, once. */
typedef struct icp_i_subgroup_cells {
    size_t columns, cells, rows;
    const icp_i_subgroup_column *column;
    const int8_t *code;     /* cells x columns, row-major; -1 = unknown: under no condition */
    const uint32_t *cell;   /* rows: the cell of each row */
    size_t words;           /* of 64 cells */
    const size_t *first;    /* columns: its first mask */
    const uint64_t *mask;   /* masks x words, a bit a cell: of a column without order the cells of each code, of an ordered one those below each code
                               from 0 to codes */
} icp_i_subgroup_cells;

typedef struct icp_i_subgroup_settings {
    double lambda;          /* how many times the mean of the target a row must bring; 1 = weighted relative accuracy, larger = narrower */
    double literal_cost, value_cost;
    size_t width;           /* of the beam */
    size_t depth;           /* conditions at most, <= ICP_I_SUBGROUP_DEPTH */
    size_t values;          /* codes at most in a condition on a column without order */
} icp_i_subgroup_settings;

typedef struct icp_i_subgroup_literal {
    size_t column;
    uint64_t codes;         /* bit c set: code c is under the condition */
} icp_i_subgroup_literal;

typedef struct icp_i_subgroup {
    size_t literals;        /* 0: no conjunction is worth its cost */
    icp_i_subgroup_literal literal[ICP_I_SUBGROUP_DEPTH]; /* by column */
    double quality;         /* sum over covered rows of w (t - lambda tbar) / sum of w, less the costs; 0 without literals */
} icp_i_subgroup;

/* Room for searches over the same cells, so that many can run without allocating; one search at a time uses it. */
typedef struct icp_i_subgroup_work icp_i_subgroup_work;

/* code: rows x columns, row-major. Cells are numbered by their codes, whatever the order of rows. In `pool`. */
icp_status icp_i_subgroup_cells_make(const int8_t *code, size_t rows, const icp_i_subgroup_column *column, size_t columns, icp_i_pool *pool,
                                     icp_i_subgroup_cells *out, icp_error *err);
icp_status icp_i_subgroup_work_new(const icp_i_subgroup_cells *cells, const icp_i_subgroup_settings *settings, icp_i_pool *pool,
                                   icp_i_subgroup_work **out, icp_error *err);
/* weight and sum: cells, the weights w of a cell's rows and their w t, t in [0,1]. The best conjunction that was met; ties go to fewer literals,
 * lower columns, lower codes. A cost of a condition: literal_cost, and value_cost for each value of a set and each end of a run. */
void icp_i_subgroup_search(icp_i_subgroup_work *work, const double *weight, const double *sum, icp_i_subgroup *out);
/* Is a row of these codes under every condition? */
bool icp_i_subgroup_covers(const icp_i_subgroup *subgroup, const int8_t *code);

#endif
