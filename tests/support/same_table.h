/* same_table.h - two readings compared in everything a caller can see. */
#ifndef ICP_T_SAME_TABLE_H
#define ICP_T_SAME_TABLE_H

#include "icpcluster.h"

#include <stdbool.h>

/* Columns with every value, places of rows, inputs, rejects, warnings; two NULLs are the same. */
bool icp_t_same_table(const icp_table *a, const icp_table *b);
bool icp_t_same_error(const icp_error *a, const icp_error *b);

#endif
