/* text_existence.c - whether the segments exist and differ, on up to three lines of the summary. Must not know: the lines around it. */
#include "report/sheet.h"
#include "report/text_parts.h"

/* "found again in 93 to 100 of 100 resamples" */
static void add_found_again(icp_i_phrase *phrase, const icp_result *result)
{
    size_t least = (size_t)-1, most = 0, of = 0;
    for (size_t s = 0; s < result->segment_count; s++) {
        const icp_segment *segment = &result->segments[s];
        if (segment->found_again < least) least = segment->found_again;
        if (segment->found_again > most) most = segment->found_again;
        of = segment->stability.n > of ? segment->stability.n : of;
    }
    icp_i_phrase_add(phrase, "found again in ");
    icp_i_phrase_count(phrase, least);
    if (most > least) icp_i_phrase_add(phrase, " to ");
    if (most > least) icp_i_phrase_count(phrase, most);
    icp_i_phrase_add(phrase, " of ");
    icp_i_phrase_count(phrase, of);
    icp_i_phrase_add(phrase, " resamples.");
}

static size_t with_verdict(const icp_result *result, icp_verdict verdict)
{
    size_t count = 0;
    for (size_t s = 0; s < result->segment_count; s++) count += result->segments[s].verdict == verdict;
    return count;
}

static void add_verdict(icp_i_phrase *phrase, const icp_result *result)
{
    static const char *const words[] = {"", "Natural groups", "Reproducible cuts, not natural groups", "Useful cuts, not natural groups",
                                        "Accounts form a continuum: cuts of it are no segments"};
    icp_verdict verdict = result->clustering.verdict;
    size_t alike = with_verdict(result, verdict);
    if (verdict == ICP_VERDICT_NOT_TESTED) return;
    icp_i_phrase_add(phrase, words[verdict]);
    if (alike < result->segment_count) {
        icp_i_phrase_add(phrase, " (");
        icp_i_phrase_count(phrase, alike);
        icp_i_phrase_add(phrase, " of them)");
    }
    icp_i_phrase_add(phrase, ": ");
    add_found_again(phrase, result);
}

void icp_i_existence(icp_i_page *page, const icp_result *result)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (result->segment_count < 2) return;
    add_verdict(&phrase, result);
    const char *alike = icp_i_alike_words(result);
    if (alike && phrase.used) icp_i_phrase_add(&phrase, " ");
    if (alike) icp_i_figure_sentence(&phrase, alike);
    icp_i_page_item(page, "", 0, phrase.text, 3);
}
