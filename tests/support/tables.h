/* tables.h - tables and faults from texts, and what holds for every table. */
#ifndef ICP_T_TABLES_H
#define ICP_T_TABLES_H

#include "icpcluster.h"

/* The text as t.csv; `expected` is checked. */
icp_table *icp_t_table_read(const char *text, const icp_settings *settings, icp_status expected, icp_error *err);
/* Stops the run where a test could not go on. */
icp_table *icp_t_must(icp_table *table);
/* A table that must be read. */
icp_table *icp_t_table(const char *text);
/* The error a text gives, and its place. */
icp_error icp_t_table_fails(const char *text, const char *types, icp_code code, size_t line, size_t column);
/* used + missing + rejected = rows in every column; levels ascend. */
void icp_t_counts_add_up(const icp_table *table);
/* The level a cell has; "" when it is missing. */
const char *icp_t_text_of(const icp_table *table, size_t column, size_t row);

#endif
