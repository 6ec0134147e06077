/* market.c - see market.h. Owns: columns and cells of a list seen as those of the export. */
#include "icp/market.h"

#include "base/fail.h"
#include "base/number.h"
#include "data/roles.h"

#include <math.h>
#include <string.h>

/* ---- columns ---- */

static icp_status fail_map(const icp_table *list, const icp_i_role_note *note, icp_error *err)
{
    const char *near = icp_i_nearest_header(list, note->value);
    icp_status status = icp_i_fail(err, ICP_E_COLUMN, "[map] of \"%s\": no column of the market list is named \"%s\"", note->key, note->value);
    icp_i_fail_about(err, note->value, NULL, NULL);
    if (near) icp_i_fail_help(err, "did you mean \"%s\"?", near);
    return status;
}

static icp_status find_columns(icp_i_market *market, icp_i_pool *pool, icp_error *err)
{
    const icp_i_frame *frame = market->accounts->frame;
    const icp_i_role_owner *owner = frame->roles->owner;
    size_t columns = icp_table_columns(frame->table);
    market->column = ICP_I_NEW(pool, size_t, columns);
    if (!market->column) return icp_i_fail_memory(err, "reading a market list");
    for (size_t c = 0; c < columns; c++) market->column[c] = icp_table_find(market->list, icp_table_column(frame->table, c)->name);
    for (size_t n = 0; owner && n < owner->note_count; n++) {
        const icp_i_role_note *note = &owner->notes[n];
        size_t column = strcmp(note->section, "map") == 0 ? icp_table_find(frame->table, note->key) : ICP_NONE;
        if (column == ICP_NONE) continue;
        market->column[column] = icp_table_find(market->list, note->value);
        if (market->column[column] == ICP_NONE) return fail_map(market->list, note, err);
    }
    return ICP_OK;
}

icp_status icp_i_market_open(const icp_table *list, const icp_i_profile_input *accounts, const icp_i_rule_ground *ground, icp_i_pool *pool,
                             icp_i_market *out, icp_error *err)
{
    icp_i_market made = {.list = list, .accounts = accounts, .ground = ground};
    ICP_I_TRY(find_columns(&made, pool, err));
    made.known = ICP_I_NEW(pool, unsigned char, icp_table_rows(list));
    if (!made.known) return icp_i_fail_memory(err, "reading a market list");
    ICP_I_TRY(icp_i_market_link(&made, pool, err));
    *out = made;
    return ICP_OK;
}

/* ---- cells ---- */

/* A condition as cells of the list meet it: by level, or by number. */
typedef struct condition {
    const icp_literal *literal;
    const icp_column *column;
    signed char *of_level;   /* coded columns: 1, 0, or -1 for a level that is no number where one is asked for */
    double *values;          /* numeric columns of which values are asked: they as numbers, NaN for what is none */
} condition;

static double number_of(const char *text)
{
    double value;
    return icp_i_number_parse(text, strlen(text), &value) ? value : (double)NAN;
}

/* Percentages, dates and other numbers are no measure for each other. */
static bool same_measure(const icp_column *a, const icp_column *b)
{
    if (!a->numbers || !b->numbers) return true;
    return (a->type == ICP_TYPE_DATE) == (b->type == ICP_TYPE_DATE) && (a->type == ICP_TYPE_PERCENT) == (b->type == ICP_TYPE_PERCENT);
}

static icp_status prepare_levels(condition *made, icp_i_pool *pool, bool *some, icp_error *err)
{
    const icp_literal *literal = made->literal;
    made->of_level = ICP_I_NEW(pool, signed char, made->column->level_count);
    if (!made->of_level) return icp_i_fail_memory(err, "looking up a rule in a market list");
    for (size_t level = 0; level < made->column->level_count; level++) {
        const char *text = made->column->levels[level];
        int match = literal->op == ICP_RULE_BETWEEN ? icp_i_literal_holds_number(literal, number_of(text)) : icp_i_literal_holds_text(literal, text);
        made->of_level[level] = (signed char)match;
        *some |= literal->op == ICP_RULE_BETWEEN ? match >= 0 : match > 0;
    }
    return ICP_OK;
}

static icp_status prepare_values(condition *made, icp_i_pool *pool, bool *some, icp_error *err)
{
    made->values = ICP_I_NEW(pool, double, made->literal->value_count);
    if (!made->values) return icp_i_fail_memory(err, "looking up a rule in a market list");
    for (size_t v = 0; v < made->literal->value_count; v++) {
        made->values[v] = number_of(made->literal->values[v]);
        *some |= !isnan(made->values[v]);
    }
    return ICP_OK;
}

/* *why: NULL when the condition can be met by cells of the list. */
static icp_status prepare(const icp_i_market *market, const icp_literal *literal, icp_i_pool *pool, condition *out, const char **why, icp_error *err)
{
    const icp_column *asked = icp_table_column(market->accounts->frame->table, literal->column);
    const icp_column *column = icp_table_column(market->list, market->column[literal->column]);
    bool range = literal->op == ICP_RULE_BETWEEN, some = column && column->numbers && range;
    *out = (condition){.literal = literal, .column = column};
    *why = NULL;
    if (column && same_measure(asked, column)) {
        if (column->codes) ICP_I_TRY(prepare_levels(out, pool, &some, err));
        else if (!range) ICP_I_TRY(prepare_values(out, pool, &some, err));
        if (some) return ICP_OK;
        *why = icp_i_print(pool, "column \"%s\" of the market list has none of the values that the rule asks of \"%s\"", column->name, asked->name);
    } else {
        *why = column ? icp_i_print(pool, "column \"%s\" of the market list is read as a %s, that of the export as a %s", column->name,
                                    icp_type_name(column->type), icp_type_name(asked->type))
                      : icp_i_print(pool, "the market list has no column \"%s\" ([map] of the roles file can name one)", asked->name);
    }
    return *why ? ICP_OK : icp_i_fail_memory(err, "looking up a rule in a market list");
}

static int meets(const condition *c, size_t row)
{
    if (c->of_level) return c->column->codes[row] < 0 ? -1 : c->of_level[c->column->codes[row]];
    double value = c->column->numbers[row];
    if (!c->values) return icp_i_literal_holds_number(c->literal, value);
    if (isnan(value)) return -1;
    for (size_t v = 0; v < c->literal->value_count; v++)
        if (c->values[v] == value) return 1;
    return 0;
}

/* Does a row of the list match, as icp_rule_match; *why (in `pool`) instead when a condition cannot be looked up there. match: rows of the list. */
static icp_status match_rows(const icp_i_market *market, const icp_rule *rule, icp_i_pool *pool, signed char *match, const char **why, icp_error *err)
{
    condition *conditions = ICP_I_NEW(pool, condition, rule->literal_count);
    if (!conditions) return icp_i_fail_memory(err, "looking up a rule in a market list");
    *why = NULL;
    for (size_t l = 0; l < rule->literal_count && !*why; l++) ICP_I_TRY(prepare(market, &rule->literals[l], pool, &conditions[l], why, err));
    for (size_t row = 0; row < icp_table_rows(market->list) && !*why; row++) {
        match[row] = 1;
        for (size_t l = 0; l < rule->literal_count && match[row] != 0; l++) {
            int one = meets(&conditions[l], row);
            if (one <= 0) match[row] = (signed char)one;
        }
    }
    return ICP_OK;
}

/* ---- counts ---- */

icp_status icp_i_market_count(const icp_i_market *market, const icp_rule *rule, const double *good, uint64_t key, icp_i_pool *pool,
                              icp_market_count *out, icp_error *err)
{
    double level = market->accounts->frame->settings->level;
    icp_market_count made = {.why = "", .rows = icp_table_rows(market->list), .good_fits = {NAN, NAN, NAN, level, 0}, .linked_by = market->linked_by};
    signed char *match = ICP_I_NEW(pool, signed char, made.rows);
    const char *why = NULL;
    if (!match) return icp_i_fail_memory(err, "counting a rule in a market list");
    ICP_I_TRY(match_rows(market, rule, pool, match, &why, err));
    for (size_t row = 0; row < made.rows && !why; row++) {
        made.matched += match[row] > 0;
        made.unknown += match[row] < 0;
        made.customers += match[row] > 0 && market->known[row] == ICP_I_CUSTOMER;
        made.worked += match[row] > 0 && market->known[row] != ICP_I_STRANGER;
    }
    made.counted = !why;
    if (why) made.why = why;
    if (!why && good && made.matched > 0) ICP_I_TRY(icp_i_good_fits(market, rule, match, good, key, pool, &made.good_fits, err));
    icp_i_release(pool, match);
    *out = made;
    return ICP_OK;
}
