/* export.h - a model as something other systems run or take in. */
#ifndef ICPCLUSTER_EXPORT_H
#define ICPCLUSTER_EXPORT_H

#include "icpcluster/score.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes one SELECT that gives each row of a table what icp_scorer_score says: the id when the run had one, tier, score, percentile, segment,
 * candidate (NULL where there is none). customers: 0 = rows are prospects and have the trait columns; 1 = they have the usage columns too and are
 * placed by them. The table has the headers of the run as column names; numbers are numbers (45 % is 0.45), dates are dates or texts YYYY-MM-DD,
 * words texts, missing cells NULL. Runs on PostgreSQL and on SQLite with its mathematical functions. */
ICP_API ICP_NODISCARD icp_status icp_model_sql(const icp_model *model, const char *table, int customers, const icp_sink *sink, icp_error *err);

#ifdef __cplusplus
}
#endif
#endif
