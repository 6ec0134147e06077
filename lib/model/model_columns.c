/* model_columns.c - the columns a model asks for. Owns: which values are named, the usual range of a number. Must not know: terms, predictors.
 *
 * A value on a few rows only could point at one account, so it is not named: it is met again as "any other value". */
#include "base/fail.h"
#include "math/stats.h"
#include "model/build.h"

#include <math.h>
#include <string.h>

#define NAMED_ROWS 20 /* a value on so many rows may have a term of its own, and must be named */

static const icp_column *source_of(const icp_i_model_maker *m, size_t column)
{
    return icp_table_column(m->frame->table, m->source[column]);
}

/* Marks the values of a rule's conditions. */
static void mark_rule(const icp_rule *rule, size_t table_column, const icp_column *source, unsigned char *named)
{
    for (size_t l = 0; l < rule->literal_count; l++) {
        const icp_literal *literal = &rule->literals[l];
        if (literal->column != table_column) continue;
        for (size_t v = 0; v < literal->value_count; v++)
            for (size_t i = 0; i < source->level_count; i++)
                if (strcmp(source->levels[i], literal->values[v]) == 0) named[i] = 1;
    }
}

static icp_status list_levels(icp_i_model_maker *m, size_t column, icp_error *err)
{
    const icp_column *source = source_of(m, column);
    icp_model_column *out = &m->model->columns[column];
    size_t *rows = ICP_I_NEW(m->scratch, size_t, source->level_count), total = 0, unlisted = 0;
    unsigned char *named = ICP_I_NEW(m->scratch, unsigned char, source->level_count);
    const char **levels = ICP_I_NEW(m->pool, const char *, source->level_count);
    int32_t *listed = ICP_I_NEW(m->scratch, int32_t, source->level_count);
    if (!rows || !named || !levels || !listed) return icp_i_fail_memory(err, "naming the values of a column");
    for (size_t i = 0; i < m->frame->rows; i++) {
        int32_t code = source->codes[m->frame->row[i]];
        if (code < 0) continue;
        rows[code]++;
        total++;
    }
    for (size_t c = 0; c < m->ground->made->candidate_count; c++)
        mark_rule(&m->ground->made->candidates[c].rule, m->source[column], source, named);
    size_t least = m->frame->settings->min_cell < NAMED_ROWS ? m->frame->settings->min_cell : NAMED_ROWS;
    for (size_t l = 0; l < source->level_count; l++) {
        bool keep = named[l] || rows[l] >= least || source->type == ICP_TYPE_BOOLEAN;
        listed[l] = keep ? (int32_t)out->level_count : -1;
        unlisted += keep ? 0 : rows[l];
        if (!keep) continue;
        char *text = icp_i_copy_text(m->pool, source->levels[l], strlen(source->levels[l]));
        if (!text) return icp_i_fail_memory(err, "naming the values of a column");
        levels[out->level_count++] = text;
    }
    for (size_t l = 0; l < source->level_count; l++)
        if (listed[l] < 0) listed[l] = (int32_t)out->level_count;
    out->levels = levels;
    out->unlisted = total > 0 ? (double)unlisted / (double)total : 0;
    m->listed[column] = listed;
    return ICP_OK;
}

static icp_status find_range(icp_i_model_maker *m, size_t column, icp_error *err)
{
    const icp_column *source = source_of(m, column);
    icp_model_column *out = &m->model->columns[column];
    double *values = ICP_I_NEW(m->scratch, double, m->frame->rows);
    if (!values) return icp_i_fail_memory(err, "measuring the range of a column");
    size_t n = 0;
    for (size_t i = 0; i < m->frame->rows; i++)
        if (!isnan(source->numbers[m->frame->row[i]])) values[n++] = source->numbers[m->frame->row[i]];
    icp_i_sort(values, n);
    out->low = n > 0 ? icp_quantile_sorted(values, n, 0.01) : (double)NAN;
    out->high = n > 0 ? icp_quantile_sorted(values, n, 0.99) : (double)NAN;
    icp_i_release(m->scratch, values);
    return ICP_OK;
}

static icp_status take_column(icp_i_model_maker *m, size_t column, icp_role role, size_t from, icp_error *err)
{
    const icp_column *source = icp_table_column(m->frame->table, from);
    icp_model_column *out = &m->model->columns[column];
    *out = (icp_model_column){.name = icp_i_copy_text(m->pool, source->name, strlen(source->name)), .role = role, .type = source->type,
                              .decimal_comma = source->decimal_comma, .day_first = source->day_first, .missing_words = source->missing_words,
                              .low = NAN, .high = NAN};
    if (!out->name) return icp_i_fail_memory(err, "listing the columns of a model");
    m->source[column] = from;
    m->place[from] = column;
    return source->codes ? list_levels(m, column, err) : find_range(m, column, err);
}

icp_status icp_i_model_columns(icp_i_model_maker *m, icp_error *err)
{
    const icp_role_map *roles = m->frame->roles;
    size_t count = roles->usage_count + roles->trait_count, all = icp_table_columns(m->frame->table);
    m->model->columns = ICP_I_NEW(m->pool, icp_model_column, count);
    m->model->column_count = count;
    m->place = ICP_I_NEW(m->scratch, size_t, all);
    m->source = ICP_I_NEW(m->scratch, size_t, count);
    m->listed = ICP_I_NEW(m->scratch, int32_t *, count);
    if (!m->model->columns || !m->place || !m->source || !m->listed) return icp_i_fail_memory(err, "listing the columns of a model");
    for (size_t c = 0; c < all; c++) m->place[c] = ICP_NONE;
    for (size_t u = 0; u < roles->usage_count; u++) ICP_I_TRY(take_column(m, u, ICP_ROLE_USAGE, roles->usage[u], err));
    for (size_t t = 0; t < roles->trait_count; t++)
        ICP_I_TRY(take_column(m, roles->usage_count + t, ICP_ROLE_TRAIT, roles->traits[t], err));
    return ICP_OK;
}

void icp_i_model_cells(const icp_i_model_maker *m, size_t table_row, icp_model_cell *cells)
{
    for (size_t c = 0; c < m->model->column_count; c++) {
        const icp_column *source = source_of(m, c);
        cells[c] = (icp_model_cell){NAN, -1};
        if (source->numbers) cells[c].number = source->numbers[table_row];
        else if (source->codes[table_row] >= 0) cells[c].level = m->listed[c][source->codes[table_row]];
    }
}
