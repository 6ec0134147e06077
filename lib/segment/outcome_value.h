/* outcome_value.h - what each value of an outcome column means. Owns: event, non-event, not eligible, not observed. Must not know: models. */
#ifndef ICP_I_OUTCOME_VALUE_H
#define ICP_I_OUTCOME_VALUE_H

#include "base/pool.h"
#include "icpcluster/table.h"

typedef enum icp_i_meaning { ICP_I_EVENT, ICP_I_NON_EVENT, ICP_I_NOT_ELIGIBLE, ICP_I_NOT_OBSERVED } icp_i_meaning;

/* The meaning of every value of a column under a form, looked up by row. */
typedef struct icp_i_value_reader {
    const icp_column *column;
    const icp_outcome_form *form;
    const icp_i_meaning *of_code; /* coded columns: by level */
    const double *events, *nonevents; /* numeric columns: the values as numbers, NaN for a text that is none */
} icp_i_value_reader;

/* Events count first, then non-events. Without non-events named, every other value present is one and a blank is not observed; with them, every
 * other value is not eligible. The tables are in `pool`. */
icp_status icp_i_value_reader_make(const icp_table *table, const icp_outcome_form *form, icp_i_pool *pool, icp_i_value_reader *out, icp_error *err);
icp_i_meaning icp_i_value_meaning(const icp_i_value_reader *reader, size_t table_row);

/* Of ICP_ROLE_UPSELL, CHURN or WIN: the form that was settled, and "upsell", "churn", "win". */
const icp_outcome_form *icp_i_outcome_form_of(const icp_role_map *roles, icp_role role);
const char *icp_i_outcome_word(icp_role role);

#endif
