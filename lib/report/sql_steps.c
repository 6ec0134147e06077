/* sql_steps.c - see sql_steps.h. Owns: how a step is written. */
#include "report/sql_steps.h"

#include <stdio.h>

#define MOST_EXPONENT 700e0 /* e to this is still a double; databases fail beyond */

static void add(icp_i_sql *sql, const char *text) { icp_i_builder_add(&sql->text, text); }

void icp_i_sql_begin(icp_i_sql *sql, const char *step, const char *before)
{
    add(sql, "), ");
    add(sql, step);
    add(sql, " AS MATERIALIZED (\n  SELECT ");
    add(sql, before);
    add(sql, ".*");
}

void icp_i_sql_end(icp_i_sql *sql, const char *before)
{
    add(sql, "\n    FROM ");
    add(sql, before);
    add(sql, "\n");
}

void icp_i_sql_column(icp_i_sql *sql) { add(sql, ",\n         "); }

void icp_i_sql_as(icp_i_sql *sql, const char *prefix, size_t number)
{
    add(sql, " AS ");
    icp_i_sql_name(sql, prefix, number);
}

void icp_i_sql_exp(icp_i_sql *sql, const char *sign, const char *of)
{
    add(sql, "EXP(CASE WHEN "), add(sql, of), add(sql, " > "), icp_i_sql_number(sql, MOST_EXPONENT);
    add(sql, " THEN "), add(sql, sign), icp_i_sql_number(sql, MOST_EXPONENT);
    add(sql, " WHEN "), add(sql, of), add(sql, " < "), icp_i_sql_number(sql, -MOST_EXPONENT);
    add(sql, " THEN "), add(sql, sign), icp_i_sql_number(sql, -MOST_EXPONENT);
    add(sql, " ELSE "), add(sql, sign), add(sql, of), add(sql, " END)");
}

const char *icp_i_sql_objection_prefix(size_t objection, char text[32])
{
    snprintf(text, 32, "xo%zu_", objection);
    return text;
}
