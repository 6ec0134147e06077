/* test_json.c - the writer against texts by hand and against Jansson through the reader; what the reader refuses, and where. */
#include "support/check.h"
#include "support/sink.h"

#include "base/json.h"
#include "base/utf8.h"

#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static icp_t_sink made;

static void everything(icp_i_json *json)
{
    icp_i_json_object(json);
    icp_i_json_key_text(json, "name", "A\"c\\m/e\n\t\x01\x7F");
    icp_i_json_key_text(json, "none", NULL);
    icp_i_json_key(json, "list");
    icp_i_json_array(json);
    icp_i_json_number(json, 0.1);
    icp_i_json_number(json, NAN);
    icp_i_json_number(json, -INFINITY);
    icp_i_json_count(json, UINT64_MAX);
    icp_i_json_bool(json, true);
    icp_i_json_array(json);
    icp_i_json_end(json);
    icp_i_json_object(json);
    icp_i_json_end(json);
    icp_i_json_end(json);
    icp_i_json_key_bool(json, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", false);
    icp_i_json_key_null(json, "null");
    icp_i_json_key_count(json, "count", 7);
    icp_i_json_key_number(json, "number", 1e21);
    icp_i_json_end(json);
}

static const char expected[] =
    "{\"name\":\"A\\\"c\\\\m/e\\n\\t\\u0001\\u007f\",\"none\":null,\"list\":[0.1,null,null,18446744073709551615,true,[],{}],"
    "\"\\u00e9\\u20ac\\ud83d\\ude00\":false,\"null\":null,\"count\":7,\"number\":1e+21}\n";

static void written_text(void)
{
    icp_i_json json;
    icp_i_json_start(&json, icp_t_sink_start(&made, 0));
    everything(&json);
    CHECK_OK(icp_i_json_finish(&json, NULL), NULL);
    CHECK(strcmp(made.text, expected) == 0);
}

static void a_failed_write_is_latched(void)
{
    for (size_t after = 1; after < sizeof expected - 1; after++) {
        icp_i_json json;
        icp_error err;
        icp_i_json_start(&json, icp_t_sink_start(&made, after));
        everything(&json);
        CHECK_STATUS(icp_i_json_finish(&json, &err), ICP_EOUTPUT, &err);
        CHECK(err.code == ICP_E_WRITE && made.refused == 1);
        CHECK(strncmp(made.text, expected, made.length) == 0);
    }
}

typedef void misuse(icp_i_json *json);
static void left_open(icp_i_json *json)
{
    icp_i_json_array(json);
}
static void nothing(icp_i_json *json)
{
    (void)json;
}
static void two_values(icp_i_json *json)
{
    icp_i_json_null(json);
    icp_i_json_null(json);
}
static void value_without_key(icp_i_json *json)
{
    icp_i_json_object(json);
    icp_i_json_null(json);
    icp_i_json_end(json);
}
static void key_in_array(icp_i_json *json)
{
    icp_i_json_array(json);
    icp_i_json_key(json, "k");
    icp_i_json_end(json);
}
static void key_twice(icp_i_json *json)
{
    icp_i_json_object(json);
    icp_i_json_key(json, "k");
    icp_i_json_key_null(json, "l");
    icp_i_json_end(json);
}
static void key_without_value(icp_i_json *json)
{
    icp_i_json_object(json);
    icp_i_json_key(json, "k");
    icp_i_json_end(json);
}
static void end_too_many(icp_i_json *json)
{
    icp_i_json_array(json);
    icp_i_json_end(json);
    icp_i_json_end(json);
}
static void too_deep(icp_i_json *json)
{
    for (size_t i = 0; i < 32; i++) icp_i_json_array(json);
    for (size_t i = 0; i < 32; i++) icp_i_json_end(json);
}

static void misuse_is_an_internal_error(void)
{
    static misuse *const wrong[] = {left_open, nothing,           two_values,   value_without_key, key_in_array,
                                    key_twice, key_without_value, end_too_many, too_deep};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        icp_i_json json;
        icp_i_json_start(&json, icp_t_sink_start(&made, 0));
        wrong[i](&json);
        CHECK_STATUS(icp_i_json_finish(&json, NULL), ICP_EINTERNAL, NULL);
    }
    icp_i_json json;
    icp_i_json_start(&json, icp_t_sink_start(&made, 0));
    for (size_t i = 0; i < 31; i++) icp_i_json_array(&json);
    for (size_t i = 0; i < 31; i++) icp_i_json_end(&json);
    CHECK_OK(icp_i_json_finish(&json, NULL), NULL);
}

static bool utf8_gives(const char *text, const uint32_t *characters, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!*text || icp_i_utf8_next(&text) != characters[i]) return false;
    return !*text;
}

/* The example of the Unicode Standard 15, table 3-11, and the borders of RFC 3629. */
static void wrong_utf8_becomes_replacement_characters(void)
{
    enum { R = ICP_I_UTF8_REPLACEMENT };
    CHECK(utf8_gives("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", (const uint32_t[]){0x61, R, R, R, 0x62, R, 0x63, R, R, 0x64}, 10));
    CHECK(utf8_gives("\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
                     (const uint32_t[]){0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF}, 6));
    CHECK(utf8_gives("\xC0\xAF", (const uint32_t[]){R, R}, 2));
    CHECK(utf8_gives("\xED\xA0\x80", (const uint32_t[]){R, R, R}, 3));
    CHECK(utf8_gives("\xF4\x90\x80\x80", (const uint32_t[]){R, R, R, R}, 4));
    CHECK(utf8_gives("\xE2\x82", (const uint32_t[]){R}, 1));
    icp_i_json json;
    icp_i_json_start(&json, icp_t_sink_start(&made, 0));
    icp_i_json_text(&json, "caf\xE9 \xC3\xA9");
    CHECK_OK(icp_i_json_finish(&json, NULL), NULL);
    CHECK(strcmp(made.text, "\"caf\\ufffd \\u00e9\"\n") == 0);
}

static icp_status read_text(const char *text, icp_i_pool *pool, const icp_i_json_value **out, icp_error *err)
{
    return icp_i_json_read(text, strlen(text), "model.json", pool, out, err);
}

static void what_is_written_reads_back(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_json_value *root = NULL;
    icp_error err;
    CHECK_OK(read_text(expected, pool, &root, &err), &err);
    CHECK(root && root->type == ICP_I_JSON_OBJECT && root->count == 7);
    static const char *const keys[] = {"name", "none", "list", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "null", "count", "number"};
    for (size_t i = 0; root && i < 7; i++) CHECK(strcmp(root->keys[i], keys[i]) == 0);
    CHECK(strcmp(icp_i_json_get(root, "name")->text, "A\"c\\m/e\n\t\x01\x7F") == 0);
    CHECK(icp_i_json_get(root, "none")->type == ICP_I_JSON_NULL);
    const icp_i_json_value *list = icp_i_json_get(root, "list");
    CHECK(list->type == ICP_I_JSON_ARRAY && list->count == 7 && list->items[0].number == 0.1 && list->items[3].number == 18446744073709551615.0);
    CHECK(list->items[4].type == ICP_I_JSON_BOOL && list->items[4].number == 1 && list->items[5].count == 0 &&
          list->items[6].type == ICP_I_JSON_OBJECT);
    CHECK(icp_i_json_get(root, "number")->number == 1e21 && icp_i_json_get(root, "missing") == NULL && icp_i_json_get(list, "x") == NULL);
    icp_i_pool_free(pool);
}

static void numbers_survive_bit_by_bit(void)
{
    static const double values[] = {0.1, 1.0 / 3, 5e-324, DBL_MAX, -DBL_MIN, -0.0, 123456789.125, 9007199254740993.0, 1e-7, 3e300};
    enum { COUNT = sizeof values / sizeof values[0] };
    icp_i_json json;
    icp_i_json_start(&json, icp_t_sink_start(&made, 0));
    icp_i_json_array(&json);
    for (size_t i = 0; i < COUNT; i++) icp_i_json_number(&json, values[i]);
    icp_i_json_end(&json);
    CHECK_OK(icp_i_json_finish(&json, NULL), NULL);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_json_value *root = NULL;
    CHECK_OK(icp_i_json_read(made.text, made.length, "x", pool, &root, NULL), NULL);
    for (size_t i = 0; root && i < COUNT; i++) CHECK(memcmp(&root->items[i].number, &values[i], sizeof(double)) == 0);
    icp_i_pool_free(pool);
}

/* Jansson reads numbers with the C library's strtod, which follows the locale. */
static void a_decimal_comma_changes_nothing(void)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) {
        icp_t_skip("no locale de_DE.UTF-8");
        return;
    }
    numbers_survive_bit_by_bit();
    what_is_written_reads_back();
    setlocale(LC_ALL, "C");
}

typedef struct refusal {
    const char *text;
    size_t line, column;
} refusal;

static void wrong_texts_are_refused_with_their_place(void)
{
    static const refusal wrong[] = {{"", 1, 0},
                                    {"{\"a\":1,\"a\":2}", 1, 0},
                                    {"{\"a\":1}x", 1, 0},
                                    {"{\"a\":1} {}", 1, 0},
                                    {"[1,]", 1, 0},
                                    {"{'a':1}", 1, 0},
                                    {"[NaN]", 1, 0},
                                    {"[1e999]", 1, 0},
                                    {"[01]", 1, 0},
                                    {"[\"\\u0000\"]", 1, 0},
                                    {"[\"\\ud800\"]", 1, 0},
                                    {"[\"\xFF\"]", 1, 0},
                                    {"[\n\n 1,\n x]", 4, 2},
                                    {"[\"a\nb\"]", 1, 0},
                                    {"[1", 1, 0},
                                    {"[\"open", 1, 0},
                                    {"\xEF\xBB\xBF[]", 1, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        icp_i_pool *pool = icp_i_pool_new(NULL);
        const icp_i_json_value *root = NULL;
        icp_error err;
        CHECK_STATUS(read_text(wrong[i].text, pool, &root, &err), ICP_EINPUT, &err);
        CHECK(err.code == ICP_E_FILE_FORM && strcmp(err.file, "model.json") == 0 && root == NULL && err.help[0]);
        CHECK(err.line == wrong[i].line && err.column >= 1);
        if (wrong[i].column) CHECK(err.column == wrong[i].column);
        icp_i_pool_free(pool);
    }
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_json_value *root = NULL;
    CHECK_STATUS(icp_i_json_read("[1]\0", 4, "x", pool, &root, NULL), ICP_EINPUT, NULL);
    icp_i_pool_free(pool);
}

static void depth_is_limited(void)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_json_value *root = NULL;
    icp_error err;
    char text[200];
    snprintf(text, sizeof text, "%.32s\"[[{\\\"{\"%.32s", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    CHECK_OK(read_text(text, pool, &root, &err), &err);
    root = NULL;
    CHECK_STATUS(read_text("[[[[[[[[[[[[[[[[\n[[[[[[[[[[[[[[[[{\"a\":1}]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", pool, &root, &err), ICP_EINPUT, &err);
    CHECK(err.line == 2 && err.column == 17 && root == NULL);
    icp_i_pool_free(pool);
}

static void memory_runs_out_at_every_point(void)
{
    icp_t_memory memory = {0};
    icp_status status = ICP_ENOMEM;
    for (size_t fail_at = 1; status != ICP_OK && fail_at < 200; fail_at++) {
        memory = (icp_t_memory){.fail_at = fail_at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        const icp_i_json_value *root = NULL;
        if (!pool) continue;
        status = read_text(expected, pool, &root, NULL);
        CHECK((status == ICP_OK) == (root != NULL) && (status == ICP_OK || status == ICP_ENOMEM));
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK && memory.fail_at > 10);
}

void test_json(void)
{
    static const icp_t_case cases[] = {{"written text", written_text},
                                       {"a failed write is latched", a_failed_write_is_latched},
                                       {"misuse is an internal error", misuse_is_an_internal_error},
                                       {"wrong UTF-8 becomes replacement characters", wrong_utf8_becomes_replacement_characters},
                                       {"what is written reads back", what_is_written_reads_back},
                                       {"numbers survive bit by bit", numbers_survive_bit_by_bit},
                                       {"a decimal comma changes nothing", a_decimal_comma_changes_nothing},
                                       {"wrong texts are refused with their place", wrong_texts_are_refused_with_their_place},
                                       {"depth is limited", depth_is_limited},
                                       {"memory runs out at every point", memory_runs_out_at_every_point}};
    ICP_T_SUITE("json", cases);
}
