/* json.c - the streaming writer of json.h: compact, stable order, ASCII only. The reader is json_read.c. */
#include "base/fail.h"
#include "base/json.h"
#include "base/number.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void put(icp_i_json *json, const char *bytes, size_t size)
{
    if (!json->failed && size > 0 && json->sink->write(json->sink->context, bytes, size) != 0) json->failed = true;
}

void icp_i_json_start(icp_i_json *json, const icp_sink *sink)
{
    memset(json, 0, sizeof *json);
    json->sink = sink;
}

/* Writes the comma before a key or a value, unless none may stand here. */
static bool may_write(icp_i_json *json, bool key)
{
    unsigned char kind = json->kind[json->depth];
    bool right = key ? kind == '{' && !json->after_key : kind == '{' ? json->after_key : kind == '[' || !json->filled[0];
    if (!right) json->misused = true;
    if (json->failed || json->misused) return false;
    if (json->filled[json->depth] && !json->after_key) put(json, ",", 1);
    json->filled[json->depth] = 1;
    json->after_key = key;
    return true;
}

static void open_level(icp_i_json *json, char kind)
{
    if (!may_write(json, false)) return;
    if ((size_t)json->depth + 1 == sizeof json->kind) {
        json->misused = true;
        return;
    }
    json->depth++;
    json->kind[json->depth] = (unsigned char)kind;
    json->filled[json->depth] = 0;
    put(json, &kind, 1);
}

void icp_i_json_object(icp_i_json *json)
{
    open_level(json, '{');
}

void icp_i_json_array(icp_i_json *json)
{
    open_level(json, '[');
}

void icp_i_json_end(icp_i_json *json)
{
    if (json->depth == 0 || json->after_key) json->misused = true;
    if (json->failed || json->misused) return;
    put(json, json->kind[json->depth] == '{' ? "}" : "]", 1);
    json->depth--;
}

static void put_unit(icp_i_json *json, unsigned unit)
{
    char escape[8];
    put(json, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", unit & 0xFFFFU));
}

static void put_character(icp_i_json *json, uint32_t character)
{
    static const char special[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *found = character && character < 0x80 ? strchr(special, (int)character) : NULL;
    if (found) {
        put(json, "\\", 1);
        put(json, &names[found - special], 1);
    } else if (character >= 0x10000) {
        put_unit(json, 0xD800U + ((character - 0x10000U) >> 10));
        put_unit(json, 0xDC00U + ((character - 0x10000U) & 0x3FFU));
    } else {
        put_unit(json, character);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static void put_text(icp_i_json *json, const char *text)
{
    put(json, "\"", 1);
    while (*text) {
        size_t plain = 0;
        while (is_plain((unsigned char)text[plain])) plain++;
        put(json, text, plain);
        text += plain;
        if (*text) put_character(json, icp_i_utf8_next(&text));
    }
    put(json, "\"", 1);
}

void icp_i_json_key(icp_i_json *json, const char *key)
{
    if (!may_write(json, true)) return;
    put_text(json, key);
    put(json, ":", 1);
}

static void put_value(icp_i_json *json, const char *text, size_t length)
{
    if (!may_write(json, false)) return;
    put(json, text, length);
}

void icp_i_json_null(icp_i_json *json)
{
    put_value(json, "null", 4);
}

void icp_i_json_text(icp_i_json *json, const char *text)
{
    if (!text) {
        icp_i_json_null(json);
    } else if (may_write(json, false)) {
        put_text(json, text);
    }
}

void icp_i_json_number(icp_i_json *json, double value)
{
    char text[ICP_I_NUMBER_SIZE];
    size_t length = icp_i_number_format(value, text);
    if (length) put_value(json, text, length);
    else icp_i_json_null(json);
}

void icp_i_json_count(icp_i_json *json, uint64_t value)
{
    char text[24];
    put_value(json, text, (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)value));
}

void icp_i_json_bool(icp_i_json *json, bool value)
{
    put_value(json, value ? "true" : "false", value ? 4 : 5);
}

void icp_i_json_key_object(icp_i_json *json, const char *key)
{
    icp_i_json_key(json, key);
    icp_i_json_object(json);
}

void icp_i_json_key_array(icp_i_json *json, const char *key)
{
    icp_i_json_key(json, key);
    icp_i_json_array(json);
}

void icp_i_json_key_text(icp_i_json *json, const char *key, const char *text)
{
    icp_i_json_key(json, key);
    icp_i_json_text(json, text);
}

void icp_i_json_key_number(icp_i_json *json, const char *key, double value)
{
    icp_i_json_key(json, key);
    icp_i_json_number(json, value);
}

void icp_i_json_key_count(icp_i_json *json, const char *key, uint64_t value)
{
    icp_i_json_key(json, key);
    icp_i_json_count(json, value);
}

void icp_i_json_key_bool(icp_i_json *json, const char *key, bool value)
{
    icp_i_json_key(json, key);
    icp_i_json_bool(json, value);
}

void icp_i_json_key_null(icp_i_json *json, const char *key)
{
    icp_i_json_key(json, key);
    icp_i_json_null(json);
}

icp_status icp_i_json_finish(icp_i_json *json, icp_error *err)
{
    put(json, "\n", 1);
    if (json->failed) return icp_i_fail(err, ICP_E_WRITE, "the JSON text could not be written completely");
    if (json->misused || json->depth > 0 || !json->filled[0]) return icp_i_fail(err, ICP_E_INTERNAL, "the JSON text was left incomplete");
    return ICP_OK;
}
