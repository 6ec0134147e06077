/* coded.h - a matrix some of whose columns are numbers and the others 0/1 columns that come in sets, at most one of a set being 1 in a row: what
 * one-hot coding makes. Owns: keeping the 0/1 columns as a few codes a row. Must not know: what is done with the matrix.
 *
 * A code says at which place of an array a row stands. Small sets share a code, which then has a place for each of their combinations: fewer codes
 * are fewer steps a row, and what is summed by place is put together for the columns afterwards. */
#ifndef ICP_I_CODED_H
#define ICP_I_CODED_H

#include "base/pool.h"
#include "icpcluster/matrix.h"

#include <stdint.h>

#define ICP_I_NO_COLUMN ((size_t)-1)

/* Columns stand in the order numbers, 0/1 columns; for whoever made the matrix they may be numbered otherwise. */
typedef struct icp_i_coded {
    icp_view numbers;
    size_t indicators;       /* 0/1 columns */
    const size_t *column;    /* numbers.cols + indicators: the maker's numbers of the columns; NULL = 0, 1, 2 ... */
    size_t codes, places;    /* codes a row; places of all codes, those of the first one first */
    const uint16_t *place;   /* rows x codes */
    const size_t *first;     /* codes + 1: first place of a code */
    size_t sets;             /* at most so many sets share a code */
    const size_t *of_place;  /* places x sets: the indicators that are 1 at a place, then ICP_I_NO_COLUMN */
} icp_i_coded;

/* What a set of 0/1 columns adds to the place of a row under a code: base + step * level; level 0 = none of its columns is 1, k = the k-th is. */
typedef struct icp_i_code_part {
    size_t code;             /* ICP_I_NO_COLUMN: kept as numbers, since a code would cost more than it saves */
    size_t base, step;
} icp_i_code_part;

/* A matrix without codes. */
icp_i_coded icp_i_coded_numbers(icp_view x);
size_t icp_i_coded_columns(const icp_i_coded *x);
/* The maker's number of column j. */
size_t icp_i_coded_column(const icp_i_coded *x, size_t j);
/* Arranges `count` sets of size[k] columns: fills in part[k], and everything of *x that does not depend on rows, but `column`. Indicators are
 * numbered set after set, those kept as numbers left out. false: out of memory. */
bool icp_i_coded_arrange(const size_t *size, size_t count, icp_i_pool *pool, icp_i_coded *x, icp_i_code_part *part);
/* out[i] += sum_j x_ij coefficient_j; coefficients by the maker's numbers. */
void icp_i_coded_product(const icp_i_coded *x, const double *coefficient, double *out);
/* to[column] += x_ij for all columns, by the maker's numbers. */
void icp_i_coded_add_row(const icp_i_coded *x, size_t i, double *to);
/* dense (rows x columns, row-major, columns by the maker's numbers) = x */
void icp_i_coded_fill(const icp_i_coded *x, double *dense);

#endif
