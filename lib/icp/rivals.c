/* rivals.c - which rivals the cells of a column name, and which of them are told. Must not know: outcomes, rules. */
#include "icp/competitor.h"

#include "base/fail.h"
#include "data/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The next name of a cell, trimmed; *at moves behind it. length 0: an empty part. */
static const char *next_name(const char **at, size_t *length)
{
    const char *name = *at;
    *length = strcspn(name, ";");
    *at = name + *length + (name[*length] == ';');
    icp_i_trim(&name, length);
    return name;
}

static icp_status list_names(icp_i_rivals *rivals, icp_i_pool *pool, icp_error *err)
{
    size_t room = 0, kept = 0;
    for (size_t level = 0; level < rivals->column->level_count; level++) {
        for (const char *at = rivals->column->levels[level]; *at;) {
            size_t length;
            const char *name = next_name(&at, &length);
            if (length == 0 || icp_i_missing(name, length)) continue;
            char *copy = icp_i_copy_text(pool, name, length);
            bool fits = copy && icp_i_grow(pool, (void **)&rivals->name, &room, rivals->count + 1, sizeof *rivals->name);
            if (!fits) return icp_i_fail_memory(err, "listing competitors");
            rivals->name[rivals->count++] = copy;
        }
    }
    if (rivals->count > 0) qsort(rivals->name, rivals->count, sizeof *rivals->name, by_bytes);
    for (size_t n = 0; n < rivals->count; n++)
        if (kept == 0 || strcmp(rivals->name[kept - 1], rivals->name[n]) != 0) rivals->name[kept++] = rivals->name[n];
    rivals->count = kept;
    return ICP_OK;
}

static size_t find(const icp_i_rivals *rivals, const char *name, size_t length)
{
    size_t low = 0, high = rivals->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(rivals->name[middle], name, length);
        if (order == 0 && rivals->name[middle][length] == '\0') return middle;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return rivals->count;
}

static bool among(const size_t *list, size_t begin, size_t end, size_t rival)
{
    for (size_t i = begin; i < end; i++)
        if (list[i] == rival) return true;
    return false;
}

/* A list a level: a table of levels by rivals would grow with the square of the names. */
static icp_status list_named(icp_i_rivals *rivals, icp_i_pool *pool, icp_error *err)
{
    const icp_column *column = rivals->column;
    size_t *begin = ICP_I_NEW(pool, size_t, column->level_count + 1), *named = NULL, room = 0, used = 0;
    if (!begin) return icp_i_fail_memory(err, "listing competitors");
    for (size_t level = 0; level < column->level_count; level++) {
        for (const char *at = column->levels[level]; *at;) {
            size_t length;
            const char *name = next_name(&at, &length);
            size_t rival = length > 0 ? find(rivals, name, length) : rivals->count;
            if (rival == rivals->count || among(named, begin[level], used, rival)) continue;
            if (!icp_i_grow(pool, (void **)&named, &room, used + 1, sizeof *named)) return icp_i_fail_memory(err, "listing competitors");
            named[used++] = rival;
        }
        begin[level + 1] = used;
    }
    rivals->begin = begin;
    rivals->named = named;
    return ICP_OK;
}

icp_status icp_i_rivals_read(const icp_column *column, icp_i_pool *pool, icp_i_rivals *out, icp_error *err)
{
    icp_i_rivals made = {.column = column};
    ICP_I_TRY(list_names(&made, pool, err));
    ICP_I_TRY(list_named(&made, pool, err));
    *out = made;
    return ICP_OK;
}

bool icp_i_rivals_names(const icp_i_rivals *rivals, size_t rival, size_t table_row)
{
    int32_t level = rivals->count > 0 ? rivals->column->codes[table_row] : -1;
    if (level < 0) return false;
    size_t begin = rivals->begin[level], end = rivals->begin[level + 1];
    return rival == rivals->count ? end > begin : among(rivals->named, begin, end, rival);
}

void icp_i_rivals_count(const icp_i_rivals *rivals, const icp_i_frame *frame, const double *known, size_t *counts)
{
    memset(counts, 0, rivals->count * sizeof *counts);
    for (size_t i = 0; rivals->count > 0 && i < frame->rows; i++) {
        int32_t level = rivals->column->codes[frame->row[i]];
        if (level < 0 || (known && isnan(known[i]))) continue;
        for (size_t n = rivals->begin[level]; n < rivals->begin[level + 1]; n++) counts[rivals->named[n]]++;
    }
}

size_t icp_i_rivals_order(const size_t *counts, size_t rivals, size_t least, size_t *order)
{
    size_t told = 0;
    for (size_t r = 0; r < rivals; r++) {
        if (counts[r] < least || counts[r] == 0) continue;
        size_t at = told < ICP_I_RIVALS ? told++ : told;
        for (; at > 0 && counts[order[at - 1]] < counts[r]; at--)
            if (at < ICP_I_RIVALS) order[at] = order[at - 1];
        if (at < ICP_I_RIVALS) order[at] = r;
    }
    return told;
}

icp_status icp_i_rival_rule(const icp_i_rule_ground *ground, const double *target, uint64_t key, icp_i_pool *pool, icp_rule *out, icp_error *err)
{
    size_t yes = 0, no = 0;
    for (size_t i = 0; i < ground->frame->rows; i++) yes += target[i] > .5, no += target[i] <= .5;
    if (yes >= ICP_I_RIVAL_EVENTS && no >= ICP_I_RIVAL_EVENTS)
        return icp_i_rule_find(ground, &(icp_i_rule_target){.y = target}, ICP_I_LAMBDA_OUTCOME, key, pool, out, err);
    *out = (icp_rule){.why = icp_i_print(pool, "not enough data: %zu, and %zu others; %zu of each are needed", yes, no, ICP_I_RIVAL_EVENTS)};
    return out->why ? ICP_OK : icp_i_fail_memory(err, "listing competitors");
}
