/* texts_sort.c - the order of many texts by their bytes. Owns: sorting by eight bytes at a time behind what all texts share. Must not know: columns.
 */
#include "base/fail.h"
#include "data/cells.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint64_t key; /* eight bytes of the text, the first one highest */
    const icp_i_distinct *text;
} entry;

static int compare(const icp_i_distinct *a, const icp_i_distinct *b)
{
    size_t shared = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->text, b->text, shared);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int by_bytes(const void *a, const void *b)
{
    const icp_i_distinct *x = ((const entry *)a)->text, *y = ((const entry *)b)->text;
    int order = compare(x, y);
    return order ? order : (x > y) - (x < y);
}

static uint64_t key_at(const icp_i_distinct *text, size_t from)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++) key = key << 8 | (from + i < text->length ? (unsigned char)text->text[from + i] : 0U);
    return key;
}

static size_t shared_prefix(const icp_i_distinct *texts, size_t count)
{
    size_t shared = texts[0].length;
    for (size_t i = 1; i < count && shared > 0; i++) {
        if (texts[i].length < shared) shared = texts[i].length;
        if (memcmp(texts[0].text, texts[i].text, shared) == 0) continue;
        size_t same = 0;
        while (texts[0].text[same] == texts[i].text[same]) same++;
        shared = same;
    }
    return shared;
}

static bool sorted_already(const icp_i_distinct *texts, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare(&texts[i - 1], &texts[i]) > 0) return false;
    return true;
}

/* One stable pass over byte `shift` of the keys; false when all keys have the same byte there and nothing had to move. */
static bool radix_pass(const entry *from, entry *to, size_t count, unsigned shift)
{
    size_t start[257] = {0};
    for (size_t i = 0; i < count; i++) start[(from[i].key >> shift & 255U) + 1]++;
    if (start[(from[0].key >> shift & 255U) + 1] == count) return false;
    for (size_t b = 0; b < 256; b++) start[b + 1] += start[b];
    for (size_t i = 0; i < count; i++) to[start[from[i].key >> shift & 255U]++] = from[i];
    return true;
}

/* Texts with the same key stand together: these few are compared whole. */
static void sort_ties(entry *entries, size_t count)
{
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && entries[next].key == entries[i].key;) next++;
        if (next - i > 1) qsort(entries + i, next - i, sizeof *entries, by_bytes);
    }
}

icp_status icp_i_texts_sort(const icp_i_distinct *texts, size_t count, icp_i_pool *scratch, uint32_t *order, icp_error *err)
{
    for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
    if (count < 2 || sorted_already(texts, count)) return ICP_OK;
    entry *entries = ICP_I_NEW(scratch, entry, count), *other = ICP_I_NEW(scratch, entry, count);
    if (entries && other) {
        size_t shared = shared_prefix(texts, count);
        for (size_t i = 0; i < count; i++) entries[i] = (entry){key_at(&texts[i], shared), &texts[i]};
        for (unsigned shift = 0; shift < 64; shift += 8) {
            if (!radix_pass(entries, other, count, shift)) continue;
            entry *swap = entries;
            entries = other;
            other = swap;
        }
        sort_ties(entries, count);
        for (size_t i = 0; i < count; i++) order[i] = (uint32_t)(entries[i].text - texts);
    }
    bool room = entries && other;
    icp_i_release(scratch, entries);
    icp_i_release(scratch, other);
    return room ? ICP_OK : icp_i_fail_memory(err, "sorting texts");
}
