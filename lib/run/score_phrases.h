/* score_phrases.h - what is said of accounts again and again, put together once. Owns: the wording of reasons and notes. Must not know: rows, files.
 */
#ifndef ICP_I_SCORE_PHRASES_H
#define ICP_I_SCORE_PHRASES_H

#include "icpcluster/model.h"
#include "run/score_texts.h"

/* How an account stands to its score: there is none, it is that of a customer, or that of a prospect. */
typedef enum icp_i_score_standing {
    ICP_I_SCORE_NO_SCORE, ICP_I_SCORE_OF_CUSTOMER, ICP_I_SCORE_OF_PROSPECT, ICP_I_SCORE_STANDINGS
} icp_i_score_standing;

/* What is said of a level, for as long as its part of the log-odds is this one. */
typedef struct icp_i_score_reasoned {
    double part;
    icp_i_score_cell cell;
} icp_i_score_reasoned;

typedef struct icp_i_score_phrases {
    icp_i_score_cell tier[ICP_TIER_UNDECIDED + 1];
    icp_i_score_cell *segment, *objection, *objection_rate;  /* model segments, then none */
    icp_i_score_cell *candidate;                             /* model candidates, then none */
    icp_i_score_cell *note[ICP_I_SCORE_STANDINGS];           /* by the model column that is unlike those of the run, then none */
    icp_i_score_cell *is;                                    /* model columns: "industry is " */
    icp_i_score_reasoned **reason; /* model columns: by level, "industry is Software: odds x2.3"; NULL where odds depend on more than the level */
} icp_i_score_phrases;

icp_status icp_i_score_phrases_make(const icp_model *model, icp_i_pool *pool, icp_i_score_phrases *out, icp_error *err);
/* "industry is Software: odds x2.3" of the trimmed text of a cell of the column and its part of the log-odds. */
icp_i_score_cell icp_i_score_reason(const icp_i_score_phrases *phrases, size_t column, const char *text, size_t length, double part,
                                    icp_i_score_texts *texts);
/* A number in its shortest digits, empty for NaN. */
icp_i_score_cell icp_i_score_number(icp_i_score_texts *texts, double value);
/* A whole number behind a text. */
icp_i_score_cell icp_i_score_count(icp_i_score_texts *texts, const char *before, size_t value);

#endif
