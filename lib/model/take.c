/* take.c - see take.h. */
#include "model/take.h"

#include <math.h>
#include <string.h>

static const icp_i_json_value empty = {.type = ICP_I_JSON_NULL};

void icp_i_take_fails(icp_i_take *t, const char *key)
{
    if (t->good) t->failed = key;
    t->good = false;
}

void *icp_i_take_room(icp_i_take *t, size_t count, size_t size)
{
    void *room = icp_i_alloc(t->pool, count, size);
    if (!room) {
        t->out_of_memory = true;
        icp_i_take_fails(t, "");
    }
    return room;
}

static const icp_i_json_value *take(icp_i_take *t, const icp_i_json_value *object, const char *key, icp_i_json_type type)
{
    const icp_i_json_value *v = icp_i_json_get(object, key);
    if (t->good && v && v->type == type) return v;
    icp_i_take_fails(t, key);
    return &empty;
}

const icp_i_json_value *icp_i_take_object(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    return take(t, object, key, ICP_I_JSON_OBJECT);
}

const icp_i_json_value *icp_i_take_list(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    return take(t, object, key, ICP_I_JSON_ARRAY);
}

static const char *copy(icp_i_take *t, const icp_i_json_value *v)
{
    if (!t->good) return "";
    const char *text = icp_i_copy_text(t->pool, v->text, strlen(v->text));
    if (text) return text;
    t->out_of_memory = true;
    icp_i_take_fails(t, "");
    return "";
}

const char *icp_i_take_text(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    return copy(t, take(t, object, key, ICP_I_JSON_TEXT));
}

static double number_or(icp_i_take *t, const icp_i_json_value *v, const char *key, double null)
{
    if (t->good && v && v->type == ICP_I_JSON_NUMBER) return v->number;
    if (!v || v->type != ICP_I_JSON_NULL) icp_i_take_fails(t, key);
    return null;
}

double icp_i_take_number(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    return number_or(t, icp_i_json_get(object, key), key, NAN);
}

static double present(icp_i_take *t, const icp_i_json_value *v, const char *key)
{
    double number = number_or(t, v, key, NAN);
    if (t->good && isnan(number)) icp_i_take_fails(t, key);
    return number;
}

double icp_i_take_finite(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    return present(t, icp_i_json_get(object, key), key);
}

double icp_i_take_end(icp_i_take *t, const icp_i_json_value *object, const char *key, int side)
{
    return number_or(t, icp_i_json_get(object, key), key, side < 0 ? -INFINITY : INFINITY);
}

int icp_i_take_bool(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    return take(t, object, key, ICP_I_JSON_BOOL)->number > 0;
}

static size_t count_of(icp_i_take *t, const icp_i_json_value *v, const char *key, size_t below)
{
    if (t->good && v->type == ICP_I_JSON_NUMBER && v->number >= 0 && v->number < (double)below && v->number <= 9007199254740992.0 &&
        v->number == floor(v->number))
        return (size_t)v->number;
    icp_i_take_fails(t, key);
    return 0;
}

size_t icp_i_take_count(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t below)
{
    return count_of(t, take(t, object, key, ICP_I_JSON_NUMBER), key, below);
}

static size_t index_of(icp_i_take *t, const icp_i_json_value *v, const char *key, size_t below)
{
    return v && v->type == ICP_I_JSON_NULL ? ICP_NONE : count_of(t, v ? v : &empty, key, below);
}

size_t icp_i_take_index(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t below)
{
    return index_of(t, icp_i_json_get(object, key), key, below);
}

size_t icp_i_take_word(icp_i_take *t, const icp_i_json_value *object, const char *key, const char *const *words, size_t count)
{
    const icp_i_json_value *v = take(t, object, key, ICP_I_JSON_TEXT);
    for (size_t w = 0; w < count && t->good; w++)
        if (strcmp(words[w], v->text) == 0) return w;
    icp_i_take_fails(t, key);
    return 0;
}

const char *const *icp_i_take_texts(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t *count)
{
    const icp_i_json_value *list = icp_i_take_list(t, object, key);
    const char **made = icp_i_take_room(t, list->count, sizeof *made);
    for (size_t i = 0; i < list->count && t->good; i++) {
        if (list->items[i].type == ICP_I_JSON_TEXT) made[i] = copy(t, &list->items[i]);
        else icp_i_take_fails(t, key);
    }
    *count = t->good ? list->count : 0;
    return made;
}

/* A list of just `count` values; an empty one otherwise. */
static const icp_i_json_value *exactly(icp_i_take *t, const icp_i_json_value *list, const char *key, size_t count)
{
    if (list->count != count) icp_i_take_fails(t, key);
    return list;
}

const size_t *icp_i_take_indices(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t count, size_t below)
{
    const icp_i_json_value *list = exactly(t, icp_i_take_list(t, object, key), key, count);
    size_t *made = t->good ? icp_i_take_room(t, count, sizeof *made) : NULL;
    for (size_t i = 0; i < count && t->good; i++) made[i] = index_of(t, &list->items[i], key, below);
    return made;
}

void icp_i_take_numbers(icp_i_take *t, const icp_i_json_value *object, const char *key, double *out, size_t count)
{
    const icp_i_json_value *list = exactly(t, icp_i_take_list(t, object, key), key, count);
    for (size_t i = 0; i < count && t->good; i++) out[i] = present(t, &list->items[i], key);
}

double *icp_i_take_matrix(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t rows, size_t cols)
{
    size_t cells;
    const icp_i_json_value *list = exactly(t, icp_i_take_list(t, object, key), key, rows);
    for (size_t i = 0; i < rows && t->good; i++)
        if (list->items[i].type != ICP_I_JSON_ARRAY || list->items[i].count != cols) icp_i_take_fails(t, key);
    if (!t->good || !icp_i_multiply(rows, cols, &cells)) return NULL;
    double *made = icp_i_take_room(t, cells, sizeof *made);
    for (size_t i = 0; i < rows && t->good; i++)
        for (size_t j = 0; j < cols && t->good; j++) made[i * cols + j] = present(t, &list->items[i].items[j], key);
    return made;
}

icp_estimate icp_i_take_estimate(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    const icp_i_json_value *v = icp_i_take_object(t, object, key);
    icp_estimate e = {icp_i_take_number(t, v, "value"), icp_i_take_number(t, v, "low"), icp_i_take_number(t, v, "high"),
                      icp_i_take_number(t, v, "level"), 0};
    e.n = icp_i_take_count(t, v, "n", (size_t)-1);
    return e;
}
