/* score_list.h - the call list: the best of all scored accounts, with a part drawn at random so that later runs learn about others too. Owns: the
 * order, stickiness, exploration. Must not know: models, files. */
#ifndef ICP_I_SCORE_LIST_H
#define ICP_I_SCORE_LIST_H

#include "run/score_fields.h"

/* An account that is kept while the file is read. */
typedef struct icp_i_score_pick {
    int circle;       /* 3 Tier 1, 2 Tier 2, 1 Tier 3, 0 undecided: inner circles are called first ... */
    double key;       /* ... and in a circle the higher score */
    uint64_t draw;    /* of its id: breaks ties, and chooses whom to explore */
    bool last;        /* it was on the last list */
    icp_tier tier;
    icp_i_score_row row;
    char *bytes;      /* its texts, once it is kept */
    double *trait;    /* terms for finding neighbours, or NULL */
} icp_i_score_pick;

typedef struct icp_i_score_list {
    icp_i_pool *pool;
    size_t length, ranked, explored, reach; /* asked for; by rank; at random; ranks an account of the last list may fall to */
    icp_i_score_pick *best;  /* heap of `reach`, the worst first */
    size_t best_count;
    icp_i_score_pick *drawn; /* heap of reach + explored, the largest draw first */
    size_t drawn_count;
} icp_i_score_list;

/* A tenth of the list is explored. */
icp_status icp_i_score_list_new(size_t length, icp_i_pool *pool, icp_i_score_list *out, icp_error *err);
/* Considers an account; its texts and `terms` terms are copied when it is kept. */
icp_status icp_i_score_list_offer(icp_i_score_list *list, const icp_i_score_pick *pick, size_t terms, icp_error *err);
/* The list in its order, at most `length`: ranked accounts, then explored ones. A ranked account of the last list stays while its rank is at most 1.3
 * times the places. *explored: how many stand behind the ranked ones. */
icp_status icp_i_score_list_settle(icp_i_score_list *list, const icp_i_score_pick ***out, size_t *count, size_t *explored, icp_error *err);

#endif
