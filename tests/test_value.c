/* test_value.c - some three hundred tokens with what each must be: figures under both decimal signs, currencies, missing, yes and no. */
#include "support/check.h"

#include "data/value.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NO NAN /* not readable under that sign */

static size_t tokens;

typedef struct figure_case {
    const char *text;
    double point, comma;
    const char *currency;
    bool percent;
} figure_case;

typedef struct plain_case {
    const char *text;
    double point, comma;
} plain_case;

static bool same(double a, double b)
{
    return isnan(a) ? isnan(b) : !(a < b) && !(a > b) && !isnan(b);
}

static void check_figure(const figure_case *c)
{
    icp_i_figure f = {0};
    bool read = icp_i_figure_read(c->text, strlen(c->text), &f), wanted = !isnan(c->point) || !isnan(c->comma);
    double point = read && f.point ? f.with_point : NAN, comma = read && f.comma ? f.with_comma : NAN;
    bool right = read == wanted && same(point, c->point) && same(comma, c->comma);
    if (right && read) right = f.percent == c->percent && (c->currency ? f.currency && strcmp(f.currency, c->currency) == 0 : !f.currency);
    if (!right)
        printf("\n    \"%s\": point %.17g comma %.17g currency %s, expected %.17g %.17g", c->text, point, comma, f.currency ? f.currency : "-",
               c->point, c->comma);
    CHECK(right);
    tokens++;
}

static void plain_numbers(void)
{
    static const plain_case cases[] = {
        {"0", 0, 0}, {"7", 7, 7}, {"42", 42, 42}, {"-1", -1, -1}, {"+1", 1, 1}, {"\xe2\x88\x92" "5", -5, -5}, {"5-", -5, -5}, {"(5)", -5, -5},
        {"( 5 )", -5, -5}, {" 5 ", 5, 5}, {"\t5", 5, 5}, {"5\xc2\xa0", 5, 5}, {"0.5", 0.5, NO}, {"0,5", NO, 0.5}, {".5", 0.5, NO}, {",5", NO, 0.5},
        {"5.", 5, NO}, {"5,", NO, 5}, {"1.5", 1.5, NO}, {"1,5", NO, 1.5}, {"1.25", 1.25, NO}, {"1,25", NO, 1.25}, {"1.234", 1.234, 1234},
        {"1,234", 1234, 1.234}, {"12.345", 12.345, 12345}, {"12,345", 12345, 12.345}, {"123.456", 123.456, 123456}, {"123,456", 123456, 123.456},
        {"1234.567", 1234.567, NO}, {"1234,567", NO, 1234.567}, {"0.123", 0.123, NO}, {"0,123", NO, 0.123}, {"1.2345", 1.2345, NO},
        {"1,2345", NO, 1.2345}, {"12,3456", NO, 12.3456}, {"01,234", NO, 1.234}, {"1,234.56", 1234.56, NO}, {"1.234,56", NO, 1234.56},
        {"1,234,567", 1234567, NO}, {"1.234.567", NO, 1234567}, {"1,234,567.8", 1234567.8, NO}, {"1.234.567,8", NO, 1234567.8},
        {"12,34,567", 1234567, NO}, {"1,23,45,678", 12345678, NO}, {"1 234", 1234, 1234}, {"1 234 567", 1234567, 1234567}, {"1 234,5", NO, 1234.5},
        {"1 234.5", 1234.5, NO}, {"1\xc2\xa0" "234,5", NO, 1234.5}, {"1\xe2\x80\xaf" "234\xe2\x80\xaf" "567", 1234567, 1234567},
        {"1'234.5", 1234.5, NO}, {"1\xe2\x80\x99" "234", 1234, 1234}, {"-1,234.5", -1234.5, NO}, {"(1,234.5)", -1234.5, NO},
        {"1,234.5-", -1234.5, NO}, {"1e5", 1e5, 1e5}, {"1E5", 1e5, 1e5}, {"1e+5", 1e5, 1e5}, {"1e-5", 1e-5, 1e-5}, {"1.5e3", 1500, NO},
        {"1,5e3", NO, 1500}, {"1.234e3", 1234, NO}, {"1.23457E+11", 1.23457e11, NO}, {"-2.5E-3", -2.5e-3, NO}, {"1e309", INFINITY, INFINITY},
        {"-1e309", -INFINITY, -INFINITY}, {"1e-400", 0, 0}, {"1e99999999999", INFINITY, INFINITY}, {"0e99999999", 0, 0}, {"007", 7, 7},
        {"000", 0, 0}, {"0000123456", 123456, 123456}, {"9007199254740993", 9007199254740992.0, 9007199254740992.0}, {"0.1", 0.1, NO},
        {"0.30000000000000004", 0.30000000000000004, NO}, {"123456789012345678901234567890", 1.2345678901234568e29, 1.2345678901234568e29},
        {"1.7976931348623157e308", 1.7976931348623157e308, NO}, {"4.9e-324", 4.9e-324, NO}, {"99.99", 99.99, NO}, {"100", 100, 100},
        {"-0", -0.0, -0.0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        figure_case c = {cases[i].text, cases[i].point, cases[i].comma, NULL, false};
        check_figure(&c);
    }
}

static void money_percent_and_scale(void)
{
    static const figure_case cases[] = {
        {"$5", 5, 5, "$", 0}, {"$ 5", 5, 5, "$", 0}, {"5$", 5, 5, "$", 0}, {"5 $", 5, 5, "$", 0}, {"-$5", -5, -5, "$", 0}, {"$-5", -5, -5, "$", 0},
        {"($5)", -5, -5, "$", 0}, {"$(5)", -5, -5, "$", 0}, {"$5-", -5, -5, "$", 0}, {"$1,234.56", 1234.56, NO, "$", 0},
        {"$1.234,56", NO, 1234.56, "$", 0}, {"($1,234.56)", -1234.56, NO, "$", 0}, {"US$5", 5, 5, "$", 0}, {"USD 5", 5, 5, "$", 0},
        {"5 USD", 5, 5, "$", 0}, {"5USD", 5, 5, "$", 0}, {"C$5", 5, 5, "CAD", 0}, {"A$5", 5, 5, "AUD", 0}, {"R$ 5", 5, 5, "BRL", 0},
        {"\xe2\x82\xac" "5", 5, 5, "\xe2\x82\xac", 0}, {"5 \xe2\x82\xac", 5, 5, "\xe2\x82\xac", 0},
        {"1.234,56 \xe2\x82\xac", NO, 1234.56, "\xe2\x82\xac", 0}, {"EUR 1.234,56", NO, 1234.56, "\xe2\x82\xac", 0},
        {"1\xc2\xa0" "234,56\xc2\xa0\xe2\x82\xac", NO, 1234.56, "\xe2\x82\xac", 0}, {"\xc2\xa3" "5.50", 5.5, NO, "\xc2\xa3", 0},
        {"5,50 \xc2\xa3", NO, 5.5, "\xc2\xa3", 0}, {"GBP 5", 5, 5, "\xc2\xa3", 0}, {"\xc2\xa5" "500", 500, 500, "\xc2\xa5", 0},
        {"JPY 500", 500, 500, "\xc2\xa5", 0}, {"CHF 1'234.50", 1234.5, NO, "CHF", 0}, {"Fr. 5", 5, 5, "CHF", 0}, {"1 234 kr", 1234, 1234, "kr", 0},
        {"kr 5", 5, 5, "kr", 0}, {"5 kr.", 5, 5, "kr", 0}, {"SEK 5", 5, 5, "SEK", 0}, {"\xe2\x82\xb9" "12,34,567", 1234567, NO, "INR", 0},
        {"5 z\xc5\x82", 5, 5, "PLN", 0}, {"5 K\xc4\x8d", 5, 5, "CZK", 0}, {"-5 \xe2\x82\xac", -5, -5, "\xe2\x82\xac", 0},
        {"\xe2\x82\xac-5", -5, -5, "\xe2\x82\xac", 0}, {"(5 \xe2\x82\xac)", -5, -5, "\xe2\x82\xac", 0},
        {"5- \xe2\x82\xac", -5, -5, "\xe2\x82\xac", 0}, {"5%", 0.05, 0.05, NULL, 1}, {"5 %", 0.05, 0.05, NULL, 1}, {"45.5%", 0.455, NO, NULL, 1},
        {"45,5 %", NO, 0.455, NULL, 1}, {"45.1%", 0.451, NO, NULL, 1}, {"-3%", -0.03, -0.03, NULL, 1}, {"(3%)", -0.03, -0.03, NULL, 1},
        {"100%", 1, 1, NULL, 1}, {"1,234%", 12.34, 0.01234, NULL, 1}, {"0%", 0, 0, NULL, 1}, {"5k", 5000, 5000, NULL, 0},
        {"5K", 5000, 5000, NULL, 0}, {"5 k", 5000, 5000, NULL, 0}, {"1.2k", 1200, NO, NULL, 0}, {"1,2k", NO, 1200, NULL, 0},
        {"5m", 5e6, 5e6, NULL, 0}, {"5M", 5e6, 5e6, NULL, 0}, {"5mn", 5e6, 5e6, NULL, 0}, {"5MM", 5e6, 5e6, NULL, 0}, {"5b", 5e9, 5e9, NULL, 0},
        {"5bn", 5e9, 5e9, NULL, 0}, {"$1.2k", 1200, NO, "$", 0}, {"$3M", 3e6, 3e6, "$", 0}, {"-$3M", -3e6, -3e6, "$", 0},
        {"\xe2\x82\xac" "2,5 Mn", NO, 2.5e6, "\xe2\x82\xac", 0}, {"3M \xe2\x82\xac", 3e6, 3e6, "\xe2\x82\xac", 0}, {"1.1k", 1100, NO, NULL, 0},
        {"0.29M", 290000, NO, NULL, 0}, {"3M USD", 3e6, 3e6, "$", 0}};
    for (size_t i = 0; i < COUNT(cases); i++) check_figure(&cases[i]);
}

static void texts_that_are_no_figures(void)
{
    static const char *const texts[] = {
        "", " ", "abc", "nan", "NaN", "Nan", "inf", "Inf", "Infinity", "-inf", "0x10", "0X1F", "1e", "1e+", "e5", "E", "1e5.5", "1.5.5", "1..5",
        "1,,5", "1,5,5", "1.234.56", "1,23,4", "1,2345,678", "1,234.567,8", "1.234,567.8", "0,123,456", "1 23", "12 34 56", "1234 567", "1 234'567",
        "1,234 567", "--5", "+-5", "-+5", "-(5)", "((5))", "(5", "5)", "-5-", "(-5)", "()", "-", "+", "$", "%", "$%", "\xe2\x82\xac", "$$5", "$5$",
        "5%%", "%5", ("$ \xe2\x82\xac" "5"), "k", "5kk", "5kg", "5 pcs", "5x", "x5", "5-6", "5/6", "5:6", "5_000", "5e5k%", "1,5e", ".", ",", "-.",
        ".,5", "5.,", "1.e", "#5", "5#", "no. 5", "=5", "'5'", "5;6", "2024-01-31", "1/2/2024", "31.12.2024", "12:30", "+49 30 123456", "555-1234",
        "(555) 123-4567", "192.168.0.1", "1.0.2", "v1", "A12", "12A", "12E", "1e5e5", "\xd9\xa1\xd9\xa2", "\xef\xbc\x91\xef\xbc\x92", "\xc2\xbd",
        "5\xc2\xb2", "1e1234567890123456789012345678901234567890123456789012345678901234567890", "true", "n/a", "USD", "EUR EUR 5", "kr", "5 euros",
        "CHFF 5"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        figure_case none = {texts[i], NO, NO, NULL, false};
        check_figure(&none);
    }
}

static void digits_are_seen(void)
{
    icp_i_figure f;
    CHECK(icp_i_figure_read("00123", 5, &f) && f.digits == 5 && f.leading_zero);
    CHECK(icp_i_figure_read("0", 1, &f) && f.digits == 1 && !f.leading_zero);
    CHECK(icp_i_figure_read("-12", 3, &f) && f.digits == 0);
    CHECK(icp_i_figure_read("1.5", 3, &f) && f.digits == 0 && f.exponent == 0);
    CHECK(icp_i_figure_read("1.23457E+11", 11, &f) && f.exponent == 11);
    CHECK(icp_i_figure_read("1,234", 5, &f) && f.point_groups && !f.comma_groups);
}

static void missing_and_booleans(void)
{
    static const char *const missing[] = {
        "", " ", "\t", "\xc2\xa0", "NA", "na", "Na", "N/A", "n/a", "#N/A", "#n/a", "#NA", "#NULL!", "NULL", "null", "Null", "None", "NONE", "none",
        "nil", "NaN", "nan", "-", "--", "---", ".", "?", "(blank)", "(Blank)", "(null)", "(none)", "\\N", "0000-00-00", "\xe2\x80\x93",
        "\xe2\x80\x94", " NA ", "\xc2\xa0-\xc2\xa0"};
    static const char *const present[] = {
        "0", "no", "N", "unknown", "other", "n.a", "nano", "N A", "----", "..", "??", "#DIV/0!", "#REF!", "blank", "missing", "not available",
        "\\n!", "_", "None given"};
    for (size_t i = 0; i < COUNT(missing); i++) CHECK(icp_i_missing(missing[i], strlen(missing[i])));
    for (size_t i = 0; i < COUNT(present); i++) CHECK(!icp_i_missing(present[i], strlen(present[i])));
    static const struct {
        const char *text;
        icp_i_boolean_pair pair;
        int truth;
    } words[] = {{"yes", ICP_I_PAIR_YES_NO, 1},
                 {"Yes", ICP_I_PAIR_YES_NO, 1},
                 {"YES", ICP_I_PAIR_YES_NO, 1},
                 {"no", ICP_I_PAIR_YES_NO, 0},
                 {" No ", ICP_I_PAIR_YES_NO, 0},
                 {"true", ICP_I_PAIR_TRUE_FALSE, 1},
                 {"FALSE", ICP_I_PAIR_TRUE_FALSE, 0},
                 {"True", ICP_I_PAIR_TRUE_FALSE, 1},
                 {"y", ICP_I_PAIR_Y_N, 1},
                 {"N", ICP_I_PAIR_Y_N, 0},
                 {"t", ICP_I_PAIR_T_F, 1},
                 {"F", ICP_I_PAIR_T_F, 0},
                 {"0", ICP_I_PAIR_NONE, 0},
                 {"1", ICP_I_PAIR_NONE, 0},
                 {"on", ICP_I_PAIR_NONE, 0},
                 {"ye", ICP_I_PAIR_NONE, 0},
                 {"yess", ICP_I_PAIR_NONE, 0},
                 {"", ICP_I_PAIR_NONE, 0},
                 {"truee", ICP_I_PAIR_NONE, 0}};
    for (size_t i = 0; i < COUNT(words); i++) {
        int truth = 0;
        CHECK(icp_i_boolean_read(words[i].text, strlen(words[i].text), &truth) == words[i].pair && truth == words[i].truth);
    }
    tokens += COUNT(missing) + COUNT(present) + COUNT(words);
}

static void enough_tokens_were_tried(void)
{
    printf("\n    %zu tokens", tokens);
    CHECK(tokens >= 300);
}

void test_value(void)
{
    static const icp_t_case cases[] = {{"plain numbers", plain_numbers},
                                       {"money, percent and scale", money_percent_and_scale},
                                       {"texts that are no figures", texts_that_are_no_figures},
                                       {"digits are seen", digits_are_seen},
                                       {"missing and booleans", missing_and_booleans},
                                       {"enough tokens were tried", enough_tokens_were_tried}};
    ICP_T_SUITE("value", cases);
}
