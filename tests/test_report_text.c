/* test_report_text.c - the terminal summary of hand-built results: at most 25 lines of at most 100 columns however many segments there are, no
 * byte that steers a terminal, cannot-tell where the intervals say so; inspection, notes and errors; how numbers read. */
#include "support/check.h"
#include "support/sample_result.h"

#include "report/text_parts.h"

#include <string.h>

typedef icp_status (*writer)(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err);

static icp_t_bytes written(writer write, const icp_result *result, const icp_text_style *style)
{
    icp_t_bytes bytes = {.room = SIZE_MAX};
    icp_sink sink = icp_t_sink(&bytes);
    icp_error err;
    CHECK_OK(write(result, style, &sink, &err), &err);
    CHECK(bytes.data != NULL);
    return bytes;
}

static bool has(const icp_t_bytes *bytes, const char *text) { return bytes->data && strstr(bytes->data, text) != NULL; }

/* Lines, widest line in columns, and bytes that could steer a terminal. */
static void measure(const icp_t_bytes *bytes, size_t *lines, size_t *widest, size_t *steering)
{
    *lines = *widest = *steering = 0;
    for (const char *line = bytes->data; line && *line; line += strcspn(line, "\n") + 1) {
        char copy[8192] = "";
        size_t length = strcspn(line, "\n");
        memcpy(copy, line, length < sizeof copy ? length : sizeof copy - 1);
        size_t width = icp_i_shown_width(copy);
        *widest = width > *widest ? width : *widest;
        ++*lines;
        for (size_t i = 0; copy[i]; i++) {
            unsigned char c = (unsigned char)copy[i];
            bool c1 = c == 0xC2 && (unsigned char)copy[i + 1] < 0xA0, bidi = strncmp(copy + i, "\xE2\x80\xAE", 3) == 0;
            *steering += c < 0x20 || c == 0x7F || c1 || bidi;
        }
    }
}

static void the_summary_fits_a_screen(void)
{
    for (size_t segments = 2; segments <= ICP_T_SAMPLE_LIST; segments++) {
        icp_t_sample sample;
        size_t lines, widest, steering;
        CHECK(icp_t_sample_make(&sample, segments));
        for (size_t width = 60; width <= 100; width += 40) {
            icp_text_style style = {.width = width};
            icp_t_bytes bytes = written(icp_report_text, &sample.result, &style);
            measure(&bytes, &lines, &widest, &steering);
            CHECK(lines <= 25 && widest <= width && steering == 0);
            icp_t_bytes_free(&bytes);
        }
        icp_t_sample_free(&sample);
    }
}

static void the_first_lines_reconcile_and_name_the_axes(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    const char *first = "8 rows read = 6 used + 2 rejected (besides: 5 footer lines); 6 customers, no revenue column: compare with your CRM.\n";
    CHECK(bytes.data && strncmp(bytes.data, first, 60) == 0);
    CHECK(has(&bytes, "3 segments, grouped by usage (weight 100%). Left out: upsell ease - no upsell column"));
    icp_t_bytes_free(&bytes);
    sample.result.revenue = 1234567;
    bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "revenue 1,234,567"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void answers_come_with_n_and_interval(void)
{
    icp_t_sample sample;
    icp_text_style style = {.width = 200}; /* so that no line breaks inside what is looked for */
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes bytes = written(icp_report_text, &sample.result, &style);
    CHECK(has(&bytes, "uses more than 70% of all accounts do (65-75%, n 3); medians: logins 45 (all 21.5)"));
    CHECK(has(&bytes, "Of 5 who said why: price 60% (40-80%); apart: competitor chosen 20% (10-40%)"));
    CHECK(has(&bytes, "90% intervals"));
    CHECK(has(&bytes, "Cannot tell"));
    CHECK(has(&bytes, "Tier 1"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void overlapping_intervals_cannot_tell(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    for (size_t i = 0; i < 3; i++) {
        sample.segments[i].usage_index.low = 0.8;
        sample.segments[i].churn = (icp_estimate){0.5 + 0.01 * (double)i, 0.3, 0.7, 0.9, 3};
    }
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    const char *usage = strstr(bytes.data, "Uses most"), *leaves = strstr(bytes.data, "Leaves most");
    CHECK(usage && strncmp(usage + 15, "cannot tell", 11) == 0);
    CHECK(leaves && strncmp(leaves + 15, "cannot tell", 11) == 0);
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void no_structure_is_an_answer(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 2));
    sample.result.candidate_count = 0;
    sample.result.segment_count = 1;
    sample.result.clustering.weight[0] = 0;
    sample.result.clustering.k_why = "no cut is better than none";
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "Not grouped") && has(&bytes, "no segment differs: no cut is better than none"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void what_does_not_differ_is_said(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    icp_clustering *c = &sample.result.clustering;
    c->differences[0] = (icp_segment_difference){"churn", .8, 0};
    c->difference_count = 1;
    c->differences_why = "no segment differs in churn (p 0.800) on held-out accounts";
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "No segment differs in churn (p 0.800) on held-out accounts."));
    icp_t_bytes_free(&bytes);
    c->differences[0].differs = 1;
    bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(!has(&bytes, "No segment differs"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

/* A segment that uses little but keeps its customers can be Tier 3 below one that is Not ICP by a better index: that is said where it happens. */
static void tiers_out_of_order_are_explained(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 4));
    sample.candidates[0].tier = ICP_TIER_CORE;
    sample.candidates[1].tier = ICP_TIER_AVOID;
    sample.candidates[2].tier = ICP_TIER_OPPORTUNISTIC;
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "need not follow INDEX"));
    icp_t_bytes_free(&bytes);
    sample.candidates[2].tier = ICP_TIER_AVOID;
    sample.candidates[1].tier = ICP_TIER_UNDECIDED; /* stands nowhere */
    bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(!has(&bytes, "follow INDEX"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void verbose_adds_the_tables(void)
{
    icp_t_sample sample;
    size_t lines, widest, steering;
    icp_text_style style = {.verbose = 1};
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes bytes = written(icp_report_text, &sample.result, &style);
    measure(&bytes, &lines, &widest, &steering);
    CHECK(widest <= 100 && steering == 0);
    CHECK(has(&bytes, "Calinski-Harabasz") && has(&bytes, "prediction strength") && has(&bytes, "How outcome values were counted"));
    CHECK(has(&bytes, "Model of the churn rate") && has(&bytes, "(intercept)"));
    CHECK(has(&bytes, "pl\\x1Ban = free") && has(&bytes, "left out: other terms determine it") && has(&bytes, "CFO in kept 60% (40-80%, n 5)"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

/* Shares are against the others, a ratio over 100 has no digits to believe, what nobody else has is said to be so. */
static void traits_are_told_against_the_others(void)
{
    icp_trait_lift trait = {3, "pro", 0.53, 0.22, {4.2, 3.5, 5.0, 0.9, 100}};
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_others(&phrase, &trait, 0.25); /* (0.22 - 0.25 * 0.53) / 0.75 = 0.1167 */
    CHECK(strcmp(phrase.text, ", others 12% (4.2x, 3.5-5.0)") == 0);
    trait.lift.value = 71889.5;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_others(&phrase, &trait, 0.25);
    CHECK(strcmp(phrase.text, ", others 12% (>100x)") == 0);
    trait.share = 0.88; /* 0.25 * 0.88 = 0.22: all that have it are in the segment */
    icp_i_phrase_start(&phrase);
    icp_i_phrase_others(&phrase, &trait, 0.25);
    CHECK(strcmp(phrase.text, ", no other has it") == 0);
}

static void nothing_is_ranked_without_an_index(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    for (size_t i = 0; i < 3; i++) sample.candidates[i].score.value = NAN;
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "no outcome is predictable") && has(&bytes, "\n-    S1"));
    icp_t_bytes_free(&bytes);
    sample.result.upsell.present = sample.result.churn.present = sample.result.win.present = 0;
    bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "holds no outcome to rank the segments by") && !has(&bytes, "no outcome is predictable"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void one_segment_has_no_superlatives(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 1));
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "1 segment, by usage") && has(&bytes, "All accounts") && has(&bytes, "churn rate 50% (20-80%, n 6)"));
    CHECK(!has(&bytes, "Uses most") && !has(&bytes, "Leaves most"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void blank_outcomes_are_not_observed(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    sample.result.churn.ineligible = 5;
    sample.values[2].rows = 2;
    icp_t_bytes bytes = written(icp_report_text, &sample.result, NULL);
    CHECK(has(&bytes, "Outcome blank, so not observed: 2 for the churn rate. Not eligible: 3 for the churn rate.\n"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void colour_only_when_asked(void)
{
    icp_t_sample sample;
    icp_text_style style = {.color = 1};
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes plain = written(icp_report_text, &sample.result, NULL), colored = written(icp_report_text, &sample.result, &style);
    CHECK(!has(&plain, "\033[") && has(&colored, "\033[1m") && has(&colored, "\033[0m"));
    icp_t_bytes_free(&plain);
    icp_t_bytes_free(&colored);
    icp_t_sample_free(&sample);
}

static void inspection_and_notes_are_safe_and_whole(void)
{
    icp_t_sample sample;
    size_t lines, widest, steering;
    CHECK(icp_t_sample_make(&sample, 3));
    icp_text_style style = {.verbose = 1};
    icp_t_bytes bytes = written(icp_report_inspect_text, &sample.result, &style);
    measure(&bytes, &lines, &widest, &steering);
    CHECK(widest <= 100 && steering == 0);
    CHECK(has(&bytes, "usage?") && has(&bytes, "a count that looks like usage") && has(&bytes, "in part:") && has(&bytes, "pl\\x1Ban"));
    icp_t_bytes_free(&bytes);
    bytes = written(icp_report_notes_text, &sample.result, NULL);
    measure(&bytes, &lines, &widest, &steering);
    CHECK(steering == 0 && has(&bytes, "assumed: usage = logins") && has(&bytes, "warning: 1 column holds one value only (-v)"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void an_error_points_at_its_place(void)
{
    icp_error what = {.status = ICP_EINPUT, .code = ICP_E_NUMBER, .line = 48213, .column = 21, .file = "crm.csv",
                      .message = "column \"mrr\": expected a number, found \"abc\"", .help = "read it as text with --type mrr=text",
                      .excerpt = "0015x00001,Acme,pro,abc,12", .caret = 20, .caret_width = 3};
    icp_t_bytes bytes = {.room = SIZE_MAX};
    icp_sink sink = icp_t_sink(&bytes);
    CHECK_OK(icp_report_error_text(&what, "icp-cluster", NULL, &sink, NULL), NULL);
    CHECK(bytes.data && strcmp(bytes.data, "icp-cluster: crm.csv:48213:21: error[E021]: column \"mrr\": expected a number, found \"abc\"\n"
                                           "  48213 | 0015x00001,Acme,pro,abc,12\n"
                                           "        |                     ^^^\n"
                                           "  help: read it as text with --type mrr=text\n") == 0);
    icp_t_bytes_free(&bytes);
    /* controls and wide characters before the caret shift it by what they take on the screen */
    strcpy(what.excerpt, "\033\xE6\x97\xA5,abc");
    what.caret = 3, what.help[0] = '\0';
    bytes = (icp_t_bytes){.room = SIZE_MAX};
    CHECK_OK(icp_report_error_text(&what, "icp-cluster", NULL, &sink, NULL), NULL);
    CHECK(has(&bytes, "  48213 | \\x1B\xE6\x97\xA5,abc\n        |        ^^^\n"));
    icp_t_bytes_free(&bytes);
}

static void user_text_is_made_safe(void)
{
    static const struct { const char *text, *shown; } cases[] = {
        {"plain caf\xC3\xA9", "plain caf\xC3\xA9"}, {"\033[31m", "\\x1B[31m"}, {"a\tb\r\n", "a\\x09b\\x0D\\x0A"}, {"\x7F", "\\x7F"},
        {"\xC2\x9B", "\\x9B"}, {"\xE2\x80\xAEx", "\\u202Ex"}, {"\xE2\x81\xA6", "\\u2066"}, {"\xFF\xC3", "\\xFF\\xC3"},
        {"\xED\xA0\x80", "\\xED\\xA0\\x80"}, {"\xEF\xBF\xBD", "\xEF\xBF\xBD"}, {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char buffer[64];
        size_t length = icp_text_shown(cases[i].text, buffer, sizeof buffer);
        CHECK(strcmp(buffer, cases[i].shown) == 0 && length == strlen(cases[i].shown));
    }
    char small[6];
    CHECK(icp_text_shown("ab\033cd", small, sizeof small) == 8 && strcmp(small, "ab") == 0);
    CHECK(icp_text_shown("ab", NULL, 0) == 2);
}

static void numbers_read_the_same_everywhere(void)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_count(&phrase, 7043);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_count(&phrase, 999);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_number(&phrase, -1234567.4);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_number(&phrase, NAN);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_percent(&phrase, 0.421);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_percents(&phrase, 0.021, 0.0421);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_fixed(&phrase, -0.0004, 2);
    icp_i_phrase_add(&phrase, " ");
    icp_i_phrase_fixed(&phrase, INFINITY, 2);
    CHECK(strcmp(phrase.text, "7,043 999 -1,234,567 - 42% 2.1-4.2% 0.00 unbounded") == 0);
    icp_i_phrase_start(&phrase);
    for (int i = 0; i < 3000; i++) icp_i_phrase_add(&phrase, "ab"); /* what does not fit is left out, never torn */
    CHECK(phrase.used == strlen(phrase.text) && phrase.used < sizeof phrase.text && phrase.used % 2 == 0);
}

void test_report_text(void)
{
    static const icp_t_case cases[] = {{"the summary fits a screen", the_summary_fits_a_screen},
                                       {"the first lines reconcile and name the axes", the_first_lines_reconcile_and_name_the_axes},
                                       {"answers come with n and interval", answers_come_with_n_and_interval},
                                       {"overlapping intervals cannot tell", overlapping_intervals_cannot_tell},
                                       {"no structure is an answer", no_structure_is_an_answer},
                                       {"what does not differ is said", what_does_not_differ_is_said},
                                       {"tiers out of order are explained", tiers_out_of_order_are_explained},
                                       {"verbose adds the tables", verbose_adds_the_tables},
                                       {"traits are told against the others", traits_are_told_against_the_others},
                                       {"nothing is ranked without an index", nothing_is_ranked_without_an_index},
                                       {"one segment has no superlatives", one_segment_has_no_superlatives},
                                       {"blank outcomes are not observed", blank_outcomes_are_not_observed},
                                       {"colour only when asked", colour_only_when_asked},
                                       {"inspection and notes are safe and whole", inspection_and_notes_are_safe_and_whole},
                                       {"an error points at its place", an_error_points_at_its_place},
                                       {"user text is made safe", user_text_is_made_safe},
                                       {"numbers read the same everywhere", numbers_read_the_same_everywhere}};
    ICP_T_SUITE("report_text", cases);
}
