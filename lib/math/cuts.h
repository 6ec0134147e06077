/* cuts.h - cut points people would choose. Owns: which numbers are round. Must not know: columns, rules. */
#ifndef ICP_I_CUTS_H
#define ICP_I_CUTS_H

#include <stddef.h>

/* The roundest number in (low, high]: a multiple of the largest of 1, 2, 5 times a power of ten that has one there, the nearest to `wanted`
 * (ties: the lower). low < high, both finite; `high` itself when the two are too close for a round number. */
double icp_i_round_number(double low, double high, double wanted);
/* Cuts n ascending values into at most `bins` bins of about equal size: ascending cuts, bin b holds cut[b-1] <= x < cut[b]. Few distinct values are
 * each a bin of their own, cut between neighbours; otherwise cuts are the round numbers
 * nearest to the quantiles. cut: bins - 1. Returns the cuts made. */
size_t icp_i_round_cuts(const double *sorted, size_t n, size_t bins, double *cut);

#endif
