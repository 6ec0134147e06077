/* test_subgroup.c - the search for conjunctions against the enumeration of all of them, against planted ones, and against orders of rows. */
#include "support/check.h"

#include "base/rng.h"
#include "math/subgroup.h"

#include <stdlib.h>
#include <string.h>

#define MOST 1024
#define COLUMNS 6

static const icp_i_subgroup_settings plain = {.lambda = 1.25, .literal_cost = .002, .value_cost = .0008, .width = 20, .depth = 3, .values = 4};

/* Rows of a small world. */
typedef struct rows {
    size_t n, columns;
    icp_i_subgroup_column column[COLUMNS];
    int8_t code[MOST * COLUMNS];
    double target[MOST], weight[MOST];
} rows;

static rows *make_rows(size_t n, size_t columns, size_t codes, bool ordered, uint64_t seed)
{
    rows *made = calloc(1, sizeof *made);
    icp_i_rng *rng = icp_i_rng_new(seed, "test subgroups", codes);
    if (!made || !rng) abort();
    made->n = n;
    made->columns = columns;
    for (size_t j = 0; j < columns; j++) made->column[j] = (icp_i_subgroup_column){ordered || (j % 2 == 1 && codes > 2), codes};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < columns; j++)
            made->code[i * columns + j] = icp_i_rng_uniform(rng) < .05 ? -1 : (int8_t)icp_i_rng_below(rng, codes);
        made->target[i] = icp_i_rng_uniform(rng) < .3;
        made->weight[i] = 1 + (double)icp_i_rng_below(rng, 3);
    }
    icp_i_rng_free(rng);
    return made;
}

static icp_i_subgroup search(const rows *r, const icp_i_subgroup_settings *settings)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_subgroup_cells cells;
    icp_i_subgroup_work *work;
    icp_i_subgroup found = {0};
    icp_error err;
    CHECK_OK(icp_i_subgroup_cells_make(r->code, r->n, r->column, r->columns, pool, &cells, &err), &err);
    CHECK_OK(icp_i_subgroup_work_new(&cells, settings, pool, &work, &err), &err);
    double *weight = ICP_I_NEW(pool, double, cells.cells), *sum = ICP_I_NEW(pool, double, cells.cells);
    for (size_t i = 0; i < r->n; i++) {
        weight[cells.cell[i]] += r->weight[i];
        sum[cells.cell[i]] += r->weight[i] * r->target[i];
    }
    icp_i_subgroup_search(work, weight, sum, &found);
    icp_i_pool_free(pool);
    return found;
}

/* ---- the oracle: every conjunction ---- */

static double cost(const rows *r, const icp_i_subgroup_settings *s, size_t column, uint64_t set)
{
    const icp_i_subgroup_column *c = &r->column[column];
    int values = 0;
    for (size_t k = 0; k < c->codes; k++) values += c->ordered ? 0 : (int)(set >> k & 1);
    if (c->ordered) values = !(set & 1) + !(set >> (c->codes - 1) & 1);
    return s->literal_cost + values * s->value_cost;
}

static bool allowed(const rows *r, const icp_i_subgroup_settings *s, size_t column, uint64_t set)
{
    const icp_i_subgroup_column *c = &r->column[column];
    if (set == 0 || set == (UINT64_C(1) << c->codes) - 1) return false;
    if (!c->ordered) return (size_t)__builtin_popcountll(set) <= s->values;
    uint64_t low = set & -set, moved = set / low;
    return (moved & (moved + 1)) == 0;
}

/* Quality by its definition: one sum over rows. */
static double quality(const rows *r, const icp_i_subgroup_settings *s, const icp_i_subgroup *rule)
{
    double total = 0, events = 0, sum = 0, costs = 0;
    for (size_t i = 0; i < r->n; i++) total += r->weight[i], events += r->weight[i] * r->target[i];
    for (size_t i = 0; i < r->n; i++)
        if (icp_i_subgroup_covers(rule, r->code + i * r->columns)) sum += r->weight[i] * (r->target[i] - s->lambda * events / total);
    for (size_t l = 0; l < rule->literals; l++) costs += cost(r, s, rule->literal[l].column, rule->literal[l].codes);
    return sum / total - costs;
}

static double enumerate(const rows *r, const icp_i_subgroup_settings *s)
{
    double best = 0;
    for (size_t a = 0; a < r->columns; a++)
        for (uint64_t x = 1; x < UINT64_C(1) << r->column[a].codes; x++) {
            if (!allowed(r, s, a, x)) continue;
            icp_i_subgroup one = {1, {{a, x}}, 0};
            best = fmax(best, quality(r, s, &one));
            for (size_t b = a + 1; s->depth > 1 && b < r->columns; b++)
                for (uint64_t y = 1; y < UINT64_C(1) << r->column[b].codes; y++) {
                    icp_i_subgroup two = {2, {{a, x}, {b, y}}, 0};
                    if (allowed(r, s, b, y)) best = fmax(best, quality(r, s, &two));
                }
        }
    return best;
}

static void agrees_with_enumeration(size_t depth, size_t codes, size_t columns, uint64_t seeds)
{
    icp_i_subgroup_settings settings = plain;
    settings.depth = depth;
    size_t found = 0;
    for (uint64_t seed = 0; seed < seeds; seed++) {
        rows *r = make_rows(60, columns, codes, false, seed);
        icp_i_subgroup rule = search(r, &settings);
        CHECK_ABS(rule.quality, enumerate(r, &settings), 1e-12);
        if (rule.literals) CHECK_ABS(rule.quality, quality(r, &settings, &rule), 1e-12);
        found += rule.literals > 0;
        free(r);
    }
    CHECK(found > seeds / 2); /* the comparison is of rules, not of zeros */
}

static void one_condition_is_the_best_of_all(void) { agrees_with_enumeration(1, 6, 4, 60); }

/* Columns of two codes: both conditions of every column are in the beam, so that no pair is missed. */
static void two_conditions_are_the_best_of_all(void) { agrees_with_enumeration(2, 2, 6, 60); }

static void at_most_so_many_values(void)
{
    rows *r = make_rows(800, 1, 8, false, 3);
    icp_i_subgroup_settings settings = plain;
    for (size_t i = 0; i < r->n; i++) r->target[i] = r->code[i] >= 0 && r->code[i] < 6;
    settings.lambda = 1;
    icp_i_subgroup rule = search(r, &settings);
    CHECK(rule.literals == 1 && __builtin_popcountll(rule.literal[0].codes) == 4 && (rule.literal[0].codes >> 6) == 0);
    free(r);
}

/* ---- planted rules ---- */

/* Hits are 80 % among codes 2..4 of column 1 and {0, 5} of column 2, 10 % elsewhere. */
static rows *planted(void)
{
    rows *r = make_rows(MOST, 5, 8, false, 11);
    icp_i_rng *rng = icp_i_rng_new(5, "test planted", 0);
    if (!rng) abort();
    for (size_t i = 0; i < r->n; i++) {
        const int8_t *code = r->code + i * r->columns;
        bool inside = code[1] >= 2 && code[1] <= 4 && (code[2] == 0 || code[2] == 5);
        r->target[i] = icp_i_rng_uniform(rng) < (inside ? .8 : .1);
    }
    icp_i_rng_free(rng);
    return r;
}

static void planted_rule_is_found(void)
{
    rows *r = planted();
    icp_i_subgroup rule = search(r, &plain);
    CHECK(rule.literals == 2 && rule.literal[0].column == 1 && rule.literal[0].codes == 0x1C);
    CHECK(rule.literal[1].column == 2 && rule.literal[1].codes == 0x21);
    free(r);
}

static void unknown_codes_match_nothing(void)
{
    rows *r = planted();
    icp_i_subgroup rule = search(r, &plain);
    int8_t code[COLUMNS] = {0, 3, 5, 0, 0};
    CHECK(icp_i_subgroup_covers(&rule, code));
    code[1] = -1;
    CHECK(!icp_i_subgroup_covers(&rule, code));
    free(r);
}

static void order_of_rows_does_not_matter(void)
{
    rows *r = planted(), *turned = calloc(1, sizeof *turned);
    if (!turned) abort();
    *turned = *r;
    for (size_t i = 0; i < r->n; i++) {
        size_t from = (i * 389 + 7) % r->n;
        memcpy(turned->code + i * r->columns, r->code + from * r->columns, r->columns);
        turned->target[i] = r->target[from];
        turned->weight[i] = r->weight[from];
    }
    icp_i_subgroup a = search(r, &plain), b = search(turned, &plain);
    CHECK(a.literals == b.literals && memcmp(a.literal, b.literal, a.literals * sizeof a.literal[0]) == 0);
    CHECK(a.quality >= b.quality && a.quality <= b.quality);
    free(turned);
    free(r);
}

static void weights_are_replications(void)
{
    rows *r = make_rows(300, 4, 5, false, 21), *copies = calloc(1, sizeof *copies);
    if (!copies) abort();
    copies->columns = r->columns;
    memcpy(copies->column, r->column, sizeof r->column);
    for (size_t i = 0; i < r->n; i++)
        for (double w = 0; w < r->weight[i] && copies->n < MOST; w++, copies->n++) {
            memcpy(copies->code + copies->n * r->columns, r->code + i * r->columns, r->columns);
            copies->target[copies->n] = r->target[i];
            copies->weight[copies->n] = 1;
        }
    icp_i_subgroup a = search(r, &plain), b = search(copies, &plain);
    CHECK(copies->n < MOST && a.literals > 0 && a.literals == b.literals);
    CHECK(memcmp(a.literal, b.literal, a.literals * sizeof a.literal[0]) == 0);
    CHECK_ABS(a.quality, b.quality, 1e-12);
    free(copies);
    free(r);
}

static void nothing_to_find_is_no_rule(void)
{
    rows *r = make_rows(200, 3, 4, true, 2);
    for (size_t i = 0; i < r->n; i++) r->target[i] = 0;
    icp_i_subgroup rule = search(r, &plain);
    CHECK(rule.literals == 0 && rule.quality >= 0 && rule.quality <= 0);
    for (size_t i = 0; i < r->n; i++) r->target[i] = 1;
    rule = search(r, &plain);
    CHECK(rule.literals == 0);
    r->n = 0;
    rule = search(r, &plain);
    CHECK(rule.literals == 0);
    free(r);
}

static void sixty_four_codes_fit(void)
{
    rows *r = make_rows(MOST, 2, 64, false, 9);
    for (size_t i = 0; i < r->n; i++) r->target[i] = r->code[i * 2] == 63 || r->code[i * 2 + 1] >= 60;
    icp_i_subgroup_settings settings = plain;
    settings.depth = 1;
    settings.literal_cost = settings.value_cost = 1e-6;
    icp_i_subgroup rule = search(r, &settings);
    CHECK(rule.literals == 1 && rule.literal[0].column == 1 && rule.literal[0].codes == UINT64_C(15) << 60);
    free(r);
}

void test_subgroup(void)
{
    static const icp_t_case cases[] = {{"one condition is the best of all", one_condition_is_the_best_of_all},
                                       {"two conditions are the best of all", two_conditions_are_the_best_of_all},
                                       {"at most so many values", at_most_so_many_values},
                                       {"planted rule is found", planted_rule_is_found},
                                       {"unknown codes match nothing", unknown_codes_match_nothing},
                                       {"order of rows does not matter", order_of_rows_does_not_matter},
                                       {"weights are replications", weights_are_replications},
                                       {"nothing to find is no rule", nothing_to_find_is_no_rule},
                                       {"64 codes fit", sixty_four_codes_fit}};
    ICP_T_SUITE("subgroup", cases);
}
