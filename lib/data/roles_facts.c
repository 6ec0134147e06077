/* roles_facts.c - what the values of a column look like. Owns: distinct values, looks. Must not know: headers, other columns. */
#include "data/roles_facts.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

#define REASONS_MOST 50 /* different numbers a reason code may have */

/* Different values of n finite or missing numbers, by an open-addressing table. */
static icp_status count_numbers(const double *values, size_t n, icp_i_pool *scratch, size_t *distinct, icp_error *err)
{
    size_t slots = 16;
    while (slots < 2 * n) slots *= 2;
    double *table = ICP_I_NEW(scratch, double, slots);
    unsigned char *full = ICP_I_NEW(scratch, unsigned char, slots);
    if (!table || !full) return icp_i_fail_memory(err, "detecting roles");
    *distinct = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        double value = values[i] == 0 ? 0 : values[i]; /* -0 is 0 */
        size_t at = (size_t)icp_i_hash64(&value, sizeof value, 0) & (slots - 1);
        while (full[at] && table[at] != value) at = (at + 1) & (slots - 1);
        if (full[at]) continue;
        full[at] = 1;
        table[at] = value;
        ++*distinct;
    }
    icp_i_release(scratch, table);
    icp_i_release(scratch, full);
    return ICP_OK;
}

static icp_status count_levels(const icp_column *column, size_t rows, icp_i_pool *scratch, size_t *distinct, icp_error *err)
{
    unsigned char *met = ICP_I_NEW(scratch, unsigned char, column->level_count);
    if (!met) return icp_i_fail_memory(err, "detecting roles");
    *distinct = 0;
    for (size_t r = 0; r < rows; r++) {
        int32_t code = column->codes[r];
        if (code < 0 || met[code]) continue;
        met[code] = 1;
        ++*distinct;
    }
    icp_i_release(scratch, met);
    return ICP_OK;
}

icp_status icp_i_facts_make(const icp_table *table, size_t index, icp_i_pool *scratch, icp_i_facts *out, icp_error *err)
{
    const icp_column *column = icp_table_column(table, index);
    icp_i_facts facts = {.column = column, .rows = icp_table_rows(table)};
    facts.numeric = column->numbers != NULL && column->type != ICP_TYPE_DATE;
    facts.whole = facts.numeric;
    for (size_t r = 0; r < facts.rows; r++) {
        bool filled = column->numbers ? !isnan(column->numbers[r]) : column->codes[r] >= 0;
        facts.filled += filled;
        if (facts.whole && filled && column->numbers[r] != floor(column->numbers[r])) facts.whole = false;
    }
    if (column->numbers)
        ICP_I_TRY(count_numbers(column->numbers, facts.rows, scratch, &facts.distinct, err));
    else
        ICP_I_TRY(count_levels(column, facts.rows, scratch, &facts.distinct, err));
    size_t answers[2];
    facts.binary = icp_i_role_answers(table, index, answers) && answers[0] && answers[1];
    *out = facts;
    return ICP_OK;
}

bool icp_i_facts_few(const icp_i_facts *facts, size_t most, size_t rows_each)
{
    return facts->distinct >= 2 && facts->distinct <= most && facts->filled / facts->distinct >= rows_each;
}

/* What a status word says about the account. */
static int status_word(const char *level, icp_i_guess guess)
{
    static const char *const gone[] = {"churn", "churned",  "cancelled",  "canceled", "lost",     "left",   "lapsed",      "former",
                                       "ex",    "inactive", "terminated", "expired",  "attrited", "exited", "not renewed", "non renewed"};
    static const char *const here[] = {"stayed",  "active",   "customer", "retained",   "renewed",
                                       "current", "existing", "live",     "subscribed", "evangelist"};
    icp_i_header words;
    icp_i_header_split(level, &words);
    if (icp_i_role_open_stage(level)) return -1;
    if (guess == ICP_I_GUESS_WIN) {
        if (icp_i_header_has(&words, "won") || icp_i_header_has(&words, "=win")) return 1;
        return icp_i_header_has(&words, "lost") || icp_i_header_has(&words, "=loss") ? 0 : -1;
    }
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        if (icp_i_header_has(&words, gone[i])) return 1;
    for (size_t i = 0; i < sizeof here / sizeof here[0]; i++)
        if (icp_i_header_has(&words, here[i])) return 0;
    return -1;
}

static bool looks_like_status(const icp_i_facts *facts, icp_i_guess guess)
{
    if (facts->column->numbers || facts->column->level_count > 60) return false;
    bool event = false, nonevent = false;
    for (size_t l = 0; l < facts->column->level_count; l++) {
        int word = status_word(facts->column->levels[l], guess);
        event = event || word == 1;
        nonevent = nonevent || word == 0;
    }
    return event && nonevent;
}

bool icp_i_facts_look(const icp_i_facts *facts, icp_i_guess guess, icp_i_look look)
{
    bool coded = facts->column->numbers == NULL;
    switch (look) {
    case ICP_I_LOOK_ANY:
        return true;
    case ICP_I_LOOK_NUMBER:
        return facts->numeric;
    case ICP_I_LOOK_CODED:
        return coded;
    case ICP_I_LOOK_BINARY:
        return facts->binary;
    case ICP_I_LOOK_STATUS:
        return looks_like_status(facts, guess);
    case ICP_I_LOOK_REASON:
        return facts->binary || coded || (facts->whole && facts->distinct <= REASONS_MOST);
    case ICP_I_LOOK_DATE:
        return facts->column->type == ICP_TYPE_DATE;
    case ICP_I_LOOK_KEY:
        return (coded || facts->whole) && facts->filled == facts->rows && facts->distinct == facts->rows;
    case ICP_I_LOOK_REPEATED:
        return (coded || facts->whole) && facts->distinct >= 2 && 2 * facts->filled >= 3 * facts->distinct;
    case ICP_I_LOOK_LABEL:
        return coded;
    case ICP_I_LOOK_TITLE:
        return coded && facts->distinct >= 2 && (facts->distinct <= 30 || 3 * facts->distinct <= facts->filled);
    }
    return false;
}

/* Levels whose word says `wanted`, as a list in the pool. */
static icp_status words_of(const icp_i_facts *facts, icp_i_guess guess, int wanted, icp_i_pool *pool, const char *const **out, size_t *count,
                           icp_error *err)
{
    const char **list = ICP_I_NEW(pool, const char *, facts->column->level_count);
    if (!list) return icp_i_fail_memory(err, "detecting roles");
    *count = 0;
    for (size_t l = 0; l < facts->column->level_count; l++) {
        const char *level = facts->column->levels[l];
        if (status_word(level, guess) != wanted) continue;
        list[*count] = icp_i_copy_text(pool, level, strlen(level));
        if (!list[(*count)++]) return icp_i_fail_memory(err, "detecting roles");
    }
    *out = list;
    return ICP_OK;
}

icp_status icp_i_facts_form(const icp_table *table, const icp_i_facts *facts, size_t column, icp_i_guess guess, icp_i_pool *pool,
                            icp_outcome_form *out, icp_error *err)
{
    icp_outcome_form form = {.column = column};
    bool stayed = guess == ICP_I_GUESS_STAYED;
    if (facts->binary) {
        ICP_I_TRY(icp_i_role_answer_texts(table, column, !stayed, pool, &form.events, &form.event_count, err));
        if (stayed) ICP_I_TRY(icp_i_role_answer_texts(table, column, true, pool, &form.nonevents, &form.nonevent_count, err));
    } else {
        ICP_I_TRY(words_of(facts, guess, 1, pool, &form.events, &form.event_count, err));
        ICP_I_TRY(words_of(facts, guess, 0, pool, &form.nonevents, &form.nonevent_count, err));
    }
    *out = form;
    return ICP_OK;
}
