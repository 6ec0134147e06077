/* clean.h - one cell read by rules that were settled on other cells. Must not know: models, rows. */
#ifndef ICP_I_CLEAN_H
#define ICP_I_CLEAN_H

#include "icpcluster/table.h"

/* How the cells of a column are read; as in icp_column. */
typedef struct icp_i_clean_rule {
    icp_type type;
    int decimal_comma, day_first, missing_words;
    const char *const *levels; /* coded types: sorted by bytes */
    size_t level_count;
} icp_i_clean_rule;

typedef enum icp_i_clean_state {
    ICP_I_CLEAN_USED, ICP_I_CLEAN_MISSING, ICP_I_CLEAN_BAD, ICP_I_CLEAN_RANGE, ICP_I_CLEAN_AMBIGUOUS
} icp_i_clean_state;

/* Numeric types: *number, NaN unless USED. Coded types: *level, -1 = missing, level_count = not among the levels. */
icp_i_clean_state icp_i_clean(const icp_i_clean_rule *rule, const char *text, size_t length, double *number, int32_t *level);

#endif
