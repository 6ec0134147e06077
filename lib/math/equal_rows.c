/* equal_rows.c - see equal_rows.h. A sample tells at next to no cost whether a look at all rows may pay. */
#include "math/equal_rows.h"

#include <string.h>

#define SHARE 32                /* the sample is a thirty-second of the rows, */
#define SAMPLE_LEAST ((size_t)64) /* but at least so many (of fewer rows all are looked at) */
#define SAMPLE_MOST ((size_t)4096)
#define HALF 2                  /* of the rows may be distinct at most */
#define FIRST_ROOM ((size_t)256)

/* Distinct rows met so far, by a hash of their values. */
typedef struct met {
    const icp_i_points *points;
    icp_i_pool *pool;
    uint32_t *slots;    /* 1 + the number of a distinct row; 0: free */
    uint32_t *first;    /* of each distinct row: its first place */
    uint64_t *hashes;   /* of each distinct row */
    size_t room, count; /* slots, a power of two; distinct rows, at most room / 2 */
} met;

/* Zeros of both signs are equal. */
static uint64_t hash_of(const double *x, size_t d)
{
    uint64_t lanes[4] = {0}, hash = d;
    for (size_t j = 0; j < d; j++) {
        double value = x[j] + 0.0;
        uint64_t bits, *lane = lanes + j % 4;
        memcpy(&bits, &value, sizeof bits);
        *lane = (*lane ^ bits) * 0x9E3779B97F4A7C15U;
        *lane ^= *lane >> 29;
    }
    for (size_t i = 0; i < 4; i++) {
        hash = (hash ^ lanes[i]) * 0xD6E8FEB86659FD93U;
        hash ^= hash >> 32;
    }
    return hash;
}

/* Room for twice as many; false: out of memory. */
static bool grow(met *m)
{
    size_t room = m->room ? 2 * m->room : FIRST_ROOM;
    uint32_t *slots = ICP_I_NEW(m->pool, uint32_t, room), *first = ICP_I_NEW(m->pool, uint32_t, room / 2);
    uint64_t *hashes = ICP_I_NEW(m->pool, uint64_t, room / 2);
    if (!slots || !first || !hashes) return false;
    for (size_t e = 0; e < m->count; e++) {
        size_t at = m->hashes[e] & (room - 1);
        while (slots[at]) at = (at + 1) & (room - 1);
        slots[at] = (uint32_t)(e + 1);
        first[e] = m->first[e];
        hashes[e] = m->hashes[e];
    }
    icp_i_release(m->pool, m->slots);
    icp_i_release(m->pool, m->first);
    icp_i_release(m->pool, m->hashes);
    *m = (met){.points = m->points, .pool = m->pool, .slots = slots, .first = first, .hashes = hashes, .room = room, .count = m->count};
    return true;
}

/* Which distinct row this one is, met now or before. false: out of memory. */
static bool meet(met *m, size_t row, uint32_t *which)
{
    if (2 * m->count >= m->room && !grow(m)) return false;
    size_t d = m->points->d;
    const double *x = m->points->x;
    uint64_t hash = hash_of(x + row * d, d);
    size_t at = hash & (m->room - 1);
    for (; m->slots[at]; at = (at + 1) & (m->room - 1)) {
        uint32_t e = m->slots[at] - 1;
        if (m->hashes[e] != hash || !icp_i_same_row(x + m->first[e] * d, x + row * d, d)) continue;
        *which = e;
        return true;
    }
    m->slots[at] = (uint32_t)(m->count + 1);
    m->first[m->count] = (uint32_t)row;
    m->hashes[m->count] = hash;
    *which = (uint32_t)m->count++;
    return true;
}

/* Places spread without a pattern, the same ones for the same n. */
static size_t place(size_t i, size_t n)
{
    uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    return (mixed ^ (mixed >> 27)) % n;
}

/* Whether a sample has as many equal rows as it would if half of all rows were distinct, each as often as any other. */
static bool promising(met *m, bool *promises)
{
    size_t n = m->points->n, sample = n / SHARE, again = 0;
    if (sample < SAMPLE_LEAST) sample = SAMPLE_LEAST;
    if (sample > SAMPLE_MOST) sample = SAMPLE_MOST;
    for (size_t i = 0; i < sample; i++) {
        size_t row = place(i, n), before = m->count;
        uint32_t which;
        if (!meet(m, row, &which)) return false;
        again += m->count == before && m->first[which] != row ? 1 : 0;
    }
    *promises = (double)again * (double)n >= (double)sample * (double)sample;
    memset(m->slots, 0, m->room * sizeof *m->slots);
    m->count = 0;
    return true;
}

static bool gather(const met *m, const uint32_t *which, icp_i_points *out)
{
    const icp_i_points *points = m->points;
    size_t d = points->d;
    double *x = ICP_I_NEW(m->pool, double, m->count * d);
    out->weights = ICP_I_NEW(m->pool, double, m->count);
    if (!x || !out->weights) return false;
    for (size_t e = 0; e < m->count; e++) memcpy(x + e * d, points->x + m->first[e] * d, d * sizeof *x);
    for (size_t i = 0; i < points->n; i++) out->weights[which[i]] += icp_i_weight(points, i);
    out->x = x;
    out->n = m->count;
    return true;
}

static void forget(met *m)
{
    icp_i_release(m->pool, m->slots);
    icp_i_release(m->pool, m->first);
    icp_i_release(m->pool, m->hashes);
}

bool icp_i_equal_rows(const icp_i_points *points, icp_i_pool *pool, icp_i_points *out, uint32_t **which)
{
    met m = {.points = points, .pool = pool};
    size_t n = points->n, i = 0;
    bool promises = true;
    *out = *points;
    *which = NULL;
    if (n >= UINT32_MAX) return true;
    if (n > SAMPLE_LEAST && !promising(&m, &promises)) return false;
    uint32_t *found = promises ? ICP_I_NEW(pool, uint32_t, n) : NULL;
    if (promises && !found) return false;
    for (; promises && i < n && m.count <= n / HALF; i++)
        if (!meet(&m, i, found + i)) return false;
    bool pays = promises && m.count <= n / HALF;
    if (pays && !gather(&m, found, out)) return false;
    forget(&m);
    if (pays) *which = found;
    else icp_i_release(pool, found);
    return true;
}
