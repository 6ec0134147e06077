/* planted.h - accounts in three planted segments, as a table built in memory with its roles given: what a run should find again. */
#ifndef ICP_T_PLANTED_H
#define ICP_T_PLANTED_H

#include "icpcluster.h"

#include <stdbool.h>

/* What the accounts have. An outcome is common in one segment, rare in another; as noise it is a coin that no column knows about. */
typedef enum icp_t_planted_parts {
    ICP_T_USAGE = 1, ICP_T_UPSELL = 2, ICP_T_CHURN = 4, ICP_T_NOISE_CHURN = 8, ICP_T_REASONS = 16, ICP_T_SHUFFLED_REASONS = 32, ICP_T_REVENUE = 64
} icp_t_planted_parts;

typedef struct icp_t_planted {
    size_t rows;
    int32_t *truth;      /* rows, in the order of the table */
    size_t *account;     /* rows: number of the account in row i; its id is "a" and that number */
    icp_table *table;
    icp_roles *roles;
    icp_settings settings; /* few folds and starts: quick */
} icp_t_planted;

/* order: account in row i of the table, NULL = 0, 1, 2, ... The accounts themselves do not depend on it. */
void icp_t_planted_make(icp_t_planted *world, size_t rows, unsigned parts, const size_t *order, const icp_hooks *hooks);
void icp_t_planted_free(icp_t_planted *world);

#endif
