/* roles_facts.h - what the values of a column look like. Owns: counts of distinct values, looks, outcome values by their words. Must not know:
 * headers, other columns. */
#ifndef ICP_I_ROLES_FACTS_H
#define ICP_I_ROLES_FACTS_H

#include "data/roles.h"
#include "data/roles_words.h"

typedef struct icp_i_facts {
    const icp_column *column;
    size_t rows, filled, distinct; /* usable rows, those with a value, different values among them */
    bool numeric;                  /* number, money or percent */
    bool whole;                    /* numeric, and every value is an integer */
    bool binary;                   /* yes/no or 0/1, both met */
} icp_i_facts;

icp_status icp_i_facts_make(const icp_table *table, size_t column, icp_i_pool *scratch, icp_i_facts *out, icp_error *err);
bool icp_i_facts_look(const icp_i_facts *facts, icp_i_guess guess, icp_i_look look);
/* A column with few enough values to be searched by: at most `most` of them, at least `rows_each` rows to a value on average. */
bool icp_i_facts_few(const icp_i_facts *facts, size_t most, size_t rows_each);
/* The outcome a column tells by its values: yes of a binary one (no, for a column of those who stayed), or the known words of a status. Open and
 * unknown stages are left out as not eligible. */
icp_status icp_i_facts_form(const icp_table *table, const icp_i_facts *facts, size_t column, icp_i_guess guess, icp_i_pool *pool,
                            icp_outcome_form *out, icp_error *err);
/* y[r] = 1 event, 0 non-event, -1 neither, for every usable row. */
void icp_i_facts_outcome(const icp_table *table, const icp_outcome_form *form, signed char *y);
/* true when the column's values (numbers: missing, zero or other) tell the outcome almost without error: it was filled in because of it. */
icp_status icp_i_facts_after(const icp_i_facts *facts, const signed char *y, icp_i_pool *scratch, bool *after, icp_error *err);

#endif
