/* score_list.c - see score_list.h. */
#include "run/score_list.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* a before b on the list. */
static bool sooner(const icp_i_score_pick *a, const icp_i_score_pick *b)
{
    if (a->circle != b->circle) return a->circle > b->circle;
    if (a->key > b->key || a->key < b->key) return a->key > b->key;
    return a->draw < b->draw;
}

static bool lower_draw(const icp_i_score_pick *a, const icp_i_score_pick *b)
{
    return a->draw < b->draw;
}

typedef bool (*before)(const icp_i_score_pick *, const icp_i_score_pick *);

/* The root of a heap is the one that goes first. */
static void sift_down(icp_i_score_pick *heap, size_t count, before keeps)
{
    for (size_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && keeps(&heap[child], &heap[child + 1])) child++;
        if (!keeps(&heap[at], &heap[child])) return;
        icp_i_score_pick moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
    }
}

static void sift_up(icp_i_score_pick *heap, size_t at, before keeps)
{
    for (; at > 0 && keeps(&heap[(at - 1) / 2], &heap[at]); at = (at - 1) / 2) {
        icp_i_score_pick moved = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = moved;
    }
}

static icp_status keep(icp_i_score_list *list, icp_i_score_pick *to, const icp_i_score_pick *from, size_t terms, icp_error *err)
{
    size_t bytes = 0;
    for (size_t f = 0; f < ICP_I_SCORE_FIELDS; f++) bytes += from->row.cell[f].length + 1;
    icp_i_release(list->pool, to->bytes);
    icp_i_release(list->pool, to->trait);
    *to = *from;
    to->bytes = icp_i_alloc_raw(list->pool, bytes, 1);
    to->trait = from->trait ? ICP_I_NEW(list->pool, double, terms) : NULL;
    if (!to->bytes || (from->trait && !to->trait)) return icp_i_fail_memory(err, "keeping a call list");
    char *at = to->bytes;
    for (size_t f = 0; f < ICP_I_SCORE_FIELDS; f++) {
        icp_i_score_cell *cell = &to->row.cell[f];
        cell->text = memcpy(at, cell->text, cell->length + 1);
        at += cell->length + 1;
    }
    if (to->trait) memcpy(to->trait, from->trait, terms * sizeof *to->trait);
    return ICP_OK;
}

static icp_status offer(icp_i_score_list *list, icp_i_score_pick *heap, size_t *count, size_t most, before keeps, const icp_i_score_pick *pick,
                        size_t terms, icp_error *err)
{
    if (most == 0) return ICP_OK;
    if (*count < most) {
        heap[*count] = (icp_i_score_pick){0};
        ICP_I_TRY(keep(list, &heap[*count], pick, terms, err));
        sift_up(heap, (*count)++, keeps);
        return ICP_OK;
    }
    if (!keeps(pick, &heap[0])) return ICP_OK;
    ICP_I_TRY(keep(list, &heap[0], pick, terms, err));
    sift_down(heap, *count, keeps);
    return ICP_OK;
}

icp_status icp_i_score_list_new(size_t length, icp_i_pool *pool, icp_i_score_list *out, icp_error *err)
{
    icp_i_score_list list = {.pool = pool, .length = length, .explored = length / 10};
    list.ranked = length - list.explored;
    list.reach = (size_t)ceil(1.3 * (double)list.ranked);
    list.best = ICP_I_NEW(pool, icp_i_score_pick, list.reach);
    list.drawn = ICP_I_NEW(pool, icp_i_score_pick, list.reach + list.explored);
    if (!list.best || !list.drawn) return icp_i_fail_memory(err, "keeping a call list");
    *out = list;
    return ICP_OK;
}

icp_status icp_i_score_list_offer(icp_i_score_list *list, const icp_i_score_pick *pick, size_t terms, icp_error *err)
{
    bool outer = pick->tier == ICP_TIER_SECOND || pick->tier == ICP_TIER_OPPORTUNISTIC;
    ICP_I_TRY(offer(list, list->best, &list->best_count, list->reach, sooner, pick, terms, err));
    if (!outer || list->explored == 0) return ICP_OK;
    return offer(list, list->drawn, &list->drawn_count, list->reach + list->explored, lower_draw, pick, terms, err);
}

static int by_rank(const void *a, const void *b)
{
    return sooner(a, b) ? -1 : sooner(b, a) ? 1 : 0;
}

static int by_draw(const void *a, const void *b)
{
    const icp_i_score_pick *x = a, *y = b;
    return x->draw < y->draw ? -1 : x->draw > y->draw;
}

static const char *id_of(const icp_i_score_pick *pick)
{
    return pick->row.cell[ICP_I_SCORE_ID].text;
}

static bool listed(const icp_i_score_pick *const *list, size_t count, const icp_i_score_pick *pick)
{
    for (size_t i = 0; i < count; i++)
        if (list[i]->draw == pick->draw && strcmp(id_of(list[i]), id_of(pick)) == 0) return true;
    return false;
}

/* How many of the ranked places go to accounts of the last list that stand behind them. */
static size_t stayers(const icp_i_score_list *list, size_t places)
{
    size_t count = 0;
    for (size_t i = places; i < list->best_count; i++) count += list->best[i].last;
    return count < places ? count : places;
}

/* The new accounts that rank lowest make room for those that stay. */
static size_t settle_ranked(icp_i_score_list *list, const icp_i_score_pick **out)
{
    size_t places = list->ranked < list->best_count ? list->ranked : list->best_count, stay = stayers(list, places), fresh = 0, count = 0;
    for (size_t i = 0; i < places; i++) fresh += !list->best[i].last;
    size_t leave = stay < fresh ? stay : fresh, stayed = 0;
    for (size_t i = 0, seen = 0; i < list->best_count; i++) {
        const icp_i_score_pick *pick = &list->best[i];
        bool inside = i < places;
        seen += inside && !pick->last;
        if (inside ? pick->last || seen <= fresh - leave : pick->last && stayed < leave) out[count++] = pick;
        stayed += !inside && pick->last;
    }
    return count;
}

icp_status icp_i_score_list_settle(icp_i_score_list *list, const icp_i_score_pick ***out, size_t *count, size_t *explored, icp_error *err)
{
    const icp_i_score_pick **made = ICP_I_NEW(list->pool, const icp_i_score_pick *, list->length);
    if (!made) return icp_i_fail_memory(err, "keeping a call list");
    qsort(list->best, list->best_count, sizeof *list->best, by_rank);
    qsort(list->drawn, list->drawn_count, sizeof *list->drawn, by_draw);
    size_t n = settle_ranked(list, made), ranked = n;
    for (size_t i = 0; i < list->drawn_count && n < ranked + list->explored; i++)
        if (!listed(made, ranked, &list->drawn[i])) made[n++] = &list->drawn[i];
    *out = made;
    *count = n;
    *explored = n - ranked;
    return ICP_OK;
}
