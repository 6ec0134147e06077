/* choose.h - how many segments. Owns: the k table, the rule that chooses k, the smallest segment that counts. Must not know: axes, names, ranks. */
#ifndef ICP_I_CHOOSE_H
#define ICP_I_CHOOSE_H

#include "icpcluster/segment.h"
#include "segment/axes.h"
#include "segment/partition.h"
#include "segment/replicate.h"

typedef struct icp_i_choice {
    icp_i_partition partition;  /* of all rows, with the chosen k */
    size_t trimmed;             /* rows that had no part in its centres, being far from everybody */
    const char *why;            /* sentence */
    icp_k_row *table;           /* one row a number of segments that was tried, ascending */
    size_t count;
    size_t min_size;            /* accounts a segment needs */
    icp_i_sample judged;        /* at most 2,000 accounts ... */
    int32_t *judged_label;      /* ... and their segments: count x judged.rows, one row of the table after the other */
} icp_i_choice;

/* Smallest lift over a rate of `base` that a group of `size` could show against an equal one: 80 % power, 5 % two-sided. NaN when none could. */
double icp_i_smallest_lift(double base, size_t size);
/* Tries k = 1 .. min(12, rows/50), or the range of the settings, on at most 10,000 rows. Chosen is the largest k whose segments all hold min_size
 * (settings, or max(30, 2 % of rows)) accounts and which random halves of the accounts find again: prediction strength >= .8 (Tibshirani & Walther
 * 2005), mean over splits that keep units together. If no k reaches .8, the k >= 2 with the largest prediction strength; the lowest k of the range
 * when no k >= 2 has segments large enough: a k the user fixed is obeyed. Texts, table and partition in `pool`. */
icp_status icp_i_choose(const icp_i_frame *frame, const icp_i_behaviour *behaviour, icp_i_pool *pool, icp_i_choice *out, icp_error *err);

#endif
