/* typing.h - what a column is. Owns: the choice of a type from counts, the decimal sign and date order by evidence, the value of every distinct
 * text. Must not know: files, rows.
 *
 * A column is a number, money, percent or date column when at least 95 % of its cells are; a cell that is not is then bad. Below that the texts
 * stand. The decimal sign and the order of day and month are decided by cells that allow only one reading, in the column, else in the other
 * columns; without any the column is refused with the flag that settles it. */
#ifndef ICP_I_TYPING_H
#define ICP_I_TYPING_H

#include "data/tally.h"
#include "icpcluster/table.h"

typedef struct icp_i_typing_rules {
    icp_decimal decimal; /* as set; AUTO = by evidence */
    icp_date_order date_order;
    bool point, comma; /* what the columns of this table that leave no doubt say */
    bool day_first, month_first;
} icp_i_typing_rules;

typedef enum icp_i_state { ICP_I_STATE_USED, ICP_I_STATE_MISSING, ICP_I_STATE_BAD, ICP_I_STATE_RANGE } icp_i_state;

typedef struct icp_i_typed {
    icp_type type;
    unsigned char *state; /* distinct: icp_i_state */
    double *value;        /* distinct; NULL for a coded type */
    uint32_t *spelling;   /* distinct: the distinct text that stands for it (yes, Yes and YES are one level); NULL = itself */
    int decimal_comma, day_first, missing_words; /* as in icp_column */
    size_t used; /* cells that are not missing */
    const char *note;
    const char *warning_code, *warning; /* NULL without */
} icp_i_typed;

static inline bool icp_i_type_numeric(icp_type type)
{
    return type >= ICP_TYPE_NUMBER;
}
/* "a number", "an amount of money", "a percentage", "a date" */
const char *icp_i_type_expected(icp_type type);
/* Adds what a column that leaves no doubt says to *rules. */
void icp_i_typing_learn(const icp_i_tally *tally, icp_i_typing_rules *rules);
/* true when this tally of plain figures (or of plain dates) decides the column as numbers under a decimal point (or dates), whatever equal texts
 * there are: icp_i_typing_decide then needs no cells and refuses nothing. */
bool icp_i_typing_needs_no_text(const char *name, const icp_i_tally *tally, const icp_i_typing_rules *rules);
/* given: the type the user asked for, or NULL. Arrays and texts in `pool`. On a refusal (ICP_E_AMBIGUOUS, ICP_E_NUMBER for a rounded id) *at is the
 * distinct text to point at, else ICP_I_NOWHERE. */
icp_status icp_i_typing_decide(const char *name, const icp_i_cells *cells, const icp_i_tally *tally, const icp_i_typing_rules *rules,
                               const icp_type *given, icp_i_pool *pool, icp_i_typed *out, size_t *at, icp_error *err);

#endif
