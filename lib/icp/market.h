/* market.h - the rules of a run counted in a list of companies. Owns: which column of the list stands for which of the export, which companies of the
 * list are known already. Must not know: files, ranks.
 * A column of the export is that of the list which [map] of the roles file names, else the one with an equal header. */
#ifndef ICP_I_MARKET_H
#define ICP_I_MARKET_H

#include "icp/rule.h"
#include "segment/profile.h"

enum { ICP_I_STRANGER, ICP_I_WORKED, ICP_I_CUSTOMER };

typedef struct icp_i_market {
    const icp_table *list;
    const icp_i_profile_input *accounts;
    const icp_i_rule_ground *ground;
    size_t *column;             /* by column of the export: that of the list, or ICP_NONE */
    unsigned char *known;       /* rows of the list: ICP_I_STRANGER, WORKED (it stands in the export) or CUSTOMER (won and not churned) */
    const char *linked_by;      /* "id", "name" or "group"; NULL: the list and the export share neither, and `known` says nothing */
} icp_i_market;

/* All in `pool`. A [map] that names no header of the list fails with the nearest one. */
icp_status icp_i_market_open(const icp_table *list, const icp_i_profile_input *accounts, const icp_i_rule_ground *ground, icp_i_pool *pool,
                             icp_i_market *out, icp_error *err);

/* Counts a rule, and of how many matches a good outcome is expected. good: frame rows, 1 good, 0 not, NaN not known; NULL: no outcome. */
icp_status icp_i_market_count(const icp_i_market *market, const icp_rule *rule, const double *good, uint64_t key, icp_i_pool *pool,
                              icp_market_count *out, icp_error *err);

/* Row of the list -> what is known of it, by id or by name (customers.c). */
icp_status icp_i_market_link(icp_i_market *market, icp_i_pool *pool, icp_error *err);

/* The rate of a good outcome among the companies of the list that match, re-weighted to their mix (good_fits.c). */
icp_status icp_i_good_fits(const icp_i_market *market, const icp_rule *rule, const signed char *match, const double *good, uint64_t key,
                           icp_i_pool *pool, icp_estimate *out, icp_error *err);

#endif
