/* stated.c - see stated.h. */
#include "icp/stated.h"

#include "base/fail.h"
#include "icp/paired.h"

#include <math.h>
#include <string.h>

#define FEWEST ((size_t)20) /* held-out accounts, and answers of either kind, below which nothing is said */

/* ---- reading ---- */

static bool known_only_afterwards(icp_role role)
{
    return role == ICP_ROLE_UPSELL || role == ICP_ROLE_CHURN || role == ICP_ROLE_WIN || role == ICP_ROLE_OBJECTION || role == ICP_ROLE_COMPETITOR;
}

icp_status icp_i_claim_read(const char *text, const char *name, const icp_i_frame *frame, icp_i_pool *pool, icp_i_claim *out, icp_error *err)
{
    icp_i_claim claim;
    ICP_I_TRY(icp_i_written_icp_read(text, strlen(text), name, pool, &claim.icp, err));
    claim.condition = ICP_I_NEW(pool, icp_i_condition, claim.icp.clauses);
    if (!claim.condition) return icp_i_fail_memory(err, "reading a stated ICP");
    for (size_t c = 0; c < claim.icp.clauses; c++) {
        icp_i_condition *condition = &claim.condition[c];
        ICP_I_TRY(icp_i_clause_look_up(&claim.icp, c, frame->table, pool, condition, err));
        if (!condition->observable || !known_only_afterwards(frame->roles->role[condition->literal.column])) continue;
        condition->observable = false;
        condition->why = "the column is known only after an outcome; nobody can be searched by it";
    }
    *out = claim;
    return ICP_OK;
}

/* ---- what it is held against ---- */

static bool enough_answers(const icp_i_profile_input *input, const icp_i_outcome *outcome)
{
    size_t yes = 0, no = 0;
    if (!outcome->model.present || !outcome->y) return false;
    for (size_t i = 0; i < input->frame->rows; i++) yes += outcome->y[i] > .5, no += outcome->y[i] <= .5;
    return yes >= FEWEST && no >= FEWEST;
}

static const icp_i_outcome *good_outcome(const icp_i_profile_input *input)
{
    const icp_i_outcome *const order[] = {input->win, input->upsell, input->churn};
    for (size_t o = 0; o < 3; o++)
        if (order[o]->model.used && enough_answers(input, order[o])) return order[o];
    for (size_t o = 0; o < 3; o++)
        if (enough_answers(input, order[o])) return order[o];
    return NULL;
}

static const icp_rule *found_rule(const icp_i_court *court, icp_role role)
{
    for (size_t i = 0; i < court->outcome_rule_count; i++) {
        const icp_outcome_rule *rule = &court->outcome_rules[i];
        if (rule->role == role && !rule->unwanted && rule->rule.findable) return &rule->rule;
    }
    const icp_candidate *first = court->candidate_count > 0 ? &court->candidates[0] : NULL;
    bool wanted = first && first->rule.findable && first->tier != ICP_TIER_AVOID && first->tier != ICP_TIER_UNDECIDED;
    return wanted ? &first->rule : NULL;
}

/* ---- clause by clause ---- */

static icp_rule rule_of(const icp_literal *literals, size_t count, double level)
{
    const icp_estimate unknown = {NAN, NAN, NAN, level, 0};
    return (icp_rule){.why = "", .literals = literals, .literal_count = count, .precision = unknown, .recall = unknown, .lift = unknown,
                      .coverage = unknown, .permutation_p = NAN};
}

static icp_clause_verdict verdict_on(const icp_estimate *lift)
{
    if (!(lift->n >= FEWEST)) return ICP_CLAUSE_CANNOT_TELL;
    return lift->low > 1 ? ICP_CLAUSE_SUPPORTED : lift->high < 1 ? ICP_CLAUSE_CONTRADICTED : ICP_CLAUSE_CANNOT_TELL;
}

static icp_status judge_clause(const icp_i_court *court, const icp_i_claim *claim, size_t c, const icp_i_rule_target *target, icp_i_pool *pool,
                               icp_stated_clause *out, icp_error *err)
{
    const icp_i_condition *condition = &claim->condition[c];
    icp_rule alone = rule_of(&condition->literal, 1, court->ground->frame->settings->level);
    *out = (icp_stated_clause){.text = claim->icp.clause[c].text, .verdict = ICP_CLAUSE_NOT_OBSERVABLE, .effect = alone.lift, .why = condition->why};
    if (!condition->observable) return ICP_OK;
    out->verdict = ICP_CLAUSE_CANNOT_TELL;
    if (condition->absent[0]) out->why = icp_i_print(pool, "no account has %s", condition->absent);
    if (!out->why) return icp_i_fail_memory(err, "judging a stated ICP");
    if (!target) return ICP_OK;
    ICP_I_TRY(icp_i_rule_judge(court->ground, target, pool, &alone, err));
    out->effect = alone.lift;
    out->verdict = verdict_on(&alone.lift);
    return ICP_OK;
}

/* ---- the whole ---- */

static icp_status gather(const icp_i_claim *claim, double level, icp_i_pool *pool, icp_rule *out, icp_error *err)
{
    icp_literal *literals = ICP_I_NEW(pool, icp_literal, claim->icp.clauses);
    size_t count = 0;
    if (!literals) return icp_i_fail_memory(err, "judging a stated ICP");
    for (size_t c = 0; c < claim->icp.clauses; c++)
        if (claim->condition[c].observable) literals[count++] = claim->condition[c].literal;
    *out = rule_of(literals, count, level);
    if (count == 0) out->why = "none of its clauses can be looked up in the file";
    return ICP_OK;
}

static icp_status judge_rule(const icp_i_court *court, const icp_i_rule_target *target, icp_role role, icp_i_pool *pool, icp_stated *made,
                             icp_error *err)
{
    const icp_i_frame *frame = court->ground->frame;
    if (made->rule.literal_count == 0) return ICP_OK;
    signed char *match = ICP_I_NEW(pool, signed char, frame->rows);
    if (!match) return icp_i_fail_memory(err, "judging a stated ICP");
    icp_i_rule_match_rows(&made->rule, frame, match);
    icp_i_against(court->customers, match, &made->missed_best, &made->churners_in);
    icp_i_release(pool, match);
    if (!target) return ICP_OK;
    ICP_I_TRY(icp_i_rule_judge(court->ground, target, pool, &made->rule, err));
    const icp_rule *found = found_rule(court, role);
    if (!found) return ICP_OK;
    made->found = *found;
    return icp_i_lift_difference(court->ground, target, found, &made->rule, pool, &made->difference, err);
}

static icp_status judge_claim(const icp_i_court *court, const icp_i_claim *claim, const icp_i_outcome *good, const icp_i_rule_target *target,
                              icp_i_pool *pool, icp_stated *out, icp_error *err)
{
    const icp_i_written_icp *icp = &claim->icp;
    double level = court->ground->frame->settings->level;
    icp_outcome_rule wanted = {.role = good ? good->role : ICP_ROLE_CHURN};
    icp_stated made = {.author = icp->author, .date = icp->date, .players = icp->players, .reasons = icp->reason, .reason_count = icp->reasons,
                       .clause_count = icp->clauses, .difference = {NAN, NAN, NAN, level, 0}, .target = good ? icp_outcome_rule_finds(&wanted) : ""};
    ICP_I_TRY(gather(claim, level, pool, &made.rule, err));
    made.found = rule_of(NULL, 0, level);
    made.clauses = ICP_I_NEW(pool, icp_stated_clause, icp->clauses);
    if (!made.clauses) return icp_i_fail_memory(err, "judging a stated ICP");
    for (size_t c = 0; c < icp->clauses; c++) ICP_I_TRY(judge_clause(court, claim, c, target, pool, &made.clauses[c], err));
    ICP_I_TRY(judge_rule(court, target, wanted.role, pool, &made, err));
    *out = made;
    return ICP_OK;
}

icp_status icp_i_claim_judge(const icp_i_court *court, const icp_i_claim *claim, icp_i_pool *pool, icp_stated *out, icp_error *err)
{
    const icp_i_outcome *good = good_outcome(court->input);
    icp_i_rule_target target = {0};
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    if (!scratch) return icp_i_fail_memory(err, "judging a stated ICP");
    bool events = good && good->role != ICP_ROLE_CHURN;
    icp_status status = good ? icp_i_rule_target_make(good, events, court->ground->frame->rows, scratch, &target, err) : ICP_OK;
    if (status == ICP_OK) status = judge_claim(court, claim, good, good ? &target : NULL, pool, out, err);
    icp_i_pool_free(scratch);
    return status;
}

/* ---- several of them ---- */

/* Jaccard index and Cohen's kappa of two sets of rows. */
static void agree(const signed char *a, const signed char *b, size_t rows, icp_agreement *out)
{
    double both = 0, only_a = 0, only_b = 0, n = (double)rows;
    for (size_t i = 0; i < rows; i++) {
        both += a[i] > 0 && b[i] > 0;
        only_a += a[i] > 0 && !(b[i] > 0);
        only_b += b[i] > 0 && !(a[i] > 0);
    }
    double seen = (n - only_a - only_b) / n, in_a = (both + only_a) / n, in_b = (both + only_b) / n;
    double by_chance = in_a * in_b + (1 - in_a) * (1 - in_b);
    out->jaccard = both + only_a + only_b > 0 ? both / (both + only_a + only_b) : NAN;
    out->kappa = by_chance < 1 ? (seen - by_chance) / (1 - by_chance) : NAN;
}

icp_status icp_i_claims_agree(const icp_i_frame *frame, const icp_stated *stated, size_t count, icp_i_pool *pool, icp_agreement **out, icp_error *err)
{
    size_t pairs = count > 1 ? count * (count - 1) / 2 : 0, at = 0;
    icp_agreement *made = ICP_I_NEW(pool, icp_agreement, pairs);
    signed char *a = ICP_I_NEW(pool, signed char, frame->rows), *b = ICP_I_NEW(pool, signed char, frame->rows);
    if (!made || !a || !b) return icp_i_fail_memory(err, "comparing stated ICPs");
    for (size_t i = 0; i < count; i++) {
        icp_i_rule_match_rows(&stated[i].rule, frame, a);
        for (size_t j = i + 1; j < count; j++) {
            icp_agreement *pair = &made[at++];
            *pair = (icp_agreement){.first = i, .second = j, .jaccard = NAN, .kappa = NAN};
            if (stated[i].rule.literal_count == 0 || stated[j].rule.literal_count == 0) continue;
            icp_i_rule_match_rows(&stated[j].rule, frame, b);
            agree(a, b, frame->rows, pair);
        }
    }
    icp_i_release(pool, a);
    icp_i_release(pool, b);
    *out = made;
    return ICP_OK;
}
