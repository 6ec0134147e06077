/* score_table.h - scored accounts as CSV or as one JSON object. Must not know: how they were scored. */
#ifndef ICP_I_SCORE_TABLE_H
#define ICP_I_SCORE_TABLE_H

#include "base/csv_out.h"
#include "base/json.h"
#include "icpcluster/score.h"
#include "run/score_fields.h"

typedef struct icp_i_score_table {
    icp_upload upload;
    bool as_json, ranked;   /* ranked: a column `rank` comes first */
    size_t rank;            /* of the last row */
    icp_i_csv_out csv;
    icp_i_json json;
} icp_i_score_table;

void icp_i_score_table_start(icp_i_score_table *table, const icp_model *model, const icp_score_options *options, bool ranked, const icp_sink *sink);
/* A table whose rows are to become rows of `whole`: it has no header, and its end is icp_i_csv_out_finish of its csv. Only for CSV without ranks. */
void icp_i_score_table_part(const icp_i_score_table *whole, const icp_sink *sink, icp_i_score_table *part);
void icp_i_score_table_row(icp_i_score_table *table, const icp_i_score_row *row);
icp_status icp_i_score_table_finish(icp_i_score_table *table, const icp_score_summary *summary, icp_error *err);

#endif
