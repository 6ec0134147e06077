/* settings.c - the one table of options, and text <-> setting. Must not know: what a setting does, or who sets it. */
#include "base/fail.h"
#include "base/number.h"
#include "icpcluster/settings.h"

#include <math.h>
#include <stdio.h>
#include <stdbool.h>
#include <string.h>

#define AT(field) offsetof(icp_settings, field)

enum {
    READS = ICP_USED_READING, INSPECTS = ICP_USED_INSPECTING, RUNS = ICP_USED_RUNNING, STREAMS = ICP_USED_STREAMING, SCORES = ICP_USED_SCORING,
    LISTS = ICP_USED_LISTING
};

static const icp_setting rows[] = {
    {"seed", ICP_SETTING_SEED, AT(seed), "42", 0, 0, NULL, "N",
     "Seed of every random draw; the same rows, settings and seed give the same bytes.", 1, RUNS | LISTS},
    {"threads", ICP_SETTING_THREADS, AT(threads), "all", 0, 1024, "all", "N",
     "Threads to use, 0 or all for every core; the result does not depend on it.", 0, READS | RUNS | SCORES},
    {"kernel", ICP_SETTING_CHOICE, AT(kernel), "auto", 0, 0, "auto|blas|native", "NAME",
     "Where distances and cross-products are computed: by the BLAS, by own kernels, or whichever is faster for the shape; labels are the same.",
     1, RUNS},
    {"k", ICP_SETTING_RANGE, AT(k_low), "auto", 1, 1000, "auto", "N|LO..HI|auto", "Number of segments, a range to choose from, or auto.", 1, RUNS},
    {"level", ICP_SETTING_NUMBER, AT(level), "0.9", 0.5, 0.999, NULL, "P",
     "Confidence level of the intervals of rates, rules and ranks (AUC and odds ratios always have 0.95).", 1, RUNS},
    {"weights", ICP_SETTING_WEIGHTS, AT(weight), "auto", 0, 1000, "usage|upsell|objections", "AXIS=W,...",
     "Share of each axis in the distance, as in usage=.4,upsell=.3,objections=.3; an axis not named has its default, or 0 where it is noise.",
     1, RUNS},
    {"restarts", ICP_SETTING_COUNT, AT(restarts), "auto", 0, 100000, "auto", "N", "Times k-means starts anew; the best of all starts is kept.",
     1, RUNS},
    {"whiten", ICP_SETTING_NUMBER, AT(whiten), "1", 0, 1, NULL, "P",
     "How far correlated columns of an axis share their votes: at 1 no direction counts for more than two columns, at 0 every column counts.",
     1, RUNS},
    {"min-size", ICP_SETTING_COUNT, AT(min_size), "auto", 0, 1e9, "auto", "N",
     "Accounts a segment needs; a number of segments that leaves a smaller one is not chosen.", 1, RUNS},
    {"min-cell", ICP_SETTING_COUNT, AT(min_cell), "5", 1, 1e9, NULL, "N",
     "Counts of a trait, objection or contact below this are left out of reports, so that nobody can be singled out.", 1, RUNS},
    {"folds", ICP_SETTING_COUNT, AT(folds), "10", 3, 100, NULL, "N",
     "Parts the accounts are cut into, so that each is predicted by a model that has not seen it.", 1, RUNS},
    {"fold-repeats", ICP_SETTING_COUNT, AT(fold_repeats), "auto", 0, 1000, "auto", "N",
     "Times the cut into parts is drawn anew; predictions are averaged over them. auto: 5, fewer from 2,000 accounts on.", 1, RUNS},
    {"resamples", ICP_SETTING_COUNT, AT(resamples), "100", 0, 10000, "none", "N",
     "Resamples of the accounts, and twice as many draws of noise, that say whether segments exist; none leaves them without a verdict.", 1, RUNS},
    {"bad-rows", ICP_SETTING_CHOICE, AT(bad_rows), "stop", 0, 0, "stop|skip", "WHAT",
     "What a row that cannot be read does: stop the command at its line, or be left out and counted; run keeps such rows in rejects.csv.",
     1, READS | RUNS | STREAMS},
    {"date-order", ICP_SETTING_CHOICE, AT(date_order), "auto", 0, 0, "auto|dmy|mdy", "ORDER",
     "How a date such as 03/04/2026 reads: day first, month first, or as the column shows; what stays ambiguous is refused.", 1, READS},
    {"decimal", ICP_SETTING_CHOICE, AT(decimal), "auto", 0, 0, "auto|point|comma", "MARK",
     "The decimal mark of numbers: point, comma, or as the column shows; what stays ambiguous is refused.", 1, READS},
    {"type", ICP_SETTING_TEXT, AT(types), "", 0, 0, NULL, "COL=TYPE,...",
     "Reads a column as number, money, percent, date, boolean, category, text or id, whatever it looks like.", 1, READS},
    {"as-of", ICP_SETTING_DATE, AT(as_of), "", 0, 0, NULL, "YYYY-MM-DD",
     "The day the accounts are seen from; by default the latest date in the data, never today.", 1, INSPECTS | RUNS},
    {"objections", ICP_SETTING_TEXT, AT(objection_dictionary), "", 0, 0, NULL, "FILE",
     "Words that sort reason texts into classes of objection, in the form of the dictionary that is shipped.", 1, RUNS},
    {"capacity", ICP_SETTING_COUNT, AT(capacity), "none", 1, 1e9, "none", "N",
     "Accounts that can be worked in a year: the narrowest rule is recommended that leaves 1.5 times as many to call; the length of a call list.",
     1, RUNS | LISTS},
    {"half-life", ICP_SETTING_NUMBER, AT(half_life), "0", 0, 36500, NULL, "DAYS",
     "Days after which a row counts half in outcome models, rates, rules, ranks and tiers, 0 for all alike; segments, fair share and contacts say "
     "what is there, however old, and count all rows alike.",
     1, INSPECTS | RUNS},
};

#define ROWS (sizeof rows / sizeof rows[0])
_Static_assert(ROWS <= ICP_SETTING_LIMIT, "origins have no room for so many rows");

size_t icp_setting_count(void)
{
    return ROWS;
}

const icp_setting *icp_setting_row(size_t i)
{
    return i < ROWS ? &rows[i] : NULL;
}

/* ---- lists of words split by | ---- */

static size_t word_length(const char *list)
{
    return strcspn(list, "|");
}

static const char *next_word(const char *list)
{
    list += word_length(list);
    return *list ? list + 1 : NULL;
}

static int word_index(const char *list, const char *word, size_t length)
{
    for (int i = 0; list; i++, list = next_word(list))
        if (word_length(list) == length && memcmp(list, word, length) == 0) return i;
    return -1;
}

static const char *word_of(const char *list, int index)
{
    while (list && index-- > 0) list = next_word(list);
    return list;
}

/* ---- reading: each parser writes *at only when the whole text is right ---- */

static bool same_word(const char *text, size_t length, const char *word)
{
    return word && strlen(word) == length && memcmp(text, word, length) == 0;
}

static bool read_count(const icp_setting *row, const char *text, size_t length, size_t *at)
{
    uint64_t value = 0;
    if (row->type != ICP_SETTING_RANGE && same_word(text, length, row->choices)) {
        *at = 0;
        return true;
    }
    if (!icp_i_count_parse(text, length, &value) || (double)value < row->low || (double)value > row->high) return false;
    *at = (size_t)value;
    return true;
}

static bool read_threads(const icp_setting *row, const char *text, int *at)
{
    size_t value;
    if (!read_count(row, text, strlen(text), &value)) return false;
    *at = (int)value;
    return true;
}

static bool read_number(const icp_setting *row, const char *text, size_t length, double *at)
{
    double value;
    if (!icp_i_number_parse(text, length, &value) || !(value >= row->low && value <= row->high)) return false;
    *at = value;
    return true;
}

static bool read_choice(const icp_setting *row, const char *text, void *at)
{
    int index = word_index(row->choices, text, strlen(text));
    if (index >= 0) memcpy(at, &index, sizeof index);
    return index >= 0;
}

static bool read_range(const icp_setting *row, const char *text, size_t at[2])
{
    size_t low = 0, high = 0;
    const char *dots = strstr(text, "..");
    if (strcmp(text, row->choices) != 0) {
        size_t first = dots ? (size_t)(dots - text) : strlen(text);
        if (!read_count(row, text, first, &low)) return false;
        high = low;
        if (dots && !read_count(row, dots + 2, strlen(dots + 2), &high)) return false;
        if (low > high) return false;
    }
    at[0] = low;
    at[1] = high;
    return true;
}

/* "usage=.4,upsell=.3"; each axis at most once, and not all of them 0. */
static bool read_weights(const icp_setting *row, const char *text, double at[ICP_AXIS_COUNT])
{
    double weight[ICP_AXIS_COUNT];
    bool something = false;
    for (int i = 0; i < ICP_AXIS_COUNT; i++) weight[i] = NAN;
    for (const char *item = strcmp(text, row->fallback) == 0 ? NULL : text; item;) {
        size_t length = strcspn(item, ","), name = strcspn(item, "=");
        if (name >= length) return false;
        int axis = word_index(row->choices, item, name);
        if (axis < 0 || !isnan(weight[axis]) || !read_number(row, item + name + 1, length - name - 1, &weight[axis])) return false;
        item = item[length] ? item + length + 1 : NULL;
    }
    for (int i = 0; i < ICP_AXIS_COUNT; i++) something |= weight[i] != 0;
    if (something) memcpy(at, weight, sizeof weight);
    return something;
}

static bool is_calendar_day(const char *text)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t year, month, day;
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!icp_i_count_parse(text, 4, &year) || !icp_i_count_parse(text + 5, 2, &month) || !icp_i_count_parse(text + 8, 2, &day)) return false;
    if (year < 1 || month < 1 || month > 12) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

static bool read_text(const char *text, bool allowed, const char **at)
{
    if (*text && !allowed) return false;
    *at = *text ? text : NULL;
    return true;
}

static bool read_value(const icp_setting *row, const char *text, icp_settings *settings)
{
    void *at = (char *)settings + row->offset;
    switch (row->type) {
    case ICP_SETTING_COUNT: return read_count(row, text, strlen(text), at);
    case ICP_SETTING_SEED: return icp_i_count_parse(text, strlen(text), at);
    case ICP_SETTING_THREADS: return read_threads(row, text, at);
    case ICP_SETTING_NUMBER: return read_number(row, text, strlen(text), at);
    case ICP_SETTING_CHOICE: return read_choice(row, text, at);
    case ICP_SETTING_RANGE: return read_range(row, text, at);
    case ICP_SETTING_WEIGHTS: return read_weights(row, text, at);
    case ICP_SETTING_TEXT: return read_text(text, true, at);
    case ICP_SETTING_DATE: return read_text(text, is_calendar_day(text), at);
    }
    return false;
}

icp_settings icp_settings_default(void)
{
    icp_settings settings;
    memset(&settings, 0, sizeof settings);
    settings.struct_size = sizeof settings;
    for (size_t i = 0; i < ROWS; i++) read_value(&rows[i], rows[i].fallback, &settings);
    return settings;
}

/* ---- what would have been right, for errors ---- */

static void expect_number(const icp_setting *row, char *out, size_t size)
{
    char low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE];
    icp_i_number_format(row->low, low);
    icp_i_number_format(row->high, high);
    const char *kind = row->type == ICP_SETTING_NUMBER ? "a number" : "a whole number";
    if (row->type == ICP_SETTING_RANGE) snprintf(out, size, "N or LO..HI with whole numbers from %s to %s, or auto", low, high);
    else snprintf(out, size, "%s from %s to %s%s%s", kind, low, high, row->choices ? ", or " : "", row->choices ? row->choices : "");
}

static void expect_choice(const icp_setting *row, char *out, size_t size)
{
    size_t used = 0;
    for (const char *word = row->choices; word && used < size; word = next_word(word)) {
        const char *separator = word == row->choices ? "" : next_word(word) ? ", " : " or ";
        used += (size_t)snprintf(out + used, size - used, "%s%.*s", separator, (int)word_length(word), word);
    }
}

static void expect(const icp_setting *row, char *out, size_t size)
{
    switch (row->type) {
    case ICP_SETTING_SEED: snprintf(out, size, "a whole number from 0 to 18446744073709551615"); break;
    case ICP_SETTING_CHOICE: expect_choice(row, out, size); break;
    case ICP_SETTING_WEIGHTS: snprintf(out, size, "usage=.4,upsell=.3,objections=.3: each axis once, from 0 to 1000, not all 0"); break;
    case ICP_SETTING_DATE: snprintf(out, size, "a day of the calendar as YYYY-MM-DD"); break;
    case ICP_SETTING_TEXT: snprintf(out, size, "a text"); break;
    default: expect_number(row, out, size);
    }
}

/* Index of the choice that `text` is nearest to, or -1. */
static int near_choice(const icp_setting *row, const char *text)
{
    enum { MOST = 8, LONG = 32 };
    char copy[MOST][LONG];
    const char *words[MOST];
    size_t count = 0;
    if (row->type != ICP_SETTING_CHOICE) return -1;
    for (const char *word = row->choices; word && count < MOST; word = next_word(word), count++) {
        icp_i_fail_copy(copy[count], LONG, word, word_length(word));
        words[count] = copy[count];
    }
    return icp_nearest_name(text, words, count);
}

static icp_status fail_value(const icp_setting *row, const char *text, icp_error *err)
{
    char expected[160];
    expect(row, expected, sizeof expected);
    icp_status status = icp_i_fail(err, ICP_E_ARGUMENT, "setting \"%s\": expected %s, found \"%.80s\"", row->key, expected, text);
    icp_i_fail_about(err, row->key, text, expected);
    int near = near_choice(row, text);
    const char *word = near < 0 ? NULL : word_of(row->choices, near);
    if (word) icp_i_fail_help(err, "did you mean --%s %.*s?", row->key, (int)word_length(word), word);
    else icp_i_fail_help(err, "--%s %s: %s", row->key, row->value, row->help);
    return status;
}

static icp_status fail_key(const char *key, icp_error *err)
{
    const char *keys[ROWS];
    for (size_t i = 0; i < ROWS; i++) keys[i] = rows[i].key;
    int near = icp_nearest_name(key, keys, ROWS);
    icp_status status = icp_i_fail(err, ICP_E_SETTING, "there is no setting \"%.80s\"", key);
    icp_i_fail_about(err, key, NULL, near >= 0 ? keys[near] : NULL);
    if (near >= 0) icp_i_fail_help(err, "did you mean \"%s\"?", keys[near]);
    else icp_i_fail_help(err, "the command `icp-cluster settings` lists all of them");
    return status;
}

icp_status icp_settings_set(icp_settings *settings, const char *key, const char *text, icp_origin origin, icp_error *err)
{
    if (!settings || settings->struct_size != sizeof *settings || !key || !text)
        return icp_i_fail(err, ICP_E_ARGUMENT, "icp_settings_set needs settings made by icp_settings_default, a key and a text");
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].key, key) != 0) continue;
        icp_settings changed = *settings;
        if (!read_value(&rows[i], text, &changed)) return fail_value(&rows[i], text, err);
        if ((unsigned char)origin < settings->origin[i]) return ICP_OK;
        changed.origin[i] = (unsigned char)origin;
        *settings = changed;
        return ICP_OK;
    }
    return fail_key(key, err);
}

/* ---- writing ---- */

static size_t write_count(const icp_setting *row, uint64_t value, char *out, size_t size)
{
    if (value == 0 && row->choices) return (size_t)snprintf(out, size, "%s", row->choices);
    return (size_t)snprintf(out, size, "%llu", (unsigned long long)value);
}

static size_t write_number(double value, char *out, size_t size)
{
    char text[ICP_I_NUMBER_SIZE];
    icp_i_number_format(value, text);
    return (size_t)snprintf(out, size, "%s", text);
}

static size_t write_range(const icp_setting *row, const size_t *value, char *out, size_t size)
{
    if (value[0] == value[1]) return write_count(row, value[0], out, size);
    return (size_t)snprintf(out, size, "%zu..%zu", value[0], value[1]);
}

static size_t write_weights(const icp_setting *row, const double *weight, char *out, size_t size)
{
    char text[ICP_AXIS_COUNT * (32 + ICP_I_NUMBER_SIZE)] = "", number[ICP_I_NUMBER_SIZE];
    size_t used = 0;
    for (int i = 0; i < ICP_AXIS_COUNT; i++) {
        if (isnan(weight[i])) continue;
        const char *axis = word_of(row->choices, i);
        icp_i_number_format(weight[i], number);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s=%s", used ? "," : "", (int)word_length(axis), axis, number);
    }
    return (size_t)snprintf(out, size, "%s", used ? text : row->fallback);
}

static size_t write_choice(const icp_setting *row, const void *at, char *out, size_t size)
{
    int index;
    memcpy(&index, at, sizeof index);
    const char *word = word_of(row->choices, index);
    return (size_t)snprintf(out, size, "%.*s", word ? (int)word_length(word) : 0, word ? word : "");
}

size_t icp_settings_text(const icp_settings *settings, size_t i, char *buffer, size_t size)
{
    if (i >= ROWS) return (size_t)snprintf(buffer, size, "%s", "");
    const icp_setting *row = &rows[i];
    const void *at = (const char *)settings + row->offset;
    switch (row->type) {
    case ICP_SETTING_COUNT: return write_count(row, *(const size_t *)at, buffer, size);
    case ICP_SETTING_SEED: return write_count(row, *(const uint64_t *)at, buffer, size);
    case ICP_SETTING_THREADS: return write_count(row, (uint64_t) * (const int *)at, buffer, size);
    case ICP_SETTING_NUMBER: return write_number(*(const double *)at, buffer, size);
    case ICP_SETTING_CHOICE: return write_choice(row, at, buffer, size);
    case ICP_SETTING_RANGE: return write_range(row, at, buffer, size);
    case ICP_SETTING_WEIGHTS: return write_weights(row, at, buffer, size);
    case ICP_SETTING_TEXT:
    case ICP_SETTING_DATE: break;
    }
    const char *text = *(const char *const *)at;
    return (size_t)snprintf(buffer, size, "%s", text ? text : "");
}
