/* traits.c - see traits.h. */
#include "icp/traits.h"

#include "base/fail.h"
#include "math/cuts.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define BINS ((size_t)32)

/* ---- numbers ---- */

static size_t collect(const icp_i_frame *frame, const icp_column *column, double *sorted)
{
    size_t n = 0;
    for (size_t i = 0; i < frame->rows; i++)
        if (!isnan(column->numbers[frame->row[i]])) sorted[n++] = column->numbers[frame->row[i]];
    icp_i_sort(sorted, n);
    return n;
}

/* Dates are cut between days. */
static size_t whole_days(double *cut, size_t cuts)
{
    size_t kept = 0;
    for (size_t c = 0; c < cuts; c++) {
        double day = ceil(cut[c]);
        if (kept == 0 || day > cut[kept - 1]) cut[kept++] = day;
    }
    return kept;
}

static icp_status cut_numbers(const icp_i_frame *frame, const icp_column *column, icp_i_pool *pool, icp_i_trait *trait, icp_i_subgroup_column *form,
                              icp_error *err)
{
    double *sorted = ICP_I_NEW(pool, double, frame->rows);
    trait->cut = ICP_I_NEW(pool, double, BINS);
    if (!sorted || !trait->cut) return icp_i_fail_memory(err, "cutting traits into bins");
    size_t cuts = icp_i_round_cuts(sorted, collect(frame, column, sorted), BINS, trait->cut);
    if (column->type == ICP_TYPE_DATE) cuts = whole_days(trait->cut, cuts);
    icp_i_release(pool, sorted);
    *form = (icp_i_subgroup_column){.ordered = true, .codes = cuts + 1};
    return ICP_OK;
}

static int8_t number_code(const icp_i_trait *trait, size_t codes, double value)
{
    if (isnan(value)) return -1;
    int8_t code = 0;
    while ((size_t)code + 1 < codes && value >= trait->cut[code]) code++;
    return code;
}

/* ---- coded columns ---- */

/* Levels in use by descending number of rows (ties: the lower level), at most as many as there are codes; then in the order of the column. */
static size_t choose_levels(const size_t *rows, size_t levels, size_t *chosen)
{
    size_t count = 0;
    for (size_t level = 0; level < levels; level++) {
        if (rows[level] == 0) continue;
        size_t at = count < ICP_I_SUBGROUP_CODES ? count++ : count;
        for (; at > 0 && rows[chosen[at - 1]] < rows[level]; at--)
            if (at < ICP_I_SUBGROUP_CODES) chosen[at] = chosen[at - 1];
        if (at < ICP_I_SUBGROUP_CODES) chosen[at] = level;
    }
    for (size_t i = 1; i < count; i++) {
        size_t moved = chosen[i], at = i;
        for (; at > 0 && chosen[at - 1] > moved; at--) chosen[at] = chosen[at - 1];
        chosen[at] = moved;
    }
    return count;
}

static icp_status pick_levels(const icp_i_frame *frame, const icp_column *column, icp_i_pool *pool, icp_i_trait *trait, icp_i_subgroup_column *form,
                              icp_error *err)
{
    size_t *rows = ICP_I_NEW(pool, size_t, column->level_count);
    if (!rows) return icp_i_fail_memory(err, "counting the values of traits");
    for (size_t i = 0; i < frame->rows; i++) {
        int32_t level = column->codes[frame->row[i]];
        if (level >= 0) rows[level]++;
    }
    *form = (icp_i_subgroup_column){.ordered = false, .codes = choose_levels(rows, column->level_count, trait->level)};
    icp_i_release(pool, rows);
    return ICP_OK;
}

static int8_t level_code(const icp_i_trait *trait, size_t codes, int32_t level)
{
    size_t low = 0, high = codes;
    while (level >= 0 && low < high) {
        size_t middle = (low + high) / 2;
        if (trait->level[middle] == (size_t)level) return (int8_t)middle;
        if (trait->level[middle] < (size_t)level) low = middle + 1;
        else high = middle;
    }
    return -1;
}

/* ---- all columns ---- */

static void code_rows(const icp_i_frame *frame, icp_i_traits *traits)
{
    for (size_t t = 0; t < traits->count; t++) {
        const icp_i_trait *trait = &traits->trait[t];
        const icp_column *column = icp_table_column(frame->table, trait->column);
        size_t codes = traits->form[t].codes;
        for (size_t i = 0; i < frame->rows; i++) {
            size_t row = frame->row[i];
            traits->code[i * traits->count + t] = trait->cut ? number_code(trait, codes, column->numbers[row])
                                                             : level_code(trait, codes, column->codes[row]);
        }
    }
}

icp_status icp_i_traits_make(const icp_i_frame *frame, icp_i_pool *pool, icp_i_traits *out, icp_error *err)
{
    const icp_role_map *roles = frame->roles;
    icp_i_traits made = {0};
    made.trait = ICP_I_NEW(pool, icp_i_trait, roles->trait_count);
    made.form = ICP_I_NEW(pool, icp_i_subgroup_column, roles->trait_count);
    if (!made.trait || !made.form) return icp_i_fail_memory(err, "preparing traits");
    for (size_t t = 0; t < roles->trait_count; t++) {
        const icp_column *column = icp_table_column(frame->table, roles->traits[t]);
        icp_i_trait *trait = &made.trait[made.count];
        *trait = (icp_i_trait){.column = roles->traits[t]};
        if (column->type == ICP_TYPE_ID) continue;
        ICP_I_TRY(column->numbers ? cut_numbers(frame, column, pool, trait, &made.form[made.count], err)
                                  : pick_levels(frame, column, pool, trait, &made.form[made.count], err));
        made.count += made.form[made.count].codes > 1;
    }
    made.code = ICP_I_NEW(pool, int8_t, frame->rows * made.count);
    if (!made.code) return icp_i_fail_memory(err, "preparing traits");
    code_rows(frame, &made);
    *out = made;
    return ICP_OK;
}

/* ---- back to values ---- */

static void interval(const icp_i_trait *trait, size_t codes, uint64_t set, icp_literal *out)
{
    size_t first = (size_t)__builtin_ctzll(set), last = 63 - (size_t)__builtin_clzll(set);
    out->op = ICP_RULE_BETWEEN;
    out->low = first > 0 ? trait->cut[first - 1] : -INFINITY;
    out->high = last + 1 < codes ? trait->cut[last] : INFINITY;
}

icp_status icp_i_traits_literal(const icp_i_traits *traits, const icp_table *table, const icp_i_subgroup_literal *literal, icp_i_pool *pool,
                                icp_literal *out, icp_error *err)
{
    const icp_i_trait *trait = &traits->trait[literal->column];
    const icp_column *column = icp_table_column(table, trait->column);
    *out = (icp_literal){.column = trait->column, .low = NAN, .high = NAN};
    if (trait->cut) {
        interval(trait, traits->form[literal->column].codes, literal->codes, out);
        return ICP_OK;
    }
    const char **values = ICP_I_NEW(pool, const char *, ICP_I_SUBGROUP_CODES);
    if (!values) return icp_i_fail_memory(err, "writing a rule down");
    for (size_t c = 0; c < ICP_I_SUBGROUP_CODES; c++)
        if (literal->codes >> c & 1) values[out->value_count++] = column->levels[trait->level[c]];
    out->values = values;
    out->op = out->value_count > 1 ? ICP_RULE_IN : ICP_RULE_IS;
    return ICP_OK;
}
