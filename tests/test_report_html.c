/* test_report_html.c - the one-page report without a browser: every tag is closed, nothing loads or runs, hostile names stay text, the policy names
 * the very stylesheet, no number is unknown, colours have contrast, labels do not overlap. What a browser sees is tests/browser's. */
#include "support/check.h"
#include "support/sample_result.h"

#include "base/hash.h"
#include "report/html_parts.h"

#include <ctype.h>
#include <string.h>

static bool begin(icp_t_sample *sample, icp_t_bytes *bytes, size_t segments)
{
    *bytes = (icp_t_bytes){.room = SIZE_MAX};
    if (!icp_t_sample_make(sample, segments)) return false;
    return true;
}

static void write_page(const icp_t_sample *sample, icp_t_bytes *bytes)
{
    icp_error err;
    icp_sink sink = icp_t_sink(bytes);
    CHECK_OK(icp_report_html(&sample->result, "icp-cluster run a.csv --id '<i>'", &sink, &err), &err);
}

static void finish(icp_t_sample *sample, icp_t_bytes *bytes)
{
    icp_t_bytes_free(bytes);
    icp_t_sample_free(sample);
}

static bool has(const icp_t_bytes *bytes, const char *text) { return bytes->data && strstr(bytes->data, text) != NULL; }

/* ---- well formed ---- */

static bool is_void(const char *name) { return strcmp(name, "meta") == 0 || strcmp(name, "!DOCTYPE") == 0; }

/* The name behind `<` or `</`, and where the tag ends; NULL when it does not. Quoted values may hold no `<`, so the next `>` ends it. */
static const char *tag_name(const char *at, char name[32])
{
    size_t length = 0;
    while (length < 31 && (isalnum((unsigned char)at[length]) || at[length] == '!')) length++;
    memcpy(name, at, length);
    name[length] = '\0';
    return strchr(at, '>');
}

/* Tags opened and closed in order, the style sheet jumped over; -1 when they do not match. */
static int unclosed(const char *html)
{
    static char open[256][32];
    int depth = 0;
    for (const char *at = html; (at = strchr(at, '<')) != NULL;) {
        char name[32];
        bool closes = at[1] == '/';
        const char *end = tag_name(at + 1 + closes, name);
        if (!end || depth >= 255) return -1;
        if (closes && (depth == 0 || strcmp(open[--depth], name) != 0)) return -1;
        if (!closes && end[-1] != '/' && !is_void(name)) strcpy(open[depth++], name);
        at = end + 1;
        if (!closes && strcmp(name, "style") == 0) at = strstr(at, "</style>");
    }
    return depth;
}

static void every_tag_is_closed(void)
{
    for (size_t segments = 2; segments <= ICP_T_SAMPLE_LIST; segments++) {
        icp_t_sample sample;
        icp_t_bytes bytes;
        CHECK(begin(&sample, &bytes, segments));
        write_page(&sample, &bytes);
        CHECK(unclosed(bytes.data) == 0);
        finish(&sample, &bytes);
    }
    CHECK(unclosed("<p><b>x</p></b>") == -1 && unclosed("<p>") == 1 && unclosed("<p><path d=\"\"/></p>") == 0);
}

static void nothing_loads_or_runs(void)
{
    static const char *const banned[] = {
        "<script", "<link", "<img", "<iframe", "<object", "http:", "https:", "//", "url(", " style=", " onload", " onclick", "@import", "javascript"};
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 4));
    write_page(&sample, &bytes);
    for (size_t i = 0; i < sizeof banned / sizeof banned[0]; i++) CHECK(!has(&bytes, banned[i]));
    CHECK(has(&bytes, "default-src 'none'; style-src 'sha256-") && has(&bytes, "base-uri 'none'; form-action 'none'"));
    finish(&sample, &bytes);
}

static void the_policy_names_the_stylesheet(void)
{
    icp_t_sample sample;
    icp_t_bytes bytes;
    icp_i_sha256 hash;
    char digest[45];
    icp_i_sha256_start(&hash);
    icp_i_sha256_base64(&hash, digest);
    CHECK(strcmp(digest, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=") == 0); /* of nothing, as browsers print it */
    CHECK(begin(&sample, &bytes, 3));
    write_page(&sample, &bytes);
    const char *style = strstr(bytes.data, "<style>"), *end = strstr(bytes.data, "</style>"), *named = strstr(bytes.data, "sha256-");
    CHECK(style && end && named);
    icp_i_sha256_start(&hash);
    if (style && end) icp_i_sha256_add(&hash, style + 7, (size_t)(end - style) - 7);
    icp_i_sha256_base64(&hash, digest);
    CHECK(named && strncmp(named + 7, digest, 44) == 0);
    finish(&sample, &bytes);
}

/* ---- text ---- */

static void hostile_names_stay_text(void)
{
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 3));
    sample.segments[0].name = "</title><script>alert(1)";
    sample.segments[1].name = "\"><b onclick='x'>&amp;";
    sample.segments[2].name = "\xE2\x80\xAE" "evil";
    for (size_t i = 0; i < 2; i++) sample.candidates[i].name = sample.segments[i].name;
    sample.objections[0].class_name = "<img src=x>";
    write_page(&sample, &bytes);
    CHECK(unclosed(bytes.data) == 0);
    CHECK(!has(&bytes, "<script") && !has(&bytes, "<b ") && !has(&bytes, "<img") && !has(&bytes, "\xE2\x80\xAE") && !has(&bytes, "\033") &&
          !has(&bytes, "<i>"));
    CHECK(has(&bytes, "&lt;/title&gt;&lt;script&gt;") && has(&bytes, "\\u202Eevil") && has(&bytes, "&lt;img src=x&gt;") && has(&bytes, "&amp;amp;"));
    finish(&sample, &bytes);
}

static void no_number_is_unknown(void)
{
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 5));
    for (size_t i = 0; i < 5; i++) sample.segments[i].usage_index.value = NAN, sample.segments[i].churn.value = NAN;
    for (size_t i = 0; i < 4; i++) sample.candidates[i].score.value = NAN, sample.candidates[i].churn_lift.value = NAN;
    write_page(&sample, &bytes);
    CHECK(unclosed(bytes.data) == 0);
    CHECK(!has(&bytes, "nan") && !has(&bytes, "=\"inf") && !has(&bytes, "=\"-inf") && !has(&bytes, "=\"\"") && !has(&bytes, "-%"));
    CHECK(has(&bytes, "Cannot tell whom to sell to next"));
    finish(&sample, &bytes);
}

static void no_structure_is_an_honest_page(void)
{
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 2));
    sample.result.segment_count = 1, sample.result.candidate_count = 0;
    sample.result.clustering.k = 1, sample.result.clustering.verdict = ICP_VERDICT_NONE;
    write_page(&sample, &bytes);
    CHECK(unclosed(bytes.data) == 0 && has(&bytes, "No reliable ICP in this file") && has(&bytes, "of all customers leave"));
    finish(&sample, &bytes);
}

/* Evidence that a run may or may not have: shown where there is, and the flag that would bring it where there is not. */
static void fill_evidence(icp_t_sample *sample)
{
    static icp_competitor rival[1];
    static icp_sensitivity_run change[1];
    static icp_stated_clause clauses[2];
    static icp_stated_reason reason[1];
    static icp_stated stated[1];
    icp_candidate *first = &sample->candidates[0];
    rival[0] = (icp_competitor){.name = "Globex & Co", .deals = 61, .win_rate = {0.34, 0.25, 0.44, 0.9, 61}, .source = "lost to"};
    change[0] = (icp_sensitivity_run){"without column \"logins\"", 0.4, 0};
    clauses[0] = (icp_stated_clause){"plan is pro", ICP_CLAUSE_CONTRADICTED, {0.7, 0.5, 0.9, 0.9, 40}, ""};
    clauses[1] = (icp_stated_clause){"wants data", ICP_CLAUSE_NOT_OBSERVABLE, {NAN, NAN, NAN, 0.9, 0}, "no column is named \"data\""};
    reason[0] = (icp_stated_reason){"pain", "exports"};
    stated[0] = (icp_stated){.author = "founder", .clauses = clauses, .clause_count = 2, .reasons = reason, .reason_count = 1};
    first->fair_share = (icp_fair_share){.present = 1, .expected = 0.25, .captured = {2.4, 2, 2.8, 0.9, 214}, .deals = 214, .won = 128,
                                         .accounts = 214, .verdict = ICP_SHARE_UNFAIR};
    first->best_outside = (icp_part){12, 40};
    sample->segments[0].stability = (icp_estimate){0.93, 0.85, 0.98, 0.9, 100}, sample->segments[0].found_again = 93;
    sample->result.competitors = rival, sample->result.competitor_count = 1;
    sample->result.sensitivity = change, sample->result.sensitivity_count = 1;
    sample->result.stated = stated, sample->result.stated_count = 1;
    sample->result.clustering.verdict = ICP_VERDICT_CONSTRUCTIVE;
}

static void evidence_is_shown_or_its_flag(void)
{
    static const char *const with[] = {"You win more than your fair share",
                                       "128 of 214 deals won",
                                       "Globex &amp; Co in 61 deals",
                                       "12 of 40 of your best customers",
                                       "93 of 100",
                                       "another comes first without column",
                                       "plan is pro: contradicted",
                                       "wants data: not in the data",
                                       "exports (stated by founder, not measured)",
                                       "Three useful cuts, not natural groups"};
    static const char *const without[] = {"--players", "--competitor", "--stated", "not tested"};
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 3));
    sample.result.roles.competitor.column = (size_t)-1;
    write_page(&sample, &bytes);
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) CHECK(has(&bytes, without[i]));
    icp_t_bytes_free(&bytes);
    bytes = (icp_t_bytes){.room = SIZE_MAX};
    fill_evidence(&sample);
    write_page(&sample, &bytes);
    CHECK(unclosed(bytes.data) == 0);
    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++) CHECK(has(&bytes, with[i]));
    CHECK(!has(&bytes, "not tested"));
    finish(&sample, &bytes);
}

/* What is wide of the page's segments but first of all: a rule found on an outcome. */
static void a_rule_on_an_outcome_can_come_first(void)
{
    static const icp_literal literal = {.column = 2, .op = ICP_RULE_BETWEEN, .low = 5, .high = INFINITY};
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 3));
    icp_candidate *first = &sample.candidates[0];
    first->route = ICP_ROUTE_OUTCOME, first->segment = SIZE_MAX, first->name = "Upsold: logins", first->customers = 1234, first->tier = ICP_TIER_CORE;
    first->rule = (icp_rule){.searched = 1, .findable = 1, .literals = &literal, .literal_count = 1, .precision = {0.4, 0.3, 0.5, 0.9, 99},
                             .recall = {0.5, 0.4, 0.6, 0.9, 80}, .lift = {1.9, 1.7, 2.1, 0.9, 99}, .agreement_found = 14, .agreement_of = 20};
    write_page(&sample, &bytes);
    CHECK(unclosed(bytes.data) == 0 && has(&bytes, "Go after the 1,234 customers") && has(&bytes, "14 of 20") && has(&bytes, "Upsold: logins"));
    finish(&sample, &bytes);
}

/* What has to be typed is whole on the page, though it takes twice the usual room. */
static void a_long_rule_is_whole(void)
{
    static const char *const values[] = {"Professional Services and Consulting", "Hospitality and Accommodation", "Wholesale and Distribution",
                                         "Public Administration"};
    static const icp_literal literals[] = {{.column = 3, .op = ICP_RULE_IN, .values = values, .value_count = 4},
                                           {.column = 2, .op = ICP_RULE_BETWEEN, .low = 1250000, .high = 17500000},
                                           {.column = 3, .op = ICP_RULE_IN, .values = values, .value_count = 4}};
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 3));
    icp_candidate *first = &sample.candidates[0];
    first->rule = (icp_rule){.searched = 1, .findable = 1, .literals = literals, .literal_count = 3, .precision = {0.4, 0.3, 0.5, 0.9, 99},
                             .recall = {0.5, 0.4, 0.6, 0.9, 80}, .lift = {1.9, 1.7, 2.1, 0.9, 99}, .agreement_found = 14, .agreement_of = 20};
    write_page(&sample, &bytes);
    const char *code = strstr(bytes.data, "<p class=\"code\">"), *end = code ? strstr(code, "</p>") : NULL, *last = NULL;
    for (const char *at = code; at && end && (at = strstr(at, "Public Administration")) != NULL && at < end; at++) last = at;
    CHECK(unclosed(bytes.data) == 0 && last && strncmp(last, "Public Administration&#39;)</p>", 31) == 0);
    finish(&sample, &bytes);
}

static void account_names_are_not_on_the_page(void)
{
    icp_t_sample sample;
    icp_t_bytes bytes;
    CHECK(begin(&sample, &bytes, 3));
    write_page(&sample, &bytes);
    CHECK(!has(&bytes, "caf\xC3\xA9") && !has(&bytes, "=1+1") && !has(&bytes, "A4"));
    finish(&sample, &bytes);
}

static void a_sink_that_fails_is_an_output_error(void)
{
    icp_t_sample sample;
    icp_t_bytes bytes;
    icp_error err;
    CHECK(begin(&sample, &bytes, 3));
    bytes.room = 100;
    icp_sink sink = icp_t_sink(&bytes);
    CHECK_STATUS(icp_report_html(&sample.result, NULL, &sink, &err), ICP_EOUTPUT, &err);
    finish(&sample, &bytes);
}

/* ---- colour ---- */

/* WCAG 2.1: relative luminance of sRGB, (lighter + .05) / (darker + .05). */
static double luminance(const char *color)
{
    static const double share[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int c = 0; c < 3; c++) {
        const char *digits = "0123456789ABCDEF", *high = strchr(digits, color[1 + 2 * c]), *low = strchr(digits, color[2 + 2 * c]);
        double value = (double)((high - digits) * 16 + (low - digits)) / 255;
        sum += share[c] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double on_white(const char *color) { return 1.05 / (luminance(color) + 0.05); }

static void colours_have_contrast(void)
{
    CHECK_ABS(on_white("#767676"), 4.54, 0.01); /* the lightest grey that WCAG's own examples pass for text */
    CHECK_ABS(on_white("#000000"), 21, 1e-9);
    for (size_t look = 0; look <= ICP_I_LOOKS; look++) CHECK(on_white(icp_i_look_color(look)) >= 3);
    CHECK(on_white(ICP_I_INK) >= 7 && on_white(ICP_I_SOFT) >= 4.5 && on_white(ICP_I_LINE) >= 3);
    CHECK(luminance("#F3F5F7") > 0.9 && (luminance("#F3F5F7") + 0.05) / (luminance(ICP_I_INK) + 0.05) >= 7); /* code on its ground */
    CHECK(strstr(icp_i_html_style, ICP_I_INK) && strstr(icp_i_html_style, ICP_I_SOFT));
}

/* ---- room ---- */

static void labels_do_not_overlap(void)
{
    icp_i_room room = {.frame = {0, 0, 90, 50}};
    icp_i_box boxes[12];
    icp_i_room_mark(&room, (icp_i_box){40, 20, 50, 30});
    for (size_t i = 0; i < 12; i++) {
        const double wanted[][2] = {{41, 22}, {30, 22}};
        boxes[i] = icp_i_room_take(&room, wanted, 2, 30, 3);
        CHECK(boxes[i].left >= 0 && boxes[i].right <= 90 && boxes[i].top >= 0 && boxes[i].bottom <= 50);
        for (size_t j = 0; j < i; j++)
            CHECK(boxes[i].left >= boxes[j].right || boxes[j].left >= boxes[i].right || boxes[i].top >= boxes[j].bottom ||
                  boxes[j].top >= boxes[i].bottom);
    }
    CHECK(boxes[0].right <= 40 || boxes[0].left >= 50 || boxes[0].bottom <= 20 || boxes[0].top >= 30); /* beside the mark while there is room */
}

static void text_is_measured_and_cut(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK_ABS(icp_i_letters_width("00", 10, ICP_I_PLAIN), 12.72, 1e-9); /* digits of DejaVu Sans are 1303 of 2048 wide */
    CHECK(icp_i_letters_width("W", 10, ICP_I_BOLD) > icp_i_letters_width("W", 10, ICP_I_PLAIN));
    CHECK(icp_i_letters_lines("", 1, ICP_I_PLAIN, 10) == 0 && icp_i_letters_lines("aa aa aa", 10, ICP_I_PLAIN, 30) == 2);
    CHECK(icp_i_letters_lines("aaaaaaaaaa", 10, ICP_I_PLAIN, 20) == 4); /* a word without blanks breaks where it must */
    CHECK(strcmp(icp_i_letters_fit("short", 2, ICP_I_PLAIN, 30, 1, pool), "short") == 0);
    const char *cut = icp_i_letters_fit("a sentence that is far too long for the line it has", 2.5, ICP_I_PLAIN, 30, 1, pool);
    CHECK(cut && strstr(cut, ICP_I_CUT) && icp_i_letters_width(cut, 2.5, ICP_I_PLAIN) <= 30);
    CHECK_ABS(icp_i_nice_step(1, 5), 0.2, 1e-12);
    CHECK_ABS(icp_i_nice_step(0.47, 5), 0.1, 1e-12);
    CHECK_ABS(icp_i_nice_step(730, 5), 200, 1e-9);
    icp_i_pool_free(pool);
}

void test_report_html(void)
{
    static const icp_t_case cases[] = {{"every tag is closed", every_tag_is_closed},
                                       {"nothing loads or runs", nothing_loads_or_runs},
                                       {"the policy names the stylesheet", the_policy_names_the_stylesheet},
                                       {"hostile names stay text", hostile_names_stay_text},
                                       {"no number is unknown", no_number_is_unknown},
                                       {"no structure is an honest page", no_structure_is_an_honest_page},
                                       {"evidence is shown, or the flag that would bring it", evidence_is_shown_or_its_flag},
                                       {"a rule on an outcome can come first", a_rule_on_an_outcome_can_come_first},
                                       {"a long rule is whole", a_long_rule_is_whole},
                                       {"account names are not on the page", account_names_are_not_on_the_page},
                                       {"a sink that fails is an output error", a_sink_that_fails_is_an_output_error},
                                       {"colours have contrast", colours_have_contrast},
                                       {"labels do not overlap", labels_do_not_overlap},
                                       {"text is measured and cut", text_is_measured_and_cut}};
    ICP_T_SUITE("report_html", cases);
}
