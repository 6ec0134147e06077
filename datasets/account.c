/* account.c - draws one account of a world: traits, group, usage, outcomes, what was said on leaving. */
#include "account.h"

#include <math.h>

const char *const industry_names[INDUSTRIES] = {"Software", "Financial Services", "Healthcare", "Manufacturing", "Logistics",
                                                "Retail",   "Hospitality",        "Education",  "Media",         "Construction"};
const char *const country_names[COUNTRIES] = {"United States", "Germany", "United Kingdom", "France", "Netherlands", "Canada", "Spain", "Sweden"};
const char *const stage_names[STAGES] = {"Bootstrapped", "Seed", "Series A", "Series B", "Public"};
const char *const reason_class_names[REASON_CLASSES] = {"",         "price",      "missing feature", "integration",   "onboarding", "support",
                                                        "no value", "competitor", "champion left",   "company event", "payment",    "unknown"};

static const char *const contacts[] = {"Economic Buyer", "Champion", "Technical Buyer", "Influencer", "Executive Sponsor"};
static const char *const rivals[] = {"Quantero", "Beaconly", "Northgrid"};

static const char *const said[REASON_CLASSES][3] = {
    {"", "", ""},
    {"Too expensive for the number of seats we use", "Budget was cut this year", "Price increase at renewal was too high"},
    {"Missing reporting features we need", "No audit log, feature requested twice", "Lacks approval workflows"},
    {"Integration with our ERP never worked", "API limits broke our sync with Salesforce", "No connector for our data warehouse"},
    {"Onboarding took too long and the team gave up", "Too complex to set up", "Implementation never finished"},
    {"Support was slow to answer", "Tickets stayed open for weeks, poor support", "Customer service was unhelpful"},
    {"Nobody used it", "Did not see the value", "Team stopped logging in, unused"},
    {"Switched to a competitor", "Went with a competing product", "Competitor made a better offer"},
    {"Our champion left the company", "Sponsor changed jobs", "Re-org, new owner did not want it"},
    {"Company was acquired", "Company closed down", "Merged into the parent company"},
    {"Card declined", "Payment failed", "Invoice unpaid, payment failure"},
    {"Unknown", "Other", "No reason given"}};

/* The planted truth: expansion and churn by group, before usage moves them a little. */
static const double upsell_rate[SEGMENTS] = {.46, .20, .17, .05}, churn_rate[SEGMENTS] = {.05, .18, .22, .48};
/* Usage level and breadth of each group, in units in which the nearest pair is 2 apart. */
static const double group_centre[SEGMENTS][2] = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
/* Which of level and breadth moves each measure: logins, active users, features, api calls, storage, tickets. */
static const double loading[USAGE][2] = {{1, 0}, {1, 0}, {0, 1}, {0, 1}, {.6, .6}, {0, 0}};

static void draw_traits(draw *d, const world *w, account *a)
{
    static const double industry_weight[INDUSTRIES] = {.20, .13, .11, .12, .09, .11, .08, .06, .06, .04};
    static const double country_weight[COUNTRIES] = {.36, .15, .14, .10, .07, .08, .05, .05};
    static const double stage_weight[STAGES] = {.34, .18, .20, .16, .12};
    a->industry = draw_weighted(d, industry_weight, INDUSTRIES);
    a->niche_industry = w->tiny ? 1 + draw_below(d, 10) : 0;
    a->country = draw_weighted(d, country_weight, COUNTRIES);
    a->stage = draw_weighted(d, stage_weight, STAGES);
    a->employees = ceil(exp(4.5 + 1.35 * draw_normal(d)));
    a->annual_revenue = round(a->employees * exp(11.6 + .5 * draw_normal(d)) / 1000) * 1000;
    a->founded = 2022 - (int)(22 * draw_uniform(d) * draw_uniform(d));
    a->quarter = (int)draw_below(d, 12);
    a->signup_year = 2023 + a->quarter / 4;
    a->signup_month = 1 + 3 * (a->quarter % 4) + (int)draw_below(d, 3);
    a->signup_day = 1 + (int)draw_below(d, 28);
    a->in_best_niche = (a->industry == 0 || a->industry == 1) && a->employees >= 50 && a->employees < 500;
    a->in_worst_niche = (a->industry == 5 || a->industry == 6 || a->industry == 9) && a->employees < 120;
}

static size_t draw_group(draw *d, const world *w, const account *a)
{
    static const double anywhere[SEGMENTS] = {.10, .36, .36, .18}, best[SEGMENTS] = {.86, .08, .05, .01}, worst[SEGMENTS] = {.01, .06, .08, .85};
    static const double unfindable[SEGMENTS] = {.25, .25, .25, .25};
    if (!w->findable) return draw_weighted(d, unfindable, SEGMENTS);
    if (a->in_best_niche) return draw_weighted(d, best, SEGMENTS);
    return draw_weighted(d, a->in_worst_niche ? worst : anywhere, SEGMENTS);
}

/* Six measures in SD units: the planted group or a shape without groups. -9 stands for "never used". */
static void draw_measures(draw *d, const world *w, size_t group, double m[USAGE])
{
    double factor = draw_normal(d), bend = 3 * (draw_uniform(d) - .5);
    for (int j = 0; j < USAGE; j++) {
        double z = draw_normal(d);
        switch (w->shape) {
        case SHAPE_GROUPS:
            m[j] = z + w->separation / 2 * (loading[j][0] * group_centre[group][0] + loading[j][1] * group_centre[group][1]);
            break;
        case SHAPE_NORMAL:
            m[j] = z;
            break;
        case SHAPE_UNIFORM:
            m[j] = 3.4 * (draw_uniform(d) - .5);
            break;
        case SHAPE_T3:
            m[j] = draw_t(d, 3);
            break;
        case SHAPE_FACTOR:
            m[j] = sqrt(.6) * factor + sqrt(.4) * z;
            break;
        case SHAPE_LOGNORMAL:
            m[j] = exp(.8 * z) - 1;
            break;
        case SHAPE_ZERO_INFLATED:
            m[j] = draw_chance(d, .3) ? -9 : z;
            break;
        case SHAPE_CURVE:
            m[j] = (j % 2 ? bend * bend - 1 : 2 * bend) + .35 * z;
            break;
        }
    }
}

/* SD units -> counts a product would log. */
static double as_count(double m, double typical, double spread)
{
    return m <= -9 ? 0 : round(typical * exp(spread * m));
}

static void draw_usage(draw *d, const world *w, account *a)
{
    double m[USAGE];
    draw_measures(d, w, a->segment, m);
    a->seats = ceil(exp(.45 * log(a->employees) + .8 + .35 * draw_normal(d)));
    a->logins = as_count(m[0], 240, .42);
    a->active_users = fmin(a->seats, as_count(m[1], a->seats * .45, .28));
    a->features = fmin(40, as_count(m[2], 11, .30));
    a->api_calls = as_count(m[3], 900, .55);
    a->storage = as_count(m[4], 3200, .45) / 100;
    a->tickets = fmin(60, as_count(m[5], 4, .5));
    a->arr = fmax(240, round(a->seats * (180 + 60 * (a->segment == 0) + 25 * draw_normal(d)) / 10) * 10);
}

static double shifted(double rate, double log_odds)
{
    return 1 / (1 + (1 - rate) / rate * exp(-log_odds));
}

static void set_truth(const world *w, account *a)
{
    size_t as = a->segment;
    if (w->drift_quarter && a->quarter >= w->drift_quarter && as < 2) as = 1 - as;
    double tilt = .15 * (log1p(a->logins) - log1p(240)) - .03 * (a->tickets - 4);
    a->p_upsell = shifted(upsell_rate[as], tilt);
    a->p_churn = shifted(churn_rate[as], -tilt);
    if (w->null_outcome || (w->shape != SHAPE_GROUPS && !w->niche)) a->p_upsell = .18, a->p_churn = .22;
    if (w->niche) a->p_upsell = a->in_best_niche ? .45 : .13, a->p_churn = a->in_best_niche ? .06 : .24;
    if (w->smooth) {
        double logins = (log1p(a->logins) - log1p(240)) / .42, api = (log1p(a->api_calls) - log1p(900)) / .55; /* SD units: see draw_usage */
        a->p_upsell = shifted(.22, .8 * logins + .4 * api), a->p_churn = shifted(.22, -.6 * logins - .5 * api);
    }
    if (w->separated && a->industry == 1) a->p_churn = 0;
    if (w->separated && a->industry == 6) a->p_churn = 1;
}

/* What an account says on leaving depends on its group: the worst complain of price, the narrow ones of missing features, ... */
static reason_class draw_reason(draw *d, size_t group)
{
    static const double chance[SEGMENTS][REASON_CLASSES] = {{0, .08, .16, .20, .04, .08, .03, .18, .11, .06, .03, .03},
                                                            {0, .12, .30, .16, .06, .10, .05, .10, .04, .03, .02, .02},
                                                            {0, .10, .07, .06, .30, .22, .09, .06, .03, .03, .02, .02},
                                                            {0, .46, .03, .02, .08, .05, .22, .04, .02, .03, .03, .02}};
    return (reason_class)draw_weighted(d, chance[group], REASON_CLASSES);
}

static void draw_outcomes(draw *d, const world *w, account *a)
{
    a->eligible = !draw_chance(d, .07); /* some were never offered anything */
    a->expanded = draw_chance(d, a->p_upsell);
    a->churned = draw_chance(d, a->p_churn);
    a->contact = contacts[draw_below(d, sizeof contacts / sizeof contacts[0])];
    reason_class why = draw_reason(d, a->segment);
    size_t wording = draw_below(d, 3);
    const char *rival = rivals[draw_below(d, sizeof rivals / sizeof rivals[0])];
    if (a->churned) a->why = why;
    a->reason = said[a->why][wording];
    a->competitor = a->why == REASON_RIVAL ? rival : "";
    int mistaken = draw_chance(d, .01);
    a->health = !w->leak ? "" : a->churned != mistaken ? "Red" : "Green";
}

account account_draw(draw *d, const world *w, size_t row)
{
    account a = {.row = row};
    draw_traits(d, w, &a);
    a.segment = draw_group(d, w, &a);
    draw_usage(d, w, &a);
    set_truth(w, &a);
    draw_outcomes(d, w, &a);
    return a;
}
