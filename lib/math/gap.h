/* gap.h - data held against draws without clusters: gap statistic and tests. Arithmetic only. Must not know: where draws come from. */
#ifndef ICP_I_GAP_H
#define ICP_I_GAP_H

#include <stddef.h>

/* Gap (Tibshirani, Walther & Hastie 2001) of each of `count` numbers of clusters: mean over draws of log W* less log W; error: the standard deviation
 * of log W* times sqrt(1 + 1/draws). observed: count; drawn: draws x count, draws >= 2. gap, error: count. */
void icp_i_gap(const double *observed, const double *drawn, size_t draws, size_t count, double *gap, double *error);
/* (1 + draws that are cut as well) / (draws + 1), for one number of clusters `at`. */
double icp_i_gap_p(const double *observed, const double *drawn, size_t draws, size_t count, size_t at);
/* The same of the largest gap, in standard deviations of log W*, over the numbers of clusters from `first` on: one p however many are looked at. NaN
 * when first >= count. work: 2 * count. */
double icp_i_gap_p_of_all(const double *observed, const double *drawn, size_t draws, size_t count, size_t first, double *work);

#endif
