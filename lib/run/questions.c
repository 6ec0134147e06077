/* questions.c - see questions.h. Owns: the sentences about what this data can answer. Must not know: how anything was computed. */
#include "run/questions.h"

#include "base/fail.h"
#include "segment/conditions.h"

#define ENOUGH 20 /* events a question needs */

/* Adds an answer; the sentence may be NULL when it could not be allocated. */
static icp_status answer(icp_i_intake *in, const char *id, icp_answer status, size_t events, const char *why, icp_error *err)
{
    if (!why) return icp_i_fail_memory(err, "answering questions");
    in->made.questions[in->made.question_count++] = (icp_question){id, status, events, why};
    return ICP_OK;
}

/* What a row is: with a group role, a deal of an account. */
static const char *noun(const icp_i_intake *in, size_t count)
{
    if (in->made.roles.group == ICP_NONE) return count == 1 ? "account" : "accounts";
    return count == 1 ? "deal" : "deals";
}

static const char *too_few(icp_i_intake *in, const char *did, size_t events)
{
    return icp_i_print(in->pool, "not enough data: %zu %s %s, about %d are needed", events, noun(in, events), did, ENOUGH);
}

/* Usage and traits are compared between segments; without segments there is nothing to compare. */
static icp_status ask_columns(icp_i_intake *in, const char *id, size_t columns, const char *kind, const char *unlock, bool ran, icp_error *err)
{
    size_t rows = in->made.rows_used;
    if (columns == 0) return answer(in, id, ICP_NOT_ENOUGH_DATA, 0, unlock, err);
    const char *what = icp_i_print(in->pool, "%zu %s column%s of %zu %s", columns, kind, columns == 1 ? "" : "s", rows, noun(in, rows));
    bool alone = ran && in->made.segment_count < 2;
    if (what && alone) what = icp_i_print(in->pool, "%s, but no segments to compare", what);
    return answer(in, id, alone ? ICP_ANSWERED_PARTLY : ICP_ANSWERED, rows, what, err);
}

static icp_status ask_objections(icp_i_intake *in, icp_error *err)
{
    static const char unlock[] = "no column says why accounts leave or are lost: a reason, named by --objection, would answer it";
    size_t lost = in->made.churned + in->made.win.eligible - in->made.win.events, reasons = in->reasons;
    bool absent = in->made.roles.objection == ICP_NONE;
    if (absent && lost < ENOUGH) return answer(in, "objections", ICP_NOT_ENOUGH_DATA, 0, unlock, err);
    const char *why = icp_i_print(in->pool, "%zu %s left or were lost, but %s", lost, noun(in, lost), unlock);
    if (absent) return answer(in, "objections", ICP_ANSWERED_PARTLY, lost, why, err);
    if (reasons < ENOUGH) return answer(in, "objections", ICP_NOT_ENOUGH_DATA, reasons, too_few(in, "say why they left", reasons), err);
    why = icp_i_print(in->pool, "%zu %s that left or were lost say why", reasons, noun(in, reasons));
    return answer(in, "objections", ICP_ANSWERED, reasons, why, err);
}

static icp_status ask_upsell(icp_i_intake *in, bool ran, icp_error *err)
{
    static const char unlock[] = "no column says which accounts bought more: one, named by --upsell COL=VALUE, would answer it";
    const icp_outcome_model *upsell = &in->made.upsell;
    size_t events = upsell->events, others = upsell->eligible - events;
    if (!upsell->present) return answer(in, "upsell", ICP_NOT_ENOUGH_DATA, 0, unlock, err);
    if (events < ENOUGH) return answer(in, "upsell", ICP_NOT_ENOUGH_DATA, events, too_few(in, "bought more", events), err);
    if (others < ENOUGH) return answer(in, "upsell", ICP_NOT_ENOUGH_DATA, events, too_few(in, "did not buy more", others), err);
    icp_i_conditions conditions;
    bool noise = ran && !upsell->used;
    const char *why = noise ? icp_i_print(in->pool, "rates are counted, but %s", upsell->why)
                            : icp_i_print(in->pool, "%zu of %zu eligible %s bought more", events, upsell->eligible, noun(in, upsell->eligible));
    ICP_I_TRY(icp_i_conditions_of(&in->frame, ICP_ROLE_UPSELL, in->pool, &conditions, err));
    if (why) why = icp_i_print(in->pool, "%s; %s", why, conditions.why);
    return answer(in, "upsell", noise ? ICP_ANSWERED_PARTLY : ICP_ANSWERED, events, why, err);
}

/* Rules that find the accounts of a rival, wherever the rival was named. */
static size_t rules_of_rivals(const icp_result *made)
{
    size_t rules = 0;
    for (size_t r = 0; r < made->competitor_count; r++) rules += made->competitors[r].rule.findable != 0;
    return rules;
}

static icp_status ask_competitors(icp_i_intake *in, bool ran, icp_error *err)
{
    static const char unlock[] = "no column says which competitor an account went to: one, named by --competitor, would answer it";
    static const char partly[] = "%zu %s went to a competitor, but no rule finds what they have in common";
    size_t rivals = in->rivals;
    bool found = !ran || rules_of_rivals(&in->made) > 0;
    if (in->made.roles.competitor.column == ICP_NONE) return answer(in, "competitors", ICP_NOT_ENOUGH_DATA, 0, unlock, err);
    if (rivals < ENOUGH) return answer(in, "competitors", ICP_NOT_ENOUGH_DATA, rivals, too_few(in, "went to a competitor", rivals), err);
    const char *why = icp_i_print(in->pool, found ? "%zu %s went to a competitor" : partly, rivals, noun(in, rivals));
    return answer(in, "competitors", found ? ICP_ANSWERED : ICP_ANSWERED_PARTLY, rivals, why, err);
}

icp_status icp_i_questions(icp_i_intake *in, bool ran, icp_error *err)
{
    static const char usage[] = "no column says how much the product is used: logins, seats, orders or minutes, named by --usage, would answer it";
    static const char traits[] = "no column can be searched for: industry, size, country or plan, named by --traits, would answer it";
    in->made.questions = ICP_I_NEW(in->pool, icp_question, 5);
    if (!in->made.questions) return icp_i_fail_memory(err, "answering questions");
    ICP_I_TRY(ask_columns(in, "usage", in->made.roles.usage_count, "usage", usage, ran, err));
    ICP_I_TRY(ask_columns(in, "traits", in->made.roles.trait_count, "searchable", traits, ran, err));
    ICP_I_TRY(ask_objections(in, err));
    ICP_I_TRY(ask_upsell(in, ran, err));
    return ask_competitors(in, ran, err);
}
