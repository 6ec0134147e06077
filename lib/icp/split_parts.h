/* split_parts.h - one cut of one group of accounts, and whether it holds. Must not know: the tree. */
#ifndef ICP_I_SPLIT_PARTS_H
#define ICP_I_SPLIT_PARTS_H

#include "icp/splits.h"

#define ICP_I_SPLIT_PARTS ((size_t)3) /* most parts a cut is tried into */

/* Accounts that are looked into. */
typedef struct icp_i_split_node {
    size_t segment;
    const char *part;     /* name */
    const size_t *row;    /* rows: frame rows, ascending */
    size_t rows;
} icp_i_split_node;

/* A cut into k parts. */
typedef struct icp_i_split_cut {
    size_t k;
    size_t passed;        /* conditions, in order, that hold */
    int32_t *label;       /* frame rows: part, or -1 outside */
    const char *failed;   /* the first condition that does not hold, in words; "" when all do */
    const char *held;     /* what was found, where all do; else "" */
} icp_i_split_cut;

/* key: a number of its own for each cut of a run. tried: cuts that share the error of the tests. In `pool`. */
icp_status icp_i_split_try(const icp_i_splits_ground *ground, const icp_i_split_node *node, size_t k, uint64_t key, size_t tried, icp_i_pool *pool,
                           icp_i_split_cut *out, icp_error *err);

#endif
