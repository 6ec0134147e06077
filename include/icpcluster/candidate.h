/* candidate.h - ICP candidates: segments judged as whom to sell to. Read-only results, owned by icp_result. */
#ifndef ICPCLUSTER_CANDIDATE_H
#define ICPCLUSTER_CANDIDATE_H

#include "icpcluster/rule.h"
#include "icpcluster/segment.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Tier 1, Tier 2, Tier 3, Not ICP, Undecided. */
typedef enum icp_tier { ICP_TIER_CORE, ICP_TIER_SECOND, ICP_TIER_OPPORTUNISTIC, ICP_TIER_AVOID, ICP_TIER_UNDECIDED } icp_tier;

/* "core", "second", "opportunistic", "avoid", "undecided" (for files) and "Tier 1", ..., "Not ICP", "Undecided" (for people). */
ICP_API const char *icp_tier_key(icp_tier tier);
ICP_API const char *icp_tier_label(icp_tier tier);

/* Where a candidate comes from: a segment put into a rule, or a rule searched on outcomes. */
typedef enum icp_route { ICP_ROUTE_SEGMENT, ICP_ROUTE_OUTCOME } icp_route;

/* A rule counted in a market list. */
typedef struct icp_market_count {
    int counted;                /* 0: no list, or a column of the rule is not in it; `why` says which */
    const char *why;
    size_t rows, matched, unknown; /* unknown: a missing cell leaves open whether the rule holds; never a match */
    size_t customers;           /* matched accounts that are customers already, by name or id; 0 when they cannot be told */
    icp_estimate good_fits;     /* matched accounts expected to be good fits; value NaN without a good outcome */
    size_t worked;              /* matched accounts that stand in the export, customers or not */
    const char *linked_by;      /* how accounts of the list are known from the export: "id", "name", "group"; NULL: they are not */
    const char *good;           /* what a good fit does: "won", "upsold", "stayed"; NULL without a good outcome */
} icp_market_count;

typedef enum icp_share_verdict { ICP_SHARE_CANNOT_TELL, ICP_SHARE_BELOW, ICP_SHARE_FAIR, ICP_SHARE_UNFAIR } icp_share_verdict;

/* Deals won against what 1/players would win. */
typedef struct icp_fair_share {
    int present;                /* deals with a win or loss, and a number of players */
    double expected;            /* mean of min(.8, 1/players) */
    icp_estimate captured;      /* won / expected wins; 1 = fair */
    double p_above, p_below;    /* P(wins >= seen), P(wins <= seen) at the expected share: Poisson-binomial, and with several deals an account no less
                                   than the binomial tails of what the deals are worth */
    size_t deals, won;
    icp_estimate reach;         /* accounts worked / accounts of the rule in the market; value NaN without a market list */
    icp_estimate win_rate;
    icp_share_verdict verdict;
    const char *why;            /* sentence with the numbers */
    size_t accounts;            /* groups (or rows without a group role) the deals are of */
    double design_effect;       /* so many deals are worth an independent one, 1 with one deal an account */
} icp_fair_share;

/* What speaks against a candidate: a part of a whole. */
typedef struct icp_part {
    size_t n, of;
} icp_part;

/* A rule on the way from wide to narrow. */
typedef struct icp_front_point {
    size_t literal_count;       /* the first so many conditions of the rule */
    size_t accounts;            /* in the market list, customers left out; without a list, in the export */
    icp_estimate lift;          /* held out */
    int recommended;            /* the narrowest that still feeds the capacity */
} icp_front_point;

typedef struct icp_candidate {
    char id[24];                /* "C1" */
    const char *name;
    size_t segment;             /* index into icp_result.segments; ICP_NONE with the route OUTCOME */
    double rank_median;
    size_t rank_low, rank_high; /* at settings level, over posterior draws */
    size_t *ties;               /* candidates that cannot be told apart from this one */
    size_t tie_count;
    icp_tier tier;
    const char *why_tier;       /* sentence with the numbers */
    double p_core, p_best;      /* P(score > 1.25), P(rank 1) */
    icp_estimate score;         /* ICP index: 1 = company base, weighted geometric mean of lifts, those of which anything is known there; on held-out
                                   outcomes */
    size_t customers;
    double revenue;             /* NaN without revenue */
    icp_estimate usage_lift;    /* usage against all accounts */
    icp_estimate upsell_lift, churn_lift, win_lift; /* shrunk rate / overall rate; of a conditioned upsell: events / those that its exposure and
                                   starting size let expect */
    const char *top_objection;  /* "" if none */
    icp_rule rule;              /* finds the accounts of this segment */
    icp_route route;            /* OUTCOME: segment is ICP_NONE */
    icp_market_count market;
    icp_fair_share fair_share;
    icp_part best_outside;      /* best customers (icp_result.best_customers) that the rule does not find, or, where no rule finds the segment, that
                                   are not in it; of: all best customers. Both parts on held-out accounts; of = 0: not counted */
    icp_part churners_inside;   /* churned (or lost) accounts that it finds; of: accounts that it finds and of which that is known */
    const char *unlock_objection; /* tier 3: the objection that would have to be overcome; NULL otherwise */
    size_t unlock_deals;        /* deals or accounts lost to it */
    icp_front_point *front;
    size_t front_count;
    const char *finds;          /* route OUTCOME: what its rule was searched for, see icp_outcome_rule_finds; NULL of a segment */
    double share;               /* of all rows */
    icp_estimate upsell, churn, win; /* shrunk rates on held-out accounts; value NaN where the axis is absent or too few accounts tell */
    double upsell_expected;     /* the rate that exposure and starting size let expect; NaN without conditions */
} icp_candidate;

/* A rival, by name. */
typedef struct icp_competitor {
    const char *name;           /* "" when the export does not name it */
    size_t deals;
    icp_estimate win_rate;      /* ours, when it is in the deal; shrunk; with a group role the deals of one account are one trial */
    icp_rule rule;              /* what accounts lost to it, or listed as its users, have in common */
    const char *source;         /* "lost to" or "market list" */
} icp_competitor;

typedef enum icp_clause_verdict {
    ICP_CLAUSE_SUPPORTED, ICP_CLAUSE_CONTRADICTED, ICP_CLAUSE_CANNOT_TELL, ICP_CLAUSE_NOT_OBSERVABLE
} icp_clause_verdict;

typedef struct icp_stated_clause {
    const char *text;
    icp_clause_verdict verdict;
    icp_estimate effect;        /* lift of the target with the clause against all; value NaN when not observable */
    const char *why;            /* sentence when it cannot be observed, or not all of its values; else "" */
} icp_stated_clause;

typedef struct icp_stated_reason {
    const char *key, *text;     /* of [why]: stated, not measured */
} icp_stated_reason;

/* A stated ICP, judged like a found rule on the same held-out accounts. */
typedef struct icp_stated {
    const char *author, *date;  /* "" when not given */
    double players;             /* NaN when not given */
    icp_stated_clause *clauses;
    size_t clause_count;
    icp_stated_reason *reasons;
    size_t reason_count;
    icp_rule rule;              /* literals the data can observe, with precision, recall, lift and coverage on held-out rows */
    icp_part missed_best;       /* best customers it leaves out */
    icp_part churners_in;       /* churners it lets in, of the accounts it finds */
    icp_estimate difference;    /* lift of `found` minus this one, paired on the same held-out rows; value NaN without either */
    const char *target;         /* what precision, recall and lift are of: "won", "upsold" or "stayed"; "" without an outcome */
    icp_rule found;             /* what it is compared with: the rule searched for this target, else that of the first candidate; literal_count 0:
                                   none */
} icp_stated;

/* Cell (i, j), i < j, of the agreement of stated ICPs. */
typedef struct icp_agreement {
    size_t first, second;       /* indices into icp_result.stated */
    double jaccard, kappa;      /* of the accounts they find */
} icp_agreement;

#ifdef __cplusplus
}
#endif
#endif
