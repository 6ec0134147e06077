/* test_number.c - the number grammar token by token, nearest doubles against the C library's strtod, and round trips under another locale. */
#include "support/check.h"

#include "base/hash.h"
#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct piece {
    const char *text;
    bool allowed, digits;
} piece;

static const piece signs[] = {{"", true, false}, {"+", true, false}, {"-", true, false}, {"+-", false, false}, {" ", false, false}};
static const piece wholes[] = {{"", true, false},   {"0", true, true},    {"12", true, true},
                               {"007", true, true}, {"1,2", false, true}, {"0x1", false, true}};
static const piece fractions[] = {{"", true, false},     {".", true, false},  {".5", true, true},
                                  {".0625", true, true}, {",5", false, true}, {"..5", false, true}};
static const piece exponents[] = {{"", true, false},   {"e5", true, false},  {"E-3", true, false},   {"e+07", true, false},
                                  {"e", false, false}, {"e-", false, false}, {"e5.0", false, false}, {"e5 ", false, false}};

/* Tells from its pieces whether a token is a number; the value comes from strtod. */
static void check_token(const piece *s, const piece *w, const piece *f, const piece *e)
{
    char token[64];
    int length = snprintf(token, sizeof token, "%s%s%s%s", s->text, w->text, f->text, e->text);
    bool expected = s->allowed && w->allowed && f->allowed && e->allowed && (w->digits || f->digits);
    double value = -77;
    bool got = icp_i_number_parse(token, (size_t)length, &value);
    if (got != expected) printf("\n    token '%s'", token);
    CHECK(got == expected);
    CHECK(value == (expected ? strtod(token, NULL) : -77));
}

static void grammar_is_exact(void)
{
    size_t tokens = 0;
#define EACH(i, list) for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)
    EACH(s, signs) EACH(w, wholes) EACH(f, fractions) EACH(e, exponents)
    {
        check_token(&signs[s], &wholes[w], &fractions[f], &exponents[e]);
        tokens++;
    }
    CHECK(tokens == 1440);
}

static void words_and_overflow_are_refused(void)
{
    static const char *const bad[] = {"",      " ",     "nan",      "NaN",      "inf",   "-inf",  "Infinity", "0x10",
                                      "0x1p3", "1e",    "e1",       ".",        "+",     "-",     "+.e1",     "1 ",
                                      " 1",    "1_000", "1e1e1",    "1..2",     "1.2.3", "1e309", "-1e309",   "1e99999999999999999999",
                                      "12f",   "1d5",   "\xD9\xA1", "1\xC2\xA0"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double value = -77;
        CHECK(!icp_i_number_parse(bad[i], strlen(bad[i]), &value) && value == -77);
    }
    double value = -77;
    CHECK(!icp_i_number_parse("1\0002", 3, &value));
    CHECK(icp_i_number_parse("123456", 3, &value) && value == 123);
    CHECK(icp_i_number_parse("1e-400", 6, &value) && value == 0);
    CHECK(icp_i_number_parse("-0", 2, &value) && value == 0 && signbit(value));
    CHECK(icp_i_number_parse("0e999999999999999999999", 23, &value) && value == 0);
}

/* Texts on which naive readers round wrongly: halfway cases, the border of the subnormals, digits past the 17th that decide. */
static void nearest_double_on_hard_cases(void)
{
    static const char *const hard[] = {
        "9007199254740993",
        "9007199254740993.00000000000000000000001",
        "9007199254740992.99999999999999999999",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "8.5e22",
        "1e23",
        "1e22",
        "123456789012345678e5",
        "6.631236846766476e-316",
        "3."
        "23788391330290128958835241250153217486303766942310805990129704955230197067067656578683574258779955786061577655983828343551439108415316925268"
        "91905643964595773946180389283653051434639551003566966656292020173313440317300443693602052583458034314716600326995807313009548483639755486900"
        "10751530018881758184174569652173110473696022749934638425380623369774736560008997404060967498028389191878963968575439222206416981462690113342"
        "52400272438594165105129355260142115533343022523729152384332233132613843147782359114240880003077517062591567072865700315195366426076982249493"
        "79518458015308952384398197084033899378732414634842056080000272705311068273879077914449185347715987501628125488627684932015189916680282517302"
        "99953143924168545708663913273994694463908672332763671875E-319"};
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
        double value = -77;
        CHECK(icp_i_number_parse(hard[i], strlen(hard[i]), &value));
        CHECK(value == strtod(hard[i], NULL));
    }
}

static void long_texts_are_rounded_right(void)
{
    static char text[5100];
    double value;
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17); /* halfway between two doubles; a last digit far behind decides */
    CHECK(icp_i_number_parse(text, 5000, &value) && value == 9007199254740992.0);
    text[5000] = '1';
    CHECK(icp_i_number_parse(text, 5001, &value) && value == 9007199254740994.0);
    memset(text, '9', sizeof text);
    CHECK(icp_i_number_parse(text, 308, &value) && value == 1e308);
    CHECK(!icp_i_number_parse(text, 5000, &value));
    memset(text, '0', sizeof text);
    memcpy(text, "0.", 2);
    memcpy(text + 5000, "25e5000", 7);
    CHECK(icp_i_number_parse(text, 5007, &value) && value == 25.0);
}

static double random_double(uint64_t i)
{
    uint64_t bits = icp_i_hash64(&i, sizeof i, 7);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void check_round_trip(double value)
{
    char text[ICP_I_NUMBER_SIZE];
    double back = -77;
    size_t length = icp_i_number_format(value, text);
    CHECK(length == strlen(text) && length < sizeof text);
    CHECK(icp_i_number_parse(text, length, &back) && memcmp(&back, &value, sizeof back) == 0);
}

static void random_doubles_round_trip(void)
{
    char text[ICP_I_NUMBER_SIZE];
    size_t wrong = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double value = random_double(i);
        if (!isfinite(value)) continue;
        icp_i_number_format(value, text);
        double ours = -77, theirs = strtod(text, NULL);
        wrong += theirs != value || !icp_i_number_parse(text, strlen(text), &ours) || ours != value;
    }
    CHECK(wrong == 0);
}

static void formats_are_short(void)
{
    static const struct {
        double value;
        const char *text;
    } known[] = {{0, "0"},
                 {-0.0, "-0"},
                 {1, "1"},
                 {-1, "-1"},
                 {0.1, "0.1"},
                 {0.3, "0.3"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1.0 / 3, "0.3333333333333333"},
                 {100, "100"},
                 {1e15, "1000000000000000"},
                 {123456789012345680.0, "123456789012345680"},
                 {1e20, "100000000000000000000"},
                 {1e21, "1e+21"},
                 {1.5e300, "1.5e+300"},
                 {0.000001, "0.000001"},
                 {0.00000123, "0.00000123"},
                 {1e-7, "1e-7"},
                 {1.25e-7, "1.25e-7"},
                 {5e-324, "5e-324"},
                 {-1e-323, "-1e-323"},
                 {DBL_MIN, "2.2250738585072014e-308"},
                 {DBL_MAX, "1.7976931348623157e+308"},
                 {3.14, "3.14"},
                 {-2.5, "-2.5"}};
    char text[ICP_I_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t length = icp_i_number_format(known[i].value, text);
        if (strcmp(text, known[i].text) != 0) printf("\n    '%s', expected '%s'", text, known[i].text);
        CHECK(strcmp(text, known[i].text) == 0 && length == strlen(text));
    }
    CHECK(icp_i_number_format(NAN, text) == 0 && text[0] == '\0');
    CHECK(icp_i_number_format(-INFINITY, text) == 0 && text[0] == '\0');
}

static void fixed_decimals(void)
{
    static const struct {
        double value;
        int decimals;
        const char *text;
    } known[] = {{0.125, 2, "0.12"},
                 {0.375, 2, "0.38"},
                 {2.5, 0, "2"},
                 {3.5, 0, "4"},
                 {-0.001, 2, "0.00"},
                 {-0.4, 0, "0"},
                 {-1.005, 1, "-1.0"},
                 {999.999, 2, "1000.00"},
                 {12.3, 9, "12.300000000"},
                 {-99.95, 1, "-100.0"},
                 {1e15, 2, "1000000000000000"},
                 {5, -1, "5"}};
    char text[ICP_I_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t length = icp_i_number_fixed(known[i].value, known[i].decimals, text);
        if (strcmp(text, known[i].text) != 0) printf("\n    '%s', expected '%s'", text, known[i].text);
        CHECK(strcmp(text, known[i].text) == 0 && length == strlen(text));
    }
}

static void counts_are_whole_and_in_range(void)
{
    uint64_t value = 5;
    CHECK(icp_i_count_parse("18446744073709551615", 20, &value) && value == UINT64_MAX);
    static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "3abc", "1.0", "18446744073709551616", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) CHECK(!icp_i_count_parse(bad[i], strlen(bad[i]), &value));
    CHECK(value == UINT64_MAX);
    CHECK(icp_i_count_parse("0042", 4, &value) && value == 42);
}

/* Under a decimal comma strtod would stop at the point and printf would write a comma. */
static void a_decimal_comma_changes_nothing(void)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) {
        icp_t_skip("no locale de_DE.UTF-8");
        return;
    }
    CHECK(strcmp(localeconv()->decimal_point, ",") == 0);
    char text[ICP_I_NUMBER_SIZE];
    double value;
    CHECK(icp_i_number_parse("3.14", 4, &value) && value == 314.0 / 100);
    CHECK(icp_i_number_parse("3.14159265358979323846264338", 28, &value) && value == 0x1.921fb54442d18p+1);
    CHECK(!icp_i_number_parse("3,14", 4, &value));
    icp_i_number_format(0.30000000000000004, text);
    CHECK(strcmp(text, "0.30000000000000004") == 0);
    icp_i_number_fixed(1234.5, 2, text);
    CHECK(strcmp(text, "1234.50") == 0);
    for (uint64_t i = 0; i < 1000; i++)
        if (isfinite(random_double(i))) check_round_trip(random_double(i));
    setlocale(LC_ALL, "C");
}

void test_number(void)
{
    static const icp_t_case cases[] = {{"grammar is exact", grammar_is_exact},
                                       {"words and overflow are refused", words_and_overflow_are_refused},
                                       {"nearest double on hard cases", nearest_double_on_hard_cases},
                                       {"long texts are rounded right", long_texts_are_rounded_right},
                                       {"random doubles round trip", random_doubles_round_trip},
                                       {"formats are short", formats_are_short},
                                       {"fixed decimals", fixed_decimals},
                                       {"counts are whole and in range", counts_are_whole_and_in_range},
                                       {"a decimal comma changes nothing", a_decimal_comma_changes_nothing}};
    ICP_T_SUITE("number", cases);
}
