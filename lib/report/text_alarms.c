/* text_alarms.c - the warnings that belong above the answers: columns that know the outcome, coefficients without a maximum. Owns: which they are and
 * how many lines they get. Must not know: how they were found. */
#include "report/text_parts.h"

#include <string.h>

static const char *const alarms[] = {"leak", "separation"};
#define ALARMS (sizeof alarms / sizeof alarms[0])

static void say_more(icp_i_page *page, size_t more)
{
    if (more == 0) return;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "and ");
    icp_i_phrase_count(&phrase, more);
    icp_i_phrase_add(&phrase, " more such warnings: -v, or warnings in report.json");
    icp_i_page_item(page, "", ICP_I_LABEL, phrase.text, 1);
}

/* Leaks come first. Each gets two lines as long as there is room for it and for the number of those left. */
void icp_i_alarms(icp_i_page *page, const icp_result *result)
{
    size_t begun = page->lines, more = 0;
    for (size_t a = 0; a < ALARMS; a++) {
        for (size_t i = 0; i < result->warning_count; i++) {
            if (strcmp(result->warnings[i].code, alarms[a]) != 0) continue;
            if (more > 0 || page->lines - begun + 2 > ICP_I_ALARM_LINES) {
                more++;
                continue;
            }
            icp_i_phrase phrase;
            icp_i_phrase_start(&phrase);
            icp_i_phrase_user(&phrase, result->warnings[i].message, 0);
            icp_i_page_item(page, "Beware", ICP_I_LABEL, phrase.text, 2);
        }
    }
    say_more(page, more);
}
