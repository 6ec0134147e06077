/* score_fields.h - what is written of a scored account. Owns: the columns of the score table and their texts. Must not know: files, ranks. */
#ifndef ICP_I_SCORE_FIELDS_H
#define ICP_I_SCORE_FIELDS_H

#include "data/csv.h"
#include "icpcluster/model.h"

typedef enum icp_i_score_field {
    ICP_I_SCORE_ID, ICP_I_SCORE_NAME, ICP_I_SCORE_TIER, ICP_I_SCORE_SCORE, ICP_I_SCORE_PERCENTILE, ICP_I_SCORE_SEGMENT, ICP_I_SCORE_CANDIDATE,
    ICP_I_SCORE_FOR_1, ICP_I_SCORE_FOR_2, ICP_I_SCORE_AGAINST_1, ICP_I_SCORE_AGAINST_2, ICP_I_SCORE_OBJECTION, ICP_I_SCORE_OBJECTION_RATE,
    ICP_I_SCORE_EXTRAPOLATED, ICP_I_SCORE_NOTE, ICP_I_SCORE_MENTION, ICP_I_SCORE_NEIGHBOURS, ICP_I_SCORE_STATUS, ICP_I_SCORE_FIELDS
} icp_i_score_field;

extern const char *const icp_i_score_names[ICP_I_SCORE_FIELDS];

/* Texts one behind the other, each ended by a NUL; they may move while more are added, so that they are known by their places. */
typedef struct icp_i_score_texts {
    icp_i_pool *pool;
    char *bytes;
    size_t used, capacity;
    bool out_of_memory;
} icp_i_score_texts;

/* One account as it is written. */
typedef struct icp_i_score_row {
    size_t text[ICP_I_SCORE_FIELDS]; /* places ... */
    size_t begin, end;               /* ... all of which lie between these */
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
/* Adds text; its place. */
size_t icp_i_score_text(icp_i_score_texts *texts, const char *text, size_t length);
/* Fills row->text from row->said and the fields of the file's row; number: of the data row. */
void icp_i_score_row_say(const icp_model *model, const icp_i_score_columns *columns, const icp_i_field *field, size_t number,
                         icp_i_score_texts *texts, icp_i_score_row *row);

#endif
