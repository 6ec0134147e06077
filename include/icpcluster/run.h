/* run.h - the whole job: a table, its roles and settings in, segments and ICP candidates out, and their publication as a set of files. */
#ifndef ICPCLUSTER_RUN_H
#define ICPCLUSTER_RUN_H

#include "icpcluster/candidate.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum icp_answer { ICP_ANSWERED, ICP_ANSWERED_PARTLY, ICP_NOT_ENOUGH_DATA } icp_answer;

/* One of the five questions: usage, traits, objections, upsell, competitors. */
typedef struct icp_question {
    const char *id;
    icp_answer status;
    size_t events;
    const char *why;      /* what it rests on, or which column would unlock it */
} icp_question;

/* A value of an outcome column and how it was counted. */
typedef struct icp_outcome_value {
    icp_role role;
    const char *value;    /* "(blank)" for missing */
    const char *meaning;  /* "event", "non-event", "not eligible", "not observed" */
    size_t rows;
} icp_outcome_value;

/* Seconds and rows of a stage, for --timings; never in report.json. */
typedef struct icp_timing {
    const char *stage;
    double seconds;
    size_t rows;
} icp_timing;

/* A point of the segment map: no ids, at most 110 a segment. */
typedef struct icp_map_point {
    double x, y;
    size_t segment;
} icp_map_point;

typedef struct icp_map_ellipse {
    size_t segment;
    double x, y, radius_x, radius_y, angle; /* half of the accounts lie inside; angle in radians */
} icp_map_ellipse;

/* Who is ranked first when old rows count less. */
typedef struct icp_recency {
    double half_life;               /* days; NaN = no weighting */
    double n_eff;                   /* Kish: (sum w)^2 / sum w^2 */
    const char *rank1;              /* name of the first candidate, "" when there is none */
    int same;                       /* it is the published first one */
} icp_recency;

/* The answer under a changed assumption. */
typedef struct icp_sensitivity_run {
    const char *change;             /* "k = 5", "without column \"seats\"", "without the 5 largest accounts" */
    double ari;                     /* adjusted Rand index to the published segments */
    int rank1_kept;
} icp_sensitivity_run;

typedef struct icp_result {
    icp_settings settings;          /* as used; hooks zeroed, texts copied, of an objection dictionary "sha256:" and its hash */
    const icp_table *table;         /* borrowed: must outlive the result */
    icp_role_map roles;             /* owned */
    char model_id[65];              /* SHA-256 of canonical rows, roles and settings that change the result */
    char as_of[16];                 /* YYYY-MM-DD or "" */
    size_t rows_read, rows_used, customers;
    icp_left_out *left_out;
    size_t left_out_count;
    double revenue;                 /* total of used rows; NaN without */
    size_t won, churned, upsold;    /* events, 0 when absent */
    icp_question *questions;
    size_t question_count;
    icp_outcome_value *outcome_values;
    size_t outcome_value_count;
    icp_outcome_model upsell, churn, win;
    icp_usage_profile *usage;       /* overall medians (median == overall) */
    size_t usage_count;
    icp_objection_rate *objections; /* of all accounts that left or were lost */
    size_t objection_count;
    icp_clustering clustering;
    icp_segment *segments;
    size_t segment_count;
    icp_candidate *candidates;
    size_t candidate_count;
    icp_warning *warnings;          /* of the table and of the run */
    size_t warning_count;
    /* one value a table row, in the order of the export */
    size_t row_count;
    int32_t *row_segment;           /* index into segments; -1 = row not used */
    double *row_upsell_ease, *row_churn_risk; /* out-of-fold probabilities; NaN where absent */
    double *row_distance;           /* to the own centre */
    const char *map_axis[2];
    double map_share[2];
    icp_map_point *map_points;
    size_t map_point_count;
    icp_map_ellipse *map_ellipses;
    size_t map_ellipse_count;
    icp_timing *timings;
    size_t timing_count;
    void *owner;                    /* private */
    const icp_reject *rejects;      /* rows that were not used, for rejects.csv: those of the table, then repeated ids */
    size_t reject_count;
    icp_outcome_rule *outcome_rules; /* two for each outcome with enough events on both sides: win, upsell, churn, and then their other sides */
    size_t outcome_rule_count;
    double half_life, n_eff;        /* of the weights of this run; NaN without --half-life */
    icp_recency *recency;           /* none, 365, 180 days and half_life; empty without dates */
    size_t recency_count;
    icp_competitor *competitors;
    size_t competitor_count;
    icp_stated *stated;
    size_t stated_count;
    icp_agreement *agreement;       /* stated_count * (stated_count - 1) / 2 */
    size_t agreement_count;
    icp_sensitivity_run *sensitivity;
    size_t sensitivity_count;
    const char *sensitivity_verdict; /* "stable" or "fragile"; NULL: not tested */
    icp_input *market_inputs;       /* the market list as read; none without one */
    size_t market_input_count, market_rows;
    const struct icp_model *model;   /* what scores other accounts (model.h); freed with the result */
    const char *best_customers;     /* whom the counts of best customers mean, in words; "" when nothing tells */
} icp_result;

/* What a run can be given beside the table of accounts. */
typedef struct icp_job {
    size_t struct_size;
    const icp_table *table;         /* the accounts; must outlive the result */
    const icp_roles *roles;         /* NULL = detect all */
    const icp_table *market;        /* a list of companies to count rules in; NULL = none; need not outlive the call */
    const char *const *stated;      /* texts of stated ICPs (INI), NUL-terminated */
    const char *const *stated_name; /* their files' names, for messages */
    size_t stated_count;
    const char *segment_names;      /* INI text `S1 = Name` lines; NULL = none */
} icp_job;

/* icp_run with all that a run can be given. */
ICP_API ICP_NODISCARD icp_status icp_run_job(const icp_job *job, const icp_settings *settings, icp_result *out, icp_error *err);

/* Segments the rows of `table` and ranks the segments as ICP candidates. No input or output. roles may be NULL = detect all; settings NULL =
 * defaults. The table must outlive the result. "No structure" is a result. *out only on success; free with icp_result_free. */
ICP_API ICP_NODISCARD icp_status icp_run(const icp_table *table, const icp_roles *roles, const icp_settings *settings, icp_result *out,
                                        icp_error *err);
ICP_API void icp_result_free(icp_result *result);

/* What an inspection says of a table under its roles: the same questions and outcome values as a run, without the run. */
ICP_API ICP_NODISCARD icp_status icp_inspect(const icp_table *table, const icp_roles *roles, const icp_settings *settings, icp_result *out,
                                        icp_error *err);

#ifdef __cplusplus
}
#endif
#endif
