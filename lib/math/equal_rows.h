/* equal_rows.h - rows that are equal count as one with the sum of their weights. Owns: finding them. Must not know: clusters. */
#ifndef ICP_I_EQUAL_ROWS_H
#define ICP_I_EQUAL_ROWS_H

#include "math/points.h"

/* The distinct rows in the order of their first places. which: n, the distinct row that each row is; NULL where so many rows are distinct that it
 * would not pay: *out is *points then. false: out of memory. */
bool icp_i_equal_rows(const icp_i_points *points, icp_i_pool *pool, icp_i_points *out, uint32_t **which);

#endif
