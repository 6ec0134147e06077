/* clean.c - see clean.h. */
#include "data/clean.h"

#include "data/date.h"
#include "data/plain.h"
#include "data/value.h"

#include <math.h>
#include <string.h>

#define LARGEST 1e150

static bool differ(double a, double b)
{
    return a < b || a > b;
}

static icp_i_clean_state figure(const icp_i_clean_rule *rule, const char *text, size_t length, double *value)
{
    icp_i_plain plain;
    icp_i_figure f;
    bool percent = rule->type == ICP_TYPE_PERCENT;
    if (!percent && icp_i_plain_figure(text, length, &plain) && (plain.behind == 0 || rule->decimal_comma == 0)) {
        *value = plain.value;
        return ICP_I_CLEAN_USED;
    }
    if (!icp_i_figure_read(text, length, &f)) return ICP_I_CLEAN_BAD;
    if (rule->decimal_comma < 0 && f.point && f.comma && differ(f.with_point, f.with_comma)) return ICP_I_CLEAN_AMBIGUOUS;
    bool comma = rule->decimal_comma > 0 || (rule->decimal_comma < 0 && !f.point);
    if (!(comma ? f.comma : f.point)) return ICP_I_CLEAN_BAD;
    *value = comma ? f.with_comma : f.with_point;
    bool zero = !differ(*value, 0);
    return (percent ? f.percent || zero : !f.percent) ? ICP_I_CLEAN_USED : ICP_I_CLEAN_BAD;
}

static icp_i_clean_state date(const icp_i_clean_rule *rule, const char *text, size_t length, double *value)
{
    icp_i_date d;
    if (icp_i_plain_date(text, length, value)) return ICP_I_CLEAN_USED;
    if (!icp_i_date_read(text, length, &d)) return ICP_I_CLEAN_BAD;
    if (rule->day_first < 0 && d.day_first && d.month_first && differ(d.with_day_first, d.with_month_first)) return ICP_I_CLEAN_AMBIGUOUS;
    bool day = rule->day_first > 0 || (rule->day_first < 0 && !d.month_first);
    if (!(day ? d.day_first : d.month_first)) return ICP_I_CLEAN_BAD;
    *value = day ? d.with_day_first : d.with_month_first;
    return ICP_I_CLEAN_USED;
}

/* Like strcmp, for a text that is not terminated. Most differ within a few bytes: a call would take longer. */
static int compare(const char *text, size_t length, const char *level)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == level[i] && text[i]) continue;
        return (unsigned char)text[i] < (unsigned char)level[i] ? -1 : 1;
    }
    return level[length] ? -1 : 0;
}

static int32_t find(const icp_i_clean_rule *rule, const char *text, size_t length)
{
    size_t low = 0, high = rule->level_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(text, length, rule->levels[middle]);
        if (order == 0) return (int32_t)middle;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return (int32_t)rule->level_count;
}

/* yes, Yes and YES are one level, however the rows of the run spelled it. */
static int32_t find_answer(const icp_i_clean_rule *rule, const char *text, size_t length)
{
    int truth, other;
    int32_t found = find(rule, text, length);
    if ((size_t)found < rule->level_count || icp_i_boolean_read(text, length, &truth) == ICP_I_PAIR_NONE) return found;
    for (size_t l = 0; l < rule->level_count; l++)
        if (icp_i_boolean_read(rule->levels[l], strlen(rule->levels[l]), &other) != ICP_I_PAIR_NONE && other == truth) return (int32_t)l;
    return found;
}

icp_i_clean_state icp_i_clean(const icp_i_clean_rule *rule, const char *text, size_t length, double *number, int32_t *level)
{
    double value = NAN;
    *number = NAN;
    *level = -1;
    icp_i_trim(&text, &length);
    if (length == 0) return ICP_I_CLEAN_MISSING;
    if (rule->type < ICP_TYPE_NUMBER) {
        if (rule->missing_words && icp_i_missing(text, length)) return ICP_I_CLEAN_MISSING;
        *level = rule->type == ICP_TYPE_BOOLEAN ? find_answer(rule, text, length) : find(rule, text, length);
        return ICP_I_CLEAN_USED;
    }
    icp_i_clean_state state = (rule->type == ICP_TYPE_DATE ? date : figure)(rule, text, length, &value);
    if (state == ICP_I_CLEAN_BAD && icp_i_missing(text, length)) return ICP_I_CLEAN_MISSING;
    if (state == ICP_I_CLEAN_USED && !(fabs(value) <= LARGEST)) return ICP_I_CLEAN_RANGE;
    if (state == ICP_I_CLEAN_USED) *number = value;
    return state;
}
