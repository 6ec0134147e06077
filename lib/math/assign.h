/* assign.h - a block of rows in an assignment pass. Owns: what its ways share. Must not know: iterations. */
#ifndef ICP_I_ASSIGN_H
#define ICP_I_ASSIGN_H

#include "math/lloyd.h"

/* What a worker needs for its piece of a pass. */
typedef struct icp_i_piece {
    icp_i_start *start;
    size_t block, begin;
    double *distances; /* k, rounded up to whole panels */
    float *tile;
} icp_i_piece;

/* Row r of a tile, judged against all centres, takes its label and bounds: in the direct form when single precision could not tell. */
void icp_i_settle(const icp_i_piece *p, const icp_i_verdict *verdict, size_t r, size_t row);
/* The `count` doubtful rows of the block's `rows`, by bounds for bunches of centres. */
void icp_i_assign_bunches(const icp_i_piece *p, size_t rows, const uint16_t *doubtful, size_t count);

#endif
