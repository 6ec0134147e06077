/* logit.h - reference digits of logistic regressions with their sources. Coefficients are good to 1e-10, standard errors to 1e-9. Unless said
 * otherwise computed by R 4.2.2 glm at epsilon 1e-14 and by a second program that agrees; AUC intervals by pROC (DeLong). Included once. */
#ifndef ICP_T_REFERENCE_LOGIT_H
#define ICP_T_REFERENCE_LOGIT_H

/* Collett 1991, Venables & Ripley 2002 (MASS, p. 190): tobacco budworm moths killed out of 20, males then females, log2 dose 0..5.
 * sex * ldose: intercept, male, ldose, male:ldose. sex + ldose - 1: female, male, ldose. */
enum { DOSES = 12 };
static const double killed[DOSES] = {1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16};
static const double budworm_b[] = {-2.993541755171, 0.174986787856, 0.906036435467, 0.352912988736};
static const double budworm_se[] = {0.552699761055, 0.778310081608, 0.167101660401, 0.269990258797};
static const double budworm_deviance = 4.99372730762;
static const double budworm_by_sex_b[] = {-3.47315530709, -2.37241194409, 1.06421396992};
static const double budworm_by_sex_deviance = 6.75706423223;

/* Hosmer & Lemeshow 1989, R package MASS, birthwt (n = 189): low ~ age + lwt + race (2, 3) + smoke + ptl + ht + ui + ftv. */
static const double birthwt_b[] = {.48062320910, -.02954902707, -.01542428398, 1.27225979775, .88049592578, .93884570158, .54333703112, 1.86330287038,
                                   .76764814577, .06530183478};
static const double birthwt_se[] = {1.196904106736, .037031417361, .006919381062, .527363702926, .440785664196, .402154076566, .345405430565,
                                    .697540058997, .459321478089, .172395825924};
static const double birthwt_deviance = 201.284795055881, birthwt_null_deviance = 234.671996193219;
static const double birthwt_auc[3] = {.746153846154, .672117528443, .820190163865};
static const double birthwt_aic = 221.2847951, birthwt_hosmer[2] = {3.94341547664, .8622}; /* Hosmer-Lemeshow, 10 groups: statistic, p to four digits */

/* UCLA Statistical Consulting, "Logit regression" (n = 400): admit ~ gre + gpa + rank (2, 3, 4); likelihood-ratio statistic of rank, df 3. */
static const double ucla_b[] = {-3.98997907333, .00226442578618, .80403754928, -.675442927964, -1.34020391647, -1.55146367692};
static const double ucla_se[] = {1.139950935700, .00109399763837, .33181929793, .31648966098, .34530641818, .41783163309};
static const double ucla_deviance = 458.517492475899, ucla_null_deviance = 499.976517554915, ucla_rank_lr = 21.8264892089;
static const double ucla_auc[3] = {.692841279455, .637388394247, .748294164664};
static const double ucla_rank_p = 7.08845617767e-05, ucla_brier = .194713964152, ucla_hosmer[2] = {11.0854719967, .196903116};
static const double ucla_gpa_interval[2] = {.160295944, 1.464142727}; /* profile likelihood, 95 % */
/* The same, ridge lambda = 10 on columns centred and divided by their 1/n standard deviation, intercept free: coefficients of those columns.
 * scikit-learn 1.2.1, C = 0.1. */
static const double ucla_ridge_b[] = {-.830243351282, .245468769229, .274401128231, -.171778549361, -.432359482149, -.412463818622};
/* admit ~ gre + rank with weights 1, 2, .5, 1.5, 1, 2, ... and offset (gpa - 3.4) / 2. */
static const double ucla_weighted_b[] = {-1.87778868535, .00299243195974, -.565330825962, -1.04917337141, -1.06468927286};
static const double ucla_weighted_deviance = 580.18812683;

/* Spector & Mazzeo 1980, statsmodels 0.13.5 (n = 32): GRADE ~ GPA + TUCE + PSI. */
static const double spector_b[] = {-13.021346858116, 2.826112594889, .095157661318, 2.378687655093};
static const double spector_log_likelihood = -12.889634222131;

/* IBM sample data "Telco customer churn" (as in R package liver, churn_tel; n = 7032 without blank TotalCharges, 1869 churned): churn ~ tenure +
 * MonthlyCharges + Contract (one year, two year) + InternetService (DSL, fiber; reference none) + SeniorCitizen. */
static const double telco_b[] = {-1.44240824080, -.03351557583, .00469574014, -.82571138416, -1.63508482189, .87488540571, 1.85721117002,
                                 .38930033327};
static const double telco_deviance = 6038.84174215;
static const double telco_auc[3] = {.834339380498, .824331441127, .844347319868};

#endif
