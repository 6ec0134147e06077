/* score_known.h - accounts that are known already: customers, and those of the last list. Owns: telling whether an account is among them, and which
 * customers are most like it. Must not know: ranks, how a score comes about. */
#ifndef ICP_I_SCORE_KNOWN_H
#define ICP_I_SCORE_KNOWN_H

#include "run/score_fields.h"

#define ICP_I_SCORE_NEAREST 3

/* Hashes of ids and names, sorted. */
typedef struct icp_i_score_set {
    uint64_t *hash;
    size_t count, capacity;
} icp_i_score_set;

typedef struct icp_i_score_customer {
    const char *name; /* or id */
    icp_tier tier;
} icp_i_score_customer;

typedef struct icp_i_score_known {
    icp_i_score_set customers, last;
    icp_i_score_customer *customer;
    size_t count, capacity;
    double *terms;      /* count x width: their terms times the coefficients of the direct model */
    size_t terms_capacity, width; /* width 0: nothing tells how alike accounts are */
} icp_i_score_known;

/* Reads the customers (a file that `score` takes; those with usage are placed by it). In `pool`. */
icp_status icp_i_score_customers_read(const icp_model *model, const char *path, const icp_settings *settings, icp_i_pool *pool,
                                      icp_i_score_known *known, icp_error *err);
/* Reads the ids of a list that was written before. */
icp_status icp_i_score_last_read(const icp_model *model, const char *path, const icp_settings *settings, icp_i_pool *pool, icp_i_score_known *known,
                                 icp_error *err);
/* An id or a name is in the set; blanks and case do not matter in a name. */
bool icp_i_score_set_has(const icp_i_score_set *set, const char *id, const char *name);
/* Terms of an account, `width` of them. */
void icp_i_score_terms(const icp_model *model, const icp_model_cell *cells, double *terms);
/* "Acme; Beta" of the nearest customers in Tier 1 and 2, and "Acme (Tier 1); Gamma (Not ICP)" of the nearest ones of any tier. */
void icp_i_score_neighbours(const icp_i_score_known *known, const double *terms, const char *self, icp_i_score_texts *texts,
                            icp_i_score_cell *mention, icp_i_score_cell *neighbours);

#endif
