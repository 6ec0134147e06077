/* account.h - one generated customer, and the worlds customers are drawn from. Owns: the planted truth. Must not know: file formats. */
#ifndef DATAGEN_ACCOUNT_H
#define DATAGEN_ACCOUNT_H

#include "draw.h"

#define SEGMENTS 4
#define USAGE 6
#define INDUSTRIES 10
#define COUNTRIES 8
#define STAGES 5

/* How the six usage measures are spread. */
typedef enum usage_shape {
    SHAPE_GROUPS,        /* four planted groups, nearest pair `separation` SD apart */
    SHAPE_NORMAL,        /* independent normal: no groups */
    SHAPE_UNIFORM,       /* independent uniform: no groups */
    SHAPE_T3,            /* heavy tails: no groups */
    SHAPE_FACTOR,        /* one factor, correlation .6: no groups */
    SHAPE_LOGNORMAL,     /* skewed: no groups */
    SHAPE_ZERO_INFLATED, /* counts with many zeros: no groups */
    SHAPE_CURVE          /* a bent gradient: no groups */
} usage_shape;

typedef struct world {
    const char *name, *help;
    usage_shape shape;
    double separation; /* SD between the two nearest planted groups */
    int findable;      /* searchable traits tell the planted groups apart */
    int null_outcome;  /* outcomes are drawn without regard to anything */
    int niche;         /* the good accounts form a niche in the traits, not in usage */
    int leak;          /* a column that is filled in because of the churn */
    int separated;     /* one industry never churns, another always does */
    int tiny;          /* a hundred tiny industries: lucky rates everywhere, no true difference */
    int smooth;        /* log-odds of the outcomes are linear in the logs of two usage measures */
    int drift_quarter; /* from this quarter on the best and the second group change places; 0 = never */
} world;

/* Why an account left. */
typedef enum reason_class {
    REASON_NONE,
    REASON_PRICE,
    REASON_FEATURE,
    REASON_INTEGRATION,
    REASON_ONBOARDING,
    REASON_SUPPORT,
    REASON_NO_VALUE,
    REASON_RIVAL,
    REASON_SPONSOR,
    REASON_COMPANY,
    REASON_PAYMENT,
    REASON_UNKNOWN,
    REASON_CLASSES
} reason_class;

typedef struct account {
    size_t row;
    size_t segment; /* planted group; 0 best, 3 worst */
    int in_best_niche, in_worst_niche;
    double p_upsell, p_churn; /* the truth the outcomes were drawn from */
    size_t industry, country, stage;
    size_t niche_industry; /* 1 .. 10 within the industry, in the world of tiny industries; else 0 */
    double employees, annual_revenue, arr;
    int founded, quarter; /* quarter of sign-up, 0 .. 11 */
    int signup_year, signup_month, signup_day;
    double seats, active_users, logins, features, api_calls, storage, tickets;
    int expanded, eligible, churned;
    reason_class why;
    const char *reason, *competitor, *contact; /* "" when there is none */
    const char *health;                        /* the leaking column, "" unless the world leaks */
} account;

extern const char *const industry_names[INDUSTRIES], *const country_names[COUNTRIES], *const stage_names[STAGES];
extern const char *const reason_class_names[REASON_CLASSES];

/* World by name, or NULL; world_row(i) lists them, NULL after the last. */
const world *world_find(const char *name);
const world *world_row(size_t i);
/* Draws account `row`. */
account account_draw(draw *d, const world *w, size_t row);

#endif
