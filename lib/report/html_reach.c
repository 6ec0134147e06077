/* html_reach.c - what to know before acting on the answer: fair share, whom to talk to, rivals, whether it would hold. Each line says what the file
 * shows, or which flag would show it. Must not know: how these were tested. */
#include "report/html_parts.h"

#include <math.h>
#include <string.h>

#define LABEL 21.0

/* One line of the list; `most` lines of text. */
static void item(icp_i_sheet *sheet, const char *label, const char *text, double width, size_t most)
{
    icp_i_builder_add(&sheet->out, "<dt>");
    icp_i_markup_text(&sheet->out, label);
    icp_i_builder_add(&sheet->out, "</dt>");
    (void)icp_i_html_text(sheet, "dd", NULL, text, width - LABEL, most);
}

static void fair_share(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    static const char *const words[] = {"cannot tell: ", "below: ", "about fair: ", "above: "};
    const icp_fair_share *share = sheet->first ? &sheet->first->fair_share : NULL;
    icp_i_phrase_start(phrase);
    if (!share || !share->present || isnan(share->captured.value)) {
        if (!sheet->result->win.present) icp_i_phrase_add(phrase, "not known: needs deals won and lost (--win) and --players N.");
        else icp_i_phrase_add(phrase, "not known: --players N says how many compete for a deal.");
        return;
    }
    icp_i_phrase_add(phrase, words[share->verdict <= ICP_SHARE_UNFAIR ? share->verdict : 0]);
    icp_i_figure_part(phrase, (icp_part){share->won, share->deals});
    icp_i_phrase_add(phrase, " deals");
    if (share->accounts < share->deals) {
        icp_i_phrase_add(phrase, " (");
        icp_i_phrase_count(phrase, share->accounts);
        icp_i_phrase_add(phrase, share->accounts == 1 ? " account)" : " accounts)");
    }
    icp_i_phrase_add(phrase, " won, ");
    icp_i_figure_lift(phrase, &share->captured);
    icp_i_phrase_add(phrase, " a share of ");
    icp_i_figure_percent(phrase, share->expected);
    icp_i_phrase_add(phrase, ".");
}

/* A title that is clearly more frequent on accounts won or kept than on those lost; else the one that is there most often. */
static const icp_contact_coverage *best_title(const icp_segment *lead, bool *clear)
{
    const icp_contact_coverage *best = NULL;
    *clear = false;
    for (size_t i = 0; lead && i < lead->contact_count; i++) {
        const icp_contact_coverage *title = &lead->contacts[i];
        if (isnan(title->won.value) || (*clear && !title->stands_out)) continue;
        if (!best || (title->stands_out && !*clear) || title->won.value > best->won.value) best = title;
        *clear = *clear || title->stands_out;
    }
    return best;
}

static void contacts(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    bool clear, deals = sheet->result->win.present != 0;
    const icp_contact_coverage *best = best_title(sheet->grouped ? sheet->groups[0].segment : NULL, &clear);
    icp_i_phrase_start(phrase);
    if (!best) {
        bool column = sheet->result->roles.contact != ICP_NONE;
        icp_i_phrase_add(phrase, column ? "too few titles on these accounts to tell." : "not known: the buyer's title (--contact) would say.");
        return;
    }
    if (!clear) icp_i_phrase_add(phrase, "no title stands out; most often ");
    icp_i_phrase_user(phrase, best->role, ICP_I_CAP);
    icp_i_phrase_add(phrase, ": ");
    icp_i_figure_rate(phrase, &best->won);
    icp_i_phrase_add(phrase, deals ? " of those won" : " of those kept");
    if (clear) {
        icp_i_phrase_add(phrase, ", ");
        icp_i_figure_percent(phrase, best->lost.value);
        icp_i_phrase_add(phrase, deals ? " of those lost" : " of those that left");
    }
    icp_i_phrase_add(phrase, ".");
}

static const char *question_of(const icp_result *result, const char *id)
{
    for (size_t i = 0; i < result->question_count; i++)
        if (strcmp(result->questions[i].id, id) == 0 && result->questions[i].why) return result->questions[i].why;
    return "";
}

/* "Globex in 61 deals, we win 34% (25–44%)", or "Globex 8" */
static void add_rival(icp_i_phrase *phrase, const icp_competitor *rival)
{
    bool rated = !isnan(rival->win_rate.value);
    icp_i_phrase_user(phrase, rival->name, ICP_I_CAP);
    icp_i_phrase_add(phrase, rated ? " in " : " ");
    icp_i_phrase_count(phrase, rival->deals);
    if (!rated) return;
    icp_i_phrase_add(phrase, " deals, we win ");
    icp_i_figure_rate(phrase, &rival->win_rate);
}

/* Between the rivals before and the next one, which the file or the market list names. */
static const char *before_rival(bool user, size_t at, size_t told, size_t listed)
{
    if (user && listed == 0) return at > 0 ? "; users in the market list: " : "users in the market list: ";
    if (told > 0) return "; ";
    return at > 0 ? ", most often " : "";
}

/* The one without a name stands for all rivals together. That a deal names a rival does not say that it was lost. */
static void rivals(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    const icp_result *result = sheet->result;
    size_t told = 0, listed = 0;
    icp_i_phrase_start(phrase);
    for (size_t i = 0; i < result->competitor_count && told < 2; i++) {
        const icp_competitor *rival = &result->competitors[i];
        bool user = rival->source[0] == 'm';
        if (rival->name && rival->name[0]) {
            icp_i_phrase_add(phrase, before_rival(user, i, told++, listed));
            listed += user;
            add_rival(phrase, rival);
        } else {
            const char *named = result->win.present ? " deals name a rival" : " name a rival";
            icp_i_phrase_count(phrase, rival->deals);
            icp_i_phrase_add(phrase, result->roles.competitor.events ? " lost to rivals, which the file does not name" : named);
        }
    }
    if (result->competitor_count) icp_i_phrase_add(phrase, ".");
    else if (result->roles.competitor.column == ICP_NONE) icp_i_phrase_add(phrase, "not known: who won instead (--competitor) would say.");
    else icp_i_figure_sentence(phrase, question_of(result, "competitors"));
}

/* Sensitivity to assumptions, else the agreement of two halves. */
static void would_it_hold(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    const icp_result *result = sheet->result;
    icp_i_phrase_start(phrase);
    if (result->sensitivity_count > 0) {
        size_t kept = 0;
        for (size_t i = 0; i < result->sensitivity_count; i++) kept += result->sensitivity[i].rank1_kept != 0;
        icp_i_phrase_add(phrase,
                         kept == result->sensitivity_count ? "yes: first under every changed assumption tried." : "not always: another comes first ");
        if (kept == result->sensitivity_count) return;
        for (size_t i = 0; i < result->sensitivity_count; i++) {
            if (result->sensitivity[i].rank1_kept) continue;
            if (strncmp(result->sensitivity[i].change, "without", 7) != 0) icp_i_phrase_add(phrase, "with ");
            icp_i_phrase_user(phrase, result->sensitivity[i].change, 60);
            break;
        }
        icp_i_phrase_add(phrase, ".");
        return;
    }
    double ari = result->clustering.replication_ari;
    if (isnan(ari)) icp_i_phrase_add(phrase, "nothing to repeat: there are no segments.");
    else
        icp_i_phrase_add(phrase, ari >= ICP_REPLICATED_ARI ? "yes: each half of the customers gives the other the same segments."
                                                           : "no: half of the customers would be cut otherwise.");
}

static void title(const icp_i_sheet *sheet, icp_i_phrase *phrase)
{
    const icp_fair_share *share = sheet->first ? &sheet->first->fair_share : NULL;
    icp_i_phrase_start(phrase);
    if (share && share->present && share->verdict == ICP_SHARE_UNFAIR) icp_i_phrase_add(phrase, "You win more than your fair share");
    else if (share && share->present && share->verdict == ICP_SHARE_BELOW) icp_i_phrase_add(phrase, "You win less than your fair share");
    else if (share && share->present) icp_i_phrase_add(phrase, "No clear difference to a fair share");
    else icp_i_phrase_add(phrase, "Before you act");
}

void icp_i_html_reach(icp_i_sheet *sheet, double width, double height)
{
    icp_i_phrase words;
    (void)height;
    title(sheet, &words);
    icp_i_html_heading(sheet, words.text, width);
    icp_i_builder_add(&sheet->out, "<dl>\n");
    fair_share(sheet, &words);
    item(sheet, "Fair share", words.text, width, 2);
    contacts(sheet, &words);
    item(sheet, "Talk to", words.text, width, 2);
    rivals(sheet, &words);
    item(sheet, "Rivals", words.text, width, 2);
    would_it_hold(sheet, &words);
    item(sheet, "Holds up?", words.text, width, 2);
    icp_i_builder_add(&sheet->out, "</dl>\n");
}
