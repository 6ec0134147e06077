/* outcome_contenders.c - see outcome_contenders.h. */
#include "icp/outcome_contenders.h"

#include "base/fail.h"
#include "base/number.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* ---- names: what the rule is for, and the first of its conditions that has room ---- */

static const char *purpose_words(const icp_outcome_rule *rule)
{
    bool no = rule->unwanted != 0;
    if (rule->role == ICP_ROLE_WIN) return no ? "Lost" : "Won";
    if (rule->role == ICP_ROLE_UPSELL) return no ? "Not upsold" : "Upsold";
    return no ? "Leaves" : "Stays";
}

static bool fits(const char *text)
{
    size_t characters = 0;
    while (*text && characters <= ICP_I_NAME_CHARACTERS) {
        (void)icp_i_utf8_next(&text);
        characters++;
    }
    return characters <= ICP_I_NAME_CHARACTERS;
}

static const char *numbers_words(const icp_literal *literal, const char *column, icp_i_pool *pool)
{
    char low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE];
    icp_i_number_format(literal->low, low);
    icp_i_number_format(literal->high, high);
    if (isinf(literal->low)) return icp_i_print(pool, "%s under %s", column, high);
    return isinf(literal->high) ? icp_i_print(pool, "%s from %s", column, low) : icp_i_print(pool, "%s %s to %s", column, low, high);
}

/* A condition in words, or ""; "Yes" says nothing without its column. */
static const char *literal_words(const icp_table *table, const icp_literal *literal, icp_i_pool *pool)
{
    const icp_column *column = icp_table_column(table, literal->column);
    if (literal->op == ICP_RULE_BETWEEN) return column->type == ICP_TYPE_DATE ? "" : numbers_words(literal, column->name, pool);
    const char *words = strlen(literal->values[0]) > 3 ? literal->values[0] : icp_i_print(pool, "%s %s", column->name, literal->values[0]);
    for (size_t v = 1; v < literal->value_count && words; v++) words = icp_i_print(pool, "%s or %s", words, literal->values[v]);
    return words;
}

/* At most 28 characters; no two rules of a run are for the same, so the name is like no other. NULL: out of memory. */
static const char *name_of(const icp_table *table, const icp_outcome_rule *rule, icp_i_pool *pool)
{
    const char *purpose = purpose_words(rule);
    for (size_t l = 0; l < rule->rule.literal_count; l++) {
        const char *words = literal_words(table, &rule->rule.literals[l], pool);
        const char *name = words ? icp_i_print(pool, "%s: %s", purpose, words) : NULL;
        if (!name || (*words && fits(name))) return name;
    }
    return icp_i_print(pool, "%s: by a rule", purpose);
}

/* ---- who may run ---- */

static double jaccard(const signed char *a, const signed char *b, size_t rows)
{
    size_t both = 0, either = 0;
    for (size_t i = 0; i < rows; i++) {
        both += a[i] > 0 && b[i] > 0;
        either += a[i] > 0 || b[i] > 0;
    }
    return either > 0 ? (double)both / (double)either : 0;
}

/* "" when the rule may run. found: matches of the contenders of the list, NULL of one that no rule finds. NULL: out of memory. */
static const char *objection_to(const icp_i_profile_input *all, const icp_outcome_rule *rule, const signed char *match, const icp_i_contender *list,
                                size_t count, signed char *const *found, icp_i_pool *pool)
{
    if (!rule->rule.findable) return "its rule is not confirmed on held-out accounts";
    if (!icp_i_profile_outcome(all, rule->role)->model.used) return "its outcome cannot be told from chance";
    for (size_t c = 0; c < count; c++) {
        double same = found[c] ? jaccard(match, found[c], all->frame->rows) : 0;
        char shown[ICP_I_NUMBER_SIZE];
        if (!(same > ICP_I_SAME_ACCOUNTS)) continue;
        icp_i_number_fixed(same, 2, shown);
        return icp_i_print(pool, "it finds the accounts that the rule of \"%s\" finds (Jaccard index %s)", list[c].name, shown);
    }
    return "";
}

/* ---- what it is counted in ---- */

/* The accounts a rule finds are segment 0 of an input of their own, all others segment 1. */
static icp_status make_input(const icp_i_rule_ground *ground, const icp_i_profile_input *all, const signed char *match, uint64_t stream,
                             icp_i_pool *pool, icp_i_profile_input **out, icp_error *err)
{
    size_t rows = all->frame->rows;
    icp_i_profile_input *input = ICP_I_NEW(pool, icp_i_profile_input, 1);
    int32_t *label = ICP_I_NEW(pool, int32_t, rows), *counted = ICP_I_NEW(pool, int32_t, rows);
    if (!input || !label || !counted) return icp_i_fail_memory(err, "counting the accounts of a rule");
    for (size_t i = 0; i < rows; i++) {
        label[i] = match[i] > 0 ? 0 : 1;
        counted[i] = !ground->held_out[i] || match[i] < 0 ? -1 : label[i];
    }
    *input = *all;
    input->label = label;
    input->held_out = counted;
    input->segments = 2;
    input->stream = stream;
    *out = input;
    return ICP_OK;
}

static icp_status enter(const icp_i_rule_ground *ground, const icp_i_profile_input *all, const icp_outcome_rule *rule, const signed char *match,
                        uint64_t stream, icp_i_pool *pool, icp_i_contender *out, icp_error *err)
{
    icp_i_profile_input *input = NULL;
    icp_segment *sides = NULL;
    icp_usage_profile *usage;
    icp_objection_rate *objections;
    size_t usage_count, objection_count;
    ICP_I_TRY(make_input(ground, all, match, stream, pool, &input, err));
    ICP_I_TRY(icp_i_profile(input, pool, &sides, &usage, &usage_count, &objections, &objection_count, err));
    const char *name = name_of(all->frame->table, rule, pool);
    if (!name) return icp_i_fail_memory(err, "naming the rule of an outcome");
    *out = (icp_i_contender){.input = input, .segment = 0, .described = &sides[0], .name = name, .rule = &rule->rule,
                             .finds = icp_outcome_rule_finds(rule)};
    return ICP_OK;
}

icp_status icp_i_outcome_contenders(const icp_i_rule_ground *ground, const icp_i_profile_input *all, icp_outcome_rule *rules, size_t rule_count,
                                    icp_i_contender *list, size_t *count, icp_i_pool *pool, icp_error *err)
{
    size_t rows = all->frame->rows;
    signed char **found = ICP_I_NEW(pool, signed char *, *count + rule_count + 1);
    if (!found) return icp_i_fail_memory(err, "comparing rules");
    for (size_t i = 0; i < *count + rule_count; i++) {
        bool outcome = i >= *count;
        const icp_rule *rule = outcome ? &rules[i - *count].rule : list[i].rule;
        if (!rule->findable) continue;
        found[i] = ICP_I_NEW(pool, signed char, rows);
        if (!found[i]) return icp_i_fail_memory(err, "comparing rules");
        icp_i_rule_match_rows(rule, all->frame, found[i]);
    }
    size_t made = *count;
    for (size_t r = 0; r < rule_count; r++) {
        signed char *match = found[*count + r];
        rules[r].note = objection_to(all, &rules[r], match, list, made, found, pool);
        if (!rules[r].note) return icp_i_fail_memory(err, "comparing rules");
        if (rules[r].note[0]) continue;
        ICP_I_TRY(enter(ground, all, &rules[r], match, r + 1, pool, &list[made], err));
        found[made++] = match; /* made <= *count + r: the slot was looked at already */
    }
    *count = made;
    return ICP_OK;
}
