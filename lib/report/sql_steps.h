/* sql_steps.h - a query in steps. Each is a common table expression that adds columns to the one before; they are materialized, since a database that
 * unfolds them repeats every step in every other. Must not know: what is scored. */
#ifndef ICP_I_SQL_STEPS_H
#define ICP_I_SQL_STEPS_H

#include "report/sql_terms.h"

/* Begins and ends a step, which has all columns of the step before. */
void icp_i_sql_begin(icp_i_sql *sql, const char *step, const char *before);
void icp_i_sql_end(icp_i_sql *sql, const char *before);
void icp_i_sql_column(icp_i_sql *sql);                              /* "," and a new line */
void icp_i_sql_as(icp_i_sql *sql, const char *prefix, size_t number); /* " AS c3" */
/* EXP(sign of), kept where it is a double; sign: "" or "-". */
void icp_i_sql_exp(icp_i_sql *sql, const char *sign, const char *of);
/* "xo3_": that of the shaped values of an objection. */
const char *icp_i_sql_objection_prefix(size_t objection, char text[32]);

/* Adds the distances q0, q1, ... from the centres of the segments (sql_distance.c), behind a step that has all shaped values. The name of the last
 * step. */
const char *icp_i_sql_distances(icp_i_sql *sql, const char *before);

#endif
