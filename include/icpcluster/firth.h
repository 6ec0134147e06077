/* firth.h - logistic regression by penalised likelihood, which has finite estimates where the likelihood has none. Knows matrices, no customers. */
#ifndef ICPCLUSTER_FIRTH_H
#define ICPCLUSTER_FIRTH_H

#include "icpcluster/logit.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct icp_firth_settings {
    size_t struct_size;           /* sizeof(icp_firth_settings) */
    int intercept;                /* non-zero: a constant term comes first */
    size_t max_iterations;        /* Newton steps of each climb, >= 1 */
    double level;                 /* of the intervals, in (0,1) */
    const unsigned char *profile; /* columns of x: 1 = profile interval and p, 0 = Wald; NULL = all by profile */
    const size_t *group;          /* columns of x: group 0 .. groups-1 that is tested as one, groups and beyond = none; NULL = no tests */
    size_t groups;
    const icp_hooks *hooks;       /* may be NULL */
} icp_firth_settings;

typedef struct icp_firth {
    size_t terms;                /* columns of x, plus 1 with an intercept (then term 0) */
    double *coefficients;        /* terms: log-odds per unit of the column; 0 for an aliased term */
    double *standard_errors;     /* terms: sqrt of the diagonal of (X'WX)^-1; NaN for aliased terms */
    double *low, *high;          /* terms: interval at settings.level; NaN for the intercept and for aliased terms */
    double *p_values;            /* terms: of coefficient = 0, by the same method as the interval; NaN likewise */
    unsigned char *aliased;      /* terms: 1 = a linear combination of earlier terms, left out */
    double *group_chi_square;    /* groups: penalised likelihood ratio of the group's terms being 0; NaN when it has none */
    size_t *group_df;            /* groups: its terms that are not aliased */
    size_t rank, rows;
    double events, weight;       /* sums of w*y and of w */
    double log_likelihood;       /* at the estimate, without the penalty */
    double penalised;            /* log_likelihood + 1/2 log|X'WX| over the terms that are not aliased, in the caller's units */
    double chi_square;           /* penalised likelihood ratio of all terms but the intercept being 0 */
    size_t df;
    double prediction_intercept; /* FLIC: replaces the intercept when probabilities are wanted; their weighted mean is then that of y */
    size_t iterations;
    icp_stop stop;
    int intercept;
    void *owner;                 /* private */
} icp_firth;

/* {intercept 1, max_iterations 200, level 0.95} */
ICP_API icp_firth_settings icp_firth_settings_default(void);

/* Firth (Biometrika 80, 1993): maximises l(b) + 1/2 log|X'WX|, l as in icp_logit_fit, by Newton steps with the score
 * sum [w(y-pi) + h(1/2-pi)] x, h the diagonal of the weighted hat matrix. Intervals and p-values from the profile of the penalised likelihood,
 * with the information of all terms (Heinze & Schemper 2002); FLIC by Puhr et al. (2017). Finite under separation. x: n x p finite; y: n values
 * in [0,1]; weights: n values >= 0 or NULL. y must hold both classes, else ICP_E_OUTCOME. *out only on success. */
ICP_API ICP_NODISCARD icp_status icp_firth_fit(icp_view x, const double *y, const double *weights, const icp_firth_settings *settings,
                                               icp_firth *out, icp_error *err);
/* Frees and zeroes. */
ICP_API void icp_firth_free(icp_firth *model);

#ifdef __cplusplus
}
#endif
#endif
