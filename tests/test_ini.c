/* test_ini.c - the forms of roles files and stated ICPs, quoted names with every special character, errors with their line. */
#include "support/check.h"

#include "base/ini.h"

#include <stdio.h>
#include <string.h>

typedef struct row {
    const char *section, *key, *value;
    size_t line;
} row;

static void check_read(const char *text, const row *expected, size_t count)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_ini_entry *entries = NULL;
    size_t got = 0;
    icp_error err;
    CHECK_OK(icp_i_ini_read(text, strlen(text), "roles.ini", pool, &entries, &got, &err), &err);
    CHECK(got == count);
    for (size_t i = 0; entries && i < count && i < got; i++) {
        bool same = strcmp(entries[i].section, expected[i].section) == 0 && strcmp(entries[i].key, expected[i].key) == 0 &&
                    strcmp(entries[i].value, expected[i].value) == 0 && entries[i].line == expected[i].line;
        if (!same) printf("\n    [%s] %s = %s (line %zu)", entries[i].section, entries[i].key, entries[i].value, entries[i].line);
        CHECK(same);
    }
    icp_i_pool_free(pool);
}

#define ROWS(list) (list), sizeof(list) / sizeof((list)[0])

static void a_roles_file(void)
{
    static const row expected[] = {{"roles", "id", "customerID", 3},        {"roles", "churn", "Churn=Yes/No", 4},
                                   {"roles", "usage", "tenure", 6},         {"roles", "usage", "MonthlyCharges", 7},
                                   {"roles", "traits", "Plan, Country", 8}, {"fields", "Employees", "NumberOfEmployees", 10},
                                   {"map", "Industry", "category", 12}};
    check_read(
        "# made by hand\n[roles]\nid    = \"customerID\"\nchurn = \"Churn=Yes/No\"\nusage =\n  \"tenure\"\n  \"MonthlyCharges\"   ; per "
        "month\ntraits = Plan, Country\n"
        "[fields]                       ; header = API name, for rules\n\"Employees\" = NumberOfEmployees\n[map]  ; \"\n\"Industry\" = category\n",
        ROWS(expected));
}

static void a_stated_icp(void)
{
    static const row expected[] = {{"icp", "author", "founder", 2},
                                   {"icp", "date", "2026-06-01", 3},
                                   {"icp", "players", "4", 4},
                                   {"clauses", "Contract", "One year | Two year", 6},
                                   {"clauses", "MonthlyCharges", "50..120", 7},
                                   {"clauses", "Size: total, all; \"net\" = #", "1", 8},
                                   {"why", "pain", "They say: \"too slow\", = every day; still # true", 10}};
    check_read("[icp]\r\nauthor  = founder\r\ndate    = 2026-06-01\r\nplayers = 4\r\n[clauses]\r\n\"Contract\"        = One year | Two "
               "year\r\n\"MonthlyCharges\"  = 50..120\r\n"
               "\"Size: total, all; \"\"net\"\" = #\" = 1\r\n[why]                          ; printed\r\npain = They say: \"too slow\", = every day; "
               "still # true",
               ROWS(expected));
}

static void values_that_would_be_ambiguous_keep_their_quotes(void)
{
    static const row expected[] = {
        {"r", "a", "\"x, y\"", 2},           {"r", "b", "\"x, y\", z", 3}, {"r", "c", "\"\"", 4}, {"r", "d", "\" x\"", 5}, {"r", "e", "plain", 6},
        {"r", "f", "\"say \"\"hi\"\"\"", 7}, {"r", "g", "5\" pipe", 8},    {"r", "h", "", 9},     {"r", "i", "a;b", 10},   {"", "", "", 0}};
    check_read("[r]\na = \"x, y\"\nb = \"x, y\", z\nc = \"\"\nd = \" x\"\ne = \"plain\"\nf = \"say \"\"hi\"\"\"\ng = 5\" pipe\nh =\ni = a;b\n",
               expected, sizeof expected / sizeof expected[0] - 1);
}

static void names_with_line_ends_keep_the_line_count(void)
{
    static const row expected[] = {
        {"", "first", "1", 1}, {"r", "two\nlines\r\nthree", "x", 3}, {"r", "after", "y", 6}, {"r", "list", "p\nq", 8}, {"r", "list", "last", 10}};
    check_read("\xEF\xBB\xBF"
               "first = 1\n[r]\n\"two\nlines\r\nthree\" = x\nafter = y\nlist =\n  \"p\nq\"\n  last\n",
               ROWS(expected));
}

static void long_lines_are_read_whole(void)
{
    static char text[70000], word[30001];
    memset(word, 'w', 30000);
    snprintf(text, sizeof text, "[%s]\n\"%s\" = %s and more\n  %s\n", "dictionary", word, word, "continued");
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_ini_entry *entries = NULL;
    size_t count = 0;
    CHECK_OK(icp_i_ini_read(text, strlen(text), "x", pool, &entries, &count, NULL), NULL);
    CHECK(count == 2);
    CHECK(count == 2 && strcmp(entries[0].key, word) == 0 && strlen(entries[0].value) == 30009 && strcmp(entries[1].key, word) == 0);
    icp_i_pool_free(pool);
}

typedef struct refusal {
    const char *text, *message;
    size_t line;
} refusal;

static void wrong_texts_are_refused_with_their_line(void)
{
    static const refusal wrong[] = {{"[roles]\nid = x\nno value here\n", "key = value", 3},
                                    {"[roles\nid = x\n", "key = value", 1},
                                    {"[a]\nx = 1\n\n\"never closed = 2\n", "not closed", 4},
                                    {"[a]\nx = a\x01"
                                     "b\n",
                                     "control", 2},
                                    {"a = 1\n\x02\n", "control", 2},
                                    {"a = "
                                     "1\n=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,"
                                     "=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,"
                                     "=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=,=\n",
                                     "outside quotes", 2},
                                    {"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,a,b,c,d = 1\n", "special characters", 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        icp_i_pool *pool = icp_i_pool_new(NULL);
        const icp_i_ini_entry *entries = NULL;
        size_t count = 77;
        icp_error err;
        CHECK_STATUS(icp_i_ini_read(wrong[i].text, strlen(wrong[i].text), "roles.ini", pool, &entries, &count, &err), ICP_EINPUT, &err);
        CHECK(err.code == ICP_E_FILE_FORM && err.line == wrong[i].line && strstr(err.message, wrong[i].message) &&
              strcmp(err.file, "roles.ini") == 0 && err.help[0]);
        CHECK(entries == NULL && count == 77);
        icp_i_pool_free(pool);
    }
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_ini_entry *entries;
    size_t count;
    CHECK_STATUS(icp_i_ini_read("a = 1\0002", 7, "x", pool, &entries, &count, NULL), ICP_EINPUT, NULL);
    icp_i_pool_free(pool);
}

static const char *const names[] = {"plain",
                                    "two words",
                                    "; : = , \"",
                                    "[section]",
                                    "# no comment",
                                    " edge ",
                                    "",
                                    "a\nb",
                                    "\"",
                                    "\"\"",
                                    "x|y",
                                    "star*",
                                    "caf\xC3\xA9",
                                    "a ; b",
                                    "=",
                                    ":",
                                    "tab\there",
                                    "very long name that is longer than a reference and has a comma, too"};

/* Whatever stands in a header reads back from a key and from a value. */
static void quoted_names_read_back(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *quoted = icp_i_ini_quote(pool, names[i]);
        char *text = icp_i_print(pool, "[r]\n%s = %s\nnext =\n  %s\n", names[i][0] ? quoted : "k", quoted, quoted);
        const icp_i_ini_entry *entries = NULL;
        size_t count = 0;
        icp_error err;
        CHECK_OK(icp_i_ini_read(text, strlen(text), "x", pool, &entries, &count, &err), &err);
        CHECK(count == 2);
        if (count != 2) continue;
        CHECK(strcmp(entries[0].key, names[i][0] ? names[i] : "k") == 0);
        CHECK(strcmp(icp_i_ini_unquote(pool, entries[0].value), names[i]) == 0);
        CHECK(strcmp(icp_i_ini_unquote(pool, entries[1].value), names[i]) == 0);
    }
    CHECK(strcmp(icp_i_ini_quote(pool, "tenure"), "tenure") == 0 && strcmp(icp_i_ini_quote(pool, "a\"b"), "\"a\"\"b\"") == 0);
    icp_i_pool_free(pool);
}

static void memory_runs_out_at_every_point(void)
{
    static const char text[] = "[roles]\n\"some rather long name\" = \"x\"\nusage =\n  \"a\"\n  \"b, c\"\n";
    icp_t_memory memory = {0};
    icp_status status = ICP_ENOMEM;
    for (size_t fail_at = 2; status != ICP_OK && fail_at < 200; fail_at++) {
        memory = (icp_t_memory){.fail_at = fail_at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        const icp_i_ini_entry *entries = NULL;
        size_t count = 77;
        status = icp_i_ini_read(text, sizeof text - 1, "x", pool, &entries, &count, NULL);
        CHECK(status == ICP_OK ? count == 3 : status == ICP_ENOMEM && count == 77 && !entries);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK && memory.fail_at > 10);
}

void test_ini(void)
{
    static const icp_t_case cases[] = {{"a roles file", a_roles_file},
                                       {"a stated ICP", a_stated_icp},
                                       {"values that would be ambiguous keep their quotes", values_that_would_be_ambiguous_keep_their_quotes},
                                       {"names with line ends keep the line count", names_with_line_ends_keep_the_line_count},
                                       {"long lines are read whole", long_lines_are_read_whole},
                                       {"wrong texts are refused with their line", wrong_texts_are_refused_with_their_line},
                                       {"quoted names read back", quoted_names_read_back},
                                       {"memory runs out at every point", memory_runs_out_at_every_point}};
    ICP_T_SUITE("ini", cases);
}
