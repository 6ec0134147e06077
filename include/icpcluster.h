/* icpcluster.h - the one include a user writes. Who is our ideal customer, why do they need us, and how sure are we?
 *
 *   icp_table_read / icp_table_new + icp_table_add_*   ->  icp_table
 *   icp_run(table, roles, settings, &result, &error)   ->  icp_result
 *   icp_report_json, icp_report_text, icp_publish      ->  bytes and files
 *   icp_model_read, icp_scorer_new, icp_scorer_score   ->  what a model says of other accounts
 *
 * Blocks can be used alone: icp_kmeans_fit, icp_logit_fit, icp_firth_fit, icp_silhouette, icp_auc, ...
 * Types are icp_noun, functions icp_noun_verb, constants ICP_X. Arguments run: inputs, settings, outputs, error.
 * Distinct objects may be used from distinct threads. The library never prints, exits, sets the locale, or holds mutable globals. One
 * process-wide exception: icp_run and icp_logit_fit set OpenBLAS's thread count to 1 and restore it afterwards (OpenBLAS has no other way on Debian).
 * Where such calls overlap in several threads, the first to end restores it while others still run: slower for them, and their last digits may hang
 * on it. Such a program sets it itself, once, before the first call (openblas_set_num_threads(1), or OPENBLAS_NUM_THREADS=1 in its environment).
 */
#ifndef ICPCLUSTER_H
#define ICPCLUSTER_H

#include "icpcluster/status.h"
#include "icpcluster/hooks.h"
#include "icpcluster/matrix.h"
#include "icpcluster/settings.h"
#include "icpcluster/table.h"
#include "icpcluster/kmeans.h"
#include "icpcluster/logit.h"
#include "icpcluster/firth.h"
#include "icpcluster/quality.h"
#include "icpcluster/rule.h"
#include "icpcluster/segment.h"
#include "icpcluster/candidate.h"
#include "icpcluster/run.h"
#include "icpcluster/market.h"
#include "icpcluster/report.h"
#include "icpcluster/model.h"
#include "icpcluster/export.h"
#include "icpcluster/score.h"

#endif
