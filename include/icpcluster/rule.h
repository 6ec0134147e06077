/* rule.h - a rule to search by: a few conditions on traits, and what they are worth on accounts that had no part in finding them. A rule is data;
 * what it looks like as text, SQL or a CRM filter is the report's business. */
#ifndef ICPCLUSTER_RULE_H
#define ICPCLUSTER_RULE_H

#include "icpcluster/quality.h"
#include "icpcluster/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* in: one of several values; between: low <= x < high, or <= high when closed; is: one value. */
typedef enum icp_rule_op { ICP_RULE_IN, ICP_RULE_BETWEEN, ICP_RULE_IS } icp_rule_op;

typedef struct icp_literal {
    size_t column;              /* of the table; one with the role trait, unless people wrote the rule (icp_stated) */
    icp_rule_op op;
    const char *const *values;  /* in, is: levels of the column */
    size_t value_count;
    double low, high;           /* between: -INFINITY and INFINITY are open ends; dates are days since 1970-01-01 */
    int closed;                 /* between: high itself belongs to it; only where people wrote the range */
} icp_literal;

/* Every estimate is counted on held-out rows only, at settings level; with a half-life rows are weighed by their age and n is effective (Kish). */
typedef struct icp_rule {
    int searched;               /* 0: there was nothing to search with, `why` says what */
    int findable;               /* the lower end of the held-out lift is at least 1.2, and permutation_p at most .05 */
    const char *why;            /* sentence when not findable, "" when it is */
    const icp_literal *literals; /* all of them hold; the best that was found, findable or not */
    size_t literal_count;       /* 0: nothing was worth its conditions */
    size_t holdout_rows;        /* rows that had no part in the search and whose target is known */
    size_t holdout_unknown;     /* of these, rows whose missing cells leave open whether the rule holds: no match, and in no rate but recall */
    icp_estimate precision;     /* share of the target among matching rows */
    icp_estimate recall;        /* share of the target's rows that match */
    icp_estimate lift;          /* precision / share of the target among all rows; interval from the log ratio to the rows that do not match. Of an
                                   upsell with conditions: events / those that exposure and starting size let expect, over the same of all rows */
    double expected;            /* the share that exposure and starting size let expect among matching rows; 0 where the target has no conditions */
    icp_estimate coverage;      /* share of rows that match */
    double permutation_p;       /* how often the whole search does as well when the target is dealt out at random; NaN when nothing was found */
    size_t agreement_found, agreement_of; /* searches over resampled rows that found the same columns */
} icp_rule;

/* The rule of an outcome, searched without regard to segments. */
typedef struct icp_outcome_rule {
    icp_role role;              /* WIN, UPSELL: rule for the event; CHURN: rule for accounts that stay */
    icp_rule rule;
    int unwanted;               /* 1: rule for the other side: deals that are lost, accounts that buy no more, accounts that leave */
    const char *note;           /* why it is no candidate; "" when it is one */
} icp_outcome_rule;

/* What the rule finds, in one word for files: "won", "lost", "upsold", "not_upsold", "stayed", "left". */
ICP_API const char *icp_outcome_rule_finds(const icp_outcome_rule *rule);

/* 1: row `row` of the table is under every condition; 0: not under one of them; -1: a missing cell leaves it open. The table is the one that the
 * rule's columns are numbered by, that of the run; row < icp_table_rows. A rule without conditions holds everywhere. */
ICP_API int icp_rule_match(const icp_rule *rule, const icp_table *table, size_t row);

#ifdef __cplusplus
}
#endif
#endif
