/* traits.h - the searchable columns of the accounts as codes. Owns: which columns a rule may use, their cut points and values, and the way back from
 * codes to conditions. Must not know: targets, how rules are searched. */
#ifndef ICP_I_TRAITS_H
#define ICP_I_TRAITS_H

#include "icpcluster/rule.h"
#include "math/subgroup.h"
#include "segment/frame.h"

typedef struct icp_i_trait {
    size_t column;       /* of the table */
    double *cut;         /* numbers: codes - 1 ascending cuts, code c holds cut[c-1] <= x < cut[c]; NULL for coded columns */
    size_t level[ICP_I_SUBGROUP_CODES]; /* coded columns: level of each code, ascending */
} icp_i_trait;

typedef struct icp_i_traits {
    size_t count;
    icp_i_trait *trait;
    icp_i_subgroup_column *form; /* count */
    int8_t *code;                /* frame rows x count, row-major; -1 = missing, or a value too rare to search by */
} icp_i_traits;

/* Columns with the role trait that have two or more values, ids left out: numbers in at most 32 bins of about equal size with round cuts, of coded
 * columns the 64 most frequent levels. In `pool`. */
icp_status icp_i_traits_make(const icp_i_frame *frame, icp_i_pool *pool, icp_i_traits *out, icp_error *err);
/* A condition on codes as one on values, texts borrowed from the table. In `pool`. */
icp_status icp_i_traits_literal(const icp_i_traits *traits, const icp_table *table, const icp_i_subgroup_literal *literal, icp_i_pool *pool,
                                icp_literal *out, icp_error *err);

#endif
