/* front.c - a rule from wide to narrow. Owns: the order of a rule's conditions, how many accounts each prefix leaves to call, which one feeds a
 * capacity. Must not know: how the rule was found.
 * The order is chosen on the rows that searched, the lifts are counted on those that were held out, so that the choice does not flatter them. */
#include "icp/survey.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

#define RESERVE 1.5 /* accounts to call for each that can be worked: not everybody answers */

/* Which outcome a rule of an outcome was searched for, and whether for its events. */
typedef struct aim {
    const char *finds;
    icp_role role;
    bool events;
} aim;

static const aim aims[] = {{"won", ICP_ROLE_WIN, true},        {"lost", ICP_ROLE_WIN, false},    {"upsold", ICP_ROLE_UPSELL, true},
                           {"not_upsold", ICP_ROLE_UPSELL, false}, {"stayed", ICP_ROLE_CHURN, false}, {"left", ICP_ROLE_CHURN, true}};

static const aim *aim_of(const icp_candidate *candidate)
{
    for (size_t a = 0; candidate->finds && a < sizeof aims / sizeof aims[0]; a++)
        if (strcmp(aims[a].finds, candidate->finds) == 0) return &aims[a];
    return NULL;
}

/* What the rule was searched for: membership of its segment, or one side of an outcome. In `pool`. */
static icp_status find_target(const icp_i_survey *survey, const icp_candidate *candidate, icp_i_pool *pool, icp_i_rule_target *out, icp_error *err)
{
    const icp_i_profile_input *accounts = survey->accounts;
    const aim *sought = aim_of(candidate);
    if (sought) return icp_i_rule_target_make(icp_i_profile_outcome(accounts, sought->role), sought->events, accounts->frame->rows, pool, out, err);
    double *inside = ICP_I_NEW(pool, double, accounts->frame->rows);
    if (!inside) return icp_i_fail_memory(err, "narrowing a rule");
    for (size_t i = 0; i < accounts->frame->rows; i++) inside[i] = (size_t)accounts->label[i] == candidate->segment;
    *out = (icp_i_rule_target){.y = inside};
    return ICP_OK;
}

/* Events beyond those expected that the first `count` conditions bring, as a share of all expected, among the rows that searched. */
static double quality(const icp_i_rule_ground *ground, const icp_i_rule_target *target, const icp_literal *literals, size_t count)
{
    const icp_rule rule = {.literals = literals, .literal_count = count};
    double expected = 0, events = 0, covered = 0, found = 0;
    for (size_t i = 0; i < ground->frame->rows; i++) {
        if (ground->held_out[i] || isnan(target->y[i])) continue;
        bool match = icp_rule_match(&rule, ground->frame->table, ground->frame->row[i]) > 0;
        double weight = icp_i_row_weight(ground->frame, i), e = weight * icp_i_row_expected(target, i);
        expected += e;
        events += weight * target->y[i];
        covered += match ? e : 0;
        found += match ? weight * target->y[i] : 0;
    }
    return expected > 0 ? (found - covered * events / expected) / expected : 0;
}

/* Each place is taken by the condition that, behind those before it, brings most. */
static void put_in_order(const icp_i_rule_ground *ground, const icp_i_rule_target *target, icp_literal *literals, size_t count)
{
    for (size_t place = 0; place + 1 < count; place++) {
        size_t best = place;
        double most = -INFINITY;
        for (size_t l = place; l < count; l++) {
            icp_literal swapped = literals[place];
            literals[place] = literals[l];
            literals[l] = swapped;
            double brings = quality(ground, target, literals, place + 1);
            literals[l] = literals[place];
            literals[place] = swapped;
            if (brings > most) most = brings, best = l;
        }
        icp_literal taken = literals[best];
        memmove(&literals[place + 1], &literals[place], (best - place) * sizeof *literals);
        literals[place] = taken;
    }
}

/* Accounts to call: of the list those that match and are no customers; without a list, accounts of the export that match. */
static icp_status count_accounts(const icp_i_survey *survey, const icp_rule *rule, icp_i_pool *scratch, size_t *out, icp_error *err)
{
    const icp_i_frame *frame = survey->accounts->frame;
    *out = 0;
    if (survey->market) {
        icp_market_count count;
        ICP_I_TRY(icp_i_market_count(survey->market, rule, NULL, 0, scratch, &count, err));
        *out = count.matched - count.customers;
        return ICP_OK;
    }
    unsigned char *seen = ICP_I_NEW(scratch, unsigned char, icp_i_accounts(frame));
    if (!seen) return icp_i_fail_memory(err, "narrowing a rule");
    for (size_t i = 0; i < frame->rows; i++) {
        size_t account = icp_i_account_of(frame, i);
        if (seen[account] || icp_rule_match(rule, frame->table, frame->row[i]) <= 0) continue;
        seen[account] = 1;
        ++*out;
    }
    icp_i_release(scratch, seen);
    return ICP_OK;
}

/* Whom not to sell to feeds nobody. */
static void recommend(icp_candidate *candidate, size_t capacity)
{
    if (candidate->tier == ICP_TIER_AVOID) return;
    for (size_t p = candidate->front_count; capacity > 0 && p-- > 0;) {
        if ((double)candidate->front[p].accounts < RESERVE * (double)capacity) continue;
        candidate->front[p].recommended = 1;
        return;
    }
}

static icp_status make_front(const icp_i_survey *survey, icp_candidate *candidate, icp_i_pool *pool, icp_i_pool *scratch, icp_error *err)
{
    size_t count = candidate->rule.literal_count;
    icp_i_rule_target target;
    icp_literal *literals = ICP_I_NEW(pool, icp_literal, count);
    icp_front_point *front = ICP_I_NEW(pool, icp_front_point, count);
    if (!literals || !front) return icp_i_fail_memory(err, "narrowing a rule");
    ICP_I_TRY(find_target(survey, candidate, scratch, &target, err));
    memcpy(literals, candidate->rule.literals, count * sizeof *literals);
    put_in_order(survey->ground, &target, literals, count);
    for (size_t p = 0; p < count; p++) {
        icp_rule prefix = {.literals = literals, .literal_count = p + 1};
        ICP_I_TRY(icp_i_rule_judge(survey->ground, &target, scratch, &prefix, err));
        front[p] = (icp_front_point){.literal_count = p + 1, .lift = prefix.lift};
        ICP_I_TRY(count_accounts(survey, &prefix, scratch, &front[p].accounts, err));
    }
    candidate->rule.literals = literals;
    candidate->front = front;
    candidate->front_count = count;
    recommend(candidate, survey->accounts->frame->settings->capacity);
    return ICP_OK;
}

icp_status icp_i_front(const icp_i_survey *survey, icp_candidate *candidate, icp_i_pool *pool, icp_error *err)
{
    bool countable = !survey->market || candidate->market.counted;
    if (!candidate->rule.findable || !countable) return ICP_OK;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    if (!scratch) return icp_i_fail_memory(err, "narrowing a rule");
    icp_status status = make_front(survey, candidate, pool, scratch, err);
    icp_i_pool_free(scratch);
    return status;
}
