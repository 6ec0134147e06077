/* score.h - a whole file of accounts scored by a model, row by row, in memory that does not grow with the file. */
#ifndef ICPCLUSTER_SCORE_H
#define ICPCLUSTER_SCORE_H

#include "icpcluster/model.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct icp_score_options {
    size_t struct_size;
    const char *path;              /* CSV file; "-" is standard input */
    const icp_settings *settings;  /* bad_rows, threads, seed, hooks; NULL = defaults */
    int json;                      /* one JSON object instead of CSV */
    int raw_csv;                   /* 0: text cells are guarded against formula execution */
} icp_score_options;

/* What was read and said. */
typedef struct icp_score_summary {
    size_t rows, skipped;          /* scored; left out under bad_rows = skip */
    size_t tier[5];                /* scored rows by icp_tier */
    size_t extrapolated;
    int customers;                 /* 1: the file has the usage columns */
} icp_score_summary;

/* Reads the file, scores every row and writes CONTRACT's `score` table in the order of the file. Columns are found by name, whatever their order; one
 * that is missing is ICP_E_COLUMN naming it. A file with some of the usage columns only is refused too. summary may be NULL. What was written before
 * a failure is not taken back. */
ICP_API ICP_NODISCARD icp_status icp_score_file(const icp_model *model, const icp_score_options *options, const icp_sink *sink,
                                                icp_score_summary *summary, icp_error *err);

#ifdef __cplusplus
}
#endif
#endif
