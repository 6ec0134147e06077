/* score_fields.h - what is written of a scored account. Owns: the columns of the score table and their texts. Must not know: files, ranks. */
#ifndef ICP_I_SCORE_FIELDS_H
#define ICP_I_SCORE_FIELDS_H

#include "data/csv.h"
#include "icpcluster/model.h"
#include "run/score_phrases.h"

typedef enum icp_i_score_field {
    ICP_I_SCORE_ID, ICP_I_SCORE_NAME, ICP_I_SCORE_TIER, ICP_I_SCORE_SCORE, ICP_I_SCORE_PERCENTILE, ICP_I_SCORE_SEGMENT, ICP_I_SCORE_CANDIDATE,
    ICP_I_SCORE_FOR_1, ICP_I_SCORE_FOR_2, ICP_I_SCORE_AGAINST_1, ICP_I_SCORE_AGAINST_2, ICP_I_SCORE_OBJECTION, ICP_I_SCORE_OBJECTION_RATE,
    ICP_I_SCORE_EXTRAPOLATED, ICP_I_SCORE_NOTE, ICP_I_SCORE_MENTION, ICP_I_SCORE_NEIGHBOURS, ICP_I_SCORE_STATUS, ICP_I_SCORE_FIELDS
} icp_i_score_field;

extern const char *const icp_i_score_names[ICP_I_SCORE_FIELDS];

/* One account as it is written. */
typedef struct icp_i_score_row {
    icp_i_score_cell cell[ICP_I_SCORE_FIELDS];
    icp_scored said;
} icp_i_score_row;

/* Where the columns of a model stand in a file. */
typedef struct icp_i_score_columns {
    size_t *field;      /* model columns: field of the file, or ICP_NONE */
    size_t id, name;    /* fields, or ICP_NONE */
    size_t fields;      /* of the file */
    bool usage;         /* the file has the usage columns */
} icp_i_score_columns;

/* Finds the columns by name. */
icp_status icp_i_score_columns_find(const icp_model *model, const char *const *names, size_t count, icp_i_pool *pool, icp_i_score_columns *out,
                                    icp_error *err);
/* Fails with ICP_E_COLUMN when the file has no ids: a CRM finds its records by them. */
icp_status icp_i_score_need_id(const icp_model *model, const char *const *names, size_t count, const icp_i_score_columns *columns, icp_error *err);
/* Fills row->cell from row->said, the file's row and what was read from it; number: of the data row. What is not said elsewhere goes to texts. */
void icp_i_score_row_say(const icp_i_score_phrases *phrases, const icp_model *model, const icp_i_score_columns *columns, const icp_i_field *field,
                         const icp_model_cell *cells, size_t number, icp_i_score_texts *texts, icp_i_score_row *row);

#endif
