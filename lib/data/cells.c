/* cells.c - see cells.h. */
#include "data/cells.h"

#include "base/fail.h"
#include "base/hash.h"
#include "data/value.h"

#include <string.h>

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

static bool add_distinct(icp_i_cells *cells, const char *text, size_t length, uint32_t hash)
{
    if (!icp_i_grow(cells->pool, (void **)&cells->distinct, &cells->distinct_capacity, cells->count + 1, sizeof *cells->distinct)) return false;
    if (!icp_i_grow(cells->pool, (void **)&cells->bytes, &cells->bytes_capacity, cells->bytes_used + length + 1, 1)) return false;
    if (length > 0) memcpy(cells->bytes + cells->bytes_used, text, length);
    cells->bytes[cells->bytes_used + length] = '\0';
    cells->distinct[cells->count++] = (icp_i_distinct){cells->bytes_used, (uint32_t)length, hash};
    cells->bytes_used += length + 1;
    return true;
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t slot_of(const icp_i_cells *cells, const char *text, size_t length, uint32_t hash)
{
    size_t at = hash & (cells->slots - 1);
    for (; cells->slot[at]; at = (at + 1) & (cells->slots - 1)) {
        const icp_i_distinct *d = &cells->distinct[cells->slot[at] - 1];
        if (d->hash == hash && d->length == length && memcmp(cells->bytes + d->offset, text, length) == 0) break;
    }
    return at;
}

size_t icp_i_cells_find(const icp_i_cells *cells, const char *text, size_t length)
{
    if (cells->slots == 0) return (size_t)-1;
    return (size_t)cells->slot[slot_of(cells, text, length, (uint32_t)icp_i_hash64(text, length, 0))] - 1;
}

icp_status icp_i_cells_add(icp_i_cells *cells, const char *text, size_t length, icp_error *err)
{
    size_t raw = length;
    icp_i_trim(&text, &length);
    cells->trimmed += raw != length;
    uint32_t hash = (uint32_t)icp_i_hash64(text, length, 0);
    bool room = rehash(cells) && icp_i_grow(cells->pool, (void **)&cells->code, &cells->code_capacity, cells->rows + 1, sizeof *cells->code);
    if (!room) return icp_i_fail_memory(err, "collecting cells");
    size_t at = slot_of(cells, text, length, hash);
    if (!cells->slot[at]) {
        if (!add_distinct(cells, text, length, hash)) return icp_i_fail_memory(err, "collecting cells");
        cells->slot[at] = (uint32_t)cells->count;
    }
    cells->code[cells->rows++] = cells->slot[at] - 1;
    return ICP_OK;
}

void icp_i_cells_release(icp_i_cells *cells)
{
    icp_i_release(cells->pool, cells->bytes);
    icp_i_release(cells->pool, cells->distinct);
    icp_i_release(cells->pool, cells->slot);
    icp_i_release(cells->pool, cells->code);
    *cells = (icp_i_cells){.pool = cells->pool};
}
