/* prospect.h - the fits behind the score of a prospect. Must not know: tables beyond the frame, files. */
#ifndef ICP_I_MODEL_PROSPECT_H
#define ICP_I_MODEL_PROSPECT_H

#include "model/build.h"
#include "segment/design.h"

#define ICP_I_PROSPECT_BLOCKS ((size_t)5)

/* Rows a choice between the two ways of scoring is made on: fold and outcome known. */
typedef struct icp_i_prospect_rows {
    icp_i_frame frame;       /* of all rows; its roles know traits alone */
    icp_role_map roles;
    icp_role good;
    const double *y;         /* frame rows: 1 good, 0 not, NaN not known */
    uint32_t *fold;          /* frame rows */
    const double *log_odds;  /* frame rows, out of fold, of the direct model */
    double penalty;          /* a row, of the direct model */
    const int32_t *label;    /* frame rows: segments */
    size_t segments;
} icp_i_prospect_rows;

/* Out of fold, by segments: *value (frame rows) = sum_k P(k | traits) * rate_k, everything from rows of other blocks; NaN for a row that took no
 * part. *penalty: a row. *bends: numbers enter as lines that may bend, because segments are then predicted better. *fitted is false when some block
 * leaves a segment without rows, or no trait says anything. */
icp_status icp_i_prospect_by_segments(const icp_i_prospect_rows *rows, double base, icp_i_pool *pool, double **value, double *penalty, bool *bends,
                                      bool *fitted, icp_error *err);
/* The segments' model on all rows (a sample of many). */
icp_status icp_i_prospect_segments(const icp_i_model_maker *m, const icp_i_prospect_rows *rows, double penalty, bool bends,
                                   icp_model_predictor *out, icp_error *err);
/* By losses of the same rows out of fold (NaN: took no part): lines that may bend predict better than straight ones, by more than one standard
 * error. */
bool icp_i_prospect_bends(const double *straight, const double *bent, size_t rows);

#endif
