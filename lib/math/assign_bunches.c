/* assign_bunches.c - doubtful rows against the bunches of centres that may matter to them. See assign.h. Owns: bounds for each bunch (Yinyang:
 * Ding et al. 2015). A tile is judged against the bunches any of its rows needs; rows that may move are judged again, against all centres. */
#include "base/parallel.h"
#include "math/assign.h"

#include <float.h>
#include <string.h>

#define MANY 12 /* a twelfth of all bunches, of a row in the mean: sixteen of such rows need most bunches between them */

/* Doubtful rows that are left. */
typedef struct doubts {
    uint16_t rows[ICP_I_BLOCK];
    uint64_t near[ICP_I_BLOCK]; /* the bunches that matter to each */
    float upper[ICP_I_BLOCK];   /* how far each is from its centre at most */
    size_t count, total;        /* of bunches that matter */
} doubts;

/* Bunches to look at. */
typedef struct list {
    uint8_t bunches[ICP_I_TILE_BUNCHES];
    size_t count;
} list;

static list listed(uint64_t bits)
{
    list made = {.count = 0};
    for (; bits; bits &= bits - 1) made.bunches[made.count++] = (uint8_t)__builtin_ctzll(bits);
    return made;
}

static uint64_t all_bunches(const icp_i_bounds *bounds)
{
    return bounds->bunches == ICP_I_TILE_BUNCHES ? UINT64_MAX : ((uint64_t)1 << bounds->bunches) - 1;
}

static void judge(const icp_i_piece *p, const float *tile, const list *some, icp_i_verdict *verdict, icp_i_bunches *each)
{
    const icp_i_start *start = p->start;
    start->packed->tile->judge_bunches(&start->centers.screen, tile, some->bunches, some->count, start->bounds.groups, verdict, each);
}

/* Keeps what is known of the bunches now; the own centre is left out where it is `nearest` for sure. */
static void keep(const icp_i_piece *p, size_t row, const list *some, const icp_i_bunches *each, size_t r, size_t own_bunch)
{
    const icp_i_bounds *bounds = &p->start->bounds;
    float *lower = bounds->bunch_lower + row * bounds->stride;
    for (size_t i = 0; i < some->count; i++) {
        size_t b = some->bunches[i];
        float left = (b == own_bunch ? each->second : each->first)[b][r] + bounds->bunch_low[b];
        lower[b] = left * (1 - FLT_EPSILON);
    }
}

static size_t bunch_of(const icp_i_bounds *bounds, int32_t center)
{
    return (size_t)center / ICP_I_TILE_CENTERS / bounds->groups;
}

static void settle(const icp_i_piece *p, const icp_i_verdict *verdict, const icp_i_bunches *each, const list *all, size_t r, size_t row)
{
    const icp_i_bounds *bounds = &p->start->bounds;
    bool sure = verdict->sure >> r & 1;
    icp_i_settle(p, verdict, r, row);
    keep(p, row, all, each, r, sure ? bunch_of(bounds, verdict->nearest[r]) : bounds->bunches);
}

static void judge_all(const icp_i_piece *p, size_t rows, const list *all)
{
    const icp_i_packed *packed = p->start->packed;
    size_t step = packed->tile->rows;
    icp_i_verdict verdict;
    icp_i_bunches each;
    for (size_t first = 0; first < rows; first += step) {
        judge(p, icp_i_packed_at(packed, p->begin + first), all, &verdict, &each);
        for (size_t r = 0; r < step && first + r < rows; r++) settle(p, &verdict, &each, all, r, p->begin + first + r);
    }
}

/* The bunches that matter to a row at most `upper` from its centre; when none does, that is kept. */
static uint64_t look(const icp_i_piece *p, size_t row, float upper)
{
    icp_i_bounds *bounds = &p->start->bounds;
    float least;
    uint64_t near = p->start->packed->tile->near(bounds->bunch_lower + row * bounds->stride, bounds->bunch_spent, upper, bounds->stride, &least);
    near &= all_bunches(bounds);
    if (near == 0) icp_i_bounds_set(bounds, row, (size_t)p->start->labels[row], upper, least);
    return near;
}

/* Leaves the rows for which some bunch matters, as far from their centre as they may be. */
static size_t look_at(const icp_i_piece *p, const uint16_t *doubtful, size_t count, uint16_t *left)
{
    const icp_i_start *start = p->start;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        size_t row = p->begin + doubtful[i];
        float upper = icp_i_above((double)start->bounds.upper[row] + start->bounds.own[start->labels[row]]);
        if (look(p, row, upper)) left[found++] = doubtful[i];
    }
    return found;
}

/* The same at their true distance. */
static void look_closer(const icp_i_piece *p, const uint16_t *doubtful, size_t count, doubts *out)
{
    const icp_i_start *start = p->start;
    size_t d = start->centers.d;
    start->packed->tile->own(start->points->x + p->begin * d, doubtful, count, d, start->centers.rows, start->labels + p->begin,
                             start->packed->factor, out->upper);
    out->count = out->total = 0;
    for (size_t i = 0; i < count; i++) {
        float upper = out->upper[i];
        uint64_t near = look(p, p->begin + doubtful[i], upper);
        if (near == 0) continue;
        out->rows[out->count] = doubtful[i];
        out->near[out->count] = near;
        out->upper[out->count++] = upper;
        out->total += (size_t)__builtin_popcountll(near);
    }
}

static void pack(const icp_i_piece *p, const uint16_t *rows, size_t count)
{
    const icp_i_start *start = p->start;
    size_t d = start->centers.d;
    start->packed->tile->pack(start->points->x + p->begin * d, rows, count, d, start->packed->factor, p->tile);
}

/* Whether the row surely stays; if so, what is known of it is kept. */
static bool stays(const icp_i_piece *p, size_t row, float upper, const icp_i_verdict *verdict, const icp_i_bunches *each, const list *some, size_t r)
{
    const icp_i_bounds *bounds = &p->start->bounds;
    int32_t label = p->start->labels[row];
    bool itself = verdict->nearest[r] == label;
    if (!((itself ? verdict->lower : each->any)[r] > upper)) return false;
    keep(p, row, some, each, r, itself ? bunch_of(bounds, label) : bounds->bunches);
    (void)look(p, row, upper);
    return true;
}

/* Leaves the rows that may move. */
static size_t judge_needed(const icp_i_piece *p, const doubts *some, uint16_t *left)
{
    size_t step = p->start->packed->tile->rows, count = 0;
    icp_i_verdict verdict;
    icp_i_bunches each;
    for (size_t i = 0; i < some->count; i += step) {
        size_t rows = some->count - i < step ? some->count - i : step;
        uint64_t needed = 0;
        for (size_t r = 0; r < rows; r++) needed |= some->near[i + r];
        list bunches = listed(needed);
        pack(p, some->rows + i, rows);
        judge(p, p->tile, &bunches, &verdict, &each);
        for (size_t r = 0; r < rows; r++)
            if (!stays(p, p->begin + some->rows[i + r], some->upper[i + r], &verdict, &each, &bunches, r)) left[count++] = some->rows[i + r];
    }
    return count;
}

static void judge_some(const icp_i_piece *p, const uint16_t *which, size_t count, const list *all)
{
    size_t step = p->start->packed->tile->rows;
    icp_i_verdict verdict;
    icp_i_bunches each;
    for (size_t i = 0; i < count; i += step) {
        size_t rows = count - i < step ? count - i : step;
        pack(p, which + i, rows);
        judge(p, p->tile, all, &verdict, &each);
        for (size_t r = 0; r < rows; r++) settle(p, &verdict, &each, all, r, p->begin + which[i + r]);
    }
}

void icp_i_assign_bunches(const icp_i_piece *p, size_t rows, const uint16_t *doubtful, size_t count)
{
    const icp_i_bounds *bounds = &p->start->bounds;
    list all = listed(all_bunches(bounds));
    doubts left;
    uint16_t may_move[ICP_I_BLOCK];
    if (!bounds->valid) {
        judge_all(p, rows, &all);
        return;
    }
    look_closer(p, may_move, look_at(p, doubtful, count, may_move), &left);
    if (left.total > rows * bounds->bunches / MANY) judge_all(p, rows, &all);
    else judge_some(p, may_move, judge_needed(p, &left, may_move), &all);
}
