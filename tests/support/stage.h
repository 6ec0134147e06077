/* stage.h - customers in three groups whose every rate is planted exactly, ready to be profiled and ranked. */
#ifndef ICP_T_STAGE_H
#define ICP_T_STAGE_H

#include "support/check.h"

#include "icp/rank.h"
#include "icpcluster.h"

#define ICP_T_STAGE_ROWS 900
#define ICP_T_STAGE_GROUPS 3

/* Three groups of 300: group g expands with icp_t_stage_upsell[g], churns with icp_t_stage_churn[g], uses 100 / 50 / 10 a month and mostly sits in
 * industry g. */
extern const double icp_t_stage_upsell[ICP_T_STAGE_GROUPS], icp_t_stage_churn[ICP_T_STAGE_GROUPS];

typedef struct icp_t_stage {
    icp_table *table;
    icp_settings settings;
    icp_role role[6];
    size_t usage[1], traits[2], row[ICP_T_STAGE_ROWS];
    icp_role_map roles;
    uint32_t unit[ICP_T_STAGE_ROWS];
    double weight[ICP_T_STAGE_ROWS], up[ICP_T_STAGE_ROWS], churn[ICP_T_STAGE_ROWS], win[ICP_T_STAGE_ROWS];
    int32_t label[ICP_T_STAGE_ROWS];
    unsigned char has[ICP_T_STAGE_ROWS * 2], event[ICP_T_STAGE_ROWS];
    icp_i_frame frame;
    icp_i_outcome upsell, churned, won;
    icp_i_objections objections;
    icp_i_profile_input input;
} icp_t_stage;

icp_t_stage *icp_t_stage_new(void);
void icp_t_stage_free(icp_t_stage *s);
/* The i-th member of a group has the event when i falls into the first `rate` of every 50: exact counts, no luck. */
double icp_t_stage_member(size_t i, double rate);
/* An outcome with these values in the rows, NaN not known. */
void icp_t_stage_outcome(icp_i_outcome *o, icp_role role, const double *y, bool used);

/* What is found out about them. */
typedef struct icp_t_described {
    icp_i_pool *pool;
    icp_segment *segments;
    icp_usage_profile *usage;
    icp_objection_rate *objections;
    size_t usage_count, objection_count, candidate_count;
    icp_candidate *candidates;
} icp_t_described;

/* Profiles, names and ranks; d->pool is to be freed also after a failure. */
icp_status icp_t_describe(const icp_t_stage *s, const icp_hooks *hooks, icp_t_described *d, icp_error *err);

#endif
