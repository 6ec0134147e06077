/* segment.h - what a run finds out about the customers: outcome models, clustering, segments. Plain results, read-only, owned by icp_result. */
#ifndef ICPCLUSTER_SEGMENT_H
#define ICPCLUSTER_SEGMENT_H

#include "icpcluster/logit.h"
#include "icpcluster/quality.h"
#include "icpcluster/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* natural: groups that exist; reproducible: the same cut is found again; constructive: a useful cut, not a natural group; none: no structure;
 * not tested: the evidence for a verdict has not been computed (null in report.json). */
typedef enum icp_verdict {
    ICP_VERDICT_NOT_TESTED, ICP_VERDICT_NATURAL, ICP_VERDICT_REPRODUCIBLE, ICP_VERDICT_CONSTRUCTIVE, ICP_VERDICT_NONE
} icp_verdict;

/* One term of an outcome model fitted on all eligible rows. estimate .. high come from one fit: the unpenalised one, or Firth's where the outcome is
 * separated; where neither ends, they are the ridge fit's, without an error or an interval. */
typedef struct icp_coefficient {
    const char *term;               /* "tenure", "Contract = One year" */
    double estimate, standard_error; /* log-odds per unit of the prepared feature; NaN where the method gives none */
    double odds_ratio, low, high;    /* exp(estimate) and its interval at 0.95 */
    double ridge;                    /* the coefficient that scores */
} icp_coefficient;

typedef struct icp_reliability_bin {
    double predicted;               /* mean out-of-fold probability */
    icp_estimate observed;
} icp_reliability_bin;

/* A column that an outcome is compared at equal values of. */
typedef struct icp_condition {
    size_t column;
    const char *is;                 /* "exposure" or "starting size" */
    const char *why;                /* what told so: "header says 'tenure'"; "" when given */
} icp_condition;

/* How the published coefficients were found. */
typedef enum icp_model_method { ICP_MODEL_NONE, ICP_MODEL_ML, ICP_MODEL_RIDGE, ICP_MODEL_FIRTH } icp_model_method;

/* Whether a column says anything beyond the others: all its terms at once, on all eligible rows. */
typedef struct icp_lr_test {
    size_t column;
    double chi_square;              /* twice the log-likelihood its terms are worth; penalised likelihood with the method firth */
    size_t df;
    double p, holm;                 /* holm: p adjusted for the number of columns tested (Holm 1979) */
} icp_lr_test;

/* The model of one outcome (upsell, churn, win). */
typedef struct icp_outcome_model {
    int present;                    /* a column plays the role */
    size_t column;
    size_t rows, eligible, ineligible, events;
    int used;                       /* informative out of fold, so that its axis may enter the distance */
    const char *why;                /* sentence when not used */
    double lambda;                  /* ridge penalty of the final fit */
    icp_estimate auc;               /* out of fold, 0.95 */
    double log_loss, brier;         /* out of fold */
    double calibration_slope, calibration_intercept;
    double ece;                     /* expected calibration error, 10 equal-mass bins */
    icp_reliability_bin *reliability;
    size_t reliability_count;
    icp_coefficient *coefficients;
    size_t coefficient_count;
    const char **aliased;           /* terms dropped because others determine them */
    size_t aliased_count;
    icp_estimate overall;           /* rate among the eligible, Wilson, settings level; n counts eligible rows, or, with a group role, the groups
                                       they belong to, each with the mean of its rows: as in the rates of segments */
    double ece_null95;              /* what the ece of a perfect model with these probabilities stays below in 95 of 100 samples */
    icp_model_method method;        /* of the coefficients; out-of-fold predictions are always of ridge models */
    const char **separation;        /* terms without a finite maximum-likelihood estimate; then the method is firth */
    size_t separation_count;
    icp_lr_test *lr_tests;          /* columns with terms, in the order of the terms; none with more than 200,000 eligible rows */
    size_t lr_test_count;
    icp_condition *conditions;      /* of upsell: their terms come first among the coefficients; out-of-fold scores hold them at their means */
    size_t condition_count, condition_terms; /* columns; coefficients that are theirs */
    const char *conditioned;        /* sentence on them; "" or NULL of other outcomes */
    icp_estimate auc_conditioned;   /* what usage and traits tell beyond conditions: out of fold, rows weighed so that conditions are alike among
                                       events and non-events; value NaN without conditions. Then this decides on `used` */
} icp_outcome_model;

/* One row of the printed k table. */
typedef struct icp_k_row {
    size_t k;
    double inertia, calinski_harabasz, silhouette; /* NaN at k = 1 where undefined */
    size_t best_hits, restarts, smallest;          /* smallest segment */
    double prediction_strength;                    /* Tibshirani & Walther 2005; 1 at k = 1, NaN when not computed */
    double gap, gap_se;                            /* Tibshirani, Walther & Hastie 2001; NaN when not computed */
    double null_p;                                 /* how often a null reference is cut as well into k; NaN when not computed */
    double *stability, *slsw, *slsa;               /* by segment of this k, in descending size: mean bootstrap Jaccard (Hennig 2007), stability within
                                                      and across k (Dolnicar & Leisch 2017); NULL when not computed */
    size_t stability_count;                        /* k, or 0 */
} icp_k_row;

/* A segment, or a part of one that was split, looked at for parts of its own. */
typedef struct icp_split {
    size_t segment;
    const char *part;    /* "S1"; parts of it, by descending size: "S1.1", "S1.2"; parts of those: "S1.2.1" */
    size_t k;            /* parts it falls into, or came nearest to; 1 = it is too small to look */
    const char *failed;  /* the first condition that does not hold, with its figures; "" when all hold */
    const char *held;    /* what the parts show, when all conditions hold; else "" */
} icp_split;

/* Segments that two halves of the accounts agree on to this adjusted Rand index are found again; below it a run warns "unstable". */
#define ICP_REPLICATED_ARI 0.7

/* Whether an outcome differs between the segments: chi-square test of its rates over the segments that accounts fall into when their half is left
 * out; of an upsell with conditions, score test of these segments beside the log-odds that its conditions let expect. */
typedef struct icp_segment_difference {
    const char *outcome; /* "churn", "upsell", "win" */
    double p;            /* times the number of outcomes tested, at most 1 (Bonferroni) */
    int differs;         /* p <= 0.05 */
} icp_segment_difference;

typedef struct icp_clustering {
    size_t k;
    icp_verdict verdict;
    double weight[ICP_AXIS_COUNT];      /* effective, sum 1 (or all 0 when no axis carries information) */
    double share[ICP_AXIS_COUNT];       /* of the between-segment sum of squares */
    const char *axis_why[ICP_AXIS_COUNT]; /* why an axis was left out; "" when used */
    double inertia, silhouette;
    size_t restarts, best_hits;
    size_t min_size;
    double smallest_lift;               /* smallest lift of the first outcome that a segment of min_size could show (80 % power, 5 %) */
    icp_k_row *k_table;
    size_t k_count;
    const char *k_why;                  /* why this k was chosen */
    double replication_ari;             /* adjusted Rand index of the published labels and those each half of the accounts gets from models and
                                           centres fitted on the other half; NaN at k = 1 */
    double gaussian_p, copula_p;        /* how often noise of the same correlations (and, copula, the same margins) is cut as well; NaN: not tested */
    size_t null_draws;
    size_t trimmed;                     /* accounts that had no part in the centres, being far from everybody */
    icp_split *splits;
    size_t split_count;
    const char *verdict_why;            /* sentence with the numbers; NULL when not tested */
    icp_segment_difference differences[3];
    size_t difference_count;            /* outcomes that could be compared between segments; 0 at k = 1 */
    const char *differences_why;        /* sentence with the numbers: in which outcomes segments differ, and in which none does; NULL: not tested */
} icp_clustering;

/* Usage of a segment against everybody, in original units. */
typedef struct icp_usage_profile {
    size_t column;
    double median, overall;
} icp_usage_profile;

/* How far a feature sets a segment apart. */
typedef struct icp_profile_effect {
    size_t column;
    icp_estimate effect;  /* standardised mean difference to all other accounts */
    double importance;    /* share of the segment's squared distance to the overall centre, 0..1 */
} icp_profile_effect;

/* A trait that is over- or under-represented. */
typedef struct icp_trait_lift {
    size_t column;
    const char *value;    /* level, or "50..120" for a number */
    double share, overall;
    icp_estimate lift;    /* share in the segment / share in all others */
} icp_trait_lift;

/* How often a class of objection is given among accounts that left or were lost. */
typedef struct icp_objection_rate {
    const char *class_name;
    const char *kind;     /* "objection", or apart: "competitor", "unknown", "payment" */
    icp_estimate rate;    /* shrunk towards the overall rate */
    size_t events;        /* accounts of this segment that gave it */
    double overall;
} icp_objection_rate;

typedef struct icp_contact_coverage {
    const char *role;
    icp_estimate won, lost;
    int stands_out; /* more frequent among those won: its Wilson intervals at 1 - (1 - level) / roles, so whichever of the roles it is, lie apart */
} icp_contact_coverage;

typedef struct icp_segment {
    char id[24];          /* "S1" */
    const char *name;     /* at most 28 characters, unique */
    size_t size;          /* rows */
    size_t customers;     /* groups when a group role is set, else rows */
    double share;
    double revenue_sum, revenue_share, revenue_median; /* NaN without a revenue column */
    icp_verdict verdict;
    icp_usage_profile *usage;
    size_t usage_count;
    icp_estimate usage_index;  /* typical usage percentile of the segment / 0.5: 1 = like everybody */
    icp_estimate upsell, churn, win; /* shrunk rates (beta-binomial, grid) at settings level; value NaN where the axis is absent */
    icp_profile_effect *profile;
    size_t profile_count;
    icp_objection_rate *objections;
    size_t objection_count;
    icp_trait_lift *traits;
    size_t trait_count;
    icp_contact_coverage *contacts;
    size_t contact_count;
    icp_estimate stability;    /* Jaccard to the nearest segment of n bootstrap resamples: mean, 5 % and 95 % of them; value NaN: not tested */
    size_t found_again;        /* of stability.n resamples, those with a Jaccard of at least .5 */
    icp_estimate upsell_for_size; /* events over those that exposure and starting size let expect, shrunk; value NaN without conditions */
    double upsell_expected;    /* the rate they let expect; NaN without conditions */
    double dip_p;              /* of no valley between this segment and its nearest one, largest of the two halves (Hartigan); NaN: not tested */
} icp_segment;

#ifdef __cplusplus
}
#endif
#endif
