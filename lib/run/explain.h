/* explain.h - everything that made the answer of one account. Owns: what is told, not how it looks. Must not know: lines, JSON. */
#ifndef ICP_I_EXPLAIN_H
#define ICP_I_EXPLAIN_H

#include "icpcluster/score.h"
#include "run/score_fields.h"

typedef struct icp_i_explain_part {
    size_t column;      /* of the model */
    const char *value;  /* cell as it stands; "" = missing */
    double log_odds;    /* beyond an average account */
} icp_i_explain_part;

typedef struct icp_i_explain_condition {
    const char *text;   /* "industry is Retail or Software" */
    int holds;          /* 1, 0; -1: the cell is missing */
} icp_i_explain_condition;

typedef struct icp_i_explain_rule {
    size_t candidate;
    int holds;          /* all of its conditions */
    icp_i_explain_condition *condition;
    size_t count;
} icp_i_explain_rule;

typedef struct icp_i_explained {
    const icp_model *model;
    const char *id, *name;
    bool by_name;                /* it was named, not given by its id */
    size_t row, again;           /* data rows: its own, and the first other one of the same id or name; 0: none */
    icp_scored said;
    icp_i_explain_part *part;    /* those that are not 0, strongest first */
    size_t part_count;
    double log_odds, average;    /* of the direct model: average + parts = log_odds */
    double *probability;         /* of each segment, by traits; NaN without such a model */
    double *distance;            /* from the centre of each segment; NaN without usage */
    icp_i_explain_rule *rule;    /* of candidates whose rule decides a tier, in rank order */
    size_t rule_count;
    size_t better;               /* index into rule: of a better tier, with the fewest conditions that do not hold; ICP_NONE: none */
    double needed;               /* score from which on an account under no rule is Tier 2; NaN where none helps */
    const char *mention, *neighbours; /* "" without customers */
} icp_i_explained;

icp_status icp_i_explain_text(const icp_i_explained *e, const icp_sink *sink, icp_error *err);
icp_status icp_i_explain_json(const icp_i_explained *e, const icp_sink *sink, icp_error *err);

#endif
