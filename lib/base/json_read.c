/* json_read.c - the only Jansson: parses strictly and copies its tree into the pool. Must not know: any schema. */
#include "base/fail.h"
#include "base/json.h"

#include <jansson.h>
#include <string.h>

#define DEEPEST 32

/* Jansson itself would follow 2,048 levels. Brackets inside texts do not count. */
static bool too_deep(const char *text, size_t size, size_t *line, size_t *column)
{
    size_t depth = 0;
    bool quoted = false;
    *line = 1;
    *column = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        *column += ((unsigned char)c & 0xC0U) != 0x80U;
        if (c == '\n') {
            ++*line;
            *column = 0;
        }
        if (quoted && c == '\\') {
            i++;
            ++*column;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '{' || c == '[')) {
            if (++depth > DEEPEST) return true;
        } else if (!quoted && (c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static bool copy_value(icp_i_pool *pool, const json_t *from, icp_i_json_value *to);

static bool copy_array(icp_i_pool *pool, const json_t *from, icp_i_json_value *to)
{
    size_t count = json_array_size(from);
    icp_i_json_value *items = ICP_I_NEW(pool, icp_i_json_value, count);
    if (!items) return false;
    for (size_t i = 0; i < count; i++)
        if (!copy_value(pool, json_array_get(from, i), &items[i])) return false;
    to->items = items;
    to->count = count;
    return true;
}

/* Jansson iterates an object in the order of the text. */
static bool copy_object(icp_i_pool *pool, json_t *from, icp_i_json_value *to)
{
    size_t count = json_object_size(from), i = 0;
    icp_i_json_value *items = ICP_I_NEW(pool, icp_i_json_value, count);
    const char **keys = ICP_I_NEW(pool, const char *, count);
    if (!items || !keys) return false;
    for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at), i++) {
        const char *key = json_object_iter_key(at);
        keys[i] = icp_i_copy_text(pool, key, strlen(key));
        if (!keys[i] || !copy_value(pool, json_object_iter_value(at), &items[i])) return false;
    }
    to->items = items;
    to->keys = keys;
    to->count = count;
    return true;
}

/* Recursion is at most DEEPEST levels. */
static bool copy_value(icp_i_pool *pool, const json_t *from, icp_i_json_value *to)
{
    switch (json_typeof(from)) {
    case JSON_OBJECT: to->type = ICP_I_JSON_OBJECT; return copy_object(pool, (json_t *)(uintptr_t)from, to);
    case JSON_ARRAY: to->type = ICP_I_JSON_ARRAY; return copy_array(pool, from, to);
    case JSON_STRING:
        to->type = ICP_I_JSON_TEXT;
        to->text = icp_i_copy_text(pool, json_string_value(from), json_string_length(from));
        return to->text != NULL;
    case JSON_INTEGER:
    case JSON_REAL:
        to->type = ICP_I_JSON_NUMBER;
        to->number = json_number_value(from);
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        to->type = ICP_I_JSON_BOOL;
        to->number = json_is_true(from);
        return true;
    case JSON_NULL: to->type = ICP_I_JSON_NULL; return true;
    }
    return false;
}

static icp_status fail_form(icp_error *err, const char *name, size_t line, size_t column, const char *why)
{
    icp_status status = icp_i_fail(err, ICP_E_FILE_FORM, "\"%.120s\" is not JSON that can be read: %.160s", name, why);
    icp_i_fail_place(err, name, line, column);
    icp_i_fail_help(err, "if the file was edited by hand, undo the edit; else make it anew");
    return status;
}

static size_t at_least_one(int position)
{
    return position > 0 ? (size_t)position : 1;
}

icp_status icp_i_json_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_json_value **out, icp_error *err)
{
    size_t line, column;
    json_error_t why;
    if (too_deep(text, size, &line, &column)) return fail_form(err, name, line, column, "objects and arrays nest deeper than 32 levels");
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &why);
    if (!root && json_error_code(&why) == json_error_out_of_memory) return icp_i_fail_memory(err, "reading JSON");
    if (!root) return fail_form(err, name, at_least_one(why.line), at_least_one(why.column), why.text);
    icp_i_json_value *tree = ICP_I_NEW(pool, icp_i_json_value, 1);
    bool copied = tree && copy_value(pool, root, tree);
    json_decref(root);
    if (!copied) return icp_i_fail_memory(err, "reading JSON");
    *out = tree;
    return ICP_OK;
}

const icp_i_json_value *icp_i_json_get(const icp_i_json_value *object, const char *key)
{
    if (!object || object->type != ICP_I_JSON_OBJECT) return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (strcmp(object->keys[i], key) == 0) return &object->items[i];
    return NULL;
}
