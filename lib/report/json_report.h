/* json_report.h - the parts report.json is written from. Owns: the form of estimates and absent values. Must not know: sinks, files. */
#ifndef ICP_I_JSON_REPORT_H
#define ICP_I_JSON_REPORT_H

#include "base/json.h"
#include "base/pool.h"
#include "report/words.h"

/* {value, low, high, level, n}; null when the value is not known. */
void icp_i_json_key_estimate(icp_i_json *json, const char *key, const icp_estimate *estimate);
/* "" and NULL become null. */
void icp_i_json_key_word(icp_i_json *json, const char *key, const char *text);
/* The files a table was read from, each with its rows and columns. */
void icp_i_json_files(icp_i_json *json, const char *key, const icp_input *files, size_t count);
/* "id" of a segment of the result, or null. */
void icp_i_json_key_segment(icp_i_json *json, const char *key, const icp_result *result, size_t segment);

/* Each writes its key and value into the open object. */
void icp_i_json_columns(icp_i_json *json, const icp_result *result);
void icp_i_json_questions(icp_i_json *json, const icp_result *result);
void icp_i_json_warnings(icp_i_json *json, const icp_result *result);
void icp_i_json_input(icp_i_json *json, const icp_result *result);
void icp_i_json_models(icp_i_json *json, const icp_result *result);
void icp_i_json_clustering(icp_i_json *json, const icp_result *result);
void icp_i_json_segments(icp_i_json *json, const icp_result *result);
void icp_i_json_map(icp_i_json *json, const icp_result *result);
/* These write rules out in other languages, in `pool`: false when memory ran out. */
bool icp_i_json_candidates(icp_i_json *json, const icp_result *result, icp_i_pool *pool);
bool icp_i_json_outcome_rules(icp_i_json *json, const icp_result *result, icp_i_pool *pool);
/* "market", "fair_share", "unlock" and "front" of a candidate (json_market.c). */
void icp_i_json_market(icp_i_json *json, const icp_candidate *candidate);
void icp_i_json_fair_share(icp_i_json *json, const icp_candidate *candidate);
void icp_i_json_unlock(icp_i_json *json, const icp_candidate *candidate);
void icp_i_json_front(icp_i_json *json, const icp_candidate *candidate);
/* "market_list": the files of the list and its rows, or null; and "competitors". */
void icp_i_json_market_list(icp_i_json *json, const icp_result *result);
bool icp_i_json_competitors(icp_i_json *json, const icp_result *result, icp_i_pool *pool);
/* "stated" and "agreement" (json_stated.c). */
bool icp_i_json_stated(icp_i_json *json, const icp_result *result, icp_i_pool *pool);
void icp_i_json_agreement(icp_i_json *json, const icp_result *result);
/* "holdout": what a rule is worth on held-out rows. */
void icp_i_json_holdout(icp_i_json *json, const icp_rule *rule);
/* {n, of} */
void icp_i_json_key_part(icp_i_json *json, const char *key, icp_part part);
/* "rule": of a candidate or an outcome. */
bool icp_i_json_rule(icp_i_json *json, const icp_result *result, const icp_rule *rule, icp_i_pool *pool);
/* One setting as a number where it is one, else as text; null when it has no value. */
void icp_i_json_setting(icp_i_json *json, const icp_settings *settings, size_t row);

#endif
