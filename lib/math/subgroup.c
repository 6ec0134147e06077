/* subgroup.c - see subgroup.h. One pass over the cells a rule covers gives the gain of every code of every column; from such a histogram the best
 * condition on a column follows exactly. Which cells a rule covers is found 64 at a time. */
#include "math/subgroup.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

#define SAME .8          /* Jaccard above which a rule says what a better one says */
#define SLOTS (ICP_I_SUBGROUP_CODES + 1) /* of a column's histogram: unknown, then the codes */
#define POLISH_ROUNDS 8  /* each round raises the quality; more than two or three are rare */
#define TRIES 50         /* candidates looked at for each place in a beam: where more repeat each other, there is no more to be said */

/* A rule of the beam and the cells it covers. */
typedef struct held {
    icp_i_subgroup rule;
    uint32_t *cell;
    size_t cells;
    double weight;
} held;

typedef struct candidate {
    icp_i_subgroup rule;
    size_t added;               /* column of the condition that its parent lacks */
} candidate;

struct icp_i_subgroup_work {
    const icp_i_subgroup_cells *data;
    icp_i_subgroup_settings settings;
    const double *weight;
    double *gain;               /* cells */
    double *histogram;          /* columns x SLOTS */
    uint64_t *covered;          /* words: a bit a cell */
    held *beam[2];              /* width + 1 each */
    size_t held[2];
    candidate *candidate;       /* width x columns x 2; a heap while a beam is filled */
    size_t candidates;
};

icp_status icp_i_subgroup_work_new(const icp_i_subgroup_cells *cells, const icp_i_subgroup_settings *settings, icp_i_pool *pool,
                                   icp_i_subgroup_work **out, icp_error *err)
{
    icp_i_subgroup_work *work = ICP_I_NEW(pool, icp_i_subgroup_work, 1);
    if (!work) return icp_i_fail_memory(err, "searching for rules");
    work->data = cells;
    work->settings = *settings;
    work->gain = ICP_I_NEW(pool, double, cells->cells);
    work->histogram = ICP_I_NEW(pool, double, cells->columns * SLOTS);
    work->covered = ICP_I_NEW(pool, uint64_t, cells->words);
    work->candidate = ICP_I_NEW(pool, candidate, 2 * settings->width * cells->columns);
    if (!work->gain || !work->histogram || !work->covered || !work->candidate) return icp_i_fail_memory(err, "searching for rules");
    for (size_t b = 0; b < 2; b++) {
        work->beam[b] = ICP_I_NEW(pool, held, settings->width + 1);
        if (!work->beam[b]) return icp_i_fail_memory(err, "searching for rules");
        for (size_t i = 0; i <= settings->width; i++) {
            work->beam[b][i].cell = ICP_I_NEW(pool, uint32_t, cells->cells);
            if (!work->beam[b][i].cell) return icp_i_fail_memory(err, "searching for rules");
        }
    }
    *out = work;
    return ICP_OK;
}

static bool under(const icp_i_subgroup_literal *literal, const int8_t *code)
{
    int8_t c = code[literal->column];
    return c >= 0 && (literal->codes >> c & 1);
}

bool icp_i_subgroup_covers(const icp_i_subgroup *rule, const int8_t *code)
{
    for (size_t l = 0; l < rule->literals; l++)
        if (!under(&rule->literal[l], code)) return false;
    return true;
}

/* ---- the best condition on one column ---- */

static uint64_t bits(size_t from, size_t to)
{
    return (to - from >= 64 ? UINT64_MAX : (UINT64_C(1) << (to - from)) - 1) << from;
}

/* The run of codes [from, to) of largest gain less its ends. A run over all codes is no condition. */
static double best_run(const double *gain, size_t codes, double value_cost, uint64_t *out)
{
    double best = -INFINITY;
    for (size_t from = 0; from < codes; from++) {
        double sum = 0;
        for (size_t to = from + 1; to <= codes; to++) {
            sum += gain[to - 1];
            int ends = (from > 0) + (to < codes);
            if (ends == 0 || !(sum - ends * value_cost > best)) continue;
            best = sum - ends * value_cost;
            *out = bits(from, to);
        }
    }
    return best;
}

/* The set of at most `most` codes of largest gain, each paying for itself; at least one, never all. */
static double best_set(const double *gain, size_t codes, size_t most, double value_cost, uint64_t *out)
{
    double best = 0;
    *out = 0;
    if (most >= codes) most = codes - 1;
    for (size_t taken = 0; taken < most; taken++) {
        size_t top = codes;
        for (size_t c = 0; c < codes; c++)
            if (!(*out >> c & 1) && (top == codes || gain[c] > gain[top])) top = c;
        if (taken > 0 && !(gain[top] > value_cost)) break;
        *out |= UINT64_C(1) << top;
        best += gain[top] - value_cost;
    }
    return best;
}

/* Gains of the codes of a column. */
static double *gains_of(const icp_i_subgroup_work *work, size_t column)
{
    return work->histogram + column * SLOTS + 1;
}

/* Gain, less its costs, of the best condition on a column. */
static double best_literal(const icp_i_subgroup_work *work, size_t column, uint64_t *out)
{
    const icp_i_subgroup_column *c = &work->data->column[column];
    const double *gain = gains_of(work, column);
    double best = c->ordered ? best_run(gain, c->codes, work->settings.value_cost, out)
                             : best_set(gain, c->codes, work->settings.values, work->settings.value_cost, out);
    return best - work->settings.literal_cost;
}

static double literal_cost(const icp_i_subgroup_work *work, const icp_i_subgroup_literal *literal)
{
    const icp_i_subgroup_column *c = &work->data->column[literal->column];
    int values = c->ordered ? !(literal->codes & 1) + !(literal->codes >> (c->codes - 1) & 1) : __builtin_popcountll(literal->codes);
    return work->settings.literal_cost + values * work->settings.value_cost;
}

/* ---- passes over cells ---- */

static void count_gains(icp_i_subgroup_work *work, const uint32_t *cell, size_t cells)
{
    size_t columns = work->data->columns;
    memset(work->histogram, 0, columns * SLOTS * sizeof *work->histogram);
    for (size_t i = 0; i < cells; i++) {
        const int8_t *code = work->data->code + cell[i] * columns;
        double gain = work->gain[cell[i]], *slot = work->histogram + 1;
        for (size_t j = 0; j < columns; j++, slot += SLOTS) slot[code[j]] += gain;
    }
}

/* Clears the bits of cells that are not under a condition. */
static void keep_under(const icp_i_subgroup_work *work, const icp_i_subgroup_literal *literal)
{
    const icp_i_subgroup_cells *data = work->data;
    const uint64_t *mask = data->mask + data->first[literal->column] * data->words;
    size_t words = data->words, low = (size_t)__builtin_ctzll(literal->codes), high = 64 - (size_t)__builtin_clzll(literal->codes);
    if (data->column[literal->column].ordered) {
        for (size_t w = 0; w < words; w++) work->covered[w] &= mask[high * words + w] & ~mask[low * words + w];
        return;
    }
    for (size_t w = 0; w < words; w++) {
        uint64_t any = 0;
        for (size_t code = low; code < high; code++)
            if (literal->codes >> code & 1) any |= mask[code * words + w];
        work->covered[w] &= any;
    }
}

/* Marks the cells under all conditions but `l`. */
static void mark_covered(const icp_i_subgroup_work *work, const icp_i_subgroup *rule, size_t l)
{
    size_t cells = work->data->cells;
    for (size_t w = 0; w < work->data->words; w++) work->covered[w] = UINT64_MAX;
    if (cells % 64) work->covered[cells / 64] = (UINT64_C(1) << cells % 64) - 1;
    for (size_t m = 0; m < rule->literals; m++)
        if (m != l) keep_under(work, &rule->literal[m]);
}

/* Gains of the codes of literal l's column among the cells under all other literals. */
static void count_without(icp_i_subgroup_work *work, const icp_i_subgroup *rule, size_t l)
{
    size_t columns = work->data->columns, column = rule->literal[l].column;
    double *gain = gains_of(work, column);
    mark_covered(work, rule, l);
    memset(gain - 1, 0, SLOTS * sizeof *gain);
    for (size_t w = 0; w < work->data->words; w++)
        for (uint64_t left = work->covered[w]; left; left &= left - 1) {
            size_t c = w * 64 + (size_t)__builtin_ctzll(left);
            gain[work->data->code[c * columns + column]] += work->gain[c];
        }
}

static void cover(const icp_i_subgroup_work *work, held *entry)
{
    entry->cells = 0;
    entry->weight = 0;
    mark_covered(work, &entry->rule, ICP_I_SUBGROUP_DEPTH);
    for (size_t w = 0; w < work->data->words; w++)
        for (uint64_t left = work->covered[w]; left; left &= left - 1) {
            uint32_t c = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(left));
            entry->cell[entry->cells++] = c;
            entry->weight += work->weight[c];
        }
}

static bool says_the_same(const icp_i_subgroup_work *work, const held *a, const held *b)
{
    double small = fmin(a->weight, b->weight), large = fmax(a->weight, b->weight), both = 0;
    if (!(small > SAME * large)) return false;
    for (size_t i = 0; i < a->cells; i++)
        if (icp_i_subgroup_covers(&b->rule, work->data->code + a->cell[i] * work->data->columns)) both += work->weight[a->cell[i]];
    return both > SAME * (a->weight + b->weight - both);
}

/* ---- rules ---- */

/* Total order: quality, then fewer literals, lower columns, lower codes. */
static bool comes_before(const icp_i_subgroup *a, const icp_i_subgroup *b)
{
    if (a->quality > b->quality || a->quality < b->quality) return a->quality > b->quality;
    if (a->literals != b->literals) return a->literals < b->literals;
    for (size_t l = 0; l < a->literals; l++) {
        if (a->literal[l].column != b->literal[l].column) return a->literal[l].column < b->literal[l].column;
        if (a->literal[l].codes != b->literal[l].codes) return a->literal[l].codes < b->literal[l].codes;
    }
    return false;
}

static icp_i_subgroup with_literal(const icp_i_subgroup *rule, size_t column, uint64_t codes)
{
    icp_i_subgroup made = *rule;
    size_t l = made.literals++;
    for (; l > 0 && made.literal[l - 1].column > column; l--) made.literal[l] = made.literal[l - 1];
    made.literal[l] = (icp_i_subgroup_literal){column, codes};
    return made;
}

/* Chooses every condition anew, given the others, as long as the rule gets better. `added`: column of the condition that was chosen last, the best
 * there is until another changes - unless it is one of two answers, which are candidates both. */
static void polish(icp_i_subgroup_work *work, icp_i_subgroup *rule, size_t added)
{
    bool better = rule->literals > 1, changed = work->data->column[added].codes == 2;
    for (int round = 0; better && round < POLISH_ROUNDS; round++) {
        better = false;
        for (size_t l = 0; l < rule->literals; l++) {
            double others = 0;
            uint64_t codes = 0;
            if (!changed && rule->literal[l].column == added) continue;
            count_without(work, rule, l);
            for (size_t m = 0; m < rule->literals; m++) others += m == l ? 0 : literal_cost(work, &rule->literal[m]);
            double quality = best_literal(work, rule->literal[l].column, &codes) - others;
            if (codes == rule->literal[l].codes || !(quality > rule->quality + 1e-12)) continue;
            rule->literal[l].codes = codes;
            rule->quality = quality;
            better = changed = true;
        }
    }
}

/* ---- the beam ---- */

static bool uses(const icp_i_subgroup *rule, size_t column)
{
    for (size_t l = 0; l < rule->literals; l++)
        if (rule->literal[l].column == column) return true;
    return false;
}

static void add_candidate(icp_i_subgroup_work *work, const icp_i_subgroup *parent, double costs, size_t column, double gain, uint64_t codes)
{
    candidate *made = &work->candidate[work->candidates++];
    *made = (candidate){with_literal(parent, column, codes), column};
    made->rule.quality = gain - costs;
}

/* Every rule with one condition more than `parent`: the best of each column, and both answers of a column that has two. */
static void extend(icp_i_subgroup_work *work, const held *parent)
{
    double costs = 0;
    for (size_t l = 0; l < parent->rule.literals; l++) costs += literal_cost(work, &parent->rule.literal[l]);
    count_gains(work, parent->cell, parent->cells);
    for (size_t column = 0; column < work->data->columns; column++) {
        const double *gain = gains_of(work, column);
        double both = work->settings.literal_cost + work->settings.value_cost;
        uint64_t codes = 0;
        if (uses(&parent->rule, column) || work->data->column[column].codes < 2) continue;
        if (work->data->column[column].codes == 2) {
            add_candidate(work, &parent->rule, costs, column, gain[0] - both, 1);
            add_candidate(work, &parent->rule, costs, column, gain[1] - both, 2);
        } else {
            double best = best_literal(work, column, &codes);
            add_candidate(work, &parent->rule, costs, column, best, codes);
        }
    }
}

/* Lets the candidate at `at` sink below all that come before it. */
static void sink(icp_i_subgroup_work *work, size_t at)
{
    candidate moved = work->candidate[at];
    for (size_t below; (below = 2 * at + 1) < work->candidates; at = below) {
        bool right = below + 1 < work->candidates && comes_before(&work->candidate[below + 1].rule, &work->candidate[below].rule);
        below += right;
        if (!comes_before(&work->candidate[below].rule, &moved.rule)) break;
        work->candidate[at] = work->candidate[below];
    }
    work->candidate[at] = moved;
}

static candidate take_best(icp_i_subgroup_work *work)
{
    candidate best = work->candidate[0];
    work->candidate[0] = work->candidate[--work->candidates];
    if (work->candidates > 0) sink(work, 0);
    return best;
}

/* The best candidates that do not repeat each other, polished. */
static void fill_beam(icp_i_subgroup_work *work, size_t to)
{
    work->held[to] = 0;
    for (size_t i = work->candidates / 2; i-- > 0;) sink(work, i);
    for (size_t tries = TRIES * work->settings.width; tries > 0 && work->candidates > 0 && work->held[to] < work->settings.width; tries--) {
        held *entry = &work->beam[to][work->held[to]];
        candidate best = take_best(work);
        entry->rule = best.rule;
        polish(work, &entry->rule, best.added);
        cover(work, entry);
        bool repeated = entry->cells == 0;
        for (size_t j = 0; j < work->held[to] && !repeated; j++) repeated = says_the_same(work, entry, &work->beam[to][j]);
        work->held[to] += !repeated;
    }
}

static void keep_best(const icp_i_subgroup_work *work, size_t beam, icp_i_subgroup *best)
{
    for (size_t i = 0; i < work->held[beam]; i++)
        if (comes_before(&work->beam[beam][i].rule, best)) *best = work->beam[beam][i].rule;
}

void icp_i_subgroup_search(icp_i_subgroup_work *work, const double *weight, const double *sum, icp_i_subgroup *out)
{
    double total = 0, events = 0;
    icp_i_subgroup best = {0};
    for (size_t c = 0; c < work->data->cells; c++) total += weight[c], events += sum[c];
    work->weight = weight;
    for (size_t c = 0; c < work->data->cells; c++)
        work->gain[c] = total > 0 ? (sum[c] - work->settings.lambda * events / total * weight[c]) / total : 0;
    work->beam[0][0].rule = best;
    cover(work, &work->beam[0][0]);
    work->held[0] = 1;
    for (size_t level = 0; level < work->settings.depth; level++) {
        size_t from = level % 2;
        work->candidates = 0;
        for (size_t i = 0; i < work->held[from]; i++) extend(work, &work->beam[from][i]);
        fill_beam(work, 1 - from);
        keep_best(work, 1 - from, &best);
    }
    *out = best;
}
