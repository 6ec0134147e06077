/* sql_terms.h - cells, terms and log-odds of a model as SQL expressions. Owns: how a cell is cleaned in SQL, the arithmetic of designs, quoting. Must
 * not know: queries, tiers. */
#ifndef ICP_I_SQL_TERMS_H
#define ICP_I_SQL_TERMS_H

#include "icpcluster/model.h"
#include "report/builder.h"

typedef struct icp_i_sql {
    icp_i_builder text;
    const icp_model *model;
} icp_i_sql;

void icp_i_sql_quoted(icp_i_sql *sql, const char *text, char quote); /* quotes within doubled */
void icp_i_sql_number(icp_i_sql *sql, double value);                 /* a floating-point literal, negative ones in parentheses */
void icp_i_sql_name(icp_i_sql *sql, const char *prefix, size_t number); /* prefix and number: "c3" */
/* The cell of a model column, NULL when it is missing, from the column of the table. */
void icp_i_sql_cell(icp_i_sql *sql, size_t column);
/* ", expression AS <prefix>N" for each numeric encoding N of the design: its shaped value. Cells are c0, c1, ... */
void icp_i_sql_shapes(icp_i_sql *sql, const icp_model_design *design, const char *prefix);
/* The term of a design; its shaped values are there under their names. */
void icp_i_sql_term(icp_i_sql *sql, const icp_model_design *design, const char *prefix, size_t term);
/* The log-odds of one output. */
void icp_i_sql_log_odds(icp_i_sql *sql, const icp_model_predictor *predictor, size_t output, const char *prefix);
/* The condition that a literal holds. */
void icp_i_sql_literal(icp_i_sql *sql, const icp_model_literal *literal);

#endif
