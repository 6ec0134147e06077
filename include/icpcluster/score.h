/* score.h - a whole file of accounts scored by a model, row by row, in memory that does not grow with the file. */
#ifndef ICPCLUSTER_SCORE_H
#define ICPCLUSTER_SCORE_H

#include "icpcluster/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A file a CRM takes in instead of the score table: the id of its record and the tier. */
typedef enum icp_upload { ICP_UPLOAD_NONE, ICP_UPLOAD_SALESFORCE, ICP_UPLOAD_HUBSPOT } icp_upload;

typedef struct icp_score_options {
    size_t struct_size;
    const char *path;              /* CSV file; "-" is standard input */
    const icp_settings *settings;  /* bad_rows, threads, seed, hooks; NULL = defaults */
    int json;                      /* one JSON object instead of CSV */
    int raw_csv;                   /* 0: text cells are guarded against formula execution */
    size_t top;                    /* 0: every row in its order; else the call list: the so many best, by tier and then by score, a tenth of them
                                      drawn at random from Tier 2 and 3 by seed and id; without Not ICP and, with `customers`, without customers.
                                      With settings->capacity the list is noted as going beyond it; without top the capacity is its length */
    const char *customers;         /* file of the customers: fills mention, neighbours and status; NULL = none */
    const char *last;              /* file of the last list: an account on it stays while its rank is at most 1.3 times the list; NULL = none */
    icp_upload upload;
    const char *id_field, *tier_field; /* header names of the upload; NULL: Id and ICP_Tier__c, or Record ID and hs_ideal_customer_profile */
} icp_score_options;

/* What was read and said. */
typedef struct icp_score_summary {
    size_t rows, skipped;          /* scored; left out under bad_rows = skip */
    size_t tier[5];                /* scored rows by icp_tier */
    size_t extrapolated;
    size_t listed, explored, suppressed; /* with top: rows of the list, of these drawn at random; customers left out of it */
    int customers;                 /* 1: the file has the usage columns */
} icp_score_summary;

/* Reads the file, scores every row and writes the `score` table in the order of the file. Columns are found by name, whatever their order; one that
 * is missing is ICP_E_COLUMN naming it. A file with some of the usage columns only is refused too. summary may be NULL. What was written before
 * a failure is not taken back. */
ICP_API ICP_NODISCARD icp_status icp_score_file(const icp_model *model, const icp_score_options *options, const icp_sink *sink,
                                                icp_score_summary *summary, icp_error *err);

typedef struct icp_explain_options {
    size_t struct_size;
    const char *path;              /* CSV file; "-" is standard input */
    const char *id, *name;         /* the account: one of them; a name is compared without regard to case */
    const icp_settings *settings;  /* hooks; NULL = defaults */
    const char *customers;         /* file of the customers, for the nearest ones: a model holds none; NULL = none */
    int json;                      /* one JSON object instead of lines */
} icp_explain_options;

/* Why an account got its answer: parts that add up to its score, which conditions of which rule hold, whom it is like, and what would move it one
 * tier up. ICP_E_ARGUMENT when the file has no such account. */
ICP_API ICP_NODISCARD icp_status icp_explain_file(const icp_model *model, const icp_explain_options *options, const icp_sink *sink, icp_error *err);

#ifdef __cplusplus
}
#endif
#endif
