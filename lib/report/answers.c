/* answers.c - the answers under the stack rank. Owns: which segment answers a question, and when nothing can be told. Must not know: tables.
 * A segment is named as an answer only when its interval leaves the overall value out. */
#include "report/text_parts.h"

#include "segment/conditions.h"

#include <math.h>
#include <string.h>

/* Segment with the largest (sign +1) or smallest (-1) value; NULL when no segment has one. */
static const icp_segment *extreme(const icp_result *result, const icp_estimate *(*of)(const icp_segment *, icp_role), icp_role role, int sign)
{
    const icp_segment *best = NULL;
    for (size_t i = 0; i < result->segment_count; i++) {
        const icp_segment *segment = &result->segments[i];
        if (isnan(of(segment, role)->value)) continue;
        if (!best || sign * of(segment, role)->value > sign * of(best, role)->value) best = segment;
    }
    return best;
}

/* Takes back what was added since `mark` when the phrase got too long for two lines: a list ends between its items. */
static bool keep(const icp_i_page *page, icp_i_phrase *phrase, size_t mark)
{
    bool fits = icp_i_page_lines(page, ICP_I_LABEL, phrase->text) <= 2;
    if (!fits) icp_i_phrase_back(phrase, mark);
    return fits;
}

static void say(icp_i_page *page, const char *label, const icp_i_phrase *phrase) { icp_i_page_item(page, label, ICP_I_LABEL, phrase->text, 2); }

static void say_words(icp_i_page *page, const char *label, const char *words) { icp_i_page_item(page, label, ICP_I_LABEL, words, 2); }

/* ---- who uses most ---- */

static const icp_estimate *usage_index(const icp_segment *segment, icp_role role)
{
    (void)role;
    return &segment->usage_index;
}

static double effect_of(const icp_segment *segment, size_t column)
{
    for (size_t i = 0; i < segment->profile_count; i++)
        if (segment->profile[i].column == column) return segment->profile[i].effect.value;
    return 0;
}

/* The usage column, among those not yet named, that sets the segment apart upward the most; NULL when none does. */
static const icp_usage_profile *next_upward(const icp_segment *segment, const icp_usage_profile *const *named, size_t named_count)
{
    const icp_usage_profile *best = NULL;
    for (size_t i = 0; i < segment->usage_count; i++) {
        const icp_usage_profile *usage = &segment->usage[i];
        bool free = effect_of(segment, usage->column) > 0 && usage->median > usage->overall;
        for (size_t j = 0; j < named_count; j++) free = free && named[j] != usage;
        if (free && (!best || effect_of(segment, usage->column) > effect_of(segment, best->column))) best = usage;
    }
    return best;
}

static void add_medians(const icp_i_page *page, icp_i_phrase *phrase, const icp_result *result, const icp_segment *segment)
{
    const icp_usage_profile *named[2];
    const char *separator = "; medians: ";
    for (size_t count = 0; count < 2 && (named[count] = next_upward(segment, named, count)); count++) {
        size_t mark = phrase->used;
        icp_i_phrase_add(phrase, separator);
        icp_i_phrase_user(phrase, icp_i_column_name(result, named[count]->column), 24);
        icp_i_phrase_add(phrase, " ");
        icp_i_phrase_number(phrase, named[count]->median);
        icp_i_phrase_add(phrase, " (all ");
        icp_i_phrase_number(phrase, named[count]->overall);
        icp_i_phrase_add(phrase, ")");
        separator = ", ";
        if (!keep(page, phrase, mark)) return;
    }
}

/* The index is a percentile over one half: 1.5 is an account that uses more than three quarters of all accounts do. */
static void add_percentile(icp_i_phrase *phrase, const icp_estimate *index)
{
    icp_i_phrase_add(phrase, ": its typical account uses more than ");
    icp_i_phrase_percent(phrase, index->value / 2);
    icp_i_phrase_add(phrase, " of all accounts do (");
    icp_i_phrase_percents(phrase, index->low / 2, index->high / 2);
    icp_i_phrase_add(phrase, ", n ");
    icp_i_phrase_count(phrase, index->n);
    icp_i_phrase_add(phrase, ")");
}

static void uses_most(icp_i_page *page, const icp_result *result)
{
    const icp_segment *best = extreme(result, usage_index, ICP_ROLE_USAGE, 1);
    if (!best) {
        say_words(page, "Uses most", "cannot tell: no usage column.");
        return;
    }
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (!(best->usage_index.low > 1)) icp_i_phrase_add(&phrase, "cannot tell, no segment stands out; highest: ");
    icp_i_phrase_segment(&phrase, best);
    add_percentile(&phrase, &best->usage_index);
    add_medians(page, &phrase, result, best);
    say(page, "Uses most", &phrase);
}

/* ---- who expands most easily, and what goes with it ---- */

static bool raises(const icp_coefficient *term) { return term->odds_ratio > 1; }

static double strength(const icp_coefficient *term) { return isnan(term->estimate) ? 0 : fabs(term->estimate); }

/* Among the terms not yet named whose interval leaves 1 out: the one with the highest odds ratio, then those below 1. */
static const icp_coefficient *strongest(const icp_outcome_model *model, const icp_coefficient *const *named, size_t named_count)
{
    const icp_coefficient *best = NULL;
    for (size_t i = model->condition_terms; i < model->coefficient_count; i++) { /* conditions are held, not told */
        const icp_coefficient *term = &model->coefficients[i];
        bool told = !strstr(term->term, "(missing)") && (term->low > 1 || term->high < 1);
        for (size_t j = 0; j < named_count; j++) told = told && named[j] != term;
        if (told && (!best || (raises(term) && !raises(best)) || (raises(term) == raises(best) && strength(term) > strength(best)))) best = term;
    }
    return best;
}

static void add_odds(icp_i_phrase *phrase, const icp_coefficient *term)
{
    const char *number = strstr(term->term, " > 0") ? "x against 0 (" : "x per SD (";
    const char *unit = strstr(term->term, " = ") ? "x against the most frequent value (" : number;
    icp_i_phrase_user(phrase, term->term, 36);
    icp_i_phrase_add(phrase, " ");
    int decimals = term->odds_ratio < 1 ? 2 : 1;
    icp_i_phrase_fixed(phrase, term->odds_ratio, decimals);
    icp_i_phrase_add(phrase, unit);
    icp_i_phrase_fixed(phrase, term->low, decimals);
    icp_i_phrase_add(phrase, "-");
    icp_i_phrase_fixed(phrase, term->high, decimals);
    icp_i_phrase_add(phrase, ")");
}

static void add_associations(const icp_i_page *page, icp_i_phrase *phrase, const icp_outcome_model *model)
{
    const icp_coefficient *named[2];
    size_t count = 0, mark = phrase->used;
    bool fits = model->used != 0;
    while (fits && count < 2 && (named[count] = strongest(model, named, count))) {
        icp_i_phrase_add(phrase, count == 0 ? ". Across all accounts, expanding goes with (odds, others equal): " : ", ");
        add_odds(phrase, named[count++]);
        fits = icp_i_page_lines(page, ICP_I_LABEL, phrase->text) <= 3;
        if (!fits) icp_i_phrase_back(phrase, mark);
        mark = phrase->used;
    }
    if (!model->used) icp_i_phrase_add(phrase, ". What it goes with cannot be told apart from chance");
}

/* "upsell rate 59% (56-61%, n 1,400), all 34%" */
static void add_rate(icp_i_phrase *phrase, const icp_result *result, const icp_segment *segment, const icp_i_outcome_words *words)
{
    icp_i_phrase_segment(phrase, segment);
    icp_i_phrase_add(phrase, ": ");
    icp_i_phrase_add(phrase, words->rate);
    icp_i_phrase_add(phrase, " ");
    icp_i_phrase_rate(phrase, icp_i_segment_rate(segment, words->role), "");
    icp_i_phrase_add(phrase, ", all ");
    icp_i_phrase_percent(phrase, icp_i_outcome_model_of(result, words->role)->overall.value);
}

static bool stands_out(const icp_estimate *rate, double overall, int sign) { return sign > 0 ? rate->low > overall : rate->high < overall; }

/* "S2 Heavy use: 1.39x the upsell expected (1.35-1.42, n 900) at equal exposure, rate 68%, all 49%" */
static void add_conditioned(icp_i_phrase *phrase, const icp_result *result, const icp_segment *segment)
{
    icp_i_phrase_segment(phrase, segment);
    icp_i_phrase_add(phrase, ": ");
    icp_i_phrase_ratio(phrase, &segment->upsell_for_size, "x the upsell expected");
    icp_i_phrase_add(phrase, icp_i_conditions_words(&result->upsell));
    icp_i_phrase_add(phrase, ", rate ");
    icp_i_phrase_percent(phrase, segment->upsell.value);
    icp_i_phrase_add(phrase, ", all ");
    icp_i_phrase_percent(phrase, result->upsell.overall.value);
}

static const icp_estimate *conditioned_upsell(const icp_segment *segment, icp_role role)
{
    (void)role;
    return &segment->upsell_for_size;
}

static void expands_most(icp_i_page *page, const icp_result *result)
{
    const icp_i_outcome_words *words = &icp_i_outcome_list[1];
    const icp_segment *even = result->upsell.condition_count > 0 ? extreme(result, conditioned_upsell, ICP_ROLE_UPSELL, 1) : NULL;
    const icp_segment *best = even ? even : extreme(result, icp_i_segment_rate, ICP_ROLE_UPSELL, 1);
    if (!result->upsell.present || !best) {
        say_words(page, "Expands most", "cannot tell: no upsell column (--upsell COL=EVENT names one).");
        return;
    }
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    bool stands = even ? stands_out(&best->upsell_for_size, 1, 1) : stands_out(&best->upsell, result->upsell.overall.value, 1);
    if (!stands) icp_i_phrase_add(&phrase, "cannot tell, no segment stands out; highest: ");
    if (even) {
        add_conditioned(&phrase, result, best);
    } else {
        add_rate(&phrase, result, best, words);
        icp_i_phrase_add(&phrase, " (whatever their tenure and size)");
    }
    add_associations(page, &phrase, &result->upsell);
    icp_i_page_item(page, "Expands most", ICP_I_LABEL, phrase.text, 3);
}

/* ---- who leaves, and what they say ---- */

/* The largest rate of either kind of reason. */
static double largest(const icp_segment *segment, bool objections)
{
    double most = 0;
    for (size_t i = 0; i < segment->objection_count; i++) {
        const icp_objection_rate *reason = &segment->objections[i];
        if ((strcmp(reason->kind, "objection") == 0) == objections && reason->rate.value > most) most = reason->rate.value;
    }
    return most;
}

/* Up to two objections; then, as far as there is room, one reason that is counted apart from them: a competitor, a payment that failed. When that
 * one is said most of all, one objection makes room for it. */
static size_t add_reasons(const icp_i_page *page, icp_i_phrase *phrase, const icp_segment *segment, bool objections, size_t said)
{
    size_t most = !objections ? said + 1 : largest(segment, false) > largest(segment, true) ? 1 : 2;
    for (size_t i = 0; i < segment->objection_count && said < most; i++) {
        const icp_objection_rate *reason = &segment->objections[i];
        if ((strcmp(reason->kind, "objection") == 0) != objections) continue;
        size_t mark = phrase->used;
        if (said == 0) {
            icp_i_phrase_add(phrase, ". Of ");
            icp_i_phrase_count(phrase, reason->rate.n);
            icp_i_phrase_add(phrase, " who said why: ");
        } else {
            icp_i_phrase_add(phrase, objections ? ", " : "; apart: ");
        }
        icp_i_phrase_user(phrase, reason->class_name, 24);
        icp_i_phrase_add(phrase, " ");
        icp_i_phrase_percent(phrase, reason->rate.value);
        icp_i_phrase_add(phrase, " (");
        icp_i_phrase_percents(phrase, reason->rate.low, reason->rate.high);
        icp_i_phrase_add(phrase, ")");
        if (!keep(page, phrase, mark)) break;
        said++;
    }
    return said;
}

static void add_sayings(const icp_i_page *page, icp_i_phrase *phrase, const icp_result *result, const icp_segment *segment)
{
    size_t said = add_reasons(page, phrase, segment, true, 0);
    said = add_reasons(page, phrase, segment, false, said);
    if (said > 0) return;
    bool column = result->roles.objection != ICP_NONE;
    icp_i_phrase_add(phrase, column ? ". What they say: too few reasons to tell" : ". What they say is not in this file (--objection COL)");
}

static void leaves_most(icp_i_page *page, const icp_result *result)
{
    bool churn = result->churn.present != 0;
    const char *label = churn || !result->win.present ? "Leaves most" : "Lost most";
    const icp_i_outcome_words *words = &icp_i_outcome_list[churn ? 2 : 0];
    const icp_segment *worst = extreme(result, icp_i_segment_rate, words->role, -words->better);
    const icp_outcome_model *model = icp_i_outcome_model_of(result, words->role);
    if (!model->present || !worst) {
        say_words(page, label, "cannot tell: no churn or win column (--churn COL=EVENT, --win COL=EVENT/NONEVENT).");
        return;
    }
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (!stands_out(icp_i_segment_rate(worst, words->role), model->overall.value, -words->better))
        icp_i_phrase_add(&phrase, "cannot tell, no segment stands out; ");
    add_rate(&phrase, result, worst, words);
    add_sayings(page, &phrase, result, worst);
    say(page, label, &phrase);
}

/* One segment: there is nobody to compare it with, only the rates of all accounts. */
static void all_accounts(icp_i_page *page, const icp_result *result)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    for (size_t o = 0; o < 3; o++) {
        const icp_outcome_model *model = icp_i_outcome_model_of(result, icp_i_outcome_list[o].role);
        if (!model->present) continue;
        icp_i_phrase_add(&phrase, phrase.used ? "; " : "");
        icp_i_phrase_add(&phrase, icp_i_outcome_list[o].rate);
        icp_i_phrase_add(&phrase, " ");
        icp_i_phrase_rate(&phrase, &model->overall, "");
    }
    if (phrase.used) say(page, "All accounts", &phrase);
}

void icp_i_answers(icp_i_page *page, const icp_result *result)
{
    if (result->segment_count < 2) {
        all_accounts(page, result);
    } else {
        uses_most(page, result);
        expands_most(page, result);
        leaves_most(page, result);
    }
    if (result->segment_count > 1 || result->candidate_count > 0) icp_i_search_for(page, result);
}

/* ---- what cannot be answered ---- */

/* The questions from the i-th on that have no room of their own, on one line. */
static void name_the_rest(icp_i_page *page, const icp_result *result, size_t i, const char *label)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    for (; i < result->question_count; i++) {
        const icp_question *question = &result->questions[i];
        if (question->status == ICP_ANSWERED) continue;
        icp_i_phrase_add(&phrase, phrase.used ? ", " : "");
        icp_i_phrase_user(&phrase, question->id, 0);
        if (question->status == ICP_ANSWERED_PARTLY) icp_i_phrase_add(&phrase, " (in part)");
    }
    icp_i_phrase_add(&phrase, ": `icp-cluster inspect FILE` says what would answer it");
    icp_i_page_item(page, label, ICP_I_LABEL, phrase.text, 1);
}

void icp_i_unanswered(icp_i_page *page, const icp_result *result, size_t most)
{
    size_t open = 0, begun = page->lines, said = 0;
    for (size_t i = 0; i < result->question_count; i++) open += result->questions[i].status != ICP_ANSWERED;
    for (size_t i = 0; i < result->question_count; i++) {
        const icp_question *question = &result->questions[i];
        if (question->status == ICP_ANSWERED) continue;
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_user(&phrase, question->id, 0);
        icp_i_phrase_add(&phrase, question->status == ICP_ANSWERED_PARTLY ? " (in part): " : ": ");
        icp_i_phrase_user(&phrase, question->why ? question->why : "", 0);
        const char *label = said++ == 0 ? "Cannot tell" : "";
        size_t room = most - (page->lines - begun), rest = said < open ? 1 : 0;
        if (most && icp_i_page_lines(page, ICP_I_LABEL, phrase.text) + rest > room) {
            name_the_rest(page, result, i, label);
            return;
        }
        icp_i_page_item(page, label, ICP_I_LABEL, phrase.text, 0);
    }
}
