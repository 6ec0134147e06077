/* text_alarms.c - the warnings that belong above the answers: columns that know the outcome, coefficients without a maximum. Owns: which they are and
 * how many lines they get. Must not know: how they were found. */
#include "report/text_parts.h"

#include <string.h>

static const char *const alarms[] = {"leak", "separation", "fragile"};
#define ALARMS (sizeof alarms / sizeof alarms[0])

static void say_more(icp_i_page *page, size_t more)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "and ");
    icp_i_phrase_count(&phrase, more);
    icp_i_phrase_add(&phrase, " more warnings of this kind: -v, or warnings in report.json");
    icp_i_page_item(page, "", ICP_I_LABEL, phrase.text, 1);
}

static size_t count_alarms(const icp_result *result)
{
    size_t count = 0;
    for (size_t i = 0; i < result->warning_count; i++)
        for (size_t a = 0; a < ALARMS; a++) count += strcmp(result->warnings[i].code, alarms[a]) == 0;
    return count;
}

/* Leaks come first, with two lines as long as one is left for what follows. */
void icp_i_alarms(icp_i_page *page, const icp_result *result)
{
    size_t end = page->lines + ICP_I_ALARM_LINES, left = count_alarms(result);
    for (size_t a = 0; a < ALARMS; a++) {
        for (size_t i = 0; i < result->warning_count; i++) {
            if (strcmp(result->warnings[i].code, alarms[a]) != 0) continue;
            size_t room = end - page->lines - (left > 1);
            if (room == 0) {
                say_more(page, left);
                return;
            }
            icp_i_phrase phrase;
            icp_i_phrase_start(&phrase);
            icp_i_phrase_user(&phrase, result->warnings[i].message, 0);
            icp_i_page_item(page, "Beware", ICP_I_LABEL, phrase.text, room < 2 ? room : 2);
            left--;
        }
    }
}
