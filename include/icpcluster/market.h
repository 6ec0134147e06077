/* market.h - a hand-written rule counted in a list of companies. */
#ifndef ICPCLUSTER_MARKET_H
#define ICPCLUSTER_MARKET_H

#include "icpcluster/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One clause of the rule. matched + other + unknown = rows. */
typedef struct icp_clause_count {
    const char *text;      /* as written: Industry = Software | Media */
    const char *column;    /* header in the list */
    size_t matched, other, unknown; /* unknown: the cell is missing */
    size_t together;       /* rows that match this clause and all before it */
    const char *absent;    /* `"Mars", "Venus"`: values that stand on no row of the list; "" when all do */
} icp_clause_count;

/* matched + other + unknown = rows. */
typedef struct icp_list_count {
    const icp_table *list; /* borrowed: must outlive the count */
    const char *author, *date; /* of the rule; "" when not given */
    size_t rows, matched, other;
    size_t unknown;        /* no clause fails, but a missing cell leaves one open: never a match */
    icp_clause_count *clauses;
    size_t clause_count;
    void *owner;           /* private */
} icp_list_count;

/* Counts the rule in `text` (INI: [clauses] of "column" = a | b or lo..hi, ends included; [map] column = header in the list) in every row of the
 * list. name: the text's file, for messages. A column that the list does not have, and a clause of whose values none stands in it, are failures
 * that name the nearest one. hooks may be NULL. *out only on success; free with icp_list_count_free. */
ICP_API ICP_NODISCARD icp_status icp_list_count_rule(const icp_table *list, const char *text, size_t size, const char *name, const icp_hooks *hooks,
                                                     icp_list_count *out, icp_error *err);
ICP_API void icp_list_count_free(icp_list_count *count);

#ifdef __cplusplus
}
#endif
#endif
