/* test_text.c - reasons become classes: codes, stems, negation, several reasons, other alphabets, own dictionaries, failures. */
#include "support/check.h"

#include "data/text.h"
#include "icpcluster.h"

#include <stdio.h>
#include <string.h>

#define MOST_CLASSES 64

static const icp_i_dictionary *shipped(icp_i_pool *pool)
{
    const icp_i_dictionary *dictionary = NULL;
    icp_error err = {0};
    CHECK_OK(icp_i_dictionary_read(NULL, 0, NULL, pool, &dictionary, &err), &err);
    return dictionary;
}

/* The classes of a reason as "price+support". */
static const char *classes_of(const icp_i_dictionary *dictionary, const char *reason)
{
    static char text[512];
    unsigned char hit[MOST_CLASSES];
    icp_error err = {0};
    icp_i_pool *scratch = icp_i_pool_new(NULL);
    CHECK_OK(icp_i_dictionary_match(dictionary, reason, scratch, hit, &err), &err);
    icp_i_pool_free(scratch);
    text[0] = '\0';
    for (size_t c = 0; c < icp_i_dictionary_classes(dictionary); c++) {
        if (!hit[c]) continue;
        if (*text) strcat(text, "+");
        strcat(text, icp_i_dictionary_name(dictionary, c));
    }
    return text;
}

typedef struct pair {
    const char *reason, *classes;
} pair;

static void check_pairs(const icp_i_dictionary *dictionary, const pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = classes_of(dictionary, pairs[i].reason);
        if (strcmp(got, pairs[i].classes) != 0) printf("\n    '%s' is %s, expected %s", pairs[i].reason, got, pairs[i].classes);
        CHECK(strcmp(got, pairs[i].classes) == 0);
    }
}
#define CHECK_PAIRS(dictionary, pairs) check_pairs((dictionary), (pairs), sizeof(pairs) / sizeof((pairs)[0]))

/* The twenty reasons of a published telecom set, beside the category its authors gave each: Price -> price, Attitude -> support, Competitor ->
 * competitor, Other -> unknown or company event, Dissatisfaction -> quality, support or missing feature. */
static void reasons_of_a_telecom_company(void)
{
    static const pair pairs[] = {{"Competitor had better devices", "competitor"},
                                 {"Competitor made better offer", "competitor"},
                                 {"Competitor offered more data", "competitor"},
                                 {"Competitor offered higher download speeds", "competitor"},
                                 {"Attitude of support person", "support"},
                                 {"Attitude of service provider", "support"},
                                 {"Don't know", "unknown"},
                                 {"Price too high", "price"},
                                 {"Long distance charges", "price"},
                                 {"Extra data charges", "price"},
                                 {"Lack of affordable download/upload speed", "price"},
                                 {"Product dissatisfaction", "quality"},
                                 {"Network reliability", "quality"},
                                 {"Service dissatisfaction", "support"},
                                 {"Limited range of services", "missing feature"},
                                 {"Lack of self-service on Website", "missing feature"},
                                 {"Poor expertise of online support", "support"},
                                 {"Poor expertise of phone support", "support"},
                                 {"Moved", "company event"},
                                 {"Deceased", "company event"}};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK_PAIRS(shipped(pool), pairs);
    icp_i_pool_free(pool);
}

static void codes_of_subscription_systems(void)
{
    static const pair pairs[] = {{"customer_service", "support"},
                                 {"low_quality", "quality"},
                                 {"missing_features", "missing feature"},
                                 {"other", "unknown"},
                                 {"switched_service", "competitor"},
                                 {"too_complex", "complexity"},
                                 {"too_expensive", "price"},
                                 {"unused", "no value"},
                                 {"payment_failed", "payment failure"},
                                 {"payment_disputed", "payment failure"},
                                 {"features", "missing feature"},
                                 {"support", "support"},
                                 {"budget", "price"},
                                 {"unknown", "unknown"},
                                 {"competitor", "competitor"},
                                 {"pricing", "price"},
                                 {"switched to competitor", "competitor"},
                                 {"TOO EXPENSIVE", "price"}};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_dictionary *dictionary = shipped(pool);
    CHECK_PAIRS(dictionary, pairs);
    for (size_t c = 0; c < icp_i_dictionary_classes(dictionary); c++) {
        const char *name = icp_i_dictionary_name(dictionary, c), *kind = icp_i_dictionary_kind(dictionary, c);
        const char *expected = !strcmp(name, "competitor")        ? "competitor"
                               : !strcmp(name, "payment failure") ? "payment"
                               : !strcmp(name, "unknown")         ? "unknown"
                                                                  : "objection";
        CHECK(strcmp(kind, expected) == 0);
    }
    icp_i_pool_free(pool);
}

static void free_text_negation_and_several_reasons(void)
{
    static const pair pairs[] = {{"no budget", "price"},
                                 {"budget was cut", "price"},
                                 {"budget timing", "price+timing"},
                                 {"Price; Missing feature", "price+missing feature"},
                                 {"Price|Support", "price+support"},
                                 {"it was not the price, it was the onboarding", "complexity"},
                                 {"not too expensive but the API was down", "integration"},
                                 {"Nobody used it", "no value"},
                                 {"never got any value", "no value"},
                                 {"No audit log, feature requested twice", "missing feature"},
                                 {"Our champion left", "champion left"},
                                 {"Company was acquired by a competitor", "competitor+company event"},
                                 {"Other; price", "price"},
                                 {"zzz qqq", "unknown"},
                                 {"", "unknown"}};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK_PAIRS(shipped(pool), pairs);
    icp_i_pool_free(pool);
}

/* Letters beyond ASCII are lowered; broken bytes and odd punctuation separate words and break nothing. */
static void a_dictionary_of_ones_own(void)
{
    static const char text[] = "[Preis]\nkind = objection\ncodes = ZU TEUER, prix élevé, ЦЕНА\nphrases = teuer, größe\n"
                               "[Rest]\nkind = unknown\n";
    static const pair pairs[] = {{"zu teuer", "Preis"},      {"PRIX ÉLEVÉ", "Preis"},          {"цена", "Preis"},
                                 {"GRÖẞE? GRÖßE!", "Preis"}, {"\xff\xfe teuer \xc3", "Preis"}, {"nicht", "Rest"},
                                 {"too expensive", "Rest"}};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_dictionary *dictionary = NULL;
    icp_error err = {0};
    CHECK_OK(icp_i_dictionary_read(text, strlen(text), "eigene.ini", pool, &dictionary, &err), &err);
    if (dictionary) CHECK_PAIRS(dictionary, pairs);
    icp_i_pool_free(pool);
}

static void broken_dictionaries_name_the_place(void)
{
    static const struct {
        const char *text, *expected;
        size_t line;
    } broken[] = {{"[a]\nkind = bad\n[u]\nkind = unknown\n", "kind must be", 2},
                  {"[a]\ncodes = x\n[u]\nkind = unknown\n", "has no kind", 0},
                  {"[a]\nkind = objection\n", "exactly one class of kind unknown", 0},
                  {"[a]\nkind = unknown\nwords = x\n", "an unknown key", 3},
                  {"[a]\nkind = unknown\nphrases = one two three\n", "at most two words", 3},
                  {"[a]\nkind = unknown\nphrases = of the\n", "stop words only", 3}};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        icp_i_pool *pool = icp_i_pool_new(NULL);
        const icp_i_dictionary *dictionary = NULL;
        icp_error err = {0};
        CHECK_STATUS(icp_i_dictionary_read(broken[i].text, strlen(broken[i].text), "own.ini", pool, &dictionary, &err), ICP_EINPUT, &err);
        CHECK(err.code == ICP_E_FILE_FORM && strstr(err.message, broken[i].expected) != NULL && err.line == broken[i].line);
        CHECK(dictionary == NULL);
        icp_i_pool_free(pool);
    }
}

static void any_allocation_may_fail(void)
{
    static const char text[] = "[price]\nkind = objection\ncodes = dear\nphrases = expensive, no budget\n[rest]\nkind = unknown\n";
    bool done = false;
    for (size_t fail_at = 1; !done && fail_at < 500; fail_at++) {
        icp_t_memory memory = {.fail_at = fail_at, .for_ever = true};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        if (!pool) continue;
        const icp_i_dictionary *dictionary = NULL;
        unsigned char hit[MOST_CLASSES];
        icp_error err = {0};
        icp_status status = icp_i_dictionary_read(text, strlen(text), "own.ini", pool, &dictionary, &err);
        CHECK((status == ICP_OK) == (dictionary != NULL));
        if (status == ICP_OK) status = icp_i_dictionary_match(dictionary, "too expensive; dear", pool, hit, &err);
        CHECK(status == ICP_OK || (status == ICP_ENOMEM && err.code == ICP_E_MEMORY));
        done = status == ICP_OK;
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(done);
}

void test_text(void)
{
    static const icp_t_case cases[] = {{"reasons of a telecom company", reasons_of_a_telecom_company},
                                       {"codes of subscription systems", codes_of_subscription_systems},
                                       {"free text, negation, several reasons", free_text_negation_and_several_reasons},
                                       {"a dictionary of one's own", a_dictionary_of_ones_own},
                                       {"broken dictionaries name the place", broken_dictionaries_name_the_place},
                                       {"any allocation may fail", any_allocation_may_fail}};
    ICP_T_SUITE("text", cases);
}
