/* clauses.h - a hand-written ICP: the INI text that `--stated` and `market --rule` take, and its clauses as conditions on the columns of a table.
 * Owns: that form, and what a clause that cannot be looked up is told. Must not know: what the conditions are counted for. */
#ifndef ICP_I_CLAUSES_H
#define ICP_I_CLAUSES_H

#include "base/pool.h"
#include "icpcluster/candidate.h"

#include <stdbool.h>

/* One line of [clauses]: a column and the values or the range it may have. */
typedef struct icp_i_clause {
    const char *column;
    const char *text;           /* as written: Contract = One year | Two year */
    const char **value;         /* between the bars, without quotes; of a range the one text lo..hi */
    size_t values;
    size_t line;
} icp_i_clause;

/* One line of [map]: a column as the clauses name it, and as a list does. */
typedef struct icp_i_clause_name {
    const char *column, *header;
    size_t line;
} icp_i_clause_name;

typedef struct icp_i_written_icp {
    const char *file;           /* name for messages; borrowed */
    const char *author, *date;  /* "" when not given; the date is one of the calendar, YYYY-MM-DD */
    double players;             /* NaN when not given */
    icp_i_clause *clause;       /* at least one */
    size_t clauses;
    icp_stated_reason *reason;  /* of [why] */
    size_t reasons;
    icp_i_clause_name *name;    /* of [map] */
    size_t names;
} icp_i_written_icp;

/* A clause looked up in a table. */
typedef struct icp_i_condition {
    bool observable;            /* the table has the column, and at least one of the values */
    const char *why;            /* sentence when it is not, with the nearest name where there is one; "" when it is */
    const char *absent;         /* of an observable clause: `"Mars", "Venus"`, the values that stand on no row; "" when all do */
    icp_literal literal;        /* texts borrowed from the table; of a clause that is not observable: no column */
} icp_i_condition;

/* Sections [icp] (author, date, players), [clauses], [map] and [why]; failures name file and line. All in `pool`. */
icp_status icp_i_written_icp_read(const char *text, size_t size, const char *file, icp_i_pool *pool, icp_i_written_icp *out, icp_error *err);

/* Looks up clause c: its column by [map], else by an equal header. Values hold by equality. A range lo..hi holds with both its ends; one of them may
 * be left open; a number or a date (YYYY-MM-DD, a whole day) may stand without .. for itself alone. A percentage is written with its sign. Fails on
 * a [map] that names no header, and on what is no range of its column; a column or values that the table does not have are no failure. In `pool`. */
icp_status icp_i_clause_look_up(const icp_i_written_icp *icp, size_t c, const icp_table *table, icp_i_pool *pool, icp_i_condition *out,
                                icp_error *err);

#endif
