/* competitor.h - rivals by name: how often we win against each, what the accounts lost to it have in common, and what its users in a market list
 * have. Owns: which rows name a rival. Must not know: how rules are searched. */
#ifndef ICP_I_COMPETITOR_H
#define ICP_I_COMPETITOR_H

#include "icp/survey.h"

/* Which rivals the cells of a column name. A cell may name several, parted by semicolons. */
typedef struct icp_i_rivals {
    size_t count;
    const char **name;          /* count: sorted by bytes */
    const size_t *begin;        /* levels + 1: first of `named` of each level of the column */
    const size_t *named;        /* rivals that the levels name, each once a level */
    const icp_column *column;   /* NULL with count 0: nothing was read */
} icp_i_rivals;

/* Rivals that a coded column names (rivals.c). In `pool`. */
icp_status icp_i_rivals_read(const icp_column *column, icp_i_pool *pool, icp_i_rivals *out, icp_error *err);
/* The cell of a row of the table names the rival; rival == count: it names any. */
bool icp_i_rivals_names(const icp_i_rivals *rivals, size_t rival, size_t table_row);
/* counts[r]: frame rows that name rival r and whose `known` is (not NaN) (NULL: all), in one pass however many rivals there are. */
void icp_i_rivals_count(const icp_i_rivals *rivals, const icp_i_frame *frame, const double *known, size_t *counts);

/* The export first: all rivals together under the name "", then each by falling number of deals; behind them those of the market list, by
 * falling number of users. lost: frame rows, 1 lost or churned, 0 not, NaN not known; NULL: nothing says. Fewer than 20 events or non-events are
 * not searched. Rules are those of the export's columns. All in `pool`. */
icp_status icp_i_competitors(const icp_i_survey *survey, const double *lost, icp_i_pool *pool, icp_competitor **out, size_t *count, icp_error *err);

/* The rivals of a market list: appended to a list with room for ICP_I_RIVALS more (competitor_list.c). */
#define ICP_I_RIVALS ((size_t)12)     /* of one source that are told */
#define ICP_I_RIVAL_EVENTS ((size_t)20)
icp_status icp_i_competitors_listed(const icp_i_survey *survey, icp_i_pool *pool, icp_competitor *list, size_t *count, icp_error *err);

/* The rule of a target with at least ICP_I_RIVAL_EVENTS on both sides, else one that says why there is none. */
icp_status icp_i_rival_rule(const icp_i_rule_ground *ground, const double *target, uint64_t key, icp_i_pool *pool, icp_rule *out, icp_error *err);
/* Rivals in the order they are told: order[0 .. result-1], by falling count, at least `least`, at most ICP_I_RIVALS. */
size_t icp_i_rivals_order(const size_t *counts, size_t rivals, size_t least, size_t *order);

#endif
