/* splits.c - see splits.h. Owns: the tree: which accounts are looked into, and in which order. Must not know: what a cut must show. */
#include "icp/splits.h"

#include "base/fail.h"
#include "icp/split_parts.h"

typedef struct tree {
    const icp_i_splits_ground *ground;
    icp_i_pool *pool;
    icp_i_split_node *node;    /* of this level ... */
    icp_i_split_node *next;    /* ... and parts of those that were split, for the next one */
    size_t nodes, nexts, depth;
    icp_split *split;
    size_t count;
    size_t tried;              /* cuts of the levels before and of this one */
    uint64_t key;
} tree;

/* What so many accounts of different weights are worth (Kish 1965). */
static double effective(const tree *t, const icp_i_split_node *node)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < node->rows; i++) {
        double weight = t->ground->behaviour->weight[node->row[i]];
        sum += weight;
        squares += weight * weight;
    }
    return squares > 0 ? sum * sum / squares : 0;
}

static bool large_enough(const tree *t, const icp_i_split_node *node)
{
    return effective(t, node) >= (double)(ICP_I_SPLIT_SIZES * t->ground->choice->min_size);
}

/* The rows labelled `which`, as a node. */
static bool gather(const tree *t, const int32_t *label, size_t which, size_t segment, const char *part, icp_i_split_node *out)
{
    size_t frame_rows = t->ground->behaviour->rows, rows = 0, *row;
    for (size_t i = 0; i < frame_rows; i++) rows += label[i] == (int32_t)which;
    row = ICP_I_NEW(t->pool, size_t, rows);
    if (!row || !part) return false;
    rows = 0;
    for (size_t i = 0; i < frame_rows; i++)
        if (label[i] == (int32_t)which) row[rows++] = i;
    *out = (icp_i_split_node){segment, part, row, rows};
    return true;
}

static bool add_parts(tree *t, const icp_i_split_node *node, const icp_i_split_cut *cut)
{
    for (size_t p = 0; p < cut->k; p++) {
        const char *part = icp_i_print(t->pool, "%s.%zu", node->part, p + 1);
        if (!gather(t, cut->label, p, node->segment, part, &t->next[t->nexts])) return false;
        t->nexts++;
    }
    return true;
}

static icp_status note(tree *t, const icp_i_split_node *node, size_t k, const char *failed, const char *held, icp_error *err)
{
    if (!failed || !held) return icp_i_fail_memory(err, "looking into segments");
    t->split[t->count++] = (icp_split){node->segment, node->part, k, failed, held};
    return ICP_OK;
}

/* The first cut that holds, or the one that comes nearest to it. */
static icp_status look_into(tree *t, const icp_i_split_node *node, icp_error *err)
{
    const icp_hooks *hooks = &t->ground->published->frame->settings->hooks;
    icp_i_split_cut best = {.k = 0};
    if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "stopped while looking into segments");
    if (!large_enough(t, node)) {
        const char *few = icp_i_print(t->pool, "%zu accounts are fewer than the %zu it takes to look inside", node->rows,
                                      ICP_I_SPLIT_SIZES * t->ground->choice->min_size);
        return note(t, node, 1, few, "", err);
    }
    for (size_t k = 2; k <= ICP_I_SPLIT_PARTS; k++) {
        icp_i_split_cut cut;
        ICP_I_TRY(icp_i_split_try(t->ground, node, k, t->key++, t->tried, t->pool, &cut, err));
        if (best.k == 0 || cut.passed > best.passed) best = cut;
        if (!best.failed[0]) break;
    }
    if (!best.failed[0] && t->depth + 1 < ICP_I_SPLIT_DEPTH && !add_parts(t, node, &best))
        return icp_i_fail_memory(err, "looking into segments");
    return note(t, node, best.k, best.failed, best.held, err);
}

/* All nodes of a level, then their parts. */
static icp_status look_into_level(tree *t, icp_error *err)
{
    icp_split *split = ICP_I_NEW(t->pool, icp_split, t->count + t->nodes);
    t->next = ICP_I_NEW(t->pool, icp_i_split_node, t->nodes * ICP_I_SPLIT_PARTS);
    t->nexts = 0;
    if (!split || !t->next) return icp_i_fail_memory(err, "looking into segments");
    for (size_t i = 0; i < t->count; i++) split[i] = t->split[i];
    t->split = split;
    for (size_t n = 0; n < t->nodes; n++)
        if (large_enough(t, &t->node[n])) t->tried += ICP_I_SPLIT_PARTS - 1;
    for (size_t n = 0; n < t->nodes; n++) ICP_I_TRY(look_into(t, &t->node[n], err));
    t->node = t->next;
    t->nodes = t->nexts;
    return ICP_OK;
}

icp_status icp_i_splits(const icp_i_splits_ground *ground, icp_i_pool *pool, icp_clustering *clustering, icp_error *err)
{
    size_t k = ground->published->segments;
    tree t = {.ground = ground, .pool = pool, .nodes = k};
    if (k < 2 || clustering->verdict == ICP_VERDICT_NONE || ground->published->frame->settings->resamples == 0) return ICP_OK;
    t.node = ICP_I_NEW(pool, icp_i_split_node, k);
    if (!t.node) return icp_i_fail_memory(err, "looking into segments");
    for (size_t s = 0; s < k; s++)
        if (!gather(&t, ground->published->label, s, s, icp_i_print(pool, "S%zu", s + 1), &t.node[s]))
            return icp_i_fail_memory(err, "looking into segments");
    for (; t.depth < ICP_I_SPLIT_DEPTH && t.nodes > 0; t.depth++) ICP_I_TRY(look_into_level(&t, err));
    clustering->splits = t.split;
    clustering->split_count = t.count;
    return ICP_OK;
}
