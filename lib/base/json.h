/* json.h - reading JSON (the only Jansson) and a streaming writer with stable order and shortest digits. Must not know: any schema. */
#ifndef ICP_I_JSON_H
#define ICP_I_JSON_H

#include "base/pool.h"
#include "icpcluster/report.h"

/* ---- writing: values in call order; inside an object every value follows icp_i_json_key ---- */

typedef struct icp_i_json {
    const icp_sink *sink;
    int depth;                /* open objects and arrays, at most 31 */
    unsigned char kind[32];   /* '{' or '[' by depth, 0 at the top */
    unsigned char filled[32]; /* something was written at this depth */
    bool after_key, failed;   /* failed is latched: a later call does nothing */
    bool misused;             /* latched too: a key where none may stand, a value without one, an end too many, too deep */
} icp_i_json;

void icp_i_json_start(icp_i_json *json, const icp_sink *sink);
void icp_i_json_object(icp_i_json *json);
void icp_i_json_array(icp_i_json *json);
void icp_i_json_end(icp_i_json *json); /* closes the innermost object or array */
void icp_i_json_key(icp_i_json *json, const char *key);
void icp_i_json_text(icp_i_json *json, const char *text); /* NULL gives null; invalid UTF-8 becomes U+FFFD; output is ASCII-safe */
void icp_i_json_number(icp_i_json *json, double value);   /* NaN and infinities give null */
void icp_i_json_count(icp_i_json *json, uint64_t value);
void icp_i_json_bool(icp_i_json *json, bool value);
void icp_i_json_null(icp_i_json *json);
/* Key and value, or its opening, at once. */
void icp_i_json_key_object(icp_i_json *json, const char *key);
void icp_i_json_key_array(icp_i_json *json, const char *key);
void icp_i_json_key_text(icp_i_json *json, const char *key, const char *text);
void icp_i_json_key_number(icp_i_json *json, const char *key, double value);
void icp_i_json_key_count(icp_i_json *json, const char *key, uint64_t value);
void icp_i_json_key_bool(icp_i_json *json, const char *key, bool value);
void icp_i_json_key_null(icp_i_json *json, const char *key);
/* Newline at the end; ICP_E_WRITE when any write failed, ICP_E_INTERNAL when something is still open or the calls were not those of one
 * JSON text. */
icp_status icp_i_json_finish(icp_i_json *json, icp_error *err);

/* ---- reading: a tree in the pool ---- */

typedef enum icp_i_json_type {
    ICP_I_JSON_NULL, ICP_I_JSON_BOOL, ICP_I_JSON_NUMBER, ICP_I_JSON_TEXT, ICP_I_JSON_ARRAY, ICP_I_JSON_OBJECT
} icp_i_json_type;

typedef struct icp_i_json_value {
    icp_i_json_type type;
    double number;                        /* also 0/1 for BOOL */
    const char *text;                     /* TEXT */
    size_t count;                         /* ARRAY, OBJECT */
    const struct icp_i_json_value *items; /* count values */
    const char *const *keys;              /* OBJECT: count keys, in file order */
} icp_i_json_value;

/* Parses a whole text: no duplicate keys, no trailing bytes, no \u0000, depth <= 32, every number a finite double. Errors carry line and
 * column. */
icp_status icp_i_json_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_json_value **out, icp_error *err);
/* Member of an object, or NULL. */
const icp_i_json_value *icp_i_json_get(const icp_i_json_value *object, const char *key);

#endif
