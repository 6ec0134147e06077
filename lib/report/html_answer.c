/* html_answer.c - the head of the page: tiers as rings, whom to sell to in one sentence, four figures. Owns: the wording of the answer. Must not
 * know: how tiers are decided. Wording is association. */
#include "report/html_parts.h"
#include "report/rule_forms.h"

#include <math.h>
#include <string.h>

#define ANSWER_TEXT 4.0
#define FIGURES 4

/* ---- rings ---- */

static const char *const ring_color[ICP_I_TIERS - 1] = {"#0072B2", "#66AAD1", "#B3D5E8", "#E6E6E6"};

#define CENTRE 9.4

static void draw_rings(icp_i_sheet *sheet, const icp_i_tier_sum tiers[ICP_I_TIERS], double y)
{
    static const double radius[ICP_I_TIERS - 1] = {3.2, 5.4, 7.4, 9.2};
    for (size_t t = ICP_I_TIERS - 1; t-- > 0;) {
        bool empty = tiers[t].customers == 0;
        icp_i_svg_ring(&sheet->out, CENTRE, y, radius[t], empty ? "#FFFFFF" : ring_color[t], 1, empty ? "#BBBBBB" : "#FFFFFF", 0.3);
    }
}

/* One line of the key; `crowded`: "Undecided" leaves a large number no room. */
static void draw_tier(icp_i_sheet *sheet, icp_tier tier, size_t customers, double y, double width, bool crowded)
{
    icp_i_phrase count;
    icp_i_phrase_start(&count);
    if (crowded && customers >= 10000) icp_i_figure_short(&count, (double)customers);
    else icp_i_figure_count(&count, customers);
    const char *fill = tier < ICP_TIER_UNDECIDED && customers ? ring_color[tier] : "#FFFFFF";
    icp_i_svg_ring(&sheet->out, 20.4, y, 1.1, fill, 1, ICP_I_LINE, 0.2);
    icp_i_svg_words(&sheet->out, 22.2, y + 0.9, icp_tier_label(tier), (icp_i_ink_style){.anchor = ICP_I_START});
    icp_i_svg_words(&sheet->out, width, y + 0.9, count.text, (icp_i_ink_style){.anchor = ICP_I_END, .bold = true});
}

void icp_i_html_rings(icp_i_sheet *sheet, double width, double height)
{
    icp_i_tier_sum tiers[ICP_I_TIERS];
    icp_i_summary_tiers(sheet->result, tiers);
    icp_i_svg_begin(&sheet->out, "tiers", width, height, "Customers by tier",
                    "Rings from the inside: Tier 1, Tier 2, Tier 3, Not ICP; a white ring is empty.");
    draw_rings(sheet, tiers, height / 2);
    bool crowded = tiers[ICP_TIER_UNDECIDED].segments > 0;
    size_t lines = crowded ? ICP_I_TIERS : ICP_I_TIERS - 1;
    double y = height / 2 - (double)(lines - 1) * 2.2;
    for (size_t t = 0; t < lines; t++, y += 4.4) draw_tier(sheet, (icp_tier)t, tiers[t].customers, y, width - 1, crowded);
    icp_i_svg_end(&sheet->out);
}

/* ---- the sentence ---- */

static const char *group_name(const icp_i_sheet *sheet) { return sheet->groups[0].segment->name; }

/* Shares are of rows; a customer with several deals has several. */
static const char *share_of(const icp_result *result) { return result->roles.group == ICP_NONE ? " of customers" : " of deals"; }

/* ": 24% of customers, 33% of revenue; 53% buy more, against 24% of all." */
static void add_facts(const icp_i_sheet *sheet, icp_i_phrase *phrase, bool revenue)
{
    const icp_i_group *lead = &sheet->groups[0];
    const icp_estimate *rate = icp_i_sheet_rate(sheet, lead);
    icp_i_phrase_add(phrase, ": ");
    icp_i_figure_percent(phrase, lead->segment->share);
    icp_i_phrase_add(phrase, share_of(sheet->result));
    if (revenue && !isnan(lead->segment->revenue_share)) {
        icp_i_phrase_add(phrase, ", ");
        icp_i_figure_percent(phrase, lead->segment->revenue_share);
        icp_i_phrase_add(phrase, " of revenue");
    }
    if (rate) {
        icp_i_phrase_add(phrase, "; ");
        icp_i_figure_percent(phrase, rate->value);
        icp_i_phrase_add(phrase, " ");
        icp_i_phrase_add(phrase, icp_i_sheet_verb(sheet->outcome->role));
        icp_i_phrase_add(phrase, ", against ");
        icp_i_figure_percent(phrase, icp_i_sheet_model(sheet)->overall.value);
        icp_i_phrase_add(phrase, " of all");
    }
    icp_i_phrase_add(phrase, ".");
}

/* Customers that no segment by usage holds together, but a search by traits finds; `whole`: with the search. */
static void add_niche(const icp_i_sheet *sheet, icp_i_phrase *phrase, bool whole)
{
    const icp_candidate *first = sheet->first;
    const char *rule = whole ? icp_i_rule_text(sheet->result, &first->rule, sheet->pool) : NULL;
    const icp_estimate *lift = !isnan(first->upsell_lift.value) ? &first->upsell_lift : !isnan(first->win_lift.value) ? &first->win_lift : NULL;
    icp_i_phrase_add(phrase, first->tier == ICP_TIER_CORE ? "Go after the " : "No Tier 1. Second best are the ");
    icp_i_phrase_count(phrase, first->customers);
    icp_i_phrase_add(phrase, rule ? " customers whose " : " customers that the search below finds");
    if (rule) icp_i_phrase_user(phrase, rule, 0);
    if (lift) {
        icp_i_phrase_add(phrase, ": ");
        icp_i_figure_times(phrase, lift->value);
        icp_i_phrase_add(phrase, lift == &first->upsell_lift ? " the upsell for their number" : " the wins for their number");
    }
    icp_i_phrase_add(phrase, ".");
}

static bool any_outcome(const icp_result *result) { return result->upsell.present || result->churn.present || result->win.present; }

static void add_answer(const icp_i_sheet *sheet, icp_i_phrase *phrase, bool revenue)
{
    icp_i_phrase_start(phrase);
    if (sheet->niche) {
        add_niche(sheet, phrase, revenue);
        return;
    }
    if (!sheet->grouped) {
        icp_i_phrase_add(phrase, "No reliable ICP in this file: its customers do not fall into segments.");
        return;
    }
    if (!sheet->ranked) {
        icp_i_phrase_add(phrase, any_outcome(sheet->result)
                                     ? "Cannot tell whom to sell to next: no outcome in this file can be foretold better than by chance."
                                     : "Cannot tell whom to sell to next: this file holds no outcome, only how customers differ.");
        return;
    }
    switch (sheet->groups[0].tier) {
    case ICP_TIER_CORE: icp_i_phrase_add(phrase, "Go after "); break;
    case ICP_TIER_SECOND: icp_i_phrase_add(phrase, "No Tier 1. Second best is "); break;
    case ICP_TIER_OPPORTUNISTIC: icp_i_phrase_add(phrase, "No Tier 1. At best, case by case: "); break;
    case ICP_TIER_AVOID: icp_i_phrase_add(phrase, "No segment beats your average customer. Least bad: "); break;
    default: icp_i_phrase_add(phrase, "Not enough evidence for a Tier 1. Highest so far: "); break;
    }
    icp_i_phrase_user(phrase, group_name(sheet), ICP_I_CAP);
    add_facts(sheet, phrase, revenue);
}

/* Whom not to sell to; without such a segment, why there is no answer. */
static void add_second(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    const icp_result *result = sheet->result;
    icp_i_phrase_start(phrase);
    if (sheet->niche) {
        icp_i_phrase_add(phrase, "They are no segment by usage: a search over traits found them by their outcomes.");
        return;
    }
    for (size_t g = sheet->group_count; sheet->ranked && g-- > 1;) {
        const icp_i_group *group = &sheet->groups[g];
        const icp_estimate *churn = &group->segment->churn;
        if (group->tier != ICP_TIER_AVOID) continue;
        icp_i_phrase_add(phrase, "Say no to ");
        icp_i_phrase_user(phrase, group->segment->name, ICP_I_CAP);
        icp_i_phrase_add(phrase, ": ");
        icp_i_figure_percent(phrase, group->segment->share);
        icp_i_phrase_add(phrase, share_of(result));
        if (!isnan(churn->value)) {
            icp_i_phrase_add(phrase, "; ");
            icp_i_figure_percent(phrase, churn->value);
            icp_i_phrase_add(phrase, " leave, against ");
            icp_i_figure_percent(phrase, result->churn.overall.value);
            icp_i_phrase_add(phrase, " of all");
        }
        icp_i_phrase_add(phrase, ".");
        return;
    }
    if (sheet->ranked && sheet->grouped) icp_i_phrase_add(phrase, "No segment is clearly one to avoid.");
    else if (!sheet->grouped) icp_i_figure_sentence(phrase, result->clustering.k_why ? result->clustering.k_why : "");
    else
        icp_i_phrase_add(phrase, any_outcome(result) ? "More customers, or columns closer to the outcome, could change that."
                                                     : "An upsell, win or churn column (--upsell, --win, --churn) would rank the segments below.");
}

/* ---- four figures ---- */

typedef struct figure {
    icp_i_phrase value, caption;
} figure;

static figure *next(figure figures[], size_t *count)
{
    figure *made = &figures[(*count)++];
    icp_i_phrase_start(&made->value);
    icp_i_phrase_start(&made->caption);
    return made;
}

static void add_lift(figure figures[], size_t *count, const icp_estimate *lift, const char *words)
{
    if (isnan(lift->value) || *count >= FIGURES - 1) return;
    figure *made = next(figures, count);
    icp_i_figure_times(&made->value, lift->value);
    icp_i_phrase_add(&made->caption, words);
    icp_i_phrase_add(&made->caption, " (");
    icp_i_figure_ratios(&made->caption, lift->low, lift->high);
    icp_i_phrase_add(&made->caption, "; all = 1)");
}

static void add_rate(figure figures[], size_t *count, const icp_estimate *rate, const icp_estimate *all, const char *words)
{
    if (isnan(rate->value) || *count >= FIGURES - 1) return;
    figure *made = next(figures, count);
    icp_i_figure_percent(&made->value, rate->value);
    icp_i_phrase_add(&made->caption, words);
    icp_i_phrase_add(&made->caption, " (");
    icp_i_figure_percents(&made->caption, rate->low, rate->high);
    if (all) {
        icp_i_phrase_add(&made->caption, "; all ");
        icp_i_figure_percent(&made->caption, all->value);
    }
    icp_i_phrase_add(&made->caption, ")");
}

static void add_found_again(const icp_i_sheet *sheet, figure figures[], size_t *count)
{
    const icp_segment *lead = sheet->groups[0].segment;
    figure *made = next(figures, count);
    if (!icp_i_sheet_tested(lead)) {
        icp_i_phrase_add(&made->value, "not tested");
        icp_i_phrase_add(&made->caption, "if other samples find it again");
        return;
    }
    icp_i_figure_part(&made->value, (icp_part){lead->found_again, lead->stability.n});
    icp_i_phrase_add(&made->caption, "resamples find this segment again");
}

static const char *precision_words(icp_role role)
{
    return role == ICP_ROLE_UPSELL ? "of those it finds bought more"
           : role == ICP_ROLE_WIN  ? "of those it finds were won"
                                   : "of those it finds stayed";
}

/* Short enough for its interval to stand beside it; what is held equal is named in the files. */
static const char *upsell_words(const icp_i_sheet *sheet)
{
    return sheet->result->upsell.condition_count > 0 ? "like-for-like upsell" : "upsell for its size";
}

/* What is known of customers that a rule finds. */
static size_t niche_figures(const icp_i_sheet *sheet, figure figures[])
{
    const icp_candidate *first = sheet->first;
    size_t count = 0;
    add_lift(figures, &count, &first->upsell_lift, upsell_words(sheet));
    add_lift(figures, &count, &first->win_lift, "wins for its size");
    add_lift(figures, &count, &first->churn_lift, "churn for its size");
    add_rate(figures, &count, &first->rule.precision, NULL, precision_words(sheet->niche_role));
    figure *made = next(figures, &count);
    icp_i_figure_part(&made->value, (icp_part){first->rule.agreement_found, first->rule.agreement_of});
    icp_i_phrase_add(&made->caption, "searches over resamples agree on the columns");
    return count;
}

static size_t lead_figures(const icp_i_sheet *sheet, figure figures[])
{
    const icp_i_group *lead = &sheet->groups[0];
    const icp_result *result = sheet->result;
    const icp_estimate none = {.value = NAN}, usage = icp_i_summary_usage(lead->segment);
    size_t count = 0;
    add_lift(figures, &count, lead->candidate ? &lead->candidate->upsell_lift : &none, upsell_words(sheet));
    add_lift(figures, &count, lead->candidate ? &lead->candidate->win_lift : &none, "wins for its size");
    add_rate(figures, &count, &lead->segment->churn, &result->churn.overall, "leave");
    add_rate(figures, &count, &usage, NULL, "of all customers use less");
    add_rate(figures, &count, &lead->segment->upsell, &result->upsell.overall, "buy more");
    add_found_again(sheet, figures, &count);
    return count;
}

/* Without segments: what is known of everybody. */
static size_t overall_figures(const icp_i_sheet *sheet, figure figures[])
{
    const icp_result *result = sheet->result;
    size_t count = 0;
    const struct {
        const icp_outcome_model *model;
        const char *words;
    } rates[] = {{&result->upsell, "of all customers buy more"}, {&result->churn, "of all customers leave"}, {&result->win, "of all deals are won"}};
    for (size_t i = 0; i < 3; i++)
        if (rates[i].model->present) add_rate(figures, &count, &rates[i].model->overall, NULL, rates[i].words);
    figure *made = next(figures, &count);
    icp_i_phrase_count(&made->value, result->customers);
    icp_i_phrase_add(&made->caption, "customers");
    if (!isnan(result->revenue) && count < FIGURES) {
        made = next(figures, &count);
        icp_i_figure_short(&made->value, result->revenue);
        icp_i_phrase_add(&made->caption, "revenue of all customers");
    }
    return count;
}

static void write_figures(icp_i_sheet *sheet, double width)
{
    figure figures[FIGURES];
    size_t count = sheet->niche                      ? niche_figures(sheet, figures)
                   : sheet->grouped && sheet->ranked ? lead_figures(sheet, figures)
                                                     : overall_figures(sheet, figures);
    icp_i_builder_add(&sheet->out, "<div class=\"figures\">\n");
    for (size_t i = 0; i < count; i++) {
        icp_i_builder_add(&sheet->out, "<div><p class=\"big\">");
        icp_i_markup_text(&sheet->out, figures[i].value.text);
        icp_i_builder_add(&sheet->out, "</p>\n");
        (void)icp_i_html_text(sheet, "p", NULL, figures[i].caption.text, width / FIGURES - 6, 2);
        icp_i_builder_add(&sheet->out, "</div>\n");
    }
    icp_i_builder_add(&sheet->out, "</div>\n");
}

void icp_i_html_answer(icp_i_sheet *sheet, double width, double height)
{
    (void)height;
    icp_i_phrase words;
    add_answer(sheet, &words, true);
    if (icp_i_letters_lines(words.text, ANSWER_TEXT, ICP_I_BOLD, width) > 2) add_answer(sheet, &words, false);
    const char *answer = icp_i_letters_fit(words.text, ANSWER_TEXT, ICP_I_BOLD, width, 2, sheet->pool);
    icp_i_builder_add(&sheet->out, "<p class=\"answer\">");
    if (answer) icp_i_markup_text(&sheet->out, answer);
    else sheet->out.failed = true;
    icp_i_builder_add(&sheet->out, "</p>\n");
    add_second(sheet, &words);
    (void)icp_i_html_text(sheet, "p", "second", words.text, width, 1);
    write_figures(sheet, width);
}
