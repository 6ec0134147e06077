/* cells.c - see cells.h. */
#include "data/cells.h"

#include "base/fail.h"
#include "base/hash.h"
#include "data/value.h"

#include <string.h>

#define BLOCK ((size_t)1 << 14) /* bytes of texts taken from the pool at once */
#define SCATTER_ROWS 512        /* rows after which a part may find that its texts all differ, and else begins to remember recent ones */
#define SHORT 16                /* bytes of a text that is remembered */

/* Doubles the slots when they are half full. The old ones stand when memory runs out. */
static bool rehash(icp_i_cells *cells)
{
    if (cells->count * 2 < cells->slots) return true;
    size_t slots = cells->slots ? cells->slots * 2 : 64;
    uint32_t *slot = ICP_I_NEW(cells->pool, uint32_t, slots);
    if (!slot) return false;
    for (size_t i = 0; i < cells->count; i++) {
        size_t at = cells->distinct[i].hash & (slots - 1);
        while (slot[at]) at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    icp_i_release(cells->pool, cells->slot);
    cells->slot = slot;
    cells->slots = slots;
    return true;
}

/* A copy of the text that never moves, or NULL. */
static const char *keep_text(icp_i_cells *cells, const char *text, size_t length)
{
    if (cells->block_left < length + 1) {
        size_t size = length + 1 > BLOCK ? length + 1 : BLOCK;
        char *block = icp_i_alloc(cells->pool, size, 1);
        if (!block) return NULL;
        cells->block = block;
        cells->block_left = size;
    }
    char *kept = cells->block;
    if (length > 0) memcpy(kept, text, length);
    kept[length] = '\0';
    cells->block += length + 1;
    cells->block_left -= length + 1;
    return kept;
}

static bool add_distinct(icp_i_cells *cells, const char *text, size_t length, uint32_t hash)
{
    if (!icp_i_grow(cells->pool, (void **)&cells->distinct, &cells->distinct_capacity, cells->count + 1, sizeof *cells->distinct)) return false;
    const char *kept = keep_text(cells, text, length);
    if (!kept) return false;
    cells->distinct[cells->count++] = (icp_i_distinct){kept, (uint32_t)length, hash};
    return true;
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t slot_of(const icp_i_cells *cells, const char *text, size_t length, uint32_t hash)
{
    size_t at = hash & (cells->slots - 1);
    for (; cells->slot[at]; at = (at + 1) & (cells->slots - 1)) {
        const icp_i_distinct *d = &cells->distinct[cells->slot[at] - 1];
        if (d->hash == hash && d->length == length && memcmp(d->text, text, length) == 0) break;
    }
    return at;
}

size_t icp_i_cells_find(const icp_i_cells *cells, const char *text, size_t length)
{
    if (cells->slots == 0) return (size_t)-1;
    return (size_t)cells->slot[slot_of(cells, text, length, (uint32_t)icp_i_hash64(text, length, 0))] - 1;
}

static bool add_looked_up(icp_i_cells *cells, const char *text, size_t length)
{
    uint32_t hash = (uint32_t)icp_i_hash64(text, length, 0);
    if (!rehash(cells)) return false;
    size_t at = slot_of(cells, text, length, hash);
    if (!cells->slot[at]) {
        if (!add_distinct(cells, text, length, hash)) return false;
        cells->slot[at] = (uint32_t)cells->count;
    }
    cells->code[cells->rows++] = cells->slot[at] - 1;
    if (cells->may_scatter && cells->rows == SCATTER_ROWS) cells->scattered = cells->count * 2 > cells->rows;
    return true;
}

static bool add_scattered(icp_i_cells *cells, const char *text, size_t length)
{
    if (!add_distinct(cells, text, length, 0)) return false;
    cells->code[cells->rows++] = (uint32_t)cells->count - 1;
    return true;
}

static icp_status add_cell(icp_i_cells *cells, const char *text, size_t length, icp_error *err)
{
    size_t raw = length;
    icp_i_trim(&text, &length);
    bool room = icp_i_grow(cells->pool, (void **)&cells->code, &cells->code_capacity, cells->rows + 1, sizeof *cells->code);
    if (!room || !(cells->scattered ? add_scattered : add_looked_up)(cells, text, length)) return icp_i_fail_memory(err, "collecting cells");
    cells->trimmed += raw != length;
    if (cells->rows != SCATTER_ROWS || cells->scattered || cells->recent) return ICP_OK;
    return (cells->recent = ICP_I_NEW(cells->pool, icp_i_recent, ICP_I_RECENT)) ? ICP_OK : icp_i_fail_memory(err, "collecting cells");
}

/* ---- the short way: a text of at most 16 bytes that was met not long ago ---- */

/* All bytes of a short text in two words; with the length they tell it from every other. */
static icp_i_recent short_text(const char *text, size_t length)
{
    icp_i_recent key = {.length = (uint32_t)length + 1};
    if (length >= 8) {
        memcpy(&key.front, text, 8);
        memcpy(&key.back, text + length - 8, 8);
    } else if (length >= 4) {
        uint32_t front, back;
        memcpy(&front, text, 4);
        memcpy(&back, text + length - 4, 4);
        key.front = (uint64_t)back << 32 | front;
    } else if (length > 0) {
        key.front = (uint64_t)(unsigned char)text[0] << 16 | (uint64_t)(unsigned char)text[length / 2] << 8 | (unsigned char)text[length - 1];
    }
    return key;
}

static icp_i_recent *place_of(const icp_i_cells *cells, const icp_i_recent *key)
{
    return &cells->recent[((key->front ^ key->back * 31 ^ key->length) * 0x9E3779B97F4A7C15U) >> 58];
}

static bool same_bytes(const icp_i_recent *a, const icp_i_recent *b)
{
    return a->front == b->front && a->back == b->back && a->length == b->length;
}

static bool trimmed_already(const char *text, size_t length)
{
    return length == 0 || (text[0] > ' ' && text[0] < 0x7F && text[length - 1] > ' ' && text[length - 1] < 0x7F);
}

icp_status icp_i_cells_add(icp_i_cells *cells, const char *text, size_t length, icp_error *err)
{
    bool brief = cells->recent && !cells->scattered && length <= SHORT && cells->rows < cells->code_capacity && trimmed_already(text, length);
    if (!brief) return add_cell(cells, text, length, err);
    icp_i_recent key = short_text(text, length), *known = place_of(cells, &key);
    if (same_bytes(&key, known)) {
        cells->code[cells->rows++] = known->code;
        return ICP_OK;
    }
    ICP_I_TRY(add_cell(cells, text, length, err));
    key.code = cells->code[cells->rows - 1];
    *known = key;
    return ICP_OK;
}

void icp_i_cells_release(icp_i_cells *cells)
{
    icp_i_release(cells->pool, cells->distinct);
    icp_i_release(cells->pool, cells->order);
    icp_i_release(cells->pool, cells->slot);
    icp_i_release(cells->pool, cells->recent);
    icp_i_release(cells->pool, cells->code);
    *cells = (icp_i_cells){.pool = cells->pool};
}

/* ---- joining ---- */

static bool same_text(const icp_i_distinct *a, const icp_i_distinct *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* all: texts of all parts, sorted by *order, equal ones by index. Gives every text its index among the distinct ones in place[], which are moved to
 * the front of `all`; *order becomes the order of these. Returns how many there are. */
static size_t unite(icp_i_distinct *all, size_t count, uint32_t *order, uint32_t *place)
{
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++) place[i] = (uint32_t)i;
    for (size_t i = 1; i < count; i++)
        if (same_text(&all[order[i - 1]], &all[order[i]])) place[order[i]] = place[order[i - 1]];
    /* the first of equals has the lowest index: when it is met it gets its number, before any of its equals asks for it */
    for (size_t i = 0; i < count; i++) {
        bool first = place[i] == i;
        if (first) all[distinct] = all[i];
        place[i] = first ? (uint32_t)distinct++ : place[place[i]];
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = place[order[i]];
        if (kept == 0 || order[kept - 1] != number) order[kept++] = number;
    }
    return distinct;
}

static icp_status gather(const icp_i_cells *const *part, size_t parts, icp_i_cells *joined, uint32_t *place, icp_error *err)
{
    size_t at = 0;
    for (size_t p = 0; p < parts; p++) {
        if (part[p]->count > 0) memcpy(joined->distinct + at, part[p]->distinct, part[p]->count * sizeof *joined->distinct);
        at += part[p]->count;
    }
    ICP_I_TRY(icp_i_texts_sort(joined->distinct, at, joined->pool, joined->order, err));
    joined->count = unite(joined->distinct, at, joined->order, place);
    at = 0;
    for (size_t p = 0; p < parts; p++) {
        for (size_t i = 0; i < part[p]->rows; i++) joined->code[joined->rows + i] = place[at + part[p]->code[i]];
        joined->rows += part[p]->rows;
        at += part[p]->count;
    }
    return ICP_OK;
}

icp_status icp_i_cells_join(const icp_i_cells *const *part, size_t parts, icp_i_pool *pool, icp_i_cells *out, icp_error *err)
{
    size_t count = 0, rows = 0;
    icp_i_cells joined = {.pool = pool};
    for (size_t p = 0; p < parts; p++) {
        count += part[p]->count;
        rows += part[p]->rows;
        joined.trimmed += part[p]->trimmed;
    }
    uint32_t *place = ICP_I_NEW(pool, uint32_t, count);
    joined.distinct = ICP_I_NEW(pool, icp_i_distinct, count);
    joined.order = ICP_I_NEW(pool, uint32_t, count);
    joined.code = ICP_I_NEW(pool, uint32_t, rows);
    bool room = place && joined.distinct && joined.order && joined.code;
    icp_status status = room ? gather(part, parts, &joined, place, err) : icp_i_fail_memory(err, "joining cells");
    icp_i_release(pool, place);
    if (status == ICP_OK)
        *out = joined;
    else
        icp_i_cells_release(&joined);
    return status;
}
