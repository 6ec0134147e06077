/* measure_rules.c - what the rules of a finished run are worth in the population, and whether they are the planted ones. */
#include "benchmarks/simulate/simulate.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What a rule finds in the population, weighed by the true probability of its target. */
typedef struct worth {
    double matched, target, all, everything; /* accounts found, of them expected targets, accounts, of them expected targets */
    double niche, in_niche, both;            /* accounts of the planted niche, expected targets and found ones among them */
} worth;

/* Probability that an account is what the rule was searched for. */
static double target_of(const account *a, const icp_outcome_rule *rule)
{
    double event = rule->role == ICP_ROLE_CHURN ? a->p_churn : a->p_upsell;
    return (rule->role == ICP_ROLE_CHURN) == (rule->unwanted != 0) ? event : 1 - event;
}

static worth count(const repetition *r, const icp_outcome_rule *rule)
{
    worth w = {0};
    for (size_t i = 0; i < r->fresh->rows; i++) {
        const account *a = &r->fresh->accounts[i];
        double p = target_of(a, rule);
        int found = icp_rule_match(&rule->rule, r->fresh->table, i) == 1;
        w.all++;
        w.everything += p;
        w.niche += a->in_best_niche;
        w.in_niche += a->in_best_niche ? p : 0;
        w.matched += found;
        w.target += found ? p : 0;
        w.both += found && a->in_best_niche;
    }
    return w;
}

/* Exactly the planted columns, in any order. */
static bool planted_columns(const repetition *r, const icp_rule *rule)
{
    int industry = 0, employees = 0;
    for (size_t i = 0; i < rule->literal_count; i++) {
        const char *name = icp_table_column(r->result->table, rule->literals[i].column)->name;
        industry += strcmp(name, "industry") == 0;
        employees += strcmp(name, "employees") == 0;
    }
    return rule->literal_count == 2 && industry == 1 && employees == 1;
}

static void measure_outcome_rule(const repetition *r, const icp_outcome_rule *found)
{
    const icp_rule *rule = &found->rule;
    worth w = count(r, found);
    if (rule->literal_count == 0 || isnan(rule->precision.value) || !(w.matched > 0)) return;
    double precision = w.target / w.matched;
    print_share("precision_covered", rule->precision.low <= precision && precision <= rule->precision.high, 1);
    if (found->role != ICP_ROLE_UPSELL || found->unwanted) return;
    print_number("lift_of_oracle", precision / (w.in_niche / w.niche)); /* the share of targets among all cancels out */
    print_number("niche_jaccard", w.both / (w.matched + w.niche - w.both));
    print_share("niche_columns", planted_columns(r, rule), 1);
}

void measure_rules(const repetition *r)
{
    const icp_result *result = r->result;
    size_t published = 0, found = 0, segments = 0;
    for (size_t i = 0; i < result->outcome_rule_count; i++) {
        measure_outcome_rule(r, &result->outcome_rules[i]);
        published += result->outcome_rules[i].rule.findable != 0;
    }
    for (size_t i = 0; i < result->candidate_count; i++) {
        if (result->candidates[i].route != ICP_ROUTE_SEGMENT) continue;
        segments++;
        found += result->candidates[i].rule.findable != 0;
    }
    print_share("outcome_rule", published > 0, 1);
    print_share("no_searchable_rule", found == 0, 1);
    print_share("segment_rules", found, segments);
}
