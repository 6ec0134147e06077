/* rule_forms.h - a rule in the languages it can be searched in, one file a language, each with its own quoting. Must not know: how a rule was found.
 * Each returns a text in `pool`, or NULL when memory ran out. A rule without conditions is "". */
#ifndef ICP_I_RULE_FORMS_H
#define ICP_I_RULE_FORMS_H

#include "report/builder.h"
#include "base/pool.h"
#include "icpcluster/run.h"

#define ICP_I_NOT_FINDABLE "real, but no search can find it"

/* For people: industry is Software or Media, and employees from 50 to under 500. Not escaped for a terminal. */
const char *icp_i_rule_text(const icp_result *result, const icp_rule *rule, icp_i_pool *pool);
/* The text where the rule is findable, otherwise what can be said instead; "" when nothing was searched. */
const char *icp_i_rule_or_verdict(const icp_result *result, const icp_rule *rule, icp_i_pool *pool);
/* SQL: what stands behind WHERE. Columns are named by their headers. */
const char *icp_i_rule_sql(const icp_result *result, const icp_rule *rule, icp_i_pool *pool);
/* Salesforce: what stands behind WHERE in SOQL. Fields are named by [fields]; one that is not there is <API name of "header">. */
const char *icp_i_rule_salesforce(const icp_result *result, const icp_rule *rule, icp_i_pool *pool);
/* HubSpot: the filterGroups of a CRM search as JSON. Properties are named as above. */
const char *icp_i_rule_hubspot(const icp_result *result, const icp_rule *rule, icp_i_pool *pool);

/* API name of a column by [fields] of the roles file, or NULL. */
const char *icp_i_api_name(const icp_result *result, size_t column);

/* The spelling of one literal in a query language: equal to one of its values, or on one side of a bound. */
typedef void (*icp_i_add_values)(icp_i_builder *out, const icp_result *result, const icp_literal *literal);
typedef void (*icp_i_add_bound)(icp_i_builder *out, const icp_result *result, const icp_literal *literal, const char *sign, double value);
/* Literals joined by AND, bounds as low <= x < high (<= high when closed): what SQL and SOQL share. In the pool, or NULL. */
const char *icp_i_rule_conditions(const icp_result *result, const icp_rule *rule, icp_i_add_values add_values, icp_i_add_bound add_bound,
                                  icp_i_pool *pool);

#endif
